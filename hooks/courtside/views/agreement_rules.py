"""The rules of an agreement beside stages and consequences: terms, calendars, price and payments.

reply: 1   ->   Rule(name="Replies", text="We both answer messages within 1 working day.")
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

from courtside.engine.added_stages import round_days
from courtside.engine.shares import DEPOSIT, agreed_payments, gross
from courtside.engine.workdays import FULL_WEEK
from courtside.model.terms import CalendarRule
from courtside.model.values import PARTIES, Days, Week
from courtside.views.context import ViewContext, together
from courtside.views.payment import tax_rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A rule beside stages and consequences: a sentence or two, and perhaps a list."""

    name: Markup
    text: Markup
    items: tuple[Markup, ...] = ()


def describe_rules(ctx: ViewContext) -> tuple[Rule, ...]:
    """Return the rules as they were agreed: terms, calendars and price, in this order."""
    return (*_terms(ctx), *_calendars(ctx), _price(ctx))


# --- Terms -------------------------------------------------------------------------------------


def _terms(ctx: ViewContext) -> Iterator[Rule]:
    say, terms = ctx.t.text, ctx.status.terms
    yield Rule(
        name=say("Dates"),
        text=say(
            "No date is ever brought forward. A date is put back only by the other "
            "side’s delay, an agreed change or a pause. Days are the working days of "
            "whoever has the ball."
        ),
    )
    if terms.reply is not None:
        yield Rule(
            name=say("Replies"),
            text=ctx.t.plural(
                "We both answer messages within {n} working day.",
                "We both answer messages within {n} working days.",
                terms.reply,
            ),
        )
    if rounds := tuple(_rounds(ctx)):
        yield Rule(name=say("Revisions"), text=Markup(" ").join(rounds))
    change = say("A change counts once we have both agreed its days and price in writing.")
    yield Rule(name=say("Changes"), text=change)
    pause = say(
        "A pause starts no earlier than the day we both agree to it, and stops the clock for both "
        "of us."
    )
    yield Rule(name=say("Pauses"), text=pause)
    if any(step.do == "lose-slot" for step in terms.steps("client")):
        yield Rule(name=say("Your slot"), text=Markup(" ").join(_slot(ctx)))
    takes_money = any(step.amount for party in PARTIES for step in terms.steps(party))
    if terms.cap is not None and takes_money:
        yield Rule(
            name=say("Limit"),
            text=say(
                "All fees together never exceed {amount}; the same limit applies to all credits.",
                amount=ctx.share(terms.cap),
            ),
        )


def _rounds(ctx: ViewContext) -> Iterator[Markup]:
    terms = ctx.status.terms
    if terms.revisions is not None:
        yield ctx.t.plural(
            "Each approval includes {n} round of revisions; any further round is a change.",
            "Each approval includes {n} rounds of revisions; any further round is a change.",
            terms.revisions,
        )
    if any(stage.approves for stage in ctx.status.project.stages):
        yield ctx.t.plural(
            "Asking for changes is an answer; we then have {n} working day for each round.",
            "Asking for changes is an answer; we then have {n} working days for each round.",
            round_days(terms),
        )


def _slot(ctx: ViewContext) -> Iterator[Markup]:
    yield ctx.t.text(
        "A project that keeps its dates keeps its slot, whatever happens in other "
        "projects. One that loses its slot gets the next free one."
    )
    if (promise := ctx.status.terms.promise) is not None:
        yield ctx.t.plural(
            "We resume within {n} working day of receiving your part; anything beyond "
            "that is our delay.",
            "We resume within {n} working days of receiving your part; anything beyond "
            "that is our delay.",
            promise,
        )


# --- Calendars ---------------------------------------------------------------------------------


def _calendars(ctx: ViewContext) -> Iterator[Rule]:
    """When each side works; what the client's calendar leaves out is taken from the provider's."""
    say, own = ctx.t.text, ctx.status.project.calendars
    ours = own.provider or ctx.studio.calendar
    yours = own.client or CalendarRule()
    week: Week = ours.week or FULL_WEEK
    region = ours.holidays or "none"
    client = _calendar(ctx, yours.week or week, yours.holidays or region, yours.closed)
    zone = say("A due date ends at midnight, {zone} time.", zone=ctx.t.zone(ctx.studio.timezone))
    provider = together([_calendar(ctx, week, region, ours.closed), zone])
    yield Rule(name=say("Your calendar"), text=client)
    yield Rule(name=say("Our calendar"), text=provider)


def _calendar(ctx: ViewContext, week: Week, region: str, closed: Sequence[Days]) -> Markup:
    working = ctx.t.text("Working days: {week}.", week=ctx.t.weekdays(week))
    return together([working, *days_off(ctx, region, closed)])


def days_off(ctx: ViewContext, region: str, closed: Sequence[Days]) -> Iterator[Markup]:
    """Yield the days that a calendar leaves out of its weeks: public holidays and closed days."""
    if region != "none":
        yield ctx.t.text("Excluding public holidays in {region}.", region=ctx.t.region(region))
    if closed:
        yield ctx.t.text("Closed: {days}.", days=ctx.t.list(map(ctx.t.days, closed)))


# --- Price and payments ------------------------------------------------------------------------


def _price(ctx: ViewContext) -> Rule:
    """What the project costs as agreed, net and with tax, and which part is paid when."""
    say, project = ctx.t.text, ctx.status.project
    sentences = [priced(ctx, project.price.value)]
    items = tuple(_payments(ctx))
    if any(stage.pay for stage in project.stages):
        late = (step for party in PARTIES for step in ctx.status.terms.steps(party))
        if any(step.amount is not None for step in late):
            sentences.append(say("Changes, fees and credits are settled with the last payment."))
        else:
            sentences.append(say("Changes are settled with the last payment."))
    return Rule(name=say("Price"), text=Markup(" ").join(sentences), items=items)


def priced(ctx: ViewContext, net: Decimal) -> Markup:
    """Return a sentence for an amount: net, and with each tax if there are rates."""
    amount = escape(ctx.money(net))
    for note in ctx.tax_notes():
        amount = Markup("{} ({})").format(amount, note)
    rates = [ctx.t.labelled(row.name, ctx.money(row.amount)) for row in tax_rows(ctx, net)]
    if not rates:
        return Markup("{}.").format(amount)
    return ctx.t.text(
        "{net} net, {gross} to pay with tax; {taxes}.",
        net=amount,
        gross=ctx.money(gross(net, ctx.taxes, ctx.studio.currency)),
        taxes=ctx.t.list(rates),
    )


def _payments(ctx: ViewContext) -> Iterator[Markup]:
    """Each instalment; the time allowed for one is in the row of its stage."""
    project, currency = ctx.status.project, ctx.studio.currency
    asked = agreed_payments(project, currency, ctx.taxes)
    for name, net in agreed_payments(project, currency).items():
        amount = _amount(ctx, net, asked[name])
        if name == DEPOSIT and project.deposit:
            yield ctx.t.text("Deposit: {amount}, before the dates are set", amount=amount)
        else:
            yield ctx.t.labelled(ctx.stage_title(name), amount)


def _amount(ctx: ViewContext, net: Decimal, total: Decimal) -> Markup:
    if total == net:
        return escape(ctx.money(net))
    return ctx.t.text("{net} net, {gross} to pay", net=ctx.money(net), gross=ctx.money(total))
