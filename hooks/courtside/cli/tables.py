"""The engine's answer for the provider's terminal: whose turn, what is due, who is late, what next.

    borealis  active  client  layout-ok, due 17 Jun  client, 3 days  the slot is lost on 24 Jun

Ids, not titles: they are what the commands take, and they are short. So all of it is ASCII, and
no markup.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

import click

from courtside.cli.terminal import PIPE_WIDTH, console
from courtside.engine.assess import Status
from courtside.engine.consequences import Consequence
from courtside.engine.reminders import lost_slot
from courtside.engine.schedule import LiveStage
from courtside.model.currencies import plain
from courtside.text.english import at_best, count, days, follows, short_day

if TYPE_CHECKING:
    from courtside.engine.reminders import Item, Letter
    from courtside.model.values import Party

_WHO: Mapping[Party, str] = {"provider": "you", "client": "client"}
_COLUMNS = ("project", "phase", "turn", "next step", "late", "what follows", "finish")


def print_statuses(statuses: Iterable[Status], currency: str, today: date) -> None:
    """Print a line for each project that is not closed."""
    rows = [_row(status, currency) for status in statuses if status.phase != "closed"]
    _print(f"As of {short_day(today)}", _COLUMNS, rows)


def print_reminders(due: Iterable[Letter], today: date, sent: Collection[str]) -> None:
    """Print a line for each reminder of today; a workflow logs it."""
    rows = [
        (
            "you" if item.to == "provider" else letter.id,
            item.status.project.id,
            item.stage,
            _why(item, today),
            "\n".join(_follows(step, letter.portal.studio.currency) for step in item.steps),
            "yes" if item.key(today) in sent else "",
        )
        for letter in due
        for item in letter.items
    ]
    _print(f"Due on {short_day(today)}", ("to", "project", "what", "why", "then", "gone out"), rows)


def _print(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; without rich if no line is folded, since importing it takes 0.03 s."""
    lines = [[cell.split("\n") for cell in row] for row in (head, *rows)]
    widths = [
        max(len(line) for cell in column for line in cell) for column in zip(*lines, strict=True)
    ]
    width = sum(widths) + 2 * (len(widths) - 1)
    if width > (shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPE_WIDTH):
        _fold(title, head, rows)
        return
    styled = os.environ.get("TERM") not in ("dumb", "unknown")
    click.secho(title.ljust(width), italic=styled)
    for row in lines:
        for parts in zip_longest(*row, fillvalue=""):
            text = "  ".join(map(str.ljust, parts, widths))
            click.secho(text, bold=styled and row is lines[0])


def _fold(title: str, head: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name in head:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console().print(table)


def _why(item: Item, today: date) -> str:
    from courtside.engine.reminders import BALANCE, DEPOSIT

    if item.stage == BALANCE:
        return f"finished {short_day(item.due)}"
    if item.stage == DEPOSIT:
        return f"signed {short_day(item.due)}"
    if item.late_days:
        return f"{days(item.late_days)} late, due {short_day(item.due)}"
    if item.due == today:
        return "due today"
    return f"due {short_day(item.due)}" if item.due > today else f"was due {short_day(item.due)}"


def _row(status: Status, currency: str) -> tuple[str, ...]:
    head = (status.project.id, status.phase)
    dated = status.dated
    if dated is None:
        weeks = max(estimate.last_week for estimate in status.rough)
        return (*head, "", _before_dates(status, currency), "", "", count(weeks, "week"))
    finish, slip = short_day(dated.ledger.finish), dated.ledger.slip
    if slip:
        finish += f" ({slip:+d}{' so far' if status.finish_moves else ''})"
    else:
        finish = at_best(finish, status.finish_moves)
    if status.phase in ("complete", "ended"):
        last = finish if status.phase == "complete" else short_day(status.as_of)
        return (*head, "", _open_money(status, currency), "", "", last)
    return (
        *head,
        " and ".join(_WHO[party] for party in dated.turn),
        "\n".join(f"{live.stage.id}, {_when(status, live)}" for live in dated.next),
        "\n".join(_late(status, live) for live in dated.next),
        "\n".join(_ahead(status, live, currency) for live in dated.next),
        finish,
    )


def _before_dates(status: Status, currency: str) -> str:
    project = status.project
    if status.phase == "ended":
        return _open_money(status, currency)
    if status.phase == "lapsed":
        return "the proposal has lapsed"
    if status.phase in ("draft", "proposal"):
        until = project.quoted.until if project.quoted else None
        return f"signature, by {short_day(until)}" if until else "signature"
    if status.waits_for_deposit:
        return "deposit"
    return "dates"


def _open_money(status: Status, currency: str) -> str:
    """What is left once nobody has anything to hand over."""
    balance = status.money.balance
    back = " back" if balance < 0 else ""
    return f"{plain(abs(balance), currency)} to pay{back}" if balance else ""


def _when(status: Status, live: LiveStage) -> str:
    if status.asks_for_nothing(live):
        return "asks for nothing"
    if live.state == "queued":
        free = at_best(short_day(live.start), status.moves(live.stage.id, live.start))
        return f"queued: next free slot {free}"
    if live.state == "upcoming":
        return "starts " + at_best(short_day(live.start), status.moves(live.stage.id, live.start))
    if live.state == "late":
        return f"due {short_day(live.due)}"
    return "due " + at_best(short_day(live.due), status.moves(live.stage.id, live.due))


def _late(status: Status, live: LiveStage) -> str:
    late = live.late_days and not status.asks_for_nothing(live)
    return f"{_WHO[live.stage.owner]}, {days(live.late_days)}" if late else ""


def _ahead(status: Status, live: LiveStage, currency: str) -> str:
    name, found = live.stage.id, status.dated.told if status.dated else ()
    ahead = [
        c
        for c in found
        if c.stage == name and c.state == "ahead" and not status.moves(name, c.date)
    ]
    lost = lost_slot(status, name)
    said = [f"the slot was lost on {short_day(lost)}"] if lost else []
    said += [_follows(min(ahead, key=lambda c: c.date), currency)] if ahead else []
    return "; ".join(said)


def _follows(consequence: Consequence, currency: str) -> str:
    return follows(consequence, currency, short_day(consequence.date))
