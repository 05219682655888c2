"""Calendars that can be reckoned with, and what only the reckoning shows.

holidays: ES-XX  ->  'ES-XX' is not known ...; stages[4].done, and stages[3] is still open
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import holidays

from courtside.engine.as_of import project_as_of
from courtside.engine.assess import assess_alone
from courtside.engine.schedule import FINISHED, LiveStage, plain_calendars
from courtside.engine.workdays import Workdays, known_years
from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.model.terms import CalendarRule
from courtside.model.values import PARTIES, Party
from courtside.source.checks.context import Subject
from courtside.source.checks.dates import facts
from courtside.source.checks.history import signed_somewhere
from courtside.source.messages import closest
from courtside.source.problems import Path, Problem, Source

LAST_YEAR = 2099
"""The last year that a day can be written in."""
MOST_LISTED = 20
"""So many subdivisions of a country are listed, where one is not known."""


def known_region(source: Source, rule: CalendarRule, path: Path) -> Iterator[Problem]:
    """Holidays of a country or a subdivision that the library does not have."""
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
    ("AU", "BA", "BO", "BR", "CA", "CH", "DE", "ES", "FM", "GB", "IN", "MY", "NZ", "US")
)
"""Countries whose states, provinces or cantons have public holidays of their own. A patron's day in
a town, as in Italy and Portugal, is one to write as `closed`."""


def _whole_country(country: str) -> str:
    listed = holidays.list_supported_countries(include_aliases=False)[country]
    parts = [part for part in listed if part.isalnum()]
    some = ", ".join(f"{country}-{part}" for part in parts[:MOST_LISTED])
    more = ", ..." if len(parts) > MOST_LISTED else ""
    return (
        f"'{country}' alone leaves out the holidays that its parts have, so one of "
        f"them may count as a working day: write one of {some}{more}"
    )


def _unknown(region: str) -> str:
    country, _, part = region.partition("-")
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        message, others = f"the holidays of '{region}' are not known", list(known)
    else:
        message = f"no holidays of '{part}' in '{country}' are known"
        others = [f"{country}-{one}" for one in known[country]]
    if 0 < len(others) <= MOST_LISTED:
        message = f"{message}, but of {', '.join([country, *others])}"
        return f"{message}; or write `none` and list the days as `closed`"
    among = closest(region, others) or ": write `none` and list the days as `closed`"
    return f"{message}{among}"


def own_regions(subject: Subject) -> Iterator[Problem]:
    """The regions of the project's own calendars."""
    for party in PARTIES:
        rule = getattr(subject.project.calendars, party)
        if rule is not None:
            found = known_region(subject.source, rule, ("calendars", party))
            signed = subject.project.signed is not None  # what was signed stays as it is
            yield from (each for each in found if each.severity == "error" or not signed)


def own_calendars(subject: Subject) -> Iterator[Problem]:
    """A signed project that leans on calendars which can still change."""
    project = subject.project
    if project.signed is None or project.closed or project.ended:
        return
    if project.calendars.provider is None:
        message = (
            "this has no calendar of the provider's own, so a holiday that the studio announces "
            "later moves dates that were promised: write calendars: {provider: {week: mon-fri, "
            "holidays: ES-MD}} (`courtside sign` does so)"
        )
        yield subject.warning(("signed",), message, name="no-calendars")


def studio_calendar(source: Source, studio: Studio) -> Iterator[Problem]:
    """The studio's region is known, and its closures leave days to work on."""
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


def _never_works(first: date) -> str:
    return f"no working day is left from {first} on: shorten the closed days"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reckoned:
    """A project with its dates, as of the latest day in its file."""

    calendars: dict[Party, Workdays]
    stages: dict[str, LiveStage]
    first: date
    finish: date


def reckon(studio: Studio, project: Project, as_of: date) -> Reckoned | None:
    """The live pass without a queue, which changes no state that is checked here."""
    open_still = {"closed": None, "ended": None}
    project = project_as_of(signed_somewhere(project).model_copy(update=open_still), as_of)
    if project.start is None:
        return None
    stages = assess_alone(studio, project, as_of).stages
    return Reckoned(
        calendars=plain_calendars(studio, project),
        stages=stages,
        first=project.start,
        finish=max(one.end for one in stages.values()),
    )


