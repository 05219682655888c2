"""The commands that let a site out: preflight, publish."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from courtside.cli.options import config_option, plain_site_option


@click.command()
@config_option
@click.option(
    "--repository-is",
    "visibility",
    type=click.Choice(["private", "public"]),
    help="What the workflow knows about the repository of the project files.",
)
def preflight(config_file: Path, visibility: Literal["private", "public"] | None) -> None:
    """Check that it is safe to publish.

    Stops if the repository is public, if git has or had the secret, if key_id is missing or
    example_day is not, if others have pushed newer project files, if a project file was deleted
    without being closed (its client would find an empty page), if two clients seem to share a page,
    if a link was another client's, may have been, or was replaced by a newer one, or if a page
    moved to another id, away from its link.
    """
    from courtside.cli.publish_flow import refuse_unsafe

    refuse_unsafe(config_file, visibility)
    click.echo("It is safe to publish.", err=True)


@click.command(name="publish")
@config_option
@click.option(
    "--to",
    "repository",
    required=True,
    envvar="COURTSIDE_PUBLISH_TO",
    help="The other repository: a git address (default: the variable COURTSIDE_PUBLISH_TO).",
)
@click.option("--branch", default="gh-pages", show_default=True, help="The branch it goes to.")
@plain_site_option
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
def publish_site(config_file: Path, repository: str, branch: str, plain: bool, yes: bool) -> None:
    """Push only the built, encrypted site to another repository, as one commit without history.

    For hosts that do not publish from a private repository. The site is checked for leaks first.
    The branch must be empty or already hold such a site; its CNAME stays. In CI,
    COURTSIDE_DEPLOY_KEY is the private SSH key that may write there.

    \b
      courtside build
      courtside publish --to git@github.com:norte/portals.git
    """
    from courtside.cli.publish_flow import push_site

    push_site(config_file, repository, branch, plain=plain, yes=yes)
