"""When a further project could start: the first day from which its whole plan finds room.

    capacity 1; borealis is worked on until 10 April; a website's brief takes 5 days
    -> next_start = 13 April, if its design and build fall on free days from there, too

A **start has room** if, with the plan computed from it (rule 3), the stages worked on together, its
own and all others, are no more than `capacity` on each working day of its provider stages. A day on
which nothing else is worked on always has room, since a plan may run two stages of its own side by
side. Others are all projects that are neither closed nor ended: those that keep their dates, and
those that wait in the queue, at their forecast, because they were there first. Proposals and signed
projects without dates hold nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from courtside.engine.assess import Portfolio, Status, assess_portfolio
from courtside.engine.course import CalendarOf
from courtside.engine.schedule import calendars_under, plan_from
from courtside.engine.slots import working_days
from courtside.engine.windows import Window
from courtside.engine.workdays import DAY
from courtside.model.stage import StageTemplate
from courtside.model.terms import Calendars, Terms

Held = Mapping[int, Sequence[str]]
"""A day, as an ordinal -> the projects that are worked on then, one for each stage."""


def held_days(statuses: Iterable[Status], today: date) -> Held:
    """Return what is worked on from today on, day by day; queued stages at their forecast."""
    held: dict[int, list[str]] = defaultdict(list)
    for status in statuses:
        if status.dated is None or status.phase in ("closed", "ended"):
            continue
        for live in status.dated.stages.values():
            for day in working_days(live, today):
                held[day].append(status.project.id)
    return held


def next_start(
    portfolio: Portfolio,
    stages: Sequence[StageTemplate],
    today: date,
    *,
    calendars: Calendars | None = None,
    terms: Terms | None = None,
    earliest: date | None = None,
) -> date:
    """Return the first start that has room for a project of these stages, from tomorrow on.

    `calendars` and `terms` are the project's own, where it has some. The answer is the first day
    on which a stage starts.
    """
    plan = _Plan.of(portfolio, stages, calendars, terms)
    held = held_days(assess_portfolio(portfolio, today), today)
    start = plan.calendars["provider"].next(max(earliest or today, today + DAY))
    while any(True for _ in _crowded(portfolio, plan, start, held)):
        start = plan.calendars["provider"].next(start + DAY)
    return min((window.start for window in plan.windows(start).values()), default=start)


def crowded_days(
    portfolio: Portfolio,
    stages: Sequence[StageTemplate],
    start: date,
    today: date,
    *,
    calendars: Calendars | None = None,
    terms: Terms | None = None,
) -> dict[date, Sequence[str]]:
    """Return the days on which a start has no room, and the projects worked on then."""
    plan = _Plan.of(portfolio, stages, calendars, terms)
    held = held_days(assess_portfolio(portfolio, today), today)
    return {
        date.fromordinal(day): held[day] for day in sorted(_crowded(portfolio, plan, start, held))
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class _Plan:
    """The stages to be placed, and what their plan starts from."""

    stages: Sequence[StageTemplate]
    calendars: CalendarOf
    terms: Terms

    @classmethod
    def of(
        cls,
        portfolio: Portfolio,
        stages: Sequence[StageTemplate],
        calendars: Calendars | None,
        terms: Terms | None,
    ) -> _Plan:
        return cls(
            stages=stages,
            calendars=calendars_under(portfolio.studio, calendars or Calendars()),
            terms=(terms or Terms()).over(portfolio.studio.terms),
        )

    def windows(self, start: date) -> Mapping[str, Window]:
        return plan_from(start, self.stages, self.calendars, self.terms)


def _crowded(portfolio: Portfolio, plan: _Plan, start: date, held: Held) -> Iterator[int]:
    planned = plan.windows(start)
    own: Counter[int] = Counter()
    for stage in plan.stages:
        if stage.owner == "provider" and plan.terms.allowance(stage):
            window = planned[stage.id]
            own.update(plan.calendars["provider"].between(window.start, window.due))
    for day, count in own.items():
        others = len(held.get(day, ()))
        if others and others + count > portfolio.studio.capacity:
            yield day
