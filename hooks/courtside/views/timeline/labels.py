"""Where names go so that none lies on another.

    in a row:    a name stands at its own bar, if the next one in the row leaves it the room
    stairs:      a name that would touch the next one goes one level further out
    a column:    names that would touch make room for each other, half upwards and half downwards

The width of a text is guessed from its letters, generously: the reader's fonts are not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

_NARROW, _WIDE = frozenset("iljtfrI.,:;!|'()[] \N{NO-BREAK SPACE}-"), frozenset("mwMW@%—…")
_ELLIPSIS, _STOPS = "…", " ,.;:-"

BOLD = 1.12
"""The factor by which letters in bold are wider."""
LEVELS = 4
"""Levels that full names may use; beyond, they are shortened."""
HIGHEST = 7
"""Levels in all; a name beyond them is left to the table of stages."""
LONGEST, CROWDED = 50, 20
"""Letters of a full name above or below a lane: where there is room, and where there is little."""
LINES = 3
"""Lines that a name may have beside a vertical lane; one more if it would be cut."""
INDENT = 8.0
"""The distance from a bar's begin to a name in its row, which leaves the ball its way in."""
_ALONE = 3
"""Letters of a broken word on a line of their own, at least."""
_SPARE = 4
"""The number of letters that a line may spare so that it ends with a syllable."""
_VOWELS = frozenset("aeiouyáàâãäåæéèêëíìîïóòôõöøœúùûü")
_ONSETS = frozenset(
    [
        *("bl", "br", "ch", "cl", "cr", "dr", "fl", "fr", "gh", "gl", "gn", "gr", "gu", "lh"),
        *("ll", "nh", "ph", "pl", "pr", "qu", "rr", "sc", "sch", "sh", "th", "tr"),
    ]
)
"""Letters that begin a syllable together, in one of the languages of pages at least."""
_GAP = 16.0
"""Between two names on one level: more than between two words."""
_FIXED = 1e6
"""The weight of a place that cannot move, compared with a name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """The name of a bar, and the bar's place."""

    id: str
    text: str
    shortest: str
    """The form for hardly any room."""
    anchor: float
    """The place of its bar, along."""
    row: int = 0
    """The row of its bar."""
    bold: bool = False

    def wide(self, text: str, size: float) -> float:
        """Return the estimated width of one form of the name."""
        return width(text, size) * (BOLD if self.bold else 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A name beside a bar."""

    id: str
    lines: tuple[str, ...]
    at: float
    """The place along the axis of time at which it begins, in pixels."""
    anchor: float
    """The place of its bar, along."""
    level: int = 0
    """The distance from the lane in levels; 0 is next to it, -1 in the row of its bar."""
    bare: bool = False
    """Whether there was room for the shortest form only."""


def width(text: str, size: float) -> float:
    """Return the estimated width of a text, in the unit of `size`."""
    return _units(text) * size


@lru_cache(maxsize=4096)
def _units(text: str) -> float:
    return sum(map(_sign_width, text))


@cache
def _sign_width(sign: str) -> float:
    if sign in _NARROW:
        return 0.36
    if sign in _WIDE or ord(sign) > 0x2E00:
        return 1.0
    return 0.7 if sign.isupper() else 0.64 if sign.isdigit() else 0.6


def cut(text: str, size: float, room: float) -> str:
    """Return a text, shortened if it is wider than the room; a bracket at its end stays, since it
    may be all that tells two names apart."""
    if width(text, size) <= room:
        return text
    before, bracket = _bracket(text)
    left = room - width(f" {bracket}", size)
    if bracket and width(before[:_ALONE] + _ELLIPSIS, size) <= left:
        return f"{cut(before, size, left)} {bracket}"
    while text and width(text + _ELLIPSIS, size) > room:
        text = text[:-1]
    return text.rstrip(_STOPS) + _ELLIPSIS if text else ""


def _bracket(text: str) -> tuple[str, str]:
    """Approval (look 2)  ->  Approval, (look 2); the second is empty where none ends the text."""
    found = re.fullmatch(r"(.*\S) (\([^()]+\))", text)
    return (found[1], found[2]) if found else (text, "")


def wrap(text: str, size: float, room: float, lines: int) -> tuple[str, ...]:
    """Return a text in at most a number of lines; a word that is longer than a line is broken, and
    a text that is too long is shortened before a bracket at its end."""
    whole = _wrapped(_words(text), size, room, lines)
    before, bracket = _bracket(text)
    if not bracket or whole[-1].endswith(")"):
        return whole
    for end in range(len(before) - 1, _ALONE - 1, -1):
        shorter = f"{before[:end].rstrip(_STOPS)}{_ELLIPSIS} {bracket}"
        if (found := _wrapped(_words(shorter), size, room, lines))[-1].endswith(")"):
            return found
    return whole


def _wrapped(words: Sequence[str], size: float, room: float, lines: int) -> tuple[str, ...]:
    """Words in lines, the last of which is cut where there is no room for all of it."""
    done: list[str] = []
    left = list(words)
    while left and len(done) < lines - 1:
        line, rest = _broken(left.pop(0), size, room)
        if rest:
            left.insert(0, rest)
        while not rest and left and width(f"{line} {left[0]}", size) <= room:
            line = f"{line} {left.pop(0)}"
        done.append(line)
    return (*done, cut(" ".join(left), size, room)) if left else tuple(done)


def _words(text: str) -> list[str]:
    """Split a text at its spaces, but for those at which no line ends."""
    return [word for word in re.split(r"[^\S\u00a0\u202f]+", text) if word]


@lru_cache(maxsize=64)  # of a page, whose names are measured again and again
def beside(text: str, size: float, room: float) -> tuple[str, ...]:
    """Return a text in the lines that it may have beside a vertical lane. If it takes all of them,
    they are of even length, so that no short word stands alone."""
    lines = wrap(text, size, room, LINES)
    if _ELLIPSIS in "".join(lines):
        return wrap(text, size, room, LINES + 1)
    if len(lines) < LINES:
        return lines
    even = narrowest(text, size, LINES)
    return wrap(text, size, even, LINES) if even <= room else lines


@lru_cache(maxsize=64)
def narrowest(text: str, size: float, lines: int) -> float:
    """Return the estimated room that a text needs in a number of lines, with no word broken."""
    words = _words(text)
    low, high = max([width(word, size) for word in words], default=0.0), width(text, size)
    if len(words) <= lines:
        return low
    while high - low > 1:
        middle = (low + high) / 2
        if len(_wrapped(words, size, middle, lines + 1)) <= lines:
            high = middle
        else:
            low = middle
    return high


def _broken(word: str, size: float, room: float) -> tuple[str, str]:
    """Restzahlung  ->  Rest-, zahlung: with a hyphen, and never a letter or two alone; the second
    is empty where all of it fits on a line."""
    if width(word, size) <= room or len(word) < 2:
        return word, ""
    end = next(n for n in range(len(word), 0, -1) if n == 1 or width(f"{word[:n]}-", size) <= room)
    least = next(n for n in range(1, len(word) + 1) if width(word[n:], size) <= room)
    end = _whole(word, _syllables(word, min(end, max(len(word) - _ALONE, 1)), least))
    letters = word[end - 1 : end + 1]
    hyphen = "-" if end >= _ALONE and letters.isalpha() and letters < "\u2e00" else ""
    return word[:end] + hyphen, word[end:]


def _whole(word: str, most: int) -> int:
    """How many of the first letters leave no letter alone beside an apostrophe or a hyphen, and no
    line that begins with one: `most`, or a few less; `most` where that is too few."""
    for end in range(most, _ALONE - 1, -1):
        before, after = re.split(r"\W", word[:end]), re.split(r"\W", word[end:])
        alone = (len(part[at]) == 1 for part, at in ((before, -1), (after, 0)) if len(part) > 1)
        if after[0] and not any(alone):
            return end
    return most


def _syllables(word: str, most: int, least: int) -> int:
    """How many of the first letters are whole syllables: of `least` or more, after which the rest
    fits on a line, the nearest to the middle, where most compounds are joined; else `most`, or a
    few less; `most` where no syllable ends near it."""
    letters = word.casefold()
    if len(letters) != len(word):
        return most
    ends = [at for at in range(most, _ALONE - 1, -1) if _begins_syllable(letters, at)]
    if both := [at for at in ends if at >= least]:
        return min(both, key=lambda at: (abs(2 * at - len(word)), at))
    return next((at for at in ends if at >= most - _SPARE), most)


def _begins_syllable(letters: str, at: int) -> bool:
    """Whether one consonant, or letters that stay together, stand there before a vowel."""
    onset = 1 if letters[at].isalpha() and letters[at] not in _VOWELS else 0
    onset = next((n for n in (3, 2) if letters[at : at + n] in _ONSETS), onset)
    begins = onset > 0 and letters[at + onset : at + onset + 1] in _VOWELS
    return begins and letters[at - 1].isalpha() and letters[at - 1 : at + 1] not in _ONSETS


def in_rows(names: Sequence[Name], *, size: float, limit: float) -> tuple[Label, ...]:
    """Return the names that have room at their own bars, up to the next in the row or to
    `limit`."""
    placed: list[Label] = []
    ends: dict[int, float] = {}
    for name in sorted(names, key=lambda name: -name.anchor):
        at = name.anchor + INDENT
        if at + name.wide(name.text, size) <= ends.get(name.row, limit):
            label = Label(id=name.id, lines=(name.text,), at=at, anchor=name.anchor, level=-1)
            placed.append(label)
        ends[name.row] = name.anchor
    return tuple(placed)


def stairs(
    names: Sequence[Name], *, size: float, limit: float, longest: int = LONGEST
) -> tuple[Label, ...]:
    """Return names above or below a lane, each from its bar to the right, up to `limit`.

    They are placed from right to left, so that the line from a name to its bar passes left of all
    names that are nearer to the lane.
    """
    placed: list[tuple[float, float, Label]] = []
    for name in sorted(names, key=lambda name: -name.anchor):
        for form in _forms(cut(name.text, size, width("n" * longest, size)), name.shortest, size):
            wide = name.wide(form, size)
            at = max(min(name.anchor, limit - wide), 0)
            touching = [
                label.level
                for begin, end, label in placed
                if begin < at + wide + _GAP and end > at - _GAP
            ]
            level = max(touching, default=-1) + 1
            if level < LEVELS or form == name.shortest:
                break
        if level >= HIGHEST:
            continue
        label = Label(
            id=name.id,
            lines=(form,),
            at=at,
            anchor=name.anchor,
            level=level,
            bare=form == name.shortest,
        )
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
    names: Sequence[Name],
    *,
    size: float,
    room: float,
    leading: float,
    top: float,
    line: float | None,
) -> tuple[Label, ...]:
    """Return names beside a vertical lane, each at its bar or as near to it as possible: none above
    `top`, none on the `line` that crosses the column."""
    wrapped = [
        (name, beside(name.text, size * (BOLD if name.bold else 1), room))
        for name in sorted(names, key=lambda name: name.anchor)
    ]
    gap = leading * 0.7
    things: list[tuple[float, float, float]] = [(top - gap, 0, _FIXED)]
    places: list[int] = []
    filled = top
    for name, lines in wrapped:
        deep = len(lines) * leading
        filled += deep + gap
        if line is not None and (name.anchor >= line or filled > line):
            things.append((line - 3, 6, _FIXED))
            line = None
        places.append(len(things))
        things.append((name.anchor - deep / 2, deep, 1))
    if line is not None:
        things.append((line - 3, 6, _FIXED))
    at = _spread(things, gap)
    return tuple(
        Label(id=name.id, lines=lines, at=at[place], anchor=name.anchor)
        for place, (name, lines) in zip(places, wrapped, strict=True)
    )


def _spread(things: Sequence[tuple[float, float, float]], gap: float) -> list[float]:
    """Where things begin that would like to begin somewhere, so that none touches the next and all
    are moved as little as may be (least squares; pool adjacent violators).

    `things` are (wish, depth, weight), in their order.
    """
    pools: list[tuple[float, float, int]] = []  # where it begins, weight, how many
    offset = 0.0
    offsets: list[float] = []
    for wish, depth, weight in things:
        offsets.append(offset)
        pool = (wish - offset, weight, 1)
        while pools and pools[-1][0] >= pool[0]:
            begin, heavy, count = pools.pop()
            both = heavy + pool[1]
            pool = ((begin * heavy + pool[0] * pool[1]) / both, both, count + pool[2])
        pools.append(pool)
        offset += depth + gap
    begins = [begin for begin, _, count in pools for _ in range(count)]
    return [begin + offset for begin, offset in zip(begins, offsets, strict=True)]
