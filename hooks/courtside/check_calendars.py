"""Calendars that can be reckoned with, and what only the reckoning shows.

holidays: ES-XX  ->  'ES-XX' is not known ...; stages[4].done, and stages[3] is still open
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays

from .check_days import facts
from .project import PARTIES, CalendarRule, Party, Project, Studio
from .schedule import (
    FINISHED,
    LiveStage,
    live,
    pauses_in_force,
    plain_calendars,
    plan,
    seen_from,
)
from .source import Fault, Path, Source
from .subject import Subject
from .wording import closest
from .workdays import Workdays, known_years

LAST_YEAR = 2099
"""The last year that a day can be written in."""
MOST_LISTED = 20
"""So many subdivisions of a country are listed, where one is not known."""


_SAMPLE = range(2025, 2028)
"""Years in which a country is compared with its parts."""
_SHOWN = 4
_EXCEPTIONS_LISTED = frozenset(("FR",))
"""Countries of which the library lists only the parts that differ: the code alone is right for
most of them."""


def known_region(source: Source, rule: CalendarRule, path: Path) -> Iterator[Fault]:
    """Holidays of a country or a subdivision that the library does not have."""
    region = rule.holidays
    if region is None or region == "none":
        return
    try:
        known_years(region)
    except NotImplementedError:
        yield source.fault((*path, "holidays"), _unknown(region))


def whole_country(source: Source, rule: CalendarRule, path: Path) -> Iterator[Fault]:
    """Warn about a country whose parts mostly have holidays that the country alone lacks."""
    parts = parts_with_more(rule.holidays or "none")
    if parts:
        some = ", ".join(f"{rule.holidays}-{part}" for part in parts[:_SHOWN])
        others = len(parts) - _SHOWN
        more = f" and {others} others" if others > 0 else ""
        yield source.fault(
            (*path, "holidays"),
            f"'{rule.holidays}' alone leaves out holidays that its parts have: {some}{more}; write "
            "the part that is meant, or due dates fall on days off",
            severity="warning",
        )


@cache
def parts_with_more(country: str) -> tuple[str, ...]:
    """Return the parts of a country that have more holidays than the country alone, if most of
    those that the library knows do; else nothing."""
    known = holidays.list_supported_countries(include_aliases=False).get(country, [])
    if country in _EXCEPTIONS_LISTED:
        return ()
    common = set(holidays.country_holidays(country, years=_SAMPLE)) if known else set()
    more = tuple(
        part
        for part in known
        if set(holidays.country_holidays(country, subdiv=part, years=_SAMPLE)) - common
    )
    return more if 2 * len(more) >= len(known) else ()


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


def own_regions(subject: Subject) -> Iterator[Fault]:
    """The regions of the project's own calendars."""
    for party in PARTIES:
        rule = getattr(subject.project.calendars, party)
        if rule is not None:
            yield from known_region(subject.source, rule, ("calendars", party))
            if subject.project.signed is None:  # what was signed stays as it is
                yield from whole_country(subject.source, rule, ("calendars", party))


def house_calendar(source: Source, studio: Studio) -> Iterator[Fault]:
    """The house's region is known, and its closures leave days to work on."""
    unknown = list(known_region(source, studio.calendar, ("calendar",)))
    yield from unknown
    if not unknown:
        yield from whole_country(source, studio.calendar, ("calendar",))
    closed = studio.calendar.closed
    if unknown or not closed:
        return
    rule = studio.calendar
    calendar = Workdays(rule.week or frozenset(range(5)), rule.holidays or "none", closed)
    first = studio.example_day or min(run.first for run in closed)
    if calendar.next(first).year > LAST_YEAR:
        yield source.fault(("calendar", "closed"), _never_works(first))


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
    project = seen_from(project.model_copy(update={"closed": None}), as_of)
    if project.start is None:
        return None
    calendars = plain_calendars(studio, project)
    pauses = pauses_in_force(project, as_of)
    paused = {party: days.without(pauses) for party, days in calendars.items()}
    stages = live(
        project,
        plan(project, calendars),
        paused,
        project.terms.over(studio.terms),
        as_of,
    )
    return Reckoned(
        calendars=calendars,
        stages=stages,
        first=project.start,
        finish=max(one.end for one in stages.values()),
    )


def dates(subject: Subject) -> Iterator[Fault]:
    """Everything that takes the reckoning: only for projects that are sound in all else."""
    project, studio = subject.project, subject.studio
    if studio is None or project.start is None:
        return
    for party, calendar in plain_calendars(studio, project).items():
        if calendar.next(project.start).year > LAST_YEAR:
            message = f"{_never_works(project.start)} of the {party}"
            yield subject.error(("calendars", party, "closed"), message)
            return
    days = [day for path, day in facts(project) if path != ("closed",)]
    found = reckon(studio, project, max(days, default=project.start))
    if found is not None:
        yield from _in_their_order(subject, found)
        yield from _on_working_days(subject, found)
        yield from _known_holidays(subject, found)


def _in_their_order(subject: Subject, found: Reckoned) -> Iterator[Fault]:
    """What is done or skipped before its turn; a payment may be."""
    for index, stage in enumerate(subject.project.stages):
        name = "skipped" if stage.skipped else "done"
        if not (stage.skipped or (stage.done and not stage.pay)):
            continue
        if found.stages[stage.id].state in FINISHED:
            continue
        before = subject.project.before[stage.id]
        still = [one for one in before if found.stages[one].state not in FINISHED]
        listed = ", ".join(f"'{one}'" for one in still)
        yield subject.error(
            ("stages", index, name),
            f"{listed} before it is not finished: write there done: 2026-03-06 (or skipped:), or "
            f"take this `{name}` out",
        )


def _on_working_days(subject: Subject, found: Reckoned) -> Iterator[Fault]:
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


def _known_holidays(subject: Subject, found: Reckoned) -> Iterator[Fault]:
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
