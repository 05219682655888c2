"""The plan and the live pass: which stage is open from when, until when, and who is late.

    plan   copy 9-13 March, design 16-25 March            what was promised
    live   copy handed over on the 17th (2 days late)     what happened, and what follows:
           design 18-27 March                             the client's delay moves it, and only that

Both are the same walk over the stages in file order. A day enters only through `project_as_of`,
which forgets what lies after it; from there on a date in a record has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from courtside.engine.added_stages import Added, StageGraph
from courtside.engine.course import CalendarOf, Course, Turn
from courtside.engine.windows import Window, window
from courtside.engine.workdays import DAY, Workdays, client_workdays, provider_workdays
from courtside.model.project import Project, preceding
from courtside.model.stage import Stage, StageTemplate
from courtside.model.studio import Studio
from courtside.model.terms import Calendars, Step, Terms
from courtside.model.values import Days, Party

State = Literal["done", "skipped", "approved", "queued", "late", "current", "upcoming"]


FINISHED: frozenset[State] = frozenset({"done", "skipped", "approved"})


OPEN: frozenset[State] = frozenset({"current", "late"})

Slot = Callable[[Workdays, date, int], date]
"""(calendar of a queued stage, its earliest start, its working days) -> first day of its slot."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveStage:
    """A stage on the day of the view."""

    stage: Stage
    before: tuple[str, ...] = ()
    """The stages that must be finished first."""
    added: Added | None = None
    """The reason for which it was added; None if it is in the plan."""
    days: int
    """Working days of its owner, agreed changes included."""
    calendar: Workdays = field(repr=False, compare=False)
    """The owner's calendar, with pauses and the stage's waits; of a payment also without the days
    on which nothing was asked for it."""
    state: State
    plan: Window
    start: date
    """The first day on which its owner has it, or the forecast of that day."""
    due: date
    """The last day on which it is not late."""
    end: date
    """The day on which it was finished, or the forecast of it."""
    late_days: int
    """Working days of its owner after `due`, up to `end` and no further than the day of the
    view; those of its step for one that silence approved."""
    waits_for_slot: bool = False
    """Its slot was lost, so that it starts and ends as the queue says (rule 5)."""

    @property
    def finished(self) -> bool:
        """Whether it was handed over, is not needed, or was approved by silence."""
        return self.state in FINISHED

    @property
    def open(self) -> bool:
        """Whether the ball is in its owner's court: its start has come, and its end has not."""
        return self.state in OPEN

    @property
    def shift(self) -> int:
        """The calendar days by which its end is later than the planned due date (rule 7)."""
        return (self.end - self.plan.due).days


@dataclass(frozen=True, kw_only=True, slots=True)
class WeekEstimate:
    """A stage before there are dates, in weeks of the provider; the first week is 1 (rule 3)."""

    stage: Stage
    first_week: int
    last_week: int


# --- The walk --------------------------------------------------------------------------------


def plain_calendars(studio: Studio, project: Project) -> dict[Party, Workdays]:
    """Return the calendars of both parties, without pauses."""
    return calendars_under(studio, project.calendars)


def calendars_under(studio: Studio, own: Calendars) -> dict[Party, Workdays]:
    """Return the calendars of both parties; a project's own come before the studio's."""
    provider = provider_workdays(studio.calendar, own.provider)
    return {"provider": provider, "client": client_workdays(provider, own.client)}


def pauses_in_force(project: Project, today: date) -> tuple[Days, ...]:
    """Return the days that agreed pauses take out of both calendars, as known today (rule 6).

    A pause begins on the later of `from` and `agreed`; an open one lasts through today.
    """
    runs = []
    for pause in project.pauses:
        if pause.agreed is None or pause.is_over(pause.agreed):
            continue
        first, last = pause.begins, pause.last or today
        if first <= last:
            runs.append(Days(first=first, last=last))
    return tuple(runs)


