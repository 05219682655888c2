"""Markdown of people's own, as HTML that can do nothing.

    "**20** photos <script>"   ->   <strong>20</strong> photos &lt;script&gt;

Two walls: markdown-it-py without raw HTML, so that a tag is text; then nh3, which keeps a short
list of elements and none of their attributes but the address of a link. No pictures.

An address without brackets becomes a link, and a star between two letters or digits begins no
emphasis, so that 20*30*40 stays what it is. Else it is CommonMark, by a parser whose time grows
with the text and no faster: Python-Markdown takes ten minutes for a hundred thousand `[`. What is
nested deeper than anybody nests is shown as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from markupsafe import Markup, escape

INLINE = frozenset({"a", "br", "code", "em", "strong"})
BLOCK = INLINE | {
    "blockquote", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul",
}  # fmt: skip
LINKS = frozenset({"http", "https", "mailto"})
LONGEST_LINK = 2000
"""As for the links that are fields of a file; what sets PDFs takes no link without end."""
MOST_DEPTH = 20
"""Lists in quotes in lists; the parser leaves out what lies deeper."""

_PLAIN = re.compile(r"[^\\`*_{}\[\]<>&\n@]*")
_SCHEME = re.compile(r"\bhttps?$", re.IGNORECASE)
_WITHIN = r"[^\s<>\"`\x00-\x1f«»‹›„“”\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff65]"
"""Up to the quotes of any language, and the punctuation of those that put no space behind it."""
_URL = re.compile(rf"\w+://{_WITHIN}+")
_MAIL = r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
_WWW = rf"(?<![\w@./:-])www(?:\.[\w-]+){{2,}}(?::\d+)?(?:[/?#]{_WITHIN}*)?"
_BARE = re.compile(f"(?P<mail>{_MAIL})|{_WWW}", re.IGNORECASE)
"""A mail address, or one of the web that begins with `www.`."""
_BEHIND = ".,;:!?'*_~)]}\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}…"
"""Signs that end a sentence rather than an address."""
_CLOSES, _OPENS = ")]}%°", "([{+-$€£"
"""What ends a factor of a product, and what begins one."""
_LATIN_END = "\u2e80"
"""Behind it begin the scripts that put no spaces between words, where a star within them means
emphasis."""


@lru_cache(maxsize=2048)
def line(text: str) -> Markup:
    """Return a piece of Markdown as HTML for a sentence, a cell or a list item."""
    if _PLAIN.fullmatch(text) and "://" not in text and "www." not in text.lower():
        return escape(text)
    return _safe(_markdown().renderInline(text), INLINE)


@lru_cache(maxsize=128)
def text(text: str, *, below: int) -> Markup:
    """Return Markdown of any length as HTML; its highest headings are one level below `below`."""
    markdown = _markdown()
    tokens = markdown.parse(text)
    if any(token.level >= MOST_DEPTH - 1 for token in tokens):
        return Markup("<p>{}</p>\n").format(Markup("<br>\n").join(text.strip().split("\n")))
    tokens = _without_empty_items(_without_empty_headings(tokens))
    _lower(tokens, below)
    return _safe(markdown.renderer.render(tokens, markdown.options, {}), BLOCK)


def dead_links(text: str) -> Iterator[int]:
    """Yield the line of each link of which a page shows only the words, from 0."""
    for block in _markdown().parse(text):
        for token in block.children or ():
            address = token.attrs.get("href")
            if address is not None and _whole_address("a", "href", str(address)) is None:
                yield block.map[0] if block.map else 0


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
    """Nothing relative: a page of a portal has no neighbours. An address without its beginning gets
    it."""
    if name == "href" and (bare := _BARE.fullmatch(value)):
        value = _whole(bare)
    whole = value.partition(":")[0].lower() in LINKS and len(value) <= LONGEST_LINK
    return value if name != "href" or whole else None


@cache
def _markdown() -> MarkdownIt:
    """CommonMark without its HTML and its pictures, with our three rules."""
    options = {"html": False, "maxNesting": MOST_DEPTH}
    markdown = MarkdownIt("commonmark", options).disable("image")
    markdown.inline.ruler.before("emphasis", "stars", _stars)
    markdown.inline.ruler.before("escape", "urls", _link_url)
    markdown.core.ruler.push("bare", _link_bare_addresses)
    return markdown


def _stars(state: StateInline, silent: bool) -> bool:
    """As the rule for emphasis, but stars within a word or a product begin none."""
    start = state.pos
    if silent or state.src[start] != "*":
        return False
    stars = state.scanDelims(start, True)
    before = state.src[start - 1 : start]
    after = state.src[start + stars.length : start + stars.length + 1]
    within = _is_factor(before, _CLOSES) and _is_factor(after, _OPENS)
    for _ in range(stars.length):
        state.push("text", "", 0).content = "*"
        state.delimiters.append(
            Delimiter(
                marker=ord("*"),
                length=stars.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=stars.can_open and not within,
                close=stars.can_close,
            )
        )
    state.pos += stars.length
    return True


def _is_factor(sign: str, edges: str) -> bool:
    return sign != "" and (sign in edges or (sign.isalnum() and sign < _LATIN_END))


def _link_url(state: StateInline, silent: bool) -> bool:
    """Make a link of a bare address, before anything in it is taken for emphasis."""
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending[-len("_https") :])
    start = state.pos - len(scheme[0] if scheme else "")
    found = _URL.match(state.src, start, state.posMax)
    written = _without_end(found[0]) if found else ""
    if not scheme or not re.match(f"{scheme[0]}://.", written):
        return False
    shown = unescapeAll(written)
    address = state.md.normalizeLink(shown)
    state.pending = state.pending[: -len(scheme[0])]
    state.push("link_open", "a", 1).attrs = {"href": address}
    state.push("text", "", 0).content = shown
    state.push("link_close", "a", -1)
    state.pos = start + len(written)
    return True


def _link_bare_addresses(state: StateCore) -> None:
    """Make links of the mail and `www.` addresses that stand in text, and in no link."""
    for block in state.tokens:
        children: list[Token] = []
        depth = 0
        for token in block.children or ():
            depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            if depth or token.type != "text" or not _may_link(token.content):
                children.append(token)
            else:
                children += _with_links(state.md, token)
        if block.children is not None:
            block.children = children


def _may_link(text: str) -> bool:
    """Whether a text has what every address of `_BARE` has: it is looked for in most in vain."""
    return "@" in text or "www." in text.lower()


def _with_links(markdown: MarkdownIt, token: Token) -> Iterator[Token]:
    """A text, with a link for each address in it."""
    text, done = token.content, 0
    for found in _BARE.finditer(text):
        address = markdown.normalizeLink(_whole(found))
        if not markdown.validateLink(address):
            continue
        shown = _without_end(found[0])
        yield _text(text[done : found.start()], token.level)
        yield Token("link_open", "a", 1, attrs={"href": address}, level=token.level)
        yield _text(shown, token.level + 1)
        yield Token("link_close", "a", -1, level=token.level)
        done = found.start() + len(shown)
    yield _text(text[done:], token.level)


def _whole(bare: re.Match[str]) -> str:
    """A bare address with its beginning: any web server answers to http, and leads on to https."""
    return f"mailto:{bare[0]}" if bare["mail"] else f"http://{_without_end(bare[0])}"


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _without_end(address: str) -> str:
    """An address without the signs of the sentence behind it; a bracket that it opens stays."""
    end = len(address)
    open_ones = {sign: address.count(pair) - address.count(sign) for pair, sign in _PAIRS}
    while end and address[end - 1] in _BEHIND and open_ones.get(address[end - 1], -1) < 0:
        if address[end - 1] in open_ones:
            open_ones[address[end - 1]] += 1
        end -= 1
    return address[:end]


_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"))


def _without_empty_headings(tokens: Sequence[Token]) -> list[Token]:
    """Without the headings in which nothing can be seen: a reader would stop at them, and a tagged
    PDF cannot hold one."""
    kept: list[Token] = []
    skipped = False
    for token, behind in pairwise((*tokens, Token("", "", 0))):
        skipped = skipped or (token.type == "heading_open" and not _is_seen(behind))
        if not skipped:
            kept.append(token)
        skipped = skipped and token.type != "heading_close"
    return kept


def _without_empty_items(tokens: Iterable[Token]) -> list[Token]:
    """Without lists, items and quotes that hold nothing: a bullet of its own says nothing."""
    kept: list[Token] = []
    for token in tokens:
        if token.type in _HOLDS and kept and kept[-1].type == token.type.replace("close", "open"):
            kept.pop()
        else:
            kept.append(token)
    return kept


_HOLDS = frozenset(
    ("list_item_close", "bullet_list_close", "ordered_list_close", "blockquote_close")
)


def _is_seen(inline: Token) -> bool:
    """Whether a line holds a letter or a sign."""
    words = "".join(token.content for token in inline.children or ())
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in words)


def _lower(tokens: Sequence[Token], below: int) -> None:
    """Move headings down, so that the highest is one level under `below`, and none is left out
    between two that follow."""
    last = below
    for token in tokens:
        if token.type == "heading_open":
            last = min(below + int(token.tag[1]), last + 1, 6)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{last}"
