"""The whole line, from text to portals, to be read from top to bottom.

    {"_studio.yml": b"...", "aurora.yml": b"..."}  -> load -> House, or faults
    House, a day                                   -> portals -> Portal(aurora), everything it says

What follows is `page` (Portal -> HTML), `seal` (HTML -> ciphertext) and `site` (all of them -> the
files of the site). Nothing here knows a clock, a disk or MkDocs.

`clients` says who has a portal, and needs no reckoning for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from courtside.engine.as_of import resolve_today
from courtside.engine.assess import Portfolio
from courtside.model.studio import Studio
from courtside.source.checks.context import Versions
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

Kept = dict[str, tuple[tuple[bytes, bytes | None, date | None], Checked]]
"""Project file -> what it was checked with (its text, the studio's, the day), and what came out."""

_NO_STUDIO = (
    "the file is missing: write into it name: Norte Studio, email: hola@norte.example, "
    "timezone: Europe/Madrid and currency: EUR, each on a line of its own"
)


def load(
    files: Mapping[str, bytes],
    *,
    folder: str = "projects",
    now: datetime | None = None,
    earlier: Callable[[str], Versions] = lambda _file: (),
    kept: Kept | None = None,
) -> tuple[Portfolio | None, tuple[Problem, ...]]:
    """Read and check all files of a house.

    `files` by their name in the folder (`_studio.yml`, `aurora.yml`, `logo.md`); what else lies
    there is not read. `now` is the real instant, to refuse facts that lie after its day in the
    studio's zone (or after `example_day`); None where another day is viewed, which ignores them.
    `earlier` gives the older versions of a file that stands in a fault (`projects/aurora.yml`), to
    say what has changed since a signature. `kept` has the sound files of the last time, and gets
    those of this time: what has not changed since is not read again. Returns no house where there
    is any fault that is not a warning; in another format than this version reads, that is the only
    fault.
    """
    names, unread = _names(files, folder)
    text = files.get(STUDIO_FILE)
    studio: Studio | None = None
    problems: tuple[Problem, ...] = ()
    if text is None:
        unread.append(_whole(folder, STUDIO_FILE, _NO_STUDIO))
    else:
        source, found = read(text, file=f"{folder}/{STUDIO_FILE}")
        if source and (other := other_format(source)):
            return None, (other,)  # against the wrong vocabulary, all others would mislead
        unread += found
        studio, problems = check_studio(source) if source else (None, ())
    today = None if now is None else resolve_today(studio, now)
    sound = not wrong((*unread, *problems))

    def checked(name: str) -> Checked:
        same = (files[name], text, today)
        if kept is not None and name in kept and kept[name][0] == same:
            return kept[name][1]
        found = check_project(
            name.rpartition(".")[0],
            *read(files[name], file=f"{folder}/{name}"),
            studio=studio,
            sound=sound,
            today=today,
            earlier=earlier,
        )
        if kept is not None and found.sound:
            kept[name] = (same, found)
        return found

    return check_portfolio(studio, map(checked, names), unread=unread, problems=problems)


def belongs(name: str) -> bool:
    """Whether a file in the folder is the house's own, or that of a project."""
    return name == STUDIO_FILE or not (name.startswith(("_", ".")) or name == FRONT_PAGE)


_ALMOST = re.compile(r"(.+?)\.(yml|yaml|md)(\.[A-Za-z0-9]+)?", re.IGNORECASE)


def is_misnamed(name: str) -> bool:
    """Whether a file looks like a project's and would be ignored: aurora.yaml, aurora.yml.txt."""
    exact = name.endswith((".yml", ".md"))
    return belongs(name) and not exact and _ALMOST.fullmatch(name) is not None


def _meant(name: str) -> str:
    match = _ALMOST.fullmatch(name)
    assert match is not None
    return f"{match[1]}.{'md' if match[2].lower() == 'md' else 'yml'}"


def _names(files: Mapping[str, bytes], folder: str) -> tuple[list[str], list[Problem]]:
    """The names of the project files, and what is wrong with names."""
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
            problems.append(_whole(folder, name, message))
        if ending not in ("yml", "md"):
            continue
        if stem in known:
            message = f"{known[stem]} beside it is a project of the same name: keep one of them"
            problems.append(_whole(folder, name, message))
        known.setdefault(stem, name)
        names.append(name)
    return names, problems


def _whole(folder: str, name: str, message: str) -> Problem:
    return Problem(file=f"{folder}/{name}", line=1, column=1, path="", message=message)
