"""Stages that are skipped, and payments that ask for nothing: what may be marked as not needed, and
what to write where that is too late.

    skipped: 2026-03-26, of a payment that was due on 4 March, with a fee from 9 March on
->  its delay had a consequence, which skipping it would undo; if that is meant: courtside waive ...
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from courtside.engine.schedule import LiveStage
from courtside.model.currencies import plain
from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.source.checks.context import Subject
from courtside.source.checks.history import asked_in, state_of, state_on, with_stage
from courtside.source.problems import Problem


def skipped_late(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Refuse to skip a stage that was late or approved by silence, unless it is a payment that asks
    for nothing when it is skipped, on whose delay nothing had followed by then."""
    project = subject.project
    for index, stage in enumerate(project.stages):
        if stage.skipped is None:
            continue
        before = _when_skipped(project, index, stage.skipped)
        look = f"{stage.id}.look-{len(stage.rounds) + 1}" if stage.rounds else stage.id
        live = state_on(studio, before, stage.skipped).stages.get(look)
        if live is None or live.state not in ("late", "approved"):
            if asks := _asks(studio, before, stage.id, stage.skipped) if stage.pay else None:
                message = f"{asks}, so it is needed: delete this `skipped`"
                yield subject.error(("stages", index, "skipped"), message)
            continue
        instead: str | None = "write done: on the day it was handed over, or agree a change"
        if stage.pay:
            instead = _too_late(studio, before, live, stage.skipped)
            if instead is None:
                continue
        if live.state == "late":
            message = (
                f"the stage was due on {live.due}, so it was already late, and can no longer be "
                f"skipped: {instead}"
            )
        else:
            message = f"silence had approved this on {live.end}: it can no longer be skipped"
        yield subject.error(("stages", index, "skipped"), message)


def _when_skipped(project: Project, index: int, day: date) -> Project:
    """Return a project without the skip of a stage, and without what was agreed to add to the price
    on the same day: that may have come after it."""
    changes = (c for c in project.changes if c.agreed != day or c.price.value <= 0)
    return project.model_copy(
        update={"stages": with_stage(project, index, skipped=None), "changes": tuple(changes)}
    )


def asks_for_nothing(subject: Subject, studio: Studio) -> Iterator[Problem]:
    """Warn of a payment stage that is open although nothing is left to pay of it: money, a change
    or credits took it all, and no proposal may make it ask again. Where another day is viewed,
    nobody knows what is asked today, nor which day to write."""
    project, today = subject.project, subject.last_fact_day
    if today is None or project.closed or project.ended or project.proposes_more:
        return
    for index, stage in enumerate(project.stages):
        live = state_of(subject, studio, today).stages.get(stage.id) if stage.pay else None
        if live is None or not live.open or asks_when_skipped(studio, project, stage.id, today):
            continue
        if last := came_in_parts(studio, project, stage.id):
            message = f"this came in parts: delete part: true at the last one, of {last}"
            yield subject.warning(("stages", index, "pay"), message, name="asks-for-nothing")
            continue
        if asked_in(state_of(subject, studio, today)).get(stage.id):
            continue  # a fee on its own delay, which can be paid
        # Today, and no earlier day: what comes after it could be late in retrospect.
        late = _too_late(studio, project, live, today) if live.state == "late" else None
        instead = late or f"write skipped: {today} at this stage"
        message = f"this asks for nothing, but stays open: {instead}"
        yield subject.warning(("stages", index, "pay"), message, name="asks-for-nothing")


def came_in_parts(studio: Studio, project: Project, name: str) -> date | None:
    """Return the day of the part with which all that a payment asked for had come."""
    last = project.last_part(name)
    if last is None:
        return None
    came = sorted(project.payments, key=lambda payment: payment.date)
    place = max(n for n, one in enumerate(came) if one.instalment == name and one.date == last)
    before = state_on(studio, project, last, payments=tuple(came[:place]))
    return last if came[place].amount.value >= asked_in(before).get(name, Decimal(0)) else None


def asks_when_skipped(studio: Studio, project: Project, name: str, day: date) -> Decimal:
    """Return what a payment asks for all the same where it is skipped on a day, so without a fee
    for its delay: a gross amount, which may be 0."""
    index = [stage.id for stage in project.stages].index(name)
    stages = with_stage(project, index, skipped=day)
    return asked_in(state_on(studio, project, day, stages=stages)).get(name, Decimal(0))


def _asks(studio: Studio, project: Project, name: str, day: date) -> str | None:
    """Return what a payment asks for where it is skipped on a day; None if that is nothing."""
    if not (asks := asks_when_skipped(studio, project, name, day)):
        return None
    return f"it asks for {plain(asks, studio.currency)}"


def _too_late(studio: Studio, project: Project, live: LiveStage, day: date) -> str | None:
    """Return what to write in place of skipping a late payment on a day; None if that is no harm:
    it asks for nothing, no money was late for it, and its delay has cost nothing."""
    name = live.stage.id
    if asks := _asks(studio, project, name, day):
        paid = f"courtside paid {project.id} {name}"
        return f"{asks}; delete this `skipped`, and when that arrives: {paid}"
    if asked_in(state_on(studio, project, min(live.due, day))).get(name):
        late = _late_money(studio, project, live)
        if late:
            return late
    then = state_on(studio, project, day)
    for found in then.live_pass.consequences if then.live_pass else ():
        if (found.stage, found.state) == (name, "in effect") and found.lasts:
            return (
                "its delay had a consequence, which skipping it would undo; if that is meant: "
                f"courtside waive {project.id} {name} {found.do}, and then courtside skip "
                f"{project.id} {name}"
            )
    return None


def _late_money(studio: Studio, project: Project, live: LiveStage) -> str | None:
    """Return how to write down money that paid for this after it was due; None if none did."""
    name = live.stage.id
    came = sorted(project.payments, key=lambda payment: payment.date)
    for place, payment in enumerate(came):
        if payment.date <= live.due or payment.amount.value <= 0:
            continue
        before = state_on(studio, project, payment.date, payments=tuple(came[:place]))
        if not (asked := asked_in(before).get(name)):
            continue
        if payment.instalment == name:
            return f"delete part: true at the payment of {payment.date}, and it is settled"
        if payment.amount.value <= asked:
            return f"write for: {name} on the payment that came after the due date, {live.due}"
        money, whole = (plain(m, studio.currency) for m in (asked, payment.amount.value))
        return (
            f"of the {whole} that came after the due date, {money} was for this: write "
            f"{{date: {payment.date}, for: {name}, amount: {money}}}, and the rest on a line of "
            "its own"
        )
    return None
