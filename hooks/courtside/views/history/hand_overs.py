"""Who had the ball from when to when, what came back and went on, and who has it now.

texts due on 13 March, handed over on the 17th
->  Aurora handed over Texts and photos. In their court from 9 Mar 2026 to 17 Mar 2026: 7 working
    days (allowed: 5). Due on 13 Mar 2026: 2 working days late.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from courtside.engine.schedule import LiveStage
from courtside.engine.shares import DEPOSIT
from courtside.model.stage import Round
from courtside.text.markdown import line
from courtside.views.attribution import describe_attribution
from courtside.views.context import ViewContext, together


def returned(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    """Yield the handovers that were incomplete, on the day on which they were returned."""
    for stage in ctx.status.project.stages:
        for back in stage.returned:
            text = ctx.t.text(
                "What {name} handed over on {day} for {stage} was still incomplete: {why}",
                name=ctx.called(stage.owner),
                day=ctx.t.short_day(back.sent),
                stage=ctx.title(stage.id),
                why=line(back.why),
            )
            yield back.date, text


def received(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    """Yield the parts of a handover that came before the rest."""
    say = ctx.t.text
    for stage in ctx.status.project.stages:
        for item in stage.gives:
            if item.received:
                title, words = ctx.title(stage.id), line(item.text)
                yield item.received, say("Received for {stage}: {item}.", stage=title, item=words)


def waited(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    """Yield the times in which a stage waited for an answer: the question, and the answer."""
    say = ctx.t.text
    for stage in ctx.status.project.stages:
        title = ctx.title(stage.id)
        for wait in stage.waits:
            name = say("somebody else") if wait.on == "outside" else ctx.called(wait.on)
            text = say("{stage} waited for an answer from {name}.", stage=title, name=name)
            yield wait.since, together([text, line(wait.why or "")])
            if wait.last and wait.last < (stage.first_over or date.max):  # not by a handover
                yield wait.last, say("The answer came: {stage} could go on.", stage=title)


def handed_over(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    """Yield what was handed over, approved, revised, not needed, or answered too late.

    A payment is named on each day on which money came.
    """
    dated = ctx.status.dated
    for live in dated.stages.values() if dated else ():
        stage = live.stage
        if stage.skipped:
            yield stage.skipped, ctx.t.text("{stage} was not needed.", stage=ctx.title(stage.id))
        elif live.state == "done" and not stage.pay:
            sentences = [_given(ctx, live), held(ctx, live), punctuality(ctx, live)]
            yield live.end, together(sentences)
        elif live.state == "approved" and stage.done:
            text = ctx.t.text(
                "An answer to {stage} arrived after silence had counted as approval.",
                stage=ctx.title(stage.id),
            )
            yield stage.done, text


def _round_asked(ctx: ViewContext, live: LiveStage) -> Round | None:
    """The round of changes that ended a look at an approval; None where it was approved."""
    if live.added is not None and live.added.kind != "look":
        return None
    name, looks = (live.added.to, live.added.round) if live.added else (live.stage.id, 1)
    approval = next(stage for stage in ctx.status.project.stages if stage.id == name)
    return approval.rounds[looks - 1] if len(approval.rounds) >= looks else None


def _given(ctx: ViewContext, live: LiveStage) -> Markup:
    """That a stage was handed over, approved or revised, and by whom."""
    say, stage = ctx.t.text, live.stage
    name, title = ctx.called(stage.owner), ctx.title(stage.id)
    if (asked := _round_asked(ctx, live)) is not None:
        subject = ctx.title(stage.approves) if stage.approves else title
        text = say("{name} asked for changes to {stage}.", name=name, stage=subject)
        return together([text, line(asked.why or "")])
    if stage.approves:
        return say("{name} approved {stage}.", name=name, stage=ctx.title(stage.approves))
    return say("{name} handed over {stage}.", name=name, stage=title)


def held(ctx: ViewContext, live: LiveStage) -> Markup:
    """Return from when to when the owner had the ball; empty for a milestone."""
    given = live.days
    if not given or live.end < live.start:
        return Markup()
    days = len(live.calendar.between(live.start, live.end))
    values = {"held": ctx.working_days(days), "given": given, "start": ctx.t.short_day(live.start)}
    if live.start == live.end:
        return ctx.t.text("In their court on {start}: {held} (allowed: {given}).", **values)
    return ctx.t.text(
        "In their court from {start} to {end}: {held} (allowed: {given}).",
        end=ctx.t.short_day(live.end),
        **values,
    )


def punctuality(ctx: ViewContext, live: LiveStage) -> Markup:
    """Return whether a stage was on time, by its last due date."""
    due = _due(ctx, live)
    if live.late_days:
        return ctx.t.plural(
            "Due on {due}: {n} working day late.",
            "Due on {due}: {n} working days late.",
            live.late_days,
            due=due,
        )
    early = ctx.status.calendars[live.stage.owner].count(live.end, live.due)
    if early:
        return ctx.t.plural(
            "Due on {due}: {n} working day early.",
            "Due on {due}: {n} working days early.",
            early,
            due=due,
        )
    return ctx.t.text("Due on {due}: on time.", due=due)


def _due(ctx: ViewContext, live: LiveStage) -> Markup:
    """When it is due; of what is queued the end of the forecast, and not what was promised."""
    last = live.end if live.state == "queued" else live.due
    moves = not live.finished and ctx.status.moves(live.stage.id, last)
    due = ctx.earliest(ctx.t.short_day(last)) if moves else ctx.t.short_day(last)
    if live.added or last == live.plan.due:  # what was added is in no plan
        return due
    planned = ctx.t.short_day(live.plan.due)
    return ctx.t.text("{due} (planned: {planned})", due=due, planned=planned)


# --- How it stands ---------------------------------------------------------------------------


def now(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    """Yield who has the ball on the day of the view, until when, and what is to be paid."""
    say, status, dated = ctx.t.text, ctx.status, ctx.status.dated
    if dated is None:
        yield from _before_dates(ctx)
    elif status.phase in ("closed", "ended"):
        for live in dated.stages.values():
            if live.open:
                name, title = ctx.called(live.stage.owner), ctx.title(live.stage.id)
                yield status.as_of, say("{stage} was still with {name}.", stage=title, name=name)
    else:
        for live in dated.next:
            yield status.as_of, _stands(ctx, live)
        if status.phase == "complete":
            done = say("With that, everything had been handed over.")
            moved = describe_attribution(ctx, dated).sentence
            yield dated.ledger.finish, together([done, moved])


def _before_dates(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    """What a proposal or a signed project waits for."""
    say, status = ctx.t.text, ctx.status
    client = ctx.called("client")
    if status.phase == "proposal":
        yield status.as_of, say("{name} has not signed yet.", name=client)
    if status.phase != "signed":
        return
    if status.waits_for_deposit:
        amount = ctx.money(status.asked[DEPOSIT])
        text = say("{name} has not paid the deposit of {amount} yet.", name=client, amount=amount)
    else:
        provider = ctx.called("provider")
        text = say("{name} has not set the project’s dates yet.", name=provider)
    yield status.as_of, text


def _stands(ctx: ViewContext, live: LiveStage) -> Markup:
    say = ctx.t.text
    values = {
        "stage": ctx.title(live.stage.id),
        "name": ctx.called(live.stage.owner),
        "start": ctx.t.short_day(_had_since(ctx, live) if live.open else live.start),
        "due": _due(ctx, live),
    }
    if live.state == "queued":
        return say(
            "{stage} is waiting for a free slot; on today’s forecast, {start} to {due}.", **values
        )
    if ctx.status.asks_for_nothing(live):
        return ctx.t.labelled(values["stage"], say("Nothing to pay now."))
    if live.state == "upcoming":
        return say("{stage} is next, with {name}: from {start}, due on {due}.", **values)
    due = say("Due on {due}.", **values)
    if live.late_days:
        due = ctx.t.plural(
            "Due on {due}: {n} working day late so far.",
            "Due on {due}: {n} working days late so far.",
            live.late_days,
            **values,
        )
    return together([say("{stage} has been with {name} since {start}.", **values), due])


def _had_since(ctx: ViewContext, live: LiveStage) -> date:
    """Since when its owner has had the ball: of what is late before its slot, since its turn."""
    if live.start <= ctx.status.as_of or ctx.status.dated is None:
        return live.start
    return max(ctx.status.dated.stages[name].end for name in live.before)
