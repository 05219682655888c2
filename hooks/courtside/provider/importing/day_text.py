"""Read a day that is written in words, in the languages of the pages.

    9 mars 2026, Montag, 9. März 2026, March 9th, 2026   ->   2026-03-09

The names are CLDR's. One that is short for two months is refused, as is a day of the week that is
another one, or any word beside the day that is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple, get_args

from babel import Locale

from courtside.model.values import Language
from courtside.provider.importing.columns import folded
from courtside.provider.importing.money_text import normal
from courtside.provider.importing.week_text import weekdays_called

_LOCALES = (*get_args(Language), "pt_PT", "de_AT")
_SIGNS = re.compile(r"\w[\w\s.,'’/°-]*")
_OF = "(?: (?:de|del|di|of))?"
_DAY_FIRST = re.compile(
    rf"(?P<before>(?:[a-z]+ )*)(?P<day>\d{{1,2}}) ?(?:st|nd|rd|th|er|o|a)?{_OF} (?P<month>[a-z]+)"
    rf"{_OF} (?P<year>\d{{4}})"
)
_MONTH_FIRST = re.compile(
    r"(?P<before>(?:[a-z]+ )*)(?P<month>[a-z]+) (?P<day>\d{1,2}) ?(?:st|nd|rd|th)? (?P<year>\d{4})"
)
_ARTICLES = frozenset(("le", "el", "il", "l", "der", "den", "am", "the", "dia"))


class DayInWords(NamedTuple):
    """A day as it is written: numbers that the calendar may not have."""

    year: int
    months: frozenset[int]
    """The months that its name can mean: more than one, if it is cut short."""
    day: int
    weekdays: frozenset[int]
    """The days of the week that it names, 0 for Monday; empty if it names none."""


def day_in_words(text: str) -> DayInWords | None:
    """Return the day of a text in words; None if it is none."""
    plain = normal(text)
    found = folded(plain.replace("°", "o")) if _SIGNS.fullmatch(plain) else ""
    match = _DAY_FIRST.fullmatch(found) or _MONTH_FIRST.fullmatch(found)
    if match is None:
        return None
    months = month_names().get(match["month"])
    before = " ".join(word for word in match["before"].split() if word not in _ARTICLES)
    weekdays = weekdays_called(before)
    if months is None or (before and not weekdays):
        return None
    return DayInWords(int(match["year"]), months, int(match["day"]), weekdays)


def is_weekday_of(day: date, words: DayInWords) -> bool:
    """Return whether a day is one of the days of the week that its text names, if any."""
    return not words.weekdays or day.weekday() in words.weekdays


@cache
def month_names() -> Mapping[str, frozenset[int]]:
    """Return every name of a month, and its beginnings from three letters on, with the numbers of
    the months that it can mean; folded."""
    meant: dict[str, frozenset[int]] = {}
    for locale in _LOCALES:
        for widths in Locale.parse(locale).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in widths[width].items():
                    plain = folded(name)
                    for length in range(min(3, len(plain)), len(plain) + 1):
                        known = meant.get(plain[:length], frozenset())
                        meant[plain[:length]] = known | {number}
    return meant
