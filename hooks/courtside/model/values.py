"""The values that fields hold: parties, days, weeks, money and texts.

    mon-fri      ->  frozenset({0, 1, 2, 3, 4})
    840.50 EUR   ->  Amount(value=Decimal("840.50"), unit="EUR")

The message of an error goes on after the value: "'2026-02-30' | is not a calendar date".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from courtside.model.currencies import to_smallest_unit

Party = Literal["client", "provider"]

PARTIES: tuple[Party, ...] = ("client", "provider")

OTHER: Mapping[Party, Party] = {"client": "provider", "provider": "client"}
"""The other party."""

Language = Literal["en", "es", "pt", "fr", "de", "it"]
LANGUAGES: tuple[str, ...] = get_args(Language)

StepKind = Literal["lose-slot", "fee", "credit", "approve", "may-close", "may-leave", "remind"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

WORDS = "words"
"""Marks a text in somebody's own words: no message shows it, and it may hold any character."""

HIDDEN = "hidden"
"""Marks a value that no message shows, although it is not free text: an address, a link."""


def to_cents(amount: Decimal) -> Decimal:
    """Round half away from zero to hundredths, as every signature of format 1 has them."""
    return to_smallest_unit(amount, "EUR")


# --- Days ------------------------------------------------------------------------------------

# A typing error in a year (20226) must not reach the calendars.
FIRST_YEAR, LAST_YEAR = 2000, 2099


def _read_day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("day", "is not a calendar date") from None
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
        raise PydanticCustomError("day", f"is not between {FIRST_YEAR} and {LAST_YEAR}")
    raise PydanticCustomError("day", "is not a date: write it as 2026-03-06")


Day = Annotated[
    date, BeforeValidator(_read_day), WithJsonSchema({"type": "string", "format": "date"})
]


def _read_week(value: Any) -> Any:
    """Return the numbers of the weekdays, Monday being 0, of `mon-fri` or `mon-wed,fri`."""
    if isinstance(value, frozenset):
        return value
    days: set[int] = set()
    for part in str(value).replace(" ", "").lower().split(",") if isinstance(value, str) else [""]:
        first, dash, last = part.partition("-")
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            raise PydanticCustomError(
                "week", "is not a working week: write mon-fri, sun-thu or mon,tue,thu"
            )
        begin = WEEKDAYS.index(first)
        length = (WEEKDAYS.index(last) - begin) % 7 + 1 if dash else 1
        days.update((begin + offset) % 7 for offset in range(length))
    return frozenset(days)


Week = Annotated[
    frozenset[int],
    BeforeValidator(_read_week),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^(mon|tue|wed|thu|fri|sat|sun)([-, ]+(mon|tue|wed|thu|fri|sat|sun))*$",
        }
    ),
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """A range of days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def _read_days(value: Any) -> Any:
    if isinstance(value, Days):
        return value
    text = value if isinstance(value, str) else ""
    first, dots, last = text.partition("..")
    try:
        begin = _read_day(first.strip())
        end = _read_day(last.strip()) if dots else begin
    except PydanticCustomError:
        raise PydanticCustomError(
            "days", "is not a date or a range: write 2026-12-24 or 2026-08-03..2026-08-21"
        ) from None
    if end < begin:
        raise PydanticCustomError("days", "ends before it begins")
    return Days(first=begin, last=end)


ClosedDays = Annotated[
    Days,
    BeforeValidator(_read_days),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?$"}),
]


# --- Money -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """Money (`840 EUR`, or `840` in the studio's currency) or a share of the price (`10%`)."""

    value: Decimal
    unit: str
    """`%`, a currency code, or empty for the studio's currency."""

    @property
    def is_share(self) -> bool:
        """Whether this is a percentage."""
        return self.unit == "%"

    def of(self, price: Decimal) -> Decimal:
        """Return the exact amount, not rounded."""
        return price * self.value / 100 if self.is_share else self.value


# How many digits a currency has is checked where the currency is known (checks/money.py). Rupiah
# and dong need twelve digits before the point.
_AMOUNT = re.compile(r"(-?\d{1,12}(?:\.\d{1,3})?) ?([A-Z]{3})?", re.ASCII)

_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?) ?%", re.ASCII)


def _read_money(value: Any) -> Any:
    if isinstance(value, Amount):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    match = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise PydanticCustomError("money", "is not money: write it as 8400 EUR or 1234.55 EUR")
    return Amount(value=Decimal(match[1]), unit=match[2] or "")


def _read_price(value: Any) -> Any:
    return _not_negative(_read_money(value))


def _read_amount(value: Any) -> Any:
    share = _SHARE.fullmatch(value) if isinstance(value, str) else None
    if share is None:
        try:
            amount = _read_money(value)
        except PydanticCustomError:
            raise PydanticCustomError(
                "amount", "is not an amount: write 10% (of the price) or 840 EUR"
            ) from None
    else:
        amount = Amount(value=Decimal(share[1]), unit="%")
    if amount.is_share and amount.value > 100:
        raise PydanticCustomError("amount", "is more than 100% of the price")
    return _not_negative(amount)


def _not_negative(amount: Amount) -> Amount:
    if amount.value < 0:
        raise PydanticCustomError("amount", "is negative: write 0 or more")
    return amount


_MONEY_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^-?\d{1,12}(\.\d{1,3})? ?([A-Z]{3})?$"},
        {"type": "integer"},
    ]
}

_AMOUNT_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^\d{1,3}(\.\d{1,4})? ?%$"},
        {"type": "string", "pattern": r"^\d{1,12}(\.\d{1,3})? ?([A-Z]{3})?$"},
        {"type": "integer", "minimum": 0},
    ]
}

SignedMoney = Annotated[Amount, BeforeValidator(_read_money), WithJsonSchema(_MONEY_SCHEMA)]

