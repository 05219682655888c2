"""Rows of a spreadsheet -> the files of projects, as a person would have written them.

    Project,Client,Email,Price,Stage,Owner,Days,Done       aurora.yml  title: New website
    New website,Aurora,lucia@a.example,8400,Brief,us,5, ->             client: {name: Aurora, ...}
    ,,,,Texts,client,5,                                                stages: [brief, texts]

A row is a stage; a row that names no project belongs to the one above. A project that names a
playbook has that one's stages, and its rows say what differs. What a file may hold is not checked
here but by those who read it: `places` leads their faults back to the cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from . import cells
from .cells import CellFault, DayOrder
from .columns import PROJECT_COLUMNS, Columns, folded
from .emit import entry
from .project import Amount, Party, StageTemplate, Studio
from .schedule import CalendarOf
from .source import Fault
from .spreadsheet import Cell, Sheet
from .wording import closest
from .workdays import client_workdays, provider_workdays

MODELINE = "# yaml-language-server: $schema=../hooks/courtside/schema/project.json"

Row = Mapping[str, Cell]
"""Field -> cell; without the empty ones."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """How somebody wants a sheet to be read."""

    source: str
    """The sheet's name."""
    today: date
    order: DayOrder | None = None
    """Of days like 3/4/2026, if the sheet does not tell."""
    playbook: str | None = None
    """For projects that have no stages."""
    house_terms: bool = False
    """Whether what was signed had the house terms."""


@dataclass(kw_only=True, slots=True)
class Newcomer:
    """A project on its way in."""

    id: str
    first: Cell
    data: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Cell] = field(default_factory=dict)
    """The path of a value in the file, as faults have it -> its cell."""

    def told(self, fault: Fault) -> str:
        """A fault of the file, led back to the sheet."""
        path = fault.path
        where = f"{path}: " if path else ""
        if path in self.places:
            return f"{self.places[path]}: {fault.message}"
        while path:
            below = [cell for name, cell in self.places.items() if name.startswith(path)]
            if below:
                return f"row {below[0].row}: {where}{fault.message}"
            path = re.sub(r"(\.[^.\[]*|\[\d+\]|^[^.\[]+)$", "", path)
        return f"row {self.first.row}: {where}{fault.message}"


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
    mover = _Mover(columns=columns, studio=studio, wanted=wanted, order=order, faults=faults)
    found = [mover.project(*group) for group in _groups([row for row in rows if row], faults)]
    first: dict[str, Newcomer] = {}
    for one in found:
        other = first.setdefault(one.id, one)
        if other is not one:
            faults.append(
                f"{one.first}: '{one.id}' would be the id of row {other.first.row} too: add a "
                "column 'id' and give each project its own"
            )
    return tuple(found), tuple(faults)


def file_text(newcomer: Newcomer, wanted: Wanted) -> str:
    """The file of a project."""
    rows = [MODELINE, f"# Moved in from {wanted.source} on {wanted.today}."]
    for name, value in newcomer.data.items():
        rows += _COMMENTS.get(name, ())
        rows += entry(f"{name}:", value, 0)
    return "\n".join(rows) + "\n"


_COMMENTS: Mapping[str, Sequence[str]] = {
    "terms": (
        "# As far as the sheet says, nothing was agreed for lateness when this was signed: nothing",
        "# follows from it here. To have the house terms, agree them, and take these lines out.",
    ),
}

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
    key = ""
    for row in rows:
        name = row.get("id") or row.get("title")
        key = name.text if name else key
        if not key:
            cell = next(iter(row.values()))
            faults.append(f"row {cell.row}: there is no project in this row or above it")
            continue
        groups.setdefault(key, []).append(row)
    return groups.items()


def slug(text: str) -> str:
    """A text as an id: `Texts & photos` -> `texts-photos`; empty if it has no such letters."""
    return "-".join(re.findall(r"[a-z0-9]+", folded(text)))[:40].rstrip("-")


