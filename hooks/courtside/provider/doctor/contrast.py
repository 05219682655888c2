"""Whether a studio's own colours can be read on each other, in light and in dark.

    overrides/custom/studio.css: :root { --cs-action: #f0a3bb }
    ->  "in light, --cs-action on --cs-panel has a contrast of 1.8, and needs 4.5"

Contrast is that of WCAG 2: 4.5 to 1 for words, 3 to 1 for outlines. The variables are those of
`docs/your-look.md`; what an owner leaves out has the value of our own stylesheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from colorsys import hls_to_rgb
from dataclasses import dataclass
from pathlib import Path

from courtside.provider.doctor.context import Setup, Verdict
from courtside.resources import THEME
from courtside.site.css import rules

Scheme = str
"""`light` or `dark`."""
Colour = tuple[float, float, float]
"""Red, green and blue, from 0 to 1."""

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
"""What stands on what, and the contrast it needs."""
_MATERIAL: Mapping[Scheme, Mapping[str, str]] = {
    "light": {_GROUND: "#fff", _TEXT: "#212121", "--cs-on-brand": "#fff"},
    "dark": {_GROUND: "#1e2129", _TEXT: "#bec1c7", "--cs-on-brand": "#fff"},
}
"""Values of Material's; the colour of its header is a setting, and not compared."""

_NAMED = {"white": "#fff", "black": "#000"}
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")
_NUMBER = r"\s*([\d.]+)(?:%|deg)?\s*"
_FUNCTION = re.compile(rf"(rgb|hsl)a?\({_NUMBER}[,\s]{_NUMBER}[,\s]{_NUMBER}\)")
_VARIABLE = re.compile(r"(?:var\()?(--[\w-]+)\)?")
_DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;]+)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Weak:
    """Two colours of an owner's that are too much alike."""

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
    """Check that the owner's colours can be read, in both schemes."""
    sheets = _sheets(setup.studio.config.overrides / "custom")
    own = {scheme: _values(sheets, scheme) for scheme in _MATERIAL}
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
    """Yield the pairs with a colour of the owner's whose contrast is too low.

    `sheets` are the owner's, in the order in which they apply.
    """
    ours, sheets = (THEME / "assets" / "portal.css").read_text("utf-8"), tuple(sheets)
    for scheme, material in _MATERIAL.items():
        own = _values(sheets, scheme)
        all_values = {**material, **_values((ours, *sheets), scheme)}
        for ink, ground, least in PAIRS:
            pair = [colour_of(name, all_values) for name in (ink, ground)]
            if {ink, ground}.isdisjoint(own) or pair[0] is None or pair[1] is None:
                continue
            if (ratio := ratio_of(pair[0], pair[1])) < least:
                yield Weak(scheme=scheme, ink=ink, ground=ground, ratio=ratio, least=least)


def ratio_of(one: Colour, other: Colour) -> float:
    """Return the contrast of WCAG 2, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def colour_of(name: str, values: Mapping[str, str]) -> Colour | None:
    """Return the colour of a variable; None for a value that is not known here."""
    value = name
    for _ in range(len(values) + 1):  # a variable may stand for another one
        if not (found := _VARIABLE.fullmatch(value)) or found[1] not in values:
            break
        value = values[found[1]].strip().lower()
    return read_colour(value)


def read_colour(value: str) -> Colour | None:
    """Return `#7a1f3d`, `rgb(122, 31, 61)` or `hsl(340 59% 30%)`; None for anything else."""
    text = _NAMED.get(value, value)
    if found := _HEX.fullmatch(text):
        digits = found[1] if len(found[1]) == 6 else "".join(sign * 2 for sign in found[1])
        red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
        return red, green, blue
    if not (found := _FUNCTION.fullmatch(text)):
        return None
    first, second, third = (float(number) for number in found.groups()[1:])
    if found[1] == "rgb":
        most = 100 if "%" in text else 255
        return first / most, second / most, third / most
    return hls_to_rgb(first / 360 % 1, third / 100, second / 100)


def _sheets(folder: Path) -> tuple[str, ...]:
    paths = sorted(path for path in folder.rglob("*.css") if path.is_file())
    return tuple(path.read_text("utf-8", errors="replace") for path in paths)


def _values(sheets: Iterable[str], scheme: Scheme) -> dict[str, str]:
    """The variables of the whole page on the screen; the last one with a name counts."""
    return {
        name: value.strip()
        for sheet in sheets
        for body in _on_the_page(sheet, scheme)
        for name, value in _DECLARATION.findall(body)
    }


def _on_the_page(css: str, scheme: Scheme) -> Iterator[str]:
    """The bodies of the rules for `:root`, `html` or `body`, also of those within @media."""
    for head, body in rules(css):
        if head.startswith("@media"):
            asked = re.search(r"prefers-color-scheme\s*:\s*(\w+)", head)
            if "print" not in head and (asked is None or asked[1] == scheme):
                yield from _on_the_page(body, scheme)
        elif re.match(r"(:root|html|body)\b", head):
            yield body


def _unread(own: Mapping[Scheme, Mapping[str, str]]) -> set[str]:
    names = {name for pair in PAIRS for name in pair[:2]}
    return {
        name
        for values in own.values()
        for name in names & values.keys()
        if colour_of(name, values) is None
    }
