"""Who moved the finish: the slip in calendar days, in parts that add up exactly (rule 7).

    launch planned 16 April, now 20 April; texts were due on 13 March and came on the 17th
    -> Delay(client=4): the 4 days are followed back, stage by stage, to where they came in

The walk goes back from the stage that ends last. `rest` is what is still to be explained; each
stage takes from it what came in there, and hands on the rest to the stage before that ended last.
What weekends, holidays and swallowed slack add or remove belongs to nobody: `calendar`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from courtside.engine.schedule import CalendarOf, DateRange, LiveStage, date_range, restart_limit
from courtside.engine.workdays import DAY, Workdays
from courtside.model.project import Project
from courtside.model.terms import Terms
from courtside.model.values import PARTIES

Part = Literal["client", "provider", "shared", "queue", "pause", "change", "calendar"]
PARTS: tuple[Part, ...] = (
    "client", "provider", "shared", "queue", "pause", "change", "calendar",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """Days of the slip that came in at one stage, for one reason. May be negative."""

    stage: str
    part: Part
    days: int


@dataclass(frozen=True, kw_only=True)
class DelayAttribution:
    """The slip in calendar days, and where it came from."""

    planned_finish: date
    finish: date
    walk: Callable[[], tuple[Share, ...]] = field(repr=False, compare=False)
    """Finds the shares: only when they are asked for, since of most later days it is only the
    finish."""

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """From the last stage back to the first."""
        return self.walk()

    @property
    def slip(self) -> int:
        """Calendar days by which the finish has moved."""
        return (self.finish - self.planned_finish).days

    @property
    def delay(self) -> dict[Part, int]:
        """The parts; they add up to the slip."""
        total = dict.fromkeys(PARTS, 0)
        for share in self.shares:
            total[share.part] += share.days
        return total


def attribute_delay(
    project: Project,
    stages: Mapping[str, LiveStage],
    plain: CalendarOf,
    paused: CalendarOf,
    terms: Terms,
) -> DelayAttribution:
    """Reckon who moved the finish. `plain` calendars are without pauses, `paused` with them."""
    last = max(stages.values(), key=lambda one: one.end)  # the earlier in the file wins a tie
    planned_finish = max(one.plan.due for one in stages.values())

    def shares() -> tuple[Share, ...]:
        slip = (last.end - planned_finish).days
        walk = _Walk(project, stages, plain, paused, terms)
        if slip <= 0:
            walk.take(last, "calendar", slip)
        else:
            walk.back_from(last, slip)
        return tuple(walk.shares)

    return DelayAttribution(planned_finish=planned_finish, finish=last.end, walk=shares)


class _Walk:
    """One walk back; `rest` and `capped` are its state."""

    def __init__(
        self,
        project: Project,
        stages: Mapping[str, LiveStage],
        plain: CalendarOf,
        paused: CalendarOf,
        terms: Terms,
    ) -> None:
        self.project = project
        self.stages = stages
        self.plain = plain
        self.paused = paused
        self.terms = terms
        self.shares: list[Share] = []
        self.rest = 0
        self.capped = False

    def take(self, one: LiveStage, part: Part, days: int) -> None:
        """Explain so many days of the rest."""
        if days:
            self.shares.append(Share(stage=one.stage.id, part=part, days=days))
        self.rest -= days

    def back_from(self, last: LiveStage, slip: int) -> None:
        """Explain the slip, from the stage that ends last."""
        self.rest = slip
        self.capped = slip != last.shift
        one = last
        while True:
            push = self._own_parts(one)
            if self.rest > push:
                self.take(one, "calendar", self.rest - push)
            before = self.before(one)
            self._shared(one, before)
            if self.rest <= 0 or not before:
                self.take(one, "calendar", self.rest)
                return
            one = self._step_back(one, before)

    def _own_parts(self, one: LiveStage) -> int:
        """Take what came in at this stage; return the push that it inherited."""
        if one.state == "skipped":
            return max(one.shift, 0)
        original, changed, paused, limited, due = self._dues(one)
        if one.end < paused:  # handed over in the middle of a pause
            paused = due = limited = max(changed, one.end)
        beyond_limit = max((due - limited).days, 0)
        parts: tuple[tuple[Part, int], ...] = (
            (one.stage.owner, (one.end - due).days),
            ("provider", beyond_limit),
            ("queue", (due - paused).days - beyond_limit),
            ("pause", (paused - changed).days),
            ("change", (changed - original).days),
        )
        for part, days in parts:
            if self.rest > 0:
                self.take(one, part, min(days, self.rest))
        return (original - one.plan.due).days

    def _dues(self, one: LiveStage) -> tuple[date, date, date, date, date]:
        """Due dates given the ends before as they were: with the original allowance; with agreed
        changes; with pauses too; with the restart limit as a floor too; as it is."""
        stage = one.stage
        latest = max((before.end for before in self.before(one)), default=None)
        plain, paused = self.plain[stage.owner], self.paused[stage.owner]
        days = self.project.agreed_days(stage)

        def due(calendar: Workdays, allowance: int, *limit: date) -> date:
            floors = (one.plan.start, *limit)
            at = date_range(
                calendar, allowance, latest=latest, not_before=floors, due_floor=one.plan.due
            )
            return at.due

        with_pauses = due(paused, days)
        # Without a pause or a change there is nothing to tell apart, as for most stages.
        changed = due(plain, days) if paused is not plain else with_pauses
        original = due(plain, stage.allowance) if days != stage.allowance else changed
        limited = one.due
        within = self.terms.restart_within
        if latest is not None and within is not None and limited != with_pauses:
            limited = due(paused, days, restart_limit(self.paused["provider"], latest, within))
        return original, changed, with_pauses, limited, one.due

    def before(self, one: LiveStage) -> list[LiveStage]:
        """The stages before, in file order."""
        names = self.project.before[one.stage.id]
        return [before for name, before in self.stages.items() if name in names]

    def _shared(self, one: LiveStage, before: Sequence[LiveStage]) -> None:
        """Take the days by which both parties' stages before passed what was planned."""
        ends = [
            max(b.end for b in before if b.stage.owner == party)
            for party in {b.stage.owner for b in before}
        ]
        if self.rest <= 0 or len(ends) < len(PARTIES):
            return
        shared = (min(ends) - max(b.plan.due for b in before)).days
        if shared > 0:
            self.take(one, "shared", min(shared, self.rest))
            self.capped = True

    def _step_back(self, one: LiveStage, before: Sequence[LiveStage]) -> LiveStage:
        """Go on to the stage before that ended last, with what of the rest is its own shift."""
        last = max(before, key=lambda b: b.end)
        self.capped = self.capped or self._had_slack(last.plan, one)
        rest = max(last.shift, 0)
        if self.capped:
            rest = min(rest, self.rest)
        self.take(one, "calendar", self.rest - rest)
        return last

    def _had_slack(self, earlier: DateRange, one: LiveStage) -> bool:
        """Whether the plan had room between two stages, or inside the later one."""
        calendar = self.plain[one.stage.owner]
        plan, days = one.plan, one.stage.allowance
        between = calendar.between(earlier.due + DAY, plan.start - DAY)
        needed = calendar.nth(plan.start, days) if days else plan.start
        return bool(between) or plan.due > needed
