"""The story of a project: every event once, on its day, and nothing that came later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtside.engine.assess import Portfolio, assess_portfolio
from courtside.engine.status_json import as_json
from courtside.engine.workdays import DAY
from courtside.model.project import Payment, Project
from courtside.text.html import plain_text
from courtside.text.language import translator
from courtside.views.context import ViewContext
from courtside.views.history.history import HistoryEvent, write_history
from courtside.views.statement import build_statement
from courtside.views.statement_export import statement_markdown
from helpers.strategies import pick, small_portfolio, small_project, views
from rules.test_laws import retold


def histories(
    portfolio: Portfolio, today: date, language: str = "en"
) -> tuple[tuple[HistoryEvent, ...], ...]:
    """The story of each project of a studio."""
    t = translator(language, date.min)
    return tuple(
        write_history(ViewContext(t=t, studio=portfolio.studio, status=status))
        for status in assess_portfolio(portfolio, today)
    )


def lines(project: Project, today: date, **studio: Any) -> list[str]:
    (found,) = histories(small_portfolio(project, **studio), today)
    return [f"{event.day:%d/%m} {plain_text(event.text)}" for event in found]


STEPS = {
    "late": {
        "client": [{"after": 1, "do": "lose-slot"}, {"after": 2, "do": "fee", "amount": "10%"}],
        "provider": [{"after": 0, "do": "credit", "amount": "1%", "per": "day", "cap": "5%"}],
    }
}

WHOLE = small_project(
    {"id": "brief", "title": "Brief", "days": 3, "done": "2026-03-04"},
    {
        "id": "copy",
        "title": "Texts",
        "days": 2,
        "done": "2026-03-11",
        "returned": [{"sent": "2026-03-09", "date": "2026-03-09", "why": "Two *pages* missing"}],
    },
    {"id": "design", "title": "Design", "owner": "provider", "days": 2, "done": "2026-03-16"},
    {"id": "c-ok", "title": "Approval", "days": 2, "approves": "design", "done": "2026-03-17"},
    {"id": "cmore", "title": "Comments", "days": 2, "skipped": "2026-03-17"},
    {"id": "build", "title": "Build", "days": 3},
    {"id": "cpay", "title": "Last payment", "pay": "70%"},
    quoted={"date": "2026-02-20", "until": "2026-03-20"},
    signed={"date": "2026-02-25", "by": "Lucía"},
    deposit={"amount": "30%"},
    payments=[
        {"date": "2026-02-27", "for": "deposit", "amount": "300 EUR", "invoice": "2026-011"},
        {"date": "2026-03-05", "for": "cpay", "amount": "700 EUR"},
    ],
    terms={},
    changes=[
        {
            "date": "2026-03-02",
            "title": "A page",
            "asked_by": "client",
            "stage": "design",
            "days": 1,
            "price": "50 EUR",
            "agreed": "2026-03-03",
        },
        {"date": "2026-03-18", "title": "A <b>film", "stage": "build"},
    ],
    pauses=[
        {
            "from": "2026-03-19",
            "to": "2026-03-20",
            "by": "client",
            "why": "Moving",
            "agreed": "2026-03-18",
        },
    ],
    waivers=[{"stage": "copy", "do": "lose-slot", "date": "2026-03-10", "why": "First time"}],
    log=[{"date": "2026-03-04", "text": "Sent", "link": "https://norte.example/brief"}],
    private=[{"date": "2026-03-04", "text": "Wolframite"}],
)


def test_a_whole_story() -> None:
    assert lines(WHOLE, date(2026, 3, 25), terms=STEPS) == [
        "20/02 Norte Studio sent its proposal, open until 20 Mar 2026.",
        "25/02 Lucía signed the agreement for Aurora, at a price of €1,000.00.",
        "27/02 Aurora paid €300.00: Deposit. Invoice 2026-011.",
        "27/02 The project’s dates were set: 2 Mar 2026 to 19 Mar 2026.",
        "02/03 Aurora asked for a change: A page (1 more working day for Design and €50.00 added "
        "to the price).",
        "03/03 Both sides agreed a change: A page (1 more working day for Design and €50.00 "
        "added to the price).",
        "04/03 Norte Studio handed over Brief. In their court from 2 Mar 2026 to 4 Mar 2026: 3 "
        "working days "
        "(allowed: 3). Due on 4 Mar 2026: on time.",
        "04/03 Sent https://norte.example/brief",
        "05/03 Aurora paid €700.00: Last payment. This was ahead of time.",
        "09/03 What Aurora handed over on 9 Mar 2026 for Texts was still incomplete: Two pages "
        "missing",
        "10/03 Norte Studio chose not to apply this to Texts: loss of the slot. First time",
        "11/03 Texts was more than 2 working days late. Added to the price: €100.00.",
        "11/03 Aurora handed over Texts. In their court from 5 Mar 2026 to 11 Mar 2026: 5 "
        "working days "
        "(allowed: 2). Due on 6 Mar 2026: 3 working days late.",
        "16/03 Norte Studio handed over Design. In their court from 12 Mar 2026 to 16 Mar 2026: "
        "3 working "
        "days (allowed: 3). Due on 16 Mar 2026 (planned: 10 Mar 2026): on time.",
        "17/03 Aurora approved Design. In their court on 17 Mar 2026: 1 working day (allowed: "
        "2). Due on "
        "18 Mar 2026 (planned: 12 Mar 2026): 1 working day early.",
        "17/03 Comments was not needed.",
        "18/03 A change was proposed: A <b>film.",
        "18/03 Both sides agreed a pause from 19 Mar 2026; Aurora asked for it. Moving",
        "20/03 Last day of the pause.",
        "25/03 Build was late. Taken off the price from then on: €10.00 in total.",
        "25/03 Build has been with Norte Studio since 18 Mar 2026. Due on 24 Mar 2026 (planned: "
        "19 Mar 2026): 1 working day late so far.",
    ]


def test_rounds_of_changes_are_told_as_what_they_were() -> None:
    rounds = [{"asked": "2026-03-03", "why": "A warmer *green*", "done": "2026-03-05"}]
    project = small_project(
        {"id": "design", "title": "Design", "days": 1, "done": "2026-03-02"},
        {"id": "c-ok", "title": "OK", "days": 2, "approves": "design", "rounds": rounds,
         "done": "2026-03-06"},
        {"id": "build", "days": 1},
    )  # fmt: skip
    found = lines(project, date(2026, 3, 6))
    asked, revised, approved = (
        next(line for line in found if line.startswith(day)) for day in ("03/03", "05/03", "06/03")
    )
    assert asked.startswith("03/03 Aurora asked for changes to Design. A warmer green. In their")
    assert revised.startswith("05/03 Norte Studio handed over OK (changes, round 1).")
    assert approved.startswith("06/03 Aurora approved Design.")
    assert not [line for line in lines(project, date(2026, 3, 4)) if "approved" in line]


def test_a_wait_is_told_when_it_was_asked_and_when_the_answer_came() -> None:
    waits = [{"from": "2026-03-03", "to": "2026-03-05", "on": "provider", "why": "Which sizes?"}]
    project = small_project({"id": "copy", "title": "Texts", "days": 4, "waits": waits})
    assert "05/03 The answer came: Texts could go on." in lines(project, date(2026, 3, 6))
    asked = "03/03 Texts waited for an answer from Norte Studio. Which sizes?"
    assert asked in lines(project, date(2026, 3, 4))
    assert not [line for line in lines(project, date(2026, 3, 4)) if "came" in line]


def test_what_was_received_before_the_whole_is_told() -> None:
    gives = ["Final texts", {"text": "20 photos", "received": "2026-03-03"}]
    project = small_project({"id": "copy", "title": "Texts", "days": 4, "gives": gives})
    assert "03/03 Received for Texts: 20 photos." in lines(project, date(2026, 3, 4))
    assert not [line for line in lines(project, date(2026, 3, 2)) if "Received" in line]


def test_new_work_is_told_as_a_change_and_handed_over_like_any_stage() -> None:
    adds = {"id": "photos", "title": "Photos", "owner": "provider", "days": 2, "done": "2026-03-06"}
    change = {"date": "2026-03-03", "title": "Product photos", "stage": "build",
              "agreed": "2026-03-03", "adds": adds, "price": "90 EUR"}  # fmt: skip
    project = small_project({"id": "build", "days": 3, "done": "2026-03-04"}, changes=[change])
    found = lines(project, date(2026, 3, 9))
    assert [line for line in found if line.startswith("03/03 Both sides agreed a change")]
    assert [line for line in found if line.startswith("06/03 Norte Studio handed over Photos.")]


def test_every_payment_is_told_once_parts_and_refunds_too() -> None:
    project = small_project(
        {"id": "cpay", "title": "Balance", "pay": "100%", "days": 3},
        {"id": "build", "days": 3},
        payments=[
            {"date": "2026-03-02", "for": "cpay", "amount": "400 EUR", "part": True},
            {"date": "2026-03-05", "for": "cpay", "amount": "650 EUR", "invoice": "7"},
            {"date": "2026-03-06", "for": "balance", "amount": "-50 EUR"},
        ],
    )
    found = lines(project, date(2026, 3, 9))
    assert "02/03 Aurora paid €400.00 in part: Balance." in found
    (settled,) = [line for line in found if line.startswith("05/03")]
    assert settled.startswith("05/03 Aurora paid €650.00: Balance. Invoice 7. In their court from")
    assert settled.endswith("Due on 4 Mar 2026: 1 working day late.")
    assert "06/03 Norte Studio paid back €50.00: Balance." in found
    assert sum("paid" in line for line in found) == 3


def test_what_is_still_to_pay_is_the_engine_s_one_amount() -> None:
    project = small_project({"id": "cpay", "title": "Balance", "pay": "100%", "days": 3})
    found = lines(project, date(2026, 3, 3), tax=[{"name": "IVA", "rate": "21%"}])
    assert found[-1] == "03/03 Still to pay: €1,210.00."


def test_an_ended_project_says_by_whom_why_and_its_account() -> None:
    ended = {"date": "2026-03-04", "by": "client", "why": "The shop closes", "total": "400 EUR"}
    project = small_project({"id": "build", "days": 9}, ended=ended)
    assert lines(project, date(2026, 5, 1))[-3:] == [
        "04/03 build was still with Norte Studio.",
        "04/03 Aurora ended the project. Final account: €400.00. The shop closes",
        "04/03 Still to pay: €400.00.",
    ]
    back = project.model_copy(update={"payments": (Payment.model_validate(
        {"date": "2026-03-03", "for": "balance", "amount": "500 EUR"}),)})  # fmt: skip
    assert lines(back, date(2026, 5, 1))[-1] == "04/03 Still to be paid back: €100.00."


def test_a_right_that_lapsed_is_told_with_its_end() -> None:
    steps = {"late": {"provider": [{"after": 0, "do": "may-leave"}]}}
    build = {"id": "build", "days": 1, "done": "2026-03-05"}
    project = small_project(build, {"id": "more", "days": 9})
    (line,) = [line for line in lines(project, date(2026, 3, 9), terms=steps) if "may end" in line]
    assert line.startswith("03/03 build was late. Aurora may end the project")
    assert line.endswith("This right ended with the stage.")


def test_it_says_each_thing_in_spanish_too() -> None:
    english, spanish = (
        histories(small_portfolio(WHOLE, terms=STEPS), date(2026, 3, 25), language)[0]
        for language in ("en", "es")
    )
    assert [event.day for event in english] == [event.day for event in spanish]
    same = [a for a, b in zip(english, spanish, strict=True) if a.text == b.text]
    assert [event.kind for event in same] == ["log"]


@pytest.mark.parametrize(
    ("fields", "today", "last"),
    [
        (
            {"signed": None, "start": None},
            "2026-03-20",
            ["20/03 Aurora has not signed yet."],
        ),
        (
            {"deposit": {"amount": "30%"}, "start": None},
            "2026-03-20",
            ["20/03 Aurora has not paid the deposit of €300.00 yet."],
        ),
        (
            {"start": None},
            "2026-03-20",
            ["20/03 Norte Studio has not set the project’s dates yet."],
        ),
        (
            {
                "signed": None,
                "start": None,
                "quoted": {"date": "2026-02-01", "until": "2026-02-20"},
            },
            "2026-03-20",
            ["21/02 The proposal lapsed without a signature."],
        ),
        ({}, "2026-02-28", ["28/02 Aurora has not signed yet."]),
        (
            {},
            "2026-03-02",
            ["02/03 design has been with Norte Studio since 2 Mar 2026. Due on 3 Mar 2026."],
        ),
        (
            {"closed": "2026-03-03"},
            "2026-06-01",
            ["03/03 design was still with Norte Studio.", "03/03 The project was closed."],
        ),
    ],
)
def test_how_it_ends(fields: dict[str, Any], today: str, last: list[str]) -> None:
    project = small_project({"id": "design", "days": 2}, {"id": "copy", "days": 2}, **fields)
    found = lines(project, date.fromisoformat(today))
    assert found[len(found) - len(last) :] == last


def test_all_done_says_who_moved_the_finish() -> None:
    project = small_project({"id": "design", "days": 2, "done": "2026-03-05"})
    *_, complete, open_money = lines(project, date(2026, 4, 1))
    assert open_money == "01/04 Still to pay: €1,000.00."
    assert complete == (
        "05/03 With that, everything had been handed over. The finish date has moved by 2 calendar "
        "days, from "
        "Tuesday 3 March 2026 to Thursday 5 March 2026."
    )


def test_silence_ends_a_stage_and_an_answer_after_it_is_told() -> None:
    steps = {"late": {"client": [{"after": 1, "do": "approve"}]}}
    project = small_project(
        {"id": "design", "title": "Design", "days": 1, "done": "2026-03-02"},
        {"id": "c-ok", "title": "OK", "days": 2, "approves": "design", "done": "2026-03-09"},
        {"id": "build", "days": 1},
    )
    assert lines(project, date(2026, 3, 10), terms=steps)[3:5] == [
        "06/03 OK was more than 1 working day late. Silence counts as approval. In their court "
        "from 3 Mar "
        "2026 to 6 Mar 2026: 4 working days (allowed: 2).",
        "09/03 An answer to OK arrived after silence had counted as approval.",
    ]


def test_a_reminder_is_told_only_where_the_record_has_it() -> None:
    project = small_project({"id": "copy", "title": "Texts", "days": 2}, {"id": "build", "days": 3})
    terms = {"late": {"client": [{"after": 0, "do": "remind", "text": "Shall we come?"}]}}
    portfolio, today = small_portfolio(project, terms=terms), date(2026, 3, 10)
    (status,) = assess_portfolio(portfolio, today)
    (step,) = status.dated.consequences if status.dated else ()
    assert step.state == "in effect"
    ctx = ViewContext(t=translator("en", date.min), studio=portfolio.studio, status=status)
    key = f"{step.date} client {project.id} copy"
    for record, sent in (
        ((), False),
        ((key.replace("client", "provider"),), False),
        ((key,), True),
    ):
        known = replace(ctx, reminded=record)
        texts = [plain_text(event.text) for event in write_history(known)]
        assert ("Texts was late. A reminder was sent." in texts) is sent
        assert "Shall we come?" not in " ".join(texts)
        assert (
            "A reminder was sent." in statement_markdown(build_statement(known, version="1"))
        ) is sent


def test_a_queue_and_a_restart() -> None:
    project = small_project(
        {"id": "copy", "title": "Texts", "days": 2, "done": "2026-03-06"},
        {"id": "build", "title": "Build", "days": 3},
    )
    steps = {"late": {"client": [{"after": 1, "do": "lose-slot"}]}}
    for promise in ({}, {"restart_within": 15}):  # which is no forecast
        found = lines(project, date(2026, 3, 9), terms=steps | promise)
        assert found[-1] == (
            "09/03 Build is waiting for a free slot; on today’s forecast, 10 Mar 2026 to 12 Mar "
            "2026 (planned: 6 Mar 2026)."
        )
    restart = {"stage": "build", "start": "2026-03-16", "date": "2026-03-10"}
    project = small_project(
        {"id": "copy", "title": "Texts", "days": 2, "done": "2026-03-06"},
        {"id": "build", "title": "Build", "days": 3},
        restarts=[restart],
    )
    assert lines(project, date(2026, 3, 11), terms=steps)[-2:] == [
        "10/03 Both sides agreed to resume Build on 16 Mar 2026.",
        "11/03 Build is next, with Norte Studio: from 16 Mar 2026, due on 18 Mar 2026 (planned: "
        "6 Mar 2026).",
    ]


def test_what_is_late_before_its_new_start_has_been_there_since_its_turn() -> None:
    steps = {"late": {"client": [{"after": 1, "do": "lose-slot"}]}, "restart_within": 1}
    project = small_project(
        {"id": "copy", "title": "Texts", "days": 2, "done": "2026-03-06"},
        {"id": "build", "title": "Build", "days": 3},
        restarts=[{"stage": "build", "start": "2026-03-20", "date": "2026-03-13"}],
    )
    assert lines(project, date(2026, 3, 13), terms=steps)[-1] == (
        "13/03 Build has been with Norte Studio since 6 Mar 2026. Due on 11 Mar 2026 (planned: "
        "6 Mar 2026): 2 working days late so far."
    )


@given(views(most=2), st.data())
def test_what_happened_later_is_not_told(view: Any, data: st.DataObject) -> None:
    def later() -> date | None:
        return view.today + DAY * days if (days := pick(data.draw, (0, 1, 2, 12, 40))) else None

    others = tuple(retold(project, view.today, later) for project in view.portfolio.projects)
    other = replace(view.portfolio, projects=others)
    assert histories(view.portfolio, view.today) == histories(other, view.today)
    one, two = (
        as_json(assess_portfolio(portfolio, view.today), view.today)
        for portfolio in (view.portfolio, other)
    )
    assert one == two


@given(views())
def test_all_is_told_once_on_its_day_and_none_of_it_is_ahead(view: Any) -> None:
    (status,) = assess_portfolio(view.portfolio, view.today)
    (found,) = histories(view.portfolio, view.today)
    stood = [event.day for event in found]
    assert stood == sorted(stood)
    assert all(day <= view.today for day in stood)
    if status.dated is None:
        return

    def days(*words: str) -> Counter[date]:
        texts = [(event.day, plain_text(event.text)) for event in found if event.kind == "event"]
        return Counter(day for day, text in texts if any(word in text for word in words))

    effects = [
        found.date
        for found in status.dated.consequences
        if found.state in ("in effect", "lapsed") and found.do != "remind"  # no record of one
    ]
    assert days("late. ") == Counter(effects)
    done = [live.end for live in status.dated.stages.values() if live.state == "done"]
    assert days(": on time.", " late.", " early.") - Counter(effects) == Counter(done)


def test_nothing_private_is_told() -> None:
    everything: Sequence[HistoryEvent] = histories(
        small_portfolio(WHOLE, terms=STEPS), date(2026, 3, 25)
    )[0]
    assert "Wolframite" not in " ".join(event.text for event in everything)


def test_a_project_closed_after_its_end_is_paid_on() -> None:
    """The stages stand as of the end; the page comes down, and money comes, on their own days."""
    ended = {"date": "2026-03-04", "by": "client", "total": "400 EUR"}
    stage = {"id": "balance", "days": 9, "pay": "100%", "owner": "client"}
    project = small_project(stage, ended=ended, closed="2026-03-06")
    paid = [{"date": "2026-03-09", "for": "balance", "amount": "400 EUR"}]
    money = tuple(map(Payment.model_validate, paid))
    assert lines(project.model_copy(update={"payments": money}), date(2026, 5, 1))[-3:] == [
        "04/03 Aurora ended the project. Final account: €400.00.",
        "06/03 The project was closed.",
        "09/03 Aurora paid €400.00: Balance.",
    ]
