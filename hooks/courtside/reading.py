"""Plain data -> frozen records, or what is wrong with it in words that help.

    stages[1].owner: 'cleint' is neither 'client' nor 'provider'; did you mean 'client'?

pydantic says what does not fit and where; `_PREDICATES` turns each kind of error into words: what
was found, what was expected, a sample of it. A value is shown only if it is a short token in a
field that holds no free text. An unknown key is shown only if some record knows it, or the one
that it stands in has one like it: what slips out of `private` by a wrong indentation must not be
printed. Nothing below `private` is shown at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeVar, get_args
from zoneinfo import available_timezones

from pydantic import TypeAdapter, ValidationError

from .project import WEEKDAYS, Name, Project, ProjectFile, Record, Studio
from .samples import KNOWN_AS, NO_FREE_TEXT, SAMPLES, sample
from .source import Fault, Path, Source

R = TypeVar("R", bound=Record)

_TOKEN = re.compile(r"[A-Za-z0-9+-][A-Za-z0-9.,:/%+_-]{0,29}( [A-Z]{3})?", re.ASCII)
_NAME: TypeAdapter[str] = TypeAdapter(Name)


def read_studio(source: Source) -> tuple[Studio | None, tuple[Fault, ...]]:
    """The studio file as a record, or every fault in it; never raises."""
    return _read(Studio, source)


def read_project(source: Source, *, id: str) -> tuple[Project | None, tuple[Fault, ...]]:
    """A project file as a record, or every fault in it; never raises.

    `id` is the file's name without its ending, and has to be one that an address can hold.
    """
    file, faults = _read(ProjectFile, source)
    try:
        _NAME.validate_python(id)
    except ValidationError:
        message = (
            "the name of a project's file is made of small letters, digits and hyphens, for "
            "example aurora.yml; one that is no project begins with '_'"
        )
        return None, (source.fault((), message), *faults)
    return named(file, id) if file else None, faults


def named(file: ProjectFile, id: str) -> Project:
    """A project file with its name."""
    return Project.model_construct(**dict(file), id=id)


def validate(model: type[R], data: object) -> tuple[R | None, list[Any]]:
    """The record, or pydantic's errors; keys as they are written in a file (`from`)."""
    try:
        return model.model_validate(data, by_alias=True, by_name=False), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def error_path(error: Mapping[str, Any]) -> Path:
    """Where an error of pydantic's lies in the file."""
    loc: Path = error["loc"]
    return loc[:-1] if loc and loc[-1] == "[key]" else loc


