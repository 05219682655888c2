"""The price of waiting, and later days: worked out by hand, and held against the engine itself."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtside.engine.added_stages import graph_of, handed_over
from courtside.engine.assess import Portfolio, Status, assess_in_queue_order, assess_portfolio
from courtside.engine.cost_of_delay import (
    CostOfDelay,
    CostRow,
    compute_cost_of_delay,
    days_of,
    handed_over_on,
    resumes_on,
)
from courtside.engine.forecast import Outlook, turning_points
from courtside.engine.workdays import DAY
from courtside.model.project import Project
from courtside.model.terms import Terms
from courtside.text.language import translator
from courtside.views.context import ViewContext
from courtside.views.headline import write_headline
from courtside.views.page import dated_texts
from helpers.strategies import View, small_portfolio, small_project, views, with_fields
from rules.test_laws import swapped_project, with_equal_steps

CLIENT = [{"after": 5, "do": "lose-slot"}, {"after": 10, "do": "fee", "amount": "10%"}]
TERMS: dict[str, Any] = {"late": {"client": CLIENT}}
BRIEF = {"id": "brief", "days": 5, "done": "2026-03-06"}
COPY, DESIGN = {"id": "copy", "days": 5}, {"id": "design", "days": 8}
OTHER = small_project({"id": "work", "days": 10}, id="borealis", start="2026-03-26")
"""Holds 26 March to 8 April."""


def march(day: int, month: int = 3) -> date:
    return date(2026, month, day)


def outlooks(portfolio: Portfolio, today: date) -> Iterator[Outlook]:
    for draft, slots in assess_in_queue_order(portfolio, today):
        yield Outlook(studio=portfolio.studio, status=draft.status(), slots=slots)


def priced(today: date, *projects: Project, **studio: Any) -> dict[str, tuple[CostOfDelay, ...]]:
    portfolio = small_portfolio(*projects, **studio)
    return {
        outlook.status.project.id: compute_cost_of_delay(outlook)
        for outlook in outlooks(portfolio, today)
    }


def resumed(outlook: Outlook, found: CostOfDelay) -> list[date | None]:
    """When work goes on after the handover of each row, where it waits for a slot by then."""
    return [resumes_on(handed_over_on(outlook, found.stages, row.day)) for row in found.rows]


def all_resumed(today: date, *projects: Project) -> dict[str, list[date | None]]:
    """The same of what the client holds, by project."""
    return {
        outlook.status.project.id: resumed(outlook, found)
        for outlook in outlooks(small_portfolio(*projects), today)
        for found in compute_cost_of_delay(outlook)
        if found.party == "client"
    }


def table(found: CostOfDelay) -> list[tuple[date, date, str, list[str]]]:
    return [
        (row.day, row.finish, str(row.cost), [consequence.do for consequence in row.steps])
        for row in found.rows
    ]


# --- By hand -----------------------------------------------------------------------------------


def test_a_slot_is_lost_and_a_fee_comes_on_top() -> None:
    """Late since the 16th: the slot is lost on the 23rd, the fee is due on the 30th. Of the days
    that the other project leaves, 24 and 25 March are too few for a design of eight."""
    aurora = small_project(BRIEF, COPY, DESIGN, terms=TERMS)
    (found,) = priced(march(17), aurora, OTHER)["aurora"]
    assert table(found) == [
        (march(17), march(27), "0.00", []),
        (march(24), march(20, 4), "0.00", ["lose-slot"]),
        (march(31), march(20, 4), "100.00", ["fee"]),
        (march(16, 4), march(28, 4), "100.00", []),
    ]
    days = [None, march(9, 4), march(9, 4), march(17, 4)]
    assert all_resumed(march(17), aurora, OTHER)["aurora"] == days
    assert found.resumes == {"copy": march(9, 4)}
    assert [len(group) for group in found.groups] == [1, 1, 1, 1]


def test_alone_the_slot_is_free_at_once() -> None:
    aurora = small_project(BRIEF, COPY, DESIGN, terms=TERMS)
    (found,) = priced(march(17), aurora)["aurora"]
    assert table(found)[1] == (march(24), march(3, 4), "0.00", ["lose-slot"])
    assert all_resumed(march(17), aurora)["aurora"][1] == march(25)


def test_the_days_of_those_who_lost_their_slot_before_are_taken_too() -> None:
    """Two projects in the same case: who has lost the slot already is served first."""
    early = small_project(
        BRIEF | {"done": "2026-03-06"},
        COPY | {"days": 1, "done": "2026-03-17"},  # due on the 9th, lost on the 17th
        DESIGN,
        id="early",
        terms=TERMS,
    )
    aurora = small_project(BRIEF, COPY, DESIGN, terms=TERMS)
    # aurora's own design, 18 to 27 March as things stand, keeps its days; early comes after it,
    # 30 March to 8 April, and after that aurora once it has lost its own.
    assert all_resumed(march(17), aurora, early)["aurora"][1] == march(9, 4)


def test_who_comes_later_in_the_queue_is_not_in_the_way() -> None:
    signed = {"date": "2026-01-30", "by": "Lucía"}
    lost = {"terms": TERMS, "start": "2026-02-02", "signed": signed}
    first = small_project({"id": "copy", "days": 1}, DESIGN, id="first", **lost)
    second = small_project({"id": "copy", "days": 3}, DESIGN, id="second", **lost)
    found = all_resumed(march(3), first, second)
    assert found["first"][0] == march(4)
    assert found["first"][1] == march(11)  # second's forecast, today, is 16 March
    assert found["second"][0] == march(16)


def test_silence_ends_the_waiting() -> None:
    """Due on the 11th, approved on the fourth late day: the fee after five is never reached."""
    steps = [{"after": 3, "do": "approve"}, {"after": 5, "do": "fee", "amount": "10%"}]
    project = small_project(
        BRIEF,
        {"id": "c-ok", "days": 3, "approves": "brief"},
        {"id": "build", "days": 5},
        terms={"late": {"client": steps}},
    )
    (found,) = priced(march(10), project)["aurora"]
    assert table(found) == [
        (march(10), march(18), "0.00", []),
        (march(17), march(24), "0.00", []),  # an answer on that very day is in time
        (march(24), march(24), "0.00", ["approve"]),
        (march(9, 4), march(24), "0.00", []),
    ]
    assert [len(group) for group in found.groups] == [1, 1, 2]
    assert found.resumes == {}


def test_the_work_behind_an_approval_by_silence_is_taken_to_be_in_time() -> None:
    """Both are the client's; the texts wait, the approval does not: on its branch work goes on."""
    steps = [{"after": 1, "do": "approve"}]
    project = small_project(
        BRIEF,
        {"id": "c-ok", "days": 1, "approves": "brief", "after": ["brief"]},
        {"id": "build", "days": 2, "after": ["c-ok"]},
        {"id": "c-copy", "days": 2, "after": ["brief"]},
        {"id": "end", "days": 1, "after": ["build", "c-copy"]},
        terms={"late": {"client": steps, "provider": [{"after": 0, "do": "may-leave"}]}},
    )
    (found,) = priced(march(9), project)["aurora"]
    assert [(row.day, row.finish) for row in found.rows] == [
        (march(9), march(12)),
        (march(16), march(17)),
        (march(23), march(24)),
        (march(8, 4), march(9, 4)),
    ]


