"""Markdown of people's own: what is kept, and what is only text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from courtside.text import markdown
from courtside.text.html import markdown as as_markdown
from courtside.text.html import plain_text


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
        ("[x]: /a", "[x]: /a"),
        ("Size 20*30*40 cm", "Size 20*30*40 cm"),
        ("10**2 and 3**4, w*h*d", "10**2 and 3**4, w*h*d"),
        ("(20)*(30)*(40), 5%*10%*20%", "(20)*(30)*(40), 5%*10%*20%"),
        ('"*please*", (*now*)', '"<em>please</em>", (<em>now</em>)'),
        ("**20**photos", "<strong>20</strong>photos"),
        ("这是*强调*文字", "这是<em>强调</em>文字"),
    ],
)
def test_a_line(written: str, shown: str) -> None:
    assert markdown.line(written) == shown


@pytest.mark.parametrize(
    ("written", "address", "shown"),
    [
        ("see {} now", "www.example.com", ""),
        ("({}), or", "www.example.com/a_b_c?x=1&y=(2)", ""),
        ("**{}**.", "WWW.Example.com", ""),
        ("{}, please", "www.exämple.com:8080/#x", "www.xn--exmple-cua.com:8080/#x"),
        ("„{}“", "www.example.com", ""),
        ("{}。", "www.example.com", ""),
    ],
)
def test_an_address_of_the_web_without_its_beginning_is_a_link(
    written: str, address: str, shown: str
) -> None:
    html = markdown.line(written.format(address))
    href = (shown or address).replace("&", "&amp;")
    words = address.replace("&", "&amp;")
    assert f'<a href="http://{href}" rel="noopener noreferrer">{words}</a>' in html
    assert shown or plain_text(html) == written.format(address).replace("**", "")
    below = markdown.text(f"# {address}\n\n- {address}\n", below=2)
    assert below.count(f'href="http://{href}"') == 2


@pytest.mark.parametrize(
    "written",
    ["www.", "www.a", "xwww.example.com", "example.com", "a.www.example.com", "`www.a.b`"],
)
def test_what_is_no_such_address_is_a_text(written: str) -> None:
    assert "<a" not in markdown.line(written)


@pytest.mark.parametrize(
    ("written", "address"),
    [("www.a.example/b", "http://www.a.example/b"), ("a@b.example", "mailto:a@b.example")],
)
def test_a_link_to_an_address_without_its_beginning_leads_there(written: str, address: str) -> None:
    html = markdown.line(f"[us]({written})")
    assert html == f'<a href="{address}" rel="noopener noreferrer">us</a>'
    assert as_markdown(html) == f"[us](<{address}>)"


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


@pytest.mark.parametrize(
    ("written", "address", "behind"),
    [
        ("see https://a.example/x_(y).", "https://a.example/x_(y)", "."),
        ("(https://a.example/b)", "https://a.example/b", ")"),
        ("https://a.example/a*b*c?x=1&y=2, then", "https://a.example/a*b*c?x=1&amp;y=2", ", then"),
        ("*https://a.example*", "https://a.example", "</em>"),
        ("to me@a.example!", "mailto:me@a.example", "!"),
        ("«https://a.example»", "https://a.example", "»"),
        ("„https://a.example/b“", "https://a.example/b", "“"),
        ("https://a.example/b。次", "https://a.example/b", "。次"),
        ("https://a.example/__init__.py", "https://a.example/__init__.py", ""),
        ("https://a.example/*b*/_c_/d", "https://a.example/*b*/_c_/d", ""),
        ("https://a.example/b\\_c?x&amp;y", "https://a.example/b_c?x&amp;y", ""),
        ("**https://a.example/b**", "https://a.example/b", "</strong>"),
        ("HTTPS://A.example/b", "HTTPS://A.example/b", ""),
    ],
)
def test_a_bare_address_is_a_link(written: str, address: str, behind: str) -> None:
    shown = markdown.line(written)
    assert f'<a href="{address}" rel=' in shown
    assert shown.endswith(f"</a>{behind}")
    assert f'<a href="{address}" rel=' in markdown.text(written, below=2)


@pytest.mark.parametrize(
    "written",
    [
        "`https://a.example`",
        "http://",
        "http://.",
        "xhttp://a.example",
        "a@b",
        "ftp://a.example",
        "[x](ftp://a.example)",
        "[x](tel:+34910000000)",
        "[x](/relative/https)",
        "a//b",
    ],
)
def test_what_is_no_address_of_a_page_stays_text(written: str) -> None:
    assert "href" not in markdown.line(written)


def test_an_address_within_a_link_is_none_of_its_own() -> None:
    shown = markdown.line("[see https://a.example](https://b.example)")
    assert shown.count("<a ") == 1
    assert 'href="https://b.example"' in shown


EMPTY_HEADINGS = (
    "# ", "## ", "#  #", "# []()", "# [](https://x.example)", "> #", "# &nbsp;", "- #\n- x",
    "# \N{SOFT HYPHEN}", "# \N{ZERO WIDTH JOINER}", "x\n\n#",
)  # fmt: skip


@pytest.mark.parametrize("written", EMPTY_HEADINGS)
def test_a_heading_in_which_nothing_is_seen_is_left_out(written: str) -> None:
    assert "<h" not in markdown.text(written, below=2)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("- #", ""), ("a\n\n- #\n", "<p>a</p>\n"), ("- #\n- x", "<ul>\n<li>x</li>\n</ul>\n"),
        ("1. # \n2.\n", ""), ("> - #", ""), ("-\n", ""),
    ],
)  # fmt: skip
def test_an_item_in_which_nothing_is_seen_is_left_out(written: str, shown: str) -> None:
    assert markdown.text(written, below=2) == shown


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("see [us](#us)", [0]), ("a\n\nb [x](b.html)\n\n- [y](/y)", [2, 4]),
        ("[x][1]\n\n[1]: /a", [0]),
        ("<tel:+34910>", [0]), ("[x](https://a.example) [y](mailto:a@b.example)", []),
        ("[x](www.a.example), [y](a@b.example), <https://a.example>, a@b.example", []),
        ("`[x](#y)`", []), ("    [x](#y)", []), ("[x](javascript:x)", []),
    ],
)  # fmt: skip
def test_a_link_of_which_only_the_words_are_shown_is_found(written: str, lines: list[int]) -> None:
    assert list(markdown.dead_links(written)) == lines


def test_what_follows_an_empty_heading_keeps_its_level_in_order() -> None:
    assert markdown.text("# A\n\n## \n\n### B", below=1) == "<h2>A</h2>\n<h3>B</h3>\n"
    assert "<h2>" in markdown.text("# `` ` ``", below=1)
