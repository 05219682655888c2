"""What is to pay now, how it is made up, and how to pay it.

    price 8400, fee 840, 3049.20 paid, the last payment's turn, an account in EUR
    ->  AmountDue(amount=8131.20, rows=(Price 8400.00, Fees 840.00, IVA ..., Paid so far ...),
                reference="2026-014", account=Account(iban="ES91 2100 0418 ..."))

The amount is the sum of `Status.due`, the one answer that page, mails, desk and JSON give (rule 8).
Rows add up to it exactly. Amounts to be paid back are negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from markupsafe import Markup

from courtside.engine.assess import Status
from courtside.engine.money import Due
from courtside.engine.shares import BALANCE, DEPOSIT, agreed_payments, gross, last_payment, taxes_on
from courtside.model.project import Deposit, Payment
from courtside.model.stage import Stage
from courtside.views.context import ViewContext

_MOST_TEXT, _MOST_NAME = 140, 70
"""Bytes that a transfer surely has for its text and for the name of the account's holder."""
_MOST_AMOUNT = Decimal("999999999.99")
"""The highest amount of a transfer that a code can carry."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentRow:
    """One line of a sum."""

    name: Markup
    amount: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """The bank account that payments go to."""

    holder: str
    iban: str
    """In groups of four, as it is printed."""
    bic: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AmountDue:
    """The amount to be paid now, or to be paid back."""

    amount: Decimal
    """Gross; negative where the studio owes it."""
    rows: tuple[PaymentRow, ...]
    """The rows of its sum; empty if it is the plain share and no tax is added."""
    reference: str
    """The reference for the transfer: numbers of invoices, or else the project's title."""
    account: Account | None
    """None where no account is known or nothing is to be paid."""
    links: tuple[str, ...]
    """Addresses where it can be paid, or where the invoice is."""
    code: Markup
    """A code for banking apps as an SVG; empty outside of EUR or without an account."""


def payment_due(ctx: ViewContext) -> AmountDue | None:
    """Return the amount to be paid now; None if there is none, or nobody knows it."""
    pay_to = ctx.studio.pay_to
    if not ctx.status.due or not ctx.knows_sum:
        return None
    amount, reference = ctx.status.amount_due, _reference(ctx.status)
    account = None
    if pay_to and pay_to.iban and amount > 0:
        account = Account(
            holder=pay_to.name or ctx.studio.name, iban=_grouped(pay_to.iban), bic=pay_to.bic
        )
    return AmountDue(
        amount=amount,
        rows=tuple(_made_up(ctx)),
        reference=reference,
        account=account,
        links=tuple(_links(ctx)) if amount > 0 else (),
        code=_code(account, amount, reference) if ctx.studio.currency == "EUR" else Markup(),
    )


def paid_note(ctx: ViewContext, *, rest: bool = True) -> Markup:
    """Return thanks for what was paid, and, unless without the `rest`, that it was all, or what is
    left; empty before the client has signed, and where nothing is known."""
    say, status = ctx.t.text, ctx.status
    paid, balance = status.money.paid, status.money.balance
    if not status.project.signed or not ctx.known:
        return Markup()
    if balance == 0 and paid > 0 and rest:
        return say("All paid: thank you.")
    due = status.amount_due
    sentences = [] if due else [say("Nothing to pay now.")]
    if not ctx.knows_sum:
        day = ctx.t.day(ctx.records)
        sentences = [
            say("The amount to pay may have changed since {day}; ask us before you pay.", day=day)
        ]
    if paid > 0:
        amount = ctx.money(paid)
        sentences.append(say("{amount} received so far: thank you.", amount=amount))
    if rest and balance > due >= 0:
        left = ctx.money(balance - due)
        sentences.append(say("Still to come: {amount}.", amount=left))
    return Markup(" ").join(sentences)


def rest_may_change(status: Status) -> bool:
    """Return whether fees or credits may change what is still to come from the next day on: a delay
    can cost something on days that are not forecast."""
    if status.dated is None or status.is_over:
        return False
    return any(
        consequence.may_take_more and status.dated.stages[consequence.stage].state == "late"
        for consequence in status.dated.consequences
    )


