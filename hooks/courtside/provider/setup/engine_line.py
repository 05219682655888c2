"""The line in a studio's pyproject.toml that says which Courtside it uses.

    courtside @ git+https://github.com/NAME/courtside@1f0c9f2...

An installer writes down where a package came from (PEP 610); a package from an index is named by
its version. The workflows install exactly that line.
"""

from __future__ import annotations

import json
import re
from importlib.metadata import Distribution, distribution
from typing import Any

_LINE = re.compile(r'"(courtside(?![\w-])[^"\n]*)"')


def installed_line(engine: Distribution | None = None) -> str:
    """Return the requirement that installs this engine once more."""
    engine = engine or distribution("courtside")
    origin = json.loads(engine.read_text("direct_url.json") or "null")
    if origin is None:
        return f"courtside=={engine.version}"
    return f"courtside @ {_address(origin)}"


def _address(origin: dict[str, Any]) -> str:
    url = str(origin["url"])
    if vcs := origin.get("vcs_info"):
        return f"{vcs['vcs']}+{url}@{vcs['commit_id']}"
    sums = origin.get("archive_info", {}).get("hashes", {})
    return f"{url}#sha256={sums['sha256']}" if "sha256" in sums else url


def only_here(line: str) -> bool:
    """Return whether a line names a place on this machine, which no other one can reach."""
    return "file:" in line


def line_of(pyproject: str) -> str:
    """Return the line in the text of a pyproject.toml; empty if it has none."""
    match = _LINE.search(pyproject)
    return match[1] if match else ""


def with_line(pyproject: str, line: str) -> str:
    """Return the text of a pyproject.toml with another line in the place of its own."""
    return _LINE.sub(lambda _match: f'"{line}"', pyproject, count=1)
