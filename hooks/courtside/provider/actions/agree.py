"""Deeds that two agree on: changes, pauses, the way back from a pause or the queue, kindness.

    restart, design queued until 14 April   ->   restarts: [{stage: design, start: 2026-04-14, ...}]

A change and a pause are first proposed and then agreed, in two deeds: they count from the second.
"""

from __future__ import annotations

from datetime import date
from typing import get_args

from courtside.engine.consequences import KINDS
from courtside.engine.workdays import DAY
from courtside.model.project import Pause
from courtside.model.stage import Stage
from courtside.model.values import Party, StepKind
from courtside.provider.actions.action import Action, ActionContext, ActionRefusedError, pick
from courtside.source.editor import Add, Edit, Put
from courtside.source.yaml_writer import Value
from courtside.text.english import count, long_day, short_day


def change(
    case: ActionContext,
    given: str,
    *,
    title: str,
    days: int,
    price: str | None,
    asked_by: Party | None,
) -> Action:
    """More work on a stage is proposed; `price` is written as money."""
    case.signed()
    stage = case.stage(given)
    if not days and price is None:
        raise ActionRefusedError(
            "a change adds days, or changes the price: give --days, --price or both"
        )
    item: dict[str, Value] = {"date": f"{case.day}", "title": title}
    if asked_by:
        item["asked_by"] = asked_by
    item["stage"] = stage.id
    if days:
        item["days"] = days
    if price is not None:
        item["price"] = price
    adds = " and ".join([count(days, "day")] * bool(days) + [price or ""])
    adds = adds.removesuffix(" and ")
    return Action(
        edits=(Add(("changes",), item),),
        fact=f"{stage.id}: a change is proposed, {adds}; it counts once both agree "
        f"(courtside agree {case.id})",
        news=f"{stage.title}: a change is proposed ({adds})",
        if_agreed=(Put(("changes", len(case.project.changes), "agreed"), f"{case.day}"),),
    )


def proposed(case: ActionContext) -> dict[str, tuple[str, int]]:
    """What waits for agreement, by a name for it: change-1 -> (changes, 0); oldest first."""
    project = case.project
    found = {
        f"change-{index + 1}": ("changes", index)
        for index, one in enumerate(project.changes)
        if one.agreed is None
    }
    return found | {
        f"pause-{index + 1}": ("pauses", index)
        for index, one in enumerate(project.pauses)
        if one.agreed is None
    }


def agree(case: ActionContext, given: str | None) -> Action:
    """Both agreed to a change or a pause."""
    case.signed()
    waiting = proposed(case)
    if not waiting:
        raise ActionRefusedError(
            f"{case.id}: nothing waits for agreement; propose it with `courtside change` or "
            "`courtside pause`"
        )
    names = list(waiting)
    if given is not None:
        name = pick(given, names, "proposal")
    else:
        name = names[0] if len(names) == 1 else case.choose("proposal", names)
    field, index = waiting[name]
    if field == "changes":
        stage = case.stage(case.project.changes[index].stage)
        about = f"the change to {stage.id}", f"{stage.title}: the change is"
    else:
        pause = case.project.pauses[index]
        about = f"the pause {_span(pause)}", f"a pause {_span(pause)} is"
    return Action(
        edits=(Put((field, index, "agreed"), f"{case.day}"),),
        fact=f"{case.id}: {about[0]} is agreed, and counts from {short_day(case.day)}",
        news=f"{about[1]} agreed on {long_day(case.day)}",
    )


def pause(case: ActionContext, *, first: date, last: date | None, by: Party, why: str) -> Action:
    """A pause is proposed."""
    case.signed()
    if last is not None and last < first:
        raise ActionRefusedError(f"a pause from {first} cannot end on {last}: --to is its last day")
    item: dict[str, Value] = {"from": f"{first}"}
    if last:
        item["to"] = f"{last}"
    item |= {"by": by, "why": why}
    span = _span(Pause.model_validate({"from": first, "to": last, "by": by}))
    return Action(
        edits=(Add(("pauses",), item),),
        fact=f"{case.id}: a pause {span} is proposed; it counts once both agree (courtside agree "
        f"{case.id})",
        news=f"a pause {span} is proposed",
        if_agreed=(Put(("pauses", len(case.project.pauses), "agreed"), f"{case.day}"),),
    )


