"""One studio, one currency, no more digits than it has; and instalments that come to the price.

currency: EUR in _studio.yml, price: 8400 USD  ->  'USD' is not the currency of the studio, 'EUR'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from courtside.model.currencies import MOST_DIGITS, currency_digits, fits, plain
from courtside.model.project import Project
from courtside.model.stage import StageTemplate
from courtside.model.studio import Studio, Tax
from courtside.model.values import Amount
from courtside.source.checks.context import Subject, folded
from courtside.source.checks.terms import amounts_in_terms
from courtside.source.problems import Path, Problem, Source

_MOST = frozenset(
    ("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "BRL", "MXN", "COP", "CLP", "PEN", "JPY")
)
"""Those of most studios, which are known without reading the list of all."""


UNITS_OF_ACCOUNT = {"CLF": "CLP", "UYW": "UYU"}
"""The only currencies of ISO 4217 with four digits, and what is paid in their countries."""


def _is_currency(code: str) -> bool:
    """Return whether ISO 4217 has a currency."""
    if code in _MOST:
        return True
    from babel.core import get_global

    return code in get_global("all_currencies")


def studio_currency(source: Source, studio: Studio) -> Iterator[Problem]:
    """Refuse a currency that ISO 4217 does not have, and amounts in another one."""
    if not _is_currency(studio.currency):
        message = f"'{studio.currency}' is not a currency of ISO 4217: write for example EUR"
        yield source.problem(("currency",), message)
        return
    if studio.currency in UNITS_OF_ACCOUNT:
        instead = UNITS_OF_ACCOUNT[studio.currency]
        message = (
            f"'{studio.currency}' is a unit of account with four digits, in which nobody pays: "
            f"write {instead}"
        )
        yield source.problem(("currency",), message)
    yield from _in_currency(source, _of_studio(studio), studio.currency)


def _of_studio(studio: Studio) -> Iterator[tuple[Path, Amount]]:
    yield from amounts_in_terms(studio.terms)
    for name, playbook in studio.playbooks.items():
        here: Path = ("playbooks", name)
        if playbook.deposit is not None:
            yield (*here, "deposit"), playbook.deposit
        yield from _payments(playbook.stages, (*here, "stages"))


def pay_to(source: Source, studio: Studio) -> Iterator[Problem]:
    """Refuse a place to pay without account or link, and an IBAN with a wrong digit."""
    if studio.pay_to is None:
        return
    iban = (studio.pay_to.iban or "").replace(" ", "")
    if not iban and studio.pay_to.link is None:
        message = (
            "nobody can pay to a name alone: write iban: ES91 2100 0418 4502 0005 1332, or a `link`"
        )
        yield source.problem(("pay_to",), message)
    # ISO 13616: letters count as numbers from 10 on, and the whole leaves 1 when divided by 97.
    elif iban and int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 != 1:
        message = "this is not an IBAN: one of its digits is wrong, or two have changed places"
        yield source.problem(("pay_to", "iban"), message)


def taxes(source: Source, studio: Studio) -> Iterator[Problem]:
    """Warn of a tax of the studio that is there twice."""
    yield from _twice(source, studio.tax)


def own_taxes(subject: Subject) -> Iterator[Problem]:
    """Warn of a tax of the project that is there twice, or has an old rate in a proposal."""
    project, studio = subject.project, subject.studio
    if project.signed or project.closed:  # what was signed has to stay
        return
    yield from _twice(subject.source, project.tax or ())
    if studio is None:
        return
    today = {(folded(tax.name or ""), tax.rate) for tax in studio.tax}
    for index, tax in enumerate(project.tax or ()):
        if tax.rate and (folded(tax.name or ""), tax.rate) not in today:
            message = (
                f"your studio has no {tax.name} of {tax.rate:f}%, and a copied file may have kept "
                "an old rate: delete `tax` here, unless it is meant"
            )
            yield subject.warning(("tax", index, "rate"), message, name="other-rate")


def _twice(source: Source, listed: Sequence[Tax]) -> Iterator[Problem]:
    """Warn of a tax that is listed twice: every amount would have it twice."""
    first: dict[str, int] = {}
    for index, tax in enumerate(listed):
        name = folded(tax.name or "")
        if tax.rate is not None and first.setdefault(name, index) != index:
            message = (
                f"tax[{first[name]}] has the same name, so every amount is taxed twice: delete "
                "one, or give it another name"
            )
            yield source.warning(("tax", index), message, name="double-tax")


def currency(subject: Subject) -> Iterator[Problem]:
    """Refuse amounts in another currency than the studio's, or the price's if that is unknown."""
    project, studio = subject.project, subject.studio
    known = studio.currency if studio else project.price.unit
    if known:
        yield from _in_currency(subject.source, _amounts(subject.source, project), known)


def bare_numbers(source: Source, studio: Studio) -> Iterator[Problem]:
    """Warn of bare numbers in the studio's file that may be meant as shares."""
    yield from _bare(source, _of_studio(studio), studio.currency)


