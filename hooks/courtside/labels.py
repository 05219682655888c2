"""Where names go so that none lies on another.

    horizontal:  a name that would touch the next one goes one level further out, like stairs
    upright:     a name that would touch the one above it moves down

The width of a text is guessed from its letters, generously: the reader's fonts are not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_NARROW, _WIDE = frozenset("iljtfrI.,:;!|'()[] -"), frozenset("mwMW@%—…")
_ELLIPSIS = "…"

LEVELS = 3
"""Levels that full names may use; beyond, they are shortened."""
HIGHEST = 7
"""Levels in all; a name beyond them is left to the table of stages."""
LONGEST, CROWDED = 50, 20
"""Letters of a full name above or below a lane: where there is room, and where there is little."""
LINES = 3
"""Lines that a name may have beside an upright lane."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A name beside a bar."""

    id: str
    lines: tuple[str, ...]
    at: float
    """Where it begins along the axis of time, in pixels."""
    anchor: float
    """Where its bar is."""
    level: int = 0
    """How far out; 0 is next to the lane."""


def width(text: str, size: float) -> float:
    """About how wide a text is; in the unit of `size`."""
    units = 0.0
    for sign in text:
        if sign in _NARROW:
            units += 0.36
        elif sign in _WIDE or ord(sign) > 0x2E00:
            units += 1.0
        else:
            units += 0.7 if sign.isupper() else 0.6
    return units * size


def cut(text: str, size: float, room: float) -> str:
    """The text, shortened where it is wider than the room."""
    if width(text, size) <= room:
        return text
    while text and width(text + _ELLIPSIS, size) > room:
        text = text[:-1]
    return text.rstrip(" ,.;:-") + _ELLIPSIS if text else ""


def wrap(text: str, size: float, room: float, lines: int) -> tuple[str, ...]:
    """The text in at most so many lines."""
    done: list[str] = []
    current = ""
    words = text.split()
    for at, word in enumerate(words):
        longer = f"{current} {word}".strip()
        if not current or width(longer, size) <= room:
            current = longer
        elif len(done) == lines - 1:
            current = " ".join([current, *words[at:]])
            break
        else:
            done.append(cut(current, size, room))
            current = word
    return (*done, cut(current, size, room))


def stairs(
    names: Sequence[tuple[str, str, str, float]],
    *,
    size: float,
    limit: float,
    longest: int = LONGEST,
) -> tuple[Label, ...]:
    """Names above or below a lane, each from its bar to the right, up to `limit`.

    `names` are (id, name, shortest form, place of the bar). From right to left, so that the line
    from a name down to its bar passes left of all names that are nearer to the lane.
    """
    placed: list[tuple[float, float, Label]] = []
    for name, text, shortest, anchor in sorted(names, key=lambda each: -each[3]):
        for form in _forms(cut(text, size, width("n" * longest, size)), shortest, size):
            wide = width(form, size)
            at = max(min(anchor, limit - wide), 0)
            touching = [
                label.level
                for begin, end, label in placed
                if begin < at + wide + 8 and end > at - 8
            ]
            level = max(touching, default=-1) + 1
            if level < LEVELS or form == shortest:
                break
        if level >= HIGHEST:
            continue
        label = Label(id=name, lines=(form,), at=at, anchor=anchor, level=level)
        placed.append((at, at + wide, label))
    return tuple(label for _, _, label in placed)


def _forms(text: str, shortest: str, size: float) -> Iterator[str]:
    """Ever shorter forms of a name, the last of which is always taken."""
    yield text
    for signs in (18, 12, 8):
        if len(text) > signs + 2:
            yield cut(text, size, width("n" * signs, size))
    yield shortest


def column(
    names: Sequence[tuple[str, str, float]], *, size: float, room: float, leading: float
) -> tuple[Label, ...]:
    """Names beside an upright lane, each at its bar or as little below it as may be.

    `names` are (id, name, place of the middle of the bar).
    """
    placed: list[Label] = []
    free = 0.0
    for name, text, anchor in sorted(names, key=lambda each: each[2]):
        lines = wrap(text, size, room, LINES)
        at = max(anchor - len(lines) * leading / 2, free)
        placed.append(Label(id=name, lines=lines, at=at, anchor=anchor))
        free = at + len(lines) * leading + leading / 2
    return tuple(placed)