def price_rows(ctx: ViewContext) -> tuple[PaymentRow, ...]:
    """Return the agreed price, net and with each tax; the price alone if no tax is added.

    The last row is the sum.
    """
    say, price = ctx.t.text, ctx.status.money.price
    taxes = tax_rows(ctx, price)
    if not taxes:
        return (PaymentRow(name=say("Price"), amount=price),)
    total = PaymentRow(
        name=say("Price with tax"), amount=gross(price, ctx.taxes, ctx.studio.currency)
    )
    return (PaymentRow(name=say("Price without tax"), amount=price), *taxes, total)


def instalment_title(ctx: ViewContext, instalment: str) -> Markup:
    """Return the title of an instalment: `deposit`, `balance` or the id of a `pay` stage."""
    if instalment == DEPOSIT:
        return ctx.t.text("Deposit")
    if instalment == BALANCE:
        return ctx.t.text("Balance")
    return ctx.stage_title(instalment)


def payment_title(ctx: ViewContext, paid: Payment) -> Markup:
    """Return the title of what was paid; a stage may have the id `balance`, too."""
    if _stage_paid(ctx, paid):
        return ctx.stage_title(paid.instalment)
    return instalment_title(ctx, paid.instalment)


def _stage_paid(ctx: ViewContext, paid: Payment) -> bool:
    """Whether it was paid for a stage, and not once the project had ended."""
    return paid.date <= ctx.status.as_of and any(
        stage.pay and stage.id == paid.instalment for stage in ctx.status.project.stages
    )


def paid_title(ctx: ViewContext, paid: Payment) -> Markup:
    """Return the title of money that moved, beside the balance: what was paid, or money paid
    back."""
    if paid.amount.value < 0:
        return ctx.t.text("Paid back")
    if paid.instalment == BALANCE and not _stage_paid(ctx, paid):
        return ctx.t.text("Payment")
    return payment_title(ctx, paid)


def tax_rows(ctx: ViewContext, net: Decimal) -> tuple[PaymentRow, ...]:
    """Return each tax on a net amount, rounded as in `money.gross`."""
    space = "\N{NO-BREAK SPACE}" if ctx.t.whole_days else " "
    return tuple(
        PaymentRow(name=Markup("{}{}({})").format(name, space, ctx.t.percent(rate)), amount=amount)
        for name, rate, amount in taxes_on(net, ctx.taxes, ctx.studio.currency)
    )


def account_rows(ctx: ViewContext) -> tuple[PaymentRow, ...]:
    """Return the rows of a project's total: price, additions and deductions, each tax.

    They add up to `Money.gross`. Rows of zero are left out, except the price.
    """
    say, money = ctx.t.text, ctx.status.money
    if ctx.status.project.ended:
        return (PaymentRow(name=say("Final account"), amount=money.total),
                *tax_rows(ctx, money.total))  # fmt: skip
    rows = (
        PaymentRow(name=say("Agreed changes"), amount=money.changes),
        PaymentRow(name=say("Fees"), amount=money.fees),
        PaymentRow(name=say("Credits"), amount=-money.credits),
        *tax_rows(ctx, money.total),
    )
    price = PaymentRow(name=say("Price"), amount=money.price)
    return (price, *(row for row in rows if row.amount))


def _made_up(ctx: ViewContext) -> Iterator[PaymentRow]:
    due = ctx.status.due
    if len(due) > 1:
        for each in due:
            yield PaymentRow(name=instalment_title(ctx, each.instalment), amount=each.amount)
        return
    (only,) = due
    share = agreed_payments(ctx.status.project, ctx.studio.currency).get(only.instalment)
    if share is not None and only.amount == gross(share, ctx.taxes, ctx.studio.currency):
        taxes = tax_rows(ctx, share)
        if taxes:
            yield PaymentRow(name=ctx.t.text("Net amount"), amount=share)
            yield from taxes
    elif only.instalment in (BALANCE, last_payment(ctx.status.project)) or share is None:
        yield from _balance_rows(ctx, only)
    else:
        yield from _part_rows(ctx, only, share)