def resume(case: ActionContext) -> Action:
    """The pause is over: its last day was the day before."""
    case.not_closed()
    last = case.day - DAY
    edits: list[Edit] = []
    for index, one in enumerate(case.project.pauses):
        if one.agreed is None or one.first > case.day or (one.last and one.last < case.day):
            continue
        if one.first == case.day:
            raise ActionRefusedError(
                f"{case.id}: the pause begins only on {short_day(one.first)}; take it out of the "
                "file if it is not wanted any more"
            )
        edits.append(Put(("pauses", index, "to"), f"{last}"))
    if not edits:
        raise ActionRefusedError(
            f"{case.id} is not paused on {short_day(case.day)}: there is nothing to end"
        )
    return Action(
        edits=tuple(edits),
        fact=f"{case.id}: the pause ended with {short_day(last)}",
        news=f"work goes on from {long_day(case.day)}",
    )


def restart(case: ActionContext) -> Action:
    """The forecasts of the queue become dates that both can rely on."""
    queued = [one for one in case.dated().stages.values() if one.state == "queued"]
    if not queued:
        raise ActionRefusedError(
            f"{case.id}: no stage waits in the queue, so there is nothing to restart"
        )
    places = {one.stage: index for index, one in enumerate(case.project.restarts)}
    edits: list[Edit] = []
    for one in queued:
        item: dict[str, Value] = {
            "stage": one.stage.id,
            "start": f"{one.start}",
            "date": f"{case.day}",
        }
        if one.stage.id not in places:
            edits.append(Add(("restarts",), item))
            continue
        here = ("restarts", places[one.stage.id])
        edits += [Put((*here, name), item[name]) for name in ("start", "date")]
    dates = [f"{one.stage.id} from {short_day(one.start)}" for one in queued]
    news = [f"{one.stage.title} from {long_day(one.start)}" for one in queued]
    return Action(
        edits=tuple(edits),
        fact=f"{case.id}: agreed on {short_day(case.day)}: {', '.join(dates)}",
        news=f"new dates agreed: {', '.join(news)}",
    )


def step_of(case: ActionContext, stage: Stage, given: str | None) -> StepKind:
    """The step that was meant, of those that can follow on a stage and are not waived yet."""
    case.dated()
    steps = [one.do for one in case.status.terms.steps(stage.owner) if KINDS[one.do].applies(stage)]
    if not steps:
        raise ActionRefusedError(
            f"{stage.id}: the terms have no step for the {stage.owner}: none to waive"
        )
    do = case.choose("step", steps) if given is None else pick(given, steps, "step")
    kind: StepKind = next(one for one in get_args(StepKind) if one == do)
    if before := case.project.waived(stage.id, kind):
        raise ActionRefusedError(f"{stage.id}: {do} was waived on {short_day(before.date)} already")
    return kind


def waive(case: ActionContext, stage: Stage, do: StepKind, why: str) -> Action:
    """A step is not taken, out of kindness."""
    return Action(
        edits=(
            Add(
                ("waivers",),
                {"stage": stage.id, "do": do, "date": f"{case.day}", "why": why},
            ),
        ),
        fact=f"{stage.id}: {do} is not taken",
        news=f"{stage.title}: {do} is waived, {long_day(case.day)}",
    )


def _span(pause: Pause) -> str:
    """from 1 Apr 2026 to 10 Apr 2026, or open."""
    end = f" to {short_day(pause.last)}" if pause.last else " (open)"
    return f"from {short_day(pause.first)}{end}"
