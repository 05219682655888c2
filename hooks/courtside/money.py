"""What is owed: price, agreed changes, fees and credits, and what was paid (rule 8).

price 8400.00, fees 840.00, deposit of 30% paid  ->  total 9240.00, paid 2520.00, balance 6720.00
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .project import Project, to_cents
from .terms import Consequence, taken_money


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """The account of a project in the house's currency, in cents."""

    price: Decimal
    changes: Decimal
    fees: Decimal
    credits: Decimal
    paid: Decimal

    @property
    def total(self) -> Decimal:
        """What the project costs as things stand."""
        return self.price + self.changes + self.fees - self.credits

    @property
    def balance(self) -> Decimal:
        """What is still to be paid; negative if too much was."""
        return self.total - self.paid


@dataclass(frozen=True, kw_only=True, slots=True)
class Payments:
    """What the deposit and each `pay` stage come to, in cents."""

    deposit: Decimal
    stages: dict[str, Decimal]
    complete: bool
    """Whether they add up to the price."""


def payments(project: Project) -> Payments:
    """The payments agreed. Where they add up to the price, the last takes what rounding left."""
    price = project.price.value
    exact = {stage.id: stage.pay.of(price) for stage in project.stages if stage.pay}
    deposit = project.deposit.amount.of(price) if project.deposit else Decimal(0)
    rounded = {name: to_cents(amount) for name, amount in exact.items()}
    complete = deposit + sum(exact.values()) == price
    if complete and rounded:
        last = next(reversed(rounded))
        rounded[last] += to_cents(price) - to_cents(deposit) - sum(rounded.values())
    return Payments(deposit=to_cents(deposit), stages=rounded, complete=complete)


def money(project: Project, found: Sequence[Consequence]) -> Money:
    """The account as it stands. `project` as seen from the day of the view."""
    due = payments(project)
    paid = [payment.amount.value for payment in project.payments]
    return Money(
        price=to_cents(project.price.value),
        changes=sum(
            (to_cents(change.price.value) for change in project.changes if change.agreed),
            Decimal("0.00"),
        ),
        fees=taken_money(found, "fee"),
        credits=taken_money(found, "credit"),
        paid=sum(paid, Decimal("0.00")),
    )
