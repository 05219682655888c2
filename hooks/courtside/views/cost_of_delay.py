"""What a delay costs, in words: one table for each side that has the ball.

Row(day=23 March, steps=(lose-slot,), finish=8 June)
->  in a week, Tuesday 24 March | Monday 8 June; Monday 23 March: slot lost, ... | nothing

Where a delay costs nothing and no slot is at stake, one sentence takes the place of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from courtside.engine.assess import ScheduledState
from courtside.engine.cost_of_delay import CostOfDelay, CostRow
from courtside.engine.schedule import LiveStage
from courtside.model.values import Party
from courtside.views.consequences import name_and_amount
from courtside.views.context import ViewContext

_NEAR = 4
"""Days by which a row may lie behind its span and still be called by it: a long weekend."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DelayRow:
    """Days of a handover that have the same result."""

    days: tuple[tuple[date, Markup], ...]
    """Each with what it is called as seen from today, or nothing."""
    finish: date
    cost: Markup
    unanswered: bool
    """Whether silence has answered before, so that it makes no difference on which day one does."""
    notes: tuple[Markup, ...]
    """Notes on the steps that take effect there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DelayTable:
    """The cost of one side's delay."""

    party: Party
    heading: Markup
    columns: tuple[Markup, Markup, Markup]
    held: Markup
    """The things to hand over, if there are several; else empty."""
    rows: tuple[DelayRow, ...]
    net: Markup
    """What is added to its amounts; empty without taxes, or if it has no amount."""
    until: date
    """The last day that it speaks of."""
    nothing: Markup
    """A sentence in place of the table, if a delay costs nothing."""


def delay_tables(ctx: ViewContext, dated: ScheduledState) -> tuple[DelayTable, ...]:
    """Return the tables of a project, the client's first."""
    tables = []
    for cost in ctx.waiting:
        held = [dated.stages[name] for name in cost.stages]
        # While a stage waits for an answer, no day of it costs anything; and no date can be named
        # where the finish moves, or from the first day of a pause without an end.
        last, still = cost.rows[-1], ctx.status.standstill
        moves = any(ctx.status.moves(name, last.day) for name in cost.stages)
        if not (ctx.status.moving or moves or (still is not None and last.finish >= still)):
            tables.append(_table(ctx, cost, held))
    return tuple(table for table in tables if table.rows)


def _table(ctx: ViewContext, cost: CostOfDelay, held: Sequence[LiveStage]) -> DelayTable:
    say, party, groups = ctx.t.text, cost.party, cost.groups
    if party == "provider":
        # A client can hand over today; of work, only what comes after its due day is waiting.
        due = min(live.due for live in held)
        rests = (tuple(row for row in group if row.day >= due) for group in groups)
        groups = tuple(filter(None, rests))
    silence = _silence(cost)
    rows = tuple(
        _line(ctx, party, group, unanswered=silence is not None and group[0].day > silence)
        for group in groups
    )
    nothing, together = Markup(), Markup()
    if len(cost.groups) == 1:
        nothing = _no_difference(ctx, cost)
    elif not any(row.notes for row in rows) and not any(row.cost for g in groups for row in g):
        nothing = _only_later(ctx, party)
    if len(held) > 1:
        titles = ctx.t.list(map(ctx.title, cost.stages))
        together = say("All handed over on the same day: {stages}.", stages=titles)
    return DelayTable(
        party=party,
        heading=say("If you take longer") if party == "client" else say("If we take longer"),
        columns=(_when(ctx, held), say("Finish date"), _cost(ctx, party)),
        held=together,
        rows=rows,
        net=ctx.plus_tax if any(row.cost for g in groups for row in g) else Markup(),
        until=cost.rows[-1].day,
        nothing=nothing,
    )