@dataclass(kw_only=True, slots=True)
class _Mover:
    """What is known while the rows are read; `faults` grows."""

    columns: Columns
    studio: Studio
    wanted: Wanted
    order: DayOrder
    faults: list[str]

    def project(self, key: str, rows: Sequence[Row]) -> Newcomer:
        """One project out of its rows."""
        head: dict[str, Cell] = {}
        for row in rows:
            for name in PROJECT_COLUMNS.keys() & row.keys() - {"notes"}:
                known = head.setdefault(name, row[name])
                if known.text != row[name].text:
                    self.faults.append(
                        f"{row[name]}: row {known.row} says something else of the same project"
                    )
        one = Newcomer(id=slug(key), first=next(iter(rows[0].values())))
        if not one.id:
            self.faults.append(f"{one.first}: no id can be made of this: add a column 'id'")
        self._beginning(one, head)
        one.data["stages"] = self._stages(one, head, rows)
        self._start(one)
        if "signed" in one.data and not self.wanted.house_terms:
            one.data["terms"] = {"late": {"client": [], "provider": []}}
        notes = [row["notes"] for row in rows if "notes" in row]
        for number, cell in enumerate(notes):
            self.note(one, f"private[{number}].text", cell)
        if notes:
            today = self.wanted.today.isoformat()
            one.data["private"] = [{"date": today, "text": cell.text} for cell in notes]
        one.data = {name: value for name, value in one.data.items() if value}
        return one

    def put(
        self, one: Newcomer, path: str, cell: Cell | None, read: Callable[[str], Any] = str
    ) -> Any:
        """The value of a cell, whose place is kept; None where there is none, or a wrong one."""
        if cell is None:
            return None
        self.note(one, path, cell)
        try:
            return read(cell.text)
        except CellFault as fault:
            self.faults.append(f"{cell}: {fault}")
            return None

    def note(self, one: Newcomer, path: str, cell: Cell) -> None:
        """Where a value of the file stands in the sheet."""
        one.places[path] = cell

    def day(self, text: str) -> str:
        """A day in the order of this sheet."""
        return cells.day(text, self.order)

    def amount(self, cell: Cell | None) -> Callable[[str], str]:
        """How amounts of a column are read."""
        share = cell is not None and cell.column in self.columns.shares
        return lambda text: cells.amount(text, self.studio, share=share)

    # --- The fields of a project ---------------------------------------------------------------

    def _beginning(self, one: Newcomer, head: Row) -> None:
        """All that stands above the stages, in the order of a file."""
        data, get = one.data, head.get
        client = {
            "name": self.put(one, "client.name", get("client")),
            "contact": self.put(one, "client.contact", get("contact")),
            "email": self.put(one, "client.email", get("email")),
            "id": self.put(one, "client.id", get("client_id")),
        }
        data["title"] = self.put(one, "title", get("title"))
        data["client"] = _filled(client)
        data["language"] = self.put(one, "language", get("language"), cells.language)
        data["price"] = self.put(one, "price", get("price"), self.amount(get("price")))
        data["quoted"] = _filled(
            {
                "date": self.put(one, "quoted.date", get("quoted"), self.day),
                "until": self.put(one, "quoted.until", get("until"), self.day),
            }
        )
        signed = self.put(one, "signed.date", get("signed"), self.day)
        by = self.put(one, "signed.by", get("signed_by") or get("contact") or get("client"))
        if signed or "signed_by" in head:
            data["signed"] = _filled({"date": signed, "by": by})
        data["deposit"] = self._deposit(one, head)
        data["start"] = self.put(one, "start", get("start"), self.day)

    def _deposit(self, one: Newcomer, head: Row) -> dict[str, Any]:
        cell = head.get("deposit")
        amount = self.put(one, "deposit.amount", cell, self.amount(cell))
        book = self.studio.playbooks.get(self._playbook(head) or "")
        if amount is None and book and book.deposit:
            amount = _written(book.deposit, self.studio)
        paid = self.put(one, "deposit.paid", head.get("deposit_paid"), self.day)
        return _filled({"amount": amount, "paid": paid})

    def _playbook(self, head: Row) -> str | None:
        return head["playbook"].text.lower() if "playbook" in head else self.wanted.playbook

    def _start(self, one: Newcomer) -> None:
        """A project whose stages have dates begins with the first of them."""
        starts = [stage["start"] for stage in one.data["stages"] if stage.get("start")]
        if starts and not one.data.get("start"):
            one.data["start"] = min(starts)
            at = next(n for n, s in enumerate(one.data["stages"]) if s.get("start") == min(starts))
            self.note(one, "start", one.places[f"stages[{at}].start"])

    # --- The stages ----------------------------------------------------------------------------

    def _stages(self, one: Newcomer, head: Row, rows: Sequence[Row]) -> list[dict[str, Any]]:
        listed = [row for row in rows if "stage" in row]
        for row in rows:
            strayed = [cell for name, cell in row.items() if name not in PROJECT_COLUMNS]
            if strayed and "stage" not in row:
                self.faults.append(f"{strayed[0]}: this row names no stage that it belongs to")
        book = self._playbook(head) if "playbook" in head or not listed else None
        stages = self._copied(one, head, book) if book else []
        ids = {slug(name): stage for stage in stages for name in (stage["id"], stage["title"])}
        for row in listed:
            name = slug(row["stage"].text)
            if book and stages and name not in ids:
                known = closest(name, ids)
                self.faults.append(
                    f"{row['stage']}: the playbook '{book}' has no such stage{known}"
                )
                continue
            if not book:
                stages.append({"id": _free(name or f"stage-{len(stages) + 1}", stages)})
            stage = ids[name] if book else stages[-1]
            self._stage(one, stage, f"stages[{stages.index(stage)}]", row, stages)
        if not stages and not book:
            books = ", ".join(sorted(self.studio.playbooks)) or "none in _studio.yml"
            self.faults.append(
                f"row {one.first.row}: the project has no stage: give it rows with a 'stage', or a "
                f"'playbook' ({books})"
            )
        return [_in_order(stage) for stage in stages]

    def _copied(self, one: Newcomer, head: Row, name: str) -> list[dict[str, Any]]:
        book = self.studio.playbooks.get(name)
        if book is None:
            where = head.get("playbook") or f"row {one.first.row}"
            known = ", ".join(sorted(self.studio.playbooks)) or "none"
            self.faults.append(f"{where}: the house has no such playbook; it has {known}")
            return []
        return [_template(stage, self.studio) for stage in book.stages]

    def _stage(
        self,
        one: Newcomer,
        stage: dict[str, Any],
        path: str,
        row: Row,
        stages: Sequence[Mapping[str, Any]],
    ) -> None:
        """What a row says of a stage."""
        client = str(one.data["client"].get("name", ""))

        def owner(text: str) -> Party:
            return cells.party(text, client=client, studio=self.studio)

        def named(text: str) -> list[str]:
            return [_id_of(name, stages) for name in _listed(text)]

        pay = row.get("pay")
        found = {
            "title": self.put(one, f"{path}.title", row["stage"]) if "title" not in stage else None,
            "owner": self.put(one, f"{path}.owner", row.get("owner"), owner),
            "days": self.put(one, f"{path}.days", row.get("days"), cells.days),
            "gives": self.put(one, f"{path}.gives", row.get("gives"), _listed),
            "after": self.put(one, f"{path}.after", row.get("after"), named),
            "approves": self.put(
                one, f"{path}.approves", row.get("approves"), lambda text: _id_of(text, stages)
            ),
            "pay": self.put(one, f"{path}.pay", pay, self.amount(pay)),
            "start": self.put(one, f"{path}.start", row.get("stage_start"), self.day),
            "due": self.put(one, f"{path}.due", row.get("due"), self.day),
            "done": self.put(one, f"{path}.done", row.get("done"), self.day),
            "skipped": self.put(one, f"{path}.skipped", row.get("skipped"), self.day),
        }
        stage.update({name: value for name, value in found.items() if value is not None})
        if "days" not in stage and "pay" not in stage and {"start", "due", "owner"} <= stage.keys():
            calendar = self._calendars()[stage["owner"]]
            ends = (date.fromisoformat(stage[name]) for name in ("start", "due"))
            stage["days"] = len(calendar.between(*ends))

    def _calendars(self) -> CalendarOf:
        provider = provider_workdays(self.studio.calendar, None)
        return {"provider": provider, "client": client_workdays(provider, None)}


