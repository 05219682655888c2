"""Whose court the ball is in, and what must happen by when: the first sentence of a page.

    Texts and photos, the client's, due 13 March, open on the 27th
    ->  "The ball is in your court: Texts and photos, due Friday 13 March."
        "That was 10 working days ago, according to our records of Friday 27 March. ..."

How late a client is comes from our records, which may be behind; our own delay is said as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from courtside.engine.assess import Phase, ScheduledState
from courtside.engine.course import restart_limit
from courtside.engine.schedule import LiveStage
from courtside.engine.shares import DEPOSIT
from courtside.model.values import PARTIES
from courtside.text.markdown import line
from courtside.views import turn
from courtside.views.buttons import (
    Button,
    paid_subject,
    proposal_buttons,
    resume_button,
    stage_buttons,
)
from courtside.views.context import ViewContext
from courtside.views.decisions import undecided


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """The first sentence of a project, and what stands with it."""

    court: turn.Court
    title: Markup
    lines: tuple[Markup, ...] = ()
    buttons: tuple[Button, ...] = ()
    """The actions that the client can take now."""


def write_headline(ctx: ViewContext) -> Headline:
    """Return the first sentence for the phase of a project, and what can be answered today."""
    headline = _PHASES[ctx.status.phase](ctx) if ctx.known else _unknown(ctx)
    return replace(headline, title=ctx.t.days_kept(headline.title))


def _unknown(ctx: ViewContext) -> Headline:
    """What an old page says on days that it knows nothing of."""
    say = ctx.t.text
    link = ctx.link(say("A question: {title}", title=ctx.status.project.title))
    return Headline(
        court="none",
        title=say("This page is too old to say in whose court the ball is."),
        lines=(say("{link}Write to us{end} and we will tell you how things stand.", **link),),
    )


# --- Before there are dates --------------------------------------------------------------------


def _proposal(ctx: ViewContext) -> Headline:
    say, quoted = ctx.t.text, ctx.status.project.quoted
    if quoted and quoted.until:
        day = ctx.t.day(quoted.until)
        title = say("The ball is in your court: our proposal, open until {day}.", day=day)
    else:
        title = say("The ball is in your court: our proposal.")
    lines = [say("Until the dates are set, times are shown in weeks from the start.")]
    if deposit := ctx.status.asked.get(DEPOSIT):
        lines.append(say("Deposit after signing: {amount}.", amount=ctx.money(deposit)))
    return Headline(court="client", title=title, lines=tuple(lines), buttons=proposal_buttons(ctx))


def _lapsed(ctx: ViewContext) -> Headline:
    say, quoted = ctx.t.text, ctx.status.project.quoted
    assert quoted
    assert quoted.until
    link = ctx.link(say("Please renew: {title}", title=ctx.status.project.title))
    return Headline(
        court="none",
        title=say("Our proposal was open until {day}.", day=ctx.t.day(quoted.until)),
        lines=(say("Still interested? {link}Write to us{end} and we will renew it.", **link),),
    )


def _signed(ctx: ViewContext) -> Headline:
    say, project = ctx.t.text, ctx.status.project
    assert project.signed is not None
    assert project.signed.newest is not None
    thanks = say("You signed on {day}: thank you.", day=ctx.t.day(project.signed.newest))
    if ctx.status.asks_for_deposit:
        amount = ctx.money(ctx.status.asked[DEPOSIT])
        link = ctx.link(paid_subject(ctx))
        return Headline(
            court="client",
            title=say("The ball is in your court: the deposit of {amount}.", amount=amount),
            lines=(
                thanks,
                say("We set your project’s dates on the day the deposit arrives."),
                say("Until then no slot is held."),
                say(
                    "Already paid? {link}Let us know{end}: what counts is the day the money "
                    "arrives.",
                    **link,
                ),
            ),
        )
    lines = [thanks]
    if project.deposit and (settled := project.settled(DEPOSIT)):
        lines.append(say("Your deposit arrived on {day}: thank you.", day=ctx.t.day(settled)))
    return Headline(
        court="provider",
        title=say("The ball is in our court: we still have to set your dates."),
        lines=(*lines, *turn.nothing_to_do(ctx)),
    )


# --- With dates --------------------------------------------------------------------------------


def _active(ctx: ViewContext) -> Headline:
    dated = turn.dated(ctx)
    return Headline(
        court=turn.court(ctx, dated),
        title=turn.whose(ctx, dated),
        lines=tuple(turn.about(ctx, dated)),
        buttons=stage_buttons(ctx, turn.coming(ctx, dated)),
    )


def _scheduled(ctx: ViewContext) -> Headline:
    dated = turn.dated(ctx)
    return Headline(
        court=turn.court(ctx, dated),
        title=Markup(" ").join(_begin(ctx, dated)),
        lines=tuple(_until_then(ctx, dated)),
    )


def _until_then(ctx: ViewContext, dated: ScheduledState) -> Iterator[Markup]:
    """That the client has nothing to do until their first day, or what waits for their answer."""
    mine = [live for live in turn.coming(ctx, dated) if live.stage.owner == "client"]
    if mine and not undecided(ctx):
        day = turn.begin(ctx, min(mine, key=lambda live: live.start))
        yield ctx.t.text("Until {day} there is nothing for you to do.", day=day)
    else:
        yield from turn.nothing_to_do(ctx)


def _begin(ctx: ViewContext, dated: ScheduledState) -> Iterator[Markup]:
    """Who begins when, with what; in one sentence where both begin on the same day."""
    say = ctx.t.text
    coming = turn.coming(ctx, dated)
    sides = {party: [live for live in coming if live.stage.owner == party] for party in PARTIES}
    first = {party: stages for party, stages in sides.items() if stages}
    begins = {party: min(stages, key=lambda live: live.start) for party, stages in first.items()}
    days = {party: turn.begin(ctx, live) for party, live in begins.items()}
    if len(days) > 1 and len(set(days.values())) == 1:
        yield say(
            "We both begin on {day}. {line}You: {yours}. {line}We: {ours}.",
            line=turn.NEW_LINE,
            day=days["client"],
            yours=turn.stages(ctx, first["client"]),
            ours=turn.stages(ctx, first["provider"]),
        )
        return
    for party, stages in first.items():
        values = {"day": days[party], "stages": turn.stages(ctx, stages)}
        if party == "client":
            yield say("You begin on {day}: {stages}.", **values)
        else:
            yield say("We begin on {day}: {stages}.", **values)
    if not first:
        yield say("Nothing to pay now.")


def _queued(ctx: ViewContext) -> Headline:
    say, dated = ctx.t.text, turn.dated(ctx)
    waiting = [live for live in dated.next if live.state == "queued"]
    stages = ctx.t.list(turn.stage(ctx, live) for live in waiting)
    lines = [say("This is a forecast; we will propose a day to you.")]
    promise = ctx.status.terms.promise
    if promise is not None:
        lines.append(
            ctx.t.plural(
                "We promise to resume within {n} working day of receiving your part; "
                "anything beyond that counts as our delay.",
                "We promise to resume within {n} working days of receiving your part; "
                "anything beyond that counts as our delay.",
                promise,
            )
        )
        lines += _latest(ctx, dated, waiting, promise)
    lines += turn.about(ctx, dated)
    yours = [live for live in turn.coming(ctx, dated) if live.stage.owner == "client"]
    if yours:
        title = say(
            "The ball is in both courts. {line}Yours: {yours}. "
            "{line}Ours, at the next free slot: {stages}.",
            line=turn.NEW_LINE,
            yours=turn.stages(ctx, yours),
            stages=stages,
        )
    else:
        title = say(
            "The ball is in our court. Your slot has gone to another project; the next "
            "free one is for {stages}.",
            stages=stages,
        )
    return Headline(
        court=turn.court(ctx, dated),
        title=title,
        lines=tuple(lines),
        buttons=stage_buttons(ctx, turn.coming(ctx, dated)),
    )


def _latest(
    ctx: ViewContext, dated: ScheduledState, waiting: Sequence[LiveStage], within: int
) -> Iterator[Markup]:
    """The last day on which the promise lets us resume, for each stage that comes after another."""
    for live in waiting:
        if live.before:
            end = max(dated.stages[name].end for name in live.before)
            limit = restart_limit(live.calendar, end, within)
            last, title = max(limit, live.plan.start), ctx.title(live.stage.id)
            if ctx.status.moves(live.stage.id, last):
                continue
            values = {"day": ctx.t.day(last), "stage": title}
            if live.start > last:
                yield ctx.t.text(
                    "For {stage}, that means {day} at the latest; on today’s forecast we will be "
                    "later than promised. What applies then is in the agreement below.",
                    **values,
                )
            else:
                yield ctx.t.text("For {stage}, that means {day} at the latest.", **values)


def _paused(ctx: ViewContext) -> Headline:
    say, dated = ctx.t.text, turn.dated(ctx)
    last = ctx.status.pause_end
    if last:
        title = say("We are pausing, as agreed, up to and including {day}.", day=ctx.t.day(last))
    else:
        title = say("We are pausing, as agreed, until we agree on a day to carry on.")
    lines = [say("Until then no days count, yours or ours.")]
    for live in turn.coming(ctx, dated):
        stage = turn.stage(ctx, live)
        if live.stage.owner == "client":
            lines.append(say("After that, the ball is in your court: {stages}.", stages=stage))
        else:
            lines.append(say("After that, the ball is in our court: {stages}.", stages=stage))
    return Headline(
        court=turn.court(ctx, dated),
        title=title,
        lines=tuple(lines),
        buttons=() if last else (resume_button(ctx),),
    )


def _complete(ctx: ViewContext) -> Headline:
    if ctx.status.last_answers:  # tomorrow it is, unless an answer comes today
        return _active(ctx)
    say, dated = ctx.t.text, turn.dated(ctx)
    return Headline(
        court="none",
        title=say("All done on {day}.", day=ctx.t.day(dated.ledger.finish)),
        lines=(say("Thank you for working with us."),),
    )


def _ended(ctx: ViewContext) -> Headline:
    say, ended = ctx.t.text, ctx.status.project.ended
    assert ended is not None
    if ended.by == "client":
        lines = [say("You ended it; the final account is below.")]
    else:
        lines = [say("We ended it; the final account is below.")]
    if ended.why:
        lines.append(line(ended.why))
    title = say("This project ended on {day}.", day=ctx.t.day(ended.date))
    return Headline(court="none", title=title, lines=tuple(lines))


def _closed(ctx: ViewContext) -> Headline:
    closed = ctx.status.project.closed
    assert closed is not None
    title = ctx.t.text("This project was closed on {day}.", day=ctx.t.day(closed))
    return Headline(court="none", title=title)


_PHASES: Mapping[Phase, Callable[[ViewContext], Headline]] = {
    "draft": _proposal,
    "proposal": _proposal,
    "lapsed": _lapsed,
    "signed": _signed,
    "scheduled": _scheduled,
    "active": _active,
    "queued": _queued,
    "paused": _paused,
    "complete": _complete,
    "ended": _ended,
    "closed": _closed,
}
