"""How we work together: what was agreed, in rows and rules, from the objects that the engine uses.

    Step(after=5, do="lose-slot")  ->  If you are late, more than 5 days: The slot goes to ...

One record says it for the page and for the sheet of paper: what stands in one stands in the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from markupsafe import Markup, escape

from courtside.engine.assess import Status
from courtside.engine.consequences import KINDS
from courtside.model.stage import Stage
from courtside.model.terms import Step, Terms
from courtside.model.values import PARTIES, Days, Party
from courtside.source.fingerprint import signed_hash
from courtside.text.markdown import line, text
from courtside.views.agreement_rules import Rule, describe_rules
from courtside.views.context import ViewContext

_SHORT = 2700
"""Of `bulk`; tried in the widest font that a browser falls back to, DejaVu Sans Condensed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementRow:
    """A stage as it was agreed."""

    number: int
    title: str
    who: Party
    whose: Markup
    """The same as a word: you or us."""
    allowance: Markup
    when: Markup
    gives: tuple[Markup, ...]
    late: Markup
    """What follows if it is late by more than so many days."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """What follows from the lateness of one of us."""

    who: Party
    name: Markup
    steps: tuple[tuple[Markup, Markup], ...]
    """From which lateness on, and what follows: the same words for the same step on either."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Heads:
    """What stands above the columns of the stages."""

    stage: Markup
    gives: Markup
    whose: Markup
    when: Markup
    allowance: Markup
    late: Markup


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """Where two people sign."""

    when: Markup
    """Above the line for place and date."""
    by: Markup
    """Above the line for the name by hand."""
    parties: tuple[Markup, ...]
    """You and us, and for whom each signs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """One page, ready to be read."""

    title: Markup
    between: Markup
    """Who works together, for what."""
    state: tuple[Markup, ...]
    """Whether it is signed, and by which fingerprints it can be known."""
    heads: Heads
    rows: tuple[AgreementRow, ...]
    if_late: Markup
    """Above `sides`."""
    sides: tuple[Side, ...]
    """You and us, side by side."""
    for_both: Markup
    """Above `describe_rules`."""
    rules: tuple[Rule, ...]
    words: Markup
    """The agreement's own words; empty where it has none."""
    places: Places
    as_of: Markup
    """The day on which it was printed."""
    note: Markup
    """What it is not."""
    is_short: bool
    """Whether a page has room for larger type, as the browser prints it."""


def bulk(status: Status) -> int:
    """How much there is to set, in letters that run on; rules and dates are always as much.

    A stage's row is worth 200, and its words less than others, since a row has room for some; what
    has a line of its own is worth a line.
    """
    project = status.project
    rows = sum(
        len(stage.title) + sum(len(given.text) for given in stage.gives) for stage in project.stages
    )
    steps = [step for party in PARTIES for step in status.terms.steps(party)]
    closed = [run for rule in (project.calendars.client, project.calendars.provider) if rule
              for run in rule.closed]  # fmt: skip
    lines = len(project.changes) + sum(stage.pay is not None for stage in project.stages)
    words = project.words or ""
    return (
        200 * len(project.stages)
        + rows * 3 // 5
        + sum(120 + len(step.text or "") for step in steps)
        + sum(len(change.title) for change in project.changes)
        + 60 * lines
        + 15 * len(closed)
        + len(words)
        + 40 * words.count("\n\n")
    )


def build_agreement(tell: ViewContext, *, heading: int) -> Agreement:
    """The agreement of a project; its own words have headings below the level `heading`."""
    say, project = tell.t.text, tell.status.project
    day = tell.t.day(tell.t.today, year=True)
    return Agreement(
        title=say("How we work together"),
        between=say(
            "{studio} (us) and {client} (you), for {title}.",
            studio=tell.studio.name,
            client=project.client.name,
            title=project.title,
        ),
        state=tuple(_state(tell)),
        heads=_heads(tell),
        rows=tuple(_rows(tell)),
        if_late=say("If one of us is late"),
        sides=tuple(_side(tell, party) for party in PARTIES),
        for_both=say("What else applies to both of us"),
        rules=describe_rules(tell),
        words=text(project.words, below=heading) if project.words else Markup(),
        places=_places(tell),
        as_of=say("As of {day}.", day=day),
        note=say("This is a working agreement, not legal advice."),
        is_short=bulk(tell.status) < _SHORT,
    )


