"""The command about today's reminders: remind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from courtside.cli.options import DayParam, PathParam, base_option, config_option


@click.command(name="remind")
@config_option
@click.option("--print", "show", is_flag=True, help="Print the e-mails; record nothing.")
@click.option(
    "--eml",
    "folder",
    type=PathParam(file_okay=False),
    help="Write the e-mails into this folder as drafts, for you to open and send.",
)
@click.option(
    "--send", is_flag=True, help="Send the e-mails through the server in COURTSIDE_SMTP_URL."
)
@click.option(
    "--push",
    is_flag=True,
    help="With --send: push the record to the branch before anything goes out.",
)
@base_option
@click.option("--today", type=DayParam(), help="Show reminders as of this date; not with --send.")
def send_reminders(
    config_file: Path,
    show: bool,
    folder: Path | None,
    send: bool,
    push: bool,
    base: str | None,
    today: date | None,
) -> None:
    """Show, draft or send today's reminders.

    Clients are reminded of open stages on the `remind` days of _studio.yml around each due date,
    and on the working day before each further consequence; of a proposal before it lapses, of a
    deposit after the signature. You get a notice on the working day before a consequence takes
    effect. What was drafted or sent is recorded in projects/_reminded.txt, so nothing goes out
    twice: commit it, or let --push do so. It pushes the record before any e-mail goes out, and
    removes what the mail server refused.

    \b
      courtside remind
      courtside remind --eml drafts
      COURTSIDE_SMTP_URL=smtp://norte:secret@mail.example:587 courtside remind --send
    """
    if show + send + (folder is not None) > 1:
        raise click.UsageError("Use only one of --print, --eml and --send.")
    if push and not send:
        raise click.UsageError("--push goes with --send.")
    from courtside.cli.remind_flow import Way, remind_with

    way: Way = "print" if show else "drafts" if folder else "table"
    if send:
        way = "send and push" if push else "send"
    remind_with(config_file, base, today, way, folder)
