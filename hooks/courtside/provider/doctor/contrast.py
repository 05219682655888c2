"""Whether a studio's own colours can be read on each other, in light and in dark.

    overrides/custom/studio.css: :root { --cs-action: #f0a3bb }
    ->  "in light, --cs-action on --cs-panel has a contrast of 1.8, and needs 4.5"

Contrast is that of WCAG 2: 4.5 to 1 for words, 3 to 1 for outlines. The variables are those of
`docs/your-look.md`; what an owner leaves out has the value of our own stylesheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from courtside.provider.doctor.context import Setup, Verdict
from courtside.resources import THEME
from courtside.text.stylesheets import Colour, Scheme, colour_of, variables
from courtside.text.theme import Theme

WORDS, LINES = 4.5, 3.0
_GROUND, _TEXT, _PANEL = "--md-default-bg-color", "--md-typeset-color", "--cs-panel"
PAIRS = (
    ("--cs-on-brand", "--cs-brand", WORDS),
    ("--cs-on-action", "--cs-action", WORDS),
    ("--cs-action", _PANEL, WORDS),
    ("--cs-action", _GROUND, WORDS),
    ("--cs-client", _GROUND, WORDS),
    ("--cs-provider", _GROUND, WORDS),
    ("--cs-late", _GROUND, WORDS),
    ("--cs-soft", _PANEL, WORDS),
    ("--cs-soft", _GROUND, WORDS),
    ("--cs-on", "--cs-client", WORDS),
    ("--cs-on", "--cs-provider", WORDS),
    (_TEXT, _GROUND, WORDS),
    (_TEXT, _PANEL, WORDS),
    ("--cs-other", _GROUND, LINES),
    ("--cs-ball-edge", "--cs-ball", LINES),
)
"""Pairs of colours, foreground and background, and the contrast that each needs."""
_MATERIAL: Mapping[Scheme, Mapping[str, str]] = {
    "light": {_GROUND: "#fff", _TEXT: "#212121", "--cs-on-brand": "#fff"},
    "dark": {_GROUND: "#1e2129", _TEXT: "#bec1c7", "--cs-on-brand": "#fff"},
}
"""Values of Material's; the colour of its header is a setting, and not compared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weak:
    """Two colours of the owner's with too little contrast."""

    scheme: Scheme
    ink: str
    ground: str
    ratio: float
    least: float

    def __str__(self) -> str:
        return (
            f"in {self.scheme}, {self.ink} on {self.ground} has a contrast of {self.ratio:.1f}, "
            f"and needs {self.least:g}"
        )


def colours(setup: Setup) -> Verdict | None:
    """Check that the owner's colours can be read, in the light and the dark scheme."""
    sheets = Theme.over(setup.studio.config.overrides).own_sheets
    own = {scheme: variables(sheets, scheme) for scheme in _MATERIAL}
    if not any(name in values for values in own.values() for pair in PAIRS for name in pair[:2]):
        return None
    weak, unread = list(find_weak(sheets)), sorted(_unread(own))
    if weak:
        more = f"; {len(weak) - 1} more" if len(weak) > 1 else ""
        change = "give those colours more contrast in overrides/custom/, then run this again"
        return "to do", f"{weak[0]}{more}", change
    if unread:
        return "note", f"{unread[0]} cannot be checked here: write it as #rrggbb"
    return "ok", "your own can be read, in light and in dark"


def find_weak(sheets: Iterable[str]) -> Iterator[Weak]:
    """Yield the pairs of colours, with one of the owner's, that have too little contrast.

    `sheets` are the owner's, in the order in which they apply.
    """
    ours, sheets = (THEME / "assets" / "portal.css").read_text("utf-8"), tuple(sheets)
    for scheme, material in _MATERIAL.items():
        own = variables(sheets, scheme)
        all_values = {**material, **variables((ours, *sheets), scheme)}
        for ink, ground, least in PAIRS:
            pair = [colour_of(name, all_values) for name in (ink, ground)]
            if {ink, ground}.isdisjoint(own) or pair[0] is None or pair[1] is None:
                continue
            if (ratio := ratio_of(pair[0], pair[1])) < least:
                yield Weak(scheme=scheme, ink=ink, ground=ground, ratio=ratio, least=least)


def ratio_of(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of WCAG 2, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _unread(own: Mapping[Scheme, Mapping[str, str]]) -> set[str]:
    names = {name for pair in PAIRS for name in pair[:2]}
    return {
        name
        for values in own.values()
        for name in names & values.keys()
        if colour_of(name, values) is None
    }
