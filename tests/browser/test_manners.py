"""How an opened portal behaves: on a small phone, with a keyboard, without motion, on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

from helpers.browsing import CUT_TABLES, STICKING_OUT, Examples
from helpers.studio import CHECKOUT, example_clients

pytestmark = pytest.mark.browser


def opened(examples: Examples, page: Page, client: str) -> None:
    """Open a portal, with all that can be unfolded."""
    page.goto(examples.address(client))
    page.wait_for_selector("h1")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


# --- A small phone -------------------------------------------------------------------------------

CHANGES = {
    "as it is": "",
    "right to left": "dir: 'rtl'",
    "spaced out": "dir: 'ltr', style: 'letter-spacing: 0.12em; word-spacing: 0.16em'",  # SC 1.4.12
}


WIDTHS = (320, 485, 600, 690, 800)
"""The smallest, and those between which cards, and the parts of a stage, stand in more columns."""


TORN = """() => [...document.querySelectorAll(".cs-headline :is(h1, h2) .cs-day")].map((day) => {
    const lines = (range) => new Set([...range.getClientRects()].map((box) => box.top)).size;
    const words = document.createRange(), date = document.createRange(), text = day.firstChild;
    words.selectNodeContents(day);
    date.setStart(text, text.data.search(/\\d/));
    date.setEnd(text, text.length);
    const room = day.closest("h1, h2").clientWidth, behind = day.nextSibling?.data ?? "";
    day.style.whiteSpace = "nowrap";
    const fits = day.getBoundingClientRect().width <= room
        && getComputedStyle(day).display === "inline-block";
    day.style.whiteSpace = "";
    return [day.textContent, fits ? lines(words) : lines(date), behind.slice(0, 1).trim()];
})"""


def test_no_day_in_a_headline_is_torn(examples: Examples, page: Page) -> None:
    """But one that is longer than a line, behind the weekday."""
    days = 0
    for client in example_clients():
        opened(examples, page, client)
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            for day, lines, behind in page.evaluate(TORN):
                assert (lines, behind) == (1, ""), f"{client}, {width} pixels: {day}"
                days += 1
    assert days > len(WIDTHS)


CROOKED = """() => {
    const begins = (node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()].filter((box) => box.width).map((box) => box.left);
    };
    const texts = (each) => [...each.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE
        && node.data.trim()).slice(0, 1);
    const long = document.querySelectorAll("summary > :is(h2, h3), .cs-pay summary, .cs-log li");
    return [...long].flatMap((each) => each.matches("h2, h3") ? [each] : texts(each))
        .map((node) => [node.textContent.trim(), begins(node)])
        .filter(([, lefts]) => Math.max(...lefts) - Math.min(...lefts) > 1);
}"""


CARDS = """() => {
  const tops = [...document.querySelectorAll(".cs-cards .cs-card")].map((each) => each.offsetTop);
  return [...new Set(tops)].map((top) => tops.filter((each) => each === top).length);
}"""


IN_SIGHT = """() => {
  const rows = document.querySelectorAll(".cs-stages tbody tr:has(.cs-dates)");
  return [...rows].map((row) => {
    const days = row.querySelector(".cs-dates"), words = document.createRange();
    words.selectNodeContents(days);
    const { right } = row.closest(".cs-scroll").getBoundingClientRect();
    return [days.textContent.trim(), words.getBoundingClientRect().right <= right];
  });
}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """A portal, measured in all ways while it is open."""

    language: str
    crooked: Mapping[int, list[Any]]
    """Width -> lines that begin elsewhere than the one above."""
    entries: int
    """Of its log."""
    cards: Mapping[int, list[int]]
    """Width -> how many stand in each row."""
    days: list[tuple[str, bool]]
    """Of the stages, on a phone, and whether they are in sight."""
    sideways: list[str]
    """What sticks out."""


@pytest.fixture(scope="module")
def looks(examples: Examples, tab: Page) -> Mapping[str, Look]:
    """Each portal, opened once for all that is measured."""
    return {client: _look(examples, tab, client) for client in example_clients()}


def _look(examples: Examples, page: Page, client: str) -> Look:
    opened(examples, page, client)

    def at(width: int, script: str) -> Any:
        page.set_viewport_size({"width": width, "height": 844})
        return page.evaluate(script)

    return Look(
        language=page.evaluate("document.documentElement.lang"),
        crooked={width: at(width, CROOKED) for width in (320, 390, 1280)},
        entries=page.locator(".cs-log li").count(),
        cards={width: at(width, CARDS) for width in (690, 1280)},
        days=[(days, seen) for days, seen in at(390, IN_SIGHT)],
        sideways=_sideways(page, client),
    )


def _sideways(page: Page, client: str) -> list[str]:
    found: list[str] = []
    for name, change in CHANGES.items():
        page.evaluate(f"Object.assign(document.documentElement, {{{change}}})")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 640})
            out = page.evaluate(STICKING_OUT)
            if not change:
                out += page.evaluate(CUT_TABLES)
            found += [f"{client}, {name}, {width} pixels: {problem}" for problem in out]
    return found


