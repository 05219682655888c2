"""The vocabulary: what a provider may write, as frozen records.

    {"id": "copy", "owner": "client", "days": 5}   ->   Stage(id="copy", owner="client", days=5)

Field names and their docstrings are the contract with the people who write the files: the JSON
Schemas are generated from them. Here each value is checked alone; what only several values
together can break (an `after` that names a later stage) stands in `checks`. A message here goes on
after the value that was found: "'2026-02-30' | is no day of the calendar".

Dates are days without a time, in the provider's zone. Money is Decimal. "days" are always working
days of the stage's owner.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

Party = Literal["client", "provider"]
PARTIES: tuple[Party, ...] = ("client", "provider")
Language = Literal["en", "es", "pt", "fr", "de", "it"]
StepKind = Literal["lose-slot", "fee", "credit", "approve", "may-close", "may-leave", "remind"]

FORMAT = 2
"""The format of the files that these records describe."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# ISO 4217; all other currencies have two digits.
_NO_DIGITS = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
     "VUV", "XAF", "XOF", "XPF")
)  # fmt: skip
_THREE_DIGITS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))


def currency_digits(currency: str) -> int:
    """Return the digits after the point of a currency's smallest unit: 2 for EUR, 0 for JPY."""
    return 0 if currency in _NO_DIGITS else 3 if currency in _THREE_DIGITS else 2


def to_cents(amount: Decimal) -> Decimal:
    """Round half away from zero to hundredths, as every signature of format 1 has them."""
    return to_smallest_unit(amount, "EUR")


def to_smallest_unit(amount: Decimal, currency: str) -> Decimal:
    """Round half away from zero to a currency's smallest unit: the only rounding there is."""
    unit = Decimal(1).scaleb(-currency_digits(currency))
    return amount.quantize(unit, rounding=ROUND_HALF_UP)


# --- Values written as text ------------------------------------------------------------------

# Years that a project can be about; keeps a slip of the pen (20226) out of the calendars.
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


def _read_day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("day", "is no day of the calendar") from None
        if _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return day
        raise PydanticCustomError("day", f"is in no year between {_FIRST_YEAR} and {_LAST_YEAR}")
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


_AMOUNT = re.compile(r"(-?\d{1,9}(?:\.\d{1,3})?) ?([A-Z]{3})?", re.ASCII)
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?) ?%", re.ASCII)
_RATE = re.compile(r"(-?\d{1,2}(?:\.\d{1,4})?|-?100) ?%", re.ASCII)


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


def _read_rate(value: Any) -> Any:
    if isinstance(value, Decimal):
        return value
    match = _RATE.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise PydanticCustomError("rate", "is not a rate of tax: write 21% or -15%")
    return Decimal(match[1])


def _not_negative(amount: Amount) -> Amount:
    if amount.value < 0:
        raise PydanticCustomError("amount", "is negative: write 0 or more")
    return amount


_MONEY_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^-?\d{1,9}(\.\d{1,3})? ?([A-Z]{3})?$"},
        {"type": "integer"},
    ],
    "examples": ["8400 EUR"],
}
_AMOUNT_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^\d{1,3}(\.\d{1,4})? ?%$"},
        {"type": "string", "pattern": r"^\d{1,9}(\.\d{1,3})? ?([A-Z]{3})?$"},
        {"type": "integer", "minimum": 0},
    ],
    "examples": ["10%", "840 EUR"],
}

SignedMoney = Annotated[Amount, BeforeValidator(_read_money), WithJsonSchema(_MONEY_SCHEMA)]
Price = Annotated[
    Amount, BeforeValidator(lambda v: _not_negative(_read_money(v))), WithJsonSchema(_MONEY_SCHEMA)
]
Share = Annotated[Amount, BeforeValidator(_read_amount), WithJsonSchema(_AMOUNT_SCHEMA)]
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
AnyStage = Annotated[
    str,
    StringConstraints(
        strict=True, pattern=r"^[a-z0-9][a-z0-9-]{0,59}(\.(changes|look)-[1-9][0-9]?)?$"
    ),
    Field(examples=["copy", "design-ok.changes-1"]),
]
"""The id of a stage, also of one that a round added to an approval."""
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


