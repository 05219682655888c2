"""The command that sets up a studio: init."""

from __future__ import annotations

from pathlib import Path

import click

from courtside.cli.options import config_option


@click.command(name="init")
@config_option
@click.option("--name", help="Your studio's name, as it appears on agreements and the public page.")
@click.option("--email", help="The address your clients write to.")
@click.option("--timezone", help="Where you work, such as Europe/Madrid.")
@click.option("--week", help="The days you work: mon-fri, sun-thu or mon,tue,thu.")
@click.option("--holidays", help="A country (ES), a region of it (ES-MD), or none.")
@click.option("--language", help="Language of your pages: en, es, pt, fr, de or it.")
@click.option("--currency", help="Currency of your prices, such as EUR.")
@click.option("--site-url", help="The address of your site; leave empty if you do not know it yet.")
@click.option("--yes", is_flag=True, help="Remove the examples without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
def set_up(config_file: Path, yes: bool, dry_run: bool, **given: str | None) -> None:
    """Set up Courtside for your studio: your name, working days, terms and secret.

    Asks for whatever you leave out. Removes the examples only if you agree, and only those nobody
    has edited. Run it again later to change single settings.

    \b
      courtside init
      courtside init --timezone America/Lima      # later, when you have moved
    """
    from courtside.cli.init_flow import set_up_studio

    answers = {name: value for name, value in given.items() if value is not None}
    set_up_studio(config_file, answers, yes=yes, dry_run=dry_run)
