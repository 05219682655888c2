"""Every folder of `cases/`: files in, answer out, equal field by field."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from courtside.pipeline import load
from courtside.status import as_json, assess

CASES = sorted(path.parent for path in Path(__file__).parent.glob("cases/*/expect.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path) -> None:
    expected = json.loads((case / "expect.json").read_text("utf-8"))
    today = date.fromisoformat(expected["as_of"])
    house, faults = load({path.name: path.read_bytes() for path in case.iterdir()})
    assert house, [str(fault) for fault in faults]
    assert as_json(assess(house, today), today) == expected


def test_there_are_cases() -> None:
    assert len(CASES) >= 57
