"""HTML of our own as a tree."""

from __future__ import annotations

from typing import Any

import pytest
from markupsafe import Markup

from courtside.text.html import parse_html
from courtside.text.markdown import line, text


def el(name: str, *inside: Any, **more: str) -> dict[str, Any]:
    return {"is": name, "in": list(inside)} | more


@pytest.mark.parametrize(
    ("html", "nodes"),
    [
        ("", []),
        ("a &amp; b &lt;i&gt;", ["a & b <i>"]),
        ("a&#x01;b", ["ab"]),
        ("on <time datetime='2026-03-13'>13 Mar</time>.", ["on ", "13 Mar", "."]),
        ("<em>a</em> <strong>b</strong>", [el("em", "a"), " ", el("strong", "b")]),
        ("<ul>\n<li>a <b>b</b></li>\n</ul>", [el("ul", el("li", "a ", "b"))]),
        ("<p>a\n b<br>c</p>\n<hr>", [el("p", "a b", el("br"), "c"), el("hr")]),
        ("<pre><code>a\n  b</code></pre>", [el("pre", el("code", "a\n  b"))]),
        ('<a href="https://x.example/?a=1&amp;b=2">x</a>',
         [el("a", "x", to="https://x.example/?a=1&b=2")]),
    ],
)  # fmt: skip
def test_a_tree_is_what_a_browser_would_show(html: str, nodes: list[Any]) -> None:
    assert list(parse_html(Markup(html))) == nodes


def words(nodes: Any) -> str:
    return "".join(node if isinstance(node, str) else words(node["in"]) for node in nodes)


@pytest.mark.parametrize("said", ['#import "x"', "$a$ @b <c> `d`", "*a* _b_ \\ [c](javascript:d)"])
def test_no_letter_is_lost(said: str) -> None:
    for html in (line(said), text(said, below=2)):
        assert words(parse_html(html)).strip() == html.striptags()


def test_a_whole_text_keeps_its_blocks() -> None:
    blocks = parse_html(text("# A\n\nb *c*\n\n- d\n- e\n\n1. f\n\n> g\n\n    h\n", below=2))
    assert [node["is"] for node in blocks if isinstance(node, dict)] == [
        "h3", "p", "ul", "ol", "blockquote", "pre",
    ]  # fmt: skip
