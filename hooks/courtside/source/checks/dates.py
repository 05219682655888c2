"""Days: nothing from the future, dates that can be kept, stages done in their order.

start: 2026-03-02, and nothing is signed
->  a start counts from the signature: write for example signed: {date: 2026-02-20, ...}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from courtside.model.project import Project, ProjectFile
from courtside.model.stage import Stage
from courtside.model.terms import Terms
from courtside.source.checks.context import Subject
from courtside.source.messages import how_to_write
from courtside.source.problems import Path, Problem


def facts(project: Project) -> Iterator[tuple[Path, date]]:
    """Yield every day on which something happened according to the file, with its path."""
    for path, day in _facts(project):
        if day is not None:
            yield path, day


def _facts(project: Project) -> Iterator[tuple[Path, date | None]]:
    if project.quoted:
        yield ("quoted", "date"), project.quoted.date
    if project.signed:
        yield ("signed", "date"), project.signed.date
        yield ("signed", "again"), project.signed.again
    if project.scheduled:
        yield ("scheduled", "date"), project.scheduled.date
    for index, stage in enumerate(project.stages):
        yield from ((("stages", index, *path), day) for path, day in _of_stage(stage))
    for index, change in enumerate(project.changes):
        yield ("changes", index, "date"), change.date
        yield ("changes", index, "agreed"), change.agreed
        if change.adds:
            yield ("changes", index, "adds", "done"), change.adds.done
    for index, pause in enumerate(project.pauses):
        yield ("pauses", index, "agreed"), pause.agreed
    for name in ("payments", "restarts", "waivers", "log"):
        for index, entry in enumerate(getattr(project, name)):
            yield (name, index, "date"), entry.date
    if project.ended:
        yield ("ended", "date"), project.ended.date
    yield ("closed",), project.closed


def _of_stage(stage: Stage) -> Iterator[tuple[Path, date | None]]:
    yield ("done",), stage.done
    yield ("skipped",), stage.skipped
    for number, given in enumerate(stage.gives):
        yield ("gives", number, "received"), given.received
    for number, back in enumerate(stage.returned):
        yield ("returned", number, "sent"), back.sent
        yield ("returned", number, "date"), back.date
    for number, wait in enumerate(stage.waits):
        yield ("waits", number, "from"), wait.first
        yield ("waits", number, "told"), wait.told
    for number, round_ in enumerate(stage.rounds):
        yield ("rounds", number, "asked"), round_.asked
        yield ("rounds", number, "done"), round_.done


def not_after_today(subject: Subject) -> Iterator[Problem]:
    """Refuse facts after today, unless the studio is read to view another day."""
    if subject.last_fact_day is None:
        return
    draft = () if subject.project.signed else ("quoted", "date")  # no client sees it until then
    for path, day in facts(subject.project):
        if day > subject.last_fact_day and path != draft:
            message = (
                f"{day} is after today, {subject.last_fact_day}: write the day on which it happened"
            )
            yield subject.error(path, message)


def start_counts(subject: Subject) -> Iterator[Problem]:
    """Refuse a start without the signature, or without an agreed deposit (rule 3)."""
    project = subject.project
    if project.start is None:
        return
    if project.signed is None:
        sample = how_to_write(ProjectFile, ("signed",))
        message = f"a start counts from the signature: {sample}, or delete {_every_date(project)}"
        yield subject.error(("start",), message)
    if project.deposit and project.settled("deposit") is None:
        message = (
            "a start counts from the day on which the deposit is settled: "
            f"{how_to_write(ProjectFile, ('payments',))}, or delete {_every_date(project)}"
        )
        yield subject.error(("start",), message)


def _every_date(project: Project) -> str:
    """Return all that says when a project begins, which is written together."""
    names = ["`start`"] if project.start else []
    names += ["`scheduled`"] if project.scheduled else []
    if any(stage.start or stage.due for stage in project.stages):
        names.append("the `start` and `due` of each stage")
    *first, last = names
    return f"{', '.join(first)}{' and ' if first else ''}{last} until then"


def done_without_start(subject: Subject) -> Iterator[Problem]:
    """Refuse finished work in a project that never started; payments may come early."""
    if subject.project.start is not None:
        return
    for index, stage in enumerate(subject.project.stages):
        for name in ("done", "skipped"):
            if getattr(stage, name) and not stage.pay:
                message = (
                    f"the project has no `start`: write the day on which it began, or delete "
                    f"`{name}`"
                )
                yield subject.error(("stages", index, name), message)


def seldom_meant(subject: Subject) -> Iterator[Problem]:
    """Warn of a start before signature or deposit, of work done before the start, and of a pause
    agreed when it was over.

    All of them count as written, but usually one digit is wrong.
    """
    project = subject.project
    if project.start is None or project.closed:
        return
    counts_from = (
        ("the agreement was signed", project.signed and project.signed.date),
        ("the deposit was paid", project.settled("deposit")),
    )
    for what, day in counts_from:
        if day and project.start < day:
            message = f"{project.start} is before {what}, {day}: is that right?"
            yield subject.warning(("start",), message, name="early-start")
    for index, stage in enumerate(project.stages):
        if stage.done and stage.done < project.start:
            message = f"{stage.done} is before the project's start, {project.start}: is that right?"
            yield subject.warning(("stages", index, "done"), message, name="early-done")
    for index, pause in enumerate(project.pauses):
        if pause.agreed and pause.is_over(pause.agreed):
            message = (
                "agreed after the pause was over, so none of its days count: was it agreed earlier?"
            )
            yield subject.warning(("pauses", index, "agreed"), message, name="late-pause")


def agreed_early(subject: Subject) -> Iterator[Problem]:
    """Warn of a change or a pause that both agreed to before there was anything to agree to."""
    project = subject.project
    if project.closed:
        return
    signed = project.signed.date if project.signed else date.max
    changes = [("changes", n, one.agreed, one.date) for n, one in enumerate(project.changes)]
    pauses = [("pauses", n, one.agreed, None) for n, one in enumerate(project.pauses)]
    for field, index, agreed, proposed in (*changes, *pauses):
        for what, day in (("it was proposed", proposed), ("the agreement was signed", signed)):
            if agreed and day and agreed < day:
                message = (
                    f"{agreed} is before {what}, {day}: is that right?"
                    if day < date.max
                    else "nothing is signed yet: change the proposal itself, and delete this"
                )
                yield subject.warning((field, index, "agreed"), message, name="early-agreed")
                break


def closed_early(subject: Subject) -> Iterator[Problem]:
    """Warn of a project that was closed before something in it; money may come later."""
    project, closed = subject.project, subject.project.closed
    if closed is None:
        return
    later = [
        (day, path)
        for path, day in facts(project)
        if day > closed and path[0] not in ("payments", "log", "ended") and path[-1] != "skipped"
    ]
    if later:
        day, path = max(later, key=lambda one: one[0])
        line, _ = subject.source.at(path)
        message = f"{closed} is before {day} in line {line}: is that right?"
        yield subject.warning(("closed",), message, name="early-closed")


def ranges(subject: Subject) -> Iterator[Problem]:
    """Refuse what ends before it begins."""
    project = subject.project
    if project.quoted and project.quoted.until and project.quoted.until < project.quoted.date:
        message = f"a proposal of {project.quoted.date} cannot lapse before that day"
        yield subject.error(("quoted", "until"), message)
    signed = project.signed
    if signed and signed.again and signed.date and signed.again < signed.date:
        message = "a new version is signed after the first: write its day, or delete this `again`"
        yield subject.error(("signed", "again"), message)
    for index, pause in enumerate(project.pauses):
        if pause.last is not None and pause.last < pause.first:
            message = f"the pause ends before it begins, `from` {pause.first}"
            yield subject.error(("pauses", index, "to"), message)


def ended(subject: Subject) -> Iterator[Problem]:
    """Refuse an end without or before the signature, or after the page came down; warn of what
    happened after it."""
    project, end = subject.project, subject.project.ended
    if end is None:
        return
    here = ("ended", "date")
    if project.signed is None:
        message = (
            "only what was signed can be ended: a proposal lapses after `quoted.until`, and "
            "closed: 2026-06-01 takes its page down"
        )
        yield subject.error(("ended",), message, key=True)
    elif project.signed.date and end.date < project.signed.date:
        message = f"{end.date} is before the signature, {project.signed.date}"
        yield subject.error(here, message)
    if project.closed and project.closed < end.date:
        message = f"{end.date} is after the page was taken down, `closed` {project.closed}"
        yield subject.error(here, message)
    for path, day in facts(project):
        if day > end.date and not project.closed and path[0] not in ("payments", "log", "closed"):
            message = (
                f"{day} is after the end, {end.date}, so it counts for nothing: is that meant?"
            )
            yield subject.warning(path, message, name="after-end")


# --- Assigned dates --------------------------------------------------------------------------


def assigned_whole(subject: Subject) -> Iterator[Problem]:
    """Refuse assigned dates that are not in pairs, at all stages, in a project with a start."""
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
        message = (
            "stages have dates only once the project has: write start: 2026-03-02 above them, or "
            f"delete {_every_date(project)}"
        )
        yield subject.error(("stages", first, name), message)


def assigned_forwards(subject: Subject) -> Iterator[Problem]:
    """Refuse assigned dates that run backwards, in a stage or from one to the next."""
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
) -> Iterator[Problem]:
    """Refuse work that starts before its predecessor is over; a milestone may share a day."""
    terms = subject.project.terms.over(subject.studio.terms if subject.studio else Terms())
    days = terms.allowance(stage)
    if start < due or (start == due and days):
        word = "after" if days else "before"
        relation = "not after" if word == "after" else "before"
        message = f"{start} is {relation} the day on which '{last}' is due, {due}"
        yield subject.error(("stages", index, "start"), message)
