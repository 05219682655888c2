"""Rounds, waits and incomplete handovers: who could ask whom, and in which order.

    {id: copy, owner: client, waits: [{from: 2026-03-05, on: client, why: Which sizes?}]}
->  this is the client's own stage: a wait is on the provider, or on somebody outside
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from courtside.model.stage import Round, Stage, Wait
from courtside.model.values import OTHER
from courtside.source.checks.context import Subject
from courtside.source.problems import Path, Problem


def rounds(subject: Subject) -> Iterator[Problem]:
    """Refuse rounds of a stage that is not an approval, and rounds in the wrong order."""
    for index, stage in enumerate(subject.project.stages):
        if not stage.rounds:
            continue
        here: Path = ("stages", index, "rounds")
        if stage.approves is None:
            message = (
                "only an approval has rounds: write `approves` at this stage, or the rounds at the "
                "stage that has it"
            )
            yield subject.error(here, message, key=True)
        for number, round_ in enumerate(stage.rounds):
            before = stage.rounds[number - 1] if number else None
            yield from _round(subject, round_, before, (*here, number))
        yield from _approved_last(subject, stage, index)


def _round(subject: Subject, round_: Round, before: Round | None, here: Path) -> Iterator[Problem]:
    if round_.done and round_.done < round_.asked:
        message = f"{round_.done} is before this was asked for, {round_.asked}"
        yield subject.error((*here, "done"), message)
    if before is None:
        return
    other = f"rounds[{here[-1] - 1}]" if isinstance(here[-1], int) else ""
    if before.done is None:
        message = f"{other} is not done: write `done` there, with the day, or delete this round"
        yield subject.error((*here, "asked"), message)
    elif round_.asked < before.done:
        message = f"{round_.asked} is before {other} was done, {before.done}: list them in order"
        yield subject.error((*here, "asked"), message)


def _approved_last(subject: Subject, stage: Stage, index: int) -> Iterator[Problem]:
    """Refuse an approval before its last round."""
    last = stage.rounds[-1]
    name, day = ("skipped", stage.skipped) if stage.skipped else ("done", stage.done)
    here: Path = ("stages", index, name)
    if day is None:
        return
    if last.done is None:
        message = (
            f"rounds[{len(stage.rounds) - 1}] is not done: write `done` there, with the day, or "
            f"delete this `{name}`"
        )
        yield subject.error(here, message)
    elif day < last.done:
        message = f"{day} is before the last round was done, {last.done}"
        yield subject.error(here, message)


def waits(subject: Subject) -> Iterator[Problem]:
    """Refuse waits for the owner of the stage, waits that begin after it was over or end before
    they begin, and waits that overlap; warn of those that are open although it is over, or
    whose answer is dated ahead."""
    for index, stage in enumerate(subject.project.stages):
        here: Path = ("stages", index, "waits")
        for number, wait in enumerate(stage.waits):
            if wait.on == stage.owner:
                message = (
                    f"this is the {stage.owner}'s own stage: a wait is on the "
                    f"{OTHER[stage.owner]}, or on somebody outside"
                )
                yield subject.error((*here, number, "on"), message)
            if wait.last is not None and wait.last < wait.first:
                message = f"the wait ends before it begins, `from` {wait.first}"
                yield subject.error((*here, number, "to"), message)
            end = stage.first_over
            how = "skipped" if end == stage.skipped else "done"
            if end and wait.first > end:
                message = f"{wait.first} is after the stage was {how}, {end}"
                yield subject.error((*here, number, "from"), message)
            elif end and (wait.last is None or wait.last > end):
                message = (
                    f"nobody waits any more, since the stage was {how} on {end}: write to: {end}"
                )
                yield subject.warning((*here, number), message, name="open-wait")
            elif wait.last and subject.last_fact_day and wait.last > subject.last_fact_day:
                message = (
                    f"{wait.last} is after today, so the clock stands still until then: write the "
                    "day on which the answer came, or leave `to` out until it has"
                )
                yield subject.warning((*here, number, "to"), message, name="open-wait")
            yield from _overlapping(subject, stage, number, (*here, number, "from"))


def _overlapping(subject: Subject, stage: Stage, number: int, path: Path) -> Iterator[Problem]:
    """Refuse a wait that shares days with an earlier one of the stage."""
    wait = stage.waits[number]
    for other, earlier in enumerate(stage.waits):
        begins_first = (earlier.first, other) < (wait.first, number)
        if begins_first and wait.since < _end(earlier) and earlier.since < _end(wait):
            end = f"to {earlier.last}" if earlier.last else "still open"
            message = (
                f"this wait overlaps waits[{other}], from {earlier.first} {end}: no day counts "
                "twice. End the one before the other begins, or write them as one"
            )
            yield subject.error(path, message)
            return


def _end(wait: Wait) -> date:
    return wait.last or date.max


def returned(subject: Subject) -> Iterator[Problem]:
    """Refuse a return before the handover, or after the stage was finished."""
    for index, stage in enumerate(subject.project.stages):
        for number, back in enumerate(stage.returned):
            here: Path = ("stages", index, "returned", number)
            if back.date < back.sent:
                message = f"{back.date} is before it was sent, {back.sent}"
                yield subject.error((*here, "date"), message)
            if stage.done and back.date > stage.done:
                message = (
                    f"{back.date} is after the stage was done, {stage.done}: write as `done` the "
                    "day of the handover that was complete"
                )
                yield subject.error((*here, "date"), message)
