"""What is outstanding: what a client owes now, what comes later, and what is owed back.

    price 8400, deposit paid, the final payment's turn has come  ->  now 5880.00, later 0.00

**Now** is what `Status.due` says, the same as on page, in mail and in JSON. **Later** is the rest
of the balance. A proposal owes nothing yet; its total is **offered**. All
amounts are gross.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal

from courtside.engine.assess import Status

_NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """Money that is outstanding, in one project or in all, gross."""

    now: Decimal = _NOTHING
    later: Decimal = _NOTHING
    back: Decimal = _NOTHING
    """The amount that the provider owes, if more was paid than the project comes to."""
    offered: Decimal = _NOTHING
    part: Decimal = _NOTHING
    """The parts that came for what is asked now; `now` is less by them already."""

    def __add__(self, other: Owed) -> Owed:
        names = (field.name for field in fields(self))
        return Owed(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def settled(self) -> bool:
        """Whether neither side owes the other anything."""
        return not (self.now or self.later or self.back)


def list_receivables(status: Status) -> Owed:
    """Return what is outstanding in a project, also in one that ended or was closed."""
    nothing = status.money.balance * 0  # with the digits of the currency
    empty = Owed(now=nothing, later=nothing, back=nothing, offered=nothing, part=nothing)
    if status.project.signed is None:
        return empty + Owed(offered=status.money.gross if status.phase == "proposal" else nothing)
    balance = status.money.balance
    if balance <= 0:
        return empty + Owed(back=-balance)
    now = sum((due.amount for due in status.due), nothing)
    part = sum((_parts_of(status, due.instalment, nothing) for due in status.due), nothing)
    return empty + Owed(now=now, later=balance - now, part=part)


def _parts_of(status: Status, instalment: str, nothing: Decimal) -> Decimal:
    """The parts that came for an instalment since it was last settled, less what bounced of
    them."""
    came = nothing
    for payment in sorted(status.project.payments, key=lambda payment: payment.date):
        if payment.instalment == instalment:
            is_part = payment.part or payment.amount.value < 0
            came = max(came + payment.amount.value, nothing) if is_part else nothing
    return came


def total(several: Iterable[Owed]) -> Owed:
    """Return the sum of what is outstanding in several projects."""
    return sum(several, Owed())
