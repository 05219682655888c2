"""A project's story in plain sentences: who had the ball from when to when, and what was agreed.

    texts due on 13 March, handed over on the 17th
    ->  17 Mar 2026  Aurora handed over Texts and photos. Held from 9 Mar 2026 to 17 Mar 2026:
                     7 working days (allowance: 5). Due on 13 Mar 2026: 2 working days late.

Every date and number is one of the engine's. Both sides are called by their names and spoken of in
the same words, so that `history` for the provider and `proof` for both say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup, escape

from courtside.engine.money import DEPOSIT
from courtside.engine.workdays import DAY
from courtside.model.project import Change, Pause
from courtside.text.markdown import line
from courtside.views.context import ViewContext
from courtside.views.history import consequences, hand_overs
from courtside.views.history.event import Told, called, day_of, together


def write_history(ctx: ViewContext) -> tuple[Told, ...]:
    """Everything up to the day of the view, in order; at the end, how it stands on that day."""
    told = [one for part in _PARTS for one in part(ctx)]
    return tuple(sorted(told, key=lambda one: one.day))  # what is of one day stays in this order


# --- Up to the dates ---------------------------------------------------------------------------


def _quoted(ctx: ViewContext) -> Iterator[Told]:
    say, quoted = ctx.t.text, ctx.status.project.quoted
    if quoted is None:
        return
    provider = called(ctx, "provider")
    if quoted.until is None:
        yield Told(day=quoted.date, text=say("{name} sent its proposal.", name=provider))
        return
    until = day_of(ctx, quoted.until)
    text = say("{name} sent its proposal, open until {day}.", name=provider, day=until)
    yield Told(day=quoted.date, text=text)
    if ctx.status.phase == "lapsed":
        text = say("The proposal lapsed without a signature.")
        yield Told(day=quoted.until + DAY, text=text)


def _signed(ctx: ViewContext) -> Iterator[Told]:
    say, project = ctx.t.text, ctx.status.project
    if project.signed and project.signed.date:
        text = say(
            "{name} signed the agreement for {client}, at a price of {amount}.",
            name=project.signed.by,
            client=project.client.name,
            amount=ctx.money(project.price.value),
        )
        yield Told(day=project.signed.date, text=text)
    for each in project.payments:
        if each.instalment == DEPOSIT and each.amount.value > 0:
            amount, client = ctx.money(each.amount.value), project.client.name
            text = say("{name} paid the deposit of {amount}.", name=client, amount=amount)
            yield Told(day=each.date, text=text)


def _assigned(ctx: ViewContext) -> Iterator[Told]:
    project, dated = ctx.status.project, ctx.status.dated
    if dated is None:
        return
    assert project.signed
    assert project.signed.date
    day = project.signed.date
    if project.deposit and (settled := project.settled(DEPOSIT)):
        day = max(day, settled)
    if project.scheduled:
        day = project.scheduled.date
    text = ctx.t.text(
        "The project's dates were set: {start} to {finish}.",
        start=day_of(ctx, min(one.plan.start for one in dated.stages.values())),
        finish=day_of(ctx, dated.ledger.planned_finish),
    )
    yield Told(day=day, text=text)


# --- What was agreed on the way ----------------------------------------------------------------


def _changes(ctx: ViewContext) -> Iterator[Told]:
    for change in ctx.status.project.changes:
        asked = called(ctx, change.asked_by) if change.asked_by else ""
        words = _change(ctx, change)
        if change.agreed is None or change.date < change.agreed:
            text = ctx.t.text("A change was proposed: {change}.", change=words)
            if asked:
                text = ctx.t.text("{name} proposed a change: {change}.", name=asked, change=words)
            yield Told(day=change.date, text=text)
        if change.agreed:
            text = ctx.t.text("Both sides agreed a change: {change}.", change=words)
            yield Told(day=change.agreed, text=text)


def _change(ctx: ViewContext, change: Change) -> Markup:
    adding = ctx.adding(change)
    return Markup("{} ({})").format(change.title, adding) if adding else escape(change.title)


def _pauses(ctx: ViewContext) -> Iterator[Told]:
    for pause in ctx.status.project.pauses:
        if pause.agreed:
            why = line(pause.why) if pause.why else Markup()
            yield Told(day=pause.agreed, text=together([_pause(ctx, pause), why]))


def _pause(ctx: ViewContext, pause: Pause) -> Markup:
    say, first = ctx.t.text, day_of(ctx, pause.first)
    name = called(ctx, pause.by)
    if pause.last is None:
        return say(
            "Both sides agreed a pause from {first}; {name} asked for it.", first=first, name=name
        )
    return say(
        "Both sides agreed a pause from {first} to {last}; {name} asked for it.",
        first=first,
        last=day_of(ctx, pause.last),
        name=name,
    )


def _restarts(ctx: ViewContext) -> Iterator[Told]:
    for restart in ctx.status.project.restarts:
        text = ctx.t.text(
            "Both sides agreed to resume {stage} on {start}.",
            stage=ctx.title(restart.stage),
            start=day_of(ctx, restart.start),
        )
        yield Told(day=restart.date, text=text)


def _log(ctx: ViewContext) -> Iterator[Told]:
    for entry in ctx.status.project.log:
        text = line(entry.text)
        if entry.link:
            text = Markup('{} <a href="{}">{}</a>').format(text, entry.link, entry.link)
        yield Told(day=entry.date, text=text, kind="log")


def _closed(ctx: ViewContext) -> Iterator[Told]:
    if ctx.status.phase == "closed":
        text = ctx.t.text("The project was closed.")
        yield Told(day=ctx.status.as_of, text=text)


_PARTS: Sequence[Callable[[ViewContext], Iterator[Told]]] = (
    _quoted,
    _signed,
    _assigned,
    hand_overs.returned,
    consequences.followed,
    hand_overs.handed_over,
    hand_overs.paid_early,
    _changes,
    _pauses,
    _restarts,
    consequences.waived,
    _log,
    hand_overs.now,
    _closed,
)
"""In the order in which things of the same day are told."""
