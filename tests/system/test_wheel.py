"""The wheel is whole: everything works where it is installed, with no checkout in reach."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from helpers.copies import ANSWERS, options
from helpers.language_server import Editor
from helpers.studio import CHECKOUT
from helpers.wheels import Installed, build, source

PACKAGE = CHECKOUT / "hooks" / "courtside"
NEW = ["--title", "Reservas", "--client", "Nido", "--email", "hola@nido.example", "--price", "3200"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return build(source(folder / "source"), folder / "dist")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed.make(tmp_path_factory.mktemp("environment"), wheel)


def test_it_holds_every_file_of_the_package(wheel: Path) -> None:
    files = {
        path.relative_to(CHECKOUT / "hooks").as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == files


def test_everything_works_elsewhere(installed: Installed, tmp_path: Path) -> None:
    """From the first command to a served site."""
    where = installed.run(
        [installed.python, "-c", "import courtside; print(courtside.__file__)"], cwd=tmp_path
    )
    assert Path(where.stdout.strip()).is_relative_to(installed.python.parents[1])
    work(installed, tmp_path)


def work(installed: Installed, folder: Path) -> None:
    """Go through a studio's first day."""
    studio = folder / "nido"
    installed.courtside("init", "nido", *options(language="es"), "--yes", cwd=folder)
    installed.courtside("new", "nido", "--template", "web", *NEW, cwd=studio)
    assert installed.courtside("check", cwd=studio).stdout == ""
    assert "skipped" not in installed.courtside("build", cwd=studio).stderr
    assert len(list(studio.glob("site/p/*/index.html"))) == 1
    shutil.rmtree(studio / "site")
    installed.run([installed.python, "-m", "mkdocs", "build"], cwd=studio)
    assert len(list(studio.glob("site/p/*/index.html"))) == 1
    installed.courtside("agreement", "nido", "-o", "agreement.pdf", cwd=studio)
    assert (studio / "agreement.pdf").read_bytes().startswith(b"%PDF")
    installed.courtside("sign", "nido", "--by", "Ana", cwd=studio)
    installed.courtside("statement", "nido", "-o", "statement.pdf", cwd=studio)
    assert (studio / "statement.pdf").read_bytes().startswith(b"%PDF")
    assert "nido" in installed.courtside("desk", cwd=studio).stdout
    with served(installed, studio) as address:
        page = urlopen(address, timeout=10).read().decode()
        assert "Sur &amp; Co" in page


@contextmanager
def served(installed: Installed, studio: Path) -> Iterator[str]:
    """Serve a studio's site on a port of its own until it is no longer needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    server = subprocess.Popen(
        [str(installed.python.with_name("courtside")), "serve", "--port", port],
        cwd=studio,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}{urlsplit(ANSWERS['site-url']).path}"
    try:
        for _ in range(200):
            try:
                urlopen(address, timeout=1).close()
                break
            except (URLError, ConnectionError):
                assert server.poll() is None
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_the_studio_s_own_test_passes(installed: Installed, tmp_path: Path) -> None:
    installed.courtside("init", "nido", *options(), "--yes", cwd=tmp_path)
    studio = tmp_path / "nido"
    test = [installed.python, "-m", "unittest", "discover", "tests"]
    installed.run(test, cwd=studio)
    (studio / "projects" / "_studio.yml").write_text("name: [\n")
    assert "_studio.yml" in installed.run(test, cwd=studio, code=1).stderr


def test_init_writes_down_where_the_engine_came_from(
    installed: Installed, wheel: Path, tmp_path: Path
) -> None:
    done = installed.courtside("init", "nido", *options(), "--yes", cwd=tmp_path)
    line = re.findall('"(courtside.*)"', (tmp_path / "nido" / "pyproject.toml").read_text())
    assert len(line) == 1
    assert line[0].startswith(f"courtside @ {wheel.as_uri()}")
    assert "GitHub cannot reach that" in done.stderr


def test_an_editor_checks_and_completes_a_new_file(installed: Installed, tmp_path: Path) -> None:
    """With the schema that lies beside it, and nothing else."""
    installed.courtside("init", "nido", *options(language="es"), "--yes", cwd=tmp_path)
    projects = tmp_path / "nido" / "projects"
    installed.courtside("new", "nido", "--template", "web", *NEW, cwd=projects.parent)
    text = (projects / "nido.yml").read_text("utf-8")
    with Editor.of(projects.parent) as editor:
        for name in ("_studio.yml", "nido.yml"):
            assert editor.open(projects / name).problems() == []
        wrong = text.replace("owner: client", "owner: cleint", 1) + "ttle: x\n"
        line, last = wrong[: wrong.index("cleint")].count("\n") + 1, wrong.count("\n")
        typo, unknown = editor.open(projects / "wrong.yml", wrong).problems()
        assert re.fullmatch(rf"{line}:\d+ .*\"client\", \"provider\".*", typo)
        assert unknown == f"{last}:1 Property ttle is not allowed."
        being_typed = text.replace("owner: client", "owner: ", 1) + "pay"
        file = editor.open(projects / "typed.yml", being_typed)
        assert file.completions("owner: ") == ["client", "provider"]
        assert "payments" in file.completions("\npay")
        assert {"after", "done", "pay"} <= set(file.completions("{id: textos, "))
        assert "In whose court the ball is" in file.explained("owner")


@pytest.mark.sweep
@pytest.mark.parametrize("version", ["3.12", "3.13", "3.14"])
def test_everything_works_under_other_pythons(version: str, wheel: Path, tmp_path: Path) -> None:
    places = [shutil.which(f"python{version}")]
    places += map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    found = next((place for place in places if place and _runs(place, version)), None)
    if found is None:
        pytest.skip(f"there is no Python {version} here")
    installed = Installed.from_lock(tmp_path / "environment", wheel, found)
    if installed is None:
        pytest.skip("the packages of the lock cannot be fetched")
    work(installed, tmp_path)


def _runs(python: str, version: str) -> bool:
    """Whether a program of that name is one: pyenv's shims may lead nowhere."""
    said = "import sys, json; print(json.dumps(sys.version_info[:2]))"
    done = subprocess.run([python, "-c", said], capture_output=True, text=True)
    return done.returncode == 0 and ".".join(map(str, json.loads(done.stdout))) == version