# --- Small things ------------------------------------------------------------------------------

_FIELDS = (
    "id", "title", "owner", "days", "gives", "after", "approves", "pay", "start", "due", "done",
    "skipped",
)  # fmt: skip


def _in_order(stage: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a stage as files have them."""
    return {name: stage[name] for name in _FIELDS if name in stage}


def _filled(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: below for name, below in value.items() if below is not None}


def _listed(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def _free(name: str, stages: Sequence[Mapping[str, Any]]) -> str:
    """An id that no stage above has: comments, comments-2."""
    taken = {stage["id"] for stage in stages}
    numbers = (f"{name}-{number}" for number in range(2, len(stages) + 3))
    return name if name not in taken else next(other for other in numbers if other not in taken)


def _id_of(text: str, stages: Sequence[Mapping[str, Any]]) -> str:
    """The id of a stage that is named by its title or id; the last of several."""
    wanted = slug(text)
    for stage in reversed(stages):
        if wanted in (stage["id"], slug(str(stage.get("title", "")))):
            return str(stage["id"])
    return wanted or text


def _template(stage: StageTemplate, studio: Studio) -> dict[str, Any]:
    return _filled(
        {
            "id": stage.id,
            "title": stage.title,
            "owner": stage.owner,
            "days": stage.days,
            "gives": list(stage.gives) or None,
            "after": None if stage.after is None else list(stage.after),
            "approves": stage.approves,
            "pay": stage.pay and _written(stage.pay, studio),
        }
    )


def _written(amount: Amount, studio: Studio) -> str:
    if amount.is_share:
        return f"{amount.value:f}%"
    return f"{amount.value} {amount.unit or studio.currency}"
