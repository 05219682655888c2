"""`courtside remind`: who is due a reminder today, and the mails that say so.

    courtside remind                a table, on the terminal
    courtside remind --print        the mails, on the terminal
    courtside remind --eml drafts   the mails as drafts, to be opened and sent
    courtside remind --send         the mails, sent

Drafts and sent mails are recorded, so that nobody is told the same twice on a day. Messages name
ids; addresses and words stand in the mails and in nothing else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from itertools import chain, count
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from courtside.cli import tables
from courtside.cli.common import Day, base_of, config_option, console, now, refuse
from courtside.engine.portals import ClientPage, portals
from courtside.engine.reminders import Letter, letters
from courtside.errors import BuildError
from courtside.pipeline import read, run
from courtside.sealing import keys
from courtside.site import build
from courtside.views import email
from courtside.workspace import reminder_log, smtp
from courtside.workspace.atomic import write_atomic
from courtside.workspace.config import SiteConfig, read_site_config

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
@click.option("--base", help="Where the site lies, instead of site_url in mkdocs.yml.")
@click.option("--today", type=Day(), help="As of another day; not with --send.")
def remind(
    config_file: Path,
    show: bool,
    folder: Path | None,
    send: bool,
    base: str | None,
    today: date | None,
) -> None:
    """Say who is due a reminder today, and write or send it.

    Clients are reminded of open stages on the `remind` days of _studio.yml around each due date,
    and on the working day before each further step; of a proposal before it lapses, of a deposit
    after the signature. You get a notice on the working day before a step takes effect. What was
    drafted or sent is recorded in projects/_reminded.txt, so nothing goes out twice: commit it.

    \b
      courtside remind
      courtside remind --eml drafts
      COURTSIDE_SMTP_URL=smtp://norte:secret@mail.example:587 courtside remind --send
    """
    if show + send + (folder is not None) > 1:
        raise click.UsageError("--print, --eml and --send exclude each other")
    place = read_site_config(config_file)
    environ = {**os.environ, **({"COURTSIDE_TODAY": today.isoformat()} if today else {})}
    try:
        if show:
            _print(place, base, environ)
        elif folder is not None:
            _draft(place, base, environ, folder)
        elif send:
            _send(place, base, environ)
        else:
            _table(place, environ)
    except BuildError as error:
        refuse(*error.lines)
    except reminder_log.ReminderLogError as error:
        refuse(str(error))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Desk:
    """What letters are made from."""

    pages: tuple[ClientPage, ...]
    mail: Callable[[Letter], EmailMessage]


def _ready(place: SiteConfig, base: str | None, environ: Mapping[str, str]) -> _Desk:
    """The portals, and how a letter about them becomes a mail: with the link, so with the key."""
    base = base_of(place, base)
    plan = run(build.order_of(place, environ=environ, now=now()))
    links = plan.links
    return _Desk(
        pages=portals(plan.portfolio, plan.today),
        mail=lambda letter: email.reminder(letter, keys.address(base, links[letter.portal.id])),
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
        click.echo("\n" * bool(at) + f"To: {message['To']}\nSubject: {message['Subject']}\n")
        click.echo(message.get_content(), nl=False)
    _what_is_left(desk, due, told)


def _draft(place: SiteConfig, base: str | None, environ: Mapping[str, str], folder: Path) -> None:
    desk = _ready(place, base, environ)
    folder.mkdir(parents=True, exist_ok=True)
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
        _what_is_left(desk, due, record.told)


def _send(place: SiteConfig, base: str | None, environ: Mapping[str, str]) -> None:
    desk = _ready(place, base, environ)
    for page in desk.pages[:1]:
        real = now().astimezone(ZoneInfo(page.studio.timezone)).date()
        if page.studio.example_day or page.today != real:
            refuse(
                "nothing was sent: the pages show another day than today (by example_day, --today "
                "or COURTSIDE_TODAY), and a reminder of another day is wrong; see it with --print"
            )
    try:
        server = smtp.server_of(environ.get(smtp.VARIABLE, ""))
    except smtp.NoMailServerError as error:
        refuse(str(error))
    with (
        reminder_log.ReminderLog(place.projects, place.root / LOCK) as record,
        smtp.SmtpSender(server, seconds=smtp.SECONDS) as line,
    ):
        due = letters(desk.pages, record.told)
        failed = [letter for letter in due if not _sent(record, line, letter, desk.mail(letter))]
        _what_is_left(desk, due, record.told)
    if failed:
        sys.exit(1)


def _sent(
    record: reminder_log.ReminderLog, line: smtp.SmtpSender, letter: Letter, message: EmailMessage
) -> bool:
    """Send one letter, and say by ids how it went; ends the command if no letter can go out."""
    message["Auto-Submitted"] = "auto-generated"
    try:
        line.connect()
    except smtp.NoMailServerError as error:
        refuse(f"{letter.id} and what comes after it: not sent: {error}")
    before = record.reserve(letter.keys)
    try:
        line.hand_over(message)
    except smtp.MailRefusedError as error:
        record.release(before)
        click.echo(f"{letter.id}: not sent: {error}", err=True)
        return False
    except smtp.MailLostError as error:
        click.echo(f"{letter.id}: {error}; it is not sent again today", err=True)
        return False
    click.echo(f"{letter.id}: sent ({', '.join(letter.about)})")
    return True


def _free(folder: Path, name: str) -> Path:
    """A name that no earlier draft has."""
    names = (f"{name}{end}.eml" for end in chain([""], (f"-{n}" for n in count(2))))
    return next(folder / each for each in names if not (folder / each).exists())


def _what_is_left(desk: _Desk, due: Sequence[Letter], told: Collection[str]) -> None:
    """Say what did not go out because it has already, so that an empty answer is understood."""
    gone = [key for letter in letters(desk.pages) for key in letter.keys if key in told]
    if gone:
        click.echo(f"Gone out before, so not again ({reminder_log.NAME}): {len(gone)}", err=True)
    elif not due:
        click.echo("Nobody is due a reminder today.", err=True)
