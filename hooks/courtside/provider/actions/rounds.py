"""What is asked for between both sides: changes of what was shown, and answers to wait for.

ask-change, design-ok    ->   rounds: [{asked: 2026-03-27, why: A warmer green}]
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from courtside.engine.schedule import LiveStage
from courtside.errors import ActionRefusedError
from courtside.model.stage import Stage
from courtside.provider.actions.action import Action, ActionContext, open_round
from courtside.source.editor import Add, Put
from courtside.text.english import long_day, short_day


def _one_of(
    ctx: ActionContext, given: str | None, names: Sequence[str], what: str, refusal: str
) -> str:
    """Return the stage that was meant, which has to be one of the names."""
    name = None if given is None else ctx.stage(given).id
    if not names or (name is not None and name not in names):
        raise ActionRefusedError(f"{name or ctx.id}: {refusal}.")
    return name or ctx.pick_one(what, names)


# --- Rounds ----------------------------------------------------------------------------------


def ask_change(ctx: ActionContext, given: str | None, why: str) -> Action:
    """Record that the client answered an approval with "please change this"."""
    stage, live = _approval(ctx, given)
    rounds = stage.rounds
    ctx.refuse_open_round(stage)
    if rounds and rounds[-1].done and ctx.day < rounds[-1].done:
        raise ActionRefusedError(
            f"{stage.id}: the last change was handed over on {short_day(rounds[-1].done)}, so the "
            f"next cannot have been asked for on {short_day(ctx.day)}. Check --date."
        )
    if live.state == "upcoming" and ctx.day < live.start and not live.before:
        raise ActionRefusedError(f"{stage.id} only begins on {short_day(live.start)}.")
    number, included = len(rounds) + 1, ctx.status.terms.revisions
    notes: tuple[str, ...] = ()
    if included is not None and number > included:
        notes = (
            f"Round {number}: the agreement includes {included}. To ask for money or days: "
            f"courtside change {ctx.id} {stage.id}",
        )
    of = f" of {included}" if included is not None and number <= included else ""
    return Action(
        edits=(
            Add(("stages", ctx.index(stage.id), "rounds"), {"asked": f"{ctx.day}", "why": why}),
            *ctx.end_of_wait(stage),
        ),
        fact=f"{stage.id}: change {number}{of} asked for on {short_day(ctx.day)}",
        news=f"{stage.title}: a change was asked for on {long_day(ctx.day)}",
        notes=notes,
        questions=tuple(ctx.doubt_of_wait(stage, "Was the change asked for without one?")),
    )


def _approval(ctx: ActionContext, given: str | None) -> tuple[Stage, LiveStage]:
    """The approval that was meant, and the look at it that is open now."""
    if given is None:
        turns = (*ctx.dated().next, *ctx.status.last_answers)
        looks = [live.stage.id for live in turns if live.stage.approves]
        asked = [stage.id for stage in ctx.project.stages if open_round(stage)]
        names = list(dict.fromkeys([*(name.partition(".")[0] for name in looks), *asked]))
        if not names:
            raise ActionRefusedError(
                f"{ctx.id}: no approval is open, so no change can be asked for."
            )
        given = ctx.pick_one("approval", names)
    stage = ctx.stage(given)
    if stage.approves is None:
        approvals = [other.id for other in ctx.project.stages if other.approves]
        raise ActionRefusedError(
            f"{stage.id} is not an approval, so it has no rounds. "
            + (f"Approvals: {', '.join(approvals)}." if approvals else "There is no approval.")
        )
    stages = ctx.dated().stages
    last = [live for live in stages.values() if live.stage.id.partition(".")[0] == stage.id][-1]
    return stage, last if open_round(stage) else ctx.next_stage(last.stage.id, answers=True)


def revised(ctx: ActionContext, given: str | None) -> Action:
    """Record that the change of a round was handed over."""
    ctx.dated()
    asked = [stage.id for stage in ctx.project.stages if open_round(stage)]
    name = _one_of(ctx, given, asked, "approval", "no change was asked for that is still open")
    stage = ctx.project.stages[ctx.index(name)]
    last = stage.rounds[-1]
    if ctx.day < last.asked:
        raise ActionRefusedError(
            f"{name}: the change was only asked for on {short_day(last.asked)}, after "
            f"{short_day(ctx.day)}. Check --date."
        )
    number = len(stage.rounds)
    return Action(
        edits=(Put(("stages", ctx.index(name), "rounds", number - 1, "done"), f"{ctx.day}"),),
        fact=f"{name}: change {number} handed over on {short_day(ctx.day)}",
        news=f"{stage.title}: the change was handed over on {long_day(ctx.day)}",
        stage=f"{name}.changes-{number}",
    )


# --- Waits -----------------------------------------------------------------------------------


def wait(
    ctx: ActionContext, given: str | None, *, on: str | None, why: str, told: date | None
) -> Action:
    """Record that the owner of a stage waits for an answer."""
    live = _open_stage(ctx, given)
    stage = ctx.project.stages[ctx.index(live.stage.id)]
    on = on or ("client" if stage.owner == "provider" else "provider")
    if on == stage.owner:
        raise ActionRefusedError(
            f"{stage.id} belongs to the {stage.owner}, who cannot wait for their own answer. Name "
            "the other side, or outside, with --on."
        )
    if running := stage.open_wait:
        raise ActionRefusedError(
            f"{stage.id} has been waiting for an answer since {short_day(running.since)}. When it "
            f"arrives: courtside answered {ctx.id} {stage.id}"
        )
    ends = [earlier.last for earlier in stage.waits if earlier.last and ctx.day < earlier.last]
    if ends:
        raise ActionRefusedError(
            f"{stage.id} already waited until {short_day(ends[0])}, and no day counts twice. "
            "Check --date."
        )
    if told is not None and told < ctx.day:
        raise ActionRefusedError(
            f"The question was asked on {short_day(ctx.day)}: nobody knew of it on "
            f"{short_day(told)}. Check --told and --date."
        )
    item = {"from": f"{ctx.day}"}
    if told is not None and told != ctx.day:
        item["told"] = f"{told}"
    item |= {"on": on, "why": why}
    since = max(ctx.day, told or ctx.day)
    whom = {"client": "the client", "provider": "you"}.get(on, "somebody outside")
    return Action(
        edits=(Add(("stages", ctx.index(stage.id), "waits"), item),),
        fact=f"{stage.id}: waiting for {whom} since {short_day(since)}; these days do not count",
        news=f"{stage.title}: a question has been open since {long_day(since)}",
    )


def _open_stage(ctx: ActionContext, given: str | None) -> LiveStage:
    """The stage that can wait: planned, and its turn has come."""
    live = ctx.next_stage(given)
    if live.added is not None:
        raise ActionRefusedError(
            f"{live.stage.id} was added to the plan, and only planned stages can wait for an "
            f"answer. To stop both calendars: courtside pause {ctx.id}"
        )
    if live.stage.pay:
        raise ActionRefusedError(f"{live.stage.id} is a payment: it waits for nothing but money.")
    if ctx.day < live.start and live.state == "upcoming":
        raise ActionRefusedError(
            f"{live.stage.id} only begins on {short_day(live.start)}: nobody waits before that."
        )
    return live


def answered(ctx: ActionContext, given: str | None) -> Action:
    """Record that the answer came: the wait is over."""
    ctx.refuse_ended()
    waiting = [stage.id for stage in ctx.project.stages if stage.open_wait]
    name = _one_of(ctx, given, waiting, "stage", "no question is open")
    stage = ctx.project.stages[ctx.index(name)]
    assert stage.open_wait
    asked = short_day(stage.open_wait.first)
    return Action(
        edits=ctx.end_of_wait(stage),
        fact=f"{name}: answered on {short_day(ctx.day)}, to the question of {asked}",
        news=f"{stage.title}: the open question was answered on {long_day(ctx.day)}",
    )
