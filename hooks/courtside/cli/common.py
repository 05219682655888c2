"""What commands that read a studio share: how it is loaded, as of when, how a problem is shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from courtside.cli.terminal import refuse
from courtside.engine.as_of import resolve_today
from courtside.engine.assess import Portfolio, Status, assess_portfolio
from courtside.errors import ActionRefusedError
from courtside.source.load import Cache, load_portfolio
from courtside.source.problems import Problem
from courtside.source.records import STUDIO_FILE
from courtside.workspace import folder
from courtside.workspace.file_history import FileHistory

if TYPE_CHECKING:
    from courtside.pipeline import Plan
    from courtside.text.theme import Theme
    from courtside.workspace.config import SiteConfig
    from courtside.workspace.link_history import LinkHistory


Loaded = tuple[Portfolio | None, tuple[Problem, ...]]
"""A studio that was read, None where there is an error, and all problems."""


def drafts_folder(folder: Path) -> Path:
    """Return a folder for draft e-mails, which hold links, out of git's reach: one that is made
    here ignores itself. Ends the command where git would track what is written into it."""
    from courtside.workspace.atomic import write_atomic
    from courtside.workspace.versions import would_track

    if not folder.exists():
        folder.mkdir(parents=True)
        if would_track(folder, "draft.eml"):
            write_atomic(folder / ".gitignore", b"*\n")
    if would_track(folder, "draft.eml"):
        refuse(
            f"{folder}: git does not ignore it, and drafts hold the links that open the pages. "
            "Choose a folder that does not exist yet, or add it to .gitignore. Nothing was written."
        )
    return folder


def now() -> datetime:
    """Return the real time, aware of its zone."""
    return datetime.now(UTC)


# --- A studio, loaded --------------------------------------------------------------------------


def load(
    projects: Path,
    files: Mapping[str, bytes] | None = None,
    *,
    real_day: bool = False,
    kept: Cache | None = None,
) -> tuple[Portfolio | None, tuple[Problem, ...]]:
    """Read a folder, or the studio that these files would be in it.

    `real_day` refuses facts that lie after today. `kept` has the files that were checked before,
    and gets those that are checked now.
    """
    with FileHistory(projects) as earlier:
        return load_portfolio(
            folder.project_files(projects) if files is None else files,
            folder=str(projects),
            now=now() if real_day else None,
            earlier=earlier,
            kept=kept,
        )


def load_to_write(
    projects: Path, files: Mapping[str, bytes], kept: Cache | None = None
) -> tuple[Portfolio | None, tuple[Problem, ...]]:
    """Read the studio that these files would be in a folder.

    Refuses facts that lie after today, unless COURTSIDE_TODAY shows another day, perhaps a later
    one.
    """
    return load(projects, files, real_day=not os.environ.get("COURTSIDE_TODAY"), kept=kept)


def valid_portfolio(
    projects: Path, files: Mapping[str, bytes] | None = None, *, undone: str = "changed"
) -> Portfolio:
    """Return a studio without errors, or end the command as `refuse_errors` does."""
    portfolio, problems = load(projects, files)
    return portfolio or refuse_errors(problems, undone)


def load_around(
    projects: Path,
    files: Mapping[str, bytes],
    needed: str,
    read: Callable[[Mapping[str, bytes]], Loaded],
) -> tuple[Mapping[str, bytes], Loaded]:
    """Read a studio around the files of projects that have an error, but for the one needed.

    Returns the files that were read, and what was read. Says what was left out: it can change
    nothing but a place in the queue.
    """
    portfolio, problems = read(files)
    broken = {
        problem.file.removeprefix(f"{projects}/")
        for problem in problems
        if problem.severity == "error"
    }
    if not broken or broken & {needed, STUDIO_FILE}:
        return files, (portfolio, problems)
    sound = {name: text for name, text in files.items() if name not in broken}
    portfolio, others = read(sound)
    if portfolio is None:
        return files, (None, problems)
    names = ", ".join(str(projects / name) for name in sorted(broken))
    click.echo(
        f"Left out, because of its errors: {names}. courtside check lists them; until they are "
        "fixed, dates that wait for a slot may differ.",
        err=True,
    )
    return sound, (portfolio, others)


def portfolio_on(
    projects: Path, today: date | None, *, needed: str | None = None
) -> tuple[Portfolio, date]:
    """Return a studio without errors, and the day to show it as of: the one asked for, else the
    one that a build takes. Shows warnings; an error ends the command, but for one in a file beside
    the only one needed."""
    if needed is None:
        portfolio, problems = load(projects)
    else:
        files = folder.project_files(projects)
        _, (portfolio, problems) = load_around(
            projects, files, needed, lambda these: load(projects, these)
        )
    if portfolio is None:
        refuse_errors(problems, "computed")
    show_problems(problems)
    return portfolio, today or today_of(portfolio)


def today_of(portfolio: Portfolio) -> date:
    """Return the day of a view that names none; raises BuildError."""
    return resolve_today(portfolio.studio, now(), os.environ.get("COURTSIDE_TODAY", ""))


def status_of(given: str, statuses: Iterable[Status]) -> Status:
    """Return the project that was meant, or end the command."""
    from courtside.provider.actions.action import pick

    by_id = {status.project.id: status for status in statuses}
    try:
        return by_id[pick(given, by_id, "project")]
    except ActionRefusedError as refused:
        hint = "" if by_id else " There is none yet: courtside new " + given
        refuse(f"{refused}{hint}")


# --- What goes with it -------------------------------------------------------------------------


def base_of(config: SiteConfig, base: str | None) -> str:
    """Return the address of the site. Ends the command if nobody says it, or if no page would open
    there."""
    from courtside.workspace.config import NOT_SECURE, opens_portals

    base = base or config.site_url
    if not base:
        refuse("mkdocs.yml has no site_url. Add the address of your site there, or use --base.")
    if not opens_portals(base):
        refuse(f"{base}: {NOT_SECURE}")
    return base


def plan_of(config: SiteConfig, environ: Mapping[str, str] = os.environ) -> Plan:
    """Return what a build of a studio would seal now, without making a page."""
    from courtside.pipeline import Order, run

    return run(Order.of(config, environ=environ, now=now()))


def long_agreements(
    portfolio: Portfolio, projects: Path, only: Collection[str] | None = None
) -> tuple[Problem, ...]:
    """Return warnings of the agreements that take more than one page, or of some projects' alone:
    to measure one takes a tenth of a second."""
    from courtside.site import agreement_length

    today = today_of(portfolio)
    shown = (
        status
        for status in assess_portfolio(portfolio, today)
        if status.phase != "closed" and (only is None or status.project.id in only)
    )
    return agreement_length.long_agreements(
        portfolio.studio,
        shown,
        today,
        projects=projects,
        theme=theme_beside(projects),
        folder=str(projects),
    )


def theme_beside(projects: Path) -> Theme:
    """Return the theme of a studio, given its folder of projects: the owner's `overrides/` lies
    beside it."""
    from courtside.text.theme import Theme

    return Theme.over(projects.absolute().parent / "overrides")


def unfit_files(portfolio: Portfolio, projects: Path) -> tuple[Problem, ...]:
    """Return the problems of the files that go with the projects which are not closed."""
    from courtside.engine.portals import is_open

    day = today_of(portfolio)
    shown = (project for project in portfolio.projects if is_open(project, day))
    return folder.unfit_files(shown, projects, folder=str(projects))


def link_history(projects: Path) -> LinkHistory:
    """Return the link numbers of git's history, or end the command where git cannot give them."""
    from courtside.workspace.git import DistrustedRepositoryError, HistoryError
    from courtside.workspace.link_history import LinkHistory

    try:
        return LinkHistory.read(projects)
    except DistrustedRepositoryError as error:
        refuse(f"{error}. Nothing was written.")
    except HistoryError:
        refuse(f"{NO_HISTORY}. Nothing was written.")


