"""Calendars that dates can be computed with, and what only the computed dates show.

holidays: ES-XX  ->  no region 'XX' is known in 'ES' ...
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from courtside.engine.regions import known_years
from courtside.engine.schedule import LiveStage, plain_calendars
from courtside.engine.workdays import Workdays
from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.model.terms import CalendarRule
from courtside.model.values import PARTIES, Party
from courtside.source.checks.context import Subject
from courtside.source.checks.history import last_day, state_of
from courtside.source.messages import closest
from courtside.source.problems import Path, Problem, Source
from courtside.source.serialize import as_written, both_calendars
from courtside.source.yaml_writer import inline

LAST_YEAR = 2099
"""The last year of a date in a file."""
MOST_LISTED = 20
"""The number of subdivisions of a country that are listed if one is not known."""


def known_region(source: Source, rule: CalendarRule, path: Path) -> Iterator[Problem]:
    """Refuse a region that the library does not have; warn of a country whose regions differ."""
    region = rule.holidays
    if region is None or region == "none":
        return
    try:
        known_years(region)
    except NotImplementedError:
        yield source.problem((*path, "holidays"), _unknown(region))
    if region in REGIONS_DIFFER:
        yield source.warning((*path, "holidays"), _whole_country(region), name="whole-country")


REGIONS_DIFFER = frozenset(
    ("AU", "BA", "BO", "BR", "CA", "CH", "DE", "ES", "FM", "GB", "IN", "MY", "NZ", "UK", "US")
)
"""Countries whose states, provinces or cantons have holidays of their own. A town's own day, as in
Italy and Portugal, is written as `closed`."""


def _whole_country(country: str) -> str:
    import holidays  # loads every country, so only for an error

    code = "GB" if country == "UK" else country  # the one alias of two letters
    listed = holidays.list_supported_countries(include_aliases=False)[code]
    some = " or ".join([f"{code}-{part}" for part in listed if part.isalnum()][:2])
    return (
        f"'{country}' alone leaves out the holidays of its regions, so they count as working days: "
        f"write your region, such as {some}"
    )


def _unknown(region: str) -> str:
    import holidays  # as above

    country, _, part = region.partition("-")
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        message, others = f"the holidays of '{region}' are not known", list(known)
    else:
        message = f"no region '{part}' is known in '{country}'"
        others = [f"{country}-{name}" for name in known[country]]
    if 0 < len(others) <= MOST_LISTED:
        return (
            f"{message}: write one of {', '.join([country, *others])}, or `none` and list your "
            "holidays under `closed`"
        )
    among = closest(region, others) or ": write `none` and list your holidays under `closed`"
    return f"{message}{among}"


def own_regions(subject: Subject) -> Iterator[Problem]:
    """Check the regions of the project's own calendars."""
    for party in PARTIES:
        rule = getattr(subject.project.calendars, party)
        if rule is not None:
            found = known_region(subject.source, rule, ("calendars", party))
            signed = subject.project.signed is not None  # what was signed stays as it is
            yield from (problem for problem in found if problem.severity == "error" or not signed)


def own_calendars(subject: Subject) -> Iterator[Problem]:
    """Warn of a signed project whose calendar can still change."""
    project = subject.project
    if project.signed is None or project.closed or project.ended:
        return
    if project.calendars.provider is None and subject.studio is not None:
        now = as_written(both_calendars(project, subject.studio).provider, subject.studio)
        message = (
            "this project has no provider calendar of its own, so closing a day later moves "
            f"promised dates: write calendars: {inline({'provider': now})} (`courtside sign` does "
            "so)"
        )
        yield subject.warning(("signed",), message, name="no-calendars")


def studio_calendar(source: Source, studio: Studio) -> Iterator[Problem]:
    """Refuse an unknown region, and closed days that leave no day to work on; warn of a closure of
    more than half a year, as after a mistyped year."""
    found = list(known_region(source, studio.calendar, ("calendar",)))
    yield from found
    closed = studio.calendar.closed
    if any(problem.severity == "error" for problem in found) or not closed:
        return
    rule = studio.calendar
    calendar = Workdays(rule.week or frozenset(range(5)), rule.holidays or "none", closed)
    first = studio.example_day or min(run.first for run in closed)
    if calendar.next(first).year > LAST_YEAR:
        yield source.problem(("calendar", "closed"), _never_works(first))
        return
    for index, run in enumerate(closed):
        if (days := (run.last - run.first).days + 1) > _HALF_A_YEAR:
            message = f"{days} days, from {run.first} to {run.last}: is the year right?"
            yield source.warning(("calendar", "closed", index), message, name="long-closure")


_HALF_A_YEAR = 183


def _never_works(first: date) -> str:
    return f"no working day is left from {first} on: shorten the closed days"


