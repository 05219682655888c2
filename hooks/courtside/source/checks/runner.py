"""What only several values together can break: a list of small functions.

    after: [desing]  ->  stages[4].after[0]: there is no stage 'desing' before this one; did you ...

A new check is one function and one entry below. A function gets a `Subject` and yields problems at
exact places. A file that does not fit the model is checked as far as possible too, so that
everything is reported at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from courtside.engine.assess import Portfolio
from courtside.model.project import Client, Project, ProjectFile
from courtside.model.studio import Studio
from courtside.model.warnings import WARNINGS
from courtside.source.checks import (
    calendars,
    dates,
    fairness,
    fingerprints,
    history,
    limits,
    links,
    money,
    not_needed,
    payments,
    signed_as,
    stages,
    terms,
    turns,
)
from courtside.source.checks.context import Check, Subject, Versions, folded, no_versions
from courtside.source.messages import closest
from courtside.source.problems import MOST_PROBLEMS, Path, Problem, Source, limit
from courtside.source.records import named, read_project, read_studio

# What the schedule is built on.
GROUND: Sequence[Check] = (
    stages.own_stages,
    stages.total_days,
    stages.named_stages,
    stages.added,
    calendars.own_regions,
    turns.rounds,
)

# What can be checked in any file, also in a partial record.
ALWAYS: Sequence[Check] = (
    stages.done_and_skipped,
    stages.files,
    limits.signs,
    terms.own_terms,
    money.currency,
    payments.not_done,
    payments.one_name,
    dates.not_after_today,
    dates.ranges,
    dates.ended,
    dates.assigned_forwards,
    turns.waits,
    turns.returned,
    signed_as.nothing_else,
    lambda subject: _known_names(subject.source, subject.project.allow),
)

# What needs a file that fits the model, since it compares with the rest of the file.
WHOLE: Sequence[Check] = (
    stages.restarts,
    terms.waivers,
    terms.own_promise,
    payments.of_nothing,
    payments.for_something,
    payments.after_the_signature,
    payments.settled_once,
    payments.twice,
    payments.whole_in_parts,
    calendars.own_calendars,
    dates.start_counts,
    dates.done_without_start,
    dates.seldom_meant,
    dates.agreed_early,
    dates.closed_early,
    dates.assigned_whole,
    fairness.own_terms,
    money.own_bare_numbers,
    money.own_three_decimals,
    money.own_taxes,
    money.add_up,
    links.own_links,
)

# What proposes a fingerprint: nobody should write one over a mistake.
HASHES: Sequence[Check] = (fingerprints.signed, fingerprints.scheduled)

# What needs computed dates.
DATES: Sequence[Check] = (calendars.computed_dates,)

# What needs the project as of some day; only if the dates are right.
HISTORY: Sequence[Callable[[Subject, Studio], Iterator[Problem]]] = (
    history.asked_too_early,
    history.asked_after_silence,
    history.waived_for_nothing,
    history.extra_rounds,
    not_needed.skipped_late,
    history.slot_not_lost,
    history.new_work_too_late,
    calendars.in_their_order,
    history.too_late_for_days,
    history.settled_for_less,
    not_needed.asks_for_nothing,
    history.more_than_all,
    history.no_more_back,
    history.page_over,
    history.unseen_handover,
    history.no_url,
)

STUDIO: Sequence[Callable[[Source, Studio], Iterator[Problem]]] = (
    calendars.studio_calendar,
    money.studio_currency,
    money.bare_numbers,
    money.pay_to,
    money.taxes,
    terms.promise,
    links.studio_links,
    lambda source, studio: terms.steps(source, studio.terms),
    lambda source, studio: _known_names(source, studio.allow),
    lambda source, studio: _playbooks(source, studio),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """One project file, checked alone."""

    subject: Subject | None
    """None if too little of it can be read to compare it with other projects."""
    unread: tuple[Problem, ...]
    """Problems with what could not be read."""
    problems: tuple[Problem, ...] = ()
    """Problems with what was read."""
    allowed: frozenset[str] = frozenset()
    """The names of the warnings that the file would give, and allows."""
    judged: bool = False
    """Whether every check ran: on a closed project some do not."""

    @property
    def sound(self) -> bool:
        """Whether there are no errors, at most warnings."""
        return not wrong((*self.unread, *self.problems))


def check_portfolio(
    studio: Studio | None,
    projects: Iterable[Checked],
    *,
    unread: Iterable[Problem] = (),
    problems: Iterable[Problem] = (),
) -> tuple[Portfolio | None, tuple[Problem, ...]]:
    """Return the portfolio, or None if there is an error, and all problems in order of file, line
    and column.

    Runs the checks of several files together. `studio` is None if it has an error; `unread` and
    `problems` are those outside the projects.
    """
    checked = tuple(projects)
    subjects = [project.subject for project in checked if project.subject is not None]
    reported = [*unread, *(problem for project in checked for problem in project.unread)]
    others = [*problems, *(problem for project in checked for problem in project.problems)]
    across = [problem for check in PORTFOLIO for problem in check(subjects)]
    allow = {subject.source.file: subject.project.allow for subject in subjects}
    others += [one for one in across if one.name not in allow.get(one.file, ())]
    # Where something could not be read, what a check says of its stand-in is left out.
    places = set(map(_place, reported))
    reported += [problem for problem in others if _place(problem) not in places]
    if not wrong(reported):
        reported += [one for project in checked for one in _needless_of(project, across)]
    ordered = tuple(sorted(reported, key=_place))
    if studio is None or wrong(ordered):
        return None, ordered
    by_id = sorted((subject.project for subject in subjects), key=lambda project: project.id)
    return Portfolio(studio=studio, projects=tuple(by_id)), ordered


def _place(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line, problem.column


def check_studio(source: Source) -> tuple[Studio | None, tuple[Problem, ...]]:
    """Return the studio, or None if its file has an error, and its problems."""
    studio, problems = read_studio(source)
    if len(problems) > MOST_PROBLEMS:
        return None, problems
    if studio is not None:
        problems = limit(problem for check in STUDIO for problem in check(source, studio))
        if wrong(problems):
            return None, _unallowed(problems, studio.allow)
        problems += tuple(fairness.standard_terms(source, studio))
        needless = _needless(source, studio.allow, {problem.name for problem in problems})
        return studio, (*_unallowed(problems, studio.allow), *needless)
    from courtside.source.partial import partial_record

    partial = partial_record(Studio, source)
    if partial is None:
        return None, problems
    more = [problem for check in STUDIO for problem in check(source, partial.record)]
    return None, (*problems, *filter(partial.about_the_rest, more))


def check_project(
    name: str,
    text: tuple[Source | None, tuple[Problem, ...]],
    *,
    studio: Studio | None,
    sound: bool,
    last_fact_day: date | None,
    earlier: Callable[[str], Versions],
) -> Checked:
    """Return one project, checked alone.

    `text` is what was read of its file; `sound` tells whether the studio's file has no errors.
    """
    source, unread = text
    if source is None:
        return Checked(subject=None, unread=unread)
    subject, problems = _project(name, source, studio, last_fact_day, earlier)
    if subject and sound and not wrong((*unread, *problems)):
        problems += tuple(_run(HASHES, subject))
    if subject is None:
        return Checked(subject=None, unread=unread, problems=problems)
    allow = subject.project.allow
    names = (("allow", index) for index in range(len(allow)))
    return Checked(
        subject=replace(
            subject, source=source.only(*COMPARED, *names), earlier=no_versions, states={}
        ),
        unread=unread,
        problems=_unallowed(problems, allow),
        allowed=frozenset(problem.name for problem in problems).intersection(allow),
        judged=sound
        and last_fact_day is not None
        and not subject.project.closed
        and not wrong((*unread, *problems)),
    )


def _project(
    name: str,
    source: Source,
    studio: Studio | None,
    last_fact_day: date | None,
    earlier: Callable[[str], Versions],
) -> tuple[Subject | None, tuple[Problem, ...]]:
    project, problems = read_project(source, id=name)
    partial = None
    if project is None and len(problems) <= MOST_PROBLEMS:
        from courtside.source.partial import partial_record  # few files have errors

        partial = partial_record(ProjectFile, source)
    checkable = project or (named(partial.record, name) if partial else None)
    if checkable is None:
        return None, problems
    subject = Subject(
        source=source,
        project=checkable,
        studio=studio,
        last_fact_day=last_fact_day,
        earlier=earlier,
    )
    ground = _run(GROUND, subject)
    found = ground + _run(ALWAYS, subject)
    if partial is not None:
        return subject, (*problems, *filter(partial.about_the_rest, found))
    found += _run(WHOLE, subject)
    if not wrong(ground):
        found += (in_dates := _run(DATES, subject))
        if studio is not None and not wrong(in_dates):
            past = limit(problem for check in HISTORY for problem in check(subject, studio))
            # A wrong price would be warned about at each payment too.
            found += past if not wrong(found) else filter(_is_error, past)
    return subject, tuple(found)


def wrong(problems: Iterable[Problem]) -> bool:
    """Return whether there are errors, not only warnings."""
    return any(map(_is_error, problems))


def _is_error(problem: Problem) -> bool:
    return problem.severity == "error"


def _run(checks: Sequence[Check], subject: Subject) -> list[Problem]:
    return list(limit(problem for check in checks for problem in check(subject)))


def _unallowed(problems: Iterable[Problem], names: Sequence[str]) -> tuple[Problem, ...]:
    """Return the problems without the warnings that a file allows."""
    return tuple(problem for problem in problems if problem.name not in names or not problem.name)


def _needless_of(project: Checked, across: Iterable[Problem]) -> Iterator[Problem]:
    """Warn of what a project allows without need; `across` is what several files together break."""
    if project.subject is None or not project.judged:
        return
    source, allow = project.subject.source, project.subject.project.allow
    here = {problem.name for problem in across if problem.file == source.file}
    elsewhere = _ELSEWHERE if project.subject.last_fact_day else _ELSEWHERE | _OF_TODAY
    yield from _needless(source, allow, project.allowed | here | elsewhere)


_ELSEWHERE = frozenset(("long-agreement", "moved-page", "no-url", "other-holder", "other-rate"))
"""Warnings that these checks cannot give, since `check` measures agreements and `preflight` asks
git; one that comes and goes with the turn; and one that is said of proposals, and tells copies of
what was signed."""
_OF_TODAY = frozenset(("asks-for-nothing", "open-wait"))
"""Warnings that are not said where another day is viewed, since they hang on today."""


def _needless(source: Source, allow: Sequence[str], needed: Collection[str]) -> Iterator[Problem]:
    for index, name in enumerate(allow):
        if name not in needed and NEEDLESS not in allow:
            yield source.warning(("allow", index), needless(name), name=NEEDLESS)


NEEDLESS = "needless-allow"
"""The name of this warning."""


def needless(name: str) -> str:
    """Return the message for a warning that a file allows and would not give."""
    return f"this file has no warning '{name}': delete the name here"


def _known_names(source: Source, names: Sequence[str]) -> Iterator[Problem]:
    """Refuse names under `allow` that no warning has."""
    for index, name in enumerate(names):
        if name not in WARNINGS:
            among = closest(name, WARNINGS) or f": write one of {', '.join(WARNINGS)}"
            yield source.problem(("allow", index), f"there is no warning '{name}'{among}")


def _playbooks(source: Source, studio: Studio) -> Iterator[Problem]:
    """Check the stages of each template like those of a project."""
    for name, playbook in studio.playbooks.items():
        base = ("playbooks", name, "stages")
        yield from stages.order_of_stages(source, playbook.stages, base)
        yield from stages.payers(source, playbook.stages, base, signed=False)


# --- Between projects ------------------------------------------------------------------------


def _one_link(subjects: Sequence[Subject]) -> Iterator[Problem]:
    """Refuse different links in projects of one client id: they share a page."""
    first: dict[str, Subject] = {}
    for subject in sorted(subjects, key=lambda subject: subject.project.id):
        project = subject.project
        if project.client.id is None:
            continue
        other = first.setdefault(project.client.id, subject).project
        if other.link != project.link:
            message = (
                f"'{other.id}' has the same client and so the same link, but link: {other.link}, "
                f"and this has link: {project.link}: write the same number in both"
            )
            path = ("link",) if "link" in subject.source.data else ("client", "id")
            yield subject.error(path, message)


def _own_portal(subjects: Sequence[Subject]) -> Iterator[Problem]:
    """Refuse a client id that is the name of a project without one: they would share a page."""
    projects = (subject.project for subject in subjects)
    alone = {project.id for project in projects if project.client.id is None}
    for subject in subjects:
        name = subject.project.client.id
        if name in alone:
            message = (
                f"'{name}' is the name of another project, without a client id: both would share "
                f"one page. Write `id: {name}` under its client too, or another id here"
            )
            yield subject.error(("client", "id"), message)


@dataclass(kw_only=True)
class _Clients:
    """The clients of whom something is said: by link, name and address, so that one more is
    compared with all of them at once."""

    first: str
    """The id of the first one's project."""
    closed: bool = False
    """Whether that one is closed."""
    links: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    starts: set[str] = field(default_factory=set)
    """The first word of each name, the first two, and so on."""

    def add(self, project: Project) -> None:
        """Add the client of a project."""
        *_, name = starts = _starts(project.client)
        self.links.add(project.portal_id)
        self.called |= _called(project.client)
        self.names.add(name)
        self.starts.update(starts)

    def has_name(self, project: Project) -> bool:
        """Return whether one of them has this client's name, or one begins with the other: `Aurora`
        is `Aurora SL`."""
        *_, name = starts = _starts(project.client)
        return name in self.starts or not self.names.isdisjoint(starts)

    def has(self, project: Project, *, by_address: bool) -> bool:
        """Return whether this client is one of them, as far as the files tell. The address may be
        what was forgotten in a copy."""
        if project.portal_id in self.links:
            return True
        alike = not self.called.isdisjoint(_called(project.client))
        return alike if by_address else self.has_name(project)


