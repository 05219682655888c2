"""A client's link goes on opening a page until somebody says otherwise."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from courtside.workspace.given_links import GivenLink, given_link
from courtside.workspace.pages import Pages

IDS = ("logo", "shop", "website")
File = tuple[str, int, bool] | None
"""The client's id, the number of the link, whether it is closed; None if there is no file."""


def content(file: File) -> bytes:
    """A project file of one client; empty if there is none."""
    if file is None:
        return b""
    portal, number, closed = file
    client = f"{{name: Aurora, email: a@aurora.example{f', id: {portal}' if portal else ''}}}"
    end = "closed: 2026-03-01\n" if closed else ""
    return f"client: {client}\nlink: {number}\n{end}".encode()


FILES = st.none() | st.tuples(
    st.sampled_from(("", "logo", "acme")), st.integers(1, 2), st.booleans()
)
COMMITS = st.lists(
    st.dictionaries(st.sampled_from(IDS), FILES, min_size=1, max_size=2), min_size=2, max_size=8
)


def links_of(files: dict[str, File]) -> dict[str, GivenLink]:
    """The links of the open projects, by id."""
    given = (given_link(f"{name}.yml", content(file)) for name, file in files.items() if file)
    return {link.project: link for link in given if link and not link.closed}


@given(COMMITS)
def test_no_link_ends_in_silence(commits: list[dict[str, File]]) -> None:
    """Where nothing is said against publishing, every link that the version published before gave
    still opens its page, or there is a newer one, or a project was closed since then."""
    pages = Pages()
    files: dict[str, File] = {}
    last: dict[str, File] = {}
    published: set[tuple[str, int]] = set()
    highest: defaultdict[str, int] = defaultdict(int)
    closed_since = False
    for commit in commits:
        changes = {f"{name}.yml": content(file) for name, file in commit.items()}
        if not any(file or files.get(name) for name, file in commit.items()):
            continue
        pages.follow(changes)
        files |= commit
        last |= {name: file for name, file in commit.items() if file}
        closed_since = closed_since or any(file and file[2] for file in commit.values())
        shown = links_of(files)
        for link in shown.values():
            highest[link.portal] = max(highest[link.portal], link.number)
        opens = {(link.portal, link.number) for link in shown.values()}
        gone = {name for name, file in last.items() if not files[name] and file and not file[2]}
        old = [link for link in shown.values() if link.number < highest[link.portal]]
        if gone - pages.renamed or pages.moved & shown.keys() or old:
            continue  # preflight stops
        newer = dict(opens)
        for portal, number in published - opens:
            assert closed_since or newer.get(portal, 0) > number
        published, closed_since = opens, False
