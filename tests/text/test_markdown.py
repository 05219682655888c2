"""Markdown of people's own: what is kept, and what is only text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from courtside.text import markdown


class Elements(HTMLParser):
    """The elements of a text, with the names of their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, tuple[str, ...]]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, tuple(name for name, _ in attrs)))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("20 photos", "20 photos"),
        ("**20** photos, *please*", "<strong>20</strong> photos, <em>please</em>"),
        ("1. one", "1. one"),
        ("# not a heading", "# not a heading"),
        ("two\n\nparagraphs", "two\n\nparagraphs"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a & b &amp; c", "a &amp; b &amp; c"),
        ("<!-- hidden -->", "&lt;!-- hidden --&gt;"),
        ("[x]: https://a.example", "[x]: https://a.example"),
    ],
)
def test_a_line(written: str, shown: str) -> None:
    assert markdown.line(written) == shown


def test_a_link_tells_nobody_where_it_was() -> None:
    assert markdown.line("[x](https://a.example/?b=1&c=2)") == (
        '<a href="https://a.example/?b=1&amp;c=2" rel="noopener noreferrer">x</a>'
    )
    assert 'href="mailto:a@b.example"' in markdown.line("[x](mailto:a@b.example)")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "JaVaScRiPt:x",
        "vbscript:x",
        "//a.b/c",
        "/a",
        "#a",
    ],
)
def test_other_addresses_are_dropped(address: str) -> None:
    assert "href" not in markdown.line(f"[x]({address})")


def test_a_text_keeps_its_blocks_and_lowers_its_headings() -> None:
    shown = markdown.text("# Title\n\n### Far below\n\n- one\n- two\n\n> said", below=2)
    assert "<h3>Title</h3>" in shown
    assert "<h4>Far below</h4>" in shown
    assert "<li>one</li>" in shown
    assert "<blockquote>" in shown


@pytest.mark.parametrize(
    "text",
    [
        "<div onclick=alert(1)>x</div>",
        "![x](https://a.example/x.png)",
        "<img src=x onerror=alert(1)>",
        "<svg><script>x</script></svg>",
        "[x](https://a.example){: onclick=alert(1) }",
    ],
)
def test_a_text_brings_no_element_of_its_own(text: str) -> None:
    for shown in (markdown.text(text, below=2), markdown.line(text)):
        elements = Elements()
        elements.feed(shown)
        assert elements.found <= {("p", ()), ("a", ("href", "rel"))}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("What we do.\n\nAnd when.", "<p>What we do.</p>\n<p>And when.</p>\n"),
        ("two lines\nof one\n\n\nand another\n", "<p>two lines\nof one</p>\n<p>and another</p>\n"),
    ],
)
def test_an_empty_line_parts_paragraphs(text: str, shown: str) -> None:
    assert markdown.text(text, below=2) == shown
