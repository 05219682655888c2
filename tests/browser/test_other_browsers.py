"""Firefox and WebKit open the pages, fold, print and draw them as Chromium does.

Firefox prints a PDF. WebKit cannot be made to print, so its page is put into the styles of paper.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO

import pytest
from pypdf import PdfReader

from courtside.site.messages import shell_messages
from helpers.browsing import CUT_TABLES, STICKING_OUT, Examples, flat
from helpers.drawings import READ
from helpers.other_browsers import BROWSERS, Firefox, OtherBrowser, wait_for

pytestmark = pytest.mark.browser

CLIENTS = {
    "atlas": "en", "campana": "es", "sirena": "pt", "vega": "fr", "borealis": "de", "oliva": "it",
}  # fmt: skip
"""One of the examples in each language."""
FORMS = {390: "cs-vertical", 1280: "cs-horizontal"}
"""How a drawing lies, by the width of the window."""
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="WebKitGTK runs on Linux only")


@pytest.fixture(scope="module", params=["firefox", pytest.param("webkit", marks=ON_LINUX)])
def other(request: pytest.FixtureRequest) -> Iterator[OtherBrowser]:
    with BROWSERS[request.param]() as browser:
        yield browser


def opened(other: OtherBrowser, address: str, *, width: int = 390) -> None:
    """Open a page, and wait until it stands."""
    other.open(address, width=width)
    wait_for(other, "document.querySelector('.cs-project h1')")


def test_every_language_opens_and_nothing_is_cut(other: OtherBrowser, examples: Examples) -> None:
    for client, language in CLIENTS.items():
        opened(other, examples.address(client))
        assert other.ask("() => document.documentElement.lang") == language
        assert other.ask("() => document.activeElement.localName") == "h1"
        other.ask("() => document.querySelectorAll('details').forEach((one) => one.open = true)")
        assert other.ask(CUT_TABLES) == [], client
        for width, form in FORMS.items():
            other.resize(width)
            (drawing,) = other.ask(READ)
            assert (drawing["form"], drawing["faults"]) == (form, []), client
            assert drawing["least"] >= 11, client
            assert other.ask(STICKING_OUT) == [], (client, width)


LINKS = {
    "no-key": "",
    "cut-key": "#{cut}",
    "wrong-key": "#{other}",
}


@pytest.mark.parametrize("message", LINKS)
def test_a_link_that_does_not_open_says_why(
    other: OtherBrowser, examples: Examples, message: str
) -> None:
    address, _, key = examples.address("oliva").partition("#")
    fragment = LINKS[message].format(cut=key[:-1], other=examples.link("atlas").key)
    other.open(address + fragment, width=390)
    wait_for(other, "document.querySelector('[data-message=opening]').hidden")
    seen = "(one) => one.checkVisibility() && one.textContent.trim()"
    said = other.ask(f"() => [...document.querySelectorAll('#portal > *')].map({seen})")
    assert [words for words in said if words] == [shell_messages("it")[message]]


def test_what_is_folded_unfolds_and_folds(other: OtherBrowser, examples: Examples) -> None:
    opened(other, examples.address("atlas"))
    account = "summary:has([id$='--money'])"
    seen = f'() => document.querySelector("{account} ~ *").checkVisibility()'
    assert not other.ask(seen)
    other.click(account)
    assert other.ask(seen)
    other.click(account)
    assert not other.ask(seen)


LOG = "Recibidos los logotipos"
FOLDED = "() => document.querySelector(\"details:has([id$='--log'])\").open"
ON_PAPER = """() => {
    const turn = (list) => { list.mediaText = list.mediaText
        .replace(/\\bscreen\\b/g, "speech").replace(/\\bprint\\b/g, "all"); };
    const walk = (rules) => { for (const rule of rules) {
        if (rule.media) turn(rule.media);
        if (rule.cssRules) walk(rule.cssRules);
    } };
    for (const sheet of document.styleSheets) { turn(sheet.media); walk(sheet.cssRules); }
    dispatchEvent(new Event("beforeprint"));
}"""
PRINTED = """() => {
    const seen = (selector) => [...document.querySelectorAll(selector)]
        .some((each) => each.checkVisibility());
    return { text: document.body.innerText, buttons: seen(".cs-buttons [href^='mailto:']"),
        sign: seen(".cs-place"), drawing: seen("svg.cs-horizontal") };
}"""


def test_paper_has_all_that_is_folded_on_the_screen(
    other: OtherBrowser, examples: Examples
) -> None:
    opened(other, examples.address("campana"), width=703)  # A4 within its margins
    assert not other.ask(FOLDED)
    if isinstance(other, Firefox):
        paper = PdfReader(BytesIO(other.pdf()))
        assert flat(LOG) in flat("".join(sheet.extract_text() for sheet in paper.pages))
        assert paper.pages[0].mediabox.width == pytest.approx(595, abs=1)
    else:
        other.ask(ON_PAPER)
        paper = other.ask(PRINTED)
        assert LOG in paper.pop("text")
        assert paper == {"buttons": False, "sign": True, "drawing": True}
        other.ask("() => dispatchEvent(new Event('afterprint'))")
    assert not other.ask(FOLDED)