def _no_difference(ctx: ViewContext, cost: CostOfDelay) -> Markup:
    """In one sentence that waiting changes neither the finish nor the price."""
    last = cost.rows[-1]
    days = {"day": ctx.t.day(last.day), "finish": ctx.t.day(last.finish)}
    if cost.party == "client":
        return ctx.t.text(
            "Until {day} it makes no difference: the finish date stays {finish} and "
            "nothing is added.",
            **days,
        )
    return ctx.t.text(
        "Until {day} it makes no difference: the finish date stays {finish} and "
        "nothing is taken off.",
        **days,
    )


def _only_later(ctx: ViewContext, party: Party) -> Markup:
    """In one sentence that a delay moves the finish date and costs nothing, or nothing more."""
    say, money = ctx.t.text, ctx.status.money
    if party == "client" and money.fees:
        return say(
            "The finish date moves with each working day you need; nothing more is added to the "
            "price."
        )
    if party == "client":
        return say(
            "The finish date moves with each working day you need; nothing is added to the price."
        )
    if money.credits:
        return say(
            "The finish date moves with each working day we need; nothing more is taken off the "
            "price."
        )
    return say(
        "The finish date moves with each working day we need; nothing is taken off the price."
    )


def _cost(ctx: ViewContext, party: Party) -> Markup:
    """What the last column says: it adds to today's total, which may hold some of it already."""
    say, money = ctx.t.text, ctx.status.money
    if party == "client":
        return say("Added on top") if money.fees else say("Added to the price")
    return say("Also taken off") if money.credits else say("Taken off the price")


def _when(ctx: ViewContext, held: Sequence[LiveStage]) -> Markup:
    """What the first column asks: an approval is answered and a payment is paid."""
    say = ctx.t.text
    if held[0].stage.owner == "provider":
        return say("If we deliver on")
    if all(live.stage.pay for live in held):
        return say("If you pay on")
    if all(live.stage.approves for live in held):
        return say("If you answer on")
    return say("If you hand over on")


def _silence(cost: CostOfDelay) -> date | None:
    """The day after which nobody can answer: silence has approved all that is waited for."""
    steps = (step for row in cost.rows for step in row.steps if step.do == "approve")
    approved = {step.stage: step.date for step in steps}
    return max(approved.values()) if {*cost.stages} <= approved.keys() else None


def _line(
    ctx: ViewContext, party: Party, rows: tuple[CostRow, ...], *, unanswered: bool
) -> DelayRow:
    cost = rows[0].cost if party == "client" else -rows[0].cost
    return DelayRow(
        days=tuple((row.day, _called(ctx, row)) for row in rows),
        finish=rows[0].finish,
        cost=escape(ctx.money(cost)) if cost else ctx.t.text("nothing"),
        unanswered=unanswered,
        notes=tuple(_notes(ctx, rows[0])),
    )


def _called(ctx: ViewContext, row: CostRow) -> Markup:
    say = ctx.t.text
    names: Mapping[int, Markup] = {
        0: say("today"),
        7: say("in a week"),
        14: say("in two weeks"),
        30: say("in a month"),
    }
    near = (row.day - ctx.status.as_of).days <= row.span + _NEAR
    return names[row.span] if near else Markup()


def _notes(ctx: ViewContext, row: CostRow) -> Iterator[Markup]:
    """The steps that come to be in effect, with the same days as above the table; words only, and
    slots that nothing waits for, do not."""
    for consequence in row.steps:
        step = name_and_amount(ctx, consequence)
        values = {"day": ctx.t.day(consequence.date), "step": step}
        if consequence.do == "lose-slot":
            if resumes := ctx.resumes.get(consequence.stage):
                yield ctx.t.text(
                    "{day}: {step}; work resumes on {resumes}, on today’s forecast.",
                    resumes=ctx.t.day(resumes),
                    **values,
                )
        elif consequence.step.per or consequence.do in ("may-close", "may-leave"):  # it goes on
            yield ctx.t.text("From {day} on: {step}.", **values)
        elif consequence.do == "approve":  # an answer on that day is in time
            yield ctx.t.text("After {day}: {step}.", **values)
        elif consequence.do != "remind":
            yield ctx.t.text("{day}: {step}.", **values)
