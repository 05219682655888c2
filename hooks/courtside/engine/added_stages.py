"""Stages that were not in the plan: rounds of changes and new work (rule 4).

    approval "design-ok" with one round  ->  design-ok, design-ok.changes-1, design-ok.look-2
    a change that adds "photos" to it    ->  ..., design-ok.look-2, photos

Each comes directly after what it follows, and after what was inserted there before; whatever
named that in `after` names the new stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from courtside.engine.workdays import DAY
from courtside.model.project import Change, Payment, Project, preceding
from courtside.model.stage import Round, Stage
from courtside.model.terms import Terms
from courtside.model.values import Amount, Party

ROUND_DAYS = 3
"""Working days for one round of changes, where the terms do not say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """The reason for which a stage was added to the plan."""

    kind: Literal["changes", "look", "work"]
    """Changes that an approval asked for, another look at it, or new work."""
    to: str
    """The stage it was added to: the approval, or the one that a change names."""
    round: int = 0
    """1 for the first round of changes, 2 for the look after it; 0 for new work."""
    not_before: date | None = None
    """For new work: the day after the change was agreed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StageGraph:
    """The stages of a project with those that were added, and what each of them follows."""

    stages: tuple[Stage, ...] = ()
    """In file order, added ones where they were inserted."""
    before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each stage, the stages that must be finished first."""
    added: Mapping[str, Added] = field(default_factory=dict)

    def below(self, stage: str) -> frozenset[str]:
        """Return the stages that come after a stage, however far."""
        found: set[str] = set()
        for name, before in self.before.items():
            if stage in before or not found.isdisjoint(before):
                found.add(name)
        return frozenset(found)


def graph_of(project: Project, terms: Terms) -> StageGraph:
    """Return the stages of a project, as seen on a day, with those added until then."""
    agreed = sorted(
        (change for change in project.changes if change.agreed and change.adds),
        key=lambda change: change.agreed or date.max,
    )
    if not agreed and not any(stage.rounds for stage in project.stages):
        return StageGraph(stages=project.stages, before=project.before, added={})
    graph = _Insertion(list(project.stages), preceding(project.stages))
    for stage in project.stages:
        if stage.rounds:
            graph.replace(_first_look(stage))
            for new, added in _rounds(stage, terms):
                graph.insert(new, added)
    for change in agreed:
        graph.insert(*_new_work(change))
    # In file order: an added stage comes after what it follows.
    before = {stage.id: graph.before[stage.id] for stage in graph.stages}
    return StageGraph(stages=tuple(graph.stages), before=before, added=graph.added)


def round_names(approval: Stage) -> dict[str, Party]:
    """Return the ids of the stages that the rounds of an approval add, each with its owner."""
    found: dict[str, Party] = {}
    for number in range(1, len(approval.rounds) + 1):
        found[f"{approval.id}.changes-{number}"] = "provider"
        found[f"{approval.id}.look-{number + 1}"] = approval.owner
    return found


def round_days(terms: Terms) -> int:
    """Return the working days that the provider has for one round of changes."""
    return ROUND_DAYS if terms.round_days is None else terms.round_days


@dataclass
class _Insertion:
    stages: list[Stage]
    before: dict[str, tuple[str, ...]]
    added: dict[str, Added] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    """Stage -> what was last inserted after it."""

    def replace(self, stage: Stage) -> None:
        """Put a stage in the place of the one with its id."""
        self.stages[self._place(stage.id)] = stage

    def insert(self, stage: Stage, added: Added) -> None:
        """Insert a stage after what was already inserted there."""
        previous = self.last.get(added.to, added.to)
        for name, names in self.before.items():
            if previous in names:
                self.before[name] = tuple(stage.id if n == previous else n for n in names)
        self.stages.insert(self._place(previous) + 1, stage)
        self.before[stage.id] = (previous,)
        self.added[stage.id] = added
        self.last[added.to] = stage.id

    def _place(self, name: str) -> int:
        return next(place for place, stage in enumerate(self.stages) if stage.id == name)


def _first_look(approval: Stage) -> Stage:
    """The approval itself, which ends when the first change is asked for."""
    return approval.model_copy(update={"done": approval.rounds[0].asked, "skipped": None})


def _rounds(approval: Stage, terms: Terms) -> Iterator[tuple[Stage, Added]]:
    """The changes and the looks that follow an approval with rounds."""
    asked = [asked_round.asked for asked_round in approval.rounds]
    bare: dict[str, object] = {
        "gives": (), "after": None, "start": None, "due": None, "skipped": None,
        "returned": (), "waits": (), "rounds": (),
    }  # fmt: skip
    for number, asked_round in enumerate(approval.rounds, 1):
        changes = {
            "id": f"{approval.id}.changes-{number}",
            "owner": "provider",
            "days": round_days(terms),
            "approves": None,
            "done": asked_round.done,
        }
        yield (
            approval.model_copy(update=bare | changes),
            Added(kind="changes", to=approval.id, round=number),
        )
        last = number == len(asked)
        look = {
            "id": f"{approval.id}.look-{number + 1}",
            "done": approval.done if last else asked[number],
            "skipped": approval.skipped if last else None,
        }
        yield (
            approval.model_copy(update=bare | look),
            Added(kind="look", to=approval.id, round=number + 1),
        )


def _new_work(change: Change) -> tuple[Stage, Added]:
    new = change.adds
    assert new is not None
    assert change.agreed is not None
    stage = Stage(id=new.id, title=new.title, owner=new.owner, days=new.days, done=new.done)
    return stage, Added(kind="work", to=change.stage, not_before=change.agreed + DAY)


def handed_over(project: Project, graph: StageGraph, name: str, day: date) -> Project:
    """Return the project with one of its stages, perhaps an added one, handed over on a day.

    A payment is settled by what its stage asks in the file, whatever the amount.
    """
    added = graph.added.get(name)
    if added is not None and added.kind == "work":
        return project.model_copy(update={"changes": _with_work_done(project, name, day)})
    if added is not None and added.kind == "changes":
        return _with_stage(project, added.to, lambda s: {"rounds": _round_done(s, added, day)})
    if added is None and (stage := next(s for s in project.stages if s.id == name)).pay:
        amount = Amount(value=stage.pay.of(project.price.value) or Decimal(1), unit="")
        paid = Payment(date=day, instalment=name, amount=amount)
        return project.model_copy(update={"payments": (*project.payments, paid)})
    return _with_stage(project, added.to if added else name, lambda _: {"done": day})


def _with_stage(
    project: Project, name: str, update: Callable[[Stage], dict[str, object]]
) -> Project:
    stages = (s.model_copy(update=update(s)) if s.id == name else s for s in project.stages)
    return project.model_copy(update={"stages": tuple(stages)})


def _round_done(approval: Stage, added: Added, day: date) -> tuple[Round, ...]:
    return tuple(
        asked_round.model_copy(update={"done": day}) if number == added.round else asked_round
        for number, asked_round in enumerate(approval.rounds, 1)
    )


def _with_work_done(project: Project, name: str, day: date) -> tuple[Change, ...]:
    return tuple(
        change.model_copy(update={"adds": change.adds.model_copy(update={"done": day})})
        if change.adds and change.adds.id == name
        else change
        for change in project.changes
    )
