"""The status of a project: what is paused, and what waits for an answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from courtside.engine.assess import Status, assess_portfolio
from helpers.strategies import small_portfolio, small_project

PAUSE = {"by": "client", "agreed": "2026-03-03"}
SHORT = PAUSE | {"from": "2026-03-09", "to": "2026-03-13"}
LONG = PAUSE | {"from": "2026-03-11", "to": "2026-03-17"}
OPEN = PAUSE | {"from": "2026-03-11"}
LATER = PAUSE | {"from": "2026-03-23", "to": "2026-03-27"}


def status(day: int, **facts: Any) -> Status:
    stage = {"id": "work", "days": 5} | facts.pop("stage", {})
    project = small_project(stage, {"id": "c-ok", "days": 2}, **facts)
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
