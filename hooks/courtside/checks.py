"""What only several values together can break: a list of small functions, each with its faults.

    after: [desing]  ->  stages[4].after[0]: there is no stage 'desing' before this one; did you ...

A new rule is one function and one entry below. A function gets a `Subject` and yields faults at
exact places. A file that does not fit the model is checked too, as far as it can be salvaged, so
that everything shows at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from . import (
    check_calendars,
    check_days,
    check_fairness,
    check_hashes,
    check_history,
    check_money,
    check_payments,
    check_signed_as,
    check_stages,
    check_terms,
    check_texts,
    check_turns,
    warning_names,
)
from .project import ProjectFile, Studio
from .reading import named, read_project, read_studio
from .salvage import salvage
from .source import MOST_FAULTS, Fault, Path, Source, few
from .status import House
from .subject import Check, Subject, Versions

# What a walk stands on.
GROUND: Sequence[Check] = (
    check_stages.stages,
    check_stages.total_days,
    check_stages.named_stages,
    check_stages.added,
    check_calendars.own_regions,
    check_turns.rounds,
)

# What can be said of any file, also of a salvaged one.
ALWAYS: Sequence[Check] = (
    check_stages.done_and_skipped,
    check_stages.files,
    check_texts.signs,
    check_terms.own_terms,
    check_money.currency,
    check_payments.not_done,
    check_payments.one_name,
    check_days.not_after_today,
    check_days.ranges,
    check_days.ended,
    check_days.assigned_forwards,
    check_turns.waits,
    check_turns.returned,
    check_signed_as.nothing_else,
    lambda subject: warning_names.known(subject.source, subject.project.allow),
)

# What takes a file that fits the model: it says that something else is not there, or not so.
WHOLE: Sequence[Check] = (
    check_stages.restarts,
    check_terms.waivers,
    check_terms.own_promise,
    check_payments.for_something,
    check_payments.after_the_signature,
    check_payments.settled_once,
    check_payments.no_more_back,
    check_calendars.own_calendars,
    check_days.start_counts,
    check_days.done_without_start,
    check_days.seldom_meant,
    check_days.assigned_whole,
    check_fairness.project,
    check_money.add_up,
)

# What says which hash to write: nobody should write one over a mistake.
HASHES: Sequence[Check] = (check_hashes.signed, check_hashes.scheduled)

# What takes the dates.
DATES: Sequence[Check] = (check_calendars.dates,)

# What takes the project as it stood on some day: only where the dates are right.
HISTORY: Sequence[Check] = (
    check_history.asked_too_early,
    check_history.asked_after_silence,
    check_history.extra_rounds,
    check_history.skipped_late,
    check_history.slot_not_lost,
    check_history.new_work_too_late,
    check_calendars.in_their_order,
    check_history.too_late_for_days,
    check_history.settled_for_less,
    check_history.unseen_handover,
)

STUDIO: Sequence[Callable[[Source, Studio], Iterator[Fault]]] = (
    check_calendars.house_calendar,
    check_money.house_currency,
    check_money.pay_to,
    check_terms.promise,
    lambda source, studio: check_terms.steps(source, studio.terms),
    lambda source, studio: warning_names.known(source, studio.allow),
    lambda source, studio: _playbooks(source, studio),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """One project file, checked alone."""

    subject: Subject | None
    """None where so little can be read that nothing compares with it."""
    unread: tuple[Fault, ...]
    """What could not be read where it stands."""
    faults: tuple[Fault, ...] = ()
    """What is wrong with what was read."""

    @property
    def sound(self) -> bool:
        """Whether there is at most a warning."""
        return not wrong((*self.unread, *self.faults))


def check_house(
    studio: Studio | None,
    projects: Iterable[Checked],
    *,
    unread: Iterable[Fault] = (),
    faults: Iterable[Fault] = (),
) -> tuple[House | None, tuple[Fault, ...]]:
    """What only several files together can break: the house, or none where there is an error.

    `studio` is None where it has an error; `unread` and `faults` are those that were found beside
    the projects. They come back in order of file, line and column.
    """
    checked = tuple(projects)
    subjects = [one.subject for one in checked if one.subject is not None]
    said = [*unread, *(fault for one in checked for fault in one.unread)]
    found = [*faults, *(fault for one in checked for fault in one.faults)]
    found += [fault for check in HOUSE for fault in check(subjects)]
    # What could not be read where it stands has been said; its stand-in is nobody's fault.
    places = {(fault.file, fault.line, fault.column) for fault in said}
    said += [fault for fault in found if (fault.file, fault.line, fault.column) not in places]
    ordered = tuple(sorted(said, key=lambda fault: (fault.file, fault.line, fault.column)))
    if studio is None or wrong(ordered):
        return None, ordered
    by_id = sorted((subject.project for subject in subjects), key=lambda project: project.id)
    return House(studio=studio, projects=tuple(by_id)), ordered


def check_studio(source: Source) -> tuple[Studio | None, tuple[Fault, ...]]:
    """The house's own file; no studio where it has an error."""
    studio, faults = read_studio(source)
    if len(faults) > MOST_FAULTS:
        return None, faults
    if studio is not None:
        found = few(fault for check in STUDIO for fault in check(source, studio))
        unsound = wrong(found)
        fair = () if unsound else tuple(check_fairness.house(source, studio))
        shown = warning_names.allowed((*found, *fair), studio.allow)
        return (None if unsound else studio), tuple(shown)
    salvaged = salvage(Studio, source)
    if salvaged is None:
        return None, faults
    more = [fault for check in STUDIO for fault in check(source, salvaged.record)]
    return None, (*faults, *filter(salvaged.about_the_rest, more))


