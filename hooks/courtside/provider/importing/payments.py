"""What a sheet marks as paid becomes `payments`, each of the amount that was asked.

    price 8400, deposit 30% paid on 2026-02-24, 21 % tax
    ->  {"date": "2026-02-24", "for": "deposit", "amount": "3049.20 EUR"}

A sheet says the day and not the sum, so the sum is what the agreement asks, with the studio's tax.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from courtside.engine.shares import DEPOSIT, with_tax
from courtside.model.currencies import plain
from courtside.model.studio import Studio
from courtside.model.values import Price, Share
from courtside.provider.importing.csv_reader import Cell
from courtside.provider.importing.draft import ImportedProject, Reading


def add_payments(reading: Reading, project: ImportedProject, deposit_paid: Cell | None) -> None:
    """Write the instalments that the sheet marks as paid under `payments`, by date."""
    marked: dict[str, tuple[str, Cell]] = {}
    day = reading.put(project, "deposit.paid", deposit_paid, reading.day)
    if deposit_paid is not None and day:
        marked[DEPOSIT] = day, deposit_paid
    for number, stage in enumerate(project.data["stages"]):
        if "pay" in stage and "done" in stage:
            marked[stage["id"]] = stage.pop("done"), project.places[f"stages[{number}].done"]
    if not marked or not project.data["stages"]:  # none: the template is not there
        return
    asked = _asked(project.data, reading.studio)
    if deposit_paid is not None and DEPOSIT in marked and DEPOSIT not in asked:
        reading.problems.append(
            f"{deposit_paid}: the deposit has no amount: add a column 'deposit'"
        )
    paid = sorted((day, name, cell) for name, (day, cell) in marked.items() if name in asked)
    project.data["payments"] = [
        {"date": day, "for": name, "amount": asked[name]} for day, name, _ in paid
    ]
    for number, (_, _, cell) in enumerate(paid):
        project.places[f"payments[{number}].date"] = cell


def _asked(data: Mapping[str, Any], studio: Studio) -> dict[str, str]:
    """Return what each instalment asks, tax included; the last one takes what rounding left.

    Nothing where an amount cannot be read: the file's reader says so.
    """
    instalments = {DEPOSIT: data["deposit"].get("amount")}
    instalments |= {stage["id"]: stage.get("pay") for stage in data["stages"]}
    try:
        price = TypeAdapter(Price).validate_python(data["price"]).value
        exact = {
            name: TypeAdapter(Share).validate_python(amount).of(price)
            for name, amount in instalments.items()
            if amount is not None
        }
    except ValidationError:
        return {}
    asked = with_tax(exact, price=price, taxes=studio.tax, currency=studio.currency)
    return {name: plain(amount, studio.currency) for name, amount in asked.items()}
