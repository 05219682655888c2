"""Which link numbers were given out before, and to whom, from git's history.

    close logo, delete logo.yml, write logo.yml for somebody else
    ->  LinkHistory.read(projects).next_number("logo") == 2
    ->  with `link: 1` in the new file: "logo: link 1 was given to another client before"

A link depends only on the portal's id and its number, so a pair can be used once: the first
client's link would open the second client's page. A number below the highest one would revive a
replaced link.

Two versions of a portal's files belong to the same client if they share the client's name or
e-mail, or if both projects were open at the same time and a name under `allow` says that this was
meant: without it, a copied file has put somebody else into the portal.
Numbers count on every branch that this clone has: a link that was replaced on one of them must not
come back from another.

A page is lost when the last open project leaves its portal: the link to it opens nothing.

A name under `allow` speaks of what had happened when it was written, and of nothing that comes
later.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Self

from courtside.model.project import Project
from courtside.source.load import belongs
from courtside.source.records import STUDIO_FILE
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
from courtside.workspace.given_links import (
    MOVED,
    OTHER_HOLDER,
    SHARED,
    GivenLink,
    Holder,
    given_link,
    is_near,
)
from courtside.workspace.pages import Pages
from courtside.workspace.versions import folders_of, in_folders

_OTHER_BRANCHES = ("--branches", "--remotes", "--not", "HEAD")
"""What makes `git log` list the commits of all branches but those that today's commit has."""
_NO_BLOB = re.compile("0+")


class LinkHistory:
    """All link numbers in git's history, by portal id."""

    def __init__(self) -> None:
        self._elsewhere: defaultdict[str, set[GivenLink]] = defaultdict(set)
        """Portal id -> the links on other branches."""
        self._numbers: defaultdict[str, dict[int, set[Holder]]] = defaultdict(dict)
        self._same: defaultdict[str, set[frozenset[Holder]]] = defaultdict(set)
        """Portal id -> the holders of whom it was said that they are one client, once for each such
        time."""
        self.pages = Pages()
        """The pages of the projects, with what the files are today."""
        self._new: dict[str, frozenset[str]] = {}
        """Id of a project -> the names under `allow` that are not committed yet."""

    @classmethod
    def read(cls, projects: Path) -> Self:
        """Read the history of a folder of projects; outside a repository it is empty.

        Raises HistoryError if git cannot give the whole history of a repository,
        DistrustedRepositoryError if git refuses to read it.
        """
        history = cls()
        pages = history.pages
        for merges, changes in _commits(projects):
            written = pages.follow(changes, merges=merges)
            history._give([given for given, _ in written], pages.present.values())
            for given, new in written:
                if OTHER_HOLDER in new:
                    history._join(given)
        files = (file for file in projects.glob("*") if _is_one(file.name) and file.is_file())
        now = {file.name: file.read_bytes() for file in files}
        today = pages.follow(dict.fromkeys(pages.present, b"") | now)
        history._note_shared([given for given, _ in today], pages.present.values())
        history._new = {given.project: new for given, new in today}
        for _, changes in _commits(projects, *_OTHER_BRANCHES):
            for path, content in changes.items():
                if content and (link := given_link(path, content)):
                    history._elsewhere[link.portal].add(link)
        return history

    def _give(self, written: Iterable[GivenLink], present: Iterable[GivenLink]) -> None:
        self._note_shared(written, present)
        for given in written:
            self._numbers[given.portal].setdefault(given.number, set()).add(given.holder)

    def _note_shared(self, written: Iterable[GivenLink], present: Iterable[GivenLink]) -> None:
        """Note who shares a portal of the files written, where one of its files allows that."""
        together: dict[str, list[GivenLink]] = {given.portal: [] for given in written}
        for given in present:
            if not given.closed and given.portal in together:
                together[given.portal].append(given)
        for portal, here in together.items():
            if any(SHARED in given.allows for given in here):
                self._same[portal].add(frozenset(given.holder for given in here))

    def _join(self, given: GivenLink) -> None:
        """Count all former holders of a link, as far as they lead to today's, as one client."""
        holders = self._numbers[given.portal][given.number]
        same = holders - self._others(given.portal, holders, {given.holder})
        self._same[given.portal].add(frozenset(same))

    def highest(self, portal: str) -> int:
        """Return the highest number that a portal id has had; 0 if it is new."""
        elsewhere = (given.number for given in self._elsewhere.get(portal, ()))
        return max((*self._numbers.get(portal, {}), *elsewhere), default=0)

    @property
    def numbers(self) -> Mapping[str, int]:
        """The highest number of each portal id."""
        return {portal: self.highest(portal) for portal in {**self._numbers, **self._elsewhere}}

    def next_number(self, portal: str) -> int:
        """Return the number for a client who has had no link under this portal id."""
        return self.highest(portal) + 1

    def problems(self, projects: Iterable[Project]) -> Iterator[str]:
        """Yield a message for each portal whose link was replaced or was another client's, and for
        each project that left a portal without any."""
        portals: defaultdict[str, list[Project]] = defaultdict(list)
        for project in projects:
            portals[project.portal_id].append(project)
        for portal, shared in sorted(portals.items()):
            yield from self._of_link(portal, shared)
        for project in chain.from_iterable(portals.values()):
            if project.id in self.pages.moved:
                given = self.pages.given(project.id)
                same = given.number == project.link
                number = "" if same else f" and `link: {given.number}` above it"
                yield (
                    f"{project.id}: its page was that of '{given.portal}' before, and the link to "
                    f"it opens nothing any more: write `id: {given.portal}` under its client"
                    f"{number}, or "
                    f"{_write(MOVED, [project])} once the client has the new link, or if nobody "
                    "has the old one"
                )

    def _of_link(self, portal: str, shared: Sequence[Project]) -> Iterator[str]:
        """Yield what is wrong with the link of a portal and the projects in it."""
        number, highest = shared[0].link, self.highest(portal)
        now = {Holder.of(project.client.name, project.client.email) for project in shared}
        # Another file there may be another job of the same client.
        names = {project.id for project in shared}
        there = {
            given.holder
            for given in self._elsewhere.get(portal, ())
            if given.number == number and given.project in names
        }
        if number < highest:
            here = highest in self._numbers.get(portal, ())
            where = "" if here else " on another branch"
            first = "" if here else "merge that branch, or "
            yield (
                f"{portal}: link {number} was replaced by link {highest} before{where}, and "
                f"would open again: {first}run courtside new-link {portal}"
            )
            return
        holders = {*self._numbers.get(portal, {}).get(number, ()), *there}
        if self._others(portal, holders, now):
            yield (
                f"{portal}: link {number} was given to another client before, who could open "
                f"this page with it: run courtside new-link {portal}"
            )
        elif self._others(portal, holders, now, steps=1) and not any(
            OTHER_HOLDER in self._new.get(project.id, ()) for project in shared
        ):
            yield (
                f"{portal}: link {number} was given to somebody with another name and another "
                f"address: run courtside new-link {portal}, or "
                f"{_write(OTHER_HOLDER, shared)} if it is the same client"
            )

    def _others(
        self, portal: str, holders: set[Holder], now: set[Holder], *, steps: int | None = None
    ) -> set[Holder]:
        """Return those of the holders of a link who are not today's client; so far as it can be
        told in so many steps, in each of which name or address stayed."""
        known = self._joined(portal, now)
        for _ in range(len(holders) if steps is None else steps):
            near = {h for h in holders if any(is_near(h, other) for other in known)}
            known = self._joined(portal, known | near)
        return holders - known

    def _joined(self, portal: str, holders: set[Holder]) -> set[Holder]:
        """Return holders with all those of whom it was said that they are one client."""
        found: set[Holder] = set()
        while found < holders:
            found = set(holders)
            holders = found.union(*(same for same in self._same[portal] if same & found))
        return holders


