"""What was signed or promised cannot change quietly.

price: 8400 EUR -> 8000 EUR, below a signature
->  something both of you signed has changed (price): undo it and add an agreed change, or ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, islice

from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.model.values import TERMS
from courtside.source.checks.context import Subject, Versions
from courtside.source.fingerprint import (
    Agreement,
    agreement,
    calendars,
    differences,
    hash_of,
    schedule,
    scheduled_hash,
    signed_hash,
)
from courtside.source.problems import Path, Problem
from courtside.source.records import STUDIO_FILE, read_project, read_studio
from courtside.source.serialize import both_calendars
from courtside.source.yaml_reader import read

MOST_VERSIONS = 200
"""Older versions that are searched for the one that fits the fingerprint."""


def signed(subject: Subject) -> Iterator[Problem]:
    """Refuse an agreement that differs from what was signed; warn if it has no fingerprint."""
    project, studio = subject.project, subject.studio
    if project.signed is None or project.signed.same_as or studio is None:
        return
    now = signed_hash(studio, project)
    if project.signed.hash is None:
        yield _missing(subject, ("signed",), now, "was signed")
    elif project.signed.hash != now:
        if new := _new_terms(studio, project, project.signed.hash):
            found = _version(subject, project.signed.hash, agreement) if "tax" in new else None
            yield subject.error(
                ("signed", "hash"),
                f"your studio has something new since this was signed ({', '.join(new)}): write "
                f"{_without(new, _taxes_of(*found) if found else '[]')} in this project, which "
                "keeps it as it was signed",
            )
            return
        found = _version(subject, project.signed.hash, agreement)
        changed = differences(agreement(*found), agreement(studio, project)) if found else ()
        if found and changed == ("tax",) and project.tax is None:
            yield subject.error(
                ("signed", "hash"),
                "your studio's taxes have changed since this was signed: write tax: "
                f"{_taxes_of(*found)} in this project, which keeps it as it was signed",
            )
            return
        yield subject.error(
            ("signed", "hash"),
            f"something both of you signed has changed{_in_brackets(changed)}: undo it and add an "
            "agreed change under `changes:`, or have the new version signed"
            f"{_newly_signed(project, now)}",
        )


def _newly_signed(project: Project, now: str) -> str:
    """How a new version is signed; no command does it once all is over."""
    if project.closed or project.ended:
        return f' and write hash: "{now}"'
    return f": courtside sign {project.id} --again"


def _new_terms(studio: Studio, project: Project, signed_as: str) -> tuple[str, ...]:
    """Return the terms and words of the studio that are newer than the signature."""
    assert project.signed is not None
    new = [
        term
        for term in TERMS
        if not project.terms.says(term) and getattr(studio.terms, term) is not None
    ]
    if studio.words and project.signed.words is None:
        new.append("words")
    if studio.tax and project.tax is None:
        new.append("tax")
    # Any of them may have been there when it was signed.
    for count in range(1, len(new) + 1):
        for without in combinations(new, count):
            terms = project.terms.with_none(term for term in without if term in TERMS)
            words = "" if "words" in without else project.signed.words
            signed = project.signed.model_copy(update={"words": words})
            tax = () if "tax" in without else project.tax
            then = project.model_copy(update={"terms": terms, "signed": signed, "tax": tax})
            if signed_hash(studio, then) == signed_as:
                return without
    return ()


def _taxes_of(studio: Studio, project: Project) -> str:
    from courtside.source.serialize import taxes_line  # few files need it

    return taxes_line(project.taxes(studio), studio)


def _without(new: tuple[str, ...], taxes: str) -> str:
    """Return what a project writes to have none of these."""
    none = ", ".join(f"{term}: none" for term in new if term in TERMS)
    lines = [f"terms: {{{none}}}"] if none else []
    if "tax" in new:
        lines.append(f"tax: {taxes}")
    if "words" in new:
        lines.append('words: "" under `signed`')
    return " and ".join(lines)


def scheduled(subject: Subject) -> Iterator[Problem]:
    """Refuse dates that differ from those promised; warn if they have no fingerprint."""
    project = subject.project
    if project.scheduled is None:
        return
    now = scheduled_hash(project)
    dates = (project.start, *(stage.start or stage.due for stage in project.stages))
    if not any(dates):
        message = "no dates are left that were promised: delete `scheduled`, or undo it"
        yield subject.error(("scheduled",), message)
    elif project.scheduled.hash is None:
        yield _missing(subject, ("scheduled",), now, "was promised")
    elif project.scheduled.hash != now:
        found = _version(subject, project.scheduled.hash, lambda _, project: schedule(project))
        changed = differences(schedule(found[1]), schedule(project)) if found else ()
        yield subject.error(
            ("scheduled", "hash"),
            f"the promised dates have changed{_in_brackets(changed)}: undo it and add an agreed "
            f'change or pause, or agree on new dates and write hash: "{now}"',
        )


def _missing(subject: Subject, path: Path, now: str, what: str) -> Problem:
    message = (
        f'`hash` is missing, so no later change of what {what} is noticed: write hash: "{now}"'
    )
    return subject.warning(path, message, name="no-hash")


def _version(
    subject: Subject, wanted: str, covered: Callable[[Studio, Project], Agreement]
) -> tuple[Studio, Project] | None:
    """Return the older version that has the fingerprint `wanted`; None if none has. `covered`
    returns what a fingerprint covers."""
    for studio, project in _read_versions(subject):
        if hash_of(covered(studio, project)) == wanted:
            return studio, project
    return None


def _in_brackets(changed: Iterable[str]) -> str:
    names = ", ".join(changed)
    return f" ({names})" if names else ""


def changed_since_proposal(subject: Subject, sent: Callable[[str], Versions]) -> tuple[str, ...]:
    """Return what a signature would cover, with the calendars, and the proposal, as git has it, did
    not: `price`, `tax`.

    `sent` gives the versions from before the day of `quoted`: the newest of them with today's
    `quoted` is what the client got. If there is none, it is the first later one. Without a version
    that has today's `quoted`, nothing is known.
    """
    now, studio = subject.project, subject.studio
    if now.quoted is None or studio is None:
        return ()

    def offers(versions: Callable[[str], Versions]) -> Iterator[Agreement]:
        for then, project in _read_versions(replace(subject, earlier=versions)):
            if project.quoted == now.quoted and project.signed is None:
                yield _shown(then, project)

    proposal = next(offers(sent), None)
    if proposal is None:
        *_, proposal = None, *offers(subject.earlier)
    if proposal is None:
        return ()
    return differences(proposal, _shown(studio, now.model_copy(update={"signed": None})))


def _shown(studio: Studio, project: Project) -> Agreement:
    """What an agreement shows."""
    return {
        **agreement(studio, project),
        "calendars": calendars(both_calendars(project, studio)),
    }


def _read_versions(subject: Subject) -> Iterator[tuple[Studio, Project]]:
    """Yield the older versions that can still be read."""
    file = subject.source.file
    for studio_text, project_text in islice(subject.earlier(file), MOST_VERSIONS):
        studio = _read_studio(studio_text)
        source, _ = read(project_text, file=file) if studio else (None, ())
        project = read_project(source, id=subject.project.id)[0] if source else None
        if studio is not None and project is not None:
            yield studio, project


@lru_cache
def _read_studio(text: bytes) -> Studio | None:
    """Return an older studio, which most versions of a project have in common."""
    source, _ = read(text, file=STUDIO_FILE)
    return read_studio(source)[0] if source else None
