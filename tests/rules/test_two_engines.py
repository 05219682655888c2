"""The engine against the second implementation of the rules, on random studios.

Each studio comes from its seed alone, with four projects that were lived day by day; every field of
the answer is compared on every day that is worth a look. Where they differ, one of the two is
wrong: the text of the rules decides.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from courtside.engine.assess import assess_portfolio
from courtside.engine.status_json import as_json
from courtside.source.load import load_portfolio
from helpers import random_studios, second_engine

SEEDS = 6


def differences(ours: Any, theirs: Any, path: str = "") -> list[str]:
    """Where two answers differ, and what each says there."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        names = sorted({*ours, *theirs})
        pairs = [(f"{path}.{name}", ours.get(name), theirs.get(name)) for name in names]
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = [(f"{path}[{n}]", *pair) for n, pair in enumerate(zip(ours, theirs, strict=True))]
    else:
        return [] if ours == theirs else [f"{path}: {ours!r}, the other says {theirs!r}"]
    return [line for where, a, b in pairs for line in differences(a, b, where)]


def compare(seed: int, folder: Path) -> list[str]:
    """Where the two engines differ on any day of the studio of a seed."""
    made = random_studios.write(seed, folder)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    portfolio, problems = load_portfolio(files)
    assert portfolio, [str(problem) for problem in problems if problem.severity == "error"]
    found = []
    for day in made.days:
        theirs = second_engine.status(made.studio, made.projects, day)
        ours = as_json(assess_portfolio(portfolio, day), day)
        lines = differences(ours, json.loads(json.dumps(theirs)))
        found += [f"seed {seed}, {day}: {line}" for line in lines]
    return found


@pytest.mark.parametrize("seed", range(SEEDS))
def test_two_engines_say_the_same(seed: int, tmp_path: Path) -> None:
    assert compare(seed, tmp_path) == []


def test_a_difference_is_seen() -> None:
    """Or the comparison could pass on anything."""
    assert differences({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}) == [
        ".a[1].b: 2, the other says 3"
    ]
    assert differences({"a": 1}, {}) == [".a: 1, the other says None"]
    assert differences([1, 2], [1]) == [": [1, 2], the other says [1]"]
