"""What is owed now, later, and back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from courtside.engine.assess import assess_portfolio
from courtside.engine.receivables import Owed, list_receivables, total
from engine.test_reminders import STUDIO, portfolio
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
WITHOUT_DEPOSIT = STAGES.replace("40%", "70%")
SIGNED = "signed: {date: 2026-02-20, by: Lucía}\n"
ASKED = f"{SIGNED}deposit: {{amount: 30%}}\n"
PAID = f"{SIGNED}deposit: {{amount: 30%}}\nstart: 2026-03-02\n"
DEPOSIT = "{date: 2026-02-24, for: deposit, amount: 300 EUR}"
CHANGE = (
    "changes: [{date: 2026-03-03, title: More, stage: work, price: 50 EUR, agreed: 2026-03-04}]\n"
)
FEE = "terms: {late: {client: [{after: 0, do: fee, amount: 60 EUR}]}}\n"


def owed(text: str, today: str, *payments: str, **done: str) -> Owed:
    """Return what is outstanding; `done` are handovers, `payments` flow mappings."""
    for name, day in done.items():
        text = text.replace(f"id: {name},", f"id: {name}, done: {day},")
    came = (DEPOSIT, *payments) if "30%" in text.partition("stages:")[0] and "start" in text else ()
    text += f"payments: [{', '.join(came)}]\n" if came else ""
    (status,) = assess_portfolio(portfolio(aurora=text), date.fromisoformat(today))
    return list_receivables(status)


def of(text: str, today: str, *payments: str, **done: str) -> tuple[int, ...]:
    found = owed(text, today, *payments, **done)
    return tuple(int(n) for n in (found.now, found.later, found.back, found.offered))


HALF = "{date: 2026-03-02, for: half, amount: 400 EUR}"
REST = "{date: 2026-03-06, for: rest, amount: 300 EUR}"


def test_a_proposal_offers_and_a_lapsed_one_does_not() -> None:
    assert of(BASE + WITHOUT_DEPOSIT, "2026-03-01") == (0, 0, 0, 1000)
    assert of(BASE + WITHOUT_DEPOSIT, "2026-03-11") == (0, 0, 0, 0)


def test_a_deposit_that_was_agreed_is_due_now() -> None:
    assert of(BASE + ASKED + STAGES, "2026-03-01") == (300, 700, 0, 0)
    assert of(BASE + SIGNED + WITHOUT_DEPOSIT, "2026-03-01") == (0, 1000, 0, 0)


def test_a_payment_whose_turn_it_is_is_due_now() -> None:
    text = BASE + PAID + STAGES
    assert of(text, "2026-03-01") == (0, 700, 0, 0)
    assert of(text, "2026-03-02") == (400, 300, 0, 0)
    assert of(text, "2026-03-03", HALF) == (0, 300, 0, 0)


def test_of_a_payment_in_parts_the_rest_is_due_and_the_part_is_named() -> None:
    part = "{date: 2026-03-02, for: half, amount: 150 EUR, part: true}"
    found = owed(BASE + PAID + STAGES, "2026-03-03", part)
    assert (found.now, found.later, found.part) == (250, 300, 150)
    assert owed(BASE + PAID + STAGES, "2026-03-03", HALF).part == 0


@pytest.mark.parametrize(
    ("payments", "now", "part"),
    [
        ((HALF, REST, "{date: 2026-03-09, for: balance, amount: -300 EUR}"), 300, 0),
        ((HALF, REST, "{date: 2026-03-09, for: rest, amount: -300 EUR}",
          "{date: 2026-03-10, for: balance, amount: 100 EUR, part: true}"), 200, 100),
        ((HALF, "{date: 2026-03-07, for: rest, amount: 150 EUR, part: true}",
          "{date: 2026-03-08, for: rest, amount: -150 EUR}"), 300, 0),
        ((HALF, "{date: 2026-03-07, for: rest, amount: 150 EUR, part: true}",
          "{date: 2026-03-08, for: rest, amount: -150 EUR}",
          "{date: 2026-03-09, for: rest, amount: 50 EUR, part: true}"), 250, 50),
    ],
    ids=["all of it", "all of it, then a part", "a part", "a part, then another"],
)  # fmt: skip
def test_what_bounced_is_no_part_that_came(payments: tuple[str, ...], now: int, part: int) -> None:
    found = owed(BASE + PAID + STAGES, "2026-03-11", *payments, work="2026-03-06")
    assert (found.now, found.part) == (now, part)


def test_what_settled_a_payment_is_no_part_of_what_is_still_asked() -> None:
    """Also where the last stage has the name of the balance."""
    text = BASE + PAID + STAGES.replace("id: rest,", "id: balance,")
    assert text != BASE + PAID + STAGES
    rest = REST.replace("for: rest", "for: balance").replace("300", "280")
    found = owed(text, "2026-03-11", HALF, rest, work="2026-03-06")
    assert (found.now, found.part) == (20, 0)


def test_the_last_payment_takes_what_changes_and_fees_made_of_it() -> None:
    text = BASE + PAID + STAGES + CHANGE
    assert of(text, "2026-03-05", HALF) == (0, 350, 0, 0)
    assert of(text, "2026-03-10", HALF, work="2026-03-09") == (350, 0, 0, 0)
    assert of(text + FEE, "2026-03-10", HALF, work="2026-03-09") == (410, 0, 0, 0)
    assert of(text, "2026-03-11", HALF, REST, work="2026-03-06") == (50, 0, 0, 0)


def test_what_was_paid_too_much_is_owed_back_until_it_is_refunded() -> None:
    text = BASE + PAID + STAGES + CHANGE.replace("50 EUR", "-50 EUR")
    assert of(text, "2026-03-11", HALF, REST, work="2026-03-06") == (0, 0, 50, 0)
    refund = "{date: 2026-03-10, for: balance, amount: -50 EUR}"
    found = owed(text, "2026-03-11", HALF, REST, refund, work="2026-03-06")
    assert found.settled
    assert not owed(text, "2026-03-11", HALF, REST, work="2026-03-06").settled


def test_an_ended_or_closed_project_owes_until_it_is_settled() -> None:
    ended = BASE + PAID + STAGES + "ended: {date: 2026-03-04, by: client, total: 500 EUR}\n"
    assert of(ended, "2026-04-01") == (200, 0, 0, 0)
    assert of(ended, "2026-04-01", HALF) == (0, 0, 200, 0)
    closed = f"{BASE}{PAID}{STAGES}closed: 2026-03-20\n"
    assert of(closed, "2026-04-01", HALF, work="2026-03-06") == (300, 0, 0, 0)


def test_what_is_owed_is_with_tax() -> None:
    studio = STUDIO + "tax: [{name: IVA, rate: 21%}]\n"
    (status,) = assess_portfolio(portfolio(studio, aurora=BASE + ASKED + STAGES), date(2026, 3, 1))
    found = list_receivables(status)
    assert (found.now, found.later) == (Decimal("363.00"), Decimal("847.00"))


def test_together() -> None:
    one, other = Owed(now=Decimal(1), later=Decimal(2)), Owed(now=Decimal(3), back=Decimal(4))
    assert total([one, other]) == Owed(now=Decimal(4), later=Decimal(2), back=Decimal(4))
    assert total([]) == Owed()


@given(views())
def test_now_and_later_are_the_balance(view: View) -> None:
    for status in assess_portfolio(view.portfolio, view.today):
        found = list_receivables(status)
        assert min(found.now, found.later, found.back, found.offered) >= 0
        if status.project.signed is None:  # nothing is owed, also where it was closed unsigned
            continue
        assert found.now + found.later - found.back == status.money.balance
        if status.money.balance > 0:
            assert found.now == sum(due.amount for due in status.due)
