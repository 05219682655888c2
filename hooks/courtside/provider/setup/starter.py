"""The files of a new studio, out of the starter that the engine brings.

    shell(StudioFacts(language="es", timezone="Europe/Madrid"))
    ->  {".github/workflows/daily.yml": b"...", "README.md": b"...", ...}  ours: upgrade renews them
    owned("es")
    ->  {"mkdocs.yml": "...", "projects/_studio.yml": "...", ...}           the owner's

`starter/shell/` is the same in every studio, `starter/languages/<code>/` is what a person reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from courtside.resources import SCHEMAS, STARTER
from courtside.workspace import schema_line

PYPROJECT, SETTINGS = "pyproject.toml", "mkdocs.yml"
FRONT, STUDIO = "projects/index.md", "projects/_studio.yml"
OWNED = (SETTINGS, PYPROJECT, FRONT, STUDIO)
"""The files that the owner goes on to write; the studio's own file comes last."""

DAILY = ".github/workflows/daily.yml"
STUDIO_NAME = "Norte Studio"
"""The name in the starter's files."""

MORNINGS = re.compile(r"(?m)^( +timezone: *)([^\s#]+)")
"""The time zone in `daily.yml`, by whose clock the daily build runs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StudioFacts:
    """The facts about a studio that its shell needs."""

    language: str
    timezone: str


def shell(studio: StudioFacts) -> Mapping[str, bytes]:
    """Return path -> content of every file of ours in a studio's repository."""
    files = _files(STARTER / "shell")
    notes = _files(STARTER / "languages" / studio.language)
    files |= {path: content for path, content in notes.items() if path not in OWNED}
    for schema in sorted(SCHEMAS.glob("*.json")):
        files[(schema_line.FOLDER / schema.name).as_posix()] = schema.read_bytes()
    files[DAILY] = in_zone(files[DAILY].decode(), studio.timezone).encode()
    return files


def owned(language: str) -> Mapping[str, str]:
    """Return path -> text of every file that belongs to the owner, as the starter has it."""
    folder = STARTER / "languages" / language
    return {path: (folder / path).read_text("utf-8") for path in OWNED}


def in_zone(workflow: str, timezone: str) -> str:
    """Return a workflow that runs by the clock of another time zone."""
    return MORNINGS.sub(lambda match: match[1] + timezone, workflow)


def _files(folder: Path) -> dict[str, bytes]:
    # `dot-github` becomes `.github`.
    return {
        re.sub(r"^dot-", ".", path.relative_to(folder).as_posix()): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    }