def dates(subject: Subject) -> Iterator[Problem]:
    """Everything that takes the reckoning: only for projects that are sound in all else."""
    project, studio = subject.project, subject.studio
    if studio is None or project.start is None:
        return
    for party, calendar in plain_calendars(studio, project).items():
        if calendar.next(project.start).year > LAST_YEAR:
            message = f"{_never_works(project.start)} of the {party}"
            yield subject.error(("calendars", party, "closed"), message)
            return
    found = _on_the_last_day(subject)
    if found is not None:
        yield from _on_working_days(subject, found)
        yield from _known_holidays(subject, found)


def _on_the_last_day(subject: Subject) -> Reckoned | None:
    """The project on the latest day on which something is said to have happened."""
    project, studio = subject.project, subject.studio
    if studio is None or project.start is None:
        return None
    days = [day for path, day in facts(project) if path[0] not in ("closed", "ended")]
    return reckon(studio, project, max(days, default=project.start))


def in_their_order(subject: Subject) -> Iterator[Problem]:
    """What is done or skipped before its turn; a payment may be."""
    found = _on_the_last_day(subject)
    if found is None:
        return
    for index, stage in enumerate(subject.project.stages):
        name = "skipped" if stage.skipped else "done"
        if not (stage.skipped or (stage.done and not stage.pay)):
            continue
        if found.stages[stage.id].state in FINISHED:
            continue
        before = found.stages[stage.id].before
        still = [one for one in before if found.stages[one].state not in FINISHED]
        listed = ", ".join(f"'{one}'" for one in still)
        yield subject.error(
            ("stages", index, name),
            f"{listed} before it is not finished: write there done: 2026-03-06 (or skipped:), or "
            f"take this `{name}` out",
        )
    for index, change in enumerate(subject.project.changes):
        new = change.adds
        one = found.stages.get(new.id) if new and new.done else None
        if one is None or one.finished:
            continue
        still = [name for name in one.before if not found.stages[name].finished]
        listed = ", ".join(f"'{name}'" for name in still)
        message = f"{listed} before it is not finished: take this `done` out until it is"
        yield subject.error(("changes", index, "adds", "done"), message)


def _on_working_days(subject: Subject, found: Reckoned) -> Iterator[Problem]:
    """Assigned dates on which the owner of the stage does not work."""
    for index, stage in enumerate(subject.project.stages):
        calendar = found.calendars[stage.owner]
        for name in ("start", "due"):
            day: date | None = getattr(stage, name)
            if day is not None and not calendar.works(day):
                message = (
                    f"the {stage.owner} does not work on {day}, a {day:%A}: the next working day "
                    f"is {calendar.next(day)}"
                )
                yield subject.error(("stages", index, name), message)


def _known_holidays(subject: Subject, found: Reckoned) -> Iterator[Problem]:
    """Years that are needed, and for which the library has no holidays."""
    if found.finish.year > LAST_YEAR:
        message = f"the project would end in {found.finish.year}: check days, pauses and closures"
        yield subject.error(("start",), message)
        return
    needed = (found.first.year, found.finish.year)
    told: set[Path] = set()
    for party, calendar in found.calendars.items():
        years = known_years(calendar.region)
        path = _region_of(subject.project, party)
        year = next((year for year in needed if year not in years), None)
        if year is not None and path not in told:
            told.add(path)
            message = (
                f"the holidays of '{calendar.region}' are known for {years.start} to "
                f"{years.stop - 1}, and this project needs {year}: write `none` and list the "
                "days as `closed`"
            )
            yield subject.error(path, message)


def _region_of(project: Project, party: Party) -> Path:
    """Where the region is written that a party's calendar has."""
    for one in dict.fromkeys((party, "provider")):
        rule: CalendarRule | None = getattr(project.calendars, one)
        if rule is not None and rule.holidays:
            return ("calendars", one, "holidays")
    return ("start",)
