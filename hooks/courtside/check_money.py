"""One house, one currency; and payments that come to the price.

currency: EUR in _studio.yml, price: 8400 USD  ->  'USD' is not the currency of the house, 'EUR'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from babel.core import get_global

from .check_terms import amounts_in_terms
from .currencies import digits, example, fits, plain
from .money import payments
from .project import Amount, Project, StageTemplate, Studio
from .source import Fault, Path, Source
from .subject import Subject


def house_currency(source: Source, studio: Studio) -> Iterator[Fault]:
    """The currency is one of ISO 4217, and all amounts of the studio's file are in it."""
    known = get_global("all_currencies")
    if studio.currency not in known:
        message = f"'{studio.currency}' is no currency of ISO 4217: write for example EUR"
        yield source.fault(("currency",), message)
        return
    amounts = list(amounts_in_terms(studio.terms))
    for name, playbook in studio.playbooks.items():
        here: Path = ("playbooks", name)
        if playbook.deposit is not None:
            amounts.append(((*here, "deposit"), playbook.deposit))
        amounts += _payments(playbook.stages, (*here, "stages"))
    yield from _unfit_amounts(source, amounts, studio.currency)


def currency(subject: Subject) -> Iterator[Fault]:
    """Amounts in another currency than the house's, or than the price where that is not known; and
    such as their currency cannot have."""
    project, studio = subject.project, subject.studio
    house = studio.currency if studio else project.price.unit
    if house:
        yield from _unfit_amounts(subject.source, _amounts(project), house)


def _amounts(project: Project) -> Iterator[tuple[Path, Amount]]:
    yield ("price",), project.price
    if project.deposit:
        yield ("deposit", "amount"), project.deposit.amount
    yield from _payments(project.stages, ("stages",))
    yield from amounts_in_terms(project.terms)
    for index, change in enumerate(project.changes):
        yield ("changes", index, "price"), change.price


def _payments(stages: Iterable[StageTemplate], base: Path) -> Iterator[tuple[Path, Amount]]:
    for index, stage in enumerate(stages):
        if stage.pay is not None:
            yield (*base, index, "pay"), stage.pay


def _unfit_amounts(
    source: Source, amounts: Iterable[tuple[Path, Amount]], house: str
) -> Iterator[Fault]:
    for path, amount in amounts:
        if amount.unit not in ("", "%", house):
            yield source.fault(
                path,
                f"'{amount.unit}' is not the currency of the house, '{house}': one house has one "
                f"currency; write for example 840 {house}",
            )
        elif amount.unit != "%" and not fits(amount.value, house):
            yield source.fault(path, f"this has more decimals than {house}: {_decimals(house)}")


def _decimals(currency: str) -> str:
    """How many decimals a currency has, and how that is written."""
    number = digits(currency)
    many = f"write at most {number}, as in" if number else "it has none; write for example"
    return f"{many} {example(currency)}"


def payments_add_up(subject: Subject) -> Iterator[Fault]:
    """Whether the deposit and the `pay` stages come to the price (rule 8)."""
    agreed = payments(subject.project)
    if not agreed.complete:
        total = agreed.deposit + sum(agreed.stages.values(), Decimal(0))
        price = subject.project.price
        unit = subject.studio.currency if subject.studio else price.unit
        said = [plain(amount, unit).strip() for amount in (total, price.value)]
        yield subject.warning(
            ("price",),
            f"the deposit and the payments come to {said[0]}, the price is {said[1]}: "
            "give what is left as the `pay` of a stage",
        )
