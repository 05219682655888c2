"""The timeline: two lanes and a net between them, drawn once for a desk and once for a phone.

    you   ▭▨▨●           ▭      ▭     a bar in its owner's lane, the ball's path over the net
    us  ▭     ╲ ▭▭▭▭▭▭ ╱  ▭▭▭▭ ╱      what was planned as a thin outline beside each bar

One layout for both: a place is (t, s), t along the time and s across the lanes, from the client's
side to the provider's; only `_Frame` knows which of them is x. What comes out is a list of shapes,
written as SVG by a template: classes and presentation attributes, no style.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from . import labels
from .chart import Bar, Chart, Span
from .labels import Label
from .language import Translator
from .project import PARTIES, Party
from .workdays import DAY

WIDTH, PHONE_WIDTH = 1000, 360
THICK, STRIP, GAP = 20.0, 5.0, 5.0
"""Across a lane: a bar, the outline of its plan, and what lies between rows."""
SIZE, LEADING = 13.0, 15.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """One element of the drawing."""

    tag: str
    look: str
    """Its classes."""
    attributes: tuple[tuple[str, str], ...]
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """All shapes, the lowest first."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def draw(chart: Chart, speak: Translator, *, upright: bool = False) -> Drawing:
    """Lay out a chart from left to right, or from top to bottom."""
    return _Layout(chart, speak, upright).drawing()


@dataclass(slots=True)
class _Frame:
    """Where (t, s) is on the paper; t in units of the chart, s in pixels."""

    upright: bool
    first: float
    unit: float
    origin: float
    """Pixels in front of `first`."""

    def along(self, t: float) -> float:
        return self.origin + (t - self.first) * self.unit

    def at(self, along: float, s: float) -> str:
        x, y = (s, along) if self.upright else (along, s)
        return f"{_round(x)} {_round(y)}"

    def box(self, begin: float, end: float, s: float, depth: float) -> tuple[tuple[str, str], ...]:
        x, y, w, h = begin, s, end - begin, depth
        if self.upright:
            x, y, w, h = y, x, h, w
        return _attributes(x=x, y=y, width=w, height=h)

    def line(self, a: float, s: float, b: float, z: float) -> tuple[tuple[str, str], ...]:
        return (("d", f"M{self.at(a, s)}L{self.at(b, z)}"),)

    def crossing(self, a: float, s: float, b: float, z: float) -> tuple[tuple[str, str], ...]:
        """A soft curve from one place to another."""
        middle = (a + b) / 2
        return (
            ("d", f"M{self.at(a, s)}C{self.at(middle, s)} {self.at(middle, z)} {self.at(b, z)}"),
        )

    def diamond(self, along: float, s: float, size: float) -> tuple[tuple[str, str], ...]:
        corners = ((-size, 0.0), (0.0, -size), (size, 0.0), (0.0, size))
        points = "L".join(self.at(along + a, s + b) for a, b in corners)
        return (("d", f"M{points}Z"),)


