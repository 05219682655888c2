"""Who moved the finish: the slip in calendar days, in parts that add up exactly (rule 7).

    launch planned 16 April, now 20 April; texts were due on 13 March and came on the 17th
    -> Delay(client=4): the 4 days are followed back, stage by stage, to where they came in

The walk goes back from the stage that ends last. `rest` is what is still to be explained; each
stage takes from it what came in there, and hands on the rest to the stage before that ended last.
What weekends, holidays and used-up slack add or remove is `calendar`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from courtside.engine.course import WAITED_FOR, Course, Turn, waits_of
from courtside.engine.ledger import Part, Share
from courtside.engine.schedule import (
    LiveStage,
    approval_step,
    done_on,
    pauses_in_force,
    takes_effect_on,
)
from courtside.engine.windows import Window, window
from courtside.engine.workdays import DAY, Workdays
from courtside.model.values import PARTIES, Days

_OF_WAIT: Mapping[str, Part] = {"client": "client", "provider": "provider", "outside": "outside"}


def shares_of(
    course: Course, stages: Mapping[str, LiveStage], last: LiveStage, slip: int
) -> tuple[Share, ...]:
    """Return the parts of the slip by stage, from the stage that ends last back to the first."""
    walk = _Walk(course, stages)
    if slip <= 0:
        walk.take(last, "calendar", slip)
    else:
        walk.back_from(last, slip)
    return tuple(walk.shares)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Dues:
    """The due dates of a stage given the ends before it, each with all that comes before it."""

    from_start: date
    """The date by the plan's rule, from the assigned start: a0."""
    plain: date
    """The date from the live start: a."""
    agreed: date
    """With agreed days, of new work with its floor too: b."""
    paused: date
    """With pauses: c."""
    waits: tuple[date, date, date]
    """With waits on the client, then on the provider, then outside: w1, w2, w."""
    due: date
    """With queue, promise or restart; of a payment, from when something was asked again."""


