"""Format 1 -> 2: what was paid moves to `payments`, and a tax may have a rate.

    deposit: {amount: 30%, paid: 2026-02-24}
->  deposit: {amount: 30%}
    payments:
      - {date: 2026-02-24, for: deposit, amount: 2520 EUR}

    tax_note: excl. VAT             ->  tax: [{note: excl. VAT}]
    {date: 2026-03-12, why: Blurred}  ->  {date: 2026-03-12, sent: 2026-03-12, why: Blurred}

Format 1 knew no amounts that came: what was paid was what the instalment asked, its share of the
price, and the last one took what rounding left. `lose-slot` needs a `restart_within` now, which
only the provider can choose; a signed project keeps what it was signed with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from courtside.model.currencies import to_smallest_unit
from courtside.model.project import ProjectFile
from courtside.model.record import Record
from courtside.model.studio import Studio
from courtside.model.values import Day, Price, Share
from courtside.source.editor import Add, Edit, Order, Put, Rename, Take, apply
from courtside.source.messages import how_to_write, shown
from courtside.source.problems import MigrationError, Path, Problem, Source
from courtside.source.records import STUDIO_FILE, order_of
from courtside.source.yaml_reader import read
from courtside.source.yaml_writer import Value

_LATE_STEPS: Path = ("terms", "late", "client")
_PROMISE: Path = ("terms", "restart_within")


def to_format_2(texts: Mapping[str, str], restart_within: int | None) -> Mapping[str, str]:
    """Bring all files of a studio from format 1 to 2; raises MigrationError."""
    sources = {name: _source(name, text) for name, text in texts.items()}
    studio = sources[STUDIO_FILE]
    problems = list(_choice(sources, restart_within))
    edits: dict[str, tuple[Edit, ...]] = {}
    for name, source in sources.items():
        problems += _mixed(source)
        try:
            edits[name] = tuple(_edits(source, studio))
        except MigrationError as unfit:
            problems += unfit.problems
            continue
        if restart_within is not None:
            edits[name] += tuple(_chosen(source, studio, restart_within))
    if problems:
        raise MigrationError(*problems)
    return {
        name: apply(texts[name], listed, file=name, order=_order(name))
        for name, listed in edits.items()
        if listed
    }


def _choice(sources: Mapping[str, Source], chosen: int | None) -> Iterator[Problem]:
    """Yield a problem if a promise is missing, or chosen where none is missing."""
    studio = sources[STUDIO_FILE]
    missing = [
        source.problem(path, _CHOOSE)
        for source in sources.values()
        if (path := _unpromised(source, studio))
    ]
    if chosen is None:
        yield from missing
    elif not missing:
        message = (
            "every `lose-slot` here already has a `restart_within`: leave out --restart-within"
        )
        yield studio.problem((), message)


_CHOOSE = (
    "in format 2 a slot can be lost only where the terms promise when work resumes: choose the "
    "working days, for example courtside migrate --restart-within 15 (signed projects keep what "
    "they were signed with)"
)


def _source(name: str, text: str) -> Source:
    source, _ = read(text, file=name)
    assert source is not None  # all files were read before
    return source


def _order(name: str) -> Order:
    """Return the order of fields, with `sent` after the `date` that it is copied from."""
    record: type[Record] = Studio if name == STUDIO_FILE else ProjectFile
    known = order_of(record)
    return lambda path: ("date", "sent") if "returned" in path else known(path)


def _edits(source: Source, studio: Source) -> Iterator[Edit]:
    """Yield the edits of one file, but for the promise to resume."""
    if source is not studio:
        yield from _sent(source)
        yield from _payments(source, studio)
    elif (note := source.data.get("tax_note")) is not None:
        yield Rename(("tax_note",), "tax")
        yield Put(("tax",), [{"note": note}])


# --- Which file is in which format -----------------------------------------------------------


def _mixed(source: Source) -> Iterator[Problem]:
    """Yield a problem if a file is partly in one format and partly in the other."""
    old, new = next(_old(source), None), next(_new(source), None)
    if old is None or new is None:
        return
    line, _ = source.at(old)
    name = next(part for part in reversed(old) if isinstance(part, str))
    message = (
        f"this is of format 2, and `{name}` in line {line} of format 1: one file cannot be in "
        "both. Take one of the two out, then run `courtside migrate` again"
    )
    yield source.problem(new, message, key=True)


def _old(source: Source) -> Iterator[Path]:
    """Yield the paths of what only format 1 has."""
    data = source.data
    if "tax_note" in data:
        yield ("tax_note",)
    if isinstance(data.get("deposit"), dict) and "paid" in data["deposit"]:
        yield ("deposit", "paid")
    for index, stage in _items(data, "stages"):
        here: Path = ("stages", index)
        if "pay" in stage and "done" in stage:
            yield (*here, "done")
        for place, back in _items(stage, "returned"):
            if "sent" not in back:
                yield (*here, "returned", place)


_FILE_2 = frozenset(("tax", "pay_to", "notice", "payments", "ended", "link_until"))
_STAGE_2 = frozenset(("url", "invoice", "rounds", "waits"))


def _new(source: Source) -> Iterator[Path]:
    """Yield the paths of what only format 2 has."""
    data = source.data
    yield from ((name,) for name in data if name in _FILE_2)
    deposit = data.get("deposit")
    if isinstance(deposit, dict):
        yield from (("deposit", name) for name in deposit if name in ("invoice", "url"))
    elif deposit is not None:
        yield ("deposit",)
    for index, stage in _items(data, "stages"):
        here: Path = ("stages", index)
        yield from ((*here, name) for name in stage if name in _STAGE_2)
        for place, back in _items(stage, "returned"):
            if "sent" in back:
                yield (*here, "returned", place, "sent")
    for index, change in _items(data, "changes"):
        if "adds" in change:
            yield ("changes", index, "adds")


def _items(holder: Mapping[str, Any], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the groups of fields in a list, with their numbers."""
    found = holder.get(name)
    for index, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, dict):
            yield index, item


