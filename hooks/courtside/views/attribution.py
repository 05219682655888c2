"""Why the finish date moved, and how long each side has held the ball, in words.

Delay(client=219, calendar=1)  ->  "The finish has moved by 220 days, from ... to ..."
                                   Your side 219 · The calendar 1
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from markupsafe import Markup

from courtside.engine.assess import ScheduledState
from courtside.engine.ledger import PARTS, Part, Share
from courtside.engine.workdays import DAY
from courtside.model.values import PARTIES, Party
from courtside.text.language import message
from courtside.views.context import ViewContext, together

Reason = Part | Literal["rounds"]
"""A part of the slip; rounds of revisions are agreed days, too, but nobody agreed a change."""
_REASONS: tuple[Reason, ...] = tuple(
    reason for part in PARTS for reason in ((part, "rounds") if part == "change" else (part,))
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One part of the slip."""

    part: Part
    words: Markup
    days: int
    begin: float
    """Its place in the bar, in percent; negative parts have no width."""
    width: float


@dataclass(frozen=True, kw_only=True, slots=True)
class AttributionText:
    """Where the slip of a project came from, in words and numbers."""

    sentence: Markup
    pieces: tuple[Piece, ...]
    by_stage: tuple[tuple[Markup, Markup, int], ...]
    """Stage, part and calendar days, in file order."""
    held: tuple[tuple[Party, Markup], ...]
    waited: Markup
    """How long for a free slot; empty if not at all."""


def is_known(ctx: ViewContext) -> bool:
    """Return whether it can be said whose days moved the finish date: not while what is next is a
    payment that asks for nothing, for which nobody is waited for."""
    dated = ctx.status.dated
    return dated is not None and not any(map(ctx.status.asks_for_nothing, dated.next))


def describe_attribution(ctx: ViewContext, dated: ScheduledState) -> AttributionText:
    """Return why the finish date moved, in words and numbers."""
    names = partial(part_name, ctx)
    order = {name: place for place, name in enumerate(dated.stages)}
    shares = sorted(dated.ledger.shares, key=lambda share: order[share.stage])
    return AttributionText(
        sentence=_sentence(ctx, dated),
        pieces=_pieces(dated, names),
        by_stage=tuple(
            (ctx.title(s.stage), names(reason_of(dated, s), s.days), s.days) for s in shares
        ),
        held=tuple((party, _held(ctx, dated, party)) for party in PARTIES),
        waited=_waited(ctx, dated),
    )


def reason_of(dated: ScheduledState, share: Share) -> Reason:
    """Return the reason for a share of the slip."""
    added = dated.stages[share.stage].added
    is_round = added is not None and added.kind != "work"
    return "rounds" if share.part == "change" and is_round else share.part


def reasons(dated: ScheduledState) -> Mapping[Reason, int]:
    """Return the calendar days of each reason, without those of none; they add up to the slip."""
    days: dict[Reason, int] = dict.fromkeys(_REASONS, 0)
    for share in dated.ledger.shares:
        days[reason_of(dated, share)] += share.days
    return {reason: n for reason, n in days.items() if n}


PART_WORDS: Mapping[Reason, str] = {
    "client": message("Your side"),
    "provider": message("Our side"),
    "shared": message("Both of us at once"),
    "queue": message("Waiting for a free slot"),
    "pause": message("Agreed pauses"),
    "change": message("Agreed changes"),
    "rounds": message("Rounds of revisions"),
    "outside": message("Waiting for others"),
    "calendar": message("Weekends, holidays, days off and slack"),
}
"""The words for each part of the slip."""


def part_name(ctx: ViewContext, part: Reason, days: int) -> Markup:
    """Return what a part of so many days is called; of the calendar, some may be won back, or be
    days on which nothing was asked for a payment."""
    if part == "calendar" and days < 0:
        return ctx.t.text("Absorbed by weekends, holidays, days off and slack")
    if part == "calendar" and ctx.status.dated and ctx.status.dated.course.gaps:
        return ctx.t.text("Weekends, holidays, days off, slack and days with nothing to pay")
    return ctx.t.text(PART_WORDS[part])


