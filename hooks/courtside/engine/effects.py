"""What a proposed change or pause would do if both agreed to it today (rule 6).

    a second shop, 5 days, 900.00, proposed while design is due tomorrow
    ->  finish 7 days later, 900.00 more; the credit that was ahead on design begins later

It is the engine's own walk of the project with the proposal agreed, so nothing is left out: not
the fees and credits that would come to be or end, nor a slot that would be lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from courtside.engine.assess import Status
from courtside.engine.consequences import Consequence
from courtside.engine.forecast import Outlook
from courtside.model.project import Change, Pause
from courtside.model.values import StepKind

_P = TypeVar("_P", Change, Pause)


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """One proposed change or pause, and the project with it and without it."""

    proposal: Change | Pause
    before: Status
    after: Status

    @property
    def finish(self) -> date | None:
        """The finish if it is agreed; None before there are dates."""
        return self.after.dated.ledger.finish if self.after.dated else None

    @property
    def days_later(self) -> int:
        """The calendar days by which the finish would move."""
        if self.before.dated is None or self.after.dated is None:
            return 0
        return (self.after.dated.ledger.finish - self.before.dated.ledger.finish).days

    @property
    def days_count(self) -> bool:
        """Whether its days count: not if its stage is already finished or late (rule 6)."""
        return isinstance(self.proposal, Pause) or self.before.days_count(self.proposal)

    @property
    def gross_cost(self) -> Decimal:
        """The amount that it adds to the total, with tax: its price, and the fees and credits that
        it changes."""
        return self.after.money.gross - self.before.money.gross

    @property
    def ends(self) -> tuple[Consequence, ...]:
        """The consequences in effect now that would not be, or would take another amount."""
        return tuple(_missing(self.before, self.after))

    @property
    def begins(self) -> tuple[Consequence, ...]:
        """The consequences that would be in effect and are not now, or take another amount now."""
        return tuple(_missing(self.after, self.before))


def effects_of_changes(outlook: Outlook) -> tuple[Effect, ...]:
    """Return what each proposed change and pause would do if both agreed to it today."""
    project = outlook.status.project
    proposals: tuple[Change | Pause, ...] = (*project.changes, *project.pauses)
    return tuple(effect_of(outlook, proposed) for proposed in proposals if proposed.agreed is None)


def effect_of(outlook: Outlook, proposal: Change | Pause) -> Effect:
    """Return what one change or pause of the project would do if both agreed to it today."""
    status, project = outlook.status, outlook.status.project
    agreed = {
        "changes": tuple(_agreed(proposed, proposal, status.as_of) for proposed in project.changes),
        "pauses": tuple(_agreed(proposed, proposal, status.as_of) for proposed in project.pauses),
    }
    after = outlook.on(status.as_of, project.model_copy(update=agreed))
    return Effect(proposal=proposal, before=status, after=after)


def _agreed(proposed: _P, proposal: Change | Pause, day: date) -> _P:
    return proposed.model_copy(update={"agreed": day}) if proposed is proposal else proposed


_Key = tuple[str, StepKind, date, Decimal | None]


def _missing(here: Status, there: Status) -> Iterator[Consequence]:
    known = _in_effect(there)
    yield from (consequence for key, consequence in _in_effect(here).items() if key not in known)


def _in_effect(status: Status) -> Mapping[_Key, Consequence]:
    found = status.dated.consequences if status.dated else ()
    return {
        (consequence.stage, consequence.do, consequence.date, consequence.amount): consequence
        for consequence in found
        if consequence.state in ("in effect", "lapsed")
    }
