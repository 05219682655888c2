"""What can still be checked in a file with faults, so that all of them show at once.

    {id: copy, owner: cleint, days: 5}  ->  Stage(id="copy", owner="client", days=5)

What does not fit is taken out, or has something that fits put in its place; nothing that the
checks then say of that place is kept. A record made here is never published.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from courtside.model.record import Record
from courtside.source.problems import Path, Problem, Source
from courtside.source.records import error_path, lacking, validate

R = TypeVar("R", bound=Record)

_MOST_ROUNDS = 8  # a record in a record in a list, each of them missing

_STAND_INS: Mapping[str, object] = {
    **dict.fromkeys(("title", "name", "by", "text", "why"), "-"),
    **dict.fromkeys(("asked", "date", "from", "sent", "start", "until"), "2000-01-01"),
    **dict.fromkeys(("for", "id", "stage"), "x"),
    "after": 0,
    "amount": "1%",
    "currency": "EUR",
    "days": 1,
    "do": "remind",
    "email": "x@x.example",
    "on": "outside",
    "owner": "client",
    "price": 0,
    "rate": "0%",
    "stages": [{}],
    "timezone": "UTC",
    "total": 0,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Salvaged(Generic[R]):
    """A record that can be checked, and where it is not what was written."""

    record: R
    wrong: tuple[str, ...]
    """Paths as faults show them."""

    def about_the_rest(self, problem: Problem) -> bool:
        """Whether a fault is about something that was read as it was written."""
        return not any(
            problem.path == path or problem.path.startswith((f"{path}.", f"{path}["))
            for path in self.wrong
        )


def partial_record(model: type[R], source: Source) -> Salvaged[R] | None:
    """As much of a file with faults as can be made to fit; None where that is hopeless."""
    data = deepcopy(source.data)
    wrong: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        record, errors = validate(model, data)
        if record is not None:
            return Salvaged(record=record, wrong=tuple(wrong))
        for error in errors:
            path = error_path(error)
            wrong.add(source.problem(_step(lacking(error)), "").path)
            _mend(data, path, error)
    return None


def _step(path: Path) -> Path:
    """Of a step in the terms nothing more is said: what it may have depends on what it does."""
    return path[: path.index("late") + 3] if "late" in path else path


def _mend(data: Any, path: Path, error: Mapping[str, Any]) -> None:
    """Make one place fit, or leave it to the next round. Lists of records keep their places."""
    kind = error["type"]
    try:
        if kind == "lacks":
            field = error["ctx"]["field"]
            _at(data, path)[field] = _STAND_INS[field]
        elif kind == "missing":
            _at(data, path[:-1])[path[-1]] = deepcopy(_STAND_INS.get(str(path[-1]), {}))
        elif kind == "model_type" and isinstance(path[-1], int):
            _at(data, path[:-1])[path[-1]] = {}
        else:
            while isinstance(path[-1], int):
                path = path[:-1]  # a list with one wrong word in it goes as a whole
            del _at(data, path[:-1])[path[-1]]
    except (KeyError, IndexError, TypeError):
        pass  # it went with something else in this round


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data
