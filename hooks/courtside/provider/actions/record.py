"""What happened: handed over, not needed, incomplete.

done, copy, 2026-03-17   ->   {id: copy, title: Texts, owner: client, days: 5, done: 2026-03-17}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from courtside.engine.schedule import LiveStage
from courtside.errors import ActionRefusedError
from courtside.model.currencies import plain
from courtside.model.stage import Stage
from courtside.provider.actions.action import Action, ActionContext
from courtside.source.editor import Add, Edit, Put
from courtside.source.problems import Path
from courtside.text.english import count, long_day, short_day


def done(ctx: ActionContext, given: str | None) -> Action:
    """Record a handover; asks if the stage was guessed, or if its turn has not come."""
    guessed = given is None and len(ctx.dated().next) == 1
    live = ctx.next_stage(given, answers=True)
    stage = live.stage
    if stage.pay:
        raise ActionRefusedError(
            f"{stage.id} is a payment. When it arrives: courtside paid {ctx.id} {stage.id}"
        )
    happened = "given" if stage.approves and stage.owner == "client" else "handed over"
    return Action(
        edits=(Put(_place_of_done(ctx, live), f"{ctx.day}"), *ctx.end_of_wait(stage)),
        fact=f"{stage.id}: {happened} on {short_day(ctx.day)}",
        news=f"{stage.title} {happened} on {long_day(ctx.day)}",
        stage=stage.id,
        of_client=stage.owner == "client",
        questions=tuple(_doubts(ctx, live, guessed=guessed)),
    )


def _doubts(ctx: ActionContext, live: LiveStage, *, guessed: bool) -> Iterator[str]:
    """Questions before a handover is recorded that seldom is meant."""
    name, day = live.stage.id, short_day(ctx.day)
    if guessed and live.stage.owner == "client":
        yield f"{name} is the client's. Did they hand it over on {day}?"
    start = ctx.dated().course.live_start
    yield from ctx.doubt_of_wait(live.stage, "Was it handed over without one?")
    if ctx.day < start:
        yield f"{ctx.id} only begins on {short_day(start)}. Was {name} handed over on {day}?"


def _place_of_done(ctx: ActionContext, live: LiveStage) -> Path:
    """Where the handover of a stage is written: of a round at its approval, of new work in its
    change."""
    added, name = live.added, live.stage.id
    if added is None:
        return ("stages", ctx.index(name), "done")
    if added.kind == "work":
        changes = enumerate(ctx.project.changes)
        number = next(n for n, change in changes if change.adds and change.adds.id == name)
        return ("changes", number, "adds", "done")
    approval = ("stages", ctx.index(added.to))
    if added.kind == "changes":
        return (*approval, "rounds", added.round - 1, "done")
    return (*approval, "done")


def skip(ctx: ActionContext, given: str | None) -> Action:
    """Record that a round, or a payment that asks for nothing, is not needed; it never guesses the
    stage."""
    if given is None:
        given = ctx.choose("stage", [live.stage.id for live in ctx.dated().next])
    # Of this command alone.
    from courtside.source.checks.not_needed import asks_when_skipped, came_in_parts

    live = ctx.next_stage(given)
    if live.added is not None and live.added.kind != "look":
        raise ActionRefusedError(
            f"{live.stage.id} was added because it was asked for, so it cannot be skipped. When "
            f"it is handed over: courtside done {ctx.id} {live.stage.id}"
        )
    stage = live.stage
    if stage.pay and (asks := asks_when_skipped(ctx.studio, ctx.project, stage.id, ctx.day)):
        raise ActionRefusedError(
            f"{stage.id} asks for {plain(asks, ctx.studio.currency)}, so it is needed. When it "
            f"arrives: courtside paid {ctx.id} {stage.id}"
        )
    if stage.pay and (last := came_in_parts(ctx.studio, ctx.project, stage.id)):
        raise ActionRefusedError(
            f"{stage.id} came in parts, so it was needed. Delete part: true at the last one, of "
            f"{short_day(last)}, in its file, and it is settled."
        )
    place = live.added.to if live.added else stage.id
    return Action(
        edits=(
            Put(("stages", ctx.index(place), "skipped"), f"{ctx.day}"),
            *ctx.end_of_wait(stage),
        ),
        fact=f"{stage.id}: not needed, as of {short_day(ctx.day)}",
        news=f"{stage.title}: not needed, as of {long_day(ctx.day)}",
        questions=tuple(ctx.doubt_of_wait(stage, "Is it not needed all the same?")),
    )


def returned(ctx: ActionContext, given: str, why: str, sent: date | None) -> Action:
    """Record an incomplete handover; `sent` is the day on which it came, if that is another day."""
    live = ctx.next_stage(given)
    if live.stage.pay:
        raise ActionRefusedError(
            f"{live.stage.id} is a payment. When a part of it arrives: courtside paid {ctx.id} "
            f"{live.stage.id} AMOUNT --part"
        )
    if live.added is not None:
        raise ActionRefusedError(
            f"{live.stage.id} was added to the plan, and only planned stages can be incomplete. "
            f"Write it into the log instead: courtside log {ctx.id} TEXT"
        )
    sent = sent or ctx.day
    if sent > ctx.day:
        raise ActionRefusedError(
            f"It cannot have been sent on {short_day(sent)}, after it was found incomplete on "
            f"{short_day(ctx.day)}. Check --sent and --date."
        )
    item = {"sent": f"{sent}", "date": f"{ctx.day}", "why": why}
    stage = live.stage
    return Action(
        edits=(Add(("stages", ctx.index(stage.id), "returned"), item),),
        fact=f"{stage.id}: incomplete on {short_day(ctx.day)}, still open",
        news=f"{stage.title}: something is still missing, noted on {long_day(ctx.day)}",
    )


def received(ctx: ActionContext, given: str | None, items: Sequence[str]) -> Action:
    """Tick items that a stage gives, each by its number from 1 or by the beginning of its text."""
    ctx.refuse_ended()
    ctx.refuse_unsigned()
    ctx.refuse_before_signature()
    stage = ctx.stage(given)
    if not stage.gives:
        raise ActionRefusedError(
            f"{stage.id} lists nothing to hand over. List it under `gives` in the file first."
        )
    numbers = [f"{n}" for n, item in enumerate(stage.gives, 1) if item.received is None]
    if not numbers:
        raise ActionRefusedError(f"{stage.id}: everything on its list was already received.")
    chosen = items or [ctx.choose("item", numbers)]
    places = sorted({_item(stage, item) for item in chosen})
    edits: list[Edit] = []
    for place in places:
        path: Path = ("stages", ctx.index(stage.id), "gives", place)
        if ("stages", ctx.index(stage.id), "gives", place, "text") in ctx.source.positions:
            edits.append(Put((*path, "received"), f"{ctx.day}"))
        else:
            text = stage.gives[place].text
            edits.append(Put(path, {"text": text, "received": f"{ctx.day}"}))
    which = ", ".join(f"{place + 1}" for place in places)
    left = len(numbers) - len(places)
    return Action(
        edits=tuple(edits),
        fact=f"{stage.id}: item {which} received on {short_day(ctx.day)}, "
        + (f"{count(left, 'item')} to come" if left else "the list is complete"),
        news=f"{stage.title}: {len(stage.gives) - left} of {len(stage.gives)} received",
    )


def _item(stage: Stage, given: str) -> int:
    """The place of an item; refuses one that is not there, or was ticked."""
    begin = given.casefold()
    if given.isdecimal():
        places = [int(given) - 1] if 0 < int(given) <= len(stage.gives) else []
    else:
        texts = [item.text.casefold() for item in stage.gives]
        places = [place for place, text in enumerate(texts) if text.startswith(begin)]
    if len(places) != 1:
        raise ActionRefusedError(
            f"{stage.id} has {count(len(stage.gives), 'item')}: name one by its number, 1 to "
            f"{len(stage.gives)}, or by how its text begins."
        )
    if ticked := stage.gives[places[0]].received:
        raise ActionRefusedError(
            f"{stage.id}: item {places[0] + 1} was already received on {short_day(ticked)}."
        )
    return places[0]
