"""What each instalment is, with tax, and what it asks of a balance (rule 8).

30 % of 1000 with 6 % tax  ->  318.00; with two parts of 200 and 118 it asks for nothing
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from courtside.engine.course import Course
from courtside.engine.workdays import DAY
from courtside.model.currencies import to_smallest_unit
from courtside.model.project import Project
from courtside.model.studio import Tax

DEPOSIT, BALANCE = "deposit", "balance"
"""Instalments beside the `pay` stages."""


def taxes_on(
    amount: Decimal, taxes: Iterable[Tax], currency: str
) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Yield the name, the rate and the rounded amount of each tax on a net amount."""
    net = to_smallest_unit(amount, currency)
    for tax in taxes:
        if tax.rate is not None:
            yield tax.name or "", tax.rate, to_smallest_unit(net * tax.rate / 100, currency)


def gross(amount: Decimal, taxes: Iterable[Tax], currency: str) -> Decimal:
    """Return a net amount with tax; the amount and each tax on it are rounded."""
    rounded = (tax for _, _, tax in taxes_on(amount, taxes, currency))
    return sum(rounded, to_smallest_unit(amount, currency))


def instalments(project: Project) -> dict[str, Decimal]:
    """Return the exact net share of the deposit and of each `pay` stage, in order."""
    price = project.price.value
    deposit = {DEPOSIT: project.deposit.amount.of(price)} if project.deposit else {}
    return deposit | {stage.id: stage.pay.of(price) for stage in project.stages if stage.pay}


def last_payment(project: Project) -> str | None:
    """Return the id of the last `pay` stage, which asks for the balance; None if there is none."""
    return next((stage.id for stage in reversed(project.stages) if stage.pay), None)


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


def agreed_payments(
    project: Project, currency: str, taxes: Sequence[Tax] = ()
) -> dict[str, Decimal]:
    """Return the amounts of the deposit and of each `pay` stage as agreed, with these taxes."""
    exact, price = instalments(project), project.price.value
    return with_tax(exact, price=price, taxes=taxes, currency=currency)


def share_balance(
    project: Project, balance: Decimal, taxes: Sequence[Tax], currency: str
) -> dict[str, Decimal]:
    """Return what each unsettled instalment still asks of a balance.

    Each asks its share, less the parts that came; the last `pay` stage asks the balance, less what
    those before it still ask. None asks less than 0, or more than what is left of the balance.
    """
    last = last_payment(project)
    left = max(balance, to_smallest_unit(Decimal(0), currency))
    asked: dict[str, Decimal] = {}
    for name, share in instalments(project).items():
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


def asked_on(course: Course, day: date, taken: Decimal, paid_before: date) -> dict[str, Decimal]:
    """Return what each instalment asked on a day, gross, with the payments before a day (rule 5).

    `taken` are the fees, less the credits, that were in effect then. Instalments that were settled
    before are left out.
    """
    known, unit = course.project, partial(to_smallest_unit, currency=course.currency)
    before = min(paid_before, course.as_of + DAY)
    payments = tuple(payment for payment in known.payments if payment.date < before)
    changes = (unit(c.price.value) for c in known.changes if c.agreed and c.agreed <= day)
    total = sum(changes, unit(known.price.value)) + taken
    paid = sum((p.amount.value for p in payments), Decimal(0))
    balance = gross(total, course.taxes, course.currency) - paid
    project = known.model_copy(update={"payments": payments})
    return share_balance(project, balance, course.taxes, course.currency)
