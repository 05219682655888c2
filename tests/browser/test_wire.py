"""A first view is small: 45 KB over the wire, and 14 KB where the styles are there already."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from playwright.sync_api import Browser, BrowserContext

from helpers.browsing import Answer, Examples

pytestmark = pytest.mark.browser

FIRST, NEXT = 45_000, 14_000
"""Bytes, heads included, compressed as GitHub Pages does."""


def view(examples: Examples, context: BrowserContext, client: str) -> list[Answer]:
    """Open a portal, and give what was sent for it."""
    before = len(examples.site.answers)
    page = context.new_page()
    page.goto(examples.address(client), wait_until="networkidle")
    page.wait_for_selector("h1")
    return examples.site.answers[before:]


def total(answers: Iterable[Answer]) -> int:
    return sum(answer.size for answer in answers)


def said(answers: Iterable[Answer]) -> str:
    return "\n".join(f"{answer.size:7} {answer.path}" for answer in answers)


def test_a_first_view(examples: Examples, browser: Browser) -> None:
    with browser.new_context() as context:
        sent = view(examples, context, "aurora")
    assert {answer.path.rpartition(".")[2] for answer in sent} >= {"css", "js"}
    assert total(sent) <= FIRST, said(sent)


def test_a_view_with_the_styles_in_the_cache(examples: Examples, browser: Browser) -> None:
    """Another portal of the same site, so that the page itself is new, as it is after a build."""
    with browser.new_context() as context:
        view(examples, context, "kiln")
        sent = view(examples, context, "aurora")
    assert [answer.path for answer in sent] == [f"/p/{examples.link('aurora').slug}/"]
    assert total(sent) <= NEXT, said(sent)
