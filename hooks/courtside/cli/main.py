"""The command `courtside`: what a provider types.

    courtside check            faults and warnings of the project files
    courtside status           whose turn, what is due, who is late, what follows when
    courtside build            the site

Data goes to stdout, everything else to stderr. Exit codes: 0 all is well; 1 there is something to
mend, and nothing was published; 2 the command itself was misspelt.
"""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

import click

from courtside.cli import (
    agree,
    agreement,
    desk,
    doctor,
    history,
    importing,
    init,
    links,
    migrate,
    publish,
    quote,
    record,
    remind,
    tables,
    upgrade,
)
from courtside.cli.common import (
    Day,
    config_option,
    console,
    line,
    load,
    long_agreements,
    now,
    portfolio_on,
    projects_option,
    refuse,
    today_of,
    unfit_files,
)
from courtside.engine.assess import Portfolio, assess
from courtside.engine.status_json import as_json
from courtside.errors import BuildError
from courtside.model import json_schema
from courtside.pipeline import Plan
from courtside.site import build, generator, settings, site_checks
from courtside.site.staging import StagingError
from courtside.source.problems import Problem
from courtside.workspace.atomic import RollbackError
from courtside.workspace.config import SiteConfig, read_site_config
from courtside.workspace.os_errors import describe_os_error


