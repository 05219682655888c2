"""Values that fields hold: parties, days, weeks, money, texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from courtside.model.currencies import to_smallest_unit

Party = Literal["client", "provider"]


PARTIES: tuple[Party, ...] = ("client", "provider")


Language = Literal["en", "es", "pt", "fr", "de", "it"]


StepKind = Literal["lose-slot", "fee", "credit", "approve", "may-close", "may-leave", "remind"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def to_cents(amount: Decimal) -> Decimal:
    """Round half away from zero to hundredths, as every signature of format 1 has them."""
    return to_smallest_unit(amount, "EUR")


# Years that a project can be about; keeps a slip of the pen (20226) out of the calendars.
FIRST_YEAR, LAST_YEAR = 2000, 2099


def _read_day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("day", "is no day of the calendar") from None
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
        raise PydanticCustomError("day", f"is in no year between {FIRST_YEAR} and {LAST_YEAR}")
    raise PydanticCustomError("day", "is not a day: write it as 2026-03-06")


Day = Annotated[
    date,
    BeforeValidator(_read_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-03-06"]}),
]


def _read_week(value: Any) -> Any:
    """`mon-fri`, `sun-thu`, `mon,tue,thu`, `mon-wed,fri` -> numbers of the weekdays, mon = 0."""
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
            "examples": ["mon-fri", "sun-thu", "mon,tue,thu"],
        }
    ),
]


class Days(BaseModel):
    """A run of days, both ends included."""

    model_config = ConfigDict(frozen=True)

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
            "days", "is not a day or a range: write 2026-12-24 or 2026-08-03..2026-08-21"
        ) from None
    if end < begin:
        raise PydanticCustomError("days", "ends before it begins")
    return Days(first=begin, last=end)


ClosedDays = Annotated[
    Days,
    BeforeValidator(_read_days),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?$",
            "examples": ["2026-12-24", "2026-08-03..2026-08-21"],
        }
    ),
]


class Amount(BaseModel):
    """Money (`840 EUR`, or `840` in the house's currency) or a share of the price (`10%`)."""

    model_config = ConfigDict(frozen=True)

    value: Decimal
    unit: str
    """`%`, a currency code, or empty for the house's currency."""

    @property
    def is_share(self) -> bool:
        return self.unit == "%"

    def of(self, price: Decimal) -> Decimal:
        """Exact, not rounded."""
        return price * self.value / 100 if self.is_share else self.value


# How many decimals a currency has is looked at where it is known: `check_money`. Rupiah and dong
# need twelve digits before the point.
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
    ],
    "examples": ["8400 EUR"],
}


_AMOUNT_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^\d{1,3}(\.\d{1,4})? ?%$"},
        {"type": "string", "pattern": r"^\d{1,12}(\.\d{1,3})? ?([A-Z]{3})?$"},
        {"type": "integer", "minimum": 0},
    ],
    "examples": ["10%", "840 EUR"],
}

SignedMoney = Annotated[Amount, BeforeValidator(_read_money), WithJsonSchema(_MONEY_SCHEMA)]


Price = Annotated[
    Amount, BeforeValidator(lambda v: _not_negative(_read_money(v))), WithJsonSchema(_MONEY_SCHEMA)
]


Share = Annotated[Amount, BeforeValidator(_read_amount), WithJsonSchema(_AMOUNT_SCHEMA)]

Line = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[^\n]*[^\s][^\n]*$", max_length=300)
]
"""One line of a person's words."""


Prose = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=4000)]
"""Markdown."""


Name = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[a-z0-9][a-z0-9-]{0,59}$"),
    Field(examples=["copy"]),
]
"""An id: small letters, digits and hyphens."""


# None of the signs that RFC 5322 has for itself, and nothing that is not seen.
_HALF = r"""[^\s\u00ad\u200c\u200d@<>,;:"()\[\]\\]+"""


Email = Annotated[str, StringConstraints(strict=True, pattern=f"^{_HALF}@{_HALF}$", max_length=254)]


Count = Annotated[int, Field(strict=True, ge=0, le=1000)]


Sha256 = Annotated[str, StringConstraints(strict=True, pattern=r"^sha256:[0-9a-f]{64}$")]


Region = Annotated[
    str, StringConstraints(strict=True, pattern=r"^([A-Z]{2}(-[A-Za-z0-9]{1,12})?|none)$")
]
"""A country, a subdivision of one, or `none`."""


Url = Annotated[
    str, StringConstraints(strict=True, pattern=r"^(https?://|mailto:)\S+$", max_length=2000)
]


# So much and no more: what a page takes to reckon and to draw grows with each entry.
T = TypeVar("T")


Few = Annotated[tuple[T, ...], Field(max_length=100)]
"""A list of what is agreed or handed over."""


Many = Annotated[tuple[T, ...], Field(max_length=1000)]
"""A list that grows for years."""


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
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^-?(\d{1,2}(\.\d{1,4})?|100) ?%$",
            "examples": ["21%", "-15%"],
        }
    ),
]
"""A rate of tax in percent; negative for what the client withholds."""


WebUrl = Annotated[str, StringConstraints(strict=True, pattern=r"^https?://\S+$", max_length=2000)]


Clauses = Annotated[str, StringConstraints(strict=True, max_length=100_000)]
"""Markdown of an agreement."""


Iban = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[A-Z]{2}[0-9]{2}( ?[A-Z0-9]){11,30}$")
]


Bic = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$"),
]


def _read_translations(value: Any) -> Any:
    """One text for all languages stands alone in the mapping, so that it is found for each."""
    return {"en": value} if isinstance(value, str) else value


Translations = Annotated[
    dict[Language, Prose],
    Field(min_length=1),
    BeforeValidator(_read_translations, json_schema_input_type=Prose | dict[Language, Prose]),
]
"""A text in the languages that it is needed in: `{en: ..., es: ...}`, or one text for all."""


def in_language(texts: Mapping[Language, str], language: str) -> str:
    """Return the text in a language; where it is missing the English one, else the first."""
    known = {str(name): text for name, text in texts.items()}
    return known.get(language) or known.get("en") or next(iter(known.values()))


_None = Literal["none"]


def _as_it_is(value: Any) -> Any:
    return value


# `none` in a project says that it has no such term, whatever the standard terms say later.
AgreedCount = Annotated[
    Count | None, BeforeValidator(_as_it_is, json_schema_input_type=Count | _None)
]


AgreedShare = Annotated[
    Share | None, BeforeValidator(_as_it_is, json_schema_input_type=Share | _None)
]


TERMS = ("reply", "revisions", "round_days", "net", "restart_within", "cap")
"""The terms beside `late`; a project can say `none` for each."""


def lacks(field: str, sample: str) -> PydanticCustomError:
    """Return the error that a record needs a field which others may leave out."""
    message = "`{field}` is missing: write for example {field}: {sample}"
    return PydanticCustomError("lacks", message, {"field": field, "sample": sample})


AnyStage = Annotated[
    str,
    StringConstraints(
        strict=True, pattern=r"^[a-z0-9][a-z0-9-]{0,59}(\.(changes|look)-[1-9][0-9]?)?$"
    ),
    Field(examples=["copy", "design-ok.changes-1"]),
]
"""The id of a stage, also of one that a round added to an approval."""
