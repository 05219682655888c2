"""A project file: who does what and when, and what has happened.

    {"id": "copy", "owner": "client", "days": 5}   ->   Stage(id="copy", owner="client", days=5)

Field names and their docstrings are the contract with the people who write the files. Each value is
checked alone here; what only several values together can break (an `after` that names a later
stage) is checked in `source/checks`.

Dates are days without a time, in the provider's time zone. Money is Decimal. "days" are always
working days of the stage's owner.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from courtside.model.record import Record
from courtside.model.stage import Stage, StageTemplate
from courtside.model.studio import Studio, Tax
from courtside.model.terms import Calendars, Terms
from courtside.model.values import (
    Amount,
    AnyStage,
    Clauses,
    Count,
    Day,
    Email,
    Few,
    Flag,
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

RESERVED = frozenset(
    ["index", "con", "prn", "aux", "nul"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
)
"""Names that the site needs for its front page, or Windows for devices, whatever the ending."""

_HASH = "sha256:" + "0123456789abcdef" * 4


def _not_reserved(name: str) -> str:
    if name in RESERVED:
        raise PydanticCustomError("reserved", "cannot be an id: the site or Windows has this name")
    return name


FileName = Annotated[Name, AfterValidator(_not_reserved)]
"""An id that files are named after."""


class Client(Record, called="the client"):
    """The other party."""

    name: Line = Field(examples=["Aurora Coffee Roasters"])
    """The client's name, as in the agreement."""
    contact: Line | None = Field(default=None, examples=["Lucía Prieto"])
    """The person who answers."""
    email: Email = Field(examples=["lucia@aurora.example"])
    """Where reminders are sent."""
    cc: Few[Email] = Field(default=(), examples=[["office@aurora.example"]])
    """Addresses that get a copy of every e-mail about the project, a list."""
    details: Prose | None = Field(default=None, examples=["Calle Luna 2, Madrid"])
    """Markdown, printed under the name in the agreement: address, tax number."""
    id: FileName | None = Field(default=None, examples=["aurora"])
    """Projects with the same client id share one page and one link."""
    consumer: Flag = Field(default=False, examples=[True])
    """`true` if the client buys for private use; the law then protects them more."""

    @property
    def person(self) -> str:
        """The name of whoever is written to: the contact, otherwise the client."""
        return self.contact or self.name

    @property
    def people(self) -> tuple[str, str, frozenset[str]]:
        """The person, the address, and all addresses that get the e-mails. Projects of one client
        may have different ones: an e-mail goes to nobody whom one of its projects does not name."""
        return self.person, self.email, frozenset((self.email, *self.cc))


class Quoted(Record, called="the proposal"):
    """A proposal."""

    date: Day = Field(examples=["2026-02-10"])
    """The day of the proposal. If it is in the future, no client sees the proposal yet."""
    until: Day | None = Field(default=None, examples=["2026-03-10"])
    """The last day on which it can be signed."""


class Signed(Record, called="the signature"):
    """Agreed by the client: here, or with the agreement of another project."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["date", "by"]}, {"required": ["as"]}]}
    )

    date: Day | None = Field(default=None, examples=["2026-02-20"])
    """The day of the signature."""
    by: Line | None = Field(default=None, examples=["Lucía Prieto"])
    """Who signed."""
    again: Day | None = Field(default=None, examples=["2026-04-10"])
    """The day on which a new version was signed in place of the first: what the rest says is of
    that one. Dates and payments go on counting from `date`."""
    hash: Sha256 | None = Field(default=None, examples=[_HASH])
    """Fingerprint of what was signed. If the file says something else later, the build stops."""
    words: Clauses | None = Field(
        default=None, examples=["The work becomes yours with the final payment."]
    )
    """Your studio's clauses as they were signed, written by `courtside sign`."""
    same_as: Annotated[Name | None, Field(alias="as", examples=["aurora-01"])] = None
    """In place of all others: the project whose agreement also covers this one."""

    @model_validator(mode="after")
    def _signed_somewhere(self) -> Self:
        if self.same_as is None and self.date is None:
            raise lacks("date")
        if self.same_as is None and self.by is None:
            raise lacks("by")
        return self

    @property
    def newest(self) -> Day | None:
        """The day on which the version that holds was signed."""
        return self.again or self.date


