"""What is outstanding: what a client owes now, and what comes later.

    price 8400, deposit paid, the final payment's turn has come  ->  now 5880.00, later 0.00

**Now** is a deposit that was agreed and has not come, and each payment whose turn it is; where no
payment comes after those, and when all is done, the whole balance, with what changes, fees and
credits made of it. **Later** is the rest of the balance, as things stand. A proposal owes nothing
yet; its price is what is **offered**.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from courtside.engine.assess import Status
from courtside.engine.money import compute_money, payments
from courtside.model.values import to_cents

_NOTHING = Decimal("0.00")


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """Of one project or of all, in cents."""

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
    """What is outstanding in a project that is not closed."""
    project = status.project
    if status.phase in ("proposal", "lapsed"):
        offered = to_cents(project.price.value) if status.phase == "proposal" else _NOTHING
        return Owed(offered=offered)
    account = status.dated.money if status.dated else compute_money(project, ())
    if account.balance <= 0:
        return Owed(back=-account.balance)
    now = min(_asked_for(status, account.balance), account.balance)
    return Owed(now=now, later=account.balance - now)


def _asked_for(status: Status, balance: Decimal) -> Decimal:
    due, project = payments(status.project), status.project
    if status.dated is None:
        unpaid = project.deposit is not None and project.deposit.paid is None
        return due.deposit if unpaid else _NOTHING
    waiting = [one for one in status.dated.stages.values() if one.stage.pay and not one.stage.done]
    turn = [one for one in waiting if one.open]
    if status.phase == "complete" or (turn and len(turn) == len(waiting)):
        return balance
    return sum((due.stages[one.stage.id] for one in turn), _NOTHING)


def total(each: Iterable[Owed]) -> Owed:
    """All of them together."""
    return sum(each, Owed())
