"""The timeline: two lanes and a net between them, drawn once for a desk and once for a phone.

    you   ▭▨▨●           ▭      ▭     a bar in its owner's lane, the ball's path over the net
    us  ▭     ╲ ▭▭▭▭▭▭ ╱  ▭▭▭▭ ╱      what was planned as a thin outline beside each bar

What comes out is a list of shapes, the lowest first, written as SVG by a template. Nothing is said
by colour alone: delays, days off, pauses, waits and the queue have textures, what is still ahead is
hollow.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from courtside.model.values import PARTIES
from courtside.text.language import Translator
from courtside.views.timeline import labels
from courtside.views.timeline.axis import Tick, ticks, today_words
from courtside.views.timeline.bars import balls, draw_bars
from courtside.views.timeline.chart import Bar, Chart, Span
from courtside.views.timeline.geometry import Lane, Layout, name_of
from courtside.views.timeline.horizontal import horizontal_layout
from courtside.views.timeline.svg import Anchor, Shape, group, lines_of, path, path_of, rect, text
from courtside.views.timeline.vertical import vertical_layout


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """All shapes, the lowest first."""

    width: int
    height: int
    unit: float
    """Pixels of a day or week, so that a later day's today can be moved to its place."""
    shapes: tuple[Shape, ...]

    def __html__(self) -> str:
        """Return the content of the drawing as SVG."""
        return "".join(shape.__html__() for shape in self.shapes)


def draw(chart: Chart, t: Translator, *, vertical: bool = False) -> Drawing:
    """Return the drawing of a chart, from left to right or from top to bottom."""
    sides = t.text("You").unescape(), t.text("Us").unescape()
    layout = vertical_layout(chart, t) if vertical else horizontal_layout(chart, t, sides)
    return Drawing(
        width=math.ceil(layout.width),
        height=math.ceil(layout.height),
        unit=layout.unit,
        shapes=(
            *_lanes(layout, chart, sides),
            *_hatches(layout, chart),
            *_axis(layout, chart, t),
            *_finish(layout, chart),
            *draw_bars(layout, chart),
            *_asked(layout, chart),
            *_today(layout, chart, t),
            *_names(layout, chart),
        ),
    )


# --- What lies below ---------------------------------------------------------------------------


def _lanes(layout: Layout, chart: Chart, sides: tuple[str, str]) -> Iterator[Shape]:
    first, last = (layout.along(t) for t in chart.span)
    for party, name in zip(PARTIES, sides, strict=True):
        lane = layout.lanes[party]
        yield rect("lane", layout.box(first, last, lane.begin, lane.depth), 5)
        if layout.vertical:
            anchor: Anchor = "end" if lane.outwards < 0 else "start"
            yield text(lane.inner, 22, name, f"side {party}", anchor)
        else:
            yield text(first - 12, lane.begin + lane.depth / 2 + 5, name, f"side {party}", "end")
    net = (layout.lanes["client"].end + layout.lanes["provider"].begin) / 2
    yield path("net", layout.line((first, net), (last, net)))


def _hatches(layout: Layout, chart: Chart) -> Iterator[Shape]:
    """Closed days, pauses, and the way to the next free slot."""
    for party, span in chart.closed:
        lane = layout.lanes[party]
        yield rect("closed", layout.area(span, lane.begin, lane.depth))
    top, bottom = layout.span
    for span in chart.paused:
        yield rect("paused", layout.area(span, top, bottom - top))
    by_id, thick = {bar.id: bar for bar in chart.bars}, layout.measures.thick
    for name, span in chart.waits:
        s = layout.across(by_id[name])
        yield rect("wait", layout.area(span, s + thick / 6, thick * 2 / 3))


def _asked(layout: Layout, chart: Chart) -> Iterator[Shape]:
    """Over the bars: the days on which their owners waited for an answer."""
    by_id = {bar.id: bar for bar in chart.bars}
    for name, span in chart.asked:
        s = layout.across(by_id[name])
        yield rect("asked", layout.area(span, s, layout.measures.thick))


def _axis(layout: Layout, chart: Chart, t: Translator) -> Iterator[Shape]:
    """Dates; one that would lie under the word for today is left out."""
    top, bottom = layout.span
    taken = _today_room(layout, chart, t)
    brief = layout.vertical
    found = list(ticks(chart, t, layout.unit, room=30 if brief else 74, brief=brief))
    begin = top if layout.vertical else layout.axis + 6
    places = [layout.along(tick.at) for tick in found]
    yield path("tick", layout.tick_path(places, begin, bottom))
    for tick, along in zip(found, places, strict=True):
        first, last = _tick_room(layout, along, tick)
        free = last < taken[0] or first > taken[1]
        if tick.words and free and (layout.vertical or last <= layout.width):
            middle = (first + last) / 2
            yield _axis_text(layout, middle if layout.vertical else first, tick.words, "date")


def _tick_room(layout: Layout, along: float, tick: Tick) -> Span:
    """What the words of a tick take of the axis: a week has its name in its middle."""
    middle = along + tick.spans * layout.unit / 2
    if layout.vertical:
        return middle - layout.leading / 2, middle + layout.leading / 2
    wide = labels.width(tick.words, layout.size - 1)
    begin = max(middle - wide / 2, 0) if tick.spans else along
    return begin, begin + wide


def _axis_text(layout: Layout, along: float, words: str, look: str) -> Shape:
    if layout.vertical:
        return text(layout.axis, along + 4, words, look, "end")
    return text(along, layout.axis, words, look)


