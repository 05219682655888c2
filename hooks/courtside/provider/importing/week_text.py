"""Read a working week as people write it.

    lun-vie, Mo–Fr, lundi à vendredi  ->  mon-fri        seg, qua e sex  ->  mon,wed,fri

The names of the days are CLDR's, in the languages of the pages. A text that two languages read
differently, such as `mi-do`, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import get_args

from babel import Locale

from courtside.model.values import WEEKDAYS, Language
from courtside.provider.importing.columns import folded
from courtside.provider.importing.money_text import normal
from courtside.source.serialize import week

_DAY = f"(?:{'|'.join(WEEKDAYS)})"
_AS_IN_FILES = re.compile(rf"{_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*")
_TO = r"-|\b(?:to|through|until|a|à|al|ao|au|até|ate|bis)\b"
_AND = r"[,;/&+]|\b(?:and|y|e|et|und)\b"


def read_week(text: str) -> str:
    """Return `mon-fri` or `mon,tue,thu` for a week in any of the languages.

    A text that means no week, or two, is returned unchanged.
    """
    plain = normal(text).casefold().replace("-feira", "")
    if _AS_IN_FILES.fullmatch(plain):
        return plain
    readings = {days for language in get_args(Language) if (days := _read(plain, language))}
    return week(next(iter(readings))) if len(readings) == 1 else text


def _read(text: str, language: str) -> frozenset[int]:
    """Return the days of a week in one language; empty if a word is not a day."""
    names = _names(language)
    days: set[int] = set()
    for part in re.split(_AND, text):
        ends = [names.get(folded(end), -1) for end in re.split(_TO, part)]
        if len(ends) > 2 or -1 in ends:
            return frozenset()
        length = (ends[-1] - ends[0]) % 7 + 1
        days.update((ends[0] + offset) % 7 for offset in range(length))
    return frozenset(days)


def weekdays_called(name: str) -> frozenset[int]:
    """Return the days of the week that a folded name can mean, 0 for Monday; empty if none."""
    languages = (_names(language) for language in get_args(Language))
    return frozenset(names[name] for names in languages if name in names)


@cache
def _names(language: str) -> Mapping[str, int]:
    """Return every name of a weekday, long, short and as files have it; folded."""
    locale = Locale.parse(language)
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated", "short"):
            for number, name in locale.days[context][width].items():
                names.setdefault(folded(name), number)
    if language == "pt":  # CLDR has `segunda-feira`; lists leave `-feira` out
        names |= {name.removesuffix(" feira"): number for name, number in names.items()}
    english = {name: number for number, name in enumerate(WEEKDAYS)}
    return names | english if language == "en" else names
