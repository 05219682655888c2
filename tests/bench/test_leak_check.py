"""How much of a build the leak check takes: at most a fifth, at any size.

pytest tests/bench/test_leak_check.py -m "" -s
1,000 portals: build 6.1 s, leak check 0.7 s, share 0.11
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

import pytest

from courtside.site import leak_check
from helpers import template_cache as kept
from helpers.studio import build_studio

from .many import SURROUNDINGS, make_many

pytestmark = pytest.mark.sweep
ROUNDS = 5
MOST = 0.2


@pytest.mark.parametrize("projects", [10, 100, 1000])
def test_the_leak_check_takes_at_most_a_fifth_of_a_build(
    projects: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portfolio = make_many(tmp_path / "studio", projects)
    for name, value in SURROUNDINGS.items():
        monkeypatch.setenv(name, value)
    kept.let_go(monkeypatch)
    build_studio(portfolio)  # keeps the studio without projects as later builds find it
    find_leaks, checks = leak_check.find_leaks, list[float]()

    def timed(*arguments: Any, **named: Any) -> object:
        begin = time.perf_counter()
        try:
            return find_leaks(*arguments, **named)
        finally:
            checks.append(time.perf_counter() - begin)

    monkeypatch.setattr(leak_check, "find_leaks", timed)
    builds = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        build_studio(portfolio)
        builds.append(time.perf_counter() - begin)
    build, share = (
        statistics.median(builds),
        statistics.median(c / b for c, b in zip(checks, builds, strict=True)),
    )
    seconds = statistics.median(checks)
    print(
        f"\n{projects:,} portals: build {build:.2f} s, leak check {seconds:.2f} s, "
        f"share {share:.2f}"
    )
    assert share <= MOST
