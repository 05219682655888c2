"""The provider's own page: what to do this morning, whom to remind, what to say on the phone.

    build_desk(portfolio, date(2026, 6, 22))  ->  Desk(rows=(tramuntana, ...), next_slot=..., ...)

One record feeds the terminal (`cli.desk`) and the page under `courtside serve` (`desk_page`). It
holds what `private` says, so it is in no build, and the leak check looks for it in each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from courtside.engine.assess import Portfolio, Status, assess_portfolio
from courtside.engine.availability import Wanted, held_days, next_opening
from courtside.engine.portals import client_pages
from courtside.engine.receivables import Owed, list_receivables, total
from courtside.engine.reminders import Item, letters
from courtside.engine.workload import Load, measure_workload
from courtside.model.stage import StageTemplate
from courtside.model.studio import Studio
from courtside.provider.todo import SOON, Group, Need, TodoContext, list_todo

LAST = 2
"""Notes and log lines of each kind that say where somebody stopped."""

Court = Literal["you", "client", "both", "nobody"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskLine:
    """A note, or a line of the log."""

    date: date
    text: str
    """Markdown."""
    private: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DeskRow:
    """One project on the desk."""

    status: Status
    court: Court
    needs: tuple[Need, ...]
    """The things to do, the most pressing first; at least one."""
    owed: Owed
    stopped: tuple[DeskLine, ...]
    """The last notes, then the last lines of the log, which say where the provider stopped."""

    @property
    def group(self) -> Group:
        """The group of its most pressing need."""
        return self.needs[0].group

    @property
    def late_days(self) -> int:
        """The working days by which the owner of a next stage is late; the most, if there are
        several."""
        if self.status.dated is None or self.status.phase == "paused":
            return 0
        stages = self.status.dated.stages.values()
        waits = (s for s in stages if s.open and not self.status.asks_for_nothing(s))
        return max((live.late_days for live in waits), default=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class NextOpening:
    """The days on which a project from a template could start and finish, if all keep their
    dates."""

    playbook: str
    """The template; `a day of work` where the studio has none."""
    start: date
    finish: date


@dataclass(frozen=True, kw_only=True, slots=True)
class DueStage:
    """A stage or payment that is due in the next seven days."""

    day: date
    project: str
    what: str
    court: Court


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """Everything that a provider needs to see in the morning."""

    studio: Studio
    today: date
    rows: tuple[DeskRow, ...]
    """All projects that are not closed or have money open, by what needs the provider most."""
    reminders: tuple[tuple[Item, bool], ...]
    """The reminders of today, and whether each has gone out."""
    openings: tuple[NextOpening, ...]
    """The next opening for each template, in the order of the studio's file."""
    due: tuple[DueStage, ...]
    load: Load
    owed: Owed

    def group(self, name: Group) -> tuple[DeskRow, ...]:
        """Return the rows of one group."""
        return tuple(row for row in self.rows if row.group == name)

    @property
    def owing(self) -> tuple[DeskRow, ...]:
        """The rows with open money, the largest amount due now first."""
        rows = [row for row in self.rows if row.owed != Owed()]
        rows.sort(key=lambda row: (-row.owed.now, -row.owed.later, row.status.project.id))
        return tuple(rows)

    @property
    def next_slot(self) -> NextOpening:
        """The template that could start first, when it could start and finish."""
        return min(self.openings, key=lambda opening: opening.start)

    @property
    def waiting(self) -> int:
        """The number of reminders that have not gone out."""
        return sum(not gone for _, gone in self.reminders)


