"""The steps that follow from lateness: in order, on the right side, money only where it belongs.

provider: [{after: 2, do: fee, amount: 5%}]
->  'fee' follows when the client is late: write it under `client`, or take it out
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from courtside.engine.consequences import KINDS, Kind
from courtside.model.terms import Step, Terms
from courtside.model.values import PARTIES, Amount, Party
from courtside.source.checks.context import Subject
from courtside.source.problems import Path, Problem, Source

OTHER: Mapping[Party, Party] = {"client": "provider", "provider": "client"}
"""The side across the net."""


def steps(source: Source, terms: Terms) -> Iterator[Problem]:
    """The lists of both sides, as they stand under `terms` in a studio's file or a project's."""
    for party in PARTIES:
        listed = terms.steps(party)
        yield from _in_order(source, listed, party)
        for index, step in enumerate(listed):
            yield from _step(source, step, party, ("terms", "late", party, index))


def _in_order(source: Source, listed: Sequence[Step], party: Party) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, step in enumerate(listed):
        here = ("terms", "late", party, index)
        if index and step.after < listed[index - 1].after:
            message = (
                f"{step.after} stands after {listed[index - 1].after}: "
                "list the steps in the order in which they come"
            )
            yield source.problem((*here, "after"), message)
        if step.do in seen:
            message = f"'{step.do}' stands twice, first as [{seen[step.do]}]: keep one of them"
            yield source.problem((*here, "do"), message)
        seen.setdefault(step.do, index)


def _step(source: Source, step: Step, party: Party, here: Path) -> Iterator[Problem]:
    kind: Kind = KINDS[step.do]
    if party not in kind.sides:
        yield source.problem(
            (*here, "do"),
            f"'{step.do}' follows when the {OTHER[party]} is late: write it under "
            f"`{OTHER[party]}`, or take it out",
        )
    if kind.takes_money and step.amount is None:
        message = f"`amount` is missing: write how much the {step.do} is, for example amount: 10%"
        yield source.problem(here, message)
    if not kind.takes_money:
        for name in ("amount", "per", "cap"):
            if getattr(step, name) is not None:
                message = f"'{step.do}' takes no money: take `{name}` out"
                yield source.problem((*here, name), message, key=True)
    elif step.cap is not None and step.per is None:
        message = "a `cap` needs a `per`: write per: day or per: week, or take `cap` out"
        yield source.problem((*here, "cap"), message, key=True)
    if step.text is not None and step.do != "remind":
        message = f"only a 'remind' has words of its own: take `text` out of '{step.do}'"
        yield source.problem((*here, "text"), message, key=True)


def own_terms(subject: Subject) -> Iterator[Problem]:
    """The project's own steps."""
    yield from steps(subject.source, subject.project.terms)


def waivers(subject: Subject) -> Iterator[Problem]:
    """Each waiver once, of a step that could follow on its stage."""
    project = subject.project
    owned = {stage.id: stage for stage in project.stages}
    first: dict[tuple[str, str], int] = {}
    for index, waiver in enumerate(project.waivers):
        here = ("waivers", index, "do")
        stage = owned.get(waiver.stage)
        if (waiver.stage, waiver.do) in first:
            other = f"waivers[{first[waiver.stage, waiver.do]}]"
            yield subject.error(here, f"this is waived already, in {other}: keep one of them")
        elif stage is not None and subject.studio is not None:
            listed = project.terms.over(subject.studio.terms).steps(stage.owner)
            if waiver.do not in {step.do for step in listed}:
                kinds = ", ".join(f"'{step.do}'" for step in listed) or "none at all"
                yield subject.error(
                    here,
                    f"the terms have no '{waiver.do}' for the {stage.owner}: they have {kinds}",
                )
            elif not KINDS[waiver.do].applies(stage):
                message = f"'{waiver.do}' cannot follow on '{stage.id}': there is nothing to waive"
                yield subject.error(here, message)
        first.setdefault((waiver.stage, waiver.do), index)


def amounts_in_terms(terms: Terms) -> Iterator[tuple[Path, Amount]]:
    """Every amount under `terms`, and where it stands."""
    for party in PARTIES:
        for index, step in enumerate(terms.steps(party)):
            here: Path = ("terms", "late", party, index)
            if step.amount is not None:
                yield (*here, "amount"), step.amount
            if step.cap is not None:
                yield (*here, "cap"), step.cap
