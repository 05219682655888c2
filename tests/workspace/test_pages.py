"""A client's link goes on opening a page until somebody says otherwise."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from courtside.workspace.pages import Pages

IDS = ("logo", "shop", "website")


class File(NamedTuple):
    """What a link depends on in a project file."""

    id: str
    """The client's id; empty if it has none."""
    link: int
    client: str
    closed: bool

    def portal(self, project: str) -> str:
        return self.id or project


def content(file: File | None) -> bytes:
    """A project file; empty if there is none."""
    if file is None:
        return b""
    same = f", id: {file.id}" if file.id else ""
    client = f"{{name: {file.client}, email: {file.client}@n.example{same}}}"
    end = "closed: 2026-03-01\n" if file.closed else ""
    return f"client: {client}\nlink: {file.link}\n{end}".encode()


FILES = st.none() | st.builds(
    File,
    st.sampled_from(("", "logo", "acme")),
    st.sampled_from((1, 1, 2)),
    st.sampled_from(("aurora", "aurora", "boreal")),
    st.sampled_from((False, False, False, False, True)),
)
COMMITS = st.lists(
    st.dictionaries(st.sampled_from(IDS), FILES, min_size=1, max_size=2), min_size=2, max_size=8
)


class Studio:
    """The files of a studio, and what `preflight` would say of them, worked out anew."""

    def __init__(self) -> None:
        self.pages = Pages()
        self.files: dict[str, File] = {}
        self.last: dict[str, File] = {}
        self.holders: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
        self.said = False
        """Whether a project was closed, or got a newer link and another client, since the last
        publication."""
        self.went: set[str] = set()
        """The projects whose files were gone since then."""

    def commit(self, changes: dict[str, File | None]) -> None:
        self.pages.follow({f"{name}.yml": content(file) for name, file in changes.items()})
        for name, file in changes.items():
            if self.files.pop(name, None) and not file:
                self.went.add(name)
            if file:
                self.files[name] = file
                self.holders[file.portal(name), file.link].add(file.client)
                before = self.last.get(name, file)
                newer = file.link > before.link and file.client != before.client
                self.said = self.said or file.closed or newer
                self.last[name] = file

    @property
    def open(self) -> dict[str, File]:
        return {name: file for name, file in self.files.items() if not file.closed}

    @property
    def may_be_published(self) -> bool:
        gone = {name for name in self.last.keys() - self.files if not self.last[name].closed}
        shown: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
        for name, file in self.open.items():
            shown[file.portal(name)].add((file.link, file.client))
        highest = {portal: max(n for p, n in self.holders if p == portal) for portal in shown}
        return (
            not gone - self.pages.renamed
            and not self.pages.moved & self.open.keys()
            and all(len(links) == 1 for links in shown.values())
            and all(
                number == highest[portal] and self.holders[portal, number] == {client}
                for portal, links in shown.items()
                for number, client in links
            )
        )


def is_kept(studio: Studio, was: dict[str, File], name: str) -> bool:
    """Whether a link that was published still opens a page of its client, or was replaced in its
    own file, or in the one that took its place."""
    file = was[name]
    portal = file.portal(name)
    on_page = {other for other, one in was.items() if one.portal(other) == portal}
    for other, now in studio.open.items():
        if now.portal(other) == portal and now.link >= file.link:
            took_place = other in on_page or on_page & studio.went
            if now.client == file.client or (now.link > file.link and took_place):
                return True
    return False


@given(COMMITS)
def test_no_link_ends_in_silence(commits: list[dict[str, File | None]]) -> None:
    studio, was = Studio(), dict[str, File]()
    for changes in commits:
        studio.commit(changes)
        if studio.may_be_published:
            assert studio.said or all(is_kept(studio, was, name) for name in was)
            was, studio.said, studio.went = studio.open, False, set()


AURORA, ACME = File("", 1, "aurora", False), File("acme", 1, "aurora", False)


def moved_and_renamed(*commits: dict[str, File | None]) -> tuple[set[str], set[str]]:
    """The projects that moved in silence, and those that were renamed."""
    studio = Studio()
    for changes in commits:
        studio.commit(changes)
    return studio.pages.moved, studio.pages.renamed


def test_whoever_comes_back_has_the_page_of_before() -> None:
    moved, _ = moved_and_renamed(
        {"website": AURORA},
        {"website": None, "logo": ACME},
        {"logo": None},
        {"website": ACME},
    )
    assert moved == {"website"}


def test_a_file_between_two_is_missed_if_it_was_another_client_s() -> None:
    other = File("website", 1, "boreal", False)
    _, renamed = moved_and_renamed(
        {"logo": AURORA},
        {"logo": None, "website": other},
        {"website": None, "shop": AURORA},
        {"shop": File("logo", 1, "aurora", False)},
    )
    assert renamed == {"logo"}


def test_a_renamed_file_that_goes_is_missed_though_another_was() -> None:
    """Its page was published: it is not one that stood between two others."""
    page = File("logo", 1, "aurora", False)
    _, renamed = moved_and_renamed(
        {"shop": page, "website": ACME},
        {"shop": None},
        {"website": None, "logo": ACME},
        {"logo": None, "website": page},
    )
    assert renamed == {"shop"}


def test_no_page_is_left_to_a_file_that_was_not_published() -> None:
    page = File("logo", 1, "aurora", False)
    moved, _ = moved_and_renamed(
        {"shop": page, "website": ACME},
        {"website": None},
        {"shop": AURORA, "logo": page},
    )
    assert moved == {"shop"}


def test_a_link_of_another_client_is_not_that_of_the_page() -> None:
    """A client who took over a link was refused: the page is still that of the first."""
    page = File("logo", 1, "boreal", False)
    moved, _ = moved_and_renamed(
        {"shop": page},
        {"shop": File("logo", 1, "aurora", False)},
        {"shop": AURORA, "logo": File("", 2, "aurora", False)},
    )
    assert moved == {"shop"}


def test_no_page_is_left_to_a_file_that_shares_it_with_another_client() -> None:
    page = File("logo", 1, "aurora", False)
    moved, _ = moved_and_renamed(
        {"website": page},
        {"logo": AURORA, "shop": File("logo", 1, "boreal", False)},
        {"website": AURORA},
    )
    assert moved == {"website"}
