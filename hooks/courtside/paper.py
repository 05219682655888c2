"""The paper of a timeline: where lanes, rows, days and names have their places.

    flat      ┌ axis ┬ names ┬ client ┬ net ┬ provider ┬ names ┐   from top to bottom: s
    upright   the same from left to right

One layout for both: a place is (along, s), `along` in pixels of time, `s` across the lanes; only
`Paper.at` knows which of them is x. A row holds a bar and, on the outer side, the outline of its
plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import labels
from .axis import ticks
from .chart import Bar, Chart, Span
from .labels import Label
from .language import Translator
from .project import PARTIES, Party

Attributes = tuple[tuple[str, str], ...]

WIDTH, PHONE_WIDTH = 1000.0, 360.0
THICK, STRIP, GAP = 22.0, 7.0, 6.0
"""Across a lane: a bar, the outline of its plan, and what lies between rows."""
ROW = THICK + STRIP + 3 + GAP
SIZE, LEADING = 13.0, 16.0
_PHONE_SIZE, _PHONE_LEADING = 12.0, 14.0
_LONGEST = 1600.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """What one side has of the paper, across."""

    begin: float
    depth: float
    names: tuple[Label, ...]
    outwards: int
    """-1 where the names lie before the lane, 1 where behind it."""

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.begin + self.depth

    @property
    def outer(self) -> float:
        """The edge next to the names."""
        return self.begin if self.outwards < 0 else self.end


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """All measures of one drawing, in pixels."""

    upright: bool
    first: float
    unit: float
    """Pixels for one day or week."""
    origin: float
    """Where `first` is."""
    axis: float
    """Where dates are written, across."""
    lanes: Mapping[Party, Lane]
    rows: Mapping[str, int]
    numbered: bool
    """Whether bars and names have numbers, because names alone do not say whose bar is whose."""
    width: float
    height: float

    def along(self, t: float) -> float:
        """Where a place on the chart's axis is."""
        return self.origin + (t - self.first) * self.unit

    def at(self, along: float, s: float) -> str:
        """A place, as it stands in a path."""
        x, y = (s, along) if self.upright else (along, s)
        return f"{_short(x)} {_short(y)}"

    def box(self, begin: float, end: float, s: float, depth: float) -> Attributes:
        """A rectangle from one place along to another."""
        x, y, width, height = begin, s, end - begin, depth
        if self.upright:
            x, y, width, height = y, x, height, width
        return attributes(x=x, y=y, width=width, height=height)

    def line(self, *points: tuple[float, float]) -> Attributes:
        """A line through places."""
        return (("d", "M" + "L".join(self.at(along, s) for along, s in points)),)

    def crossing(self, a: float, s: float, b: float, z: float) -> Attributes:
        """A soft curve from one place to another."""
        bend = (a + b) / 2
        return (("d", f"M{self.at(a, s)}C{self.at(bend, s)} {self.at(bend, z)} {self.at(b, z)}"),)

    def diamond(self, along: float, s: float, size: float) -> Attributes:
        """A square that stands on its corner."""
        corners = ((-size, 0.0), (0.0, -size), (size, 0.0), (0.0, size))
        return (("d", "M" + "L".join(self.at(along + a, s + b) for a, b in corners) + "Z"),)

    def inside(self, bar: Bar) -> Span:
        """Begin and end of a bar; never thinner than can be seen."""
        begin = self.along(bar.begin)
        return begin, max(self.along(bar.end), begin + 4)

    def row(self, bar: Bar) -> float:
        """Where the row of a bar begins, across; row 0 is next to the net."""
        lane, row = self.lanes[bar.owner], self.rows[bar.id]
        if lane.outwards > 0:
            return lane.begin + GAP + row * ROW
        return lane.end - (row + 1) * ROW

    def bar(self, bar: Bar) -> float:
        """Where the bar itself begins, across."""
        return self.row(bar) + (STRIP + 3 if self.lanes[bar.owner].outwards < 0 else 0)

    def plan(self, bar: Bar) -> float:
        """Where the outline of its plan begins, across."""
        return self.row(bar) + (0 if self.lanes[bar.owner].outwards < 0 else THICK + 3)

    @property
    def span(self) -> Span:
        """From the edge of one lane to that of the other, across."""
        return self.lanes["client"].begin, self.lanes["provider"].end


def flat(chart: Chart, sides: Sequence[str]) -> Paper:
    """From left to right, for a desk. `sides` are the names of client and provider."""
    first, last = chart.span
    gutter = max(labels.width(text, SIZE + 1) for text in sides) + 22
    unit = (WIDTH - gutter - 16) / (last - first)
    rows = _rows(chart)
    numbered = any(rows.values())
    names = {party: _stairs(chart, party, gutter, unit, numbered=numbered) for party in PARTIES}
    if any(label.lines[0].isdigit() for found in names.values() for label in found):
        numbered = True
        names = {party: _stairs(chart, party, gutter, unit, numbered=True) for party in PARTIES}
    room = {
        party: (max((label.level for label in names[party]), default=0) + 1) * LEADING + 8
        for party in PARTIES
    }
    depth = _depths(chart, rows)
    client = Lane(
        begin=26 + room["client"], depth=depth["client"], names=names["client"], outwards=-1
    )
    provider = Lane(
        begin=client.end + 54, depth=depth["provider"], names=names["provider"], outwards=1
    )
    return Paper(
        upright=False,
        first=first,
        unit=unit,
        origin=gutter,
        axis=14,
        lanes={"client": client, "provider": provider},
        rows=rows,
        numbered=numbered,
        width=WIDTH,
        height=provider.end + room["provider"] + (32 if chart.finish else 4),
    )


