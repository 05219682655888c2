"""How links are printed and replaced, how the secret is kept, and how a built site is checked.

Links and secrets go to stdout, and nowhere else: no log, no message, no file that git tracks.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from courtside.cli.common import (
    all_or_nothing,
    base_of,
    drafts_folder,
    link_history,
    other_build,
    plan_of,
    show_warnings,
    sound_files,
    valid_studio,
    write_or_end,
)
from courtside.cli.terminal import confirm, refuse
from courtside.model.project import ProjectFile
from courtside.model.record import Record
from courtside.model.studio import Studio
from courtside.pipeline import BuildPlan
from courtside.sealing import keys
from courtside.source import records
from courtside.source.records import order_of
from courtside.source.yaml_reader import read
from courtside.text.theme import Theme
from courtside.workspace import keyring
from courtside.workspace.atomic import write_all, write_atomic
from courtside.workspace.config import SiteConfig, read_site_config
from courtside.workspace.folder import project_file_name, project_files


def print_links_of(
    config_file: Path, clients: Sequence[str], *, base: str | None, quiet: bool
) -> None:
    """Print the links of the clients named, or of all."""
    for name, address in _addresses(_plan_of(config_file, clients), config_file, clients, base):
        click.echo(address if quiet else f"{name}  {address}")


def draft_invitations(
    config_file: Path, clients: Sequence[str], folder: Path, *, base: str | None
) -> None:
    """Write draft e-mails with the link to the people of each of the clients named, or of all."""
    from courtside.engine.portals import client_pages
    from courtside.views import email

    plan = _plan_of(config_file, clients)
    pages = {page.id: page for page in client_pages(plan.portfolio, plan.today)}
    addresses = list(_addresses(plan, config_file, clients, base))
    drafts_folder(folder)
    theme = Theme.over(read_site_config(config_file).overrides)
    for name, address in addresses:
        for file, content in email.invitations(pages[name], address, theme).items():
            path = folder / f"{file}.eml"
            write_atomic(path, content)
            click.echo(path)


def _addresses(
    plan: BuildPlan, config_file: Path, clients: Sequence[str], base: str | None
) -> Iterator[tuple[str, str]]:
    """Each client that was named, or all, with its link."""
    links = plan.links
    if unknown := sorted(set(clients) - set(links)):
        refuse(*(f"No client called '{name}'." for name in unknown))
    base = base_of(read_site_config(config_file), base)
    for name in sorted(set(clients) or set(links)):
        yield name, keys.address(base, links[name])


def _plan_of(config_file: Path, clients: Sequence[str]) -> BuildPlan:
    """What a build would seal; of some clients alone, whatever is wrong with others."""
    config = read_site_config(config_file)
    files = _files_of(clients, config.projects) if clients else None
    plan = plan_of(config, files=files)
    show_warnings(plan, of_part=files is not None)
    return plan


def _files_of(clients: Sequence[str], projects: Path) -> Mapping[str, bytes]:
    """The studio's file, those of some clients, and those whose signature these have."""
    files, portfolio = sound_files(projects, clients, undone="printed")
    by_id = {project.id: project for project in portfolio.projects}
    wanted = [project for project in portfolio.projects if project.portal_id in clients]
    for project in wanted:  # which grows meanwhile
        as_signed = by_id.get(project.signed.same_as or "") if project.signed else None
        if as_signed and as_signed not in wanted:
            wanted.append(as_signed)
    names = {project_file_name(projects, project.id) for project in wanted}
    return {name: files[name] for name in (*sorted(names), records.STUDIO_FILE)}


