"""Share work among several processes, where they cost nothing to start.

    with shared(["a", "b", "c"], 2) as mine: ...  ->  ["a", "c"] here, ["b"] in a forked worker

    mapped(check, files)                            ->  what `check` makes of each, in their order

A forked worker has everything that was read and computed so far, so nothing is sent to it. Forking
is safe only on Linux and before there are threads; MkDocs' server has some, so `serve` uses one
process. Why not `concurrent.futures`: decision record 0010.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import TypeVar, cast

from courtside.errors import BuildError

_SENT = 50
"""Results that a worker sends at once: it should hold few."""

T = TypeVar("T")
U = TypeVar("U")

PART = 40
"""Portals, or files, for which another process is worth it."""
MOST = 4
"""More would gain little: in a build, each process assigns the slots of all projects again."""


def number_for(portals: int) -> int:
    """Return the number of processes that pay off for a number of portals or files."""
    if sys.platform != "linux" or sum(1 for _ in Path("/proc/self/task").iterdir()) > 1:
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), portals // PART, MOST))


@contextmanager
def shared(items: Sequence[T], parts: int) -> Iterator[Sequence[T]]:
    """Run the `with` block in several processes at once, in each with another part of the items.

    A worker ends with the block; this process goes on when all have. Raises the first exception of
    a worker, or BuildError if one was killed.
    """
    if parts > 1:
        _give_back()
    gc.freeze()  # keeps the collector from copying shared memory
    running: list[tuple[int, Connection]] = []
    try:
        for part in range(1, parts):
            here, there = Pipe(duplex=False)
            process = os.fork()
            if not process:
                yield from _worker(items[part::parts], there)
            there.close()
            running.append((process, here))
        yield items[::parts]
        while running:
            process, here = running[0]
            try:
                error = here.recv()
            except EOFError:
                raise BuildError("a process of the build was killed") from None
            if error is not None:
                raise error
            _end(*running.pop(0))
    finally:
        for process, here in running:
            os.kill(process, signal.SIGKILL)
            _end(process, here)


def mapped(function: Callable[[T], U], items: Sequence[T], /) -> Iterable[U]:
    """Return what a function makes of each item, in the order of the items, as `map` does; several
    processes share the work if there is much.

    What a worker makes is pickled, and comes through a pipe.
    """
    parts = number_for(len(items))
    if parts == 1:
        return map(function, items)
    found: list[list[U]] = [[] for _ in range(parts)]
    pipes = [Pipe(duplex=False) for _ in range(parts)]
    with shared(range(len(items)), parts) as places:
        part = places[0]  # 0 in this process
        for _, there in pipes[:part] + pipes[part + 1 :]:
            there.close()  # so that one whose worker has ended says so
        for begin in range(0, len(places), _SENT):
            made = [function(items[place]) for place in places[begin : begin + _SENT]]
            if part:
                pipes[part][1].send(made)
                continue
            found[0] += made
            for other, (here, _) in enumerate(pipes[1:], 1):
                found[other] += _received(here)
    return [found[place % parts][place // parts] for place in range(len(items))]


def _received(here: Connection) -> list[U]:
    """Return what a worker sent; nothing if it has ended, which `shared` reports."""
    try:
        return cast("list[U]", here.recv())
    except EOFError:
        return []


def _give_back() -> None:
    """Give the system back what is free, such as the files that were read: glibc keeps it."""
    with suppress(AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def _worker(items: Sequence[T], there: Connection) -> Iterator[Sequence[T]]:
    """Run the `with` block here, send what it raises, and end the process."""
    # It must not outlive the build, whose lock it holds too: prctl(2), PR_SET_PDEATHSIG is 1.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build kills it
    try:
        try:
            yield items
        except Exception as error:
            there.send(error)
        else:
            there.send(None)
    finally:
        os._exit(0)


def _end(process: int, here: Connection) -> None:
    os.waitpid(process, 0)
    here.close()