# So much and no more: what a page takes to reckon and to draw grows with each entry.
T = TypeVar("T")
Few = Annotated[tuple[T, ...], Field(max_length=100)]
"""A list of what is agreed or handed over."""
Many = Annotated[tuple[T, ...], Field(max_length=1000)]
"""A list that grows for years."""


def lacks(field: str, sample: str) -> PydanticCustomError:
    """Return the error that a record needs a field which others may leave out."""
    message = "`{field}` is missing: write for example {field}: {sample}"
    return PydanticCustomError("lacks", message, {"field": field, "sample": sample})


class Record(BaseModel):
    """What all records of a file have in common: no unknown fields, nothing changes, no echo."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )

    def model_post_init(self, _context: Any) -> None:
        """Do not keep which fields were written (`exclude_unset` knows nothing of it): nobody asks,
        and these sets would be a third of what a large house takes of the memory."""
        object.__setattr__(self, "__pydantic_fields_set__", _NOT_ASKED)


_NOT_ASKED: set[str] = set()


# --- Calendars -------------------------------------------------------------------------------


class CalendarRule(Record):
    """When a party works."""

    week: Week | None = None
    """Working weekdays: `mon-fri`, `sun-thu`, `mon,tue,thu`."""
    holidays: Region | None = None
    """Public holidays of a country or a subdivision of it (`ES`, `ES-MD`), or `none`."""
    closed: Many[ClosedDays] = ()
    """Further days without work: single days or ranges."""


class Calendars(Record):
    """The calendars of one project, where they differ from the house's."""

    provider: CalendarRule | None = None
    """Replaces the house's calendar whole; `schedule` writes it, so that a promise cannot move."""
    client: CalendarRule | None = None
    """What is left out is taken from the provider's, except closures."""


# --- Terms -----------------------------------------------------------------------------------


class Step(Record):
    """One thing that follows once the owner of a stage is more than `after` working days late."""

    after: Count
    """Working days late that are still free; the step is in effect on the next one."""
    do: StepKind
    """What happens."""
    amount: Share | None = None
    """Of a `fee` or a `credit`: money, or a percentage of the price."""
    of: Literal["payment"] | None = None
    """The step applies to payment stages only, and a percentage is of what the stage asks."""
    per: Literal["day", "week"] | None = None
    """Take the amount once for each working day (or begun working week) beyond `after`."""
    cap: Share | None = None
    """The most that this step takes in the whole project."""
    text: Line | None = None
    """Words of a `remind` step."""


class Late(Record):
    """What follows from lateness, for each side."""

    client: Few[Step] | None = None
    """Steps when the client is late; replaces the house's list."""
    provider: Few[Step] | None = None
    """Steps when the provider is late; replaces the house's list."""


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


