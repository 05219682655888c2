"""The commands that look back: what happened in a project, in sentences and as a statement.

courtside history aurora                   who had the ball and when, what was agreed
courtside statement aurora -o aurora.pdf   the same for both sides, with delays and fingerprints
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from courtside.cli.options import (
    LANGUAGES,
    PathParam,
    paper_option,
    project_argument,
    projects_option,
    today_option,
)
from courtside.cli.terminal import refuse

if TYPE_CHECKING:
    from courtside.model.values import Language
    from courtside.views.context import ViewContext
    from courtside.views.history.history import HistoryEvent
    from courtside.views.pdf import Paper
    from courtside.views.statement import Statement

language_option = click.option(
    "--language", type=click.Choice(LANGUAGES), help="Language of the text."
)


@click.command(name="history")
@project_argument
@projects_option
@today_option
@language_option
def show_history(
    project: str, projects: Path, today: date | None, language: Language | None
) -> None:
    """Tell what happened in a project, one sentence per line.

    Who had the ball and when, what followed, what was agreed. Anything after --today is left out.
    In your language, unless --language says another.

    \b
      courtside history aurora
      courtside history aurora --today 2026-04-01 --language es
    """
    from courtside.views.history.history import write_history

    ctx = _context(project, projects, today, language, lasting=False)
    _print(ctx, write_history(ctx))


@click.command(name="statement")
@project_argument
@projects_option
@click.option(
    "--output",
    "-o",
    type=PathParam(dir_okay=False, writable=True),
    required=True,
    help="Where to write it: FILE.pdf or FILE.md (replaces an existing file).",
)
@today_option
@language_option
@paper_option
def write_statement(
    project: str,
    projects: Path,
    output: Path,
    today: date | None,
    language: Language | None,
    paper: Paper | None,
) -> None:
    """Write a dated statement of a project: plan and handovers, delays, consequences, fingerprints.

    It describes both sides in the same words, in the project's language unless --language says
    another. It is a record, not legal advice. Private notes are not in it.

    \b
      courtside statement aurora -o aurora.pdf
      courtside statement aurora -o aurora.md --today 2026-04-01
    """
    from importlib.metadata import version

    from courtside.cli.common import write_document
    from courtside.views.statement import build_statement
    from courtside.views.statement_export import statement_markdown

    if output.suffix.lower() not in (".pdf", ".md"):
        refuse(f"{output}: the name has to end in .pdf or .md.")
    ctx = _context(project, projects, today, language, lasting=True)
    commit = _commit(projects, ctx.status.project.id)
    statement = build_statement(ctx, version=version("courtside"), commit=commit)
    if output.suffix.lower() == ".md":
        content = statement_markdown(statement).encode()
    else:
        content = _pdf(ctx, statement, projects, paper)
    write_document(output, content)


def _commit(projects: Path, name: str) -> str:
    """The commit that holds the file as it is; none where it has uncommitted changes."""
    from courtside.workspace.folder import project_file_name
    from courtside.workspace.git import commit_of, distrust

    path = projects / project_file_name(projects, name)
    commit = commit_of(path)
    if not commit:
        why = distrust(path) or f"{path} has uncommitted changes"
        click.echo(f"The statement names no commit: {why}.", err=True)
    return commit


def _pdf(ctx: ViewContext, statement: Statement, projects: Path, paper: Paper | None) -> bytes:
    from courtside.cli.common import theme_beside, warn_of_borrowed_letters
    from courtside.views.pdf import TypesetError, paper_of
    from courtside.views.statement_export import statement_pdf

    try:
        made = statement_pdf(
            statement, ctx, paper=paper or paper_of(ctx.studio), theme=theme_beside(projects)
        )
    except TypesetError as error:
        refuse(f"{ctx.status.project.id}: {error}")
    if made.borrowed:
        warn_of_borrowed_letters(ctx.status.project.id)
    return made.pdf


def _context(
    project: str,
    projects: Path,
    today: date | None,
    language: Language | None,
    *,
    lasting: bool,
) -> ViewContext:
    """A project as of a day: for a lasting document in its own language, for the owner's eyes alone
    in the studio's."""
    from courtside.cli.common import project_on, theme_beside
    from courtside.text.language import translator
    from courtside.views.context import ViewContext
    from courtside.workspace import reminder_log

    portfolio, day, status = project_on(projects, today, project, lasting=lasting)
    studio = portfolio.studio
    own = status.project.language if lasting else None
    # Days with their year, always: it may be read years later.
    formal = studio.address == "formal"
    t = translator(
        language or own or studio.language,
        date.min,
        formal=formal,
        theme=theme_beside(projects),
    )
    sent = reminder_log.read_log(projects)
    return ViewContext(t=t, studio=studio, status=status, made=day, reminded=sent)


def _print(ctx: ViewContext, events: Iterable[HistoryEvent]) -> None:
    """A line for each; in a terminal, folded so that the days are alone in their column."""
    import shutil
    import sys
    import textwrap

    from courtside.text.html import plain_text

    events = tuple(events)
    days = [ctx.t.short_day(event.day) for event in events]
    room = max(map(len, days), default=0) + 2
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
    for day, event in zip(days, events, strict=True):
        sign = "» " if event.kind == "log" else ""
        text = f"{day:<{room}}{sign}{plain_text(event.text)}"
        # Words of a project are never broken, so that addresses can be copied.
        lines = textwrap.wrap(
            text,
            max(width, room + 30),
            subsequent_indent=" " * (room + len(sign)),
            break_long_words=False,
            break_on_hyphens=False,
        )
        click.echo("\n".join(lines))
