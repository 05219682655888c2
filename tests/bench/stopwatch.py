"""A command, measured from outside: how long it took, what it cost, how much memory it held.

take(["courtside", "build"], folder)  ->  Taken(wall=2.1, cpu=2.6, peak=96_000_000)
"""

from __future__ import annotations

import math
import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

SAMPLE = 0.05
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What a command took."""

    wall: float
    """Seconds on the clock."""
    cpu: float
    """Seconds of all its processes, user and system."""
    peak: int
    """Bytes of all its processes at the same moment, pages that they share counted once."""


def take(
    command: Sequence[str | Path], folder: Path, surroundings: Mapping[str, str] | None = None
) -> Taken:
    """Run a command to its end; RuntimeError with what it said where it fails."""
    with TemporaryFile("w+") as said:
        begin = time.perf_counter()
        process = subprocess.Popen(
            [*map(str, command)],
            cwd=folder,
            env=environment(surroundings or {}),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,  # by which its processes are known
        )
        with _Memory(process.pid) as memory:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{' '.join(map(str, command))}:\n{said.read()[-3000:]}")
    return Taken(wall=wall, cpu=usage.ru_utime + usage.ru_stime, peak=memory.peak)


def environment(surroundings: Mapping[str, str]) -> dict[str, str]:
    """What a command finds: ours, and Python keeps what it has compiled, as it does by itself."""
    apart = ("PYTHONDONTWRITEBYTECODE",)
    return {**{k: v for k, v in os.environ.items() if k not in apart}, **surroundings}


def without_cache(folder: Path) -> dict[str, str]:
    """The user's cache, in a folder of the studio, where it goes with all that a build made."""
    return {"XDG_CACHE_HOME": str(folder / "user-cache")}


class _Memory:
    """Looks again and again at the memory of a session, until it is left."""

    def __init__(self, session: int) -> None:
        self.peak = 0
        self._session = session
        self._over = threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Memory:
        self._looking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._looking.join()

    def _look(self) -> None:
        while not self._over.wait(SAMPLE):
            self.peak = max(self.peak, sum(map(_memory, _processes(self._session))))


def _processes(session: int) -> list[Path]:
    """Those of a session, as their folders below /proc."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(after_name[3]) == session:
            found.append(folder)
    return found


def _memory(process: Path) -> int:
    """Its part of the pages in memory: those that it shares with others are divided by them."""
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def exponent(small: tuple[int, float], large: tuple[int, float]) -> float:
    """Of the power by which a measure grows with a size: 1 is in step, 2 is quadratic.

    exponent((100, 0.5), (1000, 5.0))  ->  1.0
    """
    (less, little), (more, much) = small, large
    return math.log(much / little) / math.log(more / less) if little and much else math.nan
