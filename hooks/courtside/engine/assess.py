"""All projects of a house as they stand on a day: the engine in one function.

    assess(house, date(2026, 3, 25)) -> (Status(aurora, queued), Status(borealis, scheduled))

Nothing here reads a clock or a disk: the answer is a function of the files and the day.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Literal

from courtside.engine.as_of import project_as_of, view_day
from courtside.engine.attribution import DelayAttribution, attribute_delay
from courtside.engine.consequences import Consequence, consequences
from courtside.engine.money import Money, compute_money
from courtside.engine.schedule import (
    CalendarOf,
    DateRange,
    LiveStage,
    Slot,
    WeekEstimate,
    estimate_weeks,
    live,
    next_stages,
    pauses_in_force,
    plain_calendars,
    plan,
)
from courtside.engine.slots import Slots, lost_slots
from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.model.terms import Terms
from courtside.model.values import PARTIES, Party

Phase = Literal[
    "closed", "signed", "lapsed", "proposal", "complete", "paused", "queued", "scheduled", "active"
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Portfolio:
    """All that a provider wrote, read and found good."""

    studio: Studio
    projects: tuple[Project, ...]
    """In order of id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduledState:
    """A project whose start counts."""

    stages: dict[str, LiveStage]
    next: tuple[LiveStage, ...]
    """The unfinished stages with nothing unfinished before them, in file order."""
    ledger: DelayAttribution
    consequences: tuple[Consequence, ...]
    money: Money
    under_standard_terms: tuple[Consequence, ...] = ()
    """What the house's steps would have done, where the project has its own instead."""

    @property
    def turn(self) -> tuple[Party, ...]:
        """In whose court the ball is: the owners of what can be done next."""
        owners = {one.stage.owner for one in self.next}
        return tuple(party for party in PARTIES if party in owners)


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """One project on one day."""

    project: Project
    """As seen from the day."""
    phase: Phase
    as_of: date
    """The day of the view; for a closed project its closing day."""
    terms: Terms
    """The project's over the house's."""
    calendars: CalendarOf
    """With pauses as known on the day."""
    rough: tuple[WeekEstimate, ...] = ()
    """The stages in weeks, before there are dates."""
    dated: ScheduledState | None = None
    """Everything else, once there are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectState:
    """A project half-way: walked as if there were no queue."""

    project: Project
    as_of: date
    terms: Terms
    standard_terms: Terms
    plain: CalendarOf
    paused: CalendarOf
    planned: dict[str, DateRange]
    stages: dict[str, LiveStage]
    lost: dict[str, date]
    """Queued stages, and when their slot was lost."""
    consequences: tuple[Consequence, ...] = ()
    """What follows in this project."""

    def walk(self, slot: Slot | None = None) -> ProjectState:
        """The same with its queued stages in the queue; without `slot`, as if it were empty."""
        stages = live(
            self.project,
            self.planned,
            self.paused,
            self.terms,
            self.as_of,
            queued=frozenset(self.lost),
            slot=slot,
        )
        return replace(self, stages=stages, consequences=self._under(self.terms, stages))

    def keep(self, slots: Slots) -> None:
        """Hold the days of the stages that keep their dates."""
        kept = [one for name, one in self.stages.items() if name not in self.lost]
        slots.hold_stages(self.project, kept, self.paused["provider"])

    def queue(self, slots: Slots) -> ProjectState:
        """The same with its queued stages in the first slots that are free."""
        return self.walk(partial(slots.take, self.project.id, self.paused["provider"]))

    @property
    def phase(self) -> Phase:
        """The first that holds (rule 4)."""
        project, stages = self.project, self.stages
        if project.closed:
            return "closed"
        if not stages:
            if project.signed:
                return "signed"
            until = project.quoted.until if project.quoted else None
            return "lapsed" if until and until < self.as_of else "proposal"
        if all(one.finished for one in stages.values()):
            return "complete"
        if any(self.as_of in run for run in pauses_in_force(project, self.as_of)):
            return "paused"
        if any(one.state == "queued" for one in next_stages(project, stages)):
            return "queued"
        if all(one.state == "upcoming" for one in stages.values()):
            return "scheduled"
        return "active"

    def status(self) -> Status:
        """What it comes to."""
        project, stages = self.project, self.stages
        dated = None
        if stages:
            found = self.consequences
            dated = ScheduledState(
                stages=stages,
                next=next_stages(project, stages),
                ledger=attribute_delay(project, stages, self.plain, self.paused, self.terms),
                consequences=found,
                money=compute_money(project, found),
                under_standard_terms=self.under_standard_terms(),
            )
        return Status(
            project=project,
            phase=self.phase,
            as_of=self.as_of,
            terms=self.terms,
            calendars=self.paused,
            rough=() if dated else estimate_weeks(project, self.plain["provider"]),
            dated=dated,
        )

    def under_standard_terms(self) -> tuple[Consequence, ...]:
        """What would have followed under the house's steps, delay by delay as they were."""
        if self.terms.late == self.standard_terms.late:
            return ()
        found = self._under(self.standard_terms, self.stages)
        silent = {c.stage: c.step.after for c in found if c.do == "approve"}
        return tuple(
            c
            for c in found
            if c.state == "in effect" and c.step.after <= silent.get(c.stage, c.step.after)
        )

    def _under(self, terms: Terms, stages: dict[str, LiveStage]) -> tuple[Consequence, ...]:
        return consequences(self.project, stages, self.paused, terms, self.project.price.value)


