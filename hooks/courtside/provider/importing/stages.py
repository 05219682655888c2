"""The stages of an imported project: rows of the sheet, or a playbook that the rows adjust.

{stage: "Texts", owner: "client", days: "5"}
->  {"id": "texts", "title": "Texts", "owner": "client", "days": 5}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from courtside.engine.workdays import client_workdays, provider_workdays
from courtside.model.values import Party
from courtside.provider.importing import cells
from courtside.provider.importing.columns import PROJECT_COLUMNS
from courtside.provider.importing.draft import ImportedProject, Reading, Row, slug
from courtside.source.messages import closest, shown
from courtside.source.serialize import as_written


def stages_of(
    reading: Reading, project: ImportedProject, head: Row, rows: Sequence[Row]
) -> list[dict[str, Any]]:
    """Return the stages of a project: its rows, or a playbook's stages adjusted by its rows."""
    listed = [row for row in rows if "stage" in row]
    for row in rows:
        strayed = [cell for name, cell in row.items() if name not in PROJECT_COLUMNS]
        if strayed and "stage" not in row:
            reading.problems.append(f"{strayed[0]}: this row does not name its stage")
    book = reading.playbook(head) if "playbook" in head or not listed else None
    stages = _copied(reading, project, head, book) if book else []
    ids = {slug(name): stage for stage in stages for name in (stage["id"], stage["title"])}
    if book and not stages:  # the template is not there, so nothing is known of its stages
        return []
    for row in listed:
        name = slug(row["stage"].text)
        if book and name not in ids:
            known = closest(name, ids)
            reading.problems.append(
                f"{row['stage']}: the template '{book}' does not have this stage{known}"
            )
            continue
        if not book:
            stages.append({"id": _free(name or f"stage-{len(stages) + 1}", stages)})
        _fill_stage(reading, project, ids[name] if book else stages[-1], row, stages)
    if not stages and not book:
        books = ", ".join(sorted(reading.studio.playbooks)) or "none in _studio.yml"
        reading.problems.append(
            f"row {project.first.row}: the project has no stage: give it rows with a 'stage', or a "
            f"'template' ({books})"
        )
    return [{name: stage[name] for name in _FIELDS if name in stage} for stage in stages]


def _copied(
    reading: Reading, project: ImportedProject, head: Row, name: str
) -> list[dict[str, Any]]:
    """Return the stages of a playbook as data; none if there is no such playbook."""
    book = reading.studio.playbooks.get(name)
    if book is None:
        where = head.get("playbook") or f"row {project.first.row}"
        names = sorted(reading.studio.playbooks)
        known = f"it has {', '.join(names)}" if names else "it has none yet"
        wanted = named if (named := shown(name)) != "this" else "with this name"
        reading.problems.append(
            f"{where}: your studio has no template {wanted}; {known}{closest(name, names)}"
        )
        return []
    return [as_written(stage, reading.studio) for stage in book.stages]


def _fill_stage(
    reading: Reading,
    project: ImportedProject,
    stage: dict[str, Any],
    row: Row,
    stages: list[dict[str, Any]],
) -> None:
    """Add what a row says to a stage of these stages."""
    path = f"stages[{stages.index(stage)}]"
    client = str(project.data["client"].get("name", ""))

    def put(field: str, cell: str, read: Callable[[str], Any] = str) -> Any:
        return reading.put(project, f"{path}.{field}", row.get(cell), read)

    def owner(text: str) -> Party:
        return cells.party(text, client=client, studio=reading.studio)

    def named(text: str) -> list[str]:
        return [_id_of(name, stages) for name in _listed(text)]

    fields = {
        "title": put("title", "stage") if "title" not in stage else None,
        "owner": put("owner", "owner", owner),
        "days": put("days", "days", reading.days(row.get("days"))),
        "gives": put("gives", "gives", _given),
        "after": put("after", "after", named),
        "approves": put("approves", "approves", lambda text: _id_of(text, stages)),
        "pay": put("pay", "pay", reading.amount(row.get("pay"))),
        "start": put("start", "stage_start", reading.day),
        "due": put("due", "due", reading.day),
        "done": put("done", "done", reading.day),
        "skipped": put("skipped", "skipped", reading.day),
    }
    stage.update({name: value for name, value in fields.items() if value is not None})
    if "days" not in stage and "pay" not in stage and {"start", "due", "owner"} <= stage.keys():
        provider = provider_workdays(reading.studio.calendar, None)
        calendars = {"provider": provider, "client": client_workdays(provider, None)}
        ends = (date.fromisoformat(stage[name]) for name in ("start", "due"))
        stage["days"] = len(calendars[stage["owner"]].between(*ends))


# --- Small helpers ----------------------------------------------------------------------------

_FIELDS = (
    "id", "title", "owner", "days", "gives", "after", "approves", "pay", "start", "due", "done",
    "skipped",
)  # fmt: skip
"""In the order of files."""


def _given(text: str) -> list[str]:
    """Read what a stage gives; raises CellError for a day, which another column would hold."""
    if cells.is_day(text):
        raise cells.CellError(
            f"'{text}' is a day, and nothing that is given: name the column 'due' or 'done'"
        )
    return _listed(text)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


def _free(name: str, stages: Sequence[Mapping[str, Any]]) -> str:
    """Return an id that no stage above has: comments, comments-2."""
    taken = {stage["id"] for stage in stages}
    numbers = (f"{name}-{number}" for number in range(2, len(stages) + 3))
    return name if name not in taken else next(other for other in numbers if other not in taken)


def _id_of(text: str, stages: Sequence[Mapping[str, Any]]) -> str:
    """Return the id of the last stage with this title or id; else the text as an id."""
    wanted = slug(text)
    for stage in reversed(stages):
        if wanted in (stage["id"], slug(str(stage.get("title", "")))):
            return str(stage["id"])
    return wanted or text
