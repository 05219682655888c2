"""The same files, day and key give the same bytes, wherever and by whatever Python they are built.

The normal run changes all surroundings at once; `pytest -m sweep` one after the other, to name the
one that matters, and builds with every other Python from 3.11 that it finds on the machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from helpers.studio import CHECKOUT, make_examples

HERE = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC"}
ELSEWHERE: dict[str, dict[str, str]] = {
    "hash seed": {"PYTHONHASHSEED": "4711"},
    "locale": {"LC_ALL": "C", "LANG": "de_DE", "LANGUAGE": "fr", "PYTHONUTF8": "0"},
    "turkish": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "time zone": {"TZ": "Pacific/Kiritimati"},
    "terminal": {"COLUMNS": "40", "NO_COLOR": "1", "TERM": "dumb"},
    "optimised": {"PYTHONOPTIMIZE": "1"},
}
OTHERWISE = ("umask", "order of files", "path", "folder")


def made(
    folder: Path, environ: dict[str, str], ways: tuple[str, ...] = (), python: str = sys.executable
) -> subprocess.Popen[str]:
    """Begin to make all that the examples' studio makes."""
    portfolio = folder / ("länger als sonst/und tief/" * 3 if "path" in ways else "") / "studio"
    portfolio.mkdir(parents=True)
    make_examples(portfolio)
    words = [python, str(CHECKOUT / "tests" / "helpers" / "elsewhere.py"), str(portfolio)]
    if "order of files" in ways:
        words += ["--shuffle", "3"]
    kept = ("PATH", "HOME", "LD_LIBRARY_PATH")
    return subprocess.Popen(
        words,
        cwd="/" if "folder" in ways else portfolio,
        env={name: os.environ[name] for name in kept if name in os.environ}
        | {"PYTHONPATH": str(CHECKOUT / "hooks"), "NO_MKDOCS_2_WARNING": "1"}
        | HERE
        | environ,
        umask=0o077 if "umask" in ways else 0o022,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def sums(process: subprocess.Popen[str]) -> dict[str, str]:
    said, wrong = process.communicate(timeout=240)
    assert process.returncode == 0, wrong
    found: dict[str, str] = json.loads(said)
    assert sum(path.startswith("site/p/") for path in found) > 10
    assert sum(path.startswith("plain/p/") for path in found) > 10
    return found


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return sums(made(tmp_path_factory.mktemp("here"), {}))


def test_wherever_it_is_built_the_bytes_are_the_same(tmp_path: Path) -> None:
    here = made(tmp_path / "here", {})
    changes = {name: value for change in ELSEWHERE.values() for name, value in change.items()}
    there = made(tmp_path / "there", changes, OTHERWISE)
    assert sums(there) == sums(here)


@pytest.mark.sweep
@pytest.mark.parametrize("change", [*ELSEWHERE, *OTHERWISE])
def test_no_single_change_of_surroundings_changes_a_byte(
    here: dict[str, str], tmp_path: Path, change: str
) -> None:
    assert sums(made(tmp_path, ELSEWHERE.get(change, {}), (change,))) == here


# --- Every Python ------------------------------------------------------------------------------


@cache
def pythons() -> dict[str, str]:
    """Version -> place, of all that are on this machine and that Courtside runs on."""
    names = [f"python3.{minor}" for minor in range(11, 20)] + ["python3"]
    folders = [Path(folder) for folder in os.environ["PATH"].split(os.pathsep)]
    places = [folder / name for folder in folders for name in names]
    places += [
        *Path.home().glob(".pyenv/versions/*/bin/python"),
        *Path.home().glob(".local/share/uv/python/*/bin/python"),
    ]
    found = {}
    for place in places:
        if place.is_file():
            asked = subprocess.run(
                [place, "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"],
                capture_output=True,
                text=True,
                check=False,
            )
            version = asked.stdout.strip()
            if asked.returncode == 0 and int(version.split(".")[1]) >= 11:
                found.setdefault(version, str(place))
    return found


def with_the_lock(version: str) -> str:
    """A Python with what requirements.lock names, kept from sweep to sweep; gives its place."""
    lock = CHECKOUT / "requirements.lock"
    name = f"{version}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:8]}"
    folder = CHECKOUT / ".cache" / "pythons" / name
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        for words in (
            [pythons()[version], "-m", "venv", str(folder)],
            [*pip, "--require-hashes", "-r", str(lock)],
            [*pip, "--no-deps", "--no-build-isolation", "-e", str(CHECKOUT)],
        ):
            subprocess.run(words, check=True, capture_output=True)
        (folder / "ready").touch()
    return str(python)


@pytest.mark.sweep
def test_every_other_python_gives_the_same_bytes(here: dict[str, str], tmp_path: Path) -> None:
    others = sorted(set(pythons()) - {"{}.{}.{}".format(*sys.version_info[:3])})
    if not others:
        pytest.skip("there is no other Python from 3.11 on this machine")
    for version in others:
        there = made(tmp_path / version, {}, python=with_the_lock(version))
        assert sums(there) == here, version