def plan(project: Project, calendars: CalendarOf, terms: Terms) -> dict[str, Window]:
    """Return the windows assigned when the project got its place (rule 3); they never change.

    The project must have a start. Assigned dates are the plan of their stage. `terms` are the
    project's over the studio's.
    """
    assert project.start is not None
    assigned = {
        stage.id: Window(start=stage.start, due=stage.due)
        for stage in project.stages
        if stage.start and stage.due
    }
    return plan_from(project.start, project.stages, calendars, terms, assigned)


def plan_from(
    start: date,
    stages: Iterable[StageTemplate],
    calendars: CalendarOf,
    terms: Terms,
    assigned: Mapping[str, Window] | None = None,
) -> dict[str, Window]:
    """Return the plan of a list of stages from a start; windows in `assigned` are kept."""
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
            terms.allowance(stage),
            latest=max(ends, default=None),
            not_before=() if ends else (start,),
        )
    return planned


def plan_with_added(planned: Mapping[str, Window], graph: StageGraph) -> Mapping[str, Window]:
    """Return the plan with added stages; each takes the planned due date of what it follows."""
    if not graph.added:
        return planned
    found = dict(planned)
    for stage in graph.stages:
        if stage.id in graph.added:
            due = found[graph.before[stage.id][0]].due
            found[stage.id] = Window(start=due, due=due)
    return found


def estimate_weeks(project: Project, provider: Workdays, terms: Terms) -> tuple[WeekEstimate, ...]:
    """Return the stages in weeks, before there are dates (rule 3)."""
    week = len(provider.week)
    ends: dict[str, int] = {}  # working days from the beginning
    timeline = []
    for stage in project.stages:
        days = terms.allowance(stage)
        begin = max((ends[name] for name in project.before[stage.id]), default=0)
        ends[stage.id] = begin + days
        last = max(ends[stage.id] - 1, 0)
        timeline.append(
            WeekEstimate(
                stage=stage,
                first_week=(begin if days else last) // week + 1,
                last_week=last // week + 1,
            )
        )
    return tuple(timeline)


# --- The live pass ---------------------------------------------------------------------------


def live_stages(course: Course, slot: Slot | None = None) -> dict[str, LiveStage]:
    """Return the stages as they stand today, and as they go on from here (rule 4).

    Stages that lost their slot start on the day that `slot` gives them. Without `slot`, as in a
    closed or ended project, they start when the promise has them start, or as if the queue were
    empty.
    """
    stages: dict[str, LiveStage] = {}
    for stage in course.graph.stages:
        before = [stages[name] for name in course.graph.before[stage.id]]
        stages[stage.id] = _live_stage(course, stage, before, slot)
    return stages


def _live_stage(
    course: Course, stage: Stage, before: Sequence[LiveStage], slot: Slot | None
) -> LiveStage:
    latest = max([earlier.end for earlier in before], default=None)
    ready = all(earlier.finished for earlier in before)
    if stage.skipped and ready:
        start = latest or course.calendar(stage).next(course.live_start)
        day = max(start, stage.skipped)
        return _stage_at(course, stage, "skipped", Window(start, day), day)
    done = done_on(course, stage)
    if stage.pay and done and not ready:
        # Settled before its turn: it counts once all before it are finished.
        assert latest is not None
        return _stage_at(course, stage, "upcoming", Window(latest, latest), latest)
    turn = course.turn(stage, latest)
    if stage.id in course.lost:
        return _in_queue(course, stage, turn, ready, slot)
    state, end = _outcome(course, stage, turn, ready, latest, done)
    return _stage_at(course, stage, state, turn, end)


def _stage_at(
    course: Course,
    stage: Stage,
    state: State,
    at: Window | Turn,
    end: date,
    *,
    waits_for_slot: bool = False,
) -> LiveStage:
    calendar = course.counting(stage)
    return LiveStage(
        stage=stage,
        before=course.graph.before[stage.id],
        added=course.graph.added.get(stage.id),
        days=course.days[stage.id],
        calendar=calendar,
        state=state,
        plan=course.planned[stage.id],
        start=at.start,
        due=at.due,
        end=end,
        late_days=_late_days(course, stage, state, calendar, at.due, end),
        waits_for_slot=waits_for_slot,
    )


