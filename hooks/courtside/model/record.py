"""The base of all records."""

from __future__ import annotations

from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
)


class Record(BaseModel):
    """What all records of a file have in common: no unknown fields, nothing changes, no echo."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        defer_build=True,  # a record is built when one is first read, each within its file's
        hide_input_in_errors=True,
    )

    def model_post_init(self, _context: Any) -> None:
        """Do not keep which fields were written (`exclude_unset` knows nothing of it): nobody asks,
        and these sets would be a third of what a large house takes of the memory."""
        object.__setattr__(self, "__pydantic_fields_set__", _NOT_ASKED)


_NOT_ASKED: set[str] = set()
