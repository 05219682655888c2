"""`courtside remind`: who is due a reminder today, and the mails that say so.

    courtside remind                a table, on the terminal
    courtside remind --print        the mails, on the terminal
    courtside remind --eml drafts   the mails as drafts, to be opened and sent
    courtside remind --send         the mails, sent
    courtside remind --send --push  the same, from a clone that others may send from as well

Drafts and sent mails are recorded, so that nobody is told the same twice on a day. Messages name
ids; addresses and words stand in the mails and in nothing else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import date
from itertools import chain, count
from pathlib import Path

import click

from courtside.cli import tables
from courtside.cli.common import Day, base_of, config_option, console, drafts_folder, now, refuse
from courtside.engine.portals import portals
from courtside.engine.reminders import letters
from courtside.errors import BuildError
from courtside.pipeline import read, run
from courtside.provider.sending import MailDesk, Sender, UnsentError, what_is_left
from courtside.sealing import keys
from courtside.site import build
from courtside.views import email
from courtside.workspace import reminder_log, smtp
from courtside.workspace.atomic import write_atomic
from courtside.workspace.config import SiteConfig, read_site_config
from courtside.workspace.upstream import UpstreamError

LOCK = Path(".courtside") / "remind.lock"
"""Below the folder of mkdocs.yml; git-ignored."""


@click.command()
@config_option
@click.option("--print", "show", is_flag=True, help="Print the mails, and record nothing.")
@click.option(
    "--eml",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the mails into this folder as drafts, to be opened and sent.",
)
@click.option("--send", is_flag=True, help="Send the mails by the server in COURTSIDE_SMTP_URL.")
@click.option(
    "--push",
    is_flag=True,
    help="With --send: push the record to the branch before anything goes out.",
)
@click.option("--base", help="Where the site lies, instead of site_url in mkdocs.yml.")
@click.option("--today", type=Day(), help="As of another day; not with --send.")
def remind(
    config_file: Path,
    show: bool,
    folder: Path | None,
    send: bool,
    push: bool,
    base: str | None,
    today: date | None,
) -> None:
    """Say who is due a reminder today, and write or send it.

    Clients are reminded of open stages on the `remind` days of _studio.yml around each due date,
    and on the working day before each further step; of a proposal before it lapses, of a deposit
    after the signature. You get a notice on the working day before a step takes effect. What was
    drafted or sent is recorded in projects/_reminded.txt, so nothing goes out twice: commit it, or
    let --push do so: then the record is at the other repository before the first mail is, and what
    was refused comes out of it again.

    \b
      courtside remind
      courtside remind --eml drafts
      COURTSIDE_SMTP_URL=smtp://norte:secret@mail.example:587 courtside remind --send
    """
    if show + send + (folder is not None) > 1:
        raise click.UsageError("--print, --eml and --send exclude each other")
    if push and not send:
        raise click.UsageError("--push goes with --send")
    place = read_site_config(config_file)
    environ = {**os.environ, **({"COURTSIDE_TODAY": today.isoformat()} if today else {})}
    try:
        if show:
            _print(place, base, environ)
        elif folder is not None:
            _draft(place, base, environ, folder)
        elif send:
            sender = _sender(place, base, environ)
            sys.exit(0 if (sender.send_and_push() if push else sender.send()) else 1)
        else:
            _table(place, environ)
    except BuildError as error:
        refuse(*error.lines)
    except (
        reminder_log.ReminderLogError,
        smtp.NoMailServerError,
        UnsentError,
        UpstreamError,
    ) as error:
        refuse(str(error))


def _ready(place: SiteConfig, base: str | None, environ: Mapping[str, str]) -> MailDesk:
    """The portals, and how a letter about them becomes a mail: with the link, so with the key."""
    base = base_of(place, base)
    plan = run(build.order_of(place, environ=environ, now=now()))
    links = plan.links
    return MailDesk(
        pages=portals(plan.portfolio, plan.today),
        mail=lambda letter: email.reminder(letter, keys.address(base, links[letter.portal.id])),
    )


def _sender(place: SiteConfig, base: str | None, environ: Mapping[str, str]) -> Sender:
    return Sender(
        projects=place.projects,
        lock=place.root / LOCK,
        url=environ.get(smtp.VARIABLE, ""),
        desk=lambda: _ready(place, base, environ),
        now=now,
    )


def _table(place: SiteConfig, environ: Mapping[str, str]) -> None:
    portfolio, day, _ = read(build.order_of(place, environ=environ, now=now()))
    due = letters(portals(portfolio, day))
    console().print(tables.reminders(due, day, reminder_log.told(place.projects)))


def _print(place: SiteConfig, base: str | None, environ: Mapping[str, str]) -> None:
    desk, told = _ready(place, base, environ), reminder_log.told(place.projects)
    due = letters(desk.pages, told)
    for at, letter in enumerate(due):
        message = desk.mail(letter)
        to = ", ".join(f"{box.name} <{box.email}>" for box in (message.to, *message.cc))
        click.echo("\n" * bool(at) + f"To: {to}\nSubject: {message.subject}\n")
        click.echo(message.text, nl=False)
    what_is_left(desk, due, told)


def _draft(place: SiteConfig, base: str | None, environ: Mapping[str, str], folder: Path) -> None:
    desk = _ready(place, base, environ)
    drafts_folder(folder)
    with reminder_log.ReminderLog(place.projects, place.root / LOCK) as record:
        due = letters(desk.pages, record.told)
        for letter in due:
            content = email.draft(desk.mail(letter))
            path = _free(folder, f"{letter.today}-{letter.id}")
            before = record.reserve(letter.keys)
            try:
                write_atomic(path, content)
            except OSError as error:
                record.release(before)
                refuse(f"{path}: it cannot be written ({error.strerror})")
            click.echo(path)
        what_is_left(desk, due, record.told)


def _free(folder: Path, name: str) -> Path:
    """A name that no earlier draft has."""
    names = (f"{name}{end}.eml" for end in chain([""], (f"-{n}" for n in count(2))))
    return next(folder / each for each in names if not (folder / each).exists())
