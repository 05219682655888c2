"""Working days agree with numpy's `busday_offset` and `busday_count` on any calendar (rule 2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from courtside.engine.regions import public_holidays
from courtside.engine.workdays import DAY, Workdays
from courtside.model.values import Days
from helpers.strategies import REGIONS, number, pick

YEARS = range(2024, 2032)
DATES = st.dates(date(2025, 1, 1), date(2028, 12, 31))


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One calendar, twice."""

    ours: Workdays
    numpys: np.busdaycalendar


@st.composite
def pairs(draw: Callable[[Any], Any]) -> Pair:
    """Any working week, holidays of a country or none, closures that may overlap."""
    week: frozenset[int] = draw(st.frozensets(st.integers(0, 6), min_size=1))
    region = pick(draw, REGIONS)
    closed = []
    for _ in range(number(draw, 0, 3)):
        first = draw(DATES)
        closed.append(Days(first=first, last=first + number(draw, 0, 40) * DAY))
    off = {date.fromordinal(day) for year in YEARS for day in public_holidays(region, year)}
    for run in closed:
        off.update(run.first + k * DAY for k in range((run.last - run.first).days + 1))
    mask = [day in week for day in range(7)]
    split = number(draw, 0, len(closed))  # some closed from the beginning, some later: a pause
    return Pair(
        ours=Workdays(week, region, closed[:split]).without(closed[split:]),
        numpys=np.busdaycalendar(weekmask=mask, holidays=sorted(off)),
    )


@given(pairs(), DATES, st.integers(1, 120))
def test_next_and_nth_are_numpys_offset(pair: Pair, day: date, n: int) -> None:
    def offset(days: int) -> date:
        at = np.busday_offset(day, days, roll="forward", busdaycal=pair.numpys)
        found: date = at.astype(date)
        return found

    assert pair.ours.nth(day, n) == offset(n - 1)
    assert pair.ours.next(day) == offset(0)
    assert pair.ours.works(day) == np.is_busday(day, busdaycal=pair.numpys)


@given(pairs(), DATES, DATES)
def test_count_and_between_are_numpys_count(pair: Pair, first: date, last: date) -> None:
    """The days after the first, up to and including the last; numpy counts from, to before."""
    if last < first:
        assert pair.ours.count(first, last) == 0
        assert pair.ours.between(first, last) == []
        first, last = last, first
    count = np.busday_count(first + DAY, last + DAY, busdaycal=pair.numpys)
    both = np.busday_count(first, last + DAY, busdaycal=pair.numpys)
    assert pair.ours.count(first, last) == count
    between = pair.ours.between(first, last)
    assert between == sorted(between)
    assert len(between) == both
    assert all(np.is_busday(date.fromordinal(d), busdaycal=pair.numpys) for d in between[:30])


@given(pairs(), DATES, st.integers(1, 60))
def test_nth_and_count_undo_each_other(pair: Pair, day: date, n: int) -> None:
    assert pair.ours.count(day - DAY, pair.ours.nth(day, n)) == n


@given(pairs(), st.lists(DATES, min_size=2, max_size=5))
def test_the_order_of_the_questions_is_of_no_matter(pair: Pair, days: list[date]) -> None:
    """Years are held as they are asked for; whichever came first, the answers are the same."""
    ours = pair.ours
    fresh = [Workdays(ours.week, ours.region, ours._shut) for _ in days]
    assert [ours.nth(day, 9) for day in days] == [
        calendar.nth(day, 9) for calendar, day in zip(fresh, days, strict=True)
    ]
