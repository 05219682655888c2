"""What was drawn or written the last time somebody looked at it, as files in `tests/snapshots/`.

    matches("timeline/aurora-horizontal.svg", text)

A difference fails, and shows itself. If it is meant, renew the files and look at what git says:

    COURTSIDE_SNAPSHOTS=renew .venv/bin/python -m pytest tests
"""

from __future__ import annotations

import os
from difflib import unified_diff
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "data" / "snapshots"
RENEW = "COURTSIDE_SNAPSHOTS=renew .venv/bin/python -m pytest"


def matches(name: str, text: str) -> None:
    """Fail unless the snapshot of this name, a path in the folder, says exactly this."""
    __tracebackhide__ = True
    path = FOLDER / name
    if os.environ.get("COURTSIDE_SNAPSHOTS") == "renew":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    before = path.read_text("utf-8") if path.is_file() else ""
    if before == text:
        return
    lines = unified_diff(before.splitlines(), text.splitlines(), f"snapshots/{name}", "now", n=2)
    pytest.fail("\n".join([*lines, "", f"If that is meant: {RENEW}"]), pytrace=False)
