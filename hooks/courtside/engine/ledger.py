"""How far the finish moved, and who moved it (rule 7): each part is found when it is asked for.

launch planned 16 April, now 20 April  ->  slip 4, delay {"client": 4, ...}
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

Part = Literal["client", "provider", "shared", "queue", "pause", "change", "outside", "calendar"]
PARTS: tuple[Part, ...] = (
    "client", "provider", "shared", "queue", "pause", "change", "outside", "calendar",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """Days of the slip that arose at one stage, for one reason; negative if the finish moved
    forward."""

    stage: str
    part: Part
    days: int


@dataclass(frozen=True, kw_only=True)
class DelayAttribution:
    """The slip in calendar days, and where it came from."""

    planned_finish: date
    finish: date
    walk: Callable[[], tuple[Share, ...]] = field(repr=False, compare=False)
    """Finds the shares: only when they are asked for, since of most later days it is only the
    finish."""

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """The parts by stage, from the last stage back to the first."""
        return self.walk()

    @property
    def slip(self) -> int:
        """The calendar days by which the finish has moved."""
        return (self.finish - self.planned_finish).days

    @property
    def delay(self) -> dict[Part, int]:
        """The calendar days of each part; they add up to the slip."""
        total = dict.fromkeys(PARTS, 0)
        for share in self.shares:
            total[share.part] += share.days
        return total