def first_of_each_place(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """One fault for each place: what is said of a value that cannot be read is enough."""
    first: dict[tuple[int, int], Fault] = {}
    for fault in faults:
        first.setdefault((fault.line, fault.column), fault)
    return tuple(first.values())


def closest(word: object, known: Iterable[str]) -> str:
    """`; did you mean 'copy'?` where one of the known words is close, else nothing."""
    words = {one.lower(): one for one in known}
    found = get_close_matches(word.lower(), words, n=1) if isinstance(word, str) else []
    return f"; did you mean '{words[found[0]]}'?" if found else ""


def quoted(value: object, path: Path) -> str:
    """A value as a message may show it, or "this" where it may not."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if name not in NO_FREE_TEXT or path[0] == "private":
        return "this"
    if isinstance(value, bool):
        return f"'{value}'".lower()
    if isinstance(value, int) or (isinstance(value, str) and _TOKEN.fullmatch(value)):
        return f"'{value}'"
    return "this"


# --- From errors to faults -------------------------------------------------------------------


def _read(model: type[R], source: Source) -> tuple[R | None, tuple[Fault, ...]]:
    record, errors = validate(model, source.data)
    unknown = {error["loc"] for error in errors if error["type"] == "extra_forbidden"}
    faults = [
        source.fault(path, f"nothing stands here: {_write(path)}, or take the line out")
        for path in _empty(source.data, ())
        if not any(path[: len(above)] == above for above in unknown)
    ]
    faults += [_explain(model, source, error) for error in errors]
    return (None if faults else record), first_of_each_place(faults)


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


def _explain(model: type[Record], source: Source, error: Mapping[str, Any]) -> Fault:
    kind, path, value = error["type"], error_path(error), error["input"]
    if kind == "extra_forbidden":
        return _unknown_key(model, source, path)
    if kind == "missing":
        return source.fault(path[:-1], f"`{path[-1]}` is missing: {_write(path)}")
    if kind == "stage_days":
        return source.fault(path, error["msg"])
    if error["loc"] != path:
        message = "this is not a name: write small letters, digits and hyphens"
        return source.fault(path, message, key=True)
    say = _PREDICATES.get(kind, _other)
    context = {"msg": error["msg"], **error.get("ctx", {})}
    return source.fault(path, f"{quoted(value, path)} {say(value, path, context)}")


def _unknown_key(model: type[Record], source: Source, path: Path) -> Fault:
    *above, key = path
    record = _record_at(model, tuple(above))
    fields = _fields(record)
    meant = closest(key, fields)
    shown = f"'{key}'" if (meant or key in SAMPLES) and path[0] != "private" else "this"
    among = meant or f"; write one of {', '.join(fields)}"
    fault = source.fault(tuple(above), f"{shown} is no field of {KNOWN_AS[record]}{among}")
    line, column = source.key_positions.get(path, (fault.line, fault.column))
    return replace(fault, line=line, column=column)


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


# --- Words -----------------------------------------------------------------------------------


def _write(path: Path) -> str:
    """What to write: `write for example days: 5`."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    shape = sample(path)
    return f"write for example {name}: {shape}" if shape else "write a value"


def _such(path: Path) -> str:
    return f": {_write(path)}"


def _choice(value: Any, _path: Path, context: Mapping[str, Any]) -> str:
    options = re.findall("'([^']+)'", context["expected"])
    listed = [f"'{option}'" for option in options]
    if len(listed) == 2:
        return f"is neither {listed[0]} nor {listed[1]}{closest(value, options)}"
    return f"is none of {', '.join(listed)}{closest(value, options)}"


def _pattern(value: Any, path: Path, context: Mapping[str, Any]) -> str:
    for other in (value.upper(), value.lower()):
        if quoted(value, path) != "this" and re.search(context["pattern"], other):
            return f"is not written as expected; did you mean '{other}'?"
    if "\n" in value.strip():
        return f"is more than one line{_such(path)}"
    return f"is not written as expected{_such(path)}"


def _week(value: Any, _path: Path, context: Mapping[str, Any]) -> str:
    def mend(part: re.Match[str]) -> str:
        return next(iter(get_close_matches(part[0], WEEKDAYS, n=1)), "?")

    meant = re.sub("[a-z]+", mend, value.lower()) if isinstance(value, str) else "?"
    known = re.fullmatch(r"[a-z]{3}([-, ]+[a-z]{3})*", meant)
    return f"{context['msg']}; did you mean '{meant}'?" if known else str(context["msg"])


def _day(value: Any, _path: Path, context: Mapping[str, Any]) -> str:
    parts = re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", str(value), re.ASCII)
    if not parts or "not a day" not in context["msg"]:
        return str(context["msg"])
    return f"{context['msg']}; did you mean '{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}'?"


def _other(_value: Any, path: Path, _context: Mapping[str, Any]) -> str:
    return f"is not as expected{_such(path)}"


def _of_kind(what: str) -> Callable[[Any, Path, Mapping[str, Any]], str]:
    return lambda _value, path, _context: f"is not {what}{_such(path)}"


def _message(_value: Any, _path: Path, context: Mapping[str, Any]) -> str:
    return str(context["msg"])


# Of the words after the value: (value, path, context of the error) -> predicate and sample.
_PREDICATES: Mapping[str, Callable[[Any, Path, Mapping[str, Any]], str]] = {
    "literal_error": _choice,
    "string_pattern_mismatch": _pattern,
    "string_type": _of_kind("text (put quotes around numbers, true and false)"),
    "string_too_short": _of_kind("filled in"),
    "string_too_long": lambda _v, _p, c: f"is longer than {c['max_length']} characters: shorten it",
    "int_type": _of_kind("a whole number"),
    "greater_than_equal": lambda _v, p, c: f"is less than {c['ge']}{_such(p)}",
    "less_than_equal": lambda _v, p, c: f"is more than {c['le']}{_such(p)}",
    "tuple_type": _of_kind("a list"),
    "too_short": lambda _v, p, _c: f"is an empty list{_such(p)}",
    "too_long": lambda _v, _p, c: f"is a list of more than {c['max_length']}: shorten it",
    "model_type": _of_kind("a group of fields"),
    "dict_type": _of_kind("a group of fields"),
    "week": _week,
    "day": _day,
    "days": _message,
    "money": _message,
    "amount": _message,
    "timezone": lambda v, _p, c: f"{c['msg']}{closest(v, available_timezones())}",
}
