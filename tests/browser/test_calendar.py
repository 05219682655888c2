"""A client saves the dates, and has a calendar file that is what the engine wrote."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar, vText
from playwright.sync_api import Browser

from courtside.engine.portals import client_pages
from courtside.source.load import load_portfolio
from courtside.text.language import translator
from courtside.views.context import ViewContext
from courtside.views.ics import calendar_file
from helpers.browsing import visited
from helpers.studio import build_studio, make_studio, project

pytestmark = pytest.mark.browser

TITLE = "Größe, Maße; \\\\n </template><b>שלום</b> &amp; 'x'"
DATED = """\
signed: {date: 2026-03-02, by: L}
start: 2026-03-09
"""


def test_the_dates_are_saved_as_a_calendar(browser: Browser, tmp_path: Path) -> None:
    portfolio = make_studio(tmp_path, aurora=project(title=f'"{TITLE}"', language="de") + DATED)
    build_studio(portfolio)
    with visited(browser, portfolio) as page:
        name = "Termine in Ihrem Kalender speichern"
        page.locator("summary:has([id$='--calendar'])").click()
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
    assert saved.decode() == written(portfolio)


def written(portfolio: Path) -> str:
    """What the engine writes for the same files and day."""
    files = {path.name: path.read_bytes() for path in (portfolio / "projects").iterdir()}
    read, _ = load_portfolio(files)
    assert read
    (portal,) = client_pages(read, date(2026, 3, 11))
    t = translator(portal.language, portal.today)
    return calendar_file(ViewContext(t=t, studio=portal.studio, status=portal.projects[0]))
