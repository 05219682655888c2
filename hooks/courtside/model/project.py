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
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Self

from pydantic import (
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from courtside.model.record import Record
from courtside.model.terms import Calendars, Terms
from courtside.model.values import (
    Amount,
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


class Client(Record):
    """The other party."""

    name: Line
    """As it stands in the agreement."""
    contact: Line | None = None
    """The person who answers."""
    email: Email
    """Where reminders go."""
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
