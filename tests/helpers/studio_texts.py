"""One studio and one project as text, right in everything, to be spoilt or extended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import yaml

from courtside.engine.as_of import Clock
from courtside.engine.assess import Portfolio
from courtside.source.load import load_portfolio
from courtside.source.problems import Problem

NAMED = """\
name: Norte Studio
email: hola@norte.example
timezone: Europe/Madrid
currency: EUR
"""
"""The fields that every studio has; without `format`, it is the first one."""


def studio_text(*fields: str) -> str:
    """Norte Studio with these fields more, in the newest format."""
    return "".join((NAMED, "format: 2\n", *(field.strip("\n") + "\n" for field in fields)))


STUDIO = f"""\
{NAMED}calendar: {{week: mon-fri, holidays: ES-MD}}
terms:
  reply: 1
  late:
    client:
      - {{after: 3, do: approve}}
      - {{after: 5, do: lose-slot}}
      - {{after: 10, do: fee, amount: 10%}}
      - {{after: 60, do: may-close}}
    provider:
      - {{after: 2, do: credit, amount: 1%, per: day, cap: 20%}}
      - {{after: 20, do: may-leave}}
  restart_within: 15
  cap: 20%
format: 2
"""

PROJECT = """\
title: New website
client: {name: Aurora, email: lucia@aurora.example}
price: 8400 EUR
quoted: {date: 2026-02-10, until: 2026-03-10}
deposit: {amount: 30%}
signed: {date: 2026-02-20, by: Ann}
start: 2026-03-02
stages:
  - {id: brief, title: Brief, owner: provider, days: 5, done: 2026-03-06}
  - {id: copy, title: Texts, owner: client, days: 5, done: 2026-03-13}
  - {id: design, title: Design, owner: provider, days: 8}
  - {id: design-ok, title: Approval, owner: client, days: 3, approves: design}
  - {id: balance, title: Payment, owner: client, pay: 70%}
payments: [{date: 2026-02-24, for: deposit, amount: 2520 EUR}]
allow: [no-calendars]
"""


def spoilt(text: str, *changes: tuple[str, str]) -> str:
    """The text with each `(old, new)` put in once; `("", new)` is added at the end."""
    for old, new in changes:
        assert not old or old in text, old
        text = text.replace(old, new, 1) if old else text + new
    return text


def portfolio_of(studio: str = STUDIO, **projects: str | Mapping[str, Any]) -> Portfolio:
    """The portfolio of these projects: id -> the text of a file, or its data."""
    texts = {
        name: text if isinstance(text, str) else yaml.safe_dump(text, allow_unicode=True)
        for name, text in projects.items()
    }
    files = {f"{name.replace('_', '-')}.yml": text.encode() for name, text in texts.items()}
    read, problems = load_portfolio({"_studio.yml": studio.encode(), **files})
    assert read is not None, [str(problem) for problem in problems]
    return read


def problems_of(
    files: dict[str, str], *, now: datetime | None = None, **options: object
) -> tuple[Problem, ...]:
    """The problems of a studio, as on the day of `now`, or of a view if there is none."""
    clock = None if now is None else Clock(now=now)
    portfolio, problems = load_portfolio(
        {name: text.encode() for name, text in files.items()}, clock=clock, **options
    )  # type: ignore[arg-type]
    assert (portfolio is None) == any(problem.severity == "error" for problem in problems)
    return problems


def said(
    *, project: str = PROJECT, studio: str = STUDIO, severity: str = "error", **options: object
) -> list[str]:
    """The problems of a studio with one project, without the folder."""
    files = {"_studio.yml": studio, "p.yml": project}
    return [
        str(problem).removeprefix("projects/")
        for problem in problems_of(files, **options)
        if problem.severity == severity
    ]


ASSIGNED = spoilt(
    PROJECT,
    ("days: 5, done: 2026-03-06", "days: 5, start: 2026-03-02, due: 2026-03-06"),
    ("days: 5, done: 2026-03-13", "days: 5, start: 2026-03-09, due: 2026-03-13"),
    ("days: 8", "days: 8, start: 2026-03-16, due: 2026-03-25"),
    ("approves: design", "approves: design, start: 2026-03-26, due: 2026-03-30"),
    ("pay: 70%", "pay: 70%, start: 2026-03-30, due: 2026-03-30"),
)
"""The project, with dates assigned to its stages."""
