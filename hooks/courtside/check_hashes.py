"""What was signed or promised cannot change quietly.

price: 8400 EUR -> 8000 EUR, below a signature
->  what was signed has changed (price): put it back, or write an agreed change, or sign anew
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice

from .project import TERMS, Project, Studio
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
        if new := _new_terms(studio, project, project.signed.hash):
            none = ", ".join(f"{term}: none" for term in new)
            yield subject.error(
                ("signed", "hash"),
                "your standard terms have something new since this was signed "
                f"({', '.join(new)}): write terms: {{{none}}} in this project, which keeps it as "
                "it was signed",
            )
            return
        versions = islice(subject.earlier(subject.source.file), MOST_VERSIONS)
        changed = explain_signed(studio, project, subject.source.file, versions)
        yield subject.error(
            ("signed", "hash"),
            f"what was signed has changed{_named(changed)}: put it back and write an agreed change "
            f'under `changes:`, or let it be signed anew and write hash: "{now}"',
        )


def _new_terms(studio: Studio, project: Project, signed_as: str) -> tuple[str, ...]:
    """The terms that the studio has and the project was signed without."""
    new = tuple(
        term
        for term in TERMS
        if not project.terms.says(term) and getattr(studio.terms, term) is not None
    )
    # All of them, or some: each was signed with or without.
    for count in range(1, len(new) + 1):
        for without in combinations(new, count):
            terms = project.terms.with_none(without)
            if signed_hash(studio, project.model_copy(update={"terms": terms})) == signed_as:
                return without
    return ()


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