def own_bare_numbers(subject: Subject) -> Iterator[Problem]:
    """Warn of bare numbers in a project that may be meant as shares, unless it is signed or closed.

    What was signed is agreed as it is, and what was closed unsigned never will be.
    """
    project, studio = subject.project, subject.studio
    if studio and not project.signed and not project.closed:
        yield from _bare(subject.source, _shares(subject.source, project), studio.currency)


def own_three_decimals(subject: Subject) -> Iterator[Problem]:
    """Warn of a price with three decimals that may be meant as thousands, until it is signed: where
    a currency has so many, `8.400` could be either."""
    project, studio = subject.project, subject.studio
    if studio is None or project.signed or project.closed:
        return
    price, known = project.price.value, studio.currency
    if currency_digits(known) == MOST_DIGITS and price.as_tuple().exponent == -MOST_DIGITS:
        thousands = price.scaleb(MOST_DIGITS)
        if 0 < price < 1000 and not thousands % 100:
            message = (
                f"this is less than {int(price) + 1} {known}: if thousands are meant, write "
                f"{thousands:f} {known}"
            )
            yield subject.warning(("price",), message, name="three-decimals")


_MOST_PERCENT = 100


def _bare(
    source: Source, amounts: Iterable[tuple[Path, Amount]], currency: str
) -> Iterator[Problem]:
    for path, amount in amounts:
        if not amount.unit and 0 < amount.value <= _MOST_PERCENT:
            message = (
                f"this is money: write {amount.value:f} {currency}, or {amount.value:f}% for a "
                "share"
            )
            yield source.warning(path, message, name="bare-number")


def _amounts(source: Source, project: Project) -> Iterator[tuple[Path, Amount]]:
    yield ("price",), project.price
    yield from _shares(source, project)
    for index, payment in enumerate(project.payments):
        yield ("payments", index, "amount"), payment.amount
    for index, change in enumerate(project.changes):
        yield ("changes", index, "price"), change.price
    if project.ended:
        yield ("ended", "total"), project.ended.total


def _shares(source: Source, project: Project) -> Iterator[tuple[Path, Amount]]:
    """Yield what may be money or a share."""
    if project.deposit:
        short = ("deposit", "amount") not in source.positions
        yield ("deposit",) if short else ("deposit", "amount"), project.deposit.amount
    yield from _payments(project.stages, ("stages",))
    yield from amounts_in_terms(project.terms)


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
        elif not fits(amount.value, known) or _may_be_thousands(amount.value, digits):
            most = f"{digits} digits" if digits else "no digits"
            instead = _instead(amount.value, known)
            yield source.problem(path, f"{known} has {most} after the point: write {instead}")


def _instead(amount: Decimal, currency: str) -> str:
    """Return what to write for an amount with too many digits; nothing that has another value."""
    few = plain(amount, currency) if fits(amount, currency) else ""
    whole = abs(amount)
    thousands = _may_be_thousands(amount, currency_digits(currency)) and 1 <= whole < 1000
    many = f"{amount.scaleb(MOST_DIGITS):f} {currency}" if thousands else ""
    if many and not few:
        return f"{many} if thousands are meant, or else fewer digits"
    fewer = "with no more" if currency_digits(currency) else "without"
    return " or ".join(filter(None, (few, many))) or f"it {fewer}"


def _may_be_thousands(amount: Decimal, digits: int) -> bool:
    """Return whether a point may group thousands: 1.000 in a currency of two digits."""
    return digits < MOST_DIGITS and amount.as_tuple().exponent == -MOST_DIGITS


def add_up(subject: Subject) -> Iterator[Problem]:
    """Refuse instalments that do not add up to the price as written (rule 8).

    If the project is signed, only warn: its last payment asks for the balance anyway.
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
        f"deposit and payments add up to {plain(total, unit)}, but the price is "
        f"{plain(price, unit)}: adjust the deposit or a stage's `pay`"
    )
    if project.signed and project.signed.hash:
        yield subject.warning(("price",), message, name="instalments")
    else:
        yield subject.error(("price",), message)
