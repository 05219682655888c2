"""The timeline in Chromium, with the real styles and fonts: at 320, 390 and 1280 pixels and in
print no two texts touch, none leaves its drawing, and none is too small to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import material
import pytest
from playwright.sync_api import Browser, Page

from courtside.engine.portals import client_pages
from courtside.views.page import render
from helpers.drawings import EXAMPLE_DAY, EXTREMES, READ, examples, trial

pytestmark = pytest.mark.browser

SHEETS = (
    *sorted((Path(material.__file__).parent / "templates").glob("assets/stylesheets/*.css")),
    *sorted((Path(__file__).parents[2] / "hooks" / "courtside" / "theme" / "assets").glob("*.css")),
)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """The figures of all examples and extremes, one below the other."""
    figures = []
    shown = {
        portal.projects[0].project.id: portal for portal in client_pages(examples(), EXAMPLE_DAY)
    }
    shown |= {name: trial(stages, "2026-03-20") for name, stages in EXTREMES.items()}
    shown |= {f"{n}, late": trial(stages, "2026-06-20") for n, stages in EXTREMES.items()}
    for name, portal in shown.items():
        html = render(portal)
        found = re.findall(r'<figure class="cs-timeline.*?</figure>', html, re.DOTALL)
        figures += [
            f'<article class="cs-project" data-name="{name}">{svg}</article>' for svg in found
        ]
    body = "".join(figures)
    page = browser.new_page()
    page.set_content(
        '<!doctype html><meta name="viewport" content="width=device-width">'
        f'<body dir="rtl"><div class="md-content__inner md-typeset">{body}</div>'
    )
    for sheet in SHEETS:
        page.add_style_tag(content=sheet.read_text("utf-8"))
    yield page
    page.close()


@pytest.mark.parametrize(
    ("media", "width", "form", "least"),
    [
        ("screen", 320, "cs-vertical", 11),
        ("screen", 390, "cs-vertical", 13),
        ("screen", 840, "cs-horizontal", 10.5),
        ("screen", 1280, "cs-horizontal", 12),
        ("print", 703, "cs-horizontal", 8),  # A4 within its margins; 8 pixels are 6 points
    ],
)
def test_every_word_can_be_read(
    page: Page, media: str, width: int, form: str, least: float
) -> None:
    page.emulate_media(media="print" if media == "print" else "screen")
    page.set_viewport_size({"width": width, "height": 900})
    drawings = page.evaluate(READ)
    assert len(drawings) == len(list(examples().projects)) + 2 * len(EXTREMES)
    assert {drawing["form"] for drawing in drawings} == {form}
    assert [d for d in drawings if d["faults"]] == []
    assert min(drawing["least"] for drawing in drawings) >= least
    assert page.evaluate("document.documentElement.scrollWidth") <= width
