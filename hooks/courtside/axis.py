"""Dates along a timeline: as many as there is room for, at regular steps.

two weeks in 900 pixels: every day;  three months: every second Monday;  two years: months
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .chart import Chart
from .language import Translator
from .workdays import DAY

_MANY_WEEKS = 20
"""Beyond, months are easier to read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """A thin line across the lanes."""

    at: float
    words: str = ""
    """Empty where there is a line only."""


def ticks(chart: Chart, speak: Translator, unit: float, *, room: float) -> Iterator[Tick]:
    """The ticks of a chart; `unit` pixels for a day or week, `room` for the words of a tick."""
    first, last = (int(t) for t in chart.span)
    if chart.unit == "week":
        step = math.ceil(room / unit)
        for week in range(first, last):
            words = speak.say("week {n}", n=week + 1) if week % step == 0 else ""
            yield Tick(at=week, words=str(words))
    elif _by_months(chart):
        yield from _months(first, last, speak, math.ceil(room / (28 * unit)))
    elif 1.2 * unit >= room:
        yield from _days(first, last, speak, 1, 1)
    else:
        monday = first + (1 - first) % 7
        yield from _days(monday, last, speak, 7, math.ceil(room / (7 * unit)))


def today_words(today: float, speak: Translator) -> str:
    """The day that it is, without its year: it is this one."""
    return speak.short_day(date.fromordinal(int(today)), year=False)


def _by_months(chart: Chart) -> bool:
    """Whether the ticks are months."""
    return chart.unit == "day" and chart.span[1] - chart.span[0] > 7 * _MANY_WEEKS


def _days(first: int, last: int, speak: Translator, step: int, named: int) -> Iterator[Tick]:
    for number, day in enumerate(range(first, last + 1, step)):
        words = "" if number % named else speak.short_day(date.fromordinal(day), year=False)
        yield Tick(at=day, words=words)


def _months(first: int, last: int, speak: Translator, named: int) -> Iterator[Tick]:
    """The firsts of months; the year stands at the first that is named, unless it is this one, and
    at each January."""
    day = date.fromordinal(first - 1).replace(day=1)
    begun = False
    while (day := (day.replace(day=28) + 7 * DAY).replace(day=1)).toordinal() <= last:
        if (day.month - 1) % named:
            yield Tick(at=day.toordinal())
            continue
        year = day.month == 1 or (not begun and day.year != speak.today.year)
        yield Tick(at=day.toordinal(), words=speak.month(day, year=year))
        begun = True