class _Main(click.Group):
    """Ends each command whose files the system refuses with a sentence, and speaks UTF-8."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Called by click. A console's code page has not the letters of all names, nor the bars of
        the desk; what is redirected into a file is read by others, as UTF-8."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        return super().main(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Called by click."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads on, which click takes quietly
                raise
            refuse(describe_os_error(error))
        except RollbackError as error:
            why = error.__cause__
            words = describe_os_error(why) if isinstance(why, OSError) else str(why)
            left = f"This could not be put back as it was, and may hold what is new: {error}"
            refuse(*filter(None, (words, left)))


@click.group(
    cls=_Main, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="courtside")
def main() -> None:
    """Client portals from one file per project: whose court the ball is in, by when, and what
    follows for either side.

    A day begins with `courtside status`. After editing a file: `courtside check`, commit, push.
    """


@main.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
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
    """Say all that is wrong with the project files, with line and column, and what else would stop
    a build: settings, front page, templates, and projects that are gone without having been closed.

    With FILES, only what concerns those. Warnings alone do not fail. Nothing private is printed.

    \b
      courtside check
      courtside check projects/aurora.yml
    """
    folders = sorted({file.parent for file in files}) or [projects]
    wanted = {str(file) for file in files}
    failed = False
    for folder in folders:
        portfolio, problems = load(folder, real_day=True)
        if portfolio:
            only = {file.stem for file in files} or None
            problems += (*unfit_files(portfolio, folder), *long_agreements(portfolio, folder, only))
        problems += tuple(site_checks.gone_without_closing(folder))
        others = () if files else _of_the_site(folder, portfolio)
        for problem in chain(problems, others):
            # In a format that is not known here, no file could be looked at.
            if wanted and problem.file not in wanted and problem.path != "format":
                continue
            click.echo(_annotation(problem) if form == "github" else line(problem))
            failed = failed or problem.severity == "error"
    if failed:
        sys.exit(1)
    click.echo("All is well.", err=True)


def _of_the_site(folder: Path, portfolio: Portfolio | None) -> Iterator[Problem]:
    """What else would stop a build of the site that these projects are for."""
    config_file = folder.parent / "mkdocs.yml"
    if not config_file.is_file():
        return
    place = read_site_config(config_file)
    if place.projects.resolve() != folder.resolve():
        return
    sound = True
    for problem in site_checks.site_problems(place, config_file):
        sound = False
        yield problem
    if portfolio is not None and sound:
        yield from site_checks.template_problems(place, portfolio, today_of(portfolio))


@main.command()
@projects_option
@click.option(
    "--today", type=Day(), help="Show the projects as they stood, or will stand, on a day."
)
@click.option("--json", "as_data", is_flag=True, help="Everything the engine says, as JSON.")
def status(projects: Path, today: date | None, as_data: bool) -> None:
    """Say for each project whose turn it is, what is due, who is late and what follows when.

    Today is --today, else COURTSIDE_TODAY, else example_day of _studio.yml, else the real day in
    the studio's time zone.

    \b
      courtside status
      courtside status --today 2026-04-01
      courtside status --json | jq '.projects[] | select(.turn == ["provider"]) | .id'
    """
    portfolio, day = portfolio_on(projects, today)
    statuses = assess(portfolio, day)
    if as_data:
        click.echo(json.dumps(as_json(statuses, day), indent=1))
        return
    console().print(tables.table(statuses, day))


@main.command(name="build")
@config_option
@click.option("--plain", is_flag=True, help="Without any site generator, in a frame of our own.")
def build_site(config_file: Path, plain: bool) -> None:
    """Build the site: the same as `mkdocs build`.

    A fault stops it, and leaves the last good site as it was. With --plain no site generator is
    needed or asked: the portals are the same, and a small frame takes the place of Material's.
    """
    place = read_site_config(config_file)
    if not plain:
        _mkdocs(place, "build", config_file)
    try:
        order = build.order_of(place, environ=os.environ, now=now())
        plan = build.build_without_mkdocs(order, place, _say_warnings)
    except BuildError as error:
        refuse(*error.lines)
    except StagingError as error:
        refuse(str(error), build.UNTOUCHED)
    except OSError as error:
        refuse(describe_os_error(error), build.UNTOUCHED)
    click.echo(plan.summary, err=True)


def _say_warnings(plan: Plan) -> None:
    for warning in plan.warnings:
        click.echo(warning, err=True)


def _mkdocs(place: SiteConfig, command: str, config_file: Path, *arguments: str) -> NoReturn:
    """Go on as MkDocs, if it calls our hook: else it would empty the site and copy projects/ into
    it before it misses anything of ours."""
    if place.hooks is not None and (problem := settings.without_the_hook(place.hooks)):
        refuse(problem)
    try:
        generator.mkdocs(command, config_file, *arguments)
    except BuildError as error:
        refuse(*error.lines)


@main.command()
@config_option
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Where it listens.",
)
def serve(config_file: Path, port: int) -> None:
    """Show the site on this machine alone, built anew at each save.

    Prints the portals' links. A fault becomes a page that shows it; the next save mends it.
    """
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server will
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            refuse(f"Port {port}: {error.strerror}. Choose another one with --port.")
    # Ended in any way, MkDocs takes its temporary folder away; under nohup it is not ended.
    for name in ("SIGTERM", "SIGHUP"):
        ending = getattr(signal, name, None)  # Windows has no SIGHUP
        if ending and signal.getsignal(ending) is not signal.SIG_IGN:
            signal.signal(ending, signal.default_int_handler)
    _mkdocs(read_site_config(config_file), "serve", config_file, "--dev-addr", f"127.0.0.1:{port}")


@main.command()
@click.argument("name", type=click.Choice(sorted(json_schema.NAMES)))
def schema(name: str) -> None:
    """Print the JSON Schema of a project file or of _studio.yml.

    Editors with a YAML language server complete and check by it; the first line of each shipped
    file says where it lies.
    """
    click.echo(json_schema.text(name), nl=False)


def _annotation(problem: Problem) -> str:
    """A line that GitHub shows beside the file's line in a pull request."""

    def plain(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return plain(text).replace(":", "%3A").replace(",", "%2C")

    message = f"{problem.path}: {problem.words}" if problem.path else problem.words
    place = f"file={value(problem.file)},line={problem.line},col={problem.column}"
    return f"::{problem.severity} {place}::{plain(message)}"


for command in (
    init.init_studio,
    doctor.look,
    links.links,
    links.rotate,
    links.key,
    links.gate,
    publish.ready,
    publish.publish_site,
    history.history,
    history.proof,
    importing.import_sheet,
    migrate.migrate,
    upgrade.upgrade_studio,
    agreement.agreement,
    *quote.COMMANDS,
    *record.COMMANDS,
    *agree.COMMANDS,
    desk.show_desk,
    remind.remind,
):
    main.add_command(command)
