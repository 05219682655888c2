"""What is outstanding: what a client owes now, and what comes later.

    price 8400, deposit paid, the final payment's turn has come  ->  now 5880.00, later 0.00

**Now** is what `money.due_now` says, the same as on page, in mail and in JSON. **Later** is the
rest of the balance, as things stand. A proposal owes nothing yet; what it comes to is **offered**.
All amounts are gross.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from courtside.engine.assess import Status

_NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """Of one project or of all, in the smallest unit of the currency."""

    now: Decimal = _NOTHING
    later: Decimal = _NOTHING
    back: Decimal = _NOTHING
    """What the provider owes, where more was paid than it came to."""
    offered: Decimal = _NOTHING

    def __add__(self, other: Owed) -> Owed:
        return Owed(
            now=self.now + other.now,
            later=self.later + other.later,
            back=self.back + other.back,
            offered=self.offered + other.offered,
        )


def list_receivables(status: Status) -> Owed:
    """Return what is outstanding in a project, also in one that ended."""
    nothing = status.money.balance * 0  # with the digits of the currency
    empty = Owed(now=nothing, later=nothing, back=nothing, offered=nothing)
    if status.phase in ("draft", "proposal", "lapsed"):
        return empty + Owed(offered=status.money.gross if status.phase == "proposal" else nothing)
    balance = status.money.balance
    if balance <= 0:
        return empty + Owed(back=-balance)
    now = sum((each.amount for each in status.due), nothing)
    return empty + Owed(now=now, later=balance - now)


def total(each: Iterable[Owed]) -> Owed:
    """Return all of them together."""
    return sum(each, Owed())
