"""Every day of ten years, seen by each example: nothing breaks, and the laws of rule 9 hold.

The laws stand in `properties/test_laws.py`, under their sentences; here they are asked of the
examples instead of studios that chance has made, on each 71st day, and in the sweep on every day.
Each is asked of the whole studio; those that are about one project, of each example alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from courtside.engine.assess import Portfolio
from courtside.engine.portals import client_pages
from courtside.engine.workdays import DAY
from courtside.model.project import Project
from courtside.source.load import load_portfolio
from courtside.views.page import render
from courtside.workspace.folder import project_files
from helpers.mutants import Mutant
from helpers.strategies import View, with_fields
from helpers.sweeping import spread
from rules import test_laws as laws
from system.test_mutated import said

FIRST, LAST = date(2021, 6, 22), date(2031, 6, 22)
"""Five years before the day of the examples, and five after."""
THIN = 71
"""No week, month, or year is a multiple of it."""


@cache
def portfolio() -> Portfolio:
    """The examples, as of no day of their own."""
    found, problems = load_portfolio(project_files(Path(__file__).parents[2] / "projects"))
    assert found, [str(problem) for problem in problems]
    return Portfolio(
        studio=found.studio.model_copy(update={"example_day": None}),
        projects=tuple(map(_signed_by_somebody, found.projects)),
    )


def _signed_by_somebody(project: Project) -> Project:
    """As the law that tells other futures lets everything be signed."""
    signed = project.signed and project.signed.model_copy(update={"by": "Somebody"})
    return with_fields(project, signed=signed)


def law(test: Any) -> Callable[..., None]:
    """What a property says, without the studios that chance makes for it."""
    inner: Callable[..., None] = test.hypothesis.inner_test
    return inner


class _Fixed:
    """Draws that are always the same, for the law that tells other futures."""

    def __init__(self) -> None:
        self._next = cycle((0, 3, 1, 4, 2))

    def draw(self, _strategy: object) -> int:
        return next(self._next)


def _another_future(view: View) -> None:
    law(laws.test_what_happened_later_changes_nothing)(view, _Fixed())


def _later_by(days: int) -> Callable[[View], None]:
    return lambda view: law(laws.test_handing_over_later_never_gives_an_earlier_finish)(view, days)


def _another_life(view: View) -> None:
    """One example after the other has never begun: the others stand."""
    projects = view.portfolio.projects
    at = view.today.toordinal() % len(projects)
    first = with_fields(projects[at], id="0")
    never = with_fields(first, signed=None, start=None, scheduled=None)
    others = replace(view.portfolio, projects=(first, *projects[:at], *projects[at + 1 :]))
    law(laws.test_what_happens_in_a_changes_nothing_of_b)((replace(view, portfolio=others), never))


OF_A_PORTFOLIO: Mapping[str, Callable[[View], None]] = {
    "1, the parts add up": law(laws.test_the_parts_of_the_ledger_add_up_to_the_slip),
    "1, a part has its cause": law(laws.test_nobody_is_charged_for_what_did_not_happen),
    "2, another life": _another_life,
    "5, another future": _another_future,
    "6, due dates are working days": law(laws.test_a_due_date_is_a_day_on_which_its_owner_works),
    "6, late only what could begin": law(
        laws.test_nobody_is_late_on_a_stage_that_they_could_not_start
    ),
    "the whole allowance": law(laws.test_the_owner_has_the_whole_allowance_and_no_more_than_that),
    "no date moves earlier": law(laws.test_no_date_moves_earlier_than_planned),
    "states": law(laws.test_states_say_what_they_mean),
    "steps": law(laws.test_a_step_is_in_effect_once_its_owner_is_more_than_after_days_late),
    "slots": law(laws.test_who_lost_the_slot_gets_the_first_free_one_in_turn),
    "money": law(laws.test_money_adds_up_and_no_cap_is_passed),
}
OF_A_PROJECT: Mapping[str, Callable[[View], None]] = {
    "3, handed over later": _later_by(1),
    "3, handed over much later": _later_by(30),
    "3, waiting": law(laws.test_waiting_never_gives_an_earlier_finish),
    "4, the sides swapped": law(laws.test_swapping_the_sides_swaps_the_answers),
}


def hold(today: date) -> None:
    """All laws, on one day."""
    view = View(portfolio=portfolio(), today=today)
    for name, holds in OF_A_PORTFOLIO.items():
        try:
            holds(view)
        except Exception as error:
            raise AssertionError(f"{name}: {today}") from error
    for project in portfolio().projects:
        alone = View(portfolio=replace(portfolio(), projects=(project,)), today=today)
        for name, holds in OF_A_PROJECT.items():
            try:
                holds(alone)
            except Exception as error:
                raise AssertionError(f"{name}: {project.id}, {today}") from error


def days(step: int) -> Iterator[date]:
    """The days of ten years, or some of them."""
    for number in range(0, (LAST - FIRST).days + 1, step):
        yield FIRST + number * DAY


def say_all(today: date, only: str = "") -> None:
    """All that the examples say on one day, or one of them as a studio of its own."""
    some = tuple(project for project in portfolio().projects if only in ("", project.id))
    one = Mutant(name="", text=b"", studio=b"", today=today)
    try:
        assert "".join(said(replace(portfolio(), projects=some), one))
    except Exception as error:
        raise AssertionError(f"{only} {today}") from error


def test_the_laws_hold_on_some_days_of_ten_years() -> None:
    for today in days(THIN):
        hold(today)


def test_each_page_can_be_made_on_some_days_of_ten_years() -> None:
    names = [project.id for project in portfolio().projects]
    for number, today in enumerate(days(THIN)):
        say_all(today, names[number % len(names)])
    say_all(date(2026, 6, 11))  # all of them, on a day with a notice to the provider


@pytest.mark.sweep
def test_the_laws_hold_on_every_day_of_ten_years() -> None:
    print(f"\n{len(spread(hold, days(1), at_once=30))} days, {len(portfolio().projects)} projects")


def show(today: date) -> None:
    """The page of each example, on one day."""
    try:
        assert all(map(render, client_pages(portfolio(), today)))
    except Exception as error:
        raise AssertionError(f"{today}") from error


@pytest.mark.sweep
def test_each_page_can_be_made_on_every_day_of_ten_years() -> None:
    print(f"\n{len(spread(show, days(1), at_once=30))} days, {len(portfolio().projects)} projects")


@pytest.mark.sweep
def test_all_that_is_said_can_be_said_on_every_eleventh_day_of_ten_years() -> None:
    print(
        f"\n{len(spread(say_all, days(11), at_once=30))} days, {len(portfolio().projects)} projects"
    )
