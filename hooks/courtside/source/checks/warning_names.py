"""The names of warnings, by which a file accepts one.

projects/aurora.yml:4:8: start: 2026-03-02 is before ... [early-start]    allow: [early-start]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from courtside.model.warnings import WARNINGS
from courtside.source.messages import closest
from courtside.source.problems import Problem, Source


def allowed(problems: Iterable[Problem], names: Sequence[str]) -> Iterator[Problem]:
    """Return the problems without the warnings that a file allows."""
    return (problem for problem in problems if not problem.name or problem.name not in names)


def known(source: Source, names: Sequence[str]) -> Iterator[Problem]:
    """Refuse names under `allow` that no warning has."""
    for index, name in enumerate(names):
        if name not in WARNINGS:
            among = closest(name, WARNINGS) or f": write one of {', '.join(WARNINGS)}"
            yield source.problem(("allow", index), f"there is no warning '{name}'{among}")
