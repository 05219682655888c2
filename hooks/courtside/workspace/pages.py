"""What becomes of the page of each project, commit by commit: it is kept, moves, goes on in a
renamed file, or is lost.

    logo.yml is deleted, and website.yml comes with `id: logo` under its client
    ->  pages.renamed == {"logo"}, and pages.of("website") == "logo"
    then that id becomes `acme`, and no name under `allow` says that this was meant
    ->  pages.of("website") == "logo" still: the client has no other link

The page of a project is the one whose link its client has. As long as a page has moved in silence,
or a file is gone that was not closed, nothing is published, so nobody is given another link.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import chain

from courtside.workspace.given_links import (
    MOVED,
    GivenLink,
    given_link,
    is_near,
    stem_of,
)


@dataclass(kw_only=True, slots=True)
class _Lost:
    """A project whose file is gone, was not closed, and was not renamed so far."""

    link: GivenLink
    page: str
    """Its page, which `link` may have left."""
    beside: set[str]
    """The projects that cannot be the renamed one: they shared its page."""
    came: frozenset[str]
    """The projects of its client whose files came when this one went."""

    def has_its_page(self, given: GivenLink) -> bool:
        """Return whether a file came to this one's page, with its link or a newer one."""
        same = given.portal == self.link.portal and given.number >= self.link.number
        return same and given.project not in self.beside

    def went_on_in(self, given: GivenLink) -> bool:
        """Return whether a file is the renamed one. Whoever makes a newer link for another client
        knows that the old one opens nothing."""
        known = is_near(given.holder, self.link.holder) or given.number > self.link.number
        shown = not given.closed or given.project in self.came
        return self.has_its_page(given) and known and shown


class Pages:
    """The pages of all projects, as far as the commits were followed."""

    def __init__(self) -> None:
        self.present: dict[str, GivenLink] = {}
        """Path of a file -> the link that it gives."""
        self.renamed: set[str] = set()
        """The projects whose files are gone, and with whose pages others went on."""
        self.moved: set[str] = set()
        """The projects that left their pages in silence."""
        self._pages: dict[str, str] = {}
        self._allowed: dict[str, frozenset[str]] = {}
        """Id of a project -> the names under `allow` of its newest version."""
        self._lost: dict[str, _Lost] = {}

    def of(self, project: str) -> str:
        """Return the portal id of the page of a project whose client has a link."""
        return self._pages[project]

    def taken_by(self, project: str) -> str | None:
        """Return the open project that came to the page of a lost one, but seems to be of another
        client."""
        lost, every = self._lost.get(project), self.present.values()
        came = (one.project for one in every if lost and lost.has_its_page(one) and not one.closed)
        return next(came, None)

    def follow(
        self, changes: Mapping[str, bytes], *, merges: bool = False
    ) -> list[tuple[GivenLink, frozenset[str]]]:
        """Follow one commit: path -> content of the files that it changed, empty where the file was
        deleted. Returns the links in them, each with the names under `allow` that are new. What a
        merge brings was written in a commit of its own."""
        before = {path: self.present.pop(path) for path in changes if path in self.present}
        written = {
            path: given
            for path, content in changes.items()
            if content and (given := given_link(path, content))
        }
        there = {stem_of(path) for path, content in changes.items() if content}
        gone = {stem_of(path) for path in changes} - there
        gone -= {given.project for given in self.present.values()} if gone else set()
        left = [one for one in before.values() if one.project in gone]
        # A renamed file has the names that the old one had.
        inherited = frozenset(chain.from_iterable(one.allows for one in left))
        new = {
            given.project: given.allows - self._allowed.get(given.project, inherited)
            for given in written.values()
            if not merges
        }
        for one in left:
            if not one.closed:
                self._lose(one, [*self.present.values(), *before.values()], written.values())
        for project in gone:
            self._pages.pop(project, None)
        self.present |= written
        self.renamed -= there
        for given in written.values():
            self._allowed[given.project] = given.allows
        self._settle(written.values(), new, there)
        return [(given, new.get(given.project, frozenset())) for given in written.values()]

    def _lose(
        self, one: GivenLink, earlier: Collection[GivenLink], written: Collection[GivenLink]
    ) -> None:
        """Note that the file of a project is gone, with all those that were there, and those that
        the commit wrote."""
        came = (given for given in written if given.project not in self._pages)
        self._lost[one.project] = _Lost(
            link=one,
            page=self._pages.get(one.project, one.portal),
            # Without an id, a second file on its page can only be a copy that takes its place.
            beside={o.project for o in earlier if one.has_id and o.portal == one.portal},
            came=frozenset(given.project for given in came if is_near(given.holder, one.holder)),
        )

    def _settle(
        self,
        written: Collection[GivenLink],
        new: Mapping[str, Collection[str]],
        there: Collection[str],
    ) -> None:
        """Find what came back, was meant to move, or was renamed, then the pages of what came, and
        what moved in silence."""
        every = self.present.values()
        lost_before = len(self._lost)
        for project in self._lost.keys() & there:
            self._pages.setdefault(project, self._lost.pop(project).page)
        for given in written:
            if MOVED in new.get(given.project, ()):
                self._pages[given.project] = given.portal
        for project, lost in tuple(self._lost.items()):
            if heir := self._heir(lost):
                del self._lost[project]
                self.renamed.add(project)
                self._pages.setdefault(heir, lost.page)
                for other in self._lost.values():  # it is one of them
                    other.beside.add(heir)
        waiting = set(chain.from_iterable(lost.came for lost in self._lost.values()))
        for given in written if len(self._lost) == lost_before else every:
            if given.project not in waiting:
                self._pages.setdefault(given.project, given.portal)
        again = [given for given in every if self.moved and given.project in self.moved]
        pages = ((given, self._pages.get(given.project)) for given in (*written, *again))
        self._leave([given for given, page in pages if page not in (None, given.portal)])

    def _heir(self, lost: _Lost) -> str | None:
        """Return the project that a lost one became; none that has another page to keep."""
        found = (
            given.project
            for given in self.present.values()
            if lost.went_on_in(given) and self._pages.get(given.project, lost.page) == lost.page
        )
        return next(found, None)

    def _leave(self, moving: Collection[GivenLink]) -> None:
        """Note which files left their pages in silence: not those of pages that others show."""
        while moving:
            shown = {
                given.portal
                for given in self.present.values()
                if not given.closed and self._pages.get(given.project) == given.portal
            }
            free = [given for given in moving if self._pages[given.project] in shown]
            if not free:
                break
            self._pages |= {given.project: given.portal for given in free}
            moving = [given for given in moving if given not in free]
        self.moved = {given.project for given in moving}
