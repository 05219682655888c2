"""Every folder of `cases/`: files in, answer out, equal field by field."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from courtside.engine.assess import assess_portfolio
from courtside.engine.status_json import as_json
from courtside.source.load import load_portfolio

CASES = sorted(path.parent for path in Path(__file__).parents[1].glob("rules/cases/*/expect.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path) -> None:
    expected = json.loads((case / "expect.json").read_text("utf-8"))
    today = date.fromisoformat(expected["as_of"])
    portfolio, problems = load_portfolio({path.name: path.read_bytes() for path in case.iterdir()})
    assert portfolio, [str(problem) for problem in problems]
    assert as_json(assess_portfolio(portfolio, today), today) == expected


def test_there_are_cases() -> None:
    assert len(CASES) >= 59
