"""What a doctor says of the machine: Python, git, and what is installed."""

from __future__ import annotations

import os
import re
import shutil
from importlib.metadata import PackageNotFoundError, version

from packaging.requirements import Requirement

from .doctor_seen import Seen, Verdict

PYTHON = (3, 11)
LOCK = "requirements.lock"
INSTALL = (
    r".venv\Scripts\pip install --require-hashes --only-binary :all: -r requirements.lock"
    if os.name == "nt"
    else "rm -f .venv/.installed && make install"
)
MOST_NAMED = 3
"""So many packages are named where more differ."""


def python(seen: Seen) -> Verdict:
    """New enough."""
    found = ".".join(map(str, seen.python))
    if seen.python >= PYTHON:
        return "ok", found
    wanted = ".".join(map(str, PYTHON))
    return "broken", f"{found} is too old", f"install Python {wanted} or newer, then: make install"


def git(seen: Seen) -> Verdict:
    """There."""
    if shutil.which("git", path=seen.environ.get("PATH", "")) is None:
        return "broken", "it is not here", "install git: https://git-scm.com"
    return "ok", (seen.git("--version") or "").removeprefix("git version ")


def packages(seen: Seen) -> Verdict:
    """Those of the lock, in its versions."""
    lock = seen.root / LOCK
    if not lock.is_file():
        return "broken", f"{LOCK} is not there", f"git restore --source=HEAD {LOCK}"
    text = re.sub(r" \\\n(    --hash=\S+( \\\n)?)*", "\n", lock.read_text("utf-8"))
    wanted = [Requirement(line) for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    other = [each.name for each in wanted if _needed(each) and not _installed(each)]
    if not other:
        return "ok", f"all as in {LOCK}"
    named = ", ".join(other[:MOST_NAMED]) + (" and more" if len(other) > MOST_NAMED else "")
    return "broken", f"other than in {LOCK}: {named}", INSTALL


def _needed(wanted: Requirement) -> bool:
    return wanted.marker is None or wanted.marker.evaluate()


def _installed(wanted: Requirement) -> bool:
    try:
        return wanted.specifier.contains(version(wanted.name), prereleases=True)
    except PackageNotFoundError:
        return False