# --- Returned --------------------------------------------------------------------------------


def _sent(source: Source) -> Iterator[Edit]:
    """Yield the edits that add `sent`: in format 1 it was the day on which it went back."""
    for index, stage in _items(source.data, "stages"):
        for place, back in _items(stage, "returned"):
            if "sent" not in back and isinstance(back.get("date"), str):
                yield Put(("stages", index, "returned", place, "sent"), back["date"])


# --- Payments --------------------------------------------------------------------------------


def _payments(source: Source, studio: Source) -> Iterator[Edit]:
    """Yield the edits that turn what was marked as paid into payments, by date."""
    marks = [path for path in _old(source) if path[-1] in ("paid", "done")]
    if not marks:
        return
    both = [i for i, stage in _items(source.data, "stages") if stage.get("id") == "deposit"]
    if both and "deposit" in source.data:
        message = "payments could be for this or for the project's deposit: give it another id"
        raise MigrationError(source.problem(("stages", both[0], "id"), message))
    asked = _asked(source, studio)
    payments: list[dict[str, Value]] = []
    for path in marks:
        name = "deposit" if path[0] == "deposit" else source.data["stages"][path[1]].get("id")
        day = _value(Day, source, path)
        if name not in asked:
            raise MigrationError(
                source.problem(path[:-1], "`id` is missing: write for example id: copy")
            )
        if not asked[name]:
            message = "this asks for 0, which cannot be paid: delete the line"
            raise MigrationError(source.problem(path, message))
        amount = _written(asked[name], str(studio.data.get("currency")))
        payments.append({"date": day.isoformat(), "for": name, "amount": amount})
        yield Take(path)
    payments.sort(key=lambda payment: str(payment["date"]))
    for payment in payments:
        yield Add(("payments",), payment)


def _asked(source: Source, studio: Source) -> dict[str, Decimal]:
    """Return what format 1 asked for each instalment.

    The last one takes what rounding left, if all of them add up to the price.
    """
    price = _value(Price, source, ("price",)).value
    currency = str(studio.data.get("currency"))
    exact: dict[str, Decimal] = {}
    if "deposit" in source.data:
        exact["deposit"] = _value(Share, source, ("deposit", "amount")).of(price)
    stages = {
        stage["id"]: _value(Share, source, ("stages", index, "pay")).of(price)
        for index, stage in _items(source.data, "stages")
        if "pay" in stage and isinstance(stage.get("id"), str)
    }
    exact |= stages
    rounded = {name: to_smallest_unit(share, currency) for name, share in exact.items()}
    if stages and sum(exact.values()) == price:
        last = next(reversed(stages))
        rounded[last] += to_smallest_unit(price, currency) - sum(rounded.values())
    return rounded


def _written(amount: Decimal, currency: str) -> str:
    whole = amount == amount.to_integral_value()
    return f"{amount:.0f} {currency}" if whole else f"{amount:f} {currency}"


def _value(kind: Any, source: Source, path: Path) -> Any:
    """Return the value at a path as the records read it; raises MigrationError if it is unfit."""
    if path not in source.positions:
        message = f"`{path[-1]}` is missing: {how_to_write(ProjectFile, path)}"
        raise MigrationError(source.problem(path[:-1], message))
    value: Any = source.data
    for part in path:
        value = value[part]
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        message = f"{shown(value)} {error.errors()[0]['msg']}"
        raise MigrationError(source.problem(path, message)) from None


# --- The promise to resume after a lost slot --------------------------------------------------


def _unpromised(source: Source, studio: Source) -> Path | None:
    """Return where unsigned terms let a slot be lost without a promise to resume."""
    # The terms of a project that is signed or closed are fixed.
    if source is not studio and ("signed" in source.data or "closed" in source.data):
        return None
    own = _steps(source)
    lost = [index for index, step in enumerate(own or ()) if step == "lose-slot"]
    if source is studio:
        return (*_LATE_STEPS, lost[0], "do") if lost and not _promise(studio) else None
    if own is None and "lose-slot" not in (_steps(studio) or ()):
        return None
    if own is not None and not lost:
        return None
    promise = _promise(source)
    if promise or (promise is None and (_promise(studio) or _unpromised(studio, studio))):
        return None  # it has one, or the studio's, or the one chosen there
    return (*_LATE_STEPS, lost[0], "do") if lost else _PROMISE


def _chosen(source: Source, studio: Source, chosen: int) -> Iterator[Edit]:
    """Write the promise where it is missing; a signed project keeps what it was signed with."""
    if _unpromised(source, studio):
        yield Put(_PROMISE, chosen)
    elif "signed" in source.data and _promise(source) is None and _unpromised(studio, studio):
        kept = _promise(studio)
        yield Put(_PROMISE, "none" if kept is None else kept)


def _promise(source: Source) -> int | None:
    terms = source.data.get("terms")
    found = terms.get("restart_within") if isinstance(terms, dict) else None
    return found if isinstance(found, int) else None


def _steps(source: Source) -> list[object] | None:
    """Return the client's consequences; None if the file has none of its own."""
    found: Any = source.data
    for part in _LATE_STEPS:
        found = found.get(part) if isinstance(found, dict) else None
    if not isinstance(found, list):
        return None
    return [step.get("do") if isinstance(step, dict) else None for step in found]
