"""The timeline: two lanes and a net between them, drawn once for a desk and once for a phone.

    you   ▭▨▨●           ▭      ▭     a bar in its owner's lane, the ball's path over the net
    us  ▭     ╲ ▭▭▭▭▭▭ ╱  ▭▭▭▭ ╱      what was planned as a thin outline beside each bar

What comes out is a list of shapes, the lowest first, written as SVG by a template. Nothing is said
by colour alone: delays, days off, pauses, waits and the queue have textures, what is still ahead is
hollow.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from courtside.model.values import PARTIES
from courtside.text.language import Translator
from courtside.views.timeline import labels
from courtside.views.timeline.axis import Tick, ticks, today_words
from courtside.views.timeline.bars import balls, draw_bars
from courtside.views.timeline.chart import Bar, Chart, Span
from courtside.views.timeline.geometry import Layout
from courtside.views.timeline.horizontal import horizontal_layout
from courtside.views.timeline.svg import Anchor, Shape, group, lines_of, path, path_of, rect, text
from courtside.views.timeline.vertical import vertical_layout as upright_paper


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """All shapes, the lowest first."""

    width: int
    height: int
    unit: float
    """Pixels of a day or week, so that a later day's today can be moved to its place."""
    shapes: tuple[Shape, ...]

    def __html__(self) -> str:
        """What is inside of the drawing, as SVG."""
        return "".join(shape.__html__() for shape in self.shapes)


def draw(chart: Chart, t: Translator, *, upright: bool = False) -> Drawing:
    """Lay out a chart from left to right, or from top to bottom."""
    sides = str(t.text("You")), str(t.text("Us"))
    at = upright_paper(chart, t) if upright else horizontal_layout(chart, t, sides)
    return Drawing(
        width=math.ceil(at.width),
        height=math.ceil(at.height),
        unit=at.unit,
        shapes=(
            *_lanes(at, chart, sides),
            *_hatches(at, chart),
            *_axis(at, chart, t),
            *_finish(at, chart),
            *draw_bars(at, chart),
            *_asked(at, chart),
            *_today(at, chart, t),
            *_names(at, chart),
        ),
    )


# --- What lies below ---------------------------------------------------------------------------


def _lanes(at: Layout, chart: Chart, sides: tuple[str, str]) -> Iterator[Shape]:
    first, last = (at.along(t) for t in chart.span)
    for party, name in zip(PARTIES, sides, strict=True):
        lane = at.lanes[party]
        yield rect("lane", at.box(first, last, lane.begin, lane.depth), 5)
        if at.upright:
            anchor: Anchor = "end" if lane.outwards < 0 else "start"
            yield text(lane.inner, 22, name, f"side {party}", anchor)
        else:
            yield text(first - 12, lane.begin + lane.depth / 2 + 5, name, f"side {party}", "end")
    net = (at.lanes["client"].end + at.lanes["provider"].begin) / 2
    yield path("net", at.line((first, net), (last, net)))


def _hatches(at: Layout, chart: Chart) -> Iterator[Shape]:
    """Closed days, pauses, and the way to the next free slot."""
    for party, (begin, end) in chart.closed:
        lane = at.lanes[party]
        yield rect("closed", at.box(at.along(begin), at.along(end), lane.begin, lane.depth))
    top, bottom = at.span
    for begin, end in chart.paused:
        yield rect("paused", at.box(at.along(begin), at.along(end), top, bottom - top))
    by_id = {bar.id: bar for bar in chart.bars}
    for name, (begin, end) in chart.waits:
        s, thick = at.across(by_id[name]), at.measures.thick
        yield rect("wait", at.box(at.along(begin), at.along(end), s + thick / 6, thick * 2 / 3))


def _asked(at: Layout, chart: Chart) -> Iterator[Shape]:
    """Over the bars: the days on which their owners waited for an answer."""
    by_id = {bar.id: bar for bar in chart.bars}
    for name, (begin, end) in chart.asked:
        s, thick = at.across(by_id[name]), at.measures.thick
        yield rect("asked", at.box(at.along(begin), at.along(end), s, thick))


def _axis(at: Layout, chart: Chart, t: Translator) -> Iterator[Shape]:
    """Dates; one that would lie under the word for today is left out."""
    top, bottom = at.span
    taken = _today_room(at, chart, t)
    found = list(ticks(chart, t, at.unit, room=30 if at.upright else 74))
    begin = top if at.upright else at.axis + 6
    places = [at.along(tick.at) for tick in found]
    yield path("tick", at.tick_path(places, begin, bottom))
    for tick, along in zip(found, places, strict=True):
        first, last = _tick_room(at, along, tick)
        free = last < taken[0] or first > taken[1]
        if tick.words and free and (at.upright or last <= at.width):
            yield _axis_text(at, along, tick.words, "date")


def _tick_room(at: Layout, along: float, tick: Tick) -> Span:
    """What the words of a tick take of the axis."""
    if at.upright:
        return along - at.leading / 2, along + at.leading / 2
    return along, along + labels.width(tick.words, at.size - 1)


