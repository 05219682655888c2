"""Plain data -> frozen records, or what is wrong with it in words that help.

    stages[1].owner: 'cleint' is neither 'client' nor 'provider'; did you mean 'client'?

pydantic says what does not fit and where; `wording` says it in words. An unknown key is shown only
if some record knows it, or the one that it stands in has one like it: what slips out of `private`
by a wrong indentation must not be printed. Nothing below `private` is shown at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from courtside.model.examples import KNOWN_AS, NO_FREE_TEXT, SAMPLES
from courtside.model.project import FileName, Project, ProjectFile
from courtside.model.record import Record
from courtside.model.studio import Studio
from courtside.source.messages import close_to, closest, how_to_write, predicate, quoted
from courtside.source.odd_signs import ODD_SPACE, odd_character
from courtside.source.problems import MOST_PROBLEMS, NAMEABLE, Path, Problem, Source, limit

R = TypeVar("R", bound=Record)

STUDIO_FILE, FRONT_PAGE = "_studio.yml", "index.md"
"""The house's own file, and the page for strangers: in the folder of the projects, and none."""

SURELY = 0.75
"""How like a field an unknown key must be, before it is shown; a word of a note seldom is."""

_NAME: TypeAdapter[str] = TypeAdapter(FileName)


def read_studio(source: Source) -> tuple[Studio | None, tuple[Problem, ...]]:
    """The studio file as a record, or every fault in it; never raises."""
    return _read(Studio, source)


def read_project(
    source: Source,
    *,
    id: str,  # noqa: A002 - as the record has it
) -> tuple[Project | None, tuple[Problem, ...]]:
    """A project file as a record, or every fault in it; never raises.

    `id` is the file's name without its ending, and has to be one that an address can hold.
    """
    file, problems = _read(ProjectFile, source)
    try:
        _NAME.validate_python(id)
    except ValidationError as error:
        message = (
            f"'{id}' {error.errors()[0]['msg']}: give the file another one"
            if error.errors()[0]["type"] == "reserved"
            else "the name of a project's file is made of small letters, digits and hyphens, for "
            "example aurora.yml; one that is no project begins with '_'"
        )
        return None, (source.problem((), message), *problems)
    return named(file, id) if file else None, problems


def named(file: ProjectFile, name: str) -> Project:
    """A project file with its name."""
    return Project.model_construct(**dict(file), id=name)


def validate(model: type[R], data: object) -> tuple[R | None, list[Any]]:
    """The record, or pydantic's errors; keys as they are written in a file (`from`)."""
    try:
        return model.model_validate(data, by_alias=True, by_name=False), []
    except ValidationError as error:
        found = error.errors(include_url=False)
        # pydantic counts what it could read: a list of nothing else is not what is short.
        return None, [one for one in found if not (one["type"] == "too_short" and one["input"])]


def order_of(model: type[Record]) -> Callable[[Path], tuple[str, ...]]:
    """The fields of whatever record stands at a path, in the order in which they are explained."""
    return lambda path: tuple(_fields(_record_at(model, path)))


def error_path(error: Mapping[str, Any]) -> Path:
    """Where an error of pydantic's lies in the file."""
    loc: Path = error["loc"]
    of_a_key = loc[-1:] == ("[key]",) and error["type"] != "extra_forbidden"
    return loc[:-1] if of_a_key else loc


def lacking(error: Mapping[str, Any]) -> Path:
    """The same, and where a record lacks a field that others may leave out, the place of this."""
    path = error_path(error)
    return (*path, error["ctx"]["field"]) if error["type"] == "lacks" else path


# --- From errors to faults -------------------------------------------------------------------


