"""Plain data -> frozen records, or what is wrong with it in words that help.

    stages[1].owner: 'cleint' is neither 'client' nor 'provider'; did you mean 'client'?

pydantic finds what does not fit; `messages` words it. An unknown key is shown only if some record
has such a field or its own record has a similar one: what slips out of `private` by a wrong
indentation must not be printed. Nothing below `private` is shown at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from courtside.model.project import FileName, Project, ProjectFile
from courtside.model.record import Record, fields_of, record_at, records_in
from courtside.model.studio import Studio
from courtside.source.messages import Expected, close_to, closest, how_to_write, predicate, quoted
from courtside.source.odd_signs import INVISIBLE, odd_character
from courtside.source.problems import MOST_PROBLEMS, NAMEABLE, Path, Problem, Source, limit

R = TypeVar("R", bound=Record)

STUDIO_FILE, FRONT_PAGE = "_studio.yml", "index.md"
"""The studio's own file, and the page for strangers, which is not a project."""

LIKENESS = 0.75
"""The likeness to a field from which on an unknown key is shown; words of a note are seldom so
alike."""

_NAME: TypeAdapter[str] = TypeAdapter(FileName)


def read_studio(source: Source) -> tuple[Studio | None, tuple[Problem, ...]]:
    """Return the studio file as a record, or every problem in it; never raises."""
    return _read(Studio, source)


def read_project(
    source: Source,
    *,
    id: str,  # noqa: A002 - the name of the record's field
) -> tuple[Project | None, tuple[Problem, ...]]:
    """Return a project file as a record, or every problem in it; never raises.

    `id` is the file's name without its ending, and must fit into an address.
    """
    file, problems = _read(ProjectFile, source)
    try:
        _NAME.validate_python(id)
    except ValidationError as error:
        message = (
            f"'{id}' {error.errors()[0]['msg']}: choose another"
            if error.errors()[0]["type"] == "reserved"
            else "a project's file is named with small letters, digits and hyphens, for "
            "example aurora.yml; the name of any other file begins with '_'"
        )
        return None, (source.problem((), message), *problems)
    return named(file, id) if file else None, problems


def named(file: ProjectFile, name: str) -> Project:
    """Return a project file with its name."""
    return Project.model_construct(**dict(file), id=name)


def validate(model: type[R], data: object) -> tuple[R | None, list[Any]]:
    """Return the record, or pydantic's errors; keys are those of a file (`from`)."""
    try:
        return model.model_validate(data, by_alias=True, by_name=False), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
        # pydantic counts what it could read: a list of wrong items is not too short.
        return None, [e for e in errors if not (e["type"] == "too_short" and e["input"])]


def order_of(model: type[Record]) -> Callable[[Path], tuple[str, ...]]:
    """Return a function that gives the fields of the record at a path, in their usual order."""
    return lambda path: tuple(fields_of(record_at(model, path)))


def error_path(error: Mapping[str, Any]) -> Path:
    """Return the place in the file of an error of pydantic's."""
    loc: Path = error["loc"]
    of_a_key = loc[-1:] == ("[key]",) and error["type"] != "extra_forbidden"
    return loc[:-1] if of_a_key else loc


def lacking(error: Mapping[str, Any]) -> Path:
    """Return the place of the missing field if a record lacks one, else the place as it is."""
    path = error_path(error)
    return (*path, error["ctx"]["field"]) if error["type"] == "lacks" else path


# --- From errors to problems -----------------------------------------------------------------


