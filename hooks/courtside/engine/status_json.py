"""What the engine computes, as JSON for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from courtside.engine.assess import Status
from courtside.engine.consequences import Consequence
from courtside.engine.schedule import LiveStage


def as_json(statuses: Iterable[Status], today: date) -> dict[str, Any]:
    """Return the state of projects for other programs: dates as 2026-03-06, amounts as text."""
    return {
        "as_of": today.isoformat(),
        "projects": [_project_json(status) for status in statuses],
    }


def _project_json(status: Status) -> dict[str, Any]:
    head: dict[str, Any] = {"id": status.project.id, "phase": status.phase}
    dues = [{"for": due.instalment, "amount": str(due.amount)} for due in status.due]
    dated = status.dated
    if dated is None:
        estimates = [
            {
                "id": weeks.stage.id,
                "owner": weeks.stage.owner,
                "weeks": [weeks.first_week, weeks.last_week],
            }
            for weeks in status.rough
        ]
        project = status.project
        asks = project.ended or (status.phase == "signed" and project.deposit)
        return head | {"stages": estimates} | ({"due": dues} if asks else {})
    return head | {
        "turn": list(dated.turn),
        "stages": [_stage_json(live) for live in dated.stages.values()],
        "planned_finish": dated.ledger.planned_finish.isoformat(),
        "finish": dated.ledger.finish.isoformat(),
        "slip_days": dated.ledger.slip,
        "delay": dated.ledger.delay,
        "consequences": [_consequence_json(found) for found in dated.consequences],
        "money": {name: str(getattr(status.money, name)) for name in _ACCOUNT},
        "due": dues,
    }


_ACCOUNT = (
    "price", "changes", "fees", "credits", "total", "tax", "gross", "paid", "balance",
)  # fmt: skip


def _stage_json(live: LiveStage) -> dict[str, Any]:
    return {
        "id": live.stage.id,
        "owner": live.stage.owner,
        "state": live.state,
        "planned": [live.plan.start.isoformat(), live.plan.due.isoformat()],
        "start": live.start.isoformat(),
        "due": live.due.isoformat(),
        "finish": live.end.isoformat(),
        "late_days": live.late_days,
    }


def _consequence_json(found: Consequence) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "stage": found.stage,
        "party": found.party,
        "do": found.do,
        "state": found.state,
        "date": found.date.isoformat(),
    }
    return answer if found.amount is None else answer | {"amount": str(found.amount)}
