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
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup, escape

from courtside.engine.shares import DEPOSIT
from courtside.engine.workdays import DAY
from courtside.model.project import Pause
from courtside.text.markdown import line
from courtside.views.context import ViewContext, together
from courtside.views.history import consequences, hand_overs, payments


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryEvent:
    """One or two sentences about a day."""

    day: date
    text: Markup
    kind: Literal["event", "log"]
    """Computed from the records, or written in the log by hand."""


def write_history(ctx: ViewContext) -> tuple[HistoryEvent, ...]:
    """Return everything up to the day of the view, in order, and last the state on that day."""
    events = (
        HistoryEvent(day=day, text=text, kind="log" if part is _log else "event")
        for part in _PARTS
        for day, text in part(ctx)
    )
    return tuple(sorted(events, key=lambda event: event.day))  # those of one day stay in this order


# --- Up to the dates ---------------------------------------------------------------------------


def _quoted(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    say, quoted, provider = ctx.t.text, ctx.status.project.quoted, ctx.called("provider")
    if quoted is None or ctx.status.phase == "draft":
        return
    if quoted.until is None:
        yield quoted.date, say("{name} sent its proposal.", name=provider)
        return
    until = ctx.t.short_day(quoted.until)
    text = say("{name} sent its proposal, open until {day}.", name=provider, day=until)
    yield quoted.date, text
    if ctx.status.phase == "lapsed":
        yield quoted.until + DAY, say("The proposal lapsed without a signature.")


def _signed(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    say, project = ctx.t.text, ctx.status.project
    signed = project.signed
    if signed is None or signed.date is None:
        return
    client = project.client.name
    if signed.again or signed.by is None:  # who signed the first version is not known any more
        yield signed.date, say("The agreement was signed for {client}.", client=client)
    values = {"name": signed.by, "client": client, "amount": ctx.money(project.price.value)}
    if signed.again:
        text = say(
            "{name} signed a new version of the agreement for {client}, at a price of {amount}.",
            **values,
        )
        yield signed.again, text
    elif signed.by:
        text = say("{name} signed the agreement for {client}, at a price of {amount}.", **values)
        yield signed.date, text


def _assigned(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
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
        "The project’s dates were set: {start} to {finish}.",
        start=ctx.t.short_day(min(live.plan.start for live in dated.stages.values())),
        finish=ctx.t.short_day(dated.ledger.planned_finish),
    )
    yield day, text


# --- What was agreed on the way ----------------------------------------------------------------


def _changes(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    say = ctx.t.text
    for change in ctx.status.project.changes:
        adding, words = ctx.adding(change), escape(change.title)
        if adding:
            words = Markup("{} ({})").format(words, adding)
        if change.agreed is None or change.date < change.agreed:
            text = say("A change was proposed: {change}.", change=words)
            name = ctx.called(change.asked_by or "provider")
            if change.asked_by == "client":
                text = say("{name} asked for a change: {change}.", name=name, change=words)
            elif change.asked_by:
                text = say("{name} proposed a change: {change}.", name=name, change=words)
            yield change.date, text
        if change.agreed:
            yield change.agreed, say("Both sides agreed a change: {change}.", change=words)


def _pauses(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    for pause in ctx.status.project.pauses:
        if pause.agreed:
            over = pause.is_over(pause.agreed)
            none = ctx.t.text("It was over by then, so none of its days count.")
            said = [_pause(ctx, pause), line(pause.why or ""), *([none] if over else [])]
            yield pause.agreed, together(said)
            if pause.last and pause.agreed <= pause.last < ctx.status.as_of:
                yield pause.last, ctx.t.text("Last day of the pause.")


def _pause(ctx: ViewContext, pause: Pause) -> Markup:
    say, values = ctx.t.text, {"first": ctx.t.short_day(pause.begins), "name": ctx.called(pause.by)}
    assert pause.agreed
    # Once it is over, nobody knows whether its end was agreed as well, or only came.
    if pause.last is None or pause.agreed <= pause.last < ctx.status.as_of:
        return say("Both sides agreed a pause from {first}; {name} asked for it.", **values)
    return say(
        "Both sides agreed a pause from {first} to {last}; {name} asked for it.",
        last=ctx.t.short_day(pause.last),
        **values,
    )


def _restarts(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    for restart in ctx.status.project.restarts:
        text = ctx.t.text(
            "Both sides agreed to resume {stage} on {start}.",
            stage=ctx.title(restart.stage),
            start=ctx.t.short_day(restart.start),
        )
        yield restart.date, text


def _log(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    for entry in ctx.status.project.log:
        text = line(entry.text)
        if entry.link:
            text = Markup('{} <a href="{}">{}</a>').format(text, entry.link, entry.link)
        yield entry.date, text


def _ended(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    ended = ctx.status.project.ended
    if ended is None:
        return
    say, money = ctx.t.text, ctx.status.money
    ending = say("{name} ended the project.", name=ctx.called(ended.by))
    account = say("Final account: {amount}.", amount=ctx.money(money.gross))
    yield ended.date, together([ending, account, line(ended.why or "")])


def _open_money(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    """What is to pay now, or to be paid back, on the day of the view."""
    say, status = ctx.t.text, ctx.status
    amount = status.amount_due
    # After the end, payments go on: then it is the day of the last one.
    day = max([status.as_of, *(payment.date for payment in status.project.payments)])
    if amount > 0 and not status.waits_for_deposit:
        yield day, say("Still to pay: {amount}.", amount=ctx.money(amount))
    elif amount < 0:
        yield day, say("Still to be paid back: {amount}.", amount=ctx.money(-amount))


def _closed(ctx: ViewContext) -> Iterator[tuple[date, Markup]]:
    if closed := ctx.status.project.closed:
        yield closed, ctx.t.text("The project was closed.")


_PARTS: Sequence[Callable[[ViewContext], Iterator[tuple[date, Markup]]]] = (
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
