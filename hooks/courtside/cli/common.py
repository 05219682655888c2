"""What commands that read a studio share: how it is loaded, as of when, how a problem is shown."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from courtside.cli.terminal import refuse
from courtside.engine.as_of import TODAY, Clock, is_open
from courtside.engine.assess import Portfolio, Status, assess_portfolio
from courtside.errors import ActionRefusedError
from courtside.source.checks.runner import NEEDLESS, needless
from courtside.source.problems import Problem
from courtside.workspace import folder
from courtside.workspace.loading import LoadedStudio, load_around, load_studio

if TYPE_CHECKING:
    from courtside.pipeline import BuildPlan
    from courtside.text.theme import Theme
    from courtside.workspace.config import SiteConfig
    from courtside.workspace.link_history import LinkHistory


SITE_URL = "courtside init --site-url ADDRESS"
"""The command that says where a site is."""


def build_command(*, plain: bool) -> str:
    """Return the command that makes a site, with MkDocs or `plain`."""
    return "courtside build --plain" if plain else "courtside build"


def other_build(plan: BuildPlan, *, plain: bool, mark: str = "") -> str:
    """Say of a site that a build now would not make it; `mark` is put behind the sentence."""
    return (
        f"The site was built from other files, by other versions, or for a day other than "
        f"{plan.today}{mark}. Run: {build_command(plain=plain)}"
    )


def drafts_folder(folder: Path) -> Path:
    """Return a folder for draft e-mails, which hold links, that git does not track.

    A folder that is made here ignores itself. Ends the command if git would track a draft.
    """
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
    """Return the real time, with its zone."""
    return datetime.now(UTC)


# --- A studio, loaded --------------------------------------------------------------------------


def clock(today: date | None = None) -> Clock:
    """Return the clock of a command; `today` is the value of --today."""
    return Clock.of(environ_on(today), now())


def environ_on(today: date | None) -> Mapping[str, str]:
    """Return the environment, with --today in place of COURTSIDE_TODAY if it was given."""
    return {**os.environ, TODAY: today.isoformat()} if today else os.environ


def valid_studio(
    projects: Path, *, undone: str, files: Mapping[str, bytes] | None = None
) -> tuple[Portfolio, tuple[Problem, ...]]:
    """Return the portfolio of a folder, or of `files` in it, and its warnings; ends the command for
    an error. `undone` says what was not done."""
    loaded = load_studio(projects, None, files=files)
    return loaded.portfolio or refuse_errors(loaded.problems, undone), loaded.problems


def say_left_out(projects: Path, loaded: LoadedStudio) -> None:
    """Print which files were left out, if any, and that dates which wait for a slot may differ."""
    if loaded.left_out:
        names = ", ".join(str(projects / name) for name in loaded.left_out)
        click.echo(
            f"Left out, because of its errors: {names}. courtside check lists them; until they are "
            "fixed, dates that wait for a slot may differ.",
            err=True,
        )


def portfolio_on(
    projects: Path, today: date | None, *, needed: Callable[[str], bool] = lambda _file: True
) -> tuple[Portfolio, date]:
    """Return a portfolio, and the day as of which to show it.

    Prints warnings. Ends the command for an error, except in a file that is not `needed`.
    """
    loaded = load_around(projects, None, needed)
    say_left_out(projects, loaded)
    if loaded.portfolio is None:
        refuse_errors(loaded.problems, "computed")
    show_problems(loaded.problems)
    return loaded.portfolio, clock(today).today(loaded.portfolio.studio)


def project_on(
    projects: Path, today: date | None, given: str, *, lasting: bool = False
) -> tuple[Portfolio, date, Status]:
    """Return portfolio and day as `portfolio_on`, and the state of the project that was named;
    files of other projects may have errors.

    With `lasting`, for documents, they may not if they decide a date of this project. Warns on a
    day before the newest signature, since the file has the terms of that one.
    """
    file = file_of(projects, given) if folder.project_names(projects) else ""
    portfolio, day = portfolio_on(projects, today, needed=lambda name: name == file)
    status = status_of(given, assess_portfolio(portfolio, day))
    if lasting:
        _refuse_unsure(portfolio, status, projects)
    signed = next(one.signed for one in portfolio.projects if one.id == status.project.id)
    if signed and signed.again and day < signed.again:
        click.echo(
            f"{status.project.id} was signed again on {signed.again}: price and terms are those of "
            "the new version (warning)",
            err=True,
        )
    return portfolio, day, status


def _refuse_unsure(portfolio: Portfolio, status: Status, projects: Path) -> None:
    """End the command if the project waits for a slot and files were left out that decide when it
    gets one: the dates of a document would be wrong."""
    left_out = set(folder.project_names(projects)) - {one.id for one in portfolio.projects}
    stages = status.dated.stages.values() if status.dated else ()
    if left_out and any(live.waits_for_slot and not live.finished for live in stages):
        refuse(
            f"{status.project.id} waits for a free slot, and the files that were left out decide "
            "when there is one: fix their errors first. Nothing was written."
        )


def file_of(projects: Path, given: str) -> str:
    """Return the name of the file of the project that was named."""
    from courtside.provider.names import pick

    names = folder.project_names(projects)
    return folder.project_file_name(projects, pick(given, names, "project"))


def today_of(portfolio: Portfolio) -> date:
    """Return today in a studio, unless COURTSIDE_TODAY asks for a day; raises BuildError."""
    return clock().today(portfolio.studio)


def status_of(given: str, statuses: Iterable[Status]) -> Status:
    """Return the state of the project that was named, or end the command."""
    from courtside.provider.names import pick

    by_id = {status.project.id: status for status in statuses}
    try:
        return by_id[pick(given, by_id, "project")]
    except ActionRefusedError as refused:
        hint = "" if by_id else " There is none yet: courtside new " + given
        refuse(f"{refused}{hint}")


# --- What goes with it -------------------------------------------------------------------------


def base_of(config: SiteConfig, base: str | None) -> str:
    """Return the address of the site. Ends the command if it is not known, or if no page would open
    there."""
    from courtside.workspace.config import wrong_address

    base = base or config.site_url
    if not base:
        refuse(
            f"mkdocs.yml has no site_url. Use --base, or add the address of your site: {SITE_URL}"
        )
    if why := wrong_address(base):
        refuse(f"{base}: {why}")
    return base


def plan_of(
    config: SiteConfig,
    environ: Mapping[str, str] = os.environ,
    *,
    files: Mapping[str, bytes] | None = None,
) -> BuildPlan:
    """Return the plan of a build of a studio, or of `files` in it; makes no page."""
    from courtside.pipeline import Order, load_and_validate, plan_portals

    order = replace(Order.of(config, environ=environ, now=now()), files=files)
    return plan_portals(order, load_and_validate(order))


def sound_files(
    projects: Path, clients: Collection[str] = (), *, undone: str
) -> tuple[Mapping[str, bytes], Portfolio]:
    """Return the files of a studio that have no error, and its portfolio.

    Ends the command for an error in the studio's own file or in a file with the id of one of
    `clients`; `undone` says what was not done.
    """
    files = folder.project_files(projects)
    names = "|".join(map(re.escape, clients)) or "(?!)"
    named = re.compile(rf"\bid[\"']?\s*:\s*[\"']?(?:{names})(?![\w-])")

    def needed(name: str) -> bool:
        text = files.get(name, b"").decode("utf-8", "replace")
        return Path(name).stem in clients or named.search(text) is not None

    loaded = load_around(projects, clock(), needed, files=files)
    say_left_out(projects, loaded)
    if loaded.portfolio is None:
        refuse_errors(loaded.problems, undone)
    return loaded.files, loaded.portfolio


def long_agreements(
    portfolio: Portfolio, projects: Path, only: Collection[str] | None = None
) -> tuple[Problem, ...]:
    """Return warnings of agreements that take more than one page, and of those that are allowed to
    and do not need it.

    `only` names the projects to measure: each takes a tenth of a second.
    """
    from courtside.site import agreement_length

    today, theme = today_of(portfolio), theme_beside(projects)
    names = agreement_length.worth_asking(portfolio)
    if only is not None:
        names &= set(only)
    shown = [
        status
        for status in (assess_portfolio(portfolio, today) if names else ())
        if status.phase != "closed" and status.project.id in names
    ]
    long = agreement_length.long_agreements(
        portfolio.studio, shown, today, projects=projects, theme=theme, folder=str(projects)
    )
    message = needless(agreement_length.LONG)
    in_vain = (
        Problem.of_file(
            f"{projects}/{folder.project_file_name(projects, name)}",
            message,
            severity="warning",
            name=NEEDLESS,
        )
        for name in agreement_length.allowed_in_vain(portfolio.studio, shown, today, theme)
    )
    return (*long, *in_vain)


def theme_beside(projects: Path) -> Theme:
    """Return the theme of a studio: the owner's `overrides/` lies beside its folder of projects."""
    from courtside.text.theme import Theme

    return Theme.over(projects.absolute().parent / "overrides")


