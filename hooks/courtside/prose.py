"""Markdown of people's own, as HTML that can do nothing.

    "**20** photos <script>"   ->   <strong>20</strong> photos &lt;script&gt;

Two walls: Python-Markdown without its raw HTML, so that a tag is text; then nh3, which keeps a
short list of elements and none of their attributes but the address of a link. No pictures.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup, escape

INLINE = frozenset({"a", "br", "code", "em", "strong"})
BLOCK = INLINE | {
    "blockquote", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul",
}  # fmt: skip
LINKS = frozenset({"http", "https", "mailto"})

_BLOCK_SYNTAX = (
    "code", "hashheader", "hr", "indent", "olist", "quote", "reference", "setextheader", "ulist",
)  # fmt: skip
_PLAIN = re.compile(r"[^\\`*_{}\[\]<>&\n]*")
_PARAGRAPHS = re.compile(
    r"""(?x)
    (?: ^(?! \s | [-+=\#:] | \d+\. )                     # no list, heading, rule or indent
        [^\\`*_{}\[\]<>&\x00-\x1f\x7f-\xa0]* (?<! \s )   # nothing that Markdown or HTML knows
        (?: \n | \Z )
      | ^\n )*
    """,
    re.MULTILINE,
)


@lru_cache(maxsize=8192)
def line(text: str) -> Markup:
    """A piece of Markdown that stands within a sentence, a cell or a list item."""
    if _PLAIN.fullmatch(text):
        return escape(text)
    return _safe(_markdown(0).reset().convert(text), INLINE)


@lru_cache(maxsize=1024)
def text(text: str, *, below: int) -> Markup:
    """Markdown of any length; its highest headings are one level under `below`."""
    if _PARAGRAPHS.fullmatch(text):  # as most are: Markdown takes as long as half a page
        blocks = re.split(r"\n{2,}", text.strip("\n"))
        return _made_safe("\n".join(f"<p>{block}</p>" for block in blocks if block))
    return _safe(_markdown(below).reset().convert(text), BLOCK)


def _safe(html: str, tags: frozenset[str]) -> Markup:
    clean = nh3.clean(
        html,
        tags=set(tags),
        attributes={"a": {"href"}},
        attribute_filter=_whole_address,
        url_schemes=set(LINKS),
        link_rel="noopener noreferrer",
    )
    return _made_safe(clean)


def _made_safe(html: str) -> Markup:
    return Markup(html)  # noqa: S704 - nothing is left in it that could do anything


def _whole_address(_tag: str, name: str, value: str) -> str | None:
    """Nothing relative: a page of a portal has no neighbours."""
    whole = value.partition(":")[0].lower() in LINKS
    return value if name != "href" or whole else None


@cache
def _markdown(below: int) -> Markdown:
    """Markdown with headings under the level `below`; 0 for no blocks at all."""
    markdown = Markdown(extensions=["sane_lists"], output_format="html")
    markdown.preprocessors.deregister("html_block")
    markdown.inlinePatterns.deregister("html")
    markdown.inlinePatterns.deregister("image_link")
    markdown.inlinePatterns.deregister("image_reference")
    markdown.inlinePatterns.deregister("short_image_ref")
    if below:
        markdown.treeprocessors.register(_Lower(markdown, below), "lower", 0)
    else:
        for name in _BLOCK_SYNTAX:
            markdown.parser.blockprocessors.deregister(name)
    return markdown


class _Lower(Treeprocessor):
    """Moves headings down, so that those of the page stay above them."""

    def __init__(self, markdown: Markdown, below: int) -> None:
        super().__init__(markdown)
        self.below = below

    def run(self, root: Element) -> None:
        """Rename the headings in place, so that the highest is one level under `below`, and
        none is left out between two that follow."""
        last = self.below
        for element in root.iter():
            if re.fullmatch(r"h[1-6]", element.tag):
                last = min(self.below + int(element.tag[1]), last + 1, 6)
                element.tag = f"h{last}"
