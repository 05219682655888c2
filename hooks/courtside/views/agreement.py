"""How we work together: what was agreed, in rows and rules, from the objects that the engine uses.

    Step(after=5, do="lose-slot")  ->  If you are late, more than 5 days: The slot goes to ...

One record feeds the page and the sheet of paper, so both say the same. It shows the agreement as
it was signed: payments, handovers and changes that came later are not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from markupsafe import Markup, escape

from courtside.engine.added_stages import StageGraph
from courtside.engine.assess import Status
from courtside.engine.consequences import KINDS
from courtside.model.stage import Stage
from courtside.model.terms import Step
from courtside.model.values import PARTIES, Days, Party
from courtside.source.fingerprint import signed_hash
from courtside.text.markdown import line, text
from courtside.views.agreement_rules import Rule, describe_rules
from courtside.views.context import ViewContext


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyDetails:
    """One of the two parties, as the head of the agreement names it."""

    who: Party
    role: Markup
    """The words for the party: you or us."""
    name: str
    lines: tuple[str, ...]
    """Address and tax number; then the person who answers for the client, and the studio's
    e-mail."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementRow:
    """A stage as it was agreed."""

    number: int
    title: str
    who: Party
    whose: Markup
    """The owner as a word: you or us."""
    allowance: Markup
    when: Markup
    gives: tuple[Markup, ...]
    late: Markup
    """The consequences if it is late, each with its number of days."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """The consequences of one party's delay."""

    who: Party
    name: Markup
    steps: tuple[tuple[Markup, Markup], ...]
    """After which delay, and what follows: the same words for the same step on either side."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """The places for the signatures of two people."""

    when: Markup
    """Above the line for place and date."""
    by: Markup
    """Above the line for the name by hand."""
    parties: tuple[Markup, ...]
    """You and us, and for whom each signs; nobody signs a proposal that has lapsed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementClauses:
    """The agreement's own clauses, the studio's first; they may take a page of their own."""

    heading: Markup
    body: Markup
    """Empty if there are none."""
    follow: Markup
    """Says on the first page that they follow on the next."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """One agreement, ready to be read."""

    title: Markup
    between: Markup
    """The parties and the project, in a sentence."""
    parties: tuple[PartyDetails, ...]
    state: tuple[Markup, ...]
    """Whether it is signed, and by which fingerprints it can be known."""
    heads: Mapping[str, Markup]
    """The headings of the columns of stages, by the names of their fields."""
    rows: tuple[AgreementRow, ...]
    if_late: Markup
    """Above `sides`."""
    sides: tuple[Side, ...]
    """You and us, side by side."""
    for_both: Markup
    """Above `rules`."""
    rules: tuple[Rule, ...]
    clauses: AgreementClauses
    places: Places
    as_of: Markup
    """The day on which it was printed."""
    note: Markup
    """A note on what this document is not."""


def build_agreement(ctx: ViewContext, *, heading: int) -> Agreement:
    """Return the agreement of a project; headings in its clauses are below the level `heading`."""
    say, project = ctx.t.text, ctx.status.project
    clauses = list(filter(None, (project.general_words(ctx.studio), project.words)))
    return Agreement(
        title=say("How we work together"),
        between=say(
            "{studio} (us) and {client} (you), for the project “{title}”.",
            studio=ctx.studio.name,
            client=project.client.name,
            title=project.title,
        ),
        parties=tuple(_parties(ctx)),
        state=tuple(_state(ctx)),
        heads={
            "stage": say("Stage"),
            "gives": say("Deliverables"),
            "whose": say("Who"),
            "when": say("When"),
            "allowance": say("Time allowed"),
            "late": _late_head(ctx),
        },
        rows=tuple(_rows(ctx)),
        if_late=say("If one of us is late"),
        sides=tuple(_side(ctx, party) for party in PARTIES),
        for_both=say("What else applies to both of us"),
        rules=describe_rules(ctx),
        clauses=AgreementClauses(
            heading=say("Clauses"),
            body=Markup("\n").join(text(clause, below=heading) for clause in clauses),
            follow=say("The clauses from page 2 on are part of this agreement."),
        ),
        places=_places(ctx),
        as_of=say("As of {day}.", day=ctx.t.day(ctx.t.today, year=True)),
        note=say("This is a working agreement, not legal advice."),
    )


def _places(ctx: ViewContext) -> Places:
    names = {"client": ctx.status.project.client.name, "provider": ctx.studio.name}
    signing = () if ctx.status.phase == "lapsed" else PARTIES
    return Places(
        when=ctx.t.text("Place and date"),
        by=ctx.t.text("Signature"),
        parties=tuple(ctx.t.labelled(ctx.side(party), names[party]) for party in signing),
    )


def _parties(ctx: ViewContext) -> Iterator[PartyDetails]:
    client, studio = ctx.status.project.client, ctx.studio
    yield PartyDetails(
        who="client",
        role=ctx.side("client"),
        name=client.name,
        lines=(*_lines(client.details), *_lines(client.contact)),
    )
    yield PartyDetails(
        who="provider",
        role=ctx.side("provider"),
        name=studio.name,
        lines=(*_lines(studio.details), studio.email),
    )


def _lines(details: str | None) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, (details or "").splitlines())))


def _rows(ctx: ViewContext) -> Iterator[AgreementRow]:
    status = ctx.status
    if_late = cache(partial(_if_late, ctx))  # the same for most stages of a side
    for number, stage in enumerate(status.project.stages, 1):
        days = status.terms.allowance(stage)
        yield AgreementRow(
            number=number,
            title=stage.title,
            who=stage.owner,
            whose=ctx.side(stage.owner),
            allowance=ctx.working_days(days) if days else ctx.t.text("the same day"),
            when=_when(ctx, stage),
            gives=tuple(line(given.text) for given in stage.gives),
            late=if_late(_steps(status, stage)),
        )


def _when(ctx: ViewContext, stage: Stage) -> Markup:
    """The planned dates of a stage; weeks from the start while there are none."""
    if ctx.status.dated is not None:
        plan = ctx.status.dated.stages[stage.id].plan
        return escape(ctx.t.days(Days(first=plan.start, last=plan.due)))
    return ctx.weeks(next(weeks for weeks in ctx.status.rough if weeks.stage.id == stage.id))


def _steps(status: Status, stage: Stage) -> tuple[Step, ...]:
    """What can follow on a stage, the earliest first; a reminder has no consequence."""
    return tuple(
        step
        for step in sorted(status.terms.steps(stage.owner), key=lambda step: step.after)
        if KINDS[step.do].applies(stage)
        and step.do != "remind"
        and (step.of != "payment" or stage.pay)
        and (step.do != "lose-slot" or _has_work_below(status, stage))
    )


def _has_work_below(status: Status, stage: Stage) -> bool:
    """Whether the provider works on something after a stage: only then a slot can be lost."""
    project = status.project
    below = StageGraph(stages=project.stages, before=project.before).below(stage.id)
    return any(
        other.id in below and other.owner == "provider" and status.terms.allowance(other)
        for other in project.stages
    )


def _late_head(ctx: ViewContext) -> Markup:
    """Return the head over what follows on each stage, which begins with a number of days unless
    nothing follows at all."""
    if any(ctx.status.terms.steps(party) for party in PARTIES):
        return ctx.t.text("If late by more than")
    return ctx.t.text("If late")


def _if_late(ctx: ViewContext, steps: Sequence[Step]) -> Markup:
    """`3 days: approved by silence`; behind that no larger step can follow (rule 5)."""
    silence = next((step.after for step in steps if step.do == "approve"), None)
    brief = (
        ctx.t.plural("{n} day: {step}", "{n} days: {step}", step.after, step=ctx.name_of(step))
        for step in steps
        if silence is None or step.after <= silence
    )
    # The number stays with its word.
    kept = (text.replace(" ", "\N{NO-BREAK SPACE}", 1) for text in brief)
    return Markup("\N{NO-BREAK SPACE}· ").join(kept) or ctx.t.text("later dates move")


def _side(ctx: ViewContext, party: Party) -> Side:
    say, steps = ctx.t.text, ctx.status.terms.steps(party)
    rows = [(say("Always"), say("All later dates move by the same number of days."))]
    for after in sorted({step.after for step in steps}):
        late = ctx.t.plural("More than {n} day", "More than {n} days", after)
        words = Markup(" ").join(ctx.step(step) for step in steps if step.after == after)
        rows.append((late, words))
    name = say("If you are late") if party == "client" else say("If we are late")
    return Side(who=party, name=name, steps=tuple(rows))


def _state(ctx: ViewContext) -> Iterator[Markup]:
    """Whether and by whom it is signed, and the first signs of the fingerprints."""
    project = ctx.status.project
    if project.signed is None:
        yield from _unsigned(ctx)
        return
    assert project.signed.newest is not None
    values = {"name": project.signed.by or "", "day": ctx.t.day(project.signed.newest, year=True)}
    if project.signed.by is None:
        yield ctx.t.text("The agreement was signed for {client}.", client=project.client.name)
    elif project.signed.hash is None:
        yield ctx.t.text("Signed by {name} on {day}.", **values)
    else:
        yield ctx.t.text(
            "Signed by {name} on {day}; fingerprint of the signed version: {hash}.",
            hash=_brief(project.signed.hash),
            **values,
        )
    if first := first_version(ctx):
        yield first
    if project.scheduled and project.scheduled.hash:
        yield ctx.t.text(
            "Dates set on {day}; their fingerprint: {hash}.",
            day=ctx.t.day(project.scheduled.date, year=True),
            hash=_brief(project.scheduled.hash),
        )


def first_version(ctx: ViewContext) -> Markup | None:
    """Say when the agreement was signed first, from which dates and payments count; None if no
    other version was signed since."""
    signed = ctx.status.project.signed
    if signed is None or signed.date is None or signed.again is None:
        return None
    day = ctx.t.day(signed.date, year=True)
    return ctx.t.text("A first version was signed on {day}.", day=day)


def _unsigned(ctx: ViewContext) -> Iterator[Markup]:
    say, project = ctx.t.text, ctx.status.project
    lapsed = ctx.status.phase == "lapsed"
    yield say("Not signed.") if lapsed else say("Not signed yet.")
    yield say(
        "Fingerprint of this proposal: {hash}.", hash=_brief(signed_hash(ctx.studio, project))
    )
    until = project.quoted.until if project.quoted else None
    if until and lapsed:
        yield say("Our proposal was open until {day}.", day=ctx.t.day(until, year=True))
    elif until:
        yield say("It can be signed until {day}.", day=ctx.t.day(until, year=True))


def _brief(number: str) -> Markup:
    return Markup("<code>{}</code>").format(number.removeprefix("sha256:")[:8])
