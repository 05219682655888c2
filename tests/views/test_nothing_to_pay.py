"""A client who owes nothing reads nowhere that they are late, or what it would cost them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from courtside.engine.portals import ClientPage, client_pages
from courtside.engine.reminders import letters
from courtside.engine.workdays import DAY as A_DAY
from courtside.provider.desk import build_desk
from courtside.text.html import plain_text
from courtside.text.language import translator
from courtside.views.context import ViewContext
from courtside.views.headline import write_headline
from courtside.views.history.history import write_history
from courtside.views.ics import calendar_file
from courtside.views.page import render
from courtside.views.stage_table import stage_rows
from courtside.views.statement import build_statement
from courtside.views.statement_export import statement_markdown
from helpers.nothing_to_pay import DAY, TERMS, WAYS
from helpers.studio_texts import portfolio_of, studio_text
from views.test_page_text import text_of

TODAY = date.fromisoformat(DAY)
STUDIO = studio_text(TERMS)
TOO_MUCH = (
    "To keep your slot", "To pay now", "The ball is in your court", "working days late",
    "working days ago", "| late", "fee of EUR", "Already paid",
)  # fmt: skip
EACH = pytest.mark.parametrize("project", WAYS.values(), ids=WAYS)


def shown(project: dict[str, Any], today: date = TODAY) -> ClientPage:
    (portal,) = client_pages(portfolio_of(STUDIO, aurora=project), today)
    return portal


def context(project: dict[str, Any]) -> ViewContext:
    portal = shown(project)
    return ViewContext(
        t=translator("en", portal.today), studio=portal.studio, status=portal.projects[0]
    )


@EACH
@pytest.mark.parametrize("today", [date(2026, 3, 4), date(2026, 3, 6), TODAY], ids=str)
def test_the_page_asks_for_nothing(project: dict[str, Any], today: date) -> None:
    page = text_of(render(shown(project, today), {}))
    assert "# Nothing to pay now." in page
    assert "There is nothing for you to do." in page
    assert ("| not needed" in page) != (project is WAYS["its parts add up"])  # it was paid
    for words in TOO_MUCH:
        assert words not in page.partition("Agreement")[0], words


@EACH
def test_no_reminder_goes_to_the_client(project: dict[str, Any]) -> None:
    portal = shown(project)
    sent = [letter for n in range(60) for letter in letters([shown(project, TODAY - n * A_DAY)])]
    mine = [letter.about for letter in sent if letter.to == "client"]
    assert [about for about in mine if "aurora/final" in about] == []
    assert portal.projects[0].due == ()


@EACH
def test_statement_history_and_calendar_say_no_delay(project: dict[str, Any]) -> None:
    ctx = context(project)
    statement = build_statement(ctx, version="0.1.0", commit="c0ffee")
    state = "done" if project is WAYS["its parts add up"] else "not needed"
    assert f"| {state} | – |" in statement_markdown(statement)
    told = [plain_text(event.text) for event in write_history(ctx)]
    assert "Last payment: Nothing to pay now." in told
    assert [line for line in told if "late so far" in line or "fee" in line] == []
    calendar = calendar_file(ctx)
    assert "SUMMARY:Not needed: Last payment" in calendar
    assert "Your turn: Last payment" not in calendar


@pytest.mark.parametrize("begun", [True, False], ids=["early", "before the start"])
def test_a_payment_that_has_not_begun_is_in_nobodys_court(begun: bool) -> None:
    """All was paid at once, and the work before it was done early, or it is the first stage."""
    all_paid = WAYS["all came as the deposit"]
    work, final, files = all_paid["stages"]
    ways = [work | {"days": 9}, final | {"days": 3}, files] if begun else [final, files]
    project = all_paid | {"stages": ways}
    today = date(2026, 3, 5) if begun else date(2026, 2, 25)
    page = text_of(render(shown(project, today), {}))
    assert "All paid: thank you." in page
    assert "There is nothing for you to do." in page
    assert "Then in your court" not in page
    for words in (*TOO_MUCH, "You begin on", "It begins on"):
        assert words not in page.partition("Agreement")[0], words
    portal = shown(project, today)
    ctx = ViewContext(t=translator("en", today), studio=portal.studio, status=portal.projects[0])
    headline = write_headline(ctx)
    assert (headline.court, headline.title) == ("none", "Nothing to pay now.")
    calendar = calendar_file(ctx)
    assert "SUMMARY:Not needed: Last payment" in calendar
    assert "Due today: Last payment" not in calendar
    told = [plain_text(event.text) for event in write_history(ctx)]
    assert "Last payment: Nothing to pay now." in told
    desk = build_desk(portfolio_of(STUDIO, aurora=project), today)
    assert [due for due in desk.due if due.what == "final"] == []
    (row,) = desk.rows
    assert row.court == "you"


def test_a_payment_that_was_settled_before_its_turn_is_needed() -> None:
    all_paid = WAYS["all came as the deposit"]
    work, final, files = all_paid["stages"]
    stages = [work | {"days": 9, "done": "2026-03-20"}, final, files]
    early = {"date": "2026-03-03", "for": "final", "amount": "530 EUR"}
    deposit = {"date": "2026-02-22", "for": "deposit", "amount": "530 EUR"}
    project = all_paid | {"stages": stages, "payments": [deposit, early]}
    portal = shown(project, date(2026, 3, 10))
    (status,) = portal.projects
    assert status.dated
    assert status.dated.stages["final"].state == "upcoming"
    ctx = ViewContext(t=translator("en", portal.today), studio=portal.studio, status=status)
    page = text_of(render(portal, {})).partition("Agreement")[0]
    assert "not needed" not in page
    assert "Then in your court" not in page
    row = next(row for row in stage_rows(ctx) if row.id == "final")
    assert (row.state, row.status, row.note) == ("done", "done", "")
    assert plain_text(row.actual) == "3 Mar"
    calendar = calendar_file(ctx)
    assert "SUMMARY:Done: Last payment" in calendar
    assert "Due today: Last payment" not in calendar
    statement = statement_markdown(build_statement(ctx, version="0.1.0", commit="c0ffee"))
    assert "not needed" not in statement
    (line,) = (line for line in statement.splitlines() if "| 0 | " in line and "Last" in line)
    assert line.endswith("| 12 Mar | 12 Mar | 3 Mar | 0 |")


def test_a_payment_that_came_early_stays_done_where_the_project_ended() -> None:
    all_paid = WAYS["all came as the deposit"]
    work, final, files = all_paid["stages"]
    early = {"date": "2026-03-03", "for": "final", "amount": "530 EUR"}
    deposit = {"date": "2026-02-22", "for": "deposit", "amount": "530 EUR"}
    ended = {"date": "2026-03-04", "by": "client", "why": "x", "total": "900 EUR"}
    stages = [{key: work[key] for key in ("id", "title", "owner", "days")}, final, files]
    project = all_paid | {"stages": stages, "payments": [deposit, early], "ended": ended}
    assert [f"{row.status}" for row in stage_rows(context(project))] == [
        "not finished", "done", "not finished",
    ]  # fmt: skip


def test_who_is_asked_again_has_it_from_that_day() -> None:
    """All came with the deposit, and 300 were paid back on the 23rd, a Monday: until then nothing
    was asked, and the record for disputes says so."""
    way = WAYS["all came as the deposit"]
    back = {"date": "2026-03-23", "for": "balance", "amount": "-300 EUR"}
    came = {"date": "2026-03-25", "for": "final", "amount": "300 EUR"}
    again = way | {"payments": [*way["payments"], back]}
    page = text_of(render(shown(again, date(2026, 3, 24)), {}))
    (portal,) = client_pages(portfolio_of(STUDIO, aurora=again), date(2026, 3, 24))
    ctx = ViewContext(
        t=translator("en", portal.today), studio=portal.studio, status=portal.projects[0]
    )
    for said in (
        statement_markdown(build_statement(ctx, version="1", commit="c")),
        " ".join(plain_text(entry.text) for entry in write_history(ctx)),
    ):
        assert "since 23 Mar" in said
        assert "since 4 Mar" not in said
    assert "DTSTART;VALUE=DATE:20260323" in calendar_file(ctx)
    paid = again | {"payments": [*again["payments"], came]}
    page = text_of(render(shown(paid, date(2026, 3, 26)), {}))
    assert "in your court for 2 working days (planned: 0)" in page
    assert "slack and days with nothing to pay: 19 days" in page


def test_what_is_paid_once_the_project_ended_is_no_payment_of_the_plan() -> None:
    """The final account is paid `for: balance`, and the last payment may have that id."""
    all_paid = WAYS["all came as the deposit"]
    work, final, _ = all_paid["stages"]
    final = final | {"id": "balance"}
    paid = {"date": "2026-03-09", "for": "balance", "amount": "370 EUR"}
    deposit = {"date": "2026-02-22", "for": "deposit", "amount": "530 EUR"}
    ended = {"date": "2026-03-04", "by": "client", "why": "x", "total": "900 EUR"}
    stages = [{key: work[key] for key in ("id", "title", "owner", "days")}, final]
    project = all_paid | {"stages": stages, "payments": [deposit, paid], "ended": ended}
    assert [f"{row.status}" for row in stage_rows(context(project))] == ["not finished"] * 2
