"""What a fault says: what was found, what was expected, a sample, and what may have been meant.

    ("literal_error", "cleint")  ->  "is neither 'client' nor 'provider'; did you mean 'client'?"

A value is shown only if it is a short token in a field that holds no free text, and never below
`private`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any
from zoneinfo import available_timezones

from courtside.model.examples import NO_FREE_TEXT, sample
from courtside.model.values import WEEKDAYS
from courtside.source.problems import Path

Predicate = Callable[[Any, Path, Mapping[str, Any]], str]
"""(value, where it stands, context of the error) -> the words that follow the value."""

_TOKEN = re.compile(r"[A-Za-z0-9+-][A-Za-z0-9.,:/%+_-]{0,29}( [A-Z]{3})?", re.ASCII)


def closest(word: object, known: Iterable[str], surely: float = 0.6) -> str:
    """`; did you mean 'copy'?` where one of the known words is close, else nothing."""
    return "".join(f"; did you mean '{one}'?" for one in close_to(word, known, surely))


def close_to(word: object, known: Iterable[str], surely: float) -> tuple[str, ...]:
    """The known word that is closest, if there is one that is so close (1 is the same)."""
    if not isinstance(word, str):
        return ()
    words = {one.lower(): one for one in known}
    return tuple(words[one] for one in get_close_matches(word.lower(), words, n=1, cutoff=surely))


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


def how_to_write(path: Path) -> str:
    """What to write: `write for example days: 5`."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    shape = sample(path)
    return f"write for example {name}: {shape}" if shape else "write a value"


def _such(path: Path) -> str:
    return f": {how_to_write(path)}"


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

    short = isinstance(value, str) and len(value) <= 60
    meant = re.sub("[a-z]+", mend, value.lower()) if short else "?"
    known = re.fullmatch(r"[a-z]{3}([-, ]+[a-z]{3})*", meant)
    return f"{context['msg']}; did you mean '{meant}'?" if known else str(context["msg"])


def _day(value: Any, _path: Path, context: Mapping[str, Any]) -> str:
    parts = re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", str(value), re.ASCII)
    if not parts or "not a day" not in context["msg"]:
        return str(context["msg"])
    return f"{context['msg']}; did you mean '{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}'?"


def _other(_value: Any, path: Path, _context: Mapping[str, Any]) -> str:
    return f"is not as expected{_such(path)}"


def _of_kind(what: str) -> Predicate:
    return lambda _value, path, _context: f"is not {what}{_such(path)}"


def _message(_value: Any, _path: Path, context: Mapping[str, Any]) -> str:
    return str(context["msg"])


_PREDICATES: Mapping[str, Predicate] = {
    "literal_error": _choice,
    "string_pattern_mismatch": _pattern,
    "string_type": _of_kind("text (put quotes around numbers, true and false)"),
    "string_too_short": _of_kind("filled in"),
    "string_too_long": lambda _v, _p, c: f"is longer than {c['max_length']} characters: shorten it",
    "bool_type": _of_kind("true or false"),
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
    "rate": _message,
    "tax": _message,
    "reserved": _message,
    "timezone": lambda v, p, c: f"{c['msg']}{closest(v, available_timezones()) or _such(p)}",
}


def predicate(kind: str, value: Any, path: Path, context: Mapping[str, Any]) -> str:
    """What is wrong with a value, for one of pydantic's kinds of error or of our own in `project`.

    `context` is that of the error, with its message as `msg`.
    """
    return _PREDICATES.get(kind, _other)(value, path, context)
