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

READ = """() => [...document.querySelectorAll("svg.cs-drawing")].flatMap((svg) => {
  const paper = svg.getBoundingClientRect();
  if (!paper.width) return [];
  const scale = paper.width / svg.viewBox.baseVal.width;
  // A line of a text is an element of its own, but the first, which is a text inside of it.
  const lines = [...svg.querySelectorAll("text, tspan")].map((line) => line.firstChild);
  const texts = lines.map((line) => {
    const text = line.parentElement, range = document.createRange();
    text.style.strokeWidth = 0;  // Firefox counts the space that is kept free around letters
    range.selectNode(line);
    const box = range.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(text).fontSize) * scale;
    const middle = (box.top + box.bottom) / 2;  // a line box is higher than its letters
    return { words: line.data, size, left: box.left, right: box.right,
      top: middle - 0.42 * size, bottom: middle + 0.42 * size };
  });
  const touch = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const faults = texts
    .filter((t) => t.left < paper.left - 2 || t.right > paper.right + 2
      || t.top < paper.top - 1 || t.bottom > paper.bottom + 1)
    .map((t) => `${t.words} leaves the paper`);
  texts.forEach((a, at) => texts.slice(at + 1).forEach((b) => {
    if (touch(a, b)) faults.push(`${a.words} touches ${b.words}`);
  }));
  const least = Math.min(...texts.map((text) => text.size));
  const { name } = svg.closest(".cs-project").dataset;
  return [{ form: svg.classList[1], faults, least, project: name }];
})"""
"""The drawings that are seen: their form, the size of their smallest letters, and their faults."""
