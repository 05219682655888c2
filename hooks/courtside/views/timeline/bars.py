"""Bars, the outlines of their plans, and the ball's way along them and over the net.

the lowest first:  plans, the way from bar to bar, what is late, bars, due dates, the way along
                   the bars, milestones, numbers
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from courtside.views.timeline.chart import Bar, Chart, Span
from courtside.views.timeline.geometry import Layout
from courtside.views.timeline.svg import Shape, circle, path, path_of, rect, text

_CROSSING = 34.0
"""Pixels of time that the ball takes to cross the net, if it has them."""
_NEAR = 64.0
"""Up to here it takes all the time that there is: only a ball that waits longer is seen to lie."""
_INSET = 7.0
"""The distance from the ends of a bar at which a ball leaves and enters it."""
_NUMBER = 20.0
"""Pixels of a bar that its number takes."""
_DIAMOND = 8.0
_BALL = 8.5


@dataclass(frozen=True, kw_only=True, slots=True)
class HandOver:
    """The path of the ball from one bar to the next: it crosses at once, and may lie there a
    while."""

    giver: str
    taker: str
    past: bool
    begin: tuple[float, float]
    """Along and across, inside of the giver's bar at its end."""
    across: float
    """The place along at which it has crossed."""
    lies: float
    """Until where along it lies: at the taker's begin, or today where that has not come."""
    end: tuple[float, float]
    """Inside of the taker's bar at its begin."""


class _Placed(NamedTuple):
    """A bar on the paper, measured once for all that is drawn of it."""

    bar: Bar
    begin: float
    """Along, where it begins; so `due` and `end`."""
    due: float
    end: float
    enters: float
    """Along, where the ball comes in: a little inside of its ends."""
    leaves: float
    s: float
    """Its first edge, across."""
    middle: float
    pointed: bool
    """Whether it is a mere point: a milestone, or not needed."""


def _placed(layout: Layout, chart: Chart) -> dict[str, _Placed]:
    return {bar.id: _place(layout, bar) for bar in chart.bars}


def _place(layout: Layout, bar: Bar) -> _Placed:
    begin, end = layout.inside(bar)
    pointed = bar.milestone or bar.look == "skipped"
    enters, leaves = begin, max(layout.along(bar.end), begin)
    if not pointed:
        inset = min(_INSET, (end - begin) / 2)
        enters, leaves = begin + inset, end - inset
    s = layout.across(bar)
    return _Placed(
        bar=bar,
        begin=begin,
        due=min(layout.along(bar.due), end),
        end=end,
        enters=enters,
        leaves=leaves,
        s=s,
        middle=s + layout.measures.thick / 2,
        pointed=pointed,
    )


def draw_bars(layout: Layout, chart: Chart) -> Iterator[Shape]:
    """Yield all bars, with the paths on which the ball has been and will be."""
    placed = _placed(layout, chart)
    yield from path_of("plan", [_plan(layout, bar, bar.plan) for bar in chart.bars if bar.plan])
    ways = list(_hand_overs(layout, chart, placed))
    yield from path_of("way past", [_line(layout, way) for way in ways if way.past])
    ahead = [_line(layout, way) for way in ways if not way.past]
    yield from path_of("way ahead", [*ahead, *_ways_to_come(layout, chart, placed)])
    long = [at for at in placed.values() if not at.pointed]
    yield from (_late(layout, at) for at in placed.values() if at.bar.late)
    for at in long:
        yield from _bar(layout, chart, at)
    yield from path_of("due", [_due(layout, at) for at in long if at.bar.late])
    yield from _inner(layout, chart, long)
    for at in placed.values():
        if at.pointed:
            diamond = layout.diamond(layout.along(at.bar.begin), at.middle, _diamond(layout))
            yield path(f"bar {at.bar.look} {at.bar.owner}", diamond)
    yield from (_number(layout, at) for at in placed.values() if _has_number(layout, at))


def balls(layout: Layout, chart: Chart) -> Iterator[Shape]:
    """Yield the balls of today, one for each stage whose turn it is."""
    if chart.today is None:
        return
    by_id = {bar.id: bar for bar in chart.bars}
    r = max(min(_BALL, layout.measures.thick / 2 - 1), 4)
    for name in chart.balls:
        x, y = layout.along(chart.today), layout.middle(by_id[name])
        if layout.vertical:
            x, y = y, x
        yield circle("ball", x, y, r)
        side, bend, high, apart = (round(part * r) for part in (0.7, 0.66, 1.32, 1.4))
        left = f"M{round(x) - side} {round(y) - bend}q{bend} {bend} 0 {high}"
        right = f"m{apart}-{high}q-{bend} {bend} 0 {high}"
        yield path("seam", left, right)


def hand_overs(layout: Layout, chart: Chart) -> Iterator[HandOver]:
    """Yield the paths of the ball from each bar to those that come after it."""
    return _hand_overs(layout, chart, _placed(layout, chart))


