"""Signs that look like one that means something to YAML, and mean nothing to it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from courtside.source.problems import (
    Place,
)

# They look like a space, or like a sign that means something to YAML, and mean nothing to it. In
# texts they have their place; where a field begins or ends, they are named.
ODD_SPACE = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"


_LOOKALIKES = {"\uff1a": ":", "\uff0c": ",", "\u201c": '"', "\u201d": '"', "\u201e": '"'}


_ODD_DASH = re.compile(f"-({ODD_SPACE})")


_ODD_KEY = re.compile(f"{ODD_SPACE}|\uff1a")


_ODD_PLACE = re.compile(
    rf"^ *(?:- +)*(?P<indent>{ODD_SPACE})|^\s*(?:- +)*-(?P<dash>{ODD_SPACE})"
    rf"|[{{,]\s*(?P<flow>{ODD_SPACE})|(?:^\s*(?:- +)*|[{{,] *)[\w-]+(?P<before>{ODD_SPACE})+:"
    rf"|^\s*(?:- +)*[\w-]+:(?P<after>{ODD_SPACE})"
    rf"|^\s*(?:- +)*[\w-]+(?P<colon>\uff1a)|: *(?P<quote>[\u201c\u201d\u201e])"
    rf"|\{{[^{{}}]*(?P<comma>\uff0c)"
)
"""In a line that YAML cannot read: a sign that stands where a space, a colon or a quote belongs."""


def odd_character(character: str) -> str:
    """Say what is wrong with a sign that cannot be seen, or that only looks like another."""
    if not re.match(ODD_SPACE, character) and character not in _LOOKALIKES:
        return _character(character)
    if meant := _LOOKALIKES.get(character):
        return f"the sign U+{ord(character):04X} stands where a plain {meant} belongs: type that"
    return (
        f"the invisible character U+{ord(character):04X} stands where a space belongs: delete it "
        "and type a space"
    )


def _odd_sign(lines: Iterable[tuple[int, str]]) -> tuple[Place, str] | None:
    """The first sign in lines of YAML that only looks like one that belongs there."""
    for number, line in lines:
        if found := _ODD_PLACE.search(line):
            at = found.start(found.lastgroup or 0)
            return (number, at + 1), odd_character(line[at])
    return None


def _character(character: str) -> str:
    return f"the invisible character U+{ord(character):04X} is not allowed: delete it"