@dataclass
class _Layout:
    """One drawing as it comes into being."""

    chart: Chart
    speak: Translator
    upright: bool
    shapes: list[Shape] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    depth: dict[Party, int] = field(default_factory=dict)
    """Rows of each lane."""

    def drawing(self) -> Drawing:
        self._give_rows()
        self._measure()
        self._lanes()
        self._hatches()
        self._ticks()
        self._finish()
        names = [label for party in PARTIES for label in self._labels(party)]
        for bar in self.chart.bars:
            self._bar(bar)
        self._paths()
        self.shapes += names
        self._today()
        return Drawing(
            width=PHONE_WIDTH if self.upright else WIDTH,
            height=math.ceil(self.length if self.upright else self.end_s),
            shapes=tuple(self.shapes),
        )

    # --- Measures ---

    def _give_rows(self) -> None:
        """Rows in a lane, so that neither bars nor plans of a row overlap."""
        taken: dict[tuple[Party, int], list[Bar]] = {}
        for bar in self.chart.bars:
            row = 0
            while any(_overlap(bar, other) for other in taken.get((bar.owner, row), ())):
                row += 1
            taken.setdefault((bar.owner, row), []).append(bar)
            self.rows[bar.id] = row
        for party in PARTIES:
            self.depth[party] = max((row for owner, row in taken if owner == party), default=0) + 1

    def _measure(self) -> None:
        first, last = self.chart.span
        self.row = THICK + STRIP + 3 + GAP
        lanes = [self.depth[party] * self.row + GAP for party in PARTIES]
        net = 46.0
        self.names: dict[Party, tuple[Label, ...]] = {}
        if self.upright:
            self._measure_upright(first, last, lanes, net)
        else:
            self._measure_flat(first, last, lanes, net)

    def _measure_flat(self, first: float, last: float, lanes: Sequence[float], net: float) -> None:
        gutter = max(labels.width(text, SIZE) for text in self._sides()) + 22
        unit = (WIDTH - gutter - 16) / (last - first)
        self.frame = _Frame(False, first, unit, gutter)
        crowded = False
        for party in PARTIES:
            self.names[party] = self._stairs(party, numbered=False)
            crowded = crowded or any(label.lines[0].isdigit() for label in self.names[party])
        if crowded:
            self.names = {party: self._stairs(party, numbered=True) for party in PARTIES}
        deep = {
            party: (max((label.level for label in self.names[party]), default=0) + 1) * LEADING + 8
            for party in PARTIES
        }
        self.axis_s = 14.0
        self.label_s = {"client": 26 + deep["client"], "provider": 0.0}
        self.client_s = self.label_s["client"]
        self.provider_s = self.client_s + lanes[0] + net
        self.label_s["provider"] = self.provider_s + lanes[1]
        self.lanes_end = self.label_s["provider"]
        self.end_s = self.lanes_end + deep["provider"] + (26 if self.chart.finish else 4)
        self.lane_depth = dict(zip(PARTIES, lanes, strict=True))
        self.length = WIDTH

    def _measure_upright(
        self, first: float, last: float, lanes: Sequence[float], net: float
    ) -> None:
        net, axis = 34.0, 50.0
        spare = PHONE_WIDTH - axis - net - sum(lanes) - 4
        room = max(spare / 2, 56.0)
        self.axis_s = axis - 6
        self.client_s = axis + room
        self.provider_s = self.client_s + lanes[0] + net
        self.label_s = {"client": self.client_s, "provider": self.provider_s + lanes[1]}
        self.lanes_end = self.label_s["provider"]
        self.end_s = PHONE_WIDTH
        self.lane_depth = dict(zip(PARTIES, lanes, strict=True))
        head = 30.0
        # Long enough for every name of the fuller lane, if they were spread evenly.
        lines = max(
            sum(
                len(labels.wrap(bar.title, SIZE - 1, room - 10, 3)) + 0.8
                for bar in self.chart.bars
                if bar.owner == party
            )
            for party in PARTIES
        )
        length = min(max(lines * LEADING * 1.4, 300, (last - first) * 4), 1500)
        self.frame = _Frame(True, first, length / (last - first), head)
        end = head + length
        for party in PARTIES:
            self.names[party] = labels.column(
                [
                    (bar.id, bar.title, self.frame.along((bar.begin + bar.end) / 2))
                    for bar in self.chart.bars
                    if bar.owner == party
                ],
                size=SIZE - 1,
                room=room - 10,
                leading=LEADING - 1,
            )
            for label in self.names[party]:
                end = max(end, label.at + len(label.lines) * LEADING)
        self.length = end + 10

    def _stairs(self, party: Party, *, numbered: bool) -> tuple[Label, ...]:
        return labels.stairs(
            [
                (
                    bar.id,
                    f"{bar.number} {bar.title}" if numbered else bar.title,
                    str(bar.number),
                    self._inside(bar)[0] if not bar.milestone else self.frame.along(bar.begin) - 4,
                )
                for bar in self.chart.bars
                if bar.owner == party
            ],
            size=SIZE,
            limit=WIDTH - 4,
        )

    def _sides(self) -> tuple[str, str]:
        return str(self.speak.say("You")), str(self.speak.say("Us"))

    def _row_s(self, bar: Bar) -> float:
        """The side of the row of a bar that is nearer to the client's edge of the paper."""
        row = self.rows[bar.id]
        if bar.owner == "provider":
            return self.provider_s + GAP + row * self.row
        return self.client_s + self.lane_depth["client"] - (row + 1) * self.row

    def _bar_s(self, bar: Bar) -> float:
        """The same of the bar in it; its plan lies on the outer side."""
        return self._row_s(bar) + (STRIP + 3 if bar.owner == "client" else 0)

    def _inside(self, bar: Bar) -> Span:
        """Begin and end in pixels; never thinner than can be seen."""
        begin, end = self.frame.along(bar.begin), self.frame.along(bar.end)
        return begin, max(end, begin + 4)

    # --- What is drawn ---

    def _add(
        self, tag: str, look: str, attributes: tuple[tuple[str, str], ...], text: str = ""
    ) -> None:
        self.shapes.append(Shape(tag=tag, look=look, attributes=attributes, text=text))

    def _lanes(self) -> None:
        first, last = (self.frame.along(t) for t in self.chart.span)
        sides = dict(zip(PARTIES, self._sides(), strict=True))
        for party, s in (("client", self.client_s), ("provider", self.provider_s)):
            depth = self.lane_depth[party]
            box = self.frame.box(first, last, s, depth)
            self._add("rect", f"lane {party}", (*box, ("rx", "6")))
            middle = s + depth / 2
            if self.upright:
                self._text(middle, 20, sides[party], f"side {party}", "middle")
            else:
                self._text(first - 12, middle + 5, sides[party], f"side {party}", "end")
        net = self.client_s + self.lane_depth["client"] + self._net() / 2
        self._add("path", "net", self.frame.line(first, net, last, net))

    def _net(self) -> float:
        return self.provider_s - self.client_s - self.lane_depth["client"]

    def _hatches(self) -> None:
        frame = self.frame
        for party, (begin, end) in self.chart.closed:
            s = self.client_s if party == "client" else self.provider_s
            box = frame.box(frame.along(begin), frame.along(end), s, self.lane_depth[party])
            self._add("rect", "closed", box)
        for begin, end in self.chart.paused:
            box = frame.box(
                frame.along(begin), frame.along(end), self.client_s, self.lanes_end - self.client_s
            )
            self._add("rect", "paused", box)
        bars = {bar.id: bar for bar in self.chart.bars}
        for name, (begin, end) in self.chart.waits:
            s = self._bar_s(bars[name])
            box = frame.box(frame.along(begin), frame.along(end), s + 3, THICK - 6)
            self._add("rect", "wait", box)

    def _bar(self, bar: Bar) -> None:
        frame, s = self.frame, self._bar_s(bar)
        begin, end = self._inside(bar)
        due = min(frame.along(bar.due), end)
        middle = s + THICK / 2
        if bar.plan:
            strip = s - 3 - STRIP if bar.owner == "client" else s + THICK + 3
            a, b = (frame.along(t) for t in bar.plan)
            if bar.milestone:
                self._add("path", "plan", frame.diamond(a, strip + STRIP / 2, 3.5))
            else:
                box = frame.box(a, max(b, a + 4), strip, STRIP)
                self._add("rect", "plan", (*box, ("rx", "2")))
        if bar.late:
            box = frame.box(due, max(end, due + 3), s, THICK)
            self._add("rect", "late-back", (*box, ("rx", "3")))
            self._add("rect", "late", (*box, ("rx", "3")))
        if bar.milestone or bar.look == "skipped":
            look = f"bar {bar.look} {bar.owner}"
            self._add("path", look, frame.diamond(begin, middle, 7))
            return
        today = self.chart.today
        box = frame.box(begin, max(due, begin + 3), s, THICK)
        self._add("rect", f"bar {bar.look} {bar.owner}", (*box, ("rx", "4")))
        if bar.look == "open" and today is not None:
            done = min(frame.along(today), due)
            if done > begin + 2:
                box = frame.box(begin, done, s, THICK)
                self._add("rect", f"bar done {bar.owner}", (*box, ("rx", "4")))
        if bar.late:
            self._add("path", "due", frame.line(due, s - 4, due, s + THICK + 4))

    def _paths(self) -> None:
        """The ball's way: along the bars, and over the net at each hand-over."""
        bars = {bar.id: bar for bar in self.chart.bars}
        for bar in self.chart.bars:
            s = self._bar_s(bar) + THICK / 2
            begin, end = self._ends(bar)
            state = "ahead" if bar.look in ("ahead", "queued") else "past"
            if end > begin:
                self._add("path", f"way on {state}", self.frame.line(begin, s, end, s))
            for name in bar.before:
                other = bars[name]
                z = self._bar_s(other) + THICK / 2
                out = self._ends(other)[1]
                self._add("path", f"way {state}", self.frame.crossing(out, z, begin, s))

    def _ends(self, bar: Bar) -> Span:
        """Where the ball comes into a bar and leaves it: a little inside of its ends."""
        begin, end = self._inside(bar)
        if bar.milestone or bar.look == "skipped":
            return begin, max(self.frame.along(bar.end), begin)
        inset = min(6.0, (end - begin) / 2)
        return begin + inset, end - inset

    def _ticks(self) -> None:
        first, last = (self.frame.along(t) for t in self.chart.span)
        reserved = self._today_room()
        free = -math.inf
        for t, text, major in _steps(self.chart, self.speak, self.frame.unit, self.upright):
            at = self.frame.along(t)
            if not first - 1 <= at <= last + 1:
                continue
            self._add("path", "tick", self.frame.line(at, self.client_s, at, self.lanes_end))
            room = LEADING if self.upright else labels.width(text, SIZE - 1)
            begin, end = at, at + room
            if self.upright:
                begin, end = at - room / 2, at + room / 2
            clear = end < reserved[0] or begin > reserved[1]
            fits = self.upright or end <= WIDTH
            if major and clear and fits and begin >= free:
                self._axis_text(at, text, "date")
                free = end + (4 if self.upright else 14)

    def _axis_text(self, at: float, text: str, look: str) -> None:
        if self.upright:
            self._text(self.axis_s, at + 4, text, look, "end")
        else:
            self._text(at, self.axis_s, text, look, "start")

    def _today_text(self) -> str:
        day = date.fromordinal(int(self.chart.today or 1))
        if self.upright:
            return self.speak.plain_short_day(day, year=False)
        return str(self.speak.say("today, {day}", day=self.speak.plain_short_day(day, year=False)))

    def _today_room(self) -> Span:
        """What the word for today takes of the axis."""
        if self.chart.today is None:
            return math.inf, math.inf
        at = self.frame.along(self.chart.today)
        if self.upright:
            return at - LEADING, at + LEADING
        half = labels.width(self._today_text(), SIZE) / 2 + 14
        middle = min(max(at, half), WIDTH - half)
        return middle - half, middle + half

    def _today(self) -> None:
        if self.chart.today is None:
            return
        at = self.frame.along(self.chart.today)
        begin = self.client_s - 8 if self.upright else self.axis_s + 8
        self.shapes.insert(
            0,
            Shape(
                tag="path",
                look="today",
                attributes=self.frame.line(at, begin, at, self.lanes_end + 8),
            ),
        )
        text = self._today_text()
        if self.upright:
            self._text(self.axis_s, at + 4, text, "now", "end")
        else:
            self._text(sum(self._today_room()) / 2, self.axis_s, text, "now", "middle")
        line = self.frame.line(at, self.client_s - 4, at, self.lanes_end + 4)
        self._add("path", "today", line)
        bars = {bar.id: bar for bar in self.chart.bars}
        for name in self.chart.balls:
            x, y = self.frame.at(at, self._bar_s(bars[name]) + THICK / 2).split()
            self._add("circle", "ball", (("cx", x), ("cy", y), ("r", "8.5")))
            seam = f"M{x} {y}m-6 -6q6 6 0 12m12 -12q-6 6 0 12"
            self._add("path", "seam", (("d", seam),))

    def _finish(self) -> None:
        """How far the finish has moved."""
        if not self.chart.finish:
            return
        planned, live = self.chart.finish
        a, b = self.frame.along(planned), self.frame.along(live)
        for at, look in ((a, "planned"), (b, "live")):
            self._add(
                "path", f"finish {look}", self.frame.line(at, self.client_s, at, self.lanes_end)
            )
        if self.upright:
            return
        s = self.end_s - 18
        self._add("path", "finish moved", self.frame.line(a, s, b, s))
        days = [date.fromordinal(round(t)) - DAY for t in (planned, live)]
        text = str(
            self.speak.count(
                "finish: {planned} → {live}, {n} day",
                "finish: {planned} → {live}, {n} days",
                (days[1] - days[0]).days,
                planned=self.speak.plain_short_day(days[0]),
                live=self.speak.plain_short_day(days[1]),
            )
        )
        half = labels.width(text, SIZE) / 2
        middle = min(max((a + b) / 2, half + 2), WIDTH - half - 2)
        self._text(middle, s + 15, text, "moved", "middle")

    def _labels(self, party: Party) -> Iterator[Shape]:
        bars = {bar.id: bar for bar in self.chart.bars}
        for label in self.names[party]:
            bar = bars[label.id]
            late = " late" if bar.late and bar.look == "open" else ""
            look = f"name {bar.look}{late}"
            if self.upright:
                yield from self._label_beside(label, bar, look)
            else:
                yield from self._label_above(label, bar, look)

    def _label_above(self, label: Label, bar: Bar, look: str) -> Iterator[Shape]:
        client = bar.owner == "client"
        s = self.label_s[bar.owner]
        y = s - 6 - label.level * LEADING if client else s + 16 + label.level * LEADING
        target = self._row_s(bar) + (0 if client else self.row - GAP)
        edge = y + 2 if client else y - 11
        at = label.anchor + (4 if bar.milestone else 1)
        self._add("path", "leader", self.frame.line(at, edge, at, target))
        yield _text(label.at, y, label.lines[0], look, "start")

    def _label_beside(self, label: Label, bar: Bar, look: str) -> Iterator[Shape]:
        client = bar.owner == "client"
        s = self.label_s[bar.owner]
        x = s - 8 if client else s + 8
        target = self._row_s(bar) + (0 if client else self.row - GAP)
        leading = LEADING - 1
        middle = label.at + len(label.lines) * leading / 2
        points = f"M{self.frame.at(middle, x)}L{self.frame.at(label.anchor, s)}"
        points += f"L{self.frame.at(label.anchor, target)}"
        self._add("path", "leader", (("d", points),))
        for number, line in enumerate(label.lines):
            y = label.at + number * leading + leading - 3
            yield _text(x - 2 if client else x + 2, y, line, look, "end" if client else "start")

    def _text(self, x: float, y: float, text: str, look: str, anchor: str) -> None:
        self.shapes.append(_text(x, y, text, look, anchor))