def _starts(client: Client) -> list[str]:
    words = folded(client.name).split() or [""]
    return [" ".join(words[:n]) for n in range(1, len(words) + 1)]


def _called(client: Client) -> set[str]:
    """Return name and address, by which a client is known."""
    return {folded(client.name), folded(client.email)}


def _one_client(subjects: Sequence[Subject]) -> Iterator[Problem]:
    """Warn where projects that share a page seem to have different clients, as in a copied file.

    The client of a closed project has the link, too.
    """
    known: dict[str, _Clients] = {}
    for subject in sorted(subjects, key=lambda s: (s.project.closed is None, s.project.id)):
        project = subject.project
        if project.client.id is None:
            continue
        new = _Clients(first=project.id, closed=project.closed is not None)
        others = known.setdefault(project.client.id, new)
        if others.names and not project.closed and not others.has_name(project):
            closed = ", now closed," if others.closed else ""
            message = (
                f"'{others.first}'{closed} has the same client id, and so the same link, but its "
                "client has another name: write another id, or allow: [shared-page] if it is the "
                "same client"
            )
            yield subject.warning(("client", "id"), message, name="shared-page")
        others.add(project)


_ADDRESSES = ("email", "cc")


def _own_people(subjects: Sequence[Subject]) -> Iterator[Problem]:
    """Warn where a file says of its client what is another's, as the copy of a file does."""
    known: dict[tuple[str, str], _Clients] = {}
    for subject in sorted(subjects, key=lambda s: (s.project.closed is None, s.project.id)):
        project = subject.project
        studio = folded(subject.studio.email) if subject.studio else ""
        for path, text in _people(project.client):
            if folded(text) == studio:
                continue  # a copy of each mail for the studio itself
            kind = "address" if path[1] in _ADDRESSES else str(path[1])
            others = known.setdefault((kind, folded(text)), _Clients(first=project.id))
            alike = not others.names or others.has(project, by_address=path[1] != "email")
            others.add(project)
            if alike or project.closed:
                continue
            link = "; whoever has it gets the link to this page" if kind == "address" else ""
            message = (
                f"'{others.first}' has the same for another client, as after copying a file: "
                f"write what is right for this one{link}"
            )
            yield subject.warning(path, message, name="copied-client")


def _people(client: Client) -> Iterator[tuple[Path, str]]:
    """Yield what a client has for itself, besides its name; a first name is anybody's."""
    yield ("client", "email"), client.email
    if client.contact and len(client.contact.split()) > 1:
        yield ("client", "contact"), client.contact
    for index, address in enumerate(client.cc):
        yield ("client", "cc", index), address
    if client.details:
        yield ("client", "details"), client.details


COMPARED: Sequence[Path] = (
    ("link",),
    ("signed", "as"),
    ("start",),
    *(("client", name) for name in ("id", "email", "contact", "cc", "details")),
)
"""The places at which these checks find problems: all that is kept of a file once it is checked."""

PORTFOLIO: Sequence[Callable[[Sequence[Subject]], Iterator[Problem]]] = (
    _one_link,
    _own_portal,
    _one_client,
    _own_people,
    signed_as.same,
)
