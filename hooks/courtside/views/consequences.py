"""What follows: the next step with its date, what is in effect, what was waived.

texts open on 27 March, {after: 10, do: fee, amount: 10%}
->  "We need Texts and photos before Monday 30 March; from that day a fee of €840.00 (10%) applies."
"""

from __future__ import annotations

from collections.abc import Iterator
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
class Follow:
    """One thing that follows, has followed, or was let go."""

    kind: Literal["ahead", "in effect", "waived", "forecast"]
    text: Markup
    day: date
    heading: Markup


def describe_consequences(ctx: ViewContext) -> tuple[Follow, ...]:
    """Everything that follows in a project: what is next first, then what is so already."""
    dated = ctx.status.dated
    if dated is None:
        return ()
    found = [_follow(ctx, each) for each in dated.consequences if _is_one(each)]
    ahead = sorted((each for each in found if each.kind == "ahead"), key=lambda each: each.day)
    rest = [each for each in found if each.kind != "ahead"]
    return (*ahead, *_forecasts(ctx, dated), *rest)


def sentence(ctx: ViewContext, each: Consequence) -> Markup:
    """One step, as the page says it."""
    return _follow(ctx, each).text


def _is_one(each: Consequence) -> bool:
    """Whether a step follows and is known to: that a reminder was due does not say it went out."""
    return each.state != "lapsed" and (each.do, each.state) != ("remind", "in effect")


def _follow(ctx: ViewContext, each: Consequence) -> Follow:
    if each.state == "waived":
        text = _waived(ctx, each)
    else:
        text = _ahead(ctx, each) if each.state == "ahead" else _in_effect(ctx, each)
    if each.state == "in effect" and each.party == "client" and _still_open(ctx, each):
        records = ctx.t.text(
            "This is according to our records of {records}.",
            records=ctx.t.day(ctx.records),
        )
        text = Markup(" ").join([text, records])
    return Follow(
        kind="in effect" if each.state == "lapsed" else each.state,
        text=text,
        day=each.date,
        heading=ctx.t.day_alone(each.date),
    )


def _still_open(ctx: ViewContext, each: Consequence) -> bool:
    assert ctx.status.dated is not None
    return not ctx.status.dated.stages[each.stage].finished


def _ahead(ctx: ViewContext, each: Consequence) -> Markup:
    say, values = ctx.t.text, _values(ctx, each)
    resumes = ctx.resumes.get(each.stage)
    match each.do:
        case "lose-slot" if resumes is not None:
            return say(
                "To keep your slot, we need {stage} before {day}. After that it goes to "
                "another project, and work resumes in the next free one: {resumes}, on "
                "today's forecast.",
                resumes=ctx.t.day(resumes),
                **values,
            )
        case "lose-slot":
            return say(
                "To keep your slot, we need {stage} before {day}. After that it goes to "
                "another project, and work resumes in the next free one.",
                **values,
            )
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


def _in_effect(ctx: ViewContext, each: Consequence) -> Markup:
    say, values = ctx.t.text, _values(ctx, each)
    match each.do:
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
            raise AssertionError("left out by _is_one")


def _waived(ctx: ViewContext, each: Consequence) -> Markup:
    waiver = ctx.status.project.waived(each.stage, each.do)
    assert waiver is not None
    values = {
        "day": ctx.t.day(waiver.date),
        "stage": ctx.title(each.stage),
        "step": ctx.name_of(each.step),
    }
    if each.party == "client":
        text = ctx.t.text("On {day} we chose not to apply this: {step} ({stage}).", **values)
    else:
        text = ctx.t.text("On {day} you chose not to apply this: {step} ({stage}).", **values)
    return text if waiver.why is None else Markup("{} {}").format(text, line(waiver.why))


def _values(ctx: ViewContext, each: Consequence) -> dict[str, object]:
    amount: object = ""
    if each.amount is not None:
        amount = _amount(ctx, each.step, ctx.money(each.amount))
    return {
        "stage": ctx.title(each.stage),
        "day": ctx.t.day(each.date),
        "amount": amount,
        "text": each.step.text or ctx.t.text("A reminder."),
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
    start, due = ctx.t.pair(one.start, one.due)
    if one.start == one.due:
        return ctx.t.text(
            "{stage} is waiting for a free slot: {due}, on today's forecast.", stage=stage, due=due
        )
    return ctx.t.text(
        "{stage} is waiting for a free slot: {start} to {due}, on today's forecast.",
        stage=stage,
        start=start,
        due=due,
    )


def _forecasts(ctx: ViewContext, dated: ScheduledState) -> Iterator[Follow]:
    """When the queue would let stages begin, and what was agreed about it."""
    for one in dated.stages.values():
        if one.state == "queued" and one not in dated.next:
            yield Follow(
                kind="forecast",
                text=_forecast(ctx, one),
                day=one.start,
                heading=ctx.t.day_alone(one.start),
            )
    for restart in ctx.status.project.restarts:
        yield Follow(
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
