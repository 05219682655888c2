"""A project on its way from a spreadsheet into a file, and the reading of its cells.

    ImportedProject(id="new-website", data={"title": "New website", ...}, places={"title": Cell})
    ->  title: New website ...

`places` maps problems of the file back to the cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from courtside.engine.workdays import FULL_WEEK
from courtside.model.studio import Studio
from courtside.provider.importing import cells
from courtside.provider.importing.cells import CellError, DayOrder
from courtside.provider.importing.columns import Columns, folded
from courtside.provider.importing.csv_reader import Cell
from courtside.source.problems import Problem
from courtside.source.yaml_writer import entry

Row = Mapping[str, Cell]
"""Field -> cell; without the empty ones."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportOptions:
    """The options of one import."""

    source: str
    """The sheet's name."""
    today: date
    order: DayOrder | None = None
    """The order of days like 3/4/2026; None to find it out from the sheet."""
    playbook: str | None = None
    """The playbook for projects without stages."""
    standard_terms: bool = False
    """Whether signed projects were signed with the standard terms."""


@dataclass(kw_only=True, slots=True)
class ImportedProject:
    """A project that is being imported."""

    id: str
    first: Cell
    data: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Cell] = field(default_factory=dict)
    """Path of a value in the file, as problems name it -> its cell."""

    def locate(self, problem: Problem) -> str:
        """Return the message of a problem of the file, with its place in the sheet."""
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


def file_text(project: ImportedProject, options: ImportOptions) -> str:
    """Return the text of a project's file, without the line that names its schema."""
    rows = [f"# Imported from {options.source} on {options.today}."]
    for name, value in project.data.items():
        rows += _COMMENTS.get(name, ())
        rows += entry(f"{name}:", value, 0)
    return "\n".join(rows) + "\n"


_COMMENTS: Mapping[str, Sequence[str]] = {
    "terms": (
        "# The sheet says nothing about delays, so they have no consequences here. To use your",
        "# standard terms, agree them with the client and remove these lines.",
    ),
}


@dataclass(kw_only=True, slots=True)
class Reading:
    """The state of reading a sheet; `problems` collects messages."""

    columns: Columns
    studio: Studio
    options: ImportOptions
    order: DayOrder
    decimals: frozenset[str] = frozenset()
    """The decimal separators that this sheet certainly uses."""
    problems: list[str]

    def put(
        self,
        project: ImportedProject,
        path: str,
        cell: Cell | None,
        read: Callable[[str], Any] = str,
    ) -> Any:
        """Return a cell's value, and note its place; None if there is no cell, or it is wrong."""
        if cell is None:
            return None
        project.places[path] = cell
        try:
            return read(cell.text)
        except CellError as error:
            self.problems.append(f"{cell}: {error}")
            return None

    def day(self, text: str) -> str:
        """Read a day in the order of this sheet."""
        return cells.day(text, self.order)

    def amount(self, cell: Cell | None) -> Callable[[str], str]:
        """Return the reader for amounts of a cell's column."""
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
        """Return the reader for durations of a cell's column, in the studio's working days."""
        unit = self.columns.units.get(-1 if cell is None else cell.column, "") or "days"
        week = len(self.studio.calendar.week or FULL_WEEK)
        return lambda text: cells.days(text, week=week, unit=unit)

    def playbook(self, head: Row) -> str | None:
        """Return the playbook of a project: its own, or the import's."""
        return head["playbook"].text.lower() if "playbook" in head else self.options.playbook


def slug(text: str) -> str:
    """Turn a text into an id: `Texts & photos` -> `texts-photos`.

    Empty if a letter has no known Latin form, since an id is permanent.
    """
    plain = folded(text)
    if any(sign.isalpha() and not sign.isascii() for sign in plain):
        return ""
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:40].rstrip("-")


def filled(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the mapping without its None values."""
    return {name: below for name, below in value.items() if below is not None}
