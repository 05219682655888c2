"""The statement of a project: what was agreed, what happened, what followed, for both sides alike.

    proof(tell, version="0.1.0")  ->  Statement(title=..., facts=..., sections=...)

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


def build_statement(tell: ViewContext, *, version: str, commit: str = "") -> Statement:
    """The statement of a project as of the day of its view.

    `version` is that of the program, whose rules were used. `commit` names the version of the
    project's file in the provider's repository, where there is one.
    """
    dated = tell.status.dated
    sections = (*_reckoned(tell, dated), *_told(tell)) if dated else tuple(_told(tell))
    return Statement(
        title=tell.t.text("Statement: {title}", title=tell.status.project.title),
        intro=tell.t.text(
            "{provider} and {client}, as of {day}.",
            provider=called(tell, "provider"),
            client=called(tell, "client"),
            day=tell.t.day(tell.status.as_of, year=True),
        ),
        facts=tuple(_facts(tell, commit)),
        sections=sections,
        notes=tuple(_notes(tell, version)),
        colon=tell.t.colon,
    )


def _facts(tell: ViewContext, commit: str) -> Iterator[tuple[Markup, Markup]]:
    say, project = tell.t.text, tell.status.project
    yield say("Provider"), _line(tell.studio.name, tell.studio.email)
    yield say("Client"), _line(project.client.name, project.client.contact)
    for party in PARTIES:
        label = say("Working days of {name}", name=called(tell, party))
        yield label, together(_working_days(tell, party))
    if project.signed and project.signed.date:
        day = tell.t.day(project.signed.date, year=True)
        yield (
            say("Signed"),
            say("{day}, by {name}", day=day, name=project.signed.by or ""),
        )
        if project.signed.hash:
            yield say("Fingerprint of what was signed"), _code(project.signed.hash)
    else:
        yield say("Signed"), say("Not signed yet.")
    if project.scheduled:
        day = tell.t.day(project.scheduled.date, year=True)
        yield say("Dates set"), day
        if project.scheduled.hash:
            yield say("Fingerprint of the dates"), _code(project.scheduled.hash)
    if commit:
        yield say("Version of the records"), _code(commit)


def _working_days(tell: ViewContext, party: Party) -> Iterator[Markup]:
    """By which calendar the days of a side were counted; pauses stand in the story."""
    say, calendar = tell.t.text, tell.status.calendars[party]
    yield Markup("{}.").format(tell.t.weekdays(calendar.week))
    if calendar.region != "none":
        region = tell.t.region(calendar.region)
        yield say("Excluding public holidays in {region}.", region=region)
    rule = getattr(tell.status.project.calendars, party)
    if party == "provider":
        rule = rule or tell.studio.calendar
    if rule and rule.closed:
        days = tell.t.list(tell.t.days(run) for run in rule.closed)
        yield say("Closed: {days}.", days=days)


def _reckoned(tell: ViewContext, dated: ScheduledState) -> Iterator[Section]:
    say, count = tell.t.text, tell.t.plural
    yield Section(
        heading=say("Planned and actual"),
        texts=(
            say(
                "Late days are working days after the due date, in the calendar of whoever "
                "had the ball."
            ),
        ),
        tables=(_stages(tell, dated),),
    )
    names = _parts(tell)
    parts = tuple(
        (names[part], count("{n} day", "{n} days", days))
        for part in PARTS
        if (days := dated.ledger.delay[part])
    )
    told = describe_attribution(tell, dated)
    by_stage = tuple(
        (tell.title(share.stage), names[share.part], escape(tell.t.number(share.days)))
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
    rows = tuple(_consequences(tell, dated))
    heads = (say("Day"), say("Stage"), say("Whose stage"), say("What happens next"), say("Status"))
    yield Section(
        heading=say("What follows from delays"),
        texts=() if rows else (_nothing_follows(tell),),
        tables=(Table(heads=heads, rows=rows),) if rows else (),
    )
    yield Section(
        heading=say("Payments and balance"),
        texts=_tax_note(tell),
        tables=(_money(tell),),
    )


def _stages(tell: ViewContext, dated: ScheduledState) -> Table:
    say = tell.t.text
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
                tell.title(one.stage.id),
                escape(called(tell, one.stage.owner)),
                _number(one.days),
                tell.t.short_day(one.plan.due, year=True),
                tell.t.short_day(one.due, year=True),
                _handed_over(tell, one),
                _number(one.late_days),
            )
            for one in dated.stages.values()
        ),
        numbers=frozenset({2, 6}),
    )


def _handed_over(tell: ViewContext, one: LiveStage) -> Markup:
    words = state_words(tell.t)[one.state]
    if one.state not in ("done", "approved"):
        return words
    day = tell.t.short_day(one.end, year=True)
    return day if one.state == "done" else Markup("{} ({})").format(day, words)


def _parts(tell: ViewContext) -> Mapping[Part, Markup]:
    """The parts of the slip, with the sides by their names."""
    own: Mapping[Part, Markup] = {
        "client": escape(called(tell, "client")),
        "provider": escape(called(tell, "provider")),
        "shared": tell.t.text("Both at once"),
    }
    return {**part_words(tell), **own}


def _consequences(tell: ViewContext, dated: ScheduledState) -> Iterator[Row]:
    say = tell.t.text
    states: Mapping[StepState, Markup] = {
        "in effect": say("in effect"),
        "ahead": say("upcoming"),
        "waived": say("waived"),
        "lapsed": say("in effect"),
    }
    for found in filter(tell.knows, dated.consequences):
        waived = found.state == "waived"
        what = name_of(tell, found.step) if waived else what_followed(tell, found)
        yield (
            tell.t.short_day(found.date, year=True),
            tell.title(found.stage),
            escape(called(tell, found.party)),
            what,
            states[found.state],
        )


def _nothing_follows(tell: ViewContext) -> Markup:
    if any(tell.status.terms.steps(party) for party in PARTIES):
        return tell.t.text("Nothing so far.")
    return tell.t.text(
        "Nothing was agreed about delays, except that later dates move by the same number of days."
    )


def _money(tell: ViewContext) -> Table:
    say, money = tell.t.text, tell.status.money
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
        heads=(say("Account"), escape(tell.studio.currency)),
        rows=tuple((name, escape(tell.money(amount))) for name, amount in lines),
        numbers=frozenset({1}),
    )


def _tax_note(tell: ViewContext) -> tuple[Markup, ...]:
    notes = tell.tax_notes()
    return tuple(tell.t.text("All amounts: {note}", note=note) for note in notes)


def _told(tell: ViewContext) -> Iterator[Section]:
    """The story, and apart from it what was written into the log by hand."""
    told = write_history(tell)
    reckoned, log = (_entries(tell, told, kind) for kind in ("told", "log"))
    yield Section(heading=tell.t.text("What happened, in order"), entries=reckoned)
    if log:
        yield Section(heading=tell.t.text("Notes from the log"), entries=log)


def _entries(
    tell: ViewContext, told: tuple[Told, ...], kind: str
) -> tuple[tuple[Markup, Markup], ...]:
    return tuple(
        (tell.t.short_day(one.day, year=True), one.text) for one in told if one.kind == kind
    )


def _notes(tell: ViewContext, version: str) -> Iterator[Markup]:
    say = tell.t.text
    yield say(
        "How this was calculated: by Courtside {version} and its rules (RULES.md), "
        "from the records kept by {provider}, which {client} can read. The same "
        "records, viewed on the same day, always give the same result.",
        version=version,
        provider=called(tell, "provider"),
        client=called(tell, "client"),
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
