"""The same call for many, on all processors: for sweeps that take minutes.

spread(hold, days(1))   ->   what `hold` gives for each day, in their order
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

MOST_MEMORY = 3 << 30
"""Bytes of a process, beyond which what it does fails and is named: without it, the system ends
the process, and nobody knows at what."""

Job = TypeVar("Job")
Answer = TypeVar("Answer")


def spread(call: Callable[[Job], Answer], jobs: Iterable[Job], *, at_once: int = 1) -> list[Answer]:
    """What the call gives for each job; what it raises is raised here. Each process takes so many
    jobs at once."""
    begin = get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=begin, initializer=_limited) as pool:
        return list(pool.map(call, jobs, chunksize=at_once))


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
