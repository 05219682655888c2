"""The state of all projects on a day: the engine in one function.

    assess_portfolio(portfolio, date(2026, 3, 25))
    -> (Status(aurora, queued), Status(borealis, scheduled))

Nothing here reads a clock or a disk: the answer is a function of the files and the day.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from typing import Literal

from courtside.engine.as_of import project_as_of, view_day
from courtside.engine.changes import (
    LivePass,
    begun_after,
    days_that_count,
    place_for_work,
    walk,
    walk_in_queue,
    with_changes,
)
from courtside.engine.consequences import Consequence
from courtside.engine.course import CalendarOf, Course
from courtside.engine.ledger import DelayAttribution, Share
from courtside.engine.money import Due, Money, compute_money, due_now, still_asked
from courtside.engine.schedule import (
    LiveStage,
    WeekEstimate,
    estimate_weeks,
    next_stages,
    pauses_in_force,
    plain_calendars,
    plan,
)
from courtside.engine.shares import DEPOSIT
from courtside.engine.slots import Slots
from courtside.engine.windows import Window
from courtside.engine.workdays import DAY
from courtside.model.project import Change, Project
from courtside.model.studio import Studio
from courtside.model.terms import Terms
from courtside.model.values import PARTIES, Days, Party

Uncertain = Literal["earliest", "forecast"]
"""How a day is not sure: it can only come later, or it is what the queue makes of it."""
Phase = Literal[
    "closed", "ended", "signed", "lapsed", "draft", "proposal",
    "complete", "paused", "queued", "scheduled", "active",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Portfolio:
    """A studio and its projects, without an error."""

    studio: Studio
    projects: tuple[Project, ...]
    """In order of id. A project that is signed `as` another one has its signature."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "projects", with_signatures(self.projects))


