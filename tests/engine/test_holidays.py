"""The holidays of every country of the library, for the next three years: loaded, or refused by
name. One that the library drops, or that it knows no longer, shows here first."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import holidays
import pytest

from courtside.engine.assess import assess_portfolio
from courtside.source.load import load_portfolio

STUDIO = b"name: N\nemail: n@norte.example\ntimezone: Europe/Madrid\ncurrency: EUR\nformat: 2\n"
TODAY = datetime.now(UTC).date()
END = date(TODAY.year + 4, 1, 1)
"""The three years after this one are needed, and so is the day after them."""
KNOWN = holidays.list_supported_countries(include_aliases=False)
SPELLED_OUT = {"AU-NSW Western", "BR-São Paulo Capital", "CH-Stadt Zurich", "NZ-South Canterbury"}
"""Parts that have no code: whoever works there lists the days as `closed`."""


def project(region: str) -> bytes:
    """Two stages of a client's, which together take until the three years are over."""
    days = (END - TODAY).days * 5 // 7
    return (
        "title: T\nclient: {name: A, email: a@b.example}\nprice: 1 EUR\n"
        f"signed: {{date: {TODAY}, by: A}}\nstart: {TODAY}\n"
        f'calendars: {{client: {{holidays: "{region}"}}}}\n'
        f"stages:\n"
        f"  - {{id: a, title: A, owner: client, days: {days // 2}}}\n"
        f"  - {{id: b, title: B, owner: client, days: {days - days // 2}}}\n"
    ).encode()


def outcome(region: str) -> str:
    """What comes of a calendar with these holidays; its dates are held against the library's."""
    portfolio, problems = load_portfolio({"_studio.yml": STUDIO, "p.yml": project(region)})
    errors = [str(problem) for problem in problems if problem.severity == "error"]
    if portfolio is None:
        assert len(errors) == 1
        assert "calendars.client.holidays: " in errors[0]
        assert f"'{region}'" in errors[0] or region in SPELLED_OUT, errors
        return "refused"
    (status,) = assess_portfolio(portfolio, TODAY)
    assert status.dated
    country, _, part = region.partition("-")
    years = range(TODAY.year, END.year + 2)
    off = holidays.country_holidays(country, subdiv=part or None, years=years)
    for live in status.dated.stages.values():
        for day in (live.start, live.due):
            assert day not in off
            assert day.weekday() < 5
    assert status.dated.ledger.finish.year >= END.year - 1
    return "loaded"


def test_every_country_loads_or_is_refused_by_name() -> None:
    found = Counter(map(outcome, KNOWN))
    assert found["loaded"] > 200, found


@pytest.mark.sweep
def test_every_part_of_a_country_loads_or_is_refused_by_name() -> None:
    parts = [f"{country}-{part}" for country, parts in KNOWN.items() for part in parts]
    found = Counter(map(outcome, parts))
    print(f"\n{found}")
    assert found["refused"] == len(SPELLED_OUT), found
    assert {part for part in parts if " " in part} == SPELLED_OUT
