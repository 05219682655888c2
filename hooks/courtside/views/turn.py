"""Whose turn it is, with which stages, by when, and what there is to add: parts of a headline.

    Texts, the client's, due 13 March, seen on the 11th
    ->  "The ball is in your court: Texts by Friday 13 March."    "2 working days left."

`headline` puts them together for each phase.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from markupsafe import Markup

from courtside.engine.assess import ScheduledState
from courtside.engine.schedule import LiveStage
from courtside.model.stage import Stage
from courtside.views.context import ViewContext

_MANY = 2
"""So many stages of one side are named in the first sentence; the lines below name all."""

Court = Literal["client", "provider", "both", "none"]


def dated(tell: ViewContext) -> ScheduledState:
    """The dates of a project that has them."""
    assert tell.status.dated is not None
    return tell.status.dated


def court(dated: ScheduledState) -> Court:
    """Where the ball is."""
    if len(dated.turn) == 1:
        return dated.turn[0]
    return "both" if dated.turn else "none"


def whose(tell: ViewContext, dated: ScheduledState) -> Markup:
    """In whose court the ball is, with what and by when."""
    say = tell.t.text
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


def stages(tell: ViewContext, several: Sequence[LiveStage]) -> Markup:
    """Stages with their dates; of many, the one that is due first."""
    if len(several) <= _MANY:
        return tell.t.list(stage(tell, one) for one in several)
    first = min(several, key=lambda one: one.due)
    return tell.t.plural(
        "{stage}, and {n} more", "{stage}, and {n} more", len(several) - 1, stage=stage(tell, first)
    )


def stage(tell: ViewContext, one: LiveStage) -> Markup:
    """A stage with its date."""
    say = tell.t.text
    title, day = tell.title(one.stage.id), tell.t.day(one.due)
    if one.stage.pay:
        amount = tell.money(tell.status.asked.get(one.stage.id, Decimal(0)))
        title = say("{stage} ({amount})", stage=title, amount=amount)
    if one.state == "late":
        return say("{stage}, due {day}", stage=title, day=day)
    if one.state == "queued":
        return say("{stage} from {day}", stage=title, day=tell.t.day(one.start))
    return say("{stage} by {day}", stage=title, day=day)


def about(tell: ViewContext, dated: ScheduledState) -> Iterator[Markup]:
    """What there is to add: time left, lateness, or that there is nothing to do."""
    say = tell.t.text
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


def _time(tell: ViewContext, one: LiveStage) -> Markup:
    say, count, today = tell.t.text, tell.t.plural, tell.status.as_of
    calendar = one.calendar
    if one.state == "late" and one.stage.owner == "provider":
        return count(
            "We are {n} working day late with this.",
            "We are {n} working days late with this.",
            one.late_days,
            n=tell.gone(one.late_days, calendar),
        )
    if one.state == "late":
        return _late_by_our_records(tell, one)
    if one.start > today:
        return say("It begins on {day}.", day=tell.t.day(one.start))
    if one.due == today:
        return say("It is due today.")
    if one.due < today:  # over a weekend
        return say(
            "It was due on {day}; from {next} it counts as late.",
            day=tell.t.day(one.due),
            next=tell.t.day(calendar.next(today)),
        )
    left = calendar.count(today, one.due)
    return count(
        "{n} working day left.",
        "{n} working days left.",
        left,
        n=tell.left(left, calendar, one.due),
    )


def _late_by_our_records(tell: ViewContext, one: LiveStage) -> Markup:
    n = tell.gone(one.late_days, one.calendar)
    link = tell.link(subject(tell, one.stage))
    return Markup(" ").join([ago(tell, one.late_days, n), asked_already(tell, one.stage, link)])


def subject(tell: ViewContext, stage: Stage) -> Markup:
    """Of the client's own mail, once a stage is done."""
    say, title = tell.t.text, stage.title
    if stage.pay:
        return say("Paid: {title}", title=title)
    if stage.approves:
        return say("My answer: {title}", title=title)
    return say("Sent: {title}", title=title)


def ago(tell: ViewContext, days: int, shown: object = None) -> Markup:
    """How late something is by our records; `shown` is the number as the page has it."""
    return tell.t.plural(
        "That was {n} working day ago, according to our records of {records}.",
        "That was {n} working days ago, according to our records of {records}.",
        days,
        n=tell.t.number(days) if shown is None else shown,
        records=tell.t.day(tell.records),
    )


def asked_already(tell: ViewContext, stage: Stage, link: Mapping[str, object]) -> Markup:
    """Whether it was done already, as fits the stage; `link` has `{link}` and `{end}`."""
    say = tell.t.text
    if stage.pay:
        return say(
            "Already paid? {link}Let us know{end}: what counts is the day it arrived.", **link
        )
    if stage.approves:
        return say(
            "Already answered? {link}Let us know{end}: what counts is the day you answered.", **link
        )
    return say("Already sent? {link}Let us know{end}: what counts is the day you sent it.", **link)
