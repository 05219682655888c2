"""The timeline laid out from left to right: names above and below the lanes.

one row in a lane     names outside of it, in stairs where they are close
several rows          each name at its own bar, if the next one leaves it the room
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from courtside.model.values import PARTIES, Party
from courtside.text.language import Translator
from courtside.views.timeline import labels
from courtside.views.timeline.chart import Chart
from courtside.views.timeline.geometry import (
    Layout,
    Measures,
    depths,
    finish_words,
    lanes_of,
    last_rows,
    name_of,
    rows_of,
)
from courtside.views.timeline.labels import Label

WIDTH = 900.0
_MEASURES = Measures(thick=20, apart=3, strip=6, gap=8, pad=9)
_NAME, _NET = 17.0, 46.0
_SIZE, _LEADING = 13.0, 16.0
_HEAD, _FOOT = 26.0, 36.0
"""Room for the axis, and for the finish that moved."""


def horizontal_layout(chart: Chart, t: Translator, sides: Sequence[str]) -> Layout:
    """Return the layout of a chart from left to right, for a desk. `sides` are the names of client
    and provider."""
    first, last = chart.span
    origin = max(labels.width(text, _SIZE + 1) for text in sides) * labels.BOLD + 16
    unit = (WIDTH - origin - 14) / (last - first)
    rows = rows_of(chart)
    ends = last_rows(chart, rows)
    measures = replace(_MEASURES, name=_NAME) if any(ends.values()) else _MEASURES
    names, numbered = _names(chart, rows, origin, unit)
    room = {
        party: (max((label.level for label in names[party]), default=-1) + 1) * _LEADING + 8
        for party in PARTIES
    }
    lanes = lanes_of(_HEAD + room["client"], _NET, depths(ends, measures), names)
    return Layout(
        vertical=False,
        first=first,
        unit=unit,
        origin=origin,
        axis=14,
        size=_SIZE,
        leading=_LEADING,
        measures=measures,
        lanes=lanes,
        rows=rows,
        numbered=numbered,
        width=WIDTH,
        height=lanes["provider"].end + room["provider"] + (_FOOT if chart.finish else 2),
        finish=finish_words(chart, t, size=_SIZE, room=WIDTH),
    )


def _names(
    chart: Chart, rows: Mapping[str, int], origin: float, unit: float
) -> tuple[dict[Party, tuple[Label, ...]], bool]:
    """The names of both lanes, and whether they are numbered: where one stands away from a bar
    that is not alone, or has no room for more than a number."""
    several = {party for party, last in last_rows(chart, rows).items() if last}
    names: dict[Party, tuple[Label, ...]] = {}
    for numbered in (False, True):
        names = {
            party: _lane_names(chart, party, rows, origin, unit, numbered=numbered)
            for party in PARTIES
        }
        placed = sum(map(len, names.values()))
        away = any(label.level >= 0 for party in several for label in names[party])
        bare = any(label.bare for found in names.values() for label in found)
        if placed == len(chart.bars) and not away and not bare:
            return names, False
    return names, True


def _lane_names(
    chart: Chart,
    party: Party,
    rows: Mapping[str, int],
    origin: float,
    unit: float,
    *,
    numbered: bool,
) -> tuple[Label, ...]:
    names = [
        name_of(
            bar, origin + (bar.begin - chart.span[0]) * unit, row=rows[bar.id], numbered=numbered
        )
        for bar in chart.bars
        if bar.owner == party
    ]
    limit = WIDTH - 2
    several = any(name.row for name in names)
    own = labels.in_rows(names, size=_SIZE, limit=limit) if several else ()
    placed = {label.id for label in own}
    rest = [name for name in names if name.id not in placed]
    longest = labels.CROWDED if numbered else labels.LONGEST
    return own + labels.stairs(rest, size=_SIZE, limit=limit, longest=longest)
