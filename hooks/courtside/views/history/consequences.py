"""What followed from being late, in words that are the same for both sides.

{after: 10, do: fee, amount: 10%} in effect on 30 March
->  Texts and photos was more than 10 working days late. Added to the price: 840.00 €.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from courtside.engine.consequences import Consequence
from courtside.model.values import OTHER, StepKind
from courtside.text.markdown import line
from courtside.views.consequences import amount_told
from courtside.views.context import ViewContext, together
from courtside.views.history.hand_overs import held
from courtside.views.step_words import STEP_WORDS


def followed(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    """Yield the steps that took effect, each with its day; a right may have lapsed since."""
    dated = ctx.status.dated
    for consequence in dated.told if dated else ():
        took_effect = consequence.state in ("in effect", "lapsed")
        if not took_effect or not ctx.knows(consequence):
            continue
        assert dated
        sentences = [_was_late(ctx, consequence), what_followed(ctx, consequence)]
        if consequence.do == "approve":
            sentences.append(held(ctx, dated.stages[consequence.stage]))
        if consequence.state == "lapsed":
            sentences.append(ctx.t.text("This right ended with the stage."))
        yield consequence.date, together(sentences)


def _was_late(ctx: ViewContext, consequence: Consequence) -> Markup:
    title = ctx.title(consequence.stage)
    if not consequence.step.after:
        return ctx.t.text("{stage} was late.", stage=title)
    return ctx.t.plural(
        "{stage} was more than {n} working day late.",
        "{stage} was more than {n} working days late.",
        consequence.step.after,
        stage=title,
    )


def what_followed(ctx: ViewContext, consequence: Consequence) -> Markup:
    """Return the effect of a step, in words for both sides."""
    step, words = consequence.step, STEP_WORDS[consequence.do]
    if step.do == "remind" and consequence.state != "in effect":
        return ctx.step(step)
    so_far = step.per is not None and consequence.state != "ahead"
    amount = "" if consequence.amount is None else ctx.net(ctx.money(consequence.amount))
    if step.per and not so_far:  # its amount is only that of the first day or week
        amount = amount_told(ctx, consequence)
    return ctx.t.text(
        words.so_far if so_far else words.history,
        amount=amount,
        name=ctx.called(OTHER[consequence.party]),
    )


def name_of(ctx: ViewContext, do: StepKind) -> Markup:
    """Return the name of a step in two or three words, for both sides."""
    return ctx.t.text(STEP_WORDS[do].neutral_name or STEP_WORDS[do].name)


def waived(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    """Yield the steps that the other side waived, each with its day."""
    project, dated = ctx.status.project, ctx.status.dated
    stages = [live.stage for live in dated.stages.values()] if dated else project.stages
    owners = {stage.id: stage.owner for stage in stages}
    for waiver in project.waivers:
        text = ctx.t.text(
            "{name} chose not to apply this to {stage}: {step}.",
            name=ctx.called(OTHER[owners[waiver.stage]]),
            stage=ctx.title(waiver.stage),
            step=name_of(ctx, waiver.do),
        )
        yield waiver.date, together([text, line(waiver.why or "")])
