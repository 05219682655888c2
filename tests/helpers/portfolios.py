"""A small studio for tests that need one and do not care which."""

from __future__ import annotations

from typing import Any

from courtside.engine.assess import Portfolio
from courtside.source.load import load_portfolio

STUDIO = b"""\
name: Norte Studio
email: hola@norte.example
timezone: Europe/Madrid
currency: EUR
format: 2
calendar: {holidays: ES-MD}
"""

PROJECT = """\
title: {title}
client: {{name: Aurora Coffee Roasters, contact: Luc\u00eda Prieto, email: lucia@aurora.example}}
language: {language}
price: 8400 EUR
signed: {{date: 2026-02-20, by: Luc\u00eda Prieto}}
deposit: {{amount: 30%}}
payments: [{{date: 2026-02-24, for: deposit, amount: 2520 EUR}}]
start: 2026-03-02
stages:
  - {{id: brief, title: Discovery and brief, owner: provider, days: 5, done: 2026-03-06}}
  - {{id: copy, title: Texts and photos, owner: client, days: 5}}
  - {{id: design, title: Design, owner: provider, days: 8}}
  - {{id: balance, title: Final payment, owner: client, pay: 70%}}
"""


def files(**fields: Any) -> dict[str, bytes]:
    """Return the files of a studio with one project, aurora."""
    text = PROJECT.format(**{"title": "New website", "language": "en"} | fields)
    return {"_studio.yml": STUDIO, "aurora.yml": text.encode()}


def portfolio(**fields: Any) -> Portfolio:
    """Return the same, read."""
    read, problems = load_portfolio(files(**fields))
    assert read is not None, [str(problem) for problem in problems]
    return read