def assess(portfolio: Portfolio, today: date) -> tuple[Status, ...]:
    """All projects as they stand on a day, in order of id (rules 3 to 8)."""
    statuses = (draft.status() for draft, _ in assess_in_queue_order(portfolio, today))
    return tuple(sorted(statuses, key=lambda status: status.project.id))


def assess_alone(
    studio: Studio,
    project: Project,
    today: date,
    *,
    planned: dict[str, DateRange] | None = None,
) -> ProjectState:
    """One project as if there were no queue, with the stages that lost their slot named.

    `planned` is its plan, where it is known from an earlier day: a plan never changes.
    """
    as_of = view_day(project, today)
    plain = plain_calendars(studio, project)
    project = project_as_of(project, as_of)
    pauses = pauses_in_force(project, as_of)
    draft = ProjectState(
        project=project,
        as_of=as_of,
        terms=project.terms.over(studio.terms),
        standard_terms=studio.terms,
        plain=plain,
        paused={party: days.without(pauses) for party, days in plain.items()},
        planned=planned or (plan(project, plain) if project.start else {}),
        stages={},
        lost={},
    )
    if not draft.planned:
        return draft
    draft = draft.walk()
    return replace(draft, lost=lost_slots(project, draft.stages, draft.consequences))


AssessAlone = Callable[[Studio, Project, date], ProjectState]
"""How a project stands alone: `assess_alone`, or the same out of what somebody keeps."""


def assess_in_queue_order(
    portfolio: Portfolio,
    today: date,
    wanted: Container[str] | None = None,
    *,
    walked: AssessAlone = assess_alone,
) -> Iterator[tuple[ProjectState, Slots]]:
    """Each project as it stands, or those that are wanted, by id; and the slots when it has had its
    turn for one.

    First each project alone, which says who lost a slot; then the slots, since who keeps the dates
    comes before who lost them. Who lost them is given in that order, so that the slots at that
    moment hold nothing of those who come after; then all the others. No project is held meanwhile:
    to walk one again takes less than to keep five thousand, unless `walked` has them already.
    """
    studio, projects = portfolio.studio, {project.id: project for project in portfolio.projects}
    slots = Slots(studio.capacity, today)
    losers: dict[str, date] = {}
    for name, project in projects.items():
        draft = walked(studio, project, today)
        if not draft.project.closed:  # which asks for no slot
            draft.keep(slots)
            if draft.lost:
                losers[name] = min(draft.lost.values())
    for name in sorted(losers, key=lambda name: (losers[name], name)):
        queued = walked(studio, projects[name], today).queue(slots)
        if wanted is None or name in wanted:
            yield queued, slots
    for name, project in projects.items():
        if name not in losers and (wanted is None or name in wanted):
            draft = walked(studio, project, today)
            yield draft.walk() if draft.lost else draft, slots
