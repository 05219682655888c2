"""How today's reminders are shown, drafted and sent.

Drafts and sent e-mails are recorded, so that nobody gets the same twice on a day. Messages name
ids; addresses and words are in the e-mails and in nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import Literal

import click

from courtside.cli import common, tables
from courtside.cli.common import base_of, drafts_folder, environ_on, plan_of
from courtside.cli.terminal import refuse
from courtside.engine.portals import client_pages
from courtside.engine.reminders import letters
from courtside.pipeline import Order, load_and_validate
from courtside.provider.sending import MailDesk, Sender, what_is_left
from courtside.sealing import keys
from courtside.text.theme import Theme
from courtside.views import email
from courtside.workspace import reminder_log, smtp
from courtside.workspace.atomic import write_atomic
from courtside.workspace.config import SiteConfig, read_site_config

LOCK = Path(".courtside") / "remind.lock"
"""Below the folder of mkdocs.yml; git-ignored."""


Way = Literal["table", "print", "drafts", "send", "send and push"]
"""The ways to treat the reminders."""


def remind_with(
    config_file: Path, base: str | None, today: date | None, way: Way, folder: Path | None
) -> None:
    """Show today's reminders as a table, print them, draft them into a folder, or send them."""
    config = read_site_config(config_file)
    environ = environ_on(today)
    if way == "print":
        _print(config, base, environ)
    elif folder is not None:
        _draft(config, base, environ, folder)
    elif way in ("send", "send and push"):
        sender = _sender(config, base, environ)
        sent = sender.send_and_push() if way == "send and push" else sender.send()
        sys.exit(0 if sent else 1)
    else:
        _table(config, environ)


def _ready(config: SiteConfig, base: str | None, environ: Mapping[str, str]) -> MailDesk:
    """The portals, and how a letter about them becomes a mail: with the link, so with the key."""
    base = base_of(config, base)
    plan = plan_of(config, environ)
    links, theme = plan.links, Theme.over(config.overrides)
    return MailDesk(
        pages=client_pages(plan.portfolio, plan.today),
        mail=lambda letter: email.reminder(
            letter, keys.address(base, links[letter.portal.id]), theme
        ),
    )


def _sender(config: SiteConfig, base: str | None, environ: Mapping[str, str]) -> Sender:
    return Sender(
        projects=config.projects,
        lock=config.root / LOCK,
        url=environ.get(smtp.VARIABLE, ""),
        desk=lambda: _ready(config, base, environ),
        now=common.now,
    )


def _table(config: SiteConfig, environ: Mapping[str, str]) -> None:
    studio = load_and_validate(Order.of(config, environ=environ, now=common.now()))
    due = letters(client_pages(studio.portfolio, studio.today))
    if not due:
        click.echo("Nobody is due a reminder today.")
        return
    tables.print_reminders(due, studio.today, reminder_log.read_log(config.projects))


def _print(config: SiteConfig, base: str | None, environ: Mapping[str, str]) -> None:
    desk, sent = _ready(config, base, environ), reminder_log.read_log(config.projects)
    due = letters(desk.pages, sent)
    for number, letter in enumerate(due):
        message = desk.mail(letter)
        head = [f"To: {message.to.name} <{message.to.email}>"]
        head += [f"Cc: {', '.join(box.email for box in message.cc)}"] if message.cc else []
        click.echo("\n" * bool(number) + "\n".join((*head, f"Subject: {message.subject}\n")))
        click.echo(message.text, nl=False)
    what_is_left(desk, due, sent)


def _draft(config: SiteConfig, base: str | None, environ: Mapping[str, str], folder: Path) -> None:
    desk = _ready(config, base, environ)
    drafts_folder(folder)
    with reminder_log.ReminderLog(config.projects, config.root / LOCK) as record:
        due = letters(desk.pages, record.sent)
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
        what_is_left(desk, due, record.sent)


def _free(folder: Path, name: str) -> Path:
    """A name that no earlier draft has."""
    names = (f"{name}{end}.eml" for end in chain([""], (f"-{n}" for n in count(2))))
    return next(folder / free for free in names if not (folder / free).exists())
