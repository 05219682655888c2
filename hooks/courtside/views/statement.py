"""The statement of a project: what was agreed, what happened, what followed, for both sides alike.

    proof(ctx, version="0.1.0")  ->  Statement(title=..., facts=..., sections=...)

To settle a dispute or, better, to prevent one. It calls both sides by their names, says the same of
both in the same words, and every number in it is the engine's. What is shown is one record, which
`proof_markdown` and `proof_pdf` only give a form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from courtside.engine.assess import ScheduledState
from courtside.engine.attribution import PARTS, Part
from courtside.engine.consequences import StepState
from courtside.engine.schedule import LiveStage
from courtside.model.values import PARTIES, Party
from courtside.views.attribution import describe_attribution, part_words
from courtside.views.context import ViewContext, state_words
from courtside.views.history.consequences import name_of, what_followed
from courtside.views.history.event import Told, called, together
from courtside.views.history.history import write_history

Row = tuple[Markup, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows under heads."""

    heads: Row
    rows: tuple[Row, ...]
    numbers: frozenset[int] = frozenset()
    """The columns that hold numbers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """What is said about one thing."""

    heading: Markup
    texts: tuple[Markup, ...] = ()
    tables: tuple[Table, ...] = ()
    entries: tuple[tuple[Markup, Markup], ...] = ()
    """Days, and what is told of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """All that is stated, in the order in which it is read."""

    title: Markup
    intro: Markup
    facts: tuple[tuple[Markup, Markup], ...]
    sections: tuple[Section, ...]
    notes: tuple[Markup, ...]
    colon: Markup
    """What stands between a name and its value, where both stand in one line."""


def build_statement(ctx: ViewContext, *, version: str, commit: str = "") -> Statement:
    """The statement of a project as of the day of its view.

    `version` is that of the program, whose rules were used. `commit` names the version of the
    project's file in the provider's repository, where there is one.
    """
    dated = ctx.status.dated
    sections = (*_reckoned(ctx, dated), *_told(ctx)) if dated else tuple(_told(ctx))
    return Statement(
        title=ctx.t.text("Statement: {title}", title=ctx.status.project.title),
        intro=ctx.t.text(
            "{provider} and {client}, as of {day}.",
            provider=called(ctx, "provider"),
            client=called(ctx, "client"),
            day=ctx.t.day(ctx.status.as_of, year=True),
        ),
        facts=tuple(_facts(ctx, commit)),
        sections=sections,
        notes=tuple(_notes(ctx, version)),
        colon=ctx.t.colon,
    )


def _facts(ctx: ViewContext, commit: str) -> Iterator[tuple[Markup, Markup]]:
    say, project = ctx.t.text, ctx.status.project
    yield say("Provider"), _line(ctx.studio.name, ctx.studio.email)
    yield say("Client"), _line(project.client.name, project.client.contact)
    for party in PARTIES:
        label = say("Working days of {name}", name=called(ctx, party))
        yield label, together(_working_days(ctx, party))
    if project.signed and project.signed.date:
        day = ctx.t.day(project.signed.date, year=True)
        yield (
            say("Signed"),
            say("{day}, by {name}", day=day, name=project.signed.by or ""),
        )
        if project.signed.hash:
            yield say("Fingerprint of what was signed"), _code(project.signed.hash)
    else:
        yield say("Signed"), say("Not signed yet.")
    if project.scheduled:
        day = ctx.t.day(project.scheduled.date, year=True)
        yield say("Dates set"), day
        if project.scheduled.hash:
            yield say("Fingerprint of the dates"), _code(project.scheduled.hash)
    if commit:
        yield say("Version of the records"), _code(commit)


def _working_days(ctx: ViewContext, party: Party) -> Iterator[Markup]:
    """By which calendar the days of a side were counted; pauses stand in the story."""
    say, calendar = ctx.t.text, ctx.status.calendars[party]
    yield Markup("{}.").format(ctx.t.weekdays(calendar.week))
    if calendar.region != "none":
        region = ctx.t.region(calendar.region)
        yield say("Excluding public holidays in {region}.", region=region)
    rule = getattr(ctx.status.project.calendars, party)
    if party == "provider":
        rule = rule or ctx.studio.calendar
    if rule and rule.closed:
        days = ctx.t.list(ctx.t.days(run) for run in rule.closed)
        yield say("Closed: {days}.", days=days)


def _reckoned(ctx: ViewContext, dated: ScheduledState) -> Iterator[Section]:
    say, count = ctx.t.text, ctx.t.plural
    yield Section(
        heading=say("Planned and actual"),
        texts=(
            say(
                "Late days are working days after the due date, in the calendar of whoever "
                "had the ball."
            ),
        ),
        tables=(_stages(ctx, dated),),
    )
    names = _parts(ctx)
    parts = tuple(
        (names[part], count("{n} day", "{n} days", days))
        for part in PARTS
        if (days := dated.ledger.delay[part])
    )
    told = describe_attribution(ctx, dated)
    by_stage = tuple(
        (ctx.title(share.stage), names[share.part], escape(ctx.t.number(share.days)))
        for share in reversed(dated.ledger.shares)
    )
    moved = dated.ledger.slip > 0
    came_in = (say("Reason"), say("Calendar days"))
    yield Section(
        heading=say("Why the finish date moved"),
        texts=(told.sentence,),
        tables=(
            Table(heads=came_in, rows=parts, numbers=frozenset({1})),
            Table(heads=(say("Stage"), *came_in), rows=by_stage, numbers=frozenset({2})),
        )
        if moved
        else (),
    )
    rows = tuple(_consequences(ctx, dated))
    heads = (say("Day"), say("Stage"), say("Whose stage"), say("What happens next"), say("Status"))
    yield Section(
        heading=say("What follows from delays"),
        texts=() if rows else (_nothing_follows(ctx),),
        tables=(Table(heads=heads, rows=rows),) if rows else (),
    )
    yield Section(
        heading=say("Payments and balance"),
        texts=_tax_note(ctx),
        tables=(_money(ctx),),
    )


