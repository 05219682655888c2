"""The command about the agreement on paper.

    courtside agreement aurora                 writes aurora-agreement.pdf, to be printed and signed
    courtside agreement aurora -o - | lp       sends it to a printer

Nothing is written where it takes more than one page, unless that is asked for.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from . import sheet
from .cli_base import Day, house_on, projects_option, refuse, say_borrowed
from .cli_names import project_argument, status_of
from .disk import write_whole
from .status import assess
from .typeset import TypesetFault


@click.command()
@project_argument
@projects_option
@click.option("--today", type=Day(), help="Show it as it stood, or will stand, on a day.")
@click.option(
    "--paper",
    type=click.Choice(sheet.PAPERS),
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
    paper: sheet.Paper,
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
    house, day = house_on(projects, today)
    status = status_of(project, assess(house, day))
    name = status.project.id
    told = sheet.telling(house.studio, status, day)
    try:
        made = sheet.sheet(told, paper=paper, long=long)
    except sheet.TooLong as fault:
        refuse(f"{name}: {fault}, or let it take more with --long")
    except TypesetFault as fault:
        refuse(f"{name}: {fault}")
    if made.borrowed:
        say_borrowed(name)
    path = output or Path(f"{name}-agreement.pdf")
    if str(path) == "-":
        click.echo(made.pdf, nl=False)
        return
    try:
        write_whole(path, made.pdf)
    except OSError as error:
        refuse(f"{path}: {error.strerror}: nothing was written")
    click.echo(path)
