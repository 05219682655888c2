"""How full the weeks are. March 2026 begins on a Sunday."""

from __future__ import annotations

from datetime import date

from hypothesis import given

from courtside.engine.assess import Portfolio, assess_portfolio
from courtside.engine.workload import LEAST, Conflict, measure_workload
from courtside.model.project import Project
from helpers.strategies import View, small_portfolio, small_project, views


def march(day: int) -> date:
    return date(2026, 3, day)


def busy(*runs: tuple[int, int], capacity: int = 1) -> Portfolio:
    """Projects a, b, ... that hold the provider's days of these runs."""
    projects: list[Project] = []
    for name, (start, due) in zip("abcdef", runs, strict=False):
        stage = {"id": "work", "days": 1, "start": str(march(start)), "due": str(march(due))}
        project = small_project(stage, start=str(march(start)))
        projects.append(project.model_copy(update={"id": name}))
    portfolio = small_portfolio(*projects)
    return Portfolio(
        studio=portfolio.studio.model_copy(update={"capacity": capacity}),
        projects=portfolio.projects,
    )


def weeks(portfolio: Portfolio, today: date) -> list[tuple[int, ...]]:
    found = measure_workload(portfolio.studio, assess_portfolio(portfolio, today), today)
    return [(w.monday.day, w.room, w.held, w.queued, w.over, w.free) for w in found.weeks]


def test_an_empty_portfolio_has_room() -> None:
    portfolio = busy(capacity=2)
    found = weeks(portfolio, march(4))  # a Wednesday: three days are left of the week
    assert found == [(2, 6, 0, 0, 0, 6), (9, 10, 0, 0, 0, 10), (16, 10, 0, 0, 0, 10),
                     (23, 10, 0, 0, 0, 10)]  # fmt: skip
    assert len(found) == LEAST
    assert (
        measure_workload(portfolio.studio, assess_portfolio(portfolio, march(4)), march(4)).last
        is None
    )


def test_days_that_stages_hold() -> None:
    found = weeks(busy((2, 6), (5, 10), capacity=2), march(4))
    assert found[:2] == [(2, 6, 5, 0, 0, 1), (9, 10, 2, 0, 0, 8)]


def test_more_than_there_is_room_for_is_a_conflict_and_a_weekend_does_not_end_it() -> None:
    portfolio = busy((2, 10), (5, 10), (9, 9))
    found = measure_workload(portfolio.studio, assess_portfolio(portfolio, march(4)), march(4))
    assert [(w.held, w.over, w.free) for w in found.weeks[:2]] == [(5, 2, 0), (5, 3, 3)]
    assert found.conflicts == (
        Conflict(first=march(5), last=march(6), stages=("a/work", "b/work")),
        Conflict(first=march(9), last=march(9), stages=("a/work", "b/work", "c/work")),
        Conflict(first=march(10), last=march(10), stages=("a/work", "b/work")),
    )
    portfolio = busy((2, 10), (5, 10))
    (conflict,) = measure_workload(
        portfolio.studio, assess_portfolio(portfolio, march(4)), march(4)
    ).conflicts
    assert (conflict.first, conflict.last) == (march(5), march(10))


def test_the_queue_stands_apart_and_is_no_conflict() -> None:
    lose = {"late": {"client": [{"after": 2, "do": "lose-slot"}]}}
    copy = {"id": "c-copy", "days": 5, "done": "2026-03-12"}
    project = small_project(copy, {"id": "work", "days": 3}, terms=lose)
    portfolio = small_portfolio(project)
    found = measure_workload(portfolio.studio, assess_portfolio(portfolio, march(12)), march(12))
    assert sum(week.held for week in found.weeks) == 0
    assert sum(week.queued for week in found.weeks) == 3
    assert found.conflicts == ()
    assert found.last == march(17)


@given(views())
def test_over_and_conflicts_say_the_same(view: View) -> None:
    found = measure_workload(
        view.portfolio.studio, assess_portfolio(view.portfolio, view.today), view.today
    )
    over = {week.monday for week in found.weeks if week.over}
    for week in found.weeks:
        assert week.over <= week.held
    if over:
        assert found.conflicts
        assert found.conflicts[0].first <= max(over) + (march(8) - march(1))
    for conflict in found.conflicts:
        assert view.today <= conflict.first <= conflict.last
        assert len(conflict.stages) > view.portfolio.studio.capacity
