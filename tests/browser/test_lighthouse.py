"""Lighthouse gives an opened portal 100 for accessibility and for best practices.

The third number, performance, depends on how busy the machine is: tests/bench/test_lighthouse.py
measures it. A search engine's view is no goal, since the pages say `noindex`.
"""

from __future__ import annotations

import pytest

from helpers.browsing import Examples, executable
from helpers.webtools import lighthouse, lost

pytestmark = pytest.mark.browser


def test_an_opened_portal(examples: Examples) -> None:
    categories = ("accessibility", "best-practices")
    report = lighthouse(examples.address("atlas"), executable(), *categories)
    for category in categories:
        found = lost(report, category)
        assert report["categories"][category]["score"] == 1, "\n".join(found)
    # It looked at the opened page, and nothing went wrong on the way.
    assert report["audits"]["errors-in-console"]["score"] == 1
    assert report["audits"]["document-title"]["score"] == 1
