"""What was signed or promised cannot change quietly.

price: 8400 EUR -> 8000 EUR, below a signature
->  what was signed has changed (price): put it back, or write an agreed change, or sign anew
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice

from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.model.values import TERMS
from courtside.source.checks.context import Subject
from courtside.source.fingerprint import (
    explain_scheduled,
    explain_signed,
    scheduled_hash,
    signed_hash,
)
from courtside.source.problems import Path, Problem

MOST_VERSIONS = 200
"""Older versions that are looked through for the one with the hash."""


def signed(subject: Subject) -> Iterator[Problem]:
    """The hash of the agreement fits; without one, the line to write."""
    project, studio = subject.project, subject.studio
    if project.signed is None or project.signed.same_as or studio is None:
        return
    now = signed_hash(studio, project)
    if project.signed.hash is None:
        yield _missing(subject, ("signed",), now, "was signed")
    elif project.signed.hash != now:
        if new := _new_terms(studio, project, project.signed.hash):
            yield subject.error(
                ("signed", "hash"),
                f"your studio has something new since this was signed ({', '.join(new)}): write "
                f"{_without(new)} in this project, which keeps it as it was signed",
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
    """The terms and the words that the studio has and the project was signed without."""
    assert project.signed is not None
    new = [
        term
        for term in TERMS
        if not project.terms.says(term) and getattr(studio.terms, term) is not None
    ]
    if studio.words and project.signed.words is None:
        new.append("words")
    # All of them, or some: each was signed with or without.
    for count in range(1, len(new) + 1):
        for without in combinations(new, count):
            terms = project.terms.with_none(term for term in without if term in TERMS)
            words = "" if "words" in without else project.signed.words
            signed = project.signed.model_copy(update={"words": words})
            then = project.model_copy(update={"terms": terms, "signed": signed})
            if signed_hash(studio, then) == signed_as:
                return without
    return ()


def _without(new: tuple[str, ...]) -> str:
    """What a project says to have none of it."""
    none = ", ".join(f"{term}: none" for term in new if term in TERMS)
    lines = [f"terms: {{{none}}}"] if none else []
    if "words" in new:
        lines.append('words: "" under `signed`')
    return " and ".join(lines)


def scheduled(subject: Subject) -> Iterator[Problem]:
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


def _missing(subject: Subject, path: Path, now: str, what: str) -> Problem:
    message = f'`hash` is missing, so what {what} could change unseen: write hash: "{now}"'
    return subject.warning(path, message, name="no-hash")


def _named(changed: tuple[str, ...]) -> str:
    return f" ({', '.join(changed)})" if changed else ""
