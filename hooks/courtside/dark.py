"""Dark mode without a script: Material's own dark rules, moved under `prefers-color-scheme`.

    [data-md-color-scheme=slate]{--md-typeset-color:#ccc}
        ->  @media screen and (prefers-color-scheme:dark){
            :root:root [data-md-color-scheme=default]{--md-typeset-color:#ccc}}

Material switches by script: it writes other attributes on <body>. Here <body> keeps those of the
light palette, and every rule that would hold with the dark ones is said again for it. `:root:root`
lifts all of them alike, so that among themselves they weigh what they weighed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from .stylesheet import rules

Palette = Mapping[str, str]
"""`scheme`, `primary` and `accent`, as <body> has them."""

_ATTRIBUTE = re.compile(r"\[data-md-color-(scheme|primary|accent)=\"?([\w-]+)\"?\]")
_DEFAULTS = {"scheme": "default", "primary": "indigo", "accent": "indigo"}


def palettes(setting: object) -> tuple[Palette, Palette] | tuple[()]:
    """Light and dark out of the `theme.palette` of mkdocs.yml; empty where it has not both."""
    options = [{**_DEFAULTS, **option} for option in setting] if isinstance(setting, list) else []
    dark = [option for option in options if option["scheme"] == "slate"]
    # <body> has the attributes of the first option, so it is the first that must be light.
    if not dark or options[0]["scheme"] == "slate":
        return ()
    light, night = ({name: option[name] for name in _DEFAULTS} for option in (options[0], dark[0]))
    return light, night


def dark_css(palette_css: str, light: Palette, dark: Palette) -> str:
    """Derive the stylesheet that makes a <body> with `light`'s attributes look like `dark`."""
    moved = "".join(_moved(palette_css, light, dark))
    return f"@media screen and (prefers-color-scheme:dark){{{moved}}}\n"


def _moved(css: str, light: Palette, dark: Palette) -> Iterator[str]:
    for head, body in rules(css):
        if head.startswith("@"):
            inside = "".join(_moved(body, light, dark))
            if inside and head.startswith("@media"):
                yield f"{head}{{{inside}}}"
            continue
        selectors = [_for(light, each) for each in head.split(",") if _holds(each, dark)]
        if selectors:
            yield f"{','.join(selectors)}{{{body}}}"


def _holds(selector: str, palette: Palette) -> bool:
    """Whether a selector speaks of <body>'s colours and fits a body with these attributes."""
    found: Sequence[tuple[str, str]] = _ATTRIBUTE.findall(re.sub(r":not\(.*?\)", "", selector))
    forbidden = _ATTRIBUTE.findall("".join(re.findall(r":not\(.*?\)", selector)))
    return (
        bool(found)
        and all(palette[name] == value for name, value in found)
        and not any(palette[name] == value for name, value in forbidden)
    )


def _for(light: Palette, selector: str) -> str:
    plain = re.sub(r":not\(\[data-md-color-.*?\]\)", "", selector).removeprefix("html ")
    named = _ATTRIBUTE.sub(lambda found: f"[data-md-color-{found[1]}={light[found[1]]}]", plain)
    return f":root:root {named}"
