"""What follows from being late, step by step (rule 5).

    client: {after: 10, do: fee, amount: 10%}; texts due on 13 March, still open on the 27th
    -> fee of 840.00, ahead, on 30 March: the 11th late working day

A step is in effect once the owner of a stage is more than `after` working days late, dated on the
day on which that happened; ahead while the stage is open and that day has not come; waived if the
project says so. `KINDS` is the one table of what there is: what a kind means for an amount or a
stage is a function in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from .project import PARTIES, Party, Project, Stage, Step, StepKind, Terms, to_cents
from .schedule import CalendarOf, LiveStage, bites_on
from .workdays import Workdays

StepState = Literal["in effect", "ahead", "waived"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """What there is to know about a kind of step."""

    sides: tuple[Party, ...]
    """Whose lateness can have it."""
    takes_money: bool = False
    """Needs an `amount`, and may have `per` and `cap`."""
    applies: Callable[[Stage], bool] = lambda _: True
    """Whether it can follow on a stage at all."""
    counterpart: StepKind | None = None
    """What a fair agreement has on the other side."""


KINDS: Mapping[StepKind, Kind] = {
    "lose-slot": Kind(sides=("client",)),  # what it owes in return is `restart_within`
    "fee": Kind(sides=("client",), takes_money=True, counterpart="credit"),
    "credit": Kind(sides=("provider",), takes_money=True, counterpart="fee"),
    "approve": Kind(sides=("client",), applies=lambda stage: stage.approves is not None),
    "may-close": Kind(sides=("client",), counterpart="may-leave"),
    "may-leave": Kind(sides=("provider",), counterpart="may-close"),
    "remind": Kind(sides=PARTIES, counterpart="remind"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Consequence:
    """One step on one stage."""

    stage: str
    party: Party
    """Whose lateness it follows."""
    step: Step
    state: StepState
    date: date
    """When it takes effect, or would."""
    amount: Decimal | None = None
    """In cents, where the step has one; of its first unit while it is ahead."""

    @property
    def do(self) -> StepKind:
        """The kind of step."""
        return self.step.do


def reminder_key(day: date, to: Party, project: str, stage: str) -> str:
    """Return the line by which it is known that a reminder went out: a day, to whom, two ids."""
    return f"{day} {to} {project} {stage}"


def consequences(
    project: Project,
    stages: Mapping[str, LiveStage],
    calendars: CalendarOf,
    terms: Terms,
    price: Decimal,
) -> tuple[Consequence, ...]:
    """All steps in effect, ahead or waived, in order of stages, then of steps.

    `calendars` with pauses; `price` is what percentages are of. What is neither open nor late has
    none.
    """
    found: list[Consequence] = []
    taken: dict[StepKind, Decimal] = {}
    for live in stages.values():
        if not live.open and not live.late_days:
            continue  # as most are
        calendar = calendars[live.stage.owner]
        silence: int | None = None  # once silence approves, nothing with a larger `after` comes
        for step in terms.steps(live.stage.owner):
            if not KINDS[step.do].applies(live.stage):
                continue
            state = _state(project, live, step)
            if state is None:
                continue
            if state == "ahead" and silence is not None and step.after > silence:
                continue
            amount = None
            if step.amount is not None:
                units = _units(step, live.late_days, calendar)
                amount = _amount(step, units, price, taken.get(step.do, Decimal(0)))
                if state == "in effect":
                    taken[step.do] = taken.get(step.do, Decimal(0)) + amount
            found.append(
                Consequence(
                    stage=live.stage.id,
                    party=live.stage.owner,
                    step=step,
                    state=state,
                    date=bites_on(step, live.due, calendar),
                    amount=amount,
                )
            )
            if step.do == "approve" and state != "waived":
                silence = step.after
    return tuple(found)


def _state(project: Project, live: LiveStage, step: Step) -> StepState | None:
    reached = live.late_days > step.after
    if not reached and not live.open:
        return None
    if project.waived(live.stage.id, step.do):
        return "waived"
    return "in effect" if reached else "ahead"


def _units(step: Step, late_days: int, calendar: Workdays) -> int:
    """How often the amount is taken: once, or for each day or begun week beyond `after`."""
    beyond = max(late_days - step.after, 1)
    if step.per == "day":
        return beyond
    if step.per == "week":
        return -(-beyond // len(calendar.week))
    return 1


def _amount(step: Step, units: int, price: Decimal, taken: Decimal) -> Decimal:
    """What a step takes, after what earlier stages left of its cap; rounded after the cap."""
    assert step.amount is not None
    amount = units * step.amount.of(price)
    if step.cap is not None:
        amount = max(min(amount, step.cap.of(price) - taken), Decimal(0))
    return to_cents(amount)


def taken_money(found: Sequence[Consequence], do: StepKind) -> Decimal:
    """The sum of the fees or credits in effect."""
    return sum(
        (c.amount for c in found if c.do == do and c.state == "in effect" and c.amount is not None),
        Decimal("0.00"),
    )
