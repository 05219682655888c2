"""The command that imports running projects from a spreadsheet: import."""

from __future__ import annotations

from typing import Any

import click

from courtside.cli.options import PathParam, projects_option


@click.command(name="import")
@click.argument("file", type=PathParam(exists=True, dir_okay=False))
@projects_option
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.option("--dry-run", is_flag=True, help="Print the files; write nothing.")
@click.option(
    "--dates",
    type=click.Choice(["dmy", "mdy"]),
    help="Day or month first in dates like 3/4/2026, if the sheet does not tell.",
)
@click.option(
    "--template",
    "--playbook",
    metavar="TEXT",
    help="The template for projects that have no stages in the sheet.",
)
@click.option(
    "--standard-terms",
    is_flag=True,
    help="These projects were signed with your standard terms. Without this, nothing happens when "
    "a stage is late.",
)
def import_sheet(**typed: Any) -> None:
    """Import projects from a spreadsheet saved as CSV.

    A row is a stage; a row that names no project belongs to the one above. Columns are recognised
    by name, in English, Spanish, Portuguese, French, German or Italian: project, client, email and
    price, and stage, owner, days (or start and due), done; or a template in place of stages. You
    see how it was understood before anything is written; then all projects are written, or none.

    \b
      courtside import clients.csv
      courtside import clients.csv --dates dmy --template website --dry-run
    """
    from courtside.cli.import_flow import ImportRequest, import_projects

    import_projects(ImportRequest(**typed))
