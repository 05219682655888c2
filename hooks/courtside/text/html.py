"""A piece of HTML of our own, for readers of plain text and of Markdown.

    Due <em>Texts &amp; photos*</em>   ->   plain     Due Texts & photos*
                                            markdown  Due *Texts \\& photos\\**
                                            parsed    ("Due ", {"is": "em", "in": [...]})

What comes in is what `language` and `markdown` have made safe. An element that says nothing on
paper (`<span>`) leaves what stands in it; white space is as a browser shows it. In Markdown every
sign that could mean something is escaped, so that a client's text stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

from markupsafe import Markup

from courtside.text.markdown import BLOCK, INLINE

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|~&$]|!\Z)")
"""What Markdown reads; a `!` does so before a link, which may follow a text that ends with it."""


def plain_text(html: Markup) -> str:
    """Return the words of a piece of HTML; after those of a link its address."""
    return "".join(_plain(node) for node in parse_html(html))


def markdown(html: Markup) -> str:
    """Return a piece of HTML as Markdown."""
    return "".join(_markdown(node) for node in parse_html(html))


def escaped(text: str) -> str:
    """Return Markdown that shows a text as it is, within a line."""
    return _SIGNS.sub(r"\\\1", text)


def _plain(node: Node) -> str:
    if isinstance(node, str):
        return node
    inside = "".join(_plain(part) for part in node["in"])
    if node["is"] == "a" and not _shows(inside, node["to"]):
        return f"{inside} ({node['to']})"
    return " " if node["is"] == "br" else inside


def _shows(words: str, address: str) -> bool:
    """Return whether the words of a link say where it leads."""
    return address in ("", *(f"{scheme}{words}" for scheme in ("", "mailto:", "http://")))


def _markdown(node: Node) -> str:
    if isinstance(node, str):
        return escaped(node)
    inside = "".join(_markdown(part) for part in node["in"])
    match node["is"]:
        case "a" if node["to"]:
            address = _address(node["to"])
            same = address == _plain({"is": "", "in": node["in"]})
            return f"<{address}>" if same else f"[{inside}](<{address}>)"
        case "br":
            return " "
        case "code":
            return _code(node["in"])
        case "em" if inside.strip():
            return f"*{inside.strip()}*"
        case "strong" if inside.strip():
            return f"**{inside.strip()}**"
        case _:
            return inside


def _address(address: str) -> str:
    return address.translate({ord(sign): f"%{ord(sign):02X}" for sign in "<>\\ \n|"})


def _code(inside: Sequence[Any]) -> str:
    """Fenced by more backquotes than stand in it."""
    text = "".join(_plain(part) for part in inside)
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


Node = str | dict[str, Any]
"""Text, or an element: `is` its name, `in` what stands in it, `to` where a link leads."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What an entity can make and nothing can show."""

_ALONE = ("br", "hr")

_HOLDERS = ("", "blockquote", "ol", "ul")
"""Elements in which white space stands between others, and is no word's."""


def parse_html(html: Markup) -> tuple[Node, ...]:
    """Return a piece of HTML as a tree."""
    reader = _HtmlReader()
    reader.feed(html)
    reader.close()
    return tuple(reader.open[0][1])


class _HtmlReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, list[Node]]] = [("", [])]
        """The elements that are not closed yet, and what stands in each; first the whole."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in BLOCK:
            return
        if tag == "a" and not dict(attrs).get("href"):  # it leads nowhere: its words alone
            self.open.append((tag, self.open[-1][1]))
            return
        inside: list[Node] = []
        element: dict[str, Any] = {"is": tag, "in": inside}
        if tag == "a":
            element["to"] = dict(attrs)["href"]
        self.open[-1][1].append(element)
        if tag not in _ALONE:
            self.open.append((tag, inside))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCK and tag not in _ALONE:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        name, inside = self.open[-1]
        data = _CONTROL.sub("", data)
        if not any(tag == "pre" for tag, _ in self.open):
            data = re.sub(r"[ \t\r\n]+", " ", data)
            if data == " " and name in _HOLDERS and not (inside and _in_line(inside[-1])):
                return
        inside.append(data)


def _in_line(node: Node) -> bool:
    return isinstance(node, str) or node["is"] in INLINE
