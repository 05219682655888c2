"""The plan and the live pass (rules 3, 4 and 6), date by date. March 2026 begins on a Sunday."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from courtside.engine.as_of import project_as_of, view_day
from courtside.engine.assess import ScheduledState, assess_portfolio
from courtside.engine.schedule import estimate_weeks, pauses_in_force, plain_calendars, plan
from courtside.engine.windows import window
from courtside.engine.workdays import FULL_WEEK, Workdays
from courtside.model.project import Project
from courtside.model.terms import Terms
from courtside.model.values import Days
from helpers.strategies import small_portfolio, small_project

WEEKDAYS = Workdays(FULL_WEEK)
WORK = {"id": "work", "days": 3}
CHECK = {"id": "check", "days": 2}
MORE = {"id": "more", "days": 5}


def march(day: int) -> date:
    return date(2026, 3, day)


def view(project: Project, today: date) -> ScheduledState:
    (status,) = assess_portfolio(small_portfolio(project), today)
    assert status.dated
    return status.dated


@pytest.mark.parametrize(
    ("days", "latest", "floors", "due_floor", "start", "due"),
    [
        (1, 6, (), None, 9, 9),  # Friday's hand-over: Monday
        (0, 6, (), None, 6, 6),  # a milestone falls on the day itself
        (0, 7, (), None, 9, 9),  # but never on a day without work
        (3, None, (7,), None, 9, 11),
        (3, 4, (10,), None, 10, 12),  # no start is earlier than planned
        (3, 4, (), 14, 5, 16),  # no due date either; a floor on a Saturday is Monday
        (3, 4, (), 6, 5, 9),
    ],
)
def test_window(
    days: int,
    latest: int | None,
    floors: tuple[int, ...],
    due_floor: int | None,
    start: int,
    due: int,
) -> None:
    at = window(
        WEEKDAYS,
        days,
        latest=march(latest) if latest else None,
        not_before=[march(day) for day in floors],
        due_floor=march(due_floor) if due_floor else None,
    )
    assert (at.start, at.due) == (march(start), march(due))


def test_plan_follows_after_and_takes_assigned_dates_as_they_stand() -> None:
    project = small_project(
        WORK,
        CHECK,
        {"id": "aside", "days": 1, "after": []},
        {"id": "join", "days": 1, "after": ["check", "aside"]},
        {"id": "late", "days": 1, "start": "2026-03-20", "due": "2026-03-31"},
        {"id": "end", "days": 0},
    )
    planned = plan(project, plain_calendars(small_portfolio().studio, project), Terms())
    assert {name: (at.start.day, at.due.day) for name, at in planned.items()} == {
        "work": (2, 4),
        "check": (5, 6),
        "aside": (2, 2),
        "join": (9, 9),
        "late": (20, 31),
        "end": (31, 31),
    }


@pytest.mark.parametrize(
    ("days", "weeks"),
    [
        ((3, 3), [(1, 1), (2, 2)]),
        ((4, 2), [(1, 2), (2, 2)]),
        ((0, 3), [(1, 1), (1, 1)]),
        ((3, 0, 1), [(1, 1), (1, 1), (2, 2)]),  # a milestone belongs to the week that it ends
    ],
)
def test_rough_weeks_of_a_week_of_three_days(
    days: tuple[int, ...], weeks: list[tuple[int, int]]
) -> None:
    project = small_project(*({"id": f"s{i}", "days": n} for i, n in enumerate(days)))
    found = estimate_weeks(project, Workdays(frozenset({0, 1, 3})), Terms())
    assert [(estimate.first_week, estimate.last_week) for estimate in found] == weeks


@pytest.mark.parametrize(
    ("today", "state", "end", "late_days"),
    [
        (1, "upcoming", 4, 0),
        (2, "current", 4, 0),
        (4, "current", 4, 0),  # the due date ends at midnight
        (5, "late", 5, 1),
        (7, "late", 7, 2),  # Saturday: the end moves, the late days do not
    ],
)
def test_an_open_stage(today: int, state: str, end: int, late_days: int) -> None:
    project = small_project(WORK, signed={"date": "2026-02-20", "by": "Lucía"})
    one = view(project, march(today)).stages["work"]
    assert (one.state, one.end, one.late_days) == (state, march(end), late_days)


def test_due_on_friday_is_not_late_on_the_weekend() -> None:
    one = view(small_project(MORE), march(8)).stages["more"]
    assert (one.state, one.end, one.late_days) == ("current", march(8), 0)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"done": "2026-03-03"}, (5, 6)),  # early: nothing moves
        ({"done": "2026-03-04"}, (5, 6)),
        ({"done": "2026-03-06"}, (9, 10)),
        ({"skipped": "2026-03-02"}, (5, 6)),  # a skipped stage takes no time
        ({"skipped": "2026-03-10"}, (11, 12)),  # but it ends on the day it was skipped
    ],
)
def test_what_follows_a_hand_over(first: dict[str, Any], second: tuple[int, int]) -> None:
    after = view(small_project(WORK | first, CHECK), march(25)).stages["check"]
    assert (after.start, after.due) == (march(second[0]), march(second[1]))


def test_a_hand_over_is_never_before_what_precedes_it() -> None:
    project = small_project(
        WORK | {"done": "2026-03-06"},
        {"id": "c-pay", "pay": "100%"},
        payments=[{"date": "2026-03-03", "for": "c-pay", "amount": "1000"}],
    )
    (status,) = assess_portfolio(small_portfolio(project), march(4))
    early = view(project, march(4)).stages["c-pay"]
    assert (early.state, early.start, early.due, early.end) == ("upcoming", *[march(4)] * 3)
    assert status.money.paid == 1000
    assert view(project, march(6)).stages["c-pay"].end == march(6)


@pytest.mark.parametrize(
    ("pause", "today", "expected"),
    [
        ({"from": "2026-03-04", "to": "2026-03-06", "agreed": "2026-03-02"}, 2, (4, 6)),
        ({"from": "2026-03-04", "to": "2026-03-06", "agreed": "2026-03-05"}, 9, (5, 6)),
        ({"from": "2026-03-04", "to": "2026-03-06", "agreed": "2026-03-07"}, 9, None),
        ({"from": "2026-03-04", "agreed": "2026-03-02"}, 9, (4, 9)),  # open: through today
        ({"from": "2026-03-04", "agreed": "2026-03-02"}, 3, None),
        ({"from": "2026-03-04", "to": "2026-03-06"}, 9, None),  # only proposed
    ],
)
def test_pauses_in_force(
    pause: dict[str, str], today: int, expected: tuple[int, int] | None
) -> None:
    project = small_project(WORK, pauses=[pause | {"by": "client"}])
    run = (Days(first=march(expected[0]), last=march(expected[1])),) if expected else ()
    assert pauses_in_force(project, march(today)) == run


def test_what_is_dated_later_has_not_happened() -> None:
    project = small_project(
        WORK
        | {
            "done": "2026-03-05",
            "returned": [{"sent": "2026-03-03", "date": "2026-03-04", "why": "Half of it"}],
        },
        CHECK | {"skipped": "2026-03-06"},
        quoted={"date": "2026-03-02", "until": "2026-03-30"},
        scheduled={"date": "2026-03-04"},
        pauses=[{"from": "2026-03-05", "by": "client", "agreed": "2026-03-04"}],
        deposit={"amount": "30%"},
        payments=[{"date": "2026-03-04", "for": "deposit", "amount": "300"}],
        changes=[
            {"date": "2026-03-03", "title": "More", "stage": "work", "agreed": "2026-03-06"},
            {"date": "2026-03-06", "title": "Still more", "stage": "work"},
        ],
        log=[{"date": "2026-03-06", "text": "Sent"}],
        closed="2026-03-09",
    )
    early = project_as_of(project, march(3))
    assert early.start is None  # the deposit is not settled
    assert early.payments == ()
    assert [(c.title, c.agreed) for c in early.changes] == [("More", None)]
    assert (early.scheduled, early.pauses) == (None, ())
    assert project_as_of(project, march(1)).quoted == project.quoted  # a draft
    later = project_as_of(project, march(4))
    assert later.start == march(2)
    assert (later.quoted, later.scheduled) == (project.quoted, project.scheduled)
    assert later.pauses == project.pauses
    assert [(s.done, s.skipped, len(s.returned)) for s in later.stages] == [
        (None, None, 1),
        (None, None, 0),
    ]
    assert (later.log, later.closed) == ((), None)
    assert project_as_of(project, march(31)) == project
    assert view_day(project, march(8)) == march(8)
    assert view_day(project, march(31)) == march(9)


def test_whoever_answers_on_the_day_of_silence_has_answered() -> None:
    terms = {"late": {"client": [{"after": 1, "do": "approve"}]}}
    stages = [WORK | {"done": "2026-03-04"}, {"id": "c-ok", "days": 2, "approves": "work"}, MORE]
    for done, state, end in (("2026-03-10", "done", 10), ("2026-03-11", "approved", 10)):
        project = small_project(stages[0], stages[1] | {"done": done}, stages[2], terms=terms)
        one = view(project, march(20)).stages["c-ok"]
        assert (one.state, one.end) == (state, march(end))
    silent = view(small_project(*stages, terms=terms), march(9))
    assert (silent.stages["c-ok"].state, silent.turn) == ("late", ("client",))
    assert view(small_project(*stages, terms=terms), march(10)).turn == ("provider",)


def test_the_turn_of_both() -> None:
    project = small_project({"id": "c-copy", "days": 2}, WORK | {"after": []}, CHECK)
    assert view(project, march(2)).turn == ("client", "provider")
