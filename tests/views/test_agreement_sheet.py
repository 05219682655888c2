"""The agreement as a browser prints it: the larger the less it says, as the styles know."""

from __future__ import annotations

import re

from courtside.engine.assess import assess_portfolio
from courtside.resources import THEME
from courtside.text.language import translator
from courtside.views.agreement import build_agreement
from courtside.views.agreement_sheet import STEPS, print_step
from courtside.views.context import ViewContext
from helpers.agreements import TODAY, project
from helpers.studio_texts import portfolio_of


def step(stages: int, words: str = "") -> int:
    data = project(stages, dated=True, language="en") | {"words": words}
    portfolio = portfolio_of(small=data)
    (status,) = assess_portfolio(portfolio, TODAY)
    ctx = ViewContext(t=translator("en", TODAY), studio=portfolio.studio, status=status)
    return print_step(build_agreement(ctx, heading=2))


def test_the_styles_have_the_same_steps() -> None:
    styles = (THEME / "assets" / "portal.css").read_text("utf-8")
    found = re.findall(
        r"--cs-size: ([\d.]+)pt;\s*--cs-air: ([\d.]+)pt;\s*--cs-line: ([\d.]+);", styles
    )
    assert [tuple(map(float, values)) for values in found] == list(STEPS)


def test_what_says_less_is_set_larger() -> None:
    steps = [step(stages) for stages in range(1, 15)]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] >= 5
    assert steps[-1] <= 2
    assert step(3, "A clause of some length. " * 60) < step(3)
