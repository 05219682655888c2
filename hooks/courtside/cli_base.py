"""What the commands share: where a house lies, what day it is, how a fault is told."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import click
import yaml
from rich.console import Console

from . import build, pipeline
from .cells import CellFault, one_day
from .disk import Changed, in_words, write_whole
from .history import earlier_versions, would_track
from .keys import KeyFault
from .link_history import LinkHistory
from .public import Look
from .source import Fault
from .status import House, assess


class Day(click.ParamType[date]):
    """A day, written as 2026-03-25, or in any way that can be meant in one way only."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read it, or end with exit code 2."""
        if isinstance(value, date):
            return value
        try:
            return build.asked_day(one_day(str(value)))
        except CellFault as fault:
            self.fail(f"{fault}", param, ctx)
        except ValueError:
            self.fail(build.A_DAY, param, ctx)


projects_option = click.option(
    "--projects",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="projects",
    show_default=True,
    help="The folder with _studio.yml and the project files.",
)

config_option = click.option(
    "--config-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="The settings of the site.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a house lies, and what its site looks like."""

    root: Path
    """The folder of mkdocs.yml; the key is kept below it."""
    projects: Path
    overrides: Path
    site: Path
    look: Look
    hooks: tuple[str, ...] | None = None
    """What MkDocs is told to call; None where another file may say it."""

    @property
    def site_url(self) -> str:
        """Where the site is published; empty where mkdocs.yml does not say."""
        return self.look.site_url


def place_of(config_file: Path) -> Place:
    """What mkdocs.yml says, without MkDocs: only plain settings are looked at."""
    # Composed and not loaded: tags such as !ENV mean something to MkDocs alone.
    try:
        document = yaml.compose(config_file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError:
        refuse(f"{config_file}: it is not UTF-8: save it so")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        refuse(f"{config_file}:{line}: this is no YAML: {error.problem}")
    settings = _texts(document)
    theme = next((_texts(value) for key, value in _pairs(document) if key == "theme"), {})
    root = config_file.parent
    return Place(
        root=root,
        projects=root / settings.get("docs_dir", "projects"),
        overrides=root / theme.get("custom_dir", "overrides"),
        site=root / settings.get("site_dir", "site"),
        look=Look(
            site_name=settings.get("site_name", ""),
            site_url=settings.get("site_url", ""),
            language=theme.get("language", "en"),
            logo=theme.get("logo", ""),
            favicon=theme.get("favicon", ""),
        ),
        hooks=None if "INHERIT" in settings else _hooks(document),
    )


def base_of(place: Place, base: str | None) -> str:
    """Where the site lies. Ends the command if nobody says, or if no portal would open there."""
    base = base or place.site_url
    if not base:
        refuse("site_url in mkdocs.yml says where the site lies: write it there, or give --base")
    if not opens_portals(base):
        refuse(f"{base}: {NOT_SECURE}")
    return base


def drafts_folder(folder: Path) -> Path:
    """Return a folder for drafts of mails, which hold links, out of git's reach: one that is made
    here ignores itself. Ends the command where git would track what is written into it."""
    if not folder.exists():
        folder.mkdir(parents=True)
        if would_track(folder, "draft.eml"):
            write_whole(folder / ".gitignore", b"*\n")
    if would_track(folder, "draft.eml"):
        refuse(
            f"{folder}: git does not ignore it, and drafts hold the links that open the portals: "
            "choose a folder that is not there yet, or add it to .gitignore. Nothing was written."
        )
    return folder


NOT_SECURE = "browsers open a portal over https only, or on this machine: write https://"


SHARED_ORIGIN = (
    "all sites of one GitHub account share an origin below github.io: a script on any of them can "
    "read links with their keys, and the pages. Give the site a domain of its own"
)


def shares_its_origin(address: str) -> bool:
    """Whether other sites of the same owner have the same origin as this one."""
    return (urlsplit(address).hostname or "").endswith(".github.io")


def opens_portals(address: str) -> bool:
    """Whether browsers have WebCrypto there, which they leave out elsewhere."""
    parts = urlsplit(address)
    local = parts.hostname in ("127.0.0.1", "::1", "localhost")
    return parts.scheme == "https" or (parts.scheme == "http" and local)


def _pairs(node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return [(key.value, value) for key, value in pairs]


def _hooks(document: yaml.Node | None) -> tuple[str, ...]:
    listed = next((value for key, value in _pairs(document) if key == "hooks"), None)
    return (
        tuple(each.value for each in listed.value) if isinstance(listed, yaml.SequenceNode) else ()
    )


def _texts(node: yaml.Node | None) -> dict[str, str]:
    """The values of a mapping that are one text each."""
    return {key: node.value for key, node in _pairs(node) if isinstance(node.value, str)}


def now() -> datetime:
    """The real time, aware of its zone."""
    return datetime.now(UTC)


def load(projects: Path, *, real_day: bool = False) -> tuple[House | None, tuple[Fault, ...]]:
    """Read a folder. `real_day` refuses facts that lie after today."""
    try:
        files = build.project_files(projects)
    except build.BuildFault as fault:
        refuse(*fault.lines)
    return pipeline.load(
        files,
        folder=str(projects),
        now=now() if real_day else None,
        earlier=lambda file: earlier_versions(Path(file)),
    )


def good_house(projects: Path) -> House:
    """Read a folder, or end with exit code 1 and every fault."""
    house, faults = load(projects)
    if house is None:
        tell(faults)
        refuse("Mend this first; nothing was changed.")
    return house


def house_on(projects: Path, today: date | None) -> tuple[House, date]:
    """A house without a fault, and the day to look at it: the one asked for, else as `build` says.

    Warnings are told; a fault ends the command.
    """
    house, faults = load(projects)
    tell(faults)
    if house is None:
        refuse("Mend this first; nothing was reckoned.")
    return house, today or today_of(house)


def too_long(
    house: House, projects: Path, only: Collection[str] | None = None
) -> tuple[Fault, ...]:
    """Warnings of the agreements that take more than one page, or of some projects' alone: to
    measure one takes a tenth of a second."""
    today = today_of(house)
    shown = (
        status
        for status in assess(house, today)
        if status.phase != "closed" and (only is None or status.project.id in only)
    )
    return build.too_long(house.studio, shown, today, projects, folder=str(projects))


def unfit_files(house: House, projects: Path) -> tuple[Fault, ...]:
    """Faults of the files that go with the projects which are not closed."""
    day = today_of(house)
    shown = (project for project in house.projects if pipeline.is_open(project, day))
    return build.unfit_files(shown, projects, folder=str(projects))


def link_history(projects: Path) -> LinkHistory:
    """Return the link numbers of git's history, or end the command where git cannot give them."""
    try:
        return LinkHistory.read(projects)
    except ValueError:
        refuse(f"{NO_HISTORY}. Nothing was written.")


NO_HISTORY = (
    "git cannot say which links were given out before: this needs git, and a clone with its whole "
    "history (git fetch --unshallow; actions/checkout: fetch-depth: 0)"
)


@contextmanager
def or_nothing(changed: str = "it changed meanwhile") -> Iterator[None]:
    """Around `disk.together`: where it puts all back, the command ends and says why. `changed` is
    said of a file that is not what it was."""
    try:
        yield
    except Changed as error:
        refuse(f"{error}: {changed}. Nothing was written.")
    except OSError as error:
        refuse(f"{in_words(error)}. Nothing was written.")
    except KeyFault as fault:
        refuse(f"{fault}. Nothing was written.")


def today_of(house: House) -> date:
    """The day of a view that names none, or the end of the command."""
    try:
        return build.day_of(house.studio, os.environ.get("COURTSIDE_TODAY", ""), now())
    except build.BuildFault as fault:
        refuse(*fault.lines)


def say_borrowed(name: str) -> None:
    """Say that a PDF of a project holds letters out of this machine's own fonts."""
    click.echo(
        f"{name}: a font of this machine shows letters that the built-in ones lack, so another "
        "machine may set them differently: put a font that has them (.ttf or .otf) into "
        "overrides/fonts/",
        err=True,
    )


def line(fault: Fault) -> str:
    """A fault for people."""
    return str(fault) if fault.severity == "error" else f"{fault} (warning)"


def tell(faults: Iterable[Fault]) -> None:
    """Faults to stderr."""
    for fault in faults:
        click.echo(line(fault), err=True)


def console() -> Console:
    """Where tables go. A pipe has no width of its own, and a folded line is hard to search."""
    return Console(width=None if sys.stdout.isatty() else 200)


def refuse(*lines: str) -> NoReturn:
    """Say why, and end with exit code 1."""
    for text in lines:
        click.echo(text, err=True)
    sys.exit(1)
