"""The timeline: two lanes and a net between them, drawn once for a desk and once for a phone.

    you   ▭▨▨●           ▭      ▭     a bar in its owner's lane, the ball's path over the net
    us  ▭     ╲ ▭▭▭▭▭▭ ╱  ▭▭▭▭ ╱      what was planned as a thin outline beside each bar

What comes out is a list of shapes, the lowest first, written as SVG by a template: classes and
presentation attributes, no style. Nothing is said by colour alone: lateness, closed days, pauses
and the queue have textures, what is still ahead is hollow.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import escape

from . import labels, paper
from .axis import Tick, ticks
from .chart import Bar, Chart, Span
from .language import Translator
from .paper import LEADING, SIZE, THICK, WIDTH, Attributes, Paper
from .project import PARTIES
from .workdays import DAY

_CROSSING = 34.0
"""Pixels of time that the ball takes to cross the net, if it has them."""
_NUMBER = 19.0
"""Pixels of a bar that its number takes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """One element of the drawing."""

    tag: str
    look: str
    """Its classes."""
    attributes: Attributes
    """Numbers and path data of our own."""
    text: str = ""

    def __html__(self) -> str:
        """The element, for a template; its text is the only thing that others wrote."""
        attributes = "".join(f' {name}="{value}"' for name, value in self.attributes)
        end = f">{escape(self.text)}</{self.tag}>" if self.text else "/>"
        return f'<{self.tag} class="{self.look}"{attributes}{end}'


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """All shapes, the lowest first."""

    width: int
    height: int
    unit: float
    """Pixels of a day or week, so that a later day's today can be moved to its place."""
    shapes: tuple[Shape, ...]


def draw(chart: Chart, speak: Translator, *, upright: bool = False) -> Drawing:
    """Lay out a chart from left to right, or from top to bottom."""
    sides = str(speak.say("You")), str(speak.say("Us"))
    at = paper.upright(chart, speak) if upright else paper.flat(chart, sides)
    return Drawing(
        width=math.ceil(at.width),
        height=math.ceil(at.height),
        unit=at.unit,
        shapes=(
            *_lanes(at, chart, sides),
            *_hatches(at, chart),
            *_axis(at, chart, speak),
            *_finish(at, chart, speak),
            *(shape for bar in chart.bars for shape in _bar(at, chart, bar)),
            *_ways(at, chart),
            *_names(at, chart),
            *_balls(at, chart),
        ),
    )


def _text(x: float, y: float, text: str, look: str, anchor: str) -> Shape:
    where = (*paper.attributes(x=x, y=y), ("text-anchor", anchor))
    return Shape(tag="text", look=look, attributes=where, text=text)


def _path(look: str, attributes: Attributes) -> Shape:
    return Shape(tag="path", look=look, attributes=attributes)


def _rect(look: str, box: Attributes, radius: int = 0) -> Shape:
    return Shape(tag="rect", look=look, attributes=(*box, ("rx", str(radius))) if radius else box)


# --- What lies below ---------------------------------------------------------------------------


def _lanes(at: Paper, chart: Chart, sides: tuple[str, str]) -> Iterator[Shape]:
    first, last = (at.along(t) for t in chart.span)
    for party, name in zip(PARTIES, sides, strict=True):
        lane = at.lanes[party]
        yield _rect(f"lane {party}", at.box(first, last, lane.begin, lane.depth), 6)
        middle = lane.begin + lane.depth / 2
        if at.upright:
            yield _text(middle, 20, name, f"side {party}", "middle")
        else:
            yield _text(first - 12, middle + 5, name, f"side {party}", "end")
    net = (at.lanes["client"].end + at.lanes["provider"].begin) / 2
    yield _path("net", at.line((first, net), (last, net)))


def _hatches(at: Paper, chart: Chart) -> Iterator[Shape]:
    """Closed days, pauses, and the way to the next free slot."""
    for party, (begin, end) in chart.closed:
        lane = at.lanes[party]
        yield _rect("closed", at.box(at.along(begin), at.along(end), lane.begin, lane.depth))
    top, bottom = at.span
    for begin, end in chart.paused:
        yield _rect("paused", at.box(at.along(begin), at.along(end), top, bottom - top))
    bars = {bar.id: bar for bar in chart.bars}
    for name, (begin, end) in chart.waits:
        s = at.bar(bars[name]) + 3
        yield _rect("wait", at.box(at.along(begin), at.along(end), s, THICK - 6))


