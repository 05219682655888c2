"""What follows from delays: the next consequence with its date, those in effect, those waived.

texts open on 27 March, {after: 10, do: fee, amount: 10%}
->  "We need Texts and photos before Monday 30 March; from that day a fee of €840.00 (10%) applies."
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup, escape

from courtside.engine.assess import ScheduledState
from courtside.engine.consequences import Consequence
from courtside.engine.schedule import LiveStage
from courtside.model.terms import Step
from courtside.text.markdown import line
from courtside.views.context import ViewContext


@dataclass(frozen=True, kw_only=True, slots=True)
class DescribedConsequence:
    """One consequence that is ahead, in effect or waived, or a forecast of the queue."""

    kind: Literal["ahead", "in effect", "waived", "forecast"]
    text: Markup
    day: date
    heading: Markup


def describe_consequences(ctx: ViewContext) -> tuple[DescribedConsequence, ...]:
    """Return all consequences in a project: those ahead by day, then forecasts, then the rest.

    A project that is over has none: what they came to is in its account.
    """
    dated = ctx.status.dated
    if dated is None or ctx.status.phase in ("complete", "ended", "closed"):
        return ()
    found = [
        _follow(ctx, consequence) for consequence in dated.consequences if _is_shown(consequence)
    ]
    ahead = sorted(
        (consequence for consequence in found if consequence.kind == "ahead"),
        key=lambda consequence: consequence.day,
    )
    rest = [consequence for consequence in found if consequence.kind != "ahead"]
    return (*ahead, *_forecasts(ctx, dated), *rest)


def sentence(ctx: ViewContext, consequence: Consequence) -> Markup:
    """Return one consequence, as the page says it."""
    return _follow(ctx, consequence).text


def _is_shown(consequence: Consequence) -> bool:
    """Whether a consequence is known: that a reminder was due does not say that it went out."""
    return consequence.state != "lapsed" and (consequence.do, consequence.state) != (
        "remind",
        "in effect",
    )


def _follow(ctx: ViewContext, consequence: Consequence) -> DescribedConsequence:
    if consequence.state == "waived":
        text = _waived(ctx, consequence)
    else:
        text = (
            _ahead(ctx, consequence)
            if consequence.state == "ahead"
            else _in_effect(ctx, consequence)
        )
    if (
        consequence.state == "in effect"
        and consequence.party == "client"
        and _still_open(ctx, consequence)
    ):
        records = ctx.t.text(
            "This is according to our records of {records}.",
            records=ctx.t.day(ctx.records),
        )
        text = Markup(" ").join([text, records])
    return DescribedConsequence(
        kind="in effect" if consequence.state == "lapsed" else consequence.state,
        text=text,
        day=consequence.date,
        heading=ctx.t.day_alone(consequence.date),
    )


def _still_open(ctx: ViewContext, consequence: Consequence) -> bool:
    assert ctx.status.dated is not None
    return not ctx.status.dated.stages[consequence.stage].finished


def _ahead(ctx: ViewContext, consequence: Consequence) -> Markup:
    say, values = ctx.t.text, _values(ctx, consequence)
    match consequence.do:
        case "lose-slot":
            return _losing_slot(ctx, ctx.resumes.get(consequence.stage), values)
        case "fee":
            return say(
                "We need {stage} before {day}; from that day a fee of {amount} applies.", **values
            )
        case "credit":
            return say(
                "If we have not handed over {stage} before {day}, we take {amount} off the price.",
                **values,
            )
        case "approve":
            return say(
                "We need your answer on {stage} before {day}; without one, it counts as "
                "approved from that day.",
                **values,
            )
        case "may-close":
            return say(
                "If we do not have {stage} before {day}, we may end the project and invoice "
                "the work done so far.",
                **values,
            )
        case "may-leave":
            return say(
                "If we have not handed over {stage} before {day}, you may end the project "
                "and get back what you have paid for but not received.",
                **values,
            )
        case "remind":
            return say("On {day}, if still open ({stage}): {text}", **values)


def _losing_slot(ctx: ViewContext, resumes: date | None, values: Mapping[str, object]) -> Markup:
    if resumes is None:
        return ctx.t.text(
            "To keep your slot, we need {stage} before {day}. After that it goes to "
            "another project, and work resumes in the next free one.",
            **values,
        )
    return ctx.t.text(
        "To keep your slot, we need {stage} before {day}. After that it goes to "
        "another project, and work resumes in the next free one: {resumes}, on "
        "today's forecast.",
        resumes=ctx.t.day(resumes),
        **values,
    )


def _in_effect(ctx: ViewContext, consequence: Consequence) -> Markup:
    say, values = ctx.t.text, _values(ctx, consequence)
    match consequence.do:
        case "lose-slot":
            return say(
                "On {day} your slot went to another project: we had not received {stage} yet.",
                **values,
            )
        case "fee":
            return say(
                "On {day} we added a fee of {amount}: we had not received {stage} yet.", **values
            )
        case "credit":
            return say(
                "We took {amount} off the price because we were late with {stage}.", **values
            )
        case "approve":
            return say("On {day} silence counted as approval: {stage}.", **values)
        case "may-close":
            return say(
                "Since {day} we may end the project and invoice the work done so far, "
                "because of the delay with {stage}.",
                **values,
            )
        case "may-leave":
            return say(
                "Since {day} you may end the project and get back what you have paid for but "
                "not received, because we were late with {stage}.",
                **values,
            )
        case "remind":
            raise AssertionError("left out by _is_shown")


def _waived(ctx: ViewContext, consequence: Consequence) -> Markup:
    waiver = ctx.status.project.waived(consequence.stage, consequence.do)
    assert waiver is not None
    values = {
        "day": ctx.t.day(waiver.date),
        "stage": ctx.title(consequence.stage),
        "step": ctx.name_of(consequence.step),
    }
    if consequence.party == "client":
        text = ctx.t.text("On {day} we chose not to apply this: {step} ({stage}).", **values)
    else:
        text = ctx.t.text("On {day} you chose not to apply this: {step} ({stage}).", **values)
    return text if waiver.why is None else Markup("{} {}").format(text, line(waiver.why))


def _values(ctx: ViewContext, consequence: Consequence) -> dict[str, object]:
    amount: object = ""
    if consequence.amount is not None:
        amount = _amount(ctx, consequence.step, ctx.money(consequence.amount))
    return {
        "stage": ctx.title(consequence.stage),
        "day": ctx.t.day(consequence.date),
        "amount": amount,
        "text": consequence.step.text or ctx.t.text("A reminder."),
    }


def _amount(ctx: ViewContext, step: Step, money: str) -> Markup:
    """The money itself, and by which rule."""
    assert step.amount is not None
    if not step.amount.is_share and step.per is None:
        return escape(money)
    how = (
        escape(ctx.t.percent(step.amount.value))
        if step.amount.is_share
        else escape(ctx.money(step.amount.value))
    )
    if step.per == "day":
        how = ctx.t.text("{amount} for each working day", amount=how)
    elif step.per == "week":
        how = ctx.t.text("{amount} for each week or part of a week", amount=how)
    return ctx.t.text("{money} ({how})", money=money, how=how)


def _forecast(ctx: ViewContext, one: LiveStage) -> Markup:
    stage = ctx.title(one.stage.id)
    start, end = ctx.t.pair(one.start, one.end)  # its due date is the promise, not the forecast
    if one.start == one.end:
        return ctx.t.text(
            "{stage} is waiting for a free slot: {due}, on today's forecast.", stage=stage, due=end
        )
    return ctx.t.text(
        "{stage} is waiting for a free slot: {start} to {due}, on today's forecast.",
        stage=stage,
        start=start,
        due=end,
    )


def _forecasts(ctx: ViewContext, dated: ScheduledState) -> Iterator[DescribedConsequence]:
    """When the queue would let stages begin, and what was agreed about it."""
    for one in dated.stages.values():
        if one.state == "queued" and one not in dated.next:
            yield DescribedConsequence(
                kind="forecast",
                text=_forecast(ctx, one),
                day=one.start,
                heading=ctx.t.day_alone(one.start),
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
