"""Money that came, or went back, and how what is asked is made up.

    paid, 500 EUR of the 3049.20 EUR that the deposit asks
    ->  payments: [{date: 2026-02-24, for: deposit, amount: 500.00 EUR, part: true}]

Amounts in `payments` are gross. The first payment for an instalment that is not a part settles it,
so anything less than asked is questioned, and anything more is kept and shown as overpaid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from courtside.engine.assess import Status
from courtside.engine.money import Money
from courtside.engine.schedule import LiveStage
from courtside.engine.shares import BALANCE, DEPOSIT, agreed_payments, last_payment, taxes_on
from courtside.errors import ActionRefusedError
from courtside.model.currencies import plain, to_smallest_unit
from courtside.provider.actions.action import Action, ActionContext, how_to_settle, sum_lines
from courtside.provider.names import pick
from courtside.source.checks.payments import instalment_names
from courtside.source.editor import Add
from courtside.source.yaml_writer import Value
from courtside.text.english import long_day, short_day

Meant = Literal["part", "all"]
"""The meaning of a payment that is less than asked: only a part, or accepted as all of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """A payment as it was typed; values left out are those that are due."""

    instalment: str | None = None
    amount: Decimal | None = None
    meant: Meant | None = None
    invoice: str | None = None


def named_instalment(ctx: ActionContext, given: str) -> str:
    """Return the id of the instalment that was named; refuses a stage without money."""
    names = instalment_names(ctx.project)
    try:
        return pick(given, names, "instalment")
    except ActionRefusedError:
        stages = [stage.id for stage in ctx.project.stages]
        if given in stages:
            raise ActionRefusedError(
                f"{given} is not a payment. Instalments: {', '.join(names)}."
            ) from None
        if given == DEPOSIT:
            raise ActionRefusedError(
                f"{ctx.id} has no deposit. Instalments: {', '.join(names)}."
            ) from None
        raise


def paid(ctx: ActionContext, received: Received) -> Action:
    """Record a payment; unless told otherwise, of the amount that is due now."""
    ctx.refuse_unsigned()
    ctx.refuse_before_signature()
    status = ctx.status_on_its_day()
    name = _meant(ctx, status, received)
    asked = _asks(status, name)
    if received.meant == "part" and received.amount is None:
        raise ActionRefusedError(
            f"A part has an amount of its own: courtside paid {ctx.id} {name} AMOUNT --part"
        )
    amount = asked if received.amount is None else received.amount
    _refuse_negative(ctx, amount)
    _refuse_nothing_left_of_deposit(ctx, status, name, amount)
    settled = _settled_by_then(ctx, status, name)
    if settled and received.meant != "part":
        raise ActionRefusedError(_paid_twice(ctx, name, settled, amount))
    if amount == 0:
        raise ActionRefusedError(_for_nothing(ctx, name, asked))
    part = bool(settled) or _is_part(ctx, name, asked, amount, received)
    money = plain(amount, ctx.studio.currency)
    item: dict[str, Value] = {"date": f"{ctx.day}", "for": name, "amount": money}
    if part:
        item["part"] = True
    if received.invoice:
        item["invoice"] = received.invoice
    more = amount - (_owed_again(ctx, status, name) if ctx.project.settled(name) else asked)
    over = f", {plain(more, ctx.studio.currency)} more than asked" if more > 0 else ""
    what = f"more for {name}" if settled else f"a part of {name}" if part else name
    return Action(
        edits=(Add(("payments",), item),),
        fact=f"{ctx.id}: {what} received on {short_day(ctx.day)}, {money}{over}",
        news=f"{_title(ctx, name)} received on {long_day(ctx.day)}, thank you",
        of_client=True,
        notes=tuple(make_up(ctx, status, name)),
        questions=tuple(_early(status, name, money, received)),
    )


def _early(status: Status, name: str, money: str, received: Received) -> Iterator[str]:
    """The question before all of a payment is recorded whose turn has not come, and that nobody
    named."""
    turn = [due.instalment for due in status.due] + [live.stage.id for live in _next(status)]
    if received.instalment is None and received.amount is None and name not in turn:
        yield f"Nothing is due now. Did the {money} for {name} arrive all the same?"


def _meant(ctx: ActionContext, status: Status, received: Received) -> str:
    """What a payment is for: as named, else what is due now, else what is asked next."""
    if received.instalment is not None:
        return named_instalment(ctx, received.instalment)
    due = [due.instalment for due in status.due if due.amount > 0]
    open_ones = due or [name for name, amount in status.asked.items() if amount > 0]
    if DEPOSIT in open_ones:  # it comes first, before there are dates
        return DEPOSIT
    if open_ones:
        return ctx.pick_one("payment", open_ones)
    if status.money.balance > 0 or received.amount is not None:
        return BALANCE
    if its_turn := [live.stage.id for live in _next(status) if live.stage.pay]:
        return its_turn[0]  # which asks for nothing
    raise ActionRefusedError(
        f"{ctx.id}: nothing is left to be paid. If money came all the same, give its amount: "
        f"courtside paid {ctx.id} balance AMOUNT"
    )


