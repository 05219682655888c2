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
    """The working week: `mon-fri`, `sun-thu`, `mon,tue,thu`."""
    holidays: Region | None = None
    """Public holidays of a country (`ES`) or a part of it (`ES-MD`), or `none`."""
    closed: Many[ClosedDays] = ()
    """Closed days, a list of days and ranges: `2026-08-03..2026-08-21`."""


class Calendars(Record):
    """The calendars of one project."""

    provider: CalendarRule | None = None
    """Replaces your studio's calendar entirely."""
    client: CalendarRule | None = None
    """What it leaves out is taken from the provider's, except closed days."""


# --- Terms -----------------------------------------------------------------------------------


class Step(Record):
    """A consequence, once the owner of a stage is more than `after` working days late."""

    after: Count
    """Late working days without this consequence. It takes effect on the next one."""
    do: StepKind
    """Which consequence: `lose-slot`, `fee`, and so on (rule 5)."""
    amount: Share | None = None
    """Only for `fee` and `credit`: money, or a share of the price."""
    of: Literal["payment"] | None = None
    """`payment`: it applies to payments only, and a share is of what the payment asks."""
    per: Literal["day", "week"] | None = None
    """`day` or `week`: take the amount for each late day, or begun week, beyond `after`."""
    cap: Share | None = None
    """The most that this consequence takes in the whole project."""
    text: Line | None = None
    """Only for `remind`: what it says."""


class Late(Record):
    """The consequences of being late, for each side."""

    client: Few[Step] | None = None
    """Consequences if the client is late. In a project, the list replaces the standard one."""
    provider: Few[Step] | None = None
    """Consequences if you are late. In a project, the list replaces the standard one."""


class Terms(Record):
    """The standard terms, or what differs from them in one project."""

    reply: AgreedCount = None
    """Working days to answer a message, for both sides."""
    revisions: AgreedCount = None
    """Rounds included in each approval."""
    round_days: AgreedCount = None
    """Working days you have for one round of changes. Left out: 3."""
    net: AgreedCount = None
    """Time allowed for a payment without `days`, in working days. Left out: 0."""
    restart_within: AgreedCount = None
    """Working days within which you are back after a lost slot: 1 or more."""
    cap: AgreedShare = None
    """The most that all fees together, and all credits together, can come to."""
    late: Late = Late()
    """The consequences of being late."""
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
