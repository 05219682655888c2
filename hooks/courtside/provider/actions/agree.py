"""What both agree on: changes, pauses, the way back from a pause or the queue, waivers.

    restart, design queued until 14 April   ->   restarts: [{stage: design, start: 2026-04-14, ...}]

A change and a pause are first proposed and then agreed, in two actions: they count from the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import get_args

from courtside.engine.assess import ScheduledState
from courtside.engine.consequences import KINDS
from courtside.engine.schedule import LiveStage
from courtside.engine.workdays import DAY
from courtside.errors import ActionRefusedError
from courtside.model.currencies import plain
from courtside.model.project import Change, NewStage, Pause, Project
from courtside.model.stage import Stage
from courtside.model.values import Party, StepKind
from courtside.provider.actions.action import Action, ActionContext
from courtside.provider.names import pick
from courtside.source.editor import Add, Edit, Put
from courtside.source.yaml_writer import Value
from courtside.text.english import count, long_day, short_day


@dataclass(frozen=True, kw_only=True, slots=True)
class NewWork:
    """A stage that a change adds to the plan; its title is that of the change."""

    id: str
    owner: Party = "provider"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """The content of a proposed change."""

    title: str
    days: int = 0
    """Working days: added to the stage, or the allowance of a new stage."""
    price: str | None = None
    """Money as files have it: `600 EUR`."""
    asked_by: Party | None = None
    adds: NewWork | None = None


def change(ctx: ActionContext, given: str | None, wish: Wish) -> Action:
    """Propose a change: days for a stage, a new stage, or another price."""
    ctx.refuse_ended()
    ctx.refuse_unsigned()
    ctx.refuse_before_signature()
    name = _stage_or_new_work(ctx, given)
    if not wish.days and wish.price is None and wish.adds is None:
        raise ActionRefusedError("A change needs --days, --price, --adds or several of them.")
    item: dict[str, Value] = {"date": f"{ctx.day}", "title": wish.title}
    if wish.asked_by:
        item["asked_by"] = wish.asked_by
    item["stage"] = name
    if wish.days and wish.adds is None:
        item["days"] = wish.days
    if wish.price is not None:
        item["price"] = wish.price
    if wish.adds is not None:
        item["adds"] = _new_stage(ctx, wish, wish.adds)
    more, in_vain = ", ".join(_more(wish)), _in_vain(ctx, name, wish)
    agree = agree_command(ctx.project, f"change-{len(ctx.project.changes) + 1}")
    return Action(
        edits=(Add(("changes",), item),),
        fact=f"{name}: proposed change, {more}. Once both sides agree: {agree}",
        news=f"a change is proposed ({more})",
        notes=(in_vain,) if in_vain else (),
        questions=(
            *(("Propose these days all the same?",) if in_vain else ()),
            *_twice(_is_wished(change, name, wish) for change in ctx.project.changes),
            *_less_than_nothing(ctx, _price(wish), "Propose"),
        ),
        if_agreed=(Put(("changes", len(ctx.project.changes), "agreed"), f"{ctx.today}"),),
    )


def _is_wished(change: Change, name: str, wish: Wish) -> bool:
    """Whether a change that waits for an answer is the one that is wished for."""
    days = change.adds.days if change.adds else change.days
    known = (change.title, change.stage, days, change.price.value)
    return change.agreed is None and known == (wish.title, name, wish.days, _price(wish))


def _price(wish: Wish) -> Decimal:
    return Decimal(wish.price.split()[0] if wish.price else 0)


def _less_than_nothing(ctx: ActionContext, price: Decimal, do: str) -> Iterator[str]:
    """The question before a change takes more than the total, often by a digit."""
    total = ctx.status.money.total + price
    if price < 0 and total < 0:
        money = plain(total, ctx.studio.currency)
        yield f"Then the total would be less than 0: {money}. {do} it all the same?"


def _twice(same: Iterable[bool]) -> Iterator[str]:
    """The question before the same is proposed once more, whatever day it was."""
    if any(same):
        yield "The same is proposed already. Propose it once more?"


def _in_vain(ctx: ActionContext, name: str, wish: Wish) -> str:
    """Return why the days would not count if both agreed from now on (rule 6), and what would;
    empty if they would count."""
    proposal = Change(
        date=ctx.day,
        title="NEW",
        stage=name,
        days=wish.days,
        price=wish.price or "0",
        asked_by=wish.asked_by,
    )
    if wish.adds or ctx.status.dated is None or ctx.status.days_count(proposal):
        return ""
    live = ctx.status.dated.stages[name]
    over = f"{_ended_as(live)} on {short_day(live.end)}"
    over = over if live.finished else f"due on {short_day(live.due)}"
    known = _known_stages(ctx)
    free = next(f"new-{n}" for n in range(len(known) + 1) if f"new-{n}" not in known)
    new = NewStage(id=free, title="NEW", owner=live.stage.owner, days=wish.days)
    work = proposal.model_copy(update={"days": 0, "adds": new})
    place = ctx.status.place_for_work(work)
    named = work.model_copy(update={"adds": new.model_copy(update={"id": "NEW"})})
    return (
        f"{name} was {over}, so {count(wish.days, 'day')} agreed from now on would not "
        "count: what a delay has already led to still holds. Propose a stage of its own instead: "
        f"{propose_work(ctx.id, place, named, ctx.studio.currency)}"
    )


def _ended_as(live: LiveStage) -> str:
    if live.state == "approved":
        return "approved by silence"
    if live.state == "skipped":
        return "marked as not needed"
    if live.stage.pay:
        return "paid"
    return "answered" if live.stage.approves else "handed over"


def week_of(ctx: ActionContext, given: str, new: NewWork | None) -> int:
    """Return the number of working days in a week of the owner of the stage that a change is
    about."""
    name = _stage_or_new_work(ctx, given)
    added = {change.adds.id: change.adds.owner for change in ctx.project.changes if change.adds}
    owner = new.owner if new else added.get(name) or ctx.stage(name).owner
    return len(ctx.status.calendars[owner].week)


def _stage_or_new_work(ctx: ActionContext, given: str | None) -> str:
    """The stage of the plan, or the agreed new work, that a change is about."""
    agreed = [change.adds.id for change in ctx.project.changes if change.adds and change.agreed]
    if given is not None and agreed:
        names = [*(stage.id for stage in ctx.project.stages), *agreed]
        return pick(given.partition(".")[0], names, "stage")
    return ctx.stage(given).id


def _known_stages(ctx: ActionContext) -> tuple[str, ...]:
    """The ids that no new stage can have."""
    planned = (stage.id for stage in ctx.project.stages)
    return (*planned, *(change.adds.id for change in ctx.project.changes if change.adds))


def _new_stage(ctx: ActionContext, wish: Wish, new: NewWork) -> dict[str, Value]:
    if new.id in _known_stages(ctx):
        raise ActionRefusedError(f"{new.id} already is a stage of {ctx.id}. Choose another id.")
    return {"id": new.id, "title": wish.title, "owner": new.owner, "days": wish.days}


def _more(wish: Wish) -> Iterator[str]:
    """What a change adds: `+2 days`, `+600 EUR`, `new stage photos of 2 days`."""
    if wish.adds is not None:
        yield f"new stage {wish.adds.id} of {count(wish.days, 'day')}"
    elif wish.days:
        yield f"+{count(wish.days, 'day')}"
    if wish.price is not None:
        yield wish.price if wish.price.startswith("-") else f"+{wish.price}"


def agree_command(project: Project, name: str) -> str:
    """Return the command that records that both agreed to a proposal; it is named where others wait
    for an answer, too."""
    others = proposed(project).keys() - {name}
    return f"courtside agree {project.id}" + (f" {name}" if others else "")


def propose_work(project: str, place: str, change: Change, currency: str) -> str:
    """Return the command that proposes the new work of a change after another stage."""
    assert change.adds
    new, price = change.adds, change.price.value
    options = [
        f"--adds {new.id} --title TEXT --days {new.days}",
        f"--owner {new.owner}" if new.owner != "provider" else "",
        f"--price '{plain(price, currency)}'" if price else "",
        f"--asked-by {change.asked_by}" if change.asked_by else "",
    ]
    return " ".join([f"courtside change {project} {place}", *filter(None, options)])


def proposed(project: Project) -> dict[str, tuple[str, int]]:
    """Return the open proposals, oldest first: name -> place, as `change-1` -> (changes, 0)."""
    changes = {
        f"change-{index + 1}": ("changes", index)
        for index, change in enumerate(project.changes)
        if change.agreed is None
    }
    return changes | {
        f"pause-{index + 1}": ("pauses", index)
        for index, pause in enumerate(project.pauses)
        if pause.agreed is None
    }


def agree_to(ctx: ActionContext, given: str | None) -> Action:
    """Record that both agreed to a change or a pause."""
    ctx.refuse_ended()
    ctx.refuse_unsigned()
    waiting = proposed(ctx.project)
    if not waiting:
        raise ActionRefusedError(
            f"{ctx.id}: nothing is waiting to be agreed. Propose something first: courtside change "
            "or courtside pause."
        )
    found = {name: getattr(ctx.project, field)[n] for name, (field, n) in waiting.items()}
    names, meanings = list(found), list(map(_in_short, found.values()))
    chosen = ctx.pick_one("proposal", names, meanings) if given is None else given
    name = pick(chosen, names, "proposal")
    (field, index), proposal = waiting[name], found[name]
    proposed_on = proposal.date if field == "changes" else None
    if proposed_on and ctx.day < proposed_on:
        raise ActionRefusedError(
            f"{name} was only proposed on {short_day(proposed_on)}, after {short_day(ctx.day)}. "
            "Check --date."
        )
    doubts = []
    if isinstance(proposal, Change) and not ctx.status_on_its_day().days_count(proposal):
        doubts.append(
            f"Agreed on {short_day(ctx.day)}, its {count(proposal.days, 'day')} would not count: "
            f"{proposal.stage} was finished or late by then. If both agreed earlier, give that day "
            "with --date. Record it all the same?"
        )
    if isinstance(proposal, Pause) and proposal.is_over(ctx.day):
        doubts.append(
            f"Agreed on {short_day(ctx.day)}, none of its days would count: the pause was over by "
            "then. If both agreed earlier, give that day with --date. Record it all the same?"
        )
    if isinstance(proposal, Change):
        doubts += _less_than_nothing(ctx, proposal.price.value, "Record")
    what = f"change to {proposal.stage}" if field == "changes" else f"pause {_span(proposal)}"
    public = "a change" if field == "changes" else f"a pause {_span(proposal)}"
    return Action(
        edits=(Put((field, index, "agreed"), f"{ctx.day}"),),
        fact=f"{ctx.id}: {what} agreed on {short_day(ctx.day)}",
        news=f"{public} is agreed on {long_day(ctx.day)}",
        joint=True,
        questions=tuple(doubts),
    )


def _in_short(proposal: Change | Pause) -> str:
    if isinstance(proposal, Pause):
        return _span(proposal)
    more = f" and {proposal.adds.id}" if proposal.adds else ""
    return f"{proposal.stage}{more}, of {short_day(proposal.date)}"


def pause(ctx: ActionContext, *, first: date, last: date | None, by: Party, why: str) -> Action:
    """Propose a pause."""
    ctx.refuse_ended()
    ctx.refuse_unsigned()
    if last is not None and last < first:
        raise ActionRefusedError(
            f"A pause from {short_day(first)} cannot end on {short_day(last)}: --to is its last "
            "day."
        )
    item: dict[str, Value] = {"from": f"{first}"}
    if last:
        item["to"] = f"{last}"
    item |= {"by": by, "why": why}
    span = _span(Pause.model_validate({"from": first, "to": last, "by": by}))
    agree = agree_command(ctx.project, f"pause-{len(ctx.project.pauses) + 1}")
    waiting = ((one.first, one.last, one.by) for one in ctx.project.pauses if not one.agreed)
    return Action(
        edits=(Add(("pauses",), item),),
        fact=f"{ctx.id}: proposed pause {span}. Once both sides agree: {agree}",
        news=f"a pause {span} is proposed",
        questions=tuple(_twice(these == (first, last, by) for these in waiting)),
        if_agreed=(Put(("pauses", len(ctx.project.pauses), "agreed"), f"{ctx.today}"),),
    )


def resume(ctx: ActionContext) -> Action:
    """Record the end of a pause; its last day was the day before."""
    ctx.refuse_ended()
    last = ctx.day - DAY
    agreed = [
        (index, pause)
        for index, pause in enumerate(ctx.project.pauses)
        if pause.agreed and pause.begins <= ctx.day and not pause.is_over(ctx.day)
    ]
    begun = [index for index, pause in agreed if pause.begins < ctx.day]
    edits = tuple(Put(("pauses", index, "to"), f"{last}") for index in begun)
    if agreed and not begun:
        raise ActionRefusedError(
            f"{ctx.id}: the pause only begins on {short_day(ctx.day)}. If it is not wanted any "
            "more, delete it in the file."
        )
    if not edits:
        raise ActionRefusedError(
            f"{ctx.id} is not paused on {short_day(ctx.day)}: there is nothing to end."
        )
    work = f"work goes on from {long_day(ctx.day)}"
    return Action(
        edits=edits,
        fact=f"{ctx.id}: the last day of the pause was {short_day(last)}",
        news=work if len(begun) == len(agreed) else f"a pause ended on {long_day(last)}",
    )


def restart(ctx: ActionContext) -> Action:
    """Turn the forecasts of the queue into agreed dates, those of the day on which both agreed;
    also for a stage that is late in it."""
    ctx.dated()
    then = ctx.status_on_its_day()
    stages = then.dated.stages.values() if then.dated else ()
    waiting = [live for live in stages if live.waits_for_slot]
    if not waiting:
        on = "" if ctx.day == ctx.today else f" on {short_day(ctx.day)}"
        raise ActionRefusedError(
            f"{ctx.id}: no stage is waiting for a slot{on}, so there is nothing to restart."
        )
    known = [live for live in waiting if not then.moves(live.stage.id, live.start)]
    if not known:
        raise ActionRefusedError(
            f"{waiting[0].stage.id} has no day to resume on yet: it is in or behind a pause "
            "without an end, or waits for an answer. First record the end (courtside resume) or "
            "the answer (courtside answered)."
        )
    later = [live.stage.id for live in waiting if live not in known]
    waiting = known
    edits: list[Edit] = []
    for live in waiting:
        item = {"stage": live.stage.id, "start": f"{live.start}", "date": f"{ctx.day}"}
        edits.append(Add(("restarts",), item))
    dates = [f"{live.stage.id} from {short_day(live.start)}" for live in waiting]
    news = [f"{live.stage.title} from {long_day(live.start)}" for live in waiting]
    return Action(
        edits=tuple(edits),
        fact=f"{ctx.id}: agreed on {short_day(ctx.day)}: {', '.join(dates)}",
        news=f"new dates agreed: {', '.join(news)}",
        joint=True,
        notes=tuple(f"{name} has no day to resume on yet." for name in later),
    )


def late_stage(ctx: ActionContext, given: str | None, do: str | None = None) -> Stage:
    """Return the stage that was named, planned or added. Where an approval had rounds, each look at
    it is late by itself: its id means the look on which `do` is in effect, or else the last."""
    dated = ctx.dated()
    planned = [name for name in dated.stages if "." not in name]
    looks = {name: _looks(dated, name) for name in planned}
    every = {word: name for words in looks.values() for word, name in words.items()}
    if given is None:
        name = ctx.choose("stage", planned)
    else:
        name = pick(given, {**dated.stages, **every} if "." in given else planned, "stage")
    if words := looks.get(name):
        meant = [step for step in dated.consequences if step.do.startswith(do or "")]
        for state in ("in effect", "waived"):  # what was waived is said to be
            found = {step.stage for step in meant if step.state == state}
            if late := [word for word, look in words.items() if look in found]:
                break
        name = ctx.pick_one("stage", late or [*words][-1:])
    return dated.stages[every.get(name, name)].stage


def _looks(dated: ScheduledState, approval: str) -> dict[str, str]:
    """Return the looks at an approval that had rounds, as the terminal names them, with their ids:
    that of the first is the id of the approval. Empty if it had none."""
    later = {
        name: name
        for name, live in dated.stages.items()
        if live.stage.approves and name.startswith(f"{approval}.")
    }
    return {f"{approval}.look-1": approval} | later if later else {}


def step_of(ctx: ActionContext, stage: Stage, given: str | None) -> StepKind:
    """Return the consequence that was named, out of those that are possible on a stage and not
    waived."""
    steps = [step.do for step in ctx.status.terms.steps(stage.owner)]
    steps = [do for do in steps if KINDS[do].applies(stage)]
    if not steps:
        raise ActionRefusedError(
            f"{stage.id}: the terms have no consequence for the {stage.owner}, so there is none to "
            "waive."
        )
    if given is not None and not any(do.startswith(given) for do in steps):
        raise ActionRefusedError(
            f"'{given}' cannot happen on this stage. Possible here: {', '.join(steps)}."
        )
    do = ctx.choose("consequence", steps) if given is None else pick(given, steps, "consequence")
    kind: StepKind = next(kind for kind in get_args(StepKind) if kind == do)
    if before := ctx.project.waived(stage.id, kind):
        raise ActionRefusedError(
            f"{stage.id}: {do} was already waived on {short_day(before.date)}."
        )
    return kind


_OF_THE_CLIENT = "Page and history will say that the client let this go. Did they?"
_WAIVED = {"lose-slot": "the slot is kept", "approve": "silence does not approve it"}


def waive(ctx: ActionContext, stage: Stage, do: StepKind, why: str) -> Action:
    """Waive a consequence, this once."""
    item = {"stage": stage.id, "do": do, "date": f"{ctx.day}", "why": why}
    plain = f"{_WAIVED[do]} ({do} waived)" if do in _WAIVED else f"{do} waived"
    return Action(
        edits=(Add(("waivers",), item),),
        fact=f"{stage.id}: {plain}",
        news=f"{stage.title}: {do} is waived, {long_day(ctx.day)}",
        joint=True,
        questions=(_OF_THE_CLIENT,) if stage.owner == "provider" else (),
    )


def _span(pause: Pause) -> str:
    """from 1 Apr 2026 to 10 Apr 2026, or without an end date."""
    end = f" to {short_day(pause.last)}" if pause.last else " (no end date)"
    return f"from {short_day(pause.first)}{end}"
