"""Read a spreadsheet saved as CSV into rows of cells that know their place.

    b"Project;Client\\nNew website;Aurora\\n"
    ->  head ("Project", "Client"), row 2 with "New website" in column A and "Aurora" in B

Rows and columns are counted as the spreadsheet shows them, so that a message leads to the cell.
Separator and encoding are detected: `;`, `,` or tabs; UTF-8 with or without a mark, UTF-16 with
one, else Windows-1252.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from courtside.errors import CourtsideError
from courtside.source.problems import printable

MOST_BYTES = 5_000_000

_NOTHING = frozenset(("", "-", "–", "—"))
"""Words that people write in an empty cell."""
_SEPARATORS = (";", ",", "\t")
_OTHER_FILES = {
    b"PK\x03\x04": "a workbook (.xlsx, .ods)",
    b"\xd0\xcf\x11\xe0": "an old workbook (.xls)",
    b"%PDF": "a PDF",
}


class SpreadsheetError(CourtsideError):
    """A file is not a table that can be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A cell, and its place in the sheet."""

    row: int
    """From 1, the head being 1."""
    column: int
    """From 0."""
    head: str
    """The column's name in row 1."""
    text: str

    def __str__(self) -> str:
        return f"row {self.row}, column {letters(self.column)} ({self.head})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The head, and each row below it that is not empty."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    encoding: str
    separator: str


def read_sheet(raw: bytes) -> Sheet:
    """Read a CSV file; raises SpreadsheetError."""
    text, encoding = _decoded(raw)
    if text.startswith("sep="):  # a line that Excel writes for itself
        text = "\n" + text.partition("\n")[2]
    try:
        separator = _separator(text)
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise SpreadsheetError(f"this is not CSV: {error}") from None
    filled = [
        (number, record) for number, record in enumerate(records, 1) if any(map(str.strip, record))
    ]
    if len(filled) < 2:
        raise SpreadsheetError("there is nothing to import: the first row names the columns")
    head = tuple(map(_name, filled[0][1]))
    return Sheet(
        head=head,
        rows=tuple(tuple(_cells(number, record, head)) for number, record in filled[1:]),
        encoding=encoding,
        separator=separator,
    )


def letters(column: int) -> str:
    """Return a column's letters: 0 -> A, 25 -> Z, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _name(written: str) -> str:
    """Return a column's name without what cannot be seen; messages show it."""
    seen = "".join(sign for sign in written if unicodedata.category(sign) != "Cf")
    return printable(" ".join(seen.split()))


def _cells(number: int, record: list[str], head: tuple[str, ...]) -> Iterator[Cell]:
    for column, text in enumerate(record):
        if text.strip() in _NOTHING:
            continue
        if column >= len(head) or not head[column]:
            where = f"row {number}, column {letters(column)}"
            raise SpreadsheetError(f"{where}: this cell's column has no name in row 1")
        yield Cell(row=number, column=column, head=head[column], text=text.strip())


def _decoded(raw: bytes) -> tuple[str, str]:
    if len(raw) > MOST_BYTES:
        raise SpreadsheetError(f"the file is larger than {MOST_BYTES // 1_000_000} MB")
    for mark, what in _OTHER_FILES.items():
        if raw.startswith(mark):
            raise SpreadsheetError(f"this is {what}: save the sheet as CSV (UTF-8) and import that")
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n"), encoding
    raise SpreadsheetError("this is not text: save the sheet as CSV (UTF-8) and import that")


def _separator(text: str) -> str:
    """Return the separator that splits the head into most names."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return max(_SEPARATORS, key=lambda sign: _names(first, sign))


def _names(line: str, sign: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=sign), []))
    except csv.Error:  # a name of more than 131,071 characters
        return 0
