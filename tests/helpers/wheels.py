"""Courtside as people install it: a wheel, in an environment of its own, with no checkout in reach.

    wheel = build(source(folder / "source"), folder)
    installed = Installed.make(folder / "environment", wheel)
    installed.courtside("check", cwd=studio)

The environment has the packages of this one, so that no registry is asked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from helpers.studio import CHECKOUT

_SOURCE = ("pyproject.toml", "README.md", "LICENSE")
_BUILD = (
    "import sys; from setuptools.build_meta import build_wheel; print(build_wheel(sys.argv[1]))"
)


def source(to: Path) -> Path:
    """Copy what a wheel is built from, so that nothing is left behind in the checkout."""
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(CHECKOUT / "hooks", to / "hooks", ignore=ignored)
    for name in _SOURCE:
        shutil.copy(CHECKOUT / name, to / name)
    return to


def build(source: Path, to: Path) -> Path:
    """Build the wheel of a source folder; return its path."""
    to.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(source / "build", ignore_errors=True)  # it would bring deleted files back
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _BUILD, str(to)],
        cwd=source,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return to / done.stdout.splitlines()[-1]


@dataclass(frozen=True, kw_only=True)
class Installed:
    """An environment with Courtside in it."""

    python: Path

    @classmethod
    def make(cls, folder: Path, wheel: Path) -> Installed:
        """Make an environment with this wheel, and with the packages of the one that runs here."""
        venv.create(folder, symlinks=os.name != "nt", with_pip=False)
        python = _python(folder)
        (purelib,) = folder.glob("[Ll]ib/**/site-packages")
        packages = [path for path in sys.path if Path(path).name == "site-packages"]
        (purelib / "packages.pth").write_text("\n".join(packages) + "\n")
        installed = cls(python=python)
        installed.install(wheel)
        return installed

    @classmethod
    def from_lock(cls, folder: Path, wheel: Path, python: str) -> Installed | None:
        """Make one for another Python, with the packages of the lock; None without a registry."""
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
        pip = [str(_python(folder)), "-m", "pip", "install", "--quiet", "--retries", "0"]
        lock = ["--require-hashes", "--only-binary", ":all:", "-r", CHECKOUT / "requirements.lock"]
        if subprocess.run([*pip, *map(str, lock)], env=_environment()).returncode:
            return None
        installed = cls(python=_python(folder))
        installed.install(wheel)
        return installed

    def install(self, wheel: Path) -> None:
        """Put this wheel into the environment, in the place of another."""
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
        words = ["--python", self.python, "install", "--no-deps", "--no-index", "--force-reinstall"]
        subprocess.run([*pip, *map(str, words), str(wheel)], check=True, env=_environment())

    def courtside(self, *words: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run the command `courtside`, which has to end with this code."""
        return self.run([self.python.with_name("courtside"), *words], cwd=cwd, code=code)

    def run(
        self, command: Iterable[str | Path], *, cwd: Path, code: int = 0
    ) -> subprocess.CompletedProcess[str]:
        """Run a program, which has to end with this code."""
        done = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            env=_environment(),
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == code, f"{done.args}\n{done.stdout}{done.stderr}"
        return done


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _environment() -> dict[str, str]:
    """This process's, without what leads to the checkout or to another studio."""
    names = ("COURTSIDE", "GIT_", "PYTHONPATH", "PIP_REQUIRE_VIRTUALENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    return {**kept, "NO_MKDOCS_2_WARNING": "1"}
