"""The way from a proposal to a place in the calendar: quoted, signed, scheduled.

    schedule, from 2 March   ->   start: 2026-03-02, dates at every stage, their fingerprint

The signature freezes the terms and both calendars: what the studio decides later changes neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from courtside.engine.assess import assess_portfolio
from courtside.engine.availability import (
    Held,
    Opening,
    Wanted,
    crowded_days,
    held_days,
    next_opening,
)
from courtside.errors import ActionRefusedError
from courtside.model.currencies import plain
from courtside.model.project import Scheduled
from courtside.provider.actions.action import Action, ActionContext, why_no_dates
from courtside.source.editor import Edit, Put
from courtside.source.fingerprint import scheduled_hash, signed_hash
from courtside.source.serialize import both_calendars, frozen_calendars, frozen_taxes, frozen_terms
from courtside.source.yaml_writer import Value
from courtside.text.english import long_day, short_day


def find_opening(ctx: ActionContext, start: date | None = None) -> Opening:
    """Return the plan from a start, or from the first start that has room."""
    wanted = _wanted(ctx)
    return wanted.opening(start) if start else next_opening(wanted, _held(ctx), ctx.today)


def crowded(ctx: ActionContext, opening: Opening) -> dict[date, Sequence[str]]:
    """Return the days of a plan that have no room, and the other projects on each of them."""
    return crowded_days(_wanted(ctx), _held(ctx), opening)


def _wanted(ctx: ActionContext) -> Wanted:
    project = ctx.project
    return Wanted.of(ctx.studio, project.stages, project.calendars, project.terms)


def _held(ctx: ActionContext) -> Held:
    """The days of all other projects."""
    others = tuple(other for other in ctx.portfolio.projects if other.id != ctx.id)
    portfolio = replace(ctx.portfolio, projects=others)
    return held_days(assess_portfolio(portfolio, ctx.today), ctx.today)


def propose(ctx: ActionContext, until: date) -> Action:
    """Write a proposal that can be signed until a day."""
    ctx.refuse_closed()
    if ctx.project.signed:
        raise ActionRefusedError(
            f"{ctx.id} was already signed on {short_day(ctx.project.signed.date or ctx.day)}. For "
            "extra work: courtside change"
        )
    if until < ctx.day:
        raise ActionRefusedError(f"--until must be later than the proposal's date, {ctx.day}.")
    value = {"date": f"{ctx.day}", "until": f"{until}"}
    return Action(
        edits=_fields(ctx, "quoted", value),
        fact=f"{ctx.id}: proposal of {short_day(ctx.day)}, open until {short_day(until)}",
        news=f"proposal of {long_day(ctx.day)}, open until {long_day(until)}",
    )


def sign(ctx: ActionContext, by: str, *, again: bool = False) -> Action:
    """Record the signature: terms and calendars are frozen, and a fingerprint of all is kept."""
    ctx.refuse_ended()
    project = ctx.project
    if project.signed and not again:
        raise ActionRefusedError(
            f"{ctx.id} was already signed on {short_day(project.signed.date or ctx.day)}. For "
            "extra work: courtside change. If a new version was signed, add --again."
        )
    if project.signed and project.signed.same_as:
        raise ActionRefusedError(
            f"{ctx.id} is signed with the agreement of {project.signed.same_as}. To sign it by "
            "itself, delete the line `signed` in its file first."
        )
    day, before = ctx.day, project.signed.words if project.signed else None
    # What followed from a delay since the first signature must not come undone by a new one.
    first = _first_signature(ctx) or day
    value: dict[str, Value] = {"date": f"{first}", "by": by}
    if first < day:
        value["again"] = f"{day}"
    project = project.model_copy(update={"signed": None})  # it has the clauses of today
    value["hash"] = signed_hash(ctx.studio, project)
    if ctx.studio.words or before:
        value["words"] = ctx.studio.words or ""
    until = project.quoted.until if project.quoted else None
    late = f", after the proposal lapsed on {short_day(until)}" if until and until < first else ""
    terms = frozen_terms(project, ctx.studio, ctx.source)
    taxes = frozen_taxes(project, ctx.studio)
    calendars = frozen_calendars(project, ctx.studio, ctx.source)
    signed = "signed again" if ctx.project.signed else "signed"
    return Action(
        edits=(*terms, *taxes, *_fields(ctx, "signed", value), *calendars),
        fact=f"{ctx.id}: {signed} on {short_day(day)}{late}; terms, taxes, calendars and "
        "fingerprint are in the file",
        news=f"signed by {by} on {long_day(day)}",
        questions=tuple(_doubts(ctx)) if ctx.project.signed else (),
    )


def _doubts(ctx: ActionContext) -> Iterator[str]:
    """Questions before a new version is signed: others may be signed with it, and under it, delays
    so far may cost another sum, or nothing."""
    others = [
        other.id
        for other in ctx.portfolio.projects
        if other.signed and other.signed.same_as == ctx.id
    ]
    if others:
        count_as = "counts as" if len(others) == 1 else "count as"
        yield (
            f"{' and '.join(others)}, signed with the agreement of {ctx.id}, {count_as} signed "
            "again, too. Was that agreed?"
        )
    money, dated = ctx.status.money, ctx.status.dated
    if dated is None:
        return
    total, fees, less = (
        plain(sum_, ctx.studio.currency) for sum_ in (money.total, money.fees, money.credits)
    )
    yield (
        f"Under the new version, fees so far come to {fees} and credits to {less}; the total is "
        f"{total}, and the finish {short_day(dated.ledger.finish)}. Did both sides sign knowing "
        "that?"
    )


def _first_signature(ctx: ActionContext) -> date | None:
    """The day of the first signature; None where there is none. Refuses a day before the newest."""
    signed = ctx.project.signed
    if signed is None:
        return None
    if (newest := signed.newest) and ctx.day < newest:
        raise ActionRefusedError(
            f"{ctx.id} was last signed on {short_day(newest)}, after {short_day(ctx.day)}. Check "
            "--date."
        )
    return signed.date


def schedule(ctx: ActionContext, opening: Opening) -> Action:
    """Give the project its dates, and write down the calendars that they follow from."""
    refuse_unready(ctx)
    ctx.refuse_before_signature()
    project = ctx.project
    promised = project.model_copy(
        update={
            "start": project.start or opening.start,
            "calendars": both_calendars(project, ctx.studio),
            "stages": tuple(
                stage.model_copy(update={"start": window.start, "due": window.due})
                for stage in project.stages
                for window in (opening.planned[stage.id],)
            ),
            "scheduled": Scheduled(date=ctx.day),
        }
    )
    value = {"date": f"{ctx.day}", "hash": scheduled_hash(promised)}
    edits: list[Edit] = [] if project.start else [Put(("start",), f"{opening.start}")]
    edits.append(Put(("scheduled",), value))
    edits += frozen_calendars(project, ctx.studio, ctx.source)
    for index, stage in enumerate(project.stages):
        window = opening.planned[stage.id]
        edits.append(Put(("stages", index, "start"), f"{window.start}"))
        edits.append(Put(("stages", index, "due"), f"{window.due}"))
    return Action(
        edits=tuple(edits),
        fact=f"{ctx.id}: scheduled from {short_day(opening.start)} to {short_day(opening.finish)}",
        news=f"dates assigned: {long_day(opening.start)} to {long_day(opening.finish)}",
        joint=True,
    )


def refuse_unready(ctx: ActionContext) -> None:
    """Refuse if the dates cannot be given yet, or were given already."""
    ctx.refuse_ended()
    project = ctx.project
    if project.signed is None or ctx.status.waits_for_deposit:
        raise ActionRefusedError(f"{ctx.id} {why_no_dates(ctx.status)}")
    if project.scheduled or any(stage.start for stage in project.stages):
        raise ActionRefusedError(
            f"{ctx.id} already has its dates. They only move through an agreed change or pause, or "
            "a restart after a lost slot."
        )


# --- Parts of what is written ----------------------------------------------------------------


def _fields(ctx: ActionContext, name: str, value: Mapping[str, Value]) -> tuple[Edit, ...]:
    """Edits of a field of fields: whole where it is not there, else one by one."""
    if (name,) not in ctx.source.positions:
        return (Put((name,), value),)
    return tuple(Put((name, key), below) for key, below in value.items())