def test_the_provider_s_side_says_what_is_taken_off() -> None:
    step = {"after": 2, "do": "credit", "amount": "1%", "per": "day", "cap": "5%"}
    project = small_project(
        {"id": "build", "days": 5},
        {"id": "c-end", "pay": "100%"},
        terms={"late": {"provider": [step]}},
    )
    (found,) = priced(march(5), project)["aurora"]
    assert (found.party, found.stages) == ("provider", ("build",))
    assert table(found) == [
        (march(5), march(6), "0.00", []),
        (march(12), march(12), "-20.00", ["credit"]),
        (march(19), march(19), "-50.00", []),
        (march(6, 4), march(6, 4), "-50.00", []),
    ]


def test_each_side_pays_for_its_own_waiting_only() -> None:
    """Both hold a stage, both late: the other's is taken to be handed over today."""
    project = small_project(
        {"id": "build", "days": 5},
        {"id": "copy", "days": 5, "after": []},
        {"id": "end", "days": 1, "after": ["build", "copy"]},
        terms={
            "late": {
                "client": [{"after": 0, "do": "fee", "amount": "5%"}],
                "provider": [{"after": 0, "do": "credit", "amount": "1%", "per": "day"}],
            }
        },
    )
    client, provider = priced(march(10), project)["aurora"]
    assert [str(row.cost) for row in client.rows] == ["0.00"] * 4  # the fee is in effect already
    assert [str(row.cost) for row in provider.rows] == ["0.00", "-50.00", "-100.00", "-220.00"]
    assert [row.finish for row in client.rows] == [row.finish for row in provider.rows]


