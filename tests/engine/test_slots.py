"""Who gets which free days (rule 5, the slot). March 2026 begins on a Sunday."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtside.engine.assess import Status, assess_portfolio
from courtside.engine.slots import Slots, Without
from courtside.engine.workdays import FULL_WEEK, Workdays
from courtside.model.project import Project
from helpers.strategies import small_portfolio, small_project

WEEKDAYS = Workdays(FULL_WEEK)
LOSE = {"late": {"client": [{"after": 2, "do": "lose-slot"}]}}
COPY = {"id": "c-copy", "days": 5}  # due on Friday, 6 March; the slot is lost on the 11th


def march(day: int) -> date:
    return date(2026, 3, day)


def starts(status: Status) -> dict[str, int]:
    """The queued stages and the day of March on which their slot begins."""
    assert status.dated
    stages = status.dated.stages.items()
    return {name: stage.start.day for name, stage in stages if stage.waits_for_slot}


@pytest.mark.parametrize(
    ("capacity", "earliest", "days", "expected"),
    [
        (1, 3, 2, 3),  # before what is held
        (1, 3, 3, 9),  # three days do not fit in before it
        (1, 5, 1, 9),
        (1, 14, 1, 16),  # a Saturday
        (1, 1, 1, 3),  # today is too late to begin: tomorrow
        (2, 5, 1, 5),
    ],
)
def test_take(capacity: int, earliest: int, days: int, expected: int) -> None:
    slots = Slots(capacity, march(2))
    project = small_project({"id": "held", "days": 2, "start": "2026-03-05", "due": "2026-03-06"})
    (status,) = assess_portfolio(small_portfolio(project), march(2))
    assert status.dated
    slots.hold_stages("aurora", status.dated.stages.values())
    assert slots.take("p", WEEKDAYS, march(earliest), days) == march(expected)


def test_what_was_taken_is_held() -> None:
    slots = Slots(2, march(2))
    taken = [slots.take("p", WEEKDAYS, march(3), 3).day for _ in range(5)]
    assert taken == [3, 3, 6, 6, 11]


def loser(name: str, *, copy: dict[str, Any] = COPY, **fields: Any) -> Project:
    done = {"done": "2026-03-12"}
    project = small_project(copy | done, {"id": "work", "days": 3}, terms=LOSE, **fields)
    return project.model_copy(update={"id": name})


def test_the_queue_begins_with_who_lost_first_whatever_the_id() -> None:
    earlier = COPY | {"days": 4}  # lost on the 10th
    one, other = loser("aurora"), loser("zebra", copy=earlier)
    for portfolio in (small_portfolio(one, other), small_portfolio(other, one)):
        found = {s.project.id: starts(s) for s in assess_portfolio(portfolio, march(12))}
        assert found == {"zebra": {"work": 13}, "aurora": {"work": 18}}
    same_day = assess_portfolio(small_portfolio(loser("b"), loser("a")), march(12))
    assert [starts(s)["work"] for s in same_day] == [13, 18]


def test_who_keeps_the_dates_is_served_before_the_queue() -> None:
    keeper = small_project({"id": "own", "days": 8}, start="2026-03-16").model_copy(
        update={"id": "zebra"}
    )
    lost, kept = assess_portfolio(small_portfolio(loser("aurora"), keeper), march(12))
    assert starts(lost) == {"work": 26}
    assert kept.dated
    assert kept.dated.ledger.slip == 0


def test_a_closed_project_holds_no_days() -> None:
    keeper = small_project({"id": "own", "days": 8}, start="2026-03-16", closed="2026-03-10")
    portfolio = small_portfolio(keeper, loser("zebra"))
    assert starts(assess_portfolio(portfolio, march(12))[1]) == {"work": 13}


@pytest.mark.parametrize(
    ("restart", "expected"),
    [
        ({"date": "2026-03-10", "start": "2026-03-20"}, {"work": 20}),  # agreed before: a floor
        ({"date": "2026-03-11", "start": "2026-03-20"}, {}),  # settled
        ({"date": "2026-03-13", "start": "2026-03-20"}, {"work": 13}),  # not agreed yet
    ],
)
def test_a_restart_settles_what_was_lost_before_it(
    restart: dict[str, str], expected: dict[str, int]
) -> None:
    project = loser("aurora", restarts=[restart | {"stage": "work"}])
    (status,) = assess_portfolio(small_portfolio(project), march(12))
    assert starts(status) == expected


def test_work_done_below_settles_and_what_is_not_below_was_never_lost() -> None:
    stages = [
        COPY | {"done": "2026-03-12"},
        {"id": "aside", "days": 3, "after": []},
        {"id": "work", "days": 1, "after": ["c-copy"]},
        {"id": "milestone", "days": 0},
        {"id": "more", "days": 2},
    ]
    (status,) = assess_portfolio(small_portfolio(small_project(*stages, terms=LOSE)), march(12))
    assert starts(status) == {"work": 13, "more": 16}
    stages[2]["done"] = "2026-03-16"
    (status,) = assess_portfolio(small_portfolio(small_project(*stages, terms=LOSE)), march(16))
    assert starts(status) == {}


def test_a_change_makes_a_milestone_ask_for_a_slot() -> None:
    change = {"date": "2026-03-03", "agreed": "2026-03-03", "title": "More", "days": 2}
    stages = [COPY | {"done": "2026-03-12"}, {"id": "end", "days": 0}]
    plain = small_project(*stages, terms=LOSE)
    longer = small_project(*stages, terms=LOSE, changes=[change | {"stage": "end"}])
    assert [starts(s) for s in assess_portfolio(small_portfolio(plain), march(12))] == [{}]
    assert [starts(s) for s in assess_portfolio(small_portfolio(longer), march(12))] == [
        {"end": 13}
    ]


# --- What is remembered changes nothing --------------------------------------------------------

TODAY = date(2026, 3, 11)
CALENDARS = (Workdays(FULL_WEEK), Workdays(frozenset(range(4))), Workdays(FULL_WEEK, "ES"))
WISH = st.tuples(
    st.sampled_from("abcd"),
    st.sampled_from(CALENDARS),
    st.integers(-5, 60),
    st.sampled_from((1, 2, 3, 5, 8)),
)


def first_fit(holders: Counter[int], capacity: int, calendar: Workdays, day: date, n: int) -> date:
    """The rule, day by day."""
    day = calendar.next(max(day, TODAY + timedelta(1)))
    while any(
        holders[ordinal] >= capacity for ordinal in calendar.between(day, calendar.nth(day, n))
    ):
        day = calendar.next(day + timedelta(1))
    return day


@given(st.integers(1, 3), st.lists(WISH, max_size=25), WISH)
def test_each_takes_the_first_days_that_are_free_whoever_asked_before(
    capacity: int,
    wishes: list[tuple[str, Workdays, int, int]],
    again: tuple[str, Workdays, int, int],
) -> None:
    slots, holders = Slots(capacity, TODAY), Counter[int]()
    own: dict[str, list[int]] = {}
    for project, calendar, ahead, n in wishes:
        day = TODAY + timedelta(ahead)
        found = slots.take(project, calendar, day, n)
        assert found == first_fit(holders, capacity, calendar, day, n)
        days = calendar.between(found, calendar.nth(found, n))
        own.setdefault(project, []).extend(days)
        holders.update(days)
        # And where it would come if it gave back all that it has.
        project, calendar, ahead, n = again
        others = holders - Counter(own.get(project, ()))
        day = TODAY + timedelta(ahead)
        tried = Without(slots, project, TODAY).take(project, calendar, day, n)
        assert tried == first_fit(others, capacity, calendar, day, n)
