"""What was paid and paid back, each time once, on its day.

{date: 2026-02-24, for: deposit, amount: 3049.20 EUR, invoice: 2026-011}
->  Aurora paid 3,049.20 €: Deposit. Invoice 2026-011.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from courtside.model.project import Payment
from courtside.views.context import ViewContext
from courtside.views.history.event import HistoryEvent, called, together
from courtside.views.history.hand_overs import held, punctuality
from courtside.views.payment import instalment_title


def payment_events(ctx: ViewContext) -> Iterator[HistoryEvent]:
    """Return the payments and refunds of a project, in the order of its file."""
    for payment in ctx.status.project.payments:
        yield HistoryEvent(day=payment.date, text=together(_sentences(ctx, payment)))


def _sentences(ctx: ViewContext, payment: Payment) -> Iterator[Markup]:
    say, amount = ctx.t.text, payment.amount.value
    title = instalment_title(ctx, payment.instalment)
    if amount < 0:
        provider = called(ctx, "provider")
        yield say(
            "{name} paid back {amount}: {title}.",
            name=provider,
            amount=ctx.money(-amount),
            title=title,
        )
    else:
        values = {"name": called(ctx, "client"), "amount": ctx.money(amount), "title": title}
        if payment.part:
            yield say("{name} paid {amount} in part: {title}.", **values)
        else:
            yield say("{name} paid {amount}: {title}.", **values)
    if payment.invoice:
        yield say("Invoice {number}.", number=payment.invoice)
    yield from _on_time(ctx, payment)


def _on_time(ctx: ViewContext, payment: Payment) -> Iterator[Markup]:
    """When it was due, of the payment that settles a stage."""
    dated, name = ctx.status.dated, payment.instalment
    if dated is None or name not in dated.stages or not _settles(ctx, payment):
        return
    live = dated.stages[name]
    if live.state == "done" and live.end == payment.date:
        yield held(ctx, live)
        yield punctuality(ctx, live)
    elif payment.date <= ctx.status.as_of:  # not after the end, when nothing has its turn
        yield ctx.t.text("This was ahead of time.")


def _settles(ctx: ViewContext, payment: Payment) -> bool:
    """Whether it is the first payment that settles its instalment."""
    project = ctx.status.project
    first = next(
        (
            other
            for other in sorted(project.payments, key=lambda payment: payment.date)
            if other.instalment == payment.instalment and not other.part and other.amount.value > 0
        ),
        None,
    )
    return first is payment
