"""Brings what `courtside init` writes up to date with this repository: its workflows, its hook and
its lock.

    .venv/bin/python tests/helpers/starter.py

A studio's workflows are ours, but for two lines: the engine is installed by `.github/install`, and
the trial build is the studio's own test. It has no tests of the engine to run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
SHELL = CHECKOUT / "hooks" / "courtside" / "starter" / "shell"
WORKFLOWS = ("check", "daily", "publish", "site")

_LINES = {
    "run: .ci/install": "run: sh .github/install",
    "run: .ci/throwaway": "run: .venv/bin/python -m unittest discover tests",
}


def derived() -> Mapping[Path, str]:
    """Return the text of each file of the starter that comes from a file of this repository."""
    texts = {
        SHELL / "dot-github" / "workflows" / f"{name}.yml": _workflow(name) for name in WORKFLOWS
    }
    same = ("hooks/mkdocs_hook.py", "requirements.lock")
    return texts | {SHELL / path: (CHECKOUT / path).read_text("utf-8") for path in same}


def _workflow(name: str) -> str:
    text = (CHECKOUT / ".github" / "workflows" / f"{name}.yml").read_text("utf-8")
    text = re.sub(r"\n  tests:\n(?:    .*\n|\n)+", "", text)
    for ours, theirs in _LINES.items():
        text = text.replace(ours, theirs)
    return text


if __name__ == "__main__":
    for path, text in derived().items():
        path.write_text(text, "utf-8")
