"""The command about the agreement on paper: agreement."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from courtside.cli.options import (
    PathParam,
    paper_option,
    project_argument,
    projects_option,
    today_option,
)
from courtside.cli.terminal import refuse

if TYPE_CHECKING:
    from courtside.views.pdf import Paper


@click.command(name="agreement")
@project_argument
@projects_option
@today_option
@paper_option
@click.option("--long", is_flag=True, help="Allow more than one page.")
@click.option(
    "--output",
    "-o",
    type=PathParam(dir_okay=False, allow_dash=True),
    help="The file to write, - for stdout.  [default: ID-agreement.pdf]",
)
def write_agreement(
    project: str,
    projects: Path,
    today: date | None,
    paper: Paper | None,
    long: bool,
    output: Path | None,
) -> None:
    """Write the agreement of a project, "How we work together", as a PDF of one page.

    The page has places for both signatures; times are weeks until the project has its dates. If it
    does not fit on one page, nothing is written, and a message says by how much it is too long;
    --long allows more pages.

    \b
      courtside agreement aurora
      courtside agreement aurora --paper letter -o signed/aurora.pdf
      courtside agreement aurora -o - | lp
    """
    from courtside.cli.common import (
        project_on,
        theme_beside,
        warn_of_borrowed_letters,
        write_document,
    )
    from courtside.views import agreement_pdf
    from courtside.views.pdf import TypesetError, paper_of

    portfolio, day, status = project_on(projects, today, project, lasting=True)
    name = status.project.id
    theme = theme_beside(projects)
    context = agreement_pdf.context_for(portfolio.studio, status, day, theme)
    try:
        sheet = paper or paper_of(portfolio.studio)
        made = agreement_pdf.set_agreement(context, paper=sheet, long=long, theme=theme)
    except agreement_pdf.TooLongError as error:
        refuse(f"{name}: {error}, or allow more pages with --long")
    except TypesetError as error:
        refuse(f"{name}: {error}")
    if made.borrowed:
        warn_of_borrowed_letters(name)
    path = output or Path(f"{name}-agreement.pdf")
    if str(path) == "-":
        click.echo(made.pdf, nl=False)
        return
    write_document(path, made.pdf)
