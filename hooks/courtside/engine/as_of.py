"""A project as it was on an earlier day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from operator import is_
from typing import TypeVar
from zoneinfo import ZoneInfo

from courtside.errors import BuildError
from courtside.model.project import Change, NewStage, Project
from courtside.model.stage import Stage, Wait
from courtside.model.studio import Studio
from courtside.model.values import FIRST_YEAR, LAST_YEAR

T = TypeVar("T")


A_DAY = f"a day is written as 2026-03-25, and lies between {FIRST_YEAR} and {LAST_YEAR}"


def resolve_today(studio: Studio | None, now: datetime, asked: str = "") -> date:
    """Return today: the day asked for, else the examples' day, else the real one in the studio's
    zone (in UTC while no studio is known).

    `asked` is written as 2026-03-25, or empty; `now` is aware of its zone. Raises BuildError.
    """
    if asked:
        try:
            return read_day(asked)
        except ValueError:
            raise BuildError(f"COURTSIDE_TODAY: {A_DAY}") from None
    if studio is None:
        return now.astimezone(UTC).date()
    return studio.example_day or now.astimezone(ZoneInfo(studio.timezone)).date()


def read_day(text: str) -> date:
    """Read a day written as 2026-03-25, and in no other way; raises ValueError, also for one in a
    year that no file may name."""
    day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day


# --- What is known on a day ------------------------------------------------------------------


def project_as_of(project: Project, today: date) -> Project:
    """Return the project as its file would have stood on a day: what is dated later has not
    happened.

    A closed project is seen from its closing day for ever, an ended one from its last day; only
    payments go on (rule 8). The assigned start counts once the agreement is signed and the
    deposit, if one is agreed, is settled. The date of a quote may lie ahead: a draft.
    """
    closed = project.closed if project.closed and project.closed <= today else None
    paid_until, today = today, view_day(project, today)

    def happened(day: date | None) -> date | None:
        return day if day is not None and day <= today else None

    signed = project.signed if project.signed and happened(project.signed.date) else None
    settled = project.settled("deposit") if project.deposit else None
    seen = {
        "signed": signed,
        "scheduled": (
            project.scheduled if project.scheduled and happened(project.scheduled.date) else None
        ),
        "start": project.start if signed and (not project.deposit or happened(settled)) else None,
        "ended": project.ended if project.ended and happened(project.ended.date) else None,
        "closed": closed,
        "stages": _same(project.stages, (_stage_seen(stage, today) for stage in project.stages)),
        "changes": _same(project.changes, _changes_seen(project.changes, today)),
        # A proposed pause has no day of its own; one that was agreed later was not there yet.
        "pauses": _same(
            project.pauses,
            (pause for pause in project.pauses if not pause.agreed or pause.agreed <= today),
        ),
        "payments": _same(project.payments, (p for p in project.payments if p.date <= paid_until)),
        "restarts": _same(project.restarts, (r for r in project.restarts if r.date <= today)),
        "waivers": _same(project.waivers, (w for w in project.waivers if w.date <= today)),
        "log": _same(project.log, (entry for entry in project.log if entry.date <= today)),
    }
    fresh = {name: value for name, value in seen.items() if value is not getattr(project, name)}
    return project.model_copy(update=fresh) if fresh else project


def _stage_seen(stage: Stage, today: date) -> Stage:
    seen: dict[str, object] = {}
    for name in ("done", "skipped"):
        day: date | None = getattr(stage, name)
        if day is not None and day > today:
            seen[name] = None
    if stage.returned:
        seen["returned"] = _same(stage.returned, (r for r in stage.returned if r.date <= today))
    if stage.waits:
        seen["waits"] = _same(
            stage.waits,
            (
                _wait_seen(wait, today)
                for wait in stage.waits
                if max(wait.first, wait.told or wait.first) <= today
            ),
        )
    if stage.rounds:
        seen["rounds"] = _same(
            stage.rounds,
            (
                each.model_copy(update={"done": None}) if each.done and each.done > today else each
                for each in stage.rounds
                if each.asked <= today
            ),
        )
    if any(given.received and given.received > today for given in stage.gives):
        seen["gives"] = tuple(
            given.model_copy(update={"received": None})
            if given.received and given.received > today
            else given
            for given in stage.gives
        )
    # Most stages do not change on most days, and a copy takes longer than these checks.
    fresh = {name: value for name, value in seen.items() if value is not getattr(stage, name)}
    return stage.model_copy(update=fresh) if fresh else stage


def _wait_seen(wait: Wait, today: date) -> Wait:
    """A wait whose answer lies ahead is still open."""
    return wait.model_copy(update={"last": None}) if wait.last and wait.last > today else wait


def _changes_seen(changes: Iterable[Change], today: date) -> Iterator[Change]:
    for change in changes:
        if change.date <= today or (change.agreed and change.agreed <= today):
            yield _change_seen(change, today)


def _change_seen(change: Change, today: date) -> Change:
    """Return a change as only proposed if it was agreed later; its stage is then not done."""
    if change.agreed and change.agreed > today:
        return change.model_copy(
            update={"agreed": None, "adds": change.adds and _not_done(change.adds)}
        )
    if change.adds and change.adds.done and change.adds.done > today:
        return change.model_copy(update={"adds": _not_done(change.adds)})
    return change


def _not_done(new: NewStage) -> NewStage:
    return new.model_copy(update={"done": None}) if new.done else new


def _same(all_of_them: tuple[T, ...], found: Iterable[T]) -> tuple[T, ...]:
    """What was found; the very tuple that it comes from, where nothing is missing or other."""
    seen = tuple(found)
    same = len(seen) == len(all_of_them) and all(map(is_, seen, all_of_them))
    return all_of_them if same else seen


def view_day(project: Project, today: date) -> date:
    """Return the day as of which a project stands: its last or its closing day, once it came."""
    ended = project.ended.date if project.ended else None
    return min(day for day in (today, project.closed, ended) if day is not None)
