"""Who had the ball from when to when, and who has it now.

texts due on 13 March, handed over on the 17th
->  Aurora handed over Texts and photos. Held from 9 Mar 2026 to 17 Mar 2026: 7 working days
    (allowance: 5). Due on 13 Mar 2026: 2 working days late.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from markupsafe import Markup

from courtside.engine.assess import ScheduledState
from courtside.engine.money import DEPOSIT
from courtside.engine.schedule import LiveStage
from courtside.model.project import Project
from courtside.text.markdown import line
from courtside.views.attribution import describe_attribution
from courtside.views.context import ViewContext
from courtside.views.history.event import Told, called, day_of, together


def returned(ctx: ViewContext) -> Iterator[Told]:
    """Incomplete hand-overs that went back."""
    for stage in ctx.status.project.stages:
        for back in stage.returned:
            text = ctx.t.text(
                "What {name} handed over for {stage} was incomplete and was returned: {why}",
                name=called(ctx, stage.owner),
                stage=ctx.title(stage.id),
                why=line(back.why),
            )
            yield Told(day=back.date, text=text)


def handed_over(ctx: ViewContext) -> Iterator[Told]:
    """What was handed over, not needed, or answered after silence had counted."""
    dated = ctx.status.dated
    for one in dated.stages.values() if dated else ():
        stage = one.stage
        if stage.skipped:
            text = ctx.t.text("{stage} was not needed.", stage=ctx.title(stage.id))
            yield Told(day=stage.skipped, text=text)
        elif one.state == "done":
            sentences = [_given(ctx, one), held(ctx, one), _when(ctx, one)]
            yield Told(day=one.end, text=together(sentences))
        elif one.state == "approved" and stage.done:
            text = ctx.t.text(
                "An answer to {stage} arrived after silence had counted as approval.",
                stage=ctx.title(stage.id),
            )
            yield Told(day=stage.done, text=text)


def paid_early(ctx: ViewContext) -> Iterator[Told]:
    """Payments whose turn has not come: they count as money at once."""
    project, dated = ctx.status.project, ctx.status.dated
    for stage in project.stages:
        settled = project.settled(stage.id) if stage.pay else None
        if settled and not (dated and dated.stages[stage.id].state == "done"):
            text = ctx.t.text(
                "{name} paid ahead of time: {stage}, {amount}.",
                name=called(ctx, stage.owner),
                stage=ctx.title(stage.id),
                amount=ctx.money(_came(project, stage.id)),
            )
            yield Told(day=settled, text=text)


def _came(project: Project, instalment: str) -> Decimal:
    """What has come for an instalment, in parts or at once."""
    came = (p.amount.value for p in project.payments if p.instalment == instalment)
    return sum(came, Decimal(0))


def _given(ctx: ViewContext, one: LiveStage) -> Markup:
    """That a stage was handed over, paid or approved, and by whom."""
    say, stage = ctx.t.text, one.stage
    name, title = called(ctx, stage.owner), ctx.title(stage.id)
    if stage.pay:
        amount = ctx.money(_came(ctx.status.project, stage.id))
        return say("{name} paid {stage}: {amount}.", name=name, stage=title, amount=amount)
    if stage.approves:
        approved = ctx.title(stage.approves)
        return say("{name} approved {stage}.", name=name, stage=approved)
    return say("{name} handed over {stage}.", name=name, stage=title)


def held(ctx: ViewContext, one: LiveStage) -> Markup:
    """From when to when its owner had the ball; nothing of a milestone."""
    given = one.days
    if not given or one.end < one.start:
        return Markup()
    days = len(one.calendar.between(one.start, one.end))
    values = {"held": ctx.working_days(days), "given": given, "start": day_of(ctx, one.start)}
    if one.start == one.end:
        return ctx.t.text("In their court on {start}: {held} (allowed: {given}).", **values)
    return ctx.t.text(
        "In their court from {start} to {end}: {held} (allowed: {given}).",
        end=day_of(ctx, one.end),
        **values,
    )


def _when(ctx: ViewContext, one: LiveStage) -> Markup:
    """Whether it was on time, by the due date that it had at last."""
    due = _due(ctx, one)
    if one.late_days:
        return ctx.t.plural(
            "Due on {due}: {n} working day late.",
            "Due on {due}: {n} working days late.",
            one.late_days,
            due=due,
        )
    early = ctx.status.calendars[one.stage.owner].count(one.end, one.due)
    if early:
        return ctx.t.plural(
            "Due on {due}: {n} working day early.",
            "Due on {due}: {n} working days early.",
            early,
            due=due,
        )
    return ctx.t.text("Due on {due}: on time.", due=due)


def _due(ctx: ViewContext, one: LiveStage) -> Markup:
    due = day_of(ctx, one.due)
    if one.due == one.plan.due:
        return due
    planned = day_of(ctx, one.plan.due)
    return ctx.t.text("{due} (planned: {planned})", due=due, planned=planned)


def now(ctx: ViewContext) -> Iterator[Told]:
    """Who has the ball on the day of the view, and until when."""
    status, dated = ctx.status, ctx.status.dated
    if dated is None:
        yield from _before_dates(ctx)
        return
    if status.phase == "closed":
        for one in dated.stages.values():
            if one.open:
                text = ctx.t.text(
                    "{stage} was still with {name}.",
                    stage=ctx.title(one.stage.id),
                    name=called(ctx, one.stage.owner),
                )
                yield Told(day=status.as_of, text=text)
        return
    for one in dated.next:
        yield Told(day=status.as_of, text=_stands(ctx, one))
    if status.phase == "complete":
        yield Told(day=dated.ledger.finish, text=_complete(ctx, dated))


def _before_dates(ctx: ViewContext) -> Iterator[Told]:
    """What a proposal or a signed project waits for."""
    say, status = ctx.t.text, ctx.status
    client = called(ctx, "client")
    if status.phase == "proposal":
        yield Told(day=status.as_of, text=say("{name} has not signed yet.", name=client))
    if status.phase != "signed":
        return
    if status.waits_for_deposit:
        amount = ctx.money(status.asked[DEPOSIT])
        text = say("{name} has not paid the deposit of {amount} yet.", name=client, amount=amount)
    else:
        provider = called(ctx, "provider")
        text = say("{name} has not set the project's dates yet.", name=provider)
    yield Told(day=status.as_of, text=text)


def _stands(ctx: ViewContext, one: LiveStage) -> Markup:
    say, title = ctx.t.text, ctx.title(one.stage.id)
    name, start, due = called(ctx, one.stage.owner), day_of(ctx, one.start), _due(ctx, one)
    if one.state == "queued":
        return say(
            "{stage} is waiting for a free slot: {start} to {due}, on today's forecast.",
            stage=title,
            start=start,
            due=due,
        )
    if one.state == "upcoming":
        return say(
            "{stage} is next, with {name}: from {start}, due on {due}.",
            stage=title,
            name=name,
            start=start,
            due=due,
        )
    has = say("{stage} has been with {name} since {start}.", stage=title, name=name, start=start)
    if one.late_days:
        late = ctx.t.plural(
            "Due on {due}: {n} working day late so far.",
            "Due on {due}: {n} working days late so far.",
            one.late_days,
            due=due,
        )
        return together([has, late])
    return together([has, say("Due on {due}.", due=due)])


def _complete(ctx: ViewContext, dated: ScheduledState) -> Markup:
    done = ctx.t.text("With that, everything had been handed over.")
    return together([done, describe_attribution(ctx, dated).sentence])
