"""A client saves the dates, and has a calendar file that is what the engine wrote."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar, vText
from playwright.sync_api import Browser

from browsing import visited
from courtside.feed import feed
from courtside.language import translator
from courtside.phrases import Telling
from courtside.pipeline import load, portals
from house import build_house, make_house, project

pytestmark = pytest.mark.browser

TITLE = "Größe, Maße; \\\\n </template><b>שלום</b> &amp; 'x'"
DATED = """\
signed: {date: 2026-03-02, by: L}
start: 2026-03-09
"""


def test_the_dates_are_saved_as_a_calendar(browser: Browser, tmp_path: Path) -> None:
    house = make_house(tmp_path, aurora=project(title=f'"{TITLE}"', language="de") + DATED)
    build_house(house)
    with visited(browser, house) as page:
        name = "Termine in Ihrem Kalender speichern"
        with page.expect_download() as saving:
            page.get_by_role("button", name=name).click()
        saved = Path(saving.value.path()).read_bytes()
        assert saving.value.suggested_filename == "aurora.ics"
        assert "BEGIN:VCALENDAR" not in page.inner_text("body")
    read = Calendar.from_ical(saved)
    name = f"{TITLE} · Norte Studio".replace("\\\\", "\\")
    assert str(read["name"]) == vText(name).to_ical().decode()  # which it leaves as it is written
    assert [str(event["summary"]) for event in read.events] == [
        "Sie sind dran: Zephyranthes",
        "Norte Studio: Design",
        "Sie sind dran: Balance",
    ]
    assert saved.decode() == written(house)


def written(house: Path) -> str:
    """What the engine writes for the same files and day."""
    files = {path.name: path.read_bytes() for path in (house / "projects").iterdir()}
    read, _ = load(files)
    assert read
    (portal,) = portals(read, date(2026, 3, 11))
    speak = translator(portal.language, portal.today)
    return feed(Telling(speak=speak, studio=portal.studio, status=portal.projects[0]))