class Deposit(Record, called="the deposit"):
    """Paid before the project gets its dates."""

    amount: Share = Field(examples=["30%"])
    """Money, or a percentage of the price."""
    invoice: Line | None = Field(default=None, examples=["2026-011"])
    """The number of its invoice."""
    url: WebUrl | None = Field(default=None, examples=["https://pay.example/11"])
    """Where it can be paid, or where the invoice is."""


def _read_deposit(value: Any) -> Any:
    return {"amount": value} if isinstance(value, str | int) else value


AgreedDeposit = Annotated[
    Deposit, BeforeValidator(_read_deposit, json_schema_input_type=Share | Deposit)
]
"""An amount alone, or `{amount: 30%, invoice: 2026-011}`."""


class Payment(Record, called="a payment"):
    """Money that really came or was paid back, tax included."""

    date: Day = Field(examples=["2026-02-24"])
    """The day on which it came, not before the signature."""
    instalment: Annotated[Name, Field(alias="for", examples=["deposit"])]
    """What it was for: `deposit`, the id of a stage with `pay`, or `balance`."""
    amount: SignedMoney = Field(examples=["2520 EUR"])
    """How much came, tax included. Negative for a refund."""
    part: Flag = Field(default=False, examples=[True])
    """`true` if it is only a part: the instalment still asks for the rest."""
    invoice: Line | None = Field(default=None, examples=["2026-011"])
    """The number of the invoice that it paid."""


class Scheduled(Record, called="the schedule"):
    """The project has its dates."""

    date: Day = Field(examples=["2026-02-24"])
    """The day on which the dates were assigned."""
    hash: Sha256 | None = Field(default=None, examples=[_HASH])
    """Fingerprint of the assigned dates and the calendars."""


class NewStage(Record, called="a new stage"):
    """A stage that was not in the plan."""

    id: Name = Field(examples=["photos"])
    """Short name, unique in the project."""
    title: Line = Field(examples=["Product photos"])
    """What the client reads."""
    owner: Party = Field(examples=["provider"])
    """In whose court the ball is while the stage is open."""
    days: Count = Field(examples=[2])
    """Time allowed, in working days of the owner."""
    done: Day | None = Field(default=None, examples=["2026-03-30"])
    """The day of the handover."""


class Change(Record, called="a change"):
    """More work on a stage. Counts once it is agreed."""

    date: Day = Field(examples=["2026-03-11"])
    """The day on which it was proposed."""
    title: Line = Field(examples=["A seventh page"])
    """What is added, in a few words."""
    asked_by: Party | None = Field(default=None, examples=["client"])
    """Who asked for it: `client` or `provider`."""
    stage: Name = Field(examples=["build"])
    """The stage that gets the days, or after which the new stage comes."""
    days: Count = Field(default=0, examples=[2])
    """Working days added to the time allowed for the stage."""
    adds: NewStage | None = Field(
        default=None,
        examples=[{"id": "photos", "title": "Product photos", "owner": "provider", "days": 2}],
    )
    """A new stage, which was not in the plan."""
    price: SignedMoney = Field(default=Amount(value=Decimal(0), unit=""), examples=["600 EUR"])
    """Added to the total, net. Negative for less."""
    agreed: Day | None = Field(default=None, examples=["2026-03-12"])
    """The day on which both sides agreed. Leave it out while it is only proposed."""

    @property
    def answered_by(self) -> Party:
        """The party that has to answer it.

        It is the client, whoever asked, since days and price are the provider's. A client's wish
        that names neither still waits for the provider.
        """
        offered = self.days or self.adds or self.price.value
        return "client" if offered or self.asked_by != "client" else "provider"


class Pause(Record, called="a pause"):
    """Nobody works, by agreement."""

    first: Annotated[Day, Field(alias="from", examples=["2026-04-01"])]
    """The first day of the pause."""
    last: Annotated[Day | None, Field(alias="to", examples=["2026-04-10"])] = None
    """The last day of the pause. Leave it out while there is none."""
    by: Party = Field(examples=["client"])
    """Who asked for it: `client` or `provider`."""
    why: Prose | None = Field(default=None, examples=["Moving shop"])
    """The reason."""
    agreed: Day | None = Field(default=None, examples=["2026-03-28"])
    """The day on which both sides agreed. Leave it out while it is only proposed."""

    @property
    def answered_by(self) -> Party:
        """The party that has to answer it: the one that did not ask."""
        return "provider" if self.by == "client" else "client"

    @property
    def begins(self) -> Day:
        """The first day that counts: that of the agreement, if it came later; `first` where it came
        when all was over, so that no day counts."""
        agreed = self.agreed or self.first
        return self.first if self.is_over(agreed) else max(self.first, agreed)

    def is_over(self, day: Day) -> bool:
        """Return whether its last day is before a day: if it is agreed on that one, none counts."""
        return self.last is not None and self.last < day


