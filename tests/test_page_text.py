"""What the page of each example says, as it was read the last time.

A paragraph, a heading, an item or a row is a line; drawings have snapshots of their own. A change
of words fails here once for each page that it changes: read the difference, then renew.
"""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from courtside.page import Attachment, render
from courtside.pipeline import Portal
from house import example_portals
from snapshots import matches

LINES = {
    "article", "aside", "button", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "li", "ol", "p", "section", "summary", "table", "title", "tr", "ul",
}  # fmt: skip
"""Elements that begin a line."""


class Lines(HTMLParser):
    """Reads a page as somebody would who has no colours and no drawings."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._drawn = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._drawn += tag == "svg"
        self.text += "\n" if tag in LINES else " | " if tag in ("td", "th") else ""
        if tag[0] == "h" and tag[1:].isdigit():
            self.text += f"{'#' * int(tag[1:])} "
        if {"cs-line", "cs-small"} & set((dict(attrs).get("class") or "").split()):
            self.text += " / "

    def handle_endtag(self, tag: str) -> None:
        self._drawn -= tag == "svg"
        self.text += "\n" if tag in LINES else ""

    def handle_data(self, data: str) -> None:
        if not self._drawn:
            self.text += data.replace("\n", " ")


def text_of(html: str) -> str:
    """The words of a page, a line for each block, without empty ones."""
    reader = Lines()
    reader.feed(html)
    reader.close()
    lines = (
        " ".join(line.split()).removeprefix("| ").replace("| / ", "| ")
        for line in reader.text.splitlines()
    )
    return "\n".join(line for line in lines if line) + "\n"


@pytest.mark.parametrize("portal", example_portals(), ids=lambda portal: portal.id)
def test_the_page_says_what_it_said(portal: Portal) -> None:
    files = {
        f"{status.project.id}/{name}": Attachment(slug="slug", digest="sum")
        for status in portal.projects
        for name in status.project.files
    }
    matches(f"page/{portal.id}.txt", text_of(render(portal, files)))


def test_blocks_are_lines_and_cells_stand_apart() -> None:
    html = (
        "<title>T</title><h2>Who &amp; what</h2><p>One <b>line</b>\nand no more</p>"
        "<svg><text>drawn</text></svg><table><tr><th>a<span class='cs-small cs-x'>c</span></th>"
        "<td><span class='cs-line'>b</span></td></tr></table>"
    )
    assert text_of(html) == "T\n## Who & what\nOne line and no more\na / c | b\n"
