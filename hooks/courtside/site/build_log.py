"""Keeping what a build says, for the gate and for the page that shows a fault."""

from __future__ import annotations

import logging

BUILD_LOG = logging.getLogger("mkdocs")
"""Everything that MkDocs and this package say passes here."""


def _top() -> logging.Logger:
    """The logger above all: MkDocs' own or, where ProperDocs has put itself above that, its."""
    log = BUILD_LOG
    while log.parent and log.parent is not logging.root:
        log = log.parent
    return log


class Lines(logging.Handler):
    """Collects the lines of the build's log from `Lines()` to `close()`, INFO and above."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._records: list[logging.LogRecord] = []
        self._log = _top()
        self._log.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Called by logging."""
        self._records.append(record)

    def lines(self, level: int = logging.INFO, *, by: str = "") -> tuple[str, ...]:
        """What was said at a level and above; `by` is how the name of the logger ends."""
        said = (r for r in self._records if r.levelno >= level and r.name.endswith(by))
        return tuple(record.getMessage() for record in said)

    def close(self) -> None:
        """Stop listening."""
        self._log.removeHandler(self)
        super().close()
