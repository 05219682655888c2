"""What a migration to the next format receives, and how it refuses.

step({"_studio.yml": "...", "aurora.yml": "..."}, Choices(restart_within=15))  ->  {...}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from courtside.errors import CourtsideError
from courtside.source.problems import Problem

Texts: TypeAlias = Mapping[str, str]
"""The files of a studio, by name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What only the provider can decide; if a migration needs it and it is None, it asks."""

    restart_within: int | None = None
    """Working days within which the provider resumes after a lost slot (format 2)."""


Step: TypeAlias = Callable[[Texts, Choices], Texts]
"""From one format to the next: all files in, those that change out, edited with `apply`.

A step leaves alone what is in the new format already, so that a run that was killed can be run
again, and what was signed: no hash may change. It raises MigrationFault for what it cannot bring
over.
"""


class MigrationError(CourtsideError):
    """What prevents the migration of these files, each at its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("the files cannot be migrated as they are")
        self.problems = tuple(problems)
