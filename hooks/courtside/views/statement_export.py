"""The statement in its two forms: Markdown, and a PDF set by `portal/statement.typ`.

Statement  ->  text that any reader of Markdown shows, or the bytes of a tagged PDF

Every text of people's own is escaped: it stays as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from courtside.text.html import escaped, markdown
from courtside.text.theme import OURS, Theme
from courtside.views.context import ViewContext
from courtside.views.pdf import Paper, Typeset, as_input, typeset_pdf
from courtside.views.statement import Row, Section, Statement, Table


def statement_markdown(stated: Statement) -> str:
    """Return the statement as Markdown; equal statements give equal texts."""
    return "\n".join(_lines(stated)).rstrip("\n") + "\n"


def _lines(stated: Statement) -> Iterator[str]:
    colon = escaped(stated.colon.unescape())  # a cell would lose a space before it
    yield f"# {_cell(stated.title)}\n"
    yield f"{_cell(stated.intro)}\n"
    for name, value in stated.facts:
        yield f"- {_cell(name)}{colon} {_cell(value)}"
    yield ""
    for section in stated.sections:
        yield from _section(section, colon)
    yield "---\n"
    for note in stated.notes:
        yield f"{_cell(note)}\n"


def _section(section: Section, colon: str) -> Iterator[str]:
    yield f"## {_cell(section.heading)}\n"
    for text in section.texts:
        yield f"{_cell(text)}\n"
    for table in section.tables:
        yield from _table(table)
    for day, text in section.entries:
        yield f"- {_cell(day)}{colon} {_cell(text)}"
    if section.entries:
        yield ""


def _table(table: Table) -> Iterator[str]:
    yield _row(table.heads)
    rules = ("---:" if n in table.numbers else "---" for n in range(len(table.heads)))
    yield f"| {' | '.join(rules)} |"
    for row in table.rows:
        yield _row(row)
    yield ""


def _row(row: Row) -> str:
    return f"| {' | '.join(map(_cell, row))} |"


def _cell(html: Markup) -> str:
    return markdown(html).strip()


TEMPLATE = "portal/statement.typ"


def statement_pdf(
    stated: Statement, ctx: ViewContext, *, paper: Paper = "a4", theme: Theme = OURS
) -> Typeset:
    """Return the statement as a PDF, dated by its view; equal statements give equal bytes. Raises
    TypesetError."""
    title = stated.title.unescape()
    data = as_input(ctx.t, theme, author=ctx.studio.name, title=title, statement=stated)
    inputs = {"data": data, "paper": paper}
    return typeset_pdf(theme.find(TEMPLATE), inputs, day=ctx.records, theme=theme)
