"""When a further project could start: the first day from which its whole plan finds room.

    capacity 1; borealis is worked on until 10 April; a website's brief takes 5 days
    -> next_opening = 13 April, if its design and build fall on free days from there, too

A **start has room** if, with the plan computed from it (rule 3), the stages worked on together, its
own and all others, are no more than `capacity` on each working day of its provider stages. A day on
which nothing else is worked on always has room, since a plan may run two stages of its own side by
side. Others are all projects that are neither closed nor ended: those that keep their dates, and
those that wait in the queue, at their forecast, because they were there first. Proposals and signed
projects without dates hold nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from courtside.engine.assess import Status
from courtside.engine.course import CalendarOf
from courtside.engine.schedule import calendars_under, plan_from
from courtside.engine.slots import working_days
from courtside.engine.windows import Window
from courtside.engine.workdays import DAY
from courtside.model.stage import StageTemplate
from courtside.model.studio import Studio
from courtside.model.terms import Calendars, Terms

Held = Mapping[int, Sequence[str]]
"""A day, as an ordinal -> the projects that are worked on then, one for each stage."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """The days on which a project could be worked on, or will be."""

    planned: Mapping[str, Window]
    """Stage -> its days."""

    @property
    def start(self) -> date:
        """The first day on which a stage starts."""
        return min(window.start for window in self.planned.values())

    @property
    def finish(self) -> date:
        """The last day on which a stage is due."""
        return max(window.due for window in self.planned.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Stages that look for free days, and what their plan starts from."""

    stages: Sequence[StageTemplate]
    calendars: CalendarOf
    terms: Terms
    capacity: int

    @classmethod
    def of(
        cls,
        studio: Studio,
        stages: Sequence[StageTemplate],
        calendars: Calendars | None = None,
        terms: Terms | None = None,
    ) -> Self:
        """Return what a list of stages needs; `calendars` and `terms` are the project's own, if it
        has any."""
        return cls(
            stages=stages,
            calendars=calendars_under(studio, calendars or Calendars()),
            terms=(terms or Terms()).over(studio.terms),
            capacity=studio.capacity,
        )

    def opening(self, start: date) -> Opening:
        """Return the plan from a start, whether or not there is room for it."""
        return Opening(planned=plan_from(start, self.stages, self.calendars, self.terms))


def held_days(statuses: Iterable[Status], today: date) -> Held:
    """Return the projects that are worked on, by day, from today on; queued stages at their
    forecast."""
    held: dict[int, list[str]] = defaultdict(list)
    for status in statuses:
        if status.dated is None or status.phase in ("closed", "ended"):
            continue
        for live in status.dated.stages.values():
            for day in working_days(live, today):
                held[day].append(status.project.id)
    return held


def next_opening(wanted: Wanted, held: Held, today: date) -> Opening:
    """Return the plan from the first start that has room, from tomorrow on."""
    calendar = wanted.calendars["provider"]
    start = calendar.next(today + DAY)
    while crowded_days(wanted, held, opening := wanted.opening(start)):
        start = calendar.next(start + DAY)
    return opening


def crowded_days(wanted: Wanted, held: Held, opening: Opening) -> dict[date, Sequence[str]]:
    """Return the days of a plan that have no room, and the projects worked on then."""
    own: Counter[int] = Counter()
    for stage in wanted.stages:
        if stage.owner == "provider" and wanted.terms.allowance(stage):
            window = opening.planned[stage.id]
            own.update(wanted.calendars["provider"].between(window.start, window.due))
    return {
        date.fromordinal(day): held[day]
        for day, count in sorted(own.items())
        if day in held and len(held[day]) + count > wanted.capacity
    }
