"""Older versions of the project files, out of git, to say what has changed since a signature.

    earlier_versions(Path("projects/aurora.yml"))  ->  (b"name: Norte...", b"title: New..."), ...

A shell around `git log` and `git show`: where there is no git, no repository or no answer in time,
there are no versions, and a fault is said without them.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

STUDIO_FILE = "_studio.yml"
SECONDS = 10.0
"""For all questions about one file together."""


def earlier_versions(
    path: Path, *, git: str = "git", seconds: float = SECONDS
) -> Iterator[tuple[bytes, bytes]]:
    """(studio's text, project's text) as of each commit that touched either, newest first.

    Asked for one by one, so that whoever finds the wanted version stops the search.
    """
    ask = _asker(path, git, seconds)
    listed = ask("log", "--format=%H", "--", path.name, STUDIO_FILE) or b""
    for commit in listed.decode("ascii", "replace").split():
        studio = ask("show", f"{commit}:./{STUDIO_FILE}")
        project = ask("show", f"{commit}:./{path.name}")
        if studio is not None and project is not None:
            yield studio, project


def commit_of(path: Path, *, git: str = "git", seconds: float = SECONDS) -> str:
    """The commit that a file is in as it lies there; empty where it is in none."""
    ask = _asker(path, git, seconds)
    if ask("status", "--porcelain", "--", path.name) != b"":
        return ""
    return (ask("log", "-1", "--format=%H", "--", path.name) or b"").decode("ascii").strip()


def _asker(path: Path, git: str, seconds: float) -> Callable[..., bytes | None]:
    """Asks git about a file's folder; None where there is no answer."""
    until = time.monotonic() + seconds

    def ask(*question: str) -> bytes | None:
        command = [git, "-C", str(path.parent), *question]
        left = until - time.monotonic()
        try:
            done = subprocess.run(  # noqa: S603 - our own words
                command, capture_output=True, check=False, timeout=max(left, 0)
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout if done.returncode == 0 else None

    return ask
