"""The page on paper: the agreement stands on a sheet of its own, legible, in A4 and Letter."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, get_args

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PageObject, PdfReader

from courtside.model.values import Language
from courtside.sealing.keys import RootSecret, address, link
from courtside.text.language import translator
from helpers.agreements import STUDIO, project
from helpers.browsing import Examples, served
from helpers.studio import SECRET, build_studio, example_clients, make_studio

pytestmark = pytest.mark.browser

LANGUAGES: tuple[Language, ...] = get_args(Language)
FULL = [f"full-{language}-{kind}" for language in LANGUAGES for kind in ("dates", "weeks")]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The fullest agreement there may be, in each language."""
    portfolio = make_studio(tmp_path_factory.mktemp("full"))
    (portfolio / "projects" / "_studio.yml").write_text(
        f"{STUDIO}example_day: 2026-03-03\n", "utf-8"
    )
    for name in FULL:
        _, language, kind = name.split("-")
        text = json.dumps(project(14, dated=kind == "dates", language=language))
        (portfolio / "projects" / f"{name}.yml").write_text(text, "utf-8")
    build_studio(portfolio)
    with served(portfolio / "site") as site:
        yield site.base


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(5000)
    yield page
    page.close()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A printed page, read back."""

    text: str
    smallest: float
    """Size of the smallest letters, in points."""


def sheets(page: Page, site: str, name: str, paper: str) -> list[Sheet]:
    """Print a portal, and give the pages on which the agreement stands, or a part of it."""
    page.goto(address(site, link(RootSecret.parse(SECRET), name, 1)))
    page.wait_for_selector("article")
    say = translator(page.evaluate("document.documentElement.lang"), date.min).text
    first, last = (
        say("How we work together"),
        say("This is a working agreement, not legal advice."),
    )
    found: list[Sheet] = []
    for printed in PdfReader(BytesIO(page.pdf(format=paper))).pages:
        sheet = read_back(printed)
        words = " ".join(sheet.text.split())
        if found or first in words:
            found.append(sheet)
        if found and last in words:
            return found
    raise AssertionError("there is no agreement")


def read_back(page: PageObject) -> Sheet:
    sizes: list[float] = []

    def look(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            sizes.append(size * math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3]))

    text = page.extract_text(visitor_text=look)
    return Sheet(text=text, smallest=min(sizes, default=math.inf))


# Each language on one paper with dates and on the other in weeks; the sweep tries the rest.
PRINTS = [
    pytest.param(f"full-{language}-{kind}", paper, marks=() if usual else pytest.mark.sweep)
    for language in LANGUAGES
    for kind, paper, usual in (
        ("dates", "A4", True),
        ("weeks", "Letter", True),
        ("dates", "Letter", False),
        ("weeks", "A4", False),
    )
]


@pytest.mark.parametrize(("name", "paper"), PRINTS)
def test_fourteen_stages_print_on_one_sheet(page: Page, full: str, name: str, paper: str) -> None:
    (sheet,) = sheets(page, full, name, paper)
    assert sheet.smallest >= 8.49
    assert page.locator(".cs-agreement > summary").inner_text() in sheet.text
    places = page.locator(".cs-place").all_text_contents()
    assert all(sheet.text.count(place) >= 2 for place in places)  # for both


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", example_clients())
def test_examples_print_on_one_sheet(page: Page, examples: Examples, name: str, paper: str) -> None:
    (sheet,) = sheets(page, examples.site.base, name, paper)
    assert sheet.smallest >= 8.49


def test_the_agreement_fills_its_sheet(page: Page, examples: Examples) -> None:
    """Letters and air grow with the room: each takes two thirds of a sheet at least."""
    page.set_viewport_size({"width": 718, "height": 1069})  # A4 within its margins
    page.emulate_media(media="print")
    for name in example_clients():
        page.goto(examples.address(name))
        page.wait_for_selector("article")
        height = page.evaluate(
            "document.querySelector('.cs-agreement').getBoundingClientRect().height"
        )
        assert 0.66 * 1069 < height <= 1069, name


def test_places_to_sign_are_for_paper_alone(page: Page, examples: Examples) -> None:
    sheets(page, examples.site.base, "aurora", "A4")
    page.emulate_media(media="screen")
    assert not page.locator(".cs-places").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".cs-places").is_visible()


@pytest.mark.parametrize("opened", [False, True])
def test_what_is_folded_on_the_screen_is_whole_on_paper(
    examples: Examples, page: Page, opened: bool
) -> None:
    """Nobody can unfold paper, nor save dates from it; afterwards the screen is as it was."""
    page.goto(examples.address("campana"))
    log = page.locator("details:has([id$='--log'])")
    expect(log).to_be_visible()
    if opened:
        log.locator("summary").click()
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf())).pages)
    assert "Recibidos los logotipos" in " ".join(text.split())
    assert "Guardar las fechas" not in " ".join(text.split())
    assert log.evaluate("each => each.open") is opened
