"""The agreement as one sheet of paper: ViewContext -> PDF.

    set_agreement(ctx, paper="a4")   ->   Typeset(pdf=b"%PDF-1.7 ...", borrowed=False)

`typeset_pdf` sets it from `portal/agreement.typ` (why Typst: docs/decisions), in the largest type
in which it fits one page. Clauses that do not fit go to pages of their own, and page 1 says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from courtside.engine.assess import Status
from courtside.errors import CourtsideError
from courtside.model.studio import Studio
from courtside.text.language import translator
from courtside.text.theme import OURS, Theme
from courtside.views.agreement import build_agreement
from courtside.views.context import ViewContext
from courtside.views.pdf import PAPERS, Paper, Typeset, as_input, measure, typeset_pdf

TEMPLATE = "portal/agreement.typ"


class TooLongError(CourtsideError):
    """An agreement that does not fit, and by how much. The message goes on after a project's id."""

    def __init__(self, paper: Paper, millimetres: int) -> None:
        super().__init__(
            f"the agreement is {millimetres} mm too long for one {PAPER_NAMES[paper]} page: "
            "shorten `gives`, `details` or titles, or put stages together"
        )


PAPER_NAMES: Mapping[Paper, str] = {"a4": "A4", "letter": "Letter"}


def context_for(studio: Studio, status: Status, today: date, theme: Theme = OURS) -> ViewContext:
    """Return the context of a project for its agreement, in the project's language."""
    language = status.project.language or studio.language
    t = translator(language, today, formal=studio.address == "formal", theme=theme)
    return ViewContext(t=t, studio=studio, status=status)


def too_long(ctx: ViewContext, theme: Theme = OURS) -> TooLongError | None:
    """Return by how much the agreement is longer than one page, on paper of either size; None if it
    fits.

    Measuring takes some 0.1 seconds.
    """
    paper, over = max(overflow(ctx, theme).items(), key=lambda pair: pair[1])
    return TooLongError(paper, over) if over else None


def overflow(ctx: ViewContext, theme: Theme = OURS) -> Mapping[Paper, int]:
    """Return by how many millimetres the agreement is too long for one page of each paper.

    Measured in the smallest type, with clauses on pages of their own.
    """
    return dict(
        zip(PAPERS, measure(theme.find(TEMPLATE), _inputs(ctx, theme), theme=theme), strict=True)
    )


def set_agreement(
    ctx: ViewContext, *, paper: Paper, long: bool = False, theme: Theme = OURS
) -> Typeset:
    """Set the agreement of a project; raises TooLongError and TypesetError.

    `long` lets it take more than one page, clauses apart.
    """
    inputs = _inputs(ctx, theme, paper=paper, long=long)
    made = typeset_pdf(
        theme.find(TEMPLATE), inputs, day=ctx.t.today, ask="" if long else "<over>", theme=theme
    )
    if made.answer:
        raise TooLongError(paper, made.answer)
    return made


def _inputs(
    ctx: ViewContext, theme: Theme, *, paper: str = "", long: bool = False
) -> dict[str, str]:
    """All that the template is given; without a paper it measures for each, and sets nothing."""
    agreed = build_agreement(ctx, heading=2)
    data = as_input(
        ctx.t,
        theme,
        author=ctx.studio.name,
        subject=f"{agreed.title.unescape()}: {ctx.status.project.title}",
        agreement=agreed,
        colon=ctx.t.colon,
    )
    return {"data": data, "paper": paper, "long": "long" if long else ""}