def with_signatures(projects: tuple[Project, ...]) -> tuple[Project, ...]:
    """Return the projects; one signed `as` another gets the day, name and clauses of that
    signature.

    It counts as unsigned if the other project is not signed, or refers back to it.
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
        update = {
            "date": found.date, "again": found.again, "by": found.by, "words": found.words
        }  # fmt: skip
        return project.model_copy(update={"signed": project.signed.model_copy(update=update)})

    if not any(project.signed and project.signed.same_as for project in projects):
        return projects
    return tuple(signed(project) for project in projects)


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduledState:
    """The state of a project whose start counts."""

    stages: dict[str, LiveStage]
    """In file order, with the added ones where they were inserted."""
    next: tuple[LiveStage, ...]
    """The unfinished stages with nothing unfinished before them, in file order."""
    ledger: DelayAttribution
    consequences: tuple[Consequence, ...]
    course: Course = field(repr=False, compare=False)
    """The input of the live pass."""

    @property
    def told(self) -> tuple[Consequence, ...]:
        """The consequences that people see: all but those about money that take none."""
        return tuple(found for found in self.consequences if not found.takes_nothing)

    @property
    def turn(self) -> tuple[Party, ...]:
        """The parties in whose court the ball is: the owners of the next stages."""
        owners = {live.stage.owner for live in self.next}
        return tuple(party for party in PARTIES if party in owners)


@dataclass(frozen=True, kw_only=True)
class Status:
    """The state of one project on one day. What a page asks for each stage is found once."""

    project: Project
    """The project as of that day."""
    phase: Phase
    as_of: date
    """The day of the view; for a closed or ended project its last day."""
    terms: Terms
    """The project's terms, completed with the standard terms."""
    calendars: CalendarOf
    """With pauses as known on the day."""
    money: Money
    due: tuple[Due, ...]
    """The amounts that are to be paid now."""
    asked: Mapping[str, Decimal]
    """What each unsettled instalment asks, whenever it is due: id -> gross amount."""
    rough: tuple[WeekEstimate, ...] = ()
    """The stages in weeks, before there are dates."""
    dated: ScheduledState | None = None
    """The stages with their dates and consequences; None before there are dates."""

    @property
    def amount_due(self) -> Decimal:
        """The sum of what is to be paid now; negative if it is to be paid back."""
        return sum((due.amount for due in self.due), Decimal(0))

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen any more but payments."""
        return self.phase in ("complete", "ended", "closed")

    @property
    def waits_for_deposit(self) -> bool:
        """Whether the project is signed and an agreed deposit is not settled; once it has ended,
        the final account is all that is asked for."""
        if self.project.ended:
            return False
        return bool(self.project.signed and self.project.deposit) and DEPOSIT in self.asked

    @property
    def asks_for_deposit(self) -> bool:
        """Whether the client is asked for the deposit. One that came wholly in parts, or of which a
        change leaves nothing, asks for nothing and is not settled."""
        return self.waits_for_deposit and bool(self.asked[DEPOSIT])

    def asks_for_nothing(self, live: LiveStage) -> bool:
        """Return whether a stage is a payment that is not settled and has nothing to pay: no client
        is waited for, and the provider can skip it once its turn has come."""
        if self.phase in ("closed", "ended"):
            return False
        return not live.finished and self.asked.get(live.stage.id) == 0

    def came_early(self, live: LiveStage) -> bool:
        """Return whether a stage is a payment that was settled before its turn: it is over for the
        client, and counts once all before it are finished. What came once the project had ended is
        of the final account."""
        settled = self.project.settled(live.stage.id) if live.stage.pay else None
        return settled is not None and settled <= self.as_of and not live.finished

    def is_waited_for(self, live: LiveStage) -> bool:
        """Return whether a stage is not finished, nor a payment that came before its turn or asks
        for nothing."""
        return not live.finished and (live.stage.pay is None or bool(self.asked.get(live.stage.id)))

    def settles_by_skip(self, payment: str) -> bool:
        """Return whether a payment with nothing to pay can be skipped for sure: nothing came of it
        in parts, nor after it was due, and its delay has had no consequence that lasts."""
        if self.dated is None or self.project.last_part(payment):
            return False
        found, due = self.dated.consequences, self.dated.stages[payment].due
        lasting = any(c.stage == payment and c.state == "in effect" and c.lasts for c in found)
        return not lasting and all(one.date <= due for one in self.project.payments)

    @property
    def pause_end(self) -> date | None:
        """The last day of the current pause; None if it has none yet."""
        days = pauses_in_force(self.project, self.as_of)
        now = [
            pause
            for pause in self.project.pauses
            if pause.agreed and any(d.first >= pause.first and self.as_of in d for d in days)
        ]
        last = max((pause.last for pause in now if pause.last), default=None)
        return last if all(pause.last for pause in now) else None

    @property
    def last_answers(self) -> tuple[LiveStage, ...]:
        """The approvals that silence approves today, to which an answer is still in time."""
        if self.dated is None or self.phase in ("ended", "closed"):
            return ()
        return tuple(
            live
            for live in self.dated.stages.values()
            if live.state == "approved" and live.end == self.as_of
        )

    def begun_after(self, change: Change) -> str:
        """Return the stage that has begun and would come after the work of a proposed change, which
        so can no longer be agreed; empty if there is none."""
        if self.dated is None or change.agreed:
            return ""
        return begun_after(self._agreed, self.terms, self.dated.stages, change, self.as_of)

    def place_for_work(self, change: Change) -> str:
        """Return the first stage after which the work of a change can still be agreed."""
        assert self.dated is not None
        return place_for_work(self._agreed, self.terms, self.dated.stages, change, self.as_of)

    @property
    def _agreed(self) -> Project:
        """The project without what is only proposed."""
        agreed = tuple(change for change in self.project.changes if change.agreed)
        return self.project.model_copy(update={"changes": agreed})

    def days_count(self, change: Change) -> bool:
        """Return whether the days of a proposed change would count if it were agreed now (rule
        6)."""
        if self.dated is None or not change.days:
            return True
        course, agreed = self.dated.course, change.model_copy(update={"agreed": self.as_of})
        changes = (*course.project.changes, agreed)
        project = course.project.model_copy(update={"changes": changes})
        return len(changes) - 1 in days_that_count(replace(course, project=project))

    @cached_property
    def standstill(self) -> date | None:
        """The first day of an agreed pause without an end, which may lie ahead; None without."""
        days = (
            pause.begins for pause in self.project.pauses if pause.agreed and pause.last is None
        )
        return min(days, default=None)

    @cached_property
    def waiting(self) -> Mapping[str, date]:
        """The stages whose clock stands still until an answer comes, and those behind them; each
        with the day after which its dates move."""
        found: dict[str, date] = {}
        stages = self.dated.stages if self.dated else {}
        if not any(live.stage.waits for live in stages.values()):
            return found  # as in most projects, of which each date is asked
        for name, live in stages.items():
            if live.finished:
                continue
            if not found.keys().isdisjoint(live.before):
                found[name] = date.min
            elif wait := live.stage.open_wait:
                found[name] = wait.since
        return found

    @property
    def behind(self) -> frozenset[str]:
        """The stages that come after one that is past its due date or waits for a slot."""
        return self._after(lambda live: live.state == "queued" or self._overdue(live))

    @cached_property
    def behind_late(self) -> frozenset[str]:
        """The stages that come after one that is past its due date, so that their dates are the
        earliest."""
        return self._after(self._overdue)

    def _overdue(self, live: LiveStage) -> bool:
        """Whether a stage is late, or a payment that asks for nothing, past its due date."""
        if live.state == "late":
            return True
        return live.open and live.due < self.as_of and self.asks_for_nothing(live)

    @cached_property
    def in_queue(self) -> frozenset[str]:
        """The stages that wait for a slot, and those that come after them: their dates are a
        forecast."""
        stages = self.dated.stages if self.dated else {}
        waiting = {name for name, live in stages.items() if live.waits_for_slot}
        return self._after(lambda live: live.waits_for_slot) | waiting

    @cached_property
    def uncertain(self) -> Mapping[str, Uncertain]:
        """The stages whose last day is not sure: it moves as the days go by or comes after a delay
        (`earliest`), or it follows from the queue, in which a place can also come sooner
        (`forecast`)."""
        found: dict[str, Uncertain] = {}
        if self.dated is None or self.is_over:
            return found
        late, queue = self.behind_late, self.in_queue
        for name, live in self.dated.stages.items():
            if live.finished or (self._overdue(live) and name not in queue):
                continue
            if self.moves(name, live.end):
                found[name] = "earliest"
            elif name in queue:
                found[name] = "forecast"
            elif name in late:
                found[name] = "earliest"
        return found

    @cached_property
    def finish_is(self) -> Uncertain | None:
        """How the finish date is not sure; None if it is."""
        if self.dated is None or self.is_over:
            return None
        if self.moving:
            return "earliest"
        last = {
            name: live
            for name, live in self.dated.stages.items()
            if live.end == self.dated.ledger.finish and not live.finished
        }
        unsure = self.uncertain
        found = {unsure.get(name) for name in last}
        if "forecast" in found:
            return "forecast"
        late = any(self._overdue(live) for live in last.values())
        return "earliest" if late or "earliest" in found else None

    @property
    def slot_waits(self) -> Iterator[tuple[str, Days]]:
        """The stages that wait or waited for a free slot, each with the days from the latest
        handover before it to its slot."""
        restarted = {restart.stage for restart in self.project.restarts}
        stages = self.dated.stages if self.dated else {}
        for name, live in stages.items():
            before = [stages[other].end for other in live.before]
            if before and (live.waits_for_slot or name in restarted):
                first, last = max(before) + DAY, live.start - DAY
                if first <= last:
                    yield name, Days(first=first, last=last)

    @property
    def finish_moves(self) -> bool:
        """Whether the finish date is no firm one: it moves as the days go by."""
        return self.finish_is == "earliest"

    def _after(self, holds_up: Callable[[LiveStage], bool]) -> frozenset[str]:
        found: set[str] = set()
        stages = self.dated.stages if self.dated else {}
        holding = {name for name, live in stages.items() if holds_up(live)}
        for name, live in stages.items():
            if not (found.isdisjoint(live.before) and holding.isdisjoint(live.before)):
                found.add(name)
        return frozenset(found)

    def moves(self, stage: str, day: date) -> bool:
        """Return whether a day of a stage, from today on, moves as the days go by: it is behind an
        answer, or in or behind a pause, and nobody knows when that comes or ends."""
        if day < self.as_of or self.is_over:
            return False
        still = self.standstill
        if still is not None and day >= still:
            return True
        waiting = self.waiting
        return stage in waiting and day > waiting[stage]

    @cached_property
    def moving(self) -> bool:
        """Whether the finish date moves as the days go by, since an answer or the end of a pause is
        awaited."""
        return self.dated is not None and any(
            not live.finished and self.moves(name, live.end)
            for name, live in self.dated.stages.items()
            if live.end == self.dated.ledger.finish
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectState:
    """A project assessed alone, as if there were no queue: half-way to its `Status`."""

    studio: Studio
    project: Project
    as_of: date
    terms: Terms
    plain: CalendarOf
    paused: CalendarOf
    live_pass: LivePass | None
    """None before its start counts."""

    @property
    def stages(self) -> dict[str, LiveStage]:
        """The live stages; none before the start counts."""
        return self.live_pass.stages if self.live_pass else {}

    @property
    def lost(self) -> Mapping[str, date]:
        """The stages that wait for a slot, each with the day on which it was lost."""
        return self.live_pass.course.lost if self.live_pass else {}

    @property
    def is_over(self) -> bool:
        """Whether the project is closed or ended: it then holds no slot and waits for none."""
        return bool(self.project.closed or self.project.ended)

    def keep(self, slots: Slots) -> None:
        """Hold, in `slots`, the days of the stages that keep their dates."""
        slots.hold_stages(self.project.id, self.stages.values())

    def queue(self, slots: Slots) -> ProjectState:
        """Return this state with its queued stages in the first free slots, and hold these."""
        assert self.live_pass is not None
        slot = partial(slots.take, self.project.id)
        return replace(self, live_pass=walk_in_queue(self.live_pass.course, slot))

    @property
    def phase(self) -> Phase:
        """The first phase whose condition holds, in the order of rule 4."""
        project, stages = self.project, self.stages
        if project.closed:
            return "closed"
        if project.ended:
            return "ended"
        if not stages:
            return self._phase_before_start()
        if all(live.finished for live in stages.values()):
            return "complete"
        if any(self.as_of in run for run in pauses_in_force(project, self.as_of)):
            return "paused"
        if any(live.state == "queued" for live in next_stages(stages)):
            return "queued"
        if all(live.state == "upcoming" for live in stages.values()):
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
        """Return the status: dates, consequences, attribution and money."""
        found = self.live_pass.consequences if self.live_pass else ()
        account = compute_money(self.project, self.studio, found)
        asked = still_asked(self.project, self.studio, account)
        return Status(
            project=self.project,
            phase=self.phase,
            as_of=self.as_of,
            terms=self.terms,
            calendars=self.paused,
            money=account,
            due=due_now(self.project, account, asked, self.stages),
            asked=asked,
            rough=()
            if self.live_pass
            else estimate_weeks(self.project, self.plain["provider"], self.terms),
            dated=self._dated(self.live_pass) if self.live_pass else None,
        )

    def _dated(self, live_pass: LivePass) -> ScheduledState:
        return ScheduledState(
            stages=live_pass.stages,
            next=next_stages(live_pass.stages),
            ledger=_attribute_delay(live_pass.course, live_pass.stages),
            consequences=live_pass.consequences,
            course=live_pass.course,
        )


def assess_portfolio(portfolio: Portfolio, today: date) -> tuple[Status, ...]:
    """Return the state of all projects on a day, in order of id (rules 3 to 8)."""
    known: dict[str, ProjectState] = {}

    def once(studio: Studio, project: Project, today: date) -> ProjectState:
        if project.id not in known:
            known[project.id] = assess_alone(studio, project, today)
        return known[project.id]

    states = assess_in_queue_order(portfolio, today, assess=once)
    return tuple(sorted((s.status() for s, _ in states), key=lambda status: status.project.id))


def assess_project(portfolio: Portfolio, name: str, today: date) -> Status:
    """Return the state of one project on a day.

    The others are assessed only if it waits for a slot: nothing else depends on them (rule 5).
    """
    project = next(project for project in portfolio.projects if project.id == name)
    state = assess_alone(portfolio.studio, project, today)
    if state.lost and not state.is_over:
        state, _ = next(assess_in_queue_order(portfolio, today, {name}))
    return state.status()


def assess_alone(
    studio: Studio,
    project: Project,
    today: date,
    *,
    planned: Mapping[str, Window] | None = None,
) -> ProjectState:
    """Return the state of one project without a queue, naming the stages that lost their slot.

    `planned` is its plan, if it is known from an earlier day: a plan never changes.
    """
    seen = project_as_of(project, today)
    return assess_seen(studio, seen, view_day(project, today), planned=planned)


def assess_seen(
    studio: Studio,
    project: Project,
    as_of: date,
    *,
    planned: Mapping[str, Window] | None = None,
) -> ProjectState:
    """Return the state of a project of which nothing is known that comes after the day."""
    plain = plain_calendars(studio, project)
    pauses = pauses_in_force(project, as_of)
    terms = project.terms.over(studio.terms)
    paused = {party: days.without(pauses) for party, days in plain.items()}
    live_pass = None
    if project.start:
        course = Course(
            project=project,
            terms=terms,
            currency=studio.currency,
            taxes=project.taxes(studio),
            as_of=as_of,
            planned=planned or plan(project, plain, terms),
            plain=plain,
            paused=paused,
        )
        live_pass = walk(with_changes(course))
    return ProjectState(
        studio=studio,
        project=project,
        as_of=as_of,
        terms=terms,
        plain=plain,
        paused=paused,
        live_pass=live_pass,
    )


AssessAlone = Callable[[Studio, Project, date], ProjectState]
"""A function that returns the state of one project: `assess_alone`, or one with a cache."""


def assess_in_queue_order(
    portfolio: Portfolio,
    today: date,
    wanted: Container[str] | None = None,
    *,
    assess: AssessAlone = assess_alone,
) -> Iterator[tuple[ProjectState, Slots]]:
    """Yield the state of each project, or of those wanted, with the slots as they are after its
    turn.

    First each project is assessed alone, which shows who lost a slot; then the slots are assigned,
    since projects that keep their dates come first. Projects that lost a slot are served in the
    order of their losses, so that the slots hold nothing of those after them; then all others. No
    state is kept in between: assessing a project twice costs less than keeping five thousand
    states, unless `assess` keeps them anyway.
    """
    studio, projects = portfolio.studio, {project.id: project for project in portfolio.projects}
    slots = Slots(studio.capacity, today)
    losers: dict[str, date] = {}
    for name, project in projects.items():
        state = assess(studio, project, today)
        if not state.is_over:  # which asks for no slot
            state.keep(slots)
            if state.lost:
                losers[name] = min(state.lost.values())
    for name in sorted(losers, key=lambda name: (losers[name], name)):
        queued = assess(studio, projects[name], today).queue(slots)
        if wanted is None or name in wanted:
            yield queued, slots
    for name, project in projects.items():
        if name not in losers and (wanted is None or name in wanted):
            yield assess(studio, project, today), slots


def _attribute_delay(course: Course, stages: Mapping[str, LiveStage]) -> DelayAttribution:
    """Return who moved the finish (rule 7); `stages` are the live stages of the course."""
    last = max(stages.values(), key=lambda live: live.end)  # the earlier in the file wins a tie
    planned_finish = max(live.plan.due for live in stages.values())

    def shares() -> tuple[Share, ...]:
        from courtside.engine.attribution import shares_of  # few commands tell them

        return shares_of(course, stages, last, (last.end - planned_finish).days)

    return DelayAttribution(planned_finish=planned_finish, finish=last.end, walk=shares)
