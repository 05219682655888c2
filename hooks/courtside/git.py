"""The environment of git: it works on the repository that is meant, and asks nobody.

    environment()  ->  os.environ without GIT_DIR, GIT_INDEX_FILE and the like

Whatever calls us, a git hook for example, may have set its own repository, index and settings in
the environment. git would use them instead of ours, and write there.
"""

from __future__ import annotations

import os
import subprocess
from functools import cache

ENGLISH = {"LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
"""So that git says what it says in words that are looked for."""

SECONDS = 10.0
"""For the one question whose answer is kept."""


def environment() -> dict[str, str]:
    """Return the environment for a question to git; OSError where git is not there."""
    names = _local_names()
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return {**kept, **ENGLISH, "GIT_TERMINAL_PROMPT": "0"}


@cache
def _local_names() -> frozenset[str]:
    """The variables that bind git to one repository, as this version of git lists them."""
    listed = subprocess.run(
        ["git", "rev-parse", "--local-env-vars"],  # noqa: S607 - wherever PATH says that git is
        capture_output=True,
        check=True,
        encoding="utf-8",
        errors="replace",
        timeout=SECONDS,
    )
    return frozenset(listed.stdout.split())