def _write(name: str, projects: Iterable[Project]) -> str:
    """Return how to write a name under `allow`; anew where it stands there for what was before."""
    if any(name in project.allow for project in projects):
        return f"delete {name} under `allow`, commit that, and write it again"
    return f"write allow: [{name}]"


def _commits(projects: Path, *which: str) -> Iterator[tuple[bool, Mapping[str, bytes]]]:
    """Yield for each commit, the oldest first, whether it merges others, and path -> content of the
    project files that it changed; the content is empty where the file was deleted. A merge comes
    once for each parent. A folder that was renamed is followed.

    `which` are arguments of `git log`; without them it is the history of today's commit.
    """
    ask = asker(projects / STUDIO_FILE, seconds=HISTORY_SECONDS)
    place = _place(ask, projects)
    if place is None:
        return
    folders = folders_of(ask, place)
    listed = ask(
        *("log", "--reverse", "--topo-order", "--full-history", "-m", "--no-renames"),
        *("--raw", "--no-abbrev", "-z", "--format=%P", *which, *in_folders(folders)),
    )
    if listed is None:
        raise HistoryError("git did not list the versions of the project files")
    commits = _changes(listed, folders)
    wanted = (blob for _, changes in commits for blob in changes.values())
    contents = contents_of(ask, (blob for blob in wanted if not _NO_BLOB.fullmatch(blob)))
    for merges, changes in commits:
        yield merges, {path: contents.get(blob, b"") for path, blob in changes.items()}


def _changes(listed: bytes, folders: Collection[str]) -> list[tuple[bool, dict[str, str]]]:
    """Return whether each commit of git's raw list has several parents, and path -> blob of the
    project files in it."""
    commits: list[tuple[bool, dict[str, str]]] = []
    words = iter(listed.replace(b"\n", b"").split(b"\0"))
    for word in words:
        if not word.startswith(b":"):  # the parents of the commit
            commits.append((b" " in word, {}))
            continue
        path = str(next(words), "utf-8", "surrogateescape")
        folder, name = path[: path.rfind("/") + 1], path.rpartition("/")[2]
        if folder in folders and _is_one(name):
            commits[-1][1][path] = str(word.split()[3], "ascii")
    return commits


def _is_one(name: str) -> bool:
    """Return whether a file of the folder may be that of a project."""
    return name.endswith((".yml", ".md")) and belongs(name)


def _place(ask: Ask, projects: Path) -> Place | None:
    """Return where the studio's file stands; None where there is no history yet."""
    if not in_repository(projects) and ask("rev-parse", "--git-dir") is None:
        return None
    place = place_of(ask, projects / STUDIO_FILE)
    return place if place.begun else None
