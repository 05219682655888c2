"""What stands in a cell -> as a project file has it: days, money, sides.

    13/03/2026 -> 2026-03-13      8.400,00 € -> 8400.00 EUR      30 % -> 30%      Studio -> provider

Nothing is guessed: whether 3/4/2026 is in March or in April is told by the other days of the sheet,
or by whoever imports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from babel.numbers import get_currency_symbol

from courtside.errors import CourtsideError
from courtside.model.studio import Studio
from courtside.model.values import Party
from courtside.provider.importing.columns import folded
from courtside.source.messages import quoted

DayOrder = Literal["dmy", "mdy"]

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
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
        match = _YEAR_LAST.fullmatch(_MIDNIGHT.sub("", text))
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
    match = _YEAR_LAST.fullmatch(_MIDNIGHT.sub("", text))
    return match is not None and match[1].zfill(2) != match[2].zfill(2)


def day(text: str, order: DayOrder) -> str:
    """A day as 2026-03-06; raises CellFault."""
    plain = _MIDNIGHT.sub("", text)
    parts = _YEAR_FIRST.fullmatch(plain)
    if parts:
        year, month, number = map(int, parts.groups())
    elif parts := _YEAR_LAST.fullmatch(plain):
        one, two, year = map(int, parts.groups())
        number, month = (one, two) if order == "dmy" else (two, one)
    else:
        raise CellError(f"{_shown(text)} is not a day: write it as 2026-03-06")
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        raise CellError(f"{_shown(text)} is no day of the calendar") from None


def amount(text: str, studio: Studio, *, share: bool = False) -> str:
    """Money as 8400.00 EUR, or a share as 30%; `share` makes bare numbers shares. CellFault."""
    bare = re.sub(r"[\s\u00a0\u202f']", "", text)
    if bare.endswith("%") or (share and re.fullmatch(r"[\d.,]+", bare)):
        return f"{_decimal(bare.removesuffix('%'), text, thousands=False)}%"
    code = re.search(r"^[A-Z]{3}|[A-Z]{3}$", bare)
    if code:
        bare, unit = bare.replace(code[0], ""), code[0]
    else:
        bare, unit = bare.replace(_symbol(studio), ""), studio.currency
    return f"{_decimal(bare, text, thousands=True)} {unit}"


def _symbol(studio: Studio) -> str:
    return str(get_currency_symbol(studio.currency, locale="en"))


def _decimal(bare: str, text: str, *, thousands: bool) -> str:
    """`8.400,00`, `8,400.00`, `8400` -> `8400.00`: the last sign of two is the decimal one.

    A single one with three digits behind it groups thousands, as money has two decimals at most.
    """
    sign = max(bare.rfind("."), bare.rfind(","))
    whole, rest = (bare[:sign], bare[sign + 1 :]) if sign >= 0 else (bare, "")
    groups = re.fullmatch(r"-?\d{1,3}([.,]\d{3})*|-?\d+", bare)
    if thousands and groups and len({sign for sign in bare if sign in ".,"}) <= 1:
        return re.sub(r"[.,]", "", bare)
    other = "," if bare[sign : sign + 1] == "." else "."
    grouped = re.fullmatch(rf"-?\d{{1,3}}(\{other}\d{{3}})*|-?\d+", whole)
    if not grouped or not re.fullmatch(r"\d{0,2}" if thousands else r"\d{0,4}", rest):
        raise CellError(f"{_shown(text)} is not an amount: write it as 8400 EUR, 1234.55 or 30%")
    whole = whole.replace(other, "")
    return f"{whole}.{rest}" if rest.strip("0") else whole


def days(text: str) -> int:
    """A number of working days; raises CellFault."""
    match = re.fullmatch(r"([0-9]{1,4})(?:[.,]0+)?(?: ?[^\W\d]+)?", text)
    if match is None:
        raise CellError(f"{_shown(text)} is no number of working days: write for example 5")
    return int(match[1])


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
