"""Turn rows of a spreadsheet into project files, as a person would write them.

    Project,Client,Email,Price,Stage,Owner,Days,Done       aurora.yml  title: New website
    New website,Aurora,lucia@a.example,8400,Brief,us,5, ->             client: {name: Aurora, ...}
    ,,,,Texts,client,5,                                                stages: [brief, texts]

A row is a stage; a row without a project belongs to the one above. A project with a playbook has
its stages, and the rows say what differs. The readers of project files check the content; `places`
maps their problems back to the cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from courtside.model.project import RESERVED
from courtside.model.studio import Studio
from courtside.provider.importing import cells
from courtside.provider.importing.cells import DayOrder
from courtside.provider.importing.columns import (
    PERCENT,
    PROJECT_COLUMNS,
    Columns,
    folded,
    in_words,
)
from courtside.provider.importing.csv_reader import Cell, Sheet
from courtside.provider.importing.draft import (
    ImportedProject,
    ImportOptions,
    Reading,
    Row,
    filled,
    slug,
)
from courtside.provider.importing.money_text import decimal_sign
from courtside.provider.importing.payments import add_payments
from courtside.provider.importing.stages import stages_of
from courtside.source.serialize import as_written


def read_projects(
    sheet: Sheet, columns: Columns, studio: Studio, options: ImportOptions
) -> tuple[tuple[ImportedProject, ...], tuple[str, ...]]:
    """Return the projects of a sheet, and the problems with its cells."""
    rows = [
        {columns.fields[cell.column]: cell for cell in row if cell.column in columns.fields}
        for row in sheet.rows
    ]
    orders = cells.day_orders(cell.text for row in rows for cell in _days(row))
    order, problems = _order(orders, rows, options)
    if problems:  # the meaning of every day depends on it
        return (), tuple(problems)
    reading = Reading(
        columns=columns,
        studio=studio,
        options=options,
        order=order,
        decimals=_decimals(rows, columns, studio),
        problems=problems,
    )
    groups = _groups([row for row in rows if row], problems)
    projects = [
        _project(reading, name, group.rows)
        for name, group in zip(_ids(groups), groups, strict=True)
    ]
    by_id: dict[str, ImportedProject] = {}
    for project in projects:
        other = by_id.setdefault(project.id, project) if project.id else project
        if other is not project:
            problems.append(
                f"{project.first}: '{project.id}' would be the id of row {other.first.row} too: "
                "add a column 'id' and give each project its own"
            )
    return tuple(projects), tuple(problems)


_DAY_FIELDS = frozenset(
    ("quoted", "until", "signed", "deposit_paid", "start", "stage_start", "due", "done", "skipped")
)


def _days(row: Row) -> list[Cell]:
    return [cell for name, cell in row.items() if name in _DAY_FIELDS]


def _order(
    orders: set[DayOrder], rows: Sequence[Row], options: ImportOptions
) -> tuple[DayOrder, list[str]]:
    """Return the order of day and month: the wanted one, or the only possible one; no guess."""
    unsure = [cell for row in rows for cell in _days(row) if cells.tells_order(cell.text)]
    if options.order:
        return options.order, []
    if len(orders) == 1:
        return next(iter(orders)), []
    if not unsure:
        return "dmy", []
    if not orders:
        return "dmy", [
            f"{unsure[0]}: some dates of the sheet have the day first, others the month: write all "
            "as 2026-03-06"
        ]
    return "dmy", [
        f"{unsure[0]}: '{unsure[0].text}' can be meant in two ways: say --dates dmy (day first) or "
        "--dates mdy (month first)"
    ]


def _decimals(rows: Sequence[Row], columns: Columns, studio: Studio) -> frozenset[str]:
    """Return the decimal separators that the sheet certainly uses."""
    amounts = (
        cell.text
        for row in rows
        for name in ("price", "deposit", "pay")
        if (cell := row.get(name)) and PERCENT not in cell.text
        if cell.column not in columns.shares
    )
    home = cells.home_of(studio)
    return frozenset(filter(None, (decimal_sign(text, studio.currency, home) for text in amounts)))


@dataclass(kw_only=True, slots=True)
class _Group:
    """The rows of one project."""

    key: str
    """Its id, or the title that the id is made from."""
    has_id: bool
    rows: list[Row]

    def says(self, name: str) -> str:
        """Return the first text of the group in a column; empty if there is none."""
        return next((row[name].text for row in self.rows if name in row), "")

    def goes_on(self, row: Row) -> bool:
        """Return whether a row without an id can belong here: no other title, no other client."""
        return all(
            name not in row or not self.says(name) or folded(row[name].text) == folded(text)
            for name in ("title", "client", "email")
            for text in (self.says(name),)
        )

    def begins_again(self, row: Row) -> bool:
        """Return whether a row that repeats the title could also begin a second project."""
        first, here = self.rows[0].get("stage"), row.get("stage")
        same = first is None or (here is not None and folded(here.text) == folded(first.text))
        return not self.has_id and "title" in row and (here is None or same)


def _groups(rows: Sequence[Row], problems: list[str]) -> Sequence[_Group]:
    """Return the rows of each project: those with its id, else those below its title."""
    groups: list[_Group] = []
    by_id: dict[str, _Group] = {}
    for row in rows:
        last = groups[-1] if groups else None
        if "id" in row:
            key = row["id"].text
            if key not in by_id:
                groups.append(by_id.setdefault(key, _Group(key=key, has_id=True, rows=[])))
            by_id[key].rows.append(row)
            # What comes without an id goes on with the row above.
            groups.append(groups.pop(groups.index(by_id[key])))
        elif last is not None and last.goes_on(row):
            if last.begins_again(row):
                problems.append(_which(row["title"], last.rows[0]))
            last.rows.append(row)
        elif "title" in row:
            again = next((g for g in groups if not g.has_id and g.goes_on(row)), None)
            if again:
                problems.append(_which(row["title"], again.rows[0]))
            groups.append(_Group(key=row["title"].text, has_id=False, rows=[row]))
        elif last is not None:  # another client, and no title: `_project` says where
            last.rows.append(row)
        else:
            cell = next(iter(row.values()))
            problems.append(f"row {cell.row}: there is no project in this row or above it")
    return sorted(groups, key=lambda group: next(iter(group.rows[0].values())).row)


def _which(title: Cell, first: Row) -> str:
    """Return the message that asks which of two projects a row belongs to."""
    return (
        f"{title}: this is the title of row {next(iter(first.values())).row} too: add a column "
        "'id', with one id for each project, so that it is clear which rows belong together"
    )


def _ids(groups: Sequence[_Group]) -> list[str]:
    """Return the id of each project: its own, or one made from its title, plus its client where
    another project has the same title, or nothing may have it as its id."""
    ids = [slug(group.key) for group in groups]
    taken = RESERVED.union(name for name, number in Counter(ids).items() if number > 1)
    return [
        slug(f"{group.key} {group.says('client')}") if name in taken and not group.has_id else name
        for name, group in zip(ids, groups, strict=True)
    ]


def _project(reading: Reading, project_id: str, rows: Sequence[Row]) -> ImportedProject:
    """Make a project from its rows."""
    head: dict[str, Cell] = {}
    for row in rows:
        for name, cell in row.items():
            if name not in PROJECT_COLUMNS or name == "notes":
                continue
            known = head.setdefault(name, cell)
            if known.text != cell.text:
                reading.problems.append(
                    f"{cell}: row {known.row} says something else about the same project"
                )
    project = ImportedProject(id=project_id, first=next(iter(rows[0].values())))
    if not project.id:
        reading.problems.append(
            f"{project.first}: no id can be made from this: add a column 'id', with small letters "
            "a to z, digits and hyphens"
        )
    _beginning(reading, project, head)
    project.data["stages"] = stages_of(reading, project, head, rows)
    add_payments(reading, project, head.get("deposit_paid"))
    _start(reading, project, head)
    if "signed" in project.data and not reading.options.standard_terms:
        project.data["terms"] = {"late": {"client": [], "provider": []}}
    if "signed" in project.data and reading.studio.tax:  # as `sign` writes them
        project.data["tax"] = as_written(reading.studio.tax, reading.studio)
    notes = [row["notes"] for row in rows if "notes" in row]
    for number, cell in enumerate(notes):
        project.places[f"private[{number}].text"] = cell
    if notes:
        today = reading.options.today.isoformat()
        project.data["private"] = [{"date": today, "text": cell.text} for cell in notes]
    project.data = {name: value for name, value in project.data.items() if value}
    return project


def _beginning(reading: Reading, project: ImportedProject, head: Row) -> None:
    """Fill in everything above the stages, in the order of a file."""
    data, get = project.data, head.get
    client = {
        "name": reading.put(project, "client.name", get("client")),
        "contact": reading.put(project, "client.contact", get("contact")),
        "email": reading.put(project, "client.email", get("email")),
        "id": reading.put(project, "client.id", get("client_id")),
    }
    data["title"] = reading.put(project, "title", get("title"))
    data["client"] = filled(client)
    data["language"] = reading.put(project, "language", get("language"), cells.language)
    data["price"] = reading.put(project, "price", get("price"), reading.amount(get("price")))
    reading.put(
        project, "currency", get("currency"), lambda text: cells.currency(text, reading.studio)
    )
    data["quoted"] = filled(
        {
            "date": reading.put(project, "quoted.date", get("quoted"), reading.day),
            "until": reading.put(project, "quoted.until", get("until"), reading.day),
        }
    )
    signed = reading.put(project, "signed.date", get("signed"), reading.day)
    by = reading.put(project, "signed.by", get("signed_by") or get("contact") or get("client"))
    if signed or "signed_by" in head:
        data["signed"] = filled({"date": signed, "by": by})
    data["deposit"] = _deposit(reading, project, head)
    data["start"] = reading.put(project, "start", get("start"), reading.day)


def _deposit(reading: Reading, project: ImportedProject, head: Row) -> dict[str, Any]:
    cell = head.get("deposit")
    amount = reading.put(project, "deposit.amount", cell, reading.amount(cell))
    book = reading.studio.playbooks.get(reading.playbook(head) or "")
    if amount is None and book and book.deposit:
        amount = as_written(book.deposit, reading.studio)
    return filled({"amount": amount})


def _start(reading: Reading, project: ImportedProject, head: Row) -> None:
    """Start a project at the earliest start of its stages, if it has no start of its own.

    A start without what it counts from is a problem here already: the sheet has columns for it.
    """
    starts = [stage["start"] for stage in project.data["stages"] if stage.get("start")]
    if starts and not project.data.get("start"):
        project.data["start"] = min(starts)
        number = next(
            n for n, s in enumerate(project.data["stages"]) if s.get("start") == min(starts)
        )
        project.places["start"] = project.places[f"stages[{number}].start"]
    wanted = {"signed": ("the signature", "its day")} if "signed" not in head else {}
    if project.data["deposit"] and "deposit_paid" not in head:
        wanted["deposit_paid"] = ("the day on which the deposit is paid", "that day")
    for column, (what, day) in wanted.items() if project.data.get("start") else ():
        reading.problems.append(
            f"{project.places['start']}: a start counts from {what}: write {day} into a column "
            f"'{in_words(column)}', or leave the start empty until then"
        )
