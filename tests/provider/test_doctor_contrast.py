"""The doctor's look at a studio's own colours."""

from __future__ import annotations

import pytest

from courtside.provider.doctor.contrast import PAIRS, find_weak, ratio_of
from courtside.resources import THEME
from courtside.text.stylesheets import read_colour
from helpers.studio import CHECKOUT

PINK = ":root { --cs-action: #f0a3bb; }"
DARK = "@media screen and (prefers-color-scheme: dark) {{ {} }}"


def weak(*sheets: str) -> list[tuple[str, str, str]]:
    return [(pair.scheme, pair.ink, pair.ground) for pair in find_weak(sheets)]


def test_black_on_white_has_the_contrast_of_wcag() -> None:
    white, black, grey = map(read_colour, ("#fff", "black", "#767676"))
    assert white
    assert black
    assert grey
    assert ratio_of(white, black) == pytest.approx(21)
    assert ratio_of(grey, white) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    "value",
    ["#3366cc", "#36c", "rgb(51, 102, 204)", "rgb(51 102 204)", "rgb(20%, 40%, 80%)",
     "hsl(220deg 60% 50%)"],
)  # fmt: skip
def test_a_colour_is_read_as_it_may_be_written(value: str) -> None:
    assert read_colour(value) == pytest.approx((0.2, 0.4, 0.8), abs=0.001)


@pytest.mark.parametrize("value", ["oklch(60% 0.1 20)", "rgba(0, 0, 0, 0.5)", "#12", "rebecca", ""])
def test_another_kind_is_not_guessed(value: str) -> None:
    assert read_colour(value) is None


def test_our_own_colours_can_be_read() -> None:
    ours = (THEME / "assets" / "portal.css").read_text("utf-8")
    assert weak(ours) == []


def test_a_light_colour_cannot_be_read_in_light() -> None:
    found = weak(PINK)
    assert ("light", "--cs-action", "--cs-panel") in found
    assert ("light", "--cs-on-action", "--cs-action") in found
    assert {scheme for scheme, _, _ in found} == {"light"}
    (first, *_) = find_weak([PINK])
    assert str(first) == (
        "in light, --cs-on-action on --cs-action has a contrast of 2.0, and needs 4.5"
    )


def test_only_what_an_owner_chose_is_compared() -> None:
    assert weak("") == []
    assert weak(".cs-card { --cs-action: #eee; }", "p { color: #eee; }") == []


def test_each_scheme_has_its_own() -> None:
    assert weak(DARK.format(PINK)) == []
    wine = ":root { --cs-client: #7a1f3d; }"
    assert {scheme for scheme, _, _ in weak(wine)} == {"dark"}  # it goes for both
    assert weak(wine, DARK.format(":root { --cs-client: #f0a3bb; }")) == []
    assert weak("@media print { :root { --cs-client: #eee; } }") == []


def test_a_variable_may_stand_for_another() -> None:
    assert weak(":root { --pink: #f0a3bb; --cs-late: var(--pink); }") == [
        ("light", "--cs-late", "--md-default-bg-color")
    ]
    assert weak(":root { --cs-late: var(--cs-late); }") == []  # and none for itself


def test_the_last_stylesheet_counts() -> None:
    assert weak(PINK, ":root { --cs-action: #7a1f3d; }", DARK.format(PINK)) == [
        pair for pair in weak(":root { --cs-action: #7a1f3d; }") if pair[0] == "light"
    ]


def test_each_variable_is_documented() -> None:
    text = (CHECKOUT / "docs" / "your-look.md").read_text("utf-8")
    assert [name for pair in PAIRS for name in pair[:2] if f"`{name}`" not in text] == []
