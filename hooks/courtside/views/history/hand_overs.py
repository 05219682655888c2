"""Who had the ball from when to when, what came back and went on, and who has it now.

texts due on 13 March, handed over on the 17th
->  Aurora handed over Texts and photos. In their court from 9 Mar 2026 to 17 Mar 2026: 7 working
    days (allowed: 5). Due on 13 Mar 2026: 2 working days late.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from courtside.engine.assess import ScheduledState
from courtside.engine.money import DEPOSIT
from courtside.engine.schedule import LiveStage
from courtside.model.stage import Round, Wait
from courtside.text.markdown import line
from courtside.views.attribution import describe_attribution
from courtside.views.context import ViewContext
from courtside.views.history.event import HistoryEvent, called, day_of, together


def returned(ctx: ViewContext) -> Iterator[HistoryEvent]:
    """Return the handovers that were incomplete, on the day on which that was said."""
    for stage in ctx.status.project.stages:
        for back in stage.returned:
            text = ctx.t.text(
                "What {name} handed over on {day} for {stage} was still incomplete: {why}",
                name=called(ctx, stage.owner),
                day=day_of(ctx, back.sent),
                stage=ctx.title(stage.id),
                why=line(back.why),
            )
            yield HistoryEvent(day=back.date, text=text)


def received(ctx: ViewContext) -> Iterator[HistoryEvent]:
    """Return the parts of a handover that came before the whole."""
    for stage in ctx.status.project.stages:
        for item in stage.gives:
            if item.received:
                text = ctx.t.text(
                    "Received for {stage}: {item}.",
                    stage=ctx.title(stage.id),
                    item=line(item.text),
                )
                yield HistoryEvent(day=item.received, text=text)


def waited(ctx: ViewContext) -> Iterator[HistoryEvent]:
    """Return the times in which a stage waited for an answer: asked, and answered."""
    say = ctx.t.text
    for stage in ctx.status.project.stages:
        title = ctx.title(stage.id)
        for wait in stage.waits:
            name, why = _who_answers(ctx, wait), line(wait.why) if wait.why else Markup()
            text = say("{stage} waited for an answer from {name}.", stage=title, name=name)
            yield HistoryEvent(day=wait.first, text=together([text, why]))
            if wait.last:
                text = say("The answer came: {stage} could go on.", stage=title)
                yield HistoryEvent(day=wait.last, text=text)


def _who_answers(ctx: ViewContext, wait: Wait) -> object:
    return ctx.t.text("somebody else") if wait.on == "outside" else called(ctx, wait.on)


def handed_over(ctx: ViewContext) -> Iterator[HistoryEvent]:
    """Return what was handed over, approved, revised, not needed, or answered too late.

    A payment stands on each day on which money arrived.
    """
    dated = ctx.status.dated
    for live in dated.stages.values() if dated else ():
        stage = live.stage
        if stage.skipped:
            text = ctx.t.text("{stage} was not needed.", stage=ctx.title(stage.id))
            yield HistoryEvent(day=stage.skipped, text=text)
        elif live.state == "done" and not stage.pay:
            sentences = [_given(ctx, live), held(ctx, live), punctuality(ctx, live)]
            yield HistoryEvent(day=live.end, text=together(sentences))
        elif live.state == "approved" and stage.done:
            text = ctx.t.text(
                "An answer to {stage} arrived after silence had counted as approval.",
                stage=ctx.title(stage.id),
            )
            yield HistoryEvent(day=stage.done, text=text)


def _round_asked(ctx: ViewContext, live: LiveStage) -> Round | None:
    """The round of changes that ended a look at an approval; None where it was approved."""
    added = live.added
    if added is not None and added.kind != "look":
        return None
    approval = next(
        (s for s in ctx.status.project.stages if s.id == (added.to if added else live.stage.id)),
        None,
    )
    looks = added.round if added else 1
    return approval.rounds[looks - 1] if approval and len(approval.rounds) >= looks else None


def _given(ctx: ViewContext, live: LiveStage) -> Markup:
    """That a stage was handed over, approved or revised, and by whom."""
    say, stage = ctx.t.text, live.stage
    name, title = called(ctx, stage.owner), ctx.title(stage.id)
    if (asked := _round_asked(ctx, live)) is not None:
        subject = ctx.title(stage.approves) if stage.approves else title
        text = say("{name} asked for changes to {stage}.", name=name, stage=subject)
        return together([text, line(asked.why) if asked.why else Markup()])
    if stage.approves:
        return say("{name} approved {stage}.", name=name, stage=ctx.title(stage.approves))
    return say("{name} handed over {stage}.", name=name, stage=title)


def held(ctx: ViewContext, live: LiveStage) -> Markup:
    """Return from when to when its owner had the ball; nothing of a milestone."""
    given = live.days
    if not given or live.end < live.start:
        return Markup()
    days = len(live.calendar.between(live.start, live.end))
    values = {"held": ctx.working_days(days), "given": given, "start": day_of(ctx, live.start)}
    if live.start == live.end:
        return ctx.t.text("In their court on {start}: {held} (allowed: {given}).", **values)
    return ctx.t.text(
        "In their court from {start} to {end}: {held} (allowed: {given}).",
        end=day_of(ctx, live.end),
        **values,
    )


def punctuality(ctx: ViewContext, live: LiveStage) -> Markup:
    """Return whether a stage was on time, by the due date that it had at last."""
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
    if live.added or last == live.plan.due:  # what was added is in no plan
        return day_of(ctx, last)
    planned = day_of(ctx, live.plan.due)
    return ctx.t.text("{due} (planned: {planned})", due=day_of(ctx, last), planned=planned)


# --- How it stands ---------------------------------------------------------------------------


def now(ctx: ViewContext) -> Iterator[HistoryEvent]:
    """Return who has the ball on the day of the view, until when, and what is to pay."""
    status, dated = ctx.status, ctx.status.dated
    if dated is None:
        yield from _before_dates(ctx)
    elif status.phase in ("closed", "ended"):
        yield from _unfinished(ctx, dated)
    else:
        for live in dated.next:
            yield HistoryEvent(day=status.as_of, text=_stands(ctx, live))
        if status.phase == "complete":
            yield HistoryEvent(day=dated.ledger.finish, text=_complete(ctx, dated))


def _unfinished(ctx: ViewContext, dated: ScheduledState) -> Iterator[HistoryEvent]:
    for live in dated.stages.values():
        if live.open:
            text = ctx.t.text(
                "{stage} was still with {name}.",
                stage=ctx.title(live.stage.id),
                name=called(ctx, live.stage.owner),
            )
            yield HistoryEvent(day=ctx.status.as_of, text=text)


def _before_dates(ctx: ViewContext) -> Iterator[HistoryEvent]:
    """What a proposal or a signed project waits for."""
    say, status = ctx.t.text, ctx.status
    client = called(ctx, "client")
    if status.phase == "proposal":
        yield HistoryEvent(day=status.as_of, text=say("{name} has not signed yet.", name=client))
    if status.phase != "signed":
        return
    if status.waits_for_deposit:
        amount = ctx.money(status.asked[DEPOSIT])
        text = say("{name} has not paid the deposit of {amount} yet.", name=client, amount=amount)
    else:
        provider = called(ctx, "provider")
        text = say("{name} has not set the project's dates yet.", name=provider)
    yield HistoryEvent(day=status.as_of, text=text)


def _stands(ctx: ViewContext, live: LiveStage) -> Markup:
    say, title = ctx.t.text, ctx.title(live.stage.id)
    name, start, due = called(ctx, live.stage.owner), day_of(ctx, live.start), _due(ctx, live)
    if live.state == "queued":
        return say(
            "{stage} is waiting for a free slot: {start} to {due}, on today's forecast.",
            stage=title,
            start=start,
            due=due,
        )
    if live.state == "upcoming":
        return say(
            "{stage} is next, with {name}: from {start}, due on {due}.",
            stage=title,
            name=name,
            start=start,
            due=due,
        )
    has = say("{stage} has been with {name} since {start}.", stage=title, name=name, start=start)
    if live.late_days:
        late = ctx.t.plural(
            "Due on {due}: {n} working day late so far.",
            "Due on {due}: {n} working days late so far.",
            live.late_days,
            due=due,
        )
        return together([has, late])
    return together([has, say("Due on {due}.", due=due)])


def _complete(ctx: ViewContext, dated: ScheduledState) -> Markup:
    done = ctx.t.text("With that, everything had been handed over.")
    return together([done, describe_attribution(ctx, dated).sentence])
