"""Which days a party works (rule 2), day by day. The laws stand in properties/test_workdays.py."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from courtside.engine.regions import known_years, public_holidays
from courtside.engine.workdays import (
    FULL_WEEK,
    Workdays,
    client_workdays,
    provider_workdays,
)
from courtside.model.terms import CalendarRule
from courtside.model.values import Days

WEEKDAYS = Workdays(FULL_WEEK)
NORWAY = Workdays(FULL_WEEK, "NO", [Days(first=date(2026, 4, 7), last=date(2026, 4, 8))])


@pytest.mark.parametrize(
    ("calendar", "day", "n", "expected"),
    [
        (WEEKDAYS, "2026-03-16", 3, "2026-03-18"),
        (WEEKDAYS, "2026-03-14", 1, "2026-03-16"),  # Saturday: the first is Monday
        (WEEKDAYS, "2026-12-31", 2, "2027-01-01"),  # over the end of the years held
        (NORWAY, "2026-04-02", 1, "2026-04-09"),  # Thursday to Monday are Easter, two are closed
        (NORWAY, "2026-04-01", 2, "2026-04-09"),
        (Workdays(frozenset({2})), "2026-03-05", 2, "2026-03-18"),  # Wednesdays alone
    ],
)
def test_nth(calendar: Workdays, day: str, n: int, expected: str) -> None:
    assert calendar.nth(date.fromisoformat(day), n) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("calendar", "day", "n", "expected"),
    [
        (WEEKDAYS, "2026-03-16", 1, "2026-03-13"),  # Monday: the last was Friday
        (WEEKDAYS, "2026-03-15", 1, "2026-03-13"),
        (WEEKDAYS, "2026-01-01", 2, "2025-12-30"),  # over the beginning of the years held
        (NORWAY, "2026-04-09", 1, "2026-04-01"),
        (Workdays(frozenset({2})), "2026-03-05", 60, "2025-01-15"),
    ],
)
def test_before(calendar: Workdays, day: str, n: int, expected: str) -> None:
    assert calendar.before(date.fromisoformat(day), n) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-03-13", "2026-03-18", 3),  # the day after counts, the last counts
        ("2026-03-13", "2026-03-15", 0),  # a weekend
        ("2026-03-13", "2026-03-13", 0),
        ("2026-03-18", "2026-03-13", 0),  # never negative
        ("2025-12-31", "2026-01-02", 2),
    ],
)
def test_count(first: str, last: str, expected: int) -> None:
    assert WEEKDAYS.count(date.fromisoformat(first), date.fromisoformat(last)) == expected


def test_more_closed_days_leave_the_calendar_as_it_was() -> None:
    paused = WEEKDAYS.without([Days(first=date(2026, 3, 2), last=date(2026, 3, 3))])
    assert paused.next(date(2026, 3, 2)) == date(2026, 3, 4)
    assert WEEKDAYS.next(date(2026, 3, 2)) == date(2026, 3, 2)
    assert WEEKDAYS.without([]) is WEEKDAYS


def test_the_client_takes_what_it_leaves_out_but_no_closures() -> None:
    portfolio = CalendarRule.model_validate(
        {"week": "sun-thu", "holidays": "ES-MD", "closed": ["2026-03-02"]}
    )
    provider = provider_workdays(portfolio, None)
    client = client_workdays(provider, None)
    assert not provider.works(date(2026, 3, 2))
    assert client.works(date(2026, 3, 2))
    assert client.works(date(2026, 3, 1))  # a Sunday
    assert not client.works(date(2026, 1, 6))  # Epiphany
    own = client_workdays(provider, CalendarRule(holidays="none"))
    assert own.works(date(2026, 1, 6))


def test_a_projects_provider_calendar_replaces_the_portfolios_whole() -> None:
    portfolio = CalendarRule.model_validate(
        {"week": "sun", "holidays": "ES", "closed": ["2026-03-02"]}
    )
    own = provider_workdays(portfolio, CalendarRule())
    assert own.works(date(2026, 3, 2))
    assert own.works(date(2026, 1, 6))
    assert not own.works(date(2026, 3, 1))


def test_regions() -> None:
    assert public_holidays("none", 2026) == frozenset()
    assert date(2026, 5, 2).toordinal() in public_holidays("ES-MD", 2026)  # Madrid's own
    assert date(2026, 5, 2).toordinal() not in public_holidays("ES", 2026)
    assert 2026 in known_years("ES-MD")
    assert date.max.year in known_years("none")
    with pytest.raises(NotImplementedError):
        public_holidays("ES-XX", 2026)


def test_threads_that_ask_one_calendar_get_the_right_days() -> None:
    """Under `serve` each request has a thread, and projects alike share their calendars."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-7)
    try:
        with ThreadPoolExecutor(4) as threads:
            for _ in range(300):
                calendar = Workdays(FULL_WEEK)
                asked = [date(year, 3, 3) for year in (2026, 2027, 2025, 2026)]
                list(threads.map(lambda day, of=calendar: of.nth(day, 300), asked))
                assert calendar.count(date(2025, 1, 1), date(2027, 12, 31)) == 782
    finally:
        sys.setswitchinterval(interval)