def test_all_that_a_side_holds_goes_over_on_one_day() -> None:
    project = small_project(
        {"id": "c-a", "days": 1}, {"id": "c-b", "days": 9, "after": []}, {"id": "end", "days": 1}
    )
    (found,) = priced(march(3), project)["aurora"]
    assert found.stages == ("c-a", "c-b")


def test_nothing_is_lost_where_no_work_waits() -> None:
    project = small_project({"id": "build", "days": 1, "done": "2026-03-02"},
                            {"id": "c-end", "pay": "100%"}, terms=TERMS)  # fmt: skip
    (found,) = priced(march(3), project)["aurora"]
    assert found.resumes == {}


def test_the_days_of_the_rows_are_working_days_of_who_waits() -> None:
    def days(today: date, closed: list[str]) -> list[date]:
        rule = {"client": {"week": "mon,tue,thu", "closed": closed}}
        project = small_project({"id": "copy", "days": 2}, calendars=rule)
        (outlook,) = outlooks(small_portfolio(project), today)
        return list(days_of(outlook.status, "client").values())

    # From a Sunday: today stays today, the others are the next day of work.
    assert days(march(8), []) == [march(8), march(16), march(23), march(7, 4)]
    assert days(march(8), ["2026-03-16..2026-03-24"]) == [march(8), march(26), march(7, 4)]


@pytest.mark.parametrize(
    ("today", "fields"),
    [
        ("2026-03-02", {"start": None}),  # a proposal, or signed
        ("2026-02-27", {}),  # scheduled
        ("2026-03-04", {"pauses": [{"from": "2026-03-03", "by": "client",
                                    "agreed": "2026-03-03"}]}),
        ("2026-03-24", {"stages": [
            {"id": "copy", "title": "C", "owner": "client", "days": 5, "done": "2026-03-20"},
            {"id": "design", "title": "D", "owner": "provider", "days": 5},
            {"id": "more", "title": "M", "owner": "client", "days": 5, "after": []},
        ]}),  # what waits for a slot does not wait for what is open
    ],
)  # fmt: skip
def test_there_is_no_price(today: str, fields: dict[str, Any]) -> None:
    project = with_fields(small_project(COPY, DESIGN, terms=TERMS), **fields)
    assert priced(date.fromisoformat(today), project)["aurora"] == ()


# --- Against the engine ------------------------------------------------------------------------


def done_on(project: Project, stages: tuple[str, ...], day: date) -> Project:
    for name in stages:
        project = handed_over(project, graph_of(project, Terms()), name, day)
    return project


def with_project(portfolio: Portfolio, project: Project) -> Portfolio:
    projects = tuple(project if other.id == project.id else other for other in portfolio.projects)
    return replace(portfolio, projects=projects)


def of(statuses: tuple[Status, ...], name: str) -> Status:
    return next(status for status in statuses if status.project.id == name)


@given(views(most=3))
def test_the_row_of_today_is_what_the_engine_says_of_a_hand_over_today(view: View) -> None:
    now = assess_portfolio(view.portfolio, view.today)
    for outlook in outlooks(view.portfolio, view.today):
        name = outlook.status.project.id
        for found in compute_cost_of_delay(outlook):
            portfolio = with_project(
                view.portfolio, done_on(outlook.status.project, found.stages, view.today)
            )
            then = assess_portfolio(portfolio, view.today)
            if any(a.dated != b.dated for a, b in zip(now, then, strict=True)
                   if a.project.id != name):  # fmt: skip
                continue  # it moved somebody in the queue before it
            dated, before = of(then, name).dated, outlook.status.dated
            assert dated
            assert before
            assert found.rows[0].day == view.today
            assert found.rows[0].finish == dated.ledger.finish
            assert found.rows[0].cost == of(then, name).money.total - outlook.status.money.total


