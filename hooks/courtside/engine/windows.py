"""Where a stage of so many working days falls (rules 3 and 4).

five days after Fri 2026-03-06, nothing before Wed 2026-03-11  ->  11 March to 17 March
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from courtside.engine.workdays import DAY, Workdays


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """When a stage is worked on; both days included."""

    start: date
    due: date


def window(
    calendar: Workdays,
    days: int,
    *,
    latest: date | None,
    not_before: Sequence[date],
    due_floor: date | None = None,
) -> Window:
    """Return where a stage of so many working days falls.

    `latest` is the latest end of the stages before it: work starts on the day after, a milestone
    (0 days) falls on that day itself. Nothing starts before `not_before`, nor is due before
    `due_floor`. Where there is no stage before it, `not_before` must name a day.
    """
    floors = list(not_before)
    if latest is not None:
        floors.append(latest + DAY if days else latest)
    start = calendar.next(max(floors))
    due = calendar.nth(start, days) if days else start
    if due_floor is not None and due < due_floor:
        due = calendar.next(due_floor)
    return Window(start=start, due=due)
