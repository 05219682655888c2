"""What the engine computes, as JSON for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from courtside.engine.assess import Status
from courtside.engine.consequences import Consequence
from courtside.engine.schedule import LiveStage


def as_json(statuses: Iterable[Status], today: date) -> dict[str, Any]:
    """What the engine says, for other programs: dates as 2026-03-06, amounts as text."""
    return {
        "as_of": today.isoformat(),
        "projects": [_project_json(status) for status in statuses],
    }


def _project_json(status: Status) -> dict[str, Any]:
    head: dict[str, Any] = {"id": status.project.id, "phase": status.phase}
    due = [{"for": each.instalment, "amount": str(each.amount)} for each in status.due]
    dated = status.dated
    if dated is None:
        weeks = [
            {
                "id": one.stage.id,
                "owner": one.stage.owner,
                "weeks": [one.first_week, one.last_week],
            }
            for one in status.rough
        ]
        project = status.project
        asks = project.ended or (status.phase == "signed" and project.deposit)
        return head | {"stages": weeks} | ({"due": due} if asks else {})
    return head | {
        "turn": list(dated.turn),
        "stages": [_stage_json(one) for one in dated.stages.values()],
        "planned_finish": dated.ledger.planned_finish.isoformat(),
        "finish": dated.ledger.finish.isoformat(),
        "slip_days": dated.ledger.slip,
        "delay": dated.ledger.delay,
        "consequences": [_consequence_json(found) for found in dated.consequences],
        "money": {name: str(getattr(status.money, name)) for name in _ACCOUNT},
        "due": due,
    }


_ACCOUNT = (
    "price", "changes", "fees", "credits", "total", "tax", "gross", "paid", "balance",
)  # fmt: skip


def _stage_json(one: LiveStage) -> dict[str, Any]:
    return {
        "id": one.stage.id,
        "owner": one.stage.owner,
        "state": one.state,
        "planned": [one.plan.start.isoformat(), one.plan.due.isoformat()],
        "start": one.start.isoformat(),
        "due": one.due.isoformat(),
        "finish": one.end.isoformat(),
        "late_days": one.late_days,
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
