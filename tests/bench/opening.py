"""How long a sealed page takes to open, and what the leak check takes of a build: the tests beside
this file, each of which prints what it measured and fails beyond its limit."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from .table import Limit, Part


def opening(_scale: float) -> Part:
    """Run them, and keep what they print."""
    words = (
        sys.executable,
        "-m",
        "pytest",
        "-m",
        "sweep",
        "-s",
        "-q",
        "--tb=no",
        str(Path(__file__).parent),
    )
    found = subprocess.run(words, cwd=Path(__file__).parents[2], capture_output=True, text=True)
    if found.returncode > 1:
        raise RuntimeError(found.stdout + found.stderr)
    said = [line for line in found.stdout.splitlines() if re.match(r"[A-Za-z0-9, ]+: ", line)]
    failed = re.search(r"(\d+) failed", found.stdout)
    return Part(
        text="\n".join(f"- {line}" for line in said),
        limits=(Limit(what="tests that fail", value=int(failed[1]) if failed else 0, most=0),),
    )