def unfit_files(portfolio: Portfolio, projects: Path) -> tuple[Problem, ...]:
    """Return the problems of the files that go with open projects."""
    day = today_of(portfolio)
    shown = (project for project in portfolio.projects if is_open(project, day))
    return folder.unfit_files(shown, projects, folder=str(projects))


def link_history(projects: Path) -> LinkHistory:
    """Return the link numbers in git's history, or end the command if git cannot give them."""
    from courtside.workspace.git import DistrustedRepositoryError, HistoryError
    from courtside.workspace.link_history import LinkHistory

    try:
        return LinkHistory.read(projects)
    except DistrustedRepositoryError as error:
        refuse(f"{error}. Nothing was written.")
    except HistoryError as error:
        refuse(f"Only git knows which links were given out, and {error}. Nothing was written.")


@contextmanager
def all_or_nothing(changed: str = "it changed meanwhile") -> Iterator[None]:
    """End the command with the reason if the `write_all` inside puts everything back.

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


def show_warnings(plan: BuildPlan, *, of_part: bool = False) -> None:
    """Print the warnings of a plan to stderr.

    A plan of a part of the files cannot say what they allow without need: what is allowed may be
    about a file that was left out.
    """
    for warning in plan.warnings:
        if not of_part or not warning.endswith(f"[{NEEDLESS}]"):
            click.echo(warning, err=True)


def line(problem: Problem) -> str:
    """Return a problem as it is printed."""
    return str(problem) if problem.severity == "error" else f"{problem} (warning)"


def show_problems(problems: Iterable[Problem]) -> None:
    """Print problems to stderr."""
    for problem in problems:
        click.echo(line(problem), err=True)


def refuse_errors(problems: Iterable[Problem], undone: str) -> NoReturn:
    """Print the problems and end the command; `undone` says what was not done."""
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
    """Print that a PDF of a project has letters out of this machine's own fonts."""
    click.echo(
        f"{name}: a font of this computer shows letters that the built-in ones lack, so another "
        "computer may set them differently. Put a font that has them (.ttf or .otf) into "
        "overrides/fonts/.",
        err=True,
    )