def _next(status: Status) -> tuple[LiveStage, ...]:
    return status.dated.next if status.dated else ()


def _asks(status: Status, name: str) -> Decimal:
    balance = status.money.balance
    if name in status.asked and not _is_final(status, name):
        return status.asked[name]
    return max(balance, balance * 0) if name == BALANCE else balance * 0


def _is_final(status: Status, name: str) -> bool:
    """Whether a payment is for all that is left, once nothing else can be due."""
    all_done = status.dated is not None and not status.dated.next
    return name == BALANCE and (all_done or status.project.ended is not None)


def _refuse_negative(ctx: ActionContext, amount: Decimal) -> None:
    if amount < 0:
        raise ActionRefusedError(
            "A payment is more than 0. For money that you paid back: courtside refund "
            f"{ctx.id} {plain(-amount, ctx.studio.currency)}"
        )


def _refuse_nothing_left_of_deposit(
    ctx: ActionContext, status: Status, name: str, amount: Decimal
) -> None:
    """Refuse what takes from an open deposit: it would ask for nothing, and never be settled."""
    if name == DEPOSIT or not status.waits_for_deposit:
        return
    asked = status.asked[DEPOSIT]
    if amount > status.money.balance - asked:
        money = plain(amount, ctx.studio.currency)
        raise ActionRefusedError(
            f"{ctx.id}: the deposit of {plain(asked, ctx.studio.currency)} is still open, and this "
            f"would pay a part of it. If all came at once, record it as the deposit: courtside "
            f"paid {ctx.id} deposit {money}"
        )


def _settled_by_then(ctx: ActionContext, status: Status, name: str) -> date | None:
    """When an instalment was settled, unless it was paid back since, or the payment is for what is
    left of the balance."""
    if name == BALANCE and (status.money.balance > 0 or not _is_stage(ctx, name)):
        return None
    return ctx.project.settled(name) if _came_for(ctx, name) > 0 else None


def _owed_again(ctx: ActionContext, status: Status, name: str) -> Decimal:
    """What is owed of a settled instalment, part of which may have been paid back or bounced: what
    its share lacks, or all that is left if it is the last."""
    left = max(status.money.balance, status.money.balance * 0)
    shares = agreed_payments(ctx.project, ctx.studio.currency, ctx.project.taxes(ctx.studio))
    if name == last_payment(ctx.project):
        return max(left - sum(status.asked.values()), left * 0)
    if name not in shares:
        return left
    return min(left, max(shares[name] - _came_for(ctx, name), left * 0))


def _paid_twice(ctx: ActionContext, name: str, settled: date, amount: Decimal) -> str:
    more = plain(amount, ctx.studio.currency) if amount else "AMOUNT"
    return (
        f"{ctx.id}: {name} was already received on {short_day(settled)}. If more arrived, "
        "record it as one more part; what is too much is shown as overpaid: courtside paid "
        f"{ctx.id} {name} {more} --part"
    )


def _for_nothing(ctx: ActionContext, name: str, asked: Decimal) -> str:
    if asked:
        money = plain(asked, ctx.studio.currency)
        return f"{ctx.id}: {name} asks for {money}, and 0 is not a payment. Give what arrived."
    what, instead = "asks for nothing, so there is nothing to record", "."
    for live in _next(ctx.status):
        if live.stage.id == name and (settled := how_to_settle(ctx.status, live)):
            what, instead = settled[0], f"; else: {settled[1]}"
    return f"{ctx.id}: {name} {what}. If money came all the same, give its amount{instead}"


def _came_for(ctx: ActionContext, name: str) -> Decimal:
    came = (p.amount.value for p in ctx.project.payments if p.instalment == name)
    return sum(came, Decimal(0))


def _is_part(
    ctx: ActionContext, name: str, asked: Decimal, amount: Decimal, received: Received
) -> bool:
    """Whether a payment is only a part; asks where it is less than was asked."""
    if amount >= asked or (name == BALANCE and not _is_stage(ctx, name)):
        return False
    if received.meant is not None:
        return received.meant == "part"
    both = (plain(money, ctx.studio.currency) for money in (amount, asked))
    question = f"{' of '.join(both)}: a part, or all of it?"
    return ctx.choose("share", get_args(Meant), question=question) == "part"


def _is_stage(ctx: ActionContext, name: str) -> bool:
    return any(stage.id == name for stage in ctx.project.stages)


def _title(ctx: ActionContext, name: str) -> str:
    stage = next((stage for stage in ctx.project.stages if stage.id == name), None)
    return stage.title if stage else name


