"""What a proposed change would do (rule 6): on dates, and on fees and credits too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given

from courtside.engine.assess import assess_portfolio
from courtside.engine.effects import Effect, effect_of, effects_of_changes
from courtside.engine.forecast import Outlook
from courtside.engine.slots import Slots
from courtside.model.project import Change
from engine.test_cost_of_delay import outlooks
from helpers.strategies import View, small_portfolio, small_project, views

WORK = {"id": "work", "days": 5}  # due on Friday, 6 March
CREDIT = {"late": {"provider": [{"after": 0, "do": "credit", "amount": "10%"}]}}


def effect(today: int, *stages: dict[str, Any], **change: Any) -> Effect:
    """Of one change, proposed on 3 March for `work`, in a studio with 21 % tax."""
    proposed = {"date": "2026-03-03", "title": "More", "stage": "work", "price": "90"} | change
    project = small_project(*stages or (WORK,), terms=CREDIT, changes=[proposed])
    portfolio = small_portfolio(project, tax=[{"name": "IVA", "rate": "21%"}])
    day = date(2026, 3, today)
    (status,) = assess_portfolio(portfolio, day)
    (found,) = effects_of_changes(
        Outlook(studio=portfolio.studio, status=status, slots=Slots(1, day))
    )
    return found


def test_in_time_it_moves_the_finish_and_adds_its_price_with_tax() -> None:
    found = effect(4, days=2)
    assert (found.finish, found.days_later) == (date(2026, 3, 10), 4)
    assert found.gross_cost == Decimal("108.90")
    assert found.days_count
    assert (found.ends, found.begins) == ((), ())


def test_days_for_a_late_stage_count_for_nothing_and_end_no_credit() -> None:
    found = effect(10, days=5)
    assert not found.days_count
    assert (found.days_later, found.gross_cost) == (0, Decimal("108.90"))
    assert (found.ends, found.begins) == ((), ())


def test_new_work_moves_what_follows_and_what_would_begin_is_said() -> None:
    new = {"id": "photos", "title": "Photos", "owner": "provider", "days": 3}
    done = WORK | {"done": "2026-03-06"}
    found = effect(9, done, {"id": "c-ok", "days": 1}, adds=new)
    assert (found.finish, found.days_later) == (date(2026, 3, 13), 4)
    assert found.days_count


@given(views())
def test_that_days_would_count_is_known_without_the_whole_effect(view: View) -> None:
    for outlook in outlooks(view.portfolio, view.today):
        status, project = outlook.status, outlook.status.project
        for stage in project.stages if status.dated else ():
            more = Change(date=view.today, title="More", stage=stage.id, days=2)
            asked = project.model_copy(update={"changes": (*project.changes, more)})
            found = effect_of(replace(outlook, status=replace(status, project=asked)), more)
            then, now = (s.dated.course.days for s in (found.after, found.before) if s.dated)
            assert status.days_count(more) == (then[stage.id] > now[stage.id])


def test_a_project_without_dates_has_only_its_price() -> None:
    project = small_project(
        WORK,
        start=None,
        changes=[{"date": "2026-03-03", "title": "More", "stage": "work", "price": "90"}],
    )
    portfolio, day = small_portfolio(project), date(2026, 3, 4)
    (status,) = assess_portfolio(portfolio, day)
    (found,) = effects_of_changes(
        Outlook(studio=portfolio.studio, status=status, slots=Slots(1, day))
    )
    assert (found.finish, found.days_later, found.gross_cost) == (None, 0, Decimal(90))
