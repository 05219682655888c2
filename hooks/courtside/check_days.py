"""Days: nothing from the future, dates that can be kept, stages done in their order.

start: 2026-03-02, and nothing is signed
->  the start counts from the signature: write signed: {date: 2026-02-20, by: Lucía Prieto}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .project import Project, Stage
from .samples import SAMPLES
from .source import Fault, Path
from .subject import Subject


def facts(project: Project) -> Iterator[tuple[Path, date]]:
    """Every day on which something is said to have happened, and where it stands."""
    for path, day in _facts(project):
        if day is not None:
            yield path, day


def _facts(project: Project) -> Iterator[tuple[Path, date | None]]:
    if project.quoted:
        yield ("quoted", "date"), project.quoted.date
    if project.signed:
        yield ("signed", "date"), project.signed.date
    if project.scheduled:
        yield ("scheduled", "date"), project.scheduled.date
    for index, stage in enumerate(project.stages):
        yield ("stages", index, "done"), stage.done
        yield ("stages", index, "skipped"), stage.skipped
        for number, back in enumerate(stage.returned):
            yield ("stages", index, "returned", number, "date"), back.date
    for index, change in enumerate(project.changes):
        yield ("changes", index, "date"), change.date
        yield ("changes", index, "agreed"), change.agreed
    for index, pause in enumerate(project.pauses):
        yield ("pauses", index, "agreed"), pause.agreed
    for name in ("payments", "restarts", "waivers", "log"):
        for index, entry in enumerate(getattr(project, name)):
            yield (name, index, "date"), entry.date
    yield ("closed",), project.closed


def not_after_today(subject: Subject) -> Iterator[Fault]:
    """Facts of days that have not come; only where the real day is known."""
    if subject.today is None:
        return
    for path, day in facts(subject.project):
        if day > subject.today:
            message = f"{day} is after today, {subject.today}: write the day on which it happened"
            yield subject.error(path, message)


def start_counts(subject: Subject) -> Iterator[Fault]:
    """A start needs the signature, and the deposit where one is agreed (rule 3)."""
    project = subject.project
    if project.start is None:
        return
    if project.signed is None:
        message = (
            "a start counts from the signature: write signed: "
            f"{SAMPLES['signed']}, or take `start` out until then"
        )
        yield subject.error(("start",), message)
    if project.deposit and project.settled("deposit") is None:
        message = (
            "a start counts from the day on which the deposit is settled: write "
            f"payments: {SAMPLES['payments']}, or take `start` out until then"
        )
        yield subject.error(("start",), message)


def done_without_start(subject: Subject) -> Iterator[Fault]:
    """Work that is done in a project that never began; payments may come early."""
    if subject.project.start is not None:
        return
    for index, stage in enumerate(subject.project.stages):
        for name in ("done", "skipped"):
            if getattr(stage, name) and not (stage.pay and name == "done"):
                message = (
                    f"the project has no `start`: write the day on which it began, or take "
                    f"`{name}` out"
                )
                yield subject.error(("stages", index, name), message)


def seldom_meant(subject: Subject) -> Iterator[Fault]:
    """A start before what it counts from, and work that was done before the start: both are
    reckoned with as they stand, and mostly one digit is wrong."""
    project = subject.project
    if project.start is None or project.closed:
        return
    counts_from = (
        ("the agreement was signed", project.signed and project.signed.date),
        ("the deposit was paid", project.settled("deposit")),
    )
    for what, day in counts_from:
        if day and project.start < day:
            message = f"{project.start} is before {what}, {day}: is that meant?"
            yield subject.warning(("start",), message)
    for index, stage in enumerate(project.stages):
        if stage.done and stage.done < project.start and not stage.pay:
            message = f"{stage.done} is before the project's start, {project.start}: is that meant?"
            yield subject.warning(("stages", index, "done"), message)


def ranges(subject: Subject) -> Iterator[Fault]:
    """What ends before it begins."""
    project = subject.project
    if project.quoted and project.quoted.until and project.quoted.until < project.quoted.date:
        message = f"a quote of {project.quoted.date} cannot lapse before that day"
        yield subject.error(("quoted", "until"), message)
    for index, pause in enumerate(project.pauses):
        if pause.last is not None and pause.last < pause.first:
            message = f"the pause ends before it begins, `from` {pause.first}"
            yield subject.error(("pauses", index, "to"), message)


def returned_before_done(subject: Subject) -> Iterator[Fault]:
    """A hand-over that went back after the stage had been finished."""
    for index, stage in enumerate(subject.project.stages):
        for number, back in enumerate(stage.returned):
            if stage.done and back.date > stage.done:
                message = (
                    f"{back.date} is after the stage was done, {stage.done}: write as `done` the "
                    "day of the hand-over that was complete"
                )
                yield subject.error(("stages", index, "returned", number, "date"), message)


# --- Assigned dates --------------------------------------------------------------------------


def assigned_whole(subject: Subject) -> Iterator[Fault]:
    """Assigned dates come in pairs, at all stages or none, in a project with a start."""
    project = subject.project
    with_dates = [i for i, stage in enumerate(project.stages) if stage.start or stage.due]
    if not with_dates:
        return
    for index in with_dates:
        stage = project.stages[index]
        for given, missing in (("start", "due"), ("due", "start")):
            if getattr(stage, given) and not getattr(stage, missing):
                message = f"`{missing}` is missing beside it: write both, or neither"
                yield subject.error(("stages", index, given), message)
    bare = [i for i, stage in enumerate(project.stages) if not (stage.start or stage.due)]
    if bare:
        others = ", ".join(f"stages[{index}]" for index in bare[1:])
        message = (
            f"has no `start` and `due`, but stages[{with_dates[0]}] has: write them at every "
            f"stage, or at none{f' (nor have {others})' if others else ''}"
        )
        yield subject.error(("stages", bare[0]), message)
    if project.start is None:
        first = with_dates[0]
        name = "start" if project.stages[first].start else "due"
        message = "stages have dates only once the project has: write start: 2026-03-02 above them"
        yield subject.error(("stages", first, name), message)


def assigned_forwards(subject: Subject) -> Iterator[Fault]:
    """Assigned dates that run backwards, in a stage or from one to the next."""
    project = subject.project
    due: dict[str, date] = {}
    for index, stage in enumerate(project.stages):
        if stage.start is None or stage.due is None:
            continue
        if stage.due < stage.start:
            message = f"{stage.due} is before the stage starts, {stage.start}"
            yield subject.error(("stages", index, "due"), message)
        names = [name for name in project.before[stage.id] if name in due]
        if names:
            last = max(names, key=due.__getitem__)
            yield from _after_the_last(subject, index, stage, stage.start, last, due[last])
        due[stage.id] = stage.due


def _after_the_last(
    subject: Subject, index: int, stage: Stage, start: date, last: str, due: date
) -> Iterator[Fault]:
    """Work starts on the day after what precedes it is due, a milestone on that day or later."""
    if start < due or (start == due and stage.allowance):
        word = "after" if stage.allowance else "before"
        relation = "not after" if word == "after" else "before"
        message = f"{start} is {relation} the day on which '{last}' is due, {due}"
        yield subject.error(("stages", index, "start"), message)
