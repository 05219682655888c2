"""What only several values together can break: a list of small functions, each with its faults.

    after: [desing]  ->  stages[4].after[0]: there is no stage 'desing' before this one; did you ...

A new rule is one function and one entry below. A function gets a `Subject` and yields faults at
exact places. A file that does not fit the model is checked too, as far as it can be salvaged, so
that everything shows at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from courtside.engine.assess import Portfolio
from courtside.model.project import ProjectFile
from courtside.model.studio import Studio
from courtside.source.checks import (
    calendars,
    fairness,
    fingerprints,
    history,
    limits,
    money,
    payments,
    signed_as,
    stages,
    terms,
    turns,
    warning_names,
)
from courtside.source.checks import dates as check_days
from courtside.source.checks.context import Check, Subject, Versions
from courtside.source.partial import partial_record
from courtside.source.problems import MOST_PROBLEMS, Path, Problem, Source, limit
from courtside.source.records import named, read_project, read_studio

# What a walk stands on.
GROUND: Sequence[Check] = (
    stages.stages,
    stages.total_days,
    stages.named_stages,
    stages.added,
    calendars.own_regions,
    turns.rounds,
)

# What can be said of any file, also of a salvaged one.
ALWAYS: Sequence[Check] = (
    stages.done_and_skipped,
    stages.files,
    limits.signs,
    terms.own_terms,
    money.currency,
    payments.not_done,
    payments.one_name,
    check_days.not_after_today,
    check_days.ranges,
    check_days.ended,
    check_days.assigned_forwards,
    turns.waits,
    turns.returned,
    signed_as.nothing_else,
    lambda subject: warning_names.known(subject.source, subject.project.allow),
)

# What takes a file that fits the model: it says that something else is not there, or not so.
WHOLE: Sequence[Check] = (
    stages.restarts,
    terms.waivers,
    terms.own_promise,
    payments.for_something,
    payments.after_the_signature,
    payments.settled_once,
    payments.no_more_back,
    calendars.own_calendars,
    check_days.start_counts,
    check_days.done_without_start,
    check_days.seldom_meant,
    check_days.assigned_whole,
    fairness.project,
    money.add_up,
)

# What says which hash to write: nobody should write one over a mistake.
HASHES: Sequence[Check] = (fingerprints.signed, fingerprints.scheduled)

# What takes the dates.
DATES: Sequence[Check] = (calendars.dates,)

# What takes the project as it stood on some day: only where the dates are right.
HISTORY: Sequence[Check] = (
    history.asked_too_early,
    history.asked_after_silence,
    history.extra_rounds,
    history.skipped_late,
    history.slot_not_lost,
    history.new_work_too_late,
    calendars.in_their_order,
    history.too_late_for_days,
    history.settled_for_less,
    history.unseen_handover,
)

STUDIO: Sequence[Callable[[Source, Studio], Iterator[Problem]]] = (
    calendars.studio_calendar,
    money.studio_currency,
    money.pay_to,
    terms.promise,
    lambda source, studio: terms.steps(source, studio.terms),
    lambda source, studio: warning_names.known(source, studio.allow),
    lambda source, studio: _playbooks(source, studio),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """One project file, checked alone."""

    subject: Subject | None
    """None where so little can be read that nothing compares with it."""
    unread: tuple[Problem, ...]
    """What could not be read where it stands."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with what was read."""

    @property
    def sound(self) -> bool:
        """Whether there is at most a warning."""
        return not wrong((*self.unread, *self.problems))


