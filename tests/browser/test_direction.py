"""A page from right to left: no language that ships is written so, and each could be."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from courtside.text.language import Translator
from helpers.browsing import visited
from helpers.studio import build_studio, make_studio, project

pytestmark = pytest.mark.browser

RIGHT_OF = """([one, other]) => {
    const at = (selector) => document.querySelector(selector).getBoundingClientRect();
    return at(one).left >= at(other).right;
}"""


def test_everything_stands_the_other_way_round(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Translator, "direction", "rtl")
    portfolio = make_studio(tmp_path, aurora=project())
    build_studio(portfolio)
    with visited(browser, portfolio) as page:
        directions = "[document.documentElement.dir, document.body.dir]"
        assert page.evaluate(directions) == ["rtl", "rtl"]
        style = "getComputedStyle(document.querySelector('.cs-headline'))"
        assert page.evaluate(f"{style}.borderLeftWidth") == "0px"
        assert page.evaluate(f"parseFloat({style}.borderRightWidth)") > 0
        assert page.evaluate(RIGHT_OF, ["thead th:first-child", "thead th:nth-child(2)"])
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(
                "document.querySelector('.cs-court').getBoundingClientRect().x"
            ) < (width / 2)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.goto(page.url.partition("#")[0] + "#" + "A" * 43)  # a link that was replaced
        page.wait_for_selector("[data-message='wrong-key']:not([hidden])")
        assert page.evaluate(directions) == ["ltr", "ltr"]
