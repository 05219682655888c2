"""The commands that bring a studio to the version of this Courtside: upgrade, migrate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from courtside.cli.options import config_option, projects_option, restart_within_option


@click.command(name="upgrade")
@config_option
@click.option(
    "--from-template", is_flag=True, help='Bring over a studio made by "Use this template".'
)
@click.option("--take", multiple=True, metavar="FILE", help="Replace this file of yours with ours.")
@click.option("--keep", multiple=True, metavar="FILE", help="Keep yours, and stop showing it.")
@restart_within_option
@click.option("--dry-run", is_flag=True, help="Print what would change; write nothing.")
def upgrade_studio(**typed: Any) -> None:
    """Bring your repository to the version of this Courtside, after you installed a new one.

    Files of ours that you have not touched are replaced. Those that you have changed stay, and you
    see the difference: --take FILE takes ours, --keep FILE keeps yours. Then your project files are
    migrated and checked. Nothing is committed.

    \b
      courtside upgrade
      courtside upgrade --take .github/workflows/daily.yml
    """
    from courtside.cli.upgrade_flow import UpgradeRequest, upgrade_repository

    upgrade_repository(click.get_current_context(), UpgradeRequest(**typed))


@click.command(name="migrate")
@projects_option
@restart_within_option
@click.option("--dry-run", is_flag=True, help="Print the lines that would change; write nothing.")
def migrate_files(projects: Path, restart_within: str | None, dry_run: bool) -> None:
    """Update your files to the format of this version.

    Only needed if `courtside check` asks for it after an upgrade. Keeps your comments, writes all
    files or none, and never changes anything that was signed.

    \b
      courtside migrate --dry-run
    """
    from courtside.cli.migrate_flow import migrate_studio

    migrate_studio(projects, restart_within, dry_run=dry_run)
