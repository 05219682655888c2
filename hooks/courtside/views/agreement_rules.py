"""What else holds, for both: the rules of an agreement beside stages and lateness.

reply: 1   ->   Rule(name="Replies", text="Both of us answer a message within 1 working day.")
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from courtside.engine.money import payments
from courtside.engine.workdays import FULL_WEEK
from courtside.model.terms import CalendarRule
from courtside.model.values import Party, Week
from courtside.views.context import ViewContext


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """What else holds: a sentence or two, and perhaps a list."""

    name: Markup
    text: Markup
    items: tuple[Markup, ...] = ()


def describe_rules(tell: ViewContext) -> tuple[Rule, ...]:
    """Terms, calendars and price, in this order."""
    return (*_terms(tell), *_calendars(tell), _price(tell))


def _terms(tell: ViewContext) -> Iterator[Rule]:
    say, count, terms = tell.t.text, tell.t.plural, tell.status.terms
    yield Rule(
        name=say("Dates"),
        text=say(
            "No date is ever brought forward. A date is put back only by the other "
            "side's delay, an agreed change or a pause. Days are the working days of "
            "whoever has the ball."
        ),
    )
    if terms.reply is not None:
        yield Rule(
            name=say("Replies"),
            text=count(
                "We both answer messages within {n} working day.",
                "We both answer messages within {n} working days.",
                terms.reply,
            ),
        )
    if terms.revisions is not None:
        yield Rule(
            name=say("Revisions"),
            text=count(
                "Each approval includes {n} round of revisions; any further round is a change.",
                "Each approval includes {n} rounds of revisions; any further round is a change.",
                terms.revisions,
            ),
        )
    yield Rule(
        name=say("Changes"),
        text=say("A change counts once we have both agreed its days and price in writing."),
        items=tuple(_changes(tell)),
    )
    yield Rule(
        name=say("Pauses"),
        text=say(
            "A pause counts from the day we both agree to it, and stops the clock for both of us."
        ),
    )
    if any(step.do == "lose-slot" for step in terms.steps("client")):
        slot = say(
            "A project that keeps its dates keeps its slot, whatever happens in other "
            "projects. One that loses its slot gets the next free one."
        )
        if terms.restart_within is not None:
            promise = count(
                "We resume within {n} working day of receiving your part; anything beyond "
                "that is our delay.",
                "We resume within {n} working days of receiving your part; anything beyond "
                "that is our delay.",
                terms.restart_within,
            )
            slot = Markup(" ").join([slot, promise])
        yield Rule(name=say("Your slot"), text=slot)


def _changes(tell: ViewContext) -> Iterator[Markup]:
    """The changes that were agreed since."""
    for change in tell.status.project.changes:
        if change.agreed:
            day = tell.t.short_day(change.agreed, year=True)
            title, adding = change.title, tell.adding(change)
            if adding:
                yield tell.t.text("{day}, {stage}: {text}", day=day, stage=title, text=adding)
            else:
                yield Markup("{}, {}").format(day, title)


def _calendars(tell: ViewContext) -> Iterator[Rule]:
    """When each side works: with what the client's leaves out taken from the provider's."""
    say, own = tell.t.text, tell.status.project.calendars
    ours = own.provider or tell.studio.calendar
    yours = own.client or CalendarRule()
    week: Week = ours.week or FULL_WEEK
    region = ours.holidays or "none"
    client = _calendar(tell, yours, yours.week or week, yours.holidays or region)
    zone = say("A due date ends at midnight, {zone} time.", zone=tell.t.zone(tell.studio.timezone))
    provider = (*_calendar(tell, ours, week, region), zone)
    sides: tuple[tuple[Party, tuple[Markup, ...]], ...] = (
        ("client", client),
        ("provider", provider),
    )
    for party, lines in sides:
        name = say("Your calendar") if party == "client" else say("Our calendar")
        yield Rule(name=name, text=Markup(" ").join(lines))


def _calendar(
    tell: ViewContext, rule: CalendarRule, week: frozenset[int], region: str
) -> tuple[Markup, ...]:
    say = tell.t.text
    lines = [say("Working days: {week}.", week=tell.t.weekdays(week))]
    if region != "none":
        lines.append(say("Excluding public holidays in {region}.", region=tell.t.region(region)))
    if rule.closed:
        closed = tell.t.list(tell.t.days(run) for run in rule.closed)
        lines.append(say("Closed: {days}.", days=closed))
    return tuple(lines)


def _price(tell: ViewContext) -> Rule:
    """What it costs before changes, and when which part of it is paid."""
    price = escape(tell.money(tell.status.project.price.value))
    for note in tell.tax_notes():
        price = Markup("{} ({})").format(price, note)
    return Rule(name=tell.t.text("Price"), text=price, items=tuple(_payments(tell)))


def _payments(tell: ViewContext) -> Iterator[Markup]:
    say, project, due = (
        tell.t.text,
        tell.status.project,
        payments(tell.status.project, tell.studio.currency),
    )
    parts = [(tell.title(stage.id), due.stages[stage.id], project.settled(stage.id))
             for stage in project.stages if stage.pay]  # fmt: skip
    if project.deposit:
        parts.insert(0, (say("Deposit"), due.deposit, project.settled("deposit")))
    for title, amount, paid in parts:
        part = tell.t.labelled(title, tell.money(amount))
        if paid:
            day = say("paid on {day}", day=tell.t.short_day(paid, year=True))
            part = Markup("{}, {}").format(part, day)
        yield part
