"""The commands that record what happened: handovers, rounds, waits, notes, the end of a page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from courtside.cli.acting import acts
from courtside.cli.options import (
    DayParam,
    StageName,
    maybe_stage,
    project_argument,
    stage_argument,
    why_option,
)
from courtside.cli.terminal import asked

if TYPE_CHECKING:
    from courtside.provider.actions.action import Action, ActionContext

text_argument = click.argument("text", metavar="TEXT", required=False)
maybe_approval = click.argument("stage", type=StageName(), metavar="[APPROVAL]", required=False)


@click.command()
@project_argument
@maybe_stage
@acts()
def done(ctx: ActionContext, stage: str | None) -> Action:
    """Record that a stage was handed over.

    You can leave out the stage if only one is open. Asks first if it is the client's and you did
    not name it, or if it has not begun yet.

    \b
      courtside done nido
      courtside done nido copy --date 2026-06-12
    """
    from courtside.provider.actions import record

    return record.done(ctx, stage)


@click.command()
@project_argument
@stage_argument
@acts()
def skip(ctx: ActionContext, stage: str | None) -> Action:
    """Mark a round as not needed, or a payment that asks for nothing.

    \b
      courtside skip nido notes-2
    """
    from courtside.provider.actions import record

    return record.skip(ctx, stage)


@click.command(name="return")
@project_argument
@maybe_stage
@click.option(
    "--sent", type=DayParam(), help="The day it was handed over (default: that of --date)."
)
@why_option
@acts(date_help="The day you said that it is incomplete (default: today).")
def mark_incomplete(
    ctx: ActionContext, stage: str | None, sent: date | None, why: str | None
) -> Action:
    """Record that a handover was incomplete. The ball stays where it was.

    The days from --sent to --date do not count for whoever handed it over: it was on your desk.

    \b
      courtside return nido copy --sent 2026-06-10 --why "Two of six pages are missing"
    """
    from courtside.provider.actions import record

    name = ctx.next_stage(stage).stage.id
    reason = asked(why, "--why", "What is missing (both sides read it)")
    return record.returned(ctx, name, reason, sent)


@click.command()
@project_argument
@stage_argument
@click.argument("items", nargs=-1, metavar="[ITEM]...")
@acts()
def received(ctx: ActionContext, stage: str | None, items: tuple[str, ...]) -> Action:
    """Tick what has arrived of a stage's list.

    ITEM is the number of an item of `gives`, from 1, or how its text begins. The page shows the
    list to both sides.

    \b
      courtside received nido copy 1 3
    """
    from courtside.provider.actions import record

    return record.received(ctx, stage, items)


@click.command(name="ask-change")
@project_argument
@maybe_approval
@why_option
@acts(date_help="The day the client asked (default: today).")
def ask_change(ctx: ActionContext, stage: str | None, why: str | None) -> Action:
    """Record that the client answered an approval with "please change this".

    It is an answer, so silence no longer counts; the ball is in your court for a round of changes,
    and goes back to the client with `courtside revised`.

    \b
      courtside ask-change nido design-ok --why "A warmer green"
    """
    from courtside.provider.actions import rounds

    ctx.dated()
    reason = asked(why, "--why", "What is to change (both sides read it)")
    return rounds.ask_change(ctx, stage, reason)


@click.command()
@project_argument
@maybe_approval
@acts(date_help="The day you handed it over (default: today).")
def revised(ctx: ActionContext, stage: str | None) -> Action:
    """Record that you handed over the change a client asked for.

    \b
      courtside revised nido
      courtside revised nido design-ok --date 2026-06-19
    """
    from courtside.provider.actions import rounds

    return rounds.revised(ctx, stage)


@click.command()
@project_argument
@maybe_stage
@click.option(
    "--on",
    type=click.Choice(["client", "provider", "outside"]),
    help="Who has to answer (default: the other side of the stage).",
)
@click.option("--told", type=DayParam(), help="The day they were asked, if not that of --date.")
@why_option
@acts(date_help="The day of the question (default: today).")
def wait(
    ctx: ActionContext,
    stage: str | None,
    on: str | None,
    told: date | None,
    why: str | None,
) -> Action:
    """Record that a stage waits for an answer. These days do not count for its owner.

    They begin on the day after both the question and --told, and end with `courtside answered`.

    \b
      courtside wait nido build --on client --why "Which photo goes first?"
    """
    from courtside.provider.actions import rounds

    ctx.dated()
    reason = asked(why, "--why", "The question (both sides read it)")
    return rounds.wait(ctx, stage, on=on, why=reason, told=told)


@click.command()
@project_argument
@maybe_stage
@acts(date_help="The day the answer arrived (default: today).")
def answered(ctx: ActionContext, stage: str | None) -> Action:
    """Record that the answer arrived: the days count again.

    \b
      courtside answered nido build
    """
    from courtside.provider.actions import rounds

    return rounds.answered(ctx, stage)


@click.command()
@project_argument
@text_argument
@click.option("--link", help="Where it can be seen: https, http or mailto.")
@acts()
def log(ctx: ActionContext, text: str | None, link: str | None) -> Action:
    """Write in a project's log, which the client reads.

    TEXT may be Markdown: **bold**, [words](https://...). A bare address becomes a link.

    \b
      courtside log nido "Brief sent" --link https://files.example/nido
    """
    from courtside.provider.actions import notes

    words = asked(text, "TEXT", "What happened (both sides read it)")
    return notes.log(ctx, words, link)


@click.command()
@project_argument
@text_argument
@acts()
def note(ctx: ActionContext, text: str | None) -> Action:
    """Write a private note. It never leaves the repository.

    \b
      courtside note nido "Where I left off: the menu on phones"
    """
    from courtside.provider.actions import notes

    words = asked(text, "TEXT", "Your note (only you can see it)")
    return notes.note(ctx, words)


@click.command()
@project_argument
@click.option("--unpaid", is_flag=True, help="Close it although money is open.")
@acts()
def close(ctx: ActionContext, unpaid: bool) -> Action:
    """Take a project's page down, when you next publish.

    Without --unpaid, refuses while something is still to be paid, or to be paid back, and asks
    first if money was received for a project that has stages unfinished or has not begun:
    `courtside end` makes a final account. What comes later can still be recorded with paid and
    refund.

    \b
      courtside close nido
    """
    from courtside.provider.actions import notes

    return notes.close(ctx, unpaid=unpaid)
