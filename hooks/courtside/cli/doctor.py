"""The command that says how a house stands and what to do next: `courtside doctor`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from courtside.cli.common import config_option, console, load, refuse, unfit_files
from courtside.engine.assess import Portfolio
from courtside.errors import BuildError
from courtside.provider.doctor import checkup
from courtside.provider.doctor.checkup import CheckResult
from courtside.provider.doctor.context import Setup, State
from courtside.provider.setup.copied import Copy
from courtside.workspace.config import read_site_config
from courtside.workspace.git import HistoryError, asker
from courtside.workspace.link_history import LinkHistory

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
    found = checkup.run_checks(_seen(config_file))
    console().print(_table(found))
    what = checkup.next_thing(found) or "nothing; each morning, courtside desk"
    click.echo(f"\n{click.style('Next:', bold=True)} {what}")
    if any(one.state == "broken" for one in found):
        sys.exit(1)


def _seen(config_file: Path) -> Setup:
    place = read_site_config(config_file)
    try:
        copy = Copy.read(place, config_file)
    except BuildError as error:
        refuse(*error.lines)
    portfolio, problems = load(place.projects, real_day=True)
    if portfolio is not None:
        problems += unfit_files(portfolio, place.projects)
    return Setup(
        copy=copy,
        problems=problems,
        ask=asker(config_file, seconds=GIT_SECONDS),
        environ=os.environ,
        python=PYTHON,
        links=_links(portfolio, place.projects),
    )


def _links(portfolio: Portfolio | None, projects: Path) -> Mapping[str, int]:
    """The highest number that each portal has, or has had."""
    now = {project.portal_id: project.link for project in portfolio.projects} if portfolio else {}
    try:
        before = LinkHistory.read(projects).numbers
    except HistoryError:  # a clone without its history, of which another check tells
        before = {}
    return {portal: max(now.get(portal, 0), before.get(portal, 0)) for portal in {*now, *before}}


def _table(found: Iterable[CheckResult]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for finding in found:
        table.add_row(
            Text(finding.state, style=_STYLES[finding.state]), finding.about, Text(finding.message)
        )
    return table
