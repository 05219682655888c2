"""A project as it was on an earlier day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from operator import is_
from typing import TypeVar
from zoneinfo import ZoneInfo

from courtside.errors import BuildError
from courtside.model.project import Deposit, Project, Stage
from courtside.model.studio import Studio

T = TypeVar("T")


def resolve_today(studio: Studio | None, now: datetime, asked: str = "") -> date:
    """Return today: the day asked for, else the examples' day, else the real one in the studio's
    zone (in UTC while no studio is known).

    `asked` is written as 2026-03-25, or empty; `now` is aware of its zone. Raises BuildError.
    """
    if asked:
        try:
            return read_day(asked)
        except ValueError:
            raise BuildError("COURTSIDE_TODAY is written as 2026-03-25") from None
    if studio is None:
        return now.astimezone(UTC).date()
    return studio.example_day or now.astimezone(ZoneInfo(studio.timezone)).date()


def read_day(text: str) -> date:
    """Read a day written as 2026-03-25, and in no other way; raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()


# --- What is known on a day ------------------------------------------------------------------


def project_as_of(project: Project, today: date) -> Project:
    """The project as its file would have stood on a day: what is dated later has not happened.

    A closed project is seen from its closing day for ever. The assigned start counts once the
    agreement is signed and the deposit, if one is agreed, is paid.
    """
    today = view_day(project, today)

    def happened(day: date | None) -> date | None:
        return day if day is not None and day <= today else None

    signed = project.signed if project.signed and happened(project.signed.date) else None
    deposit = project.deposit
    if deposit and deposit.paid and deposit.paid > today:
        deposit = Deposit(amount=deposit.amount)
    seen = {
        "signed": signed,
        "quoted": project.quoted if project.quoted and happened(project.quoted.date) else None,
        "deposit": deposit,
        "scheduled": (
            project.scheduled if project.scheduled and happened(project.scheduled.date) else None
        ),
        "start": project.start if signed and (not deposit or deposit.paid) else None,
        "closed": happened(project.closed),
        "stages": _same(project.stages, (_stage_seen(stage, today) for stage in project.stages)),
        "changes": _same(
            project.changes,
            (
                change
                if happened(change.agreed) == change.agreed
                else change.model_copy(update={"agreed": None})
                for change in project.changes
                if change.date <= today or happened(change.agreed)
            ),
        ),
        # A proposed pause has no day of its own; one that was agreed later was not there yet.
        "pauses": _same(
            project.pauses,
            (pause for pause in project.pauses if not pause.agreed or pause.agreed <= today),
        ),
        "restarts": _same(project.restarts, (r for r in project.restarts if r.date <= today)),
        "waivers": _same(project.waivers, (w for w in project.waivers if w.date <= today)),
        "log": _same(project.log, (entry for entry in project.log if entry.date <= today)),
    }
    fresh = {name: value for name, value in seen.items() if value is not getattr(project, name)}
    return project.model_copy(update=fresh) if fresh else project


def _stage_seen(stage: Stage, today: date) -> Stage:
    done = stage.done if stage.done and stage.done <= today else None
    skipped = stage.skipped if stage.skipped and stage.skipped <= today else None
    returned = stage.returned
    if returned:
        returned = _same(returned, (back for back in returned if back.date <= today))
    if done is stage.done and skipped is stage.skipped and returned is stage.returned:
        return stage  # as most are on most days: a copy takes longer than all that is asked here
    return stage.model_copy(update={"done": done, "skipped": skipped, "returned": returned})


def _same(all_of_them: tuple[T, ...], found: Iterable[T]) -> tuple[T, ...]:
    """What was found; the very tuple that it comes from, where nothing is missing or other."""
    kept = tuple(found)
    same = len(kept) == len(all_of_them) and all(map(is_, kept, all_of_them))
    return all_of_them if same else kept


def view_day(project: Project, today: date) -> date:
    """The day as of which a project is reckoned: its closing day, once that has come."""
    return min(today, project.closed) if project.closed else today
