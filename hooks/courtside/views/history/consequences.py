"""What followed from lateness, in words that are the same for both sides.

{after: 10, do: fee, amount: 10%} in effect on 30 March
->  Texts and photos was more than 10 working days late. Added to the price: 840.00 €.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from courtside.engine.consequences import Consequence
from courtside.model.terms import Step
from courtside.model.values import OTHER
from courtside.text.markdown import line
from courtside.views.context import ViewContext
from courtside.views.history.event import Told, called, together
from courtside.views.history.hand_overs import held


def followed(tell: ViewContext) -> Iterator[Told]:
    """The steps in effect, each on the day on which it took effect."""
    dated = tell.status.dated
    for found in dated.consequences if dated else ():
        if found.state != "in effect" or not tell.knows(found):
            continue
        assert dated
        sentences = [_was_late(tell, found), what_followed(tell, found)]
        if found.do == "approve":
            sentences.append(held(tell, dated.stages[found.stage]))
        yield Told(day=found.date, text=together(sentences))


def _was_late(tell: ViewContext, found: Consequence) -> Markup:
    title = tell.title(found.stage)
    if not found.step.after:
        return tell.t.text("{stage} was late.", stage=title)
    return tell.t.plural(
        "{stage} was more than {n} working day late.",
        "{stage} was more than {n} working days late.",
        found.step.after,
        stage=title,
    )


def what_followed(tell: ViewContext, found: Consequence) -> Markup:
    """What a step does, in words that are the same for both sides."""
    say = tell.t.text
    amount = "" if found.amount is None else tell.money(found.amount)
    match found.do:
        case "lose-slot":
            return say("The slot goes to another project, and work resumes in the next free one.")
        case "fee" if found.step.per:
            return say("Added to the price from then on: {amount} in total.", amount=amount)
        case "fee":
            return say("Added to the price: {amount}.", amount=amount)
        case "credit" if found.step.per:
            return say("Taken off the price from then on: {amount} in total.", amount=amount)
        case "credit":
            return say("Taken off the price: {amount}.", amount=amount)
        case "approve":
            return say("Silence counts as approval.")
        case "may-close":
            return say(
                "{name} may end the project and invoice the work done so far.",
                name=called(tell, "provider"),
            )
        case "may-leave":
            return say(
                "{name} may end the project and get back what was paid for but not delivered.",
                name=called(tell, "client"),
            )
        case "remind" if found.state == "in effect":
            return say("A reminder was sent.")
        case "remind":
            return escape(found.step.text or say("A reminder."))


def name_of(tell: ViewContext, step: Step) -> Markup:
    """A step in two or three words, of both sides alike."""
    if step.do in ("may-close", "may-leave"):
        return tell.t.text("right to end the project")
    return tell.name_of(step)


def waived(tell: ViewContext) -> Iterator[Told]:
    """The steps that somebody was kind enough not to take."""
    project = tell.status.project
    for waiver in project.waivers:
        owner = next(stage.owner for stage in project.stages if stage.id == waiver.stage)
        text = tell.t.text(
            "{name} chose not to apply this to {stage}: {step}.",
            name=called(tell, OTHER[owner]),
            stage=tell.title(waiver.stage),
            step=name_of(tell, Step(after=0, do=waiver.do)),
        )
        why = line(waiver.why) if waiver.why else Markup()
        yield Told(day=waiver.date, text=together([text, why]))