class Terms(Record):
    """The standard terms, or what differs from them in one project."""

    reply: AgreedCount = None
    """Working days to answer a message, both parties."""
    revisions: AgreedCount = None
    """Rounds included in each approval."""
    round_days: AgreedCount = None
    """Working days that the provider has for one round of changes; left out: 3."""
    net: AgreedCount = None
    """Time allowed for a payment stage without `days`, in working days; left out: 0."""
    restart_within: AgreedCount = None
    """Working days within which the provider is back after a lost slot: 1 or more."""
    cap: AgreedShare = None
    """The most that all fees together, and all credits together, can come to."""
    late: Late = Late()
    """What follows from lateness."""
    _without: frozenset[str] = PrivateAttr(default=frozenset())

    @model_validator(mode="wrap")
    @classmethod
    def _read_none(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        without: frozenset[str] = frozenset()
        if isinstance(value, dict):
            without = frozenset(n for n, term in value.items() if n in TERMS and term == "none")
            value = {name: term for name, term in value.items() if name not in without}
        terms = handler(value)
        if without:
            terms._without = without
        return terms

    def says(self, term: str) -> bool:
        """Return whether one of `TERMS` is written here, as a value or as `none`."""
        return term in self._without or getattr(self, term) is not None

    def with_none(self, terms: Iterable[str]) -> Terms:
        """Return the same terms with `none` for some of `TERMS`."""
        fields = {name: getattr(self, name) for name in (*TERMS, "late")}
        return Terms(**(fields | dict.fromkeys((*self._without, *terms), "none")))

    @property
    def promise(self) -> int | None:
        """Return the working days of `restart_within`; None where nothing is promised.

        Format 1 could say 0, and meant the next working day.
        """
        return None if self.restart_within is None else max(self.restart_within, 1)

    def allowance(self, stage: StageTemplate) -> int:
        """Return the working days of a stage as agreed at first; those of a payment may be `net`
        (rule 3)."""
        if stage.days is not None:
            return stage.days
        return self.net or 0

    def steps(self, party: Party) -> tuple[Step, ...]:
        """The steps for one side, in order."""
        return (self.late.client if party == "client" else self.late.provider) or ()

    def over(self, house: Terms) -> Terms:
        """These terms where they say something, the house's where they do not."""

        def late(party: Party) -> tuple[Step, ...] | None:
            own: tuple[Step, ...] | None = getattr(self.late, party)
            return getattr(house.late, party) if own is None else own

        terms: dict[str, Any] = {
            term: getattr(self if self.says(term) else house, term) for term in TERMS
        }
        return Terms(**terms, late=Late(client=late("client"), provider=late("provider")))


TERMS = ("reply", "revisions", "round_days", "net", "restart_within", "cap")
"""The terms beside `late`; a project can say `none` for each."""


# --- A project -------------------------------------------------------------------------------


class Returned(Record):
    """An incomplete hand-over that went back: the ball never left."""

    sent: Day
    """The day on which it was handed over."""
    date: Day
    """The day on which it went back."""
    why: Prose
    """What is missing."""


class Wait(Record):
    """The ball went back for an answer: days that do not count for the owner of the stage."""

    first: Annotated[Day, Field(alias="from")]
    """The day of the question; the days after it do not count."""
    told: Day | None = None
    """The day on which the other party was told of it; left out: that of the question."""
    last: Annotated[Day | None, Field(alias="to")] = None
    """The day of the answer; left out while it is open."""
    on: Literal["client", "provider", "outside"]
    """Who has to answer: the other party, or somebody `outside`."""
    why: Prose | None = None
    """What was asked."""


class Round(Record):
    """The answer to an approval was: please change this."""

    asked: Day
    """The day on which the client asked for the change."""
    why: Prose | None = None
    """What is to change."""
    done: Day | None = None
    """The day on which the changed work was handed over."""


class Given(Record):
    """Something that is handed over at the end of a stage."""

    text: Prose
    """What it is."""
    received: Day | None = None
    """The day on which it came: an item ticked off."""


def _read_given(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


GivenItem = Annotated[Given, BeforeValidator(_read_given, json_schema_input_type=Prose | Given)]
"""A text alone, or `{text: ..., received: 2026-03-09}`."""


class StageTemplate(Record):
    """A stage as a playbook lists it."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["days"]}, {"required": ["pay"]}]}
    )

    id: Name
    """Short name, unique in the project."""
    title: Line
    """What the client reads."""
    owner: Party
    """In whose court the ball is while the stage is open."""
    days: Count | None = None
    """Allowance in working days of the owner; 0 is a milestone. A `pay` stage may leave it out."""
    gives: Few[GivenItem] = ()
    """What is handed over at the end."""
    after: Few[Name] | None = None
    """Earlier stages that must be finished first; left out: the one before; `[]`: none."""
    approves: Name | None = None
    """The stage that this one approves."""
    pay: Share | None = None
    """A payment of so much."""

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        if self.days is None and self.pay is None:
            raise lacks("days", "5")
        return self


class Stage(StageTemplate):
    """A piece of work, a round of comments, an approval, a delivery of material or a payment."""

    start: Day | None = None
    """Assigned date, written by `courtside schedule`."""
    due: Day | None = None
    """Assigned date, written by `courtside schedule`."""
    done: Day | None = None
    """The day of the hand-over."""
    skipped: Day | None = None
    """The day on which it was clear that this round is not needed."""
    returned: Few[Returned] = ()
    """Incomplete hand-overs that went back."""
    waits: Few[Wait] = ()
    """Times in which the owner waited for an answer."""
    rounds: Few[Round] = ()
    """Of an approval: changes that the client asked for, in order."""
    url: WebUrl | None = None
    """Where it happens: upload folder, design to approve, invoice or payment page."""
    invoice: Line | None = None
    """Number of the invoice of a payment stage."""


class Client(Record):
    """The other party."""

    name: Line
    """As it stands in the agreement."""
    contact: Line | None = None
    """The person who answers."""
    email: Email
    """Where reminders go."""
    cc: Few[Email] = ()
    """Who gets a copy of every mail."""
    details: Prose | None = None
    """Printed under the name in the agreement: address, tax number."""
    id: Name | None = None
    """Projects with the same client id share one portal and one link."""
    consumer: Annotated[bool, Field(strict=True)] = False
    """The client buys for private use: the law then protects them more than a business."""


class Quoted(Record):
    """A proposal."""

    date: Day
    """The day of the proposal."""
    until: Day | None = None
    """The last day on which it can be signed."""


class Signed(Record):
    """Agreed by the client: here, or with the agreement of another project."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["date", "by"]}, {"required": ["as"]}]}
    )

    date: Day | None = None
    """The day of the signature."""
    by: Line | None = None
    """Who signed."""
    hash: Sha256 | None = None
    """Of what was signed; a later difference stops the build."""
    words: Clauses | None = None
    """The studio's clauses as they were signed, written by `courtside sign`; `""`: none."""
    same_as: Annotated[Name | None, Field(alias="as")] = None
    """The project with whose agreement this one is signed; then nothing else is written."""

    @model_validator(mode="after")
    def _signed_somewhere(self) -> Self:
        if self.same_as is None and self.date is None:
            raise lacks("date", "2026-02-20")
        if self.same_as is None and self.by is None:
            raise lacks("by", "Lucía Prieto")
        return self


class Deposit(Record):
    """Paid before the work gets its dates. When it came stands in `payments`."""

    amount: Share
    """Money, or a percentage of the price."""
    invoice: Line | None = None
    """Number of its invoice."""
    url: WebUrl | None = None
    """Where it can be paid or the invoice be seen."""


def _read_deposit(value: Any) -> Any:
    return {"amount": value} if isinstance(value, str | int) else value


AgreedDeposit = Annotated[
    Deposit, BeforeValidator(_read_deposit, json_schema_input_type=Share | Deposit)
]
"""An amount alone, or `{amount: 30%, invoice: 2026-011}`."""


class Payment(Record):
    """Money that really moved, tax included."""

    date: Day
    """The day on which it came."""
    instalment: Annotated[Name, Field(alias="for")]
    """What it was for: `deposit`, the id of a `pay` stage, or `balance`."""
    amount: SignedMoney
    """How much came; negative for a refund."""
    part: Annotated[bool, Field(strict=True)] = False
    """Only a part: the instalment still asks for the rest."""
    invoice: Line | None = None
    """Number of the invoice that it paid."""


class Scheduled(Record):
    """The project has its dates."""

    date: Day
    """The day on which the dates were assigned."""
    hash: Sha256 | None = None
    """Of the assigned dates and the calendars."""


class NewStage(Record):
    """A stage that was not in the plan."""

    id: Name
    """Short name, unique in the project."""
    title: Line
    """What the client reads."""
    owner: Party
    """In whose court the ball is while the stage is open."""
    days: Count
    """Allowance in working days of the owner."""
    done: Day | None = None
    """The day of the hand-over."""


class Change(Record):
    """More work on a stage. Counts once it is agreed."""

    date: Day
    """When it was proposed."""
    title: Line
    """What is added, in a few words."""
    asked_by: Party | None = None
    """Who asked for it."""
    stage: Name
    """The stage that gets the days, or that the new one follows."""
    days: Count = 0
    """Working days added to the allowance of the stage."""
    adds: NewStage | None = None
    """A stage that was not in the plan; it follows `stage`."""
    price: SignedMoney = Amount(value=Decimal(0), unit="")
    """Added to the total; negative for less."""
    agreed: Day | None = None
    """The day on which both agreed; left out while it is only proposed."""


class Pause(Record):
    """Nobody works, by agreement."""

    first: Annotated[Day, Field(alias="from")]
    """First day of the pause."""
    last: Annotated[Day | None, Field(alias="to")] = None
    """Last day; left out while it is open."""
    by: Party
    """Who asked for it."""
    why: Prose | None = None
    """The reason."""
    agreed: Day | None = None
    """The day on which both agreed; left out while it is only proposed."""


class Restart(Record):
    """A date that the provider agreed for a stage that was queued."""

    stage: AnyStage
    """The stage, one of the provider's."""
    start: Day
    """The day on which work resumes."""
    date: Day
    """When this was agreed."""


class Waiver(Record):
    """A step that somebody was kind enough not to take."""

    stage: AnyStage
    """The stage on which the step is not taken."""
    do: StepKind
    """Which step."""
    date: Day
    """The day of the kindness."""
    why: Prose | None = None
    """The reason, for both to read."""


class Ended(Record):
    """The parties end the project before it is complete."""

    date: Day
    """The last day of the project."""
    by: Party
    """Who ended it."""
    why: Prose | None = None
    """The reason, for both to read."""
    total: Price
    """The final account, net: what the project costs now."""


class Entry(Record):
    """What happened, for both to read."""

    date: Day
    """The day on which it happened."""
    text: Prose
    """What happened."""
    link: Url | None = None
    """Where it can be seen: https, http or mailto."""


class Note(Record):
    """Never leaves the repository, never reaches a page."""

    date: Day
    """The day of the note."""
    text: Prose
    """For the provider alone."""


class ProjectFile(Record):
    """One project: who does what and when, and what has happened."""

    title: Line
    """What the client reads above the page."""
    client: Client
    """Who the work is for."""
    language: Language | None = None
    """Of the page; left out: the house's."""
    price: Price
    """What was agreed, before changes: `8400 EUR`."""
    quoted: Quoted | None = None
    """The proposal and how long it holds."""
    signed: Signed | None = None
    """When and by whom the agreement was signed."""
    deposit: AgreedDeposit | None = None
    """What is paid before the start counts."""
    start: Day | None = None
    """Assigned from the provider's calendar."""
    scheduled: Scheduled | None = None
    """Written by `courtside schedule` with the assigned dates."""
    calendars: Calendars = Calendars()
    """The calendars of this project, where they differ from the house's."""
    link: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 1
    """Raise it to make a new link and end the old one."""
    link_until: Day | None = None
    """The page comes down after this day."""
    allow: Few[Name] = ()
    """Names of warnings that are meant so, and are not shown for this project."""
    files: Few[Line] = ()
    """In `projects/<id>/`, sealed with the page."""
    stages: Annotated[Few[Stage], Field(min_length=1)]
    """What is done by whom, in order."""
    terms: Terms = Terms()
    """Only what differs from the house terms."""
    payments: Many[Payment] = ()
    """What really came, tax included: the one place for money that moved."""
    changes: Few[Change] = ()
    """More work, proposed or agreed."""
    pauses: Few[Pause] = ()
    """Times in which nobody works."""
    restarts: Few[Restart] = ()
    """Dates agreed for stages that were queued; one for each stage."""
    waivers: Few[Waiver] = ()
    """Steps that were not taken."""
    log: Many[Entry] = ()
    """What happened, for both to read; newest last."""
    private: Annotated[Many[Note], Field(repr=False)] = ()
    """Never leaves the repository, never reaches a page."""
    ended: Ended | None = None
    """The project was ended early; the page stays up with the final account."""
    closed: Day | None = None
    """The portal is taken down on this day."""
    words: Clauses | None = None
    """Markdown: what this project's agreement says in its own words."""


def preceding(stages: Iterable[StageTemplate]) -> dict[str, tuple[str, ...]]:
    """For each stage, the stages that must be finished first; left out, the one before it."""
    before: dict[str, tuple[str, ...]] = {}
    previous: tuple[str, ...] = ()
    for stage in stages:
        before[stage.id] = previous if stage.after is None else stage.after
        previous = (stage.id,)
    return before


class Project(ProjectFile):
    """A project file and its name."""

    id: str
    """The file's name without its ending."""

    @property
    def portal_id(self) -> str:
        """Whose portal this project is shown in: one for all projects of a client id."""
        return self.client.id or self.id

    @cached_property
    def before(self) -> dict[str, tuple[str, ...]]:
        """For each stage, the stages that must be finished first."""
        return preceding(self.stages)

    def settled(self, instalment: str) -> date | None:
        """Return the day on which an instalment was settled; None while it is not (rule 8).

        The first positive payment for it that is no part settles it, whatever its amount.
        `instalment` is `deposit` or the id of a `pay` stage.
        """
        days = (
            payment.date
            for payment in self.payments
            if payment.instalment == instalment and payment.amount.value > 0 and not payment.part
        )
        return min(days, default=None)

    def general_words(self, studio: Studio) -> str | None:
        """Return the clauses that every agreement has: as they were signed, else the studio's."""
        if self.signed and self.signed.words is not None:
            return self.signed.words
        return studio.words

    def waived(self, stage: str, do: StepKind) -> Waiver | None:
        """The waiver of a step on a stage."""
        return next((w for w in self.waivers if w.stage == stage and w.do == do), None)


# --- The studio ------------------------------------------------------------------------------


# ZoneInfo looks for a file, and for a package in as many others as there are slashes.
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}")


