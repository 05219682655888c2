"""What is owed and what was paid (rule 8), to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from courtside.engine.assess import assess_portfolio
from courtside.engine.shares import agreed_payments
from courtside.model.currencies import to_smallest_unit
from helpers.strategies import small_portfolio, small_project

WORK = {"id": "work", "days": 5}


def pays(*shares: str) -> list[dict[str, Any]]:
    return [{"id": f"c-pay{place}", "pay": share} for place, share in enumerate(shares)]


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("-0.005", "-0.01"), ("1.015", "1.02"), ("2", "2.00")],
)
def test_half_a_cent_is_rounded_up(exact: str, rounded: str) -> None:
    assert str(to_smallest_unit(Decimal(exact), "EUR")) == rounded


@pytest.mark.parametrize(
    ("price", "deposit", "shares", "expected"),
    [
        ("100 EUR", "33.33%", ("33.33%", "33.34%"), ["33.33", "33.33", "33.34"]),
        ("0.05 EUR", "30%", ("30%", "40%"), ["0.02", "0.02", "0.01"]),  # the last takes the rest
        ("0.05 EUR", "30%", ("30%", "30%"), ["0.02", "0.02", "0.02"]),  # 90%: each as it is
        ("999.99 EUR", "50%", ("500.00 EUR",), ["500.00", "500.00"]),
        ("999.99 EUR", "50%", ("50%",), ["500.00", "499.99"]),
    ],
)
def test_payments(price: str, deposit: str, shares: tuple[str, ...], expected: list[str]) -> None:
    project = small_project(WORK, *pays(*shares), price=price, deposit={"amount": deposit})
    assert [str(amount) for amount in agreed_payments(project, "EUR").values()] == expected


@pytest.mark.parametrize(
    ("currency", "rate", "price", "shares", "expected"),
    [
        ("JPY", "10%", "100005", ("50%", "16.6667%", "33.3333%"), ["55003", "18335", "36668"]),
        ("TND", "19%", "1234.565", ("50%", "50%"), ["734.567", "734.565"]),
        ("EUR", "21%", "100.03", ("50%", "50%"), ["60.52", "60.52"]),
        ("EUR", "21%", "100.03", ("50%", "40%"), ["60.52", "48.41"]),  # 90%: each as it is
    ],
)
def test_what_is_asked_with_tax_comes_to_the_price_with_tax(
    currency: str, rate: str, price: str, shares: tuple[str, ...], expected: list[str]
) -> None:
    deposit, *rest = shares
    project = small_project(
        WORK, *pays(*rest), price=f"{price} {currency}", deposit={"amount": deposit}
    )
    tax = [{"name": "VAT", "rate": rate}]
    studio = small_portfolio(project, currency=currency, tax=tax).studio
    asked = agreed_payments(project, currency, studio.tax)
    assert [str(amount) for amount in asked.values()] == expected


def test_the_account() -> None:
    change = {"date": "2026-03-03", "title": "More", "stage": "work"}
    project = small_project(
        WORK,
        *pays("20%", "50%"),
        deposit={"amount": "30%"},
        payments=[
            {"date": "2026-03-02", "for": "deposit", "amount": "300"},
            {"date": "2026-03-05", "for": "c-pay0", "amount": "200"},
        ],
        changes=[
            change | {"price": "99.90 EUR", "agreed": "2026-03-04"},
            change | {"price": "-20 EUR", "agreed": "2026-03-05"},
            change | {"price": "5000 EUR"},
        ],
        terms={"late": {"provider": [{"after": 1, "do": "credit", "amount": "1%", "per": "day"}]}},
    )

    def account(day: int) -> dict[str, str]:
        (status,) = assess_portfolio(small_portfolio(project), date(2026, 3, day))
        names = ("price", "changes", "fees", "credits", "total", "paid", "balance")
        return {name: str(getattr(status.money, name)) for name in names}

    assert account(3) == {
        "price": "1000.00", "changes": "0.00", "fees": "0.00", "credits": "0.00",
        "total": "1000.00", "paid": "300.00", "balance": "700.00",
    }  # fmt: skip
    assert account(11) == {  # three working days late, one of them free
        "price": "1000.00", "changes": "79.90", "fees": "0.00", "credits": "20.00",
        "total": "1059.90", "paid": "500.00", "balance": "559.90",
    }  # fmt: skip


def test_too_much_was_paid() -> None:
    came = [{"date": "2026-03-02", "for": f"c-pay{n}", "amount": "600"} for n in (0, 1)]
    project = small_project(*pays("50%", "50%"), WORK, payments=came)
    (status,) = assess_portfolio(small_portfolio(project), date(2026, 3, 2))
    assert status.money.balance == -200
    assert status.due == ()  # paid back once everything is finished
