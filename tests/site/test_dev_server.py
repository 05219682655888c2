"""Under `serve` a portal is made when it is asked for: the same as a build makes, out of the files
as they are then."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from courtside.engine.assess import ProjectState, assess_alone
from courtside.errors import BuildError
from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.model.values import LANGUAGES
from courtside.pipeline import Order
from courtside.site import dev_server, layout
from courtside.source import load
from courtside.text.theme import Theme
from helpers.serving import serving
from helpers.studio import make_studio, order, own_template, project, sealed_pages, site_files

SHELLS = {language: f"<p lang={language}>{layout.SLOT}</p>" for language in LANGUAGES}


@pytest.fixture
def portals(tmp_path: Path) -> dev_server.Portals:
    second = project(title="Marimbist", client="Oboist").replace(
        "private:", "files: [a.txt]\nprivate:"
    )
    root = make_studio(tmp_path, aurora=project(), borealis=second)
    (root / "projects" / "borealis").mkdir()
    (root / "projects" / "borealis" / "a.txt").write_text("Bassoonist")
    settings = replace(as_built(root), environ=os.environ)
    portals = dev_server.Portals(settings, url="http://127.0.0.1:8000/portals/")
    portals.shells = SHELLS
    return portals


def as_built(root: Path) -> Order:
    """The order of a build, which puts the owner's templates first."""
    return replace(order(root), theme=Theme.over(root / "overrides"))


def sealed(portals: dev_server.Portals) -> dict[str, bytes]:
    """What a build would write."""
    every = sealed_pages(as_built(portals.projects.parent))
    return {path: file for path, file in site_files(every, SHELLS) if path not in layout.FIXED}


