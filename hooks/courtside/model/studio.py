"""The studio's own file: projects/_studio.yml."""

import re
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from courtside.model.record import Record
from courtside.model.stage import StageTemplate
from courtside.model.terms import CalendarRule, Terms
from courtside.model.values import (
    HIDDEN,
    Bic,
    Clauses,
    Day,
    Email,
    Few,
    Iban,
    Language,
    Line,
    Name,
    Phone,
    Prose,
    Rate,
    Share,
    Translations,
    WebUrl,
    lacks,
)

# ZoneInfo looks for a file, and for a package in as many others as there are slashes.
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}")

_STAGES = [{"id": "brief", "title": "Brief", "owner": "provider", "days": 5}]


class Playbook(Record, called="a template"):
    """A template to start a project from. It is copied, never referred to."""

    deposit: Share | None = Field(default=None, examples=["30%"])
    """Money, or a percentage of the price."""
    words: Clauses | None = Field(
        default=None, examples=["The files remain yours after the final payment."]
    )
    """Markdown: clauses of every agreement of this kind."""
    stages: Annotated[Few[StageTemplate], Field(min_length=1)] = Field(examples=[_STAGES])
    """Who does what, in order."""


class Tax(Record, called="a tax"):
    """A rate of tax on every amount, or words beside it."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["name", "rate"]}, {"required": ["note"]}]}
    )

    name: Line | None = Field(default=None, examples=["IVA"])
    """As on an invoice: `IVA`."""
    rate: Rate | None = Field(default=None, examples=["21%"])
    """A share of the net amount, `21%`. Negative for what the client withholds."""
    note: Translations | None = Field(default=None, examples=["excl. VAT"])
    """In place of a name and a rate: words beside every amount, such as `excl. VAT`."""

    @model_validator(mode="after")
    def _rate_or_note(self) -> Self:
        if self.note is None and self.rate is None:
            raise lacks("rate")
        if self.note is None and self.name is None:
            raise lacks("name")
        if self.note is not None and (self.rate is not None or self.name is not None):
            raise PydanticCustomError("tax", "has a note beside a name or rate: write one of them")
        return self


class PayTo(Record, called="where clients pay"):
    """Where money goes."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["iban"]}, {"required": ["link"]}]}
    )

    name: Line | None = Field(default=None, examples=["Norte Studio"])
    """The holder of the account."""
    iban: Iban | None = Field(default=None, examples=["ES91 2100 0418 4502 0005 1332"])
    """The number of the account."""
    bic: Bic | None = Field(default=None, examples=["CAIXESBB"])
    """The code of the bank."""
    link: WebUrl | None = Field(default=None, examples=["https://pay.example/norte"])
    """Where it can be paid online."""


class Notice(Record, called="the notice"):
    """Something that every client should know for a time."""

    until: Day = Field(examples=["2026-05-10"])
    """The last day on which it is shown."""
    text: Translations = Field(examples=["We are away until 10 May"])
    """What every page says until then."""


class Studio(Record, called="the studio"):
    """Your studio: who you are, when you work, and your standard terms."""

    name: Line = Field(examples=["Norte Studio"])
    """Your studio's name. Strangers see it, too."""
    email: Email = Field(examples=["hola@norte.example"])
    """Where clients write to."""
    phone: Phone | None = Field(default=None, examples=["+34 910 000 000"])
    """Where clients call, shown on their pages."""
    details: Prose | None = Field(default=None, examples=["Calle Mayor 1, Madrid"])
    """Markdown, printed under your name in the agreement: address, tax number."""
    timezone: Annotated[str, StringConstraints(strict=True)] = Field(examples=["Europe/Madrid"])
    """Such as `Europe/Madrid`. A due date ends at midnight there."""
    language: Language = Field(default="en", examples=["en"])
    """Of pages that do not name one."""
    address: Literal["formal"] | None = Field(default=None, examples=["formal"])
    """`formal`: pages address the client formally, where the language has such a form."""
    currency: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}$")] = Field(
        examples=["EUR"]
    )
    """Three letters, such as `EUR`. One for all projects."""
    calendar: CalendarRule = Field(
        default=CalendarRule(), examples=[{"week": "mon-fri", "holidays": "ES-MD"}]
    )
    """When you work."""
    capacity: Annotated[int, Field(strict=True, ge=1, le=100)] = Field(default=1, examples=[1])
    """How many of your stages you work on at once."""
    tax: Few[Tax] = Field(default=(), examples=[[{"name": "IVA", "rate": "21%"}]])
    """Taxes that are added to every amount, or words beside it, a list."""
    pay_to: PayTo | None = Field(
        default=None,
        examples=[{"name": "Norte Studio", "iban": "ES91 2100 0418 4502 0005 1332"}],
    )
    """Where clients pay."""
    notice: Notice | None = Field(
        default=None, examples=[{"until": "2026-05-10", "text": "We are away until 10 May"}]
    )
    """Shown on every page until its last day."""
    format: Annotated[int, Field(strict=True, ge=1)] = Field(default=1, examples=[2])
    """Format of all files: `2`. `courtside migrate` raises it."""
    key_id: Annotated[
        str | None, StringConstraints(strict=True, pattern=r"^[0-9a-f]{16}$"), HIDDEN
    ] = Field(default=None, examples=["0123456789abcdef"])
    """Which secret the links were made with. Courtside writes it."""
    example_day: Day | None = Field(default=None, examples=["2026-05-20"])
    """Only in the examples: the day for which everything is shown."""
    terms: Terms = Field(default=Terms(), examples=[{"reply": 1, "revisions": 2}])
    """Your standard terms. A project may have its own."""
    words: Clauses | None = Field(
        default=None, examples=["The work becomes yours with the final payment."]
    )
    """Markdown: clauses of every agreement, such as ownership of the work, or data protection."""
    allow: Few[Name] = Field(default=(), examples=[["no-cap"]])
    """Names of warnings about this file that are intended and not shown again."""
    remind: Few[Annotated[int, Field(strict=True, ge=-60, le=60)]] = Field(
        default=(-1, 0, 1, 3), examples=[[-1, 0, 1, 3]]
    )
    """Working days around a due date on which a reminder is due. `[]`: only before consequences."""
    playbooks: Annotated[dict[Name, Playbook], Field(max_length=100)] = Field(
        default={}, examples=[{"website": {"stages": _STAGES}}]
    )
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
