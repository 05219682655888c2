"""Problems found in a file, each at its place."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Literal, Self

Path = tuple[str | int, ...]


Place = tuple[int, int]


Severity = Literal["error", "warning"]


MOST_PROBLEMS = 500
"""Nobody mends more of one file in one go, and some cost more to explain than to find."""


NAMEABLE = re.compile(r"[A-Za-z0-9_-]{1,30}")
"""A key that a message may show: nobody's words, and nothing that ends its line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing wrong in one file, at its place, in words that help to mend it.

    Never holds a private value: whoever makes one keeps to that.
    """

    file: str
    """As the reader knows it: "projects/aurora.yml"."""
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
    """Of a warning: its name, by which a file can allow it."""

    @property
    def words(self) -> str:
        """The message, with the name of a warning behind it."""
        return f"{self.message} [{self.name}]" if self.name else self.message

    def __str__(self) -> str:
        path = f"{self.path}: " if self.path else ""
        return f"{printable(self.file)}:{self.line}:{self.column}: {path}{self.words}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A file read: plain data (dict, list, str, int, bool, None) and where each part stands."""

    file: str
    data: dict[str, Any]
    positions: Mapping[Path, Place]
    """Line and column of each value, from 1; `()` is the first key of the file."""
    key_positions: Mapping[Path, Place]
    """Line and column of the key of each entry of a mapping, from 1."""

    def at(self, path: Path) -> Place:
        """The place of the value at `path`, or of its nearest ancestor that is there."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, (1, 1))

    def only(self, *paths: Path) -> Self:
        """What is needed to say something about these values, and no more of the file."""
        above = {path[:n] for path in paths for n in range(len(path) + 1)}
        names = {path[0] for path in paths}
        return replace(
            self,
            data={name: value for name, value in self.data.items() if name in names},
            positions={path: at for path, at in self.positions.items() if path in above},
            key_positions={path: at for path, at in self.key_positions.items() if path in above},
        )

    def problem(self, path: Path, message: str, *, key: bool = False) -> Problem:
        """A fault at the value at `path`, or at its key. `message` must hold nothing private."""
        place = self.key_positions.get(path) if key else None
        return problem_at(self.file, place or self.at(path), path, message)

    def warning(self, path: Path, message: str, *, name: str) -> Problem:
        """A warning at the value at `path`; `name` is one of `warnings.WARNINGS`."""
        return replace(self.problem(path, message), severity="warning", name=name)


def limit(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The first of the faults of one file; the last one says so if there are more."""
    found = tuple(islice(problems, MOST_PROBLEMS + 1))
    if len(found) <= MOST_PROBLEMS:
        return found
    message = (
        f"there are more than {MOST_PROBLEMS} faults: mend those that are said, then look again"
    )
    return (*found[:-1], replace(found[-1], path="", message=message, severity="error"))


def problem_at(file: str, place: Place, path: Path, message: str) -> Problem:
    line, column = place
    return Problem(file=file, line=line, column=column, path=_show(path), message=message)


def _show(path: Path) -> str:
    """("stages", 1, "owner") -> "stages[1].owner", up to the first key that may not be named."""
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
    names = [part for part in above if isinstance(part, str)]
    return all(map(NAMEABLE.fullmatch, (*names, key))) and not any(map(_is_private, names))


def _is_private(key: str) -> bool:
    # A mistyped `Private:` or `privat:` was meant to be private too.
    return key.lower().startswith("priv")


def printable(name: str) -> str:
    """Return the name of a file with what steers a terminal or ends a line written as an escape."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in name)
