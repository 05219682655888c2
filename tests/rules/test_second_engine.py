"""The second engine: every case of format 2, and the laws of rule 9 on random studios."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from helpers import random_studios, second_engine
from helpers.random_studios import Studio
from helpers.second_engine import Account, Ledger, Live, Raw, View

SEEDS = range(6)
DAY = timedelta(days=1)
CASES = sorted(path.parent for path in Path(__file__).parent.glob("cases/*/expect.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_second_engine_gives_the_answer_of_the_case(case: Path) -> None:
    expected = json.loads((case / "expect.json").read_text("utf-8"))
    assert second_engine.status_of(case, date.fromisoformat(expected["as_of"])) == expected


def test_there_are_cases() -> None:
    """Or all of the above could pass on nothing."""
    assert len(CASES) >= 64


@functools.cache
def made(seed: int) -> Studio:
    return random_studios.random_studio(seed, keep=lambda day: day.day % 5 == 0)


@functools.cache
def views(seed: int) -> list[tuple[date, list[View]]]:
    studio = made(seed)
    return [
        (day, second_engine.views(studio.studio, studio.projects, day))
        for day in [*studio.days[::4], studio.days[-1]]
    ]


def begun(seed: int) -> Iterator[View]:
    for _, every in views(seed):
        yield from (view for view in every if view.begun)


def answer(studio: Raw, projects: dict[str, Raw], day: date) -> dict[str, Raw]:
    rows = second_engine.status(studio, projects, day)["projects"]
    return {row["id"]: row for row in rows}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_parts_add_up_to_the_slip(seed: int) -> None:
    for view in begun(seed):
        ledger = Ledger(view)
        assert sum(ledger.parts.values()) == ledger.slip


@pytest.mark.parametrize("seed", SEEDS)
def test_no_project_moves_another_that_waits_for_no_slot(seed: int) -> None:
    studio = made(seed)
    for day, every in views(seed):
        together = answer(studio.studio, studio.projects, day)
        for view in every:
            if view.begun and any(it.waiting for it in view.live):
                continue
            above = (view.raw.get("signed") or {}).get("as", view.id)
            few = {name: studio.projects[name] for name in {view.id, above}}
            assert answer(studio.studio, few, day)[view.id] == together[view.id]


@pytest.mark.parametrize("seed", SEEDS)
def test_handing_over_later_never_gives_an_earlier_finish(seed: int) -> None:
    studio = made(seed)
    for day, projects in studio.history.items():
        for name in projects:
            now = View(studio.studio, projects, name, day)
            if not now.begun or now.ended or now.closed:
                continue
            for it in now.live:
                finishes = []
                for late in (0, 1, 2, 4, 9, 20):
                    later = copy.deepcopy(projects)
                    if hand_over(later[name], it, day + late * DAY):
                        view = View(studio.studio, later, name, day + 20 * DAY)
                        queued = any(live.waiting for live in view.live)
                        finishes.append(None if queued else max(live.end for live in view.live))
                known = [finish for finish in finishes if finish]
                assert known == sorted(known), (name, it.stage.id, day)


def hand_over(raw: Raw, it: Live, day: date) -> bool:
    stage = next((s for s in raw["stages"] if s["id"] == it.stage.id), None)
    if not it.open or stage is None or it.stage.pay:
        return False
    stage["done"] = str(day)
    return True


@pytest.mark.parametrize("seed", SEEDS)
def test_what_happens_later_changes_no_earlier_view(seed: int) -> None:
    studio = made(seed)
    for day, projects in studio.history.items():
        then = answer(studio.studio, projects, day)
        assert answer(studio.studio, studio.projects, day) == then


@pytest.mark.parametrize("seed", SEEDS)
def test_due_dates_are_working_days_and_late_stages_could_start(seed: int) -> None:
    for view in begun(seed):
        for it in view.live:
            if not it.settled_early and not it.stage.skipped:
                assert it.cal.works(it.due)
                assert it.due >= it.stage.planned_due
            assert it.start >= it.stage.planned_start or it.stage.skipped or it.settled_early
            assert it.end >= (it.latest or it.end)
            if it.state == "late":
                assert it.ready


@pytest.mark.parametrize("seed", SEEDS)
def test_money_adds_up_and_no_more_is_due_than_is_owed(seed: int) -> None:
    for _, every in views(seed):
        for view in every:
            account = Account(view)
            assert account.gross - account.paid == account.balance
            due = sum((Fraction(row["amount"]) for row in account.due()), Fraction(0))
            if account.balance > 0:
                assert due <= account.balance


# ------------------------------------------------------------------------------ the swap law

OTHER = {"client": "provider", "provider": "client", "outside": "outside"}
SWAPPED = {"fee": "credit", "credit": "fee", "may-close": "may-leave", "may-leave": "may-close"}


def plain(studio: Studio) -> tuple[Raw, dict[str, Raw]]:
    """Take out what the two parties cannot both have."""
    portfolio, projects = copy.deepcopy((studio.studio, studio.projects))
    for raw in [portfolio, *projects.values()]:
        late = (raw.get("terms") or {}).get("late") or {}
        for party, steps in late.items():
            late[party] = [s for s in steps if s["do"] not in {"approve", "lose-slot"}]
    begun = {name: raw for name, raw in projects.items() if "start" in raw}
    for raw in begun.values():
        for key in ("deposit", "restarts"):
            raw.pop(key, None)
        raw["payments"] = [p for p in raw.get("payments", []) if p["for"] != "deposit"]
        if "date" in raw["signed"]:
            raw["signed"]["date"] = min(raw["signed"]["date"], raw["start"])
        for stage in raw["stages"]:
            stage.pop("approves", None)
            stage.pop("rounds", None)
    return portfolio, {n: raw for n, raw in begun.items() if "date" in raw["signed"]}


def swap(portfolio: Raw, projects: dict[str, Raw]) -> tuple[Raw, dict[str, Raw]]:
    portfolio, projects = copy.deepcopy((portfolio, projects))
    for raw in projects.values():
        own = raw.get("calendars") or {}
        provider = own.get("provider") or portfolio["calendar"]
        client = own.get("client") or {}
        full = {"week": "mon-fri", "holidays": "none"} | provider
        kept = {key: value for key, value in full.items() if key != "closed"}
        raw["calendars"] = {"provider": kept | client, "client": full}
        for stage in raw["stages"]:
            stage["owner"] = OTHER[stage["owner"]]
            for wait in stage.get("waits", []):
                wait["on"] = OTHER[wait["on"]]
        for change in raw.get("changes", []):
            if "adds" in change:
                change["adds"]["owner"] = OTHER[change["adds"]["owner"]]
        for waiver in raw.get("waivers", []):
            waiver["do"] = SWAPPED.get(waiver["do"], waiver["do"])
    for raw in [portfolio, *projects.values()]:
        terms = raw.get("terms") or {}
        if "late" in terms:
            terms["late"] = {OTHER[party]: steps for party, steps in terms["late"].items()}
            for steps in terms["late"].values():
                for step in steps:
                    step["do"] = SWAPPED.get(step["do"], step["do"])
    return portfolio, projects


def without_sums(row: Raw) -> Raw:
    """Take out what fees and credits move in opposite directions."""
    money = {key: row["money"][key] for key in ("price", "changes", "fees", "credits", "paid")}
    return {key: value for key, value in row.items() if key != "due"} | {"money": money}


def swapped(row: Raw) -> Raw:
    row = copy.deepcopy(without_sums(row))
    for stage in row["stages"]:
        stage["owner"] = OTHER[stage["owner"]]
    row["turn"] = sorted(OTHER[party] for party in row["turn"])
    delay, money = row["delay"], row["money"]
    delay["client"], delay["provider"] = delay["provider"], delay["client"]
    money["fees"], money["credits"] = money["credits"], money["fees"]
    for step in row["consequences"]:
        step["party"], step["do"] = OTHER[step["party"]], SWAPPED.get(step["do"], step["do"])
    return row


@pytest.mark.parametrize("seed", SEEDS)
def test_swapped_parties_get_swapped_answers(seed: int) -> None:
    studio = made(seed)
    portfolio, projects = plain(studio)
    other_portfolio, other_projects = swap(portfolio, projects)
    for day in studio.days[::4]:
        mine = answer(portfolio, projects, day)
        theirs = answer(other_portfolio, other_projects, day)
        for name, row in mine.items():
            if "turn" in row:
                assert swapped(theirs[name]) == without_sums(row), (name, day)
