"""The plan and the live pass: which stage is open from when, until when, and who is late.

    plan   copy 9-13 March, design 16-25 March            what was promised
    live   copy handed over on the 17th (2 days late)     what happened, and what follows:
           design 18-27 March                             the client's delay moves it, and only that

Both are the same walk over the stages in file order. A day enters only through `seen_from`, which
forgets what lies after it; from there on a date in a record has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import is_
from typing import Literal, TypeVar

from .project import (
    Calendars,
    Days,
    Party,
    Project,
    Stage,
    StageTemplate,
    Step,
    Studio,
    Terms,
    preceding,
)
from .workdays import DAY, Workdays, client_workdays, provider_workdays

State = Literal["done", "skipped", "approved", "queued", "late", "current", "upcoming"]
FINISHED: frozenset[State] = frozenset({"done", "skipped", "approved"})
OPEN: frozenset[State] = frozenset({"current", "late"})

T = TypeVar("T")

CalendarOf = Mapping[Party, Workdays]
Slot = Callable[[date, int], date]
"""(earliest start of a queued stage, its working days) -> the first day of its slot."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """When a stage is worked on; both days included."""

    start: date
    due: date


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveStage:
    """A stage as it stands on the day of the view."""

    stage: Stage
    state: State
    plan: Window
    start: date
    """The first day on which its owner has it, or the forecast of it."""
    due: date
    """The last day on which it is not late."""
    end: date
    """The day on which it was finished, or the forecast of it."""
    late_days: int
    """Working days of its owner after `due`, up to `end`."""

    @property
    def finished(self) -> bool:
        """Handed over, not needed, or approved by silence."""
        return self.state in FINISHED

    @property
    def open(self) -> bool:
        """The ball is in its owner's court, and its start has come."""
        return self.state in OPEN

    @property
    def shift(self) -> int:
        """Calendar days by which the end passed the planned due date (rule 7)."""
        return (self.end - self.plan.due).days


@dataclass(frozen=True, kw_only=True, slots=True)
class RoughStage:
    """A stage before there are dates: in weeks of the provider's, the first is 1 (rule 3)."""

    stage: Stage
    first_week: int
    last_week: int


# --- What is known on a day ------------------------------------------------------------------


def seen_from(project: Project, today: date) -> Project:
    """The project as its file would have stood on a day: what is dated later has not happened.

    A closed project is seen from its closing day for ever. The assigned start counts once the
    agreement is signed and the deposit, if one is agreed, is paid.
    """
    today = view_day(project, today)

    def happened(day: date | None) -> date | None:
        return day if day is not None and day <= today else None

    signed = project.signed if project.signed and happened(project.signed.date) else None
    settled = project.settled("deposit") if project.deposit else None
    seen = {
        "signed": signed,
        "quoted": project.quoted if project.quoted and happened(project.quoted.date) else None,
        "scheduled": (
            project.scheduled if project.scheduled and happened(project.scheduled.date) else None
        ),
        "start": project.start if signed and (not project.deposit or happened(settled)) else None,
        "closed": happened(project.closed),
        "stages": _same(project.stages, (_stage_seen(stage, today) for stage in project.stages)),
        "changes": _same(
            project.changes,
            (
                change
                if happened(change.agreed) == change.agreed
                else change.model_copy(update={"agreed": None})
                for change in project.changes
                if change.date <= today or happened(change.agreed)
            ),
        ),
        # A proposed pause has no day of its own; one that was agreed later was not there yet.
        "pauses": _same(
            project.pauses,
            (pause for pause in project.pauses if not pause.agreed or pause.agreed <= today),
        ),
        "restarts": _same(project.restarts, (r for r in project.restarts if r.date <= today)),
        "waivers": _same(project.waivers, (w for w in project.waivers if w.date <= today)),
        "payments": _same(project.payments, (p for p in project.payments if p.date <= today)),
        "log": _same(project.log, (entry for entry in project.log if entry.date <= today)),
    }
    fresh = {name: value for name, value in seen.items() if value is not getattr(project, name)}
    return project.model_copy(update=fresh) if fresh else project


