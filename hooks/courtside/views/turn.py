"""Whose turn it is, with which stages, by when, and what there is to add: parts of a headline.

    Texts, the client's, due 13 March, seen on the 11th
    ->  "The ball is in your court: Texts by Friday 13 March."    "2 working days left."

`headline` puts them together for each phase.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from markupsafe import Markup

from courtside.engine.assess import ScheduledState
from courtside.engine.schedule import LiveStage
from courtside.model.stage import Stage, Wait
from courtside.text.markdown import line
from courtside.views.buttons import paid_subject
from courtside.views.context import ViewContext, ended, together
from courtside.views.decisions import undecided

_MANY = 2
"""The number of stages of one side that the first sentence names; the lines below name all."""

NEW_LINE = Markup("<br>")
"""Before each side, where a headline has something for both."""

Court = Literal["client", "provider", "both", "none"]


def dated(ctx: ViewContext) -> ScheduledState:
    """Return the dates of a project that has them."""
    assert ctx.status.dated is not None
    return ctx.status.dated


def coming(ctx: ViewContext, dated: ScheduledState) -> tuple[LiveStage, ...]:
    """Return the stages whose turn it is, and those to which an answer is still in time today,
    without payments that ask for nothing."""
    asked = (live for live in dated.next if not ctx.status.asks_for_nothing(live))
    return (*ctx.status.last_answers, *asked)


def court(ctx: ViewContext, dated: ScheduledState) -> Court:
    """Return in whose court the ball is."""
    owners = {live.stage.owner for live in coming(ctx, dated)}
    if len(owners) == 1:
        return owners.pop()
    return "both" if owners else "none"


def whose(ctx: ViewContext, dated: ScheduledState) -> Markup:
    """Return in whose court the ball is, with what and by when."""
    say = ctx.t.text
    yours, ours = (
        [live for live in coming(ctx, dated) if live.stage.owner == party]
        for party in ("client", "provider")
    )
    late = any(live.state == "late" for live in ours)
    if yours and ours:
        both = {"yours": stages(ctx, yours), "ours": stages(ctx, ours), "line": NEW_LINE}
        if late:
            return say(
                "The ball is in both courts. {line}Yours: {yours}. "
                "{line}Ours, and we are late: {ours}.",
                **both,
            )
        return say("The ball is in both courts. {line}Yours: {yours}. {line}Ours: {ours}.", **both)
    if yours:
        return say("The ball is in your court: {stages}.", stages=stages(ctx, yours))
    if not ours:
        return say("Nothing to pay now.")
    if late:
        return say("The ball is in our court, and we are late: {stages}.", stages=stages(ctx, ours))
    return say("The ball is in our court: {stages}.", stages=stages(ctx, ours))


def stages(ctx: ViewContext, several: Sequence[LiveStage]) -> Markup:
    """Return the names of stages with their dates; if there are many, only of the one due first."""
    if len(several) <= _MANY:
        return ctx.t.list(stage(ctx, live) for live in several)
    first = min(several, key=lambda live: live.due)
    return ctx.t.plural(
        "{stage}, and {n} more", "{stage}, and {n} more", len(several) - 1, stage=stage(ctx, first)
    )


def stage(ctx: ViewContext, live: LiveStage) -> Markup:
    """Return the name of a stage with its date."""
    say = ctx.t.text
    title, day = ctx.title(live.stage.id), ctx.t.day(live.due)
    if live.stage.pay and ctx.knows_sum and (asked := ctx.status.asked.get(live.stage.id)):
        title = say("{stage} ({amount})", stage=title, amount=ctx.money(asked))
    if ctx.moves(live):
        return title
    if live.state == "late" or live.due < ctx.status.as_of:  # an answer may be awaited since
        return say("{stage}, due {day}", stage=title, day=day)
    if live.state == "queued":
        return say("{stage} from {day}", stage=title, day=ctx.t.day(live.start))
    return say("{stage} by {day}", stage=title, day=day)


def about(ctx: ViewContext, dated: ScheduledState) -> Iterator[Markup]:
    """Return what there is to add: time left, days late, missing parts, thanks, decisions."""
    say, following = ctx.t.text, coming(ctx, dated)
    for live in following:
        if live.state == "approved":
            yield _last_day(ctx, live)
        elif live.state != "queued":
            sentence = _time(ctx, live)
            if len(following) > 1:
                title = ctx.title(live.stage.id)
                sentence = say("{stage}: {sentence}", stage=title, sentence=sentence)
            yield sentence
    for live in following:
        if live.stage.owner == "client":
            yield from missing(ctx, live)
    yield from thanks(ctx, dated)
    if all(live.stage.owner == "provider" for live in following):
        yield from nothing_to_do(ctx)
    elif undecided(ctx):
        yield _decide(ctx)


def nothing_to_do(ctx: ViewContext) -> Iterator[Markup]:
    """Return that the client need not do anything, unless something of ours waits for an answer."""
    yield _decide(ctx) if undecided(ctx) else ctx.t.text("There is nothing for you to do.")


def _last_day(ctx: ViewContext, live: LiveStage) -> Markup:
    """An answer is still in time where silence approves today."""
    return ctx.t.text(
        "Today is the last day for your answer on {stage}; without one, your silence counts as "
        "approval.",
        stage=ctx.title(live.stage.id),
    )


def _decide(ctx: ViewContext) -> Markup:
    titles = undecided(ctx)
    link = Markup('<a href="#{}--decisions">').format(ctx.status.project.id)
    return ctx.t.plural(
        "One question is waiting for {link}your answer{end}: {titles}.",
        "{n} questions are waiting for {link}your answer{end}: {titles}.",
        len(titles),
        titles=ctx.t.list(titles),
        link=link,
        end=Markup("</a>"),
    )


def missing(ctx: ViewContext, live: LiveStage) -> Iterator[Markup]:
    """Yield the missing parts of an open stage, if some came or it was returned."""
    say = ctx.t.text
    if live.stage.returned:
        back = live.stage.returned[-1]
        yield say(
            "Still incomplete on {day}: {why}", day=ctx.t.day(back.date), why=ended(line(back.why))
        )
    rest = [line(item.text) for item in live.stage.gives if not item.received]
    if 0 < len(rest) < len(live.stage.gives):
        yield say("Still missing: {items}.", items=ctx.t.list(rest))


def thanks(ctx: ViewContext, dated: ScheduledState) -> Iterator[Markup]:
    """Return thanks for what the client handed over last, early or on time, unless another stage is
    late now."""
    mine = [live for live in dated.stages.values() if live.stage.owner == "client"]
    done = [live for live in mine if live.state == "done"]
    last = max(done, key=lambda live: live.end, default=None)
    if last is None or last.late_days or any(live.state == "late" for live in mine):
        return
    stage = ctx.title(last.stage.id)
    if early := last.calendar.count(last.end, last.due):
        yield ctx.t.plural(
            "Thank you: {stage}, {n} working day early.",
            "Thank you: {stage}, {n} working days early.",
            early,
            stage=stage,
        )
    else:
        yield ctx.t.text("Thank you: {stage}, on time.", stage=stage)


def _time(ctx: ViewContext, live: LiveStage) -> Markup:
    say, count, today, calendar = ctx.t.text, ctx.t.plural, ctx.status.as_of, live.calendar
    if wait := live.stage.open_wait:
        return _waiting(ctx, wait)
    if live.state == "late" and live.stage.owner == "provider":
        gone = ctx.gone(live.late_days, calendar)
        if ctx.status.phase == "queued":  # whose headline names no due date
            return count(
                "We are {n} working day late with this.",
                "We are {n} working days late with this.",
                live.late_days,
                n=gone,
            )
        return count(
            "That was {n} working day ago.",
            "That was {n} working days ago.",
            live.late_days,
            n=gone,
        )
    if live.state == "late":
        late = ago(ctx, live.late_days, ctx.gone(live.late_days, calendar))
        link = ctx.link(_subject(ctx, live.stage))
        return together([late, asked_already(ctx, live.stage, link)])
    if live.start > today:
        return say("It begins on {day}.", day=begin(ctx, live))
    if live.due == today:
        return say("It is due today.")
    if live.due < today:  # over a weekend
        return say(
            "It was due on {day}; from {next} it counts as late.",
            day=ctx.t.day(live.due),
            next=ctx.t.day(calendar.next(today)),
        )
    left = calendar.count(today, live.due)
    n = ctx.left(left, calendar, live.due)
    return count("{n} working day left.", "{n} working days left.", left, n=n)


def _waiting(ctx: ViewContext, wait: Wait) -> Markup:
    """Whose answer a stage waits for; a question of ours to the client stands below."""
    day = ctx.t.day(wait.since)
    if wait.on == "provider":
        return ctx.t.text(
            "You asked us {day:on}; until we answer, your days do not count.", day=day
        )
    return Markup("{}.").format(ctx.t.text("Waiting for an answer since {day}", day=day))


def begin(ctx: ViewContext, live: LiveStage) -> Markup | str:
    """Return the day on which a stage begins."""
    day = ctx.t.day(live.start)
    return ctx.earliest(day) if ctx.status.moves(live.stage.id, live.start) else day


def _subject(ctx: ViewContext, stage: Stage) -> Markup:
    """The subject of the client's own mail, once a stage is done."""
    say, title = ctx.t.text, stage.title
    if stage.pay:
        return paid_subject(ctx)
    if stage.approves:
        return say("My answer: {title}", title=title)
    return say("Sent: {title}", title=title)


def ago(ctx: ViewContext, days: int, shown: object = None) -> Markup:
    """Return how late something is by our records; `shown` is the number on the page."""
    return ctx.t.plural(
        "That was {n} working day ago, according to our records of {records}.",
        "That was {n} working days ago, according to our records of {records}.",
        days,
        n=ctx.t.number(days) if shown is None else shown,
        records=ctx.t.day(ctx.records),
    )


def asked_already(ctx: ViewContext, stage: Stage, link: Mapping[str, object]) -> Markup:
    """Return the question whether a stage is done already; `link` has `{link}` and `{end}`."""
    say = ctx.t.text
    if stage.pay:
        return say(
            "Already paid? {link}Let us know{end}: what counts is the day the money arrives.",
            **link,
        )
    if stage.approves:
        return say(
            "Already answered? {link}Let us know{end}: what counts is the day you answered.", **link
        )
    return say("Already sent? {link}Let us know{end}: what counts is the day you sent it.", **link)
