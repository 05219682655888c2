"""The commands from the first call to a place in the calendar: quote, sign, schedule."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from courtside.cli.options import DayParam, EditOptions, project_argument, writes
from courtside.cli.terminal import asked

if TYPE_CHECKING:
    from courtside.engine.availability import Opening
    from courtside.provider.actions.action import Action, ActionContext


@click.command(name="quote")
@project_argument
@click.option("--until", type=DayParam(), help="Record that the proposal is open until this day.")
@writes(date_help="The day of the proposal (default: today).")
def say_when(project: str, options: EditOptions, until: date | None) -> None:
    """See when a project could start and how long it takes; with --until, write the proposal.

    The next free slot is the first start from which each of your stages fits beside all other
    projects. It is not reserved until you schedule the project.

    \b
      courtside quote nido
      courtside quote nido --until 2026-06-30
    """
    from courtside.cli.editing import context_of, run_action
    from courtside.provider.actions import quote

    if until:
        run_action(project, options, lambda ctx: quote.propose(ctx, until), whole=True)
    elif options.dry_run or options.commit:
        raise click.UsageError("Nothing is written without '--until'.")
    if not options.dry_run:
        _show_opening(context_of(project, options)[2])


def _show_opening(ctx: ActionContext) -> None:
    """Print the answer for the phone: the next free slot, and the same stages in weeks."""
    from courtside.errors import ActionRefusedError
    from courtside.provider.actions.quote import find_opening
    from courtside.text.english import short_day, span

    ctx.refuse_ended()
    if ctx.project.start:
        raise ActionRefusedError(f"{ctx.id} already has its dates: courtside status")
    opening = find_opening(ctx)
    start, finish = short_day(opening.start), short_day(opening.finish)
    click.echo(f"{ctx.id}: next free slot {start}, finish {finish}")
    for estimate in ctx.status.rough:
        stage = estimate.stage
        weeks = f"{estimate.first_week}-{estimate.last_week}"
        weeks = f"{estimate.first_week}" if estimate.first_week == estimate.last_week else weeks
        window = opening.planned[stage.id]
        owner = "you" if stage.owner == "provider" else "client"
        days = span(window.start, window.due)
        click.echo(f"  week {weeks:<7}{owner:<8}{stage.id:<20}  {days}".rstrip())


@click.command()
@project_argument
@click.option("--by", help="Who signed.")
@click.option(
    "--again",
    is_flag=True,
    help="A new version was signed in place of the old one. The day of the first signature stays, "
    "since dates and payments count from it.",
)
@writes(date_help="The day of the signature (default: today).")
def sign(project: str, options: EditOptions, by: str | None, again: bool) -> None:
    """Record the signature and freeze the terms.

    Copies your standard terms and both calendars into the project as they are now, and stores a
    fingerprint of the agreement, so that any later change stops the build. Asks if git knows a
    proposal that said something else. It is not an electronic signature.

    \b
      courtside sign nido --by "Ana Nido" --date 2026-05-25
    """
    from dataclasses import replace

    from courtside.cli.editing import run_action
    from courtside.provider.actions import quote

    who = asked(by, "--by", "Who signed")

    def action_of(ctx: ActionContext) -> Action:
        action = quote.sign(ctx, who, again=again)
        note = "" if again else _changed_since_proposal(ctx, options)
        if not note:
            return action
        question = "Did the client sign it as it is now?"
        return replace(action, notes=(note,), questions=(question,))

    run_action(project, options, action_of, unsound=again)


def _changed_since_proposal(ctx: ActionContext, options: EditOptions) -> str:
    """Say what the client has not seen, if git knows the proposal; else nothing."""
    from courtside.source.checks.context import Subject
    from courtside.source.checks.fingerprints import changed_since_proposal
    from courtside.text.english import short_day
    from courtside.workspace.file_history import FileHistory

    if ctx.project.quoted is None:
        return ""
    day = ctx.project.quoted.date
    with (
        FileHistory(options.projects) as earlier,
        FileHistory(options.projects, before=day) as sent,
    ):
        subject = Subject(
            source=ctx.source,
            project=ctx.project,
            studio=ctx.studio,
            last_fact_day=ctx.today,
            earlier=earlier,
        )
        changed = ", ".join(changed_since_proposal(subject, sent))
    return f"Since the proposal of {short_day(day)} this has changed: {changed}." if changed else ""


@click.command()
@project_argument
@click.option(
    "--from", "first", type=DayParam(), help="Start on this day, not at the next free slot."
)
@writes(date_help="The day the dates were given (default: today).")
def schedule(project: str, options: EditOptions, first: date | None) -> None:
    """Give a signed and paid project its dates, beside all other projects.

    Without --from it starts at the next free slot. Shows the dates, asks, and writes them with a
    fingerprint, so that nothing moves them unseen.

    \b
      courtside schedule nido
      courtside schedule nido --from 2026-06-01 --yes
    """
    from dataclasses import replace

    from courtside.cli.editing import run_action
    from courtside.errors import ActionRefusedError
    from courtside.provider.actions import quote

    def action_of(ctx: ActionContext) -> Action:
        quote.refuse_unready(ctx)
        if first and ctx.project.start and first != ctx.project.start:
            raise ActionRefusedError(
                f"{ctx.id} has start: {ctx.project.start} in its file. Leave --from out."
            )
        opening = quote.find_opening(ctx, ctx.project.start or first)
        _show_dates(ctx, opening)
        return replace(quote.schedule(ctx, opening), questions=("Write these dates?",))

    run_action(project, options, action_of, whole=True)


def _show_dates(ctx: ActionContext, opening: Opening) -> None:
    """Print the dates, and what speaks against them."""
    from courtside.provider.actions import quote
    from courtside.text.english import count, short_day, span

    for stage in ctx.project.stages:
        window = opening.planned[stage.id]
        owner = "you" if stage.owner == "provider" else "client"
        dates = span(window.start, window.due)
        click.echo(f"  {owner:<8}{stage.id:<20}  {dates}", err=True)
    if crowded := quote.crowded(ctx, opening):
        days = list(crowded)
        others = sorted({name for names in crowded.values() for name in names})
        need = "needs" if len(others) == 1 else "need"
        free = quote.find_opening(ctx)
        click.echo(
            f"On {count(len(days), 'day')} of these, from {short_day(days[0])} to "
            f"{short_day(days[-1])}, you would be over your capacity of {ctx.studio.capacity}: "
            f"{', '.join(others)} {need} them too. The next free slot is "
            f"{short_day(free.start)}.",
            err=True,
        )
    if opening.start <= ctx.today:
        click.echo(f"{short_day(opening.start)} is not after today.", err=True)
