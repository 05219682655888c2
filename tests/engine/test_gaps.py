"""Days on which nothing is asked for a payment are no late days, and it has its own time again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from courtside.engine import consequences
from courtside.engine.assess import Portfolio, Status, assess_portfolio
from courtside.engine.effects import effects_of_changes
from courtside.engine.forecast import turning_points
from courtside.engine.schedule import LiveStage
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
    assert (live.state, live.start, live.due, live.late_days) == ("current", AGAIN, AGAIN, 0)
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


# --- An agreed change on a payment that asks for nothing ---------------------------------------


FOR_FINAL = {"date": "2026-03-16", "title": "More time", "stage": "final", "days": 5}
REFUND = {"date": "2026-03-24", "for": "balance", "amount": "-300"}


def changed(changes: list[dict[str, Any]], *payments: dict[str, Any]) -> Portfolio:
    """A payment that asks for nothing since its turn came on 4 March, with changes on it."""
    raw = WAYS["all came as the deposit"]
    project = small_project(
        *raw["stages"],
        price="1000 EUR",
        deposit=raw["deposit"],
        payments=[*raw["payments"], *payments],
        changes=changes,
    )
    tax = [{"name": "IVA", "rate": "21%"}, {"name": "IRPF", "rate": "-15%"}]
    return small_portfolio(project, terms=TERMS, tax=tax)


@pytest.mark.parametrize("price", ["0", "200"])
@pytest.mark.parametrize("payments", [[], [REFUND]])
def test_days_agreed_while_nothing_is_asked_count_from_then_on(
    price: str, payments: list[dict[str, Any]]
) -> None:
    """Nobody is late then, whatever comes later."""
    of = changed([FOR_FINAL | {"agreed": "2026-03-16", "price": price}], *payments)
    for day in range(16, 31):
        (status,) = assess_portfolio(of, date(2026, 3, day))
        assert status.dated
        assert status.dated.stages["final"].days == 5, day
    final = status.dated.stages["final"]
    if price == "200":  # asked for on the 16th: five working days from the next
        assert (final.start, final.due) == (date(2026, 3, 17), date(2026, 3, 23))
    elif payments:
        assert (final.start, final.due) == (date(2026, 3, 25), date(2026, 3, 31))


@pytest.mark.parametrize("later", [[], [REFUND]])
def test_days_agreed_once_it_is_late_do_not_count(later: list[dict[str, Any]]) -> None:
    """It asks for 200 since the 10th; it is late on the 11th, and in vain are the days of the
    16th, also where what is asked then comes in and is paid back."""
    asks = FOR_FINAL | {"date": "2026-03-10", "agreed": "2026-03-10", "price": "200", "days": 0}
    came = {"date": "2026-03-13", "for": "balance", "amount": "400"}
    of = changed([asks, FOR_FINAL | {"agreed": "2026-03-16", "price": "0"}], came, *later)
    for day in range(16, 31):
        (status,) = assess_portfolio(of, date(2026, 3, day))
        assert status.dated
        assert status.dated.stages["final"].days == 0, day


def test_a_payment_that_came_before_the_project_began_has_no_days() -> None:
    """Its turn comes with the signature, and it was over by then."""
    pay = {"id": "pay", "title": "P", "owner": "client", "pay": "50%"}
    work = {"id": "work", "title": "W", "owner": "provider", "days": 2}
    last = {"id": "last", "title": "L", "owner": "client", "pay": "50%"}
    payments = [{"date": "2026-02-10", "for": name, "amount": "9000"} for name in ("last", "pay")]
    of = small_portfolio(small_project(pay, work, last, payments=payments))
    (status,) = assess_portfolio(of, date(2026, 3, 3))
    assert status.dated
    assert not status.dated.course.gaps


def test_the_days_of_a_proposal_would_count_while_nothing_is_asked() -> None:
    for payments, counts in (([], True), ([REFUND], False)):  # asked on the 24th, late on the 26th
        of = changed([FOR_FINAL | {"price": "200"}], *payments)
        (status,) = assess_portfolio(of, date(2026, 3, 26))
        (proposal,) = status.project.changes
        assert status.days_count(proposal) == counts


# --- Worked out fast, and the same as day by day ------------------------------------------------


def random_payments(seed: int) -> Portfolio:
    """Work and payments, late by months, with fees and credits each day or week, caps, refunds,
    parts, waivers and changes."""
    dice = Random(seed)
    start, count = date(2026, 3, 2), dice.randint(2, 4)

    def day(least: int = 0) -> str:
        return str(start + timedelta(days=dice.randint(least, 150)))

    def step(do: str) -> dict[str, Any]:
        made: dict[str, Any] = {
            "after": dice.randint(0, 3),
            "do": do,
            "amount": dice.choice(["1%", "0.3%", "25 EUR", "7%"]),
        }
        if dice.random() < 0.8:
            made["per"] = dice.choice(["day", "week"])
            made |= dice.choice([{}, {"cap": "20%"}])
        return made

    stages: list[dict[str, Any]] = []
    for n in range(count):
        done = dice.choice([{"done": str(start + timedelta(days=9 * n + dice.randint(4, 8)))}, {}])
        after = {} if n < 2 else dice.choice([{}, {"after": ["work0"]}])
        work = {"id": f"work{n}", "title": "W", "owner": "provider", "days": 3, **done, **after}
        if n and "done" not in stages[-2]:
            work.pop("done", None)
        pay = {"id": f"pay{n}", "title": "P", "owner": "client", "pay": f"{80 // count}%"}
        stages += [work, pay | {"days": dice.choice([0, 0, 4]), "after": [work["id"]]}]
        if n:
            work["after"] = [f"work{n - 1}"]
    payments = [
        {
            "date": day(),
            "for": dice.choice(["balance", "deposit", *(f"pay{n}" for n in range(count))]),
            "amount": str(dice.choice([200, 350, 55, -100, -250, 600])),
            "part": dice.random() < 0.5,
        }
        for _ in range(dice.randint(1, 5))
    ]
    deposit = {"date": str(start), "for": "deposit", "amount": str(dice.choice([212, 700, 1060]))}
    changes = [
        {"date": (on := day(5)), "title": "C", "stage": f"pay{dice.randrange(count)}",
         "price": str(dice.choice([-400, -150, 100, 300])), "days": dice.choice([0, 2]),
         "agreed": on}
        for _ in range(dice.randint(0, 3))
    ]  # fmt: skip
    waivers = [{"date": day(20), "stage": "pay0", "do": "fee", "why": "x"} for _ in range(seed % 2)]
    project = small_project(
        *stages, price="1000 EUR", deposit=f"{100 - 80 // count * count}%",
        payments=sorted([deposit, *payments], key=lambda one: str(one["date"])),
        changes=changes, waivers=waivers,
    )  # fmt: skip
    terms = {"late": {"client": [step("fee")], "provider": [step("credit")]}}
    tax = [{"name": "IVA", "rate": "21%"}, {"name": "IRPF", "rate": "-15%"}][: seed % 3]
    return small_portfolio(project, terms=terms | dice.choice([{}, {"cap": "30%"}]), tax=tax)


def day_by_day(
    self: Any, live: LiveStage, place: int, first: date, last: date
) -> Iterator[tuple[date, bool]]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n), self.asks(live, place, first + timedelta(days=n))


@pytest.mark.parametrize("seed", range(40))
def test_what_was_not_asked_is_the_same_day_by_day(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, days = random_payments(seed), [date(2026, 4, 1), date(2026, 5, 20), date(2026, 9, 1)]
    fast = [status for day in days for status in assess_portfolio(of, day)]
    monkeypatch.setattr(consequences, "_may_ask_for_nothing", lambda _, names, __: list(names))
    monkeypatch.setattr(consequences._Following, "_parted", day_by_day)
    slow = [status for day in days for status in assess_portfolio(of, day)]
    assert [one.dated and one.dated.course.gaps for one in fast] == [
        one.dated and one.dated.course.gaps for one in slow
    ]
    assert fast == slow


def test_some_of_these_have_days_on_which_nothing_was_asked() -> None:
    """Or the comparison could pass on none."""
    gaps = [
        status.dated.course.gaps
        for seed in range(40)
        for status in assess_portfolio(random_payments(seed), date(2026, 9, 1))
        if status.dated
    ]
    assert sum(map(bool, gaps)) > 10


@pytest.mark.parametrize("seed", range(60))
def test_work_that_comes_later_brings_no_earlier_finish_unless_a_payment_asks_again(
    seed: int,
) -> None:
    """Law 3 of the rules, where days are unasked."""
    of, day = random_payments(seed), date(2026, 9, 1)
    (project,) = of.projects
    (now,) = assess_portfolio(of, day)
    for place, stage in enumerate(project.stages):
        if stage.done is None:
            continue
        later = stage.model_copy(update={"done": stage.done + timedelta(days=1 + seed % 9)})
        stages = (*project.stages[:place], later, *project.stages[place + 1 :])
        moved = project.model_copy(update={"stages": stages})
        (then,) = assess_portfolio(Portfolio(studio=of.studio, projects=(moved,)), day)
        assert now.dated
        assert then.dated
        gaps = [*now.dated.course.gaps.values(), *then.dated.course.gaps.values()]
        if not any(gap.again for of_one in gaps for gap in of_one):
            assert then.dated.ledger.finish >= now.dated.ledger.finish
