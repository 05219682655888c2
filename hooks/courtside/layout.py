"""Lay a chart out on its paper: how deep the lanes are, in which rows bars lie, where names stand.

two stages of one side at the same time  ->  two rows in its lane, each with its name
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from . import labels
from .axis import ticks, today_words
from .chart import Bar, Chart
from .labels import Label, Name
from .language import Translator
from .paper import Lane, Paper, Rows
from .project import PARTIES, Party
from .workdays import DAY

WIDTH, PHONE_WIDTH = 900.0, 300.0
_DESK = Rows(thick=20, strip=6, apart=3, pitch=37, pad=9)
_PHONE = Rows(thick=16, strip=4, apart=2, pitch=27, pad=4)
_NAME_ROW = 17.0
"""What a name takes of a row that has its own."""
_NET, _PHONE_NET = 46.0, 22.0
_SIZE, _LEADING = 13.0, 16.0
_PHONE_SIZE, _PHONE_LEADING = 11.5, 14.0
_HEAD, _PHONE_HEAD = 26.0, 36.0
"""From the edge to names or lanes: room for the axis, or for the names of the sides."""
_PHONE_NAMES = 66.0
"""What the names of a side keep beside lanes of many rows."""
_LEADER = 11.0
"""From a lane to its names."""
_SHORTEST, _BY_TIME, _LONGEST = 290.0, 860.0, 1500.0
"""Of an upright drawing: the least, the most for its time, and the most for its names."""


def flat(chart: Chart, speak: Translator, sides: Sequence[str]) -> Paper:
    """From left to right, for a desk. `sides` are the names of client and provider."""
    first, last = chart.span
    gutter = max(labels.width(text, _SIZE + 1) for text in sides) + 20
    unit = (WIDTH - gutter - 14) / (last - first)
    rows = _rows(chart)
    named = any(rows.values())
    measures = _DESK if not named else _scaled(_DESK, pitch=_DESK.pitch + _NAME_ROW)
    names, numbered = _desk_names(chart, rows, gutter, unit)
    room = {
        party: (max((label.level for label in names[party]), default=-1) + 1) * _LEADING + 8
        for party in PARTIES
    }
    depth = _depths(chart, rows, measures)
    client = Lane(
        begin=_HEAD + room["client"], depth=depth["client"], names=names["client"], outwards=-1
    )
    provider = Lane(
        begin=client.end + _NET, depth=depth["provider"], names=names["provider"], outwards=1
    )
    return Paper(
        upright=False,
        first=first,
        unit=unit,
        origin=gutter,
        axis=14,
        size=_SIZE,
        leading=_LEADING,
        measures=measures,
        lanes={"client": client, "provider": provider},
        rows=rows,
        numbered=numbered,
        width=WIDTH,
        height=provider.end + room["provider"] + (36 if chart.finish else 2),
        finish=_finish(chart, speak, WIDTH),
    )


def upright(chart: Chart, speak: Translator) -> Paper:
    """From top to bottom, for a phone."""
    first, last = chart.span
    axis = _axis(chart, speak)
    rows = _rows(chart)
    many = sum(number + 1 for number in _last_rows(chart, rows).values())
    across = PHONE_WIDTH - axis - _PHONE_NET - 4 * _PHONE.pad - 2 * _PHONE_NAMES
    measures = _scaled(_PHONE, by=min(1.0, across / (many * _PHONE.pitch)))
    depth = _depths(chart, rows, measures)
    room = _shares(chart, PHONE_WIDTH - axis - _PHONE_NET - sum(depth.values()))
    unit = _length(chart, room) / (last - first)
    today = None if chart.today is None else _PHONE_HEAD + (chart.today - first) * unit
    names = {
        party: labels.column(
            [
                _name(bar, _PHONE_HEAD + ((bar.begin + bar.end) / 2 - first) * unit)
                for bar in chart.bars
                if bar.owner == party
            ],
            size=_PHONE_SIZE,
            room=room[party] - _LEADER,
            leading=_PHONE_LEADING,
            top=_PHONE_HEAD - 6,
            line=today if party == "client" else None,
        )
        for party in PARTIES
    }
    ends = [
        label.at + len(label.lines) * _PHONE_LEADING for found in names.values() for label in found
    ]
    client = Lane(
        begin=axis + room["client"], depth=depth["client"], names=names["client"], outwards=-1
    )
    provider = Lane(
        begin=client.end + _PHONE_NET,
        depth=depth["provider"],
        names=names["provider"],
        outwards=1,
    )
    finish = _finish(chart, speak, PHONE_WIDTH)
    end = max(*ends, _PHONE_HEAD + (last - first) * unit)
    return Paper(
        upright=True,
        first=first,
        unit=unit,
        origin=_PHONE_HEAD,
        axis=axis - (13 if chart.finish else 6),
        size=_PHONE_SIZE,
        leading=_PHONE_LEADING,
        measures=measures,
        lanes={"client": client, "provider": provider},
        rows=rows,
        numbered=False,
        width=PHONE_WIDTH,
        height=end + 8 + len(finish) * (_PHONE_LEADING + 2),
        finish=finish,
    )


def _scaled(rows: Rows, *, by: float = 1.0, pitch: float | None = None) -> Rows:
    return Rows(
        thick=rows.thick * by,
        strip=rows.strip * by,
        apart=rows.apart * by,
        pitch=rows.pitch * by if pitch is None else pitch,
        pad=rows.pad,
    )


def _finish(chart: Chart, speak: Translator, room: float) -> tuple[str, ...]:
    """How far the finish has moved, in words."""
    if not chart.finish:
        return ()
    before, after = (date.fromordinal(round(t)) - DAY for t in chart.finish)
    words = speak.count(
        "finish: {planned} → {live}, {n} day",
        "finish: {planned} → {live}, {n} days",
        (after - before).days,
        planned=speak.plain_short_day(before),
        live=speak.plain_short_day(after),
    )
    return labels.wrap(str(words), _PHONE_SIZE, room, 2)


# --- Rows --------------------------------------------------------------------------------------


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


def _last_rows(chart: Chart, rows: Mapping[str, int]) -> dict[Party, int]:
    """The number of each lane's last row; a lane without stages is there all the same."""
    return {
        party: max((rows[bar.id] for bar in chart.bars if bar.owner == party), default=0)
        for party in PARTIES
    }


