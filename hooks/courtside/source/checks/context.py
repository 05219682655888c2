"""What a check looks at, and how it reports what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from courtside.engine.assess import ProjectState
from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.source.problems import Path, Problem, Source

Versions = Iterable[tuple[bytes, bytes]]
"""Older texts of the studio's file and a project's, newest first."""


def no_versions(_file: str) -> Versions:
    """Return no older versions, where none are needed."""
    return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """One project to check, its file, and what it is checked against."""

    source: Source
    project: Project
    studio: Studio | None
    """None if it could not be read."""
    last_fact_day: date | None
    """The last day that a fact may have: today, or None if a view of another day leaves later facts
    out."""
    earlier: Callable[[str], Versions] = no_versions
    """The older versions of a project, by the name of its file."""
    states: dict[date, ProjectState] = field(default_factory=dict, repr=False, compare=False)
    """The states of the project on the days for which a check has asked."""
    last_days: list[date] = field(default_factory=list, repr=False, compare=False)
    """The last day on which something happened, once a check has asked for it."""

    def error(self, path: Path, message: str, *, key: bool = False) -> Problem:
        """Return a problem at the value at `path`, or at its key."""
        return self.source.problem(path, message, key=key)

    def warning(self, path: Path, message: str, *, name: str) -> Problem:
        """Return a warning at the value at `path`: it is allowed, but seldom meant. `name` is one
        of `WARNINGS`."""
        return self.source.warning(path, message, name=name)


Check = Callable[[Subject], Iterator[Problem]]


def folded(text: str) -> str:
    """Return a text by which two are compared: capitals and spaces make no difference."""
    return " ".join(text.split()).casefold()
