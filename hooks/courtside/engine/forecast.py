"""One project on later days, with the others as they are today.

    outlook.on(date(2026, 3, 30))  ->  the Status of aurora on that day, if nothing is handed over

It is the engine's own walk of that one project, seen from the later day; where the project has lost
its slot by then, among the days that the others hold now. So what a page says of a later day costs
the same in a portfolio of five thousand projects as in one of five.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from courtside.engine.as_of import view_day
from courtside.engine.assess import Status, assess_seen
from courtside.engine.schedule import pauses_in_force
from courtside.engine.slots import Slots, Without
from courtside.engine.workdays import DAY
from courtside.model.project import Project
from courtside.model.studio import Studio

_MOST = 8
"""The number of later days that are forecast; beyond, too much depends on what is handed over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """One project today, with all that its later days depend on."""

    studio: Studio
    status: Status
    """Its state today."""
    slots: Slots
    """The days held by all that keep their dates, and by all before this project in the queue."""

    def on(self, day: date, project: Project | None = None) -> Status:
        """Return the state on a day from today on, of this project or of a changed copy of it."""
        dated = self.status.dated
        planned = {name: live.plan for name, live in dated.stages.items()} if dated else None
        project = project or self.status.project  # as seen today, so as seen on any later day
        day = view_day(project, day)
        state = assess_seen(self.studio, project, day, planned=planned)
        if state.lost and not state.is_over:
            slots = Without(self.slots, state.project.id, day)
            state.keep(slots)
            state = state.queue(slots)
        return state.status()


def turning_points(outlook: Outlook) -> Iterator[Status]:
    """Yield the states of later days on which the first sentences of the page change, if nothing
    happens.

    These are the days on which something begins, has one day left, is due, is late, is approved by
    silence or asks for more because of a delay, or on which a pause or a proposal is over.
    """
    coming = _turns(outlook.status)
    heapq.heapify(coming)
    last, found = outlook.status.as_of, 0
    while coming and found < _MOST:
        day = heapq.heappop(coming)
        if day <= last:
            continue
        last, found = day, found + 1
        status = outlook.on(day)
        for turn in _turns(status):
            heapq.heappush(coming, turn)
        yield status


def _turns(status: Status) -> list[date]:
    """Days after the status's own on which it may read differently."""
    project, today = status.project, status.as_of
    days: list[date] = []
    if status.phase == "proposal" and project.quoted and project.quoted.until:
        days.append(project.quoted.until + DAY)
    days += [pause.last + DAY for pause in project.pauses if pause.last and not pause.agreed]
    still = status.standstill and status.standstill <= today  # nobody knows until when
    if status.dated is None or still:
        return [day for day in days if day > today]
    if status.phase == "paused":
        days += [run.last + DAY for run in pauses_in_force(project, today)]
    else:
        days += [run.first for run in pauses_in_force(project, today)]
        days += [status.standstill] if status.standstill else []
    days += [today + DAY] if status.last_answers else []
    for live in status.dated.next:
        if live.stage.id in status.waiting:  # until an answer comes, which only a new build knows
            continue
        calendar = live.calendar
        left = calendar.count(today, live.due)
        days += [live.due, live.due + DAY]
        if not live.waits_for_slot:  # its start is a forecast, which only a new build can renew
            days += [live.start]
            days += [calendar.nth(today + DAY, left - 1)] if left > 1 else []
        days += [calendar.nth(live.due + DAY, 1), calendar.nth(live.due + DAY, 2)]
    days += [
        consequence.date
        for consequence in status.dated.consequences
        if consequence.do == "approve" and consequence.state == "ahead"
    ]
    if any(live.stage.pay for live in status.dated.next):
        days += _dearer(status)
    return [day for day in days if day > today]


def _dearer(status: Status) -> Iterator[date]:
    """Yield days on which what an open payment asks may change, since somebody is late."""
    assert status.dated
    for consequence in status.dated.consequences:
        if consequence.do in ("fee", "credit") and consequence.state == "ahead":
            yield consequence.date
    for live in status.dated.next:
        if any(step.per for step in status.terms.steps(live.stage.owner)):
            yield live.calendar.nth(max(status.as_of, live.due) + DAY, 1)
