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

from . import (
    build,
    check_site,
    cli_agree,
    cli_agreement,
    cli_desk,
    cli_doctor,
    cli_import,
    cli_init,
    cli_links,
    cli_migrate,
    cli_offer,
    cli_publish,
    cli_record,
    cli_remind,
    cli_story,
    report,
    schemas,
    settings,
)
from .cli_base import (
    Day,
    Place,
    config_option,
    console,
    house_on,
    line,
    load,
    now,
    place_of,
    projects_option,
    refuse,
    today_of,
    too_long,
    unfit_files,
)
from .disk import NotPutBack, in_words
from .source import Fault
from .staging import StagingFault
from .status import House, as_json, assess


class _Main(click.Group):
    """Ends each command that a person can put right with a sentence, and speaks UTF-8."""

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
        except OSError as fault:
            if fault.errno == errno.EPIPE:  # nobody reads on, which click takes quietly
                raise
            refuse(in_words(fault))
        except build.BuildFault as fault:
            refuse(*fault.lines)
        except NotPutBack as fault:
            why = fault.__cause__
            words = in_words(why) if isinstance(why, OSError) else str(why)
            left = f"This could not be put back as it was, and may hold what is new: {fault}"
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
        house, faults = load(folder, real_day=True)
        if house:
            only = {file.stem for file in files} or None
            faults += (*unfit_files(house, folder), *too_long(house, folder, only))
        faults += tuple(check_site.gone_without_closing(folder))
        others = () if files else _of_the_site(folder, house)
        for fault in chain(faults, others):
            # In a format that is not known here, no file could be looked at.
            if wanted and fault.file not in wanted and fault.path != "format":
                continue
            click.echo(_annotation(fault) if form == "github" else line(fault))
            failed = failed or fault.severity == "error"
    if failed:
        sys.exit(1)
    click.echo("All is well.", err=True)


def _of_the_site(folder: Path, house: House | None) -> Iterator[Fault]:
    """What else would stop a build of the site that these projects are for."""
    config_file = folder.parent / "mkdocs.yml"
    if not config_file.is_file():
        return
    place = place_of(config_file)
    if place.projects.resolve() != folder.resolve():
        return
    sound = True
    for fault in check_site.site_faults(place, config_file):
        sound = False
        yield fault
    if house is not None and sound:
        yield from check_site.template_faults(place, house, today_of(house))


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
    house, day = house_on(projects, today)
    statuses = assess(house, day)
    if as_data:
        click.echo(json.dumps(as_json(statuses, day), indent=1))
        return
    console().print(report.table(statuses, day))


@main.command(name="build")
@config_option
@click.option("--plain", is_flag=True, help="Without any site generator, in a frame of our own.")
def build_site(config_file: Path, plain: bool) -> None:
    """Build the site: the same as `mkdocs build`.

    A fault stops it, and leaves the last good site as it was. With --plain no site generator is
    needed or asked: the portals are the same, and a small frame takes the place of Material's.
    """
    place = place_of(config_file)
    if not plain:
        _mkdocs(place, "build", config_file)
    try:
        plan = build.prepare(place.projects, house_root=place.root, environ=os.environ, now=now())
        for warning in plan.warnings:
            click.echo(warning, err=True)
        build.plainly(
            plan,
            place.look,
            projects=place.projects,
            overrides=place.overrides,
            site_folder=place.site,
        )
    except build.BuildFault as fault:
        refuse(*fault.lines)
    except StagingFault as fault:
        refuse(str(fault), build.UNTOUCHED)
    except OSError as fault:
        refuse(in_words(fault), build.UNTOUCHED)
    click.echo(plan.summary, err=True)


def _mkdocs(place: Place, command: str, config_file: Path, *arguments: str) -> NoReturn:
    """Go on as MkDocs, if it calls our hook: else it would empty the site and copy projects/ into
    it before it misses anything of ours."""
    if place.hooks is not None and (fault := settings.without_the_hook(place.hooks)):
        refuse(fault)
    try:
        build.mkdocs(command, config_file, *arguments)
    except build.BuildFault as fault:
        refuse(*fault.lines)


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
        except OSError as fault:
            refuse(f"Port {port}: {fault.strerror}. Choose another one with --port.")
    # Ended in any way, MkDocs takes its temporary folder away; under nohup it is not ended.
    for name in ("SIGTERM", "SIGHUP"):
        ending = getattr(signal, name, None)  # Windows has no SIGHUP
        if ending and signal.getsignal(ending) is not signal.SIG_IGN:
            signal.signal(ending, signal.default_int_handler)
    _mkdocs(place_of(config_file), "serve", config_file, "--dev-addr", f"127.0.0.1:{port}")


@main.command()
@click.argument("name", type=click.Choice(sorted(schemas.NAMES)))
def schema(name: str) -> None:
    """Print the JSON Schema of a project file or of _studio.yml.

    Editors with a YAML language server complete and check by it; the first line of each shipped
    file says where it lies.
    """
    click.echo(schemas.text(name), nl=False)


def _annotation(fault: Fault) -> str:
    """A line that GitHub shows beside the file's line in a pull request."""

    def plain(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return plain(text).replace(":", "%3A").replace(",", "%2C")

    message = f"{fault.path}: {fault.words}" if fault.path else fault.words
    place = f"file={value(fault.file)},line={fault.line},col={fault.column}"
    return f"::{fault.severity} {place}::{plain(message)}"


for command in (
    cli_init.init,
    cli_doctor.look,
    cli_links.links,
    cli_links.rotate,
    cli_links.key,
    cli_links.gate,
    cli_publish.ready,
    cli_publish.publish_site,
    cli_story.history,
    cli_story.proof,
    cli_import.import_sheet,
    cli_migrate.migrate,
    cli_agreement.agreement,
    *cli_offer.COMMANDS,
    *cli_record.COMMANDS,
    *cli_agree.COMMANDS,
    cli_desk.show_desk,
    cli_remind.remind,
):
    main.add_command(command)