def test_nothing_scrolls_sideways(looks: Mapping[str, Look]) -> None:
    found = [problem for look in looks.values() for problem in look.sideways]
    assert not found, "\n".join(found)


def test_a_second_line_stands_under_the_first(looks: Mapping[str, Look]) -> None:
    """Not under a triangle, nor beside a date."""
    for client, look in looks.items():
        assert not any(look.crooked.values()), (client, look.crooked)
    assert any(look.entries for look in looks.values())


def test_no_card_is_left_alone_in_its_row(looks: Mapping[str, Look]) -> None:
    """But on a phone, where each has a row of its own."""
    all_rows = [
        (client, width, rows)
        for client, look in looks.items()
        for width, rows in look.cards.items()
    ]
    for client, width, rows in all_rows:
        assert len(rows) < 2 or min(rows) > 1, f"{client}, {width} pixels: {rows}"
    assert max(sum(rows) for *_, rows in all_rows) == 4


def test_on_a_phone_the_days_of_each_stage_are_in_sight(looks: Mapping[str, Look]) -> None:
    """In every language; what was planned may be beyond the edge."""
    found = {
        f"{client}: {days}": seen for client, look in looks.items() for days, seen in look.days
    }
    assert len(found) > 50
    assert {look.language for look in looks.values() if look.days} == {"en", "es", "pt", "de", "it"}
    assert [days for days, seen in found.items() if not seen] == []


BEYOND = """() => [...document.querySelectorAll(".cs-scroll")]
    .filter((each) => each.checkVisibility())
    .map((each) => {
        const [, x] = /rgb.*?\\) (-?[\\d.]+)px/.exec(getComputedStyle(each).boxShadow) ?? [0, 0];
        return [each.scrollWidth > each.clientWidth, Math.sign(x)];
    })"""
SCROLL = """async (to) => {
    for (const each of document.querySelectorAll(".cs-scroll")) each.scrollLeft = to;
    for (const _ of "12") await new Promise(requestAnimationFrame);
}"""


@pytest.mark.parametrize(("direction", "side"), [("ltr", -1), ("rtl", 1)])
def test_a_table_that_goes_on_beyond_the_edge_casts_a_shadow_there(
    examples: Examples, page: Page, direction: str, side: int
) -> None:
    page.set_viewport_size({"width": 230, "height": 844})
    opened(examples, page, "atlas")
    page.evaluate(f"document.documentElement.dir = document.body.dir = '{direction}'")
    page.evaluate(SCROLL, 0)
    assert {tuple(part) for part in page.evaluate(BEYOND)} == {(True, side), (False, 0)}
    page.evaluate(SCROLL, -9999 * side)
    assert {shadow for _, shadow in page.evaluate(BEYOND)} == {0}


# --- A keyboard ----------------------------------------------------------------------------------

REACHABLE = """() => [...document.querySelectorAll(
    "#portal :is(a[href], button, summary, input, select, textarea, [tabindex='0'])")]
    .filter((each) => each.checkVisibility())
    .map((each, number) => { each.dataset.reached = number; return each.outerHTML.slice(0, 120); })
"""
FOCUSED = """() => {
    const each = document.activeElement;
    const style = getComputedStyle(each);
    return { number: each.dataset.reached ?? null, html: each.outerHTML.slice(0, 120),
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 };
}"""