@given(views())
def test_each_row_is_what_the_engine_says_on_that_day(view: View) -> None:
    """Where nobody else would be late by then, and silence does not come first."""
    for outlook in outlooks(view.portfolio, view.today):
        now = outlook.status.dated
        for found in compute_cost_of_delay(outlook):
            assert now
            for row in found.rows:
                project = done_on(outlook.status.project, found.stages, row.day)
                (then,) = assess_portfolio(with_project(view.portfolio, project), row.day)
                assert then.dated
                stages = then.dated.stages
                elsewhere = [
                    live
                    for live in stages.values()
                    if live.open and live.stage.id not in found.stages
                ]
                if any(max(live.due, view.today) < row.day for live in elsewhere):
                    continue
                if max(stages[name].end for name in found.stages) < row.day:
                    continue
                assert row.finish == then.dated.ledger.finish
                assert row.cost == then.money.total - outlook.status.money.total


def paid_early(project: Project) -> bool:
    return any(stage.pay and project.settled(stage.id) for stage in project.stages)


@given(views())
def test_waiting_longer_never_gives_more(view: View) -> None:
    """Neither an earlier finish nor a lower cost, while nothing is queued. A payment that is there
    before its turn is left out: it is in time on a day on which its owner does not work."""
    for outlook in outlooks(view.portfolio, view.today):
        if paid_early(outlook.status.project):
            continue
        for found in compute_cost_of_delay(outlook):
            days = zip(found.rows, resumed(outlook, found), strict=True)
            rows = [row for row, day in days if day is None]
            sign = 1 if found.party == "client" else -1
            for before, row in itertools.pairwise(rows):
                assert row.finish >= before.finish
                assert sign * row.cost >= sign * before.cost


@given(views(least=2, most=3))
def test_only_a_forecast_of_the_next_slot_depends_on_others(view: View) -> None:
    for outlook in outlooks(view.portfolio, view.today):
        alone = replace(
            view.portfolio, projects=(named(view.portfolio, outlook.status.project.id),)
        )
        (by_itself,) = outlooks(alone, view.today)
        for found, other in zip(
            compute_cost_of_delay(outlook), compute_cost_of_delay(by_itself), strict=True
        ):
            assert replaced(outlook, found) == replaced(by_itself, other)


def named(portfolio: Portfolio, name: str) -> Project:
    return next(project for project in portfolio.projects if project.id == name)


def replaced(outlook: Outlook, found: CostOfDelay) -> tuple[object, ...]:
    """All but forecasts; whether there is one does not depend on others."""

    def plain(row: CostRow, day: date | None) -> CostRow | tuple[object, ...]:
        return row if day is None else (row.day, row.cost, row.steps)

    rows = tuple(map(plain, found.rows, resumed(outlook, found)))
    return found.stages, rows, set(found.resumes)


@given(views())
def test_the_sides_swap_here_too(view: View) -> None:
    studio = view.portfolio.studio.model_copy(update={"terms": type(view.portfolio.studio.terms)()})
    project = with_equal_steps(view.portfolio.studio, view.portfolio.projects[0])
    one, other = (
        {
            found.party: found.rows
            for outlook in outlooks(Portfolio(studio=studio, projects=(it,)), view.today)
            for found in compute_cost_of_delay(outlook)
        }
        for it in (project, swapped_project(project))
    )
    assert bool(one.get("client")) == bool(other.get("provider"))
    assert bool(one.get("provider")) == bool(other.get("client"))
    for party, mirror in (("client", "provider"), ("provider", "client")):
        pairs = zip(one.get(party, ()), other.get(mirror, ()), strict=True)  # type: ignore[call-overload]
        for row, image in pairs:
            assert (row.day, row.finish, row.cost) == (image.day, image.finish, -image.cost)


# --- Later days --------------------------------------------------------------------------------


def spoken(status: Status, made: date, *, live: bool, portfolio: Portfolio) -> ViewContext:
    return ViewContext(
        t=translator("en", made), studio=portfolio.studio, status=status, made=made, live=live
    )


def counted(text: str, first: date, day: date) -> str:
    """What assets/alive.js makes of the numbers."""

    def number(found: re.Match[str]) -> str:
        way, bits, n = found.groups()
        passed = (day - first).days
        if passed > len(bits):
            return "?"
        worked = bits[:passed].count("1")
        return str(int(n) + (worked if way == "up" else -worked))

    return re.sub(r'<span data-(up|down)="(\d*)">(\d+)</span>', number, text)


