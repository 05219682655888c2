"""What a sheet says was paid, as the payments of a new project file.

    price 900, deposit 30%, deposit paid 2 May
    ->  payments: [{date: 2026-05-02, for: deposit, amount: 270 EUR}]

A sheet has the day of a payment and no amount: what came is what was asked, with tax.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from courtside.engine.money import gross
from courtside.model.studio import Studio
from courtside.model.values import Amount, Price, Share
from courtside.provider.importing.draft import Newcomer, Reading


def put_payments(reading: Reading, one: Newcomer) -> None:
    """Write the payments of a project into its data, in the place of the days they came on."""
    asked = _asked(one.data, reading.studio)
    payments: list[tuple[str, str, str]] = []
    for name, holder, field, path in _marks(one.data):
        day = holder.pop(field, None)
        if day and asked.get(name):
            payments.append((day, name, path))
    payments.sort()
    for number, (day, name, path) in enumerate(payments):
        payment = {"date": day, "for": name, "amount": _money(asked[name], reading.studio)}
        one.data.setdefault("payments", []).append(payment)
        if path in one.places:
            reading.note(one, f"payments[{number}].date", one.places[path])


def _money(amount: Decimal, studio: Studio) -> str:
    whole = amount == amount.to_integral_value()
    return f"{amount:.0f} {studio.currency}" if whole else f"{amount:f} {studio.currency}"


def _marks(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], str, str]]:
    """Each instalment, and where the day of its payment stands."""
    if data.get("deposit"):
        yield "deposit", data["deposit"], "paid", "deposit.paid"
    for index, stage in enumerate(data["stages"]):
        if "pay" in stage:
            yield stage["id"], stage, "done", f"stages[{index}].done"


def _asked(data: dict[str, Any], studio: Studio) -> dict[str, Decimal]:
    """What each instalment asks, gross; the last payment takes what rounding left. Nothing where an
    amount cannot be read: its own place says so."""
    written = {"deposit": (data.get("deposit") or {}).get("amount")}
    written |= {stage["id"]: stage["pay"] for stage in data["stages"] if "pay" in stage}
    try:
        price = TypeAdapter[Amount](Price).validate_python(data.get("price")).value
        exact = {
            name: TypeAdapter[Amount](Share).validate_python(amount).of(price)
            for name, amount in written.items()
            if amount is not None
        }
    except ValidationError:
        return {}
    asked = {name: gross(amount, studio) for name, amount in exact.items()}
    last = next(reversed(asked), None)
    if last is not None and last != "deposit" and sum(exact.values()) == price:
        asked[last] += gross(price, studio) - sum(asked.values())
    return asked
