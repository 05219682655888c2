"""The examples that ship: they load without a fault, and tell the stories that they promise."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from courtside.engine.as_of import Clock
from courtside.engine.assess import Phase, Portfolio, ScheduledState, Status, assess_portfolio
from courtside.engine.consequences import Consequence
from courtside.model.values import Language
from courtside.source.load import load_portfolio
from courtside.source.problems import Problem

FOLDER = Path(__file__).parents[2] / "projects"
FILES = {
    path.name: path.read_bytes()
    for path in sorted(FOLDER.iterdir())
    if path.suffix in {".yml", ".md"} and path.name != "index.md"
}
EXAMPLE_DAY = date(2026, 6, 22)

PHASES: Mapping[str, Phase] = {
    "atlas": "active",
    "aurora": "proposal",
    "borealis": "queued",
    "campana": "active",
    "cobalt": "scheduled",
    "delta": "active",
    "kiln": "active",
    "lumen": "signed",
    "marea-2026-05": "complete",
    "marea-2026-06": "active",
    "oliva": "paused",
    "sirena": "complete",
    "tramuntana": "active",
    "vega": "lapsed",
}


@pytest.fixture(scope="module")
def loaded() -> tuple[Portfolio | None, tuple[Problem, ...]]:
    # Read as on the example day: no fact of an example lies after it.
    return load_portfolio(FILES, clock=Clock(now=datetime(2026, 6, 22, 12, tzinfo=UTC)))


@pytest.fixture(scope="module")
def portfolio(loaded: tuple[Portfolio | None, tuple[Problem, ...]]) -> Portfolio:
    assert loaded[0] is not None
    return loaded[0]


@pytest.fixture(scope="module")
def statuses(portfolio: Portfolio) -> dict[str, Status]:
    return {status.project.id: status for status in assess_portfolio(portfolio, EXAMPLE_DAY)}


def dated(status: Status) -> ScheduledState:
    assert status.dated is not None
    return status.dated


def delay(status: Status) -> dict[str, int]:
    return {part: days for part, days in dated(status).ledger.delay.items() if days}


def in_effect(found: tuple[Consequence, ...]) -> list[tuple[str, str, str]]:
    return [(c.stage, c.do, c.date.isoformat()) for c in found if c.state == "in effect"]


def test_no_problem(loaded: tuple[Portfolio | None, tuple[Problem, ...]]) -> None:
    assert [str(problem) for problem in loaded[1] if problem.severity == "error"] == []


def test_nothing_to_warn_of(loaded: tuple[Portfolio | None, tuple[Problem, ...]]) -> None:
    """Their terms are fair; and what was signed long ago still has the hash that it had."""
    assert [str(problem) for problem in loaded[1]] == []


def test_the_day(portfolio: Portfolio) -> None:
    assert portfolio.studio.example_day == EXAMPLE_DAY


def test_phases(statuses: dict[str, Status]) -> None:
    assert {name: status.phase for name, status in statuses.items()} == PHASES
    assert set(PHASES.values()) == set(get_args(Phase)) - {"closed", "draft", "ended"}


def test_languages(portfolio: Portfolio) -> None:
    spoken = [project.language for project in portfolio.projects]
    assert set(spoken) == set(get_args(Language))
    assert min(spoken.count("en"), spoken.count("es")) >= 5


def test_every_file_can_be_completed_by_an_editor() -> None:
    for name, content in FILES.items():
        lines = content.decode().splitlines()
        first = lines[1] if name.endswith(".md") else lines[0]
        kind = "studio" if name == "_studio.yml" else "project"
        schema = f"../hooks/courtside/model/schema/{kind}.json"
        assert first == f"# yaml-language-server: $schema={schema}", name


def test_every_project_reads_like_life(portfolio: Portfolio) -> None:
    for project in portfolio.projects:
        assert project.log, project.id
        assert project.private, project.id
        assert project.words, project.id
        assert any(stage.gives for stage in project.stages), project.id
        dates = [entry.date for entry in project.log]
        assert dates == sorted(dates), f"{project.id}: the newest entry comes last"


def test_every_kind_of_event_occurs(portfolio: Portfolio, statuses: dict[str, Status]) -> None:
    stages = [stage for project in portfolio.projects for stage in project.stages]
    assert any(stage.returned for stage in stages)
    assert any(waiver.why for project in portfolio.projects for waiver in project.waivers)
    states = {live.state for s in statuses.values() if s.dated for live in s.dated.stages.values()}
    assert states == {"done", "skipped", "approved", "queued", "late", "current", "upcoming"}


def test_playbooks_are_paid_in_full(portfolio: Portfolio) -> None:
    assert set(portfolio.studio.playbooks) == {"website", "logo", "retainer", "campaign"}
    for name, playbook in portfolio.studio.playbooks.items():
        shares = [stage.pay for stage in playbook.stages if stage.pay]
        shares += [playbook.deposit] if playbook.deposit else []
        assert sum(share.value for share in shares) == 100, name


def test_on_time(statuses: dict[str, Status]) -> None:
    kiln = dated(statuses["kiln"])
    assert kiln.ledger.slip == 0
    assert all(live.late_days == 0 for live in kiln.stages.values())


def test_client_is_late_and_the_place_was_kept(statuses: dict[str, Status]) -> None:
    atlas = dated(statuses["atlas"])
    assert atlas.turn == ("client",)
    assert [(c.do, c.state, c.date.isoformat()) for c in atlas.consequences] == [
        ("lose-slot", "waived", "2026-06-16"),
        ("fee", "ahead", "2026-06-23"),
        ("may-close", "ahead", "2026-09-01"),
    ]


def test_client_lost_the_slot(statuses: dict[str, Status]) -> None:
    borealis = dated(statuses["borealis"])
    assert in_effect(borealis.consequences) == [("material", "lose-slot", "2026-06-09")]
    assert borealis.stages["konzept"].state == "queued"
    assert borealis.stages["konzept"].start > EXAMPLE_DAY
    assert delay(statuses["borealis"])["queue"] > 0


def test_provider_is_late_after_a_change_and_a_pause(statuses: dict[str, Status]) -> None:
    tramuntana = dated(statuses["tramuntana"])
    assert in_effect(tramuntana.consequences) == [("desarrollo", "credit", "2026-06-12")]
    assert statuses["tramuntana"].money.credits == Decimal(
        "546.00"
    )  # 9 days late, 2 of them free: 7 x 1%
    assert delay(statuses["tramuntana"]) == {
        "provider": 13, "pause": 12, "change": 4, "calendar": -2,
    }  # fmt: skip
    agreed = [bool(change.agreed) for change in statuses["tramuntana"].project.changes]
    assert agreed == [True, False]


def test_finished_and_paid(statuses: dict[str, Status]) -> None:
    sirena = dated(statuses["sirena"])
    assert sirena.stages["design-ok"].state == "approved"
    assert statuses["sirena"].money.balance == 0


def test_logo_keeps_assigned_dates_and_skips_a_round(statuses: dict[str, Status]) -> None:
    project = statuses["delta"].project
    assert project.scheduled
    assert project.calendars.provider
    assert project.calendars.client
    assert all(stage.start and stage.due for stage in project.stages)
    skipped = [n for n, s in dated(statuses["delta"]).stages.items() if s.state == "skipped"]
    assert skipped == ["notes-2", "round-2"]


def test_retainer_is_two_projects_in_one_portal(statuses: dict[str, Status]) -> None:
    assert statuses["marea-2026-05"].project.portal_id == "marea"
    assert statuses["marea-2026-06"].project.portal_id == "marea"
    due_today = dated(statuses["marea-2026-06"]).stages["visto-bueno"]
    assert (due_today.state, due_today.due) == ("current", EXAMPLE_DAY)


def test_nine_months(statuses: dict[str, Status]) -> None:
    campana = dated(statuses["campana"])
    assert (campana.ledger.planned_finish, campana.ledger.finish) == (
        date(2025, 11, 14),
        EXAMPLE_DAY,
    )
    assert campana.ledger.slip == 220
    assert delay(statuses["campana"]) == {"client": 219, "calendar": 1}
    late = {name: live.late_days for name, live in campana.stages.items() if live.late_days}
    assert late == {"material": 40, "concepto-ok": 39, "diseno-ok": 38, "artes-ok": 32}
    assert campana.consequences == ()


def test_the_examples_come_without_a_key() -> None:
    """The first build of each copy makes its own and writes its id down; one of ours would refuse
    that build, so it is what git has that counts."""
    done = subprocess.run(
        ["git", "-C", str(FOLDER), "show", "HEAD:./_studio.yml"], capture_output=True, check=True
    )
    assert b"\nkey_id" not in done.stdout
