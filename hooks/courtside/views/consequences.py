"""What follows from delays: the next consequence with its date, those in effect, those waived.

texts open on 27 March, {after: 10, do: fee, amount: 10%}
->  "We need Texts and photos before Monday 30 March; from that day a fee of €840.00 (10% of
    the price) applies."
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from markupsafe import Markup, escape

from courtside.engine.assess import ScheduledState
from courtside.engine.consequences import Consequence, base_of
from courtside.engine.schedule import LiveStage
from courtside.model.currencies import to_smallest_unit
from courtside.model.terms import Step
from courtside.text.markdown import line
from courtside.views.context import ViewContext, ended, together
from courtside.views.step_words import STEP_WORDS


@dataclass(frozen=True, kw_only=True, slots=True)
class DescribedConsequence:
    """One consequence that is ahead, in effect or waived, or a forecast of the queue."""

    kind: Literal["ahead", "in effect", "waived", "forecast"]
    text: Markup
    day: date
    heading: Markup


def describe_consequences(ctx: ViewContext) -> tuple[DescribedConsequence, ...]:
    """Return all consequences in a project: those ahead by day, then forecasts, then the rest.

    A project that is over has none: they are in its account.
    """
    dated = ctx.status.dated
    if dated is None or ctx.status.is_over:
        return ()
    found = [
        _described(ctx, consequence) for consequence in dated.told if _is_shown(ctx, consequence)
    ]
    ahead = [consequence for consequence in found if consequence.kind == "ahead"]
    ahead.sort(key=lambda consequence: consequence.day)
    rest = [consequence for consequence in found if consequence.kind != "ahead"]
    return (*ahead, *_forecasts(ctx, dated), *rest)


def sentence(ctx: ViewContext, consequence: Consequence, *, asked: bool = False) -> Markup:
    """Return the sentence of the page for one consequence; `asked` if it comes after one that has
    asked for the same."""
    if consequence.state == "waived":
        return _waived(ctx, consequence)
    words, dated = STEP_WORDS[consequence.do], ctx.status.dated
    live = dated.stages[consequence.stage] if dated else None
    values = {
        "stage": ctx.title(consequence.stage),
        "day": ctx.t.day(consequence.date),
        "amount": amount_told(ctx, consequence),
        "text": ctx.step(consequence.step) if consequence.do == "remind" else "",
    }
    if consequence.state == "ahead":
        resumes = ctx.resumes.get(consequence.stage) if words.resuming else None
        if resumes is not None:
            return ctx.t.text(words.resuming, resumes=ctx.t.day(resumes), **values)
        paying = words.paying if live and live.stage.pay else ""
        then = words.then if asked else ""
        growing = words.growing if _grows(ctx, consequence) else ""
        return ctx.t.text(then or paying or growing or words.ahead, **values)
    text = ctx.t.text(words.in_effect, **values)
    is_open = live is not None and not live.finished
    if consequence.state == "in effect" and consequence.party == "client" and is_open:
        records = ctx.t.day(ctx.records)
        said = ctx.t.text("This is according to our records of {records}.", records=records)
        return together([text, said])
    return text


def _is_shown(ctx: ViewContext, consequence: Consequence) -> bool:
    """Whether it says something: of a reminder, only what it has of its own, and only beforehand,
    since that one was due does not say that it went out; of a day ahead, one that stays."""
    if consequence.state == "ahead" and ctx.status.moves(consequence.stage, consequence.date):
        return False
    if consequence.do == "approve" and any(
        live.stage.id == consequence.stage for live in ctx.status.last_answers
    ):
        return False  # until tomorrow
    empty = consequence.do == "remind" and (
        consequence.state == "in effect" or not consequence.step.text
    )
    return consequence.state != "lapsed" and not empty


def _described(ctx: ViewContext, consequence: Consequence) -> DescribedConsequence:
    assert consequence.state != "lapsed"
    return DescribedConsequence(
        kind=consequence.state,
        text=sentence(ctx, consequence),
        day=consequence.date,
        heading=ctx.t.day_alone(consequence.date),
    )


def _waived(ctx: ViewContext, consequence: Consequence) -> Markup:
    waiver = ctx.status.project.waived(consequence.stage, consequence.do)
    assert waiver is not None
    step = ctx.name_of(consequence.step)
    values = {"day": ctx.t.day(waiver.date), "stage": ctx.title(consequence.stage), "step": step}
    if consequence.party == "client":
        text = ctx.t.text("On {day} we chose not to apply this: {step} ({stage}).", **values)
    else:
        text = ctx.t.text("On {day} you chose not to apply this: {step} ({stage}).", **values)
    return text if waiver.why is None else Markup("{} {}").format(text, ended(line(waiver.why)))


def amount_told(ctx: ViewContext, consequence: Consequence) -> Markup:
    """Return the money and the rule behind it; nothing for a step that takes none. An amount that
    is still ahead and grows is given per day or week."""
    step = consequence.step
    if consequence.amount is None or step.amount is None:
        return Markup()
    money, how = ctx.net(ctx.money(consequence.amount)), _share(ctx, step)
    if consequence.state == "ahead" and _grows(ctx, consequence):
        money = _each(ctx, _by_rule(ctx, money, how) if step.amount.is_share else money, step)
        return _capped(ctx, money, consequence)
    if consequence.amount != consequence.by_rule:  # of which a cap has cut some
        return escape(money)
    if step.per or step.amount.is_share:
        return _by_rule(ctx, money, _each(ctx, how, step))
    return escape(money)


def _by_rule(ctx: ViewContext, money: object, how: Markup) -> Markup:
    return ctx.t.text("{money} ({how})", money=money, how=how)


def _grows(ctx: ViewContext, consequence: Consequence) -> bool:
    """Whether the caps leave more than its first day or week takes."""
    step, most = consequence.step, consequence.most
    if step.per is None or step.amount is None:
        return False
    return most is None or most > _unit(ctx, consequence)


def _unit(ctx: ViewContext, consequence: Consequence) -> Decimal:
    """The amount of the first day or week, or the whole of one that is taken once."""
    assert consequence.step.amount is not None
    share = consequence.step.amount.of(_base(ctx, consequence))
    return to_smallest_unit(share, ctx.studio.currency)


def _base(ctx: ViewContext, consequence: Consequence) -> Decimal:
    dated = ctx.status.dated
    assert dated is not None
    stage = dated.stages[consequence.stage].stage
    return base_of(ctx.status.project.price.value, stage, consequence.step, ctx.studio.currency)


def _capped(ctx: ViewContext, amount: Markup, consequence: Consequence) -> Markup:
    """Return an amount that grows with the most that is left for it, if there is a cap."""
    step, most = consequence.step, consequence.most
    if most is None:
        return amount
    base, currency = _base(ctx, consequence), ctx.studio.currency
    if step.cap is not None and to_smallest_unit(step.cap.of(base), currency) == most:
        return ctx.capped(amount, step)
    return ctx.up_to(amount, ctx.money(most))


def _share(ctx: ViewContext, step: Step) -> Markup:
    """`10% of the price`, or money."""
    assert step.amount is not None
    if step.amount.is_share:
        return ctx.part_of(step.amount, step)
    return escape(ctx.money(step.amount.value))


def _each(ctx: ViewContext, amount: Markup, step: Step) -> Markup:
    """An amount for each day or week, where a step takes it again."""
    if step.per == "day":
        return ctx.t.text("{amount} for each working day", amount=amount)
    if step.per == "week":
        return ctx.t.text("{amount} for each week or part of a week", amount=amount)
    return amount


def name_and_amount(ctx: ViewContext, consequence: Consequence) -> Markup:
    """Return name and amount: `fee, €320.00 (10% of the price)`; if it grows, the amount for each
    day or week."""
    step, name = consequence.step, ctx.name_of(consequence.step)
    if consequence.amount is None or step.amount is None:
        return name
    if _grows(ctx, consequence):
        amount = _capped(ctx, _each(ctx, _share(ctx, step), step), consequence)
    else:
        amount = amount_told(ctx, consequence)
    return Markup("{}, {}").format(name, amount)


def _forecast(ctx: ViewContext, live: LiveStage) -> Markup:
    start, end = ctx.t.pair(live.start, live.end)  # its due date is the promise, not the forecast
    moves = ctx.status.moves(live.stage.id, live.end)
    due = ctx.earliest(end) if moves else end
    values = {"stage": ctx.title(live.stage.id), "start": start, "due": due}
    if live.start == live.end:
        return ctx.t.text(
            "{stage} is waiting for a free slot; on today’s forecast, {due}.", **values
        )
    return ctx.t.text(
        "{stage} is waiting for a free slot; on today’s forecast, {start} to {due}.", **values
    )


def _forecasts(ctx: ViewContext, dated: ScheduledState) -> Iterator[DescribedConsequence]:
    """When the queue would let stages begin, and what was agreed about it."""
    for live in dated.stages.values():
        if live.state == "queued" and live not in dated.next:
            yield DescribedConsequence(
                kind="forecast",
                text=_forecast(ctx, live),
                day=live.start,
                heading=ctx.t.day_alone(live.start),
            )
    for restart in ctx.status.project.restarts:
        yield DescribedConsequence(
            kind="in effect",
            text=ctx.t.text(
                "On {day} we agreed that {stage} resumes on {start}.",
                day=ctx.t.day(restart.date),
                stage=ctx.title(restart.stage),
                start=ctx.t.day(restart.start),
            ),
            day=restart.date,
            heading=ctx.t.day_alone(restart.date),
        )
