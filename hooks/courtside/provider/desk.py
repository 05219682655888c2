"""The provider's own page: what to do this morning, whom to remind, what to say on the phone.

    desk(house, date(2026, 6, 22))  ->  Desk(rows=(tramuntana, ...), first_free=..., load=..., ...)

One record feeds the terminal (`cli_desk`) and the page under `courtside serve` (`desk_page`). It
holds what `private` says, so it is in no build, and the gate looks for it in each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from courtside.engine.assess import Portfolio, Status
from courtside.engine.availability import next_start
from courtside.engine.portals import portals
from courtside.engine.receivables import Owed, list_receivables, total
from courtside.engine.reminders import Item, letters
from courtside.engine.schedule import calendars_under, plan_from
from courtside.engine.workload import Load, measure_workload
from courtside.model.stage import StageTemplate
from courtside.model.studio import Studio
from courtside.model.terms import Calendars
from courtside.provider.todo import SOON, Group, Need, TodoContext, list_todo

LAST = 2
"""Notes and log lines of each kind that say where somebody stopped."""

Court = Literal["you", "client", "both", "nobody"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskLine:
    """A note or a line of the log."""

    date: date
    text: str
    """Markdown."""
    private: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskRow:
    """One project."""

    status: Status
    court: Court
    needs: tuple[Need, ...]
    """The most pressing first; at least one."""
    owed: Owed
    stopped: tuple[DeskLine, ...]
    """Where the provider stopped: the last notes, then the last lines of the log."""

    @property
    def group(self) -> Group:
        """By what is most pressing."""
        return self.needs[0].group

    @property
    def late_days(self) -> int:
        """Working days that whoever has the ball is late; the most, where there are several."""
        if self.status.dated is None or self.status.phase == "paused":
            return 0
        return max((o.late_days for o in self.status.dated.stages.values() if o.open), default=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """When a project from a playbook could begin, and would be done if all keep their dates."""

    playbook: str
    start: date
    finish: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """Something that falls due in the next seven days."""

    day: date
    project: str
    what: str
    court: Court


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """All that a provider wants to see in the morning."""

    studio: Studio
    today: date
    rows: tuple[DeskRow, ...]
    """All projects that are not closed, by what needs the provider most."""
    reminders: tuple[tuple[Item, bool], ...]
    """What clients are reminded of today, and whether that has gone out."""
    first_free: date
    openings: tuple[Opening, ...]
    due: tuple[Due, ...]
    load: Load
    owed: Owed

    def group(self, name: Group) -> tuple[DeskRow, ...]:
        """The rows that are so pressing."""
        return tuple(row for row in self.rows if row.group == name)

    @property
    def owing(self) -> tuple[DeskRow, ...]:
        """The rows with money in them, who owes most now first."""
        rows = [row for row in self.rows if row.owed != Owed()]
        rows.sort(key=lambda row: (-row.owed.now, -row.owed.later, row.status.project.id))
        return tuple(rows)

    @property
    def waiting(self) -> int:
        """How many reminders have not gone out."""
        return sum(not gone for _, gone in self.reminders)


def build_desk(portfolio: Portfolio, today: date, told: frozenset[str] = frozenset()) -> Desk:
    """The desk of a day; `told` are the reminders that went out, as `reminded` has them."""
    pages = portals(portfolio, today)
    statuses = [status for page in pages for status in page.projects]
    items = [item for letter in letters(pages) for item in letter.items]
    rows = [_row(status, items, told) for status in statuses]
    rows.sort(key=lambda row: (row.needs[0].urgency, -row.late_days, row.status.project.id))
    return Desk(
        studio=portfolio.studio,
        today=today,
        rows=tuple(rows),
        reminders=tuple((i, i.key(today) in told) for i in items if i.to == "client"),
        first_free=next_start(portfolio, (_A_DAY,), today),
        openings=tuple(_openings(portfolio, today)),
        due=tuple(sorted(_due(statuses, today), key=lambda due: (due.day, due.project))),
        load=measure_workload(portfolio.studio, statuses, today),
        owed=total(row.owed for row in rows),
    )


def _row(status: Status, items: list[Item], told: frozenset[str]) -> DeskRow:
    own = tuple(item for item in items if item.status is status)
    return DeskRow(
        status=status,
        court=_court(status),
        needs=list_todo(TodoContext(status=status, items=own, told=told)),
        owed=list_receivables(status),
        stopped=tuple(_stopped(status)),
    )


def _court(status: Status) -> Court:
    if status.phase in ("paused", "complete", "lapsed", "ended"):
        return "nobody"
    if status.dated:
        both: dict[tuple[str, ...], Court] = {("client",): "client", ("provider",): "you"}
        return both.get(status.dated.turn, "both")
    waits = status.phase in ("draft", "proposal") or status.waits_for_deposit
    return "client" if waits else "you"


def _stopped(status: Status) -> Iterator[DeskLine]:
    project, day = status.project, status.as_of
    notes = [note for note in project.private if note.date <= day]
    notes.sort(key=lambda note: note.date)
    for note in notes[-LAST:][::-1]:
        yield DeskLine(date=note.date, text=note.text, private=True)
    for entry in project.log[-LAST:][::-1]:
        yield DeskLine(date=entry.date, text=entry.text, private=False)


_A_DAY = StageTemplate(id="day", title="A day", owner="provider", days=1)


def _openings(portfolio: Portfolio, today: date) -> Iterator[Opening]:
    calendars = calendars_under(portfolio.studio, Calendars())
    for name, playbook in portfolio.studio.playbooks.items():
        start = next_start(portfolio, playbook.stages, today)
        planned = plan_from(start, playbook.stages, calendars, portfolio.studio.terms)
        yield Opening(playbook=name, start=start, finish=max(at.due for at in planned.values()))


def _due(statuses: list[Status], today: date) -> Iterator[Due]:
    """Due dates from today through the seventh day.

    What is late already stands elsewhere, and what waits for it is not due before it has come.
    """
    for status in statuses:
        name, until = status.project.id, status.project.quoted and status.project.quoted.until
        if status.phase == "proposal" and until and until - today <= SOON:
            yield Due(day=until, project=name, what="proposal", court="client")
        behind: set[str] = set()  # what is late, and what waits for it
        for one in status.dated.stages.values() if status.dated else ():
            if one.state == "late" or behind.intersection(one.before):
                behind.add(one.stage.id)
            elif (
                one.state in ("current", "upcoming")
                and today <= one.due <= today + SOON
                and status.phase != "paused"
            ):
                court: Court = "client" if one.stage.owner == "client" else "you"
                yield Due(day=one.due, project=name, what=one.stage.id, court=court)
