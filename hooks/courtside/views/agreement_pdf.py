"""The agreement as one sheet of paper: Telling -> PDF.

    sheet(tell, paper="a4")   ->   Typeset(pdf=b"%PDF-1.7 ...", borrowed=False)

`typeset_pdf` sets it, out of `overrides/portal/agreement.typ` (why Typst: docs/decisions), in the
largest type in which it fits one page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

from courtside.engine.assess import Status
from courtside.errors import CourtsideError
from courtside.model.studio import Studio
from courtside.text.language import translator
from courtside.text.theme import OURS, Theme
from courtside.views.agreement import build_agreement, bulk
from courtside.views.context import ViewContext
from courtside.views.pdf import Typeset, as_data, families, measure, typeset_pdf

Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = get_args(Paper)
STAGES = 14
"""So many fit on one page, with what else an agreement usually says."""
MEASURED = 4000
"""Bulk from which on an agreement may take more than one page."""
TEMPLATE = "portal/agreement.typ"


class TooLongError(CourtsideError):
    """More than fits on one page, by so much. The message goes on after a project's id."""

    def __init__(self, paper: Paper, millimetres: int) -> None:
        super().__init__(
            f"the agreement is {millimetres} mm too long for one {PAPER_NAMES[paper]} page: "
            "shorten `words`, `gives` or titles, or put stages together"
        )


PAPER_NAMES: Mapping[Paper, str] = {"a4": "A4", "letter": "Letter"}


def telling(studio: Studio, status: Status, today: date) -> ViewContext:
    """What the sheet of a project needs, in the project's own language."""
    language, formal = status.project.language or studio.language, studio.address == "formal"
    t = translator(language, today, formal=formal)
    return ViewContext(t=t, studio=studio, status=status)


def too_long(tell: ViewContext, theme: Theme = OURS) -> TooLongError | None:
    """Whether it takes more than one page, of whichever paper; says by how much.

    Measuring one takes some 0.1 seconds, too long for a thousand of them; so only those are
    measured that have the bulk for it. (`tests/test_sheet.py` tries that the others fit.)
    """
    if bulk(tell.status) < MEASURED:
        return None
    paper, over = max(overflow(tell, theme).items(), key=lambda each: each[1])
    return TooLongError(paper, over) if over else None


def overflow(tell: ViewContext, theme: Theme = OURS) -> Mapping[Paper, int]:
    """By how many millimetres it is too long for one page of each paper, in its smallest type."""
    return dict(
        zip(PAPERS, measure(theme.find(TEMPLATE), _inputs(tell, theme), theme=theme), strict=True)
    )


def set_agreement(
    tell: ViewContext, *, paper: Paper, long: bool = False, theme: Theme = OURS
) -> Typeset:
    """Set the agreement of a project; raises TooLong and TypesetFault.

    `long` lets it take more than one page. `fonts` is the house's own folder of them; there need
    be none.
    """
    inputs = _inputs(tell, theme, paper=paper, long=long)
    made = typeset_pdf(
        theme.find(TEMPLATE), inputs, day=tell.t.today, ask="" if long else "<over>", theme=theme
    )
    if made.answer:
        raise TooLongError(paper, made.answer)
    return made


def _inputs(
    tell: ViewContext, theme: Theme, *, paper: str = "", long: bool = False
) -> dict[str, str]:
    """All that the template is told; without a paper it measures for each, and sets nothing."""
    agreed = build_agreement(tell, heading=2)
    project = tell.status.project
    told = {
        "language": tell.t.language,
        "direction": tell.t.direction,
        "author": tell.studio.name,
        "subject": f"{agreed.title.unescape()}: {project.title}",
        "fonts": families(theme),
        "agreement": as_data(agreed),
        "colon": as_data(tell.t.colon),
    }
    words = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return {"data": words, "paper": paper, "long": "long" if long else ""}
