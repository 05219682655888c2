"""HTML of our own as a tree of plain data, for a reader that is no browser.

    Due <em>Texts &amp; photos</em>   ->   ("Due ", {"is": "em", "in": ("Texts & photos",)})

What comes in is what `language` and `prose` have made safe; an element that says nothing on paper
(`<span>`) leaves what stands in it. White space is as a browser shows it.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from markupsafe import Markup

from .prose import BLOCK, INLINE

Node = str | dict[str, Any]
"""Text, or an element: `is` its name, `in` what stands in it, `to` where a link leads."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What an entity can make and nothing can show."""
_ALONE = ("br", "hr")
_HOLDERS = ("", "blockquote", "ol", "ul")
"""Elements in which white space stands between others, and is no word's."""


def tree(html: Markup) -> tuple[Node, ...]:
    """What a piece of HTML holds, from outside to inside."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.open[0][1])


class _Reader(HTMLParser):
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
