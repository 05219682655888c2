"""What git knows of a folder of project files: what it has been called, and what is not committed.

uncommitted(Path("projects"))  ->  ("kiln",), whose file differs from the last commit
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from courtside.source.load import belongs
from courtside.source.problems import printable
from courtside.source.records import STUDIO_FILE
from courtside.workspace.git import (
    HISTORY_SECONDS,
    Ask,
    HistoryError,
    Place,
    asker,
    contents_of,
    in_repository,
)

_ENDINGS = (".yml", ".md")
"""Those of project files."""


def folders_of(ask: Ask, place: Place) -> tuple[str, ...]:
    """Return the paths that a folder of projects has had in its repository, the one of today first.

    `ask` asks about the folder; `place` is that of the studio's file. A renamed folder is followed
    by that file, also where the renaming is not committed yet. Each ends in a slash, but for the
    repository's own folder: "".
    """

    def lines(*question: str) -> list[str]:
        return (ask(*question) or b"").decode("utf-8", "surrogateescape").split("\0")

    folders = dict.fromkeys([place.folder])
    if not place.committed:  # is it new, or was it renamed?
        gone = ("diff", "--name-only", "--no-renames", "--diff-filter=D", "-z", "HEAD")
        paths = lines(*gone, "--", f":(top,glob)**/{STUDIO_FILE}")
        folders |= dict.fromkeys(path.removesuffix(STUDIO_FILE) for path in paths if path)
    follow = ("log", "--follow", "-M", "--diff-filter=R", "--name-status", "--format=", "-z", "--")
    for folder in tuple(folders):
        words = [
            word.strip("\n") for word in lines("-C", place.root, *follow, f"{folder}{STUDIO_FILE}")
        ]
        for status, old in pairwise(words):
            if status[:1] == "R" and status[1:].isdigit() and Path(old).name == STUDIO_FILE:
                folders[old.removesuffix(STUDIO_FILE)] = None
    return tuple(folders)


def in_folders(folders: Iterable[str]) -> tuple[str, ...]:
    """Return the arguments by which git looks at these folders of a repository only."""
    return ("--", *(f":(top,literal){folder}" for folder in folders))


def would_track(folder: Path, name: str) -> bool:
    """Return whether `git add` would add a new file in a folder."""
    ask = asker(folder / name)
    inside = ask("rev-parse", "--is-inside-work-tree") == b"true\n"
    return inside and ask("check-ignore", "--quiet", "--", name) is None


def tracked(folder: Path, pattern: str) -> tuple[str, ...]:
    """Return the files below a folder that git tracks and whose paths fit a pattern."""
    listed = asker(folder / STUDIO_FILE)("ls-files", "-z", "--", pattern) or b""
    return tuple(printable(name) for name in listed.decode("utf-8", "replace").split("\0") if name)


def ever_committed(folder: Path, pattern: str, text: str) -> bool:
    """Return whether any commit has a file whose path, from the folder on, fits a pattern, with
    this text in it. Raises HistoryError if git cannot say."""
    if not in_repository(folder):
        return False
    ask = asker(folder / STUDIO_FILE, seconds=HISTORY_SECONDS)
    # Also on a branch that brought it and took it away again before it was merged.
    every = ("log", "--all", "--full-history", "-m", "--no-renames", "--format=")
    listed = ask(*every, "--raw", "--no-abbrev", "--", pattern)
    if listed is None:
        raise HistoryError("git did not list the versions of the secret")
    blobs = (line.split()[3] for line in listed.decode("utf-8", "replace").splitlines() if line)
    return any(text.encode() in content for content in contents_of(ask, blobs).values())


def uncommitted(projects: Path) -> tuple[str, ...]:
    """Return the ids of projects whose files differ from the last commit; none if git cannot say.

    What was published of them is in no history, so a link that they gave could be given again.
    """
    ask = asker(projects / STUDIO_FILE)
    listed = ask("status", "--porcelain", "-z", "--no-renames", "--", "*.yml", "*.md") or b""
    names = (Path(line[3:].decode("utf-8", "replace")).name for line in listed.split(b"\0"))
    here = (name for name in names if belongs(name) and (projects / name).is_file())
    return tuple(sorted({printable(Path(name).stem) for name in here if name != STUDIO_FILE}))


def is_committed(folder: Path, name: str) -> bool:
    """Return whether the last commit has a file of a folder, or git does not say so."""
    if not in_repository(folder):
        return False
    ask = asker(folder / STUDIO_FILE)
    if ask("rev-list", "-n", "1", "--all") == b"":  # before the first commit
        return False
    return ask("ls-tree", "--name-only", "HEAD", "--", name) != b""
