"""Markdown of people's own, as HTML that can do nothing.

    "**20** photos <script>"   ->   <strong>20</strong> photos &lt;script&gt;

Two walls: markdown-it-py without raw HTML, so that a tag is text; then nh3, which keeps a short
list of elements and none of their attributes but the address of a link. No pictures.

It is CommonMark, by a parser whose time grows with the text and no faster: Python-Markdown takes
ten minutes for a hundred thousand `[`. What is nested deeper than anybody nests is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

INLINE = frozenset({"a", "br", "code", "em", "strong"})
BLOCK = INLINE | {
    "blockquote", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul",
}  # fmt: skip
LINKS = frozenset({"http", "https", "mailto"})
MOST_DEPTH = 20
"""Lists in quotes in lists; the parser leaves out what lies deeper."""

_PLAIN = re.compile(r"[^\\`*_{}\[\]<>&\n]*")


@lru_cache(maxsize=8192)
def line(text: str) -> Markup:
    """A piece of Markdown that stands within a sentence, a cell or a list item."""
    if _PLAIN.fullmatch(text):
        return escape(text)
    return _safe(_markdown().renderInline(text), INLINE)


@lru_cache(maxsize=1024)
def text(text: str, *, below: int) -> Markup:
    """Markdown of any length; its highest headings are one level under `below`."""
    markdown = _markdown()
    tokens = markdown.parse(text)
    if any(token.level >= MOST_DEPTH - 1 for token in tokens):
        return Markup("<p>{}</p>\n").format(Markup("<br>\n").join(text.strip().split("\n")))
    _lower(tokens, below)
    return _safe(markdown.renderer.render(tokens, markdown.options, {}), BLOCK)


def _safe(html: str, tags: frozenset[str]) -> Markup:
    clean = nh3.clean(
        html,
        tags=set(tags),
        attributes={"a": {"href"}},
        attribute_filter=_whole_address,
        url_schemes=set(LINKS),
        link_rel="noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704 - this is what has just been made safe


def _whole_address(_tag: str, name: str, value: str) -> str | None:
    """Nothing relative: a page of a portal has no neighbours."""
    whole = value.partition(":")[0].lower() in LINKS
    return value if name != "href" or whole else None


@cache
def _markdown() -> MarkdownIt:
    """CommonMark without its HTML and its pictures."""
    options = {"html": False, "maxNesting": MOST_DEPTH}
    return MarkdownIt("commonmark", options).disable("image")


def _lower(tokens: Sequence[Token], below: int) -> None:
    """Move headings down, so that the highest is one level under `below`, and none is left out
    between two that follow."""
    last = below
    for token in tokens:
        if token.type == "heading_open":
            last = min(below + int(token.tag[1]), last + 1, 6)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{last}"
