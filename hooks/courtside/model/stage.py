"""Stages: pieces of work, approvals, deliveries and payments."""

from datetime import date
from typing import Annotated, Any, Literal, Self

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


class Returned(Record, called="an incomplete handover"):
    """A handover that was incomplete and went back."""

    sent: Day = Field(examples=["2026-03-10"])
    """The day on which it was handed over. The days after it do not count for the owner."""
    date: Day = Field(examples=["2026-03-12"])
    """The day on which it went back, incomplete."""
    why: Prose = Field(examples=["Two pages are missing"])
    """What is missing."""


class Wait(Record, called="a wait"):
    """The owner waits for an answer: these days do not count for the stage."""

    first: Annotated[Day, Field(alias="from", examples=["2026-03-05"])]
    """The day of the question; the days after it do not count."""
    told: Day | None = Field(default=None, examples=["2026-03-05"])
    """The day on which the other side heard of it, if later than the question."""
    last: Annotated[Day | None, Field(alias="to", examples=["2026-03-09"])] = None
    """The day of the answer. Leave it out while there is none."""
    on: Literal["client", "provider", "outside"] = Field(examples=["provider"])
    """Who has to answer: the other side (`client` or `provider`), or `outside`, a third party."""
    why: Prose | None = Field(default=None, examples=["Which sizes?"])
    """What was asked."""

    @property
    def since(self) -> date:
        """The day on which the other side heard of it, unless the answer came sooner. It is what
        people read: the days after it do not count (rule 2)."""
        heard = max(self.first, self.told or self.first)
        return min(heard, self.last or heard)


class Round(Record, called="a round of changes"):
    """The answer to an approval was "please change this"."""

    asked: Day = Field(examples=["2026-03-27"])
    """The day on which the client asked for the change."""
    why: Prose | None = Field(default=None, examples=["A warmer green"])
    """What is to change."""
    done: Day | None = Field(default=None, examples=["2026-03-31"])
    """The day on which you handed over what was changed."""


class Given(Record, called="what is handed over"):
    """Something that is handed over at the end of a stage: a text, or a text with its day."""

    text: Prose = Field(examples=["Final texts for six pages"])
    """What it is."""
    received: Day | None = Field(default=None, examples=["2026-03-09"])
    """The day on which it came. Both sides see it ticked off."""


def _read_given(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


GivenItem = Annotated[Given, BeforeValidator(_read_given, json_schema_input_type=Prose | Given)]
"""A text alone, or `{text: ..., received: 2026-03-09}`."""


class StageTemplate(Record, called="a stage"):
    """A stage as a playbook lists it."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["days"]}, {"required": ["pay"]}]}
    )

    id: Name = Field(examples=["copy"])
    """Short name, unique in the project."""
    title: Line = Field(examples=["Texts and photos"])
    """What the client reads."""
    owner: Party = Field(examples=["client"])
    """In whose court the ball is while the stage is open."""
    days: Count | None = Field(default=None, examples=[5])
    """Time allowed, in working days of the owner. 0 is a milestone. A payment may leave it out."""
    gives: Few[GivenItem] = Field(default=(), examples=[["Final texts for six pages"]])
    """What is handed over at the end, a list."""
    after: Few[Name] | None = Field(default=None, examples=[["brief", "copy"]])
    """Earlier stages that must be finished first. Left out: the one before; `[]`: none."""
    approves: Name | None = Field(default=None, examples=["design"])
    """The stage that this one approves."""
    pay: Share | None = Field(default=None, examples=["70%"])
    """The stage is a payment of this amount: money, or a share of the price."""

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        if self.days is None and self.pay is None:
            raise lacks("days")
        return self


class Stage(StageTemplate):
    """A piece of work, a round of comments, an approval, a delivery of material or a payment."""

    start: Day | None = Field(default=None, examples=["2026-03-02"])
    """Assigned date, written by `courtside schedule`: for all stages, or for none."""
    due: Day | None = Field(default=None, examples=["2026-03-06"])
    """Assigned date, written by `courtside schedule`: for all stages, or for none."""
    done: Day | None = Field(default=None, examples=["2026-03-06"])
    """The day of the handover. A payment has none: it is done once its payment came."""
    skipped: Day | None = Field(default=None, examples=["2026-03-06"])
    """The day on which it was clear that this stage is not needed."""
    returned: Few[Returned] = Field(
        default=(),
        examples=[[{"sent": "2026-03-10", "date": "2026-03-12", "why": "Two pages are missing"}]],
    )
    """Handovers that were incomplete, a list."""
    waits: Few[Wait] = Field(
        default=(), examples=[[{"from": "2026-03-05", "on": "provider", "why": "Which sizes?"}]]
    )
    """Times in which the owner waited for an answer, a list."""
    rounds: Few[Round] = Field(
        default=(), examples=[[{"asked": "2026-03-27", "why": "A warmer green"}]]
    )
    """Only for an approval: the changes that the client asked for, in order."""
    url: WebUrl | None = Field(default=None, examples=["https://drive.example/upload"])
    """Where it happens: the upload folder, the design to approve, the page to pay on."""
    invoice: Line | None = Field(default=None, examples=["2026-019"])
    """Only for a payment: the number of its invoice."""

    @property
    def first_over(self) -> date | None:
        """The day on which it was handed over, answered for the first time or skipped; None if that
        has not happened. From then on nobody waits for an answer."""
        return self.rounds[0].asked if self.rounds else self.done or self.skipped

    @property
    def open_wait(self) -> Wait | None:
        """The question for whose answer it waits; None if there is none."""
        return next((wait for wait in self.waits if wait.last is None), None)
