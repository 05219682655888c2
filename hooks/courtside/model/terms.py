"""Calendars, and the terms that both parties agree to."""

from collections.abc import Iterable
from typing import Any, Literal, Self

from pydantic import Field, ModelWrapValidatorHandler, PrivateAttr, model_validator

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


class CalendarRule(Record, called="a calendar"):
    """When a party works."""

    week: Week | None = Field(default=None, examples=["mon-fri", "sun-thu", "mon,tue,thu"])
    """The working week: `mon-fri`, `sun-thu`, `mon,tue,thu`."""
    holidays: Region | None = Field(default=None, examples=["ES-MD"])
    """Public holidays of a country (`ES`) or a part of it (`ES-MD`), or `none`. Those of a town are
    not among them, nor those of most towns, such as 15 August in Bavaria: write them under
    `closed`."""
    closed: Many[ClosedDays] = Field(
        default=(), examples=[["2026-08-03..2026-08-21", "2026-12-24"]]
    )
    """Closed days, a list of days and ranges: `2026-08-03..2026-08-21`."""


class Calendars(Record, called="the calendars"):
    """The calendars of one project."""

    provider: CalendarRule | None = Field(
        default=None, examples=[{"week": "mon-fri", "holidays": "ES-MD"}]
    )
    """Replaces your studio's calendar entirely."""
    client: CalendarRule | None = Field(default=None, examples=[{"holidays": "PT"}])
    """What it leaves out is taken from the provider's, except closed days."""


# --- Terms -----------------------------------------------------------------------------------


class Step(Record, called="a consequence"):
    """A consequence, once the owner of a stage is more than `after` working days late."""

    after: Count = Field(examples=[5])
    """Late working days without this consequence. It takes effect on the next one."""
    do: StepKind = Field(examples=["fee"])
    """Which consequence: `lose-slot`, `fee`, and so on (rule 5)."""
    amount: Share | None = Field(default=None, examples=["10%"])
    """Only for `fee` and `credit`: money, or a share of the price."""
    of: Literal["payment"] | None = Field(default=None, examples=["payment"])
    """`payment`: it applies to payments only, and a share is of what the payment asks."""
    per: Literal["day", "week"] | None = Field(default=None, examples=["day"])
    """`day` or `week`: take the amount for each late day, or begun week, beyond `after`."""
    cap: Share | None = Field(default=None, examples=["20%"])
    """The most that this consequence takes in the whole project."""
    text: Line | None = Field(default=None, examples=["We call you"])
    """Only for `remind`: what it says."""


class Late(Record, called="the consequences"):
    """The consequences of being late, for each side."""

    client: Few[Step] | None = Field(default=None, examples=[[{"after": 5, "do": "lose-slot"}]])
    """Consequences if the client is late. In a project, the list replaces the standard one."""
    provider: Few[Step] | None = Field(
        default=None, examples=[[{"after": 2, "do": "credit", "amount": "1%"}]]
    )
    """Consequences if you are late. In a project, the list replaces the standard one."""


class Terms(Record, called="the terms"):
    """The standard terms, or what differs from them in one project."""

    reply: AgreedCount = Field(default=None, examples=[1])
    """Working days to answer a message, for both sides."""
    revisions: AgreedCount = Field(default=None, examples=[2])
    """Rounds included in each approval."""
    round_days: AgreedCount = Field(default=None, examples=[3])
    """Working days you have for one round of changes. Left out: 3."""
    net: AgreedCount = Field(default=None, examples=[10])
    """Time allowed for a payment without `days`, in working days. Left out: 0."""
    restart_within: AgreedCount = Field(default=None, examples=[15])
    """Working days within which you are back after a lost slot: 1 or more."""
    cap: AgreedShare = Field(default=None, examples=["20%"])
    """The most that all fees together, and all credits together, can come to."""
    late: Late = Field(default=Late(), examples=[{"client": [{"after": 5, "do": "lose-slot"}]}])
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

    @property
    def without(self) -> frozenset[str]:
        """Those of `TERMS` that are written as `none`. Pydantic's own way to a private attribute is
        a hundred times as long."""
        return (self.__pydantic_private__ or {}).get("_without") or frozenset()

    def says(self, term: str) -> bool:
        """Return whether one of `TERMS` is written here, as a value or as `none`."""
        return term in self.without or getattr(self, term) is not None

    def with_none(self, terms: Iterable[str]) -> "Terms":
        """Return a copy with `none` for some of `TERMS`."""
        fields = {name: getattr(self, name) for name in (*TERMS, "late")}
        return Terms(**(fields | dict.fromkeys((*self.without, *terms), "none")))

    @property
    def promise(self) -> int | None:
        """The working days of `restart_within`; None if nothing is promised.

        Format 1 allowed 0 and meant the next working day.
        """
        return None if self.restart_within is None else max(self.restart_within, 1)

    def allowance(self, stage: StageTemplate) -> int:
        """Return the time first allowed for a stage; a payment may have `net` (rule 3)."""
        return (self.net or 0) if stage.days is None else stage.days

    def steps(self, party: Party) -> tuple[Step, ...]:
        """Return the consequences for a party, in order."""
        return (self.late.client if party == "client" else self.late.provider) or ()

    def over(self, standard: "Terms") -> "Terms":
        """Return these terms, with the standard terms for whatever they leave out."""
        if self == _NOTHING and not standard.without:
            return standard

        def late(party: Party) -> tuple[Step, ...] | None:
            own: tuple[Step, ...] | None = getattr(self.late, party)
            return getattr(standard.late, party) if own is None else own

        terms: dict[str, Any] = {
            term: getattr(self if self.says(term) else standard, term) for term in TERMS
        }
        return Terms(**terms, late=Late(client=late("client"), provider=late("provider")))


_NOTHING = Terms()