def _stage_seen(stage: Stage, today: date) -> Stage:
    done = stage.done if stage.done and stage.done <= today else None
    skipped = stage.skipped if stage.skipped and stage.skipped <= today else None
    returned = stage.returned
    if returned:
        returned = _same(returned, (back for back in returned if back.date <= today))
    if done is stage.done and skipped is stage.skipped and returned is stage.returned:
        return stage  # as most are on most days: a copy takes longer than all that is asked here
    return stage.model_copy(update={"done": done, "skipped": skipped, "returned": returned})


def _same(all_of_them: tuple[T, ...], found: Iterable[T]) -> tuple[T, ...]:
    """What was found; the very tuple that it comes from, where nothing is missing or other."""
    kept = tuple(found)
    same = len(kept) == len(all_of_them) and all(map(is_, kept, all_of_them))
    return all_of_them if same else kept


def view_day(project: Project, today: date) -> date:
    """The day as of which a project is reckoned: its closing day, once that has come."""
    return min(today, project.closed) if project.closed else today


# --- The walk --------------------------------------------------------------------------------


def window(
    calendar: Workdays,
    days: int,
    *,
    latest: date | None,
    not_before: Sequence[date],
    due_floor: date | None = None,
) -> Window:
    """Where a stage of so many working days falls.

    `latest` is the latest end of the stages before it: work starts on the day after, a milestone
    (0 days) falls on that day itself. Nothing starts before `not_before`, nor is due before
    `due_floor`. Where there is no stage before it, `not_before` must name a day.
    """
    floors = list(not_before)
    if latest is not None:
        floors.append(latest + DAY if days else latest)
    start = calendar.next(max(floors))
    due = calendar.nth(start, days) if days else start
    if due_floor is not None and due < due_floor:
        due = calendar.next(due_floor)
    return Window(start=start, due=due)


def plain_calendars(studio: Studio, project: Project) -> dict[Party, Workdays]:
    """The calendars of both parties, without pauses."""
    return calendars_under(studio, project.calendars)


def calendars_under(studio: Studio, own: Calendars) -> dict[Party, Workdays]:
    """Both parties' calendars where a project's own stand over the house's."""
    provider = provider_workdays(studio.calendar, own.provider)
    return {"provider": provider, "client": client_workdays(provider, own.client)}


def pauses_in_force(project: Project, today: date) -> tuple[Days, ...]:
    """The days that agreed pauses take from both calendars, as known today (rule 6).

    A pause works from the later of `from` and `agreed`; an open one, through today.
    """
    runs = []
    for pause in project.pauses:
        if pause.agreed is None:
            continue
        first, last = max(pause.first, pause.agreed), pause.last or today
        if first <= last:
            runs.append(Days(first=first, last=last))
    return tuple(runs)


def plan(project: Project, calendars: CalendarOf) -> dict[str, Window]:
    """The dates assigned when the project got its place; they never change afterwards (rule 3).

    The project must have a start. Dates written at a stage are its plan as they stand.
    """
    assert project.start is not None
    assigned = {
        stage.id: Window(start=stage.start, due=stage.due)
        for stage in project.stages
        if stage.start and stage.due
    }
    return plan_from(project.start, project.stages, calendars, assigned)


def plan_from(
    start: date,
    stages: Iterable[StageTemplate],
    calendars: CalendarOf,
    assigned: Mapping[str, Window] | None = None,
) -> dict[str, Window]:
    """The plan of a list of stages from a start; `assigned` windows stand as they are."""
    stages = tuple(stages)
    before = preceding(stages)
    planned: dict[str, Window] = {}
    for stage in stages:
        if assigned and stage.id in assigned:
            planned[stage.id] = assigned[stage.id]
            continue
        ends = [planned[name].due for name in before[stage.id]]
        planned[stage.id] = window(
            calendars[stage.owner],
            stage.allowance,
            latest=max(ends, default=None),
            not_before=() if ends else (start,),
        )
    return planned


def rough(project: Project, provider: Workdays) -> tuple[RoughStage, ...]:
    """The same stages in weeks, before there are dates (rule 3)."""
    week = len(provider.week)
    ends: dict[str, int] = {}  # working days from the beginning
    timeline = []
    for stage in project.stages:
        begin = max((ends[name] for name in project.before[stage.id]), default=0)
        ends[stage.id] = begin + stage.allowance
        last = max(ends[stage.id] - 1, 0)
        timeline.append(
            RoughStage(
                stage=stage,
                first_week=(begin if stage.allowance else last) // week + 1,
                last_week=last // week + 1,
            )
        )
    return tuple(timeline)


