"""Characters that look like a space or a sign of YAML and are neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from courtside.source.problems import Place

# They are allowed within texts; where a field begins or ends, they are reported.
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNSEEN = "\u00ad\u034f\u061c\u200b-\u200f\u2800\ufe00-\ufe0f"
ODD_SPACE = f"[{_SPACES}]"
INVISIBLE = f"[{_SPACES}{_UNSEEN}]"

_DASHES = "\u2010-\u2015\u2022\u2212"
_LOOKALIKES = {"\uff1a": ":", "\uff0c": ",", "\u201c": '"', "\u201d": '"', "\u201e": '"'}

# Few files need these: they are compiled where they are.
ODD_DASH = f"-({INVISIBLE})"

ODD_KEY = f"{INVISIBLE}|\uff1a"

ODD_COLON = f":{INVISIBLE}+|\uff1a"
"""What keeps a key and its value in one."""

_ODD_PLACE = (
    rf"^ *(?:- +)*(?P<indent>{INVISIBLE})|^\s*(?:- +)*-(?P<dash>{INVISIBLE})"
    rf"|[{{,]\s*(?P<flow>{INVISIBLE})|(?:^\s*(?:- +)*|[{{,] *)[\w-]+(?P<before>{INVISIBLE})+:"
    rf"|^\s*(?:- +)*[\w-]+:(?P<after>{INVISIBLE})"
    rf"|^\s*(?:- +)*[\w-]+(?P<colon>\uff1a)|: *(?P<quote>[\u201c\u201d\u201e])"
    rf"|\{{[^{{}}]*(?P<comma>\uff0c)|^\s*(?P<bullet>[{_DASHES}]) *(?:\{{|[\w-]+:(?:\s|$))"
)
"""A look-alike in place of a space, a colon or a quote, in a line that YAML cannot read."""


def odd_character(character: str) -> str:
    """Return the words for a character that cannot be seen or looks like another, or for several in
    a row."""
    if len(character) > 1:
        return f"{len(character)} invisible characters in a row: delete them, or all but one"
    code = f"U+{ord(character):04X}"
    if meant := _LOOKALIKES.get(character):
        return f"the character {code} only looks like '{meant}': type '{meant}'"
    if re.match(f"[{_DASHES}]", character):
        return f"the character {code} begins no entry of a list: type '-' and a space"
    if re.match(ODD_SPACE, character):
        return f"the invisible character {code} is not a plain space: delete it and type a space"
    return f"the invisible character {code} is not allowed: delete it"


_PAIRS = (
    ("\u201c", "\u201d"), ("\u201e", '[\u201c\u201d"]'), ("\u00ab", "\u00bb"),
    ("\u00bb", "\u00ab"),
    (r"\((?=\w)", r"\)"), (r'(?<=\s)"(?=\S)', r'(?<=\S)"(?!\S)'),
)  # fmt: skip
"""What opens and what closes a part of a text; a comma in it is the text's own. No single quotes:
most of them are apostrophes."""
_MAY_OPEN = frozenset('\u201c\u201e\u00ab\u00bb("')
_WHOLE = re.compile(
    '\u201e[^\u201c\u201d\u201e"]*[\u201c\u201d"]|\u201c[^\u201c\u201d]*\u201d'
    "|\u00ab[^\u00ab\u00bb]*\u00bb|\u00bb[^\u00ab\u00bb]*\u00ab"
    r'|\([^()]*\)|(?<!\S)"[^"]*"(?!\S)'
)
"""Whole quotes and brackets, of all countries."""


_BY = "[x×:/]"
_GROUPED = r"\d+(?:[.'’\u00a0\u202f ]\d{3})*"
_ENDS_IN_NUMBER = rf"(?<![\w.:/×*-]){_GROUPED}(?:\s?(?:[-–]|(?P<by>{_BY}))\s?{_GROUPED})*$"
"""A number, a range or a measure at the end of a text; not the `3` of `A3` or `page-3`."""


def cut_by_comma(items: Sequence[str], close: Sequence[bool]) -> int | None:
    """Return the number of the first of these items that a comma of its own text ends: it opens a
    quote or a bracket which a later one closes, as in `[Logo (SVG, PNG)]`, or a number goes on, as
    in `[1,5 hours]`. None if each is whole.

    `close` says of each item whether nothing stands between it and the comma before it.
    """
    for number, (one, two) in enumerate(pairwise(items)):
        if close[number + 1] and _is_one_number(one, two):
            return number
    if all(map(_MAY_OPEN.isdisjoint, items)):
        return None
    rest = [re.sub(_WHOLE, "", item) for item in items]
    for number, item in enumerate(rest[:-1]):
        for opening, closing in _PAIRS:
            if not re.search(opening, item):
                continue
            for later in rest[number + 1 :]:
                if re.search(closing, later):
                    return number
                if re.search(opening, later):
                    break
    return None


def _is_one_number(one: str, two: str) -> bool:
    """Whether the comma between two items is more likely a number's own: `Texts of 1` and `000
    words`, but not `300x250` and `728x90`, and neither dates, ids nor plain numbers."""
    if not two[:1].isdigit() or re.match(r"\d{4}-\d\d", two):
        return False
    if one.isdigit() and not re.search(r"\s", two):
        return False
    if not (end := re.search(_ENDS_IN_NUMBER, one)):
        return False
    return not (end["by"] and re.match(rf"\d+\s?{_BY}\s?\d", two))


def first_odd_sign(lines: Iterable[tuple[int, str]]) -> tuple[Place, str] | None:
    """Return the first look-alike in numbered lines of YAML: its place, and what is wrong."""
    for number, line in lines:
        if match := re.search(_ODD_PLACE, line):
            index = match.start(match.lastgroup or 0)
            return (number, index + 1), odd_character(line[index])
    return None
