"""A spreadsheet saved as CSV -> rows of cells that know where they stand.

    b"Project;Client\\nNew website;Aurora\\n"
    ->  head ("Project", "Client"), row 2 with "New website" in column A and "Aurora" in B

Rows and columns are counted as the spreadsheet shows them, so that whoever is told of a cell finds
it. What separates the cells and how letters are written is found out: `;`, `,` or tabs; UTF-8, with
a mark or without, UTF-16 with one, else what Windows wrote before them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from courtside.errors import CourtsideError

MOST_BYTES = 5_000_000

_NOTHING = frozenset(("", "-", "–", "—"))
"""What people write where there is nothing."""
_SEPARATORS = (";", ",", "\t")
_OTHER_FILES = {
    b"PK\x03\x04": "a workbook (.xlsx, .ods)",
    b"\xd0\xcf\x11\xe0": "an old workbook (.xls)",
    b"%PDF": "a PDF",
}


class SpreadsheetError(CourtsideError):
    """Why a file is no table that can be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A place in the sheet."""

    row: int
    """From 1, the head being 1."""
    column: int
    """From 0."""
    head: str
    """What stands above it."""
    text: str

    def __str__(self) -> str:
        return f"row {self.row}, column {letters(self.column)} ({self.head})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The head, and below it each row that has something in it."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    encoding: str
    separator: str


def read_sheet(raw: bytes) -> Sheet:
    """Read a CSV file; raises SheetFault."""
    text, encoding = _decoded(raw)
    if text.startswith("sep="):  # a line that Excel writes for itself
        text = "\n" + text.partition("\n")[2]
    try:
        separator = _separator(text)
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise SpreadsheetError(f"this is no CSV: {error}") from None
    filled = [
        (number, record) for number, record in enumerate(records, 1) if any(map(str.strip, record))
    ]
    if len(filled) < 2:
        raise SpreadsheetError("there is nothing to import: the first row names the columns")
    head = tuple(" ".join(name.split()) for name in filled[0][1])
    return Sheet(
        head=head,
        rows=tuple(tuple(_cells(number, record, head)) for number, record in filled[1:]),
        encoding=encoding,
        separator=separator,
    )


def letters(column: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _cells(number: int, record: list[str], head: tuple[str, ...]) -> Iterator[Cell]:
    for column, text in enumerate(record):
        if text.strip() in _NOTHING:
            continue
        if column >= len(head) or not head[column]:
            where = f"row {number}, column {letters(column)}"
            raise SpreadsheetError(f"{where}: there is no name above this cell in row 1")
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
    raise SpreadsheetError("this is no text: save the sheet as CSV (UTF-8) and import that")


def _separator(text: str) -> str:
    """What splits the head into most names."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return max(_SEPARATORS, key=lambda sign: _names(first, sign))


def _names(line: str, sign: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=sign), []))
    except csv.Error:  # a name of more than 131,071 signs, as it is split so
        return 0
