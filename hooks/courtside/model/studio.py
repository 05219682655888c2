"""The studio's own file: projects/_studio.yml."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import (
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from courtside.model.record import Record
from courtside.model.stage import StageTemplate
from courtside.model.terms import CalendarRule, Terms
from courtside.model.values import (
    Bic,
    Clauses,
    Day,
    Email,
    Few,
    Iban,
    Language,
    Line,
    Name,
    Prose,
    Rate,
    Share,
    Translations,
    WebUrl,
    lacks,
)

# --- The studio ------------------------------------------------------------------------------


# ZoneInfo looks for a file, and for a package in as many others as there are slashes.
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}")


class Playbook(Record):
    """A template to start a project from. It is copied, never referred to."""

    deposit: Share | None = None
    """Money, or a percentage of the price."""
    words: Clauses | None = None
    """Markdown: clauses of every agreement of this kind."""
    stages: Annotated[Few[StageTemplate], Field(min_length=1)]
    """Who does what, in order."""


class Studio(Record):
    """Your studio: who you are, when you work, and your standard terms."""

    name: Line
    """Your studio's name. Strangers see it, too."""
    email: Email
    """Where clients write to."""
    details: Prose | None = None
    """Markdown, printed under your name in the agreement: address, tax number."""
    timezone: Annotated[str, StringConstraints(strict=True)]
    """Such as `Europe/Madrid`. A due date ends at midnight there."""
    language: Language = "en"
    """Of pages that do not name one."""
    address: Literal["formal"] | None = None
    """`formal`: pages address the client formally, where the language has such a form."""
    currency: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}$")]
    """Three letters, such as `EUR`. One for all projects."""
    calendar: CalendarRule = CalendarRule()
    """When you work."""
    capacity: Annotated[int, Field(strict=True, ge=1, le=100)] = 1
    """How many of your stages you work on at once."""
    tax: Few[Tax] = ()
    """Taxes that are added to every amount, or words beside it, a list."""
    pay_to: PayTo | None = None
    """Where clients pay."""
    notice: Notice | None = None
    """Shown on every page until its last day."""
    format: Annotated[int, Field(strict=True, ge=1)] = 1
    """Format of all files: `2`. `courtside migrate` raises it."""
    key_id: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{16}$")] | None = None
    """Which secret the links were made with. Courtside writes it."""
    example_day: Day | None = None
    """Only in the examples: the day for which everything is shown."""
    terms: Terms = Terms()
    """Your standard terms. A project may have its own."""
    words: Clauses | None = None
    """Markdown: clauses of every agreement, such as ownership of the work, or data protection."""
    allow: Few[Name] = ()
    """Names of warnings about this file that are intended and not shown again."""
    remind: Few[Annotated[int, Field(strict=True, ge=-60, le=60)]] = (-1, 0, 1, 3)
    """Working days around a due date on which a reminder is due. `[]`: only before consequences."""
    playbooks: Annotated[dict[Name, Playbook], Field(max_length=100)] = {}
    """Your templates, by their names."""

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        from zoneinfo import ZoneInfo

        try:
            if _ZONE.fullmatch(value) and ZoneInfo(value):
                return value
        except (ValueError, OSError, KeyError):
            pass
        raise PydanticCustomError("timezone", "is not a time zone")


class Tax(Record):
    """A rate of tax on every amount, or words beside it."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["name", "rate"]}, {"required": ["note"]}]}
    )

    name: Line | None = None
    """As on an invoice: `IVA`."""
    rate: Rate | None = None
    """A share of the net amount, `21%`. Negative for what the client withholds."""
    note: Translations | None = None
    """In place of a name and a rate: words beside every amount, such as `excl. VAT`."""

    @model_validator(mode="after")
    def _rate_or_note(self) -> Self:
        if self.note is None and self.rate is None:
            raise lacks("rate", "21%")
        if self.note is None and self.name is None:
            raise lacks("name", "IVA")
        if self.note is not None and self.rate is not None:
            raise PydanticCustomError("tax", "has a rate and a note: write one of them")
        return self


class PayTo(Record):
    """Where money goes."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["iban"]}, {"required": ["link"]}]}
    )

    name: Line | None = None
    """The holder of the account."""
    iban: Iban | None = None
    """The number of the account."""
    bic: Bic | None = None
    """The code of the bank."""
    link: WebUrl | None = None
    """Where it can be paid online."""


class Notice(Record):
    """Something that every client should know for a time."""

    until: Day
    """The last day on which it is shown."""
    text: Translations
    """What every page says until then."""