def _today(layout: Layout, chart: Chart, t: Translator) -> Iterator[Shape]:
    """All that moves when a day goes by: the line, its words, and the ball."""
    if chart.today is None:
        return
    along, bottom = layout.along(chart.today), layout.span[1]
    words = _today_words(layout, chart, t)
    begin, beyond = (4, 6) if layout.vertical else (7, 2)  # below are names, close to the lane
    if layout.vertical and any(abs(layout.along(at) - along) < 8 for at in chart.finish or ()):
        begin = 16  # behind the arrow of the finish, of which an end would be on it
    line = layout.line((along, layout.axis + begin), (along, bottom + beyond))
    label = text(sum(_today_room(layout, chart, t)) / 2, layout.axis, words, "now", "middle")
    if layout.vertical:
        label = _axis_text(layout, along, words, "now")
    yield group("today", (path("line", line), label, *balls(layout, chart)))


def _today_words(layout: Layout, chart: Chart, t: Translator) -> str:
    day = today_words(chart.today or 1, t)
    return day if layout.vertical else t.text("today, {day}", day=day).unescape()


def _today_room(layout: Layout, chart: Chart, t: Translator) -> Span:
    """What the word for today takes of the axis."""
    if chart.today is None:
        return math.inf, math.inf
    along = layout.along(chart.today)
    if layout.vertical:
        return along - layout.leading, along + layout.leading
    half = labels.width(_today_words(layout, chart, t), layout.size) * labels.BOLD / 2 + 8
    middle = min(max(along, half), layout.width - half)
    return middle - half, middle + half


def _finish(layout: Layout, chart: Chart) -> Iterator[Shape]:
    """How far the finish has moved: from an open end to a closed one, and in words."""
    if not chart.finish:
        return
    planned, live = (layout.along(t) for t in chart.finish)
    top, bottom = layout.span
    s = layout.axis + 9 if layout.vertical else layout.height - 24
    far = bottom if layout.vertical else s
    yield path("finish planned", layout.line((planned, top), (planned, far)))
    yield path("finish live", layout.line((live, top), (live, far)))
    tip = min(6.0, (live - planned) / 2)
    head = layout.line((live - tip, s - 4), (live, s), (live - tip, s + 4))
    start = layout.line((planned, s - 4), (planned, s + 4))
    yield path("finish moved", layout.line((planned, s), (live, s)), head, start)
    if layout.vertical:
        end = layout.height - 4 - (len(layout.finish) - 1) * layout.leading
        yield lines_of(layout.width / 2, end, layout.finish, "moved", "middle", layout.leading)
        return
    for line in layout.finish[:1]:
        half = labels.width(line, layout.size - 1) / 2
        middle = min(max((planned + live) / 2, half), layout.width - half)
        yield text(middle, s + 18, line, "moved", "middle")


# --- Names -------------------------------------------------------------------------------------


def _names(layout: Layout, chart: Chart) -> Iterator[Shape]:
    """All leaders before all names, so that none is drawn over a name."""
    by_id = {bar.id: bar for bar in chart.bars}
    place = _beside if layout.vertical else _above
    named = [
        place(layout, label, by_id[label.id])
        for party in PARTIES
        for label in layout.lanes[party].names
    ]
    yield from path_of("leader", [leader for leader, _ in named if leader])
    if not layout.vertical:
        yield from path_of("ground", list(_grounds(layout, chart, by_id)))
    yield from (words for _, words in named)


def _grounds(layout: Layout, chart: Chart, by_id: Mapping[str, Bar]) -> Iterator[str]:
    """What lies under a name that a line of the finish would cross: it would be seen between two
    words."""
    lines = [layout.along(at) for at in chart.finish or ()]
    for party in PARTIES:
        lane = layout.lanes[party]
        for label in lane.names:
            wide = name_of(by_id[label.id]).wide(label.lines[0], layout.size)
            if label.level >= 0 and any(label.at < at < label.at + wide for at in lines):
                y = _baseline(layout, label, lane) - 10
                yield layout.outline(label.at, label.at + wide, y, 14)


Named = tuple[str, Shape]
"""The line to a name, if it has one, and the name."""


def _above(layout: Layout, label: labels.Label, bar: Bar) -> Named:
    """A name above or below its lane, or in the row of its bar."""
    lane = layout.lanes[bar.owner]
    look = f"name {bar.look}"
    if label.level < 0:
        y = layout.outer(bar) + (-5 if lane.outwards < 0 else 13)
        return "", text(label.at, y, label.lines[0], f"{look} own")
    y = _baseline(layout, label, lane)
    edge = y + 3 if lane.outwards < 0 else y - 11
    along = label.anchor + (0 if bar.milestone else 1)
    leader = layout.line((along, edge), (along, layout.outer(bar)))
    return leader, text(label.at, y, label.lines[0], look)


def _baseline(layout: Layout, label: labels.Label, lane: Lane) -> float:
    if lane.outwards < 0:
        return lane.outer - 6 - label.level * layout.leading
    return lane.outer + 16 + label.level * layout.leading


def _beside(layout: Layout, label: labels.Label, bar: Bar) -> Named:
    """A name left or right of its lane, in several lines."""
    lane = layout.lanes[bar.owner]
    middle = label.at + len(label.lines) * layout.leading / 2
    first, last = layout.inside(bar)
    meets = first if bar.milestone and not bar.late else min(max(middle, first + 2), last - 2)
    begin, end = lane.outer + lane.outwards * 8, lane.outer
    dot = layout.across(bar, layout.measures.thick - 3, layout.measures.thick - 3)
    points = ((middle, begin), (meets, end), (meets, dot))
    leader = layout.line(*(points if abs(middle - meets) > 0.1 else points[::2]))
    x = begin + lane.outwards * 2
    anchor: Anchor = "end" if lane.outwards < 0 else "start"
    y = label.at + layout.leading - 3
    return leader, lines_of(x, y, label.lines, f"name {bar.look}", anchor, layout.leading)
