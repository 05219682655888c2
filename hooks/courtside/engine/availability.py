"""When a further project could start: the first day from which its whole plan finds room.

    capacity 1; borealis is worked on until 10 April; a website's brief takes 5 days
    -> next_start = 13 April, if its design and build fall on free days from there, too

A **start has room** if, with the plan reckoned from it (rule 3), on each working day of each of its
provider stages of at least one day the stages that are worked on then, its own and all others
together, are no more than `capacity`; a day on which nothing else is worked on always has room,
since a plan may run two stages of its own side by side. Others are all projects that are not
closed: those that keep their dates, and those that wait in the queue at their forecast, because
they were there first. Proposals, and what is signed and has no dates, hold nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from courtside.engine.assess import Portfolio, Status, assess
from courtside.engine.schedule import CalendarOf, calendars_under, plan_from
from courtside.engine.slots import working_days
from courtside.engine.workdays import DAY
from courtside.model.project import StageTemplate
from courtside.model.terms import Calendars

Held = Mapping[int, Sequence[str]]
"""A day, as an ordinal -> the projects that are worked on then, one for each stage."""


def held_days(statuses: Iterable[Status], today: date) -> Held:
    """What the provider works on from today on, day by day; queued stages at their forecast."""
    held: dict[int, list[str]] = defaultdict(list)
    for status in statuses:
        if status.dated is None or status.phase == "closed":
            continue
        for one in status.dated.stages.values():
            for day in working_days(status.project, one, status.calendars["provider"], today):
                held[day].append(status.project.id)
    return held


def next_start(
    portfolio: Portfolio,
    stages: Sequence[StageTemplate],
    today: date,
    *,
    calendars: Calendars | None = None,
    earliest: date | None = None,
) -> date:
    """The first start that has room for a project of these stages, tomorrow at the earliest.

    `calendars` are the project's own, where it has some. Gives the first day that a stage starts.
    """
    days = calendars_under(portfolio.studio, calendars or Calendars())
    held = held_days(assess(portfolio, today), today)
    start = days["provider"].next(max(earliest or today, today + DAY))
    while any(True for _ in _crowded(portfolio, stages, start, days, held)):
        start = days["provider"].next(start + DAY)
    return min((at.start for at in plan_from(start, stages, days).values()), default=start)


def crowded_days(
    portfolio: Portfolio,
    stages: Sequence[StageTemplate],
    start: date,
    today: date,
    *,
    calendars: Calendars | None = None,
) -> dict[date, Sequence[str]]:
    """The days on which a start has no room, and the projects that are worked on then."""
    days = calendars_under(portfolio.studio, calendars or Calendars())
    held = held_days(assess(portfolio, today), today)
    return {
        date.fromordinal(day): held[day]
        for day in sorted(_crowded(portfolio, stages, start, days, held))
    }


def _crowded(
    portfolio: Portfolio, stages: Sequence[StageTemplate], start: date, days: CalendarOf, held: Held
) -> Iterator[int]:
    planned = plan_from(start, stages, days)
    own: Counter[int] = Counter()
    for stage in stages:
        if stage.owner == "provider" and stage.allowance:
            at = planned[stage.id]
            own.update(days["provider"].between(at.start, at.due))
    for day, count in own.items():
        others = len(held.get(day, ()))
        if others and others + count > portfolio.studio.capacity:
            yield day
