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
    """A list of stages to start a project from; copied, never referred to."""

    deposit: Share | None = None
    """Money, or a percentage of the price."""
    words: Clauses | None = None
    """Markdown: clauses that every agreement of this kind has."""
    stages: Annotated[Few[StageTemplate], Field(min_length=1)]
    """What is done by whom, in order."""


class Studio(Record):
    """The provider and the house terms."""

    name: Line
    """As it stands in the agreement."""
    email: Email
    """Where the client writes to."""
    details: Prose | None = None
    """Printed under the name in the agreement: address, tax number."""
    timezone: Annotated[str, StringConstraints(strict=True)]
    """IANA name, such as Europe/Madrid. A due date ends at midnight there."""
    language: Language = "en"
    """Of pages that name none."""
    address: Literal["formal"] | None = None
    """`formal`: pages address the client formally, where the language has such a form."""
    currency: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}$")]
    """ISO 4217. One house, one currency."""
    calendar: CalendarRule = CalendarRule()
    """When the house works."""
    capacity: Annotated[int, Field(strict=True, ge=1, le=100)] = 1
    """Provider stages worked on at once."""
    tax: Few[Tax] = ()
    """Rates of tax on every amount; amounts in the files are net."""
    pay_to: PayTo | None = None
    """Where clients pay."""
    notice: Notice | None = None
    """Shown on every page until its day."""
    format: Annotated[int, Field(strict=True, ge=1)] = 1
    """Of the files of the house; `courtside migrate` raises it."""
    key_id: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{16}$")] | None = None
    """Which root secret the links were made with."""
    example_day: Day | None = None
    """Only in the shipped examples: the day that they are built as of."""
    terms: Terms = Terms()
    """The house terms; a project may have its own."""
    words: Clauses | None = None
    """Markdown: clauses that every agreement has (ownership of the work, data protection, ...)."""
    allow: Few[Name] = ()
    """Names of warnings about this file that are meant so, and are not shown."""
    remind: Few[Annotated[int, Field(strict=True, ge=-60, le=60)]] = (-1, 0, 1, 3)
    """Working days around each due date on which a reminder is drafted."""
    playbooks: Annotated[dict[Name, Playbook], Field(max_length=100)] = {}
    """Stage lists to start a project from; copied, never referred to."""

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
    """As it stands on an invoice: `IVA`."""
    rate: Rate | None = None
    """In percent of the net amount; negative for what the client withholds."""
    note: Translations | None = None
    """Instead of a rate: words that stand beside every amount, such as `excl. VAT`."""

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
    """Holder of the account."""
    iban: Iban | None = None
    """Of the account."""
    bic: Bic | None = None
    """Of the bank."""
    link: WebUrl | None = None
    """Where it can be paid online."""


class Notice(Record):
    """Something that every client should know for a time."""

    until: Day
    """The last day on which it is shown."""
    text: Translations
    """What every page says until then."""
