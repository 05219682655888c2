"""Agreements for tests: the fullest that one page has to hold, and others of any size."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from courtside.engine.assess import assess_portfolio
from courtside.model.values import Language
from courtside.source.load import load_portfolio
from courtside.views import agreement_pdf
from courtside.views.context import ViewContext

TODAY = date(2026, 3, 3)

STUDIO = """\
name: Estudio Norte y Compañía
email: hola@norte.example
details: |
  Calle Mayor 1, 28013 Madrid
  NIF B12345678
timezone: Europe/Madrid
currency: EUR
format: 2
tax: [{note: excl. VAT}]
calendar: {week: mon-fri, holidays: ES-MD,
  closed: [2026-08-03..2026-08-21, 2026-12-24..2027-01-02, 2026-05-15]}
terms:
  reply: 1
  net: 10
  cap: 25%
  revisions: 2
  restart_within: 15
  late:
    client:
      - {after: 1, do: remind, text: A friendly message to both of us}
      - {after: 3, do: approve}
      - {after: 5, do: lose-slot}
      - {after: 10, do: fee, amount: 2%, per: week, cap: 10%}
      - {after: 60, do: may-close}
    provider:
      - {after: 1, do: remind, text: A friendly message to both of us}
      - {after: 2, do: credit, amount: 1%, per: day, cap: 20%}
      - {after: 20, do: may-leave}
"""
"""All steps on both sides, and a calendar with all that it can have."""

SHORT = """\
name: Estudio Norte
email: hola@norte.example
timezone: Europe/Madrid
currency: EUR
format: 2
terms: {reply: 1}
"""
"""A studio with hardly a rule: its agreements are set in a third of the time."""

STAGES = (
    ("Discovery, interviews and a written brief", "A creative brief of two pages"),
    ("Texts, photographs and price lists for all", "Final texts for six pages"),
    ("Structure of the pages and first sketches", "Sketches of all pages"),
    ("Approval of the structure and the sketches", "A written approval"),
)
"""Titles of some forty letters, and what is handed over."""

WORDS = (
    "A website of **six pages** and a small shop for up to thirty coffees, in English. You can "
    "change every text, price and photo yourself, without us. It works on a phone as well as on a "
    "desk, and for people who cannot see it. The photos of the shoot are yours, for the web and "
    "for print. Writing your texts and translations is not included."
)
"""Some sixty words."""


SHARES = ((), ("70%",), ("35%", "35%"), ("20%", "20%", "30%"), ("17.5%",) * 4)
"""What so many payments ask, beside a deposit of 30%."""


def project(stages: int = 14, *, dated: bool = True, **fields: Any) -> dict[str, Any]:
    """Return the fullest project file: with changes since, and a payment at every fourth stage."""
    listed: list[dict[str, Any]] = []
    pays = [number for number in (5, 9, 11, 13) if number < stages]
    for number in range(stages):
        title, gives = STAGES[number % 4]
        owner = ("provider", "client")[number % 2]
        stage = {"id": f"s{number}", "title": title, "owner": owner, "days": 5, "gives": [gives]}
        if number % 4 == 3 and number not in pays:
            stage["approves"] = f"s{number - 1}"
        listed.append(stage)
    for number in pays:
        listed[number]["pay"] = "17.5%"
    if pays:  # together they are the price
        listed[pays[-1]]["pay"] = f"{70 - 17.5 * (len(pays) - 1)}%"
    full = {
        "title": "A new website with a shop",
        "client": {
            "name": "Aurora Coffee Roasters Limited",
            "email": "lucia@aurora.example",
            "details": "12 Harbour Street\nBristol BS1 4AA",
        },
        "price": "18400 EUR",
        "deposit": "30%",
        "calendars": {
            "client": {"holidays": "PT", "closed": ["2026-07-13..2026-07-24", "2026-12-21"]}
        },
        "stages": listed,
        "words": WORDS,
    }
    if dated:
        change = {"date": "2026-02-25", "stage": "s0", "agreed": "2026-02-26"}
        full |= {
            "signed": {"date": "2026-02-20", "by": "Lucía Prieto"},
            "payments": [{"date": "2026-02-24", "for": "deposit", "amount": "5520 EUR"}],
            "start": "2026-03-02",
            "changes": [
                change | {"title": "A seventh page for the festival", "days": 2, "price": "600"},
                change | {"title": "Captions in Portuguese", "days": 1, "price": "250"},
            ],
        }
    return full | fields


def context_of(
    of: dict[str, Any], language: Language = "en", studio: str = STUDIO, today: date = TODAY
) -> ViewContext:
    """Return what its sheet needs."""
    text = json.dumps(of | {"language": language}, ensure_ascii=False)
    files = {"_studio.yml": studio, "aurora.yml": text}
    portfolio, problems = load_portfolio(
        {name: content.encode() for name, content in files.items()}
    )
    assert portfolio, [str(problem) for problem in problems]
    (status,) = assess_portfolio(portfolio, today)
    return agreement_pdf.context_for(portfolio.studio, status, today)
