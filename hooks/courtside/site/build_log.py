"""Collect a build's log, for the leak check and for the page that shows problems."""

from __future__ import annotations

import logging

BUILD_LOG = logging.getLogger("mkdocs")
"""All log records of MkDocs and this package pass through it."""


def _top() -> logging.Logger:
    """Return the topmost logger below the root: MkDocs', or ProperDocs' above it."""
    log = BUILD_LOG
    while log.parent and log.parent is not logging.root:
        log = log.parent
    return log


def leave_out_lines(module: str) -> None:
    """Keep two lines out of the log of the MkDocs that has this module, since both would be wrong:
    that a shell is skipped, although it is kept for the portals, and that a browser shows `None`,
    although it shows a page of ours."""
    package = module.partition(".")[0]
    for name in ("commands.build", "livereload"):
        logging.getLogger(f"{package}.{name}").addFilter(_may_stand)


def _may_stand(record: logging.LogRecord) -> bool:
    message = record.getMessage()
    return "'p/shell-" not in message and message != "Browser connected: None"


class LogLines(logging.Handler):
    """Collects the build's log from `LogLines()` to `close()`, INFO and above."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._lines: list[tuple[int, str, str]] = []
        self._log = _top()
        self._log.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Collect a line, which takes a tenth of the memory of its record; logging calls this."""
        self._lines.append((record.levelno, record.name, record.getMessage()))

    def lines(self, level: int = logging.INFO, *, by: str = "") -> tuple[str, ...]:
        """Return the lines at a level and above, of loggers whose name ends with `by`."""
        return tuple(
            line for least, name, line in self._lines if least >= level and name.endswith(by)
        )

    def close(self) -> None:
        """Stop listening."""
        self._log.removeHandler(self)
        super().close()
