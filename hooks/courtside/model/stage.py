"""Stages: pieces of work, approvals, deliveries and payments."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from courtside.model.record import Record
from courtside.model.values import (
    Count,
    Day,
    Few,
    Line,
    Name,
    Party,
    Prose,
    Share,
    WebUrl,
    lacks,
)

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
