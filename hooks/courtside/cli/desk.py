"""The command for the provider's morning: desk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from courtside.cli.options import projects_option, today_option
from courtside.cli.terminal import console, refuse


@click.command(name="desk")
@projects_option
@today_option
def show_desk(projects: Path, today: date | None) -> None:
    """Show what needs you this morning, whom to remind, and what to say if someone calls.

    Every project by what it needs of you, what falls due, how full the weeks are, what is owed, and
    where you left off: your private notes and the last lines of the log. It stays on your computer;
    `courtside serve` shows the same as a page.

    \b
      courtside desk
      courtside desk --today 2026-04-01
    """
    from courtside.cli.common import portfolio_on
    from courtside.cli.desk_text import render_desk
    from courtside.provider.desk import build_desk
    from courtside.workspace import reminder_log

    portfolio, day = portfolio_on(projects, today)
    try:
        sent = reminder_log.sent(projects)
    except reminder_log.ReminderLogError as error:
        refuse(str(error))
    console().print(render_desk(build_desk(portfolio, day, sent)))
