"""The command about the agreement on paper.

    courtside agreement aurora                 writes aurora-agreement.pdf, to be printed and signed
    courtside agreement aurora -o - | lp       sends it to a printer

Nothing is written where it takes more than one page, unless that is asked for.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from courtside.cli.arguments import project_argument, status_of
from courtside.cli.common import Day, portfolio_on, projects_option, refuse, say_borrowed
from courtside.engine.assess import assess
from courtside.views import agreement_pdf
from courtside.views.pdf import TypesetError
from courtside.workspace.atomic import write_atomic


@click.command()
@project_argument
@projects_option
@click.option("--today", type=Day(), help="Show it as it stood, or will stand, on a day.")
@click.option(
    "--paper",
    type=click.Choice(agreement_pdf.PAPERS),
    default="a4",
    show_default=True,
    help="What it will be printed on.",
)
@click.option("--long", is_flag=True, help="Let it take more than one page.")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="The file to write, - for stdout.  [default: ID-agreement.pdf]",
)
def agreement(
    project: str,
    projects: Path,
    today: date | None,
    paper: agreement_pdf.Paper,
    long: bool,
    output: Path | None,
) -> None:
    """Write the agreement of a project, "How we work together", as a PDF of one page.

    ID is the project's. The page has places for both signatures; times are weeks until the project
    has its dates. What does not fit on one page is refused with its measure, and no file is
    written; with --long it takes as many as it needs.

    \b
      courtside agreement aurora
      courtside agreement aurora --paper letter -o signed/aurora.pdf
    """
    portfolio, day = portfolio_on(projects, today)
    status = status_of(project, assess(portfolio, day))
    name = status.project.id
    told = agreement_pdf.context_for(portfolio.studio, status, day)
    try:
        made = agreement_pdf.set_agreement(told, paper=paper, long=long)
    except agreement_pdf.TooLongError as error:
        refuse(f"{name}: {error}, or let it take more with --long")
    except TypesetError as error:
        refuse(f"{name}: {error}")
    if made.borrowed:
        say_borrowed(name)
    path = output or Path(f"{name}-agreement.pdf")
    if str(path) == "-":
        click.echo(made.pdf, nl=False)
        return
    try:
        write_atomic(path, made.pdf)
    except OSError as error:
        refuse(f"{path}: {error.strerror}: nothing was written")
    click.echo(path)
