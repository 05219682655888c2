"""What git knows of the project files: those that are not committed, and those that are gone.

vanished(Path("projects"))  ->  {"kiln": GivenLink(...)}, which was deleted without being closed
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from courtside.source.load import belongs
from courtside.source.problems import printable
from courtside.source.records import FRONT_PAGE, STUDIO_FILE
from courtside.workspace import shipped
from courtside.workspace.git import (
    HISTORY_SECONDS,
    Ask,
    HistoryError,
    Place,
    asker,
    contents_of,
    in_repository,
    place_of,
)
from courtside.workspace.given_links import GivenLink, given_link

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


def vanished(projects: Path) -> Mapping[str, GivenLink | None]:
    """Return the projects that git knows and that were deleted without being closed, by id, each
    with the link that it gave; None if its last version cannot be read.

    Whether the deletion is committed makes no difference. The last version of a deleted file says
    whether it was closed. Those that were renamed and kept their page do not count, nor do
    unchanged examples, and deletions while the studio was still the example studio. Raises
    HistoryError without git, a repository, or its whole history; DistrustedRepositoryError if git
    refuses to read it.
    """
    read = asker(projects / STUDIO_FILE, seconds=HISTORY_SECONDS)
    place = place_of(read, projects / STUDIO_FILE)
    if not place.begun:
        return {}

    folders, versions = _last_versions(read, place)
    gone: dict[str, tuple[str, str]] = {}
    for version, names in versions:
        for path in names:
            folder, name = path[: path.rfind("/") + 1], Path(path).name
            project = Path(name).stem
            files = (projects / f"{project}{ending}" for ending in _ENDINGS)
            is_one = belongs(name) and name not in (STUDIO_FILE, FRONT_PAGE)
            is_one = is_one and name.endswith(_ENDINGS) and folder in folders
            if is_one and not any(file.exists() for file in files):
                gone.setdefault(project, (f"{version}:{path}", f"{version}:{folder}{STUDIO_FILE}"))
    texts = contents_of(read, (name for names in gone.values() for name in names))
    lost = {
        name: (file, given_link(f"{name}.yml", texts.get(file, b"")))
        for name, (file, studio) in sorted(gone.items())
        if not shipped.as_shipped(Path(file).name, texts.get(file, b""))
        and not _has(texts.get(file, b""), b"closed")
        and not _has(texts.get(studio, b""), b"example_day")
    }
    renamed = _renamed(projects, read, lost) if lost else ()
    return {printable(name): link for name, (_, link) in lost.items() if name not in renamed}


def _last_versions(read: Ask, place: Place) -> tuple[tuple[str, ...], list[tuple[str, list[str]]]]:
    """Return the folders that the projects have had, and the files of the last commit, then those
    that were deleted, the newest first, each with the commit that still has them."""

    def ask(*question: str) -> str:
        if (answer := read(*question)) is None:
            raise HistoryError("git did not list the project files that it has")
        return answer.decode("utf-8", "surrogateescape")

    folders: tuple[str, ...] = (place.folder,)
    log: tuple[str, ...] = ("log", "-m", "--first-parent", "--no-renames", "--diff-filter=D")
    log += ("--name-only", "--format=%x01%H", "-z")
    deletions = ask(*log, *in_folders(folders), f":(top,glob)**/{STUDIO_FILE}")
    if not place.committed or STUDIO_FILE in deletions:  # perhaps it was renamed
        folders = folders_of(read, place)
        deletions = ask(*log, *in_folders(folders))
    now = () if "" in folders else folders
    listed = ask("ls-tree", "-r", "--full-tree", "--name-only", "-z", "HEAD", *now)
    versions = [("HEAD", listed.split("\0"))]
    for entry in deletions.split("\x01")[1:]:  # the newest first
        commit, *names = filter(None, entry.replace("\n", "\0").split("\0"))
        versions.append((f"{commit}^", names))
    return folders, versions


def _renamed(
    projects: Path, read: Ask, lost: Mapping[str, tuple[str, GivenLink | None]]
) -> frozenset[str]:
    """Return the lost projects with whose page another file went on; if the client had an id, or
    the file is closed, one that was not there beside their last version. `lost` is id -> where git
    has that version, and the link in it."""
    files = (file for file in projects.iterdir() if belongs(file.name) and file.is_file())
    pages = [page for file in files if (page := given_link(file.name, file.read_bytes()))]
    heirs = [
        (project, page, file[: max(file.rfind("/"), file.rfind(":")) + 1] + page.project)
        for project, (file, link) in lost.items()
        for page in pages
        if link and page.follows(link)
    ]
    there = contents_of(read, (f"{at}{end}" for _, _, at in heirs for end in _ENDINGS))

    def is_new(at: str) -> bool:
        return all(f"{at}{end}" not in there for end in _ENDINGS)

    shares = {project for project, (_, link) in lost.items() if link and link.has_id}
    return frozenset(
        project
        for project, page, at in heirs
        if is_new(at) or not (page.closed or project in shares)
    )


def is_committed(folder: Path, name: str) -> bool:
    """Return whether the last commit has a file of a folder, or git does not say so."""
    if not in_repository(folder):
        return False
    ask = asker(folder / STUDIO_FILE)
    if ask("rev-list", "-n", "1", "--all") == b"":  # before the first commit
        return False
    return ask("ls-tree", "--name-only", "HEAD", "--", name) != b""


def _has(text: bytes, field: bytes) -> bool:
    """Return whether a file has a top-level field; it may be too old to be parsed."""
    return re.search(rb"(?m)^%s:" % field, text) is not None