def live(
    project: Project,
    planned: Mapping[str, Window],
    calendars: CalendarOf,
    terms: Terms,
    today: date,
    *,
    queued: frozenset[str] = frozenset(),
    slot: Slot | None = None,
) -> dict[str, LiveStage]:
    """What has happened up to today, and what follows from it (rule 4).

    `project` as `seen_from` today; `calendars` with pauses. `queued` stages take the day that
    `slot` gives them; without `slot` they stand where they would without a queue.
    """
    assert project.start is not None
    restarts = {restart.stage: restart.start for restart in project.restarts}
    stages: dict[str, LiveStage] = {}
    for stage in project.stages:
        before = [stages[name] for name in project.before[stage.id]]
        latest = max((one.end for one in before), default=None)
        ready = all(one.finished for one in before)
        calendar = calendars[stage.owner]
        planned_here = planned[stage.id]
        if stage.skipped and ready:
            day = latest or calendar.next(project.start)
            stages[stage.id] = LiveStage(
                stage=stage, state="skipped", plan=planned_here,
                start=day, due=day, end=day, late_days=0,
            )  # fmt: skip
            continue
        days = project.agreed_days(stage)
        floors = [planned_here.start]
        if stage.id in restarts:
            floors.append(restarts[stage.id])
        at = window(calendar, days, latest=latest, not_before=floors, due_floor=planned_here.due)
        if stage.id in queued:
            if slot is not None:
                begin = slot(at.start, days)
                at = window(
                    calendar, days, latest=None, not_before=[begin], due_floor=planned_here.due
                )
            stages[stage.id] = LiveStage(
                stage=stage, state="queued", plan=planned_here,
                start=at.start, due=at.due, end=at.due, late_days=0,
            )  # fmt: skip
            continue
        state, end = _outcome(project, stage, at, calendar, terms, today, ready, latest)
        stages[stage.id] = LiveStage(
            stage=stage,
            state=state,
            plan=planned_here,
            start=at.start,
            due=at.due,
            end=end,
            late_days=0 if state == "upcoming" else calendar.count(at.due, end),
        )
    return stages


def _outcome(
    project: Project,
    stage: Stage,
    at: Window,
    calendar: Workdays,
    terms: Terms,
    today: date,
    ready: bool,
    latest: date | None,
) -> tuple[State, date]:
    """State and end of a stage that is neither skipped nor queued."""
    if not ready:
        return "upcoming", at.due
    silence = _approved_by_silence(project, stage, at.due, calendar, terms)
    if stage.done:
        handed_over = max(stage.done, latest or stage.done)
        # Whoever answers after silence has counted as approval answers too late.
        if silence is None or handed_over <= silence:
            return "done", handed_over
    if silence is not None and silence <= today:
        return "approved", silence
    if at.start > today:
        return "upcoming", at.due
    state: State = "late" if calendar.count(at.due, today) else "current"
    return state, max(at.due, today)


def _approved_by_silence(
    project: Project, stage: Stage, due: date, calendar: Workdays, terms: Terms
) -> date | None:
    """The day on which silence approves what a stage has to approve, if it can."""
    if not stage.approves or stage.owner != "client":
        return None
    for step in terms.steps("client"):
        if step.do == "approve" and not project.waived(stage.id, "approve"):
            return bites_on(step, due, calendar)
    return None


def bites_on(step: Step, due: date, calendar: Workdays) -> date:
    """The day on which a step takes effect: the (`after` + 1)-th late working day (rule 5)."""
    return calendar.nth(due + DAY, step.after + 1)


def restart_limit(provider: Workdays, latest: date, within: int) -> date:
    """The day by which the provider promises to resume, `latest` being the latest end before the
    stage (rule 5): what the queue adds beyond it is the provider's delay."""
    return provider.nth(latest + DAY, within + 1)


def next_stages(project: Project, stages: Mapping[str, LiveStage]) -> tuple[LiveStage, ...]:
    """The unfinished stages with nothing unfinished before them, in file order."""
    return tuple(
        one
        for one in stages.values()
        if not one.finished and all(stages[name].finished for name in project.before[one.stage.id])
    )
