"""A template and what a client said -> the file of a new project.

    --playbook website --title "New website" --client "Aurora" --price 8400
    ->  title: New website ... stages: [the playbook's, to be changed where this project differs]

The template is copied and never referred to: what you change in it later changes no project.
"""

from __future__ import annotations

from .emit import Value, entry, inline
from .freeze import amount
from .project import Language, StageTemplate, Studio

MODELINE = "# yaml-language-server: $schema=../hooks/courtside/schema/project.json"


def project_text(
    studio: Studio,
    playbook: str,
    *,
    title: str,
    client: str,
    email: str,
    price: str,
    language: Language | None = None,
) -> str:
    """Return the text of a new project file. `price` is written as money, `playbook` is a name in
    the studio's file. What does not fit is reported when the text is read.
    """
    book = studio.playbooks[playbook]
    rows = [MODELINE, *entry("title:", title, 0)]
    rows += entry("client:", {"name": client, "email": email}, 0)
    if language:
        rows.append(f"language: {language}")
    rows.append(f"price: {inline(price)}")
    if book.deposit:
        rows.append(f"deposit: {amount(book.deposit, studio)}")
    rows += [
        f"# The stages of the template {playbook}, copied: change what is different this time.",
        "# What differs from your standard terms goes under `terms:`, your clauses under `words:`.",
        "stages:",
    ]
    rows += [row for stage in book.stages for row in entry("-", _stage(stage, studio), 2)]
    if book.words:
        rows += entry("words:", book.words, 0)
    return "\n".join(rows) + "\n"


def _stage(stage: StageTemplate, studio: Studio) -> dict[str, Value]:
    value: dict[str, Value] = {"id": stage.id, "title": stage.title, "owner": stage.owner}
    if stage.days is not None:
        value["days"] = stage.days
    if stage.gives:
        value["gives"] = [given.text for given in stage.gives]
    if stage.after is not None:
        value["after"] = list(stage.after)
    if stage.approves is not None:
        value["approves"] = stage.approves
    if stage.pay is not None:
        value["pay"] = amount(stage.pay, studio)
    return value
