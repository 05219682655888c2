"""Calendars, and the terms that both parties agree to."""

from __future__ import annotations

from typing import Any, Literal

from courtside.model.record import Record
from courtside.model.values import (
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
    """The house terms, or what differs from them in one project."""

    reply: Count | None = None
    """Working days to answer a message, both sides."""
    revisions: Count | None = None
    """Rounds included in each approval."""
    restart_within: Count | None = None
    """Working days within which the provider resumes a project that lost its slot."""
    late: Late = Late()
    """What follows from lateness."""

    def steps(self, party: Party) -> tuple[Step, ...]:
        """The steps for one side, in order."""
        return (self.late.client if party == "client" else self.late.provider) or ()

    def over(self, portfolio: Terms) -> Terms:
        """These terms where they say something, the house's where they do not."""

        def pick(name: str, mine: Record, theirs: Record) -> Any:
            own = getattr(mine, name)
            return getattr(theirs, name) if own is None else own

        return Terms(
            reply=pick("reply", self, portfolio),
            revisions=pick("revisions", self, portfolio),
            restart_within=pick("restart_within", self, portfolio),
            late=Late(
                client=pick("client", self.late, portfolio.late),
                provider=pick("provider", self.late, portfolio.late),
            ),
        )
