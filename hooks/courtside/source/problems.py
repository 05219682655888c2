"""Problems found in a file, each at its place."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Literal, Self

from courtside.errors import CourtsideError

Path = tuple[str | int, ...]


Place = tuple[int, int]


Severity = Literal["error", "warning"]


MOST_PROBLEMS = 500
"""Nobody fixes more in one file at once, and some take longer to explain than to find."""


NAMEABLE = re.compile(r"[A-Za-z0-9_-]{1,30}")
"""A key that a message may show: not free text, and nothing that ends a line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One mistake in one file, at its place, in words that help to correct it.

    It never holds a private value: its maker sees to that.
    """

    file: str
    """Its path as the reader knows it: "projects/aurora.yml"."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    path: str
    """"stages[1].owner"; "" for the whole file."""
    message: str
    """"'cleint' is neither 'client' nor 'provider'"."""
    severity: Severity = "error"
    name: str = ""
    """The name of a warning, by which a file can allow it."""

    @classmethod
    def of_file(cls, file: str, message: str, line: int = 1, **more: Any) -> Self:
        """Return a problem of a file as a whole, or of one of its lines."""
        return cls(file=file, line=line, column=1, path="", message=message, **more)

    def as_warning(self, name: str = "") -> Self:
        """Return this as a warning; `name` is one of `WARNINGS`, if a file can allow it."""
        return replace(self, severity="warning", name=name)

    @property
    def words(self) -> str:
        """The message, followed by the name if it is a warning."""
        return f"{self.message} [{self.name}]" if self.name else self.message

    def __str__(self) -> str:
        path = f"{self.path}: " if self.path else ""
        return f"{printable(self.file)}:{self.line}:{self.column}: {path}{self.words}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A file as it was read: plain data (dict, list, str, int, bool, None), and the place of each
    part."""

    file: str
    data: dict[str, Any]
    positions: Mapping[Path, Place]
    """Line and column of each value, from 1; `()` is the first key of the file."""
    key_positions: Mapping[Path, Place]
    """Line and column of the key of each entry of a mapping, from 1."""
    text: str | bytes = field(default=b"", repr=False, compare=False)
    """The text of the file, while it is being checked."""

    def at(self, path: Path) -> Place:
        """Return the place of the value at `path`, or of its nearest existing ancestor."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, (1, 1))

    def only(self, *paths: Path) -> Self:
        """Return the part that is needed to report problems at these paths."""
        above = {path[:n] for path in paths for n in range(len(path) + 1)}
        names = {path[0] for path in paths}
        return replace(
            self,
            text=b"",
            data={name: value for name, value in self.data.items() if name in names},
            positions={path: self.positions[path] for path in above & self.positions.keys()},
            key_positions={
                path: self.key_positions[path] for path in above & self.key_positions.keys()
            },
        )

    def problem(self, path: Path, message: str, *, key: bool = False) -> Problem:
        """Return a problem at a value, or at its key. `message` holds nothing private."""
        place = self.key_positions.get(path) if key else None
        return problem_at(self.file, place or self.at(path), path, message)

    def warning(self, path: Path, message: str, *, name: str) -> Problem:
        """Return a warning at the value at `path`; `name` is one of `WARNINGS`."""
        return self.problem(path, message).as_warning(name)


class MigrationError(CourtsideError):
    """Problems that prevent the migration of files, each at its place."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*map(str, problems))
        self.problems = problems


def limit(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the first problems of one file; if there are more, the last one says so."""
    first = tuple(islice(problems, MOST_PROBLEMS + 1))
    if len(first) <= MOST_PROBLEMS:
        return first
    message = f"there are more than {MOST_PROBLEMS} problems: fix these, then check again"
    return (*first[:-1], replace(first[-1], path="", message=message, severity="error"))


def problem_at(file: str, place: Place, path: Path, message: str) -> Problem:
    """Return a problem at a line and column of a file."""
    line, column = place
    return Problem(file=file, line=line, column=column, path=_show(path), message=message)


def _show(path: Path) -> str:
    """Return "stages[1].owner" for its path, cut before the first key that may not be shown."""
    shown = ""
    for index, part in enumerate(path):
        if isinstance(part, int):
            shown += f"[{part}]"
        elif may_name(part, path[:index]):
            shown += f".{part}" if shown else part
        else:
            break
    return shown


def may_name(key: str, above: Path) -> bool:
    """Return whether a message may show a key; `above` is the path that leads to it."""
    names = [part for part in above if isinstance(part, str)]
    # A mistyped `Private:` or `privat:` was meant to be private too.
    private = any(name.lower().startswith("priv") for name in names)
    return not private and all(map(NAMEABLE.fullmatch, (*names, key)))


def printable(name: str) -> str:
    """Return a file name in which whatever steers a terminal or ends a line is escaped."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in name)