def _depths(chart: Chart, rows: Mapping[str, int], measures: Rows) -> dict[Party, float]:
    return {
        party: last * measures.pitch
        + measures.depth
        + (_NAME_ROW if measures.pitch > measures.depth + _NAME_ROW and last else 0)
        + 2 * measures.pad
        for party, last in _last_rows(chart, rows).items()
    }


# --- Names -------------------------------------------------------------------------------------


def _desk_names(
    chart: Chart, rows: Mapping[str, int], origin: float, unit: float
) -> tuple[dict[Party, tuple[Label, ...]], bool]:
    """The names of both lanes, and whether they are numbered: where one stands away from a bar
    that is not alone, or is a number only."""
    several = {party for party, last in _last_rows(chart, rows).items() if last}
    found: dict[Party, tuple[Label, ...]] = {}
    for numbered in (False, True):
        found = {
            party: _lane_names(chart, party, rows, origin, unit, numbered=numbered)
            for party in PARTIES
        }
        away = any(label.level >= 0 for party in several for label in found[party])
        if not away and not any(
            label.lines[0].isdigit() for each in found.values() for label in each
        ):
            return found, False
    return found, True


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
        _name(bar, origin + (bar.begin - chart.span[0]) * unit, rows[bar.id], numbered=numbered)
        for bar in chart.bars
        if bar.owner == party
    ]
    limit = WIDTH - 2
    own = labels.in_rows(names, size=_SIZE, limit=limit) if any(n.row for n in names) else ()
    placed = {label.id for label in own}
    rest = [name for name in names if name.id not in placed]
    longest = labels.CROWDED if numbered else labels.LONGEST
    return own + labels.stairs(rest, size=_SIZE, limit=limit, longest=longest)


def _name(bar: Bar, anchor: float, row: int = 0, *, numbered: bool = False) -> Name:
    return Name(
        id=bar.id,
        text=f"{bar.number} {bar.title}" if numbered else bar.title,
        shortest=str(bar.number),
        anchor=anchor,
        row=row,
        bold=bar.look == "open",
    )


def _axis(chart: Chart, speak: Translator) -> float:
    """Wide enough for every date that may be written there, today's in bold."""
    words = [tick.words for tick in ticks(chart, speak, _PHONE_LEADING, room=_PHONE_LEADING)]
    wide = max(labels.width(text, _PHONE_SIZE) for text in words)
    if chart.today is not None:
        wide = max(wide, labels.width(today_words(chart.today, speak), _PHONE_SIZE) * labels.BOLD)
    return wide + (16 if chart.finish else 8)


def _shares(chart: Chart, room: float) -> dict[Party, float]:
    """What the names of each side get of the paper: what they need, and the same of the rest."""
    needs = dict.fromkeys(PARTIES, 0.0)
    for bar in chart.bars:
        name = _name(bar, 0)
        words = max(name.wide(word, _PHONE_SIZE) for word in name.text.split())
        need = max(words, name.wide(name.text, _PHONE_SIZE) / labels.LINES * 1.3) + _LEADER + 1
        needs[bar.owner] = max(needs[bar.owner], min(need, room - _PHONE_NAMES))
    rest = room - sum(needs.values())
    if rest < 0:
        return {party: room * need / sum(needs.values()) for party, need in needs.items()}
    return {party: need + rest / 2 for party, need in needs.items()}


def _length(chart: Chart, room: Mapping[Party, float]) -> float:
    """Long enough for the names of the fuller lane, if they were spread evenly, and for the eye."""
    lines = dict.fromkeys(PARTIES, 0.0)
    for bar in chart.bars:
        beside = room[bar.owner] - _LEADER
        lines[bar.owner] += len(labels.wrap(bar.title, _PHONE_SIZE, beside, labels.LINES)) + 0.6
    first, last = chart.span
    by_time = min((last - first) * (3 if chart.unit == "day" else 21), _BY_TIME)
    return min(max(max(lines.values()) * _PHONE_LEADING * 1.25, _SHORTEST, by_time), _LONGEST)
