"""`courtside serve` in a process of its own, as a provider uses it.

with serving(studio) as server:
    urlopen(server.base)
    server.wait_for("Detected file changes")
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which

COURTSIDE = Path(sys.executable).with_name("courtside")
_DEFAULTS = """
import os, signal, sys
for name in ("SIGINT", "SIGHUP"):
    signal.signal(getattr(signal, name), signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
AS_IN_A_TERMINAL = (sys.executable, "-c", _DEFAULTS)
"""Tests that were begun in the background may find signals ignored, and hand that down."""
PATIENCE = 60
"""Seconds after which a server that has not begun will not."""
END = 20
"""Seconds after which a server that was ended will not end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Server:
    """A server that runs, or did."""

    portfolio: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def log(self) -> str:
        """What it has said so far."""
        return _log(self.portfolio).read_text("utf-8")

    def wait_for(self, words: str, patience: float = PATIENCE) -> None:
        """Until it has said them; raises AssertionError with all that it said instead."""
        until = time.monotonic() + patience
        while words not in (said := self.log()):
            assert self.process.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.05)

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """How it ends when it is told to; raises AssertionError with all that it said if it does
        not."""
        self.process.send_signal(by)
        try:
            return self.process.wait(END)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it goes on: {self.log()}") from None


@contextmanager
def serving(
    portfolio: Path,
    *,
    environ: Mapping[str, str] | None = None,
    patience: float = PATIENCE,
    nohup: bool = False,
) -> Iterator[Server]:
    """A server from when it says that it serves; it ends with the block."""
    begin = [which("nohup")] if nohup else []
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with _log(portfolio).open("wb") as log:
        process = subprocess.Popen(
            [*AS_IN_A_TERMINAL, *begin, COURTSIDE, "serve", "--port", str(port)],
            cwd=portfolio,
            env={**(environ or os.environ), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    server = Server(portfolio=portfolio, port=port, process=process)
    try:
        server.wait_for("Serving on", patience=patience)
        yield server
        assert server.end() == 0, server.log()
    finally:
        process.kill()  # whatever became of it
        process.wait()


def _log(portfolio: Path) -> Path:
    """Beside the studio, which is watched."""
    return portfolio.with_name(f"{portfolio.name}-serve.log")