def refund(ctx: ActionContext, given: str | None, amount: Decimal | None) -> Action:
    """Record money that was paid back; unless told otherwise, all that was paid beyond the
    total."""
    ctx.refuse_unsigned()
    ctx.refuse_before_signature()
    currency = ctx.studio.currency
    name = _paid_last(ctx) if given is None else named_instalment(ctx, given)
    money = ctx.status_on_its_day().money
    overpaid = -money.balance
    back = overpaid if amount is None else abs(amount)
    if amount == 0:
        raise ActionRefusedError("A refund is more than 0. Give the amount that you paid back.")
    came = sum((p.amount.value for p in ctx.project.payments if p.date <= ctx.day), Decimal(0))
    if back <= 0:
        owed = f"{ctx.id}: nothing is owed back."
        if came <= 0:
            raise ActionRefusedError(owed)
        raise ActionRefusedError(
            f"{owed} To pay something back all the same, give its amount: courtside refund "
            f"{ctx.id} AMOUNT"
        )
    _refuse_more_than_came(ctx, money, back, came)
    item = {"date": f"{ctx.day}", "for": name, "amount": plain(-back, currency)}
    return Action(
        edits=(Add(("payments",), item),),
        fact=f"{ctx.id}: {plain(back, currency)} paid back on {short_day(ctx.day)}",
        news=f"paid back on {long_day(ctx.day)}",
        notes=_not_overpaid(ctx, back - max(overpaid, Decimal(0))),
    )


def _refuse_more_than_came(ctx: ActionContext, money: Money, back: Decimal, came: Decimal) -> None:
    """Refuse to pay back more than had come, unless credits owe it; a change that takes more than
    the price owes nothing."""
    mistyped = money.price + money.changes < 0
    if back <= (came if mistyped else max(came, -money.balance)):
        return
    currency = ctx.studio.currency
    hint = " Its agreed changes take more than the price: correct `changes` in its file."
    raise ActionRefusedError(
        f"{plain(back, currency)} cannot be paid back: only {plain(came, currency)} had come "
        f"by {short_day(ctx.day)}.{hint if mistyped else ''}"
    )


def _paid_last(ctx: ActionContext) -> str:
    """What is paid back of: the balance. Where a stage has its name, which would ask for that money
    again, it is what was paid last."""
    if not _is_stage(ctx, BALANCE):
        return BALANCE
    came = [one for one in ctx.project.payments if one.date <= ctx.day and one.amount.value > 0]
    came.sort(key=lambda one: one.date)
    return came[-1].instalment if came else BALANCE


def _not_overpaid(ctx: ActionContext, more: Decimal) -> tuple[str, ...]:
    """What to do instead, where a part of a refund was not overpaid: the client owes it again, and
    what was settled stays so."""
    if more <= 0:
        return ()
    lower = f"agree on less first (courtside change {ctx.id} STAGE --title REASON --price -AMOUNT)"
    less = "write a lower `total` in `ended`" if ctx.project.ended else lower
    return (
        f"{plain(more, ctx.studio.currency)} of it was not overpaid: the client owes that again.",
        "If a payment bounced, and nothing that comes after it has begun, delete it from "
        "`payments` instead: it is asked for again at once.",
        f"If you give it back for good, {less}.",
    )


# --- How an amount is made up ------------------------------------------------------------------


def make_up(ctx: ActionContext, status: Status, name: str) -> Iterator[str]:
    """Yield the lines of the sum that an instalment asks: net, taxes, and what came before."""
    is_asked = name in status.asked and not _is_final(status, name)
    if is_asked and name != last_payment(ctx.project):
        rows = list(_share(ctx, name))
    elif is_asked or name == BALANCE:
        rows = list(_account(ctx, status, name))
    else:
        return
    asks = _asks(status, name)
    if more := sum((amount for _, amount in rows), Decimal(0)) - asks:
        rows.append(("more than is left to pay", -more))
    yield from sum_lines((*rows, (f"{name} to be paid", asks)), ctx.studio.currency)


def _share(ctx: ActionContext, name: str) -> Iterator[tuple[str, Decimal]]:
    project, price = ctx.project, ctx.project.price.value
    agreed = project.deposit.amount if name == DEPOSIT and project.deposit else None
    share = agreed or next(stage.pay for stage in project.stages if stage.id == name)
    assert share is not None
    net = to_smallest_unit(share.of(price), ctx.studio.currency)
    yield (f"{share.value:f}% of the price" if share.is_share else "as agreed"), net
    yield from _taxes(ctx, net)
    if parts := _came_for(ctx, name):
        yield "parts that came", -parts


def _taxes(ctx: ActionContext, net: Decimal) -> Iterator[tuple[str, Decimal]]:
    taxes = ctx.project.taxes(ctx.studio)
    for name, rate, amount in taxes_on(net, taxes, ctx.studio.currency):
        yield f"{name} {rate:f}%", amount


def _account(ctx: ActionContext, status: Status, name: str) -> Iterator[tuple[str, Decimal]]:
    money = status.money
    if status.project.ended:
        yield "final account", money.total
    else:
        yield "price", money.price
        parts = (("changes", money.changes), ("fees", money.fees), ("credits", -money.credits))
        yield from ((what, amount) for what, amount in parts if amount)
    yield from _taxes(ctx, money.total)
    if money.paid:
        yield "paid so far", -money.paid
    if name in status.asked and not _is_final(status, name):
        earlier = [amount for other, amount in status.asked.items() if other != name]
        if any(earlier):
            yield "asked before it", -sum(earlier, Decimal(0))
