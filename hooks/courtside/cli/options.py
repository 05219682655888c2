"""What is typed: options that many commands have, and names that complete in the shell.

    courtside done au des     ->  aurora, design
    courtside done aurora     ->  the one open stage; which of them, if several are

Importing this module imports nothing of the engine, so that `--help` is quick.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from courtside.cli import terminal
from courtside.cli.terminal import refuse
from courtside.errors import ActionRefusedError

PARTIES = ("client", "provider")
LANGUAGES = ("en", "es", "pt", "fr", "de", "it")
PAPERS = ("a4", "letter")
CONSEQUENCES = ("lose-slot", "fee", "credit", "approve", "may-close", "may-leave", "remind")
"""The names out of the model; a test compares them."""


# --- Values ------------------------------------------------------------------------------------


class PathParam(click.Path):
    """The path of a file or folder, in the bytes of the file system."""

    def __init__(self, **options: Any) -> None:
        super().__init__(path_type=Path, **options)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path in the bytes of the file system, which `typed` would have changed."""
        name = os.fsdecode(os.fspath(value).encode("utf-8", "surrogateescape"))
        return super().convert(name, param, ctx)


class DayParam(click.ParamType[date]):
    """A day, as 2026-03-25 or in any other way that can be meant in one way only.

    In a terminal it asks which day an ambiguous one means: 1/7/26.
    """

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the day, or end with exit code 2."""
        if isinstance(value, date):
            return value
        from courtside.engine.as_of import A_DAY, read_day
        from courtside.provider.importing.cells import CellError, one_day

        asks = terminal.somebody_is_there() and not (ctx and ctx.resilient_parsing)
        choose = functools.partial(terminal.choose, "day", question=f"Which day is {value}")
        try:
            return read_day(one_day(str(value), choose if asks else None))
        except CellError as error:
            self.fail(f"{error}", param, ctx)
        except ValueError:
            self.fail(A_DAY, param, ctx)


class MoneyParam(click.ParamType[str]):
    """Money as people write it; `import` reads the same."""

    name = "money"

    def __init__(self, currency: str) -> None:
        """Make a type for amounts in a studio's `currency`."""
        self._currency = currency

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the amount as files have it, `2400 EUR`, or end with exit code 2."""
        from courtside.provider.importing.money_text import MoneyError, read_typed

        try:
            return read_typed(str(value), self._currency)
        except MoneyError as error:
            self.fail(f"{error}", param, ctx)


class EmailParam(click.ParamType[str]):
    """An e-mail address, as files have it."""

    name = "email"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the address, or end with exit code 2."""
        from pydantic import TypeAdapter, ValidationError

        from courtside.model.values import Email

        try:
            return str(TypeAdapter(Email).validate_python(str(value).strip()))
        except ValidationError:
            self.fail("Write an e-mail address, such as lucia@aurora.example.", param, ctx)


class DaysParam(click.ParamType[int]):
    """Working days as people write them, `3` or `2 weeks`; `import` reads the same."""

    name = "days"

    def __init__(self, week: int, *, least: int = 0) -> None:
        """Make a type for working days; `week` is how many of them a week has for the owner of the
        stage."""
        self._week, self._least = week, least

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number of days, or end with exit code 2."""
        from courtside.provider.importing.cells import CellError, days

        try:
            number = days(str(value), week=self._week)
        except CellError as error:
            self.fail(f"{error}", param, ctx)
        if not self._least <= number <= MOST_DAYS:
            self.fail(f"{number} is not between {self._least} and {MOST_DAYS}.", param, ctx)
        return number


MOST_DAYS = 1000
"""The limit of the model; a test compares it."""

T = TypeVar("T")


def option_value(kind: click.ParamType[T], text: str, option: str) -> T:
    """Return the value of an option that only the command itself can read, or end as if click had
    read it."""
    try:
        return kind.convert(text, None, None)
    except click.UsageError as error:
        message = f"Invalid value for '{option}': {error.message}"
        raise click.UsageError(message, click.get_current_context()) from None


# --- Names -------------------------------------------------------------------------------------


class _Name(click.ParamType[str]):
    """A name, or the beginning of it; completes in the shell."""

    def names(self, ctx: click.Context) -> Iterable[str]:
        """Return all names to choose from."""
        raise NotImplementedError

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - as click asks
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the names that begin with what was typed."""
        return [CompletionItem(name) for name in self.names(ctx) if name.startswith(incomplete)]


class ProjectName(_Name):
    """The id of a project."""

    name = "id"

    def names(self, ctx: click.Context) -> Iterable[str]:
        """Return the projects of the folder."""
        from courtside.workspace.folder import project_names

        return project_names(_folder(ctx))


