"""Counts the seconds of a build's phases. Python imports this by itself, as the first of all, in
each process that has this folder in PYTHONPATH; `phases.py` puts it there.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import mmap
import os
import pkgutil
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any


def watch() -> None:
    """Wrap the functions of all phases, wherever in the engine they were imported to."""
    wanted = json.loads(os.environ["COURTSIDE_BENCH_WATCH"])
    counts = _Counts(Path(wanted["folder"]), len(wanted["phases"]))
    os.register_at_fork(after_in_child=counts.open)
    modules = _package()
    for phase, names in enumerate(wanted["phases"]):
        for name in names:
            owner, _, last = name.rpartition(".")
            place = pkgutil.resolve_name(f"courtside.{owner}")
            plain = getattr(place, last)
            watched = _watched(plain, phase, counts)
            setattr(place, last, watched)
            for module in modules:
                for own, value in list(vars(module).items()):
                    if value is plain:
                        setattr(module, own, watched)


def _package() -> list[ModuleType]:
    """All modules of the package but `__main__`, which runs a command as soon as it is imported."""
    package = importlib.import_module("courtside")
    found = (module.name for module in pkgutil.walk_packages(package.__path__, "courtside."))
    return [importlib.import_module(name) for name in found if name != "courtside.__main__"]


class _Counts:
    """The seconds of this process, by phase, in a file: they are there however the process ends."""

    def __init__(self, folder: Path, phases: int) -> None:
        self._folder = folder
        self._size = 8 * phases
        self.open()

    def open(self) -> None:
        """Begin a file for this process; a forked one must not go on counting in its parent's."""
        with (self._folder / f"{os.getpid()}-{time.monotonic_ns()}").open("w+b") as file:
            file.truncate(self._size)
            self._file = mmap.mmap(file.fileno(), self._size)
        self._lock = threading.Lock()
        self._local = threading.local()

    def enter(self, phase: int) -> None:
        running = self._running()
        now = time.thread_time()
        if running:
            self._add(running[-1][0], now - running[-1][1])
        running.append([phase, now])

    def leave(self) -> None:
        running = self._running()
        now = time.thread_time()
        if not running:  # entered before a fork, left in the child
            return
        phase, since = running.pop()
        self._add(phase, now - since)
        if running:
            running[-1][1] = now

    def _running(self) -> list[Any]:
        """The phases that this thread is in, and since when."""
        running: list[Any] = vars(self._local).setdefault("running", [])
        return running

    def _add(self, phase: int, seconds: float) -> None:
        with self._lock:
            (before,) = struct.unpack_from("d", self._file, 8 * phase)
            struct.pack_into("d", self._file, 8 * phase, before + seconds)


def _watched(plain: Callable[..., Any], phase: int, counts: _Counts) -> Callable[..., Any]:
    """The same function, counted; of one that yields, each step is."""
    if inspect.isgeneratorfunction(plain):

        @functools.wraps(plain)
        def steps(*arguments: Any, **named: Any) -> Iterator[Any]:
            made = plain(*arguments, **named)
            while True:
                counts.enter(phase)
                try:
                    value = next(made, counts)
                finally:
                    counts.leave()
                if value is counts:
                    return
                yield value

        return steps

    @functools.wraps(plain)
    def whole(*arguments: Any, **named: Any) -> Any:
        counts.enter(phase)
        try:
            return plain(*arguments, **named)
        finally:
            counts.leave()

    return whole


watch()