class Restart(Record, called="a restart"):
    """A new date, agreed for a stage that lost its slot."""

    stage: AnyStage = Field(examples=["design"])
    """The stage, one of yours."""
    start: Day = Field(examples=["2026-04-14"])
    """The day on which work resumes."""
    date: Day = Field(examples=["2026-03-30"])
    """The day on which this was agreed."""


class Waiver(Record, called="a waiver"):
    """A consequence that is waived."""

    stage: AnyStage = Field(examples=["copy"])
    """The stage that was late; of a later look at an approval, its own id: `design-ok.look-2`."""
    do: StepKind = Field(examples=["fee"])
    """Which consequence."""
    date: Day = Field(examples=["2026-03-30"])
    """The day on which it was waived."""
    why: Prose | None = Field(default=None, examples=["First time"])
    """The reason, for both to read."""


class Ended(Record, called="the end"):
    """The project ends before it is complete."""

    date: Day = Field(examples=["2026-05-20"])
    """The last day of the project."""
    by: Party = Field(examples=["client"])
    """Who ended it: `client` or `provider`."""
    why: Prose | None = Field(default=None, examples=["The shop closes"])
    """The reason, for both to read."""
    total: Price = Field(examples=["4200 EUR"])
    """The final account, net: what the project costs now."""


class Entry(Record, called="a log entry"):
    """What happened, for both to read."""

    date: Day = Field(examples=["2026-03-06"])
    """The day on which it happened."""
    text: Prose = Field(examples=["Brief sent"])
    """What happened."""
    link: Url | None = Field(default=None, examples=["https://aurora.example/brief"])
    """Where it can be seen: https, http or mailto."""


class Note(Record, called="a private note"):
    """Your own notes. They never leave the repository."""

    date: Day = Field(examples=["2026-03-06"])
    """The day of the note."""
    text: Prose = Field(examples=["Prefers calls"])
    """What only you should read."""


