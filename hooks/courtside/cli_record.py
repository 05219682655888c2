"""The commands that record what happened: done, skip, return, log, note, close."""

from __future__ import annotations

import click

from . import deeds_record
from .cli_names import asked, maybe_stage, project_argument, stage_argument, why_option
from .cli_write import Wishes, carry_out, writes
from .deeds import Case, Deed

text_argument = click.argument("text", metavar="TEXT", required=False)


@click.command()
@project_argument
@maybe_stage
@writes()
def done(project: str, wishes: Wishes, stage: str | None) -> None:
    """Write down that a stage was handed over.

    The stage can be left out where one waits.

    \b
      courtside done nido
      courtside done nido texts --date 2026-06-12
    """
    carry_out(project, wishes, lambda case: deeds_record.done(case, stage))


@click.command()
@project_argument
@stage_argument
@writes()
def skip(project: str, wishes: Wishes, stage: str | None) -> None:
    """Write down that a round is not needed.

    \b
      courtside skip nido notes-2
    """
    carry_out(project, wishes, lambda case: deeds_record.skip(case, stage))


@click.command(name="return")
@project_argument
@maybe_stage
@why_option
@writes()
def give_back(project: str, wishes: Wishes, stage: str | None, why: str | None) -> None:
    """Write down that a hand-over was incomplete and went back: the ball never left.

    \b
      courtside return nido texts --why "Two of six pages are missing"
    """

    def deed_of(case: Case) -> Deed:
        name = case.waiting_stage(stage).stage.id
        reason = asked(why, "--why", "What is missing, for both to read")
        return deeds_record.returned(case, name, reason)

    carry_out(project, wishes, deed_of)


@click.command()
@project_argument
@text_argument
@click.option("--link", help="Where it can be seen: https, http or mailto.")
@writes()
def log(project: str, wishes: Wishes, text: str | None, link: str | None) -> None:
    """Write into the log of a project, which the client reads.

    TEXT may be Markdown: **bold**, [words](https://...). A bare address becomes a link.

    \b
      courtside log nido "Brief sent" --link https://files.example/nido
    """
    words = asked(text, "TEXT", "What happened, for both to read")
    carry_out(project, wishes, lambda case: deeds_record.log(case, words, link))


@click.command()
@project_argument
@text_argument
@writes()
def note(project: str, wishes: Wishes, text: str | None) -> None:
    """Write a private note, which never leaves the repository.

    \b
      courtside note nido "Where I stopped: the menu on phones"
    """
    words = asked(text, "TEXT", "For you alone")
    carry_out(project, wishes, lambda case: deeds_record.note(case, words))


@click.command()
@project_argument
@writes()
def close(project: str, wishes: Wishes) -> None:
    """End a project: its portal is taken down when the site is published again.

    \b
      courtside close nido
    """
    carry_out(project, wishes, deeds_record.close)


COMMANDS = (done, skip, give_back, log, note, close)