def _axis(at: Paper, chart: Chart, speak: Translator) -> Iterator[Shape]:
    """Dates, and today; a date that would lie under the word for today is left out."""
    top, bottom = at.span
    taken = _today_room(at, chart, speak)
    for tick in ticks(chart, speak, at.unit, room=30 if at.upright else 74):
        along = at.along(tick.at)
        yield _path("tick", at.line((along, top), (along, bottom)))
        if not tick.words:
            continue
        begin, end = _tick_room(at, along, tick)
        if (end < taken[0] or begin > taken[1]) and (at.upright or end <= WIDTH):
            yield _axis_text(at, along, tick.words, "date")
    if chart.today is None:
        return
    along = at.along(chart.today)
    words = _today_words(at, chart, speak)
    yield _path("today", at.line((along, at.axis + (4 if at.upright else 8)), (along, bottom + 6)))
    if at.upright:
        yield _axis_text(at, along, words, "now")
    else:
        yield _text(sum(taken) / 2, at.axis, words, "now", "middle")


def _tick_room(at: Paper, along: float, tick: Tick) -> Span:
    """What the words of a tick take of the axis."""
    if at.upright:
        return along - LEADING / 2, along + LEADING / 2
    return along, along + labels.width(tick.words, SIZE - 1)


def _axis_text(at: Paper, along: float, text: str, look: str) -> Shape:
    if at.upright:
        return _text(at.axis, along + 4, text, look, "end")
    return _text(along, at.axis, text, look, "start")


def _today_words(at: Paper, chart: Chart, speak: Translator) -> str:
    day = speak.plain_short_day(date.fromordinal(int(chart.today or 1)), year=False)
    return day if at.upright else str(speak.say("today, {day}", day=day))


def _today_room(at: Paper, chart: Chart, speak: Translator) -> Span:
    """What the word for today takes of the axis."""
    if chart.today is None:
        return math.inf, math.inf
    along = at.along(chart.today)
    if at.upright:
        return along - LEADING, along + LEADING
    half = labels.width(_today_words(at, chart, speak), SIZE) / 2 + 8
    middle = min(max(along, half), WIDTH - half)
    return middle - half, middle + half


def _finish(at: Paper, chart: Chart, speak: Translator) -> Iterator[Shape]:
    """How far the finish has moved."""
    if not chart.finish:
        return
    planned, live = (at.along(t) for t in chart.finish)
    top, bottom = at.span
    yield _path("finish planned", at.line((planned, top), (planned, bottom)))
    yield _path("finish live", at.line((live, top), (live, bottom)))
    if at.upright:
        return
    s = at.height - 20
    yield _path("finish moved", at.line((planned, s), (live, s)))
    before, after = (date.fromordinal(round(t)) - DAY for t in chart.finish)
    words = str(
        speak.count(
            "finish: {planned} → {live}, {n} day",
            "finish: {planned} → {live}, {n} days",
            (after - before).days,
            planned=speak.plain_short_day(before),
            live=speak.plain_short_day(after),
        )
    )
    half = labels.width(words, SIZE) / 2
    middle = min(max((planned + live) / 2, half), WIDTH - half)
    yield _text(middle, s + 16, words, "moved", "middle")


# --- Bars and the ball -------------------------------------------------------------------------


def _bar(at: Paper, chart: Chart, bar: Bar) -> Iterator[Shape]:
    s, (begin, end) = at.bar(bar), at.inside(bar)
    due = min(at.along(bar.due), end)
    if bar.plan:
        yield _plan(at, bar, bar.plan)
    if bar.late:
        late = at.box(due, max(end, due + 3), s, THICK)
        yield _rect("late-back", late, 3)
        yield _rect("late", late, 3)
    if bar.milestone or bar.look == "skipped":
        look = f"bar {bar.look} {bar.owner}"
        yield _path(look, at.diamond(begin, s + THICK / 2, 8))
        return
    yield _rect(f"bar {bar.look} {bar.owner}", at.box(begin, max(due, begin + 3), s, THICK), 4)
    if bar.look == "open" and chart.today is not None:
        gone = min(at.along(chart.today), due)
        if gone > begin + 2:
            yield _rect(f"bar done {bar.owner}", at.box(begin, gone, s, THICK), 4)
    if bar.late:
        yield _path("due", at.line((due, s - 3), (due, s + THICK + 3)))
    if _has_number(at, bar):
        yield _number(at, bar)


def _has_number(at: Paper, bar: Bar) -> bool:
    begin, end = at.inside(bar)
    return at.numbered and min(at.along(bar.due), end) - begin > _NUMBER


def _number(at: Paper, bar: Bar) -> Shape:
    """The number of a stage, at the beginning of its bar."""
    along, s = at.inside(bar)[0] + _NUMBER / 2, at.bar(bar) + THICK / 2
    x, y = (s, along) if at.upright else (along, s)
    look = "number hollow" if bar.look in ("ahead", "queued") else "number"
    return _text(x, y + 4, str(bar.number), look, "middle")