def _read(model: type[R], source: Source) -> tuple[R | None, tuple[Problem, ...]]:
    record, errors = validate(model, source.data)
    unknown = {error["loc"] for error in errors if error["type"] == "extra_forbidden"}
    empty = {
        path
        for path in _empty(source.data, ())
        if not any(path[: depth + 1] in unknown for depth in range(len(path)))
    }
    without_value = (
        source.problem(path, f"no value here: {how_to_write(model, path)}, or delete the line")
        for path in sorted(empty, key=source.at)
    )
    # An empty value need not also be called no list, nor a misspelt one missing. Of too many
    # unknown keys not all are reported, and looking for what was meant takes longest.
    meant = unknown if len(unknown) <= MOST_PROBLEMS else ()
    reported = empty | {_meant(model, path) for path in meant}
    errors.sort(key=lambda error: source.at(error_path(error)))
    others = (_explain(model, source, error) for error in errors if lacking(error) not in reported)
    problems = limit(chain(without_value, others))
    return (None if problems else record), problems


def _meant(model: type[Record], path: Path) -> Path:
    """Return the place that the value of an unknown key was meant for."""
    fields = fields_of(record_at(model, path[:-1]))
    return (*path[:-1], next(iter(close_to(path[-1], fields, LIKENESS)), ""))


def _empty(value: object, path: Path) -> Iterator[Path]:
    """Yield the paths of keys without a value."""
    if isinstance(value, dict):
        for key, below in value.items():
            if below is None:
                yield (*path, key)
            elif isinstance(below, dict | list):
                yield from _empty(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            if isinstance(below, dict | list):
                yield from _empty(below, (*path, index))


def _explain(model: type[Record], source: Source, error: Mapping[str, Any]) -> Problem:
    kind, path, value = error["type"], error_path(error), error["input"]
    if kind == "extra_forbidden":
        return _unknown_key(model, source, path)
    if kind in ("missing", "lacks"):
        missing = lacking(error)
        message = f"`{missing[-1]}` is missing: {how_to_write(model, missing)}"
        return source.problem(missing[:-1], message)
    if error["loc"] != path:
        message = "this is not a name: write small letters, digits and hyphens"
        return source.problem(path, message, key=True)
    expected = Expected(model=model, path=path)
    if invisible := _invisible(value, expected):
        problem = source.problem(path, odd_character(invisible[0]))
        return replace(problem, column=problem.column + invisible.start())
    context = {"msg": error["msg"], **error.get("ctx", {})}
    wrong = predicate(kind, value, expected, context)
    return source.problem(path, f"{quoted(value, expected)} {wrong}")


def _invisible(value: object, expected: Expected) -> re.Match[str] | None:
    """Return the first character of a value that cannot be seen; free text may have such, but none
    behind a dash that was to begin a list."""
    if not isinstance(value, str):
        return None
    if expected.holds_free_text:
        return re.compile(INVISIBLE).match(value, 1) if value[0:1] == "-" else None
    return re.search(INVISIBLE, value)


def _unknown_key(model: type[Record], source: Source, path: Path) -> Problem:
    *above, key = path
    if instead := _FORMER.get((*(part for part in above if isinstance(part, str)), key)):
        return source.problem(path, f"this is of format 1: write {instead} instead", key=True)
    record = record_at(model, tuple(above))
    fields = fields_of(record)
    meant = closest(key, fields, LIKENESS)
    known = (meant or key in _field_names()) and path[0] != "private"
    shown = f"'{key}'" if known and NAMEABLE.fullmatch(str(key)) else "this"
    among = meant or f"; write one of {', '.join(fields)}"
    problem = source.problem(tuple(above), f"{shown} is not a field of {record.called}{among}")
    line, column = source.key_positions.get(path, (problem.line, problem.column))
    return replace(problem, line=line, column=column)


_FORMER: Mapping[tuple[object, ...], str] = {
    ("tax_note",): "tax: [{note: excl. VAT}]",
    ("deposit", "paid"): "payments: [{date: 2026-02-24, for: deposit, amount: 2520 EUR}]",
}
"""Fields of format 1, and what a file of format 2 has instead."""


@cache
def _field_names() -> frozenset[str]:
    """Return the names of all fields of all records."""
    records = records_in(ProjectFile) | records_in(Studio)
    return frozenset(name for record in records for name in fields_of(record))