NO_HISTORY = (
    "git cannot say which links were given out before: this needs git, and a clone with its whole "
    "history (git fetch --unshallow; actions/checkout: fetch-depth: 0)"
)


@contextmanager
def all_or_nothing(changed: str = "it changed meanwhile") -> Iterator[None]:
    """Around `write_all`: where it puts everything back, the command ends and says why.

    `changed` is said of a file that is not what it was.
    """
    from courtside.sealing.keys import SecretError
    from courtside.workspace.atomic import FileChangedError
    from courtside.workspace.os_errors import describe_os_error

    try:
        yield
    except FileChangedError as error:
        refuse(f"{error}: {changed}. Nothing was written.")
    except OSError as error:
        refuse(f"{describe_os_error(error)}. Nothing was written.")
    except SecretError as error:
        refuse(f"{error}. Nothing was written.")


def write_or_end(
    changes: Mapping[Path, tuple[bytes | None, bytes | None]],
    changed: str = "it changed meanwhile",
) -> None:
    """Write all these files, or end the command with nothing written."""
    from courtside.workspace.atomic import write_all

    with all_or_nothing(changed), write_all(changes):
        pass


# --- Messages ----------------------------------------------------------------------------------


def show_warnings(plan: Plan) -> None:
    """Print the warnings of a plan to stderr."""
    for warning in plan.warnings:
        click.echo(warning, err=True)


def line(problem: Problem) -> str:
    """Return a problem as people read it."""
    return str(problem) if problem.severity == "error" else f"{problem} (warning)"


def show_problems(problems: Iterable[Problem]) -> None:
    """Print problems to stderr."""
    for problem in problems:
        click.echo(line(problem), err=True)


def refuse_errors(problems: Iterable[Problem], undone: str) -> NoReturn:
    """End the command with the problems of the files; `undone` says what was not done."""
    show_problems(problems)
    refuse(f"Fix these errors first; nothing was {undone}.")


def write_document(path: Path, content: bytes) -> None:
    """Write a document and print its path, or end the command."""
    from courtside.workspace.atomic import write_atomic

    try:
        write_atomic(path, content)
    except FileNotFoundError:
        refuse(f"The folder {path.parent} does not exist. Nothing was written.")
    except OSError as error:
        refuse(f"{path}: {error.strerror}. Nothing was written.")
    click.echo(path)


def warn_of_borrowed_letters(name: str) -> None:
    """Say that a PDF of a project holds letters out of this machine's own fonts."""
    click.echo(
        f"{name}: a font of this computer shows letters that the built-in ones lack, so another "
        "computer may set them differently. Put a font that has them (.ttf or .otf) into "
        "overrides/fonts/.",
        err=True,
    )
