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


def describe_consequences(tell: ViewContext) -> tuple[Follow, ...]:
    """Everything that follows in a project: what is next first, then what is so already."""
    dated = tell.status.dated
    if dated is None:
        return ()
    found = [_follow(tell, each) for each in dated.consequences if _is_one(each)]
    ahead = sorted((each for each in found if each.kind == "ahead"), key=lambda each: each.day)
    rest = [each for each in found if each.kind != "ahead"]
    return (*ahead, *_forecasts(tell, dated), *rest)


def sentence(tell: ViewContext, each: Consequence) -> Markup:
    """One step, as the page says it."""
    return _follow(tell, each).text


def _is_one(each: Consequence) -> bool:
    """Whether a step follows and is known to: that a reminder was due does not say it went out."""
    return each.state != "lapsed" and (each.do, each.state) != ("remind", "in effect")


def _follow(tell: ViewContext, each: Consequence) -> Follow:
    if each.state == "waived":
        text = _waived(tell, each)
    else:
        text = _ahead(tell, each) if each.state == "ahead" else _in_effect(tell, each)
    if each.state == "in effect" and each.party == "client" and _still_open(tell, each):
        records = tell.t.text(
            "This is according to our records of {records}.",
            records=tell.t.day(tell.records),
        )
        text = Markup(" ").join([text, records])
    return Follow(
        kind="in effect" if each.state == "lapsed" else each.state,
        text=text,
        day=each.date,
        heading=tell.t.day_alone(each.date),
    )


def _still_open(tell: ViewContext, each: Consequence) -> bool:
    assert tell.status.dated is not None
    return not tell.status.dated.stages[each.stage].finished


def _ahead(tell: ViewContext, each: Consequence) -> Markup:
    say, values = tell.t.text, _values(tell, each)
    resumes = tell.resumes.get(each.stage)
    match each.do:
        case "lose-slot" if resumes is not None:
            return say(
                "To keep your slot, we need {stage} before {day}. After that it goes to "
                "another project, and work resumes in the next free one: {resumes}, on "
                "today's forecast.",
                resumes=tell.t.day(resumes),
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


def _in_effect(tell: ViewContext, each: Consequence) -> Markup:
    say, values = tell.t.text, _values(tell, each)
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


def _waived(tell: ViewContext, each: Consequence) -> Markup:
    waiver = tell.status.project.waived(each.stage, each.do)
    assert waiver is not None
    values = {
        "day": tell.t.day(waiver.date),
        "stage": tell.title(each.stage),
        "step": tell.name_of(each.step),
    }
    if each.party == "client":
        text = tell.t.text("On {day} we chose not to apply this: {step} ({stage}).", **values)
    else:
        text = tell.t.text("On {day} you chose not to apply this: {step} ({stage}).", **values)
    return text if waiver.why is None else Markup("{} {}").format(text, line(waiver.why))


def _values(tell: ViewContext, each: Consequence) -> dict[str, object]:
    amount: object = ""
    if each.amount is not None:
        amount = _amount(tell, each.step, tell.money(each.amount))
    return {
        "stage": tell.title(each.stage),
        "day": tell.t.day(each.date),
        "amount": amount,
        "text": each.step.text or tell.t.text("A reminder."),
    }


def _amount(tell: ViewContext, step: Step, money: str) -> Markup:
    """The money itself, and by which rule."""
    assert step.amount is not None
    if not step.amount.is_share and step.per is None:
        return escape(money)
    how = (
        escape(tell.t.percent(step.amount.value))
        if step.amount.is_share
        else escape(tell.money(step.amount.value))
    )
    if step.per == "day":
        how = tell.t.text("{amount} for each working day", amount=how)
    elif step.per == "week":
        how = tell.t.text("{amount} for each week or part of a week", amount=how)
    return tell.t.text("{money} ({how})", money=money, how=how)


def _forecast(tell: ViewContext, one: LiveStage) -> Markup:
    stage = tell.title(one.stage.id)
    start, due = tell.t.pair(one.start, one.due)
    if one.start == one.due:
        return tell.t.text(
            "{stage} is waiting for a free slot: {due}, on today's forecast.", stage=stage, due=due
        )
    return tell.t.text(
        "{stage} is waiting for a free slot: {start} to {due}, on today's forecast.",
        stage=stage,
        start=start,
        due=due,
    )


def _forecasts(tell: ViewContext, dated: ScheduledState) -> Iterator[Follow]:
    """When the queue would let stages begin, and what was agreed about it."""
    for one in dated.stages.values():
        if one.state == "queued" and one not in dated.next:
            yield Follow(
                kind="forecast",
                text=_forecast(tell, one),
                day=one.start,
                heading=tell.t.day_alone(one.start),
            )
    for restart in tell.status.project.restarts:
        yield Follow(
            kind="in effect",
            text=tell.t.text(
                "On {day} we agreed that {stage} resumes on {start}.",
                day=tell.t.day(restart.date),
                stage=tell.title(restart.stage),
                start=tell.t.day(restart.start),
            ),
            day=restart.date,
            heading=tell.t.day_alone(restart.date),
        )
