"""What can still be checked in a file with errors, so that everything is reported at once.

    {id: copy, owner: cleint, days: 5}  ->  Stage(id="copy", owner="client", days=5)

What does not fit is removed, or replaced by something that fits; whatever the checks then say of
that place is dropped. A record made here is never published.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from courtside.model.record import Record, field_at, is_marked
from courtside.source.problems import Path, Problem, Source
from courtside.source.records import error_path, lacking, validate

R = TypeVar("R", bound=Record)

_MOST_ROUNDS = 8  # a record in a record in a list, each of them missing

_EARLIEST = "2000-01-01"

_STAND_INS: Mapping[str, object] = {
    **dict.fromkeys(("for", "id", "stage"), "x"),
    "after": 0,
    "days": 1,
    "do": "remind",
    "on": "outside",
    "price": 0,
    "stages": [{}],
    "total": 0,
}
"""Values with which no check says anything of the rest of a file; for other fields their example
is one, and for dates the earliest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartialRecord(Generic[R]):
    """A record that can be checked, and the places where it differs from what was written."""

    record: R
    wrong: tuple[str, ...]
    """Paths as problems show them."""

    def about_the_rest(self, problem: Problem) -> bool:
        """Return whether a problem is about something that was read as it was written."""
        return not any(
            problem.path == path or problem.path.startswith((f"{path}.", f"{path}["))
            for path in self.wrong
        )


def partial_record(model: type[R], source: Source) -> PartialRecord[R] | None:
    """Return as much of a file with errors as can be made to fit the model; None if too little
    can."""
    data = deepcopy(source.data)
    wrong: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        record, errors = validate(model, data)
        if record is not None:
            return PartialRecord(record=record, wrong=tuple(wrong))
        for error in errors:
            path = lacking(error)
            # All of a consequence: what it may have depends on what it does.
            whole = path[: path.index("late") + 3] if "late" in path else path
            wrong.add(source.problem(whole, "").path)
            _fix(model, data, error)
    return None


def _fix(model: type[Record], data: Any, error: Mapping[str, Any]) -> None:
    """Make one place fit, or leave it to the next round. Lists of records keep their places."""
    kind, path = error["type"], error_path(error)
    try:
        if kind in ("lacks", "missing"):
            path = lacking(error)
            _at(data, path[:-1])[path[-1]] = _stand_in(model, path)
        elif kind == "model_type" and isinstance(path[-1], int):
            _at(data, path[:-1])[path[-1]] = {}
        else:
            while isinstance(path[-1], int):
                path = path[:-1]  # a list with one wrong item is removed as a whole
            del _at(data, path[:-1])[path[-1]]
    except (KeyError, IndexError, TypeError):
        pass  # it was removed with something else in this round


def _stand_in(model: type[Record], path: Path) -> Any:
    field = field_at(model, path)
    if field is None or path[-1] in _STAND_INS:
        return deepcopy(_STAND_INS.get(str(path[-1])))
    return _EARLIEST if is_marked(field, date) else deepcopy((field.examples or [None])[0])


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data
