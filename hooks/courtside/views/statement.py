"""The statement of a project: what was agreed, what happened, what followed, for both sides alike.

    build_statement(ctx, version="0.2.0")  ->  Statement(title=..., facts=..., sections=...)

To settle a dispute or, better, to prevent one. It calls both sides by their names, says the same of
both in the same words, and every number in it is the engine's. One record holds what is shown;
`statement_export` gives it a form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup, escape

from courtside.engine.assess import ScheduledState, Uncertain
from courtside.engine.consequences import StepState
from courtside.engine.money import Due
from courtside.engine.schedule import LiveStage
from courtside.model.values import PARTIES, Party
from courtside.text.language import capital
from courtside.views.agreement import first_version
from courtside.views.agreement_rules import days_off
from courtside.views.attribution import (
    Reason,
    describe_attribution,
    is_known,
    part_name,
    reason_of,
    reasons,
)
from courtside.views.context import ViewContext, together
from courtside.views.history.consequences import name_of, what_followed
from courtside.views.history.history import write_history
from courtside.views.payment import account_rows, instalment_title, payment_title

Row = tuple[Markup, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows under headings."""

    heads: Row
    rows: tuple[Row, ...]
    numbers: frozenset[int] = frozenset()
    """The columns that hold numbers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One part of a statement."""

    heading: Markup
    texts: tuple[Markup, ...] = ()
    tables: tuple[Table, ...] = ()
    entries: tuple[tuple[Markup, Markup], ...] = ()
    """Days, and what happened on them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """The whole statement, in reading order."""

    title: Markup
    intro: Markup
    facts: tuple[tuple[Markup, Markup], ...]
    sections: tuple[Section, ...]
    notes: tuple[Markup, ...]
    colon: Markup
    """The sign between a name and its value on one line."""


def build_statement(ctx: ViewContext, *, version: str, commit: str = "") -> Statement:
    """Return the statement of a project as of the day of its view.

    `version` is that of the program, whose rules were used. `commit` names the version of the
    project's file in the provider's repository, if there is one.
    """
    return Statement(
        title=ctx.t.text("Statement: {title}", title=ctx.status.project.title),
        intro=ctx.t.text(
            "{provider} and {client}, as of {day}.",
            provider=ctx.called("provider"),
            client=ctx.called("client"),
            day=ctx.t.day(ctx.records),  # money comes also after the last day of a project
        ),
        facts=tuple(_facts(ctx, commit)),
        sections=tuple(_sections(ctx)),
        notes=tuple(_notes(ctx, version)),
        colon=ctx.t.colon,
    )


def _sections(ctx: ViewContext) -> Iterator[Section]:
    dated = ctx.status.dated
    if dated:
        yield _planned_and_actual(ctx, dated)
        if ctx.status.project.ended is None and is_known(ctx):  # else the finish never came
            yield _reasons(ctx, dated)
        yield _consequences(ctx, dated)
    if dated or ctx.status.project.payments or ctx.status.project.ended:
        yield _money(ctx)
    yield from _history(ctx)


# --- The head ----------------------------------------------------------------------------------


def _facts(ctx: ViewContext, commit: str) -> Iterator[tuple[Markup, Markup]]:
    say, project = ctx.t.text, ctx.status.project
    yield say("Provider"), _party(ctx.studio.name, ctx.studio.email, ctx.studio.details)
    yield say("Client"), _party(project.client.name, project.client.contact, project.client.details)
    for party in PARTIES:
        label = say("Working days of {name}", name=ctx.called(party))
        yield label, together(_working_days(ctx, party))
    yield say("Signed"), _signed(ctx)
    if project.signed and project.signed.hash:
        yield say("Fingerprint of what was signed"), _code(project.signed.hash)
    if project.scheduled:
        yield say("Dates set"), ctx.t.day(project.scheduled.date)
        if project.scheduled.hash:
            yield say("Fingerprint of the dates"), _code(project.scheduled.hash)
    if commit:
        yield say("Version of the records"), _code(commit)


def _party(name: str, reach: str | None, details: str | None) -> Markup:
    lines = (line.strip() for line in (details or "").splitlines())
    return Markup(", ").join(filter(None, (name, reach, *lines)))


def _signed(ctx: ViewContext) -> Markup:
    signed = ctx.status.project.signed
    if signed is None or signed.newest is None:
        lapsed = ctx.status.phase == "lapsed"
        return ctx.t.text("Not signed.") if lapsed else ctx.t.text("Not signed yet.")
    day = ctx.t.day(signed.newest)
    if signed.by is None:
        return escape(day)
    said = ctx.t.text("{day}, by {name}", day=day, name=signed.by)
    first = first_version(ctx)
    return Markup("{}. {}").format(said, first) if first else said


def _working_days(ctx: ViewContext, party: Party) -> Iterator[Markup]:
    """The calendar in which the days of a side were counted; pauses are in the history."""
    calendar = ctx.status.calendars[party]
    week = ctx.t.weekdays(calendar.week)
    yield Markup("{}.").format(capital(week))
    rule = getattr(ctx.status.project.calendars, party)
    if party == "provider":
        rule = rule or ctx.studio.calendar
    yield from days_off(ctx, calendar.region, rule.closed if rule else ())


# --- Dates and delays --------------------------------------------------------------------------


def _planned_and_actual(ctx: ViewContext, dated: ScheduledState) -> Section:
    say = ctx.t.text
    table = Table(
        heads=(
            say("Stage"),
            say("Who"),
            say("Time allowed"),
            say("Planned due date"),
            say("Due date now"),
            say("Handed over, or status"),
            say("Late days"),
        ),
        rows=tuple(_stage(ctx, live) for live in dated.stages.values()),
        numbers=frozenset({2, 6}),
    )
    text = say(
        "Late days are working days after the due date, in the calendar of whoever had the ball."
    )
    return Section(heading=say("Planned and actual"), texts=(text,), tables=(table,))


def _stage(ctx: ViewContext, live: LiveStage) -> Row:
    due = escape(ctx.t.short_day(live.due))
    planned = ctx.t.text("added later") if live.added else ctx.t.short_day(live.plan.due)
    how = _how_due(ctx, live)
    return (
        ctx.title(live.stage.id),
        escape(ctx.called(live.stage.owner)),
        escape(live.days),
        planned,
        Markup("{} ({})").format(due, ctx.how_sure(how)) if how else due,
        _handed_over(ctx, live),
        Markup("–") if ctx.status.asks_for_nothing(live) else escape(live.late_days),
    )


def _how_due(ctx: ViewContext, live: LiveStage) -> Uncertain | None:
    """How a due date is not sure; None if it is, as one that has passed or that was promised."""
    status, name = ctx.status, live.stage.id
    if live.state == "late":
        return None
    if ctx.moves(live):
        return "earliest"
    if live.state == "queued":
        return None if status.terms.promise is not None else "forecast"
    how = status.uncertain.get(name)
    return None if how == "earliest" and name not in status.behind_late else how


def _handed_over(ctx: ViewContext, live: LiveStage) -> Markup:
    words, state = ctx.state(live), ctx.shown_state(live)
    if state not in ("done", "approved"):
        return words
    day = ctx.t.short_day(ctx.handed_over(live))
    return day if state == "done" else Markup("{} ({})").format(day, words)


def _reasons(ctx: ViewContext, dated: ScheduledState) -> Section:
    say, names = ctx.t.text, partial(_part_name, ctx)
    parts = tuple(
        (names(part, days), ctx.t.plural("{n} day", "{n} days", days))
        for part, days in reasons(dated).items()
    )
    by_stage = tuple(
        (
            ctx.title(share.stage),
            names(reason_of(dated, share), share.days),
            escape(ctx.t.number(share.days)),
        )
        for share in reversed(dated.ledger.shares)
    )
    heads = (say("Reason"), say("Calendar days"))
    tables = (
        Table(heads=heads, rows=parts, numbers=frozenset({1})),
        Table(heads=(say("Stage"), *heads), rows=by_stage, numbers=frozenset({2})),
    )
    return Section(
        heading=say("Why the finish date moved"),
        texts=(describe_attribution(ctx, dated).sentence,),
        tables=tables if dated.ledger.slip > 0 else (),
    )


def _part_name(ctx: ViewContext, part: Reason, days: int) -> Markup:
    """What a part of the slip is called, with the sides by their names."""
    if part in PARTIES:
        return ctx.t.text("{name}’s side", name=ctx.called(part))
    return ctx.t.text("Both at once") if part == "shared" else part_name(ctx, part, days)


def _consequences(ctx: ViewContext, dated: ScheduledState) -> Section:
    say, rows = ctx.t.text, tuple(_consequence_rows(ctx, dated))
    heads = (say("Day"), say("Stage"), say("Whose stage"), say("Consequence"), say("Status"))
    return Section(
        heading=say("What follows from delays"),
        texts=() if rows else (_nothing_follows(ctx),),
        tables=(Table(heads=heads, rows=rows),) if rows else (),
    )


def _consequence_rows(ctx: ViewContext, dated: ScheduledState) -> Iterator[Row]:
    say = ctx.t.text
    states: Mapping[StepState, Markup] = {
        "in effect": say("in effect"),
        "ahead": say("upcoming"),
        "waived": say("waived"),
        "lapsed": say("ended with the stage"),
    }
    for consequence in filter(ctx.knows, dated.told):
        if consequence.state == "ahead" and (
            ctx.status.phase in ("ended", "closed")
            or ctx.status.moves(consequence.stage, consequence.date)
        ):
            continue
        waived = consequence.state == "waived"
        yield (
            ctx.t.short_day(consequence.date),
            ctx.title(consequence.stage),
            escape(ctx.called(consequence.party)),
            name_of(ctx, consequence.do) if waived else what_followed(ctx, consequence),
            states[consequence.state],
        )


def _nothing_follows(ctx: ViewContext) -> Markup:
    if any(ctx.status.terms.steps(party) for party in PARTIES):
        return ctx.t.text("Nothing so far.")
    return ctx.t.text(
        "Nothing was agreed about delays, except that later dates move by the same number of days."
    )


# --- Money -------------------------------------------------------------------------------------


def _money(ctx: ViewContext) -> Section:
    say, tables = ctx.t.text, [_account(ctx)]
    if payments := tuple(_payment_rows(ctx)):
        heads = (say("Day"), say("Payment"), say("Invoice"), escape(ctx.studio.currency))
        tables.append(Table(heads=heads, rows=payments, numbers=frozenset({3})))
    return Section(
        heading=say("Payments and balance"),
        texts=tuple(say("All amounts: {note}", note=note) for note in ctx.tax_notes()),
        tables=tuple(tables),
    )


def _asked(ctx: ViewContext, due: Due) -> Markup:
    """What is due now; less than nothing goes back to the client."""
    title = instalment_title(ctx, due.instalment)
    if due.amount < 0:
        return ctx.t.text("To be paid back: {title}", title=title)
    return ctx.t.text("To pay now: {title}", title=title)


def _account(ctx: ViewContext) -> Table:
    """The account, net amounts and taxes; every row of it adds up to the balance."""
    say, money = ctx.t.text, ctx.status.money
    lines = (
        *((row.name, row.amount) for row in account_rows(ctx)),
        (say("Total"), money.gross),
        (say("Paid"), -money.paid),
        (say("Balance"), money.balance),
        *((_asked(ctx, due), abs(due.amount)) for due in ctx.status.due),
    )
    return Table(
        heads=(say("Account"), escape(ctx.studio.currency)),
        rows=tuple((name, escape(ctx.money(amount))) for name, amount in lines),
        numbers=frozenset({1}),
    )


def _payment_rows(ctx: ViewContext) -> Iterator[Row]:
    for payment in sorted(ctx.status.project.payments, key=lambda payment: payment.date):
        title = payment_title(ctx, payment)
        if payment.amount.value < 0:
            title = ctx.t.text("{title}: paid back", title=title)
        elif payment.part:
            title = ctx.t.text("{title}: in part", title=title)
        yield (
            ctx.t.short_day(payment.date),
            title,
            escape(payment.invoice or "–"),
            escape(ctx.money(payment.amount.value)),
        )


# --- What happened -----------------------------------------------------------------------------


def _history(ctx: ViewContext) -> Iterator[Section]:
    """The history, and apart from it what was written in the log by hand."""
    entries: dict[str, list[tuple[Markup, Markup]]] = {"event": [], "log": []}
    for event in write_history(ctx):
        entries[event.kind].append((ctx.t.short_day(event.day), event.text))
    yield Section(heading=ctx.t.text("What happened, in order"), entries=tuple(entries["event"]))
    if entries["log"]:
        yield Section(heading=ctx.t.text("Notes from the log"), entries=tuple(entries["log"]))


def _notes(ctx: ViewContext, version: str) -> Iterator[Markup]:
    say = ctx.t.text
    yield say(
        "How this was calculated: by Courtside {version} and its rules (RULES.md), "
        "from the records kept by {provider}, which {client} can read. The same "
        "records, viewed on the same day, always give the same result.",
        version=version,
        provider=ctx.called("provider"),
        client=ctx.called("client"),
    )
    yield say(
        "No date is ever brought forward. A date is put back only by the other "
        "side’s delay, an agreed change or a pause. Days are the working days of "
        "whoever has the ball."
    )
    yield say("What follows depends on working days late, never on how far the finish date moved.")
    yield say(
        "A fingerprint reveals any later change to what it was made from; it is not "
        "an electronic signature. This statement is a record, not legal advice."
    )


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)
