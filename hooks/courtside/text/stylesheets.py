"""What stylesheets say: their rules, the variables of a page, and colours.

    variables([":root { --cs-client: #7a1f3d }"], "light")  ->  {"--cs-client": "#7a1f3d"}

The page, the PDFs and the doctor read an owner's variables here, each as `docs/your-look.md` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from colorsys import hls_to_rgb

Scheme = str
"""`light` or `dark`."""
Colour = tuple[float, float, float]
"""Red, green and blue, from 0 to 1."""

_NAMED = {"white": "#fff", "black": "#000"}
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")
_NUMBER = r"\s*([\d.]+)(?:%|deg)?\s*"
_FUNCTION = re.compile(rf"(rgb|hsl)a?\({_NUMBER}[,\s]{_NUMBER}[,\s]{_NUMBER}\)")
_VARIABLE = re.compile(r"(?:var\()?(--[\w-]+)\)?")
_DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;]+)")


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Split a stylesheet into the heads and bodies of its outermost rules."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    depth = start = opened = 0
    for match in re.finditer(r"[{};]", css):
        sign, index = match[0], match.start()
        if sign == "{":
            depth += 1
            if depth == 1:
                opened = index
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : index]
                start = index + 1
        elif depth == 0:  # @charset and @import have no body
            start = index + 1


def variables(sheets: Iterable[str], scheme: Scheme) -> dict[str, str]:
    """Return the variables of the whole page on the screen; the last one with a name counts."""
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
