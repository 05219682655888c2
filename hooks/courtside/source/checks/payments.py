"""Payments: for something agreed, once, after the signature; refunds within what was paid.

    {date: 2026-02-24, for: depsoit, amount: 2520 EUR}
->  there is no instalment 'depsoit'; did you mean 'deposit'?
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from courtside.engine.money import compute_money, still_asked
from courtside.engine.shares import BALANCE, DEPOSIT, instalments
from courtside.model.project import Payment, Project
from courtside.source.checks.context import Subject
from courtside.source.messages import closest
from courtside.source.problems import Path, Problem
from courtside.source.records import LIKENESS


def instalment_names(project: Project) -> tuple[str, ...]:
    """Return what payments can be for, in order: the deposit, the payment stages, the balance."""
    return tuple(dict.fromkeys((*instalments(project), BALANCE)))


def for_something(subject: Subject) -> Iterator[Problem]:
    """Refuse payments for what nobody agreed, and payments of nothing."""
    known = instalment_names(subject.project)
    for index, payment in enumerate(subject.project.payments):
        here = ("payments", index)
        if payment.instalment not in known:
            among = f"one of {', '.join(known)}" if len(known) > 1 else known[0]
            among = closest(payment.instalment, known, LIKENESS) or f": write {among}"
            message = f"there is no instalment '{payment.instalment}'{among}"
            yield subject.error((*here, "for"), message)
        if not payment.amount.value:
            message = "a payment of 0 is not a payment: write what was paid, or delete it"
            yield subject.error((*here, "amount"), message)


def after_the_signature(subject: Subject) -> Iterator[Problem]:
    """Refuse payments before there was an agreement."""
    project = subject.project
    for index, payment in enumerate(project.payments):
        here = ("payments", index, "date")
        if project.signed is None:
            message = (
                "nothing is owed before the signature: write signed: {date: 2026-02-20, by: Lucía "
                "Prieto}, or delete the payment until then"
            )
            yield subject.error(here, message)
        elif project.signed.date and payment.date < project.signed.date:
            message = (
                f"{payment.date} is before the signature, {project.signed.date}: until then "
                "nothing was owed. Correct one of the two dates"
            )
            yield subject.error(here, message)


def settled_once(subject: Subject) -> Iterator[Problem]:
    """Refuse to settle an instalment twice; after a refund it can be paid again.

    What comes for `balance` after a stage of that name was settled is for the project's balance.
    """
    project = subject.project
    settled: dict[str, int] = {}
    came: dict[str, Decimal] = {}
    for index, payment in in_order(project):
        name = payment.instalment
        sum_before = came.get(name, Decimal(0))
        came[name] = sum_before + payment.amount.value
        if payment.amount.value <= 0 or payment.part or name not in instalment_names(project):
            continue
        if name != BALANCE and name in settled and sum_before > 0:
            first = f"payments[{settled[name]}]"
            yield subject.error(
                ("payments", index, "for"),
                f"'{name}' is already settled by {first}: if that was only a part, write part: "
                "true there; if this came on top of it, write part: true here",
            )
        settled.setdefault(name, index)


def twice(subject: Subject) -> Iterator[Problem]:
    """Warn of a payment that is listed twice, as after a copy of its line."""
    seen: set[tuple[date, str, Decimal, str | None]] = set()
    for index, payment in enumerate(subject.project.payments):
        same = (payment.date, payment.instalment, payment.amount.value, payment.invoice)
        if same in seen:
            message = "this payment is listed twice: delete one of them, unless it came twice"
            yield subject.warning(("payments", index), message, name="paid-twice")
        seen.add(same)


def whole_in_parts(subject: Subject) -> Iterator[Problem]:
    """Warn of a deposit of which nothing is left to ask for and that is not settled, so that the
    project waits for 0: it came in parts, or for something else."""
    project, studio = subject.project, subject.studio
    if studio is None or project.deposit is None or project.settled(DEPOSIT):
        return
    came = [(i, p) for i, p in in_order(project) if p.amount.value > 0]
    if project.closed or project.ended or not came:
        return
    account = compute_money(project, studio, found=())  # nothing follows before it begins
    if still_asked(project, studio, account)[DEPOSIT] > 0:
        return
    parts = [index for index, payment in came if payment.instalment == DEPOSIT]
    if parts:
        path: Path = ("payments", parts[-1], "part")
        message = (
            "with this, nothing is left of the deposit to ask for: delete part: true, and it is "
            "settled"
        )
    else:
        number, payment = next((one for one in reversed(came) if not one[1].part), came[-1])
        path, also = ("payments", number, "for"), " without part: true" if payment.part else ""
        message = (
            f"this leaves nothing of the deposit to ask for: write for: deposit{also}, and it is "
            "settled"
        )
    yield subject.warning(path, message, name="whole-in-parts")


def in_order(project: Project) -> list[tuple[int, Payment]]:
    """Return the payments with their numbers, by date."""
    return sorted(enumerate(project.payments), key=lambda item: item[1].date)


def not_done(subject: Subject) -> Iterator[Problem]:
    """Refuse `done` at a payment: it is done once the money arrives."""
    for index, stage in enumerate(subject.project.stages):
        if stage.pay is not None and stage.done is not None:
            message = (
                "a payment is done once the money arrives: write payments: "
                f"[{{date: {stage.done}, for: {stage.id}, amount: 840 EUR}}] instead"
            )
            yield subject.error(("stages", index, "done"), message)
        if stage.pay is None and stage.invoice is not None:
            message = "only a payment has an invoice: move it to a stage with `pay`"
            yield subject.error(("stages", index, "invoice"), message, key=True)


def of_nothing(subject: Subject) -> Iterator[Problem]:
    """Refuse a deposit of 0, and payments of 0 or that approve a stage while nothing is signed."""
    project, price = subject.project, subject.project.price.value
    if project.deposit and not project.deposit.amount.of(price):
        message = "a deposit of 0 can never be paid, so the project could not start: delete it"
        yield subject.error(("deposit",), message, key=True)
    if project.signed:
        return
    for index, stage in enumerate(project.stages):
        if stage.pay is not None and not stage.pay.of(price):
            message = "a payment of 0 can never be paid: delete this stage, or write its share"
            yield subject.error(("stages", index, "pay"), message)
        if stage.pay is not None and stage.approves is not None:
            message = (
                "a payment is not an approval that silence could give: move `approves` to a stage "
                "of its own"
            )
            yield subject.error(("stages", index, "approves"), message, key=True)


def one_name(subject: Subject) -> Iterator[Problem]:
    """Refuse a payment stage called `deposit` if the project has a deposit."""
    project = subject.project
    for index, stage in enumerate(project.stages):
        if stage.id == "deposit" and stage.pay is not None and project.deposit:
            message = "payments could be for this or for the project's deposit: give it another id"
            yield subject.error(("stages", index, "id"), message)
