"""A piece of HTML of our own, for readers of plain text and of Markdown.

    Due <em>Texts &amp; photos*</em>   ->   plain     Due Texts & photos*
                                            markdown  Due *Texts \\& photos\\**

Only what stands within a line: emphasis, code and links. In Markdown every sign that could mean
something is escaped, so that a client's text stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from .tree import Node, tree

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|~&$])")


def plain(html: Markup) -> str:
    """The words alone; behind the words of a link, where it leads."""
    return "".join(_plain(node) for node in tree(html))


def markdown(html: Markup) -> str:
    """The same in Markdown."""
    return "".join(_markdown(node) for node in tree(html))


def escaped(text: str) -> str:
    """A text as Markdown that shows it as it is, within a line."""
    return _SIGNS.sub(r"\\\1", text)


def _plain(node: Node) -> str:
    if isinstance(node, str):
        return node
    inside = "".join(_plain(each) for each in node["in"])
    if node["is"] == "a" and node["to"] not in ("", inside, f"mailto:{inside}"):
        return f"{inside} ({node['to']})"
    return " " if node["is"] == "br" else inside


def _markdown(node: Node) -> str:
    if isinstance(node, str):
        return escaped(node)
    inside = "".join(_markdown(each) for each in node["in"])
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
    text = "".join(_plain(each) for each in inside)
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"
