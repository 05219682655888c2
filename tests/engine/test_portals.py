"""Which projects a client sees, and on which days."""

from __future__ import annotations

from datetime import date

import pytest

from courtside.engine.as_of import is_open
from helpers.strategies import small_project

WORK = {"id": "work", "days": 5}
DAY = date(2026, 3, 10)
BEFORE, AFTER = date(2026, 3, 9), date(2026, 3, 11)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"signed": None}, (True, True, True)),
        ({"signed": None, "quoted": {"date": DAY}}, (False, True, True)),  # a draft before
        ({"signed": {"date": BEFORE, "by": "L"}, "quoted": {"date": DAY}}, (True, True, True)),
        ({"signed": {"date": DAY, "by": "L"}, "quoted": {"date": AFTER}}, (False, True, True)),
        ({"link_until": DAY}, (True, True, False)),
        ({"closed": DAY}, (True, False, False)),
    ],
    ids=["never quoted", "quoted", "signed early", "signed", "link_until", "closed"],
)
def test_the_days_on_which_a_project_is_shown(fields: dict, shown: tuple[bool, ...]) -> None:
    project = small_project(WORK, **({"start": None} | fields))
    assert tuple(is_open(project, day) for day in (BEFORE, DAY, AFTER)) == shown