def ask(portals: dev_server.Portals, path: str) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body of an answer."""
    seen: list[Any] = []

    def other(request: Any, start_response: Any) -> Iterable[bytes]:
        start_response("404 Not Found", [])
        return [b"elsewhere"]

    app = dev_server.with_portals(other, portals, lambda html: f"{html}!".encode())
    body = b"".join(app({"PATH_INFO": path}, lambda *found: seen.extend(found)))
    return seen[0], dict(seen[1]), body


def test_each_is_what_a_build_writes(portals: dev_server.Portals) -> None:
    files = sealed(portals)
    assert len(files) == 3
    assert {path: portals.file(path) for path in files} == files


def test_the_server_answers_portals_and_files_and_nothing_else(portals: dev_server.Portals) -> None:
    for path, content in sealed(portals).items():
        status, headers, body = ask(portals, f"/portals/{path.removesuffix('index.html')}")
        page = path.startswith("p/")
        assert (status, body) == ("200 OK", content + b"!" if page else content)
        assert headers["Content-Type"].startswith("text/html" if page else "application/octet")
        assert headers["Cache-Control"] == "no-store"
        assert ask(portals, f"/portals/{path}")[1:] == (headers, body)  # also with index.html
    for path in ("/", "/portals/", "/portals/p/AAAAAAAAAAAAAAAAAAAAAA/", "/portals/a/x.bin"):
        assert ask(portals, path)[2] == b"elsewhere"


def test_a_saved_file_shows_in_the_next_answer(portals: dev_server.Portals) -> None:
    before = sealed(portals)
    (portals.projects / "aurora.yml").write_text(project(title="Piccolist"))
    changed = {path for path, content in before.items() if portals.file(path) != content}
    assert changed == set(before)  # as in a build, where nobody sees whose page it was


def test_a_saved_text_shows_in_the_next_answer(portals: dev_server.Portals) -> None:
    before = sealed(portals)
    texts = portals.projects.parent / "overrides" / "locale" / "en.po"
    texts.parent.mkdir()
    texts.write_text('msgid "I accept"\nmsgstr "Agreed"\n', "utf-8")
    assert all(portals.file(path) != content for path, content in before.items())
    after = sealed(portals)
    texts.write_text('msgid "I accept"\nmsgstr "Count us in"\n', "utf-8")
    assert all(portals.file(path) != content for path, content in after.items())
    texts.write_text('msgid "I accept"\nmsgstr "{x}"\n', "utf-8")
    with pytest.raises(BuildError, match=r"overrides/locale/en\.po:1: 'I accept': write it"):
        portals.file(next(iter(before)))


def test_what_has_not_changed_is_not_read_again(
    portals: dev_server.Portals, monkeypatch: pytest.MonkeyPatch
) -> None:
    portals.plan()  # writes the key's id into the studio's file
    portals.plan()
    names: list[str] = []
    read = load.read

    def noted(text: bytes, *, file: str) -> Any:
        names.append(file)
        return read(text, file=file)

    monkeypatch.setattr(load, "read", noted)
    (portals.projects / "aurora.yml").write_text(project(title="Piccolist"))
    portals.plan()
    assert names == ["projects/_studio.yml", "projects/aurora.yml"]
    studio = portals.projects / "_studio.yml"
    studio.write_text(studio.read_text().replace("EUR", "USD"))
    with pytest.raises(BuildError, match=r"aurora\.yml"):  # whose price is in EUR
        portals.plan()


def test_which_days_others_hold_is_not_computed_again(
    portals: dev_server.Portals, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next(path for path in sealed(portals) if path.startswith("p/"))
    names: list[str] = []

    def noted(studio: Studio, project: Project, today: date) -> ProjectState:
        names.append(project.id)
        return assess_alone(studio, project, today)

    monkeypatch.setattr(dev_server, "assess_alone", noted)
    portals.file(path)
    assert len(names) == len(set(names)) > 1  # all of them, for who holds which days
    names.clear()
    portals.file(path)
    assert not names
    (portals.projects / "aurora.yml").write_text(project(title="Piccolist"))
    portals.file(path)
    assert names == ["aurora"]
    names.clear()
    studio = portals.projects / "_studio.yml"
    studio.write_text(f"{studio.read_text()}capacity: 3\n")
    portals.file(path)
    assert sorted(set(names)) == ["aurora", "borealis"]
    names.clear()
    monkeypatch.setenv("COURTSIDE_TODAY", "2026-03-12")
    portals.file(path)
    assert sorted(set(names)) == ["aurora", "borealis"]


def test_a_problem_is_said_instead_and_goes_with_its_cause(portals: dev_server.Portals) -> None:
    path = next(path for path in sealed(portals) if path.startswith("p/"))
    address = f"/portals/{path.removesuffix('index.html')}"
    file = portals.projects / "aurora.yml"
    good = file.read_text()
    file.write_text("title: [")
    assert b"projects/aurora.yml:" in ask(portals, address)[2]
    file.write_text(good)
    assert b"projects/aurora.yml:" not in ask(portals, address)[2]
    own_template(portals.projects.parent, "portal/page.html").write_text("{% block")
    assert b"Not built" in ask(portals, address)[2]


def test_where_the_public_part_is_broken_its_page_is_everywhere(
    portals: dev_server.Portals,
) -> None:
    path = next(iter(sealed(portals)))
    portals.shells = {}
    assert ask(portals, f"/portals/{path.removesuffix('index.html')}")[2] == b"elsewhere"


@pytest.mark.parametrize("by", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_whoever_ends_the_command_ends_the_server(tmp_path: Path, by: str) -> None:
    portfolio = make_studio(tmp_path / "studio", aurora=project())
    with serving(portfolio) as server, socket.socket() as before:
        assert before.connect_ex(("127.0.0.1", server.port)) == 0
        assert server.end(signal.Signals[by]) == 0
        assert "Traceback" not in server.log()
        with socket.socket() as again:
            assert again.connect_ex(("127.0.0.1", server.port)) != 0


def test_under_nohup_it_outlives_its_terminal(tmp_path: Path) -> None:
    portfolio = make_studio(tmp_path / "studio", aurora=project())
    with serving(portfolio, nohup=True) as server:
        server.process.send_signal(signal.SIGHUP)
        own_template(portfolio, "assets/courtside.css")
        server.wait_for("Reloading browsers")


def test_what_the_system_refuses_is_shown_and_nobody_waits(tmp_path: Path) -> None:
    root = make_studio(tmp_path / "studio", aurora=project())
    with serving(root) as server:
        key = root / ".courtside" / "key"
        key.parent.mkdir(exist_ok=True)
        key.unlink(missing_ok=True)
        key.mkdir()
        with (root / "projects" / "aurora.yml").open("a") as file:
            file.write("# saved\n")
        server.wait_for("it is a folder, not a file")
        with urlopen(f"http://127.0.0.1:{server.port}/livereload/0/1", timeout=20) as answer:
            assert answer.status == 200
        assert "Browser connected" not in server.log()
        with urlopen(server.base, timeout=20) as answer:
            assert b"it is a folder, not a file" in answer.read()
        assert "Traceback" not in server.log()
