"""What a deed means now, in a sentence or two for the provider.

    copy: handed over on 17 Mar 2026, 2 working days late.
    The ball is in our court: design, 18 to 27 Mar 2026. The finish moves from 17 to 21 Apr 2026.

Ids, dates and amounts; no text of a client's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from courtside.engine.assess import ScheduledState, Status
from courtside.engine.money import DEPOSIT
from courtside.engine.schedule import LiveStage
from courtside.provider.actions.action import Action, before_dates
from courtside.text.english import count, short_day, span

_COURT = {"provider": "our court", "client": "the client's court"}


def describe_outcome(
    deed: Action, before: Status, after: Status, if_agreed: Status | None = None
) -> tuple[str, str]:
    """What changed, and what it means; all as of the same day. `if_agreed` is as it would be."""
    fact = deed.fact
    if deed.stage and after.dated and (late := after.dated.stages[deed.stage].late_days):
        fact += f", {count(late, 'working day')} late"
    would = []
    if if_agreed:
        text = " ".join(_moved(after, if_agreed)) or "No date and no amount moves."
        would = [f"If both agree: {text[0].lower()}{text[1:]}"]
    return f"{fact}.", " ".join([*_now(after), *_moved(before, after), *would])


def _now(status: Status) -> Iterator[str]:
    """Where the project stands."""
    name, dated = status.project.id, status.dated
    if status.phase == "closed":
        yield "Its portal is taken down when the site is published again."
    elif status.phase == "ended":
        yield f"It ended on {short_day(status.as_of)}; the balance is {status.money.balance}."
    elif dated is None:
        yield from _before(status)
    elif status.phase == "complete":
        balance = status.money.balance
        yield "Everything is handed over."
        yield f"{balance} is still to be paid." if balance > 0 else "Nothing is left to be paid."
        yield f"When it has ended: courtside close {name}."
    else:
        if status.phase == "paused":
            yield "The project is paused."
        yield from _courts(status, dated)


def _before(status: Status) -> Iterator[str]:
    project = status.project
    if status.phase in ("draft", "proposal", "lapsed"):
        until = project.quoted.until if project.quoted else None
        yield f"It can be signed until {short_day(until)}." if until else "It can be signed."
        weeks = max(one.last_week for one in status.rough)
        yield f"The rough timeline is {count(weeks, 'week')}."
    elif status.waits_for_deposit:
        yield f"The deposit is {status.asked[DEPOSIT]}; dates can be given when it has come."
    yield f"Next: {before_dates(status)}."


def _courts(status: Status, dated: ScheduledState) -> Iterator[str]:
    for party, court in _COURT.items():
        mine = [_stage(one) for one in dated.next if one.stage.owner == party]
        if mine:
            yield f"The ball is in {court}: {'; '.join(mine)}."
    if any(one.state == "queued" for one in dated.next):
        yield f"That is a forecast: courtside restart {status.project.id} makes it an agreement."


def _stage(one: LiveStage) -> str:
    if one.state == "late":
        days = count(one.late_days, "working day")
        return f"{one.stage.id}, due {short_day(one.due)}, {days} late"
    if one.state == "queued":
        return f"{one.stage.id}, in the queue, next free slot {span(one.start, one.end)}"
    return f"{one.stage.id}, {span(one.start, one.due)}"


def _moved(before: Status, after: Status) -> Iterator[str]:
    over = after.phase in ("closed", "complete", "ended")
    if before.dated is None or after.dated is None or over:
        return
    old, new = before.dated.ledger.finish, after.dated.ledger.finish
    if old != new:
        yield f"The finish moves from {span(old, new) if old < new else _back(old, new)}."
    if before.money.total != after.money.total:
        yield f"The total is {after.money.total} now."


def _back(old: date, new: date) -> str:
    return f"{short_day(old)} back to {short_day(new)}"
