"""All projects of a house as they stand on a day: the engine in one function.

    assess(house, date(2026, 3, 25)) -> (Status(aurora, queued), Status(borealis, scheduled))

Nothing here reads a clock or a disk: the answer is a function of the files and the day.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from .changes import Walked, walk, walk_in_queue, with_changes
from .course import CalendarOf, Course
from .ledger import Ledger, ledger
from .money import DEPOSIT, Due, Money, due_now, money, still_asked
from .project import PARTIES, Party, Project, Studio, Terms
from .schedule import (
    LiveStage,
    RoughStage,
    Window,
    next_stages,
    pauses_in_force,
    plain_calendars,
    plan,
    rough,
    seen_from,
    view_day,
)
from .slots import Slots
from .terms import Consequence, consequences

Phase = Literal[
    "closed", "ended", "signed", "lapsed", "draft", "proposal",
    "complete", "paused", "queued", "scheduled", "active",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """All that a provider wrote, read and found good."""

    studio: Studio
    projects: tuple[Project, ...]
    """In order of id. A project that is signed `as` another one has its signature."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "projects", with_signatures(self.projects))


def with_signatures(projects: tuple[Project, ...]) -> tuple[Project, ...]:
    """Return the projects, each that is signed `as` another with day and name of that signature.

    Where the other is not signed, or names this one in turn, it is not signed.
    """
    by_id = {project.id: project for project in projects}

    def signed(project: Project) -> Project:
        if project.signed is None or project.signed.same_as is None:
            return project
        first, known = project, {project.id}
        while first.signed and (name := first.signed.same_as) and name in by_id:
            if name in known:
                break
            known.add(name)
            first = by_id[name]
        found = first.signed if first.signed and first.signed.date else None
        if found is None:
            return project
        update = {"date": found.date, "by": found.by}
        return project.model_copy(update={"signed": project.signed.model_copy(update=update)})

    if not any(project.signed and project.signed.same_as for project in projects):
        return projects
    return tuple(signed(project) for project in projects)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dated:
    """A project whose start counts."""

    stages: dict[str, LiveStage]
    """In file order, with the added ones where they were inserted."""
    next: tuple[LiveStage, ...]
    """The unfinished stages with nothing unfinished before them, in file order."""
    ledger: Ledger
    consequences: tuple[Consequence, ...]
    course: Course = field(repr=False, compare=False)
    """What the walk stands on."""
    under_house_terms: tuple[Consequence, ...] = ()
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
    """The day of the view; for a closed or ended project its last day."""
    terms: Terms
    """The project's over the house's."""
    calendars: CalendarOf
    """With pauses as known on the day."""
    money: Money
    due: tuple[Due, ...]
    """What is to be paid now."""
    asked: Mapping[str, Decimal]
    """What each instalment that is not settled still asks, whenever it is due."""
    rough: tuple[RoughStage, ...] = ()
    """The stages in weeks, before there are dates."""
    dated: Dated | None = None
    """Everything else, once there are."""

    @property
    def waits_for_deposit(self) -> bool:
        """Whether it is signed, and a deposit is agreed that is not settled."""
        return bool(self.project.signed) and DEPOSIT in self.asked


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A project half-way: walked as if there were no queue."""

    studio: Studio
    project: Project
    as_of: date
    terms: Terms
    plain: CalendarOf
    paused: CalendarOf
    walked: Walked | None
    """None before its start counts."""

    @property
    def stages(self) -> dict[str, LiveStage]:
        """Its live stages; none before its start counts."""
        return self.walked.stages if self.walked else {}

    @property
    def lost(self) -> Mapping[str, date]:
        """The stages that wait for a slot, and when it was lost."""
        return self.walked.course.lost if self.walked else {}

    @property
    def is_over(self) -> bool:
        """Whether it is closed or ended, so that it holds no slot and is not served."""
        return bool(self.project.closed or self.project.ended)

    def keep(self, slots: Slots) -> None:
        """Hold the days of the stages that keep their dates."""
        slots.hold_stages(self.project.id, self.stages.values())

    def queue(self, slots: Slots) -> Draft:
        """The same with its queued stages in the first slots that are free."""
        assert self.walked is not None
        slot = partial(slots.take, self.project.id)
        return replace(self, walked=walk_in_queue(self.walked.course, slot))

    @property
    def phase(self) -> Phase:
        """The first that holds (rule 4)."""
        project, stages = self.project, self.stages
        if project.closed:
            return "closed"
        if project.ended:
            return "ended"
        if not stages:
            return self._phase_before_start()
        if all(one.finished for one in stages.values()):
            return "complete"
        if any(self.as_of in run for run in pauses_in_force(project, self.as_of)):
            return "paused"
        if any(one.state == "queued" for one in next_stages(stages)):
            return "queued"
        if all(one.state == "upcoming" for one in stages.values()):
            return "scheduled"
        return "active"

    def _phase_before_start(self) -> Phase:
        quoted = self.project.quoted
        if self.project.signed:
            return "signed"
        if quoted and quoted.until and quoted.until < self.as_of:
            return "lapsed"
        return "draft" if quoted and quoted.date > self.as_of else "proposal"

    def status(self) -> Status:
        """What it comes to."""
        found = self.walked.consequences if self.walked else ()
        account = money(self.project, self.studio, found)
        return Status(
            project=self.project,
            phase=self.phase,
            as_of=self.as_of,
            terms=self.terms,
            calendars=self.paused,
            money=account,
            due=due_now(self.project, self.studio, account, self.stages),
            asked=still_asked(self.project, self.studio, account),
            rough=() if self.walked else rough(self.project, self.plain["provider"], self.terms),
            dated=self._dated(self.walked) if self.walked else None,
        )

    def _dated(self, walked: Walked) -> Dated:
        return Dated(
            stages=walked.stages,
            next=next_stages(walked.stages),
            ledger=ledger(walked.course, walked.stages),
            consequences=walked.consequences,
            course=walked.course,
            under_house_terms=self._under_house_terms(walked),
        )

    def _under_house_terms(self, walked: Walked) -> tuple[Consequence, ...]:
        """What would have followed under the house's steps, delay by delay as they were."""
        house = self.studio.terms
        if (self.terms.late, self.terms.cap) == (house.late, house.cap):
            return ()
        found = consequences(walked.course, walked.stages, house)
        return tuple(each for each in found if each.state == "in effect")