def _stages(ctx: ViewContext, dated: ScheduledState) -> Table:
    say = ctx.t.text
    return Table(
        heads=(
            say("Stage"),
            say("Who"),
            say("Time allowed"),
            say("Planned due date"),
            say("Due date now"),
            say("Handed over, or status"),
            say("Late days"),
        ),
        rows=tuple(
            (
                ctx.title(one.stage.id),
                escape(called(ctx, one.stage.owner)),
                _number(one.days),
                ctx.t.short_day(one.plan.due, year=True),
                ctx.t.short_day(one.due, year=True),
                _handed_over(ctx, one),
                _number(one.late_days),
            )
            for one in dated.stages.values()
        ),
        numbers=frozenset({2, 6}),
    )


def _handed_over(ctx: ViewContext, one: LiveStage) -> Markup:
    words = state_words(ctx.t)[one.state]
    if one.state not in ("done", "approved"):
        return words
    day = ctx.t.short_day(one.end, year=True)
    return day if one.state == "done" else Markup("{} ({})").format(day, words)


def _parts(ctx: ViewContext) -> Mapping[Part, Markup]:
    """The parts of the slip, with the sides by their names."""
    own: Mapping[Part, Markup] = {
        "client": escape(called(ctx, "client")),
        "provider": escape(called(ctx, "provider")),
        "shared": ctx.t.text("Both at once"),
    }
    return {**part_words(ctx), **own}


def _consequences(ctx: ViewContext, dated: ScheduledState) -> Iterator[Row]:
    say = ctx.t.text
    states: Mapping[StepState, Markup] = {
        "in effect": say("in effect"),
        "ahead": say("upcoming"),
        "waived": say("waived"),
        "lapsed": say("in effect"),
    }
    for found in filter(ctx.knows, dated.consequences):
        waived = found.state == "waived"
        what = name_of(ctx, found.step) if waived else what_followed(ctx, found)
        yield (
            ctx.t.short_day(found.date, year=True),
            ctx.title(found.stage),
            escape(called(ctx, found.party)),
            what,
            states[found.state],
        )


def _nothing_follows(ctx: ViewContext) -> Markup:
    if any(ctx.status.terms.steps(party) for party in PARTIES):
        return ctx.t.text("Nothing so far.")
    return ctx.t.text(
        "Nothing was agreed about delays, except that later dates move by the same number of days."
    )


def _money(ctx: ViewContext) -> Table:
    say, money = ctx.t.text, ctx.status.money
    lines = (
        (say("Price"), money.price),
        (say("Agreed changes"), money.changes),
        (say("Fees"), money.fees),
        (say("Credits"), -money.credits),
        (say("Total"), money.total),
        (say("Paid"), -money.paid),
        (say("Balance"), money.balance),
    )
    return Table(
        heads=(say("Account"), escape(ctx.studio.currency)),
        rows=tuple((name, escape(ctx.money(amount))) for name, amount in lines),
        numbers=frozenset({1}),
    )


def _tax_note(ctx: ViewContext) -> tuple[Markup, ...]:
    notes = ctx.tax_notes()
    return tuple(ctx.t.text("All amounts: {note}", note=note) for note in notes)


def _told(ctx: ViewContext) -> Iterator[Section]:
    """The story, and apart from it what was written into the log by hand."""
    told = write_history(ctx)
    reckoned, log = (_entries(ctx, told, kind) for kind in ("told", "log"))
    yield Section(heading=ctx.t.text("What happened, in order"), entries=reckoned)
    if log:
        yield Section(heading=ctx.t.text("Notes from the log"), entries=log)


def _entries(
    ctx: ViewContext, told: tuple[Told, ...], kind: str
) -> tuple[tuple[Markup, Markup], ...]:
    return tuple(
        (ctx.t.short_day(one.day, year=True), one.text) for one in told if one.kind == kind
    )


def _notes(ctx: ViewContext, version: str) -> Iterator[Markup]:
    say = ctx.t.text
    yield say(
        "How this was calculated: by Courtside {version} and its rules (RULES.md), "
        "from the records kept by {provider}, which {client} can read. The same "
        "records, viewed on the same day, always give the same result.",
        version=version,
        provider=called(ctx, "provider"),
        client=called(ctx, "client"),
    )
    yield say(
        "No date is ever brought forward. A date is put back only by the other "
        "side's delay, an agreed change or a pause. Days are the working days of "
        "whoever has the ball."
    )
    yield say("What follows depends on working days late, never on how far the finish date moved.")
    yield say(
        "A fingerprint reveals any later change to what it was made from; it is not "
        "an electronic signature. This statement is a record, not legal advice."
    )


def _line(name: str, more: str | None) -> Markup:
    return Markup("{}, {}").format(name, more) if more else escape(name)


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)


def _number(n: int) -> Markup:
    return escape(n)