def _sentence(ctx: ViewContext, dated: ScheduledState) -> Markup:
    """How far the finish has moved; of one that moves on, also why."""
    if dated.ledger.slip > 0 and ctx.status.phase == "paused" and ctx.status.moving:
        return _if_it_ended(ctx, dated)
    return together([_moved(ctx, dated), ctx.moving])


def _if_it_ended(ctx: ViewContext, dated: ScheduledState) -> Markup:
    """How far the finish has moved in a pause of which nobody knows the end."""
    planned, finish = ctx.t.pair(dated.ledger.planned_finish, dated.ledger.finish)
    return ctx.t.plural(
        "If the pause ended today, the finish date would move by {n} calendar day, from "
        "{planned} to {finish}.",
        "If the pause ended today, the finish date would move by {n} calendar days, from "
        "{planned} to {finish}.",
        dated.ledger.slip,
        planned=planned,
        finish=finish,
    )


def _moved(ctx: ViewContext, dated: ScheduledState) -> Markup:
    ledger = dated.ledger
    planned, finish = map(Markup, ctx.t.pair(ledger.planned_finish, ledger.finish))
    if how := ctx.status.finish_is:
        finish = Markup("{} ({})").format(finish, ctx.how_sure(how))
    if ledger.slip == 0:
        return ctx.t.text(
            "It has not moved: the finish date is still {day}, as planned.", day=finish
        )
    if ledger.slip < 0:
        return ctx.t.plural(
            "The finish date is {n} day earlier than planned: {finish} instead of {planned}.",
            "The finish date is {n} days earlier than planned: {finish} instead of {planned}.",
            -ledger.slip,
            planned=planned,
            finish=finish,
        )
    return ctx.t.plural(
        "The finish date has moved by {n} calendar day, from {planned} to {finish}.",
        "The finish date has moved by {n} calendar days, from {planned} to {finish}.",
        ledger.slip,
        planned=planned,
        finish=finish,
    )


def _pieces(dated: ScheduledState, names: Callable[[Reason, int], Markup]) -> tuple[Piece, ...]:
    delay = reasons(dated)
    whole = sum(days for days in delay.values() if days > 0)
    if dated.ledger.slip <= 0:
        return ()
    pieces, so_far = [], 0
    for reason, days in delay.items():
        begin = round(100 * so_far / whole, 1)
        so_far += max(days, 0)
        width = round(100 * so_far / whole, 1) - begin
        part: Part = "change" if reason == "rounds" else reason
        pieces.append(
            Piece(part=part, words=names(reason, days), days=days, begin=begin, width=width)
        )
    return tuple(pieces)


def _held(ctx: ViewContext, dated: ScheduledState, party: Party) -> Markup:
    """Working days on which a party has had the ball, beside those that it was given for it."""
    today = ctx.status.as_of
    held: set[int] = set()
    given: set[int] = set()
    for live in dated.stages.values():
        begun = live.start <= today and live.state not in ("upcoming", "queued", "skipped")
        if live.stage.owner != party or not begun or ctx.status.asks_for_nothing(live):
            continue
        calendar = live.calendar  # without the days on which it waited for an answer
        if live.days:
            given.update(calendar.between(live.start, live.due))
            held.update(calendar.between(live.start, min(live.end, today)))
        else:
            held.update(calendar.between(live.due + DAY, live.end) if live.late_days else ())
    return ctx.t.plural(
        "{n} working day (planned: {given})",
        "{n} working days (planned: {given})",
        len(held),
        given=len(given),
    )


def _waited(ctx: ViewContext, dated: ScheduledState) -> Markup:
    """Working days of ours on which a stage has waited for a free slot: in nobody's court."""
    waited: set[int] = set()
    for name, days in ctx.status.slot_waits:
        last = min(days.last, ctx.status.as_of)
        waited.update(dated.stages[name].calendar.between(days.first, last))
    return (
        ctx.t.plural(
            "The project has waited {n} working day for a free slot so far.",
            "The project has waited {n} working days for a free slot so far.",
            len(waited),
        )
        if waited
        else Markup()
    )
