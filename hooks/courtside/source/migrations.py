"""The format of a studio's files, and the migrations from one to the next: texts in, texts out.

    format: 1 in _studio.yml, and Courtside reads 2    ->    run `courtside migrate`
    {"_studio.yml": "...", "aurora.yml": "..."}, 1     ->    the same files, as format 2 has them

One number for all files of a studio, in `_studio.yml`; where the line is missing it is 1. It goes
up only where files that were right would be refused or would say something else: a new field that
may be left out changes nothing. A new format is one function and one entry below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from courtside.model.studio import Studio
from courtside.source.problems import Problem, Source
from courtside.source.records import STUDIO_FILE, order_of

Texts: TypeAlias = Mapping[str, str]
"""The files of a studio, by name."""

Step: TypeAlias = Callable[[Texts, int | None], Texts]
"""From one format to the next: all files in, those that change out, edited with `apply`. The number
is what only the provider can choose: the working days within which they are back after a lost slot.

A step leaves alone what is in the new format already, so that a run that was killed can be run
again, and what was signed: no hash may change. It raises MigrationError for what it cannot bring
over, or where the number is needed and missing.
"""


def _to_format_2(texts: Texts, restart_within: int | None) -> Texts:
    from courtside.source.format_2 import to_format_2  # most commands ask for the format alone

    return to_format_2(texts, restart_within)


MIGRATIONS: Sequence[Step] = (_to_format_2,)
"""The migration from format N to N + 1 has the index N - 1."""


def newest() -> int:
    """Return the format that this version reads."""
    return len(MIGRATIONS) + 1


def format_of(studio: Source) -> int | None:
    """Return the format of a studio's files; None if `format` is not a valid number."""
    found = studio.data.get("format", 1)
    return found if type(found) is int and found >= 1 else None


def other_format(studio: Source) -> Problem | None:
    """Return the problem that the files are in another format than this version reads; None if they
    are not.

    Other problems are not reported with it: most would be wrong.
    """
    found = format_of(studio)
    if found is None or found == newest():
        return None
    if found > newest():
        message = (
            f"the files are in format {found}, and this version of Courtside reads no newer one "
            f"than {newest()}: update Courtside first"
        )
    else:
        message = (
            f"the files are in format {found}, and this version of Courtside reads {newest()}: "
            "run `courtside migrate`"
        )
    return studio.problem(("format",), message)


def migrated(texts: Texts, found: int, restart_within: int | None = None) -> dict[str, str]:
    """Return all files that change on the way to the newest format; raises MigrationError.

    `texts` are read without a problem, and are in format `found`.
    """
    from courtside.source.editor import Put, apply

    now = dict(texts)
    for number, step in enumerate(MIGRATIONS[found - 1 :], found + 1):
        now |= step(now, restart_within)
        put = Put(("format",), number)
        now[STUDIO_FILE] = apply(now[STUDIO_FILE], [put], file=STUDIO_FILE, order=order_of(Studio))
    return now


def hashes(source: Source) -> Mapping[str, object]:
    """Return the hashes in a project's file: of what was signed, and of what was promised."""
    blocks = {name: source.data.get(name) for name in ("signed", "scheduled")}
    return {name: block.get("hash") for name, block in blocks.items() if isinstance(block, dict)}
