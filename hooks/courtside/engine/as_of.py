"""What day it is, and a project as it was on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from courtside.errors import BuildError
from courtside.model.project import Change, Project
from courtside.model.record import Record
from courtside.model.stage import Stage
from courtside.model.studio import Studio
from courtside.model.values import FIRST_YEAR, LAST_YEAR

R = TypeVar("R", bound=Record)

TODAY = "COURTSIDE_TODAY"
"""The environment variable that asks for a day; `--today` sets it for one command."""

A_DAY = f"use a date between {FIRST_YEAR} and {LAST_YEAR}, such as 2026-03-25"


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """The real time, and the day to show instead of today, if one is asked for."""

    now: datetime
    """Aware of its zone."""
    asked: str = ""
    """Written as 2026-03-25; empty for the real day."""

    @classmethod
    def of(cls, environ: Mapping[str, str], now: datetime) -> Self:
        """Return the clock of a build or a command: COURTSIDE_TODAY asks for a day."""
        return cls(now=now, asked=environ.get(TODAY, ""))

    def today(self, studio: Studio | None) -> date:
        """Return the day asked for, else the examples' day, else the real one in the studio's zone
        (in UTC while no studio is known). Raises BuildError for a day that is not one."""
        if self.asked:
            try:
                return read_day(self.asked)
            except ValueError:
                raise BuildError(f"{TODAY}: {A_DAY}") from None
        if studio is None:
            return self.now.astimezone(UTC).date()
        return studio.example_day or self.now.astimezone(ZoneInfo(studio.timezone)).date()

    def last_fact_day(self, studio: Studio | None) -> date | None:
        """Return the last day that a fact may have: today, or None if a day is asked for, since
        whatever shows that day leaves later facts out (see `project_as_of`)."""
        return None if self.asked else self.today(studio)


def read_day(text: str) -> date:
    """Read a day written as 2026-03-25, and in no other way; raises ValueError, also for one in a
    year that no file may name."""
    day = date.fromisoformat(text)
    if text != day.isoformat() or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day


# --- What is known on a day ------------------------------------------------------------------


def project_as_of(project: Project, today: date) -> Project:
    """Return the project as its file would have stood on a day: facts dated later have not
    happened.

    A closed project is seen from its closing day for ever, an ended one from its last day; only
    payments (rule 8) and the log of an ended one go on, and its proposals are not open any more.
    The assigned start counts once the agreement is signed and the deposit, if one is agreed, is
    settled. The date of a quote may lie ahead: then the project is a draft.
    """
    closed = project.closed if project.closed and project.closed <= today else None
    as_of = view_day(project, today)

    def happened(day: date | None) -> bool:
        return day is not None and day <= as_of

    signed = project.signed if project.signed and happened(project.signed.date) else None
    if signed and signed.again and not happened(signed.again):
        # Who had signed the version before, and which, is not known any more.
        signed = signed.model_copy(update={"again": None, "by": None, "hash": None})
    scheduled = project.scheduled
    settled = project.settled("deposit") if project.deposit else as_of
    changes = (_change_as_of(change, as_of) for change in project.changes)
    ended = project.ended if project.ended and happened(project.ended.date) else None
    told = min(today, closed or today) if ended else as_of
    return project.model_copy(
        update={
            "signed": signed,
            "scheduled": scheduled if scheduled and happened(scheduled.date) else None,
            "start": project.start if signed and happened(settled) else None,
            "ended": ended,
            "closed": closed,
            "stages": tuple(_stage_as_of(stage, as_of) for stage in project.stages),
            "changes": tuple(c for c in changes if c.agreed or (c.date <= as_of and not ended)),
            # A proposed pause has no day of its own; one that was agreed later was not there yet.
            "pauses": tuple(
                p for p in project.pauses if (p.agreed <= as_of if p.agreed else not ended)
            ),
            "payments": tuple(p for p in project.payments if p.date <= today),
            "restarts": tuple(r for r in project.restarts if r.date <= as_of),
            "waivers": tuple(w for w in project.waivers if w.date <= as_of),
            "log": tuple(entry for entry in project.log if entry.date <= told),
        }
    )


def _forget(record: R, today: date, *names: str) -> R:
    """A record without its days that lie ahead: most have none, and are not copied."""
    ahead = [name for name in names if (day := getattr(record, name)) and day > today]
    return record.model_copy(update=dict.fromkeys(ahead)) if ahead else record


def _stage_as_of(stage: Stage, today: date) -> Stage:
    seen: dict[str, object] = {}
    if stage.returned:
        seen["returned"] = tuple(back for back in stage.returned if back.date <= today)
    if stage.waits:
        known = (wait for wait in stage.waits if wait.since <= today)
        seen["waits"] = tuple(_forget(wait, today, "last") for wait in known)
    if stage.rounds:
        asked = (asked_round for asked_round in stage.rounds if asked_round.asked <= today)
        seen["rounds"] = tuple(_forget(asked_round, today, "done") for asked_round in asked)
    if any(given.received for given in stage.gives):
        seen["gives"] = tuple(_forget(given, today, "received") for given in stage.gives)
    stage = _forget(stage, today, "done", "skipped")
    return stage.model_copy(update=seen) if seen else stage


def _change_as_of(change: Change, today: date) -> Change:
    """A change is only proposed if it was agreed later; its stage is then not done."""
    seen = _forget(change, today, "agreed")
    if change.adds:
        until = date.min if seen is not change else today
        return seen.model_copy(update={"adds": _forget(change.adds, until, "done")})
    return seen


def view_day(project: Project, today: date) -> date:
    """Return the day as of which a project stands: today, or its closing or last day if that came
    earlier."""
    ended = project.ended.date if project.ended else None
    return min(day for day in (today, project.closed, ended) if day is not None)


def is_open(project: Project, today: date) -> bool:
    """Return whether a project is shown (rule 4): it is not closed, its link has not expired, and
    it is no draft."""
    if project.closed and project.closed <= today:
        return False
    if project.link_until and project.link_until < today:
        return False
    signed = project.signed and project.signed.date and project.signed.date <= today
    return bool(signed) or project.quoted is None or project.quoted.date <= today
