"""The files of a studio -> a checked portfolio, or every problem in them.

{"_studio.yml": b"...", "aurora.yml": b"..."}  ->  Portfolio(studio, projects), warnings
{"_studio.yml": b"...", "aurora.yml": b"???"}  ->  None, projects/aurora.yml:1:1: ...
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from courtside.engine.as_of import Clock
from courtside.engine.assess import Portfolio
from courtside.model.studio import Studio
from courtside.source.checks.context import Versions, no_versions
from courtside.source.checks.runner import (
    Checked,
    check_portfolio,
    check_project,
    check_studio,
    wrong,
)
from courtside.source.migrations import other_format
from courtside.source.problems import Problem
from courtside.source.records import FRONT_PAGE, STUDIO_FILE
from courtside.source.yaml_reader import read

Cache = dict[str, tuple[tuple[bytes, bytes | None, date | None], Checked]]
"""Project file -> what it was checked with (its text, the studio's, the day), and what came out."""

T = TypeVar("T")
U = TypeVar("U")


class Mapper(Protocol):
    """What `map` does, perhaps in several processes."""

    def __call__(self, function: Callable[[T], U], items: Sequence[T], /) -> Iterable[U]:
        """Return what a function makes of each item, in their order."""


_NO_STUDIO = (
    "the file is missing: create it with name: Norte Studio, email: hola@norte.example, "
    "timezone: Europe/Madrid and currency: EUR, each on a line of its own"
)


def load_portfolio(
    files: Mapping[str, bytes],
    *,
    folder: str = "projects",
    clock: Clock | None = None,
    earlier: Callable[[str], Versions] = no_versions,
    kept: Cache | None = None,
    mapper: Mapper = map,
) -> tuple[Portfolio | None, tuple[Problem, ...]]:
    """Return the portfolio, or None if there is any error, and all problems.

    `files` are by their names in the folder (`_studio.yml`, `aurora.yml`); others are not read.
    Facts after the clock's `last_fact_day` are errors; without a clock none is, since a view leaves
    later facts out. `earlier` gives the older versions of a file (`projects/aurora.yml`), to name
    what changed after signing. `kept` has the files that had no error last time, and gets those of
    this time: unchanged ones are not read again. `mapper` checks the files. If these are in another
    format than this version reads, that is the only problem.
    """
    names, unread = _names(files, folder)
    text = files.get(STUDIO_FILE)
    studio: Studio | None = None
    problems: tuple[Problem, ...] = ()
    if text is None:
        misnamed = next(filter(_is_misnamed_studio, files), "")
        message = f"a file of this name is not read: name it {STUDIO_FILE}"
        missing = (misnamed, message) if misnamed else (STUDIO_FILE, _NO_STUDIO)
        unread.append(Problem.of_file(f"{folder}/{missing[0]}", missing[1]))
    else:
        source, found = read(text, file=f"{folder}/{STUDIO_FILE}")
        if source and (other := other_format(source)):
            return None, (other,)  # read as the wrong format, all others would mislead
        unread += found
        studio, problems = check_studio(source) if source else (None, ())
    last_fact_day = clock.last_fact_day(studio) if clock else None
    sound = not wrong((*unread, *problems))

    def checked(name: str) -> Checked:
        same = (files[name], text, last_fact_day)
        if kept is not None and name in kept and kept[name][0] == same:
            return kept[name][1]
        found = check_project(
            name.rpartition(".")[0],
            read(files[name], file=f"{folder}/{name}"),
            studio=studio,
            sound=sound,
            last_fact_day=last_fact_day,
            earlier=earlier,
        )
        if kept is not None and found.sound:
            kept[name] = (same, found)
        return found

    return check_portfolio(studio, mapper(checked, names), unread=unread, problems=problems)


def belongs(name: str) -> bool:
    """Return whether a file in the folder is the studio's own or a project's."""
    return name == STUDIO_FILE or not (name.startswith(("_", ".")) or name == FRONT_PAGE)


_ALMOST = r"(?is)(.+?)\.(yml|yaml|ymal|md|mdown|mkd|markdown)(\.[A-Za-z0-9]+|[ (].*)?"


def is_misnamed(name: str) -> bool:
    """Return whether a file looks like a project's but would be ignored: aurora.yaml."""
    exact = name.endswith((".yml", ".md"))
    almost = belongs(name) and not exact and re.fullmatch(_ALMOST, name) is not None
    return almost or _is_misnamed_studio(name)


def _is_misnamed_studio(name: str) -> bool:
    return name != STUDIO_FILE and re.fullmatch(r"(?i)_studio\.(ya?ml|ymal)", name) is not None


def _meant(name: str) -> str:
    match = re.fullmatch(_ALMOST, name)
    assert match is not None
    return f"{match[1]}.{'md' if match[2].lower().startswith('m') else 'yml'}"


def _names(files: Mapping[str, bytes], folder: str) -> tuple[list[str], list[Problem]]:
    """Return the names of the project files, and the problems with names."""
    problems: list[Problem] = []
    known: dict[str, str] = {}
    names = []
    for name in sorted(files):
        stem, _, ending = name.rpartition(".")
        if name == STUDIO_FILE or not belongs(name):
            continue
        if is_misnamed(name):
            message = (
                f"a file of this name is not read: name it {_meant(name)}, or _{name} if it is not "
                "a project"
            )
            problems.append(Problem.of_file(f"{folder}/{name}", message))
        if ending not in ("yml", "md"):
            continue
        if stem in known:
            message = f"{known[stem]} is a project of the same name: keep one of them"
            problems.append(Problem.of_file(f"{folder}/{name}", message))
        known.setdefault(stem, name)
        names.append(name)
    return names, problems
