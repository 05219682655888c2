"""Plain data -> YAML as a person would write it.

    {"date": "2026-03-12", "why": "Missing: two"}  ->  {date: 2026-03-12, why: "Missing: two"}

A text is quoted only where it would else be read as something else, by this reader or by any other
that keeps to YAML 1.2; a text of several lines stands below a `|`. What is small stands on one
line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Value: TypeAlias = "str | int | Sequence[Value] | Mapping[str, Value]"

_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
_MEANS_SOMETHING = re.compile(
    r"~|null|true|false|[-+]?[0-9][0-9_]*|0[ox][0-9a-f]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)"
    r"(e[-+]?[0-9]+)?|[-+]?\.inf|\.nan|<<|=",
    re.IGNORECASE,
)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def inline(value: Value, *, inside: bool = False) -> str:
    """On one line; `inside` brackets or braces, where commas and colons mean something."""
    if isinstance(value, str):
        return _text(value, inside)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        pairs = (f"{key}: {inline(below, inside=True)}" for key, below in value.items())
        return f"{{{', '.join(pairs)}}}"
    return f"[{', '.join(inline(item, inside=True) for item in value)}]"


def entry(head: str, value: Value, column: int, *, step: int = 2, dash: int = 2) -> list[str]:
    """The lines of one entry of a block: `head` is `-` or a key with its colon.

    `column` is where the head stands; `step` and `dash` are how much further in the fields and the
    items below it stand.
    """
    pad = " " * column
    if is_small(value):
        return [f"{pad}{head} {inline(value)}"]
    if isinstance(value, str):
        rows = value.removesuffix("\n").split("\n")
        sign = "|" if value.endswith("\n") else "|-"
        return [f"{pad}{head} {sign}", *(f"{pad}{' ' * step}{row}" if row else "" for row in rows)]
    if head != "-":
        below = column + (step if isinstance(value, Mapping) else dash)
        return [f"{pad}{head}", *block(value, below, step=step, dash=dash)]
    first, *rest = block(value, column + 2, step=step, dash=dash)
    return [f"{pad}- {first.lstrip()}", *rest]


def block(value: Value, column: int, *, step: int = 2, dash: int = 2) -> list[str]:
    """The lines of a mapping or a list, one entry after the other."""
    assert isinstance(value, Mapping | Sequence)
    entries = (
        [(f"{key}:", below) for key, below in value.items()]
        if isinstance(value, Mapping)
        else [("-", below) for below in value]
    )
    return [row for head, one in entries for row in entry(head, one, column, step=step, dash=dash)]


def is_small(value: Value) -> bool:
    """Whether a person would write it on one line."""
    if isinstance(value, Mapping):
        return all(not isinstance(one, Mapping) and is_small(one) for one in value.values())
    if isinstance(value, str | int):
        return not (isinstance(value, str) and _stands_below(value))
    return all(isinstance(one, str | int) and is_small(one) for one in value)


def _stands_below(text: str) -> bool:
    """Whether a text can stand below a `|`: several lines that need no escape."""
    first, *rest = text.removesuffix("\n").split("\n")
    return (
        "\n" in text
        and first.strip() == first.lstrip(" \t") != ""
        and first[0] not in " \t"
        and all(row.strip(" \t") or not row for row in rest)
        and not (rest and rest[-1] == "")
    )


def _text(text: str, inside: bool) -> str:
    if _is_plain(text, inside):
        return text
    if not re.search(r"[\n\t]", text) and re.search(r"[\"\\]", text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_ESCAPES.get(sign, sign) for sign in text) + '"'


def _is_plain(text: str, inside: bool) -> bool:
    """Whether a text says the same without quotes."""
    if not text or text != text.strip() or re.search(r"[\n\t]|:\s| #|:$", text):
        return False
    if _MEANS_SOMETHING.fullmatch(text) or text.startswith("..."):
        return False
    if text[0] in _INDICATORS and not re.match(r"-[0-9A-Za-z]", text):
        return False
    # Readers of YAML 1.1 stop at a colon between braces, also where no space follows.
    return not (inside and re.search(r"[,\[\]{}:]", text))