def _read(model: type[R], source: Source) -> tuple[R | None, tuple[Problem, ...]]:
    record, errors = validate(model, source.data)
    unknown = {error["loc"] for error in errors if error["type"] == "extra_forbidden"}
    empty = {
        path
        for path in _empty(source.data, ())
        if not any(path[: depth + 1] in unknown for depth in range(len(path)))
    }
    unsaid = (
        source.problem(path, f"nothing stands here: {how_to_write(path)}, or take the line out")
        for path in sorted(empty, key=source.at)
    )
    # What is empty need not be told that it is no list, what is misspelt not that it is missing.
    # So many are not all told, and looking for what was meant takes longest.
    meant = unknown if len(unknown) <= MOST_PROBLEMS else ()
    said = empty | {_meant(model, path) for path in meant}
    errors.sort(key=lambda error: source.at(error_path(error)))
    told = (_explain(model, source, error) for error in errors if lacking(error) not in said)
    problems = limit(chain(unsaid, told))
    return (None if problems else record), problems


def _meant(model: type[Record], path: Path) -> Path:
    """Where the value of an unknown key was meant to stand."""
    fields = _fields(_record_at(model, path[:-1]))
    return (*path[:-1], next(iter(close_to(path[-1], fields, SURELY)), ""))


def _empty(value: object, path: Path) -> Iterator[Path]:
    """The keys without a value."""
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
    if kind == "missing":
        return source.problem(path[:-1], f"`{path[-1]}` is missing: {how_to_write(path)}")
    if kind == "lacks":
        return source.problem(path, error["msg"])
    if error["loc"] != path:
        message = "this is not a name: write small letters, digits and hyphens"
        return source.problem(path, message, key=True)
    if unseen := _unseen(value, path):
        problem = source.problem(path, odd_character(unseen[0]))
        return replace(problem, column=problem.column + unseen.start())
    context = {"msg": error["msg"], **error.get("ctx", {})}
    return source.problem(path, f"{quoted(value, path)} {predicate(kind, value, path, context)}")


_UNSEEN = re.compile(f"{ODD_SPACE}|[\u00ad\u200c\u200d]")
_NO_WORDS = NO_FREE_TEXT | {"email", "cc", "url", "link", "hash"}


def _unseen(value: object, path: Path) -> re.Match[str] | None:
    """The first sign that cannot be seen in a value; in people's words such signs have a place."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    known = name in _NO_WORDS and path[0] != "private" and isinstance(value, str)
    return _UNSEEN.search(str(value)) if known else None


def _unknown_key(model: type[Record], source: Source, path: Path) -> Problem:
    *above, key = path
    if instead := _FORMER.get((*(part for part in above if isinstance(part, str)), key)):
        message = f"this is of format 1: {instead} in its place"
        return source.problem(path, message, key=True)
    record = _record_at(model, tuple(above))
    fields = _fields(record)
    meant = closest(key, fields, SURELY)
    known = (meant or key in SAMPLES) and path[0] != "private"
    shown = f"'{key}'" if known and NAMEABLE.fullmatch(str(key)) else "this"
    among = meant or f"; write one of {', '.join(fields)}"
    problem = source.problem(tuple(above), f"{shown} is no field of {KNOWN_AS[record]}{among}")
    line, column = source.key_positions.get(path, (problem.line, problem.column))
    return replace(problem, line=line, column=column)


_FORMER: Mapping[tuple[object, ...], str] = {
    ("tax_note",): "write tax: [{note: excl. VAT}]",
    ("deposit", "paid"): "write payments: [{date: 2026-02-24, for: deposit, amount: 2520 EUR}]",
}
"""Fields of format 1, and what a file of format 2 has instead."""


@cache
def _fields(record: type[Record]) -> dict[str, type[Record] | None]:
    """The fields of a record as they are written, and the record that stands in each."""
    return {
        field.alias or name: _record_in(field.annotation)
        for name, field in record.model_fields.items()
    }


def _record_in(annotation: Any) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next(filter(None, map(_record_in, get_args(annotation))), None)


def _record_at(model: type[Record], path: Path) -> type[Record]:
    """The record that stands at a path which pydantic found one at."""
    for part in path:
        # In `playbooks` the key after the field is the writer's own.
        below = _fields(model).get(part) if isinstance(part, str) else None
        model = below or model
    return model
