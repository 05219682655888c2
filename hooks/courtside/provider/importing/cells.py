"""Read cells into the form of project files: days, money, parties.

    13/03/26 -> 2026-03-13      8.400,00 € -> 8400.00 EUR      30 % -> 30%      Studio -> provider

Nothing is guessed: the other days of the sheet decide whether 3/4/2026 is in March or in April, or
else the person who imports it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from courtside.errors import CourtsideError
from courtside.model.studio import Studio
from courtside.model.values import Party
from courtside.provider.importing.columns import folded, unit_of
from courtside.provider.importing.day_text import DayInWords, day_in_words, is_weekday_of
from courtside.provider.importing.money_text import MoneyError, normal, read_money
from courtside.source.messages import shown
from courtside.source.problems import printable

DayOrder = Literal["dmy", "mdy"]

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4})|[/.](2[4-9]))", re.ASCII)
"""Two digits at the end are a year of these days: 26/11/03 and 26.12.31 begin with it."""
_UNSURE_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{1,2}", re.ASCII)
"""26-12-31, of which either end may be the year."""
_FRACTION = re.compile(r"0*[.,]\d*[1-9]\d*", re.ASCII)
_LIKE_A_SHARE = re.compile(rf"{_FRACTION.pattern}|[1-9]\d?|100", re.ASCII)
"""A bare number that may be a part of the price, or percent of it."""
_WRITE_IT = "write it as 2026-03-06"
_WRITE_WHICH = "write the day that is meant, as 2026-03-06"
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(:00)?$")

_PARTIES: Mapping[Party, frozenset[str]] = {
    "client": frozenset(("client", "customer", "them", "cliente", "kunde")),
    "provider": frozenset(
        ("provider", "studio", "agency", "us", "we", "me", "proveedor", "estudio", "nosotros", "yo",
         "fornecedor", "eu", "prestataire", "nous", "moi", "anbieter", "wir", "ich", "fornitore",
         "noi", "io")
    ),
}  # fmt: skip

LANGUAGES: Mapping[str, str] = {
    "english": "en", "ingles": "en", "anglais": "en", "englisch": "en", "inglese": "en",
    "spanish": "es", "espanol": "es", "portuguese": "pt", "portugues": "pt", "french": "fr",
    "francais": "fr", "german": "de", "deutsch": "de", "italian": "it", "italiano": "it",
}  # fmt: skip


class CellError(CourtsideError):
    """A cell cannot be understood; the message goes on from its place."""


def day_orders(texts: Iterable[str]) -> set[DayOrder]:
    """Return the orders that fit all these days; both if each day fits both."""
    orders: set[DayOrder] = {"dmy", "mdy"}
    for text in texts:
        match = _YEAR_LAST.fullmatch(_bare_day(text))
        if match is None or "." in match[0]:
            continue
        first, second = int(match[1]), int(match[2])
        if first > 12:
            orders.discard("mdy")
        if second > 12:
            orders.discard("dmy")
    return orders


def tells_order(text: str) -> bool:
    """Return whether the order makes a difference to a day."""
    match = _YEAR_LAST.fullmatch(_bare_day(text))
    dotted = match is not None and "." in match[0]  # which has the day first everywhere
    return match is not None and not dotted and match[1].zfill(2) != match[2].zfill(2)


def day(text: str, order: DayOrder) -> str:
    """Read a day as 2026-03-06; raises CellError."""
    plain = _bare_day(text)
    parts = _YEAR_FIRST.fullmatch(plain)
    if parts:
        year, month, number = map(int, parts.groups())
    elif parts := _YEAR_LAST.fullmatch(plain):
        first, second = int(parts[1]), int(parts[2])
        year = int(parts[3] or f"20{parts[4]}")
        day_first = order == "dmy" or "." in plain
        number, month = (first, second) if day_first else (second, first)
    elif _UNSURE_YEAR.fullmatch(plain):
        raise CellError(
            f"{shown(text)} has two digits for the year: write it with four, as 2026-03-06"
        )
    elif words := day_in_words(plain):
        return _in_words(text, words)
    else:
        raise CellError(f"{shown(text)} is not a day: {_WRITE_IT}")
    return _of_calendar(text, year, month, number).isoformat()


def _in_words(text: str, words: DayInWords) -> str:
    """Return a day in words as 2026-03-06; raises CellError."""
    if len(words.months) > 1:
        raise CellError(f"{_named(text)} can be meant in two ways: {_WRITE_WHICH}")
    found = _of_calendar(text, words.year, min(words.months), words.day)
    if not is_weekday_of(found, words):
        raise CellError(f"{_named(text)} would be a {found:%A}: {_WRITE_WHICH}")
    return found.isoformat()


def _of_calendar(text: str, year: int, month: int, number: int) -> date:
    """Return the day of these numbers; raises CellError if the calendar has none."""
    try:
        return date(year, month, number)
    except ValueError:
        raise CellError(f"{_named(text)} is not a day of the calendar: {_WRITE_WHICH}") from None


def _named(text: str) -> str:
    """Return a refused text in quotes; all its words are of a day or a duration."""
    return f"'{printable(normal(text))}'"


def is_day(text: str) -> bool:
    """Return whether a text is a day, in whatever order it is written."""
    plain = _bare_day(text)
    in_figures = (_YEAR_FIRST, _YEAR_LAST, _UNSURE_YEAR)
    return any(kind.fullmatch(plain) for kind in in_figures) or day_in_words(plain) is not None


def one_day(text: str, choose: Callable[[Sequence[str]], str] | None = None) -> str:
    """Read a typed day as 2026-03-06, with no other day to tell the order.

    Raises CellError for one that can be meant in several ways, unless `choose` says which.
    """
    meant = day_readings(text)
    if len(meant) > 1:
        if choose:
            return choose(meant)
        raise CellError(f"{shown(text)} can be meant in two ways: write {' or '.join(meant)}")
    return meant[0]


def day_readings(text: str) -> tuple[str, ...]:
    """Return each day that a typed one can mean, as 2026-03-06.

    Raises CellError for a text that is no day in any order.
    """
    orders = sorted(day_orders([text])) or ["dmy"]
    return tuple(dict.fromkeys(day(text, order) for order in orders))


def _bare_day(text: str) -> str:
    """Return a day without spaces and without the midnight that spreadsheets add."""
    plain = _MIDNIGHT.sub("", normal(text))
    return re.sub(r"(?<=[-/.]) (?=\d)", "", plain)


def amount(
    text: str,
    studio: Studio,
    *,
    share: bool = False,
    unit: str = "",
    decimals: Collection[str] = (),
) -> str:
    """Read money as 8400 EUR, or a share as 30%. Raises CellError.

    `share` makes bare numbers shares; `unit` and `decimals` are as in `read_money`.
    """
    plain = normal(text)
    is_number = re.fullmatch(r"[\d., ]+", plain, re.ASCII) is not None
    if share and re.fullmatch(_FRACTION, plain):
        raise CellError(
            f"{shown(text)} can be meant in two ways: write it with its sign, as 30% or 0.3%"
        )
    if (share and is_number) or "%" in plain:
        return _percent(text, plain)
    try:
        return read_money(text, studio.currency, decimals=decimals, unit=unit, home=home_of(studio))
    except MoneyError as error:
        raise CellError(f"{error}") from None


def currency(text: str, studio: Studio) -> str:
    """Read the name or sign of the studio's currency; raises CellError for another one."""
    other = f"the studio's currency is {studio.currency}, and amounts in another one are not read"
    try:
        named = read_money(f"1 {text}", studio.currency).partition(" ")[2]
    except MoneyError:
        named = ""
    if named != studio.currency or re.search(r"\d", text):
        raise CellError(f"{shown(text)}: {other}")
    return named


