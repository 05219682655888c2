"""What happened: handed over, not needed, incomplete, asked for again, waited for, noted, closed.

done, copy, 2026-03-17   ->   {id: copy, title: Texts, owner: client, days: 5, done: 2026-03-17}
ask-change, design-ok    ->   rounds: [{asked: 2026-03-27, why: A warmer green}]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from courtside.engine.assess import assess_alone
from courtside.engine.schedule import LiveStage
from courtside.engine.shares import DEPOSIT
from courtside.errors import ActionRefusedError
from courtside.model.currencies import plain
from courtside.model.project import Entry, Note, Project
from courtside.model.stage import Stage, Wait
from courtside.provider.actions.action import Action, ActionContext, open_round
from courtside.source.editor import Add, Edit, Put
from courtside.source.problems import Path
from courtside.text.english import count, long_day, short_day

# --- Handovers -------------------------------------------------------------------------------


def done(ctx: ActionContext, given: str | None) -> Action:
    """Record a handover; asks if the stage was guessed, or if its turn has not come."""
    guessed = given is None and len(ctx.dated().next) == 1
    live = ctx.next_stage(given)
    stage = live.stage
    if stage.pay:
        raise ActionRefusedError(
            f"{stage.id} is a payment. When it arrives: courtside paid {ctx.id} {stage.id}"
        )
    happened = "given" if stage.approves and stage.owner == "client" else "handed over"
    return Action(
        edits=(Put(_place_of_done(ctx, live), f"{ctx.day}"),),
        fact=f"{stage.id}: {happened} on {short_day(ctx.day)}",
        news=f"{stage.title} {happened} on {long_day(ctx.day)}",
        stage=stage.id,
        questions=tuple(_doubts(ctx, live, guessed=guessed)),
    )


def _doubts(ctx: ActionContext, live: LiveStage, *, guessed: bool) -> Iterator[str]:
    """Questions before a handover is recorded that seldom is meant."""
    name, day = live.stage.id, short_day(ctx.day)
    if guessed and live.stage.owner == "client":
        yield f"{name} is the client's. Did they hand it over on {day}?"
    start = ctx.dated().course.live_start
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


def unseen_clock(ctx: ActionContext, after: Project, stage: str) -> str:
    """Return a sentence about the approval that would be late, or approved by silence, because a
    handover is backdated; empty if there is none.

    `after` is the project with the handover.
    """
    if ctx.day >= ctx.today or ctx.status.dated is None:
        return ""
    before = ctx.status.dated.stages
    stages = assess_alone(ctx.studio, after, ctx.today).stages
    for name, live in stages.items():
        was_late = name in before and before[name].state in ("late", "approved")
        follows = stage in live.before and live.stage.approves
        if not follows or was_late or live.state not in ("late", "approved"):
            continue
        since = f"Handed over on {short_day(ctx.day)}, {stage} would "
        if live.state == "approved":
            return f"{since}already be approved by silence, on {short_day(live.end)} ({name})."
        return f"{since}have had to be approved by {short_day(live.due)} ({name})."
    return ""


def skip(ctx: ActionContext, given: str | None) -> Action:
    """Record that a round, or a payment that asks for nothing, is not needed; it never guesses the
    stage."""
    if given is None:
        given = ctx.choose("stage", [live.stage.id for live in ctx.dated().next])
    live = ctx.next_stage(given)
    if live.added is not None and live.added.kind != "look":
        raise ActionRefusedError(
            f"{live.stage.id} was added because it was asked for, so it cannot be skipped. When "
            f"it is handed over: courtside done {ctx.id} {live.stage.id}"
        )
    stage = live.stage
    if stage.pay and (asks := _asks_once_skipped(ctx, stage)):
        raise ActionRefusedError(
            f"{stage.id} asks for {plain(asks, ctx.studio.currency)}, so it is needed. When it "
            f"arrives: courtside paid {ctx.id} {stage.id}"
        )
    place = live.added.to if live.added else stage.id
    return Action(
        edits=(Put(("stages", ctx.index(place), "skipped"), f"{ctx.day}"),),
        fact=f"{stage.id}: not needed, as of {short_day(ctx.day)}",
        news=f"{stage.title}: not needed, as of {long_day(ctx.day)}",
    )


def _asks_once_skipped(ctx: ActionContext, stage: Stage) -> Decimal | None:
    """What a payment asks for all the same where it is skipped, so without a fee for its delay."""
    stages = (
        other.model_copy(update={"skipped": ctx.day}) if other.id == stage.id else other
        for other in ctx.project.stages
    )
    project = ctx.project.model_copy(update={"stages": tuple(stages)})
    return assess_alone(ctx.studio, project, ctx.day).status().asked.get(stage.id)


def returned(ctx: ActionContext, given: str, why: str, sent: date | None) -> Action:
    """Record an incomplete handover; `sent` is the day on which it came, if that is another day."""
    live = ctx.next_stage(given)
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
        ),
        fact=f"{stage.id}: change {number}{of} asked for on {short_day(ctx.day)}",
        news=f"{stage.title}: a change was asked for on {long_day(ctx.day)}",
        notes=notes,
    )


def _approval(ctx: ActionContext, given: str | None) -> tuple[Stage, LiveStage]:
    """The approval that was meant, and the look at it that is open now."""
    if given is None:
        looks = [live.stage.id for live in ctx.dated().next if live.stage.approves]
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
    return stage, last if open_round(stage) else ctx.next_stage(last.stage.id)


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
    if running := _unanswered(stage):
        raise ActionRefusedError(
            f"{stage.id} has been waiting for an answer since {short_day(running.first)}. When it "
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
            f"The question is of {short_day(ctx.day)}: nobody heard of it on {short_day(told)}. "
            "Check --told and --date."
        )
    item = {"from": f"{ctx.day}"}
    if told is not None and told != ctx.day:
        item["told"] = f"{told}"
    item |= {"on": on, "why": why}
    whom = {"client": "the client", "provider": "you"}.get(on, "somebody outside")
    return Action(
        edits=(Add(("stages", ctx.index(stage.id), "waits"), item),),
        fact=f"{stage.id}: waiting for {whom} since {short_day(ctx.day)}; these days do not count",
        news=f"{stage.title}: a question is open since {long_day(ctx.day)}",
    )


def _unanswered(stage: Stage) -> Wait | None:
    """Return the wait of a stage that has no end yet."""
    return next((wait for wait in stage.waits if wait.last is None), None)


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
    waiting = [stage.id for stage in ctx.project.stages if _unanswered(stage)]
    name = _one_of(ctx, given, waiting, "stage", "no question is open")
    stage = ctx.project.stages[ctx.index(name)]
    number, asked = next((n, w.first) for n, w in enumerate(stage.waits) if w.last is None)
    if ctx.day < asked:
        raise ActionRefusedError(
            f"{name}: the question is only of {short_day(asked)}, after {short_day(ctx.day)}. "
            "Check --date."
        )
    return Action(
        edits=(Put(("stages", ctx.index(name), "waits", number, "to"), f"{ctx.day}"),),
        fact=f"{name}: answered on {short_day(ctx.day)}, after a question of {short_day(asked)}",
        news=f"{stage.title}: the open question was answered on {long_day(ctx.day)}",
    )


# --- Notes, and the end of the page ----------------------------------------------------------


def log(ctx: ActionContext, text: str, link: str | None) -> Action:
    """Add to the log, which the client reads."""
    ctx.refuse_closed()
    item = {"date": f"{ctx.day}", "text": text} | ({"link": link} if link else {})
    return Action(
        edits=(Add(("log",), item, before=_later(ctx.project.log, ctx.day)),),
        fact=f"{ctx.id}: added to the log for {short_day(ctx.day)} (the client can read it)",
        news=f"log of {long_day(ctx.day)}",
    )


def note(ctx: ActionContext, text: str) -> Action:
    """Add a private note."""
    item = {"date": f"{ctx.day}", "text": text}
    return Action(
        edits=(Add(("private",), item, before=_later(ctx.project.private, ctx.day)),),
        fact=f"{ctx.id}: note saved (only you can see it)",
        news="own notes",
    )


def close(ctx: ActionContext, *, unpaid: bool = False) -> Action:
    """Take the page down; refuses while money is open, unless `unpaid`."""
    ctx.refuse_closed()
    ctx.refuse_before_signature()
    left = []
    if ctx.status.dated and not ctx.project.ended:
        still = sum(not live.finished for live in ctx.status.dated.stages.values())
        left += [f"{count(still, 'stage')} unfinished"] * bool(still)
    if money := open_money(ctx):
        if not unpaid:
            raise ActionRefusedError(
                f"{ctx.id}: {money}, and its page says so. Record it first (courtside paid, refund "
                "or end), or close it all the same with --unpaid."
            )
        left.append(money)
    rest = f" with {' and '.join(left)}" if left else ""
    return Action(
        edits=(Put(("closed",), f"{ctx.day}"),),
        fact=f"{ctx.id}: closed on {short_day(ctx.day)}{rest}",
        news=f"closed on {long_day(ctx.day)}",
    )


def open_money(ctx: ActionContext) -> str:
    """Return what is still to be paid, or paid back, for what was signed; empty if nothing."""
    status, currency = ctx.status, ctx.studio.currency
    if not ctx.project.signed:
        return ""
    balance = status.money.balance
    begun = status.dated is not None or ctx.project.ended or status.money.paid
    if balance > 0 and begun:
        return f"{plain(balance, currency)} unpaid"
    if balance < 0:
        return f"{plain(-balance, currency)} to be paid back"
    if amount := status.asked.get(DEPOSIT):
        return f"{plain(amount, currency)} of the deposit unpaid"
    return ""


def _later(entries: Sequence[Entry | Note], day: date) -> int | None:
    """The first entry of a later day, so that the newest stays last."""
    return next((index for index, entry in enumerate(entries) if entry.date > day), None)
