"""When a further project could start. March 2026 begins on a Sunday."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given

from courtside.engine import availability
from courtside.engine.assess import Portfolio, assess_portfolio
from courtside.engine.availability import Held, Wanted, held_days, next_opening
from courtside.engine.workdays import DAY, provider_workdays
from courtside.model.project import Project
from courtside.model.stage import StageTemplate
from helpers.strategies import View, small_portfolio, small_project, views


def march(day: int) -> date:
    return date(2026, 3, day)


def stages(*days: int | str) -> tuple[StageTemplate, ...]:
    """5 is five days of the provider's, "5" of the client's."""
    return tuple(
        StageTemplate(
            id=f"s{index}",
            title="S",
            owner="client" if isinstance(allowance, str) else "provider",
            days=int(allowance),
        )
        for index, allowance in enumerate(days)
    )


def busy(*runs: tuple[str, str], capacity: int = 1) -> Portfolio:
    """Projects that hold the provider's days of these runs."""
    projects: list[Project] = []
    for index, (start, due) in enumerate(runs):
        work = {"id": "work", "days": 1, "start": f"2026-03-{start}", "due": f"2026-03-{due}"}
        projects.append(
            small_project(work, start=f"2026-03-{start}").model_copy(update={"id": f"p{index}"})
        )
    portfolio = small_portfolio(*projects)
    return Portfolio(
        studio=portfolio.studio.model_copy(update={"capacity": capacity}),
        projects=portfolio.projects,
    )


def held(portfolio: Portfolio, today: date) -> Held:
    return held_days(assess_portfolio(portfolio, today), today)


def next_start(portfolio: Portfolio, wanted: Sequence[StageTemplate], today: date) -> date:
    return next_opening(Wanted.of(portfolio.studio, wanted), held(portfolio, today), today).start


def crowded_days(
    portfolio: Portfolio, stages: Sequence[StageTemplate], start: date, today: date
) -> dict[date, Sequence[str]]:
    wanted = Wanted.of(portfolio.studio, stages)
    return availability.crowded_days(wanted, held(portfolio, today), wanted.opening(start))


@pytest.mark.parametrize(
    ("runs", "capacity", "wanted", "expected"),
    [
        ((), 1, (5,), 3),  # today is too late to begin: tomorrow
        ((("02", "06"),), 1, (5,), 9),
        ((("02", "06"),), 2, (5,), 3),
        ((("05", "06"),), 1, (2,), 3),  # fits in before
        ((("05", "06"),), 1, (3,), 9),
        ((("09", "10"),), 1, (2, "2", 2), 5),  # 5-6, client 9-10, 11-12
        ((("06", "06"), ("11", "11")), 1, (1, "2", 1), 4),
        ((("06", "06"), ("11", "11")), 1, (1, "2", 3), 9),
        ((("03", "05"),), 1, ("2", 2), 4),  # the client may begin while we still work elsewhere
    ],
)
def test_next_start(
    runs: tuple[tuple[str, str], ...], capacity: int, wanted: tuple[int | str, ...], expected: int
) -> None:
    found = next_start(busy(*runs, capacity=capacity), stages(*wanted), march(2))
    assert found == march(expected)


def test_stages_side_by_side_find_room_though_they_are_more_than_the_capacity() -> None:
    one, other = stages(2, 2)
    both = (one, other.model_copy(update={"after": ()}))
    assert next_start(busy(("02", "04")), both, march(2)) == march(5)


def test_who_waits_in_the_queue_was_there_first() -> None:
    lose = {"late": {"client": [{"after": 2, "do": "lose-slot"}]}}
    copy = {"id": "c-copy", "days": 5, "done": "2026-03-12"}
    portfolio = small_portfolio(small_project(copy, {"id": "work", "days": 3}, terms=lose))
    assert next_start(portfolio, stages(1), march(12)) == march(18)
    assert next_start(portfolio, stages(1), march(4)) == march(5)


def test_crowded_days_are_named() -> None:
    portfolio = busy(("04", "05"), ("05", "06"), capacity=2)
    assert crowded_days(portfolio, stages(5), march(3), march(2)) == {march(5): ["p0", "p1"]}


@given(views())
def test_a_start_is_the_first_with_room(view: View) -> None:
    wanted = stages(2, "1", 3)
    found = next_start(view.portfolio, wanted, view.today)
    assert found > view.today
    assert not crowded_days(view.portfolio, wanted, found, view.today)
    works = provider_workdays(view.portfolio.studio.calendar, None)
    assert works.works(found)
    for ordinal in works.between(view.today + DAY, found - DAY):
        assert crowded_days(view.portfolio, wanted, date.fromordinal(ordinal), view.today)
