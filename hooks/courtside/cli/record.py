"""The commands that record what happened: done, skip, return, log, note, close."""

from __future__ import annotations

import click

from courtside.cli.arguments import asked, maybe_stage, project_argument, stage_argument, why_option
from courtside.cli.editing import EditOptions, run_action, writes
from courtside.provider.actions import record
from courtside.provider.actions.action import Action, ActionContext

text_argument = click.argument("text", metavar="TEXT", required=False)


@click.command()
@project_argument
@maybe_stage
@writes()
def done(project: str, wishes: EditOptions, stage: str | None) -> None:
    """Write down that a stage was handed over.

    The stage can be left out where one waits.

    \b
      courtside done nido
      courtside done nido texts --date 2026-06-12
    """
    run_action(project, wishes, lambda case: record.done(case, stage))


@click.command()
@project_argument
@stage_argument
@writes()
def skip(project: str, wishes: EditOptions, stage: str | None) -> None:
    """Write down that a round is not needed.

    \b
      courtside skip nido notes-2
    """
    run_action(project, wishes, lambda case: record.skip(case, stage))


@click.command(name="return")
@project_argument
@maybe_stage
@why_option
@writes()
def release(project: str, wishes: EditOptions, stage: str | None, why: str | None) -> None:
    """Write down that a hand-over was incomplete and went back: the ball never left.

    \b
      courtside return nido texts --why "Two of six pages are missing"
    """

    def deed_of(case: ActionContext) -> Action:
        name = case.waiting_stage(stage).stage.id
        reason = asked(why, "--why", "What is missing, for both to read")
        return record.returned(case, name, reason)

    run_action(project, wishes, deed_of)


@click.command()
@project_argument
@text_argument
@click.option("--link", help="Where it can be seen: https, http or mailto.")
@writes()
def log(project: str, wishes: EditOptions, text: str | None, link: str | None) -> None:
    """Write into the log of a project, which the client reads.

    TEXT may be Markdown: **bold**, [words](https://...). A bare address becomes a link.

    \b
      courtside log nido "Brief sent" --link https://files.example/nido
    """
    words = asked(text, "TEXT", "What happened, for both to read")
    run_action(project, wishes, lambda case: record.log(case, words, link))


@click.command()
@project_argument
@text_argument
@writes()
def note(project: str, wishes: EditOptions, text: str | None) -> None:
    """Write a private note, which never leaves the repository.

    \b
      courtside note nido "Where I stopped: the menu on phones"
    """
    words = asked(text, "TEXT", "For you alone")
    run_action(project, wishes, lambda case: record.note(case, words))


@click.command()
@project_argument
@writes()
def close(project: str, wishes: EditOptions) -> None:
    """End a project: its portal is taken down when the site is published again.

    \b
      courtside close nido
    """
    run_action(project, wishes, record.close)


COMMANDS = (done, skip, release, log, note, close)