class ProjectFile(Record, called="a project"):
    """One project: who does what and when, and what has happened."""

    title: Line = Field(examples=["New website"])
    """What the project is called."""
    client: Client = Field(
        examples=[{"name": "Aurora Coffee Roasters", "email": "lucia@aurora.example"}]
    )
    """Who the work is for."""
    language: Language | None = Field(default=None, examples=["en"])
    """Of the page: `en`, `es`, `pt`, `fr`, `de` or `it`. Left out: your studio's."""
    price: Price = Field(examples=["8400 EUR"])
    """What was agreed, net, before changes: `8400 EUR`."""
    quoted: Quoted | None = Field(
        default=None, examples=[{"date": "2026-02-10", "until": "2026-03-10"}]
    )
    """The proposal, and how long it can be signed."""
    signed: Signed | None = Field(
        default=None, examples=[{"date": "2026-02-20", "by": "Lucía Prieto"}]
    )
    """When and by whom the agreement was signed."""
    deposit: AgreedDeposit | None = Field(default=None, examples=["30%"])
    """Money, a share of the price, or `amount` with `invoice` and `url`."""
    start: Day | None = Field(default=None, examples=["2026-03-02"])
    """The first day, from your calendar. It needs the signature and the deposit."""
    scheduled: Scheduled | None = Field(default=None, examples=[{"date": "2026-02-24"}])
    """When the dates were assigned, written by `courtside schedule`."""
    calendars: Calendars = Field(default=Calendars(), examples=[{"client": {"holidays": "PT"}}])
    """The calendars of this project, written by `courtside sign`."""
    link: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = Field(default=1, examples=[1])
    """A number from 1. `courtside new-link` raises it, which ends the old link."""
    link_until: Day | None = Field(default=None, examples=["2026-12-31"])
    """The page comes down after this day."""
    allow: Few[Name] = Field(default=(), examples=[["no-hash"]])
    """Names of warnings that are intended and not shown again."""
    files: Few[Line] = Field(default=(), examples=[["brief.pdf"]])
    """Names of files in `projects/<id>/`, encrypted with the page."""
    stages: Annotated[Few[Stage], Field(min_length=1)] = Field(
        examples=[[{"id": "brief", "title": "Brief", "owner": "provider", "days": 5}]]
    )
    """Who does what, in order."""
    terms: Terms = Field(default=Terms(), examples=[{"reply": 1, "revisions": 2}])
    """Only what differs from your standard terms."""
    tax: Few[Tax] | None = Field(default=None, examples=[[{"name": "IVA", "rate": "21%"}]])
    """In place of your studio's taxes, `[]` for none; written by `courtside sign`."""
    payments: Many[Payment] = Field(
        default=(), examples=[[{"date": "2026-02-24", "for": "deposit", "amount": "2520 EUR"}]]
    )
    """What really came and what was paid back, tax included."""
    changes: Few[Change] = Field(
        default=(),
        examples=[[{"date": "2026-03-11", "title": "A seventh page", "stage": "build", "days": 2}]],
    )
    """More work, proposed or agreed."""
    pauses: Few[Pause] = Field(
        default=(),
        examples=[
            [{"from": "2026-04-01", "to": "2026-04-10", "by": "client", "agreed": "2026-03-28"}]
        ],
    )
    """Times in which nobody works, agreed or proposed."""
    restarts: Few[Restart] = Field(
        default=(), examples=[[{"stage": "design", "start": "2026-04-14", "date": "2026-03-30"}]]
    )
    """New dates, agreed for stages that lost their slot."""
    waivers: Few[Waiver] = Field(
        default=(), examples=[[{"stage": "copy", "do": "fee", "date": "2026-03-30"}]]
    )
    """Consequences that are waived."""
    log: Many[Entry] = Field(default=(), examples=[[{"date": "2026-03-06", "text": "Brief sent"}]])
    """What happened, for both to read, newest last."""
    private: Annotated[Many[Note], Field(repr=False)] = Field(
        default=(), examples=[[{"date": "2026-03-06", "text": "Prefers calls"}]]
    )
    """Your own notes. They never leave the repository."""
    ended: Ended | None = Field(
        default=None, examples=[{"date": "2026-05-20", "by": "client", "total": "4200 EUR"}]
    )
    """The project ended early. The page stays up with the final account."""
    closed: Day | None = Field(default=None, examples=["2026-06-01"])
    """The page comes down on this day."""
    words: Clauses | None = Field(default=None, examples=["The photos are yours for the web only."])
    """Markdown: what this project's agreement says in its own words."""


def preceding(stages: Iterable[StageTemplate]) -> dict[str, tuple[str, ...]]:
    """Return the stages that must be finished before each; left out: the one before."""
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
        """The id of the page that shows this project, shared by all projects of a client id."""
        return self.client.id or self.id

    @cached_property
    def before(self) -> dict[str, tuple[str, ...]]:
        """For each stage, the stages that must be finished first."""
        return preceding(self.stages)

    @property
    def proposes_more(self) -> bool:
        """Whether a change that waits for an answer would add to the price."""
        return any(one.agreed is None and one.price.value > 0 for one in self.changes)

    def settled(self, instalment: str) -> date | None:
        """Return the day on which an instalment was settled; None until then (rule 8).

        The first positive payment for it settles it, whatever its amount, unless it is a `part`.
        `instalment` is `deposit` or the id of a `pay` stage.
        """
        days = (
            payment.date
            for payment in self.payments
            if payment.instalment == instalment and payment.amount.value > 0 and not payment.part
        )
        return min(days, default=None)

    def general_words(self, studio: Studio) -> str | None:
        """Return the clauses of every agreement: as they were signed, otherwise the studio's."""
        if self.signed and self.signed.words is not None:
            return self.signed.words
        return studio.words

    def last_part(self, instalment: str) -> date | None:
        """Return the day of the last part that came for an instalment; None if none did."""
        parts = (one for one in self.payments if one.instalment == instalment and one.part)
        return max((one.date for one in parts if one.amount.value > 0), default=None)

    def taxes(self, studio: Studio) -> tuple[Tax, ...]:
        """Return what is added to every amount: its own taxes, otherwise the studio's."""
        return studio.tax if self.tax is None else self.tax

    def waived(self, stage: str, do: StepKind) -> Waiver | None:
        """Return the waiver of a consequence on a stage; None if it was not waived."""
        return next((w for w in self.waivers if w.stage == stage and w.do == do), None)
