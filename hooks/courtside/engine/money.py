"""What is owed: the total with tax, what each instalment asks, what came, what is due now (rule 8).

    price 8400, fee 840, 21 % tax, a deposit of 30 % came as 3049.20, the work is handed over
    ->  total 9240.00, gross 11180.40, balance 8131.20: all of it is what the last payment asks

Amounts in the files are net, payments are gross. Rounding is half away from zero to the currency's
smallest unit and costs nobody anything: the last payment asks for the balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from courtside.engine.course import Course
from courtside.engine.schedule import LiveStage
from courtside.model.currencies import to_smallest_unit
from courtside.model.project import Project
from courtside.model.studio import Studio, Tax
from courtside.model.values import StepKind

if TYPE_CHECKING:  # they ask what a payment asked for
    from courtside.engine.consequences import Consequence

DEPOSIT, BALANCE = "deposit", "balance"
"""Instalments beside the `pay` stages."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Payments:
    """The agreed amounts of the deposit and of each `pay` stage: net, before changes and taxes."""

    deposit: Decimal
    stages: dict[str, Decimal]
    complete: bool
    """Whether they add up to the price."""


def gross(amount: Decimal, taxes: Iterable[Tax], currency: str) -> Decimal:
    """Return a net amount with tax; the amount and each tax on it are rounded."""
    net = to_smallest_unit(amount, currency)
    rates = (tax.rate for tax in taxes if tax.rate is not None)
    return sum((to_smallest_unit(net * rate / 100, currency) for rate in rates), net)


def instalments(project: Project) -> dict[str, Decimal]:
    """Return the exact net share of the deposit and of each `pay` stage, in order."""
    price = project.price.value
    deposit = {DEPOSIT: project.deposit.amount.of(price)} if project.deposit else {}
    return deposit | {stage.id: stage.pay.of(price) for stage in project.stages if stage.pay}


def with_tax(
    exact: Mapping[str, Decimal], *, price: Decimal, taxes: Sequence[Tax], currency: str
) -> dict[str, Decimal]:
    """Return the gross amounts of exact shares of a price.

    If they add up to the price, the last one takes what rounding left.
    """
    asked = {name: gross(amount, taxes, currency) for name, amount in exact.items()}
    if asked and sum(exact.values()) == price:
        asked[next(reversed(asked))] += gross(price, taxes, currency) - sum(asked.values())
    return asked


def payments(project: Project, currency: str) -> Payments:
    """Return the payments as agreed.

    If they add up to the price, the last one takes what rounding left.
    """
    price = project.price.value
    exact = {stage.id: stage.pay.of(price) for stage in project.stages if stage.pay}
    deposit = project.deposit.amount.of(price) if project.deposit else Decimal(0)
    rounded = {name: to_smallest_unit(amount, currency) for name, amount in exact.items()}
    agreed = to_smallest_unit(deposit, currency)
    complete = deposit + sum(exact.values()) == price
    if complete and rounded:
        last = next(reversed(rounded))
        rounded[last] += to_smallest_unit(price, currency) - agreed - sum(rounded.values())
    return Payments(deposit=agreed, stages=rounded, complete=complete)


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


def taken_money(found: Iterable[Consequence], do: StepKind) -> Decimal:
    """Return the net sum of the fees, or of the credits, in effect."""
    return sum(
        (c.amount for c in found if c.do == do and c.state == "in effect" and c.amount is not None),
        Decimal(0),
    )


def asked_on(course: Course, day: date, taken: Decimal) -> dict[str, Decimal]:
    """Return what each instalment asked on a day before anything came on it, gross (rule 5).

    `taken` are the fees, less the credits, that were in effect then. Instalments that were settled
    before are left out.
    """
    known, unit = course.project, partial(to_smallest_unit, currency=course.currency)
    payments = tuple(p for p in known.payments if p.date < day and p.date <= course.as_of)
    changes = (unit(c.price.value) for c in known.changes if c.agreed and c.agreed <= day)
    total = sum(changes, unit(known.price.value)) + taken
    paid = sum((p.amount.value for p in payments), Decimal(0))
    balance = gross(total, course.taxes, course.currency) - paid
    project = known.model_copy(update={"payments": payments})
    return _still_asked(project, balance, course.taxes, course.currency)


def still_asked(project: Project, studio: Studio, account: Money) -> dict[str, Decimal]:
    """Return what each unsettled instalment still asks, gross, in order (rule 8)."""
    return _still_asked(project, account.balance, project.taxes(studio), studio.currency)


def _still_asked(
    project: Project, balance: Decimal, taxes: Sequence[Tax], currency: str
) -> dict[str, Decimal]:
    """What each unsettled instalment still asks of a balance.

    Each asks its share, less the parts that came; the last `pay` stage asks the balance, less what
    those before it still ask. None asks less than 0, or more than what is left of the balance.
    """
    shares = instalments(project)
    last = next((name for name in reversed(shares) if name != DEPOSIT), None)
    left = max(balance, to_smallest_unit(Decimal(0), currency))
    asked: dict[str, Decimal] = {}
    for name, share in shares.items():
        if project.settled(name) is not None:
            continue
        if name == last:
            asked[name] = left
            continue
        parts = sum((p.amount.value for p in project.payments if p.instalment == name), Decimal(0))
        due = gross(share, taxes, currency) - parts
        asked[name] = min(max(due, left * 0), left)
        left -= asked[name]
    return asked


def due_now(
    project: Project, studio: Studio, account: Money, stages: Mapping[str, LiveStage]
) -> tuple[Due, ...]:
    """Return the amounts to be paid now, the same for page, e-mail, desk and JSON (rule 8).

    They are the deposit once signed; each open payment stage with what it still asks; and the
    balance, once everything is finished or the project has ended. `project` is as of the day of the
    view, `stages` are its live stages: none before its start counts.
    """
    return tuple(due for due in _due(project, studio, account, stages) if due.amount)


def _due(
    project: Project, studio: Studio, account: Money, stages: Mapping[str, LiveStage]
) -> Iterator[Due]:
    if project.ended or (stages and all(live.finished for live in stages.values())):
        yield Due(instalment=BALANCE, amount=account.balance)
        return
    if not project.signed:
        return
    for name, amount in still_asked(project, studio, account).items():
        is_open = stages[name].open if name in stages else name == DEPOSIT and project.deposit
        if is_open:
            yield Due(instalment=name, amount=amount)
