"""A page from right to left: no language that ships is written so, and each could be."""

from __future__ import annotations

from pathlib import Path

import pytest

from courtside.language import Translator
from house import build_house, make_house, project
from visits import visit

pytestmark = pytest.mark.browser

RIGHT_OF = """([one, other]) => {
    const at = (selector) => document.querySelector(selector).getBoundingClientRect();
    return at(one).left >= at(other).right;
}"""


def test_everything_stands_the_other_way_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Translator, "direction", "rtl")
    house = make_house(tmp_path, aurora=project())
    build_house(house)
    with visit(house) as page:
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
