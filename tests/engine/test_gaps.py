"""Days on which nothing is asked for a payment are no late days, and it has its own time again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from courtside.engine.assess import Portfolio, Status, assess_portfolio
from courtside.engine.effects import effects_of_changes
from courtside.engine.forecast import turning_points
from engine.test_cost_of_delay import outlooks
from helpers.nothing_to_pay import WAYS
from helpers.strategies import small_portfolio, small_project

FIRST, LAST = date(2026, 3, 10), date(2026, 4, 10)
AGAIN = date(2026, 3, 24)
TERMS = {
    "late": {
        "client": [
            {"after": 0, "do": "may-close"},
            {"after": 2, "do": "fee", "amount": "1%", "per": "day"},
        ],
        "provider": [{"after": 0, "do": "credit", "amount": "11%"}],
    }
}
CHANGE = {
    "date": "2026-03-24", "title": "More", "stage": "final", "price": "700", "agreed": "2026-03-24",
}  # fmt: skip
HAPPENS: dict[str, dict[str, Any]] = {
    "a change": {"changes": [CHANGE]},
    "a refund": {"payments": [{"date": "2026-03-24", "for": "balance", "amount": "-300"}]},
    "a fee elsewhere": {"stages": [{"id": "c-texts", "days": 13, "after": ["work"]}]},
    "nothing": {},
}


def portfolio(way: str, happens: str) -> Portfolio:
    """One of the ways in which a payment asks for nothing, and what happens then."""
    raw, more = WAYS[way], HAPPENS[happens]
    project = small_project(
        *raw["stages"],
        *more.get("stages", []),
        price="1000 EUR",
        deposit=raw["deposit"],
        payments=[*raw["payments"], *more.get("payments", [])],
        changes=[*raw.get("changes", []), *more.get("changes", [])],
    )
    tax = [{"name": "IVA", "rate": "21%"}, {"name": "IRPF", "rate": "-15%"}]
    return small_portfolio(project, terms=TERMS, tax=tax)


def states(of: Portfolio) -> list[Status]:
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days)]
    return [status for day in days for status in assess_portfolio(of, day)]


@pytest.mark.parametrize("happens", HAPPENS)
@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_late_by_two_days_at_once(way: str, happens: str) -> None:
    late, followed, asked = 0, set[tuple[str, date]](), []
    for status in states(portfolio(way, happens)):
        assert status.dated
        live = status.dated.stages["final"]
        asked.append(not status.asks_for_nothing(live))
        assert late <= live.late_days <= late + asked[-1], status.as_of
        late = live.late_days
        found = {
            (one.do, one.date)
            for one in status.dated.consequences
            if one.stage == "final" and one.state in ("in effect", "lapsed")
        }
        assert followed <= found, status.as_of  # what had followed stays
        followed = found
    assert asked[0] is False
    assert any(asked) == bool(late) == (happens != "nothing")


def test_it_has_its_own_time_from_the_day_on_which_it_asks_again() -> None:
    on_the_day = assess_portfolio(portfolio("all came as the deposit", "a change"), AGAIN)[0]
    assert on_the_day.dated
    live = on_the_day.dated.stages["final"]
    assert (live.state, live.due, live.late_days) == ("current", AGAIN, 0)
    assert on_the_day.dated.ledger.delay["client"] == 0


def test_a_proposal_makes_nobody_late() -> None:
    of = portfolio("all came as the deposit", "a change")
    (status,) = assess_portfolio(of, AGAIN)
    proposed = [change.model_copy(update={"agreed": None}) for change in status.project.changes]
    project = of.projects[0].model_copy(update={"changes": tuple(proposed)})
    (outlook,) = outlooks(Portfolio(studio=of.studio, projects=(project,)), AGAIN)
    (effect,) = effects_of_changes(outlook)
    assert effect.gross_cost > 0
    assert effect.begins == ()
    assert effect.days_later == 0


@pytest.mark.parametrize("way", WAYS)
def test_what_comes_after_it_still_moves_day_by_day(way: str) -> None:
    (status,) = assess_portfolio(portfolio(way, "nothing"), AGAIN)
    assert status.dated
    assert not status.dated.stages["final"].late_days
    assert status.uncertain["files"] == "earliest"
    assert status.finish_moves


@pytest.mark.parametrize("way", WAYS)
def test_its_page_does_not_grow_old(way: str) -> None:
    """No later day is a late one, so none has to be said in advance."""
    (outlook,) = outlooks(portfolio(way, "nothing"), AGAIN)
    later = list(turning_points(outlook))
    assert len(later) < 3
    assert all(day.known for day in later[-1:])
