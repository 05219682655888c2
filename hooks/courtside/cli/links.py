"""The commands about links and the secret that they come from: links, new-link, key, verify.

Links and secrets go to stdout, and nowhere else: no log, no message, no file that git tracks.
"""

from __future__ import annotations

from pathlib import Path

import click

from courtside.cli.options import (
    PathParam,
    base_option,
    config_option,
    plain_site_option,
    renamed_option,
)


@click.command(name="links")
@click.argument("clients", nargs=-1, metavar="[CLIENT]...")
@config_option
@click.option("--quiet", "-q", is_flag=True, help="Just the links, one per line.")
@base_option
@click.option(
    "--eml",
    "folder",
    type=PathParam(file_okay=False),
    help="Write draft e-mails into this folder, for you to open and send: one to each client, or "
    "several if its projects name different people.",
)
@renamed_option("--mail", "--eml", type=PathParam(file_okay=False))
def print_links(
    clients: tuple[str, ...],
    config_file: Path,
    quiet: bool,
    base: str | None,
    folder: Path | None,
    old: Path | None,
) -> None:
    """Print your clients' links, or only those you name.

    A client is named by its `client.id`, or by the id of its project. Whoever has a link can read
    the page: send it to the client and to nobody else.

    \b
      courtside links
      courtside links aurora --quiet
      courtside links --eml drafts
    """
    from courtside.cli import links_flow

    if drafts := folder or old:
        links_flow.draft_invitations(config_file, clients, drafts, base=base)
    else:
        links_flow.print_links_of(config_file, clients, base=base, quiet=quiet)


@click.command(name="new-link")
@click.argument("client")
@config_option
def give_new_link(client: str, config_file: Path) -> None:
    """Give a client a new link and retire the old one.

    Increases `link` in that client's files. The old link works until you publish again, then stops.

    \b
      courtside new-link aurora
    """
    from courtside.cli.links_flow import raise_link

    raise_link(client, config_file)


@click.group()
def key() -> None:
    """Show, restore or replace the secret behind all links."""


@key.command()
@config_option
def show(config_file: Path) -> None:
    """Print the secret, so you can save it in your password manager.

    Whoever has it can open every page. It is not part of the repository.
    """
    from courtside.cli.links_flow import show_secret

    show_secret(config_file)


@key.command()
@config_option
def restore(config_file: Path) -> None:
    """Put the secret back on a new computer.

    Asks for it, or reads it from a pipe.
    """
    from courtside.cli.links_flow import restore_secret

    restore_secret(config_file)


@key.command()
@config_option
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
def replace(config_file: Path, yes: bool) -> None:
    """Make a new secret, and with it a new link for every client.

    The old secret is printed: keep it in COURTSIDE_KEY_PREVIOUS for a while and the old links still
    open until you have sent the new ones.
    """
    from courtside.cli.links_flow import replace_secret

    replace_secret(config_file, yes=yes)


@click.command()
@click.argument("site", type=PathParam(exists=True, file_okay=False))
@config_option
@plain_site_option
def verify(site: Path, config_file: Path, plain: bool) -> None:
    """Check a built SITE for leaks, as every build does before it finishes.

    Warns if it was built from other files, or for another day: `publish` would refuse it. Needs
    the secret, since it opens every page. Reports file names and ids only, never content.
    """
    from courtside.cli.links_flow import verify_built_site

    verify_built_site(site, config_file, plain=plain)
