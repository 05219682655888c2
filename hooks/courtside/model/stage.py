"""Stages: pieces of work, approvals, deliveries and payments."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

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


class Returned(Record):
    """An incomplete handover that went back: the ball never left."""

    called: ClassVar[str] = "an incomplete handover"

    sent: Day = Field(examples=["2026-03-10"])
    """The day of the handover."""
    date: Day = Field(examples=["2026-03-12"])
    """The day on which it went back."""
    why: Prose = Field(examples=["Two pages are missing"])
    """What is missing."""


class Wait(Record):
    """The ball went back for an answer: days that do not count for the owner of the stage."""

    called: ClassVar[str] = "a wait"

    first: Annotated[Day, Field(alias="from", examples=["2026-03-05"])]
    """The day of the question; the days after it do not count."""
    told: Day | None = Field(default=None, examples=["2026-03-05"])
    """The day on which the other party learned of it; left out: the day of the question."""
    last: Annotated[Day | None, Field(alias="to", examples=["2026-03-09"])] = None
    """The day of the answer; left out while it is open."""
    on: Literal["client", "provider", "outside"] = Field(examples=["provider"])
    """Who has to answer: the other party, or somebody `outside`."""
    why: Prose | None = Field(default=None, examples=["Which sizes?"])
    """What was asked."""


class Round(Record):
    """The answer to an approval was: please change this."""

    called: ClassVar[str] = "a round of changes"

    asked: Day = Field(examples=["2026-03-27"])
    """The day on which the client asked for the change."""
    why: Prose | None = Field(default=None, examples=["A warmer green"])
    """What is to change."""
    done: Day | None = Field(default=None, examples=["2026-03-31"])
    """The day on which the changed work was handed over."""


class Given(Record):
    """Something that is handed over at the end of a stage."""

    called: ClassVar[str] = "what is handed over"

    text: Prose = Field(examples=["Final texts for six pages"])
    """What it is."""
    received: Day | None = Field(default=None, examples=["2026-03-09"])
    """The day on which it arrived; both sides see it ticked off."""


def _read_given(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


GivenItem = Annotated[Given, BeforeValidator(_read_given, json_schema_input_type=Prose | Given)]
"""A text alone, or `{text: ..., received: 2026-03-09}`."""


class StageTemplate(Record):
    """A stage as a template lists it."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["days"]}, {"required": ["pay"]}]}
    )
    called: ClassVar[str] = "a stage"

    id: Name = Field(examples=["copy"])
    """Short name, unique in the project."""
    title: Line = Field(examples=["Texts and photos"])
    """What the client reads."""
    owner: Party = Field(examples=["client"])
    """In whose court the ball is while the stage is open."""
    days: Count | None = Field(default=None, examples=[5])
    """Time allowed, in working days of the owner; 0 is a milestone. A payment may leave it out."""
    gives: Few[GivenItem] = Field(default=(), examples=[["Final texts for six pages"]])
    """What is handed over at the end."""
    after: Few[Name] | None = Field(default=None, examples=[["brief", "copy"]])
    """Earlier stages that must be finished first; left out: the one before; `[]`: none."""
    approves: Name | None = Field(default=None, examples=["design"])
    """The stage that this one approves."""
    pay: Share | None = Field(default=None, examples=["70%"])
    """Makes the stage a payment of this much."""

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        if self.days is None and self.pay is None:
            raise lacks("days")
        return self


class Stage(StageTemplate):
    """A piece of work, a round of comments, an approval, a delivery of material or a payment."""

    start: Day | None = Field(default=None, examples=["2026-03-02"])
    """Assigned date, written by `courtside schedule`."""
    due: Day | None = Field(default=None, examples=["2026-03-06"])
    """Assigned date, written by `courtside schedule`."""
    done: Day | None = Field(default=None, examples=["2026-03-06"])
    """The day of the handover."""
    skipped: Day | None = Field(default=None, examples=["2026-03-06"])
    """The day on which it was clear that this round is not needed."""
    returned: Few[Returned] = Field(
        default=(),
        examples=[[{"sent": "2026-03-10", "date": "2026-03-12", "why": "Two pages are missing"}]],
    )
    """Incomplete handovers that went back."""
    waits: Few[Wait] = Field(
        default=(), examples=[[{"from": "2026-03-05", "on": "provider", "why": "Which sizes?"}]]
    )
    """Times in which the owner waited for an answer."""
    rounds: Few[Round] = Field(
        default=(), examples=[[{"asked": "2026-03-27", "why": "A warmer green"}]]
    )
    """Changes that the client asked for instead of approving, in order."""
    url: WebUrl | None = Field(default=None, examples=["https://drive.example/upload"])
    """Where it happens: upload folder, design to approve, invoice or payment page."""
    invoice: Line | None = Field(default=None, examples=["2026-019"])
    """Invoice number of a payment."""