Price = Annotated[Amount, BeforeValidator(_read_price), WithJsonSchema(_MONEY_SCHEMA)]

Share = Annotated[Amount, BeforeValidator(_read_amount), WithJsonSchema(_AMOUNT_SCHEMA)]

_RATE = re.compile(r"(-?\d{1,2}(?:\.\d{1,4})?|-?100) ?%", re.ASCII)


def _read_rate(value: Any) -> Any:
    if isinstance(value, Decimal):
        return value
    match = _RATE.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise PydanticCustomError("rate", "is not a rate of tax: write 21% or -15%")
    return Decimal(match[1])


Rate = Annotated[
    Decimal,
    BeforeValidator(_read_rate),
    WithJsonSchema({"type": "string", "pattern": r"^-?(\d{1,2}(\.\d{1,4})?|100) ?%$"}),
]
"""A rate of tax in percent; negative for what the client withholds."""


# --- Texts -----------------------------------------------------------------------------------

Line = Annotated[
    str,
    StringConstraints(
        strict=True,
        pattern=r"^[^\n]*[^\s\u00ad\u200c\u200d\ufe00-\ufe0f][^\n]*$",
        max_length=300,
    ),
    WORDS,
]
"""One line, of which something can be seen."""

Prose = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=4000), WORDS]
"""Markdown."""

Clauses = Annotated[str, StringConstraints(strict=True, max_length=100_000), WORDS]
"""Markdown of an agreement."""


def _read_translations(value: Any) -> Any:
    """Return a mapping; one text for all languages is its only entry, so every language has it."""
    return {"en": value} if isinstance(value, str) else value


Translations = Annotated[
    dict[Language, Prose],
    Field(min_length=1),
    BeforeValidator(_read_translations, json_schema_input_type=Prose | dict[Language, Prose]),
]
"""A text in the languages that need it: `{en: ..., es: ...}`, or one text for all."""


def in_language(texts: Mapping[Language, str], language: str) -> str:
    """Return the text in a language; if it is missing the English one, otherwise the first."""
    known = {str(name): text for name, text in texts.items()}
    return known.get(language) or known.get("en") or next(iter(known.values()))


# --- Names, addresses and numbers ------------------------------------------------------------

_NAME = r"[a-z0-9][a-z0-9-]{0,59}"

Name = Annotated[str, StringConstraints(strict=True, pattern=f"^{_NAME}$")]
"""An id: small letters, digits and hyphens."""

AnyStage = Annotated[
    str,
    StringConstraints(strict=True, pattern=rf"^{_NAME}(\.(changes|look)-[1-9][0-9]?)?$"),
]
"""The id of a stage, also of one that a round added to an approval: `design-ok.changes-1`."""

# None of the characters that RFC 5322 keeps for itself, and none that cannot be seen.
_KEPT = r"""\s\u00ad\u200c\u200d@<>,;:"()\[\]\\"""
EMAIL = rf"^[^{_KEPT}]+@[^{_KEPT}.]+(\.[^{_KEPT}.]+)+$"
"""With a dot in the domain: no mail reaches `hello@nido`."""

_VARIANT = re.compile("[\u034f\u180b-\u180f\u2800\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def _has_only_letters_and_signs(address: str) -> str:
    if not address.isprintable() or _VARIANT.search(address):
        raise PydanticCustomError("unseen", "has a character that no address has: type it anew")
    return address


Email = Annotated[
    str,
    StringConstraints(strict=True, pattern=EMAIL, max_length=254),
    AfterValidator(_has_only_letters_and_signs),
    HIDDEN,
]

Phone = Annotated[
    str, StringConstraints(strict=True, pattern=r"^\+?[0-9][0-9 ()./-]{3,30}$"), HIDDEN
]

Url = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^(https?://|mailto:)\S+$", max_length=2000),
    AfterValidator(_has_only_letters_and_signs),
    HIDDEN,
]

WebUrl = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^https?://\S+$", max_length=2000),
    AfterValidator(_has_only_letters_and_signs),
    HIDDEN,
]

Sha256 = Annotated[str, StringConstraints(strict=True, pattern=r"^sha256:[0-9a-f]{64}$"), HIDDEN]

Iban = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[A-Z]{2}[0-9]{2}( ?[A-Z0-9]){11,30}$")
]

Bic = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$")
]

Region = Annotated[
    str, StringConstraints(strict=True, pattern=r"^([A-Z]{2}(-[A-Za-z0-9]{1,12})?|none)$")
]
"""A country, a subdivision of one, or `none`."""

Count = Annotated[int, Field(strict=True, ge=0, le=1000)]

Flag = Annotated[bool, Field(strict=True)]


# The time to compute and draw a page grows with each entry, so lists have limits.
T = TypeVar("T")

Few = Annotated[tuple[T, ...], Field(max_length=100)]
"""A list of what is agreed or handed over."""

Many = Annotated[tuple[T, ...], Field(max_length=1000)]
"""A list that grows for years."""


# --- Terms -----------------------------------------------------------------------------------

_None = Literal["none"]


def _unchanged(value: Any) -> Any:
    return value


# `none` in a project means that it has no such term, whatever the standard terms say later.
AgreedCount = Annotated[
    Count | None, BeforeValidator(_unchanged, json_schema_input_type=Count | _None)
]

AgreedShare = Annotated[
    Share | None, BeforeValidator(_unchanged, json_schema_input_type=Share | _None)
]

TERMS = ("reply", "revisions", "round_days", "net", "restart_within", "cap")
"""The terms beside `late`; a project can say `none` for each."""


def lacks(field: str) -> PydanticCustomError:
    """Return the error that a record lacks a field which others may leave out."""
    return PydanticCustomError("lacks", "`{field}` is missing", {"field": field})
