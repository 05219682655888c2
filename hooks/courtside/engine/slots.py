"""Who gets which free days of the studio (rule 5, the slot).

    capacity 1; borealis holds 26 March - 10 April and 16 April - 7 May; aurora lost its slot
    -> its design, 8 days, does not fit into 13-15 April: the next free slot is 8 May

Every provider stage that keeps its dates holds its days. Projects that lost their place are served
after all of them, in the order in which they lost it, so keeping the dates never moves a project.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from courtside.engine.consequences import Consequence
from courtside.engine.course import Course, Loss
from courtside.engine.schedule import LiveStage, done_on
from courtside.engine.workdays import DAY, Workdays

HOLDING = frozenset({"current", "late", "upcoming"})


class Slots:
    """The days of the provider that are taken, and by how many stages at once."""

    def __init__(self, capacity: int, today: date) -> None:
        """`capacity` is how many provider stages are worked on at once."""
        self.capacity = capacity
        self.holders: Counter[int] = Counter()
        """A day, as an ordinal -> how many stages hold it."""
        self.own: defaultdict[str, list[int]] = defaultdict(list)
        """Project -> its days in these."""
        self._today = today
        # Calendar and days -> from a start at which these do not fit to one at which they may. What
        # is full stays full, so a gap that is too small is tried once and not by each who waits.
        self._too_small: defaultdict[tuple[Workdays, int], dict[date, date]] = defaultdict(dict)

    def hold_stages(self, project: str, stages: Iterable[LiveStage]) -> None:
        """Hold the days of a project's provider stages that keep their dates.

        These are the unfinished ones of at least one day, changes included, from today on, that
        do not wait for a slot.
        """
        for live in stages:
            if live.state in HOLDING and not live.waits_for_slot:
                self._hold(project, working_days(live, self._today))

    def take(self, project: str, calendar: Workdays, earliest: date, days: int) -> date:
        """Hold the first free slot of a number of working days, and return its first day.

        It is never before tomorrow: it is too late to begin today. Each of its days had fewer
        holders than the capacity.
        """
        start = calendar.next(max(earliest, self._today + DAY))
        while True:
            start = self.beyond_small(calendar, days, start)
            wanted = calendar.between(start, calendar.nth(start, days))
            full = next((day for day in reversed(wanted) if self.is_full(day)), None)
            if full is None:
                self._hold(project, wanted)
                return start
            start = self.after_small(calendar, days, start, full)

    def beyond_small(self, calendar: Workdays, days: int, start: date) -> date:
        """Return the first start, from a day on, that is not known to be too early."""
        known = self._too_small[calendar, days]
        way = []
        while start in known:
            way.append(start)
            start = known[start]
        known.update(dict.fromkeys(way, start))
        return start

    def after_small(self, calendar: Workdays, days: int, start: date, full: int) -> date:
        """Return the next start that may do, where the days needed do not fit from a day on because
        one of them is full; remember it.

        All starts in between would need that full day, too.
        """
        after = calendar.next(date.fromordinal(self._after_full(full)))
        self._too_small[calendar, days][start] = after
        return after

    def is_full(self, day: int) -> bool:
        """Return whether a day has as many holders as the capacity."""
        return self.holders[day] >= self.capacity

    def _hold(self, project: str, days: Sequence[int]) -> None:
        self.own[project] += days
        self.holders.update(days)

    def _after_full(self, day: int) -> int:
        """The first day on or after a day that is not full."""
        while self.is_full(day):
            day += 1
        return day


class Without(Slots):
    """The slots without the days of one project, to find another place for it.

    What is held here changes nothing in the slots that it was made from. Nothing is copied, so that
    a try costs as much with five thousand projects as with five.
    """

    def __init__(self, slots: Slots, project: str, today: date) -> None:
        """Start from what all but `project` hold in `slots`; a slot is looked for as of `today`."""
        super().__init__(slots.capacity, today)
        self._others = slots
        self._freed = Counter(slots.own.get(project, ()))
        self._freed_days = sorted(self._freed)

    def is_full(self, day: int) -> bool:
        """Return whether a day is full, the project's own days being free."""
        others = self._others.holders[day] - self._freed[day]
        return others + self.holders[day] >= self.capacity

    def beyond_small(self, calendar: Workdays, days: int, start: date) -> date:
        """Return the first start that is not known to be too early for the others, or one at a
        freed day."""
        beyond = self._others.beyond_small(calendar, days, start)
        at = bisect_left(self._freed_days, start.toordinal())
        for own in self._freed_days[at : at + 1]:
            day = date.fromordinal(own)
            beyond = min(beyond, max(start, calendar.before(day + DAY, days)))
        return beyond

    def after_small(self, calendar: Workdays, days: int, start: date, full: int) -> date:
        """Return the next start that may do, as `Slots.after_small`; the others remember it if the
        day is full for them, too."""
        if self._others.is_full(full):
            self._others.after_small(calendar, days, start, full)
        return calendar.next(date.fromordinal(self._after_full(full)))


def working_days(live: LiveStage, today: date) -> Sequence[int]:
    """Return the days, as ordinals, that a stage takes from today on, changes included; none unless
    it is an unfinished provider stage of at least one day."""
    if live.stage.owner != "provider" or live.finished or not live.days:
        return ()
    return live.calendar.between(max(live.start, today), live.end)


def losses(course: Course, consequences: Iterable[Consequence]) -> tuple[Loss, ...]:
    """Return the slots that were lost, settled ones included (rule 5).

    A waiver dated before the loss means that the slot was never lost. `consequences` come from a
    live pass without a queue, which changes nothing in what a client was late with.
    """
    lost = []
    for consequence in consequences:
        reached = consequence.date <= course.as_of and consequence.state != "ahead"
        if consequence.do != "lose-slot" or not reached:
            continue
        waiver = course.project.waived(consequence.stage, "lose-slot")
        if waiver and waiver.date < consequence.date:
            continue
        below = course.graph.below(consequence.stage)
        settled = [r.date for r in course.project.restarts if r.stage in below]
        settled += [
            day
            for stage in course.graph.stages
            if stage.id in below and stage.owner == "provider" and (day := done_on(course, stage))
        ]
        settled += [waiver.date] if waiver else []
        lost.append(
            Loss(
                stage=consequence.stage,
                day=consequence.date,
                settled=min((day for day in settled if day >= consequence.date), default=None),
                below=below,
            )
        )
    return tuple(lost)


def waiting_for_slot(
    course: Course, stages: Mapping[str, LiveStage], lost: Iterable[Loss]
) -> dict[str, date]:
    """Return the stages that wait for a slot, each with the day on which it was lost.

    They are all unfinished provider stages of at least one day below a loss that is not settled.
    """
    queued: dict[str, date] = {}
    for loss in lost:
        if loss.settled is not None:
            continue
        for name in loss.below:
            live = stages[name]
            if not live.finished and course.is_work(live.stage):
                queued[name] = min(queued.get(name, loss.day), loss.day)
    return queued
