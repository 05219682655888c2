"""A small studio in a temporary folder, and real builds of it."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from courtside.engine.portals import ClientPage, client_pages
from courtside.pipeline import Order, run
from courtside.resources import THEME
from courtside.sealing.cipher import Sealed
from courtside.site.layout import FIXED, Frames
from courtside.source.load import load_portfolio
from courtside.workspace.folder import project_files
from helpers.studio_texts import studio_text

CHECKOUT = Path(__file__).parents[2]
SECRET = "A" * 43
"""A root secret: 32 zero bytes."""

STUDIO = studio_text("example_day: 2026-03-11")

CANARIES = ("Quetzalcoatl", "Xylophonist", "Zephyranthes", "Wolframite")
"""Words of clients that must stand nowhere in a site or a log."""

PROJECT = """\
title: {title}
client: {{name: {client} and Sons, email: quetzal@client.example}}
language: {language}
price: 1000 EUR
stages:
  - {{id: copy, title: Zephyranthes, owner: client, days: 3}}
  - {{id: design, title: Design, owner: provider, days: 4}}
  - {{id: balance, title: Balance, owner: client, pay: 100%}}
private:
  - {{date: 2026-03-06, text: Wolframite}}
"""


def project(
    *, title: str = "Xylophonist", client: str = "Quetzalcoatl", language: str = "en"
) -> str:
    """A project file: a proposal with two stages."""
    return PROJECT.format(title=title, client=client, language=language)


def make_studio(root: Path, **projects: str) -> Path:
    """Write a studio with these projects (id -> text) and with the key that is SECRET."""
    for folder in ("overrides", "hooks"):
        shutil.copytree(
            CHECKOUT / folder,
            root / folder,
            ignore=shutil.ignore_patterns("courtside", "__pycache__"),
        )
    shutil.copy(CHECKOUT / "mkdocs.yml", root)
    (root / "projects").mkdir()
    shutil.copy(CHECKOUT / "projects" / "index.md", root / "projects")
    (root / "projects" / "_studio.yml").write_text(STUDIO)
    for name, text in projects.items():
        (root / "projects" / f"{name}.yml").write_text(text)
    (root / ".courtside").mkdir()
    (root / ".courtside" / "key").write_text(f"{SECRET}\n")
    return root


HOOK_NAMES = """
import logging
import shutil
from datetime import UTC, datetime
from mkdocs.structure.files import File, Files, InclusionLevel
from courtside.provider.desk_page import desk_html
from courtside.site import publication
from courtside.site.dev_server import Portals
log = logging.getLogger("mkdocs.courtside")
"""
"""What code that a test adds to the hook may use."""


def site_files(sealed: Iterable[Sealed], shells: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file that projects add to the public pages."""
    yield from FIXED.items()
    frames = Frames(shells)
    for page in sealed:
        yield from frames.files(page)


def order(root: Path, *, now: datetime | None = None, **environ: str) -> Order:
    """What the pipeline is given to build the studio in a folder."""
    return Order(
        projects=root / "projects", root=root, environ=environ, now=now or datetime.now(UTC)
    )


def sealed_pages(order: Order) -> list[Sealed]:
    """All pages of a studio, sealed in this process."""
    made: list[Sealed] = []
    run(order, write=made.append)
    return made


def own_template(root: Path, name: str) -> Path:
    """The owner's copy of a template, which goes before the package's."""
    place = root / "overrides" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        shutil.copy(THEME / name, place)
    return place


def open_to_mkdocs(root: Path) -> Path:
    """Take `exclude_docs` out, which alone keeps MkDocs from all projects: a leak that the hook
    opens would not come to the leak check."""
    settings = root / "mkdocs.yml"
    settings.write_text(re.sub(r"(?m)^exclude_docs:.*\n(  .*\n)+", "", settings.read_text()))
    return root


def fill_the_disk(monkeypatch: pytest.MonkeyPatch, *, after: int) -> None:
    """Once so many files are written, there is no space left for another."""
    synced, written = os.fsync, count(1)

    def full(file: int) -> None:
        if next(written) > after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        synced(file)

    monkeypatch.setattr(os, "fsync", full)


def shipped_studio() -> bytes:
    """The studio's file as it ships: a build in this checkout writes its own key id into it."""
    text = (CHECKOUT / "projects" / "_studio.yml").read_bytes()
    return re.sub(rb"(?m)^key_id:.*\n?", b"", text)


def make_examples(root: Path) -> Path:
    """Write the studio that ships, with all its examples and with the key that is SECRET."""
    make_studio(root)
    shutil.copytree(CHECKOUT / "projects", root / "projects", dirs_exist_ok=True)
    (root / "projects" / "_studio.yml").write_bytes(shipped_studio())
    return root


@cache
def example_portals() -> tuple[ClientPage, ...]:
    """The pages of the studio that ships, on its example day."""
    portfolio, problems = load_portfolio(project_files(CHECKOUT / "projects"))
    assert portfolio, [str(problem) for problem in problems]
    assert portfolio.studio.example_day
    return client_pages(portfolio, portfolio.studio.example_day)


@cache
def live_portals(day: date = date(2026, 6, 22)) -> tuple[ClientPage, ...]:
    """The same as if they were no examples: on their day, or another."""
    files = dict(project_files(CHECKOUT / "projects"))
    studio = re.sub(rb"(?m)^example_day:.*\n", b"", files["_studio.yml"])
    portfolio, problems = load_portfolio({**files, "_studio.yml": studio})
    assert portfolio, [str(problem) for problem in problems]
    return client_pages(portfolio, day)


def example_clients() -> list[str]:
    """By which their links are made."""
    return [portal.id for portal in example_portals()]


def build_studio(root: Path) -> dict[str, bytes]:
    """Build as `mkdocs build` does, in this process; gives the site."""
    config = load_config(config_file=str(root / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()
    return site_of(root)


def site_of(root: Path) -> dict[str, bytes]:
    """The site as it lies there."""
    site = root / "site"
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }
