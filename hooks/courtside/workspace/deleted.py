"""The projects that were deleted without being closed.

vanished(Path("projects"))  ->  {"kiln": Vanished(link=GivenLink(...), taken_by=None)}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
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
    place_of,
)
from courtside.workspace.given_links import GivenLink, given_link
from courtside.workspace.pages import Pages
from courtside.workspace.versions import folders_of, in_folders

_ENDINGS = (".yml", ".md")
"""Those of project files."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vanished:
    """A project that was deleted without being closed, and not renamed."""

    link: GivenLink | None
    """The link that it gave; None if its last version cannot be read."""
    taken_by: str | None
    """The open project that came to its page since then, if its client seems to be another."""


def vanished(projects: Path, pages: Pages | None = None) -> Mapping[str, Vanished]:
    """Return the projects that git knows and that were deleted without being closed, by id; `pages`
    are those of their history, if it was read already.

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
    lost: dict[str, GivenLink | None] = {}
    for name, (file, studio) in sorted(gone.items()):
        text, ending = texts.get(file, b""), Path(file).suffix
        link = given_link(f"{name}{ending}", text)
        closed = link.closed if link else _has(text, b"closed")
        example = _has(texts.get(studio, b""), b"example_day")
        if not closed and not example and not shipped.as_shipped(f"{name}{ending}", text):
            lost[name] = link
    if not lost:
        return {}
    if pages is None:
        from courtside.workspace.link_history import LinkHistory  # most studios have lost nothing

        pages = LinkHistory.read(projects).pages
    return {
        printable(name): Vanished(link=link or pages.lost(name), taken_by=pages.taken_by(name))
        for name, link in lost.items()
        if name not in pages.renamed
    }


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


def _has(text: bytes, field: bytes) -> bool:
    """Return whether a file has a top-level field; it may be too old to be parsed."""
    return re.search(rb"(?m)^%s:" % field, text) is not None