def check_portfolio(
    studio: Studio | None,
    projects: Iterable[Checked],
    *,
    unread: Iterable[Problem] = (),
    problems: Iterable[Problem] = (),
) -> tuple[Portfolio | None, tuple[Problem, ...]]:
    """What only several files together can break: the house, or none where there is an error.

    `studio` is None where it has an error; `unread` and `problems` are those that were found beside
    the projects. They come back in order of file, line and column.
    """
    checked = tuple(projects)
    subjects = [one.subject for one in checked if one.subject is not None]
    said = [*unread, *(problem for one in checked for problem in one.unread)]
    found = [*problems, *(problem for one in checked for problem in one.problems)]
    found += [problem for check in PORTFOLIO for problem in check(subjects)]
    # What could not be read where it stands has been said; its stand-in is nobody's fault.
    places = {(problem.file, problem.line, problem.column) for problem in said}
    said += [
        problem for problem in found if (problem.file, problem.line, problem.column) not in places
    ]
    ordered = tuple(sorted(said, key=lambda problem: (problem.file, problem.line, problem.column)))
    if studio is None or wrong(ordered):
        return None, ordered
    by_id = sorted((subject.project for subject in subjects), key=lambda project: project.id)
    return Portfolio(studio=studio, projects=tuple(by_id)), ordered


def check_studio(source: Source) -> tuple[Studio | None, tuple[Problem, ...]]:
    """The house's own file; no studio where it has an error."""
    studio, problems = read_studio(source)
    if len(problems) > MOST_PROBLEMS:
        return None, problems
    if studio is not None:
        found = limit(problem for check in STUDIO for problem in check(source, studio))
        unsound = wrong(found)
        fair = () if unsound else tuple(fairness.portfolio(source, studio))
        shown = warning_names.allowed((*found, *fair), studio.allow)
        return (None if unsound else studio), tuple(shown)
    salvaged = partial_record(Studio, source)
    if salvaged is None:
        return None, problems
    more = [problem for check in STUDIO for problem in check(source, salvaged.record)]
    return None, (*problems, *filter(salvaged.about_the_rest, more))


def check_project(
    name: str,
    source: Source | None,
    unread: tuple[Problem, ...],
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
    subject, problems = _project(name, source, studio, today, earlier)
    if subject and sound and not wrong((*unread, *problems)):
        problems += tuple(_run(HASHES, subject))
    if subject:
        problems = tuple(warning_names.allowed(problems, subject.project.allow))
    lean = None if subject is None else replace(subject, source=source.only(*COMPARED))
    return Checked(subject=lean, unread=unread, problems=problems)


def _project(
    name: str,
    source: Source,
    studio: Studio | None,
    today: date | None,
    earlier: Callable[[str], Versions],
) -> tuple[Subject | None, tuple[Problem, ...]]:
    project, problems = read_project(source, id=name)
    readable = project is None and len(problems) <= MOST_PROBLEMS
    salvaged = partial_record(ProjectFile, source) if readable else None
    seen = project or (named(salvaged.record, name) if salvaged else None)
    if seen is None:
        return None, problems
    subject = Subject(source=source, project=seen, studio=studio, today=today, earlier=earlier)
    ground = _run(GROUND, subject)
    found = ground + _run(ALWAYS, subject)
    if salvaged is not None:
        return subject, (*problems, *filter(salvaged.about_the_rest, found))
    found += _run(WHOLE, subject)
    if not wrong(ground):
        found += (dates := _run(DATES, subject))
        if not wrong(dates):
            found += _run(HISTORY, subject)
    return subject, tuple(found)


def wrong(problems: Iterable[Problem]) -> bool:
    """Whether there is more than warnings."""
    return any(problem.severity == "error" for problem in problems)


def _run(checks: Sequence[Check], subject: Subject) -> list[Problem]:
    return list(limit(problem for check in checks for problem in check(subject)))


def _playbooks(source: Source, studio: Studio) -> Iterator[Problem]:
    """The stages of each playbook, like those of a project."""
    for name, playbook in studio.playbooks.items():
        base = ("playbooks", name, "stages")
        yield from stages.order_of_stages(source, playbook.stages, base)


# --- Between projects ------------------------------------------------------------------------


def _one_link(subjects: Sequence[Subject]) -> Iterator[Problem]:
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


def _own_portal(subjects: Sequence[Subject]) -> Iterator[Problem]:
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


COMPARED: Sequence[Path] = (("link",), ("client", "id"), ("signed", "as"), ("start",))
"""The places at which these checks find faults: all that is kept of a file once it is checked."""

PORTFOLIO: Sequence[Callable[[Sequence[Subject]], Iterator[Problem]]] = (
    _one_link,
    _own_portal,
    signed_as.same,
)
