"""Whose turn it is, with which stages, by when, and what there is to add: parts of a headline.

    Texts, the client's, due 13 March, seen on the 11th
    ->  "The ball is in your court: Texts by Friday 13 March."    "2 working days left."

`headline` puts them together for each phase.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from markupsafe import Markup

from .phrases import Telling
from .schedule import LiveStage
from .status import Dated

_MANY = 2
"""So many stages of one side are named in the first sentence; the lines below name all."""

Court = Literal["client", "provider", "both", "none"]


def dated(tell: Telling) -> Dated:
    """The dates of a project that has them."""
    assert tell.status.dated is not None
    return tell.status.dated


def court(dated: Dated) -> Court:
    """Where the ball is."""
    if len(dated.turn) == 1:
        return dated.turn[0]
    return "both" if dated.turn else "none"


def whose(tell: Telling, dated: Dated) -> Markup:
    """In whose court the ball is, with what and by when."""
    say = tell.speak.say
    yours, ours = (
        [one for one in dated.next if one.stage.owner == party] for party in ("client", "provider")
    )
    late = any(one.state == "late" for one in ours)
    if yours and ours and late:
        return say(
            "The ball is in both courts. Yours: {yours}. Ours, and we are late: {ours}.",
            yours=stages(tell, yours),
            ours=stages(tell, ours),
        )
    if yours and ours:
        return say(
            "The ball is in both courts. Yours: {yours}. Ours: {ours}.",
            yours=stages(tell, yours),
            ours=stages(tell, ours),
        )
    if yours:
        return say("The ball is in your court: {stages}.", stages=stages(tell, yours))
    if late:
        return say(
            "The ball is in our court, and we are late: {stages}.", stages=stages(tell, ours)
        )
    return say("The ball is in our court: {stages}.", stages=stages(tell, ours))


def stages(tell: Telling, several: Sequence[LiveStage]) -> Markup:
    """Stages with their dates; of many, the one that is due first."""
    if len(several) <= _MANY:
        return tell.speak.list(stage(tell, one) for one in several)
    first = min(several, key=lambda one: one.due)
    return tell.speak.count(
        "{stage}, and {n} more", "{stage}, and {n} more", len(several) - 1, stage=stage(tell, first)
    )


def stage(tell: Telling, one: LiveStage) -> Markup:
    """A stage with its date."""
    say = tell.speak.say
    title, day = tell.title(one.stage.id), tell.speak.day(one.due)
    if one.stage.pay:
        amount = tell.money(tell.status.asked.get(one.stage.id, Decimal(0)))
        title = say("{stage} ({amount})", stage=title, amount=amount)
    if one.state == "late":
        return say("{stage}, due since {day}", stage=title, day=day)
    if one.state == "queued":
        return say("{stage} from {day}", stage=title, day=tell.speak.day(one.start))
    return say("{stage} by {day}", stage=title, day=day)


def about(tell: Telling, dated: Dated) -> Iterator[Markup]:
    """What there is to add: time left, lateness, or that there is nothing to do."""
    say = tell.speak.say
    coming = dated.next
    several = len(coming) > 1
    for one in coming:
        if one.state != "queued":
            sentence = _time(tell, one)
            if several:
                title = tell.title(one.stage.id)
                sentence = say("{stage}: {sentence}", stage=title, sentence=sentence)
            yield sentence
    if all(one.stage.owner == "provider" for one in coming):
        yield say("There is nothing for you to do.")


def _time(tell: Telling, one: LiveStage) -> Markup:
    say, count, today = tell.speak.say, tell.speak.count, tell.status.as_of
    calendar = one.calendar
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
        n=tell.gone(one.late_days, one.calendar),
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
