"""Why the finish date moved (rule 7), one cause at a time. March 2026 begins on a Sunday.

The chain is three stages of two days: 2-3, 4-5 and 6-9 March.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from courtside.engine.assess import assess_portfolio
from courtside.engine.ledger import PARTS
from helpers.strategies import small_portfolio, small_project

ALL_DAYS = {"week": "mon-sun", "holidays": "none"}


def march(day: int) -> date:
    return date(2026, 3, day)


def delay(today: int, *stages: dict[str, Any], **fields: Any) -> dict[str, int]:
    """The parts that are not 0; nobody knows weekends here."""
    calendars = {"provider": ALL_DAYS, "client": ALL_DAYS}
    project = small_project(*stages, **({"calendars": calendars} | fields))
    (status,) = assess_portfolio(small_portfolio(project), march(today))
    assert status.dated
    assert tuple(status.dated.ledger.delay) == PARTS
    return {part: days for part, days in status.dated.ledger.delay.items() if days}


def chain(*done: int | None, days: int = 2) -> list[dict[str, Any]]:
    """The client's stage, the provider's and the client's, done on these days of March."""
    ids = ("c-copy", "work", "c-ok")
    return [
        {"id": name, "days": days} | ({"done": march(day)} if day else {})
        for name, day in zip(ids, done, strict=True)
    ]


@pytest.mark.parametrize(
    ("done", "today", "expected"),
    [
        ((3, 5, 7), 20, {}),
        ((5, 7, 9), 20, {"client": 2}),
        ((3, 9, 11), 20, {"provider": 4}),
        ((4, 8, 12), 20, {"client": 3, "provider": 2}),
        ((5, 6, None), 6, {"client": 2, "provider": -1}),  # the provider caught up
        ((2, 4, 6), 20, {"calendar": -1}),
        ((3, 5, None), 10, {"client": 3}),  # open and counting
    ],
)
def test_a_chain(done: tuple[int | None, ...], today: int, expected: dict[str, int]) -> None:
    assert delay(today, *chain(*done)) == expected


def test_weekends_are_nobodys() -> None:
    friday = {"provider": {"week": "mon-fri"}}
    # A day late on the 4th, then 5-6, then 9-10 where 6-9 was planned.
    assert delay(20, *chain(4, 6, 10), calendars=friday) == {"client": 1}
    assert delay(20, *chain(4, 9, 11), calendars=friday) == {
        "client": 1,
        "provider": 3,
        "calendar": -2,
    }


def test_a_pause_and_a_change() -> None:
    pause = {"from": march(4), "to": march(6), "by": "client", "agreed": march(2)}
    assert delay(3, *chain(3, None, None), pauses=[pause]) == {"pause": 3}
    change = {"date": march(3), "agreed": march(3), "title": "More", "stage": "work", "days": 4}
    assert delay(3, *chain(3, None, None), changes=[change]) == {"change": 4}
    assert delay(3, *chain(3, None, None), pauses=[pause], changes=[change]) == {
        "pause": 3,
        "change": 4,
    }


def test_both_sides_late_at_once_share() -> None:
    stages = [
        {"id": "c-copy", "days": 2, "done": march(6)},
        {"id": "work", "days": 2, "after": [], "done": march(5)},
        {"id": "join", "days": 1, "after": ["c-copy", "work"], "done": march(7)},
    ]
    assert delay(20, *stages) == {"shared": 2, "client": 1}


def test_slack_that_was_swallowed_is_nobodys() -> None:
    stages = [
        {"id": "c-copy", "days": 2, "start": march(2), "due": march(3), "done": march(9)},
        {"id": "work", "days": 2, "start": march(8), "due": march(9), "done": march(11)},
    ]
    assert delay(20, *stages) == {"client": 2}  # six days late, of which four were slack


def test_what_the_queue_adds_beyond_the_promise_is_the_providers() -> None:
    terms = {"late": {"client": [{"after": 0, "do": "lose-slot"}]}}
    restart = {"stage": "work", "date": march(5), "start": march(15)}
    late = chain(5, None, None)
    assert delay(5, *late, restarts=[restart], terms=terms) == {"client": 2, "queue": 9}
    promise = terms | {"restart_within": 3}
    assert delay(5, *late, restarts=[restart], terms=promise) == {
        "client": 2,
        "queue": 2,  # up to 9 March, the due date by the limit alone (8 March)
        "provider": 7,
    }