def home_of(studio: Studio) -> str:
    """Return the locale of a studio, by its language and the country of its holidays: `es_ES`;
    empty if it has none."""
    country = (studio.calendar.holidays or "none").partition("-")[0]
    return "" if country == "none" else f"{studio.language}_{country}"


def share_or_money(text: str, studio: Studio, **options: Any) -> str:
    """Read a deposit or a payment: as `amount`, but refuse a bare number that may be a share.
    Raises CellError."""
    bare = re.fullmatch(_LIKE_A_SHARE, normal(text))
    if bare and not (options.get("share") or options.get("unit")):
        raise CellError(
            f"{shown(text)} can be meant in two ways: write it as a share, such as 30%, or with "
            f"its currency, such as 30 {studio.currency}"
        )
    return amount(text, studio, **options)


def _percent(text: str, plain: str) -> str:
    """Read a percentage: `33,3333 %` -> `33.3333%`."""
    number = re.fullmatch(r"%? ?(\d{1,3})(?:[.,](\d{1,4}))? ?%?", plain, re.ASCII)
    if number is None or plain.count("%") > 1:
        raise CellError(f"{shown(text)} is not a share of the price: write it as 30% or 33.3333%")
    rest = (number[2] or "").rstrip("0")
    return f"{int(number[1])}.{rest}%" if rest else f"{int(number[1])}%"


_NOT_DAYS: Mapping[str, str] = {
    "hours": "write days or weeks instead of hours",
    "months": "write days or weeks, since months vary",
}


def days(text: str, *, week: int = 5, unit: str = "days") -> int:
    """Read a number of working days; raises CellError.

    `week` is the number of working days in a week, `unit` what a bare number of this column counts.
    """
    match = re.fullmatch(r"([0-9]{1,4})(?:[.,]0{1,2})? ?([^\d\W][^\d?+/-]*)?", normal(text))
    words = match[2] or "" if match else ""
    counted = (unit_of(words) if words else unit) if match else ""
    if match is None or counted not in ("days", "weeks"):
        why = _NOT_DAYS.get(counted, "write for example 5, or 2 weeks")
        named = _named(text) if counted else shown(text)
        raise CellError(f"{named} is not a number of working days: {why}")
    return int(match[1]) * (week if counted == "weeks" else 1)


def party(text: str, *, client: str, studio: Studio) -> Party:
    """Read a party by a word for it, or by its own name; raises CellError."""
    word = folded(text)
    names: Mapping[Party, str] = {"client": folded(client), "provider": folded(studio.name)}
    for side, words in _PARTIES.items():
        if word in words or word == names[side]:
            return side
    raise CellError(f"{shown(text)} is neither party: write client or provider")


def language(text: str) -> str:
    """Read a language by its code or its name; the file's reader refuses anything else."""
    return LANGUAGES.get(folded(text), text.lower())
