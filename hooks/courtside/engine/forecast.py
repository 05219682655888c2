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
from courtside.engine.schedule import LiveStage, pauses_in_force
from courtside.engine.slots import Slots, Without
from courtside.engine.workdays import DAY
from courtside.model.project import Project
from courtside.model.studio import Studio

_MOST = 10
"""The number of later days that are forecast; beyond, too much depends on what is handed over."""
_MOST_SUMS = 3
"""How many of them may change nothing but a sum that is to be paid."""
_MOST_LOOKED = 40
"""How many days are looked at on which a sum may change; on most it does not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LaterDay:
    """The state of a project on a later day, if nothing happens until then."""

    status: Status
    known: bool
    """Whether it stays so until the next day that is forecast; of the last, for good."""
    knows_sum: bool
    """Whether what is to be paid stays so, too."""


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


def turning_points(outlook: Outlook) -> Iterator[LaterDay]:
    """Yield the later days on which the first sentences of the page change, if nothing happens.

    These are the days on which something begins, has one day left, is due, is late, is approved by
    silence or asks for more because of a delay, or on which a pause or a proposal is over. From the
    last of them on, or the last that changes a sum, it is not known what the next ones bring.
    """
    coming = list(_turns(outlook.status))
    heapq.heapify(coming)
    last, due, found, looked, sums = outlook.status.as_of, outlook.status.due, 0, 0, 0
    knows_sum = True
    while coming and found < _MOST:
        day, of_sum = heapq.heappop(coming)
        if day <= last or (of_sum and not knows_sum):
            continue
        last, status = day, outlook.on(day)
        for turn in _turns(status):
            heapq.heappush(coming, turn)
        if of_sum:
            looked, sums = looked + 1, sums + (status.due != due)
            knows_sum = looked < _MOST_LOOKED and sums <= _MOST_SUMS
            if knows_sum and status.due == due:  # what grew is asked for by another payment
                continue
        due, found = status.due, found + 1
        beyond = [of_sum for _, of_sum in _turns(status)] if found == _MOST else []
        yield LaterDay(status=status, known=all(beyond), knows_sum=knows_sum and not beyond)


def _turns(status: Status) -> Iterator[tuple[date, bool]]:
    """Yield the days after the status's own on which it may read differently, each with whether
    that is no more than a sum to be paid."""
    today = status.as_of
    yield from ((day, False) for day in _new_sentences(status) if day > today)
    yield from ((day, True) for day in _dearer(status) if day > today)


def _new_sentences(status: Status) -> Iterator[date]:
    project, today = status.project, status.as_of
    if status.phase == "proposal" and project.quoted and project.quoted.until:
        yield project.quoted.until + DAY
    for pause in project.pauses:
        if pause.last and not pause.agreed:
            yield pause.last + DAY
    still = status.standstill and status.standstill <= today  # nobody knows until when
    if status.dated is None or still:
        return
    runs = pauses_in_force(project, today)
    if status.phase == "paused":
        yield from (run.last + DAY for run in runs)
    else:
        yield from (run.first for run in runs)
        yield from filter(None, [status.standstill])
    if status.last_answers:
        yield today + DAY
    for live in status.dated.next:
        if live.stage.id in status.waiting:  # until an answer comes, which a new build knows
            continue
        if status.asks_for_nothing(live):  # and is not late on any day
            yield from (live.start, live.due, live.due + DAY)
        else:
            yield from _days_of(live, today)
    for consequence in status.dated.consequences:
        if consequence.do == "approve" and consequence.state == "ahead":
            yield consequence.date


def _days_of(live: LiveStage, today: date) -> Iterator[date]:
    """The days on which what is said of a stage that is next changes."""
    calendar = live.calendar
    left = calendar.count(today, live.due)
    yield from (live.due, live.due + DAY)
    if not live.waits_for_slot:  # its start is a forecast, which only a new build can renew
        yield live.start
        if left > 1:
            yield calendar.nth(today + DAY, left - 1)
    yield from (calendar.nth(live.due + DAY, n) for n in (1, 2))


def _dearer(status: Status) -> Iterator[date]:
    """Yield days on which what an open payment asks may change, since somebody is late."""
    still = status.standstill and status.standstill <= status.as_of
    if status.dated is None or still or not any(live.stage.pay for live in status.dated.next):
        return
    for consequence in status.dated.consequences:
        live = status.dated.stages[consequence.stage]
        if not consequence.may_take_more:
            continue
        if consequence.state == "ahead":
            yield consequence.date
        elif not live.finished:
            yield live.calendar.nth(max(status.as_of, live.due) + DAY, 1)
