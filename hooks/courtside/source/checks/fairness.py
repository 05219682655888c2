"""Terms that seldom hold, or are seldom intended: a warning with the reason and what is usual.

    client: [{after: 60, do: may-close}], provider: []
    ->  'may-close' applies only to the client: a fair agreement also has a 'may-leave' for the
        provider, usually {after: 20, do: may-leave}

These checks warn and never refuse, and they are not legal advice: what is allowed where, and what
you agree with whom, is for you to know. Closed projects are not checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from courtside.engine.consequences import KINDS
from courtside.model.stage import StageTemplate
from courtside.model.studio import Studio
from courtside.model.terms import Late, Step, Terms
from courtside.model.values import OTHER, PARTIES, Party, StepKind
from courtside.source.checks.context import Subject
from courtside.source.problems import Path, Problem, Source

LEAST_TO_APPROVE = 2
"""Working days: with fewer, whoever is away for a day is late."""
MOST_AT_ONCE = Decimal(25)
"""Percent of the price that one consequence may take on one day without being a jump."""

_ENDS: frozenset[StepKind] = frozenset({"may-close", "may-leave"})

_USUAL: Mapping[StepKind, str] = {
    "credit": "{after: 2, do: credit, amount: 1%, per: day, cap: 20%}",
    "fee": "{after: 10, do: fee, amount: 10%}",
    "may-close": "{after: 60, do: may-close}",
    "may-leave": "{after: 20, do: may-leave}",
    "remind": "{after: 1, do: remind}",
}
"""A common form of each consequence that has a counterpart."""


def standard_terms(source: Source, studio: Studio) -> Iterator[Problem]:
    """Warn about the standard terms and the approvals of the templates."""
    yield from _one_sided(source, studio.terms)
    yield from _no_cap(source, studio.terms)
    for party in PARTIES:
        yield from _jumps(source, studio.terms, party, None)
    for name, playbook in studio.playbooks.items():
        yield from _approvals(source, playbook.stages, ("playbooks", name, "stages"))


def own_terms(subject: Subject) -> Iterator[Problem]:
    """Warn about a project's own terms, its approvals, and terms for a consumer."""
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
    """Warn of consequences without a counterpart for the other party; `terms` as resolved."""
    for party in PARTIES:
        theirs = {step.do for step in terms.steps(OTHER[party])}
        for index, step in enumerate(terms.steps(party)):
            wanted = KINDS[step.do].counterpart
            if party in KINDS[step.do].sides and wanted is not None and wanted not in theirs:
                yield source.warning(
                    (*_late(party, index), "do"),
                    f"'{step.do}' applies only to the {party}: a fair agreement also has a "
                    f"'{wanted}' for the {OTHER[party]}, usually {_USUAL[wanted]}",
                    name="one-sided",
                )


def _no_cap(source: Source, terms: Terms, own: Terms | None = None) -> Iterator[Problem]:
    """Warn of fees or credits without a limit; `own` is the part in this file."""
    if terms.cap is not None:
        return
    for party in PARTIES:
        listed = terms if own is None or own.says("cap") else own
        for index, step in enumerate(listed.steps(party)):
            if KINDS[step.do].takes_money:
                without = own is not None and own.says("cap")
                yield source.warning(
                    ("terms", "cap") if without else (*_late(party, index), "do"),
                    f"nothing limits the sum of all {step.do}s: one illness can make several "
                    "stages late, and each would have one. Usually the terms have cap: 20%",
                    name="no-cap",
                )
                return


def _jumps(source: Source, terms: Terms, party: Party, price: Decimal | None) -> Iterator[Problem]:
    """Warn of consequences without a milder one before them, or that take too much at once."""
    steps = terms.steps(party)
    for index, step in enumerate(steps):
        # `approve` applies only to approvals: elsewhere nothing comes before the end.
        before = [s for s in steps if s.after < step.after and s.do != "approve"]
        if step.do in _ENDS and not before:
            yield source.warning(
                (*_late(party, index), "do"),
                f"'{step.do}' is the first consequence: usually something milder comes before it, "
                f"such as {_USUAL['remind']}",
                name="sudden",
            )
        share = _share(step, price)
        if share is not None and share > MOST_AT_ONCE:
            yield source.warning(
                (*_late(party, index), "amount"),
                f"this {step.do} takes {share.normalize():f}% of the price on one day: usually it "
                "is 10% at once, or 1% with per: day and cap: 20%",
                name="sudden",
            )


def _share(step: Step, price: Decimal | None) -> Decimal | None:
    """Return what a consequence takes at once, in percent of the price; None if unknown."""
    if step.amount is None:
        return None
    if step.amount.is_share:
        return step.amount.value
    return round(100 * step.amount.value / price, 1) if price else None


def _approvals(source: Source, stages: Sequence[StageTemplate], base: Path) -> Iterator[Problem]:
    for index, stage in enumerate(stages):
        if stage.approves is not None and (stage.days or 0) < LEAST_TO_APPROVE:
            time = "only 1 working day" if stage.days else "no time"
            yield source.warning(
                (*base, index, "days"),
                f"{time} to approve: anyone away for a day is late. 3 is usual",
                name="short-approval",
            )


def _consumer(source: Source, terms: Terms, *, ours: bool) -> Iterator[Problem]:
    """Warn of terms that often do not hold against somebody who buys for private use.

    `ours`: they are the standard terms, so this file has no place to point at.
    """
    for index, step in enumerate(terms.steps("client")):
        here = _late("client", index)
        path: Path = ("client", "consumer") if ours else (*here, "do")
        of = f" (terms.late.client[{index}] of the studio)" if ours else ""
        if step.do == "approve":
            yield source.warning(
                path,
                f"approval by silence{of} often does not hold against consumers. Use a 'remind' "
                "instead, in this project's own terms",
                name="silent-consumer",
            )
        if step.do == "fee" and step.per is None:
            yield source.warning(
                path,
                f"a flat fee{of} often does not hold against consumers. Usually it grows with the "
                "delay, such as amount: 1%, per: week, cap: 5%, in this project's own terms",
                name="flat-fee",
            )


def _late(party: Party, index: int) -> Path:
    return ("terms", "late", party, index)
