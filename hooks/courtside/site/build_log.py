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


def not_of_a_shell(record: logging.LogRecord) -> bool:
    """Return whether a line is not about a shell, which is collected: MkDocs calls it skipped."""
    return "'p/shell-" not in record.getMessage()


def names_a_page(record: logging.LogRecord) -> bool:
    """Return whether a line is not about a browser that connected from a page that ours keeps to
    itself: MkDocs would call it None."""
    return record.getMessage() != "Browser connected: None"


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