@given(views(), st.integers(0, 59))
def test_a_page_says_on_a_later_day_what_the_engine_says_then(view: View, ahead: int) -> None:
    """Its first sentences, if nothing has happened; as far as they are forecast."""
    (outlook,) = outlooks(view.portfolio, view.today)
    if outlook.status.phase in ("draft", "closed", "complete", "ended"):
        return
    day = view.today + ahead * DAY
    points = list(turning_points(outlook))
    assert len(points) <= 10
    assert all(point.known for point in points[:9])
    now = spoken(outlook.status, view.today, live=True, portfolio=view.portfolio)
    later = [
        replace(now, status=point.status, known=point.known, knows_sum=point.knows_sum)
        for point in points
    ]
    said = [(ctx.status.as_of, write_headline(ctx)) for ctx in (now, *later)]
    # What is dated later in the file has not happened, neither then.
    project = outlook.status.project
    (then,) = assess_portfolio(replace(view.portfolio, projects=(project,)), day)
    if any(wait.last is None for stage in project.stages for wait in stage.waits):
        return  # while nobody answers, each day moves the due date
    if then.phase == "queued" or (then.phase == "paused" and outlook.status.phase != "paused"):
        return  # a forecast, and an agreed pause that has no end
    # What was asked for at the build stays until the first of them, and so on.
    (last,) = [ctx for ctx in (now, *later) if ctx.status.as_of <= day][-1:]
    if not last.known and last.status.as_of < day:
        return  # which the page says
    assert last.status.due == then.due or not last.knows_sum
    real = spoken(then, view.today, live=False, portfolio=view.portfolio)
    real = write_headline(replace(real, knows_sum=last.knows_sum))
    titles = dated_texts(said, lambda dated: (dated.court, dated.title))
    lines = dated_texts(said, lambda dated: dated.lines)
    title = [
        dated
        for dated in titles
        if dated.first <= day and (dated.last is None or day <= dated.last)
    ]
    below = [
        dated for dated in lines if dated.first <= day and (dated.last is None or day <= dated.last)
    ]
    assert [dated.value.title for dated in title] == [real.title]
    assert [dated.value.court for dated in title] == [real.court]
    shown = [counted(text, below[0].first, day) for text in below[0].value.lines]
    assert all("?" in text or text == other for text, other in zip(shown, real.lines, strict=True))


def test_the_turning_points_of_one_stage() -> None:
    (outlook,) = outlooks(small_portfolio(small_project(BRIEF, COPY)), march(9))
    assert [point.status.as_of for point in turning_points(outlook)] == [
        march(12),  # one day left
        march(13),  # due
        march(14),  # over, and nobody works
        march(16),  # late
        march(17),  # late by more than one day
    ]


def test_a_pause_without_an_end_that_lies_ahead_is_a_turning_point() -> None:
    pause = {"from": "2026-03-19", "by": "client", "agreed": "2026-03-09"}
    (outlook,) = outlooks(small_portfolio(small_project(BRIEF, COPY, pauses=[pause])), march(16))
    found = {p.status.as_of: p.status.phase for p in turning_points(outlook)}
    assert found == {march(17): "active", march(19): "paused"}


def test_until_an_answer_comes_there_is_none() -> None:
    """Nobody knows on which day; each day until then would be one."""
    copy = COPY | {"waits": [{"from": "2026-03-10", "on": "provider"}]}
    (outlook,) = outlooks(small_portfolio(small_project(BRIEF, copy)), march(11))
    assert list(turning_points(outlook)) == []


def test_a_payment_that_grows_each_day_has_a_turning_point_on_each() -> None:
    """A page that is opened days after its build asks for the right amount."""
    steps = [
        {"after": 1, "do": "fee", "amount": "1%", "per": "day"},
        {"after": 4, "do": "fee", "amount": "100 EUR"},
    ]
    pay = {"id": "c-pay", "days": 5, "pay": "100%"}
    project = small_project(BRIEF, pay, terms={"late": {"client": steps}})
    (outlook,) = outlooks(small_portfolio(project), march(13))
    assert [
        (point.status.as_of, point.status.asked["c-pay"], point.knows_sum)
        for point in turning_points(outlook)
    ] == [
        (march(14), 1000, True),
        (march(16), 1000, True),  # late
        (march(17), 1010, True),
        (march(18), 1020, True),
        (march(19), 1030, True),
        (march(20), 1140, True),  # the other fee, too
        (march(23), 1150, False),  # as much as is forecast: from here on it is not known
    ]


