"""A project on its way from a spreadsheet into a file, and how its cells are read.

    Newcomer(id="new-website", data={"title": "New website", ...}, places={"title": Cell(2, A)})
    ->  title: New website ...

`places` leads what the readers of the file find wrong back to the cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from courtside.engine.workdays import FULL_WEEK
from courtside.model.studio import Studio
from courtside.model.values import Amount
from courtside.provider.importing import cells
from courtside.provider.importing.cells import CellError, DayOrder
from courtside.provider.importing.columns import Columns, folded
from courtside.provider.importing.csv_reader import Cell
from courtside.source.problems import Problem
from courtside.source.yaml_writer import entry

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
    standard_terms: bool = False
    """Whether what was signed had the house terms."""


@dataclass(kw_only=True, slots=True)
class Newcomer:
    """A project on its way in."""

    id: str
    first: Cell
    data: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Cell] = field(default_factory=dict)
    """The path of a value in the file, as faults have it -> its cell."""

    def told(self, problem: Problem) -> str:
        """A fault of the file, led back to the sheet."""
        path = problem.path
        where = f"{path}: " if path else ""
        if path in self.places:
            return f"{self.places[path]}: {problem.message}"
        while path:
            below = [cell for name, cell in self.places.items() if name.startswith(path)]
            if below:
                return f"row {below[0].row}: {where}{problem.message}"
            path = re.sub(r"(\.[^.\[]*|\[\d+\]|^[^.\[]+)$", "", path)
        return f"row {self.first.row}: {where}{problem.message}"


def file_text(newcomer: Newcomer, wanted: Wanted) -> str:
    """Return the file of a project, without the line that names its schema."""
    rows = [f"# Moved in from {wanted.source} on {wanted.today}."]
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


@dataclass(kw_only=True, slots=True)
class Reading:
    """What is known while the rows are read; `problems` grows."""

    columns: Columns
    studio: Studio
    wanted: Wanted
    order: DayOrder
    decimals: frozenset[str] = frozenset()
    """The signs that begin the decimals of amounts of this sheet, where one is sure."""
    problems: list[str]

    def put(
        self, one: Newcomer, path: str, cell: Cell | None, read: Callable[[str], Any] = str
    ) -> Any:
        """The value of a cell, whose place is kept; None where there is none, or a wrong one."""
        if cell is None:
            return None
        self.note(one, path, cell)
        try:
            return read(cell.text)
        except CellError as error:
            self.problems.append(f"{cell}: {error}")
            return None

    def note(self, one: Newcomer, path: str, cell: Cell) -> None:
        """Where a value of the file stands in the sheet."""
        one.places[path] = cell

    def day(self, text: str) -> str:
        """A day in the order of this sheet."""
        return cells.day(text, self.order)

    def amount(self, cell: Cell | None) -> Callable[[str], str]:
        """How amounts of a column are read."""
        column = -1 if cell is None else cell.column
        read = cells.amount if self.columns.fields.get(column) == "price" else cells.share_or_money
        return lambda text: read(
            text,
            self.studio,
            share=column in self.columns.shares,
            unit=self.columns.units.get(column, ""),
            decimals=self.decimals,
        )

    def days(self, cell: Cell | None) -> Callable[[str], int]:
        """How lengths of a column are read: weeks are as long as the studio's own."""
        unit = self.columns.units.get(-1 if cell is None else cell.column, "") or "days"
        week = len(self.studio.calendar.week or FULL_WEEK)
        return lambda text: cells.days(text, week=week, unit=unit)

    def playbook(self, head: Row) -> str | None:
        """The playbook of a project: its own, or the one wanted for all."""
        return head["playbook"].text.lower() if "playbook" in head else self.wanted.playbook


def slug(text: str) -> str:
    """A text as an id: `Texts & photos` -> `texts-photos`. Empty if a letter of it has no Latin
    form that is known, since an id stays for good."""
    plain = folded(text)
    if any(sign.isalpha() and not sign.isascii() for sign in plain):
        return ""
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:40].rstrip("-")


def filled(value: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not there."""
    return {name: below for name, below in value.items() if below is not None}


def written(amount: Amount, studio: Studio) -> str:
    """An amount of a playbook, as a file has it."""
    if amount.is_share:
        return f"{amount.value:f}%"
    return f"{amount.value} {amount.unit or studio.currency}"
