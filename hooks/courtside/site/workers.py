"""Work that falls into parts, done by several processes where that can be had for nothing.

    shared(work, 2)  ->  work(0) here, work(1) in a copy of this process, at the same time

A copy (fork) has all that was read and reckoned so far, so nothing is sent to it; it ends with its
part. Only Linux has copies that are safe to use, and only before there are threads: MkDocs' server
has some, so under `serve` all is done in one process.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from courtside.errors import CourtsideError

PART = 40
"""So many portals are worth a process of their own."""
MOST = 4
"""Each process finds out anew who gets which slot, so that many would do little else."""


class WorkerError(CourtsideError):
    """A process was ended from outside, for example because the machine has no memory left."""


def number_for(portals: int) -> int:
    """How many processes are worth it."""
    if sys.platform != "linux" or sum(1 for _ in Path("/proc/self/task").iterdir()) > 1:
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), portals // PART, MOST))


def shared(work: Callable[[int], None], parts: int) -> None:
    """Do `work(0)` to `work(parts - 1)`, and return when all are done.

    Raises what a part raised, or Stopped.
    """
    gc.freeze()  # what is there already stays in memory that all share
    context = multiprocessing.get_context("fork")
    running = []
    try:
        for part in range(1, parts):
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=_run, args=(work, part, there), daemon=True)
            process.start()
            there.close()
            running.append((process, here))
        work(0)
        for process, here in running:
            try:
                error = here.recv()
            except EOFError:
                raise WorkerError("a process of the build was ended from outside") from None
            process.join()
            if error is not None:
                raise error
    finally:
        for process, here in running:
            process.kill()
            process.join()
            here.close()


def _run(work: Callable[[int], None], part: int, there: Connection) -> None:
    # It must not outlive the build, whose lock it holds too: prctl(2), PR_SET_PDEATHSIG is 1.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build ends it
    try:
        work(part)
    except Exception as error:
        there.send(error)
    else:
        there.send(None)
