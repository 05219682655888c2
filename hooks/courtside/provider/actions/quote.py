"""Deeds on the way from an offer to a place in the calendar: quoted, signed, paid, scheduled.

    schedule, from 2 March   ->   start: 2026-03-02, dates at every stage, the calendars, their hash

What is agreed is frozen when it is agreed: the house terms with the signature, the calendars with
the dates; what the house decides later changes neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from courtside.engine.availability import crowded_days, next_start
from courtside.engine.schedule import calendars_under, plan_from
from courtside.engine.windows import Window
from courtside.model.project import Scheduled
from courtside.model.stage import Stage
from courtside.model.terms import Calendars
from courtside.provider.actions.action import (
    Action,
    ActionContext,
    ActionRefusedError,
    before_dates,
)
from courtside.provider.actions.record import done, payment
from courtside.source.editor import Edit, Put
from courtside.source.fingerprint import scheduled_hash, signed_hash
from courtside.source.serialize import as_written, frozen_terms, whole
from courtside.source.yaml_writer import Value
from courtside.text.english import long_day, short_day

DEPOSIT = "deposit"


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """When a project could be worked on, or is going to be."""

    start: date
    planned: Mapping[str, Window]

    @property
    def finish(self) -> date:
        return max(window.due for window in self.planned.values())


def opening(
    case: ActionContext, start: date | None = None, *, earliest: date | None = None
) -> Opening:
    """The plan from a start; without one, from the first that has room."""
    project = case.project
    first = start or next_start(
        case.portfolio,
        project.stages,
        case.today,
        calendars=project.calendars,
        terms=project.terms,
        earliest=earliest,
    )
    planned = plan_from(
        first,
        project.stages,
        calendars_under(case.studio, project.calendars),
        project.terms.over(case.studio.terms),
    )
    return Opening(start=min(window.start for window in planned.values()), planned=planned)


def crowded(case: ActionContext, at: Opening) -> dict[date, Sequence[str]]:
    """The days of a plan on which there is no room, and the other projects of these days."""
    project = case.project
    others = replace(
        case.portfolio, projects=tuple(one for one in case.portfolio.projects if one.id != case.id)
    )
    return crowded_days(
        others,
        project.stages,
        at.start,
        case.today,
        calendars=project.calendars,
        terms=project.terms,
    )


def quote(case: ActionContext, until: date) -> Action:
    """The proposal holds until a day."""
    case.not_closed()
    if case.project.signed:
        raise ActionRefusedError(
            f"{case.id} was signed on {short_day(case.project.signed.date or case.day)}: "
            "what comes now is a change (courtside change)"
        )
    if until < case.day:
        raise ActionRefusedError(
            f"a quote of {case.day} cannot lapse on {until}: --until is a later day"
        )
    value = {"date": f"{case.day}", "until": f"{until}"}
    return Action(
        edits=_fields(case, "quoted", value),
        fact=f"{case.id}: quoted on {short_day(case.day)}, until {short_day(until)}",
        news=f"proposal of {long_day(case.day)}, to be signed until {long_day(until)}",
    )


def sign(case: ActionContext, by: str, *, again: bool = False) -> Action:
    """Both agreed: the terms are written down as they are now, and a hash of all of it."""
    case.not_closed()
    project = case.project
    if project.signed and not again:
        raise ActionRefusedError(
            f"{case.id} was signed on {short_day(project.signed.date or case.day)} already: "
            "what comes now is a change (courtside change); if a new version was signed, give "
            "--again"
        )
    value: dict[str, Value] = {"date": f"{case.day}", "by": by}
    before = project.signed.words if project.signed else None
    project = project.model_copy(update={"signed": None})  # it has the clauses of today
    value["hash"] = signed_hash(case.studio, project)
    if case.studio.words or before:
        value["words"] = case.studio.words or ""
    until = project.quoted.until if project.quoted else None
    late = f", though the proposal had lapsed on {until}" if until and until < case.day else ""
    return Action(
        edits=(*frozen_terms(project, case.studio, case.source), *_fields(case, "signed", value)),
        fact=f"{case.id}: signed on {short_day(case.day)}{late}; terms and hash are in the file",
        news=f"signed by {by} on {long_day(case.day)}",
    )


def paid(case: ActionContext, given: str | None) -> Action:
    """The deposit came, or a payment."""
    case.signed()
    project = case.project
    owed = [DEPOSIT] if project.deposit and project.settled(DEPOSIT) is None else []
    owed += [s.id for s in project.stages if s.pay and project.settled(s.id) is None]
    if given is None:
        if not owed:
            raise ActionRefusedError(f"{case.id}: every payment has come")
        # The deposit comes first, before there are dates.
        given = owed[0] if len(owed) == 1 or owed[0] == DEPOSIT else case.choose("payment", owed)
    ids = [stage.id for stage in project.stages]
    if given != DEPOSIT and (DEPOSIT in ids or not DEPOSIT.startswith(given)):
        return _payment(case, given)
    if project.deposit is None:
        raise ActionRefusedError(
            f"{case.id} has no deposit: write deposit: {{amount: 30%}} before it is signed"
        )
    if settled := project.settled(DEPOSIT):
        raise ActionRefusedError(f"the deposit came on {short_day(settled)} already")
    return Action(
        edits=(payment(case, DEPOSIT),),
        fact=f"{case.id}: the deposit came on {short_day(case.day)}",
        news=f"deposit received on {long_day(case.day)}, thank you",
    )


def _payment(case: ActionContext, given: str) -> Action:
    stage = case.stage(given)
    if not stage.pay:
        raise ActionRefusedError(f"{stage.id} is no payment: `courtside done {case.id} {stage.id}`")
    if case.status.dated:
        return done(case, stage.id)
    if settled := case.project.settled(stage.id):
        raise ActionRefusedError(f"{stage.id} came on {short_day(settled)} already")
    return Action(
        edits=(payment(case, stage.id),),
        fact=f"{stage.id}: received on {short_day(case.day)}",
        news=f"{stage.title}: received on {long_day(case.day)}, thank you",
    )


def schedule(case: ActionContext, at: Opening) -> Action:
    """The project gets its dates, and keeps the calendars that they were reckoned with."""
    may_be_scheduled(case)
    own = case.project.calendars.provider or whole(case.studio.calendar)
    promised = case.project.model_copy(
        update={
            "start": case.project.start or at.start,
            "calendars": Calendars(provider=own, client=case.project.calendars.client),
            "stages": tuple(_with_dates(stage, at) for stage in case.project.stages),
            "scheduled": Scheduled(date=case.day),
        }
    )
    value = {"date": f"{case.day}", "hash": scheduled_hash(promised)}
    edits: list[Edit] = [] if case.project.start else [Put(("start",), f"{at.start}")]
    edits.append(Put(("scheduled",), value))
    if case.project.calendars.provider is None:
        edits.append(Put(("calendars", "provider"), as_written(own, case.studio)))
    for index, stage in enumerate(case.project.stages):
        window = at.planned[stage.id]
        edits.append(Put(("stages", index, "start"), f"{window.start}"))
        edits.append(Put(("stages", index, "due"), f"{window.due}"))
    return Action(
        edits=tuple(edits),
        fact=f"{case.id}: scheduled from {short_day(at.start)} to {short_day(at.finish)}",
        news=f"dates assigned: {long_day(at.start)} to {long_day(at.finish)}",
    )


def may_be_scheduled(case: ActionContext) -> None:
    """Refuse where the dates cannot be given yet, or are given already."""
    case.not_closed()
    project = case.project
    if project.signed is None or case.status.waits_for_deposit:
        raise ActionRefusedError(f"{case.id} cannot have dates yet: {before_dates(case.status)}")
    if project.scheduled or any(stage.start for stage in project.stages):
        raise ActionRefusedError(
            f"{case.id} has its dates already, and they stay: what moves them is a change or a "
            "pause that both agree to, or a restart after a lost slot"
        )


# --- Parts of what is written ----------------------------------------------------------------


def _fields(case: ActionContext, name: str, value: Mapping[str, Value]) -> tuple[Edit, ...]:
    """A field of fields: whole where it is not there, else one by one."""
    if (name,) not in case.source.positions:
        return (Put((name,), value),)
    return tuple(Put((name, key), below) for key, below in value.items())


def _with_dates(stage: Stage, at: Opening) -> Stage:
    window = at.planned[stage.id]
    return stage.model_copy(update={"start": window.start, "due": window.due})
