"""A day that moves as the days go by is nowhere told as firm, and one that stays is not hedged."""

from __future__ import annotations

import re
from datetime import date

import pytest

from courtside.engine.assess import Status, assess_portfolio
from courtside.engine.portals import client_pages
from courtside.engine.reminders import letters
from courtside.engine.workdays import DAY as A_DAY
from courtside.text.html import plain_text
from courtside.text.language import translator
from courtside.views.attribution import describe_attribution
from courtside.views.context import ViewContext
from courtside.views.decisions import describe_decisions
from courtside.views.headline import write_headline
from courtside.views.history.history import write_history
from courtside.views.ics import calendar_file
from courtside.views.page import render
from courtside.views.statement import build_statement
from courtside.views.statement_export import statement_markdown
from courtside.views.timeline.chart import build_chart
from courtside.views.timeline.geometry import finish_words
from helpers.nothing_to_pay import DAY, TERMS, WAYS
from helpers.studio_texts import PROJECT, STUDIO, portfolio_of, spoilt, studio_text
from views.test_page_text import text_of

OPEN = (", done: 2026-03-13", "")


def seen(text: str, today: str) -> tuple[Status, ViewContext]:
    portfolio, day = portfolio_of(STUDIO, p=text), date.fromisoformat(today)
    (status,) = assess_portfolio(portfolio, day)
    ctx = ViewContext(t=translator("en", date.min), studio=portfolio.studio, status=status)
    return status, ctx


def page_of(text: str, today: date) -> str:
    """The page of two projects, this one below another."""
    other = spoilt(text, ("title: New website", "title: Another website"))
    both = portfolio_of(
        STUDIO,
        p=spoilt(text, ("client: {", "client: {id: x, ")),
        a=spoilt(other, ("client: {", "client: {id: x, ")),
    )
    (portal,) = client_pages(both, today)
    return render(portal, {})


@pytest.mark.parametrize("today", ["2026-03-13", "2026-03-16", "2026-03-20"])
@pytest.mark.parametrize(
    "stops",
    [
        (", done: 2026-03-13", ", waits: [{from: 2026-03-13, on: provider, why: Which logo?}]"),
        ("payments:", "pauses: [{from: 2026-03-14, by: client, agreed: 2026-03-13}]\npayments:"),
    ],
    ids=["a question", "a pause"],
)
def test_a_due_date_before_the_clock_stopped_stays(stops: tuple[str, str], today: str) -> None:
    text = spoilt(PROJECT, stops) if "waits" in stops[1] else spoilt(PROJECT, OPEN, stops)
    status, ctx = seen(text, today)
    assert status.dated
    assert status.dated.stages["copy"].due == date(2026, 3, 13)
    assert not ctx.moves(status.dated.stages["copy"])
    assert ctx.moves(status.dated.stages["design"])
    statement = statement_markdown(build_statement(ctx, version="x"))
    (row,) = [line for line in statement.splitlines() if line.startswith("| *Texts* | Aurora | 5")]
    assert "| 13 Mar 2026 | 13 Mar 2026 |" in row
    told = [plain_text(event.text) for event in write_history(ctx)]
    assert not [line for line in told if line.startswith("Texts") and "earliest" in line]
    top = write_headline(ctx)
    due = "Texts by Friday 13 March" if today == "2026-03-13" else "Texts, due Friday 13 March"
    assert due in " ".join(map(plain_text, (top.title, *top.lines)))


def test_a_question_moves_the_due_dates_after_the_day_on_which_it_was_asked() -> None:
    wait = ", waits: [{from: 2026-03-11, on: provider, why: Which logo?}]"
    status, ctx = seen(spoilt(PROJECT, (", done: 2026-03-13", wait)), "2026-03-12")
    assert status.dated
    assert ctx.moves(status.dated.stages["copy"])
    assert not status.moves("copy", date(2026, 3, 11))
    portal = client_pages(portfolio_of(STUDIO, p=status_text(wait)), date(2026, 3, 12))
    assert [letter for letter in letters(portal) if letter.to == "client"] == []


def status_text(wait: str) -> str:
    return spoilt(PROJECT, (", done: 2026-03-13", wait))


def test_a_pause_without_an_end_is_agreed_to_without_a_finish_date() -> None:
    pause = "pauses: [{from: 2026-03-16, by: provider, why: Illness}]\n"
    for today in ("2026-03-13", "2026-03-16"):
        _, ctx = seen(spoilt(PROJECT, ("", pause)), today)
        ((decision),) = describe_decisions(ctx, effects(PROJECT + pause, today))
        told = " ".join(plain_text(line) for line in (*decision.lines, *decision.effect))
        assert "All later dates move with the pause; we will confirm them when it ends." in told
        assert "If agreed" not in told