def raise_link(client: str, config_file: Path) -> None:
    """Give a client a new link: raise `link` in each of its project files."""
    config = read_site_config(config_file)
    _, portfolio = sound_files(config.projects, [client], undone="changed")
    projects = [project for project in portfolio.projects if project.portal_id == client]
    if not projects:
        refuse(f"No client called '{client}'.")
    number = max(projects[0].link, link_history(config.projects).highest(client)) + 1
    files = (project_file_name(config.projects, project.id) for project in projects)
    paths = sorted(config.projects / name for name in files)
    write_or_end({p: _with_field(p, "link", number, ProjectFile) for p in paths})
    for path in paths:
        click.echo(path)
    click.echo(
        f"{client} now has link {number}. The old link stops when you publish again: commit, push, "
        f"then send the new one (courtside links {client} --eml drafts: to everybody whom the "
        "client's projects name).",
        err=True,
    )


# --- The secret --------------------------------------------------------------------------------


def show_secret(config_file: Path) -> None:
    """Print the secret; made now, if there never was one."""
    click.echo(_secret(read_site_config(config_file)).text)
    click.echo("Keep it in your password manager, and nowhere else.", err=True)


def restore_secret(config_file: Path) -> None:
    """Put the secret back, as it is typed or piped in."""
    config = read_site_config(config_file)
    secret = keys.RootSecret.parse(_asked_secret())
    keyring.restore(config.root, secret, key_id=_key_id(config))
    click.echo("The secret is back; the links are the same as before.", err=True)


def replace_secret(config_file: Path, *, yes: bool) -> None:
    """Make a new secret, and print the old one."""
    config = read_site_config(config_file)
    old = _secret(config)
    if os.environ.get("COURTSIDE_KEY"):
        refuse(
            "COURTSIDE_KEY holds the secret here. Remove it from the environment, put the secret "
            "back with courtside key restore, and then replace it."
        )
    confirm("Every client will need a new link. Continue?", yes=yes)
    new = keys.new_root_secret(os.urandom)
    studio_file = config.projects / records.STUDIO_FILE
    change = _with_field(studio_file, "key_id", new.key_id, Studio)
    with all_or_nothing(), keyring.replaced(config.root, new), write_all({studio_file: change}):
        pass
    click.echo(f"COURTSIDE_KEY_PREVIOUS={old.text}")
    click.echo(
        "There is a new secret: save it in your password manager (courtside key show) and in the "
        "secrets of your host. Keep the line above in the environment of the build until all "
        "clients have their new links, then remove it: the old links stop with it.",
        err=True,
    )


def verify_built_site(site: Path, config_file: Path, *, plain: bool) -> None:
    """Look for leaks in a built site, and end with each that is found."""
    from courtside.site import build

    config = read_site_config(config_file)
    plan = plan_of(config)
    if leaks := build.verify_site(site, config, plan, plain=plain):
        refuse(*leaks)
    if not build.is_current(site, config, plan):
        click.echo(other_build(plan, plain=plain, mark=" (warning)"), err=True)
    click.echo("No leaks found.", err=True)


def _asked_secret() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    text: str = click.prompt("The secret, from your password manager", hide_input=True, err=True)
    return text


def _key_id(config: SiteConfig) -> str:
    """The key id of the studio, whatever its project files are like."""
    files = project_files(config.projects)
    own = {name: text for name, text in files.items() if name == records.STUDIO_FILE}
    portfolio, _ = valid_studio(config.projects, undone="changed", files=own)
    return portfolio.studio.key_id or ""


def _secret(config: SiteConfig) -> keys.RootSecret:
    """The secret; made now, if there never was one."""
    studio_file = config.projects / records.STUDIO_FILE
    return keyring.root_secrets(
        config.root, os.environ, key_id=_key_id(config), studio_file=studio_file
    )[0]


def _with_field(
    path: Path, name: str, value: str | int, record: type[Record]
) -> tuple[bytes, bytes]:
    """Return a file that was valid before, as it is and with a field set."""
    from courtside.source.editor import Put, apply

    old = path.read_bytes()
    text = old.decode("utf-8")
    source, _ = read(text, file=path.name)
    if source is None:
        refuse(f"{path} changed meanwhile, and can no longer be read.")
    edited = apply(text, [Put((name,), value)], file=path.name, order=order_of(record))
    return old, edited.encode("utf-8")
