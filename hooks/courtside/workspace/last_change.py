"""The last change that a command made to project files, so that it can be put back.

    .courtside/last-change.json   {"news": "nido: ...", "files": {"projects/nido.yml": [old, new]}}

It is kept beside the secret, in the folder that git ignores, and holds what the files themselves
hold. Of the new text only the hash is kept: it says whether somebody edited the file since.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from courtside.workspace.atomic import write_atomic

_PLACE = Path(".courtside") / "last-change.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class LastChange:
    """The last change that a command wrote."""

    news: str
    """For people: which project, and what."""
    old: Mapping[str, bytes | None]
    """The former text of each file, by its name in the folder of the projects; None for a new
    one."""
    hashes: Mapping[str, str]
    """SHA-256 of what was written."""
    committed: bool


def keep_change(
    projects: Path, news: str, texts: Mapping[str, tuple[bytes | None, bytes]], *, committed: bool
) -> None:
    """Keep what a command has just written: each file's old text and its new one.

    Where it cannot be kept, nothing is lost but the way back.
    """
    data = {
        "news": news,
        "committed": committed,
        "files": {
            name: {"old": None if old is None else old.decode("utf-8"), "new": _hash(new)}
            for name, (old, new) in texts.items()
        },
    }
    with suppress(OSError):
        place = _place(projects)
        if not place.parent.exists():
            place.parent.mkdir()
            write_atomic(place.parent / ".gitignore", b"*\n")
        write_atomic(place, json.dumps(data).encode("utf-8"), mode=0o600)


def read_change(projects: Path) -> LastChange | None:
    """Return the last change, or None where there is none to put back."""
    try:
        data = json.loads(_place(projects).read_bytes())
        files = data["files"].items()
        return LastChange(
            news=str(data["news"]),
            old={
                name: None if file["old"] is None else str(file["old"]).encode("utf-8")
                for name, file in files
            },
            hashes={name: str(file["new"]) for name, file in files},
            committed=bool(data["committed"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def is_as_written(projects: Path, change: LastChange) -> bool:
    """Return whether every file still is what the command wrote."""
    try:
        return all(
            _hash((projects / name).read_bytes()) == value for name, value in change.hashes.items()
        )
    except OSError:
        return False


def forget_change(projects: Path) -> None:
    """Forget the last change: it was put back."""
    _place(projects).unlink(missing_ok=True)


def _place(projects: Path) -> Path:
    return projects.absolute().parent / _PLACE


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
