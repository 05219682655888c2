"""The provider's morning on the terminal.

    Mon 22 Jun 2026   3 need you today · 4 to remind · first free day Tue 30 Jun · 2240.00 EUR due

On the left are ids, as the commands take them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from courtside.engine.workload import Week
from courtside.model.currencies import number as written
from courtside.model.currencies import plain
from courtside.provider import todo
from courtside.provider.desk import Desk, DeskRow
from courtside.provider.todo import GROUPS
from courtside.text.english import near, short_day

_COURTS = {"you": "you", "client": "client", "both": "both", "nobody": "–"}
_CONFLICTS = 6
"""The number of conflicts that are listed one by one."""
_BAR = 24
"""Characters of the widest bar."""


def render_desk(shown: Desk) -> RenderableType:
    """Return the whole desk, to be printed."""
    parts: list[RenderableType] = [_summary(shown), *_group(shown, "today")]
    parts += [_heading("If someone calls"), _phone(shown)]
    parts += [_heading("Load"), _load(shown)]
    parts += [_heading("Due in seven days"), _due(shown)]
    parts += [_heading(f"Money, {shown.studio.currency}"), _money(shown)]
    for name in ("soon", "waiting", "quiet"):
        parts += _group(shown, name)
    return Group(*parts)


def _group(shown: Desk, name: todo.Group) -> list[RenderableType]:
    rows = shown.group(name)
    return [_heading(GROUPS[name]), _rows(shown, rows)] if rows else []


def _heading(words: str) -> Text:
    return Text(f"\n{words}", style="bold")


def _summary(shown: Desk) -> Text:
    number = sum(row.group == "today" for row in shown.rows)
    need = "1 project needs" if number == 1 else f"{number} projects need"
    slot, today = shown.next_slot, short_day(shown.today)
    return Text(
        f"{shown.today:%A} {today}: {need} you today · {shown.waiting} to remind · "
        f"next free slot {near(slot.start, shown.today)} ({slot.playbook}) · "
        f"{plain(shown.owed.now, shown.studio.currency)} due"
    )


def _grid(*columns: str) -> Table:
    """Columns without lines; some have no heading."""
    table = Table(box=None, pad_edge=False, show_header=any(columns), header_style="dim")
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


def _rows(shown: Desk, rows: Iterable[DeskRow]) -> Table:
    table = _grid("project", "ball", "what it needs, and where you left off")
    width = max(len(row.status.project.id) for row in shown.rows)
    table.columns[0].min_width = min(width, 20)
    table.columns[1].min_width = len("client")
    for row in rows:
        table.add_row(row.status.project.id, _COURTS[row.court], _about(shown, row))
    return table


def _about(shown: Desk, row: DeskRow) -> RenderableType:
    lines: list[RenderableType] = []
    for need in row.needs:
        lines.append(Text(need.text, style="bold" if need.group == "today" else ""))
        lines += [Padding(Text(way, style="cyan"), (0, 0, 0, 2)) for way in need.do]
    newest = {line.private: line for line in reversed(row.stopped)}  # the page has more
    for line in sorted(newest.values(), key=lambda line: not line.private):
        kind = "note" if line.private else "log"
        said = " ".join(line.text.split())
        lines.append(Text(f"{near(line.date, shown.today)}, {kind}: {said}", style="dim"))
    return Group(*lines)


def _phone(shown: Desk) -> Table:
    table = _grid("", "")
    for opening in shown.openings:
        start, finish = (near(day, shown.today) for day in (opening.start, opening.finish))
        table.add_row(opening.playbook, f"from {start}, done by about {finish}")
    return table


def _load(shown: Desk) -> RenderableType:
    weeks = shown.load.weeks
    most = max((max(week.room, week.held + week.queued) for week in weeks), default=1) or 1
    table = _grid(
        "week of", "█ booked  ▒ queued  · free  ! over capacity", "booked", "queued", "capacity"
    )
    for column in table.columns[2:]:
        column.justify = "right"
    for week in weeks:
        bar = _bar(week, _BAR / most)
        numbers = (str(n or "–") for n in (week.held, week.queued, week.room))
        table.add_row(near(week.monday, shown.today), bar, *numbers)
    return Group(table, *(Text(line, style="bold red") for line in conflicts(shown)))


def _bar(week: Week, scale: float) -> str:
    """The parts of a week as characters: booked, queued, free, over capacity."""
    marks = ((week.held - week.over, "█"), (week.queued, "▒"), (week.free, "·"), (week.over, "!"))
    bar, sofar = "", 0
    for number, mark in marks:
        sofar += number
        bar += mark * (round(sofar * scale) - len(bar))
    return bar


def conflicts(shown: Desk) -> Iterator[str]:
    """Yield a sentence for each run of days with more stages than the capacity."""
    for run in shown.load.conflicts[:_CONFLICTS]:
        first, last = near(run.first, shown.today), near(run.last, shown.today)
        when = first if run.first == run.last else f"{first} to {last}"
        yield (
            f"{when}: {len(run.stages)} stages at once, capacity {shown.studio.capacity}: "
            f"{', '.join(run.stages)}"
        )
    if more := shown.load.conflicts[_CONFLICTS:]:
        yield f"and {len(more)} more, the last on {near(more[-1].last, shown.today)}"


def _due(shown: Desk) -> RenderableType:
    if not shown.due:
        return Text("nothing")
    table = _grid("", "", "", "")
    for due in shown.due:
        table.add_row(near(due.day, shown.today), due.project, due.what, _COURTS[due.court])
    return table


def _money(shown: Desk) -> RenderableType:
    table = _grid("project", "now", "came in part", "later", "to pay back", "offered")
    for column in table.columns[1:]:
        column.justify = "right"
    for name, owed in (
        *((row.status.project.id, row.owed) for row in shown.owing),
        ("total", shown.owed),
    ):
        table.add_row(
            name,
            *(
                written(amount, shown.studio.currency) if amount else "–"
                for amount in (owed.now, owed.part, owed.later, owed.back, owed.offered)
            ),
        )
    note = (
        "now: deposits, and payments whose turn it is. later: the rest, with changes, fees and "
        "credits as they stand. offered: open proposals."
    )
    return Group(table, Text(note, style="dim"))
