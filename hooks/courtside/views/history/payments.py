"""What was paid and paid back, each time once, on its day.

{date: 2026-02-24, for: deposit, amount: 3049.20 EUR, invoice: 2026-011}
->  Aurora paid 3,049.20 €: Deposit. Invoice 2026-011.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from courtside.model.project import Payment
from courtside.views.context import ViewContext, together
from courtside.views.history.hand_overs import held, punctuality
from courtside.views.payment import payment_title


def payment_events(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    """Return the payments and refunds of a project, in the order of its file."""
    for payment in ctx.status.project.payments:
        yield payment.date, together(_sentences(ctx, payment))


def _sentences(ctx: ViewContext, payment: Payment) -> Iterator[Markup]:
    say, amount = ctx.t.text, payment.amount.value
    values = {
        "name": ctx.called("provider" if amount < 0 else "client"),
        "amount": ctx.money(abs(amount)),
        "title": payment_title(ctx, payment),
    }
    if amount < 0:
        yield say("{name} paid back {amount}: {title}.", **values)
    elif payment.part:
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
    settling = [
        other
        for other in ctx.status.project.payments
        if other.instalment == payment.instalment and not other.part and other.amount.value > 0
    ]
    return payment is min(settling, key=lambda other: other.date, default=None)
