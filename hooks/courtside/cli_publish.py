"""The commands that let a site out: may it go, and, where the host does not take it from here, how.

courtside ready                          may this house be published?
courtside publish --to git@host:x.git    the sealed site alone, to another repository
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from . import build, history, publish
from .cli_base import (
    NOT_SECURE,
    config_option,
    good_house,
    now,
    opens_portals,
    place_of,
    refuse,
)
from .staging import StagingFault


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

    Refuses a public repository, a house without key_id, and a project that was there and is gone
    without having been `closed`: its client would find nothing, and not know why.
    """
    place = place_of(config_file)
    house = good_house(place.projects)
    wrong = list(_vanished(place.projects))
    if visibility == "public":
        wrong.append(
            "the repository is public: everybody reads the project files in it. Make it private, "
            "and publish as README says under 'Publishing'"
        )
    if not house.studio.key_id:
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
    place = place_of(config_file)
    if wrong := (*_vanished(place.projects), *_deleted(place.projects)):
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
        plan = build.prepare(place.projects, house_root=place.root, environ=os.environ, now=now())
        public = (
            build.read_public(place.look, projects=place.projects, overrides=place.overrides)
            if plain
            else None
        )
        if found := build.gate_site(place.site, config_file, plan, public):
            refuse(*found, "The site is not that of today's files: courtside build")
    except build.BuildFault as fault:
        refuse(*fault.lines)
    if not yes:
        click.confirm(
            f"Put the site, {plan.summary}, into the place of the branch {branch}?",
            abort=True,
            err=True,
        )
    try:
        moved = publish.push(place.site, target, name=place.look.site_name, day=plan.today)
    except (publish.PublishFault, StagingFault) as fault:
        refuse(str(fault))
    click.echo("Published." if moved else "Nothing has changed; nothing was pushed.", err=True)


def _vanished(projects: Path) -> tuple[str, ...]:
    try:
        gone = history.vanished(projects)
    except ValueError:
        if shutil.which("git") is None:
            return ("git is not installed here: it says which projects there were",)
        return (
            "git cannot say which projects there were: this needs a clone with its history "
            "(actions/checkout: fetch-depth: 0)",
        )
    return tuple(
        f"{name}: it was there, and is gone without having been closed: bring the file back, write "
        "`closed:` with the day into it, and publish; after that it may go"
        for name in gone
    )


def _deleted(projects: Path) -> tuple[str, ...]:
    return tuple(
        f"{name}: its file is deleted, without a commit; its client would find an empty page. "
        f"Bring it back (git restore {projects.name}/{file}), write `closed:` with the day into "
        "it, and publish; after that it may go"
        for name, file in history.deleted(projects)
    )
