"""What was signed or promised cannot change quietly.

price: 8400 EUR -> 8000 EUR, below a signature
->  what was signed has changed (price): put it back, or write an agreed change, or sign anew
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from .signature import explain_scheduled, explain_signed, scheduled_hash, signed_hash
from .source import Fault, Path
from .subject import Subject

MOST_VERSIONS = 200
"""Older versions that are looked through for the one with the hash."""


def signed(subject: Subject) -> Iterator[Fault]:
    """The hash of the agreement fits; without one, the line to write."""
    project, studio = subject.project, subject.studio
    if project.signed is None or project.signed.same_as or studio is None:
        return
    now = signed_hash(studio, project)
    if project.signed.hash is None:
        yield _missing(subject, ("signed",), now, "was signed")
    elif project.signed.hash != now:
        versions = islice(subject.earlier(subject.source.file), MOST_VERSIONS)
        changed = explain_signed(studio, project, subject.source.file, versions)
        yield subject.error(
            ("signed", "hash"),
            f"what was signed has changed{_named(changed)}: put it back and write an agreed change "
            f'under `changes:`, or let it be signed anew and write hash: "{now}"',
        )


def scheduled(subject: Subject) -> Iterator[Fault]:
    """The hash of the assigned dates and calendars fits; without one, the line to write."""
    project = subject.project
    if project.scheduled is None:
        return
    now = scheduled_hash(project)
    if project.scheduled.hash is None:
        yield _missing(subject, ("scheduled",), now, "was promised")
    elif project.scheduled.hash != now:
        versions = islice(subject.earlier(subject.source.file), MOST_VERSIONS)
        changed = explain_scheduled(project, subject.source.file, versions)
        yield subject.error(
            ("scheduled", "hash"),
            f"the dates that were promised have changed{_named(changed)}: put them back and write "
            f'an agreed change or pause, or agree on new dates and write hash: "{now}"',
        )


def _missing(subject: Subject, path: Path, now: str, what: str) -> Fault:
    message = f'`hash` is missing, so what {what} could change unseen: write hash: "{now}"'
    return subject.warning(path, message, name="no-hash")


def _named(changed: tuple[str, ...]) -> str:
    return f" ({', '.join(changed)})" if changed else ""