def upright(chart: Chart, speak: Translator) -> Paper:
    """From top to bottom, for a phone."""
    first, last = chart.span
    axis, net, head = _axis(chart, speak), 34.0, 34.0
    rows = _rows(chart)
    depth = _depths(chart, rows)
    room = max((PHONE_WIDTH - axis - net - sum(depth.values()) - 2) / 2, 60)
    length = min(max(_needed(chart, room - 14), 300, (last - first) * 4), _LONGEST)
    unit = length / (last - first)
    numbered = any(rows.values())
    names = {
        party: _column(chart, party, head, unit, room - 14, numbered=numbered) for party in PARTIES
    }
    end = max(
        label.at + len(label.lines) * _PHONE_LEADING for found in names.values() for label in found
    )
    client = Lane(begin=axis + room, depth=depth["client"], names=names["client"], outwards=-1)
    provider = Lane(
        begin=client.end + net, depth=depth["provider"], names=names["provider"], outwards=1
    )
    return Paper(
        upright=True,
        first=first,
        unit=unit,
        origin=head,
        axis=axis - 6,
        lanes={"client": client, "provider": provider},
        rows=rows,
        numbered=numbered,
        width=provider.end + room,
        height=max(end, head + length) + 10,
    )


def attributes(**values: float) -> Attributes:
    """Numbers as attributes."""
    return tuple((name, _short(value)) for name, value in values.items())


def _short(value: float) -> str:
    """At most one decimal: enough for the eye."""
    return f"{value:.1f}".removesuffix(".0")


def _rows(chart: Chart) -> dict[str, int]:
    """Rows in a lane, so that neither bars nor plans of one row overlap."""
    rows: dict[str, int] = {}
    taken: dict[tuple[Party, int], list[Bar]] = {}
    for bar in chart.bars:
        row = 0
        while any(_overlap(bar, other) for other in taken.get((bar.owner, row), ())):
            row += 1
        taken.setdefault((bar.owner, row), []).append(bar)
        rows[bar.id] = row
    return rows


def _overlap(one: Bar, other: Bar) -> bool:
    return any(
        (a[0] < b[1] and b[0] < a[1]) or a == b for a, b in zip(one.spans, other.spans, strict=True)
    )


def _depths(chart: Chart, rows: Mapping[str, int]) -> dict[Party, float]:
    """How deep each lane is; one without stages is there all the same."""
    return {
        party: (max((rows[bar.id] for bar in chart.bars if bar.owner == party), default=0) + 1)
        * ROW
        + GAP
        for party in PARTIES
    }


def _stairs(
    chart: Chart, party: Party, origin: float, unit: float, *, numbered: bool
) -> tuple[Label, ...]:
    return labels.stairs(
        [
            (
                bar.id,
                _name(bar, numbered),
                str(bar.number),
                origin + (bar.begin - chart.span[0]) * unit,
            )
            for bar in chart.bars
            if bar.owner == party
        ],
        size=SIZE,
        limit=WIDTH - 4,
        longest=labels.CROWDED if numbered else labels.LONGEST,
    )


def _name(bar: Bar, numbered: bool) -> str:
    return f"{bar.number} {bar.title}" if numbered else bar.title


def _column(
    chart: Chart, party: Party, origin: float, unit: float, room: float, *, numbered: bool
) -> tuple[Label, ...]:
    return labels.column(
        [
            (
                bar.id,
                _name(bar, numbered),
                origin + ((bar.begin + bar.end) / 2 - chart.span[0]) * unit,
            )
            for bar in chart.bars
            if bar.owner == party
        ],
        size=_PHONE_SIZE,
        room=room,
        leading=_PHONE_LEADING,
    )


def _axis(chart: Chart, speak: Translator) -> float:
    """Wide enough for every date that may be written there, today's in bold."""
    words = [tick.words for tick in ticks(chart, speak, _PHONE_LEADING, room=_PHONE_LEADING)]
    return max(labels.width(text, SIZE) for text in words) + 14


def _needed(chart: Chart, room: float) -> float:
    """Long enough for the names of the fuller lane, if they were spread evenly."""
    lines = {
        party: sum(
            len(labels.wrap(bar.title, _PHONE_SIZE, room, labels.LINES)) + 1
            for bar in chart.bars
            if bar.owner == party
        )
        for party in PARTIES
    }
    return max(lines.values()) * _PHONE_LEADING * 1.3
