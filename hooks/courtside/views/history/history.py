"""What happened in a project, in plain sentences: who had the ball, and what was agreed.

    texts due on 13 March, handed over on the 17th
    ->  17 Mar 2026  Aurora handed over Texts and photos. In their court from 9 Mar 2026 to
                     17 Mar 2026: 7 working days (allowed: 5). Due on 13 Mar 2026: 2 working days
                     late.

Every date and number is the engine's. Both sides are called by their names and described in the
same words, so `history` for the provider and `statement` for both say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from markupsafe import Markup, escape

from courtside.engine.money import DEPOSIT
from courtside.engine.workdays import DAY
from courtside.model.project import Change, Pause
from courtside.text.markdown import line
from courtside.views.context import ViewContext
from courtside.views.history import consequences, hand_overs, payments
from courtside.views.history.event import HistoryEvent, called, day_of, together


def write_history(ctx: ViewContext) -> tuple[HistoryEvent, ...]:
    """Return everything up to the day of the view, in order; last, how it stands on that day."""
    events = [event for part in _PARTS for event in part(ctx)]
    return tuple(sorted(events, key=lambda event: event.day))  # those of one day stay in this order


# --- Up to the dates ---------------------------------------------------------------------------


def _quoted(ctx: ViewContext) -> Iterator[HistoryEvent]:
    say, quoted = ctx.t.text, ctx.status.project.quoted
    if quoted is None or ctx.status.phase == "draft":
        return
    provider = called(ctx, "provider")
    if quoted.until is None:
        yield HistoryEvent(day=quoted.date, text=say("{name} sent its proposal.", name=provider))
        return
    until = day_of(ctx, quoted.until)
    text = say("{name} sent its proposal, open until {day}.", name=provider, day=until)
    yield HistoryEvent(day=quoted.date, text=text)
    if ctx.status.phase == "lapsed":
        text = say("The proposal lapsed without a signature.")
        yield HistoryEvent(day=quoted.until + DAY, text=text)


def _signed(ctx: ViewContext) -> Iterator[HistoryEvent]:
    say, project = ctx.t.text, ctx.status.project
    if project.signed and project.signed.date:
        text = say(
            "{name} signed the agreement for {client}, at a price of {amount}.",
            name=project.signed.by,
            client=project.client.name,
            amount=ctx.money(project.price.value),
        )
        yield HistoryEvent(day=project.signed.date, text=text)


def _assigned(ctx: ViewContext) -> Iterator[HistoryEvent]:
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
        start=day_of(ctx, min(live.plan.start for live in dated.stages.values())),
        finish=day_of(ctx, dated.ledger.planned_finish),
    )
    yield HistoryEvent(day=day, text=text)


# --- What was agreed on the way ----------------------------------------------------------------


def _changes(ctx: ViewContext) -> Iterator[HistoryEvent]:
    for change in ctx.status.project.changes:
        asked = called(ctx, change.asked_by) if change.asked_by else ""
        words = _change(ctx, change)
        if change.agreed is None or change.date < change.agreed:
            text = ctx.t.text("A change was proposed: {change}.", change=words)
            if asked:
                text = ctx.t.text("{name} proposed a change: {change}.", name=asked, change=words)
            yield HistoryEvent(day=change.date, text=text)
        if change.agreed:
            text = ctx.t.text("Both sides agreed a change: {change}.", change=words)
            yield HistoryEvent(day=change.agreed, text=text)


def _change(ctx: ViewContext, change: Change) -> Markup:
    adding = ctx.adding(change)
    return Markup("{} ({})").format(change.title, adding) if adding else escape(change.title)


def _pauses(ctx: ViewContext) -> Iterator[HistoryEvent]:
    for pause in ctx.status.project.pauses:
        if pause.agreed:
            why = line(pause.why) if pause.why else Markup()
            yield HistoryEvent(day=pause.agreed, text=together([_pause(ctx, pause), why]))


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


def _restarts(ctx: ViewContext) -> Iterator[HistoryEvent]:
    for restart in ctx.status.project.restarts:
        text = ctx.t.text(
            "Both sides agreed to resume {stage} on {start}.",
            stage=ctx.title(restart.stage),
            start=day_of(ctx, restart.start),
        )
        yield HistoryEvent(day=restart.date, text=text)


def _log(ctx: ViewContext) -> Iterator[HistoryEvent]:
    for entry in ctx.status.project.log:
        text = line(entry.text)
        if entry.link:
            text = Markup('{} <a href="{}">{}</a>').format(text, entry.link, entry.link)
        yield HistoryEvent(day=entry.date, text=text, kind="log")


def _ended(ctx: ViewContext) -> Iterator[HistoryEvent]:
    ended = ctx.status.project.ended
    if ended is None:
        return
    say, money = ctx.t.text, ctx.status.money
    ending = say("{name} ended the project.", name=called(ctx, ended.by))
    why = line(ended.why) if ended.why else Markup()
    account = say("Final account: {amount}.", amount=ctx.money(money.gross))
    yield HistoryEvent(day=ended.date, text=together([ending, account, why]))


def _open_money(ctx: ViewContext) -> Iterator[HistoryEvent]:
    """What is to pay now, or to be paid back, on the day of the view."""
    say, due = ctx.t.text, ctx.status.due
    amount = sum((each.amount for each in due), Decimal(0))
    if amount > 0 and not ctx.status.waits_for_deposit:
        text = say("Still to pay: {amount}.", amount=ctx.money(amount))
        yield HistoryEvent(day=_last_day(ctx), text=text)
    elif amount < 0:
        text = say("Still to be paid back: {amount}.", amount=ctx.money(-amount))
        yield HistoryEvent(day=_last_day(ctx), text=text)


def _last_day(ctx: ViewContext) -> date:
    """The day of the view; after the end, that of the last payment."""
    days = [payment.date for payment in ctx.status.project.payments]
    return max([ctx.status.as_of, *days])


def _closed(ctx: ViewContext) -> Iterator[HistoryEvent]:
    if closed := ctx.status.project.closed:
        yield HistoryEvent(day=closed, text=ctx.t.text("The project was closed."))


_PARTS: Sequence[Callable[[ViewContext], Iterator[HistoryEvent]]] = (
    _quoted,
    _signed,
    payments.payment_events,
    _assigned,
    hand_overs.returned,
    hand_overs.received,
    hand_overs.waited,
    consequences.followed,
    hand_overs.handed_over,
    _changes,
    _pauses,
    _restarts,
    consequences.waived,
    _log,
    hand_overs.now,
    _ended,
    _closed,
    _open_money,
)
"""In the order of events on the same day."""
