"""What waits for the client's answer: our proposed changes and pauses, and open questions.

    a French version, 4 days, 900 net, proposed on 15 June
    ->  "French version": 4 more working days; finish date 7 July instead of 1 July; €1,089.00 more

Each is shown with its whole effect, as the engine walks it (`engine.effects`), and counts for
nothing until both agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from courtside.engine.assess import Status
from courtside.engine.consequences import Consequence
from courtside.engine.effects import Effect
from courtside.engine.workdays import DAY
from courtside.model.project import Pause
from courtside.text.language import capital
from courtside.text.markdown import line
from courtside.views.buttons import Button, answer_button, decision_buttons
from courtside.views.context import ViewContext, ended


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A question or proposal that waits for an answer."""

    title: Markup
    lines: tuple[Markup, ...]
    """Lines about what it is, or adds."""
    offer: tuple[Markup, ...]
    """Lines about when it was asked or proposed; none if it is too late for an answer."""
    buttons: tuple[Button, ...]
    effect: tuple[Markup, ...] = ()
    """Lines about what a proposal would do, if agreed on the day of the build."""
    until: date | None = None
    """The last day on which it can be agreed, if nothing happens until then; None if that is not
    known."""
    too_late: Markup | None = None
    """The line that takes the place of `offer`, `effect` and `buttons` once it is too late; None if
    it is not known when that will be."""

    @property
    def closes(self) -> date | None:
        """The day from which it is too late; None if that is not known, or it is too late today."""
        return self.until + DAY if self.until else None


def describe_decisions(
    ctx: ViewContext, effects: Iterable[Effect], later: Sequence[Status] = ()
) -> tuple[Decision, ...]:
    """Return everything that waits for an answer: questions first, then proposals in file order.

    `later` are the states of the days on which the page changes by itself.
    """
    return (
        *_questions(ctx),
        *(_proposal(ctx, e, later) for e in effects if e.proposal.answered_by == "client"),
    )


def undecided(ctx: ViewContext) -> tuple[Markup, ...]:
    """Return the titles of everything that waits for the client's answer, in the order of
    `describe_decisions`."""
    project = ctx.status.project
    return (
        *(question.title for question in _questions(ctx)),
        *(Markup("{}").format(change.title) for change in project.changes
          if not change.agreed and change.answered_by == "client"
          and not ctx.status.begun_after(change)),
        *(pause_title(ctx, pause) for pause in project.pauses
          if not pause.agreed and pause.answered_by == "client"
          and not pause.is_over(ctx.status.as_of)),
    )  # fmt: skip


def pause_title(ctx: ViewContext, pause: Pause) -> Markup:
    """Return the title of a pause: its days."""
    if pause.last is None:
        return ctx.t.text("Pause from {first}, no end date yet", first=ctx.t.day(pause.begins))
    first, last = ctx.t.pair(pause.begins, pause.last)
    return ctx.t.text("Pause from {first} to {last}", first=first, last=last)


def _questions(ctx: ViewContext) -> Iterator[Decision]:
    """Stages of ours that wait for an answer of the client."""
    say, dated = ctx.t.text, ctx.status.dated
    for live in dated.next if dated else ():
        wait = live.stage.open_wait
        if wait and wait.on == "client":
            asked = say("We asked you {day:on}; until you answer, our days do not count.",
                        day=ctx.t.day(wait.since))  # fmt: skip
            yield Decision(
                title=say("A question about {stage}", stage=ctx.stage_title(live.stage.id)),
                lines=(ended(line(wait.why)),) if wait.why else (),
                offer=(asked,),
                buttons=(answer_button(ctx, live.stage.id),),
            )


