"""Whose court the ball is in, and what must happen by when: the first sentence of a page.

    Texts and photos, the client's, due 13 March, open on the 27th
    ->  "The ball is in your court: Texts and photos, due since Friday 13 March."
        "That is 10 working days ago, by our records of Friday 27 March. Sent already? Tell us: ..."

A client's lateness is what our records say, and they may be behind; our own is said as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from .money import payments
from .phrases import Telling
from .schedule import LiveStage, next_stages, pauses_in_force, restart_limit
from .status import Dated, Phase, Status

_MANY = 2
"""So many stages of one side are named in the first sentence; the lines below name all."""

Court = Literal["client", "provider", "both", "none"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """The sentence, and what belongs to it at once."""

    court: Court
    title: Markup
    lines: tuple[Markup, ...] = ()


def headline(tell: Telling) -> Headline:
    """The first sentence for the phase of a project."""
    return _PHASES[tell.status.phase](tell)


# --- Before there are dates --------------------------------------------------------------------


def _proposal(tell: Telling) -> Headline:
    say, quoted = tell.speak.say, tell.status.project.quoted
    if quoted and quoted.until:
        title = say(
            "The ball is in your court: our proposal, open until {day}.",
            day=tell.speak.day(quoted.until),
        )
    else:
        title = say("The ball is in your court: our proposal.")
    subject = say("I accept: {title}", title=tell.status.project.title)
    lines = (
        say(
            "{link}Tell us{end} if you accept it, or what should be different.",
            **tell.link(subject),
        ),
        say("Until it is signed, times are in weeks from the beginning."),
    )
    return Headline(court="client", title=title, lines=lines)


def _lapsed(tell: Telling) -> Headline:
    say, quoted = tell.speak.say, tell.status.project.quoted
    assert quoted
    assert quoted.until
    subject = say("Please renew: {title}", title=tell.status.project.title)
    return Headline(
        court="none",
        title=say("Our proposal was open until {day}.", day=tell.speak.day(quoted.until)),
        lines=(
            say("Still interested? {link}Write to us{end}, and we renew it.", **tell.link(subject)),
        ),
    )


def _signed(tell: Telling) -> Headline:
    say, project = tell.speak.say, tell.status.project
    assert project.signed is not None
    thanks = say("You signed on {day}: thank you.", day=tell.speak.day(project.signed.date))
    if project.deposit and not project.deposit.paid:
        amount = tell.money(payments(project).deposit)
        subject = say("Deposit paid: {title}", title=project.title)
        return Headline(
            court="client",
            title=say("The ball is in your court: the deposit of {amount}.", amount=amount),
            lines=(
                thanks,
                say("On the day it arrives, we give your project its dates."),
                say(
                    "Paid already? {link}Tell us{end}: the day it arrived counts.",
                    **tell.link(subject),
                ),
            ),
        )
    lines = [thanks]
    if project.deposit and project.deposit.paid:
        day = tell.speak.day(project.deposit.paid)
        lines.append(say("Your deposit arrived on {day}: thank you.", day=day))
    return Headline(
        court="provider",
        title=say("The ball is in our court: we owe your project its dates."),
        lines=(*lines, say("There is nothing for you to do.")),
    )


# --- With dates --------------------------------------------------------------------------------


def _active(tell: Telling) -> Headline:
    dated = _dated(tell)
    return Headline(
        court=_court(dated), title=_whose(tell, dated), lines=tuple(_about(tell, dated))
    )


def _scheduled(tell: Telling) -> Headline:
    say, dated = tell.speak.say, _dated(tell)
    begin = []
    for party in dated.turn:
        first = [one for one in _nexts(tell, dated) if one.stage.owner == party]
        values = {
            "day": tell.speak.day(min(one.start for one in first)),
            "stages": _stages(tell, first),
        }
        if party == "client":
            begin.append(say("You begin on {day}: {stages}.", **values))
        else:
            begin.append(say("We begin on {day}: {stages}.", **values))
    return Headline(
        court=_court(dated),
        title=Markup(" ").join(begin),
        lines=(say("Until then there is nothing to do."),),
    )


def _queued(tell: Telling) -> Headline:
    say, dated = tell.speak.say, _dated(tell)
    waiting = [one for one in _nexts(tell, dated) if one.state == "queued"]
    stages = tell.speak.list(
        say("{stage} from {day}", stage=tell.title(one.stage.id), day=tell.speak.day(one.start))
        for one in waiting
    )
    lines = [say("This is a forecast until we agree a day with you.")]
    promise = tell.status.terms.restart_within
    if promise is not None:
        lines.append(
            tell.speak.count(
                "We promise to resume within {n} working day of your hand-over; "
                "what goes beyond counts as our delay.",
                "We promise to resume within {n} working days of your hand-over; "
                "what goes beyond counts as our delay.",
                promise,
            )
        )
        lines += _latest(tell, dated, waiting, promise)
    lines += _about(tell, dated)
    title = say(
        "The ball is in our court. Your slot went to others; the next free one: {stages}.",
        stages=stages,
    )
    yours = [one for one in _nexts(tell, dated) if one.stage.owner == "client"]
    if yours:
        title = say(
            "The ball is in both courts. Yours: {yours}. Ours, at the next free slot: {stages}.",
            yours=_stages(tell, yours),
            stages=stages,
        )
    return Headline(court=_court(dated), title=title, lines=tuple(lines))


def _latest(
    tell: Telling, dated: Dated, waiting: Sequence[LiveStage], within: int
) -> Iterator[Markup]:
    """Until when the promise lets us wait, for each stage that comes after another."""
    for one in waiting:
        before = tell.status.project.before[one.stage.id]
        if before:
            end = max(dated.stages[name].end for name in before)
            limit = restart_limit(tell.status.calendars["provider"], end, within)
            yield tell.speak.say(
                "At the latest, that is {day}: {stage}.",
                day=tell.speak.day(max(limit, one.plan.start)),
                stage=tell.title(one.stage.id),
            )


def _paused(tell: Telling) -> Headline:
    say, dated = tell.speak.say, _dated(tell)
    last = pause_end(tell.status)
    if last:
        title = say("We pause, as agreed, through {day}.", day=tell.speak.day(last))
    else:
        title = say("We pause, as agreed, until you and we name a day to go on.")
    lines = [say("Until then no day counts, neither yours nor ours.")]
    for one in _nexts(tell, dated):
        # While nobody knows how long it takes, each day of it moves the due date.
        stage = _stage(tell, one) if last else tell.title(one.stage.id)
        if one.stage.owner == "client":
            lines.append(say("Then the ball is in your court: {stages}.", stages=stage))
        else:
            lines.append(say("Then the ball is in our court: {stages}.", stages=stage))
    return Headline(court=_court(dated), title=title, lines=tuple(lines))


def pause_end(status: Status) -> date | None:
    """The last day of the pause that holds on the day; none where nobody knows it yet."""
    days = pauses_in_force(status.project, status.as_of)
    now = [
        pause
        for pause in status.project.pauses
        if pause.agreed and any(d.first >= pause.first and status.as_of in d for d in days)
    ]
    last = max((pause.last for pause in now if pause.last), default=None)
    return last if all(pause.last for pause in now) else None


def _complete(tell: Telling) -> Headline:
    say, dated = tell.speak.say, _dated(tell)
    lines = [say("Thank you for working with us.")]
    if dated.money.balance > 0:
        amount = tell.money(dated.money.balance)
        lines.append(say("One thing is left on your side: {amount} to pay.", amount=amount))
    elif dated.money.balance < 0:
        amount = tell.money(-dated.money.balance)
        lines.append(say("One thing is left on our side: {amount} to pay back.", amount=amount))
    return Headline(
        court="none",
        title=say("All done: finished on {day}.", day=tell.speak.day(dated.ledger.finish)),
        lines=tuple(lines),
    )


def _closed(tell: Telling) -> Headline:
    title = tell.speak.say(
        "This project was closed on {day}.", day=tell.speak.day(tell.status.as_of)
    )
    return Headline(court="none", title=title)


_PHASES: Mapping[Phase, Callable[[Telling], Headline]] = {
    "proposal": _proposal,
    "lapsed": _lapsed,
    "signed": _signed,
    "scheduled": _scheduled,
    "active": _active,
    "queued": _queued,
    "paused": _paused,
    "complete": _complete,
    "closed": _closed,
}


# --- Sentences ---------------------------------------------------------------------------------


def _dated(tell: Telling) -> Dated:
    assert tell.status.dated is not None
    return tell.status.dated


def _nexts(tell: Telling, dated: Dated) -> tuple[LiveStage, ...]:
    return next_stages(tell.status.project, dated.stages)


def _court(dated: Dated) -> Court:
    if len(dated.turn) == 1:
        return dated.turn[0]
    return "both" if dated.turn else "none"


def _whose(tell: Telling, dated: Dated) -> Markup:
    say = tell.speak.say
    yours, ours = (
        [one for one in _nexts(tell, dated) if one.stage.owner == party]
        for party in ("client", "provider")
    )
    late = any(one.state == "late" for one in ours)
    if yours and ours and late:
        return say(
            "The ball is in both courts. Yours: {yours}. Ours, and we are late: {ours}.",
            yours=_stages(tell, yours),
            ours=_stages(tell, ours),
        )
    if yours and ours:
        return say(
            "The ball is in both courts. Yours: {yours}. Ours: {ours}.",
            yours=_stages(tell, yours),
            ours=_stages(tell, ours),
        )
    if yours:
        return say("The ball is in your court: {stages}.", stages=_stages(tell, yours))
    if late:
        return say(
            "The ball is in our court, and we are late: {stages}.", stages=_stages(tell, ours)
        )
    return say("The ball is in our court: {stages}.", stages=_stages(tell, ours))


def _stages(tell: Telling, stages: Sequence[LiveStage]) -> Markup:
    """Stages with their dates; of many, the one that is due first."""
    if len(stages) <= _MANY:
        return tell.speak.list(_stage(tell, one) for one in stages)
    first = min(stages, key=lambda one: one.due)
    return tell.speak.count(
        "{stage}, and {n} more", "{stage}, and {n} more", len(stages) - 1, stage=_stage(tell, first)
    )


def _stage(tell: Telling, one: LiveStage) -> Markup:
    say = tell.speak.say
    stage, day = tell.title(one.stage.id), tell.speak.day(one.due)
    if one.stage.pay:
        amount = tell.money(payments(tell.status.project).stages[one.stage.id])
        stage = say("{stage} ({amount})", stage=stage, amount=amount)
    if one.state == "late":
        return say("{stage}, due since {day}", stage=stage, day=day)
    if one.state == "queued":
        return say("{stage} from {day}", stage=stage, day=tell.speak.day(one.start))
    return say("{stage} by {day}", stage=stage, day=day)


def _about(tell: Telling, dated: Dated) -> Iterator[Markup]:
    """What there is to add: time left, lateness, or that there is nothing to do."""
    say = tell.speak.say
    stages = _nexts(tell, dated)
    several = len(stages) > 1
    for one in stages:
        if one.state != "queued":
            sentence = _time(tell, one)
            if several:
                title = tell.title(one.stage.id)
                sentence = say("{stage}: {sentence}", stage=title, sentence=sentence)
            yield sentence
    if all(one.stage.owner == "provider" for one in stages):
        yield say("There is nothing for you to do.")


def _time(tell: Telling, one: LiveStage) -> Markup:
    say, count, today = tell.speak.say, tell.speak.count, tell.status.as_of
    calendar = tell.status.calendars[one.stage.owner]
    if one.state == "late" and one.stage.owner == "provider":
        return count(
            "We are {n} working day late with it.",
            "We are {n} working days late with it.",
            one.late_days,
            n=tell.gone(one.late_days, calendar),
        )
    if one.state == "late":
        return _late_by_our_records(tell, one)
    if one.start > today:
        return say("It begins on {day}.", day=tell.speak.day(one.start))
    if one.due == today:
        return say("It is due today.")
    if one.due < today:  # over a weekend
        return say(
            "It was due on {day}; from {next} on it is late.",
            day=tell.speak.day(one.due),
            next=tell.speak.day(calendar.next(today)),
        )
    left = calendar.count(today, one.due)
    return count(
        "{n} working day left.",
        "{n} working days left.",
        left,
        n=tell.left(left, calendar, one.due),
    )


def _late_by_our_records(tell: Telling, one: LiveStage) -> Markup:
    subject = tell.speak.say("Handed over: {title}", title=one.stage.title)
    ago = tell.speak.count(
        "That is {n} working day ago, by our records of {records}.",
        "That is {n} working days ago, by our records of {records}.",
        one.late_days,
        n=tell.gone(one.late_days, tell.status.calendars[one.stage.owner]),
        records=tell.speak.day(tell.records),
    )
    if one.stage.pay:
        asked = tell.speak.say(
            "Paid already? {link}Tell us{end}: the day it arrived counts.", **tell.link(subject)
        )
    elif one.stage.approves:
        asked = tell.speak.say(
            "Answered already? {link}Tell us{end}: the day you answered counts.",
            **tell.link(subject),
        )
    else:
        asked = tell.speak.say(
            "Sent already? {link}Tell us{end}: the day you sent it counts.", **tell.link(subject)
        )
    return Markup(" ").join([ago, asked])
