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

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from courtside.model.record import Record
from courtside.model.stage import Stage, StageTemplate
from courtside.model.studio import Studio
from courtside.model.terms import Calendars, Terms
from courtside.model.values import (
    Amount,
    AnyStage,
    Clauses,
    Count,
    Day,
    Email,
    Few,
    Language,
    Line,
    Many,
    Name,
    Party,
    Price,
    Prose,
    Sha256,
    Share,
    SignedMoney,
    StepKind,
    Url,
    WebUrl,
    lacks,
)

FORMAT = 2
"""The format of the files that these records describe."""


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
    """The client's name, as in the agreement."""
    contact: Line | None = None
    """The person who answers."""
    email: Email
    """Where reminders are sent."""
    cc: Few[Email] = ()
    """Addresses that get a copy of every e-mail, a list."""
    details: Prose | None = None
    """Markdown, printed under the name in the agreement: address, tax number."""
    id: FileName | None = None
    """Projects with the same client id share one page and one link."""
    consumer: Annotated[bool, Field(strict=True)] = False
    """`true` if the client buys for private use; the law then protects them more."""


class Quoted(Record):
    """A proposal."""

    date: Day
    """The day of the proposal. If it is in the future, no client sees the proposal yet."""
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
    """Fingerprint of what was signed. If the file says something else later, the build stops."""
    words: Clauses | None = None
    """Your studio's clauses as they were signed, written by `courtside sign`."""
    same_as: Annotated[Name | None, Field(alias="as")] = None
    """In place of all others: the project whose agreement also covers this one."""

    @model_validator(mode="after")
    def _signed_somewhere(self) -> Self:
        if self.same_as is None and self.date is None:
            raise lacks("date", "2026-02-20")
        if self.same_as is None and self.by is None:
            raise lacks("by", "Lucía Prieto")
        return self


class Deposit(Record):
    """Paid before the project gets its dates."""

    amount: Share
    """Money, or a percentage of the price."""
    invoice: Line | None = None
    """The number of its invoice."""
    url: WebUrl | None = None
    """Where it can be paid, or where the invoice is."""


def _read_deposit(value: Any) -> Any:
    return {"amount": value} if isinstance(value, str | int) else value


AgreedDeposit = Annotated[
    Deposit, BeforeValidator(_read_deposit, json_schema_input_type=Share | Deposit)
]
"""An amount alone, or `{amount: 30%, invoice: 2026-011}`."""


class Payment(Record):
    """Money that really came or was paid back, tax included."""

    date: Day
    """The day on which it came, not before the signature."""
    instalment: Annotated[Name, Field(alias="for")]
    """What it was for: `deposit`, the id of a stage with `pay`, or `balance`."""
    amount: SignedMoney
    """How much came, tax included. Negative for a refund."""
    part: Annotated[bool, Field(strict=True)] = False
    """`true` if it is only a part: the instalment still asks for the rest."""
    invoice: Line | None = None
    """The number of the invoice that it paid."""


class Scheduled(Record):
    """The project has its dates."""

    date: Day
    """The day on which the dates were assigned."""
    hash: Sha256 | None = None
    """Fingerprint of the assigned dates and the calendars."""


class NewStage(Record):
    """A stage that was not in the plan."""

    id: Name
    """Short name, unique in the project."""
    title: Line
    """What the client reads."""
    owner: Party
    """In whose court the ball is while the stage is open."""
    days: Count
    """Time allowed, in working days of the owner."""
    done: Day | None = None
    """The day of the handover."""


class Change(Record):
    """More work on a stage. Counts once it is agreed."""

    date: Day
    """The day on which it was proposed."""
    title: Line
    """What is added, in a few words."""
    asked_by: Party | None = None
    """Who asked for it: `client` or `provider`."""
    stage: Name
    """The stage that gets the days, or after which the new stage comes."""
    days: Count = 0
    """Working days added to the time allowed for the stage."""
    adds: NewStage | None = None
    """A new stage, which was not in the plan."""
    price: SignedMoney = Amount(value=Decimal(0), unit="")
    """Added to the total, net. Negative for less."""
    agreed: Day | None = None
    """The day on which both sides agreed. Leave it out while it is only proposed."""


class Pause(Record):
    """Nobody works, by agreement."""

    first: Annotated[Day, Field(alias="from")]
    """The first day of the pause."""
    last: Annotated[Day | None, Field(alias="to")] = None
    """The last day of the pause. Leave it out while there is none."""
    by: Party
    """Who asked for it: `client` or `provider`."""
    why: Prose | None = None
    """The reason."""
    agreed: Day | None = None
    """The day on which both sides agreed. Leave it out while it is only proposed."""


class Restart(Record):
    """A new date, agreed for a stage that lost its slot."""

    stage: AnyStage
    """The stage, one of yours."""
    start: Day
    """The day on which work resumes."""
    date: Day
    """The day on which this was agreed."""


class Waiver(Record):
    """A consequence that is waived."""

    stage: AnyStage
    """The stage that was late."""
    do: StepKind
    """Which consequence."""
    date: Day
    """The day on which it was waived."""
    why: Prose | None = None
    """The reason, for both to read."""


class Ended(Record):
    """The project ends before it is complete."""

    date: Day
    """The last day of the project."""
    by: Party
    """Who ended it: `client` or `provider`."""
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
    """Your own notes. They never leave the repository."""

    date: Day
    """The day of the note."""
    text: Prose
    """What only you should read."""


class ProjectFile(Record):
    """One project: who does what and when, and what has happened."""

    title: Line
    """What the project is called."""
    client: Client
    """Who the work is for."""
    language: Language | None = None
    """Of the page: `en`, `es`, `pt`, `fr`, `de` or `it`. Left out: your studio's."""
    price: Price
    """What was agreed, net, before changes: `8400 EUR`."""
    quoted: Quoted | None = None
    """The proposal, and how long it can be signed."""
    signed: Signed | None = None
    """When and by whom the agreement was signed."""
    deposit: AgreedDeposit | None = None
    """Money, a share of the price, or `amount` with `invoice` and `url`."""
    start: Day | None = None
    """The first day, from your calendar. It needs the signature and the deposit."""
    scheduled: Scheduled | None = None
    """When the dates were assigned, written by `courtside schedule`."""
    calendars: Calendars = Calendars()
    """The calendars of this project, written by `courtside sign`."""
    link: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 1
    """A number from 1. `courtside new-link` raises it, which ends the old link."""
    link_until: Day | None = None
    """The page comes down after this day."""
    allow: Few[Name] = ()
    """Names of warnings that are intended and not shown again."""
    files: Few[Line] = ()
    """Names of files in `projects/<id>/`, encrypted with the page."""
    stages: Annotated[Few[Stage], Field(min_length=1)]
    """Who does what, in order."""
    terms: Terms = Terms()
    """Only what differs from your standard terms."""
    payments: Many[Payment] = ()
    """What really came and what was paid back, tax included."""
    changes: Few[Change] = ()
    """More work, proposed or agreed."""
    pauses: Few[Pause] = ()
    """Times in which nobody works, agreed or proposed."""
    restarts: Few[Restart] = ()
    """New dates, agreed for stages that lost their slot."""
    waivers: Few[Waiver] = ()
    """Consequences that are waived."""
    log: Many[Entry] = ()
    """What happened, for both to read, newest last."""
    private: Annotated[Many[Note], Field(repr=False)] = ()
    """Your own notes. They never leave the repository."""
    ended: Ended | None = None
    """The project ended early. The page stays up with the final account."""
    closed: Day | None = None
    """The page comes down on this day."""
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
