"""What has gone out already: a text file in the repository that is only ever added to.

    2026-06-22 client atlas portraits      a day, to whom, and two ids: no name, no address

A line is written, down to the disk, before its letter goes out, and taken back only where it
surely did not. So whatever is killed, nobody is told twice; at worst once too few, and the next
day that is named makes up for it. Why it lies here: `docs/decisions/0002-reminder-record.md`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from courtside.errors import CourtsideError
from courtside.workspace.atomic import locked, write_atomic
from courtside.workspace.os_errors import describe_os_error

NAME = "_reminded.txt"
"""In the folder of the projects; its underscore keeps it from being read as one."""
PATIENCE = 60.0
"""Seconds that a command waits for another one that sends."""
_HEAD = "# Written by `courtside remind`: day, to whom, project, stage. Commit it.\n"
_LINE = re.compile(r"\d{4}-\d{2}-\d{2} (client|provider) \S+ \S+", re.ASCII)


class ReminderLogError(CourtsideError):
    """The record cannot be relied on; the message names the line, and says what to do."""


def told(projects: Path) -> frozenset[str]:
    """The keys of what has gone out. Raises RecordFault."""
    path = projects / NAME
    if path.is_symlink():
        raise ReminderLogError(f"{projects.name}/{NAME}: it is a link: put the file itself there")
    if not path.exists():
        return frozenset()
    found = set()
    text = path.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        if not _LINE.fullmatch(line):
            raise ReminderLogError(
                f"{projects.name}/{NAME}:{number}: this is no line of the record, so nobody is "
                "reminded: mend it (after a merge, keep the lines of both sides)"
            )
        found.add(line)
    return frozenset(found)


class ReminderLog:
    """The record, kept from other commands on this machine from `with` on.

    with Record(projects, lock) as record:
        before = record.claim(letter.keys)
        ...                                    # and where it surely did not go out:
        record.give_back(before)
    """

    def __init__(self, projects: Path, lock: Path, *, patience: float = PATIENCE) -> None:
        """`lock` is a file that git ignores. Raises RecordFault from `with` on."""
        self._projects = projects
        self._lock_path = lock
        self._patience = patience
        self.told: frozenset[str] = frozenset()

    def __enter__(self) -> Self:
        self._lock_path.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            self._lock = locked(self._lock_path, self._patience)
        except TimeoutError:
            raise ReminderLogError(
                "another `courtside remind` is at work: wait for it, or end it"
            ) from None
        try:
            self.told = told(self._projects)
        except ReminderLogError:
            self._lock.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.close()

    def reserve(self, keys: Iterable[str]) -> int:
        """Write down what is about to go out; gives how long the record was before.

        Raises RecordFault where it cannot be written: then nothing may go out.
        """
        try:
            path = self._projects / NAME
            text = path.read_bytes() if path.exists() else _HEAD.encode()
            before = len(text)
            if not text.endswith(b"\n"):  # an editor may leave it out
                text += b"\n"
            write_atomic(path, text + "".join(f"{key}\n" for key in keys).encode())
        except OSError as error:
            raise ReminderLogError(
                f"{self._projects.name}/{NAME} cannot be written ({describe_os_error(error, named=False)}), "
                "so nothing goes out: it could not be told from what has not"
            ) from None
        return before

    def take_back(self, keys: Collection[str]) -> None:
        """Remove these lines, which `reserve` wrote: they have not gone out. Raises RecordFault."""
        path = self._projects / NAME
        try:
            lines = path.read_bytes().splitlines(keepends=True)
            gone = {key.encode() for key in keys}
            write_atomic(path, b"".join(line for line in lines if line.strip() not in gone))
        except OSError as error:
            raise ReminderLogError(
                f"{self._projects.name}/{NAME} cannot be written ({describe_os_error(error, named=False)}): "
                "its last lines name reminders that did not go out: delete them"
            ) from None

    def release(self, before: int) -> None:
        """Take back what `reserve` wrote last: it has not gone out. Raises RecordFault."""
        try:
            # Cut short and not written anew: the disk may be full, and that may be why.
            with (self._projects / NAME).open("r+b") as file:
                file.truncate(before)
                os.fsync(file.fileno())
        except OSError as error:
            raise ReminderLogError(
                f"{self._projects.name}/{NAME} cannot be written ({describe_os_error(error, named=False)}): "
                "its last lines speak of what has not gone out: take them out"
            ) from None
