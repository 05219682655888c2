"""What the live pass of one project starts from, and when a stage is due (rules 4 and 5).

    copy, 7 days late, lost the slot; design follows it, 8 days, restart_within 15
    ->  plain due 3 April; with the limit of 16 April as one more floor: promised, 27 April

The live pass and the attribution ask the same questions of a stage, given the latest end before
it: its calendar with pauses and waits, its floors, its promise and its restarts. They are answered
here once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from courtside.engine.added_stages import StageGraph
from courtside.engine.windows import Window, window
from courtside.engine.workdays import DAY, Workdays
from courtside.model.project import Project, Restart
from courtside.model.stage import Stage
from courtside.model.studio import Tax
from courtside.model.terms import Terms
from courtside.model.values import Days, Party

CalendarOf = Mapping[Party, Workdays]

WAITED_FOR = ("client", "provider", "outside")
"""For whom an owner may wait, in the order in which rule 7 asks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Loss:
    """A slot that was lost (rule 5)."""

    stage: str
    """The client's stage that was late."""
    day: date
    """The day on which the step took effect."""
    settled: date | None
    """The day on which a restart, work done or a waiver settled it; None while it is lost."""
    below: frozenset[str]
    """All stages after the late one, directly or through others."""

    def open_on(self, day: date) -> bool:
        """Return whether the slot was lost on a day and nothing had settled it by then."""
        return self.day <= day and (self.settled is None or self.settled > day)


class Turn(NamedTuple):
    """The dates of a stage, given the latest end before it."""

    start: date
    """The first day its owner has it; moved by a restart."""
    due: date
    """The last day on which it is not late."""
    forecast: date
    """The day on which it ends if all goes well: `due`, or what a restart agreed later makes of
    it."""
    promise: Window | None
    """The window with the limit of the promise as one more floor, if the promise binds."""
    restarted: bool
    """Whether a restart was agreed after the latest end before it."""


