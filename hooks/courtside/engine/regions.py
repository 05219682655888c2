"""The public holidays of a region, as the library of that name has them.

    public_holidays("ES-MD", 2026)  ->  the ordinals of its days off
    known_years("ES-MD")            ->  range(1999, 2101)

What the library says of a region is kept on disk, by the library's version: to import it loads
every country of the world, which takes a quarter of a short command's time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any
from warnings import catch_warnings, simplefilter

from courtside.model.values import FIRST_YEAR, LAST_YEAR
from courtside.resources import computed


@cache
def public_holidays(region: str, year: int) -> frozenset[int]:
    """Return the ordinals of the public holidays of `ES` or `ES-MD` in a year; empty for `none`.

    Raises NotImplementedError for a country or subdivision that the library does not know.
    """
    if region == "none" or year not in known_years(region):
        return frozenset()
    kept = _known(region)["days"].get(str(year))
    return frozenset(_ask(region, range(year, year + 1))[year] if kept is None else kept)


@cache
def known_years(region: str) -> range:
    """Return the years for which the library has the holidays of a region.

    Raises NotImplementedError for a country or subdivision that the library does not know.
    """
    if region == "none":
        return range(1, 10_000)
    return range(*_known(region)["years"])


def subdivision_name(region: str) -> str:
    """Return the name of a subdivision, `Madrid` for `ES-MD`; empty if the library has none."""
    name: str = _known(region)["name"]
    return name


def subdivisions(country: str) -> Mapping[str, str]:
    """Return the states or provinces of a country, each with its name: `ES-MD`, `Madrid`."""
    parts = (f"{country}-{part}" for part in _library(country).subdivisions if part.isalnum())
    return {region: _name(region) for region in parts if region.isupper()}


@cache
def _known(region: str) -> Mapping[str, Any]:
    """Return the years, the name and the days off of a region, from the disk if they are there."""

    def make() -> bytes:
        library = _library(region)
        years = range(library.start_year, library.end_year + 1)
        dated = range(max(years.start, FIRST_YEAR), min(years.stop, LAST_YEAR + 1))
        known = {"years": (years.start, years.stop), "name": _name(region)}
        return json.dumps({**known, "days": _ask(region, dated)}).encode("utf-8")

    known: Mapping[str, Any] = json.loads(
        computed(f"holidays-{version('holidays')}-{region}.json", make)
    )
    return known


def _ask(region: str, years: range) -> dict[int, list[int]]:
    """Return the days off of some years that the library knows, as ordinals by year."""
    days: dict[int, list[int]] = {year: [] for year in years}
    for day in sorted(_library(region, years)):
        if day.year in days:
            days[day.year].append(day.toordinal())
    return days


def _name(region: str) -> str:
    code = region.partition("-")[2]
    names = [name for name, of in _library(region).subdivisions_aliases.items() if of == code]
    # Among the names are other codes, in capitals; some codes are names themselves.
    return next((name for name in (*names, code) if not name.isupper() and not name.isdigit()), "")


def _library(region: str, years: range = range(0)) -> Any:
    import holidays

    country, _, subdivision = region.partition("-")
    with catch_warnings():
        simplefilter("ignore")  # of years of which it knows some holidays alone
        return holidays.country_holidays(country, subdiv=subdivision or None, years=years)
