"""What all views say in the same way."""

from __future__ import annotations

from markupsafe import Markup

from courtside.views.context import together


def test_sentences_that_stand_together_are_told_apart() -> None:
    said = ["Asked for changes.", "A warmer green", "", "Really?", "In their court"]
    assert together(map(Markup, said)) == (
        "Asked for changes. A warmer green. Really? In their court"
    )