def _text(x: float, y: float, text: str, look: str, anchor: str) -> Shape:
    attributes = (*_attributes(x=x, y=y), ("text-anchor", anchor))
    return Shape(tag="text", look=look, attributes=attributes, text=text)


def _overlap(one: Bar, other: Bar) -> bool:
    return any(
        a[0] < b[1] and b[0] < a[1] or a == b for a, b in zip(one.spans, other.spans, strict=True)
    )


def _steps(
    chart: Chart, speak: Translator, unit: float, upright: bool
) -> Iterator[tuple[float, str, bool]]:
    """Ticks: (place, words, whether the words may stand there)."""
    first, last = (int(t) for t in chart.span)
    room = 30 if upright else 74
    if chart.unit == "week":
        step = math.ceil(room / unit)
        for week in range(first, last):
            yield week, str(speak.say("week {n}", n=week + 1)), week % step == 0
        return
    if 28 * unit >= room * 0.6 and 7 * unit < 14:
        yield from _months(first, last, speak, 1)
    elif 7 * unit < 14:
        yield from _months(first, last, speak, math.ceil(room / (28 * unit)))
    else:
        step = 7 if 2 * unit < room else 1
        for day in range(first, last + 1, step):
            yield day, speak.plain_short_day(date.fromordinal(day), year=False), True


def _months(
    first: int, last: int, speak: Translator, step: int
) -> Iterator[tuple[float, str, bool]]:
    day = date.fromordinal(first).replace(day=1)
    begun = False
    while day.toordinal() <= last:
        if day.toordinal() >= first:
            major = (day.month - 1) % step == 0
            yield day.toordinal(), speak.month(day, year=not begun or day.month == 1), major
            begun = begun or major
        day = (day.replace(day=28) + 7 * DAY).replace(day=1)


def _attributes(**values: float) -> tuple[tuple[str, str], ...]:
    return tuple((name, _round(value)) for name, value in values.items())


def _round(value: float) -> str:
    """At most one decimal: enough for the eye, and short."""
    return f"{value:.1f}".removesuffix(".0")
