"""Stages and what names them: each id once, and every named stage exists.

{id: build, after: [desing]}
->  there is no stage 'desing' before this one; did you mean 'design'?
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PureWindowsPath

from courtside.engine.added_stages import round_names
from courtside.model.stage import StageTemplate
from courtside.source.checks.context import Subject
from courtside.source.messages import closest
from courtside.source.problems import Path, Problem, Source

MOST_DAYS = 10_000
"""Working days of all stages and changes; a typing error must not reach the calendars."""


def order_of_stages(
    source: Source, stages: Sequence[StageTemplate], base: Path
) -> Iterator[Problem]:
    """Refuse ids used twice, and `after` and `approves` that name no earlier stage."""
    first: dict[str, int] = {}
    ids = [stage.id for stage in stages]
    for index, stage in enumerate(stages):
        here = (*base, index)
        if stage.id in first:
            other = f"stages[{first[stage.id]}]"
            message = f"'{stage.id}' is the id of {other} too: give each its own"
            yield source.problem((*here, "id"), message)
        for place, name in enumerate(stage.after or ()):
            if name not in first:
                yield source.problem(
                    (*here, "after", place), _not_before(name, stage.id, ids, first)
                )
        if stage.approves is not None and stage.approves not in first:
            message = _not_before(stage.approves, stage.id, ids, first)
            yield source.problem((*here, "approves"), message)
        first.setdefault(stage.id, index)


def payers(
    source: Source, stages: Sequence[StageTemplate], base: Path, *, signed: bool
) -> Iterator[Problem]:
    """Refuse payments by the provider; warn of them where both have signed it so."""
    for index, stage in enumerate(stages):
        if stage.pay is None or stage.owner != "provider":
            continue
        message = "the client pays: write owner: client, whoever writes the invoice"
        here = (*base, index, "owner")
        if not signed:
            yield source.problem(here, message)
        else:
            message += "; it was signed like this, so until it is signed again their delay is yours"
            yield source.warning(here, message, name="provider-pays")


def _not_before(name: str, own: str, ids: Sequence[str], before: dict[str, int]) -> str:
    if name == own:
        return f"'{name}' is this stage itself: name an earlier one"
    if name in ids:
        return f"'{name}' comes after this stage: move it up, or name an earlier one"
    return f"there is no stage '{name}' before this one{closest(name, before)}"


def own_stages(subject: Subject) -> Iterator[Problem]:
    """Check the project's own list of stages."""
    project = subject.project
    yield from order_of_stages(subject.source, project.stages, ("stages",))
    if not project.closed:
        yield from payers(
            subject.source, project.stages, ("stages",), signed=project.signed is not None
        )


def total_days(subject: Subject) -> Iterator[Problem]:
    """Refuse more days than any project has."""
    project = subject.project
    days = sum(s.days or 0 for s in project.stages) + sum(c.days for c in project.changes)
    if days > MOST_DAYS:
        message = (
            f"all stages and changes add up to {days} working days: at most {MOST_DAYS} are allowed"
        )
        yield subject.error(("stages",), message)


def done_and_skipped(subject: Subject) -> Iterator[Problem]:
    """Refuse a stage that was both handed over and not needed, and a payment that had been made
    when it was marked as not needed. Money that comes later changes nothing about that."""
    for index, stage in enumerate(subject.project.stages):
        paid = subject.project.settled(stage.id) if stage.pay else None
        paid = paid if paid and stage.skipped and paid < stage.skipped else None
        if stage.skipped and (stage.done or paid):
            message = "this stage is `done` as well: keep one of the two"
            if paid:
                message = f"this was paid on {paid}: delete this `skipped`"
            yield subject.error(("stages", index, "skipped"), message)


def named_stages(subject: Subject) -> Iterator[Problem]:
    """Refuse changes, restarts and waivers of stages that do not exist."""
    project = subject.project
    ids = {stage.id for stage in project.stages}
    ids |= {change.adds.id for change in project.changes if change.adds}
    ids |= {name for stage in project.stages for name in round_names(stage)}
    for name in ("changes", "restarts", "waivers"):
        for index, entry in enumerate(getattr(project, name)):
            if entry.stage not in ids:
                message = f"there is no stage '{entry.stage}'{closest(entry.stage, ids)}"
                yield subject.error((name, index, "stage"), message)


def added(subject: Subject) -> Iterator[Problem]:
    """Refuse new stages whose id is taken, and work done before both agreed."""
    project = subject.project
    first = {stage.id: f"stages[{index}]" for index, stage in enumerate(project.stages)}
    for index, change in enumerate(project.changes):
        new, here = change.adds, ("changes", index, "adds")
        if new is None:
            continue
        if new.id in first:
            message = f"'{new.id}' is the id of {first[new.id]} too: give each its own"
            yield subject.error((*here, "id"), message)
        if new.done and (change.agreed is None or new.done < change.agreed):
            message = "work counts once the change is agreed: write `agreed`, on that day or before"
            yield subject.error((*here, "done"), message)
        first.setdefault(new.id, f"changes[{index}].adds")
    yield from _known_by_then(subject)


def _known_by_then(subject: Subject) -> Iterator[Problem]:
    """Refuse changes of a new stage that was not agreed before."""
    changes = subject.project.changes
    added = {change.adds.id: (index, change) for index, change in enumerate(changes) if change.adds}
    for index, change in enumerate(changes):
        other, its = added.get(change.stage, (index, None))
        if its is None:
            continue
        if its.agreed is None or (its.agreed, other) >= (change.agreed or date.max, index):
            message = (
                f"'{change.stage}' is new itself, from changes[{other}], and was not agreed before "
                "this: name a stage that was"
            )
            yield subject.error(("changes", index, "stage"), message)


def restarts(subject: Subject) -> Iterator[Problem]:
    """Refuse a restart of a client's stage, and two of one stage on the same day."""
    project = subject.project
    owners = {stage.id: stage.owner for stage in project.stages}
    owners |= {change.adds.id: change.adds.owner for change in project.changes if change.adds}
    for stage in project.stages:
        owners |= round_names(stage)
    first: dict[tuple[str, date], int] = {}
    for index, restart in enumerate(project.restarts):
        here = ("restarts", index, "stage")
        same = (restart.stage, restart.date)
        if owners.get(restart.stage) == "client":
            message = f"'{restart.stage}' is the client's stage: only the provider has slots"
            yield subject.error(here, message)
        elif same in first:
            other = f"restarts[{first[same]}]"
            message = f"'{restart.stage}' already has a restart of that day, {other}: keep one"
            yield subject.error(here, message)
        first.setdefault(same, index)


def files(subject: Subject) -> Iterator[Problem]:
    """Refuse names of files outside the project's own folder."""
    for index, name in enumerate(subject.project.files):
        if name in (".", "..") or set(name) & set("/\\") or PureWindowsPath(name).drive:
            message = (
                f"name a file in projects/{subject.project.id}/ without a folder, for example "
                "brief.pdf"
            )
            yield subject.error(("files", index), message)
