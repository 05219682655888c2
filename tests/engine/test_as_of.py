"""What day it is: the day asked for, the examples' day, or the real one in the studio's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtside.engine.as_of import TODAY, Clock, project_as_of
from courtside.errors import BuildError
from helpers.strategies import View, small_project, views
from helpers.studio_texts import portfolio_of, studio_text

LATE = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)
"""Half past midnight in Madrid."""

STUDIO = portfolio_of(studio_text()).studio
EXAMPLES = portfolio_of(studio_text("example_day: 2026-06-22")).studio


def test_today_is_the_day_in_the_zone_of_the_studio() -> None:
    assert Clock(now=LATE).today(STUDIO) == date(2026, 3, 11)
    assert Clock(now=LATE.astimezone()).today(STUDIO) == date(2026, 3, 11)
    assert Clock(now=LATE).today(None) == date(2026, 3, 10)


def test_the_examples_day_comes_before_the_real_one_and_a_day_asked_for_before_both() -> None:
    assert Clock(now=LATE).today(EXAMPLES) == date(2026, 6, 22)
    asked = Clock.of({TODAY: "2026-04-01"}, LATE)
    assert {asked.today(studio) for studio in (STUDIO, EXAMPLES, None)} == {date(2026, 4, 1)}


@pytest.mark.parametrize("asked", ["1 April", "20260401", "1999-12-31", "2026-02-30"])
def test_a_day_that_is_none_is_refused(asked: str) -> None:
    with pytest.raises(BuildError, match=r"^COURTSIDE_TODAY: .*2026-03-25"):
        Clock.of({TODAY: asked}, LATE).today(STUDIO)


def test_no_fact_may_lie_ahead_but_where_a_day_is_asked_for() -> None:
    assert Clock.of({}, LATE).last_fact_day(STUDIO) == date(2026, 3, 11)
    assert Clock.of({TODAY: ""}, LATE).last_fact_day(STUDIO) == date(2026, 3, 11)
    assert Clock.of({TODAY: "2026-01-01"}, LATE).last_fact_day(STUDIO) is None


def test_after_an_early_end_the_log_goes_on_and_nothing_is_proposed() -> None:
    project = small_project(
        {"id": "work", "days": 5},
        log=[{"date": "2026-03-05", "text": "before"}, {"date": "2026-03-12", "text": "after"}],
        changes=[{"date": "2026-03-04", "title": "More", "stage": "work", "days": 2}],
        pauses=[{"from": "2026-03-20", "to": "2026-03-24", "by": "client"}],
        ended={"date": "2026-03-10", "by": "client", "why": "x", "total": "500 EUR"},
    )
    seen = [project_as_of(project, date(2026, 3, day)) for day in (9, 11, 13)]
    assert [len(view.log) for view in seen] == [1, 1, 2]
    assert [len(view.changes) + len(view.pauses) for view in seen] == [2, 0, 0]


@given(views(), st.integers(0, 400))
def test_what_is_known_today_is_all_that_is_known_of_it_later(view: View, days: int) -> None:
    for project in view.portfolio.projects:
        seen = project_as_of(project, view.today)
        assert project_as_of(seen, view.today + timedelta(days=days)) == seen
