"""Dates along a timeline: as many as there is room for, at regular steps.

two weeks in 900 pixels: every day;  three months: every second Monday;  two years: months;
a century: every tenth or twentieth January
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from courtside.engine.workdays import DAY
from courtside.text.language import Translator
from courtside.views.timeline.chart import Chart

_MANY_WEEKS = 20
"""Beyond, months are easier to read."""
_MANY_YEARS = 7
"""Beyond, months have no room, and the drawing of a long queue would be nothing but their lines."""
_NAMED_YEARS = 10
"""The number of years that have room in any language."""
_ROUND_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """A thin line across the lanes, perhaps with words."""

    at: float
    words: str = ""
    """Empty where there is a line only."""
    spans: float = 0
    """What the words name: the point itself, or so many days or weeks from it on."""


def ticks(chart: Chart, t: Translator, unit: float, *, room: float, brief: bool) -> Iterator[Tick]:
    """Yield the ticks of a chart; `unit` is pixels for a day or week, `room` the space for the
    words of a tick, which are `brief` where they take it from names."""
    first, last = (int(t) for t in chart.span)
    if chart.unit == "week":
        step = math.ceil(room / unit)
        for week in range(first, last):
            name = t.text("wk {n}", n=week + 1) if brief else t.text("week {n}", n=week + 1)
            yield Tick(at=week, words="" if week % step else name.unescape(), spans=1)
    elif last - first > 365 * _MANY_YEARS:
        yield from _years(first, last, t)
    elif last - first > 7 * _MANY_WEEKS:
        yield from _months(first, last, t, math.ceil(room / (28 * unit)))
    elif 1.2 * unit >= room:
        yield from _days(first, last, t, 1, 1)
    else:
        monday = first + (1 - first) % 7
        yield from _days(monday, last, t, 7, math.ceil(room / (7 * unit)))


def today_words(today: float, t: Translator) -> str:
    """Return the words for today: the date without its year."""
    return t.short_day(date.fromordinal(int(today)), year=False)


def _days(first: int, last: int, t: Translator, step: int, named: int) -> Iterator[Tick]:
    for number, day in enumerate(range(first, last + 1, step)):
        words = "" if number % named else t.short_day(date.fromordinal(day), year=False)
        yield Tick(at=day, words=words)


def _months(first: int, last: int, t: Translator, named: int) -> Iterator[Tick]:
    """The firsts of months; the year stands at the first that is named, unless it is this one, and
    at each January."""
    day = date.fromordinal(first - 1).replace(day=1)
    begun = False
    while (day := (day.replace(day=28) + 7 * DAY).replace(day=1)).toordinal() <= last:
        if (day.month - 1) % named:
            yield Tick(at=day.toordinal())
            continue
        year = day.month == 1 or (not begun and day.year != t.today.year)
        yield Tick(at=day.toordinal(), words=t.month(day, year=year))
        begun = True


def _years(first: int, last: int, t: Translator) -> Iterator[Tick]:
    """The first of January of round years, ten at most."""
    years = range(date.fromordinal(first - 1).year + 1, date.fromordinal(last).year + 1)
    step = next(step for step in _ROUND_YEARS if len(years) <= step * _NAMED_YEARS)
    for year in years:
        if year % step == 0:
            day = date(year, 1, 1)
            yield Tick(at=day.toordinal(), words=t.month(day, year=True))