def _late_days(
    course: Course, stage: Stage, state: State, calendar: Workdays, due: date, end: date
) -> int:
    """The late days of a stage between its due date and its end, and no further than today."""
    if state in ("upcoming", "queued", "skipped") or end <= due:
        return 0
    if state == "approved":
        step = approval_step(course.project, stage, course.terms)
        assert step is not None
        return step.after + 1
    return calendar.count(due, min(end, course.as_of))


def done_on(course: Course, stage: Stage) -> date | None:
    """Return the day on which a stage was handed over or a payment settled; None if it has not
    come."""
    if not stage.pay:
        return stage.done
    settled = course.project.settled(stage.id)
    return settled if settled and settled <= course.as_of else None


def _in_queue(
    course: Course, stage: Stage, turn: Turn, ready: bool, slot: Slot | None
) -> LiveStage:
    """A stage that waits for a slot: it starts and ends as its slot says (rule 5)."""
    calendar, today = course.calendar(stage), course.as_of
    if slot is not None:
        begin = slot(calendar, turn.start, course.days[stage.id])
    elif turn.promise is not None:
        begin = turn.promise.start
    else:
        begin = max(turn.start, today + DAY)
    # A slot has the days of the allowance and no more, also where the plan had more room.
    at = window(calendar, course.days[stage.id], latest=None, not_before=[begin])
    end = max(at.due, today)
    due = turn.due if turn.promise is not None else end
    late = ready and calendar.count(due, today) > 0
    return _stage_at(
        course,
        stage,
        "late" if late else "queued",
        Window(start=at.start, due=due),
        end,
        waits_for_slot=True,
    )


def _outcome(
    course: Course,
    stage: Stage,
    turn: Turn,
    ready: bool,
    latest: date | None,
    done: date | None,
) -> tuple[State, date]:
    """Return state and end of a stage that is not skipped and does not wait for a slot."""
    if not ready:
        return "upcoming", turn.forecast
    silence = silence_approves_on(course, stage, turn.due)
    if done:
        handed_over = max(done, latest or done)
        # Whoever answers after silence has counted as approval answers too late.
        if silence is None or handed_over <= silence:
            return "done", handed_over
    if silence is not None and silence <= course.as_of:
        return "approved", silence
    late = course.counting(stage).count(turn.due, course.as_of) > 0
    if turn.start > course.as_of and not late:
        return "upcoming", turn.forecast
    return ("late" if late else "current"), max(turn.forecast, course.as_of)


def approval_step(project: Project, stage: Stage, terms: Terms) -> Step | None:
    """Return the step by which silence can approve a stage; None if it cannot."""
    if not stage.approves or stage.owner != "client" or project.waived(stage.id, "approve"):
        return None
    return next((step for step in terms.steps("client") if step.do == "approve"), None)


def silence_approves_on(course: Course, stage: Stage, due: date) -> date | None:
    """Return the day on which silence approves a stage; None if it cannot (rule 5).

    It is the first day the provider works on or after the (`after` + 1)-th late day.
    """
    step = approval_step(course.project, stage, course.terms)
    if step is None:
        return None
    return course.paused["provider"].next(takes_effect_on(step, due, course.calendar(stage)))


def takes_effect_on(step: Step, due: date, calendar: Workdays) -> date:
    """Return the day on which a step takes effect: the (`after` + 1)-th late working day."""
    return calendar.nth(due + DAY, step.after + 1)


def next_stages(stages: Mapping[str, LiveStage]) -> tuple[LiveStage, ...]:
    """Return the unfinished stages with nothing unfinished before them, in file order."""
    over = {name for name, live in stages.items() if live.finished}
    return tuple(
        live for name, live in stages.items() if name not in over and over.issuperset(live.before)
    )
