"""How we work together: what was agreed, in rows and rules, from the objects that the engine uses.

Step(after=5, do="lose-slot")  ->  More than 5 working days late | The slot goes to others... | -
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from .money import payments
from .phrases import Telling
from .project import PARTIES, CalendarRule, Party, Step, Week
from .prose import line, text
from .workdays import FULL_WEEK


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A stage as it was agreed."""

    number: int
    title: str
    who: Party
    allowance: Markup
    when: Markup
    gives: tuple[Markup, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lateness:
    """What follows from so many days, for either side; empty where nothing does."""

    late: Markup
    client: Markup
    provider: Markup


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """A deposit or a payment stage."""

    title: Markup
    amount: str
    paid: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """One page, ready to be read."""

    rows: tuple[Row, ...]
    lateness: tuple[Lateness, ...]
    rules: tuple[tuple[Markup, Markup], ...]
    calendars: tuple[tuple[Markup, tuple[Markup, ...]], ...]
    payments: tuple[Payment, ...]
    signed: Markup
    words: Markup
    """The agreement's own words; empty where it has none."""


def agreement(tell: Telling, *, heading: int) -> Agreement:
    """The agreement of a project; its own words have headings below the level `heading`."""
    project = tell.status.project
    return Agreement(
        rows=tuple(_rows(tell)),
        lateness=tuple(_lateness(tell)),
        rules=tuple(_rules(tell)),
        calendars=tuple(_calendars(tell)),
        payments=tuple(_payments(tell)),
        signed=_signed(tell),
        words=text(project.words, below=heading) if project.words else Markup(),
    )


def _rows(tell: Telling) -> Iterator[Row]:
    say, status = tell.speak.say, tell.status
    weeks = {one.stage.id: (one.first_week, one.last_week) for one in status.rough}
    for number, stage in enumerate(status.project.stages, 1):
        if stage.id in weeks:
            first, last = weeks[stage.id]
            when = (
                say("week {n}", n=first)
                if first == last
                else say("weeks {first} to {last}", first=first, last=last)
            )
        else:
            assert status.dated is not None
            plan = status.dated.stages[stage.id].plan
            when = tell.speak.short_day(plan.due, year=True)
            if plan.start != plan.due:
                when = say("{start} – {due}", start=tell.speak.short_day(plan.start), due=when)
        yield Row(
            number=number,
            title=stage.title,
            who=stage.owner,
            allowance=tell.working_days(stage.allowance) if stage.allowance else say("at once"),
            when=when,
            gives=tuple(line(each) for each in stage.gives),
        )


def _lateness(tell: Telling) -> Iterator[Lateness]:
    """The same words for the same step on either side; what both have in one row."""
    say, terms = tell.speak.say, tell.status.terms
    always = say("All later dates move by as much.")
    yield Lateness(late=say("Always"), client=always, provider=always)
    sides = {party: terms.steps(party) for party in PARTIES}
    for after in sorted({step.after for steps in sides.values() for step in steps}):
        at = {party: [s for s in sides[party] if s.after == after] for party in PARTIES}
        some: Step = next(s for steps in at.values() for s in steps)
        cells = {
            party: Markup(" ").join(tell.step(step) for step in at[party]) for party in PARTIES
        }
        yield Lateness(late=tell.late_by(some), **cells)


def _rules(tell: Telling) -> Iterator[tuple[Markup, Markup]]:
    say, count, terms = tell.speak.say, tell.speak.count, tell.status.terms
    yield (
        say("Dates"),
        say(
            "No date ever moves earlier. A date moves later only because of the other side, "
            "an agreed change or a pause. Days are working days of whoever has the ball."
        ),
    )
    if terms.reply is not None:
        yield (
            say("Replies"),
            count(
                "Both of us answer a message within {n} working day.",
                "Both of us answer a message within {n} working days.",
                terms.reply,
            ),
        )
    if terms.revisions is not None:
        yield (
            say("Revisions"),
            count(
                "{n} round is included in each approval; a further one is a change.",
                "{n} rounds are included in each approval; a further one is a change.",
                terms.revisions,
            ),
        )
    yield (
        say("Changes"),
        say("A change counts once both have agreed its days and its price in writing."),
    )
    yield (
        say("Pauses"),
        say("A pause counts from the day on which both agree it, and stops both calendars."),
    )
    if any(step.do == "lose-slot" for step in terms.steps("client")):
        slot = say(
            "A project that keeps its dates keeps its place, whatever happens in others. "
            "One that has lost its place gets the next free one."
        )
        if terms.restart_within is not None:
            promise = count(
                "We resume within {n} working day of your hand-over; beyond, it is our delay.",
                "We resume within {n} working days of your hand-over; beyond, it is our delay.",
                terms.restart_within,
            )
            slot = Markup(" ").join([slot, promise])
        yield say("Your slot"), slot


def _calendars(tell: Telling) -> Iterator[tuple[Markup, tuple[Markup, ...]]]:
    """When each side works: with what the client's leaves out taken from the provider's."""
    say, own = tell.speak.say, tell.status.project.calendars
    ours = own.provider or tell.studio.calendar
    yours = own.client or CalendarRule()
    week: Week = ours.week or FULL_WEEK
    region = ours.holidays or "none"
    yield say("You"), _calendar(tell, yours, yours.week or week, yours.holidays or region)
    zone = say("A due date ends at midnight in {zone}.", zone=tell.studio.timezone)
    yield say("Us"), (*_calendar(tell, ours, week, region), zone)


def _calendar(
    tell: Telling, rule: CalendarRule, week: frozenset[int], region: str
) -> tuple[Markup, ...]:
    say = tell.speak.say
    lines = [say("Working days: {week}.", week=tell.speak.weekdays(week))]
    if region != "none":
        lines.append(say("Not on public holidays of {region}.", region=tell.speak.region(region)))
    if rule.closed:
        closed = tell.speak.list(tell.speak.days(run) for run in rule.closed)
        lines.append(say("Closed: {days}.", days=closed))
    return tuple(lines)


def _payments(tell: Telling) -> Iterator[Payment]:
    project, due = tell.status.project, payments(tell.status.project)
    if project.deposit:
        yield Payment(
            title=tell.speak.say("Deposit"),
            amount=tell.money(due.deposit),
            paid=project.deposit.paid,
        )
    for stage in project.stages:
        if stage.pay:
            yield Payment(
                title=tell.title(stage.id), amount=tell.money(due.stages[stage.id]), paid=stage.done
            )


def _signed(tell: Telling) -> Markup:
    say, signed = tell.speak.say, tell.status.project.signed
    if signed is None:
        return say("Not signed yet.")
    day = tell.speak.day(signed.date, year=True)
    if signed.hash is None:
        return say("Signed by {name} on {day}.", name=signed.by, day=day)
    return say(
        "Signed by {name} on {day}; fingerprint of what was signed: {hash}.",
        name=signed.by,
        day=day,
        hash=Markup("<code>{}</code>").format(signed.hash.removeprefix("sha256:")[:8]),
    )
