"""What the commands share: where a house lies, what day it is, how a fault is told."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

from courtside.engine import portals
from courtside.engine.as_of import A_DAY, read_day, resolve_today
from courtside.engine.assess import Portfolio, assess
from courtside.errors import BuildError
from courtside.pipeline import Order
from courtside.provider.importing.cells import CellError, one_day
from courtside.sealing.keys import SecretError
from courtside.site import build
from courtside.source import load as pipeline
from courtside.source.problems import Problem
from courtside.text.theme import Theme
from courtside.workspace import folder as workspace_folder
from courtside.workspace.atomic import FileChangedError, write_atomic
from courtside.workspace.config import NOT_SECURE, SiteConfig, opens_portals
from courtside.workspace.git import HistoryError
from courtside.workspace.link_history import LinkHistory
from courtside.workspace.os_errors import describe_os_error
from courtside.workspace.versions import earlier_versions, would_track


class Day(click.ParamType[date]):
    """A day, written as 2026-03-25, or in any way that can be meant in one way only."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read it, or end with exit code 2."""
        if isinstance(value, date):
            return value
        try:
            return read_day(one_day(str(value)))
        except CellError as error:
            self.fail(f"{error}", param, ctx)
        except ValueError:
            self.fail(A_DAY, param, ctx)


projects_option = click.option(
    "--projects",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="projects",
    show_default=True,
    help="The folder with _studio.yml and the project files.",
)

config_option = click.option(
    "--config-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="The settings of the site.",
)


def base_of(place: SiteConfig, base: str | None) -> str:
    """Where the site lies. Ends the command if nobody says, or if no portal would open there."""
    base = base or place.site_url
    if not base:
        refuse("site_url in mkdocs.yml says where the site lies: write it there, or give --base")
    if not opens_portals(base):
        refuse(f"{base}: {NOT_SECURE}")
    return base


def drafts_folder(folder: Path) -> Path:
    """Return a folder for drafts of mails, which hold links, out of git's reach: one that is made
    here ignores itself. Ends the command where git would track what is written into it."""
    if not folder.exists():
        folder.mkdir(parents=True)
        if would_track(folder, "draft.eml"):
            write_atomic(folder / ".gitignore", b"*\n")
    if would_track(folder, "draft.eml"):
        refuse(
            f"{folder}: git does not ignore it, and drafts hold the links that open the portals: "
            "choose a folder that is not there yet, or add it to .gitignore. Nothing was written."
        )
    return folder


def now() -> datetime:
    """The real time, aware of its zone."""
    return datetime.now(UTC)


def load(projects: Path, *, real_day: bool = False) -> tuple[Portfolio | None, tuple[Problem, ...]]:
    """Read a folder. `real_day` refuses facts that lie after today."""
    try:
        files = workspace_folder.project_files(projects)
    except BuildError as error:
        refuse(*error.lines)
    return pipeline.load(
        files,
        folder=str(projects),
        now=now() if real_day else None,
        earlier=lambda file: earlier_versions(Path(file)),
    )


def good_portfolio(projects: Path) -> Portfolio:
    """Read a folder, or end with exit code 1 and every fault."""
    portfolio, problems = load(projects)
    if portfolio is None:
        tell(problems)
        refuse("Mend this first; nothing was changed.")
    return portfolio


def portfolio_on(projects: Path, today: date | None) -> tuple[Portfolio, date]:
    """A house without a fault, and the day to look at it: the one asked for, else as `build` says.

    Warnings are told; a fault ends the command.
    """
    portfolio, problems = load(projects)
    tell(problems)
    if portfolio is None:
        refuse("Mend this first; nothing was reckoned.")
    return portfolio, today or today_of(portfolio)


def long_agreements(
    portfolio: Portfolio, projects: Path, only: Collection[str] | None = None
) -> tuple[Problem, ...]:
    """Warnings of the agreements that take more than one page, or of some projects' alone: to
    measure one takes a tenth of a second."""
    today = today_of(portfolio)
    shown = (
        status
        for status in assess(portfolio, today)
        if status.phase != "closed" and (only is None or status.project.id in only)
    )
    order = Order(
        projects=projects,
        root=projects.parent,
        environ=os.environ,
        now=now(),
        theme=theme_beside(projects),
    )
    return build.long_agreements(portfolio.studio, shown, today, order, folder=str(projects))


def theme_beside(projects: Path) -> Theme:
    """Return the theme of a studio, given its folder of projects: the owner's `overrides/` lies
    beside it."""
    return Theme.over(projects.absolute().parent / "overrides")


def unfit_files(portfolio: Portfolio, projects: Path) -> tuple[Problem, ...]:
    """Faults of the files that go with the projects which are not closed."""
    day = today_of(portfolio)
    shown = (project for project in portfolio.projects if portals.is_open(project, day))
    return workspace_folder.unfit_files(shown, projects, folder=str(projects))


def link_history(projects: Path) -> LinkHistory:
    """Return the link numbers of git's history, or end the command where git cannot give them."""
    try:
        return LinkHistory.read(projects)
    except HistoryError:
        refuse(f"{NO_HISTORY}. Nothing was written.")


NO_HISTORY = (
    "git cannot say which links were given out before: this needs git, and a clone with its whole "
    "history (git fetch --unshallow; actions/checkout: fetch-depth: 0)"
)


@contextmanager
def or_nothing(changed: str = "it changed meanwhile") -> Iterator[None]:
    """Around `disk.together`: where it puts all back, the command ends and says why. `changed` is
    said of a file that is not what it was."""
    try:
        yield
    except FileChangedError as error:
        refuse(f"{error}: {changed}. Nothing was written.")
    except OSError as error:
        refuse(f"{describe_os_error(error)}. Nothing was written.")
    except SecretError as error:
        refuse(f"{error}. Nothing was written.")


def today_of(portfolio: Portfolio) -> date:
    """The day of a view that names none, or the end of the command."""
    try:
        return resolve_today(portfolio.studio, now(), os.environ.get("COURTSIDE_TODAY", ""))
    except BuildError as error:
        refuse(*error.lines)


def say_borrowed(name: str) -> None:
    """Say that a PDF of a project holds letters out of this machine's own fonts."""
    click.echo(
        f"{name}: a font of this machine shows letters that the built-in ones lack, so another "
        "machine may set them differently: put a font that has them (.ttf or .otf) into "
        "overrides/fonts/",
        err=True,
    )


def line(problem: Problem) -> str:
    """A fault for people."""
    return str(problem) if problem.severity == "error" else f"{problem} (warning)"


def tell(problems: Iterable[Problem]) -> None:
    """Faults to stderr."""
    for problem in problems:
        click.echo(line(problem), err=True)


def console() -> Console:
    """Where tables go. A pipe has no width of its own, and a folded line is hard to search."""
    return Console(width=None if sys.stdout.isatty() else 200)


def refuse(*lines: str) -> NoReturn:
    """Say why, and end with exit code 1."""
    for text in lines:
        click.echo(text, err=True)
    sys.exit(1)
