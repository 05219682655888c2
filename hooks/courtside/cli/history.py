"""The commands that look back: what happened in a project, in sentences and as a statement.

courtside history aurora                 who had the ball from when to when, what was agreed
courtside proof aurora -o aurora.pdf     the same for both sides, with delays and hashes
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import get_args

import click

from courtside.cli.arguments import project_argument, status_of
from courtside.cli.common import Day, portfolio_on, projects_option, refuse, say_borrowed
from courtside.engine.assess import assess
from courtside.model.values import Language
from courtside.text.html import plain_text
from courtside.text.language import translator
from courtside.views.context import ViewContext
from courtside.views.history.event import HistoryEvent
from courtside.views.history.history import write_history
from courtside.views.pdf import TypesetError
from courtside.views.statement import Statement
from courtside.views.statement import build_statement as statement
from courtside.views.statement_export import statement_markdown, statement_pdf
from courtside.workspace import folder, reminder_log
from courtside.workspace.atomic import write_atomic
from courtside.workspace.git import commit_of

today_option = click.option("--today", type=Day(), help="As it stood on a day.")
language_option = click.option(
    "--language", type=click.Choice(get_args(Language)), help="Of the sentences."
)


@click.command()
@project_argument
@projects_option
@today_option
@language_option
def history(project: str, projects: Path, today: date | None, language: Language | None) -> None:
    """Tell the story of project ID in plain sentences, a line each.

    Who had the ball from when to when, what followed, and what was agreed on the way; what is
    dated after the day is left out. In the house's language, unless --language says another.

    \b
      courtside history aurora
      courtside history aurora --today 2026-04-01 --language es
    """
    about = telling(project, projects, today, language, studio_language=True)
    _print(about, write_history(about))


@click.command()
@project_argument
@projects_option
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="FILE.pdf or FILE.md, in the place of what is there.",
)
@today_option
@language_option
def proof(
    project: str, projects: Path, output: Path, today: date | None, language: Language | None
) -> None:
    """Write the dated statement of project ID: plan and hand-overs, delays, consequences, hashes.

    Both sides are spoken of in the same words, in the project's language unless --language says
    another. It is a record of what your files say, and no legal advice. Nothing private is in it.

    \b
      courtside proof aurora -o aurora.pdf
      courtside proof aurora -o aurora.md --today 2026-04-01
    """
    if output.suffix.lower() not in (".pdf", ".md"):
        refuse(f"{output}: end the name in .pdf or .md")
    about = telling(project, projects, today, language)
    stated = statement(
        about, version=version("courtside"), commit=_commit(projects, about.status.project.id)
    )
    if output.suffix.lower() == ".md":
        content = statement_markdown(stated).encode()
    else:
        content = _pdf(about, stated)
    try:
        write_atomic(output, content)
    except OSError as error:
        refuse(f"{output}: {error.strerror}")
    click.echo(output)


def _commit(projects: Path, name: str) -> str:
    """The commit that holds the file as it is; none where it has changes of its own."""
    path = next(
        projects / file for file in folder.project_files(projects) if Path(file).stem == name
    )
    commit = commit_of(path)
    if not commit:
        click.echo(
            f"{path}: it is not committed as it is, so the statement names no commit", err=True
        )
    return commit


def _pdf(about: ViewContext, stated: Statement) -> bytes:
    try:
        made = statement_pdf(stated, about.t, author=about.studio.name, day=about.status.as_of)
    except TypesetError as error:
        refuse(f"{about.status.project.id}: {error}")
    if made.borrowed:
        say_borrowed(about.status.project.id)
    return made.pdf


def telling(
    project: str,
    projects: Path,
    today: date | None,
    language: Language | None,
    *,
    studio_language: bool = False,
) -> ViewContext:
    """A project as it stood on a day, to be told in its own language or the house's."""
    portfolio, day = portfolio_on(projects, today)
    status = status_of(project, assess(portfolio, day))
    own = None if studio_language else status.project.language
    # Days with their year, always: it may be read years later.
    formal = portfolio.studio.address == "formal"
    t = translator(language or own or portfolio.studio.language, date.min, formal=formal)
    try:
        sent = reminder_log.told(projects)
    except reminder_log.ReminderLogError as error:
        refuse(str(error))
    return ViewContext(t=t, studio=portfolio.studio, status=status, reminded=sent)


def _print(about: ViewContext, told: Iterable[HistoryEvent]) -> None:
    """A line for each; in a terminal, folded so that the days stand alone."""
    days = [about.t.short_day(one.day, year=True) for one in told]
    room = max(map(len, days), default=0) + 2
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
    for day, one in zip(days, told, strict=True):
        sign = "» " if one.kind == "log" else ""
        text = f"{day:<{room}}{sign}{plain_text(one.text)}"
        # Words of a project are never broken, so that addresses can be copied.
        lines = textwrap.wrap(
            text,
            max(width, room + 30),
            subsequent_indent=" " * (room + len(sign)),
            break_long_words=False,
            break_on_hyphens=False,
        )
        click.echo("\n".join(lines))
