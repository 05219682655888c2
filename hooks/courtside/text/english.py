"""English phrases for the terminal: counts, dates and spans."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from courtside.engine.consequences import Consequence
from courtside.model.currencies import plain
from courtside.model.values import StepKind

_FOLLOWS: Mapping[StepKind, str] = {
    "lose-slot": "the slot is lost on {day}",
    "fee": "a fee of {amount} applies from {day}",
    "credit": "a credit of {amount} applies from {day}",
    "approve": "it counts as approved from {day}",
    "may-close": "you may end the project from {day}",
    "may-leave": "the client may end the project from {day}",
    "remind": "a reminder is due on {day}",
}


def span(first: date, last: date) -> str:
    """Return a range of days: `18 to 27 Mar 2026`."""
    if first == last:
        return short_day(first)
    head = f"{first.day}" if (first.year, first.month) == (last.year, last.month) else ""
    head = head or (f"{first.day} {first:%b}" if first.year == last.year else short_day(first))
    return f"{head} to {short_day(last)}"


def long_day(day: date) -> str:
    """Return a date: `17 March 2026`."""
    return f"{day.day} {day:%B %Y}"


def days(n: int) -> str:
    """Return a number of days: `1 day`, `2 days`."""
    return count(n, "day")


def follows(consequence: Consequence, currency: str, day: str) -> str:
    """Return the effect of a consequence: `a fee of 840.00 EUR applies from Mon 30 Mar`; `day` is
    its date, in words."""
    amount = "" if consequence.amount is None else plain(consequence.amount, currency)
    return _FOLLOWS[consequence.do].format(day=day, amount=amount)


def near(day: date, today: date) -> str:
    """Return a date near today, with the year if it is another: `Mon 30 Mar`."""
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%a} {day.day} {day:%b}{year}"


def short_day(day: date) -> str:
    """Return a date: `17 Mar 2026`."""
    return f"{day.day} {day:%b %Y}"


def at_best(day: str, moves: bool) -> str:
    """Return a date, and whether it is only the earliest possible."""
    return f"{day} at the earliest" if moves else day


def count(n: int, what: str) -> str:
    """Return a number of things: `1 problem`, `2 problems`."""
    return f"{n} {what}{'' if n == 1 else 's'}"