def computed_dates(subject: Subject) -> Iterator[Problem]:
    """Check what needs computed dates; only for projects that are otherwise right."""
    project, studio = subject.project, subject.studio
    if studio is None or project.start is None:
        return
    both = plain_calendars(studio, project)
    for party, calendar in both.items():
        if calendar.next(project.start).year > LAST_YEAR:
            message = f"{_never_works(project.start)} of the {party}"
            yield subject.error(("calendars", party, "closed"), message)
            return
    if stages := state_of(subject, studio, last_day(subject)).stages:
        yield from _on_working_days(subject, both)
        yield from _short_dates(subject, studio, both)
        years = (project.start.year, max(live.end for live in stages.values()).year)
        yield from _known_holidays(subject, both, years)


def in_their_order(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Refuse what is done or skipped before its turn; a payment may be."""
    stages = state_of(subject, studio, last_day(subject)).stages
    if not stages:
        return
    for index, stage in enumerate(subject.project.stages):
        name = "skipped" if stage.skipped else "done"
        if not (stage.skipped or (stage.done and not stage.pay)):
            continue
        live = stages[stage.id]
        if live.finished:
            continue
        message = f"{_unfinished(live, stages, subject.project)}; or delete this `{name}`"
        yield subject.error(("stages", index, name), message)
    for index, change in enumerate(subject.project.changes):
        new = change.adds
        added = stages.get(new.id) if new and new.done else None
        if added is None or added.finished:
            continue
        message = f"{_unfinished(added, stages, subject.project)}; or delete this `done` until then"
        yield subject.error(("changes", index, "adds", "done"), message)


def _open_before(
    live: LiveStage, stages: Mapping[str, LiveStage], project: Project
) -> Iterator[LiveStage]:
    """Yield what is unfinished before a stage; of a payment that came early, what is before it."""
    for one in (stages[name] for name in live.before):
        if one.stage.pay and project.settled(one.stage.id):
            yield from _open_before(one, stages, project)
        elif not one.finished:
            yield one


def _unfinished(live: LiveStage, stages: Mapping[str, LiveStage], project: Project) -> str:
    """Say what has to be finished before a stage, and how that is written."""
    before = {one.stage.id: one for one in _open_before(live, stages, project)}.values()
    paid = [f"'{one.stage.id}'" for one in before if one.stage.pay]
    done = [f"'{one.stage.id}'" for one in before if not one.stage.pay]
    said = []
    if done:
        are = "are" if len(done) > 1 else "is"
        said.append(f"{', '.join(done)} before it {are} not finished: write `done` with its day")
    if paid:
        are = "are" if len(paid) > 1 else "is"
        said.append(
            f"{', '.join(paid)} before it {are} not paid: write the payment under `payments`"
        )
    return "; ".join(said)


def _on_working_days(subject: Subject, both: Mapping[Party, Workdays]) -> Iterator[Problem]:
    """Refuse assigned dates on which the owner of the stage does not work."""
    for index, stage in enumerate(subject.project.stages):
        calendar = both[stage.owner]
        for name in ("start", "due"):
            day: date | None = getattr(stage, name)
            if day is not None and not calendar.works(day):
                message = (
                    f"the {stage.owner} does not work on {day}, a {day:%A}: the next working day "
                    f"is {calendar.next(day)}"
                )
                yield subject.error(("stages", index, name), message)


def _short_dates(
    subject: Subject, studio: Studio, both: Mapping[Party, Workdays]
) -> Iterator[Problem]:
    """Warn of assigned dates with fewer days than the stage has: the agreement shows both."""
    project = subject.project
    if project.closed or project.ended:
        return
    terms = project.terms.over(studio.terms)
    for index, stage in enumerate(project.stages):
        if not stage.start or not stage.due:
            continue
        assigned = len(both[stage.owner].between(stage.start, stage.due))
        if assigned < (agreed := terms.allowance(stage)):
            message = (
                f"{stage.start} to {stage.due} are {assigned} working days, and the agreement has "
                f"{agreed}: agree on other dates, or on fewer days"
            )
            yield subject.warning(("stages", index, "due"), message, name="short-dates")


def _known_holidays(
    subject: Subject, both: Mapping[Party, Workdays], needed: tuple[int, int]
) -> Iterator[Problem]:
    """Refuse years for which the library has no holidays; `needed` are the first and the last."""
    if needed[1] > LAST_YEAR:
        message = f"the project would end in {needed[1]}: check days, pauses and closures"
        yield subject.error(("start",), message)
        return
    reported: set[Path] = set()
    for party, calendar in both.items():
        years = known_years(calendar.region)
        path = _region_of(subject.project, party)
        year = next((year for year in needed if year not in years), None)
        if year is not None and path not in reported:
            reported.add(path)
            message = (
                f"the holidays of '{calendar.region}' are only known for {years.start} to "
                f"{years.stop - 1}, but this project needs {year}: write `none` and list "
                "your holidays under `closed`"
            )
            yield subject.error(path, message)


def _region_of(project: Project, party: Party) -> Path:
    """Return where the region of a party's calendar is written."""
    for owner in dict.fromkeys((party, "provider")):
        rule: CalendarRule | None = getattr(project.calendars, owner)
        if rule is not None and rule.holidays:
            return ("calendars", owner, "holidays")
    return ("start",)
