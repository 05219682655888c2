"""The person at the terminal: what they are asked, and how a command ends with a reason.

Nothing is ever asked where stdin is not a terminal: there a command says what is missing, with exit
code 2.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from rich.console import Console


class Unanswered(click.ClickException):
    """A command has a question, and nobody is there to answer it. It says what to type instead, and
    ends with exit code 2. The usage is not printed, since nothing was mistyped."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - as click asks
        """Print the sentence, as `refuse` does."""
        click.echo(self.message, err=True)


def refuse(*lines: str) -> NoReturn:
    """Print the lines, and end with exit code 1."""
    for text in lines:
        click.echo(text, err=True)
    sys.exit(1)


def typed(text: str) -> str:
    """Return a typed text in UTF-8, whatever encoding the terminal claims.

    The name of an existing file stays as it is. Raises UsageError for bytes that are not UTF-8.
    """
    if not any("\ud800" <= sign <= "\udfff" for sign in text):
        return text
    with suppress(OSError, ValueError):  # no name of a file, or too long for one
        if Path(text).exists():
            return text
    try:
        return os.fsencode(text).decode("utf-8")
    except UnicodeError:
        raise click.UsageError(
            "What you typed is not UTF-8: set your terminal to UTF-8 and type it again."
        ) from None


PIPE_WIDTH = 200
"""The width of tables in a pipe, in characters: folded lines are hard to search."""


def console() -> Console:
    """Return the console for tables and the desk."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)


def somebody_is_there() -> bool:
    """Return whether a person sits at the terminal, and can be asked."""
    return sys.stdin.isatty()


def asked(
    value: Any, option: str, question: str, *, kind: Any = str, default: str | None = None
) -> Any:
    """Return the value of an option; if it was left out, ask for it.

    Raises Unanswered if nobody is there to be asked.
    """
    if value is not None:
        return value
    if somebody_is_there():
        answer = _prompted(question, kind, default)
        return typed(answer) if isinstance(answer, str) else answer
    raise Unanswered(f"Missing {'option' if option[0] == '-' else 'argument'} '{option}'.")


def _prompted(question: str, kind: Any, default: str | None) -> Any:
    """Ask until there is an answer; an empty one is the default, if there is one."""
    read = click.types.convert_type(kind, default)

    def answer(text: str) -> Any:
        if text or default is not None:
            return read(text)
        if isinstance(kind, click.Choice):
            raise click.UsageError(f"Write one of these: {', '.join(map(str, kind.choices))}.")
        raise click.UsageError("Write an answer.")

    return click.prompt(
        question,
        type=kind,
        default=default or "",
        show_default=bool(default),
        value_proc=answer,
        err=True,
    )


def choose(
    what: str, names: Sequence[str], meanings: Sequence[str] = (), *, question: str = ""
) -> str:
    """Return the name that the person chooses; `meanings` say what each stands for.

    With a `question`, the names are also options that can be named: --part, --all. Raises
    Unanswered if nobody is there to be asked.
    """
    if somebody_is_there():
        for name, meaning in zip(names, meanings, strict=False):
            click.echo(f"{name}: {meaning}", err=True)
        words = question or f"Which {what}"
        only = names[0] if len(names) == 1 else None
        return str(_prompted(words, click.Choice(list(names)), only))
    if question:
        raise Unanswered(f"{question} Add {' or '.join(f'--{name}' for name in names)}.")
    said = [f"{name} ({meaning})" for name, meaning in zip(names, meanings, strict=False)]
    raise Unanswered(f"Say which {what}: {', '.join(said or names)}.")


def confirm(
    question: str, *, yes: bool = False, otherwise: str = "", undone: str = "written"
) -> None:
    """End the command unless the person says yes.

    `yes` is the option that answers in advance; `otherwise` says what to type for no, `undone` what
    was not done.
    """
    if yes:
        return
    if not somebody_is_there():
        raise Unanswered(f"{question} If so, add --yes{otherwise}. Nothing was {undone}.")
    click.confirm(question, abort=True, err=True)