def test_a_change_while_an_answer_is_awaited_names_no_finish_date() -> None:
    wait = ("days: 8}", "days: 8, waits: [{from: 2026-03-17, on: outside, why: Domain}]}")
    change = "changes: [{date: 2026-03-17, title: More, stage: design, days: 2, price: 0}]\n"
    text = spoilt(PROJECT, wait, ("", change))
    _, ctx = seen(text, "2026-03-18")
    ((decision),) = describe_decisions(ctx, effects(text, "2026-03-18"))
    told = " ".join(plain_text(line) for line in (*decision.lines, *decision.effect))
    assert "All later dates move until the answer comes; we will confirm them then." in told
    assert "finish date would be" not in told


def effects(text: str, today: str) -> tuple[object, ...]:
    (portal,) = client_pages(portfolio_of(STUDIO, p=text), date.fromisoformat(today))
    return portal.shown[0].effects


LOST = spoilt(
    PROJECT,
    ("done: 2026-03-13", "done: 2026-03-30"),
    ("", "pauses: [{from: 2026-04-02, by: client, agreed: 2026-03-25}]\n"),
)


def test_a_promised_day_beyond_a_pause_without_an_end_is_not_named() -> None:
    status, ctx = seen(LOST, "2026-03-31")
    firm, certain = seen(LOST.partition("pauses:")[0], "2026-03-31")
    assert status.phase == firm.phase == "queued"
    assert "at the latest" in str(write_headline(certain).lines)
    assert "at the latest" not in str(write_headline(ctx).lines)
    assert "at the latest" in calendar_file(certain)
    assert "at the latest" not in calendar_file(ctx)


def test_the_last_day_for_the_last_answer_is_no_end() -> None:
    text = spoilt(
        PROJECT,
        ("days: 8}", "days: 8, done: 2026-03-25}"),
        ("  - {id: balance, title: Payment, owner: client, pay: 70%}\n", ""),
    )
    days = [date(2026, 4, n) for n in range(1, 30)]
    last = next(d for d in days if seen(text, f"{d}")[0].last_answers)
    head = write_headline(seen(text, f"{last}")[1])
    assert (head.court, plain_text(head.title)) == (
        "client", "The ball is in your court: Approval, due Monday 30 March 2026.",
    )  # fmt: skip
    line, *_ = map(plain_text, head.lines)
    assert line.startswith("Today is the last day for your answer on Approval")
    after = write_headline(seen(text, f"{last + A_DAY}")[1])
    assert plain_text(after.title).startswith("All done on")
    assert "cs-finished" not in page_of(text, last)


@pytest.mark.parametrize("project", WAYS.values(), ids=WAYS)
def test_who_owes_nothing_moved_nothing(project: dict[str, object]) -> None:
    studio, today = studio_text(TERMS), date.fromisoformat(DAY)
    (portal,) = client_pages(portfolio_of(studio, aurora=project), today)
    shown = text_of(render(portal, {}))
    assert "Why the finish date moved" not in shown
    ctx = ViewContext(t=translator("en", today), studio=portal.studio, status=portal.projects[0])
    assert "Why the finish date moved" not in statement_markdown(build_statement(ctx, version="x"))


def test_what_waiting_costs_names_no_finish_beyond_a_pause_without_an_end() -> None:
    until = "2026-05-15"
    pause = f"pauses: [{{from: {until}, by: client, agreed: 2026-03-10}}]\n"
    text = spoilt(PROJECT, OPEN)
    assert "If you take longer" in page(text, "2026-03-12")
    assert "If you take longer" in page(f"{text}{pause}", "2026-03-12")
    assert "If you take longer" not in page(
        f"{text}{pause}".replace(until, "2026-04-15"), "2026-03-12"
    )


def page(text: str, today: str) -> str:
    (portal,) = client_pages(portfolio_of(STUDIO, p=text), date.fromisoformat(today))
    return text_of(render(portal, {})).partition("How we work together")[0]


def test_an_open_question_is_over_with_its_stage() -> None:
    """Its days would count for ever, and what was handed over in time ever earlier."""
    waits = "done: 2026-03-13, waits: [{from: 2026-03-10, on: provider, why: Which logo?}]"
    text = spoilt(PROJECT, ("done: 2026-03-13", waits))
    then = [seen(text, day)[0].dated for day in ("2026-03-13", "2026-04-20")]
    assert {dated.stages["copy"].due for dated in then if dated} == {date(2026, 3, 18)}


def test_a_finish_that_moves_with_what_is_late_is_the_earliest() -> None:
    """Also where what is late comes last; not once it cannot happen any more."""
    late = spoilt(PROJECT, OPEN)
    last = "\n".join(
        line
        for line in late.splitlines()
        if not any(f"id: {x}," in line for x in ("design", "design-ok", "balance"))
    )
    for text in (late, last):
        status, _ = seen(text, "2026-03-17")
        assert "copy" in {live.stage.id for live in status.dated.next if live.state == "late"}
        assert status.finish_moves
        told = page(text, "2026-03-17")
        assert "at the earliest" in told.partition("Why the finish date moved")[2]
        closed, _ = seen(f"{text}\nclosed: 2026-03-17\n", "2026-03-17")
        assert not closed.finish_moves
    assert not seen(late, "2026-03-13")[0].finish_moves


