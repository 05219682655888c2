"""What Lighthouse says about speed, on a phone with a slow line: printed, with what costs time.

pytest tests/bench -m "" -s
Lighthouse, performance: 100 (three runs: 100, 100, 99); text after 1.2 s on a slow line
"""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from helpers.browsing import executable, served_examples
from helpers.webtools import lighthouse, lost

pytestmark = [pytest.mark.browser, pytest.mark.sweep]

RUNS = 3


def test_performance(tmp_path: Path) -> None:
    with served_examples(tmp_path) as examples:
        reports = [
            lighthouse(examples.address("aurora"), executable(), "performance") for _ in range(RUNS)
        ]
    scores = [round(100 * report["categories"]["performance"]["score"]) for report in reports]
    painted = [report["audits"]["first-contentful-paint"]["numericValue"] for report in reports]
    print(
        f"\nLighthouse, performance: {statistics.median(scores):.0f} "
        f"({', '.join(map(str, scores))}); "
        f"text after {statistics.median(painted) / 1000:.1f} s on a slow line"
    )
    for line in lost(reports[0], "performance"):
        print(f"    {line}")