def _plan(at: Paper, bar: Bar, plan: Span) -> Shape:
    s = at.plan(bar)
    begin, end = (at.along(t) for t in plan)
    if bar.milestone:
        return _path("plan", at.diamond(begin, s + paper.STRIP / 2, 4))
    return _rect("plan", at.box(begin, max(end, begin + 4), s, paper.STRIP), 2)


def _ways(at: Paper, chart: Chart) -> Iterator[Shape]:
    """The ball's way: along the bars, and over the net at each hand-over."""
    bars = {bar.id: bar for bar in chart.bars}
    for bar in chart.bars:
        s = at.bar(bar) + THICK / 2
        begin, end = _ends(at, bar)
        state = "ahead" if bar.look in ("ahead", "queued") else "past"
        for name in bar.before:
            other = bars[name]
            out = _ends(at, other)[1]
            # It crosses at the hand-over, and may lie there until its stage begins.
            there = min(begin, max(out, at.along(other.end)) + _CROSSING)
            way = at.crossing(out, at.bar(other) + THICK / 2, there, s)
            yield _path(f"way {state}", way)
            if begin > there:
                yield _path(f"way {state}", at.line((there, s), (begin, s)))
        if _has_number(at, bar):
            begin = at.inside(bar)[0] + _NUMBER
        if end > begin:
            yield _path(f"way on {state}", at.line((begin, s), (end, s)))


def _ends(at: Paper, bar: Bar) -> Span:
    """Where the ball comes into a bar and leaves it: a little inside of its ends."""
    begin, end = at.inside(bar)
    if bar.milestone or bar.look == "skipped":
        return begin, max(at.along(bar.end), begin)
    inset = min(6.0, (end - begin) / 2)
    return begin + inset, end - inset


def _balls(at: Paper, chart: Chart) -> Iterator[Shape]:
    if chart.today is None:
        return
    bars = {bar.id: bar for bar in chart.bars}
    for name in chart.balls:
        x, y = at.at(at.along(chart.today), at.bar(bars[name]) + THICK / 2).split()
        yield Shape(tag="circle", look="ball", attributes=(("cx", x), ("cy", y), ("r", "9")))
        yield _path("seam", (("d", f"M{x} {y}m-6.5 -6q6 6 0 12m13 -12q-6 6 0 12"),))


# --- Names -------------------------------------------------------------------------------------


def _names(at: Paper, chart: Chart) -> Iterator[Shape]:
    """All leaders before all names, so that none is drawn over a name."""
    bars = {bar.id: bar for bar in chart.bars}
    texts: list[Shape] = []
    for party in PARTIES:
        for label in at.lanes[party].names:
            bar = bars[label.id]
            late = " late" if bar.late and bar.look == "open" else ""
            place = _beside if at.upright else _above
            leader, words = place(at, label, bar, f"name {bar.look}{late}")
            yield leader
            texts += words
    yield from texts


def _above(at: Paper, label: labels.Label, bar: Bar, look: str) -> tuple[Shape, tuple[Shape, ...]]:
    """A name above or below its lane."""
    lane = at.lanes[bar.owner]
    y = lane.outer - 6 - label.level * LEADING
    edge = y + 3
    if lane.outwards > 0:
        y = lane.outer + 16 + label.level * LEADING
        edge = y - 11
    along = label.anchor + (0 if bar.milestone else 1)
    leader = _path("leader", at.line((along, edge), (along, _outer_edge(at, bar))))
    return leader, (_text(label.at, y, label.lines[0], look, "start"),)


def _beside(at: Paper, label: labels.Label, bar: Bar, look: str) -> tuple[Shape, tuple[Shape, ...]]:
    """A name left or right of its lane, in several lines."""
    lane = at.lanes[bar.owner]
    leading = LEADING - 2
    middle = label.at + len(label.lines) * leading / 2
    begin, end = lane.outer + lane.outwards * 10, lane.outer
    elbow = ((middle, begin), (label.anchor, end), (label.anchor, _outer_edge(at, bar)))
    leader = _path("leader", at.line(*elbow))
    x, anchor = begin + lane.outwards * 2, "end" if lane.outwards < 0 else "start"
    words = (
        _text(x, label.at + (number + 1) * leading - 3, line, look, anchor)
        for number, line in enumerate(label.lines)
    )
    return leader, tuple(words)


def _outer_edge(at: Paper, bar: Bar) -> float:
    """The side of a bar's row that is nearer to the names."""
    return at.row(bar) + (paper.ROW - paper.GAP if at.lanes[bar.owner].outwards > 0 else 0)
