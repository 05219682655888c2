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
from itertools import chain, count
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from . import build, keys, mail, post, reminded, report
from .cli_base import (
    Day,
    Place,
    base_of,
    config_option,
    console,
    drafts_folder,
    now,
    place_of,
    refuse,
)
from .disk import write_whole
from .message import Mail
from .pipeline import Portal, portals
from .reminders import Letter, letters

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
    place = place_of(config_file)
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
    except build.BuildFault as fault:
        refuse(*fault.lines)
    except reminded.RecordFault as fault:
        refuse(str(fault))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Desk:
    """What letters are made from."""

    pages: tuple[Portal, ...]
    mail: Callable[[Letter], Mail]


def _ready(place: Place, base: str | None, environ: Mapping[str, str]) -> _Desk:
    """The portals, and how a letter about them becomes a mail: with the link, so with the key."""
    base = base_of(place, base)
    plan = build.prepare(place.projects, house_root=place.root, environ=environ, now=now())
    links = plan.links
    return _Desk(
        pages=portals(plan.house, plan.today),
        mail=lambda letter: mail.reminder(letter, keys.address(base, links[letter.portal.id])),
    )


def _table(place: Place, environ: Mapping[str, str]) -> None:
    house, day, _ = build.read_house(place.projects, environ=environ, now=now())
    due = letters(portals(house, day))
    console().print(report.reminders(due, day, reminded.told(place.projects)))


def _print(place: Place, base: str | None, environ: Mapping[str, str]) -> None:
    desk, told = _ready(place, base, environ), reminded.told(place.projects)
    due = letters(desk.pages, told)
    for at, letter in enumerate(due):
        message = desk.mail(letter)
        to = ", ".join(f"{box.name} <{box.email}>" for box in (message.to, *message.cc))
        click.echo("\n" * bool(at) + f"To: {to}\nSubject: {message.subject}\n")
        click.echo(message.text, nl=False)
    _what_is_left(desk, due, told)


def _draft(place: Place, base: str | None, environ: Mapping[str, str], folder: Path) -> None:
    desk = _ready(place, base, environ)
    drafts_folder(folder)
    with reminded.Record(place.projects, place.root / LOCK) as record:
        due = letters(desk.pages, record.told)
        for letter in due:
            content = mail.draft(desk.mail(letter))
            path = _free(folder, f"{letter.today}-{letter.id}")
            before = record.claim(letter.keys)
            try:
                write_whole(path, content)
            except OSError as fault:
                record.give_back(before)
                refuse(f"{path}: it cannot be written ({fault.strerror})")
            click.echo(path)
        _what_is_left(desk, due, record.told)


def _send(place: Place, base: str | None, environ: Mapping[str, str]) -> None:
    desk = _ready(place, base, environ)
    for page in desk.pages[:1]:
        real = now().astimezone(ZoneInfo(page.studio.timezone)).date()
        if page.studio.example_day or page.today != real:
            refuse(
                "nothing was sent: the pages show another day than today (by example_day, --today "
                "or COURTSIDE_TODAY), and a reminder of another day is wrong; see it with --print"
            )
    try:
        server = post.server_of(environ.get(post.VARIABLE, ""))
    except post.NoServer as fault:
        refuse(str(fault))
    with (
        reminded.Record(place.projects, place.root / LOCK) as record,
        post.Post(server, seconds=post.SECONDS) as line,
    ):
        due = letters(desk.pages, record.told)
        failed = [letter for letter in due if not _sent(record, line, letter, desk.mail(letter))]
        _what_is_left(desk, due, record.told)
    if failed:
        sys.exit(1)


def _sent(record: reminded.Record, line: post.Post, letter: Letter, message: Mail) -> bool:
    """Send one letter, and say by ids how it went; ends the command if no letter can go out."""
    try:
        line.connect()
    except post.NoServer as fault:
        refuse(f"{letter.id} and what comes after it: not sent: {fault}")
    before = record.claim(letter.keys)
    try:
        refused = line.hand_over(message.with_header("Auto-Submitted", "auto-generated"))
    except post.Refused as fault:
        record.give_back(before)
        click.echo(f"{letter.id}: not sent: {fault}", err=True)
        return False
    except post.Lost as fault:
        click.echo(f"{letter.id}: {fault}; it is not sent again today", err=True)
        return False
    click.echo(f"{letter.id}: sent ({', '.join(letter.about)})")
    if refused:
        known = len(message.recipients)
        click.echo(f"{letter.id}: the mail server refuses {refused} of {known} addresses", err=True)
    return not refused


def _free(folder: Path, name: str) -> Path:
    """A name that no earlier draft has."""
    names = (f"{name}{end}.eml" for end in chain([""], (f"-{n}" for n in count(2))))
    return next(folder / each for each in names if not (folder / each).exists())


def _what_is_left(desk: _Desk, due: Sequence[Letter], told: Collection[str]) -> None:
    """Say what did not go out because it has already, so that an empty answer is understood."""
    gone = [key for letter in letters(desk.pages) for key in letter.keys if key in told]
    if gone:
        click.echo(f"Gone out before, so not again ({reminded.NAME}): {len(gone)}", err=True)
    elif not due:
        click.echo("Nobody is due a reminder today.", err=True)
