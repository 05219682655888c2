"""What a history is made of: a day, a sentence, and both sides by their own names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from markupsafe import Markup

from courtside.model.values import Party
from courtside.views.context import ViewContext


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryEvent:
    """One sentence or two, and the day that they are about."""

    day: date
    text: Markup
    kind: Literal["event", "log"] = "event"
    """Computed from the records, or written in the log by hand."""


def called(ctx: ViewContext, party: Party) -> str:
    """Return the name of a side."""
    return ctx.studio.name if party == "provider" else ctx.status.project.client.name


def day_of(ctx: ViewContext, day: date) -> Markup:
    """Return a day with its year: it is read years later."""
    return ctx.t.short_day(day, year=True)


def together(sentences: Iterable[Markup]) -> Markup:
    """Join sentences, without those that say nothing."""
    return Markup(" ").join(sentence for sentence in sentences if sentence)
