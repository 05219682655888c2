"""One studio, one currency, no more digits than it has; and instalments that come to the price.

currency: EUR in _studio.yml, price: 8400 USD  ->  'USD' is not the currency of the studio, 'EUR'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from courtside.model.currencies import currency_digits, to_smallest_unit
from courtside.model.project import Project
from courtside.model.stage import StageTemplate
from courtside.model.studio import Studio
from courtside.model.values import Amount
from courtside.source.checks.context import Subject
from courtside.source.checks.terms import amounts_in_terms
from courtside.source.problems import Path, Problem, Source


_MOST = frozenset(
    ("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "BRL", "MXN", "COP", "CLP", "PEN", "JPY")
)
"""Those of most studios, which are known without reading the list of all."""


def _is_currency(code: str) -> bool:
    """Whether ISO 4217 has a currency."""
    if code in _MOST:
        return True
    from babel.core import get_global

    return code in get_global("all_currencies")


def studio_currency(source: Source, studio: Studio) -> Iterator[Problem]:
    """The currency is one of ISO 4217, and all amounts of the studio's file are in it."""
    if not _is_currency(studio.currency):
        message = f"'{studio.currency}' is not a currency of ISO 4217: write for example EUR"
        yield source.problem(("currency",), message)
        return
    amounts = list(amounts_in_terms(studio.terms))
    for name, playbook in studio.playbooks.items():
        here: Path = ("playbooks", name)
        if playbook.deposit is not None:
            amounts.append(((*here, "deposit"), playbook.deposit))
        amounts += _payments(playbook.stages, (*here, "stages"))
    yield from _in_currency(source, amounts, studio.currency)


def pay_to(source: Source, studio: Studio) -> Iterator[Problem]:
    """Where clients pay: an account or a link, and no digit of an IBAN is wrong."""
    if studio.pay_to is None:
        return
    iban = (studio.pay_to.iban or "").replace(" ", "")
    if not iban and studio.pay_to.link is None:
        message = "nobody can pay to a name: write iban: ES91 2100 0418 4502 0005 1332, or a `link`"
        yield source.problem(("pay_to",), message)
    # ISO 13616: letters count as numbers from 10 on, and the whole leaves 1 when divided by 97.
    elif iban and int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 != 1:
        message = "this is not an IBAN: one of its digits is wrong, or two have changed places"
        yield source.problem(("pay_to", "iban"), message)


def currency(subject: Subject) -> Iterator[Problem]:
    """Amounts in another currency than the studio's, or than the price where that is not known."""
    project, studio = subject.project, subject.studio
    known = studio.currency if studio else project.price.unit
    if known:
        yield from _in_currency(subject.source, _amounts(subject.source, project), known)


def _amounts(source: Source, project: Project) -> Iterator[tuple[Path, Amount]]:
    yield ("price",), project.price
    if project.deposit:
        short = ("deposit", "amount") not in source.positions
        yield ("deposit",) if short else ("deposit", "amount"), project.deposit.amount
    yield from _payments(project.stages, ("stages",))
    yield from amounts_in_terms(project.terms)
    for index, payment in enumerate(project.payments):
        yield ("payments", index, "amount"), payment.amount
    for index, change in enumerate(project.changes):
        yield ("changes", index, "price"), change.price
    if project.ended:
        yield ("ended", "total"), project.ended.total


def _payments(stages: Iterable[StageTemplate], base: Path) -> Iterator[tuple[Path, Amount]]:
    for index, stage in enumerate(stages):
        if stage.pay is not None:
            yield (*base, index, "pay"), stage.pay


def _in_currency(
    source: Source, amounts: Iterable[tuple[Path, Amount]], known: str
) -> Iterator[Problem]:
    digits = currency_digits(known)
    for path, amount in amounts:
        if amount.is_share:
            continue
        if amount.unit not in ("", known):
            yield source.problem(
                path,
                f"'{amount.unit}' is not the currency of the studio, '{known}': there is one for "
                f"all projects; write for example 840 {known}",
            )
        elif amount.value != to_smallest_unit(amount.value, known):
            most = f"{digits} digits" if digits else "no digits"
            message = f"{known} has {most} after the point: write {_rounded(amount, known)}"
            yield source.problem(path, message)


def _rounded(amount: Amount, known: str) -> str:
    return f"{to_smallest_unit(amount.value, known):f} {known}"


def add_up(subject: Subject) -> Iterator[Problem]:
    """Instalments that do not come to the price as they are written (rule 8).

    What was signed so stays: its last payment asks for the balance all the same.
    """
    project = subject.project
    pays = [stage.pay for stage in project.stages if stage.pay is not None]
    price = project.price.value
    deposit = [project.deposit.amount] if project.deposit else []
    total = sum((amount.of(price) for amount in (*deposit, *pays)), Decimal(0))
    if not pays or total == price:
        return
    unit = subject.studio.currency if subject.studio else project.price.unit
    message = (
        f"the deposit and the payments come to {_money(total, unit)}, and the price is "
        f"{_money(price, unit)}: give what is left as the `pay` of a stage"
    )
    if project.signed and project.signed.hash:
        yield subject.warning(("price",), message, name="instalments")
    else:
        yield subject.error(("price",), message)


def _money(amount: Decimal, unit: str) -> str:
    return f"{to_smallest_unit(amount, unit):f} {unit}".rstrip()
