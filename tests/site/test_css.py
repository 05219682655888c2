"""Material's stylesheet is cut to what the site can use, and to nothing less."""

from __future__ import annotations

from pathlib import Path

import material
import pytest

from courtside.site.css import used_css, words
from courtside.text.stylesheets import rules

CSS = next(
    (Path(material.__file__).parent / "templates" / "assets" / "stylesheets").glob("main.*.min.css")
).read_text("utf-8")


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("p{a:1}", "p{a:1}"),
        (".used p{a:1}.gone p{a:2}", ".used p{a:1}"),
        (".used,.gone,.used.gone{a:1}", ".used{a:1}"),
        (".used:not(.gone),.used:is(.gone,p){a:1}", ".used:not(.gone),.used:is(.gone,p){a:1}"),
        ("@media print{.gone{a:1}.used{a:2}}@media x{.gone{a:1}}", "@media print{.used{a:2}}"),
        ("[data-md-x=used],[data-md-x=gone],[x=gone]{a:1}", "[data-md-x=used],[x=gone]{a:1}"),
        ("[dir=rtl] .used{a:1}/* .used{} */", "[dir=rtl] .used{a:1}"),
        ("@keyframes gone{0%{a:1}to{a:2}}", "@keyframes gone{0%{a:1}to{a:2}}"),
        (".used{}", ""),
    ],
)  # fmt: skip
def test_a_rule_stays_if_a_page_can_have_what_it_asks_for(css: str, left: str) -> None:
    assert used_css(css, {"used"}) == left


def test_a_site_that_uses_everything_keeps_everything() -> None:
    class Everything:
        def __contains__(self, word: object) -> bool:
            return True

    assert used_css(CSS, Everything()) == "".join(f"{head}{{{body}}}" for head, body in rules(CSS))


def test_a_class_in_a_page_brings_its_rules() -> None:
    plain = words(['<p class="md-typeset">Text</p>'])
    button = words(['<p class="md-typeset"><a class="md-button md-button--primary">Go</a></p>'])
    assert ".md-button" not in used_css(CSS, plain)
    assert ".md-typeset .md-button--primary" in used_css(CSS, button)
    assert ".md-typeset h1" in used_css(CSS, plain)
    assert len(used_css(CSS, plain)) < len(CSS) / 3
