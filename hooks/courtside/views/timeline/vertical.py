"""The timeline laid out from top to bottom: dates, names, the client's lane, ours, names.

288 pixels, the narrowest phone  ->  letters of 11 pixels, and no name on the line of today
"""

from __future__ import annotations

from collections.abc import Mapping

from courtside.model.values import PARTIES, Party
from courtside.text.language import Translator
from courtside.views.timeline import labels
from courtside.views.timeline.axis import ticks, today_words
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

WIDTH = 300.0
_MEASURES = Measures(thick=16, apart=2, strip=4, gap=5, pad=4)
_NET, _HEAD = 22.0, 36.0
_SIZE, _LEADING = 11.5, 14.0
_SPARE = 12.0
"""Pixels by which a line across the paper may be wider than estimated: fonts differ."""
_NAMES = 66.0
"""What the names of a side keep beside lanes of many rows."""
_FEWEST = 53.0
"""What the names of a side keep for a longer word of the other."""
_MOVED = 13.0
"""What the arrow of a finish that moved takes between dates and names."""
_LEADER = 11.0
"""The distance from a lane to its names."""
_APART: Mapping[Party, float] = {"client": 1.0, "provider": 6.0}
"""What names keep from the dates, and from the edge of the paper, beyond which nothing is seen."""
_SHORTEST, _BY_TIME, _LONGEST = 290.0, 860.0, 1500.0
"""The least length, the most for the time that it takes, and the most for the names."""
_DAY, _WEEK = 3.0, 21.0
"""Pixels that are enough for a day or a week, where it takes long."""


def vertical_layout(chart: Chart, t: Translator) -> Layout:
    """Return the layout of a chart from top to bottom, for a phone."""
    first, last = chart.span
    axis = _axis(chart, t)
    rows = rows_of(chart)
    ends = last_rows(chart, rows)
    measures = _measures(axis, sum(ends.values()) + len(ends))
    depth = depths(ends, measures)
    room = _shares(chart, WIDTH - axis - _NET - sum(depth.values()))
    unit = _length(chart, room) / (last - first)
    today = None if chart.today is None else _HEAD + (chart.today - first) * unit
    names = {
        party: _names(chart, party, unit, room[party], today if party == "client" else None)
        for party in PARTIES
    }
    lanes = lanes_of(axis + room["client"], _NET, depth, names)
    finish = finish_words(chart, t, size=_SIZE, room=WIDTH - _SPARE)
    written = [
        label.at + len(label.lines) * _LEADING for found in names.values() for label in found
    ]
    return Layout(
        vertical=True,
        first=first,
        unit=unit,
        origin=_HEAD,
        axis=axis - (5 + _MOVED if chart.finish else 6),
        size=_SIZE,
        leading=_LEADING,
        measures=measures,
        lanes=lanes,
        rows=rows,
        numbered=False,
        width=WIDTH,
        height=max(*written, _HEAD + (last - first) * unit) + 8 + len(finish) * (_LEADING + 2),
        finish=finish,
    )


def _names(
    chart: Chart, party: Party, unit: float, room: float, line: float | None
) -> tuple[labels.Label, ...]:
    """The names of a side, each beside the middle of its bar; none at `line`."""
    return labels.column(
        [
            name_of(bar, _HEAD + ((bar.begin + bar.end) / 2 - chart.span[0]) * unit)
            for bar in chart.bars
            if bar.owner == party
        ],
        size=_SIZE,
        room=room - _LEADER,
        leading=_LEADING,
        top=_HEAD - 6,
        line=line,
    )


def _axis(chart: Chart, t: Translator) -> float:
    """Wide enough for every date that may be written there, today's in bold."""
    words = [tick.words for tick in ticks(chart, t, _LEADING, room=_LEADING, brief=True)]
    wide = max(labels.width(text, _SIZE) for text in words)
    if chart.today is not None:
        wide = max(wide, labels.width(today_words(chart.today, t), _SIZE) * labels.BOLD)
    return wide + 8 + (_MOVED if chart.finish else 0)


def _measures(axis: float, rows: int) -> Measures:
    """As many rows as there are, beside each other: thin where there are many."""
    room = WIDTH - axis - _NET - 4 * _MEASURES.pad - 2 * _NAMES
    return _MEASURES.thinner(min(1.0, room / (rows * _MEASURES.pitch)))


def _shares(chart: Chart, room: float) -> dict[Party, float]:
    """What the names of each side get of the paper: what they need, and half of the rest. Where
    that is too much, as many words as can be stay whole."""
    needs = dict.fromkeys(PARTIES, _LEADER)
    words: dict[Party, list[float]] = {party: [] for party in PARTIES}
    for bar in chart.bars:
        name = name_of(bar)
        size = _SIZE * (labels.BOLD if name.bold else 1)
        need = labels.narrowest(name.text, size, labels.LINES) + _LEADER + _APART[bar.owner]
        needs[bar.owner] = max(needs[bar.owner], min(need, room - _FEWEST))
        words[bar.owner] += [labels.width(word, size) + _LEADER + 0.1 for word in name.text.split()]
    rest = room - sum(needs.values())
    if rest >= 0:
        return {party: need + rest / 2 for party, need in needs.items()}
    usual = room * needs["client"] / sum(needs.values())
    splits = [usual, *words["client"], *(room - word for word in words["provider"])]

    def broken(split: float) -> tuple[int, float]:
        count = sum(word > split for word in words["client"])
        return count + sum(word > room - split for word in words["provider"]), abs(split - usual)

    client = min(
        (at for at in splits if at == usual or _FEWEST <= at <= room - _FEWEST), key=broken
    )
    return {"client": client, "provider": room - client}


def _length(chart: Chart, room: Mapping[Party, float]) -> float:
    """Long enough for the names of the fuller lane, if they were spread evenly, and for the eye."""
    lines = dict.fromkeys(PARTIES, 0.0)
    for bar in chart.bars:
        lines[bar.owner] += len(labels.beside(bar.title, _SIZE, room[bar.owner] - _LEADER)) + 0.7
    first, last = chart.span
    by_time = min((last - first) * (_DAY if chart.unit == "day" else _WEEK), _BY_TIME)
    return min(max(max(lines.values()) * _LEADING * 1.25, _SHORTEST, by_time), _LONGEST)
