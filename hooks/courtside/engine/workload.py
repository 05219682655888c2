"""How full the studio's weeks are, and where more is promised than its capacity.

    capacity 2, five working days  ->  Week(22 June, room=10, held=7, queued=2, over=0)

What holds a day is what `slots` says: provider stages that keep their dates. Those that wait in the
queue hold it by today's forecast only, so they are counted apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from courtside.engine.assess import Status
from courtside.engine.slots import working_days
from courtside.engine.workdays import DAY, Workdays, provider_workdays
from courtside.model.studio import Studio

LEAST, MOST = 4, 16
"""Weeks that are shown: at least, and at most."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """One week from Monday, or from today."""

    monday: date
    room: int
    """Working days of the studio, times its capacity."""
    held: int
    """Days that stages hold, each stage counted; those beyond the capacity too."""
    queued: int
    """Days that the queue would take, by forecast."""
    over: int
    """Days held beyond the capacity of their day."""

    @property
    def free(self) -> int:
        """The working days left of the room; too many in one part of a week do not use up another
        part."""
        return max(self.room - (self.held - self.over) - self.queued, 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Conflict:
    """Days on which more stages are promised than the capacity allows."""

    first: date
    last: date
    stages: tuple[str, ...]
    """`project/stage` each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """All weeks up to the last booked one, and the first free one."""

    weeks: tuple[Week, ...]
    conflicts: tuple[Conflict, ...]
    last: date | None
    """The last booked day; the weeks end earlier if it is far away."""


_Held = Mapping[int, list[str]]


def measure_workload(studio: Studio, statuses: Iterable[Status], today: date) -> Load:
    """Return the load of the studio from today on."""
    booked: dict[int, list[str]] = defaultdict(list)
    queued: dict[int, list[str]] = defaultdict(list)
    for status in statuses:
        if status.dated is None or status.phase in ("closed", "ended"):
            continue
        for live in status.dated.stages.values():
            held = queued if live.waits_for_slot else booked
            for day in working_days(live, today):
                held[day].append(f"{status.project.id}/{live.stage.id}")
    calendar = provider_workdays(studio.calendar, None)
    last = max((*booked, *queued), default=None)
    return Load(
        weeks=tuple(_weeks(studio.capacity, calendar, booked, queued, today)),
        conflicts=tuple(_conflicts(studio.capacity, calendar, booked)),
        last=None if last is None else date.fromordinal(last),
    )


def _weeks(
    capacity: int, calendar: Workdays, booked: _Held, queued: _Held, today: date
) -> Iterator[Week]:
    monday = today - timedelta(days=today.weekday())
    last = max((*booked, *queued), default=today.toordinal())
    needed = (last - monday.toordinal()) // 7 + 2
    for number in range(min(max(needed, LEAST), MOST)):
        first = monday + number * _WEEK
        days = range(max(first, today).toordinal(), (first + _WEEK).toordinal())
        room = len(calendar.between(max(first, today), first + _WEEK - DAY))
        yield Week(
            monday=first,
            room=room * capacity,
            held=sum(len(booked.get(day, ())) for day in days),
            queued=sum(len(queued.get(day, ())) for day in days),
            over=sum(max(len(booked.get(day, ())) - capacity, 0) for day in days),
        )


def _conflicts(capacity: int, calendar: Workdays, booked: _Held) -> Iterator[Conflict]:
    """Runs of days with the same stages on them; a weekend does not end a run."""
    run: Conflict | None = None
    for ordinal in sorted(day for day, stages in booked.items() if len(stages) > capacity):
        day, stages = date.fromordinal(ordinal), tuple(booked[ordinal])
        if run and run.stages == stages and calendar.count(run.last, day) <= 1:
            run = Conflict(first=run.first, last=day, stages=stages)
            continue
        if run:
            yield run
        run = Conflict(first=day, last=day, stages=stages)
    if run:
        yield run
