"""Rows in a lane: what happens at the same time on one side lies one beside the other.

two stages of one side in the same week  ->  rows 0 and 1, counted from the net
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from courtside.model.values import PARTIES, Party
from courtside.views.timeline.chart import Bar, Chart


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """Of all rows, across, in pixels."""

    thick: float
    """Of a bar."""
    apart: float
    """Between a bar and the outline of its plan."""
    strip: float
    """Of that outline."""
    gap: float
    """Between two rows."""
    pad: float
    """From the edges of a lane to its rows."""
    name: float = 0
    """Room for a name in each row of a lane that has several."""

    @property
    def depth(self) -> float:
        """Of what is drawn in a row."""
        return self.thick + self.apart + self.strip

    @property
    def pitch(self) -> float:
        """From a row to the next."""
        return self.depth + self.name + self.gap

    def thinner(self, by: float) -> Measures:
        """The same rows at this share of their depth."""
        return replace(
            self,
            thick=self.thick * by,
            apart=self.apart * by,
            strip=self.strip * by,
            gap=self.gap * by,
        )


def rows_of(chart: Chart) -> dict[str, int]:
    """The row of each bar, so that neither bars nor plans of one row overlap."""
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
    """The number of each lane's last row; a lane without stages is there all the same."""
    return {
        party: max((rows[bar.id] for bar in chart.bars if bar.owner == party), default=0)
        for party in PARTIES
    }


def depths(last: Mapping[Party, int], measures: Measures) -> dict[Party, float]:
    """How deep each lane is."""
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
