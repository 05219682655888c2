"""How large a browser prints the agreement: in the largest of a few steps that surely fits a sheet.

    six stages, the usual terms  ->  4, which is 9.5 points with 2 points of air around each row
    fourteen stages              ->  0, which is 8.5 points, closely set

The PDF is measured as it is set; a browser cannot be asked beforehand, so its lines are counted
here, for the widest font that one falls back to. `portal.css` has the same steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import ceil

from markupsafe import Markup

from courtside.views.agreement import Agreement, AgreementRow
from courtside.views.agreement_rules import Rule

STEPS = (
    (8.5, 0.3, 1.05),
    (8.6, 0.6, 1.09),
    (8.8, 0.8, 1.12),
    (9.1, 1.3, 1.17),
    (9.5, 2.0, 1.24),
    (10.0, 2.8, 1.32),
    (10.5, 3.6, 1.4),
)
"""The size of the letters and the air around rows, in points, and the height of a line in ems."""
_SHEET = 700.0
"""Points of a sheet that are used by this count, which may be wrong by a sixteenth: of A4 802, of
Letter 751."""
_FIXED = 76.0
"""Points that are the same in every step: title, rules, places to sign."""


def print_step(agreed: Agreement) -> int:
    """Return the place in `STEPS` of the largest that fits; 0 if none surely does."""
    fitting = (step for step in range(len(STEPS)) if _height(agreed, *STEPS[step]) <= _SHEET)
    return max(fitting, default=0)


def _height(agreed: Agreement, size: float, air: float, line: float) -> float:
    """The height of the sheet in points."""
    full, title, late, effect, column = (
        int(signs * STEPS[0][0] / size) for signs in (150, 60, 48, 52, 72)
    )
    opening = _lines(Markup(" ").join((agreed.between, *agreed.state)), full)
    rows = sum(_row(row, title, late) for row in agreed.rows)
    effects = max(sum(_lines(what, effect) for _, what in side.steps) for side in agreed.sides)
    terms = [*(_rule(rule, column) for rule in agreed.rules), *_clauses(agreed, column)]
    # Beside these: both parties, the heads of tables, headings, the places, the note.
    lines = opening + rows + effects + sum(terms) / 2 + 10.4
    spaces = len(agreed.rows) + max(len(side.steps) for side in agreed.sides) + len(terms) / 2
    return lines * size * line + (2 * spaces + 25) * air + _FIXED


def _row(row: AgreementRow, title: int, late: int) -> int:
    """Its title and each thing on lines of their own; time and time allowed take two."""
    named = _lines(row.title, title) + _of_all(row.gives, title)
    return max(named, 2, _lines(row.late, late))


def _rule(rule: Rule, column: int) -> int:
    return _lines(Markup("{}: {}").format(rule.name, rule.text), column) + _of_all(
        rule.items, column
    )


def _clauses(agreed: Agreement, column: int) -> Iterator[int]:
    """The heading, and each paragraph, item or heading of the clauses."""
    if not agreed.clauses.body:
        return
    yield 1
    for part in re.split(r"</(?:p|li|h[1-6])>", agreed.clauses.body):
        if words := Markup(part).striptags():  # noqa: S704
            yield _lines(words, column)


def _of_all(texts: Iterable[str], signs: int) -> int:
    return sum(_lines(text, signs) for text in texts)


def _lines(text: str, signs: int) -> int:
    words = text.striptags() if isinstance(text, Markup) else text
    return max(1, ceil(len(words) / signs))
