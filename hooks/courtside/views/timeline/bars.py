"""Bars, the outlines of their plans, and the ball's way along them and over the net.

the lowest first:  plans, the way from bar to bar, what is late, bars, due dates, the way along
                   the bars, milestones, numbers
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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


def draw_bars(layout: Layout, chart: Chart) -> Iterator[Shape]:
    """Yield all bars, with the paths on which the ball has been and will be."""
    yield from path_of("plan", [_plan(layout, bar, bar.plan) for bar in chart.bars if bar.plan])
    ways = list(hand_overs(layout, chart))
    yield from path_of("way past", [_line(layout, way) for way in ways if way.past])
    ahead = [_line(layout, way) for way in ways if not way.past]
    yield from path_of("way ahead", [*ahead, *_ways_to_come(layout, chart)])
    pointed = [bar for bar in chart.bars if bar.milestone or bar.look == "skipped"]
    long = [bar for bar in chart.bars if bar not in pointed]
    yield from (_late(layout, bar) for bar in chart.bars if bar.late)
    for bar in long:
        yield from _bar(layout, chart, bar)
    yield from path_of("due", [_due(layout, bar) for bar in long if bar.late])
    yield from _inner(layout, chart)
    for bar in pointed:
        diamond = layout.diamond(layout.along(bar.begin), layout.middle(bar), _diamond(layout))
        yield path(f"bar {bar.look} {bar.owner}", diamond)
    yield from (_number(layout, bar) for bar in chart.bars if _has_number(layout, bar))


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
        a, b, c, d = (round(part * r) for part in (0.7, 0.66, 1.32, 1.4))
        left = f"M{round(x) - a} {round(y) - b}q{b} {b} 0 {c}"
        yield path("seam", left, f"m{d}-{c}q-{b} {b} 0 {c}")


def hand_overs(layout: Layout, chart: Chart) -> Iterator[HandOver]:
    """Yield the paths of the ball from each bar to those that come after it."""
    by_id = {bar.id: bar for bar in chart.bars}
    for bar in chart.bars:
        enters = _ends(layout, bar)[0]
        today = _waits_at(layout, chart, bar)
        for name in bar.before:
            giver = by_id[name]
            leaves = _ends(layout, giver)[1]
            handed = max(leaves, layout.along(giver.end))
            across = enters if enters - handed <= _NEAR else handed + _CROSSING
            if today is not None:
                across = min(across, max(today, leaves + _INSET))
            yield HandOver(
                giver=name,
                taker=bar.id,
                past=bar.look not in ("ahead", "queued") or today is not None,
                begin=(leaves, layout.middle(giver)),
                across=across,
                lies=enters if today is None else max(across, today),
                end=(enters, layout.middle(bar)),
            )


def _waits_at(layout: Layout, chart: Chart, bar: Bar) -> float | None:
    """Where the ball lies today, if it is its owner's turn before the bar begins."""
    if chart.today is None or bar.id not in chart.balls or bar.begin <= chart.today:
        return None
    return min(layout.along(chart.today), _ends(layout, bar)[0])


def _ways_to_come(layout: Layout, chart: Chart) -> Iterator[str]:
    """From today to the bars that a ball waits for."""
    for bar in chart.bars:
        today = _waits_at(layout, chart, bar)
        if today is not None:
            s = layout.middle(bar)
            yield layout.line((today, s), (_ends(layout, bar)[0], s))


def _line(layout: Layout, way: HandOver) -> str:
    (leaves, s), z = way.begin, way.end[1]
    line = layout.curve(leaves, s, way.across, z)
    return line if way.lies <= way.across else line + layout.line((way.across, z), (way.lies, z))


def _ends(layout: Layout, bar: Bar) -> Span:
    """Where the ball comes into a bar and leaves it: a little inside of its ends."""
    begin, end = layout.inside(bar)
    if bar.milestone or bar.look == "skipped":
        return begin, max(layout.along(bar.end), begin)
    inset = min(_INSET, (end - begin) / 2)
    return begin + inset, end - inset


