"""The commands about links: print them, end them, and keep the secret that they come from.

    courtside links aurora          the link to send
    courtside rotate aurora         a new link; the old one ends with the next publication
    courtside key show              into the password manager, now

Links and secrets go to stdout, and nowhere else: no log, no message, no file that git tracks.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from courtside.cli.common import (
    base_of,
    config_option,
    drafts_folder,
    good_portfolio,
    link_history,
    now,
    or_nothing,
    refuse,
)
from courtside.engine.portals import portals
from courtside.errors import BuildError
from courtside.model.project import ProjectFile
from courtside.model.studio import Studio
from courtside.pipeline import Plan, run
from courtside.sealing import keys
from courtside.site import build
from courtside.source import records
from courtside.source.editor import Order, Put, apply
from courtside.source.records import order_of
from courtside.source.yaml_reader import read
from courtside.source.yaml_writer import Value
from courtside.views import email
from courtside.workspace import folder as workspace_folder
from courtside.workspace import keyring
from courtside.workspace.atomic import write_all, write_atomic
from courtside.workspace.config import SiteConfig, read_site_config


@click.command()
@click.argument("clients", nargs=-1, metavar="[CLIENT]...")
@config_option
@click.option("--quiet", "-q", is_flag=True, help="The link alone, one a line.")
@click.option("--base", help="Where the site lies, instead of site_url in mkdocs.yml.")
@click.option(
    "--mail",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a draft of a mail to each client into this folder, to be opened and sent.",
)
def links(
    clients: tuple[str, ...], config_file: Path, quiet: bool, base: str | None, folder: Path | None
) -> None:
    """Print the links that open the portals, of all clients or of those named.

    A client is named by its `client.id`, or by the id of its project. Whoever has a link reads the
    portal: send it to the client and to nobody else.

    \b
      courtside links
      courtside links aurora --quiet
      courtside links --mail drafts
    """
    place = read_site_config(config_file)
    plan = _plan(place)
    for warning in plan.warnings:
        click.echo(warning, err=True)
    links = plan.links
    pages = {page.id: page for page in portals(plan.portfolio, plan.today)} if folder else {}
    if unknown := sorted(set(clients) - set(links)):
        refuse(*(f"{name}: there is no portal of this client" for name in unknown))
    base = base_of(place, base)
    if folder is not None:
        drafts_folder(folder)
    for name in sorted(set(clients) or set(links)):
        address = keys.address(base, links[name])
        if folder is None:
            click.echo(address if quiet else f"{name}  {address}")
        else:
            path = folder / f"{name}.eml"
            write_atomic(path, email.invitation(pages[name], address))
            click.echo(path)


@click.command()
@click.argument("client")
@config_option
def rotate(client: str, config_file: Path) -> None:
    """Give a client a new link, and end the old one.

    Raises `link` in each of the client's project files, and leaves all else in them as it was. The
    old link opens until the site is published again; then nobody can open it any more.
    """
    place = read_site_config(config_file)
    portfolio = good_portfolio(place.projects)
    projects = [project for project in portfolio.projects if project.portal_id == client]
    if not projects:
        refuse(f"{client}: there is no project of this client")
    number = max(projects[0].link, link_history(place.projects).highest(client)) + 1
    ids = {project.id for project in projects}
    paths = [
        place.projects / name
        for name in workspace_folder.project_files(place.projects)
        if Path(name).stem in ids
    ]
    changes = {path: _with_field(path, "link", number, order_of(ProjectFile)) for path in paths}
    with or_nothing(), write_all(changes):
        pass
    for path in paths:
        click.echo(path)
    click.echo(
        f"{client} has link {number} now. The old link ends when the site is published again: "
        f"commit, push, then send the new one (courtside links {client}).",
        err=True,
    )


@click.group()
def key() -> None:
    """Keep the root secret that all links come from."""


@key.command()
@config_option
def show(config_file: Path) -> None:
    """Print the root secret, for the password manager.

    Whoever has it can open every portal. It is not part of the repository.
    """
    click.echo(_secret(read_site_config(config_file)).text)
    click.echo("Keep it in your password manager, and nowhere else.", err=True)


@key.command()
@config_option
def restore(config_file: Path) -> None:
    """Bring the root secret back, on a new machine: asks for it, or reads it from a pipe."""
    place = read_site_config(config_file)
    try:
        secret = keys.RootSecret.parse(_asked_secret())
        keyring.restore(place.root, secret, key_id=_key_id(place))
    except keys.SecretError as error:
        refuse(str(error))
    click.echo("The root secret is back; the links are the same as before.", err=True)


@key.command()
@config_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def replace(config_file: Path, yes: bool) -> None:
    """Make a new root secret, and with it a new link for every client.

    The old secret is printed: while COURTSIDE_KEY_PREVIOUS holds it, the old links go on to open,
    so that you can send the new ones first.
    """
    place = read_site_config(config_file)
    old = _secret(place)
    if os.environ.get("COURTSIDE_KEY"):
        refuse(
            "COURTSIDE_KEY holds the secret here: take it out of the environment, restore the "
            "secret with `courtside key restore`, and replace it then"
        )
    if not yes:
        click.confirm("Every client needs a new link then. Go on?", abort=True, err=True)
    new = keys.new_root_secret(os.urandom)
    studio_file = place.projects / records.STUDIO_FILE
    change = _with_field(studio_file, "key_id", new.key_id, order_of(Studio))
    with or_nothing(), keyring.replaced(place.root, new), write_all({studio_file: change}):
        pass
    click.echo(f"COURTSIDE_KEY_PREVIOUS={old.text}")
    click.echo(
        "There is a new root secret: put it into your password manager (courtside key show) and "
        "into the secrets of your host. Keep the line above in the environment of the build until "
        "all clients have their new links, then take it away: the old links end with it.",
        err=True,
    )


@click.command()
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@config_option
@click.option("--plain", is_flag=True, help="The site was built with `courtside build --plain`.")
def gate(site: Path, config_file: Path, plain: bool) -> None:
    """Look for leaks in a built SITE: the same checks that each build makes before it ends.

    Needs the secret, since it opens every portal. Findings name paths and ids, never a text.
    """
    place = read_site_config(config_file)
    plan = _plan(place)
    try:
        public = build.read_public(place) if plain else None
        found = build.verify_site(site, config_file, plan, public)
    except BuildError as error:
        refuse(*error.lines)
    if found:
        refuse(*found)
    click.echo("Nothing leaks.", err=True)


def _asked_secret() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    text: str = click.prompt(
        "The root secret, from your password manager", hide_input=True, err=True
    )
    return text


def _plan(place: SiteConfig) -> Plan:
    try:
        return run(build.order_of(place, environ=os.environ, now=now()))
    except BuildError as error:
        refuse(*error.lines)


def _key_id(place: SiteConfig) -> str:
    return good_portfolio(place.projects).studio.key_id or ""


def _secret(place: SiteConfig) -> keys.RootSecret:
    """The root secret; made now, if there never was one."""
    studio_file = place.projects / records.STUDIO_FILE
    try:
        return keyring.root_secrets(
            place.root, os.environ, key_id=_key_id(place), studio_file=studio_file
        )[0]
    except keys.SecretError as error:
        refuse(str(error))


def _with_field(path: Path, name: str, value: Value, order: Order) -> tuple[bytes, bytes]:
    """Return a file that was read without a fault before, as it is and with a field set."""
    old = path.read_bytes()
    text = old.decode("utf-8")
    source, _ = read(text, file=path.name)
    if source is None:
        refuse(f"{path}: it changed meanwhile, and cannot be read any more")
    edited = apply(text, [Put((name,), value)], file=path.name, order=order)
    return old, edited.encode("utf-8")
