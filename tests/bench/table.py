"""What a part of the measures comes to: a table for people, and limits that hold or do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """A measure, and the most that it may be."""

    what: str
    value: float
    most: float
    unit: str = ""

    @property
    def holds(self) -> bool:
        return self.value <= self.most

    def __str__(self) -> str:
        beyond = f" by {self.value / self.most - 1:.0%}" if self.most else ""
        verdict = "holds" if self.holds else f"**missed**{beyond}"
        return (
            f"{self.what}: {number(self.value)}{self.unit}, "
            f"at most {number(self.most)}{self.unit}: {verdict}"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One part of the measures, as Markdown."""

    text: str
    limits: tuple[Limit, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.text, "", *(f"- {limit}" for limit in self.limits)])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as a table of Markdown; all columns but the first are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float) -> str:
    """Two or three digits that count: 0.05, 1.24, 17.3, 263."""
    if value != value:  # not a number
        return "–"
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f}"