def _bar(layout: Layout, chart: Chart, bar: Bar) -> Iterator[Shape]:
    s, thick, begin = layout.across(bar), layout.measures.thick, layout.inside(bar)[0]
    box = layout.box(begin, max(_due_at(layout, bar), begin + 3), s, thick)
    yield rect(f"bar {bar.look} {bar.owner}", box, _radius(layout))
    gone = _gone(layout, chart, bar)
    if bar.look == "open" and gone > begin + 2:
        yield rect(f"bar done {bar.owner}", layout.box(begin, gone, s, thick), _radius(layout))


def _late(layout: Layout, bar: Bar) -> Shape:
    """What lies beyond the due date; it begins below the bar, or the milestone's diamond."""
    begin, end = layout.inside(bar)
    due, radius = _due_at(layout, bar), _radius(layout)
    least = due + 3 + (_diamond(layout) if bar.milestone else 0)
    box = layout.box(
        max(due - radius, begin), max(end, least), layout.across(bar), layout.measures.thick
    )
    return rect("late", box, radius)


def _due(layout: Layout, bar: Bar) -> str:
    """The mark of the due date, across the bar and a little beyond it."""
    due, s = _due_at(layout, bar), layout.across(bar)
    return layout.line((due, s - 3), (due, s + layout.measures.thick + 3))


def _due_at(layout: Layout, bar: Bar) -> float:
    return min(layout.along(bar.due), layout.inside(bar)[1])


def _diamond(layout: Layout) -> float:
    return min(_DIAMOND, layout.measures.thick / 2)


def _radius(layout: Layout) -> int:
    return 4 if layout.measures.thick > 10 else 2


def _gone(layout: Layout, chart: Chart, bar: Bar) -> float:
    """Until where a bar lies behind us; what is late is drawn otherwise."""
    begin, due = layout.inside(bar)[0], _due_at(layout, bar)
    if bar.look != "open":
        return due if bar.look == "done" else begin
    return due if chart.today is None else min(layout.along(chart.today), due)


def _inner(layout: Layout, chart: Chart) -> Iterator[Shape]:
    """The ball's way along the bars: all in one line behind us, all in one before us."""
    past: list[str] = []
    ahead: list[str] = []
    for bar in chart.bars:
        if bar.milestone or bar.look == "skipped":
            continue
        begin, end = _ends(layout, bar)
        if _has_number(layout, bar):
            begin = layout.inside(bar)[0] + _NUMBER
        s, gone = layout.middle(bar), _gone(layout, chart, bar)
        parts = ((past, begin, min(end, gone - 4)), (ahead, max(begin, gone), end))
        for lines, a, b in parts:
            if b - a > 4 and not (lines is ahead and bar.late):
                lines.append(layout.line((a, s), (b, s)))
    yield from path_of("way on past", past)
    yield from path_of("way on ahead", ahead)


def _has_number(layout: Layout, bar: Bar) -> bool:
    room = _due_at(layout, bar) - layout.inside(bar)[0]
    return layout.numbered and room > _NUMBER and layout.measures.thick > 13


def _number(layout: Layout, bar: Bar) -> Shape:
    """The number of a stage, at the beginning of its bar."""
    along, s = layout.inside(bar)[0] + _NUMBER / 2, layout.middle(bar)
    x, y = (s, along) if layout.vertical else (along, s)
    look = "number hollow" if bar.look in ("ahead", "queued") else "number"
    return text(x, y + 4, str(bar.number), look, "middle")


def _plan(layout: Layout, bar: Bar, plan: Span) -> str:
    s, strip = layout.plan(bar), layout.measures.strip
    begin, end = (layout.along(t) for t in plan)
    if bar.milestone:
        return layout.diamond(begin, s + strip / 2, strip / 2 + 1)
    return layout.outline(begin, max(end, begin + 4), s, strip)
