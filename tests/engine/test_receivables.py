"""What is owed now, later, and back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given

from courtside.engine.assess import assess
from courtside.engine.receivables import Owed, list_receivables, total
from engine.test_reminders import portfolio
from helpers.strategies import View, views

BASE = """\
title: New website
client: {name: Aurora, email: lucia@aurora.example}
price: 1000 EUR
quoted: {date: 2026-02-10, until: 2026-03-10}
"""
STAGES = """\
stages:
  - {id: half, title: Half, owner: client, pay: 40%}
  - {id: work, title: Work, owner: provider, days: 5}
  - {id: rest, title: Rest, owner: client, pay: 30%}
"""
WHOLE = STAGES.replace("30%", "60%")
"""The same without a deposit."""
SIGNED = "signed: {date: 2026-02-20, by: Lucía}\n"
ASKED = f"{SIGNED}deposit: {{amount: 30%}}\n"
PAID = (
    f"{SIGNED}deposit: 30%\nstart: 2026-03-02\n"
    "payments:\n  - {date: 2026-02-24, for: deposit, amount: 300 EUR}\n"
)
PAYMENTS = {"half": 400, "rest": 300}
CHANGE = (
    "changes: [{date: 2026-03-03, title: More, stage: work, price: 50 EUR, agreed: 2026-03-04}]\n"
)
FEE = "terms: {late: {client: [{after: 0, do: fee, amount: 60 EUR}]}}\n"


def of(text: str, today: str, **done: str) -> tuple[int, ...]:
    for name, day in done.items():
        if name in PAYMENTS:
            item = f"  - {{date: {day}, for: {name}, amount: {PAYMENTS[name]} EUR}}\n"
            text = text.replace("stages:\n", f"{item}stages:\n")
        else:
            text = text.replace(f"id: {name},", f"id: {name}, done: {day},")
    (status,) = assess(portfolio(aurora=text), date.fromisoformat(today))
    found = list_receivables(status)
    return tuple(int(n) for n in (found.now, found.later, found.back, found.offered))


def test_a_proposal_offers_and_a_lapsed_one_does_not() -> None:
    assert of(BASE + WHOLE, "2026-03-01") == (0, 0, 0, 1000)
    assert of(BASE + WHOLE, "2026-03-11") == (0, 0, 0, 0)


def test_a_deposit_that_was_agreed_is_due_now() -> None:
    assert of(BASE + ASKED + STAGES, "2026-03-01") == (300, 700, 0, 0)
    assert of(BASE + SIGNED + WHOLE, "2026-03-01") == (0, 1000, 0, 0)


def test_a_payment_whose_turn_it_is_is_due_now() -> None:
    text = BASE + PAID + STAGES
    assert of(text, "2026-03-01") == (0, 700, 0, 0)
    assert of(text, "2026-03-02") == (400, 300, 0, 0)
    assert of(text, "2026-03-03", half="2026-03-02") == (0, 300, 0, 0)


def test_the_last_payment_takes_what_changes_and_fees_made_of_it() -> None:
    text = BASE + PAID + STAGES + CHANGE
    assert of(text, "2026-03-05", half="2026-03-02") == (0, 350, 0, 0)
    assert of(text, "2026-03-10", half="2026-03-02", work="2026-03-09") == (350, 0, 0, 0)
    assert of(text + FEE, "2026-03-10", half="2026-03-02", work="2026-03-09") == (410, 0, 0, 0)
    everything = {"half": "2026-03-02", "work": "2026-03-06", "rest": "2026-03-06"}
    assert of(text, "2026-03-11", **everything) == (50, 0, 0, 0)


def test_what_was_paid_too_much_is_owed_back() -> None:
    less = CHANGE.replace("50 EUR", "-50 EUR")
    everything = {"half": "2026-03-02", "work": "2026-03-06", "rest": "2026-03-06"}
    assert of(BASE + PAID + STAGES + less, "2026-03-11", **everything) == (0, 0, 50, 0)


def test_together() -> None:
    one, other = Owed(now=Decimal(1), later=Decimal(2)), Owed(now=Decimal(3), back=Decimal(4))
    assert total([one, other]) == Owed(now=Decimal(4), later=Decimal(2), back=Decimal(4))
    assert total([]) == Owed()


@given(views())
def test_now_and_later_are_the_balance(view: View) -> None:
    for status in assess(view.portfolio, view.today):
        found = list_receivables(status)
        assert min(found.now, found.later, found.back, found.offered) >= 0
        if status.phase in ("draft", "proposal", "lapsed"):
            continue
        assert found.now + found.later - found.back == status.money.balance