def _hand_overs(layout: Layout, chart: Chart, placed: Mapping[str, _Placed]) -> Iterator[HandOver]:
    for bar in chart.bars:
        taker = placed[bar.id]
        enters, today = taker.enters, _waits_at(layout, chart, taker)
        for name in bar.before:
            giver = placed[name]
            handed = max(giver.leaves, layout.along(giver.bar.end))
            across = enters if enters - handed <= _NEAR else handed + _CROSSING
            if today is not None:
                across = min(across, max(today, giver.leaves + _INSET))
            yield HandOver(
                giver=name,
                taker=bar.id,
                past=bar.look not in ("ahead", "forecast") or today is not None,
                begin=(giver.leaves, giver.middle),
                across=across,
                lies=enters if today is None else max(across, today),
                end=(enters, taker.middle),
            )


def _waits_at(layout: Layout, chart: Chart, at: _Placed) -> float | None:
    """Where the ball lies today, if it is its owner's turn before the bar begins."""
    if chart.today is None or at.bar.id not in chart.balls or at.bar.begin <= chart.today:
        return None
    return min(layout.along(chart.today), at.enters)


def _ways_to_come(layout: Layout, chart: Chart, placed: Mapping[str, _Placed]) -> Iterator[str]:
    """From today to the bars that a ball waits for."""
    for at in placed.values():
        today = _waits_at(layout, chart, at)
        if today is not None:
            yield layout.line((today, at.middle), (at.enters, at.middle))


def _line(layout: Layout, way: HandOver) -> str:
    (leaves, s), z = way.begin, way.end[1]
    line = layout.curve(leaves, s, way.across, z)
    return line if way.lies <= way.across else line + layout.line((way.across, z), (way.lies, z))


def _bar(layout: Layout, chart: Chart, at: _Placed) -> Iterator[Shape]:
    bar, thick, begin = at.bar, layout.measures.thick, at.begin
    box = layout.box(begin, max(at.due, begin + 3), at.s, thick)
    yield rect(f"bar {bar.look} {bar.owner}", box, _radius(layout))
    gone = _gone(layout, chart, at)
    if bar.look == "open" and gone > begin + 2:
        yield rect(f"bar done {bar.owner}", layout.box(begin, gone, at.s, thick), _radius(layout))


def _late(layout: Layout, at: _Placed) -> Shape:
    """What lies beyond the due date; it begins below the bar, or the milestone's diamond."""
    radius = _radius(layout)
    least = at.due + 3 + (_diamond(layout) if at.bar.milestone else 0)
    begin, end = max(at.due - radius, at.begin), max(at.end, least)
    return rect("late", layout.box(begin, end, at.s, layout.measures.thick), radius)


def _due(layout: Layout, at: _Placed) -> str:
    """The mark of the due date, across the bar and a little beyond it."""
    return layout.line((at.due, at.s - 3), (at.due, at.s + layout.measures.thick + 3))


def _diamond(layout: Layout) -> float:
    return min(_DIAMOND, layout.measures.thick / 2)


def _radius(layout: Layout) -> int:
    return 4 if layout.measures.thick > 10 else 2


def _gone(layout: Layout, chart: Chart, at: _Placed) -> float:
    """Until where a bar lies behind us; what is late is drawn otherwise."""
    if at.bar.look != "open":
        return at.due if at.bar.look == "done" else at.begin
    return at.due if chart.today is None else min(layout.along(chart.today), at.due)


def _inner(layout: Layout, chart: Chart, long: Iterable[_Placed]) -> Iterator[Shape]:
    """The ball's way along the bars: all in one line behind us, all in one before us."""
    past: list[str] = []
    ahead: list[str] = []
    for at in long:
        begin = at.begin + _NUMBER if _has_number(layout, at) else at.enters
        s, gone, end = at.middle, _gone(layout, chart, at), at.leaves
        if min(end, gone - 4) - begin > 4:
            past.append(layout.line((begin, s), (min(end, gone - 4), s)))
        if end - max(begin, gone) > 4 and not at.bar.late:
            ahead.append(layout.line((max(begin, gone), s), (end, s)))
    yield from path_of("way on past", past)
    yield from path_of("way on ahead", ahead)


def _has_number(layout: Layout, at: _Placed) -> bool:
    return layout.numbered and at.due - at.begin > _NUMBER and layout.measures.thick > 13


def _number(layout: Layout, at: _Placed) -> Shape:
    """The number of a stage, at the beginning of its bar."""
    along, s = at.begin + _NUMBER / 2, at.middle
    x, y = (s, along) if layout.vertical else (along, s)
    look = "number hollow" if at.bar.look in ("ahead", "forecast") else "number"
    return text(x, y + 4, str(at.bar.number), look, "middle")


def _plan(layout: Layout, bar: Bar, plan: Span) -> str:
    s, strip = layout.plan(bar), layout.measures.strip
    begin, end = (layout.along(t) for t in plan)
    if bar.milestone:
        return layout.diamond(begin, s + strip / 2, strip / 2 + 1)
    return layout.outline(begin, max(end, begin + 4), s, strip)