@pytest.mark.parametrize(
    "step",
    [{"after": 10, "per": "week"}, {"after": 0, "per": "day", "cap": "2%"}],
    ids=["not yet", "as much as the cap allows"],
)
def test_days_on_which_no_other_sum_is_asked_for_make_it_no_less_sure(
    step: dict[str, object],
) -> None:
    fee = {"do": "fee", "amount": "1%", **step}
    pay = {"id": "c-pay", "days": 5, "pay": "100%"}
    project = small_project(BRIEF, pay, terms={"late": {"client": [fee]}})
    (outlook,) = outlooks(small_portfolio(project), march(17))
    points = list(turning_points(outlook))
    sums = [outlook.status.due, *(point.status.due for point in points if not point.knows_sum)]
    assert len({str(due) for due in sums}) == len(sums)  # only where it has grown indeed
    if step["per"] == "day":
        assert all(point.knows_sum for point in points)
    else:
        first = next(point for point in points if point.status.due != outlook.status.due)
        assert first.status.as_of == march(30)  # the eleventh late day


def test_a_sum_that_others_change_in_months_is_looked_for_and_then_unknown() -> None:
    """A credit of each day takes from the first of two payments only once nothing else is left."""
    credit = {"after": 0, "do": "credit", "amount": "1%", "per": "day"}
    stages = (
        {"id": "work", "days": 2, "after": []},
        {"id": "c-half", "days": 0, "pay": "40%", "after": []},
        {"id": "c-rest", "days": 0, "pay": "60%", "after": ["work"]},
    )
    project = small_project(*stages, terms={"late": {"provider": [credit]}})
    (outlook,) = outlooks(small_portfolio(project), march(9))
    points = list(turning_points(outlook))
    assert all(point.status.due == outlook.status.due for point in points)
    *known, last = points
    assert all(point.knows_sum for point in known)
    assert not last.knows_sum
    assert last.status.as_of > date(2026, 5, 1)


@pytest.mark.parametrize(("parallel", "known"), [(1, True), (3, False)])
def test_of_days_beyond_the_last_that_is_forecast_nothing_is_known(
    parallel: int, known: bool
) -> None:
    """Unless nothing reads differently any more: all stages are late for good."""
    stages = [
        {"id": f"p-{n}", "days": 3, "after": [], "start": f"2026-0{n}-06", "due": f"2026-0{n}-08"}
        for n in (4, 5, 7)
    ]
    (outlook,) = outlooks(small_portfolio(small_project(*stages[:parallel])), march(2))
    points = list(turning_points(outlook))
    assert len(points) <= 10
    assert all(point.known for point in points[:-1])
    assert points[-1].known == points[-1].knows_sum == known


def test_a_sum_that_goes_on_growing_makes_no_secret_of_whose_turn_it_is() -> None:
    """Ten days are forecast, and whatever follows is only money."""
    fee = {"after": 1, "do": "fee", "amount": "1%", "of": "payment", "per": "week"}
    stages = (
        {"id": "c-pay", "days": 4, "pay": "100%", "after": []},
        {"id": "work", "days": 8, "after": []},
    )
    project = small_project(*stages, terms={"late": {"client": [fee]}})
    (outlook,) = outlooks(small_portfolio(project), march(2))
    points = list(turning_points(outlook))
    assert len(points) == 10
    assert points[-1].known
    assert not points[-1].knows_sum


def test_a_sum_that_grows_takes_no_other_day_its_place() -> None:
    """Silence approves three weeks later, whatever grows until then."""
    terms = {"late": {"client": [{"after": 1, "do": "fee", "amount": "1%", "per": "day"},
                                 {"after": 1, "do": "approve"}]}}  # fmt: skip
    pay = {"id": "c-pay", "days": 0, "pay": "100%", "after": ["b-brief"]}
    look = {"id": "c-ok", "days": 12, "approves": "b-brief", "after": ["b-brief"]}
    brief = BRIEF | {"id": "b-brief"}
    (outlook,) = outlooks(small_portfolio(small_project(brief, pay, look, terms=terms)), march(9))
    points = list(turning_points(outlook))
    assert any(point.status.dated.stages["c-ok"].state == "approved"
               for point in points if point.status.dated)  # fmt: skip


def test_a_stage_that_nobody_touches_has_none() -> None:
    project = small_project(BRIEF)
    (outlook,) = outlooks(small_portfolio(project), march(9))
    assert outlook.status.phase == "complete"
    assert outlook.status.dated
    assert not outlook.status.dated.next
    assert list(turning_points(outlook)) == []