class Playbook(Record):
    """A list of stages to start a project from; copied, never referred to."""

    deposit: Share | None = None
    """Money, or a percentage of the price."""
    words: Clauses | None = None
    """Markdown: clauses that every agreement of this kind has."""
    stages: Annotated[Few[StageTemplate], Field(min_length=1)]
    """What is done by whom, in order."""


class Tax(Record):
    """A rate of tax on every amount, or words beside it."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["name", "rate"]}, {"required": ["note"]}]}
    )

    name: Line | None = None
    """As it stands on an invoice: `IVA`."""
    rate: Rate | None = None
    """In percent of the net amount; negative for what the client withholds."""
    note: Translations | None = None
    """Instead of a rate: words that stand beside every amount, such as `excl. VAT`."""

    @model_validator(mode="after")
    def _rate_or_note(self) -> Self:
        if self.note is None and self.rate is None:
            raise lacks("rate", "21%")
        if self.note is None and self.name is None:
            raise lacks("name", "IVA")
        if self.note is not None and self.rate is not None:
            raise PydanticCustomError("tax", "has a rate and a note: write one of them")
        return self


class PayTo(Record):
    """Where money goes."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["iban"]}, {"required": ["link"]}]}
    )

    name: Line | None = None
    """Holder of the account."""
    iban: Iban | None = None
    """Of the account."""
    bic: Bic | None = None
    """Of the bank."""
    link: WebUrl | None = None
    """Where it can be paid online."""