def today_of(studio: Studio | None, now: datetime | None) -> date | None:
    """The day against which facts are held; None where there is no real one."""
    if now is None:
        return None
    if studio is None:
        return now.astimezone(UTC).date()
    return studio.example_day or now.astimezone(ZoneInfo(studio.timezone)).date()


def check_project(
    name: str,
    source: Source | None,
    unread: tuple[Fault, ...],
    *,
    studio: Studio | None,
    sound: bool,
    today: date | None,
    earlier: Callable[[str], Versions],
) -> Checked:
    """One project alone, `source` and `unread` being what was read of its file; `sound` is whether
    nothing is wrong with the studio's."""
    if source is None:
        return Checked(subject=None, unread=unread)
    subject, faults = _project(name, source, studio, today, earlier)
    if subject and sound and not wrong((*unread, *faults)):
        faults += tuple(_run(HASHES, subject))
    if subject:
        faults = tuple(warning_names.allowed(faults, subject.project.allow))
    lean = None if subject is None else replace(subject, source=source.only(*COMPARED))
    return Checked(subject=lean, unread=unread, faults=faults)


def _project(
    name: str,
    source: Source,
    studio: Studio | None,
    today: date | None,
    earlier: Callable[[str], Versions],
) -> tuple[Subject | None, tuple[Fault, ...]]:
    project, faults = read_project(source, id=name)
    readable = project is None and len(faults) <= MOST_FAULTS
    salvaged = salvage(ProjectFile, source) if readable else None
    seen = project or (named(salvaged.record, name) if salvaged else None)
    if seen is None:
        return None, faults
    subject = Subject(source=source, project=seen, studio=studio, today=today, earlier=earlier)
    ground = _run(GROUND, subject)
    found = ground + _run(ALWAYS, subject)
    if salvaged is not None:
        return subject, (*faults, *filter(salvaged.about_the_rest, found))
    found += _run(WHOLE, subject)
    if not wrong(ground):
        found += (dates := _run(DATES, subject))
        if not wrong(dates):
            found += _run(HISTORY, subject)
    return subject, tuple(found)


def wrong(faults: Iterable[Fault]) -> bool:
    """Whether there is more than warnings."""
    return any(fault.severity == "error" for fault in faults)


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


COMPARED: Sequence[Path] = (("link",), ("client", "id"), ("signed", "as"))
"""The places at which these checks find faults: all that is kept of a file once it is checked."""

HOUSE: Sequence[Callable[[Sequence[Subject]], Iterator[Fault]]] = (
    _one_link,
    _own_portal,
    check_signed_as.same,
)
