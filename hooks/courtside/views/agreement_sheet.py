"""How large a browser prints the agreement: in the largest of a few steps that surely fits a sheet.

    six stages, the usual terms  ->  5, which is 9.5 points with 2 points of air around each row
    fourteen stages              ->  0, which is 8.5 points, closely set

The PDF is measured as it is set; a browser cannot be asked beforehand, so its lines are counted
here, for the widest font that one falls back to. `portal.css` has the same steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Self

from markupsafe import Markup

from courtside.views.agreement import Agreement
from courtside.views.agreement_rules import Rule

STEPS = (
    (8.5, 0.3, 1.05),
    (8.5, 0.5, 1.06),
    (8.6, 0.6, 1.09),
    (8.8, 0.8, 1.12),
    (9.1, 1.3, 1.17),
    (9.5, 2.0, 1.24),
    (10.0, 2.8, 1.32),
    (10.5, 3.6, 1.4),
)
"""The size of the letters and the air around rows, in points, and the height of a line in ems."""
_SHEET = 706.0
"""Points of a sheet that are used by this count, which may be wrong by a sixteenth: of A4 802, of
Letter 751."""
_FIXED = 76.0
"""Points that are the same in every step: title, rules, places to sign."""


def print_step(agreed: Agreement) -> int:
    """Return the place in `STEPS` of the largest that fits; 0 if none surely does."""
    sheet = _Sheet.of(agreed)
    larger = range(1, len(STEPS))
    return max(takewhile(lambda step: sheet.height(*STEPS[step]) <= _SHEET, larger), default=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sheet:
    """The signs of each text on it, counted once for all steps."""

    opening: int
    rows: tuple[tuple[tuple[int, ...], int], ...]
    """Title and each thing on lines of their own, and what follows if it is late."""
    sides: tuple[tuple[int, ...], ...]
    terms: tuple[int, ...]
    """Each rule, item, and paragraph of the clauses."""
    spaces: float
    """Rows with air around them."""
    lined: int
    """Those with a line under them, which is a point below their air."""

    @classmethod
    def of(cls, agreed: Agreement) -> Self:
        """Return the sheet of an agreement."""
        rules = [text for rule in agreed.rules for text in _rule(rule)]
        clauses = tuple(_clauses(agreed))
        steps = max(len(side.steps) for side in agreed.sides)
        return cls(
            opening=_signs(Markup(" ").join((agreed.between, *agreed.state))),
            rows=tuple(
                (tuple(map(_signs, (row.title, *row.gives))), _signs(row.late))
                for row in agreed.rows
            ),
            sides=tuple(tuple(_signs(what) for _, what in side.steps) for side in agreed.sides),
            terms=tuple(map(_signs, (*rules, *clauses))),
            spaces=len(agreed.rows) + steps + (len(agreed.rules) + len(clauses)) / 2,
            lined=len(agreed.rows) + steps,
        )

    def height(self, size: float, air: float, line: float) -> float:
        """Return the height in points; time and time allowed take two lines of a row."""
        full, title, late, effect, column = (
            int(signs * STEPS[0][0] / size) for signs in (150, 60, 47, 52, 72)
        )
        rows = sum(
            max(_lines(named, title), 2, _lines((after,), late)) for named, after in self.rows
        )
        effects = max(_lines(side, effect) for side in self.sides)
        # Beside these: both parties, the heads of tables, headings, the places, the note.
        lines = _lines((self.opening,), full) + rows + effects + 10.4
        lines += _lines(self.terms, column) / 2
        return lines * size * line + (2 * self.spaces + 25) * air + self.lined + _FIXED


def _rule(rule: Rule) -> Iterator[str]:
    yield Markup(": ").join((rule.name, rule.text))
    yield from rule.items


def _clauses(agreed: Agreement) -> Iterator[str]:
    """The heading, and each paragraph, item or heading of the clauses."""
    if not agreed.clauses.body:
        return
    yield ""
    for part in re.split(r"</(?:p|li|h[1-6])>", agreed.clauses.body):
        if words := Markup(part).striptags():  # noqa: S704
            yield words


def _signs(text: str) -> int:
    if not isinstance(text, Markup):
        return len(text)
    if "<" in text or "&" in text:
        return len(text.striptags())
    return len(" ".join(str.split(text)))


def _lines(texts: Iterable[int], signs: int) -> int:
    """The lines of some texts, each with one at least."""
    return sum([-(-text // signs) or 1 for text in texts])
