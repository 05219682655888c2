"""What follows from being late (rule 5): which steps, on which day, for how much."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from courtside.engine import shares
from courtside.engine.assess import Status, assess_portfolio
from courtside.engine.consequences import KINDS, Consequence, taken_money
from courtside.engine.schedule import takes_effect_on
from courtside.engine.shares import PastBalance
from courtside.engine.workdays import FULL_WEEK, Workdays
from courtside.model.project import Project
from courtside.model.terms import Step
from helpers.strategies import small_portfolio, small_project

COPY = {"id": "c-copy", "days": 5}  # due on Friday, 6 March
WORK = {"id": "work", "days": 2}


def view(
    steps: list[dict[str, Any]], today: date, *stages: dict[str, Any], **fields: Any
) -> Status:
    terms = {"late": {"client": steps, "provider": steps}} | fields.pop("terms", {})
    project = small_project(*stages or (COPY, WORK), terms=terms, **fields)
    (status,) = assess_portfolio(small_portfolio(project), today)
    return status


def consequences(found: Status) -> tuple[Consequence, ...]:
    assert found.dated
    return found.dated.consequences


def said(found: Status) -> list[tuple[str, str, str, int, str | None]]:
    return [
        (c.stage, c.do, c.state, c.date.day, None if c.amount is None else str(c.amount))
        for c in consequences(found)
    ]


@pytest.mark.parametrize(("wait", "expected"), [(0, 9), (3, 12), (5, 16)])
def test_a_step_takes_effect_on_the_next_late_day(wait: int, expected: int) -> None:
    step = Step(after=wait, do="remind")
    assert takes_effect_on(step, date(2026, 3, 6), Workdays(FULL_WEEK)) == date(2026, 3, expected)


@pytest.mark.parametrize(
    ("fee", "today", "state", "amount"),
    [
        ({"amount": "10%"}, 10, "ahead", "100.00"),
        ({"amount": "10%"}, 11, "in effect", "100.00"),
        ({"amount": "10%"}, 31, "in effect", "100.00"),
        ({"amount": "10 EUR", "per": "day"}, 10, "ahead", "10.00"),  # of its first unit
        ({"amount": "10 EUR", "per": "day"}, 13, "in effect", "30.00"),
        ({"amount": "10 EUR", "per": "day"}, 15, "in effect", "30.00"),  # a weekend
        ({"amount": "10 EUR", "per": "week"}, 11, "in effect", "10.00"),
        ({"amount": "10 EUR", "per": "week"}, 17, "in effect", "10.00"),
        ({"amount": "10 EUR", "per": "week"}, 18, "in effect", "20.00"),  # a begun week
        ({"amount": "10 EUR", "per": "day", "cap": "25 EUR"}, 13, "in effect", "25.00"),
        ({"amount": "10 EUR", "per": "day", "cap": "0.5%"}, 10, "ahead", "5.00"),
        ({"amount": "0.0005%", "per": "day"}, 11, "in effect", "0.01"),  # 0.005: half up
    ],
)
def test_an_amount(fee: dict[str, str], today: int, state: str, amount: str) -> None:
    found = view([{"after": 2, "do": "fee", **fee}], date(2026, 3, today))
    assert said(found) == [("c-copy", "fee", state, 11, amount)]
    assert found.money.fees == (Decimal(amount) if state == "in effect" else 0)


def test_a_cap_is_for_the_whole_project_and_a_waived_step_takes_nothing_of_it() -> None:
    steps = [{"after": 0, "do": "fee", "amount": "10 EUR", "per": "day", "cap": "45 EUR"}]
    stages = [{"id": f"c{i}", "days": 5, "after": []} for i in range(3)]
    thursday = date(2026, 3, 12)
    found = view(steps, thursday, *stages)
    assert [c.amount for c in consequences(found)] == [Decimal(40), Decimal(5), Decimal(0)]
    waived = [{"stage": "c0", "do": "fee", "date": "2026-03-12"}]
    found = view(steps, thursday, *stages, waivers=waived)
    assert [(c.state, c.amount) for c in consequences(found)] == [
        ("waived", Decimal(40)),
        ("in effect", Decimal(40)),
        ("in effect", Decimal(5)),
    ]
    assert taken_money(consequences(found), "fee") == found.money.fees == 45


def test_nothing_is_ahead_after_silence_unless_it_is_waived() -> None:
    steps = [
        {"after": 1, "do": "remind"},
        {"after": 2, "do": "approve"},
        {"after": 2, "do": "lose-slot"},
        {"after": 5, "do": "may-close"},
    ]
    stages = [
        {"id": "work", "days": 1, "done": "2026-03-02"},
        {"id": "c-ok", "days": 4, "approves": "work"},
    ]
    today = date(2026, 3, 6)
    stages.append(WORK | {"id": "more"})
    all_of_them = ["remind", "approve", "lose-slot", "may-close"]
    assert [c.do for c in consequences(view(steps, today, *stages))] == all_of_them[:3]
    waived = [{"stage": "c-ok", "do": "approve", "date": "2026-03-06"}]
    found = view(steps, today, *stages, waivers=waived)
    assert [c.do for c in consequences(found)] == all_of_them
    assert consequences(found)[1].state == "waived"


def test_a_stage_that_approves_nothing_knows_no_silence() -> None:
    found = view([{"after": 0, "do": "approve"}], date(2026, 3, 20))
    assert consequences(found) == ()
    assert found.dated
    assert found.dated.stages["c-copy"].state == "late"


def test_what_is_done_in_time_has_no_steps() -> None:
    steps = [{"after": 0, "do": "remind"}]
    found = view(steps, date(2026, 3, 9), COPY | {"done": "2026-03-06"}, WORK)
    assert [c.stage for c in consequences(found)] == ["work"]


def test_a_fee_of_payments_is_a_share_of_what_the_payment_asks() -> None:
    fee = {"after": 0, "do": "fee", "amount": "10%", "of": "payment", "per": "week", "cap": "15%"}
    stages = [COPY, {"id": "c-pay", "pay": "40%", "after": []}]
    found = view([fee], date(2026, 3, 9), *stages)  # 5 working days late: a week
    assert said(found) == [("c-pay", "fee", "in effect", 3, "40.00")]
    found = view([fee], date(2026, 3, 10), *stages)  # a begun week, cut to 15% of 400
    assert said(found)[0][-1] == "60.00"


def test_all_fees_together_have_a_cap() -> None:
    fee = {"after": 0, "do": "fee", "amount": "10%"}
    stages = [{"id": f"c{i}", "days": 5, "after": []} for i in range(3)]
    terms = {"cap": "15%", "late": {"client": [fee]}}
    found = view([], date(2026, 3, 12), *stages, terms=terms)
    assert [str(c.amount) for c in consequences(found)] == ["100.00", "50.00", "0.00"]
    assert found.money.fees == 150


def test_told_is_what_takes_money() -> None:
    """What is too small on its first days is not told then, and still grows."""
    fee = {"after": 2, "do": "fee", "amount": "0.0004%", "per": "day"}
    for day, told in ((10, []), (11, []), (12, ["0.01"])):
        found = view([fee], date(2026, 3, day))
        assert found.dated
        assert [str(one.amount) for one in found.dated.told] == told
        assert [one.may_take_more for one in found.dated.consequences] == [True]
    dear = [{"after": 0, "do": "fee", "amount": "10%"}]
    stages = [{"id": f"c{i}", "days": 5, "after": []} for i in range(2)]
    found = view(dear, date(2026, 3, 12), *stages, terms={"cap": "10%"})
    assert found.dated
    assert [one.stage for one in found.dated.told] == ["c0"]
    assert [one.may_take_more for one in found.dated.consequences] == [False, False]
    free = view([dear[0]], date(2026, 3, 12), *stages, price="0 EUR")
    assert free.dated
    assert free.dated.told == ()
    assert not any(one.may_take_more for one in free.dated.consequences)


def test_a_right_lapses_when_its_stage_is_finished() -> None:
    steps = [{"after": 1, "do": "may-close"}]
    still = view(steps, date(2026, 3, 12), COPY, WORK)
    assert [c.state for c in consequences(still)] == ["in effect"]
    done = view(steps, date(2026, 3, 12), COPY | {"done": "2026-03-12"}, WORK)
    assert consequences(done)[0].state == "lapsed"


def test_a_slot_is_lost_only_where_work_waits_for_it() -> None:
    steps = [{"after": 0, "do": "lose-slot"}]
    assert consequences(view(steps, date(2026, 3, 9), WORK | {"done": "2026-03-03"}, COPY)) == ()
    assert [c.do for c in consequences(view(steps, date(2026, 3, 9), COPY, WORK))] == ["lose-slot"]


def test_every_counterpart_binds_the_other_side() -> None:
    for kind in KINDS.values():
        if kind.counterpart:
            both = {*kind.sides, *KINDS[kind.counterpart].sides}
            assert both == {"client", "provider"}


def late_instalments(number: int) -> Project:
    """A project of payments, each of which came two weeks late, with a fee for each day."""
    stages = [
        {"id": f"pay{n}", "title": "P", "owner": "client", "pay": f"{100 // number}%"}
        for n in range(number)
    ]
    payments = [
        {"date": f"2026-0{n + 3}-20", "for": f"pay{n}", "amount": f"{1000 // number} EUR"}
        for n in range(number)
    ]
    return small_project(*stages, payments=payments)


def test_what_a_payment_asked_on_a_day_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each late day of a payment hangs on those of all before it: a day more must not double it."""
    asked: list[Decimal] = []

    def counted(past: PastBalance, net: Decimal) -> Decimal:
        asked.append(net)
        return shares.gross(net, past._taxes, past._currency)

    monkeypatch.setattr(PastBalance, "gross", counted)
    terms = {"late": {"client": [{"after": 1, "do": "fee", "amount": "1%", "per": "day"}]}}
    portfolio = small_portfolio(late_instalments(5), terms=terms)
    (status,) = assess_portfolio(portfolio, date(2026, 9, 1))
    assert status.dated
    late = sum(live.late_days for live in status.dated.stages.values())
    assert late > 50
    assert 0 < len(asked) <= late


def test_steps_on_a_payment_stand_in_the_order_of_the_terms() -> None:
    client = [
        {"after": 1, "do": "remind"},
        {"after": 2, "do": "fee", "amount": "1%"},
        {"after": 6, "do": "approve"},
    ]
    work = {"id": "work", "title": "W", "owner": "provider", "days": 1, "done": "2026-03-02"}
    pay = {"id": "pay", "title": "P", "owner": "client", "pay": "100%", "approves": "work"}
    portfolio = small_portfolio(small_project(work, pay), terms={"late": {"client": client}})
    (status,) = assess_portfolio(portfolio, date(2026, 3, 4))
    assert status.dated
    assert [one.do for one in status.dated.consequences] == ["remind", "fee", "approve"]