@pytest.mark.parametrize(
    ("text", "today", "how"),
    [
        (spoilt(PROJECT, OPEN), "2026-03-13", None),
        (spoilt(PROJECT, OPEN), "2026-03-17", "at the earliest"),
        (LOST.partition("pauses:")[0], "2026-03-31", "forecast"),
        (spoilt(PROJECT, ("days: 8}", "days: 8, done: 2026-03-25}"),
                ("approves: design}", "approves: design, done: 2026-03-26}")),
         "2026-04-08", "at the earliest"),
    ],
    ids=["on time", "behind what is late", "behind the queue", "late itself"],
)  # fmt: skip
def test_a_finish_date_that_is_not_sure_says_so_wherever_it_moved(
    text: str, today: str, how: str | None
) -> None:
    status, ctx = seen(text, today)
    assert status.dated
    sentence = plain_text(describe_attribution(ctx, status.dated).sentence)
    drawn = " ".join(finish_words(build_chart(status), ctx.t, size=10, room=1000))
    if how is None:
        assert "(" not in sentence + drawn
    else:
        finish = ctx.t.day(status.dated.ledger.finish)
        assert f"to {finish} ({how})." in sentence
        assert how in drawn
        assert "+" not in drawn
        assert re.search(
            rf"{how}\W+if everyone keeps to their dates from here; planned: ", page(text, today)
        )


def test_days_of_waiting_for_a_slot_are_told_beside_those_in_a_court() -> None:
    text = LOST.partition("pauses:")[0]
    for today, days in (("2026-03-30", ""), ("2026-03-31", "1 working day"),
                        ("2026-04-01", "2 working days")):  # fmt: skip
        status, ctx = seen(text, today)
        assert status.dated
        said = plain_text(describe_attribution(ctx, status.dated).waited)
        assert said == (f"The project has waited {days} for a free slot so far." if days else "")
    given = f"{text}restarts: [{{stage: design, date: 2026-03-31, start: 2026-04-07}}]\n"
    status, ctx = seen(given, "2026-04-08")
    assert status.dated
    assert status.phase == "active"
    said = plain_text(describe_attribution(ctx, status.dated).waited)
    assert said == "The project has waited 3 working days for a free slot so far."


def test_a_due_date_that_is_not_sure_says_so_in_the_statement() -> None:
    def due(text: str, today: str) -> dict[str, str]:
        _, ctx = seen(text, today)
        statement = statement_markdown(build_statement(ctx, version="x"))
        rows = [line.split(" | ") for line in statement.splitlines() if line.startswith("| *")]
        return {row[0].strip("| *"): row[4] for row in rows if len(row) == 7}

    late = due(spoilt(PROJECT, OPEN), "2026-03-17")
    assert late["Texts"] == "13 Mar 2026"
    assert late["Design"].endswith(" (at the earliest)")
    assert late["Payment"].endswith(" (at the earliest)")
    lost = due(LOST.partition("pauses:")[0], "2026-03-31")
    assert "(" not in lost["Design"]  # it is promised
    assert lost["Approval"].endswith(" (forecast)")
    on_time = due(spoilt(PROJECT, OPEN), "2026-03-13")
    assert "(" not in "".join(on_time.values())
    ours = due(LOST.partition("pauses:")[0], "2026-05-20")
    assert ours["Design"] == "4 May 2026"  # what was promised has passed: nothing moves it now
    assert ours["Approval"].endswith(" (forecast)")


@pytest.mark.parametrize("day", ["2026-03-31", "2026-04-10"], ids=["before it", "in it"])
def test_the_queue_makes_no_forecast_of_a_day_that_moves_with_a_pause(day: str) -> None:
    status, ctx = seen(LOST, day)
    assert status.dated
    assert status.moving
    assert status.finish_moves
    assert set(status.uncertain.values()) == {"earliest"}
    told = statement_markdown(build_statement(ctx, version="x"))
    assert "(forecast)" not in told
    looks = {bar.id: bar.look for bar in build_chart(status).bars}
    assert looks["design"] == looks["design-ok"] == "forecast"  # dashed, as the queue itself


def test_what_follows_from_the_queue_is_a_forecast_and_no_earliest_day() -> None:
    """Another project can free a place: also behind a late stage, and beyond the promise."""
    text = spoilt(PROJECT, OPEN)
    studio = spoilt(STUDIO, ("restart_within: 15", "restart_within: 3"))
    for done, day in (("", "2026-03-25"), (", done: 2026-03-25", "2026-04-20")):
        late = spoilt(text, ("id: copy, title: Texts, owner: client, days: 5",
                             f"id: copy, title: Texts, owner: client, days: 5{done}"))  # fmt: skip
        portfolio = portfolio_of(studio, p=late)
        (status,) = assess_portfolio(portfolio, date.fromisoformat(day))
        assert status.dated
        assert status.dated.stages["design"].waits_for_slot
        assert {status.uncertain[name] for name in ("design", "design-ok", "balance")} == {
            "forecast"
        }
        assert status.finish_is == "forecast"