def _heads(tell: ViewContext) -> Heads:
    say = tell.t.text
    return Heads(
        stage=say("Stage"),
        gives=say("Deliverables"),
        whose=say("Who"),
        when=say("When"),
        allowance=say("Time allowed"),
        late=say("If late by more than"),
    )


def _rows(tell: ViewContext) -> Iterator[AgreementRow]:
    say, status = tell.t.text, tell.status
    weeks = {one.stage.id: (one.first_week, one.last_week) for one in status.rough}
    if_late = cache(partial(_if_late, tell))  # the same for most stages of a side
    for number, stage in enumerate(status.project.stages, 1):
        if stage.id in weeks:
            first, last = weeks[stage.id]
            when = (
                say("week {n}", n=first)
                if first == last
                else say("weeks {first} to {last}", first=first, last=last)
            )
        else:
            assert status.dated is not None
            plan = status.dated.stages[stage.id].plan
            run = Days(first=plan.start, last=plan.due)
            when = escape(tell.t.days(run))
        days = status.terms.allowance(stage)
        yield AgreementRow(
            number=number,
            title=stage.title,
            who=stage.owner,
            whose=tell.side(stage.owner),
            allowance=tell.working_days(days) if days else say("the same day"),
            when=when,
            gives=tuple(line(given.text) for given in stage.gives),
            late=if_late(_steps(status.terms, stage)),
        )


def _steps(terms: Terms, stage: Stage) -> tuple[Step, ...]:
    """What can follow on a stage, the earliest first; a reminder is no step that follows."""
    return tuple(
        step
        for step in sorted(terms.steps(stage.owner), key=lambda one: one.after)
        if KINDS[step.do].applies(stage) and step.do != "remind"
    )


def _if_late(tell: ViewContext, steps: Sequence[Step]) -> Markup:
    """`3 days: approved by silence`; behind that no larger step can follow (rule 5)."""
    silence = next((step.after for step in steps if step.do == "approve"), None)
    brief = (
        tell.t.plural("{n} day: {step}", "{n} days: {step}", step.after, step=tell.name_of(step))
        for step in steps
        if silence is None or step.after <= silence
    )
    return Markup(" · ").join(brief) or tell.t.text("later dates move")


def _side(tell: ViewContext, party: Party) -> Side:
    say, steps = tell.t.text, tell.status.terms.steps(party)
    found = [(say("Always"), say("All later dates move by the same number of days."))]
    for after in sorted({step.after for step in steps}):
        late = tell.t.plural("More than {n} day", "More than {n} days", after)
        words = Markup(" ").join(tell.step(step) for step in steps if step.after == after)
        found.append((late, words))
    name = say("If you are late") if party == "client" else say("If we are late")
    return Side(who=party, name=name, steps=tuple(found))


def _state(tell: ViewContext) -> Iterator[Markup]:
    """Whether and by whom it is signed, and the first signs of the hashes (`signature`)."""
    say, project = tell.t.text, tell.status.project
    signed, scheduled = project.signed, project.scheduled
    if signed is None:
        number = _brief(signed_hash(tell.studio, project))
        yield say("Not signed yet.")
        yield say("Fingerprint of this proposal: {hash}.", hash=number)
        until = project.quoted.until if project.quoted else None
        if until and tell.status.phase == "lapsed":
            yield say("Our proposal was open until {day}.", day=tell.t.day(until, year=True))
        elif until:
            yield say("It can be signed until {day}.", day=tell.t.day(until, year=True))
        return
    assert signed.date is not None
    day = tell.t.day(signed.date, year=True)
    if signed.hash is None:
        yield say("Signed by {name} on {day}.", name=signed.by or "", day=day)
    else:
        yield say(
            "Signed by {name} on {day}; fingerprint of the signed version: {hash}.",
            name=signed.by or "",
            day=day,
            hash=_brief(signed.hash),
        )
    if scheduled and scheduled.hash:
        yield say(
            "Dates set on {day}; their fingerprint: {hash}.",
            day=tell.t.day(scheduled.date, year=True),
            hash=_brief(scheduled.hash),
        )


def _brief(number: str) -> Markup:
    return Markup("<code>{}</code>").format(number.removeprefix("sha256:")[:8])


def _places(tell: ViewContext) -> Places:
    say, client = tell.t.text, tell.status.project.client
    return Places(
        when=say("Place and date"),
        by=say("Signature"),
        parties=(
            tell.t.labelled(tell.side("client"), client.name),
            tell.t.labelled(tell.side("provider"), tell.studio.name),
        ),
    )
