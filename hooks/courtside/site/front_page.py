"""What is wrong with the public front page: what no public page may have, and dead links.

the link 'prices.md' leads nowhere
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from markdown import markdown

from courtside.site import assets
from courtside.site.public_pages import forbidden_in
from courtside.source.records import FRONT_PAGE
from courtside.text.theme import Theme
from courtside.workspace.config import Look

_LINKS = "correct it, or write the whole address"


def html_of(text: str) -> str:
    """Return the front page as HTML, as MkDocs writes it."""
    tables = {"tables": {"use_align_attribute": True}}
    return markdown(text, extensions=["attr_list", "tables", "toc"], extension_configs=tables)


def flaws(text: str, html: str, look: Look, theme: Theme) -> Iterator[tuple[int, str]]:
    """Yield line and words of each flaw of the front page, given as it was written and as HTML."""
    for found in forbidden_in(html):
        yield _line_with(text), f"{found}: no public page may have one; remove it"
    known = {FRONT_PAGE, *assets.used_without_mkdocs(look, theme)}
    for link in _dead_links(html, known):
        number = next((n for n, line in enumerate(text.splitlines(), 1) if link in line), 1)
        yield number, f"the link '{link}' leads nowhere: {_LINKS}"


def _line_with(text: str) -> int:
    """Return the line of a text's first tag or list of attributes; 1 if there is none."""
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if re.search(r"<[a-z!]|\{:|!\[", line, re.I)), 1)


def _dead_links(html: str, known: Iterable[str]) -> Iterator[str]:
    """Yield the links of the front page to files that the site does not have, or to no place."""
    reader = _Links()
    reader.feed(html)
    files = set(known)
    for link in dict.fromkeys(reader.links):
        parts = urlsplit(link)
        path = unquote(parts.path)
        if parts.scheme or parts.netloc or path[:1] in ("/", "\\"):
            continue
        file = posixpath.normpath(path) if path else FRONT_PAGE
        there = file != FRONT_PAGE or unquote(parts.fragment) in reader.places
        if file not in files or not there:
            yield link


class _Links(HTMLParser):
    """Collects the addresses of links and images, and the places that a link may lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places = {""}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect an address or a place; the parser calls this."""
        self.places |= {value for name, value in attrs if name in ("id", "name") and value}
        wanted = {"a": "href", "img": "src"}.get(tag)
        self.links += [value for name, value in attrs if name == wanted and value]
