"""Sending reminders, each at most once.

    send            from the one machine that sends: a letter is reserved just before it goes out
    send_and_push   from a clone: all are reserved where every clone sees it, then sent

Either way what surely did not go out is released, and goes out later; what may have gone out is
not sent again. Messages name ids.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import click

from courtside.engine.portals import ClientPage
from courtside.engine.reminders import Letter, letters
from courtside.errors import CourtsideError
from courtside.views.email_message import Mail
from courtside.workspace import reminder_log, smtp
from courtside.workspace.upstream import Upstream, UpstreamError

ATTEMPTS = 5
"""The number of attempts to push, since others may push at the same moment."""

_Outcome = Literal["sent", "refused", "lost"]


class UnsentError(CourtsideError):
    """Reminders that did not go out, or may not go out later."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MailDesk:
    """The client pages, and how a letter becomes an e-mail."""

    pages: tuple[ClientPage, ...]
    mail: Callable[[Letter], Mail]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """The sending of reminders, and its settings.

    Its methods raise UnsentError, ReminderLogError, NoMailServerError and UpstreamError.
    """

    projects: Path
    lock: Path
    """A file that git ignores."""
    url: str = field(repr=False)
    """The value of COURTSIDE_SMTP_URL."""
    desk: Callable[[], MailDesk]
    """Reads the files."""
    now: Callable[[], datetime]

    def send(self) -> bool:
        """Send the letters that are due; return whether all of them went out."""
        desk = self._desk_of_today()
        with self._record() as record, self._post() as connection:
            due = letters(desk.pages, record.sent)
            outcomes = [self._reserve_and_send(record, connection, desk, letter) for letter in due]
            what_is_left(desk, due, record.sent)
        return set(outcomes) <= {"sent"}

    def send_and_push(self) -> bool:
        """Push the record of the letters that are due, send them, and release those that did not go
        out.

        Returns whether all of them went out.
        """
        branch = Upstream(self.projects)
        with self._post() as connection:
            for _ in range(ATTEMPTS):
                branch.catch_up()
                desk = self._desk_of_today()  # of other files other letters may be due
                with self._record() as record:
                    due = letters(desk.pages, record.sent)
                    if not due:
                        what_is_left(desk, due, record.sent)
                        return True
                    mails = [desk.mail(letter) for letter in due]
                    _connect(connection, due[0])
                    record.reserve(key for letter in due for key in letter.keys)
                    if branch.push(f"Reminders of {due[0].today}"):
                        outcomes = self._send_all(connection, due, mails)
                        _release(record, branch, due, outcomes)
                        what_is_left(desk, due, record.sent)
                        return set(outcomes) <= {"sent"}
        raise UnsentError("Nothing was sent: others keep pushing to this branch; try again")

    def _desk_of_today(self) -> MailDesk:
        desk = self.desk()
        for page in desk.pages[:1]:
            real = self.now().astimezone(ZoneInfo(page.studio.timezone)).date()
            if page.studio.example_day or page.today != real:
                raise UnsentError(
                    "Nothing was sent: the pages show another day than today (by example_day, "
                    "--today or COURTSIDE_TODAY), and a reminder of another day is wrong; see it "
                    "with --print"
                )
        return desk

    def _record(self) -> reminder_log.ReminderLog:
        return reminder_log.ReminderLog(self.projects, self.lock)

    def _post(self) -> smtp.SmtpSender:
        return smtp.SmtpSender(smtp.server_of(self.url), seconds=smtp.SECONDS)

    def _reserve_and_send(
        self,
        record: reminder_log.ReminderLog,
        connection: smtp.SmtpSender,
        desk: MailDesk,
        letter: Letter,
    ) -> _Outcome:
        message = desk.mail(letter)
        _connect(connection, letter)
        before = record.reserve(letter.keys)
        outcome = self._hand_over(connection, letter, message)
        if outcome == "refused":
            record.release(before)
        return outcome

    def _send_all(
        self, connection: smtp.SmtpSender, due: Sequence[Letter], mails: Sequence[Mail]
    ) -> list[_Outcome]:
        """How each letter went; without a server none of the rest goes out."""
        outcomes: list[_Outcome] = []
        for letter, message in zip(due, mails, strict=True):
            try:
                _connect(connection, letter)
            except UnsentError as error:
                click.echo(str(error), err=True)
                rest: list[_Outcome] = ["refused"] * (len(due) - len(outcomes))
                return outcomes + rest
            outcomes.append(self._hand_over(connection, letter, message))
        return outcomes

    def _hand_over(self, connection: smtp.SmtpSender, letter: Letter, message: Mail) -> _Outcome:
        """Send one letter over an open connection, and say by ids how it went."""
        zone = ZoneInfo(letter.portal.studio.timezone)
        message = message.with_header("Date", format_datetime(self.now().astimezone(zone)))
        message = message.with_header("Auto-Submitted", "auto-generated")
        about = ", ".join(letter.about)
        try:
            refused = connection.hand_over(message)
        except smtp.MailRefusedError as error:
            click.echo(f"{letter.id}: not sent ({about}): {error}", err=True)
            return "refused"
        except smtp.MailLostError as error:
            click.echo(f"{letter.id} ({about}): {error}; it is not sent again today", err=True)
            return "lost"
        click.echo(f"{letter.id}: sent ({about})")
        if not refused:
            return "sent"
        known = len(message.recipients)
        click.echo(f"{letter.id}: the mail server refuses {refused} of {known} addresses", err=True)
        return "lost"  # to some it has gone, so it does not go out again


def _connect(connection: smtp.SmtpSender, letter: Letter) -> None:
    try:
        connection.connect()
    except smtp.NoMailServerError as error:
        raise UnsentError(f"{letter.id} and what comes after it: not sent: {error}") from None


def _release(
    record: reminder_log.ReminderLog,
    branch: Upstream,
    due: Sequence[Letter],
    outcomes: Sequence[_Outcome],
) -> None:
    """Take what was refused out of the record that all clones see, so that it can go out later."""
    refused = [
        letter for letter, outcome in zip(due, outcomes, strict=True) if outcome == "refused"
    ]
    keys = [key for letter in refused for key in letter.keys]
    if not keys:
        return
    try:
        for _ in range(ATTEMPTS):
            record.take_back(keys)
            if branch.push(f"Reminders of {due[0].today}: what was not sent"):
                return
            branch.catch_up()
    except UpstreamError:
        pass
    raise UnsentError(
        "what was not sent is in the pushed record all the same, and would not go out later: "
        f"delete these lines of {reminder_log.NAME}: {'; '.join(keys)}"
    )


def what_is_left(desk: MailDesk, due: Sequence[Letter], sent: Collection[str]) -> None:
    """Print which letters were left out because they went out before, so that no answer looks
    empty."""
    gone = [key for letter in letters(desk.pages) for key in letter.keys if key in sent]
    if gone:
        click.echo(f"Gone out before, so not again ({reminder_log.NAME}): {len(gone)}", err=True)
    elif not due:
        click.echo("Nobody is due a reminder today.", err=True)
