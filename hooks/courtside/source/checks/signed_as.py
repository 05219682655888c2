"""Signed with the agreement of another project, as each month of a retainer is.

    signed: {as: marea-03}, and another price
->  what was signed in 'marea-03' says something else (price): make it the same, or sign this one
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.source.checks.context import Subject
from courtside.source.fingerprint import agreement, differences
from courtside.source.messages import closest
from courtside.source.problems import Problem

_HERE = ("signed", "as")


def nothing_else(subject: Subject) -> Iterator[Problem]:
    """Refuse a signature of the project's own beside `as`."""
    signed = subject.project.signed
    if signed is None or signed.same_as is None:
        return
    for name in ("date", "by", "again", "hash", "words"):
        if getattr(signed, name) is not None:
            message = f"with `as` the signature is in '{signed.same_as}': delete `{name}`"
            yield subject.error(("signed", name), message, key=True)


def same(subjects: Sequence[Subject]) -> Iterator[Problem]:
    """Refuse `as` for a project that is missing, unsigned, or has another agreement."""
    by_id = {subject.project.id: subject for subject in subjects}
    for subject in subjects:
        project, studio = subject.project, subject.studio
        if project.signed is None or project.signed.same_as is None:
            continue
        name = project.signed.same_as
        other = by_id.get(name)
        others = [name for name in by_id if name != project.id]
        if other is None:
            message = f"there is no project '{name}'{closest(name, others)}"
            yield subject.error(_HERE, message)
        elif other is subject:
            message = "this is the project itself: name the one whose agreement covers it"
            yield subject.error(_HERE, message)
        elif other.project.signed is None:
            yield subject.error(_HERE, f"'{name}' is not signed: sign it first")
        elif (there := other.project.signed.same_as) is not None:
            message = f"'{name}' was not signed itself: name the project that was, '{there}'"
            yield subject.error(_HERE, message)
        elif studio is not None:
            yield from _early_start(subject, other.project)
            alike = project.model_copy(update={"signed": other.project.signed})
            changed = differences(agreement(studio, other.project), agreement(studio, alike))
            if "tax" in changed and project.tax is None:
                yield subject.error(("signed",), _which_rates(studio, other.project), key=True)
            changed = tuple(name for name in changed if name != "tax")  # the law sets the rates
            if changed:
                message = (
                    f"this differs from what was signed in '{name}' ({', '.join(changed)}): make "
                    "the two the same; a new version is signed in a project of its own"
                )
                yield subject.error(_HERE, message)


def _which_rates(studio: Studio, signed: Project) -> str:
    from courtside.source.serialize import taxes_line  # few files need it

    as_signed, today = (taxes_line(tax, studio) for tax in (signed.taxes(studio), studio.tax))
    return (
        f"your studio's taxes are no longer those of '{signed.id}': write tax: {as_signed} here "
        f"if this was before they changed, or else tax: {today}"
    )


def _early_start(subject: Subject, signed: Project) -> Iterator[Problem]:
    """Warn about a start before the signature, which is in the file of another project."""
    project, day = subject.project, signed.signed.date if signed.signed else None
    if project.closed:
        return
    if project.start and day and project.start < day:
        message = (
            f"{project.start} is before the agreement was signed, {day}, in '{signed.id}': is "
            "that meant?"
        )
        yield subject.warning(("start",), message, name="early-start")
