"""What stands in a cell -> as a project file has it: days, money, sides.

    13/03/2026 -> 2026-03-13      8.400,00 € -> 8400.00 EUR      30 % -> 30%      Studio -> provider

Nothing is guessed: whether 3/4/2026 is in March or in April is told by the other days of the sheet,
or by whoever imports it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Literal

from courtside.errors import CourtsideError
from courtside.model.studio import Studio
from courtside.model.values import Party
from courtside.provider.importing.columns import folded, unit_of
from courtside.provider.importing.money_text import MoneyError, normal, read_money
from courtside.source.messages import quoted

DayOrder = Literal["dmy", "mdy"]

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{1,2}", re.ASCII)
_FRACTION = re.compile(r"0*[.,]\d*[1-9]\d*", re.ASCII)
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
    """What is wrong with a cell, in words that go on after its place."""


def day_orders(texts: Iterable[str]) -> set[DayOrder]:
    """The orders in which these days can be meant; days that fit both leave both."""
    orders: set[DayOrder] = {"dmy", "mdy"}
    for text in texts:
        match = _YEAR_LAST.fullmatch(_bare_day(text))
        if match is None:
            continue
        first, second = int(match[1]), int(match[2])
        if first > 12:
            orders.discard("mdy")
        if second > 12:
            orders.discard("dmy")
    return orders


def tells_order(text: str) -> bool:
    """Whether it makes a difference for this day which order is meant."""
    match = _YEAR_LAST.fullmatch(_bare_day(text))
    return match is not None and match[1].zfill(2) != match[2].zfill(2)


def day(text: str, order: DayOrder) -> str:
    """A day as 2026-03-06; raises CellFault."""
    plain = _bare_day(text)
    parts = _YEAR_FIRST.fullmatch(plain)
    if parts:
        year, month, number = map(int, parts.groups())
    elif parts := _YEAR_LAST.fullmatch(plain):
        one, two, year = map(int, parts.groups())
        number, month = (one, two) if order == "dmy" else (two, one)
    elif _SHORT_YEAR.fullmatch(plain):
        raise CellError(
            f"{_shown(text)} has two digits for the year: write it with four, as 2026-03-06"
        )
    else:
        raise CellError(f"{_shown(text)} is not a day: write it as 2026-03-06")
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        raise CellError(f"{_shown(text)} is no day of the calendar") from None


def one_day(text: str) -> str:
    """Return a typed day as 2026-03-06, where nothing else says the order; raises CellFault."""
    meant = dict.fromkeys(day(text, order) for order in sorted(day_orders([text])) or ["dmy"])
    if len(meant) > 1:
        raise CellError(f"{_shown(text)} can be meant in two ways: write {' or '.join(meant)}")
    return next(iter(meant))


def _bare_day(text: str) -> str:
    """A day without the midnight that spreadsheets add, and without spaces in it."""
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
    """Money as 8400 EUR, or a share as 30%. Raises CellFault.

    `share` makes bare numbers shares; `unit` and `decimals` are as in `read_money`.
    """
    plain = normal(text)
    bare = plain.replace(" ", "")
    is_number = re.fullmatch(r"[\d.,]+", bare, re.ASCII) is not None
    if share and re.fullmatch(_FRACTION, bare):
        raise CellError(
            f"{_shown(text)} can be meant in two ways: write it with its sign, as 30% or 0.3%"
        )
    if (share and is_number) or "%" in bare:
        return _percent(text, bare)
    try:
        return read_money(text, studio.currency, decimals=decimals, unit=unit)
    except MoneyError as error:
        raise CellError(f"{error}") from None


def share_or_money(text: str, studio: Studio, **options: Any) -> str:
    """Return what a deposit or a payment asks: as `amount`, no bare fraction; raises CellFault."""
    bare = normal(text)
    if not (options.get("share") or options.get("unit")) and re.fullmatch(_FRACTION, bare):
        raise CellError(
            f"{_shown(text)} can be meant in two ways: write it as a share, such as 30%, or with "
            f"its currency, {studio.currency}"
        )
    return amount(text, studio, **options)


def _percent(text: str, bare: str) -> str:
    """`33,3333 %` -> `33.3333%`."""
    number = re.fullmatch(r"%?(\d{1,3})(?:[.,](\d{1,4}))?%?", bare, re.ASCII)
    if number is None or bare.count("%") > 1:
        raise CellError(f"{_shown(text)} is not a share of the price: write it as 30% or 33.3333%")
    rest = (number[2] or "").rstrip("0")
    return f"{int(number[1])}.{rest}%" if rest else f"{int(number[1])}%"


_NOT_DAYS: Mapping[str, str] = {
    "hours": "hours say nothing of working days: write days, for example 5",
    "months": "months have no fixed number of working days: write days, for example 5, or weeks",
}


def days(text: str, *, week: int = 5, unit: str = "days") -> int:
    """A number of working days; raises CellFault.

    `week` is how many days are worked in one, `unit` what a bare number of this column counts.
    """
    match = re.fullmatch(r"([0-9]{1,4})(?:[.,]0+)? ?([^\d\W][^\d?+/-]*)?", normal(text))
    words = match[2] or "" if match else ""
    found = (unit_of(words) if words else unit) if match else ""
    if match is None or found not in ("days", "weeks"):
        why = _NOT_DAYS.get(found, "write for example 5, or 2 weeks")
        raise CellError(f"{_shown(text)} is no number of working days: {why}")
    return int(match[1]) * (week if found == "weeks" else 1)


def party(text: str, *, client: str, studio: Studio) -> Party:
    """A side by a word for it, or by its own name; raises CellFault."""
    word = folded(text)
    names: Mapping[Party, str] = {"client": folded(client), "provider": folded(studio.name)}
    for side, words in _PARTIES.items():
        if word in words or word == names[side]:
            return side
    raise CellError(f"{_shown(text, 'owner')} is neither side: write client or provider")


def language(text: str) -> str:
    """A language by its code or its name; what is neither is left to the reader of the file."""
    return LANGUAGES.get(folded(text), text.lower())


def _shown(text: str, field: str = "date") -> str:
    """The text, where it can be no client's words."""
    return quoted(text, (field,))
