"""Houses of any size for the measures: projects of ten stages and 400 words each, all different.

make_many(folder, 1000)  ->  a house with 1,000 projects in every state, at each call the same one
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

from house import STUDIO, make_house

TODAY = date(2026, 3, 11)
"""The day of the house: `example_day` in STUDIO."""

_TERMS = """\
terms:
  reply: 1
  revisions: 2
  restart_within: 15
  late:
    client:
      - {after: 3, do: approve}
      - {after: 5, do: lose-slot}
      - {after: 10, do: fee, amount: 10%}
      - {after: 60, do: may-close}
    provider:
      - {after: 2, do: credit, amount: 1%, per: day, cap: 20%}
      - {after: 20, do: may-leave}
"""
_STAGES = (
    ("brief", "provider", 5),
    ("texts", "client", 5),
    ("design", "provider", 8),
    ("design-ok", "client", 3),
    ("build", "provider", 10),
    ("review", "client", 4),
    ("mend", "provider", 3),
    ("review-ok", "client", 2),
    ("training", "provider", 1),
)
# fmt: off
_SYLLABLES = (
    "al", "ba", "cor", "den", "el", "fir", "gas", "hol", "in", "jar", "kel", "lun", "mar", "nor",
    "os", "pel", "qui", "ras", "sol", "tam", "ur", "ven", "wes", "xil", "yor",
)
# fmt: on


def make_many(root: Path, projects: int) -> Path:
    """Write a house with so many projects; its capacity grows with them, as far as it may."""
    house = make_house(root)
    studio = f"{STUDIO}capacity: {min(max(projects // 2, 1), 100)}\n{_TERMS}"
    (house / "projects" / "_studio.yml").write_text(studio, encoding="utf-8")
    for number in range(projects):
        path = house / "projects" / f"p{number:05}.yml"
        path.write_text(_project(Random(number)), encoding="utf-8")
    return house


def _project(random: Random) -> str:
    start = TODAY - timedelta(days=random.randrange(0, 90))
    words = "".join(f"  {_prose(random, 40)}\n\n" for _ in range(10))
    done = _done(random, start)
    stages = "".join(
        f"  - id: {name}\n    title: {_title(random)}\n    owner: {owner}\n    days: {days}\n"
        f"    gives: [{_title(random)}]\n"
        + ("    approves: design\n" if name == "design-ok" else "")
        + (f"    done: {done[name]}\n" if name in done else "")
        for name, owner, days in _STAGES
    )
    return (
        f"title: {_title(random)}\n"
        f"client: {{name: {_title(random)}, email: hello@client.example}}\n"
        f"price: {random.randrange(1000, 20000)} EUR\n"
        f"signed: {{date: {start - timedelta(days=9)}, by: {_title(random)}}}\n"
        f"deposit: {{amount: 30%, paid: {start - timedelta(days=5)}}}\n"
        f"start: {start}\n"
        f"stages:\n{stages}"
        "  - {id: balance, title: Final payment, owner: client, pay: 70%}\n"
        f"log:\n  - {{date: {start}, text: {_title(random)}}}\n"
        f"words: |\n{words}"
    )


def _done(random: Random, start: date) -> dict[str, date]:
    """Hand-overs up to the house's day, some of them late."""
    found: dict[str, date] = {}
    day = start
    for name, _, days in _STAGES:
        day += timedelta(days=days * 7 // 5 + random.choice((0, 0, 0, 1, 4, 9)))
        if day > TODAY:
            break
        found[name] = day
    return found


def _title(random: Random) -> str:
    return _prose(random, random.randrange(2, 5)).capitalize()


def _prose(random: Random, words: int) -> str:
    return " ".join("".join(random.choices(_SYLLABLES, k=2)) for _ in range(words))
