"""What an action means now, in a sentence or two for the provider.

    copy: handed over on 17 Mar 2026, 2 working days late.
    The ball is in your court: design, 18 to 27 Mar 2026. The finish moves from 17 to 21 Apr 2026.

Ids, dates and amounts; no text of a client's.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from courtside.engine.as_of import is_open
from courtside.engine.assess import Portfolio, ScheduledState, Status
from courtside.engine.consequences import Consequence, StepState
from courtside.engine.schedule import LiveStage
from courtside.engine.shares import DEPOSIT
from courtside.model.currencies import plain
from courtside.model.values import Party, StepKind
from courtside.provider.actions.action import Action, ActionContext, how_to_settle
from courtside.text.english import at_best, count, follows, short_day, span

_Key = tuple[str, StepKind]
"""A stage and a kind of step."""
_COURT = {"provider": "your court", "client": "the client's court"}


def describe_outcome(
    action: Action,
    before: Status,
    after: Status,
    portfolio: Portfolio,
    if_agreed: Status | None = None,
) -> tuple[str, str]:
    """Return what an action changed, and what that means, as of one day.

    `if_agreed` is the project as it would be if both agreed to a proposal.
    """
    fact, currency = action.fact, portfolio.studio.currency
    if action.stage and after.dated and action.stage in after.dated.stages:
        late = after.dated.stages[action.stage].late_days
        fact += f", {count(late, 'working day')} late" if late else ""
    would = [f"If both agree: {_would(after, if_agreed, currency)}."] if if_agreed else []
    # A command at the end is copied, so it takes no full stop.
    sentence = fact if "courtside " in fact.rpartition(": ")[2] else f"{fact}."
    now = [*_now(after, portfolio), *_moved(before, after, currency), *would]
    if before.phase == "closed":
        now = [f"It stays closed; {_balance(after, currency)}."]
    said = [one for one in now if one.endswith(".")]
    commands = [one for one in now if not one.endswith(".")]
    return sentence, "\n".join([" ".join([*said, *commands[:1]]), *commands[1:]])


def _now(status: Status, portfolio: Portfolio) -> Iterator[str]:
    """Where the project is now."""
    name, dated, currency = status.project.id, status.dated, portfolio.studio.currency
    if status.phase == "closed":
        if stay := _on_its_page(status, portfolio):
            yield "Its part of the page is taken down when you next publish."
            yield f"The page stays for {' and '.join(stay)}, with the same link."
        else:
            yield "Its page is taken down when you next publish."
    elif status.phase == "ended":
        yield f"The project ended on {short_day(status.as_of)}; {_balance(status, currency)}."
        yield f"When it is over: courtside close {name}"
    elif dated is None:
        yield from _before_dates(status, currency)
    elif status.phase == "complete":
        yield f"Everything is handed over; {_balance(status, currency)}."
        yield f"When it is over: courtside close {name}"
    else:
        if status.phase == "paused":
            yield "The project is paused."
        yield from _courts(status, dated)


def _on_its_page(status: Status, portfolio: Portfolio) -> list[str]:
    """Return the other projects that are shown on the page of this one."""
    page, name = status.project.portal_id, status.project.id
    of_client = (p for p in portfolio.projects if p.portal_id == page and p.id != name)
    return [project.id for project in of_client if is_open(project, status.as_of)]


def _balance(status: Status, currency: str) -> str:
    balance = status.money.balance
    if balance > 0:
        return f"{plain(balance, currency)} still to be paid"
    if balance < 0:
        return f"overpaid by {plain(-balance, currency)}, to be paid back"
    return "nothing is left to be paid"


def _before_dates(status: Status, currency: str) -> Iterator[str]:
    project, name = status.project, status.project.id
    if status.phase in ("draft", "proposal", "lapsed"):
        weeks = max(estimate.last_week for estimate in status.rough)
        until = project.quoted.until if project.quoted else None
        yield f"About {count(weeks, 'week')} of work" + (
            f"; it can be signed until {short_day(until)}." if until else "."
        )
        yield f"When it is signed: courtside sign {name}"
    elif status.waits_for_deposit and not status.asks_for_deposit:
        yield "The deposit asks for nothing more, and is not settled. What to do: courtside desk"
    elif status.waits_for_deposit:
        yield f"Deposit: {plain(status.asked[DEPOSIT], currency)}."
        yield f"When it arrives: courtside paid {name} deposit"
    else:
        yield f"Next: courtside schedule {name}"


def _courts(status: Status, dated: ScheduledState) -> Iterator[str]:
    for party, court in _COURT.items():
        mine = [
            _stage(status, live)
            for live in dated.next
            if live.stage.owner == party and not status.asks_for_nothing(live)
        ]
        if mine:
            yield f"The ball is in {court}: {'; '.join(mine)}."
    for live in dated.next:
        if settled := how_to_settle(status, live):
            what, command = settled
            yield f"{live.stage.id} {what}: {command}"
    queued = [live for live in dated.next if live.state == "queued"]
    if any(not status.moves(live.stage.id, live.start) for live in queued):
        yield f"To agree on this forecast as a date: courtside restart {status.project.id}"


def _stage(status: Status, live: LiveStage) -> str:
    name = live.stage.id
    if live.state == "late":
        days = count(live.late_days, "working day")
        return f"{name}, due {short_day(live.due)}, {days} late"
    if live.state == "queued":
        return f"{name}, waiting for a slot, forecast {span(live.start, live.end)}"
    dates = at_best(span(live.start, live.due), status.moves(live.stage.id, live.due))
    return f"{name}, {dates}"


def _moved(before: Status, after: Status, currency: str) -> Iterator[str]:
    if after.phase in ("closed", "ended"):
        return
    if after.phase != "complete" and (move := _finish_moves(before, after)):
        yield f"The {move}."
    if totals := ", ".join(_totals(before, after, currency)):
        yield f"{totals[0].upper()}{totals[1:]}."
    over = -after.money.balance
    if over > 0 and after.phase != "complete" and before.money.balance != after.money.balance:
        yield f"Overpaid by {plain(over, currency)} as things stand."


def _totals(before: Status, after: Status, currency: str) -> Iterator[str]:
    """What becomes of the total, and of the fees and credits in it."""
    old, new = before.money, after.money
    if old.total != new.total:
        yield f"the total becomes {plain(new.total, currency)}"
    for what, more in (("fees", new.fees - old.fees), ("credits", new.credits - old.credits)):
        if more:
            yield f"{what} change by {more:+f} {currency}"


def _finish_moves(before: Status, after: Status) -> str:
    """`finish moves from 21 to 23 Sep 2026`; empty if it does not."""
    if before.dated is None or after.dated is None:
        return ""
    old, new = before.dated.ledger.finish, after.dated.ledger.finish
    if old < new:
        return f"finish moves from {at_best(span(old, new), after.finish_moves)}"
    if new < old:
        finish = at_best(short_day(new), after.finish_moves)
        return f"finish moves up from {short_day(old)} to {finish}"
    return ""


def _would(now: Status, agreed: Status, currency: str) -> str:
    """What a proposal would move: `the finish moves from 21 to 23 Sep 2026, the total ...`."""
    parts = []
    if agreed.standstill and not now.standstill:
        return "every later date moves, day by day, until the pause ends"
    if move := _finish_moves(now, agreed):
        parts.append(f"the {move}")
    parts += _totals(now, agreed, currency)
    return ", ".join(parts) or "no date and no amount moves"


def unseen(ctx: ActionContext, after: Status) -> str:
    """Return a sentence about what follows for the client because a fact is backdated; empty if
    nothing does: a stage that is late or approved by silence, another consequence of a delay, a
    credit that is less.

    `after` is the state with the fact.
    """
    before = ctx.status
    if ctx.day >= ctx.today or before.dated is None or after.dated is None:
        return ""
    since = f"Recorded as of {short_day(ctx.day)},"
    for name, live in after.dated.stages.items():
        earlier = before.dated.stages.get(name)
        if live.stage.owner == "client" and not (earlier and earlier.state in ("late", "approved")):
            if live.state == "approved":
                end = short_day(live.end)
                return f"{since} {name} would already be approved by silence, on {end}."
            if live.state == "late":
                return f"{since} {name} would have been due on {short_day(live.due)}."
    currency = ctx.studio.currency
    changes = (*brought(before, after, currency), *taken(before, after, currency))
    return f"{since} this would follow: {'; '.join(changes)}." if changes else ""


def brought(before: Status, after: Status, currency: str) -> tuple[str, ...]:
    """Return what is in effect against the client after a fact, and was not before it or took less:
    `copy: a fee of 840.00 EUR applies from 30 Mar 2026`."""
    known = _in_effect(before, "client")
    return tuple(
        f"{one.stage}: {follows(one, currency, short_day(one.date))}"
        for key, one in _in_effect(after, "client").items()
        if key not in known or _more(one, known[key])
    )


def taken(before: Status, after: Status, currency: str) -> tuple[str, ...]:
    """Return what a fact takes from the client: `the credit for design would be 0.00 EUR`. A right
    that ends with its stage is not taken; it has been there."""
    left, less = _in_effect(after, "provider", "lapsed"), list[str]()
    for key, one in _in_effect(before, "provider").items():
        now = left.get(key)
        if one.do == "credit" and (now is None or _more(one, now)):
            amount = plain(now.amount if now and now.amount else Decimal(0), currency)
            less.append(f"the credit for {one.stage} would be {amount}")
        elif one.do == "may-leave" and now is None:
            since = short_day(one.date)
            less.append(f"the client's right to end the project, since {since}, would be gone")
    return tuple(less)


def _more(one: Consequence, other: Consequence) -> bool:
    """Whether a consequence takes more money than another."""
    return (one.amount or 0) > (other.amount or 0)


def _in_effect(status: Status, late: Party, *also: StepState) -> dict[_Key, Consequence]:
    """What is in effect since a party was late, or is in one of these states."""
    return {
        (one.stage, one.do): one
        for one in (status.dated.told if status.dated else ())
        if one.party == late and one.do != "remind" and one.state in ("in effect", *also)
    }
