"""The paper of a timeline: where lanes, rows, days and names have their places.

    horizontal  ┌ axis ┬ names ┬ client ┬ net ┬ provider ┬ names ┐   from top to bottom: s
    vertical    the same from left to right

One layout for both: a place is (along, s), `along` in pixels of time, `s` across the lanes; only
`place` and `box` know which of them is x. A row holds a bar and, on the outer side, the outline of
its plan; row 0 is next to the net.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from courtside.engine.workdays import DAY
from courtside.model.values import PARTIES, Party
from courtside.text.language import Translator
from courtside.views.timeline import labels
from courtside.views.timeline.chart import Bar, Chart, Span
from courtside.views.timeline.labels import Label, Name


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """The measures of all rows, across, in pixels."""

    thick: float
    """The depth of a bar."""
    apart: float
    """Between a bar and the outline of its plan."""
    strip: float
    """The depth of that outline."""
    gap: float
    """Between two rows."""
    pad: float
    """The distance from the edges of a lane to its rows."""
    name: float = 0
    """Room for a name in each row of a lane that has several."""

    @property
    def depth(self) -> float:
        """The depth of a row: bar, gap and outline of the plan."""
        return self.thick + self.apart + self.strip

    @property
    def pitch(self) -> float:
        """The distance from a row to the next."""
        return self.depth + self.name + self.gap

    def thinner(self, by: float) -> Measures:
        """Return the measures of the same rows, at a share of their depth."""
        return replace(
            self,
            thick=self.thick * by,
            apart=self.apart * by,
            strip=self.strip * by,
            gap=self.gap * by,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    """One side's part of the paper, across."""

    begin: float
    depth: float
    names: tuple[Label, ...]
    outwards: int
    """-1 where the names lie before the lane, 1 where behind it."""

    @property
    def end(self) -> float:
        """The edge at which it ends."""
        return self.begin + self.depth

    @property
    def outer(self) -> float:
        """The edge next to the names."""
        return self.begin if self.outwards < 0 else self.end

    @property
    def inner(self) -> float:
        """The edge next to the net."""
        return self.end if self.outwards < 0 else self.begin


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """All measures of one drawing, in pixels."""

    vertical: bool
    first: float
    unit: float
    """Pixels for one day or week."""
    origin: float
    """The place of `first`, in pixels."""
    axis: float
    """The place of the dates, across."""
    size: float
    """The size of the letters."""
    leading: float
    """The distance from a line of text to the next."""
    measures: Measures
    lanes: Mapping[Party, Lane]
    rows: Mapping[str, int]
    numbered: bool
    """Whether bars and names have numbers, because names alone do not say whose bar is whose."""
    width: float
    height: float
    finish: tuple[str, ...] = ()
    """The words about the finish, line by line, at the end of the paper."""

    def along(self, t: float) -> float:
        """Return the place of a point on the chart's axis."""
        return self.origin + (t - self.first) * self.unit

    def place(self, along: float, s: float) -> tuple[int, int]:
        """Return a place as x and y, in whole pixels."""
        x, y = (s, along) if self.vertical else (along, s)
        return round(x), round(y)

    def box(self, begin: float, end: float, s: float, depth: float) -> str:
        """Return a rectangle from one place along to another, as attributes."""
        x, y, width, height = begin, s, end - begin, depth
        if self.vertical:
            x, y, width, height = y, x, height, width
        return f' x="{round(x)}" y="{round(y)}" width="{round(width)}" height="{round(height)}"'

    def area(self, span: Span, s: float, depth: float) -> str:
        """Return the rectangle of a span of the chart, as attributes."""
        return self.box(self.along(span[0]), self.along(span[1]), s, depth)

    def outline(self, begin: float, end: float, s: float, depth: float) -> str:
        """Return the rectangle from one place along to another, as a path."""
        (x, y), (width, height) = self.place(begin, s), self.place(end - begin, depth)
        width, height = max(width, 1), max(height, 1)
        return f"M{x} {y}h{width}v{height}h-{width}z"

    def line(self, *points: tuple[float, float]) -> str:
        """Return a line through places, each given along and across."""
        return "M" + "L".join(self._written(points))

    def _written(self, points: Iterable[tuple[float, float]]) -> list[str]:
        """Places as they stand in a path."""
        return [f"{x} {y}" for x, y in (self.place(*point) for point in points)]

    def tick_path(self, places: Iterable[float], s: float, z: float) -> str:
        """Return lines across at these places, in one."""
        return "".join([self.line((along, s), (along, z)) for along in places])

    def curve(self, a: float, s: float, b: float, z: float) -> str:
        """Return a soft curve from one place to another."""
        middle = (a + b) / 2
        first, *others = self._written(((a, s), (middle, s), (middle, z), (b, z)))
        return f"M{first}C{' '.join(others)}"

    def diamond(self, along: float, s: float, size: float) -> str:
        """Return a square that stands on its corner."""
        (x, y), r = self.place(along, s), max(round(size), 1)
        return f"M{x - r} {y}l{r}-{r}l{r} {r}l-{r} {r}z"

    def inside(self, bar: Bar) -> Span:
        """Return begin and end of a bar, which is never too thin to be seen."""
        begin = self.along(bar.begin)
        return begin, max(self.along(bar.end), begin + 4)

    def across(self, bar: Bar, near: float = 0, far: float | None = None) -> float:
        """Return the first edge, across, of the part from `near` to `far` from the inner side of a
        bar's row; by default of the bar itself."""
        lane = self.lanes[bar.owner]
        inner = lane.inner + lane.outwards * (
            self.measures.pad + self.rows[bar.id] * self.measures.pitch
        )
        if lane.outwards > 0:
            return inner + near
        return inner - (self.measures.thick if far is None else far)

    def middle(self, bar: Bar) -> float:
        """Return the middle of a bar, across."""
        return self.across(bar) + self.measures.thick / 2

    def plan(self, bar: Bar) -> float:
        """Return the begin of the outline of a bar's plan, across."""
        near = self.measures.thick + self.measures.apart
        return self.across(bar, near, near + self.measures.strip)

    def outer(self, bar: Bar) -> float:
        """Return the outer edge of a bar's row."""
        depth = self.measures.depth
        return self.across(bar, depth, depth)

    @property
    def span(self) -> Span:
        """From the edge of one lane to that of the other, across."""
        return self.lanes["client"].begin, self.lanes["provider"].end


