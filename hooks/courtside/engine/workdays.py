"""Working days: which days a party works, and how to count them (rule 2).

    Fri 2026-03-13, due.  nth(2026-03-16, 3) = Wed 2026-03-18;  count(2026-03-13, 2026-03-18) = 3

A calendar is a working week, less public holidays, less closed days, less pauses. It is kept as
one sorted list of the working days of the years asked for so far: each question is a bisection.
(The module is not called `calendar`: that would shadow the standard library's.)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from courtside.engine.regions import public_holidays
from courtside.model.terms import CalendarRule
from courtside.model.values import Days

DAY = timedelta(days=1)
FULL_WEEK = frozenset(range(5))


@cache
def _year(week: frozenset[int], region: str, year: int) -> tuple[int, ...]:
    closed = public_holidays(region, year)
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return tuple(
        day for day in range(first, last + 1) if (day - 1) % 7 in week and day not in closed
    )


class Workdays:
    """The working days of one party. Days are `datetime.date`; nothing here knows today."""

    __slots__ = ("_held", "_shut", "region", "week")

    def __init__(
        self, week: frozenset[int], region: str = "none", closed: Iterable[Days] = ()
    ) -> None:
        """Make a calendar; `region` as in `public_holidays`, `closed` as ranges of days."""
        self.week = week
        self.region = region
        self._shut = frozenset(closed)
        # In one piece, so that threads that ask the same calendar never see half of a change.
        self._held: tuple[int, int, list[int]] = (0, 0, [])  # from year to year, none yet

    def next(self, day: date) -> date:
        """Return the first working day on or after a day."""
        days, at = self._from(day, 1)
        return date.fromordinal(days[at])

    def nth(self, day: date, n: int) -> date:
        """Return the n-th working day, counting `next(day)` as the first; n is at least 1."""
        days, at = self._from(day, n)
        return date.fromordinal(days[at + n - 1])

    def span(self, day: date, n: int) -> tuple[date, date]:
        """Return `next(day)` and `nth(day, n)` at once."""
        days, at = self._from(day, n)
        return date.fromordinal(days[at]), date.fromordinal(days[at + n - 1])

    def before(self, day: date, n: int) -> date:
        """Return the n-th working day before a day, which need not be one; n is at least 1."""
        first = day.year
        days = self._hold(first, day.year)
        while (at := bisect_left(days, day.toordinal()) - n) < 0:
            first -= 1
            days = self._hold(first, day.year)
        return date.fromordinal(days[at])

    def count(self, first: date, last: date) -> int:
        """Return the number of working days after the first day, up to and including the last; 0 if
        none."""
        if last <= first:
            return 0
        days = self._hold(first.year, last.year)
        return bisect_right(days, last.toordinal()) - bisect_right(days, first.toordinal())

    def between(self, first: date, last: date) -> list[int]:
        """Return the ordinals of the working days from the first day to the last, both included."""
        if last < first:
            return []
        days = self._hold(first.year, last.year)
        begin = bisect_left(days, first.toordinal())
        return days[begin : bisect_right(days, last.toordinal())]

    def works(self, day: date) -> bool:
        """Return whether a day is a working day."""
        return self.next(day) == day

    def without(self, closed: Iterable[Days]) -> Workdays:
        """Return this calendar with more closed days (rule 6: a pause)."""
        more = frozenset(closed)
        return Workdays(self.week, self.region, self._shut | more) if more else self

    def _from(self, day: date, n: int) -> tuple[list[int], int]:
        """All days that are held, and where among them the first `n` from a day on begin."""
        last = day.year
        first, held, days = self._held
        if not first <= last <= held:
            days = self._hold(last, last)
        while (at := bisect_left(days, day.toordinal())) + n > len(days):
            last += 1
            days = self._hold(day.year, last)
        return days, at

    def _hold(self, first: int, last: int) -> list[int]:
        """The working days of these years, and of all between them and the years held already."""
        held_first, held_last, days = self._held
        if held_first <= first and last <= held_last:
            return days
        if not held_last:
            held_first, held_last = first, first - 1
        earlier = range(first, held_first)
        later = range(held_last + 1, last + 1)
        days = self._open(earlier) + days + self._open(later)
        self._held = (min(held_first, first), max(held_last, last), days)
        return days

    def _open(self, years: range) -> list[int]:
        days = [day for year in years for day in _year(self.week, self.region, year)]
        for shut in self._shut:
            begin = bisect_left(days, shut.first.toordinal())
            del days[begin : bisect_right(days, shut.last.toordinal())]
        return days


@cache
def provider_workdays(portfolio: CalendarRule, own: CalendarRule | None) -> Workdays:
    """Return the provider's calendar in a project: its own replaces the studio's entirely."""
    rule = own or portfolio
    return Workdays(rule.week or FULL_WEEK, rule.holidays or "none", rule.closed)


@cache
def client_workdays(provider: Workdays, own: CalendarRule | None) -> Workdays:
    """Return the client's calendar: what it leaves out is the provider's, except closures."""
    own = own or CalendarRule()
    return Workdays(own.week or provider.week, own.holidays or provider.region, own.closed)
