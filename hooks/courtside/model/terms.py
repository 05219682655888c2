"""Calendars, and the terms that both parties agree to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, Self

from pydantic import (
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)

from courtside.model.record import Record
from courtside.model.stage import StageTemplate
from courtside.model.values import (
    TERMS,
    AgreedCount,
    AgreedShare,
    ClosedDays,
    Count,
    Few,
    Line,
    Many,
    Party,
    Region,
    Share,
    StepKind,
    Week,
)

# --- Calendars -------------------------------------------------------------------------------


class CalendarRule(Record):
    """When a party works."""

    week: Week | None = None
    """Working weekdays: `mon-fri`, `sun-thu`, `mon,tue,thu`."""
    holidays: Region | None = None
    """Public holidays of a country or a subdivision of it (`ES`, `ES-MD`), or `none`."""
    closed: Many[ClosedDays] = ()
    """Further days without work: single days or ranges."""


class Calendars(Record):
    """The calendars of one project, where they differ from the house's."""

    provider: CalendarRule | None = None
    """Replaces the house's calendar whole; `schedule` writes it, so that a promise cannot move."""
    client: CalendarRule | None = None
    """What is left out is taken from the provider's, except closures."""


# --- Terms -----------------------------------------------------------------------------------


class Step(Record):
    """One thing that follows once the owner of a stage is more than `after` working days late."""

    after: Count
    """Working days late that are still free; the step is in effect on the next one."""
    do: StepKind
    """What happens."""
    amount: Share | None = None
    """Of a `fee` or a `credit`: money, or a percentage of the price."""
    of: Literal["payment"] | None = None
    """The step applies to payment stages only, and a percentage is of what the stage asks."""
    per: Literal["day", "week"] | None = None
    """Take the amount once for each working day (or begun working week) beyond `after`."""
    cap: Share | None = None
    """The most that this step takes in the whole project."""
    text: Line | None = None
    """Words of a `remind` step."""


class Late(Record):
    """What follows from lateness, for each side."""

    client: Few[Step] | None = None
    """Steps when the client is late; replaces the house's list."""
    provider: Few[Step] | None = None
    """Steps when the provider is late; replaces the house's list."""


class Terms(Record):
    """The standard terms, or what differs from them in one project."""

    reply: AgreedCount = None
    """Working days to answer a message, both parties."""
    revisions: AgreedCount = None
    """Rounds included in each approval."""
    round_days: AgreedCount = None
    """Working days that the provider has for one round of changes; left out: 3."""
    net: AgreedCount = None
    """Time allowed for a payment stage without `days`, in working days; left out: 0."""
    restart_within: AgreedCount = None
    """Working days within which the provider is back after a lost slot: 1 or more."""
    cap: AgreedShare = None
    """The most that all fees together, and all credits together, can come to."""
    late: Late = Late()
    """What follows from lateness."""
    _without: frozenset[str] = PrivateAttr(default=frozenset())

    @model_validator(mode="wrap")
    @classmethod
    def _read_none(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        without: frozenset[str] = frozenset()
        if isinstance(value, dict):
            without = frozenset(n for n, term in value.items() if n in TERMS and term == "none")
            value = {name: term for name, term in value.items() if name not in without}
        terms = handler(value)
        if without:
            terms._without = without
        return terms

    def says(self, term: str) -> bool:
        """Return whether one of `TERMS` is written here, as a value or as `none`."""
        return term in self._without or getattr(self, term) is not None

    def with_none(self, terms: Iterable[str]) -> Terms:
        """Return the same terms with `none` for some of `TERMS`."""
        fields = {name: getattr(self, name) for name in (*TERMS, "late")}
        return Terms(**(fields | dict.fromkeys((*self._without, *terms), "none")))

    @property
    def promise(self) -> int | None:
        """Return the working days of `restart_within`; None where nothing is promised.

        Format 1 could say 0, and meant the next working day.
        """
        return None if self.restart_within is None else max(self.restart_within, 1)

    def allowance(self, stage: StageTemplate) -> int:
        """Return the working days of a stage as agreed at first; those of a payment may be `net`
        (rule 3)."""
        if stage.days is not None:
            return stage.days
        return self.net or 0

    def steps(self, party: Party) -> tuple[Step, ...]:
        """The steps for one side, in order."""
        return (self.late.client if party == "client" else self.late.provider) or ()

    def over(self, portfolio: Terms) -> Terms:
        """These terms where they say something, the house's where they do not."""

        def late(party: Party) -> tuple[Step, ...] | None:
            own: tuple[Step, ...] | None = getattr(self.late, party)
            return getattr(portfolio.late, party) if own is None else own

        terms: dict[str, Any] = {
            term: getattr(self if self.says(term) else portfolio, term) for term in TERMS
        }
        return Terms(**terms, late=Late(client=late("client"), provider=late("provider")))