class StageName(_Name):
    """The id of a stage of the project named before."""

    name = "stage"

    def __init__(self, *others: str) -> None:
        """Make a type for stages; `others` are words that are valid, too: `deposit`."""
        self._others = others

    def names(self, ctx: click.Context) -> Iterable[str]:
        """Return the stages in the project's file."""
        from courtside.provider.names import pick
        from courtside.source.yaml_reader import read
        from courtside.workspace.folder import project_file_name, project_names

        folder = _folder(ctx)
        try:
            name = pick(str(ctx.params.get("project")), project_names(folder), "project")
        except ActionRefusedError:
            return ()
        file = folder / project_file_name(folder, name)
        source, _ = read(file.read_bytes(), file=file.name)
        stages = source.data.get("stages") if source else None
        listed = stages if isinstance(stages, list) else []
        ids = [stage.get("id") for stage in listed if isinstance(stage, dict)]
        return [name for name in (*self._others, *ids) if isinstance(name, str)]


class ConsequenceName(_Name):
    """A consequence of being late."""

    name = "consequence"

    def names(self, ctx: click.Context) -> Iterable[str]:  # noqa: ARG002 - the same everywhere
        """Return the kinds of consequences."""
        return CONSEQUENCES


def _folder(ctx: click.Context) -> Path:
    return Path(ctx.params.get("projects") or "projects")


project_argument = click.argument("project", type=ProjectName(), metavar="ID")
stage_argument = click.argument("stage", type=StageName(), metavar="STAGE", required=False)
"""Asked for if it is left out, and never guessed."""
maybe_stage = click.argument("stage", type=StageName(), metavar="[STAGE]", required=False)
"""Guessed if only one is possible."""
why_option = click.option("--why", help="The reason; both sides read it.")
today_option = click.option("--today", type=DayParam(), help="Show everything as of this date.")

projects_option = click.option(
    "--projects",
    type=PathParam(exists=True, file_okay=False),
    default="projects",
    show_default=True,
    help="The folder with _studio.yml and the project files.",
)

config_option = click.option(
    "--config-file",
    type=PathParam(exists=True, dir_okay=False),
    default="mkdocs.yml",
    show_default=True,
    help="The settings of the site.",
)

paper_option = click.option(
    "--paper", type=click.Choice(PAPERS), help="The paper size (default: that of your country)."
)

restart_within_option = click.option(
    "--restart-within",
    metavar="DAYS",
    help="To format 2: the working days, or weeks, within which you are back after a lost slot.",
)

plain_site_option = click.option(
    "--plain", is_flag=True, help="The site was built with `courtside build --plain`."
)


def renamed_option(old: str, new: str, **kind: Any) -> Callable[[Any], Any]:
    """Let a command still take an option by its name of the last version, as the parameter `old`;
    whoever uses it reads the new name."""

    def said(_ctx: click.Context, _param: click.Parameter, value: T) -> T:
        if value is not None:
            click.echo(
                f"`{old}` is now `{new}`. The old name goes with the next version.", err=True
            )
        return value

    words = f"The earlier name of {new}."
    return click.option(old, "old", hidden=True, callback=said, help=words, **kind)


base_option = click.option("--base", help="Use this address instead of site_url in mkdocs.yml.")


# --- Commands that write -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class EditOptions:
    """The options of every command that writes project files."""

    projects: Path
    day: date | None = None
    dry_run: bool = False
    commit: bool = False
    yes: bool = False


_WRITING = (
    click.option("--yes", is_flag=True, help="Do not ask for confirmation."),
    click.option("--dry-run", is_flag=True, help="Show what would change; write nothing."),
    click.option(
        "--commit",
        is_flag=True,
        help="Commit this file with a short message (safe for the client to see).",
    ),
    projects_option,
)


def writes(
    *, dated: bool = True, date_help: str = "The date it happened (default: today)."
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the options of commands that write; the command gets them as `options`."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def gathered(
            projects: Path,
            dry_run: bool,
            commit: bool,
            yes: bool,
            day: date | None = None,
            **rest: Any,
        ) -> None:
            options = EditOptions(
                projects=projects, day=day, dry_run=dry_run, commit=commit, yes=yes
            )
            try:
                command(options=options, **rest)
            except ActionRefusedError as refused:
                refuse(str(refused), "Nothing was written.")

        options = list(_WRITING)
        if dated:
            options.insert(0, click.option("--date", "day", type=DayParam(), help=date_help))
        for option in reversed(options):
            gathered = option(gathered)
        return gathered

    return decorate
