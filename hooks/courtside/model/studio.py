"""The studio's own file: projects/_studio.yml."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import (
    Field,
    StringConstraints,
    field_validator,
)
from pydantic_core import PydanticCustomError

from courtside.model.project import StageTemplate
from courtside.model.record import Record
from courtside.model.terms import CalendarRule, Terms
from courtside.model.values import Day, Email, Few, Language, Line, Name, Share

# --- The studio ------------------------------------------------------------------------------


# ZoneInfo looks for a file, and for a package in as many others as there are slashes.
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}")


class Playbook(Record):
    """A list of stages to start a project from; copied, never referred to."""

    deposit: Share | None = None
    """Money, or a percentage of the price."""
    stages: Annotated[Few[StageTemplate], Field(min_length=1)]
    """What is done by whom, in order."""


class Studio(Record):
    """The provider and the house terms."""

    name: Line
    """As it stands in the agreement."""
    email: Email
    """Where the client writes to."""
    timezone: Annotated[str, StringConstraints(strict=True)]
    """IANA name, such as Europe/Madrid. A due date ends at midnight there."""
    language: Language = "en"
    """Of pages that name none."""
    currency: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z]{3}$")]
    """ISO 4217. One house, one currency."""
    calendar: CalendarRule = CalendarRule()
    """When the house works."""
    capacity: Annotated[int, Field(strict=True, ge=1, le=100)] = 1
    """Provider stages worked on at once."""
    tax_note: Line | None = None
    """Stands beside every amount: `excl. VAT`."""
    format: Annotated[int, Field(strict=True, ge=1)] = 1
    """Of the files of the house; `courtside migrate` raises it."""
    key_id: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{16}$")] | None = None
    """Which root secret the links were made with."""
    example_day: Day | None = None
    """Only in the shipped examples: the day that they are built as of."""
    terms: Terms = Terms()
    """The house terms; a project may have its own."""
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