class Notice(Record):
    """Something that every client should know for a time."""

    until: Day
    """The last day on which it is shown."""
    text: Translations
    """What every page says until then."""


class Studio(Record):
    """The provider and the house terms."""

    name: Line
    """As it stands in the agreement."""
    email: Email
    """Where the client writes to."""
    details: Prose | None = None
    """Printed under the name in the agreement: address, tax number."""
    timezone: Annotated[str, StringConstraints(strict=True)]
    """IANA name, such as Europe/Madrid. A due date ends at midnight there."""
    language: Language = "en"
    """Of pages that name none."""
    address: Literal["formal"] | None = None
    """`formal`: pages address the client formally, where the language has such a form."""
    currency: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}$")]
    """ISO 4217. One house, one currency."""
    calendar: CalendarRule = CalendarRule()
    """When the house works."""
    capacity: Annotated[int, Field(strict=True, ge=1, le=100)] = 1
    """Provider stages worked on at once."""
    tax: Few[Tax] = ()
    """Rates of tax on every amount; amounts in the files are net."""
    pay_to: PayTo | None = None
    """Where clients pay."""
    notice: Notice | None = None
    """Shown on every page until its day."""
    format: Annotated[int, Field(strict=True, ge=1)] = 1
    """Of the files of the house; `courtside migrate` raises it."""
    key_id: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{16}$")] | None = None
    """Which root secret the links were made with."""
    example_day: Day | None = None
    """Only in the shipped examples: the day that they are built as of."""
    terms: Terms = Terms()
    """The house terms; a project may have its own."""
    words: Clauses | None = None
    """Markdown: clauses that every agreement has (ownership of the work, data protection, ...)."""
    allow: Few[Name] = ()
    """Names of warnings about this file that are meant so, and are not shown."""
    remind: Few[Annotated[int, Field(strict=True, ge=-60, le=60)]] = (-1, 0, 1, 3)
    """Working days around each due date on which a reminder is drafted."""
    playbooks: Annotated[dict[Name, Playbook], Field(max_length=100)] = {}
    """Stage lists to start a project from; copied, never referred to."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        from zoneinfo import ZoneInfo

        try:
            if _ZONE.fullmatch(value) and ZoneInfo(value):
                return value
        except (ValueError, OSError, KeyError):
            pass
        raise PydanticCustomError("timezone", "is not a time zone")
