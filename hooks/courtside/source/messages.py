"""The words of a message: what was found, what was expected, a sample, and what was meant.

    ("literal_error", "cleint")  ->  "is neither 'client' nor 'provider'; did you mean 'client'?"

A value is shown only if it is a short token in a field that holds no free text, and never below
`private`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from pydantic.fields import FieldInfo

from courtside.model.record import Record, field_at, holds_record, is_marked
from courtside.model.values import EMAIL, HIDDEN, WEEKDAYS, WORDS
from courtside.source.problems import Path
from courtside.source.yaml_writer import inline


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """The place of a wrong value, and what belongs there."""

    model: type[Record]
    path: Path

    @property
    def field(self) -> FieldInfo | None:
        """The field; None for a file as a whole."""
        return field_at(self.model, self.path)

    @property
    def holds_free_text(self) -> bool:
        """Whether the value may be somebody's words; a group of fields may hold such."""
        field = self.field
        if field is None or self.path[0] == "private":
            return True
        return holds_record(field) or is_marked(field, WORDS)

    @property
    def may_be_shown(self) -> bool:
        """Whether a message may show the value."""
        return not self.holds_free_text and not (self.field and is_marked(self.field, HIDDEN))

    @property
    def sample(self) -> str:
        """The words for what to write: `for example days: 5`."""
        name = next((part for part in reversed(self.path) if isinstance(part, str)), "")
        examples = self.field.examples if self.field else None
        return f"for example {name}: {inline(examples[0])}" if examples else "a value"


Predicate = Callable[[Any, Expected, Mapping[str, Any]], str]
"""(value, what belongs there, context of the error) -> the words that follow the value."""

_TOKEN = re.compile(r"[A-Za-z0-9+-][A-Za-z0-9.,:/%+_-]{0,29}( [A-Z]{3})?", re.ASCII)


def closest(word: object, known: Iterable[str], likeness: float = 0.6) -> str:
    """Return `; did you mean 'copy'?` if one of the known words is close, otherwise nothing."""
    return "".join(f"; did you mean '{meant}'?" for meant in close_to(word, known, likeness))


def close_to(word: object, known: Iterable[str], likeness: float) -> tuple[str, ...]:
    """Return the known words most like a word, at most one; `likeness` is from 0 to 1 (equal)."""
    if not isinstance(word, str):
        return ()
    from difflib import get_close_matches  # most files have no mistake

    words = {name.lower(): name for name in known}
    return tuple(
        words[meant] for meant in get_close_matches(word.lower(), words, n=1, cutoff=likeness)
    )


def quoted(value: object, expected: Expected) -> str:
    """Return a value as a message may show it, or "this" if it may not."""
    return shown(value) if expected.may_be_shown else "this"


def shown(value: object) -> str:
    """Return a value in quotes, or "this" if it could be free text."""
    if isinstance(value, bool):
        return f"'{value}'".lower()
    if isinstance(value, int) or (isinstance(value, str) and _TOKEN.fullmatch(value)):
        return f"'{value}'"
    return "this"


def how_to_write(model: type[Record], path: Path) -> str:
    """Return what to write at a place: `write for example days: 5`."""
    return f"write {Expected(model=model, path=path).sample}"


def _such(expected: Expected) -> str:
    return f": write {expected.sample}"


def _choice(value: Any, _expected: Expected, context: Mapping[str, Any]) -> str:
    options = re.findall("'([^']+)'", context["expected"])
    listed = [f"'{option}'" for option in options]
    if len(listed) == 2:
        return f"is neither {listed[0]} nor {listed[1]}{closest(value, options)}"
    return f"is not one of {', '.join(listed)}{closest(value, options)}"


def _pattern(value: Any, expected: Expected, context: Mapping[str, Any]) -> str:
    for other in (value.upper(), value.lower()):
        if quoted(value, expected) != "this" and re.search(context["pattern"], other):
            return f"is not written as expected; did you mean '{other}'?"
    if "\n" in value.strip():
        return f"is more than one line{_such(expected)}"
    if context["pattern"] == "^[A-Z]{3}$":
        return f"is not a code of three letters: write {expected.sample}"
    if context["pattern"] == EMAIL and re.fullmatch(r"[^\s@]+@[^\s@.]+", value):
        return f"has no dot after its @, and no mail goes there{_such(expected)}"
    if "https?" in context["pattern"]:
        if re.search(r"\s", value.strip()):
            return "has a space, which no address has: write %20 for it"
        for start, bare in _BARE_ADDRESSES.items():
            if start in context["pattern"].replace("?", "") and re.match(bare, value):
                return f"is not a whole address: put {start} in front{_such(expected)}"
    return f"is not written as expected{_such(expected)}"


_BARE_ADDRESSES = {
    "mailto:": r"[^\s@/:]+@[^\s@/]+\.[^\s@/]+$",
    "https://": r"[\w-]+(\.[\w-]+)+([:/?#]|$)",
}


def _week(value: Any, _expected: Expected, context: Mapping[str, Any]) -> str:
    from difflib import get_close_matches

    def weekday(part: re.Match[str]) -> str:
        return next(iter(get_close_matches(part[0], WEEKDAYS, n=1)), "?")

    short = isinstance(value, str) and len(value) <= 60
    meant = re.sub("[a-z]+", weekday, value.lower()) if short else "?"
    known = re.fullmatch(r"[a-z]{3}([-, ]+[a-z]{3})*", meant)
    return f"{context['msg']}; did you mean '{meant}'?" if known else str(context["msg"])


def _day(value: Any, _expected: Expected, context: Mapping[str, Any]) -> str:
    parts = re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", str(value), re.ASCII)
    if not parts or "not a date" not in context["msg"]:
        return str(context["msg"])
    return f"{context['msg']}; did you mean '{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}'?"


def _other(_value: Any, expected: Expected, _context: Mapping[str, Any]) -> str:
    return f"is not as expected{_such(expected)}"


def _of_kind(what: str) -> Predicate:
    return lambda _value, expected, _context: f"is not {what}{_such(expected)}"


def _message(_value: Any, _expected: Expected, context: Mapping[str, Any]) -> str:
    return str(context["msg"])


_PREDICATES: Mapping[str, Predicate] = {
    "literal_error": _choice,
    "string_pattern_mismatch": _pattern,
    "string_type": _of_kind("text (put quotes around numbers, true and false)"),
    "string_too_short": _of_kind("filled in"),
    "string_too_long": lambda _v, _e, c: f"is longer than {c['max_length']} characters: shorten it",
    "bool_type": _of_kind("true or false"),
    "int_type": _of_kind("a whole number"),
    "greater_than_equal": lambda _v, e, c: f"is less than {c['ge']}{_such(e)}",
    "less_than_equal": lambda _v, e, c: f"is more than {c['le']}{_such(e)}",
    "tuple_type": _of_kind("a list"),
    "too_short": lambda _v, e, _c: f"is an empty list{_such(e)}",
    "too_long": lambda _v, _e, c: f"is a list of more than {c['max_length']}: shorten it",
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
    "unseen": _message,
    "timezone": lambda v, e, c: f"{c['msg']}{closest(v, available_timezones()) or _such(e)}",
}


def predicate(kind: str, value: Any, expected: Expected, context: Mapping[str, Any]) -> str:
    """Return what is wrong with a value, by the kind of error: pydantic's, or one of ours.

    `context` is the error's, with its message as `msg`.
    """
    return _PREDICATES.get(kind, _other)(value, expected, context)
