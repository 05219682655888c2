"""What becomes of the page of each project, commit by commit: it is kept, moves, goes on in a
renamed file, or is lost.

    logo.yml is deleted, and website.yml comes with `id: logo` under its client
    ->  pages.renamed == {"logo"}, and pages.given("website").portal == "logo"
    then that id becomes `acme`, and no name under `allow` says that this was meant
    ->  pages.moved == {"website"}, and its client still has the link of logo only

As long as a page has moved in silence, or a file is gone that was not closed, nothing is published.
Whatever is not sure is taken for published: a false alarm can be answered, a lost link cannot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from courtside.workspace.given_links import MOVED, SHARED, GivenLink, given_link, is_near, stem_of


@dataclass(kw_only=True, slots=True)
class _Lost:
    """A project whose file is gone, was not closed, and was not renamed so far."""

    link: GivenLink
    """That of its last version."""
    given: GivenLink
    """The one that its client has."""
    beside: set[str]
    """The projects that cannot be the renamed one: they shared its page."""
    came: frozenset[str]
    """The projects whose files came when this one went."""
    since: set[str]
    """Those, and all that came later: nothing of them was published."""

    def went_on_in(self, file: GivenLink) -> bool:
        """Return whether a file is the renamed one: it has its page, and its link or a newer one.

        One that came later must be of the same client. Whoever renames file and client at once, and
        makes a new link, knows that the old one opens nothing.
        """
        if file.portal not in (self.link.portal, self.given.portal) or file.project in self.beside:
            return False
        came, newer = file.project in self.came, file.number - self.given.number
        if is_near(file.holder, self.given.holder):
            return newer >= 0 and (came or not file.closed)
        return newer > 0 and came and not file.closed


class Pages:
    """The pages of all projects, as far as the commits were followed."""

    def __init__(self) -> None:
        self.present: dict[str, GivenLink] = {}
        """Path of a file -> the link in its last version that can be read."""
        self.renamed: set[str] = set()
        """The projects whose files are gone, and with whose pages others went on."""
        self.moved: set[str] = set()
        """The projects that left their pages in silence."""
        self._given: dict[str, GivenLink] = {}
        """Id of a project -> the link that its client has."""
        self._allowed: dict[str, frozenset[str]] = {}
        """Id of a project -> the names under `allow` of its newest version."""
        self._unsure: set[str] = set()
        """The projects that came to the page of another client."""
        self._lost: dict[str, _Lost] = {}
        self._became: dict[str, str] = {}
        """Id of a project -> the one that it was renamed to last."""

    def given(self, project: str) -> GivenLink:
        """Return the link that the client of a project has."""
        return self._given[project]

    def lost(self, project: str) -> GivenLink | None:
        """Return the link of a lost project."""
        lost = self._lost.get(project)
        return lost.link if lost else None

    def taken_by(self, project: str) -> str | None:
        """Return the open project that came to the page of a lost one in its stead, but seems to be
        of another client."""
        lost = self._lost.get(project)
        came = (file for file in self.present.values() if lost and file.project in lost.came)
        here = (file for file in came if lost and file.portal == lost.link.portal)
        others = (
            file.project
            for file in here
            if lost and not file.closed and not is_near(file.holder, lost.link.holder)
        )
        return next(others, None)

    def follow(
        self, changes: Mapping[str, bytes], *, merges: bool = False
    ) -> list[tuple[GivenLink, frozenset[str]]]:
        """Follow one commit: path -> content of the files that it changed, empty where the file was
        deleted. Returns the links that it gave, each with the names under `allow` that are new.
        What a merge brings was written in a commit of its own."""
        earlier = [*self.present.values()]
        deleted = [path for path, text in changes.items() if not text]
        went = [self.present.pop(path) for path in deleted if path in self.present]
        written = {p: file for p, text in changes.items() if text and (file := given_link(p, text))}
        files: Collection[GivenLink] = written.values()
        there = {stem_of(path) for path, text in changes.items() if text}
        gone = {stem_of(path) for path in deleted} - there
        gone -= {file.project for file in self.present.values()} if gone else set()
        went = [file for file in went if file.project in gone]
        # A renamed file has the names that the old one had.
        inherited = frozenset(chain.from_iterable(file.allows for file in went))
        new = {
            file.project: file.allows - self._allowed.get(file.project, inherited)
            for file in files
            if not merges
        }
        known = {file.project for file in earlier} | self._lost.keys()
        came = frozenset(file.project for file in files if file.project not in known)
        lost = {file.project: self._lose(file, earlier, came) for file in went if not file.closed}
        for project in gone:
            self._given.pop(project, None)
        self.present |= written
        self._allowed |= {file.project: file.allows for file in files}
        files = self._sure(files)
        self._come(files, came, there, new)
        self._lost |= lost
        self._find_renamed(lost, self.present.values())
        self._find_renamed(self._lost, files)
        self._move(files)
        return [(file, new.get(file.project, frozenset())) for file in files]

    def _sure(self, written: Iterable[GivenLink]) -> list[GivenLink]:
        """Return the files of a commit, and earlier ones, but for those that share a page with
        another client as long as nobody says that this is meant: they were not published."""
        unsure = (file for file in self.present.values() if file.project in self._unsure)
        files = {file.project: file for file in chain(unsure if self._unsure else (), written)}
        self._unsure = {project for project, file in files.items() if self._intrudes(file)}
        return [file for project, file in files.items() if project not in self._unsure]

    def _intrudes(self, file: GivenLink) -> bool:
        here = [o for o in self.present.values() if o.portal == file.portal and not o.closed]
        meant = any(SHARED in other.allows for other in here)
        others = (not is_near(other.holder, file.holder) for other in here)
        return not file.closed and not meant and any(others)

    def _lose(self, file: GivenLink, earlier: Iterable[GivenLink], came: frozenset[str]) -> _Lost:
        """Return what is known of a file that is gone: `earlier` was there before."""
        # Without an id, a second file on its page can only be a copy that takes its place. One to
        # which it was renamed before is it again: a merge brought the old one back for a moment.
        beside = {o.project for o in earlier if file.has_id and o.portal == file.portal}
        beside.discard(self._became.get(file.project, ""))
        given = self._given.get(file.project, file)
        return _Lost(link=file, given=given, beside=beside, came=came, since=set(came))

    def _come(
        self,
        files: Iterable[GivenLink],
        came: frozenset[str],
        there: Collection[str],
        new: Mapping[str, Collection[str]],
    ) -> None:
        """Note what a commit brought, or brought back, and what was meant to move."""
        for project in self._lost.keys() & there:
            self._given.setdefault(project, self._lost.pop(project).given)
        self.renamed -= {*there}
        for lost in self._lost.values():
            lost.since |= came
        for file in files:
            self._given.setdefault(file.project, file)
            if MOVED in new.get(file.project, ()):
                self._given[file.project] = file

    def _find_renamed(self, lost: Mapping[str, _Lost], files: Collection[GivenLink]) -> None:
        """Find which files are renamed ones. None has a page of its own that was published."""
        for project, one in tuple(lost.items()):
            for file in files if project in self._lost else ():
                page = self._given.get(file.project, one.given).portal
                free = file.project in one.since or page == one.given.portal
                if one.went_on_in(file) and free:
                    self._rename(project, one, file)
                    break

    def _rename(self, project: str, lost: _Lost, file: GivenLink) -> None:
        if file.project in lost.since:
            self._given[file.project] = lost.given
        for name, other in tuple(self._lost.items()):
            between = name in lost.since and file.project in other.came  # it was renamed twice
            if name == project or (between and is_near(file.holder, other.given.holder)):
                del self._lost[name]
                self.renamed.add(name)
                self._became[name] = file.project
                continue
            other.beside.add(file.project)  # it is one of them
            if project not in other.since:  # nor has it a page that nobody knows
                other.since.discard(file.project)

    def _move(self, files: Iterable[GivenLink]) -> None:
        """Note which projects left their pages in silence: not those whose links still open a page
        of their client."""
        again = (file for file in self.present.values() if file.project in self.moved)
        moving: dict[str, GivenLink] = {}
        for file in chain(again if self.moved else (), files):
            given = self._given[file.project]
            if given.portal != file.portal:
                moving[file.project] = file
            elif file.number > given.number or (
                file.number == given.number and is_near(file.holder, given.holder)
            ):
                self._given[file.project] = file
        while free := self._free(moving):
            self._given |= {project: moving.pop(project) for project in free}
        self.moved = {*moving}

    def _free(self, moving: Collection[str]) -> list[str]:
        """Return the projects that may leave their pages, since others of their clients have
        them."""
        if not moving:
            return []
        new = set(chain.from_iterable(lost.since for lost in self._lost.values()))
        shown = [
            file
            for file in self.present.values()
            if not file.closed
            and file.project not in new
            and (given := self._given.get(file.project))
            and given.portal == file.portal
        ]

        def opens(given: GivenLink) -> bool:
            return any(
                file.portal == given.portal
                and file.number >= given.number
                and is_near(file.holder, given.holder)
                for file in shown
            )

        return [project for project in moving if opens(self._given[project])]
