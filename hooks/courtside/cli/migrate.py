"""The command that updates the files of a studio after an upgrade: migrate."""

from __future__ import annotations

from pathlib import Path

import click

from courtside.cli.options import projects_option, restart_within_option


@click.command(name="migrate")
@projects_option
@restart_within_option
@click.option("--dry-run", is_flag=True, help="Print the lines that would change; write nothing.")
def migrate_files(projects: Path, restart_within: int | None, dry_run: bool) -> None:
    """Update your files to the format of this version.

    Only needed if `courtside check` asks for it after an upgrade. Keeps your comments, writes all
    files or none, and never changes anything that was signed.

    \b
      courtside migrate --dry-run
    """
    from courtside.cli.migrate_flow import migrate_studio

    migrate_studio(projects, restart_within, dry_run=dry_run)