def _balance_rows(ctx: ViewContext, due: Due) -> Iterator[PaymentRow]:
    """The whole account, less what came and what other payments will ask."""
    say, money = ctx.t.text, ctx.status.money
    yield from account_rows(ctx)
    if money.paid:
        yield PaymentRow(name=say("Paid so far"), amount=-money.paid)
    elsewhere = money.balance - due.amount
    if elsewhere:
        yield PaymentRow(name=say("Due with other payments"), amount=-elsewhere)


def _part_rows(ctx: ViewContext, due: Due, share: Decimal) -> Iterator[PaymentRow]:
    """An instalment of which parts came, or of which less than its share is left to ask."""
    say = ctx.t.text
    taxes = tax_rows(ctx, share)
    yield PaymentRow(name=say("Net amount") if taxes else say("Agreed amount"), amount=share)
    yield from taxes
    came = sum(
        (p.amount.value for p in ctx.status.project.payments if p.instalment == due.instalment),
        Decimal(0),
    )
    if came:
        yield PaymentRow(name=say("Paid so far"), amount=-came)
    rest = due.amount - (gross(share, ctx.taxes, ctx.studio.currency) - came)
    if rest:
        yield PaymentRow(name=say("Reduced to the balance left"), amount=rest)


def _reference(status: Status) -> str:
    """The numbers of the invoices, or else the title; shortened to what a transfer can hold."""
    numbers = [record.invoice for record in _instalments(status) if record.invoice]
    return _fit(" ".join((", ".join(numbers) or status.project.title).split()), _MOST_TEXT)


def _links(ctx: ViewContext) -> Iterator[str]:
    """Where it can be paid: the addresses of the instalments themselves, or else the studio's."""
    pay_to = ctx.studio.pay_to
    links = [record.url for record in _instalments(ctx.status) if record.url]
    if not links and pay_to and pay_to.link:
        links = [pay_to.link]
    yield from dict.fromkeys(links)


def _instalments(status: Status) -> list[Stage | Deposit]:
    """The stages that are to be paid now, or the deposit; a balance is neither."""
    project = status.project
    records: dict[str, Stage | Deposit] = {stage.id: stage for stage in project.stages}
    if project.deposit:
        records[DEPOSIT] = project.deposit
    return [records[due.instalment] for due in status.due if due.instalment in records]


def _grouped(iban: str) -> str:
    plain = "".join(iban.split())
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _code(account: Account | None, amount: Decimal, reference: str) -> Markup:
    """The EPC code of a transfer in EUR, which stays black on white in the dark as well."""
    if account is None or not 0 < amount <= _MOST_AMOUNT:
        return Markup()
    from segno.helpers import make_epc_qr  # which most pages do without

    code = make_epc_qr(
        name=_fit(account.holder, _MOST_NAME),
        iban=account.iban.replace(" ", ""),
        amount=amount,
        text=_fit(reference, _MOST_TEXT),
        bic=account.bic,
        encoding="utf-8",
    )
    return _svg(code.matrix)


def _fit(words: str, size: int) -> str:
    """Words shortened to so many bytes of UTF-8, without half a letter."""
    return words.encode()[:size].decode(errors="ignore").strip()


def _svg(matrix: Iterable[Iterable[int]], border: int = 4) -> Markup:
    """Dark modules as runs of one line, each from where the last ended: small, without a style."""
    rows, path, pen = tuple(matrix), [], (0, 0)
    size = len(rows) + 2 * border
    for y, row in enumerate(rows, border):
        x = border
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                path.append(f"m{x - pen[0]} {y - pen[1]}h{length}")
                pen = (x + length, y)
            x += length
    return Markup(
        '<svg class="cs-code" viewBox="0 0 {0} {0}" aria-hidden="true">'
        '<rect class="cs-code-light" width="{0}" height="{0}"/>'
        '<path class="cs-code-dark" d="M0 .5{1}"/></svg>'
    ).format(size, "".join(path))
