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
from typing import Literal

from courtside.engine.workdays import DAY, Workdays, client_workdays, provider_workdays
from courtside.model.project import Project, Stage, StageTemplate, preceding
from courtside.model.studio import Studio
from courtside.model.terms import Calendars, Step, Terms
from courtside.model.values import Days, Party

State = Literal["done", "skipped", "approved", "queued", "late", "current", "upcoming"]


FINISHED: frozenset[State] = frozenset({"done", "skipped", "approved"})


OPEN: frozenset[State] = frozenset({"current", "late"})

CalendarOf = Mapping[Party, Workdays]


Slot = Callable[[date, int], date]
"""(earliest start of a queued stage, its working days) -> the first day of its slot."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DateRange:
    """When a stage is worked on; both days included."""

    start: date
    due: date


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveStage:
    """A stage as it stands on the day of the view."""

    stage: Stage
    state: State
    plan: DateRange
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
class WeekEstimate:
    """A stage before there are dates: in weeks of the provider's, the first is 1 (rule 3)."""

    stage: Stage
    first_week: int
    last_week: int


# --- The walk --------------------------------------------------------------------------------


def date_range(
    calendar: Workdays,
    days: int,
    *,
    latest: date | None,
    not_before: Sequence[date],
    due_floor: date | None = None,
) -> DateRange:
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
    return DateRange(start=start, due=due)


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


def plan(project: Project, calendars: CalendarOf) -> dict[str, DateRange]:
    """The dates assigned when the project got its place; they never change afterwards (rule 3).

    The project must have a start. Dates written at a stage are its plan as they stand.
    """
    assert project.start is not None
    assigned = {
        stage.id: DateRange(start=stage.start, due=stage.due)
        for stage in project.stages
        if stage.start and stage.due
    }
    return plan_from(project.start, project.stages, calendars, assigned)


def plan_from(
    start: date,
    stages: Iterable[StageTemplate],
    calendars: CalendarOf,
    assigned: Mapping[str, DateRange] | None = None,
) -> dict[str, DateRange]:
    """The plan of a list of stages from a start; `assigned` windows stand as they are."""
    stages = tuple(stages)
    before = preceding(stages)
    planned: dict[str, DateRange] = {}
    for stage in stages:
        if assigned and stage.id in assigned:
            planned[stage.id] = assigned[stage.id]
            continue
        ends = [planned[name].due for name in before[stage.id]]
        planned[stage.id] = date_range(
            calendars[stage.owner],
            stage.allowance,
            latest=max(ends, default=None),
            not_before=() if ends else (start,),
        )
    return planned


def estimate_weeks(project: Project, provider: Workdays) -> tuple[WeekEstimate, ...]:
    """The same stages in weeks, before there are dates (rule 3)."""
    week = len(provider.week)
    ends: dict[str, int] = {}  # working days from the beginning
    timeline = []
    for stage in project.stages:
        begin = max((ends[name] for name in project.before[stage.id]), default=0)
        ends[stage.id] = begin + stage.allowance
        last = max(ends[stage.id] - 1, 0)
        timeline.append(
            WeekEstimate(
                stage=stage,
                first_week=(begin if stage.allowance else last) // week + 1,
                last_week=last // week + 1,
            )
        )
    return tuple(timeline)


def live(
    project: Project,
    planned: Mapping[str, DateRange],
    calendars: CalendarOf,
    terms: Terms,
    today: date,
    *,
    queued: frozenset[str] = frozenset(),
    slot: Slot | None = None,
) -> dict[str, LiveStage]:
    """What has happened up to today, and what follows from it (rule 4).

    `project` as `project_as_of` today; `calendars` with pauses. `queued` stages take the day that
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
        at = date_range(
            calendar, days, latest=latest, not_before=floors, due_floor=planned_here.due
        )
        if stage.id in queued:
            if slot is not None:
                begin = slot(at.start, days)
                at = date_range(
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
    at: DateRange,
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
            return takes_effect_on(step, due, calendar)
    return None


def takes_effect_on(step: Step, due: date, calendar: Workdays) -> date:
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
