"""The stages of a project on its way in: rows of the sheet, or a playbook and what they say of it.

{stage: "Texts", owner: "client", days: "5"}
->  {"id": "texts", "title": "Texts", "owner": "client", "days": 5}
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from courtside.engine.course import CalendarOf
from courtside.engine.workdays import client_workdays, provider_workdays
from courtside.model.stage import StageTemplate
from courtside.model.studio import Studio
from courtside.model.values import Party
from courtside.provider.importing import cells
from courtside.provider.importing.columns import PROJECT_COLUMNS
from courtside.provider.importing.draft import Newcomer, Reading, Row, filled, slug, written
from courtside.source.messages import closest


def stages_of(
    reading: Reading, one: Newcomer, head: Row, rows: Sequence[Row]
) -> list[dict[str, Any]]:
    """The stages of a project: its rows, or those of a playbook with what its rows say of them."""
    listed = [row for row in rows if "stage" in row]
    for row in rows:
        strayed = [cell for name, cell in row.items() if name not in PROJECT_COLUMNS]
        if strayed and "stage" not in row:
            reading.problems.append(f"{strayed[0]}: this row names no stage that it belongs to")
    book = reading.playbook(head) if "playbook" in head or not listed else None
    stages = _copied(reading, one, head, book) if book else []
    ids = {slug(name): stage for stage in stages for name in (stage["id"], stage["title"])}
    for row in listed:
        name = slug(row["stage"].text)
        if book and stages and name not in ids:
            known = closest(name, ids)
            reading.problems.append(
                f"{row['stage']}: the playbook '{book}' has no such stage{known}"
            )
            continue
        if not book:
            stages.append({"id": _free(name or f"stage-{len(stages) + 1}", stages)})
        stage = ids[name] if book else stages[-1]
        _stage(reading, one, stage, f"stages[{stages.index(stage)}]", row, stages)
    if not stages and not book:
        books = ", ".join(sorted(reading.studio.playbooks)) or "none in _studio.yml"
        reading.problems.append(
            f"row {one.first.row}: the project has no stage: give it rows with a 'stage', or a "
            f"'playbook' ({books})"
        )
    return [_in_order(stage) for stage in stages]


def _copied(reading: Reading, one: Newcomer, head: Row, name: str) -> list[dict[str, Any]]:
    book = reading.studio.playbooks.get(name)
    if book is None:
        where = head.get("playbook") or f"row {one.first.row}"
        known = ", ".join(sorted(reading.studio.playbooks)) or "none"
        reading.problems.append(f"{where}: the house has no such playbook; it has {known}")
        return []
    return [_template(stage, reading.studio) for stage in book.stages]


def _stage(
    reading: Reading,
    one: Newcomer,
    stage: dict[str, Any],
    path: str,
    row: Row,
    stages: Sequence[Mapping[str, Any]],
) -> None:
    """What a row says of a stage."""
    client = str(one.data["client"].get("name", ""))

    def owner(text: str) -> Party:
        return cells.party(text, client=client, studio=reading.studio)

    def named(text: str) -> list[str]:
        return [_id_of(name, stages) for name in _listed(text)]

    pay = row.get("pay")
    found = {
        "title": reading.put(one, f"{path}.title", row["stage"]) if "title" not in stage else None,
        "owner": reading.put(one, f"{path}.owner", row.get("owner"), owner),
        "days": reading.put(one, f"{path}.days", row.get("days"), reading.days(row.get("days"))),
        "gives": reading.put(one, f"{path}.gives", row.get("gives"), _listed),
        "after": reading.put(one, f"{path}.after", row.get("after"), named),
        "approves": reading.put(
            one, f"{path}.approves", row.get("approves"), lambda text: _id_of(text, stages)
        ),
        "pay": reading.put(one, f"{path}.pay", pay, reading.amount(pay)),
        "start": reading.put(one, f"{path}.start", row.get("stage_start"), reading.day),
        "due": reading.put(one, f"{path}.due", row.get("due"), reading.day),
        "done": reading.put(one, f"{path}.done", row.get("done"), reading.day),
        "skipped": reading.put(one, f"{path}.skipped", row.get("skipped"), reading.day),
    }
    stage.update({name: value for name, value in found.items() if value is not None})
    if "days" not in stage and "pay" not in stage and {"start", "due", "owner"} <= stage.keys():
        calendar = _calendars(reading)[stage["owner"]]
        ends = (date.fromisoformat(stage[name]) for name in ("start", "due"))
        stage["days"] = len(calendar.between(*ends))


def _calendars(reading: Reading) -> CalendarOf:
    provider = provider_workdays(reading.studio.calendar, None)
    return {"provider": provider, "client": client_workdays(provider, None)}


# --- Small things ------------------------------------------------------------------------------

_FIELDS = (
    "id", "title", "owner", "days", "gives", "after", "approves", "pay", "start", "due", "done",
    "skipped",
)  # fmt: skip


def _in_order(stage: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a stage as files have them."""
    return {name: stage[name] for name in _FIELDS if name in stage}


def _listed(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def _free(name: str, stages: Sequence[Mapping[str, Any]]) -> str:
    """An id that no stage above has: comments, comments-2."""
    taken = {stage["id"] for stage in stages}
    numbers = (f"{name}-{number}" for number in range(2, len(stages) + 3))
    return name if name not in taken else next(other for other in numbers if other not in taken)


def _id_of(text: str, stages: Sequence[Mapping[str, Any]]) -> str:
    """The id of a stage that is named by its title or id; the last of several."""
    wanted = slug(text)
    for stage in reversed(stages):
        if wanted in (stage["id"], slug(str(stage.get("title", "")))):
            return str(stage["id"])
    return wanted or text


def _template(stage: StageTemplate, studio: Studio) -> dict[str, Any]:
    return filled(
        {
            "id": stage.id,
            "title": stage.title,
            "owner": stage.owner,
            "days": stage.days,
            "gives": [given.text for given in stage.gives] or None,
            "after": None if stage.after is None else list(stage.after),
            "approves": stage.approves,
            "pay": stage.pay and written(stage.pay, studio),
        }
    )
