"""What is owed: the total with tax, what each instalment asks, what came, what is due now (rule 8).

    price 8400, fee 840, 21 % tax, a deposit of 30 % came as 3049.20, the work is handed over
    ->  total 9240.00, gross 11180.40, balance 8131.20: all of it is what the last payment asks

Amounts in the files are net, payments are gross. Rounding is half away from zero to the currency's
smallest unit and costs nobody anything: the last payment asks for the balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from courtside.engine.consequences import Consequence, taken_money
from courtside.engine.schedule import LiveStage
from courtside.engine.shares import BALANCE, DEPOSIT, gross, share_balance
from courtside.model.currencies import to_smallest_unit
from courtside.model.project import Project
from courtside.model.studio import Studio


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """The account of a project, in the studio's currency, rounded to its smallest unit."""

    price: Decimal
    changes: Decimal
    fees: Decimal
    credits: Decimal
    total: Decimal
    """Net: the price of the project now, or the amount agreed when it ended."""
    gross: Decimal
    """The total with tax."""
    paid: Decimal
    """The sum of all payments, less what was paid back."""

    @property
    def tax(self) -> Decimal:
        """The sum of all taxes on the total."""
        return self.gross - self.total

    @property
    def balance(self) -> Decimal:
        """The amount still to be paid, with tax; negative if too much was paid."""
        return self.gross - self.paid


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """An amount that is due now."""

    instalment: str
    """`deposit`, the id of a `pay` stage, or `balance`."""
    amount: Decimal
    """Gross; a negative balance is to be paid back."""


def compute_money(project: Project, studio: Studio, found: Iterable[Consequence]) -> Money:
    """Return the account of a project; `project` is as of the day of the view (rule 8)."""

    def unit(amount: Decimal) -> Decimal:
        return to_smallest_unit(amount, studio.currency)

    found = tuple(found)
    price = unit(project.price.value)
    changes = sum((unit(c.price.value) for c in project.changes if c.agreed), unit(Decimal(0)))
    fees, credit = unit(taken_money(found, "fee")), unit(taken_money(found, "credit"))
    total = price + changes + fees - credit
    if project.ended:
        total = unit(project.ended.total.value)
    return Money(
        price=price,
        changes=changes,
        fees=fees,
        credits=credit,
        total=total,
        gross=gross(total, project.taxes(studio), studio.currency),
        paid=unit(sum((p.amount.value for p in project.payments), Decimal(0))),
    )


def still_asked(project: Project, studio: Studio, account: Money) -> dict[str, Decimal]:
    """Return what each unsettled instalment still asks, gross, in order (rule 8)."""
    return share_balance(project, account.balance, project.taxes(studio), studio.currency)


def due_now(
    project: Project, account: Money, asked: Mapping[str, Decimal], stages: Mapping[str, LiveStage]
) -> tuple[Due, ...]:
    """Return the amounts to be paid now, the same for page, e-mail, desk and JSON (rule 8).

    They are the deposit once signed; each open payment stage with what it still asks; and the
    balance, once everything is finished or the project has ended. `project` is as of the day of the
    view, `asked` is what each instalment still asks, `stages` are its live stages: none before its
    start counts.
    """
    return tuple(due for due in _due(project, account, asked, stages) if due.amount)


def _due(
    project: Project, account: Money, asked: Mapping[str, Decimal], stages: Mapping[str, LiveStage]
) -> Iterator[Due]:
    if project.ended or (stages and all(live.finished for live in stages.values())):
        yield Due(instalment=BALANCE, amount=account.balance)
        return
    if not project.signed:
        return
    for name, amount in asked.items():
        is_open = stages[name].open if name in stages else name == DEPOSIT and project.deposit
        if is_open:
            yield Due(instalment=name, amount=amount)