@pytest.mark.parametrize("client", ["atlas", "aurora", "tramuntana"])
def test_tab_reaches_all_that_can_be_used_in_order_and_one_sees_where(
    examples: Examples, page: Page, client: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(examples, page, client)
    wanted = page.evaluate(REACHABLE)
    assert len(wanted) > 5
    for number, html in enumerate(wanted):
        page.keyboard.press("Tab")
        found: dict[str, Any] = page.evaluate(FOCUSED)
        assert found["number"] == str(number), f"{client}: {html} instead of {found['html']}"
        assert found["seen"], f"{client}: no ring around {html}"


def test_enter_unfolds_saves_and_follows(examples: Examples, page: Page) -> None:
    opened(examples, page, "atlas")
    files = page.locator("details:has([id$='--files'])")
    for expected in (False, True):
        files.locator("summary").press("Enter")
        assert files.evaluate("each => each.open") is expected
    with page.expect_download() as saving:
        page.locator("[data-file]").first.press("Enter")
    assert saving.value.suggested_filename == "sitemap.txt"


# --- No motion -----------------------------------------------------------------------------------

MOVING = """() => [...document.querySelectorAll("*")].flatMap((each) => {
    const style = getComputedStyle(each);
    const moves = [
        style.scrollBehavior === "smooth" && "scroll-behavior",
        style.animationName !== "none" && "animation",
        /[1-9]/.test(style.transitionDuration) && "transition",
    ].filter(Boolean);
    return moves.map((what) => `${what}: ${each.outerHTML.slice(0, 120)}`);
})"""


def test_nothing_moves_for_those_who_asked_for_that(examples: Examples, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    for client in ("atlas", "borealis", "oliva"):
        opened(examples, page, client)
        assert page.evaluate(MOVING) == [], client


WAITS = """  animation: cs-stuck 5s step-end;
}

@keyframes cs-stuck {
  from {
    visibility: hidden;
  }
}
"""


def test_nothing_of_ours_moves_for_anybody() -> None:
    """Material lets a link fade from one colour to another, and that is all: what to do where no
    script arrives is not seen for five seconds, and then it is there."""
    for sheet in (CHECKOUT / "hooks" / "courtside" / "theme" / "assets").glob("*.css"):
        css = sheet.read_text("utf-8").replace(WAITS, "")
        assert not re.search(r"transition|animation|@keyframes|scroll-behavior", css), sheet.name


# --- Drawings: what axe cannot tell --------------------------------------------------------------

TEXT_ON_SHAPES = """() => {
    const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgb = (color) => {
        paint.clearRect(0, 0, 1, 1);
        paint.fillStyle = color;
        paint.fillRect(0, 0, 1, 1);
        return [...paint.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    };
    const luminance = (color) => rgb(color)
        .map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const contrast = (one, other) => {
        const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    const found = [];
    let tried = 0;
    for (const text of document.querySelectorAll("svg text")) {
        if (!text.checkVisibility() || !text.textContent.trim()) continue;
        text.scrollIntoView({ block: "center" });
        const style = getComputedStyle(text), box = text.getBoundingClientRect();
        // A text has an edge in the colour of the paper, or stands on what is drawn below it.
        let ground = parseFloat(style.strokeWidth) >= 3 && style.stroke !== "none" && style.stroke;
        if (!ground) {
            const below = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2)
                .filter((each) => each instanceof SVGGeometryElement)
                .map((each) => getComputedStyle(each).fill)
                .find((fill) => fill !== "none" && !fill.startsWith("url"));
            ground = below ?? getComputedStyle(document.body).backgroundColor;
        }
        tried += 1;
        const ratio = contrast(style.fill, ground);
        if (ratio < 4.5) found.push(
            `${ratio.toFixed(2)}: ${text.textContent.trim()} (${style.fill} on ${ground}) `
            + text.outerHTML.slice(0, 120));
    }
    return { tried, found };
}"""


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_text_in_a_drawing_has_the_contrast_of_other_text(
    examples: Examples, page: Page, scheme: Any, width: int
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    found: list[str] = []
    for client in ("atlas", "aurora", "borealis", "campana", "delta", "oliva", "tramuntana"):
        opened(examples, page, client)
        said = page.evaluate(TEXT_ON_SHAPES)
        assert said["tried"] > 5, client
        found += [f"{client}, {scheme}, {width} pixels: {problem}" for problem in said["found"]]
    page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


def test_a_text_that_is_too_pale_in_a_drawing_is_found(examples: Examples, page: Page) -> None:
    """So that silence means that nothing is wrong."""
    opened(examples, page, "atlas")
    page.evaluate("document.querySelector('.cs-horizontal .date').style.fill = '#999'")
    (said,) = page.evaluate(TEXT_ON_SHAPES)["found"]
    assert said.startswith("2.85: ")


# --- Paper ---------------------------------------------------------------------------------------

PAPER = """() => {
    const seen = (selector) => [...document.querySelectorAll(selector)]
        .filter((each) => each.checkVisibility()).map((each) => getComputedStyle(each));
    return {
        ground: getComputedStyle(document.body).backgroundColor,
        ink: getComputedStyle(document.querySelector("h1")).color,
        late: seen(".cs-drawing :is(rect, path).late").map((style) => style.fill),
        plan: seen(".cs-drawing .plan").map((style) => [style.fill, style.stroke]),
        kept: seen(".cs-drawing").map((style) => style.printColorAdjust),
        wider: [...document.querySelectorAll(".cs-scroll")]
            .filter((each) => getComputedStyle(each).overflowX !== "visible").length,
    };
}"""


def test_on_paper_it_is_light_and_speaks_without_colour(examples: Examples, page: Page) -> None:
    """Also for those whose screen is dark: what is late is hatched, and a plan is an outline."""
    opened(examples, page, "atlas")
    page.emulate_media(media="print", color_scheme="dark")
    found = page.evaluate(PAPER)
    page.emulate_media(media="screen", color_scheme="light")
    assert found["ground"] in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert "255" not in found["ink"]
    assert found["late"]
    assert all(fill.startswith("url(") for fill in found["late"])
    assert found["plan"]
    assert all(fill == "rgb(255, 255, 255)" != stroke != "none" for fill, stroke in found["plan"])
    assert set(found["kept"]) == {"exact"}
    assert found["wider"] == 0
