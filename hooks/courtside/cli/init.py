"""The command that sets up a studio: init."""

from __future__ import annotations

from pathlib import Path

import click

from courtside.cli.options import PathParam


@click.command(name="init")
@click.argument("folder", metavar="[DIR]", default=".", type=PathParam(file_okay=False))
@click.option("--name", help="Your studio's name, as it appears on agreements and the public page.")
@click.option("--email", help="The address your clients write to.")
@click.option("--timezone", help="Where you work, such as Europe/Madrid.")
@click.option("--week", help="The days you work: mon-fri, sun-thu or mon,tue,thu.")
@click.option("--holidays", help="A country (ES), a region (ES-MD), or none.")
@click.option("--language", help="Of your pages and files: en, es, pt, fr, de or it.")
@click.option("--currency", help="Of your prices, such as EUR.")
@click.option("--site-url", help="The address of your site, if you know it.")
@click.option("--yes", is_flag=True, help="Ask nothing: take likely answers for the rest.")
@click.option("--dry-run", is_flag=True, help="Print what would change; write nothing.")
def set_up(folder: Path, yes: bool, dry_run: bool, **given: str | None) -> None:
    """Set up Courtside for your studio in DIR: settings, templates, workflows, the secret, and a
    git repository with its first commit.

    Asks for whatever you leave out. In a folder that already has a studio it changes the settings
    you name, and nothing else.

    \b
      courtside init studio
      courtside init --timezone America/Lima      # later, after you have moved
    """
    from courtside.cli.init_flow import set_up_studio

    answers = {name: value for name, value in given.items() if value is not None}
    set_up_studio(folder, answers, yes=yes, dry_run=dry_run)
