"""Commands in processes of their own, into which trouble comes at a chosen moment.

    run(studio, BUILD)                                     as somebody types it
    run(studio, BUILD, Trouble(at=17))                     killed before it touches the disk again
    run(studio, BUILD, Trouble(at=17, error=errno.ENOSPC)) the disk is full from there on

A touch of the disk is what changes it: a file opened to be written, a folder made, a name changed
or taken away, a flush. With `reading`, it is a file or a folder of the studio that is opened to be
read. `run` counts them, so that a test can go through all of them, one after the other.
"""

from __future__ import annotations

import errno
import importlib
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from multiprocessing import forkserver
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from courtside.cli import common
from courtside.site import publication, staging

BUILD = ("mkdocs", "build")
PLAIN = ("courtside", "build", "--plain")
SAID, TOUCHES = "said", "touches"
"""Of a command's notes: its words, and a byte for each of its touches."""
MAINS = {"mkdocs": ("mkdocs.__main__", "cli"), "courtside": ("courtside.cli.main", "main")}

_ADDS = {"os.mkdir", "os.rename", "os.link", "os.chmod", "os.chown", "os.truncate"}
_TAKES_AWAY = {"os.remove", "os.rmdir"}
_FULL = {errno.ENOSPC, errno.EDQUOT}
"""On a full disk things can be taken away."""
_WRITES = os.O_WRONLY | os.O_RDWR


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """What goes wrong, and when."""

    at: int = 0
    """At which touch of the disk, counted from 1; 0 is never."""
    error: int | None = None
    """The system's number for it; without one, the process is killed."""
    once: bool = False
    """Only at this one, and not from there on."""
    reading: bool = False
    """Touches are those that read the studio."""
    event: str = ""
    """Only touches of this kind, as sys.audit names them."""
    below: str = ""
    """Only touches of what lies in a folder of this name, or is it."""
    largest: int = 0
    """No file can grow beyond so many bytes; 0 is no limit."""
    exchange: bool = True
    """Whether the file system can exchange two folders."""
    clock: str = ""
    """What the clock says, in UTC."""
    typed: str = ""
    """What comes by stdin."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    """As the shell has it; -9 for one that was killed."""
    said: str
    touches: int


@cache
def _fresh() -> Any:
    """One process that has imported everything and built a studio, out of which each command is
    forked: a build takes a seventh of a second so, and three seconds with its imports."""
    fresh = multiprocessing.get_context("forkserver")
    fresh.set_forkserver_preload(
        [
            "helpers.trouble",
            *(module for module, _ in MAINS.values()),
            "helpers.template_cache_preload",
        ]
    )
    with pytest.MonkeyPatch.context() as patch:
        # What it cannot find it leaves out without a word, and our sys.path it does not get.
        patch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
        forkserver.ensure_running()
    return fresh


@dataclass(frozen=True, kw_only=True, slots=True)
class Started:
    """A command that runs, and the folder of what it tells us.

    The folder is made for this one command: numbers of processes come again within a test run, and
    with them would come what another one has said.
    """

    process: Any
    notes: Path


def start(
    portfolio: Path, words: tuple[str, ...], trouble: Trouble | None = None, **environ: str
) -> Started:
    """Start a command in a studio."""
    notes = Path(mkdtemp(prefix="courtside-notes-"))
    process = _fresh().Process(
        target=_command, args=(portfolio, words, trouble or Trouble(), environ, notes)
    )
    process.start()
    return Started(process=process, notes=notes)


def run(
    portfolio: Path, words: tuple[str, ...], trouble: Trouble | None = None, **environ: str
) -> Done:
    """Run a command in a studio to its end."""
    return ended(start(portfolio, words, trouble, **environ))


def ended(started: Started) -> Done:
    """Wait for a command that `start` gave."""
    process = started.process
    process.join(120)
    assert process.exitcode is not None, "it hangs"
    said, count = started.notes / SAID, started.notes / TOUCHES
    text = said.read_text("utf-8", "replace") if said.exists() else ""
    touches = count.stat().st_size if count.exists() else 0
    shutil.rmtree(started.notes)
    return Done(code=process.exitcode, said=text, touches=touches)


def _command(
    portfolio: Path,
    words: tuple[str, ...],
    trouble: Trouble,
    environ: Mapping[str, str],
    notes: Path,
) -> None:
    out = os.open(notes / SAID, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(out, stream)
    counter = os.open(notes / TOUCHES, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for name in [name for name in os.environ if name.startswith(("COURTSIDE_", "PYTHONPATH"))]:
        del os.environ[name]
    os.environ.update(environ, NO_MKDOCS_2_WARNING="1")
    time.tzset()
    if trouble.typed:
        ours, theirs = os.pipe()
        os.write(theirs, f"{trouble.typed}\n".encode())
        os.close(theirs)
        sys.stdin = os.fdopen(ours)
    os.chdir(portfolio)
    sys.dont_write_bytecode = True
    module, name = MAINS[words[0]]
    main = getattr(importlib.import_module(module), name)
    if trouble.clock:
        _set_clock(datetime.fromisoformat(trouble.clock).replace(tzinfo=UTC))
    if not trouble.exchange:
        staging._exchange = lambda one, other: False
    if trouble.largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (trouble.largest, trouble.largest))
    _bring(trouble, portfolio, lambda: os.write(counter, b"."))
    main(list(words[1:]), prog_name=words[0])


def _set_clock(moment: datetime) -> None:
    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return moment.astimezone(tz)

    for module in (common, publication):
        vars(module)["datetime"] = Stopped


def _bring(trouble: Trouble, portfolio: Path, tell: Callable[[], object]) -> None:
    touches = 0

    def touch(path: object = None) -> None:
        nonlocal touches
        touches += 1
        tell()
        if not trouble.at or touches < trouble.at or (trouble.once and touches > trouble.at):
            return
        if trouble.error is None:
            os.kill(os.getpid(), signal.SIGKILL)
        else:
            raise OSError(trouble.error, os.strerror(trouble.error), path)

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if trouble.event and event != trouble.event:
            return
        if trouble.below and trouble.below not in Path(str(arguments[0])).parts:
            return
        if trouble.reading:
            if event in ("open", "os.listdir", "os.scandir") and _reads(arguments, portfolio):
                touch(arguments[0])
        elif (
            event in _ADDS
            or (event in _TAKES_AWAY and trouble.error not in _FULL)
            or (event == "open" and _writes(arguments))
            or (event == "ctypes.dlsym" and str(arguments[1]).startswith("rename"))
        ):
            touch(arguments[0] if event != "ctypes.dlsym" else None)

    flush = os.fsync

    def fsync(file: Any) -> None:
        if not (trouble.reading or trouble.below or trouble.event):
            touch()
        flush(file)

    os.fsync = fsync
    sys.addaudithook(heard)


def _writes(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = arguments
    return bool(flags & _WRITES) if mode is None else any(sign in mode for sign in "wax+")


def _reads(arguments: tuple[Any, ...], portfolio: Path) -> bool:
    path = arguments[0]
    if not isinstance(path, (str, bytes)) or (len(arguments) == 3 and _writes(arguments)):
        return False
    full = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - a Path would touch the disk
    return full.startswith(f"{portfolio}/")