def _axis_text(at: Layout, along: float, words: str, look: str) -> Shape:
    if at.upright:
        return text(at.axis, along + 4, words, look, "end")
    return text(along, at.axis, words, look)


def _today(at: Layout, chart: Chart, t: Translator) -> Iterator[Shape]:
    """All that moves when a day goes by: the line, its words, and the ball."""
    if chart.today is None:
        return
    along, bottom = at.along(chart.today), at.span[1]
    words = _today_words(at, chart, t)
    line = at.line((along, at.axis + (4 if at.upright else 7)), (along, bottom + 6))
    label = text(sum(_today_room(at, chart, t)) / 2, at.axis, words, "now", "middle")
    if at.upright:
        label = _axis_text(at, along, words, "now")
    yield group("today", (path("line", line), label, *balls(at, chart)))


def _today_words(at: Layout, chart: Chart, t: Translator) -> str:
    day = today_words(chart.today or 1, t)
    return day if at.upright else str(t.text("today, {day}", day=day))


def _today_room(at: Layout, chart: Chart, t: Translator) -> Span:
    """What the word for today takes of the axis."""
    if chart.today is None:
        return math.inf, math.inf
    along = at.along(chart.today)
    if at.upright:
        return along - at.leading, along + at.leading
    half = labels.width(_today_words(at, chart, t), at.size) * labels.BOLD / 2 + 8
    middle = min(max(along, half), at.width - half)
    return middle - half, middle + half


def _finish(at: Layout, chart: Chart) -> Iterator[Shape]:
    """How far the finish has moved: from an open end to a closed one, and in words."""
    if not chart.finish:
        return
    planned, live = (at.along(t) for t in chart.finish)
    top, bottom = at.span
    s = at.axis + 8 if at.upright else at.height - 24
    far = bottom if at.upright else s
    yield path("finish planned", at.line((planned, top), (planned, far)))
    yield path("finish live", at.line((live, top), (live, far)))
    tip = min(6.0, (live - planned) / 2)
    head = at.line((live - tip, s - 4), (live, s), (live - tip, s + 4))
    start = at.line((planned, s - 4), (planned, s + 4))
    yield path("finish moved", at.line((planned, s), (live, s)), head, start)
    if at.upright:
        end = at.height - 4 - (len(at.finish) - 1) * at.leading
        yield lines_of(at.width / 2, end, at.finish, "moved", "middle", at.leading)
        return
    for line in at.finish[:1]:
        half = labels.width(line, at.size - 1) / 2
        middle = min(max((planned + live) / 2, half), at.width - half)
        yield text(middle, s + 18, line, "moved", "middle")


# --- Names -------------------------------------------------------------------------------------


def _names(at: Layout, chart: Chart) -> Iterator[Shape]:
    """All leaders before all names, so that none is drawn over a name."""
    by_id = {bar.id: bar for bar in chart.bars}
    place = _beside if at.upright else _above
    named = [
        place(at, label, by_id[label.id]) for party in PARTIES for label in at.lanes[party].names
    ]
    yield from path_of("leader", [leader for leader, _ in named if leader])
    yield from (words for _, words in named)


Named = tuple[str, Shape]
"""The line to a name, if it has one, and the name."""


def _above(at: Layout, label: labels.Label, bar: Bar) -> Named:
    """A name above or below its lane, or in the row of its bar."""
    lane = at.lanes[bar.owner]
    look = f"name {bar.look}"
    if label.level < 0:
        y = at.outer(bar) + (-5 if lane.outwards < 0 else 13)
        return "", text(label.at, y, label.lines[0], f"{look} own")
    y = lane.outer - 6 - label.level * at.leading
    edge = y + 3
    if lane.outwards > 0:
        y = lane.outer + 16 + label.level * at.leading
        edge = y - 11
    along = label.anchor + (0 if bar.milestone else 1)
    leader = at.line((along, edge), (along, at.outer(bar)))
    return leader, text(label.at, y, label.lines[0], look)


def _beside(at: Layout, label: labels.Label, bar: Bar) -> Named:
    """A name left or right of its lane, in several lines."""
    lane = at.lanes[bar.owner]
    middle = label.at + len(label.lines) * at.leading / 2
    first, last = at.inside(bar)
    meets = first if bar.milestone and not bar.late else min(max(middle, first + 2), last - 2)
    begin, end = lane.outer + lane.outwards * 8, lane.outer
    dot = at.across(bar, at.measures.thick - 3, at.measures.thick - 3)
    points = ((middle, begin), (meets, end), (meets, dot))
    leader = at.line(*(points if abs(middle - meets) > 0.1 else points[::2]))
    x = begin + lane.outwards * 2
    anchor: Anchor = "end" if lane.outwards < 0 else "start"
    y = label.at + at.leading - 3
    return leader, lines_of(x, y, label.lines, f"name {bar.look}", anchor, at.leading)