class _Walk:
    """One walk back; `rest` and `capped` are its state."""

    def __init__(self, course: Course, stages: Mapping[str, LiveStage]) -> None:
        self.course = course
        self.stages = stages
        self.place = {name: place for place, name in enumerate(stages)}
        self.pauses = pauses_in_force(course.project, course.as_of)
        self.shares: list[Share] = []
        self.rest = 0
        self.capped = False

    def take(self, live: LiveStage, part: Part, days: int) -> None:
        """Explain so many days of the rest."""
        if days:
            self.shares.append(Share(stage=live.stage.id, part=part, days=days))
        self.rest -= days

    def back_from(self, last: LiveStage, slip: int) -> None:
        """Explain the slip, from the stage that ends last."""
        self.rest = slip
        self.capped = slip != last.shift
        live = last
        while True:
            # In file order, so that the earlier wins a tie.
            before = [self.stages[name] for name in sorted(live.before, key=self.place.__getitem__)]
            push = self._own_parts(live, max((b.end for b in before), default=None))
            if self.rest > push:
                self.take(live, "calendar", self.rest - push)
            self._shared(live, before)
            if self.rest <= 0 or not before:
                self.take(live, "calendar", self.rest)
                return
            live = self._step_back(live, before)

    def _own_parts(self, live: LiveStage, latest: date | None) -> int:
        """Take what came in at this stage; return the push that it inherited (rule 7.1, 7.2)."""
        if live.stage.pay and live.state == "upcoming" and done_on(self.course, live.stage):
            assert latest is not None
            return max((latest - live.plan.due).days, 0)
        turn = self.course.turn(live.stage, latest)
        dues = self._counted(live, turn, self._dues(live, turn, latest))
        for part, days in self._parts(live, dues, latest):
            if self.rest > 0:
                self.take(live, part, min(days, self.rest))
        inherited = dues.plain if latest is not None else dues.from_start
        return (inherited - live.plan.due).days

    def _parts(
        self, live: LiveStage, dues: _Dues, latest: date | None
    ) -> Iterator[tuple[Part, int]]:
        """What came in at a stage, in the order in which it is taken (rule 7.1)."""
        own = (live.end - dues.due).days
        if live.state == "skipped":  # nobody was late with what was not needed
            own = min(own, 0)
        taken_out = tuple(self._not_the_owners(live, dues.due)) if own > 0 else ()
        yield live.stage.owner, own - sum(days for _, days in taken_out)
        yield from taken_out
        on_client, on_provider, outside = dues.waits
        beyond = self._beyond_limit(live, dues, latest) if self._has_restart(live) else 0
        yield "provider", beyond
        # A payment waits for no slot: it is due later if nothing was asked for it for a time.
        yield "calendar" if live.stage.pay else "queue", (dues.due - outside).days - beyond
        yield "outside", (outside - on_provider).days
        yield "provider", (on_provider - on_client).days
        yield "client", (on_client - dues.paused).days
        yield "pause", (dues.paused - dues.agreed).days
        yield "change", (dues.agreed - dues.plain).days
        yield "client", (dues.plain - dues.from_start).days

    def _not_the_owners(self, live: LiveStage, due: date) -> Iterator[tuple[Part, int]]:
        """Of the days after a due date, those that are not the owner's: beyond the late day on
        which silence counts, then those in a pause or a wait, and those on which nothing was asked
        for a payment, each day once."""
        last = live.end
        if live.state == "approved":
            step = approval_step(self.course.project, live.stage, self.course.terms)
            assert step is not None
            last = min(last, takes_effect_on(step, due, live.calendar))
            yield "calendar", (live.end - last).days
        waits = waits_of(live.stage, self.course.as_of)
        runs: list[tuple[Part, Sequence[Days]]] = [("pause", self.pauses)]
        runs += [(_OF_WAIT[on], waits[on]) for on in WAITED_FOR]
        runs.append(("calendar", self.course.unasked(live.stage)))
        if not any(found for _, found in runs):
            return
        days = {date.fromordinal(n) for n in range(due.toordinal() + 1, last.toordinal() + 1)}
        for part, found in runs:
            inside = {day for day in days if any(day in run for run in found)}
            days -= inside
            yield part, len(inside)

    def _has_restart(self, live: LiveStage) -> bool:
        return any(restart.stage == live.stage.id for restart in self.course.project.restarts)

    def _beyond_limit(self, live: LiveStage, dues: _Dues, latest: date | None) -> int:
        """Days of the due date beyond the one by the limit alone, and beyond w: the provider's."""
        if latest is None:
            return 0
        limited = self.course.limit(live.stage, latest, self.course.floors(live.stage, latest))
        if limited is None:
            return 0
        return max((dues.due - max(dues.waits[-1], limited.due)).days, 0)

    def _dues(self, live: LiveStage, turn: Turn, latest: date | None) -> _Dues:
        """The due dates of a stage, with the ends before it as they were."""
        course, stage = self.course, live.stage
        assert course.project.start is not None
        floors = course.floors(stage, latest)
        allowance = course.allowance(stage)
        first = live.plan.start

        def by_plan(*floor: date) -> date:
            at = window(
                course.plain[stage.owner], allowance,
                latest=latest, not_before=(first, *floor), due_floor=live.plan.due,
            )  # fmt: skip
            return at.due

        def agreed(calendar: Workdays) -> date:
            return course.window(stage, latest, calendar, floors).due

        # What plays no part needs no window of its own, as for most stages.
        again = stage.id in course.gaps
        moved = live.waits_for_slot or turn.promise or again or self._has_restart(live)
        outside = agreed(course.calendar(stage)) if moved else turn.due
        waited = bool(stage.waits or stage.returned)
        paused = agreed(course.paused[stage.owner]) if waited else outside
        same = course.paused[stage.owner] is course.plain[stage.owner]
        changed = paused if same else agreed(course.plain[stage.owner])
        as_planned = live.added is None and live.days == allowance
        plain = changed if as_planned else by_plan(*(() if latest else (course.live_start,)))
        return _Dues(
            from_start=plain if latest is not None else by_plan(course.project.start),
            plain=plain,
            agreed=changed,
            paused=paused,
            waits=(
                agreed(course.calendar(stage, WAITED_FOR[:1])) if waited else paused,
                agreed(course.calendar(stage, WAITED_FOR[:2])) if waited else paused,
                outside,
            ),
            # Without a promise, a stage that waits for a slot is due when that ends.
            due=live.due if live.waits_for_slot else turn.due,
        )

    def _counted(self, live: LiveStage, turn: Turn, dues: _Dues) -> _Dues:
        """The due dates as they count for what was handed over early (rule 7)."""
        end, agreed, outside = live.end, dues.agreed, dues.waits[-1]
        if end < outside:

            def within(day: date) -> date:
                return max(agreed, min(day, end))

            on_client, on_provider, last = dues.waits
            return replace(
                dues,
                paused=within(dues.paused),
                waits=(within(on_client), within(on_provider), within(last)),
                due=within(last),
            )
        later = turn.promise is not None or live.stage.id in self.course.gaps
        if later and not turn.restarted:
            return replace(dues, due=min(dues.due, max(outside, end)))
        return dues

    def _shared(self, live: LiveStage, before: Sequence[LiveStage]) -> None:
        """Take the days by which both parties' stages before passed what was planned."""
        ends = [
            max(b.end for b in before if b.stage.owner == party)
            for party in {b.stage.owner for b in before}
        ]
        if self.rest <= 0 or len(ends) < len(PARTIES):
            return
        shared = (min(ends) - max(b.plan.due for b in before)).days
        if shared > 0:
            self.take(live, "shared", min(shared, self.rest))
            self.capped = True

    def _step_back(self, live: LiveStage, before: Sequence[LiveStage]) -> LiveStage:
        """Go on to the stage before that ended last, with what of the rest is its own shift."""
        last = max(before, key=lambda b: b.end)
        self.capped = self.capped or self._had_slack(last.plan, live)
        rest = max(last.shift, 0)
        if self.capped:
            rest = min(rest, self.rest)
        self.take(live, "calendar", self.rest - rest)
        return last

    def _had_slack(self, earlier: Window, live: LiveStage) -> bool:
        """Whether the plan had room between two stages, or inside the later one (rule 7.4)."""
        calendar = self.course.plain[live.stage.owner]
        plan, days = live.plan, self.course.allowance(live.stage)
        between = calendar.between(earlier.due + DAY, plan.start - DAY)
        needed = calendar.nth(plan.start, days) if days else plan.start
        return bool(between) or plan.due > needed