def assess(house: House, today: date) -> tuple[Status, ...]:
    """All projects as they stand on a day, in order of id (rules 3 to 8)."""
    statuses = (draft.status() for draft, _ in in_turn(house, today))
    return tuple(sorted(statuses, key=lambda status: status.project.id))


def alone(
    studio: Studio,
    project: Project,
    today: date,
    *,
    planned: Mapping[str, Window] | None = None,
) -> Draft:
    """One project as if there were no queue, with the stages that lost their slot named.

    `planned` is its plan, where it is known from an earlier day: a plan never changes.
    """
    as_of = view_day(project, today)
    plain = plain_calendars(studio, project)
    project = seen_from(project, today)
    pauses = pauses_in_force(project, as_of)
    terms = project.terms.over(studio.terms)
    paused = {party: days.without(pauses) for party, days in plain.items()}
    walked = None
    if project.start:
        course = Course(
            project=project,
            terms=terms,
            currency=studio.currency,
            today=as_of,
            planned=planned or plan(project, plain, terms),
            plain=plain,
            paused=paused,
        )
        walked = walk(with_changes(course))
    return Draft(
        studio=studio,
        project=project,
        as_of=as_of,
        terms=terms,
        plain=plain,
        paused=paused,
        walked=walked,
    )


Walk = Callable[[Studio, Project, date], Draft]
"""How a project stands alone: `alone`, or the same out of what somebody keeps."""


def in_turn(
    house: House, today: date, wanted: Container[str] | None = None, *, walked: Walk = alone
) -> Iterator[tuple[Draft, Slots]]:
    """Each project as it stands, or those that are wanted, by id; and the slots when it has had its
    turn for one.

    First each project alone, which says who lost a slot; then the slots, since who keeps the dates
    comes before who lost them. Who lost them is given in that order, so that the slots at that
    moment hold nothing of those who come after; then all the others. No project is held meanwhile:
    to walk one again takes less than to keep five thousand, unless `walked` has them already.
    """
    studio, projects = house.studio, {project.id: project for project in house.projects}
    slots = Slots(studio.capacity, today)
    losers: dict[str, date] = {}
    for name, project in projects.items():
        draft = walked(studio, project, today)
        if not draft.is_over:  # which asks for no slot
            draft.keep(slots)
            if draft.lost:
                losers[name] = min(draft.lost.values())
    for name in sorted(losers, key=lambda name: (losers[name], name)):
        queued = walked(studio, projects[name], today).queue(slots)
        if wanted is None or name in wanted:
            yield queued, slots
    for name, project in projects.items():
        if name not in losers and (wanted is None or name in wanted):
            yield walked(studio, project, today), slots


def as_json(statuses: Iterable[Status], today: date) -> dict[str, Any]:
    """What the engine says, for other programs: dates as 2026-03-06, amounts as text."""
    return {
        "as_of": today.isoformat(),
        "projects": [_project_json(status) for status in statuses],
    }


def _project_json(status: Status) -> dict[str, Any]:
    head: dict[str, Any] = {"id": status.project.id, "phase": status.phase}
    due = [{"for": each.instalment, "amount": str(each.amount)} for each in status.due]
    dated = status.dated
    if dated is None:
        weeks = [
            {
                "id": one.stage.id,
                "owner": one.stage.owner,
                "weeks": [one.first_week, one.last_week],
            }
            for one in status.rough
        ]
        project = status.project
        asks = project.ended or (status.phase == "signed" and project.deposit)
        return head | {"stages": weeks} | ({"due": due} if asks else {})
    return head | {
        "turn": list(dated.turn),
        "stages": [_stage_json(one) for one in dated.stages.values()],
        "planned_finish": dated.ledger.planned_finish.isoformat(),
        "finish": dated.ledger.finish.isoformat(),
        "slip_days": dated.ledger.slip,
        "delay": dated.ledger.delay,
        "consequences": [_consequence_json(found) for found in dated.consequences],
        "money": {name: str(getattr(status.money, name)) for name in _ACCOUNT},
        "due": due,
    }


_ACCOUNT = (
    "price", "changes", "fees", "credits", "total", "tax", "gross", "paid", "balance",
)  # fmt: skip


def _stage_json(one: LiveStage) -> dict[str, Any]:
    return {
        "id": one.stage.id,
        "owner": one.stage.owner,
        "state": one.state,
        "planned": [one.plan.start.isoformat(), one.plan.due.isoformat()],
        "start": one.start.isoformat(),
        "due": one.due.isoformat(),
        "finish": one.end.isoformat(),
        "late_days": one.late_days,
    }


def _consequence_json(found: Consequence) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "stage": found.stage,
        "party": found.party,
        "do": found.do,
        "state": found.state,
        "date": found.date.isoformat(),
    }
    return answer if found.amount is None else answer | {"amount": str(found.amount)}
