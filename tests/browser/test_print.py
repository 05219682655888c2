"""The page on paper: filled sheets, and the agreement on the last, legible, in A4 and Letter."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, get_args

import pytest
from playwright.sync_api import Page, expect
from pypdf import PageObject, PdfReader

from courtside.model.values import Language
from courtside.sealing.keys import RootSecret, address, link
from courtside.text.language import translator
from helpers.agreements import STAGES, STUDIO, project
from helpers.browsing import Examples, flat, served
from helpers.studio import SECRET, build_studio, example_clients, make_studio

pytestmark = pytest.mark.browser

LANGUAGES: tuple[Language, ...] = get_args(Language)
FULL = [f"full-{language}-{kind}" for language in LANGUAGES for kind in ("dates", "weeks")]
LONG = "long"
"""A project whose table of stages is longer than a sheet."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The fullest agreement there may be, in each language, and one that takes more sheets."""
    portfolio = make_studio(tmp_path_factory.mktemp("full"))
    (portfolio / "projects" / "_studio.yml").write_text(
        f"{STUDIO}example_day: 2026-03-03\n", "utf-8"
    )
    texts = {LONG: json.dumps(project(27, allow=["long-agreement"]))}
    for name in FULL:
        _, language, kind = name.split("-")
        texts[name] = json.dumps(project(14, dated=kind == "dates", language=language))
    for name, text in texts.items():
        (portfolio / "projects" / f"{name}.yml").write_text(text, "utf-8")
    build_studio(portfolio)
    with served(portfolio / "site") as site:
        yield site.base


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A printed page, read back."""

    text: str
    smallest: float
    """Size of the smallest letters, in points."""
    filled: float
    """The part of its height down to the last line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A portal that was printed, and what its page says."""

    sheets: list[Sheet]
    language: str
    agreement: str
    """The heading of the first agreement."""
    head: str
    """Of the first table of stages."""

    @property
    def agreed(self) -> list[Sheet]:
        """The sheets on which the agreement stands, or a part of it."""
        say = translator(self.language, date.min).text
        first, last = (
            say("How we work together"),
            say("This is a working agreement, not legal advice."),
        )
        found: list[Sheet] = []
        for sheet in self.sheets:
            if found or first in sheet.text:
                found.append(sheet)
            if found and last in sheet.text:
                return found
        raise AssertionError("there is no agreement")


def printed(page: Page, site: str, name: str, paper: str) -> Paper:
    """Print a portal."""
    page.goto(address(site, link(RootSecret.parse(SECRET), name, 1)))
    page.wait_for_selector("article")
    heads = page.locator(".cs-stages").first.locator("thead th")
    return Paper(
        sheets=[*map(read_back, PdfReader(BytesIO(page.pdf(format=paper))).pages)],
        language=page.evaluate("document.documentElement.lang"),
        agreement=page.locator(".cs-agreement > summary").first.inner_text(),
        head=" ".join(heads.all_text_contents()),
    )


Printer = Callable[[str, str], Paper]
"""Prints an example, by its client, on a paper."""


@pytest.fixture(scope="module")
def kept() -> dict[tuple[str, str], Paper]:
    """What was printed for an earlier test."""
    return {}


@pytest.fixture
def example(page: Page, examples: Examples, kept: dict[tuple[str, str], Paper]) -> Printer:
    """Prints an example once for all tests that look at the paper alone."""

    def given(name: str, paper: str) -> Paper:
        if (name, paper) not in kept:
            kept[name, paper] = printed(page, examples.site.base, name, paper)
        return kept[name, paper]

    return given


def read_back(page: PageObject) -> Sheet:
    sizes: list[float] = []
    lines: list[float] = []

    def look(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        if text.strip():
            sizes.append(size * math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3]))
            lines.append(cm[1] * tm[4] + cm[3] * tm[5] + cm[5])

    text = page.extract_text(visitor_text=look)
    return Sheet(
        text=" ".join(text.split()),
        smallest=min(sizes, default=math.inf),
        filled=1 - min(lines, default=math.inf) / float(page.mediabox.height),
    )


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
    on_paper = printed(page, full, name, paper)
    (sheet,) = on_paper.agreed
    assert sheet.smallest >= 8.49
    assert on_paper.agreement in sheet.text
    places = page.locator(".cs-place").all_text_contents()
    assert all(sheet.text.count(place) >= 2 for place in places)  # for both


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", example_clients())
def test_examples_print_on_one_sheet(example: Printer, name: str, paper: str) -> None:
    (sheet,) = example(name, paper).agreed
    assert sheet.smallest >= 8.49


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", example_clients())
def test_sheets_are_filled(example: Printer, name: str, paper: str) -> None:
    """What belongs together flows from sheet to sheet, and the agreement comes last."""
    on_paper = example(name, paper)
    *flowing, agreement = on_paper.sheets
    assert on_paper.agreement in agreement.text
    assert all(sheet.filled > 3 / 5 for sheet in flowing[:-1]), flowing
    assert len(flowing) <= (3 if paper == "A4" else 4)


@pytest.mark.parametrize("name", example_clients())
def test_the_table_of_stages_is_whole(example: Printer, name: str) -> None:
    """Its head, which a torn table would have on every sheet, is there once."""
    on_paper = example(name, "A4")
    assert "".join(sheet.text for sheet in on_paper.sheets).count(on_paper.head) == 1


def test_of_a_torn_table_no_two_rows_stand_alone(page: Page, full: str) -> None:
    """One that takes more than a sheet has its head on each."""
    on_paper = printed(page, full, LONG, "A4")
    table = page.locator(".cs-stages")
    titles = "|".join(title.split()[0] for title, _ in STAGES)
    found = [
        len(re.findall(rf"\b\d+ (?:{titles})", re.split(rf"{on_paper.head}|has moved by", text)[1]))
        for text in (sheet.text for sheet in on_paper.sheets)
        if on_paper.head in text
    ]
    assert len(found) > 1
    assert sum(found) == table.locator("tbody tr").count()
    assert min(found) >= 3


def test_each_project_of_a_client_begins_a_sheet(page: Page, examples: Examples) -> None:
    """Also one that is finished, if the client unfolds it; nothing shows that it was folded."""
    page.goto(examples.address("marea"))
    page.locator(".cs-finished > summary").click()
    pages = [read_back(sheet) for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages]
    title = page.locator(".cs-agreement > summary").first.text_content()
    assert title
    agreements = [at for at, sheet in enumerate(pages) if title in sheet.text]
    assert len(agreements) == 2
    assert agreements[-1] == len(pages) - 1 == agreements[0] + 2  # three lines need no third sheet
    summary = page.locator(".cs-finished > summary")
    assert flat(summary.inner_text()) in flat(pages[agreements[0] + 1].text)
    page.emulate_media(media="print")
    assert summary.evaluate("one => getComputedStyle(one).listStyleType") == "none"


def test_what_happened_goes_on_on_a_next_sheet_behind_two_lines(example: Printer) -> None:
    """Its heading is not alone at the foot of a sheet, nor its last line at the head of one."""
    sheets = example("borealis", "A4").sheets[1:3]
    days = ("12. Juni", "9. Juni", "5. Juni", "2. Juni", "22. Mai")
    first, second = ([day in f" {sheet.text}" for day in days] for sheet in sheets)
    assert first[:2] == [True, True]
    assert second == [False, False, True, True, True]
    assert "Verlauf" in sheets[0].text


def test_the_frame_of_the_headline_is_not_cut(page: Page, examples: Examples) -> None:
    """At the edge of the sheet half of a thin line is lost."""
    page.set_viewport_size({"width": 718, "height": 1069})
    page.emulate_media(media="print")
    page.goto(examples.address("kiln"))
    page.wait_for_selector("article")
    for framed in (".cs-headline", ".cs-cards"):
        assert page.evaluate(
            """(framed) => {
                const right = (one) => document.querySelector(one).getBoundingClientRect().right;
                return right("article.cs-project") - right(framed);
            }""",
            framed,
        ) == pytest.approx(1)


def test_a_lapsed_proposal_has_no_places_to_sign(example: Printer) -> None:
    (sheet,) = example("vega", "A4").agreed
    assert "Signature" not in sheet.text
    assert "Signature" in example("aurora", "A4").agreed[0].text


GAPS = """() => {
    const parts = [...document.querySelectorAll(
        ".cs-agreement > :is(summary, p, .cs-parties, .cs-paper, .cs-sides, .cs-places)"
    )].filter((each) => each.checkVisibility());
    const boxes = parts.map((each) => each.getBoundingClientRect());
    return boxes.slice(1).map((box, at) => box.top - boxes[at].bottom
        + parseFloat(getComputedStyle(parts[at + 1]).paddingBlockStart));
}"""
APART = """() => {
    const box = (cell) => {
        const words = document.createRange();
        words.selectNodeContents(cell);
        return words.getBoundingClientRect();
    };
    const rows = [...document.querySelectorAll(".cs-agreed tbody tr")]
        .filter((row) => row.checkVisibility());
    return [
        Math.min(...rows.map(({ cells: [, who, when, late] }) =>
            Math.min(box(late).left - box(when).right, box(when).left - box(who).right))),
        Math.min(...rows.map((row) => row.getBoundingClientRect().bottom
            - Math.max(...[...row.cells].map((cell) => box(cell).bottom)))),
    ];
}"""


def test_the_agreement_fills_its_sheet_and_has_air(page: Page, examples: Examples) -> None:
    """Letters and air grow with the room: each takes two thirds of a sheet at least. No line
    touches a rule, and no part the one before it."""
    page.set_viewport_size({"width": 718, "height": 1069})  # A4 within its margins
    page.emulate_media(media="print")
    for name in example_clients():
        page.goto(examples.address(name))
        page.wait_for_selector("article")
        height = page.evaluate(
            "document.querySelector('.cs-agreement').getBoundingClientRect().height"
        )
        assert 0.66 * 1069 < height <= 1069, name
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        gaps = page.evaluate(GAPS)
        assert len(gaps) >= 5
        assert min(gaps) >= 5, (name, gaps)
        apart, under = page.evaluate(APART)
        assert apart > 15, (name, apart)  # 4 mm
        assert under > 1, (name, under)


def test_no_word_on_paper_looks_like_a_link_that_cannot_be_followed(
    page: Page, examples: Examples
) -> None:
    """But those of the log say where they lead."""
    page.emulate_media(media="print")
    page.goto(examples.address("tramuntana"))
    page.wait_for_selector("article")
    looks = page.locator(".cs-project a:not(.cs-button)").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).textDecorationLine)"
    )
    assert len(looks) > 3
    assert set(looks) == {"none"}
    behind = page.locator(".cs-log a").first.evaluate(
        "one => [getComputedStyle(one, '::after').content, one.href]"
    )
    assert behind[0] == f'": {behind[1]}"'


def test_paper_says_where_buttons_lead(page: Page, examples: Examples) -> None:
    """Not on days on which there is nothing to answer."""
    page.emulate_media(media="print")
    page.goto(examples.address("delta"))
    page.wait_for_selector("article")
    head = page.locator(".cs-headline")
    (work,) = (one for one in head.locator(".cs-button").all() if one.is_visible())
    behind = work.evaluate("one => getComputedStyle(one, '::after').content")
    assert behind == '" https://files.norte.example/delta/logo"'
    answer = head.get_by_text("To answer, write to hola@norte.example.")
    expect(answer).to_be_visible()
    head.evaluate("one => one.querySelectorAll(':scope > div').forEach(each => each.hidden = true)")
    expect(answer).to_be_hidden()
    page.emulate_media(media="screen")
    assert not answer.is_visible()


def test_the_table_of_stages_has_a_heading_on_paper(page: Page, examples: Examples) -> None:
    """The drawing, with its own, may be on the sheet before."""
    page.goto(examples.address("lumen"))
    page.wait_for_selector("article")
    content = "getComputedStyle(one, '::before').content"
    table = page.locator(".cs-scroll:has(.cs-stages)")
    assert table.evaluate(f"one => {content}") == "none"
    page.emulate_media(media="print")
    assert table.evaluate(f"one => {content}") == '"Todas las etapas de Web de la escuela"'


def test_places_to_sign_are_for_paper_alone(page: Page, examples: Examples) -> None:
    printed(page, examples.site.base, "aurora", "A4")
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
    parts = "[...document.querySelectorAll('article > *')].map((each) => each.className)"
    before = page.evaluate(parts)
    if opened:
        log.locator("summary").click()
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf())).pages)
    assert "Recibidos los logotipos" in " ".join(text.split())
    assert "Guardar las fechas" not in " ".join(text.split())
    assert log.evaluate("each => each.open") is opened
    assert page.evaluate(parts) == before