# --- Rows and lanes ------------------------------------------------------------------------------


def rows_of(chart: Chart) -> dict[str, int]:
    """Return the row of each bar, so that neither bars nor plans in one row overlap."""
    rows: dict[str, int] = {}
    taken: dict[tuple[Party, int], list[Bar]] = {}
    for bar in chart.bars:
        row = 0
        while any(_overlap(bar, other) for other in taken.get((bar.owner, row), ())):
            row += 1
        taken.setdefault((bar.owner, row), []).append(bar)
        rows[bar.id] = row
    return rows


def last_rows(chart: Chart, rows: Mapping[str, int]) -> dict[Party, int]:
    """Return the number of each lane's last row; a lane without stages has one row, too."""
    return {
        party: max((rows[bar.id] for bar in chart.bars if bar.owner == party), default=0)
        for party in PARTIES
    }


def depths(last: Mapping[Party, int], measures: Measures) -> dict[Party, float]:
    """Return the depth of each lane."""
    return {
        party: number * measures.pitch
        + measures.depth
        + (measures.name if number else 0)
        + 2 * measures.pad
        for party, number in last.items()
    }


def _overlap(one: Bar, other: Bar) -> bool:
    return any(
        (a[0] < b[1] and b[0] < a[1]) or a == b for a, b in zip(one.spans, other.spans, strict=True)
    )


def lanes_of(
    begin: float, net: float, depth: Mapping[Party, float], names: Mapping[Party, tuple[Label, ...]]
) -> dict[Party, Lane]:
    """Return the client's lane from `begin` on and, beyond the net, the provider's."""
    client = Lane(begin=begin, depth=depth["client"], names=names["client"], outwards=-1)
    provider = Lane(
        begin=client.end + net, depth=depth["provider"], names=names["provider"], outwards=1
    )
    return {"client": client, "provider": provider}


# --- Words ---------------------------------------------------------------------------------------


def name_of(bar: Bar, anchor: float = 0, *, row: int = 0, numbered: bool = False) -> Name:
    """Return the words beside a bar."""
    return Name(
        id=bar.id,
        text=f"{bar.number} {bar.title}" if numbered else bar.title,
        shortest=str(bar.number),
        anchor=anchor,
        row=row,
        bold=bar.look == "open",
    )


def finish_words(chart: Chart, t: Translator, *, size: float, room: float) -> tuple[str, ...]:
    """Return how far the finish has moved, in lines; none if it has not."""
    if not chart.finish:
        return ()
    before, after = (date.fromordinal(round(t)) - DAY for t in chart.finish)
    planned, live = t.short_pair(before, after)
    if chart.finish_is == "earliest":
        words = t.text(
            "finish date: {planned} → {live} at the earliest", planned=planned, live=live
        )
    elif chart.finish_is == "forecast":
        words = t.text("finish date: {planned} → {live} (forecast)", planned=planned, live=live)
    else:
        words = t.plural(
            "finish date: {planned} → {live}, +{n} day",
            "finish date: {planned} → {live}, +{n} days",
            (after - before).days,
            planned=planned,
            live=live,
        )
    text = words.unescape()
    if labels.width(text, size) > room:  # in two lines, none of which is a word alone
        room = min(room, labels.narrowest(text, size, 2))
    return labels.wrap(text, size, room, 2)
