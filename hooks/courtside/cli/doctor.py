"""The command that says how a studio is set up, and what to do next: doctor."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from courtside.cli.options import config_option
from courtside.cli.terminal import console

if TYPE_CHECKING:
    from rich.table import Table

    from courtside.engine.assess import Portfolio
    from courtside.provider.doctor.checkup import CheckResult
    from courtside.provider.doctor.context import Setup

PYTHON = sys.version_info[:3]
GIT_SECONDS = 60.0
"""For all questions to git together."""

_STYLES = {"ok": "green", "note": "dim", "to do": "yellow", "broken": "bold red"}


@click.command(name="doctor")
@config_option
def examine(config_file: Path) -> None:
    """Check your setup and tell you the one next thing to do.

    Changes nothing, contacts no server, and shows no link, key or client name, so you can send its
    output to whoever helps you. Exit code 1 if something is broken.
    """
    from courtside.provider.doctor import checkup

    results = checkup.run_checks(_seen(config_file))
    console().print(_table(results))
    what = checkup.next_thing(results) or "nothing; each morning, courtside desk"
    click.echo(f"\n{click.style('Next:', bold=True)} {what}")
    if any(result.state == "broken" for result in results):
        sys.exit(1)


def _seen(config_file: Path) -> Setup:
    from courtside.cli.common import now, unfit_files
    from courtside.engine.as_of import Clock
    from courtside.provider.doctor.context import Setup
    from courtside.provider.setup.studio_folder import StudioFolder
    from courtside.site.site_checks import problems_of_texts
    from courtside.workspace.config import read_site_config
    from courtside.workspace.git import asker
    from courtside.workspace.loading import load_studio

    config = read_site_config(config_file)
    studio = StudioFolder.read(config)
    loaded = load_studio(config.projects, Clock(now=now()))
    problems = loaded.problems
    if loaded.portfolio is not None:
        problems += unfit_files(loaded.portfolio, config.projects)
    problems += tuple(problems_of_texts(config))
    return Setup(
        studio=studio,
        problems=problems,
        ask=asker(config_file, seconds=GIT_SECONDS),
        environ=os.environ,
        python=PYTHON,
        links=_links(loaded.portfolio, config.projects),
    )


def _links(portfolio: Portfolio | None, projects: Path) -> Mapping[str, int]:
    """The highest link number that each page has, or has had."""
    from courtside.workspace.git import HistoryError
    from courtside.workspace.link_history import LinkHistory

    now = {project.portal_id: project.link for project in portfolio.projects} if portfolio else {}
    try:
        before = LinkHistory.read(projects).numbers
    except HistoryError:  # a clone without its history, which another check reports
        before = {}
    return {portal: max(now.get(portal, 0), before.get(portal, 0)) for portal in {*now, *before}}


def _table(results: Iterable[CheckResult]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    for result in results:
        state = Text(result.state, style=_STYLES[result.state])
        table.add_row(state, result.about, Text(result.message))
    return table
