"""Deeds that record what happened: handed over, not needed, went back, noted, ended.

done, copy, 2026-03-17   ->   {id: copy, title: Texts, owner: client, days: 5, done: 2026-03-17}
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from courtside.model.currencies import plain
from courtside.model.project import Entry, Note
from courtside.model.stage import Stage
from courtside.provider.actions.action import Action, ActionContext, ActionRefusedError
from courtside.source.editor import Add, Edit, Put
from courtside.source.problems import Path
from courtside.text.english import count, long_day, short_day


def done(case: ActionContext, given: str | None) -> Action:
    """A stage is handed over, or its payment came."""
    stage = case.waiting_stage(given).stage
    happened = "received" if stage.pay else "given" if stage.approves else "handed over"
    return Action(
        edits=_handed_over(case, stage),
        fact=f"{stage.id}: {happened} on {short_day(case.day)}",
        news=f"{stage.title} {happened} on {long_day(case.day)}",
        stage=stage.id,
    )


def _handed_over(case: ActionContext, stage: Stage) -> tuple[Edit, ...]:
    """Where it is written that a stage is handed over: a payment stands in `payments`, a round at
    its approval, new work in its change."""
    if stage.pay:
        return (payment(case, stage.id),)
    added = case.dated().stages[stage.id].added
    if added is None:
        return (Put(("stages", case.index(stage.id), "done"), f"{case.day}"),)
    if added.kind == "work":
        number = next(
            n for n, c in enumerate(case.project.changes) if c.adds and c.adds.id == stage.id
        )
        return (Put(("changes", number, "adds", "done"), f"{case.day}"),)
    path: Path = ("stages", case.index(added.to))
    if added.kind == "changes":
        path = (*path, "rounds", added.round - 1)
    return (Put((*path, "done"), f"{case.day}"),)


def payment(case: ActionContext, instalment: str) -> Add:
    """Write down that all an instalment still asks has come."""
    amount = case.status.asked[instalment]
    item = {
        "date": f"{case.day}",
        "for": instalment,
        "amount": f"{amount} {case.studio.currency}",
    }
    return Add(("payments",), item)


def skip(case: ActionContext, given: str | None) -> Action:
    """A round is not needed; which one is never guessed."""
    if given is None:
        given = case.choose("stage", [one.stage.id for one in case.waiting()])
    stage = case.waiting_stage(given).stage
    return Action(
        edits=(Put(("stages", case.index(stage.id), "skipped"), f"{case.day}"),),
        fact=f"{stage.id}: not needed, as of {short_day(case.day)}",
        news=f"{stage.title}: not needed, as of {long_day(case.day)}",
    )


def returned(case: ActionContext, given: str, why: str) -> Action:
    """An incomplete hand-over goes back: the ball never left."""
    stage = case.waiting_stage(given).stage
    return Action(
        edits=(
            Add(
                ("stages", case.index(stage.id), "returned"),
                {"sent": f"{case.day}", "date": f"{case.day}", "why": why},
            ),
        ),
        fact=f"{stage.id}: went back on {short_day(case.day)}, and is still open",
        news=f"{stage.title}: something is still missing, noted on {long_day(case.day)}",
    )


def log(case: ActionContext, text: str, link: str | None) -> Action:
    """Something happened, for both to read."""
    case.not_closed()
    item = {"date": f"{case.day}", "text": text} | ({"link": link} if link else {})
    return Action(
        edits=(Add(("log",), item, before=_later(case.project.log, case.day)),),
        fact=f"{case.id}: written into the log of {short_day(case.day)}, for both to read",
        news=f"log of {long_day(case.day)}",
    )


def note(case: ActionContext, text: str) -> Action:
    """For the provider alone."""
    item = {"date": f"{case.day}", "text": text}
    return Action(
        edits=(Add(("private",), item, before=_later(case.project.private, case.day)),),
        fact=f"{case.id}: noted, for you alone",
        news="own notes",
    )


def close(case: ActionContext) -> Action:
    """The portal is taken down."""
    case.not_closed()
    signed = case.project.signed.date if case.project.signed else None
    if signed and case.day < signed:
        raise ActionRefusedError(f"{case.id} was signed on {short_day(signed)}, after that")
    left = ""
    if case.status.dated:
        still = sum(not one.finished for one in case.status.dated.stages.values())
        balance = case.status.money.balance
        parts = [f"{count(still, 'stage')} unfinished"] * bool(still)
        parts += [f"{plain(balance, case.studio.currency)} to be paid"] * bool(balance > 0)
        left = f", with {' and '.join(parts)}" if parts else ""
    return Action(
        edits=(Put(("closed",), f"{case.day}"),),
        fact=f"{case.id}: closed on {short_day(case.day)}{left}",
        news=f"closed on {long_day(case.day)}",
    )


def _later(entries: Sequence[Entry | Note], day: date) -> int | None:
    """The first entry of a later day, so that the newest stays last."""
    return next((index for index, one in enumerate(entries) if one.date > day), None)
