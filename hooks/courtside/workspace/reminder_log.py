"""The log of sent reminders: a text file in the repository that only grows.

    2026-06-22 client atlas portraits      a day, the party, and two ids: no name, no address

A line is on the disk before its e-mail goes out, and is removed only if the e-mail certainly was
not sent. So after a crash nobody is reminded twice; at worst a reminder is missing, and the next
one makes up for it. Why the log lies here: `docs/decisions/0002-reminder-record.md`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from courtside.errors import CourtsideError
from courtside.workspace.atomic import locked, write_atomic
from courtside.workspace.os_errors import describe_os_error

NAME = "_reminded.txt"
"""In the folder of the projects; the underscore keeps it from being read as a project."""
PATIENCE = 60.0
"""Seconds to wait for another command that sends."""
_HEAD = "# Written by `courtside remind`: day, to whom, project, stage. Commit it.\n"
_NOT_SENT = ": its last lines name reminders that were not sent: delete them"
_LINE = re.compile(r"\d{4}-\d{2}-\d{2} (client|provider) \S+ \S+", re.ASCII)


class ReminderLogError(CourtsideError):
    """The log cannot be read or written."""


def read_log(projects: Path) -> frozenset[str]:
    """Return the keys of the reminders that were sent. Raises ReminderLogError."""
    path = projects / NAME
    if path.is_symlink():
        raise ReminderLogError(
            f"{projects.name}/{NAME}: it is a link: replace it with the file itself"
        )
    if not path.exists():
        return frozenset()
    keys = set()
    text = path.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if not _LINE.fullmatch(line):
            raise ReminderLogError(
                f"{projects.name}/{NAME}:{number}: this line cannot be read, so nobody is "
                "reminded: fix it (after a merge, keep the lines of both sides)"
            )
        keys.add(line)
    return frozenset(keys)


class ReminderLog:
    """The log, locked against other commands on this machine inside `with`.

    with ReminderLog(projects, lock) as log:
        before = log.reserve(letter.keys)
        ...                                    # and if it certainly was not sent:
        log.release(before)
    """

    def __init__(self, projects: Path, lock: Path, *, patience: float = PATIENCE) -> None:
        """Take a `lock` file that git ignores. Entering `with` raises ReminderLogError."""
        self._projects = projects
        self._lock_path = lock
        self._patience = patience
        self.sent: frozenset[str] = frozenset()

    def __enter__(self) -> Self:
        self._lock_path.parent.mkdir(mode=0o700, exist_ok=True)
        busy = ReminderLogError("another `courtside remind` is running: wait for it, or end it")
        self._lock = locked(self._lock_path, self._patience, busy)
        try:
            self.sent = read_log(self._projects)
        except ReminderLogError:
            self._lock.close()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._lock.close()

    def reserve(self, keys: Iterable[str]) -> int:
        """Log what is about to be sent; return the log's length before, for `release`.

        Raises ReminderLogError if it cannot be written: then nothing may be sent.
        """
        path = self._projects / NAME
        with self._or_say(", so nothing is sent: nobody would know what was"):
            text = path.read_bytes() if path.exists() else _HEAD.encode()
            before = len(text)
            if not text.endswith(b"\n"):  # an editor may leave it out
                text += b"\n"
            write_atomic(path, text + "".join(f"{key}\n" for key in keys).encode())
        return before

    def take_back(self, keys: Collection[str]) -> None:
        """Remove these lines of `reserve`: they were not sent. Raises ReminderLogError."""
        path = self._projects / NAME
        with self._or_say(_NOT_SENT):
            lines = path.read_bytes().splitlines(keepends=True)
            gone = {key.encode() for key in keys}
            write_atomic(path, b"".join(line for line in lines if line.strip() not in gone))

    def release(self, before: int) -> None:
        """Remove what `reserve` added last: it was not sent. Raises ReminderLogError."""
        # Truncated, not rewritten: a full disk may be the reason.
        with self._or_say(_NOT_SENT), (self._projects / NAME).open("r+b") as file:
            file.truncate(before)
            os.fsync(file.fileno())

    @contextmanager
    def _or_say(self, rest: str) -> Iterator[None]:
        """Raise ReminderLogError where the log cannot be written; `rest` ends the sentence."""
        try:
            yield
        except OSError as error:
            why = describe_os_error(error, named=False)
            raise ReminderLogError(
                f"{self._projects.name}/{NAME} cannot be written ({why}){rest}"
            ) from None