class Gap(NamedTuple):
    """Days of the turn of a payment on which nothing was asked for it (rule 5)."""

    first: date
    last: date
    """Today, also before the first day, while what was asked came today."""
    again: date | None
    """The day on which something was asked again; None if that has not come."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """Everything that the live pass of one project starts from."""

    project: Project
    """As seen from the day."""
    terms: Terms
    """The project's over the studio's."""
    currency: str
    taxes: tuple[Tax, ...]
    """What is added to every amount."""
    as_of: date
    """The day as of which the project is seen: today, or the closing or last day before it."""
    planned: Mapping[str, Window]
    """The plan; an added stage has the planned due date of the one it follows."""
    plain: CalendarOf
    paused: CalendarOf
    graph: StageGraph = field(default_factory=StageGraph)
    days: Mapping[str, int] = field(default_factory=dict)
    """Working days of each stage, agreed changes included."""
    losses: tuple[Loss, ...] = ()
    lost: Mapping[str, date] = field(default_factory=dict)
    """Stages that wait for a slot, and the day on which it was lost."""
    gaps: Mapping[str, tuple[Gap, ...]] = field(default_factory=dict)
    """Payment -> the days on which nothing was asked for it; most have none."""

    @property
    def live_start(self) -> date:
        """The latest of the start, the signature and the settlement of the deposit (rule 4)."""
        project = self.project
        assert project.start is not None
        known = [project.start]
        if project.signed and project.signed.date:
            known.append(project.signed.date)
        if project.deposit and (settled := project.settled("deposit")):
            known.append(settled)
        return max(known)

    def allowance(self, stage: Stage) -> int:
        """Return the days of a stage as agreed at first: none for one that was added."""
        return 0 if stage.id in self.graph.added else self.terms.allowance(stage)

    def calendar(self, stage: Stage, among: Iterable[str] = WAITED_FOR) -> Workdays:
        """Return the owner's calendar with pauses and the stage's waits on some of WAITED_FOR."""
        paused = self.paused[stage.owner]
        if not (stage.waits or stage.returned):
            return paused
        waits = waits_of(stage, self.as_of)
        return paused.without(run for on in among for run in waits[on])

    def counting(self, stage: Stage) -> Workdays:
        """Return the calendar in which a stage is late: of a payment without the days on which
        nothing was asked for it."""
        return self.calendar(stage).without(self.unasked(stage))

    def unasked(self, stage: Stage) -> list[Days]:
        """Return the days of its turn on which nothing was asked for a payment."""
        gaps = self.gaps.get(stage.id, ())
        return [Days(first=gap.first, last=gap.last) for gap in gaps if gap.first <= gap.last]

    def floors(self, stage: Stage, latest: date | None) -> list[date]:
        """Return the days before which a stage cannot start: its planned start, the live start and,
        for new work, the day after it was agreed."""
        floors = [self.planned[stage.id].start]
        if latest is None:
            floors.append(self.live_start)
        added = self.graph.added.get(stage.id)
        if added and added.not_before:
            floors.append(added.not_before)
        return floors

    def promises(self, stage: Stage, latest: date | None) -> bool:
        """Return whether the promise binds for a stage: the stage waits for a slot, or its turn
        came while one was lost (rule 5)."""
        if not self.losses:  # as in most projects: then nothing waits for a slot
            return False
        if latest is None or self.terms.promise is None or not self.is_work(stage):
            return False
        return stage.id in self.lost or any(
            stage.id in loss.below and loss.open_on(latest) for loss in self.losses
        )

    def _due_with_slot(self, stage: Stage, day: date) -> bool:
        """Return whether a stage that waited for a slot was due when the slot ends, as without a
        promise; such a due date is always still ahead."""
        return self.terms.promise is None and any(
            stage.id in loss.below and loss.day <= day and not (loss.settled and loss.settled < day)
            for loss in self.losses
        )

    def is_work(self, stage: Stage) -> bool:
        """Return whether a stage needs a slot: the provider's, of at least one day."""
        return stage.owner == "provider" and self.days[stage.id] > 0

    def limit(self, stage: Stage, latest: date, floors: Iterable[date]) -> Window | None:
        """Return a stage's window with the limit of the promise as one more floor."""
        within = self.terms.promise
        if within is None:
            return None
        calendar = self.calendar(stage)
        return self.window(
            stage, latest, calendar, [*floors, restart_limit(calendar, latest, within)]
        )

    def window(
        self, stage: Stage, latest: date | None, calendar: Workdays, floors: Sequence[date]
    ) -> Window:
        """Return the window of a stage's agreed days, its planned due date as a floor."""
        return window(
            calendar,
            self.days[stage.id],
            latest=latest,
            not_before=floors,
            due_floor=self.planned[stage.id].due,
        )

    def restarts_of(self, stage: Stage) -> list[Restart]:
        """Return the restarts of a stage, in order of the day they were agreed."""
        restarts = [r for r in self.project.restarts if r.stage == stage.id]
        restarts.sort(key=lambda restart: restart.date)
        return restarts

    def turn(self, stage: Stage, latest: date | None) -> Turn:
        """Return when a stage is due, `latest` being the latest end before it (rules 4 and 5)."""
        calendar, floors = self.calendar(stage), self.floors(stage, latest)
        restarts = self.restarts_of(stage) if self.project.restarts else []
        early = [r.start for r in restarts if latest is not None and r.date <= latest]
        floors += early[-1:]
        start, due = self.window(stage, latest, calendar, floors)
        promise = None
        if latest is not None and self.promises(stage, latest):
            promise = self.limit(stage, latest, floors)
        due = promise.due if promise else due
        if stage.id in self.gaps:
            start, due = self._again(stage, Window(start, due), floors)
        forecast = due
        for restart in restarts[len(early) :]:
            moved = self.window(stage, latest, calendar, [*floors, restart.start])
            start, forecast = moved.start, moved.due
            if restart.date <= due or self._due_with_slot(stage, restart.date):
                due = moved.due
        return Turn(start, due, forecast, promise, len(restarts) > len(early))

    def _again(self, stage: Stage, at: Window, floors: Sequence[date]) -> Window:
        """Return the window of a payment for which nothing was asked for a time: it has its own
        days from the day on which something was asked again, unless it was late before."""
        calendar, counting = self.calendar(stage), self.counting(stage)
        for gap in self.gaps[stage.id]:
            if gap.again and not counting.count(at.due, gap.first - DAY):
                again = self.window(stage, gap.again, calendar, floors)
                at = Window(start=max(at.start, again.start), due=max(at.due, again.due))
        return at


def restart_limit(provider: Workdays, latest: date, within: int) -> date:
    """Return the day by which the provider promises to resume (rule 5); `latest` is the latest end
    before the stage."""
    return provider.nth(latest + DAY, within)


def waits_of(stage: Stage, today: date) -> dict[str, tuple[Days, ...]]:
    """Return the days on which the owner of a stage waited, by the party waited for (rule 2).

    A wait without an end is over once the stage is: from then on it waits for nothing.
    """
    runs: dict[str, list[Days]] = {on: [] for on in WAITED_FOR}
    for wait in stage.waits:
        last = min(wait.last or stage.first_over or today, today)
        _add(runs[wait.on], wait.since, last)
    for back in stage.returned:
        _add(runs["provider" if stage.owner == "client" else "client"], back.sent, back.date)
    return {on: tuple(found) for on, found in runs.items()}


def _add(runs: list[Days], after: date, last: date) -> None:
    if after < last:
        runs.append(Days(first=after + DAY, last=last))
