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
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
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

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """Round half up to cents: the only rounding that there is."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


# --- Values written as text ------------------------------------------------------------------

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


_AMOUNT = re.compile(r"(-?\d{1,9}(?:\.\d{1,2})?) ?([A-Z]{3})?", re.ASCII)
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
        {"type": "string", "pattern": r"^-?\d{1,9}(\.\d{1,2})? ?([A-Z]{3})?$"},
        {"type": "integer"},
    ],
    "examples": ["8400 EUR"],
}
_AMOUNT_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^\d{1,3}(\.\d{1,4})? ?%$"},
        {"type": "string", "pattern": r"^\d{1,9}(\.\d{1,2})? ?([A-Z]{3})?$"},
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
_HALF = r"[^\s\u00ad\u200c\u200d@<>,;:\"()\[\]\\]+"
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


class Terms(Record):
    """The house terms, or what differs from them in one project."""

    reply: Count | None = None
    """Working days to answer a message, both sides."""
    revisions: Count | None = None
    """Rounds included in each approval."""
    restart_within: Count | None = None
    """Working days within which the provider resumes a project that lost its slot."""
    late: Late = Late()
    """What follows from lateness."""

    def steps(self, party: Party) -> tuple[Step, ...]:
        """The steps for one side, in order."""
        return (self.late.client if party == "client" else self.late.provider) or ()

    def over(self, house: Terms) -> Terms:
        """These terms where they say something, the house's where they do not."""

        def pick(name: str, mine: Record, theirs: Record) -> Any:
            own = getattr(mine, name)
            return getattr(theirs, name) if own is None else own

        return Terms(
            reply=pick("reply", self, house),
            revisions=pick("revisions", self, house),
            restart_within=pick("restart_within", self, house),
            late=Late(
                client=pick("client", self.late, house.late),
                provider=pick("provider", self.late, house.late),
            ),
        )


# --- A project -------------------------------------------------------------------------------


class Returned(Record):
    """An incomplete hand-over that went back: the ball never left."""

    date: Day
    """The day on which it went back."""
    why: Prose
    """What is missing."""


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
    gives: Few[Prose] = ()
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
            raise PydanticCustomError("stage_days", "`days` is missing: write for example days: 5")
        return self

    @property
    def allowance(self) -> int:
        """Working days as agreed at first, without changes."""
        return self.days or 0


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


_RESERVED = frozenset(
    ["index", "con", "prn", "aux", "nul"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
)
"""Names that the site has for its front page, or Windows for devices, whatever the ending."""


def _not_reserved(name: str) -> str:
    if name in _RESERVED:
        raise PydanticCustomError("reserved", "cannot be an id: the site or Windows has this name")
    return name


FileName = Annotated[Name, AfterValidator(_not_reserved)]
"""An id that files are called by."""


class Client(Record):
    """The other party."""

    name: Line
    """As it stands in the agreement."""
    contact: Line | None = None
    """The person who answers."""
    email: Email
    """Where reminders go."""
    id: FileName | None = None
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
    """Agreed by the client."""

    date: Day
    """The day of the signature."""
    by: Line
    """Who signed."""
    hash: Sha256 | None = None
    """Of what was signed; a later difference stops the build."""


class Deposit(Record):
    """Paid before the work gets its dates."""

    amount: Share
    """Money, or a percentage of the price."""
    paid: Day | None = None
    """The day on which it came."""


class Scheduled(Record):
    """The project has its dates."""

    date: Day
    """The day on which the dates were assigned."""
    hash: Sha256 | None = None
    """Of the assigned dates and the calendars."""


class Change(Record):
    """More work on a stage. Counts once it is agreed."""

    date: Day
    """When it was proposed."""
    title: Line
    """What is added, in a few words."""
    asked_by: Party | None = None
    """Who asked for it."""
    stage: Name
    """The stage that gets the days."""
    days: Count = 0
    """Working days added to the allowance of the stage."""
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

    stage: Name
    """The stage, one of the provider's."""
    start: Day
    """The day on which work resumes."""
    date: Day
    """When this was agreed."""


class Waiver(Record):
    """A step that somebody was kind enough not to take."""

    stage: Name
    """The stage on which the step is not taken."""
    do: StepKind
    """Which step."""
    date: Day
    """The day of the kindness."""
    why: Prose | None = None
    """The reason, for both to read."""


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
    """The other party."""
    language: Language | None = None
    """Of the page; left out: the house's."""
    price: Price
    """What was agreed, before changes: `8400 EUR`."""
    quoted: Quoted | None = None
    """The proposal and how long it holds."""
    signed: Signed | None = None
    """When and by whom the agreement was signed."""
    deposit: Deposit | None = None
    """What is paid before the start counts."""
    start: Day | None = None
    """Assigned from the provider's calendar."""
    scheduled: Scheduled | None = None
    """Written by `courtside schedule` with the assigned dates."""
    calendars: Calendars = Calendars()
    """The calendars of this project, where they differ from the house's."""
    link: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 1
    """Raise it to make a new link and end the old one."""
    files: Few[Line] = ()
    """In `projects/<id>/`, sealed with the page."""
    stages: Annotated[Few[Stage], Field(min_length=1)]
    """What is done by whom, in order."""
    terms: Terms = Terms()
    """Only what differs from the house terms."""
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
    closed: Day | None = None
    """The portal is taken down on this day."""
    words: Annotated[str, StringConstraints(strict=True, max_length=100_000)] | None = None
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

    def agreed_days(self, stage: Stage) -> int:
        """The allowance with agreed changes (rule 6)."""
        return stage.allowance + sum(
            change.days for change in self.changes if change.stage == stage.id and change.agreed
        )

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
    stages: Annotated[Few[StageTemplate], Field(min_length=1)]
    """What is done by whom, in order."""


class Studio(Record):
    """The provider and the house terms."""

    name: Line
    """As it stands in the agreement."""
    email: Email
    """Where the client writes to."""
    timezone: Annotated[str, StringConstraints(strict=True)]
    """IANA name, such as Europe/Madrid. A due date ends at midnight there."""
    language: Language = "en"
    """Of pages that name none."""
    currency: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}$")]
    """ISO 4217. One house, one currency."""
    calendar: CalendarRule = CalendarRule()
    """When the house works."""
    capacity: Annotated[int, Field(strict=True, ge=1, le=100)] = 1
    """Provider stages worked on at once."""
    tax_note: Line | None = None
    """Stands beside every amount: `excl. VAT`."""
    format: Annotated[int, Field(strict=True, ge=1)] = 1
    """Of the files of the house; `courtside migrate` raises it."""
    key_id: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{16}$")] | None = None
    """Which root secret the links were made with."""
    example_day: Day | None = None
    """Only in the shipped examples: the day that they are built as of."""
    terms: Terms = Terms()
    """The house terms; a project may have its own."""
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
