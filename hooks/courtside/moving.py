"""Rows of a spreadsheet -> the files of projects, as a person would have written them.

    Project,Client,Email,Price,Stage,Owner,Days,Done       aurora.yml  title: New website
    New website,Aurora,lucia@a.example,8400,Brief,us,5, ->             client: {name: Aurora, ...}
    ,,,,Texts,client,5,                                                stages: [brief, texts]

A row is a stage; a row that names no project belongs to the one above. A project that names a
playbook has that one's stages, and its rows say what differs. What a file may hold is not checked
here but by those who read it: `places` leads their faults back to the cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from . import cells
from .cells import DayOrder
from .columns import PROJECT_COLUMNS, Columns
from .moving_payments import put_payments
from .moving_stages import stages_of
from .newcomer import Newcomer, Reading, Row, Wanted, filled, slug, written
from .project import Studio
from .spreadsheet import Cell, Sheet


def moved_in(
    sheet: Sheet, columns: Columns, studio: Studio, wanted: Wanted
) -> tuple[tuple[Newcomer, ...], tuple[str, ...]]:
    """The projects of a sheet, and what is wrong with its cells."""
    rows = [
        {columns.fields[cell.column]: cell for cell in row if cell.column in columns.fields}
        for row in sheet.rows
    ]
    orders = cells.day_orders(cell.text for row in rows for cell in _days(row))
    order, faults = _order(orders, rows, wanted)
    if faults:  # what every day says depends on it
        return (), tuple(faults)
    reading = Reading(columns=columns, studio=studio, wanted=wanted, order=order, faults=faults)
    found = [_project(reading, *group) for group in _groups([row for row in rows if row], faults)]
    first: dict[str, Newcomer] = {}
    for one in found:
        other = first.setdefault(one.id, one)
        if other is not one:
            faults.append(
                f"{one.first}: '{one.id}' would be the id of row {other.first.row} too: add a "
                "column 'id' and give each project its own"
            )
    return tuple(found), tuple(faults)


_DAY_FIELDS = frozenset(
    ("quoted", "until", "signed", "deposit_paid", "start", "stage_start", "due", "done", "skipped")
)


def _days(row: Row) -> list[Cell]:
    return [cell for name, cell in row.items() if name in _DAY_FIELDS]


def _order(
    orders: set[DayOrder], rows: Sequence[Row], wanted: Wanted
) -> tuple[DayOrder, list[str]]:
    """Day or month first: as told, or as only one of them is possible; never a guess."""
    unsure = [cell for row in rows for cell in _days(row) if cells.tells_order(cell.text)]
    if wanted.order:
        return wanted.order, []
    if len(orders) == 1:
        return next(iter(orders)), []
    if not unsure:
        return "dmy", []
    if not orders:
        return "dmy", [
            f"{unsure[0]}: some days of the sheet have the day first, others the month: write all "
            "as 2026-03-06"
        ]
    return "dmy", [
        f"{unsure[0]}: '{unsure[0].text}' can be meant in two ways: say --dates dmy (day first) or "
        "--dates mdy (month first)"
    ]


def _groups(rows: Sequence[Row], faults: list[str]) -> Iterable[tuple[str, list[Row]]]:
    """The rows of each project, under its id or title."""
    groups: dict[str, list[Row]] = {}
    key = title = ""
    for row in rows:
        named = row["title"].text if "title" in row else title
        if "id" in row:
            key = row["id"].text
        elif named != title:
            key = named
        title = named
        if not key:
            cell = next(iter(row.values()))
            faults.append(f"row {cell.row}: there is no project in this row or above it")
            continue
        groups.setdefault(key, []).append(row)
    return groups.items()


def _project(reading: Reading, key: str, rows: Sequence[Row]) -> Newcomer:
    """One project out of its rows."""
    head: dict[str, Cell] = {}
    for row in rows:
        for name, cell in row.items():
            if name not in PROJECT_COLUMNS or name == "notes":
                continue
            known = head.setdefault(name, cell)
            if known.text != cell.text:
                reading.faults.append(
                    f"{cell}: row {known.row} says something else of the same project"
                )
    one = Newcomer(id=slug(key), first=next(iter(rows[0].values())))
    if not one.id:
        reading.faults.append(f"{one.first}: no id can be made of this: add a column 'id'")
    _beginning(reading, one, head)
    one.data["stages"] = stages_of(reading, one, head, rows)
    _start(reading, one)
    put_payments(reading, one)
    if "signed" in one.data and not reading.wanted.house_terms:
        one.data["terms"] = {"late": {"client": [], "provider": []}}
    notes = [row["notes"] for row in rows if "notes" in row]
    for number, cell in enumerate(notes):
        reading.note(one, f"private[{number}].text", cell)
    if notes:
        today = reading.wanted.today.isoformat()
        one.data["private"] = [{"date": today, "text": cell.text} for cell in notes]
    one.data = {name: value for name, value in one.data.items() if value}
    return one


def _beginning(reading: Reading, one: Newcomer, head: Row) -> None:
    """All that stands above the stages, in the order of a file."""
    data, get = one.data, head.get
    client = {
        "name": reading.put(one, "client.name", get("client")),
        "contact": reading.put(one, "client.contact", get("contact")),
        "email": reading.put(one, "client.email", get("email")),
        "id": reading.put(one, "client.id", get("client_id")),
    }
    data["title"] = reading.put(one, "title", get("title"))
    data["client"] = filled(client)
    data["language"] = reading.put(one, "language", get("language"), cells.language)
    data["price"] = reading.put(one, "price", get("price"), reading.amount(get("price")))
    data["quoted"] = filled(
        {
            "date": reading.put(one, "quoted.date", get("quoted"), reading.day),
            "until": reading.put(one, "quoted.until", get("until"), reading.day),
        }
    )
    signed = reading.put(one, "signed.date", get("signed"), reading.day)
    by = reading.put(one, "signed.by", get("signed_by") or get("contact") or get("client"))
    if signed or "signed_by" in head:
        data["signed"] = filled({"date": signed, "by": by})
    data["deposit"] = _deposit(reading, one, head)
    data["start"] = reading.put(one, "start", get("start"), reading.day)


def _deposit(reading: Reading, one: Newcomer, head: Row) -> dict[str, Any]:
    cell = head.get("deposit")
    amount = reading.put(one, "deposit.amount", cell, reading.amount(cell))
    book = reading.studio.playbooks.get(reading.playbook(head) or "")
    if amount is None and book and book.deposit:
        amount = written(book.deposit, reading.studio)
    paid = reading.put(one, "deposit.paid", head.get("deposit_paid"), reading.day)
    return filled({"amount": amount, "paid": paid})


def _start(reading: Reading, one: Newcomer) -> None:
    """A project whose stages have dates begins with the first of them."""
    starts = [stage["start"] for stage in one.data["stages"] if stage.get("start")]
    if starts and not one.data.get("start"):
        one.data["start"] = min(starts)
        at = next(n for n, s in enumerate(one.data["stages"]) if s.get("start") == min(starts))
        reading.note(one, "start", one.places[f"stages[{at}].start"])
