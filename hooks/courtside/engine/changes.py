"""What agreed changes add, and the live pass of one project with them (rules 5 and 6).

    brief was done on 16 March; a change of 18 March gives it 8 days more  ->  it adds none

Days for a stage that was finished or late when they were agreed would erase what followed. So the
changes are taken in the order in which they were agreed, each as seen on its day with those before
it: what came later plays no part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from courtside.engine.added_stages import graph_of
from courtside.engine.as_of import project_as_of
from courtside.engine.consequences import (
    Consequence,
    gaps_of_payments,
    list_consequences,
)
from courtside.engine.course import Course
from courtside.engine.schedule import (
    LiveStage,
    Slot,
    live_stages,
    pauses_in_force,
    plan_with_added,
)
from courtside.engine.slots import losses, waiting_for_slot
from courtside.model.project import Change, Project
from courtside.model.terms import Terms


@dataclass(frozen=True, kw_only=True, slots=True)
class LivePass:
    """The live stages of a project, and the consequences of its delays."""

    course: Course
    stages: dict[str, LiveStage]
    consequences: tuple[Consequence, ...]


def with_changes(course: Course) -> Course:
    """Return the course of a project with its agreed changes (rule 6): the stages that they add,
    and the days of those that count."""
    project, more = course.project, dict[str, int]()
    for number in days_that_count(course):
        change = project.changes[number]
        more[change.stage] = more.get(change.stage, 0) + change.days
    return _with(course, project, more)


def days_that_count(course: Course) -> frozenset[int]:
    """Return the numbers of the agreed changes whose days count (rule 6): their stage was neither
    finished nor late when they were agreed."""
    project, more = course.project, dict[str, int]()
    count: set[int] = set()
    agreed: list[Change] = []
    for number, change in _in_order(project):
        if change.days:
            known = project.model_copy(update={"changes": tuple(agreed)})
            if _adds_days(_with(course, known, more), change):
                more[change.stage] = more.get(change.stage, 0) + change.days
                count.add(number)
        agreed.append(change)
    return frozenset(count)


def begun_after(
    project: Project, terms: Terms, stages: Mapping[str, LiveStage], change: Change, day: date
) -> str:
    """Return the stage that new work would come before if it were agreed on a day, and that had
    begun by then: so late, it cannot be agreed any more (rule 6). Empty if there is none.

    `project` has the changes agreed before it, and `stages` are what it was then.
    """
    if change.adds is None:
        return ""
    agreed = change.model_copy(update={"agreed": day})
    before = graph_of(project.model_copy(update={"changes": (*project.changes, agreed)}), terms)
    follow = [name for name, names in before.before.items() if change.adds.id in names]
    return next((name for name in follow if name in stages and _begun(stages, name, day)), "")


def place_for_work(
    project: Project, terms: Terms, stages: Mapping[str, LiveStage], change: Change, day: date
) -> str:
    """Return the stage after which new work can still be agreed on a day: its own, or the first
    below it before which nothing has begun. Values are as for `begun_after`."""
    below = {change.stage}
    for name, live in stages.items():
        if not below.isdisjoint(live.before):
            below.add(name)
    for name in (change.stage, *(name for name in stages if name in below)):
        planned = name.partition(".")[0]  # of a round, the approval
        moved = change.model_copy(update={"stage": planned})
        if not begun_after(project, terms, stages, moved, day):
            return planned
    return project.stages[-1].id


def _begun(stages: Mapping[str, LiveStage], name: str, day: date) -> bool:
    """Whether a stage had begun on a day; what was handed over on that very day came after it."""
    live = stages[name]
    started = live.open or (live.finished and live.start <= day)
    return started and all(stages[before].end < day for before in live.before)


def _in_order(project: Project) -> list[tuple[int, Change]]:
    """The agreed changes with their numbers, in the order in which they were agreed."""
    agreed = [(number, change) for number, change in enumerate(project.changes) if change.agreed]
    return sorted(agreed, key=lambda item: item[1].agreed or date.max)


def _with(course: Course, project: Project, more: Mapping[str, int]) -> Course:
    """The course of a project with the stages that its changes add, and so many more days."""
    graph = graph_of(project, course.terms)
    return replace(
        course,
        project=project,
        graph=graph,
        planned=plan_with_added(course.planned, graph),
        days={
            stage.id: course.terms.allowance(stage) + more.get(stage.id, 0)
            for stage in graph.stages
        },
    )


def _adds_days(course: Course, change: Change) -> bool:
    """Return whether the stage was neither finished nor overdue when the change was agreed, as it
    stood on that day. A payment for which nothing is asked is not overdue, unless it was before."""
    day = change.agreed
    assert day is not None
    stage = next((s for s in course.graph.stages if s.id == change.stage), None)
    if stage is None or not _may_be_over(course, stage.id, day):
        return True
    then = _as_of(course, day)
    if then.project.start is None or all(one.id != stage.id for one in then.graph.stages):
        return True
    seen = walk(then)
    current = seen.stages[stage.id]
    if current.finished and current.end < day:
        return False
    if not all(seen.stages[name].finished for name in current.before) or current.due >= day:
        return True
    gaps = seen.course.gaps.get(stage.id)
    return gaps is not None and gaps[-1].again is None and not current.late_days


def _as_of(course: Course, day: date) -> Course:
    """The course of a project as it stood on a day before."""
    project = project_as_of(course.project, day)
    pauses = pauses_in_force(project, day)
    return replace(
        course,
        project=project,
        as_of=day,
        paused={party: days.without(pauses) for party, days in course.plain.items()},
        graph=graph_of(project, course.terms),
    )


def _may_be_over(course: Course, name: str, day: date) -> bool:
    """Return whether a stage can have been finished or due before a day; most cannot, by what is
    written alone, and then nothing needs to be computed."""
    if course.planned[name].due < day:
        return True
    stage = next(s for s in course.graph.stages if s.id == name)
    known = (stage.done, stage.skipped, course.project.settled(name) if stage.pay else None)
    return any(over is not None and over < day for over in known)


def walk(course: Course) -> LivePass:
    """Return the live pass of a project as if there were no queue, with the slots that it lost.

    Losses come from a first pass, and so do the days on which nothing was asked for a payment; if
    there are any, another pass takes them into account. By the promise a lost slot can take back a
    credit, and so make a payment further down ask for money and lose a slot in turn: then there is
    one pass more. It ends, since each changes only what comes after it.
    """
    seen = walk_in_queue(course)
    while True:
        lost = losses(seen.course, seen.consequences)
        gaps = gaps_of_payments(seen.course, seen.stages, seen.consequences)
        if lost == seen.course.losses and gaps == seen.course.gaps:
            return seen
        waiting = waiting_for_slot(course, seen.stages, lost)
        seen = walk_in_queue(replace(course, losses=lost, lost=waiting, gaps=gaps))


def walk_in_queue(course: Course, slot: Slot | None = None) -> LivePass:
    """Return the live pass of a project whose losses are known, its stages in the slots given."""
    stages = live_stages(course, slot)
    found = list_consequences(course, stages)
    return LivePass(course=course, stages=stages, consequences=found)
