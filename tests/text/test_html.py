"""HTML of our own as plain text and as Markdown, where a text stays what it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from courtside.text.html import escaped, markdown, plain_text
from courtside.text.markdown import line

COMMON = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shown(text: str) -> Markup:
    """What a reader of Markdown makes of a line."""
    return Markup(COMMON.render(f"- x: {text}\n"))


@pytest.mark.parametrize(
    ("html", "text", "mark"),
    [
        ("Due <time datetime='2026-03-13'>13 Mar</time>", "Due 13 Mar", "Due 13 Mar"),
        ("<em>Texts &amp; photos*</em>", "Texts & photos*", r"*Texts \& photos\**"),
        ("<strong>20</strong> photos", "20 photos", "**20** photos"),
        ("<code>a`b</code>", "a`b", "`` a`b ``"),
        ("<code>ab</code>", "ab", "`ab`"),
        ("a<br>b", "a b", "a b"),
        (
            '<a href="https://a.example/x y">here</a>',
            "here (https://a.example/x y)",
            "[here](<https://a.example/x%20y>)",
        ),
        ('<a href="https://a.example/">https://a.example/</a>',
         "https://a.example/", "<https://a.example/>"),
        ('<a href="mailto:a@b.example">a@b.example</a>',
         "a@b.example", "[a@b.example](<mailto:a@b.example>)"),
    ],
)  # fmt: skip
def test_plain_and_markdown(html: str, text: str, mark: str) -> None:
    assert plain_text(Markup(html)) == text
    assert markdown(Markup(html)) == mark


TEXTS = st.text(
    st.sampled_from("ab*_`<>[](){}|~&$#!\\^=+-. é;:/@")
    | st.characters(codec="utf-8", categories="L"),
    min_size=1,
)


@given(TEXTS)
def test_a_text_stays_what_it_is(text: str) -> None:
    text = " ".join(text.split())
    assert shown(escaped(text)).striptags() == f"x: {text}".strip()
    assert "<a " not in shown(escaped(text))
    table = COMMON.render(f"| a | b |\n| --- | --- |\n| {escaped(text)} | c |\n")
    assert table.count("<td>") == 2


@given(TEXTS)
def test_prose_says_the_same_in_both(text: str) -> None:
    html = line(text)
    assert plain_text(html).split() == " ".join(html.striptags().split()).split() or "<a " in html


def test_tags_of_a_client_are_words() -> None:
    text = "<script>alert(1)</script> | # *x*"
    assert plain_text(escape(text)) == text
    assert shown(markdown(escape(text))).striptags() == f"x: {text}"


def test_a_link_that_leads_nowhere_is_its_words() -> None:
    html = line("[our terms](terms.html) and [more](https://a.example)")
    assert plain_text(html) == "our terms and more (https://a.example)"
    assert markdown(html) == "our terms and [more](<https://a.example>)"


def test_a_sign_before_a_link_makes_no_picture_of_it() -> None:
    link = Markup('<a href="https://x.example/a.png">docs</a>')
    html = shown(markdown(escape("Great!") + link))
    assert "<img" not in html
    assert ">docs</a>" in html
