"""The base of all records, and what can be asked about their fields.

    field_at(ProjectFile, ("stages", 1, "returned", 0, "why"))  ->  the field `why` of Returned

Everything about a field stands on it: its type and limits, how it is written (`examples`) and, as
its docstring, what it means. Messages, JSON Schemas and editors read it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, ClassVar, TypeGuard, get_args

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo


class Record(BaseModel):
    """What all records have in common: no unknown fields, no changes, no values in errors."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        defer_build=True,  # a record is built when one is first read, each within its file's
        hide_input_in_errors=True,
    )

    called: ClassVar[str]
    """What a message calls such a record: `a stage`."""

    def __init_subclass__(cls, *, called: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if called is not None:
            cls.called = called

    def model_post_init(self, _context: Any) -> None:
        """Forget which fields were written.

        Nobody asks (`exclude_unset` would), and these sets take a third of the memory of a large
        portfolio.
        """
        object.__setattr__(self, "__pydantic_fields_set__", _NOT_ASKED)


_NOT_ASKED: set[str] = set()


@cache
def fields_of(record: type[Record]) -> Mapping[str, FieldInfo]:
    """Return the fields of a record by the names that they have in a file (`from`)."""
    return {field.alias or name: field for name, field in record.model_fields.items()}


@cache
def record_in(record: type[Record], name: str) -> type[Record] | None:
    """Return the record that a field holds, alone or in a list; None if it holds a value."""
    field = fields_of(record).get(name)
    return next(filter(_is_record, _parts(field)), None) if field else None


def record_at(model: type[Record], path: tuple[str | int, ...]) -> type[Record]:
    """Return the innermost record on a path through a file."""
    for part in path:
        # In `playbooks` the key after the field is a name that the writer chose.
        model = (isinstance(part, str) and record_in(model, part)) or model
    return model


def field_at(model: type[Record], path: tuple[str | int, ...]) -> FieldInfo | None:
    """Return the innermost field on a path through a file; None where there is none."""
    field = None
    for part in path:
        if isinstance(part, str):
            field = fields_of(model).get(part, field)
            model = record_in(model, part) or model
    return field


def records_in(model: type[Record]) -> frozenset[type[Record]]:
    """Return a record and all records in it."""
    below = filter(None, (record_in(model, name) for name in fields_of(model)))
    return frozenset((model,)).union(*map(records_in, below))


def holds_record(field: FieldInfo) -> bool:
    """Return whether the values of a field are, or may be, groups of fields."""
    return any(map(_is_record, _parts(field)))


def is_marked(field: FieldInfo, mark: object) -> bool:
    """Return whether the type of a field, or one that it holds, has a mark such as `WORDS`."""
    return any(part is mark for part in _parts(field))


def _parts(field: FieldInfo) -> Iterator[Any]:
    """Yield all types that a field's type is made of, and what they are annotated with."""
    yield from field.metadata
    yield from _parts_of(field.annotation)


def _parts_of(annotation: Any) -> Iterator[Any]:
    yield annotation
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from _parts_of(part)


def _is_record(part: Any) -> TypeGuard[type[Record]]:
    return isinstance(part, type) and issubclass(part, Record)
