"""Projects to be drawn: the examples that ship, and the ends of what a timeline has to bear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import yaml

from courtside.engine.assess import Portfolio
from courtside.engine.portals import ClientPage, client_pages
from courtside.source.load import load_portfolio

STUDIO = (
    b"name: Norte\nemail: hola@norte.example\ntimezone: Europe/Madrid\ncurrency: EUR\nformat: 2\n"
)
PROJECTS = Path(__file__).parents[2] / "projects"
EXAMPLE_DAY = date(2026, 6, 22)


def examples() -> Portfolio:
    """The projects that ship."""
    kinds = {".yml", ".md"}
    found = {path.name: path for path in PROJECTS.iterdir() if path.suffix in kinds}
    portfolio, problems = load_portfolio(
        {name: path.read_bytes() for name, path in found.items() if name != "index.md"}
    )
    assert portfolio, [str(problem) for problem in problems]
    return portfolio


def trial(stages: Sequence[dict[str, object]], today: str, **fields: object) -> ClientPage:
    """The portal of a project that starts on 2 March 2026."""
    project = {
        "title": "Trial",
        "client": {"name": "C", "email": "c@c.example"},
        "price": "1000 EUR",
        "signed": {"date": "2026-02-20", "by": "C"},
        "start": "2026-03-02",
        "stages": list(stages),
    } | fields
    project = {name: value for name, value in project.items() if value is not None}
    portfolio, problems = load_portfolio(
        {"_studio.yml": STUDIO, "trial.yml": yaml.safe_dump(project).encode()}
    )
    assert portfolio, [str(problem) for problem in problems]
    (portal,) = client_pages(portfolio, date.fromisoformat(today))
    return portal


def stage(number: int, days: int, **fields: object) -> dict[str, object]:
    owner = ("provider", "client")[number % 2]
    title = ("Brief", "Approval of the final design of the home page", "Launch")[number % 3]
    return {"id": f"s{number}", "title": title, "owner": owner, "days": days} | fields


EXTREMES = {
    "one day": [stage(0, 1)],
    "three days": [stage(n, 1) for n in range(3)],
    "two years": [stage(n, 100) for n in range(5)],
    "seven years": [stage(n, 455) for n in range(4)],
    "eight years": [stage(n, 520) for n in range(4)],
    "forty years": [stage(n, 500) for n in range(20)],
    "thirty stages": [stage(n, 3) for n in range(30)],
    "thirty stages of one day in two years": [
        *(stage(n, 1) for n in range(29)),
        stage(29, 480),
    ],
    "milestones": [stage(n, n % 4 == 0) | {"days": int(n % 4 == 0)} for n in range(12)],
    "all at once": [stage(n, 5 + n, after=[]) for n in range(8)],
    "one side": [stage(2 * n, 4) for n in range(6)],
    "a word that is too long": [stage(0, 2), stage(1, 2, title="W" * 300)],
}
