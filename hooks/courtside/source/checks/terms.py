"""The consequences of being late: in order, for the right party, money only where it belongs.

provider: [{after: 2, do: fee, amount: 5%}]
->  'fee' follows when the client is late: write it under `client`, or delete it
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from courtside.engine.added_stages import round_names
from courtside.engine.consequences import KINDS, Kind
from courtside.model.project import Project
from courtside.model.stage import Stage
from courtside.model.studio import Studio
from courtside.model.terms import Step, Terms
from courtside.model.values import OTHER, PARTIES, Amount, Party
from courtside.source.checks.context import Subject
from courtside.source.problems import Path, Problem, Source

_LATE_CLIENT: Path = ("terms", "late", "client")


def steps(source: Source, terms: Terms) -> Iterator[Problem]:
    """Check the lists of both parties under `terms` in a studio's file or a project's."""
    for party in PARTIES:
        listed = terms.steps(party)
        yield from _in_order(source, listed, party)
        for index, step in enumerate(listed):
            yield from _step(source, step, party, ("terms", "late", party, index))


def _in_order(source: Source, listed: Sequence[Step], party: Party) -> Iterator[Problem]:
    seen: dict[tuple[str, str | None], int] = {}
    for index, step in enumerate(listed):
        here = ("terms", "late", party, index)
        if index and step.after < listed[index - 1].after:
            message = (
                f"{step.after} comes after {listed[index - 1].after}: "
                "list the consequences in order of `after`"
            )
            yield source.problem((*here, "after"), message)
        kind = (step.do, step.of)  # a fee on every stage, and another on payments
        if kind in seen:
            message = f"'{step.do}' is listed twice, first as [{seen[kind]}]: keep one of them"
            yield source.problem((*here, "do"), message)
        seen.setdefault(kind, index)


def _step(source: Source, step: Step, party: Party, here: Path) -> Iterator[Problem]:
    kind: Kind = KINDS[step.do]
    if party not in kind.sides:
        yield source.problem(
            (*here, "do"),
            f"'{step.do}' follows when the {OTHER[party]} is late: write it under "
            f"`{OTHER[party]}`, or delete it",
        )
    if kind.takes_money and step.amount is None:
        message = f"`amount` is missing: write how much the {step.do} is, for example amount: 10%"
        yield source.problem(here, message)
    if not kind.takes_money:
        for name in ("amount", "per", "cap"):
            if getattr(step, name) is not None:
                message = f"'{step.do}' takes no money: delete `{name}`"
                yield source.problem((*here, name), message, key=True)
    elif step.cap is not None and step.per is None:
        message = "a `cap` needs a `per`: write per: day or per: week, or delete `cap`"
        yield source.problem((*here, "cap"), message, key=True)
    if step.text is not None and step.do != "remind":
        message = f"only a 'remind' has words of its own: delete `text` from '{step.do}'"
        yield source.problem((*here, "text"), message, key=True)


def own_terms(subject: Subject) -> Iterator[Problem]:
    """Check the project's own consequences."""
    yield from steps(subject.source, subject.project.terms)


_PROMISE = (
    "a slot can be lost only where the terms promise when work resumes: write restart_within: 15 "
    "(working days, 1 or more) under `terms`"
)


def promise(source: Source, studio: Studio) -> Iterator[Problem]:
    """Refuse standard terms in which a slot can be lost without a promise to resume."""
    for index, step in enumerate(studio.terms.steps("client")):
        if step.do == "lose-slot" and not studio.terms.restart_within:
            yield source.problem((*_LATE_CLIENT, index, "do"), _PROMISE)


def own_promise(subject: Subject) -> Iterator[Problem]:
    """Refuse terms of an unsigned project in which a slot can be lost without a promise to
    resume."""
    project, studio = subject.project, subject.studio
    if studio is None or project.signed or project.closed:
        return
    own, terms = project.terms, project.terms.over(studio.terms)
    lost = [i for i, step in enumerate(terms.steps("client")) if step.do == "lose-slot"]
    if not lost or terms.restart_within or not (own.late.client or own.says("restart_within")):
        return
    path: Path = ("terms", "restart_within")
    yield subject.error((*_LATE_CLIENT, lost[0], "do") if own.late.client else path, _PROMISE)


def waivers(subject: Subject) -> Iterator[Problem]:
    """Refuse a waiver that is written twice, or of a consequence that cannot follow on its
    stage."""
    project = subject.project
    owned = {stage.id: stage for stage in _all_stages(project)}
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


def _all_stages(project: Project) -> Iterator[Stage]:
    """The stages of a project, with those that rounds and changes add."""
    for stage in project.stages:
        yield stage
        for name, owner in round_names(stage).items():
            approves = stage.approves if ".look-" in name else None
            yield stage.model_copy(update={"id": name, "owner": owner, "approves": approves})
    for change in project.changes:
        if new := change.adds:
            yield Stage(id=new.id, title=new.title, owner=new.owner, days=new.days)


def amounts_in_terms(terms: Terms) -> Iterator[tuple[Path, Amount]]:
    """Yield every amount under `terms` with its path."""
    if terms.cap is not None:
        yield ("terms", "cap"), terms.cap
    for party in PARTIES:
        for index, step in enumerate(terms.steps(party)):
            here: Path = ("terms", "late", party, index)
            if step.amount is not None:
                yield (*here, "amount"), step.amount
            if step.cap is not None:
                yield (*here, "cap"), step.cap
