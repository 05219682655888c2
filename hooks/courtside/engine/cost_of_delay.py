"""The cost of delay: what a later handover does to the finish and to the money (rule 5).

    texts, due 13 March, open on the 17th; lose-slot after 5 days, a fee after 10
    ->  today, 17 March     finish 24 April    nothing
        in a week           finish 11 May      nothing       23 March: the slot is lost
        in two weeks        finish 18 May      840.00        30 March: the fee

Each row is the project as of the day of that handover; nothing else is computed here. While one
party waits:

- Everything in its court is handed over on that day; silence may have approved a part before.
- The other party keeps its dates: what is open, or opens, is handed over on its due day, and what
  is already late is handed over today. So the cost is only that of this party's delay.
- The other projects hold the days that they hold now.

There is no cost while a slot is awaited that does not depend on this handover, nor in a pause.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from courtside.engine.added_stages import handed_over
from courtside.engine.assess import ScheduledState, Status
from courtside.engine.consequences import Consequence
from courtside.engine.forecast import Outlook
from courtside.model.project import Project
from courtside.model.values import PARTIES, Party

SPANS = (0, 7, 14, 30)
"""Today, in a week, in two weeks, in a month: calendar days from today."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CostRow:
    """One possible day of a handover, and what waiting until then costs."""

    span: int
    """Calendar days from today, one of SPANS."""
    day: date
    """Today, or a working day of the party that is waited for."""
    finish: date
    cost: Decimal
    """The amount that it adds to today's total; negative if it is taken off."""
    steps: tuple[Consequence, ...] = ()
    """The consequences that take effect after the row before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CostOfDelay:
    """The cost of waiting for one party."""

    party: Party
    stages: tuple[str, ...]
    """The stages in this party's court."""
    rows: tuple[CostRow, ...]
    resumes: Mapping[str, date] = field(default_factory=dict)
    """Stage that would lose the slot when late -> when work would resume if everything is handed
    over on that day."""

    @property
    def groups(self) -> tuple[tuple[CostRow, ...], ...]:
        """The rows, grouped by equal results."""
        number, numbers = 0, []
        for before, row in zip((None, *self.rows), self.rows, strict=False):
            same = before and (row.finish, row.cost) == (before.finish, before.cost)
            number += not same or bool(row.steps)
            numbers.append((number, row))
        return tuple(
            tuple(row for _, row in found) for _, found in groupby(numbers, key=lambda n: n[0])
        )


def compute_cost_of_delay(outlook: Outlook) -> tuple[CostOfDelay, ...]:
    """Return the cost of waiting for each party that holds something (rule 5), the client's
    first."""
    status = outlook.status
    if status.phase != "active" or status.dated is None:
        return ()
    found = (_of(outlook, status.dated, party) for party in PARTIES)
    return tuple(cost for cost in found if cost is not None)


def _of(outlook: Outlook, dated: ScheduledState, party: Party) -> CostOfDelay | None:
    held = tuple(
        live.stage.id
        for live in dated.next
        if live.open and live.stage.owner == party and not outlook.status.asks_for_nothing(live)
    )
    under = {name for stage in held for name in dated.course.graph.below(stage)}
    queued = {name for name, live in dated.stages.items() if live.waits_for_slot}
    if not held or queued - under:
        return None
    return CostOfDelay(
        party=party,
        stages=held,
        rows=tuple(_rows(outlook, party, held)),
        resumes={
            consequence.stage: day
            for consequence in dated.told
            if consequence.do == "lose-slot"
            and consequence.state == "ahead"
            and consequence.stage in held
            if (day := resumes_on(handed_over_on(outlook, held, consequence.date)))
        },
    )


def _rows(outlook: Outlook, party: Party, held: Collection[str]) -> Iterator[CostRow]:
    known = set(_in_effect(outlook.status, held))
    for span, day in days_of(outlook.status, party).items():
        then = handed_over_on(outlook, held, day)
        assert then.dated is not None
        new = {key: step for key, step in _in_effect(then, held).items() if key not in known}
        yield CostRow(
            span=span,
            day=day,
            finish=then.dated.ledger.finish,
            cost=then.money.total - outlook.status.money.total,
            steps=tuple(new.values()),
        )
        known |= new.keys()


def _in_effect(status: Status, held: Collection[str]) -> dict[tuple[str, date, int], Consequence]:
    """The steps in effect on what is held, also where a right to end has lapsed again since."""
    assert status.dated is not None
    return {
        (consequence.stage, consequence.date, id(consequence.step)): consequence
        for consequence in status.dated.told
        if consequence.state in ("in effect", "lapsed") and consequence.stage in held
    }


def days_of(status: Status, party: Party) -> dict[int, date]:
    """Return the days of the rows: today, and the party's first working day from each span on, each
    once."""
    today, calendar = status.as_of, status.calendars[party]
    days = {span: calendar.next(today + timedelta(days=span)) for span in SPANS} | {0: today}
    return {
        span: day for span, day in days.items() if day not in [days[s] for s in days if s < span]
    }


def handed_over_on(outlook: Outlook, held: Collection[str], day: date) -> Status:
    """Return the project on the day on which all of this is handed over, and the rest on time."""
    project = _done(outlook.status.project, outlook.status, dict.fromkeys(held, day))
    then = _others_on_time(outlook, project, held, day)
    assert then.dated is not None
    over = max(then.dated.stages[name].end for name in held)
    if over < day:  # silence approved all of it, and work continued from there
        return _others_on_time(outlook, outlook.status.project, held, over)
    return then


def _others_on_time(outlook: Outlook, project: Project, held: Collection[str], day: date) -> Status:
    today = outlook.status.as_of
    while True:
        then = outlook.on(day, project)
        assert then.dated is not None
        on_time = {
            name: max(stage.due, today)
            for name, stage in then.dated.stages.items()
            if stage.open and name not in held and max(stage.due, today) < day
        }
        if not on_time:
            return then
        project = _done(project, then, on_time)


def _done(project: Project, status: Status, days: Mapping[str, date]) -> Project:
    assert status.dated is not None
    for name, day in days.items():
        project = handed_over(project, status.dated.course.graph, name, day)
    return project


def resumes_on(then: Status) -> date | None:
    """Return the day on which the first queued stage would begin; None if none is queued."""
    assert then.dated is not None
    starts = (live.start for live in then.dated.stages.values() if live.waits_for_slot)
    return min(starts, default=None)
