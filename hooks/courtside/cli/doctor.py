"""The command that says how a house stands and what to do next: `courtside doctor`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from courtside.cli.common import config_option, console, load, refuse, unfit_files
from courtside.errors import BuildError
from courtside.provider.doctor import checkup
from courtside.provider.doctor.checkup import CheckResult
from courtside.provider.doctor.context import Seen, State
from courtside.provider.setup.studio_folder import StudioFolder
from courtside.workspace.config import read_site_config
from courtside.workspace.git import asker

PYTHON = sys.version_info[:3]
GIT_SECONDS = 60.0
"""For all questions together."""

_STYLES: dict[State, str] = {"ok": "green", "note": "dim", "to do": "yellow", "broken": "bold red"}


@click.command(name="doctor")
@config_option
def look(config_file: Path) -> None:
    """Look at the machine, the key, the settings, the files and git, and say what to do next.

    Changes nothing, asks no other machine, and shows no link, no key and no client: its answer can
    be shown to whoever helps you. Exit code 1 where something is broken.
    """
    found = checkup.checkup(_seen(config_file))
    console().print(_table(found))
    what = checkup.next_thing(found) or "nothing; each morning, courtside desk"
    click.echo(f"\n{click.style('Next:', bold=True)} {what}")
    if any(one.state == "broken" for one in found):
        sys.exit(1)


def _seen(config_file: Path) -> Seen:
    place = read_site_config(config_file)
    try:
        studio = StudioFolder.read(place, config_file)
    except BuildError as error:
        refuse(*error.lines)
    portfolio, problems = load(place.projects, real_day=True)
    if portfolio is not None:
        problems += unfit_files(portfolio, place.projects)
    return Seen(
        copy=studio,
        problems=problems,
        ask=asker(config_file, seconds=GIT_SECONDS),
        environ=os.environ,
        python=PYTHON,
    )


def _table(found: Iterable[CheckResult]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for finding in found:
        table.add_row(
            Text(finding.state, style=_STYLES[finding.state]), finding.about, Text(finding.said)
        )
    return table
