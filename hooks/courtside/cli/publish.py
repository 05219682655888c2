"""The commands that let a site out: may it go, and, where the host does not take it from here, how.

courtside ready                          may this house be published?
courtside publish --to git@host:x.git    the sealed site alone, to another repository
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from courtside.cli.common import (
    config_option,
    good_portfolio,
    now,
    refuse,
    today_of,
)
from courtside.engine.assess import Portfolio
from courtside.engine.portals import is_open
from courtside.errors import BuildError
from courtside.pipeline import run
from courtside.site import build, publish
from courtside.site.site_checks import GONE
from courtside.site.staging import StagingError
from courtside.workspace import git, versions
from courtside.workspace.config import (
    NOT_SECURE,
    SHARED_ORIGIN,
    opens_portals,
    read_site_config,
    shares_origin,
)
from courtside.workspace.link_history import LinkHistory


@click.command()
@config_option
@click.option(
    "--repository-is",
    "visibility",
    type=click.Choice(["private", "public"]),
    help="What the workflow knows of the repository of the project files.",
)
def ready(config_file: Path, visibility: str | None) -> None:
    """Say whether this house may be published, before the secret comes near.

    Refuses a public repository, a house without key_id, a project that was there and is gone
    without having been `closed` (its client would find nothing, and not know why), and a link that
    another client has had, or that a newer one has replaced.
    """
    place = read_site_config(config_file)
    portfolio = good_portfolio(place.projects)
    wrong = [*_vanished(place.projects), *_used_links(place.projects, portfolio)]
    if visibility == "public":
        wrong.append(
            "the repository is public: everybody reads the project files in it. Make it private, "
            "and publish as README says under 'Publishing'"
        )
    if not portfolio.studio.key_id:
        wrong.append(
            "_studio.yml has no key_id: build once on your machine (make site), put the secret "
            "into your password manager, and commit the line"
        )
    if not place.site_url:
        wrong.append("mkdocs.yml has no site_url: write where the site lies")
    elif not opens_portals(place.site_url):
        wrong.append(f"site_url in mkdocs.yml: {NOT_SECURE}")
    if wrong:
        refuse(*wrong)
    if shares_origin(place.site_url):
        click.echo(f"site_url in mkdocs.yml: {SHARED_ORIGIN} (warning)", err=True)
    click.echo("This may be published.", err=True)


@click.command(name="publish")
@config_option
@click.option(
    "--to",
    "repository",
    required=True,
    envvar="COURTSIDE_PUBLISH_TO",
    help="The other repository: an address of git. Else the variable COURTSIDE_PUBLISH_TO.",
)
@click.option("--branch", default="gh-pages", show_default=True, help="The branch it goes to.")
@click.option("--plain", is_flag=True, help="The site was built with `courtside build --plain`.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def publish_site(config_file: Path, repository: str, branch: str, plain: bool, yes: bool) -> None:
    """Push the built, sealed site alone to another repository, as one commit without history.

    For hosts that do not publish from a private repository. The gate looks at the site first. The
    branch must hold such a site or nothing; anything else is left alone, and so is its CNAME. In
    CI, COURTSIDE_DEPLOY_KEY is the private SSH key that may write there.

    \b
      courtside build && courtside publish --to git@github.com:norte/portals.git
    """
    place = read_site_config(config_file)
    portfolio = good_portfolio(place.projects)
    wrong = (
        *_vanished(place.projects),
        *_used_links(place.projects, portfolio),
    )
    if wrong:
        refuse(*wrong)
    target = publish.Target(
        repository=repository,
        branch=branch,
        domain=publish.own_domain(place.site_url),
        key=os.environ.get(publish.KEY_VARIABLE, ""),
    )
    if not (place.site / publish.MARK).is_file():
        refuse("there is no site yet: courtside build")
    try:
        plan = run(build.order_of(place, environ=os.environ, now=now()))
        public = build.read_public(place) if plain else None
        if found := build.verify_site(place.site, config_file, plan, public):
            refuse(*found, "The site is not that of today's files: courtside build")
    except BuildError as error:
        refuse(*error.lines)
    if not yes:
        click.confirm(
            f"Put the site, {plan.summary}, into the place of the branch {branch}?",
            abort=True,
            err=True,
        )
    try:
        moved = publish.push(place.site, target, name=place.look.site_name, day=plan.today)
    except (publish.PublishError, StagingError) as error:
        refuse(str(error))
    click.echo("Published." if moved else "Nothing has changed; nothing was pushed.", err=True)


def _vanished(projects: Path) -> tuple[str, ...]:
    try:
        gone = versions.vanished(projects)
    except git.DistrustedRepositoryError as error:
        return (f"{error}",)
    except git.HistoryError:
        if shutil.which("git") is None:
            return ("git is not installed here: it says which projects there were",)
        return (
            "git cannot say which projects there were: this needs a clone with its history "
            "(actions/checkout: fetch-depth: 0)",
        )
    return tuple(f"{name}: {GONE}" for name in gone)


def _used_links(projects: Path, portfolio: Portfolio) -> tuple[str, ...]:
    """Links that open, or would open again, what their holders must not read."""
    day = today_of(portfolio)
    shown = [project for project in portfolio.projects if is_open(project, day)]
    try:
        return tuple(LinkHistory.read(projects).problems(shown))
    except git.HistoryError:
        return ()  # `_vanished` needs the same history, and says so