def build_desk(portfolio: Portfolio, today: date, sent: frozenset[str] = frozenset()) -> Desk:
    """Return the desk of a day; `sent` has the keys of the reminders that went out."""
    items = [item for letter in letters(client_pages(portfolio, today)) for item in letter.items]
    statuses = assess_portfolio(portfolio, today)
    rows = [_row(portfolio.studio, status, today, items, sent) for status in statuses]
    # A closed project stays while money is due; what nobody is asked for any more is written off.
    rows = [r for r in rows if r.status.phase != "closed" or r.owed.now or r.owed.back]
    rows.sort(key=lambda row: (row.needs[0].urgency, -row.late_days, row.status.project.id))
    going_on = [status for status in statuses if status.phase != "closed"]
    return Desk(
        studio=portfolio.studio,
        today=today,
        rows=tuple(rows),
        reminders=tuple((i, i.key(today) in sent) for i in items if i.to == "client"),
        openings=tuple(_openings(portfolio.studio, going_on, today)),
        due=tuple(sorted(_due(going_on, today), key=lambda due: (due.day, due.project))),
        load=measure_workload(portfolio.studio, going_on, today),
        owed=total(row.owed for row in rows),
    )


def _row(
    studio: Studio, status: Status, today: date, items: Sequence[Item], sent: frozenset[str]
) -> DeskRow:
    name = status.project.id
    own = tuple(item for item in items if item.status.project.id == name)
    ctx = TodoContext(status=status, items=own, sent=sent, currency=studio.currency, today=today)
    return DeskRow(
        status=status,
        court=_court(status),
        needs=list_todo(ctx),
        owed=list_receivables(status),
        stopped=tuple(_stopped(status)),
    )


def _court(status: Status) -> Court:
    if status.phase in ("paused", "complete", "lapsed", "ended", "closed"):
        return "nobody"
    if status.dated is None:
        waits = status.phase == "proposal" or status.asks_for_deposit
        return "client" if waits else "you"
    holders: set[Court] = set()
    for live in status.dated.next:
        wait = live.stage.open_wait
        holder = wait.on if wait else live.stage.owner  # the ball went back for an answer
        if status.asks_for_nothing(live):
            holder = "provider"  # who can skip it
        holders |= {"client"} if holder == "client" else {"you"} if holder == "provider" else set()
    return holders.pop() if len(holders) == 1 else "both" if holders else "nobody"


def _stopped(status: Status) -> Iterator[DeskLine]:
    project, day = status.project, status.as_of
    notes = [note for note in project.private if note.date <= day]
    notes.sort(key=lambda note: note.date)
    for note in notes[-LAST:][::-1]:
        yield DeskLine(date=note.date, text=note.text, private=True)
    for entry in project.log[-LAST:][::-1]:
        yield DeskLine(date=entry.date, text=entry.text, private=False)


_A_DAY = (StageTemplate(id="day", title="A day", owner="provider", days=1),)


def _openings(studio: Studio, statuses: Sequence[Status], today: date) -> Iterator[NextOpening]:
    held = held_days(statuses, today)
    templates = {name: book.stages for name, book in studio.playbooks.items()}
    for name, stages in (templates or {"a day of work": _A_DAY}).items():
        opening = next_opening(Wanted.of(studio, stages), held, today)
        yield NextOpening(playbook=name, start=opening.start, finish=opening.finish)


def _due(statuses: Sequence[Status], today: date) -> Iterator[DueStage]:
    """Due dates from today through the seventh day.

    What is late is shown elsewhere, and what waits for it, or for a slot, is not due before that
    has come; a date that moves as the days go by is none.
    """
    for status in statuses:
        name, until = status.project.id, status.project.quoted and status.project.quoted.until
        if status.phase == "proposal" and until and until - today <= SOON:
            yield DueStage(day=until, project=name, what="proposal", court="client")
        if status.dated is None or status.phase in ("paused", "ended"):
            continue
        behind = status.behind
        for stage, live in status.dated.stages.items():
            waits = stage not in behind and status.is_waited_for(live)
            if not waits or status.moves(stage, live.due):
                continue
            if live.state in ("current", "upcoming") and today <= live.due <= today + SOON:
                court: Court = "client" if live.stage.owner == "client" else "you"
                yield DueStage(day=live.due, project=name, what=stage, court=court)
