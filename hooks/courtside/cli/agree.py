"""The commands for what two agree on: change, pause, agree, resume, restart, waive."""

from __future__ import annotations

import re
from datetime import date
from typing import get_args

import click

from courtside.cli.arguments import (
    StepName,
    asked,
    project_argument,
    somebody_is_there,
    stage_argument,
    why_option,
)
from courtside.cli.common import Day
from courtside.cli.editing import EditOptions, run_action, writes
from courtside.cli.quote import asked_money
from courtside.model.studio import Studio
from courtside.model.values import Party
from courtside.provider.actions import agree as deeds_agree
from courtside.provider.actions.action import Action, ActionContext

_PARTY = click.Choice(get_args(Party))


@click.command()
@project_argument
@stage_argument
@click.option("--title", help="What is added, in a few words, for both to read.")
@click.option("--days", type=click.IntRange(0), help="Working days added to the stage.")
@click.option("--price", metavar="MONEY", help="Added to the price; -200 for less.")
@click.option("--asked-by", type=_PARTY, help="Who asked for it.")
@writes()
def change(
    project: str,
    wishes: EditOptions,
    stage: str | None,
    title: str | None,
    days: int | None,
    price: str | None,
    asked_by: Party | None,
) -> None:
    """Propose a change: more days for a stage, another price, or both.

    It is shown with what it would do, and counts for nothing until `courtside agree`.

    \b
      courtside change nido design --title "A second language" --days 3 --price 600
    """

    def deed_of(case: ActionContext) -> Action:
        case.signed()
        name = case.stage(stage).id
        words = asked(title, "--title", "What is added, in a few words, for both to read")
        more, money = _asked_for(days, price, case.studio)
        return deeds_agree.change(
            case,
            name,
            title=words,
            days=more or 0,
            price=money,
            asked_by=asked_by,
        )

    run_action(project, wishes, deed_of)


def _asked_for(
    days: int | None, price: str | None, studio: Studio
) -> tuple[int | None, str | None]:
    """Days and price; where both were left out, from whoever is there."""
    if (days or price) or not somebody_is_there():
        return days, asked_money(price, "--price", "", studio) if price else None
    days = click.prompt("Working days added", type=click.IntRange(0), default=0, err=True)
    price = asked_money(None, "--price", "Added to the price", studio, default="0")
    return days, None if re.fullmatch(r"0 [A-Z]{3}", price) else price


@click.command()
@project_argument
@click.option("--from", "first", type=Day(), help="Its first day, if not the day of --date.")
@click.option("--to", "last", type=Day(), help="Its last day; left out, it is open.")
@click.option("--by", type=_PARTY, help="Who asked for it.")
@why_option
@writes()
def pause(
    project: str,
    wishes: EditOptions,
    first: date | None,
    last: date | None,
    by: Party | None,
    why: str | None,
) -> None:
    """Propose a pause: its days are no working days for either side.

    It counts from the day on which both agree to it, `courtside agree`.

    \b
      courtside pause nido --from 2026-07-06 --to 2026-07-10 --by client --why "Moving house"
    """
    by = asked(by, "--by", "Who asked for it", kind=_PARTY)
    why = asked(why, "--why", "The reason, for both to read")
    run_action(
        project,
        wishes,
        lambda case: deeds_agree.pause(case, first=first or case.day, last=last, by=by, why=why),
    )


@click.command()
@project_argument
@click.argument("proposal", metavar="[PROPOSAL]", required=False)
@writes()
def agree(project: str, wishes: EditOptions, proposal: str | None) -> None:
    """Write down that both agreed to a change or a pause.

    Where several wait, say which: change-1, pause-1 and so on, counted as in the file.

    \b
      courtside agree nido
      courtside agree nido change-2 --date 2026-06-12
    """
    run_action(project, wishes, lambda case: deeds_agree.agree(case, proposal))


@click.command()
@project_argument
@writes()
def resume(project: str, wishes: EditOptions) -> None:
    """End a pause: work goes on from today, or from --date.

    \b
      courtside resume nido
    """
    run_action(project, wishes, deeds_agree.resume)


@click.command()
@project_argument
@writes()
def restart(project: str, wishes: EditOptions) -> None:
    """Agree on the forecasts of the queue as dates, for a project that lost its slot.

    \b
      courtside restart nido
    """
    run_action(project, wishes, deeds_agree.restart, whole=True)


@click.command()
@project_argument
@stage_argument
@click.argument("step", type=StepName(), metavar="STEP", required=False)
@why_option
@writes()
def waive(
    project: str, wishes: EditOptions, stage: str | None, step: str | None, why: str | None
) -> None:
    """Do not take a step that follows from being late: a kindness, for both to read.

    \b
      courtside waive nido texts fee --why "The first time"
    """

    def deed_of(case: ActionContext) -> Action:
        case.not_closed()
        chosen = case.stage(stage)
        do = deeds_agree.step_of(case, chosen, step)
        reason = asked(why, "--why", "The reason, for both to read")
        return deeds_agree.waive(case, chosen, do, reason)

    run_action(project, wishes, deed_of)


COMMANDS = (change, pause, agree, resume, restart, waive)
