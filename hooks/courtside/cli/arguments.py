"""Names on the command line: begun, completed in the shell, asked for where somebody sits there.

    courtside done au des     ->  aurora, design
    courtside done aurora     ->  the one stage that waits; which of them, if several do

Nothing is ever asked where stdin is no terminal: what is missing is then said, with exit code 2.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, get_args

import click
from click.shell_completion import CompletionItem

from courtside.cli.common import refuse
from courtside.engine.assess import Status
from courtside.model.values import StepKind
from courtside.provider.actions.action import ActionRefusedError, pick
from courtside.source.yaml_reader import read
from courtside.workspace.folder import project_names


class ProjectName(click.ParamType[str]):
    """The id of a project, or the beginning of it; completes in the shell."""

    name = "id"

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - as click asks
        incomplete: str,
    ) -> list[CompletionItem]:
        """The projects that begin so."""
        found = project_names(_folder(ctx))
        return [CompletionItem(name) for name in found if name.startswith(incomplete)]


class StageName(click.ParamType[str]):
    """The id of a stage of the project before it, or the beginning of it; completes likewise."""

    name = "stage"

    def __init__(self, *others: str) -> None:
        """`others` are words that may stand there too: `deposit`."""
        self._others = others

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - as click asks
        incomplete: str,
    ) -> list[CompletionItem]:
        """The stages that begin so."""
        folder = _folder(ctx)
        try:
            name = pick(str(ctx.params.get("project")), project_names(folder), "project")
        except ActionRefusedError:
            return []
        file = next(path for path in folder.glob(f"{name}.*") if path.suffix in (".yml", ".md"))
        source, _ = read(file.read_bytes(), file=file.name)
        stages = source.data.get("stages") if source else None
        listed = stages if isinstance(stages, list) else []
        ids = [*self._others, *(one.get("id") for one in listed if isinstance(one, dict))]
        return [
            CompletionItem(one)
            for one in ids
            if isinstance(one, str) and one.startswith(incomplete)
        ]


class StepName(click.ParamType[str]):
    """A step that follows from being late, or the beginning of it; completes likewise."""

    name = "step"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - as click asks
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """The steps that begin so."""
        return [CompletionItem(one) for one in get_args(StepKind) if one.startswith(incomplete)]


project_argument = click.argument("project", type=ProjectName(), metavar="ID")


stage_argument = click.argument("stage", type=StageName(), metavar="STAGE", required=False)


maybe_stage = click.argument("stage", type=StageName(), metavar="[STAGE]", required=False)


why_option = click.option("--why", help="The reason, for both to read.")


def _folder(ctx: click.Context) -> Path:
    return Path(ctx.params.get("projects") or "projects")


def status_of(given: str, statuses: Iterable[Status]) -> Status:
    """The project that was meant, or the end of the command."""
    found = {status.project.id: status for status in statuses}
    try:
        return found[pick(given, found, "project")]
    except ActionRefusedError as refused:
        refuse(str(refused))


def somebody_is_there() -> bool:
    """Whether a person sits at the terminal, and can be asked."""
    return sys.stdin.isatty()


def asked(
    value: Any, option: str, question: str, *, kind: Any = str, default: str | None = None
) -> Any:
    """The value of an option; where it was left out, the answer of whoever sits there."""
    if value is not None:
        return value
    if somebody_is_there():
        return click.prompt(question, type=kind, default=default, err=True)
    raise click.UsageError(
        f"Missing {'option' if option[0] == '-' else 'argument'} '{option}'.",
        click.get_current_context(),
    )


def choose(what: str, names: Sequence[str]) -> str:
    """One of several, chosen by whoever sits there."""
    if somebody_is_there():
        return str(click.prompt(f"Which {what}", type=click.Choice(list(names)), err=True))
    message = f"Say which {what}: {', '.join(names)}."
    raise click.UsageError(message, click.get_current_context())
