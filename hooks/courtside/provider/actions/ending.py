"""A project that ends early, with its final account.

end, 3200 EUR, 13 of 24 of the provider's days delivered, a fee of 320
->  delivered 1733.33, fees 320.00, final account 2053.33 EUR: proposed, and anybody may differ
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from courtside.engine.schedule import LiveStage
from courtside.errors import ActionRefusedError
from courtside.model.currencies import plain, to_smallest_unit
from courtside.model.values import Party
from courtside.provider.actions.action import Action, ActionContext
from courtside.source.editor import Put
from courtside.text.english import count, long_day, short_day


@dataclass(frozen=True, kw_only=True, slots=True)
class FinalAccount:
    """The proposed final price of a project that ends now, net."""

    rows: tuple[tuple[str, Decimal], ...]
    """The rows of the sum, and the total."""
    total: Decimal


def propose_account(ctx: ActionContext) -> FinalAccount:
    """Return a final account for the work that is delivered.

    It is the price by the provider's working days, plus changes whose work is finished, plus fees,
    less credits in effect; never less than 0, and never more than the total that was agreed. Where
    changes whose work is not finished lower the price in all, it is the lower price that is shared.
    The price of an added stage is its own: it counts as a whole once that stage is finished, and
    until then raises nothing.
    """
    status, currency = ctx.status_on_its_day(), ctx.studio.currency
    stages = status.dated.stages if status.dated else {}
    prices = _agreed_prices(ctx)
    over = {name for name in prices if name in stages and stages[name].finished}
    added = {change.adds.id for change in ctx.project.changes if change.adds}
    others = sum(
        (
            min(price, price * 0) if name in added else price
            for name, price in prices.items()
            if name not in over
        ),
        Decimal(0),
    )
    rows = [_delivered(ctx, stages, min(others, others * 0))]
    finished = sum((prices[name] for name in over), Decimal(0))
    money = status.money
    parts = (
        ("changes that are finished", to_smallest_unit(finished, currency)),
        ("fees", money.fees),
        ("credits", -money.credits),
    )
    rows += [(what, amount) for what, amount in parts if amount]
    summed = sum((amount for _, amount in rows), Decimal(0))
    total = max(min(summed, money.total), summed * 0)
    if total != summed:
        limit = "no more than was agreed in all" if total < summed else "no less than 0"
        rows.append((limit, total - summed))
    return FinalAccount(rows=(*rows, ("final account, net", total)), total=total)


def _delivered(
    ctx: ActionContext, stages: dict[str, LiveStage], less: Decimal
) -> tuple[str, Decimal]:
    """The share of the price that is delivered: finished of all working days of the provider."""
    mine = [stage for stage in ctx.project.stages if stage.owner == "provider"]
    days = {stage.id: ctx.status.terms.allowance(stage) for stage in mine}
    if not sum(days.values()):  # nothing but milestones
        days = dict.fromkeys(days or (stage.id for stage in ctx.project.stages), 1)
    done = sum(n for name, n in days.items() if name in stages and stages[name].finished)
    price = ctx.project.price.value
    less = max(less, -price)
    share = (price + less) * done / sum(days.values())
    what = f"delivered: {done} of {count(sum(days.values()), 'working day')} of yours"
    if less:
        what += f", with the price lowered by {plain(-less, ctx.studio.currency)}"
    return what, to_smallest_unit(share, ctx.studio.currency)


def _agreed_prices(ctx: ActionContext) -> dict[str, Decimal]:
    """The price of the agreed changes for each stage: the one that a change adds, else the one it
    names."""
    prices: dict[str, Decimal] = {}
    for change in ctx.project.changes:
        name = change.adds.id if change.adds else change.stage
        if change.agreed is not None and change.agreed <= ctx.day:
            prices[name] = prices.get(name, Decimal(0)) + change.price.value
    return prices


def refuse_no_end(ctx: ActionContext) -> None:
    """Refuse if there is nothing to end, or no longer anything."""
    ctx.refuse_closed()
    if ctx.project.ended:
        raise ActionRefusedError(
            f"{ctx.id} already ended on {short_day(ctx.project.ended.date)}. To change the final "
            "account, edit `ended` in its file."
        )
    if ctx.project.signed is None:
        raise ActionRefusedError(
            f"{ctx.id} is not signed, so there is nothing to end. Its proposal lapses by itself; "
            f"to take its page down: courtside close {ctx.id}"
        )
    ctx.refuse_before_signature()


def end(ctx: ActionContext, *, by: Party, why: str, total: Decimal) -> Action:
    """End a project early; `total` is its final account, net."""
    refuse_no_end(ctx)
    if total < 0:
        raise ActionRefusedError("A final account cannot be less than 0.")
    money = plain(total, ctx.studio.currency)
    item = {"date": f"{ctx.day}", "by": by, "why": why, "total": money}
    return Action(
        edits=(Put(("ended",), item),),
        fact=f"{ctx.id}: ended on {short_day(ctx.day)}, final account {money} net",
        news=f"ended on {long_day(ctx.day)}",
        joint=True,
        questions=tuple(_more_than_agreed(ctx, total)),
    )


def _more_than_agreed(ctx: ActionContext, total: Decimal) -> Iterator[str]:
    """The question before a final account is more than what was agreed, often by a digit."""
    agreed = max(ctx.status_on_its_day().money.total, total * 0)
    if total > agreed:
        more, all_ = (plain(amount, ctx.studio.currency) for amount in (total, agreed))
        yield f"{more} is more than the {all_} agreed in all. Record it all the same?"
