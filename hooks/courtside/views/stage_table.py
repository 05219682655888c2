"""The one table of stages: who, status, dates, and what is handed over, as a list with ticks.

Stage(id="copy", gives=[{text: Texts, received: 9 March}, Photos]), late since 16 March
->  2 Texts and photos | You | late, 3 working days | due 13 Mar | 9-13 Mar
    [x] Texts   [ ] Photos
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from courtside.engine.schedule import LiveStage, State
from courtside.model.values import Party
from courtside.text.markdown import line
from courtside.views.context import ViewContext, ended


@dataclass(frozen=True, kw_only=True, slots=True)
class StageRow:
    """One stage, planned or added since."""

    id: str
    number: int
    title: Markup
    address: str | None
    """The address of the place where it happens."""
    owner: Party
    gives: tuple[tuple[Markup, bool], ...]
    """The things to hand over, and whether each has come."""
    notes: tuple[Markup, ...]
    """Notes about missing parts, and about answers that it waited for."""
    state: State | None
    """None before there are dates, and where the project ended before it was finished."""
    status: Markup
    late: Markup
    """Days late, while it is open; empty otherwise."""
    actual: Markup
    note: Markup
    """How sure its last day is, such as `forecast`; empty where there is nothing to say."""
    planned: Markup
    """Before there are dates, its weeks; empty where it was not in the plan."""


def stage_rows(ctx: ViewContext) -> tuple[StageRow, ...]:
    """Return the stages in file order, added ones where they were inserted."""
    dated = ctx.status.dated
    if dated is None:
        return tuple(_in_weeks(ctx))
    notes = {name: ctx.how_sure(how) for name, how in ctx.status.uncertain.items()}
    return tuple(
        _in_days(ctx, live, number, notes.get(live.stage.id, Markup()))
        for number, live in enumerate(dated.stages.values(), 1)
    )


def _in_weeks(ctx: ViewContext) -> Iterator[StageRow]:
    for number, weeks in enumerate(ctx.status.rough, 1):
        stage = weeks.stage
        yield StageRow(
            id=stage.id,
            number=number,
            title=escape(stage.title),
            address=stage.url,
            owner=stage.owner,
            gives=tuple((line(item.text), False) for item in stage.gives),
            notes=(),
            state=None,
            status=Markup(),
            late=Markup(),
            actual=Markup(),
            note=Markup(),
            planned=ctx.weeks(weeks),
        )


def _in_days(ctx: ViewContext, live: LiveStage, number: int, note: Markup) -> StageRow:
    stage, over = live.stage, ctx.cut_off(live) or ctx.status.asks_for_nothing(live)
    return StageRow(
        id=stage.id,
        number=number,
        title=ctx.stage_title(stage.id),
        address=stage.url,
        owner=stage.owner,
        gives=tuple(
            (line(item.text), item.received is not None or live.state == "done")
            for item in stage.gives
            if live.state != "skipped"
        ),
        notes=(*_asked_changes(ctx, live), *_notes(ctx, live)),
        state=None if over else ctx.shown_state(live),
        status=ctx.state(live),
        late=Markup() if over else _late(ctx, live),
        actual=Markup("–") if over else _actual(ctx, live),
        note=Markup() if over or ctx.status.came_early(live) else note,
        planned=Markup() if live.added else ctx.t.span(live.plan.start, live.plan.due),
    )


def _late(ctx: ViewContext, live: LiveStage) -> Markup:
    """So many working days, which the page goes on counting."""
    if live.state != "late":
        return Markup()
    return ctx.t.plural(
        "{n} working day",
        "{n} working days",
        live.late_days,
        n=live.late_days
        if ctx.status.moves(live.stage.id, live.end)
        else ctx.gone(live.late_days, live.calendar),
    )


def _actual(ctx: ViewContext, live: LiveStage) -> Markup:
    if live.state == "skipped":
        return Markup("–")
    if live.state == "late":
        return ctx.t.text("due {day}", day=ctx.t.short_day(live.due))
    end = ctx.handed_over(live)
    return ctx.t.span(min(live.start, end), end)


def _asked_changes(ctx: ViewContext, live: LiveStage) -> Iterator[Markup]:
    """What the client asked for, of a round of changes."""
    if live.added and live.added.kind == "changes":
        approval = next(s for s in ctx.status.project.stages if s.id == live.added.to)
        if why := approval.rounds[live.added.round - 1].why:
            yield line(why)


def _notes(ctx: ViewContext, live: LiveStage) -> Iterator[Markup]:
    """What is missing, until it has come; which answers it waited for."""
    say, stage = ctx.t.text, live.stage
    for back in () if live.finished else stage.returned:
        yield say("Still incomplete on {day}: {why}", day=ctx.t.short_day(back.date),
                  why=ended(line(back.why)))  # fmt: skip
    for wait in stage.waits:
        if wait.last and wait.last <= ctx.status.as_of:
            text = say("Waited for an answer: {days}", days=ctx.t.span(wait.since, wait.last))
        else:
            text = say("Waiting for an answer since {day}", day=ctx.t.short_day(wait.since))
        yield ctx.t.labelled(text, line(wait.why)) if wait.why else text
