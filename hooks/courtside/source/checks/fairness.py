"""Terms that seldom hold, or are seldom meant: a warning each, with the reason and what is usual.

    client: [{after: 60, do: may-close}], provider: []
    ->  'may-close' binds the client alone: a fair agreement has a 'may-leave' for the provider too,
        usually {after: 20, do: may-leave}

It warns and never refuses, and it is no legal advice: what is allowed where, and what you agree
with whom, is for you to know. A project that is closed is past advice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from courtside.engine.consequences import KINDS
from courtside.model.stage import StageTemplate
from courtside.model.studio import Studio
from courtside.model.terms import Late, Step, Terms
from courtside.model.values import PARTIES, Party, StepKind
from courtside.source.checks.context import Subject
from courtside.source.checks.terms import OTHER
from courtside.source.problems import Path, Problem, Source

LEAST_TO_APPROVE = 2
"""Working days: whoever is away for one of them can still answer in time."""
MOST_AT_ONCE = Decimal(25)
"""Percent of the price that one step may take on one day without being a jump."""

_ENDS: frozenset[StepKind] = frozenset({"may-close", "may-leave"})

_USUAL: Mapping[StepKind, str] = {
    "credit": "{after: 2, do: credit, amount: 1%, per: day, cap: 20%}",
    "fee": "{after: 10, do: fee, amount: 10%}",
    "may-close": "{after: 60, do: may-close}",
    "may-leave": "{after: 20, do: may-leave}",
    "remind": "{after: 1, do: remind}",
}
"""What is common where a step has a counterpart."""


def portfolio(source: Source, studio: Studio) -> Iterator[Problem]:
    """The house terms and the approvals of the playbooks."""
    yield from _one_sided(source, studio.terms)
    yield from _no_cap(source, studio.terms)
    for party in PARTIES:
        yield from _jumps(source, studio.terms, party, None)
    for name, playbook in studio.playbooks.items():
        yield from _approvals(source, playbook.stages, ("playbooks", name, "stages"))


def project(subject: Subject) -> Iterator[Problem]:
    """A project's own terms, its approvals, and what a consumer makes of them."""
    source, project, studio = subject.source, subject.project, subject.studio
    if project.closed or studio is None:
        return
    own, terms = project.terms, project.terms.over(studio.terms)
    if own.late != Late():
        yield from _one_sided(source, terms)
    if project.signed is None and (own.late != Late() or own.says("cap")):
        yield from _no_cap(source, terms, own)
    for party in PARTIES:
        if getattr(own.late, party) is not None:
            yield from _jumps(source, terms, party, project.price.value)
    yield from _approvals(source, project.stages, ("stages",))
    if project.client.consumer:
        yield from _consumer(source, terms, ours=own.late.client is None)


def _one_sided(source: Source, terms: Terms) -> Iterator[Problem]:
    """Steps of one side that the other side has nothing against; `terms` as resolved."""
    for party in PARTIES:
        theirs = {step.do for step in terms.steps(OTHER[party])}
        for index, step in enumerate(terms.steps(party)):
            wanted = KINDS[step.do].counterpart
            if party in KINDS[step.do].sides and wanted is not None and wanted not in theirs:
                yield source.warning(
                    (*_late(party, index), "do"),
                    f"'{step.do}' binds the {party} alone: a fair agreement has a '{wanted}' for "
                    f"the {OTHER[party]} too, usually {_USUAL[wanted]}",
                    name="one-sided",
                )


def _no_cap(source: Source, terms: Terms, own: Terms | None = None) -> Iterator[Problem]:
    """Fees or credits that nothing limits; `terms` as resolved, `own` the part that is here."""
    if terms.cap is not None:
        return
    for party in PARTIES:
        listed = terms if own is None or own.says("cap") else own
        for index, step in enumerate(listed.steps(party)):
            if KINDS[step.do].takes_money:
                without = own is not None and own.says("cap")
                yield source.warning(
                    ("terms", "cap") if without else (*_late(party, index), "do"),
                    f"nothing limits what every {step.do} comes to in the end: several stages late "
                    "by one illness would each have one. Usually the terms have cap: 20%",
                    name="no-cap",
                )
                return


def _jumps(source: Source, terms: Terms, party: Party, price: Decimal | None) -> Iterator[Problem]:
    """Steps that come without one before them, or take too much on one day."""
    steps = terms.steps(party)
    for index, step in enumerate(steps):
        # `approve` follows on approvals alone: elsewhere there is nothing before the end.
        before = [s for s in steps if s.after < step.after and s.do != "approve"]
        if step.do in _ENDS and not before:
            yield source.warning(
                (*_late(party, index), "do"),
                f"the steps jump from nothing to '{step.do}': usually something smaller comes "
                f"first, such as {_USUAL['remind']}",
                name="sudden",
            )
        share = _share(step, price)
        if share is not None and share > MOST_AT_ONCE:
            yield source.warning(
                (*_late(party, index), "amount"),
                f"the steps jump: this {step.do} takes {share.normalize():f}% of the price on one "
                f"day; usually it is 10% at once, or 1% with per: day and cap: 20%",
                name="sudden",
            )


def _share(step: Step, price: Decimal | None) -> Decimal | None:
    """What a step takes on one day, in percent of the price, where that can be said."""
    if step.amount is None:
        return None
    if step.amount.is_share:
        return step.amount.value
    return round(100 * step.amount.value / price, 1) if price else None


def _approvals(source: Source, stages: Sequence[StageTemplate], base: Path) -> Iterator[Problem]:
    for index, stage in enumerate(stages):
        if stage.approves is not None and (stage.days or 0) < LEAST_TO_APPROVE:
            one = "1 working day" if stage.days else "no working day"
            yield source.warning(
                (*base, index, "days"),
                f"this approval has {one}, so whoever is away for a day is late: usually it has "
                f"3, and less than {LEAST_TO_APPROVE} is short",
                name="short-approval",
            )


def _consumer(source: Source, terms: Terms, *, ours: bool) -> Iterator[Problem]:
    """What often does not hold against somebody who buys for private use.

    `ours`: the steps are the house's, and so cannot be shown where they stand.
    """
    for index, step in enumerate(terms.steps("client")):
        here = _late("client", index)
        at: Path = ("client", "consumer") if ours else (*here, "do")
        of = f" (the house's terms.late.client[{index}])" if ours else ""
        if step.do == "approve":
            yield source.warning(
                at,
                f"silence counts as approval{of}, and the client is a consumer: against consumers "
                "that is often void. Usually the approval stays open, with a 'remind' in its "
                "place, in terms of this project's own",
                name="silent-consumer",
            )
        if step.do == "fee" and step.per is None:
            yield source.warning(
                at,
                f"a flat fee{of} meets a consumer: one that is the same whatever the damage is "
                "often void against consumers. Usually it grows with the delay, such as amount: "
                "1%, per: week, cap: 5%, in terms of this project's own",
                name="flat-fee",
            )


def _late(party: Party, index: int) -> Path:
    return ("terms", "late", party, index)
