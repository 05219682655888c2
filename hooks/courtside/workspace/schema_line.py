"""The first line of a project file, which tells an editor where the schema is.

# yaml-language-server: $schema=../.courtside/schema/project.json
"""

from __future__ import annotations

import os
from pathlib import Path

from courtside.resources import SCHEMAS

FOLDER = Path(".courtside") / "schema"
"""The place of a studio's schemas, beside its folder of projects."""


def first_line(projects: Path) -> str:
    """Return the first line of a project file in `projects`; it names the studio's own schema if
    there is one, else that of the engine on this machine."""
    own = projects.absolute().parent / FOLDER / "project.json"
    schema = own if own.is_file() else SCHEMAS / own.name
    try:
        path = Path(os.path.relpath(schema.resolve(), projects.resolve())).as_posix()
    except ValueError:  # on Windows, from one drive to another
        path = schema.resolve().as_uri()
    return f"# yaml-language-server: $schema={path}"
