"""The status of a project: what is paused, and what waits for an answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from courtside.engine.assess import Status, assess_portfolio, with_signatures
from helpers.strategies import small_portfolio, small_project

PAUSE = {"by": "client", "agreed": "2026-03-03"}
SHORT = PAUSE | {"from": "2026-03-09", "to": "2026-03-13"}
LONG = PAUSE | {"from": "2026-03-11", "to": "2026-03-17"}
OPEN = PAUSE | {"from": "2026-03-11"}
LATER = PAUSE | {"from": "2026-03-23", "to": "2026-03-27"}


def status(day: int, **facts: Any) -> Status:
    stage = {"id": "work", "days": 5} | facts.pop("stage", {})
    project = small_project(stage, {"id": "c-ok", "days": 2, "approves": "work"}, **facts)
    (found,) = assess_portfolio(small_portfolio(project), date(2026, 3, day))
    return found


@pytest.mark.parametrize(
    ("pauses", "day", "last"),
    [
        ([SHORT], 8, None),
        ([SHORT], 9, 13),
        ([SHORT, LATER], 9, 13),
        ([SHORT, PAUSE | {"from": "2026-03-23"}], 9, 13),
        ([SHORT, LONG], 12, 17),
        ([SHORT, OPEN], 10, 13),
        ([SHORT, OPEN], 12, None),
    ],
)
def test_the_end_of_a_pause_is_that_of_those_of_the_day(
    pauses: list[dict[str, str]], day: int, last: int | None
) -> None:
    assert status(day, pauses=pauses).pause_end == (date(2026, 3, last) if last else None)


@pytest.mark.parametrize(
    ("wait", "waiting"),
    [
        ({"from": "2026-03-03"}, {3: 3, 4: 3, 5: 3, 6: 3}),
        ({"from": "2026-03-03", "told": "2026-03-05"}, {5: 5, 6: 5}),
        ({"from": "2026-03-03", "to": "2026-03-05"}, {3: 3, 4: 3}),
    ],
)
def test_a_stage_waits_from_the_day_on_which_the_other_side_heard_of_it(
    wait: dict[str, str], waiting: dict[int, int]
) -> None:
    found = {}
    for day in range(2, 7):
        now = status(day, stage={"waits": [wait | {"on": "client", "why": "Which one?"}]})
        assert bool(now.waiting) == ("c-ok" in now.waiting)  # which comes after it
        if now.waiting:
            found[day] = now.waiting["work"].day
    assert found == waiting


@pytest.mark.parametrize(
    ("pauses", "first"),
    [
        ([SHORT], None),
        ([OPEN], 11),
        ([OPEN | {"agreed": "2026-03-12"}], 12),  # what was before it was agreed does not count
        ([PAUSE | {"from": "2026-03-23"}, OPEN], 11),
        ([OPEN | {"agreed": None}], None),
    ],
)
def test_all_stands_still_from_the_first_pause_without_an_end(
    pauses: list[dict[str, str]], first: int | None
) -> None:
    assert status(12, pauses=pauses).standstill == (date(2026, 3, first) if first else None)


SILENCE = {
    "terms": {"late": {"client": [{"after": 0, "do": "approve"}]}},
    "stage": {"done": "2026-03-06"},
}
"""The work is there on the 6th, an answer due on the 10th, and silence approves on the 11th."""


def answers(day: int, **facts: Any) -> list[str]:
    return [live.stage.id for live in status(day, **SILENCE, **facts).last_answers]


def test_an_answer_is_in_time_on_the_day_of_the_silence_unless_the_project_ended() -> None:
    assert [answers(day) for day in (10, 11, 12)] == [[], ["c-ok"], []]
    assert answers(11, ended={"date": "2026-03-11", "by": "client", "total": "500 EUR"}) == []


def test_what_is_behind_a_late_stage_is_behind_it_through_all_that_follows() -> None:
    late = [{"id": "c-late", "days": 1}, {"id": "next", "days": 1}, {"id": "last", "days": 1}]
    beside = {"id": "beside", "days": 9, "after": []}

    def behind(day: int) -> frozenset[str]:
        (found,) = assess_portfolio(
            small_portfolio(small_project(*late, beside)), date(2026, 3, day)
        )
        return found.behind

    assert behind(2) == frozenset()
    assert behind(4) == {"next", "last"}


def test_a_month_has_the_days_of_both_signatures_of_its_agreement() -> None:
    signed = {"date": "2026-02-20", "by": "Bea", "again": "2026-03-03"}
    first = small_project({"id": "work", "days": 5}, signed=signed)
    month = small_project({"id": "work", "days": 5}, id="month", signed={"as": "aurora"})
    for project in with_signatures((first, month)):
        found = project.signed
        assert found
        assert (found.date, found.again, found.by) == (date(2026, 2, 20), date(2026, 3, 3), "Bea")


@pytest.mark.parametrize("closed", [{}, {"closed": "2026-03-06"}])
def test_what_ended_waits_for_no_deposit(closed: dict[str, str]) -> None:
    """Its final account is all that is asked for, also once its page is taken down."""
    ended = {"date": "2026-03-05", "by": "client", "why": "x", "total": "100"}
    asked = {"deposit": {"amount": "30%"}, "start": None, "payments": []}
    assert status(9, **asked).waits_for_deposit
    assert not status(9, ended=ended, **asked, **closed).waits_for_deposit
