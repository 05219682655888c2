"""Share work among several processes, where they cost nothing to start.

    run_parts(work, 2)  ->  work(0) here and work(1) in a forked worker, at the same time

A forked worker has everything that was read and computed so far, so nothing is sent to it. Forking
is safe only on Linux and before there are threads; MkDocs' server has some, so `serve` uses one
process. Why not `concurrent.futures`: decision record 0010.
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
"""Portals for which another process is worth it."""
MOST = 4
"""Each process assigns the slots again, so more of them would do little else."""


class WorkerError(CourtsideError):
    """A worker was killed, for example because the machine ran out of memory."""


def number_for(portals: int) -> int:
    """Return the number of processes that are worth it for so many portals."""
    if sys.platform != "linux" or sum(1 for _ in Path("/proc/self/task").iterdir()) > 1:
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), portals // PART, MOST))


def run_parts(work: Callable[[int], None], parts: int) -> None:
    """Do `work(0)` to `work(parts - 1)` and return when all are done.

    Raises the first exception of a part, or WorkerError.
    """
    gc.freeze()  # keeps the collector from copying shared memory
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
                raise WorkerError("a process of the build was killed") from None
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build kills it
    try:
        work(part)
    except Exception as error:
        there.send(error)
    else:
        there.send(None)
