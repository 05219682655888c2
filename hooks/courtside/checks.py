"""What only several values together can break: a list of small functions, each with its faults.

    after: [desing]  ->  stages[4].after[0]: there is no stage 'desing' before this one; did you ...

A new rule is one function and one entry below. A function gets a `Subject` and yields faults at
exact places. A file that does not fit the model is checked too, as far as it can be salvaged, so
that everything shows at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from . import (
    check_calendars,
    check_days,
    check_fairness,
    check_hashes,
    check_money,
    check_stages,
    check_terms,
    check_texts,
)
from .project import ProjectFile, Studio
from .reading import named, read_project, read_studio
from .salvage import salvage
from .source import MOST_FAULTS, Fault, Source, few
from .status import House
from .subject import Check, Subject, Versions

# What the reckoning stands on.
GROUND: Sequence[Check] = (
    check_stages.stages,
    check_stages.total_days,
    check_calendars.own_regions,
)

# What can be said of any file, also of a salvaged one.
ALWAYS: Sequence[Check] = (
    check_stages.done_and_skipped,
    check_stages.named_stages,
    check_stages.files,
    check_texts.signs,
    check_terms.own_terms,
    check_money.currency,
    check_days.not_after_today,
    check_days.ranges,
    check_days.returned_before_done,
    check_days.assigned_forwards,
)

# What takes a file that fits the model: it says that something else is not there, or not so.
WHOLE: Sequence[Check] = (
    check_stages.restarts,
    check_terms.waivers,
    check_days.start_counts,
    check_days.done_without_start,
    check_days.assigned_whole,
    check_fairness.project,
    check_money.payments_add_up,
    check_hashes.signed,
    check_hashes.scheduled,
)

# What takes the reckoning.
RECKONED: Sequence[Check] = (check_calendars.dates,)

STUDIO: Sequence[Callable[[Source, Studio], Iterator[Fault]]] = (
    check_calendars.house_calendar,
    check_money.house_currency,
    lambda source, studio: check_terms.steps(source, studio.terms),
    lambda source, studio: _playbooks(source, studio),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Files:
    """The files of a house, read as far as they can be, and what was wrong with them."""

    studio: Source | None
    projects: tuple[tuple[str, Source], ...]
    """Each with its id."""
    faults: tuple[Fault, ...]


def check_house(
    files: Files,
    *,
    now: datetime | None = None,
    earlier: Callable[[str], Versions] = lambda _file: (),
) -> tuple[House | None, tuple[Fault, ...]]:
    """All files of a house, checked: the house, or none where there is an error.

    `now` and `earlier` as in `pipeline.load`. Faults in order of file, line and column.
    """
    faults = list(files.faults)
    studio, found = _studio(files.studio) if files.studio else (None, ())
    faults += found
    subjects = []
    for name, source in files.projects:
        subject, found = _project(name, source, studio, now, earlier)
        faults += found
        if subject is not None:
            subjects.append(subject)
    faults += [fault for check in HOUSE for fault in check(subjects)]
    # What could not be read where it stands has been said; its stand-in is nobody's fault.
    said = set(files.faults)
    unread = {(fault.file, fault.line, fault.column) for fault in said}
    by_file: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        if fault in said or (fault.file, fault.line, fault.column) not in unread:
            by_file[fault.file].append(fault)
    ordered = tuple(
        fault
        for file in sorted(by_file)
        for fault in sorted(by_file[file], key=lambda one: (one.line, one.column))
    )
    if studio is None or any(fault.severity == "error" for fault in ordered):
        return None, ordered
    projects = tuple(sorted((s.project for s in subjects), key=lambda project: project.id))
    return House(studio=studio, projects=projects), ordered


def _studio(source: Source) -> tuple[Studio | None, tuple[Fault, ...]]:
    """The house's own file; no studio where it has an error."""
    studio, faults = read_studio(source)
    if len(faults) > MOST_FAULTS:
        return None, faults
    if studio is not None:
        found = few(fault for check in STUDIO for fault in check(source, studio))
        wrong = any(fault.severity == "error" for fault in found)
        fair = () if wrong else tuple(check_fairness.house(source, studio))
        return (None if wrong else studio), (*found, *fair)
    salvaged = salvage(Studio, source)
    if salvaged is None:
        return None, faults
    more = [fault for check in STUDIO for fault in check(source, salvaged.record)]
    return None, (*faults, *filter(salvaged.about_the_rest, more))


def _project(
    name: str,
    source: Source,
    studio: Studio | None,
    now: datetime | None,
    earlier: Callable[[str], Versions],
) -> tuple[Subject | None, tuple[Fault, ...]]:
    """One project alone; no subject where so little can be read that nothing compares with it."""
    project, faults = read_project(source, id=name)
    readable = project is None and len(faults) <= MOST_FAULTS
    salvaged = salvage(ProjectFile, source) if readable else None
    seen = project or (named(salvaged.record, name) if salvaged else None)
    if seen is None:
        return None, faults
    today = None
    if now is not None:
        today = studio.example_day if studio else None
        today = today or now.astimezone(ZoneInfo(studio.timezone) if studio else UTC).date()
    subject = Subject(source=source, project=seen, studio=studio, today=today, earlier=earlier)
    ground = _run(GROUND, subject)
    found = ground + _run(ALWAYS, subject)
    if salvaged is not None:
        return subject, (*faults, *filter(salvaged.about_the_rest, found))
    found += _run(WHOLE, subject)
    if not ground:
        found += _run(RECKONED, subject)
    return subject, tuple(found)


def _run(checks: Sequence[Check], subject: Subject) -> list[Fault]:
    return list(few(fault for check in checks for fault in check(subject)))


def _playbooks(source: Source, studio: Studio) -> Iterator[Fault]:
    """The stages of each playbook, like those of a project."""
    for name, playbook in studio.playbooks.items():
        base = ("playbooks", name, "stages")
        yield from check_stages.order_of_stages(source, playbook.stages, base)


# --- Between projects ------------------------------------------------------------------------


def _one_link(subjects: Sequence[Subject]) -> Iterator[Fault]:
    """Projects of one client id have one portal, and so one link."""
    first: dict[str, Subject] = {}
    for subject in sorted(subjects, key=lambda one: one.project.id):
        project = subject.project
        if project.client.id is None:
            continue
        other = first.setdefault(project.client.id, subject).project
        if other.link != project.link:
            message = (
                f"'{other.id}' has the same client and so the same link, but link: {other.link} "
                f"where this has link: {project.link}: write the same number in both"
            )
            path = ("link",) if "link" in subject.source.data else ("client", "id")
            yield subject.error(path, message)


def _own_portal(subjects: Sequence[Subject]) -> Iterator[Fault]:
    """A client id is not the name of a project that has none: they would share a portal."""
    alone = {one.project.id for one in subjects if one.project.client.id is None}
    for subject in subjects:
        name = subject.project.client.id
        if name in alone:
            message = (
                f"'{name}' is the name of another project, which has no client id: both would be "
                f"shown in one portal. Write `id: {name}` under its client too, or another id here"
            )
            yield subject.error(("client", "id"), message)


HOUSE: Sequence[Callable[[Sequence[Subject]], Iterator[Fault]]] = (_one_link, _own_portal)
