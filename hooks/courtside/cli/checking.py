"""The commands that read and report: desk, check, status."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from courtside.cli.options import PathParam, projects_option, today_option

if TYPE_CHECKING:
    from courtside.engine.assess import Portfolio
    from courtside.source.problems import Problem


@click.command()
@click.argument("files", nargs=-1, type=PathParam(exists=True, dir_okay=False))
@projects_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github"]),
    default="text",
    show_default=True,
    help="github prints annotations for a workflow's log.",
)
def check(files: tuple[Path, ...], projects: Path, form: str) -> None:
    """List every problem in your files, with line and column.

    Also what else would stop a build: settings, front page, templates, and projects that are gone
    without having been closed. Given FILES, only theirs. Warnings do not fail the check. Private
    notes are never printed.

    \b
      courtside check
      courtside check projects/aurora.yml
    """
    from courtside.cli import common
    from courtside.engine.as_of import Clock
    from courtside.site import site_checks
    from courtside.text.english import count
    from courtside.workspace.loading import load_studio

    folders = sorted({file.parent for file in files}) or [projects]
    wanted = {str(file) for file in files}
    failed, warnings = False, 0
    for folder in folders:
        loaded = load_studio(folder, Clock(now=common.now()))
        portfolio, problems = loaded.portfolio, loaded.problems
        if portfolio:
            only = {file.stem for file in files} or None
            problems += common.unfit_files(portfolio, folder)
            problems += common.long_agreements(portfolio, folder, only)
        problems += tuple(site_checks.gone_without_closing(folder))
        problems += tuple(site_checks.out_of_reach(folder))
        others = () if files else _of_the_site(folder, portfolio)
        for problem in (*problems, *others):
            # In a format that is not known here, no file could be looked at.
            if wanted and problem.file not in wanted and problem.path != "format":
                continue
            click.echo(_annotation(problem) if form == "github" else common.line(problem))
            failed = failed or problem.severity == "error"
            warnings += problem.severity != "error"
    if failed:
        sys.exit(1)
    said = f"No mistakes, {count(warnings, 'warning')}." if warnings else "No mistakes found."
    click.echo(said, err=True)


def _of_the_site(folder: Path, portfolio: Portfolio | None) -> Iterator[Problem]:
    """What else would stop a build of the site that these projects are for."""
    from courtside.cli.common import today_of
    from courtside.site import site_checks
    from courtside.source.records import STUDIO_FILE
    from courtside.workspace.config import read_site_config

    config_file = folder.parent / "mkdocs.yml"
    if not config_file.is_file():
        return
    config = read_site_config(config_file)
    if not (config.projects / STUDIO_FILE).is_file():
        yield site_checks.without_studio(config, folder)
        return
    if config.projects.resolve() != folder.resolve():
        return
    sound = True
    for problem in site_checks.site_problems(config):
        sound = sound and problem.severity != "error"
        yield problem
    if portfolio is not None and sound:
        yield from site_checks.template_problems(config, portfolio, today_of(portfolio))


def _annotation(problem: Problem) -> str:
    """A line that GitHub shows beside the file's line in a pull request."""

    def plain(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return plain(text).replace(":", "%3A").replace(",", "%2C")

    message = f"{problem.path}: {problem.words}" if problem.path else problem.words
    place = f"file={value(problem.file)},line={problem.line},col={problem.column}"
    return f"::{problem.severity} {place}::{plain(message)}"


@click.command()
@projects_option
@today_option
@click.option("--json", "as_data", is_flag=True, help="Everything Courtside knows, as JSON.")
def status(projects: Path, today: date | None, as_data: bool) -> None:
    """One line per project: whose turn it is, what is due, who is late and what happens next.

    Today is --today, else COURTSIDE_TODAY, else example_day of _studio.yml, else the real day in
    the studio's time zone.

    \b
      courtside status
      courtside status --today 2026-04-01
      courtside status --json | jq '.projects[] | select(.turn == ["provider"]) | .id'
    """
    from courtside.cli.common import portfolio_on
    from courtside.engine.assess import assess_portfolio

    portfolio, day = portfolio_on(projects, today)
    statuses = assess_portfolio(portfolio, day)
    if as_data:
        import json

        from courtside.engine.status_json import as_json

        click.echo(json.dumps(as_json(statuses, day), indent=1))
        return
    from courtside.cli import tables

    if all(status.phase == "closed" for status in statuses):
        click.echo("No open projects. Start one: courtside new nido")
        return
    tables.print_statuses(statuses, portfolio.studio.currency, day)


@click.command(name="desk")
@projects_option
@today_option
def show_desk(projects: Path, today: date | None) -> None:
    """Show what needs you this morning, whom to remind, and what to say if someone calls.

    Every project by what it needs of you, what falls due, how full the weeks are, what is owed, and
    where you left off: your private notes and the last lines of the log. It stays on your computer;
    `courtside serve` shows the same as a page.

    \b
      courtside desk
      courtside desk --today 2026-04-01
    """
    from courtside.cli.common import portfolio_on
    from courtside.cli.desk_text import render_desk
    from courtside.cli.terminal import console
    from courtside.provider.desk import build_desk
    from courtside.workspace import reminder_log

    portfolio, day = portfolio_on(projects, today)
    console().print(render_desk(build_desk(portfolio, day, reminder_log.read_log(projects))))
