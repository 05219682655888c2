"""The command that brings a studio to the version of this Courtside: upgrade."""

from __future__ import annotations

from pathlib import Path

import click

from courtside.cli.options import config_option


@click.command(name="upgrade")
@config_option
@click.option(
    "--from-template", is_flag=True, help='Bring over a studio made by "Use this template".'
)
@click.option("--take", multiple=True, metavar="FILE", help="Replace this file of yours with ours.")
@click.option("--keep", multiple=True, metavar="FILE", help="Keep yours, and stop showing it.")
@click.option(
    "--restart-within",
    type=click.IntRange(1, 1000),
    metavar="DAYS",
    help="To format 2: the working days within which you are back after a lost slot.",
)
@click.option("--dry-run", is_flag=True, help="Print what would change; write nothing.")
@click.pass_context
def upgrade_studio(
    ctx: click.Context,
    config_file: Path,
    from_template: bool,
    take: tuple[str, ...],
    keep: tuple[str, ...],
    restart_within: int | None,
    dry_run: bool,
) -> None:
    """Bring your repository to the version of this Courtside, after you installed a new one.

    Files of ours that you have not touched are replaced. Those that you have changed stay, and you
    see the difference: --take FILE takes ours, --keep FILE keeps yours. Then your project files are
    migrated and checked. Nothing is committed.

    \b
      courtside upgrade
      courtside upgrade --take .github/workflows/daily.yml
    """
    from courtside.cli.upgrade_flow import UpgradeRequest, upgrade_repository

    request = UpgradeRequest(
        config_file=config_file,
        from_template=from_template,
        take=take,
        keep=keep,
        restart_within=restart_within,
        dry_run=dry_run,
    )
    upgrade_repository(ctx, request)
