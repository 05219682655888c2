"""What a timeline shows, before anybody thinks of pixels: bars, waits and days on one axis.

    copy, due 13 March, still open on the 27th  ->  Bar(begin=9 March, due=14 March, end=28 March)

A position is a number: the ordinal of a day at its beginning, so that a bar's end is the beginning
of the day after; before there are dates, the number of weeks from the start.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from markupsafe import Markup

from courtside.engine.assess import ScheduledState, Status, Uncertain
from courtside.engine.schedule import LiveStage, pauses_in_force
from courtside.engine.workdays import Workdays
from courtside.model.stage import Stage
from courtside.model.values import PARTIES, Days, Party

Look = Literal["done", "open", "ahead", "forecast", "skipped"]
Span = tuple[float, float]

# Today is drawn where it is near: further away, the bars would shrink for an empty line.
_NEAR = 0.25
_FEW, _LEAST = 9, 4
"""Days that are not rounded to weeks, and the least that are shown."""
_THIN = 1600
"""What takes less than this part of the axis is thinner than half a pixel on a desk, or one on a
phone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A stage on the axis."""

    id: str
    number: int
    """Its place in the file, as in the table of stages."""
    title: str
    owner: Party
    look: Look
    begin: float
    due: float
    """The place at which the delay begins, if there is one."""
    end: float
    plan: Span | None
    """The promised days; None if these are the promise, or the stage was added since."""
    milestone: bool
    before: tuple[str, ...]

    @property
    def late(self) -> bool:
        """Whether it ends later than it was due."""
        return self.end > self.due

    @property
    def spans(self) -> tuple[Span, ...]:
        """The room that it takes in its row: live, and as planned."""
        return ((self.begin, self.end), self.plan or (self.begin, self.end))


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """Everything that is drawn."""

    unit: Literal["day", "week"]
    bars: tuple[Bar, ...]
    span: Span
    today: float | None = None
    balls: tuple[str, ...] = ()
    """The bars in whose rows the ball lies today."""
    closed: tuple[tuple[Party, Span], ...] = ()
    """Longer than a weekend, outside pauses."""
    paused: tuple[Span, ...] = ()
    waits: tuple[tuple[str, Span], ...] = ()
    """Before a stage that waits, or had to wait, for a free slot."""
    asked: tuple[tuple[str, Span], ...] = ()
    """For a stage: days on which its owner waited for an answer, so that they do not count."""
    finish: Span | None = None
    """Planned and live, where they differ."""
    finish_is: Uncertain | None = None
    """How the live finish is not sure."""

    @property
    def marks(self) -> frozenset[str]:
        """The signs in it that need an explanation."""
        found = {
            "plan": any(bar.plan for bar in self.bars),
            "done": any(bar.look in ("done", "open") for bar in self.bars),
            "late": any(bar.late for bar in self.bars),
            "ball": bool(self.balls) and self.today is not None,
            "closed": bool(self.closed),
            "paused": bool(self.paused),
            "asked": bool(self.asked),
            "queued": bool(self.waits),
            "forecast": any(bar.look == "forecast" for bar in self.bars),
            "ahead": any(bar.look == "ahead" for bar in self.bars),
        }
        return frozenset(name for name, there in found.items() if there)


def build_chart(status: Status, title: Callable[[str], Markup] | None = None) -> Chart:
    """Return the chart of a project: in days once it has its dates, in weeks before.

    `title` gives the words for a stage's id if they are not the title in the file.
    """

    def words(stage: Stage) -> str:
        return stage.title if title is None else title(stage.id).unescape()

    if status.dated is None:
        return _in_weeks(status, words)
    return _in_days(status, status.dated, words)


_Words = Callable[[Stage], str]


def _in_weeks(status: Status, words: _Words) -> Chart:
    """Where in its weeks a stage lies is only for the eye: the words say whole weeks. A milestone
    lies on the last day of what comes before it, and not on the line of the week behind it."""
    week = len(status.calendars["provider"].week)
    bars: dict[str, Bar] = {}
    ends: dict[str, float] = {}
    for number, weeks in enumerate(status.rough, 1):
        before = status.project.before[weeks.stage.id]
        begin = max((ends[name] for name in before), default=0.0)
        end = ends[weeks.stage.id] = begin + status.terms.allowance(weeks.stage) / week
        milestone = begin == end
        if milestone:
            begin = end = max(begin - 0.5 / week, 0.0)
        bars[weeks.stage.id] = Bar(
            id=weeks.stage.id,
            number=number,
            title=words(weeks.stage),
            owner=weeks.stage.owner,
            look="ahead",
            begin=begin,
            due=end,
            end=end,
            plan=None,
            milestone=milestone,
            before=before,
        )
    last = max(weeks.last_week for weeks in status.rough)
    return Chart(unit="week", bars=tuple(bars.values()), span=(0, last))


def _in_days(status: Status, dated: ScheduledState, words: _Words) -> Chart:
    project = status.project
    bars = tuple(_bars(status, dated, words))
    over, ledger = status.is_over, dated.ledger
    if project.ended:
        bars = tuple(_cut_off(bars, _end(status.as_of))) or bars
    drawn = {bar.id for bar in bars}
    first, last = _weeks(bars)
    today = status.as_of.toordinal()
    near = (last - first) * _NEAR
    shown = not over and first - near <= today < last + near
    if shown:
        first, last = min(first, today), max(last, today + 1)
    within = Days(first=date.fromordinal(first), last=date.fromordinal(last - 1))
    pauses = pauses_in_force(project, status.as_of)
    return Chart(
        unit="day",
        bars=bars,
        span=(first, last),
        today=today + 0.5 if shown else None,
        balls=tuple(live.stage.id for live in dated.next if not status.asks_for_nothing(live)),
        closed=tuple(
            (party, run)
            for party in PARTIES
            for run in _closures(status.calendars[party], within, pauses)
        ),
        paused=tuple(
            (max(_begin(run.first), first), min(_end(run.last), last))
            for run in pauses
            if run.last >= within.first and run.first <= within.last
        ),
        waits=tuple(
            (name, (_begin(days.first), _end(days.last)))
            for name, days in status.slot_waits
            if name in drawn
        ),
        asked=tuple(_asked(status, dated)),
        finish=(_end(ledger.planned_finish), _end(ledger.finish))
        if ledger.slip > 0 and not over
        else None,
        finish_is=status.finish_is,
    )


def _bars(status: Status, dated: ScheduledState, words: _Words) -> Iterator[Bar]:
    queue = status.in_queue
    for number, live in enumerate(dated.stages.values(), 1):
        late = live.late_days > 0 and not _unblamed(status, live)
        title = words(live.stage)
        yield _bar(number, live, title, late=late, forecast=live.stage.id in queue)


def _unblamed(status: Status, live: LiveStage) -> bool:
    """Whether a delay is not shown: of a payment of nothing, and of what is over."""
    return status.is_over or status.asks_for_nothing(live)


def _bar(number: int, live: LiveStage, title: str, *, late: bool, forecast: bool) -> Bar:
    stage, milestone = live.stage, not live.days
    look: Look = "ahead"
    if live.state == "skipped":
        look = "skipped"
    elif live.finished:
        look = "done"
    elif live.open:
        look = "open"
    elif forecast:
        look = "forecast"
    end = _end(live.end)
    begin = min(_begin(live.start), end - 1)
    if milestone:  # at its due date, from which a delay is drawn; at its end where none is
        begin = end if live.finished and not late else min(_end(live.due), end)
    planned = _end(live.plan.due) if milestone else _begin(live.plan.start)
    return Bar(
        id=stage.id,
        number=number,
        title=title,
        owner=stage.owner,
        look=look,
        begin=end if look == "skipped" else begin,
        due=min(_end(live.due), end) if late else end,
        end=end,
        plan=None if live.added else (planned, _end(live.plan.due)),
        milestone=milestone,
        before=live.before,
    )


def _cut_off(bars: Iterable[Bar], over: float) -> Iterator[Bar]:
    """What an early end leaves: nothing that had not begun; of what was open only the days until
    then, and nothing late."""
    for bar in bars:
        if bar.look == "open":
            yield replace(bar, due=min(bar.end, over), end=min(bar.end, over))
        elif bar.look not in ("ahead", "forecast"):
            yield bar


def _weeks(bars: tuple[Bar, ...]) -> tuple[int, int]:
    """From the Monday before all bars to the Monday behind them; a few days are shown as such."""
    first = int(min(span[0] for bar in bars for span in bar.spans))
    last = int(max(span[1] for bar in bars for span in bar.spans))
    if last - first <= _FEW:
        return first, max(last, first + _LEAST)
    return first - (first - 1) % 7, last + (1 - last) % 7


def _closures(calendar: Workdays, within: Days, pauses: tuple[Days, ...]) -> Iterator[Span]:
    """Runs of closed days that a week has as working days, pauses left out, if they are wide enough
    to be seen."""
    first, last = within.first.toordinal(), within.last.toordinal()
    edges = [first - 1, *calendar.between(within.first, within.last), last + 1]
    least = math.ceil((last + 1 - first) / _THIN)
    # A look at every `least`-th day meets each run of so many: no century is walked day by day.
    for edge in sorted({bisect_left(edges, day) for day in range(first, last + 1, least)}):
        if edges[edge] - edges[edge - 1] > least:
            for begin, end in _closed_runs(calendar, edges[edge - 1] + 1, edges[edge], pauses):
                if end - begin >= least:
                    yield begin, end


def _closed_runs(
    calendar: Workdays, first: int, after: int, pauses: tuple[Days, ...]
) -> Iterator[Span]:
    """The same among days that are no working days."""
    begin = end = 0
    for day in range(first, after):
        if any(date.fromordinal(day) in pause for pause in pauses):
            if begin:
                yield float(begin), float(end)
            begin = 0
        elif (day - 1) % 7 in calendar.week:
            begin, end = begin or day, day + 1
    if begin:
        yield float(begin), float(end)


def _asked(status: Status, dated: ScheduledState) -> Iterator[tuple[str, Span]]:
    """Waits, and times in which an incomplete handover lay with the other side (rule 2)."""
    for name, live in dated.stages.items():
        last = min(live.end, status.as_of)
        runs = [(wait.since, wait.last or last) for wait in live.stage.waits]
        runs += [(back.sent, back.date) for back in live.stage.returned]
        for after, until in runs:
            begin, end = max(_end(after), _begin(live.start)), _end(min(until, last))
            if begin < end:
                yield name, (begin, end)


def _begin(day: date) -> float:
    return float(day.toordinal())


def _end(day: date) -> float:
    return float(day.toordinal() + 1)
