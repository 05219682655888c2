"""Where a stage of so many working days falls (rules 3 and 4).

five days after Fri 2026-03-06, nothing before Wed 2026-03-11  ->  11 March to 17 March
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from courtside.engine.workdays import DAY, Workdays


class Window(NamedTuple):
    """The days on which a stage is worked on, both included."""

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
    """Return the window of a stage of a number of working days.

    `latest` is the latest end of the stages before it: work starts on the next working day, and a
    milestone (0 days) falls on `latest` itself. It does not start before `not_before`, nor is it
    due before `due_floor`. If no stage comes before it, `not_before` must name a day.
    """
    if latest is not None:
        not_before = (*not_before, latest + DAY if days else latest)
    start, due = calendar.span(max(not_before), days or 1)
    if due_floor is not None and due < due_floor:
        due = calendar.next(due_floor)
    return Window(start, due)
