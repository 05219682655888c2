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
from courtside.model.currencies import currency_digits, to_smallest_unit
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


class PastBalance:
    """What an instalment needed on a past day to ask for something (rule 5).

    It asks if the total with tax is more than `above`: all that had come, and what unsettled
    instalments before it ask first. So a day takes one comparison, not an account.
    """

    def __init__(self, course: Course) -> None:
        """Take the price, the changes and the payments of a course."""
        project, currency = course.project, course.currency
        self._project, self._taxes, self._currency = project, course.taxes, currency
        self._tomorrow = course.as_of + DAY
        self._last = last_payment(project)
        self._shares = {
            name: gross(share, course.taxes, currency)
            for name, share in instalments(project).items()
        }
        self._known: dict[tuple[str, date], Decimal | None] = {}

    def net(self, day: date) -> Decimal:
        """Return the price and the changes agreed by a day, without fees and credits."""
        unit = partial(to_smallest_unit, currency=self._currency)
        changes = self._project.changes
        agreed = (unit(one.price.value) for one in changes if one.agreed and one.agreed <= day)
        return sum(agreed, unit(self._project.price.value))

    def gross(self, net: Decimal) -> Decimal:
        """Return a total with tax."""
        return gross(net, self._taxes, self._currency)

    @property
    def rounding(self) -> Decimal:
        """By how much the rounding of taxes can make the gross of a higher total the lower one."""
        return len(self._taxes) * Decimal(1).scaleb(-currency_digits(self._currency))

    def above(self, name: str, paid_before: date) -> Decimal | None:
        """Return the gross total above which an instalment asks for something, with the payments
        before a day; None if it asks for nothing, whatever the total."""
        key = name, min(paid_before, self._tomorrow)
        if key not in self._known:
            self._known[key] = self._find(*key)
        return self._known[key]

    def _find(self, name: str, before: date) -> Decimal | None:
        payments = [payment for payment in self._project.payments if payment.date < before]
        above = sum((payment.amount.value for payment in payments), Decimal(0))
        for each, share in self._shares.items():
            mine = [payment for payment in payments if payment.instalment == each]
            if any(payment.amount.value > 0 and not payment.part for payment in mine):
                if each == name:
                    return None
                continue
            due = share - sum(payment.amount.value for payment in mine)
            if each == name:
                return above if due > 0 or name == self._last else None
            above += max(due, Decimal(0))
        return None