def _pause(ctx: ViewContext, effect: Effect, pause: Pause) -> Decision:
    say, title, over = ctx.t.text, pause_title(ctx, pause), pause.is_over(ctx.status.as_of)
    too_late = say(
        "These days are over. If you have agreed already, thank you; otherwise we will send you a "
        "new proposal."
    )
    asked = say("We asked for it. It counts once we both agree.")
    return Decision(
        title=title,
        lines=(ended(line(pause.why)),) if pause.why else (),
        offer=() if over else (asked,),
        effect=() if over else tuple(_effect(ctx, effect)),
        buttons=() if over else decision_buttons(ctx, title),
        until=None if over else pause.last,
        too_late=too_late if over or (ctx.live and pause.last) else None,
    )


def _proposal(ctx: ViewContext, effect: Effect, later: Sequence[Status]) -> Decision:
    say, proposal = ctx.t.text, effect.proposal
    if isinstance(proposal, Pause):
        return _pause(ctx, effect, proposal)
    title, adding = Markup("{}").format(proposal.title), ctx.adding(proposal)
    lines = (ended(capital(adding)),) if adding else ()
    day = ctx.t.day(proposal.date)
    if proposal.asked_by == "client":
        counts = say("You asked for this. Our offer of {day} counts once we both agree.", day=day)
    else:
        counts = say("Proposed {day:on}. It counts once we both agree.", day=day)
    days = ((status, status.begun_after(proposal)) for status in (ctx.status, *later))
    closed, begun = next(((status.as_of, name) for status, name in days if name), (None, ""))
    too_late = (
        say(
            "{stage} has since begun. If you have agreed already, thank you; otherwise we "
            "will send you a new proposal.",
            stage=ctx.title(begun),
        )
        if begun
        else None
    )
    if closed == ctx.status.as_of:
        return Decision(title=title, lines=lines, offer=(), buttons=(), too_late=too_late)
    return Decision(
        title=title,
        lines=lines,
        offer=(counts,),
        effect=tuple(_effect(ctx, effect)),
        buttons=decision_buttons(ctx, title),
        until=closed - DAY if closed else None,
        too_late=too_late,
    )


def _effect(ctx: ViewContext, effect: Effect) -> Iterator[Markup]:
    """The whole effect, on dates and on money, if it is agreed on the day of the build; the page
    may be read on a later one."""
    say, before, day = ctx.t.text, effect.before.dated, ctx.t.day(ctx.records)
    if effect.finish is not None and before is not None:
        if moving := replace(ctx, status=effect.after).moving:
            yield moving
        elif effect.days_later == 0:
            yield say("If agreed {day:on}, it would not move the finish date.", day=day)
        else:
            now, then = ctx.t.pair(before.ledger.finish, effect.finish)
            yield say("If agreed {day:on}, the finish date would be {then} instead of {now}.",
                      day=day, then=then, now=now)  # fmt: skip
    if not effect.days_count:
        yield _days_lost(ctx, effect)
    cost = effect.gross_cost
    values = {"amount": ctx.money(abs(cost)), "total": ctx.money(effect.after.money.gross)}
    if cost > 0:
        yield say("You would pay {amount} more: {total} in total.", **values)
    elif cost < 0:
        yield say("You would pay {amount} less: {total} in total.", **values)
    else:
        yield say("The price would stay the same.")
    for consequence in effect.ends:
        yield say(
            "This would no longer apply: {consequence}.", consequence=_named(ctx, consequence)
        )
    for consequence in effect.begins:
        yield say("This would apply: {consequence}.", consequence=_named(ctx, consequence))


def _days_lost(ctx: ViewContext, effect: Effect) -> Markup:
    """Why the days of a change would not count."""
    proposal, dated = effect.proposal, effect.before.dated
    if dated and not isinstance(proposal, Pause) and dated.stages[proposal.stage].finished:
        return ctx.t.text("The extra days would not count: the stage is already finished.")
    return ctx.t.text("The extra days would not count: the stage is already late.")


def _named(ctx: ViewContext, consequence: Consequence) -> Markup:
    name = Markup("{} ({})").format(ctx.name_of(consequence.step), ctx.title(consequence.stage))
    if consequence.amount is None:
        return name
    return ctx.t.labelled(name, ctx.net(ctx.money(consequence.amount)))
