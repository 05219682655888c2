"""Where the package keeps its own data: templates, catalogs, schemas, the starter."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("courtside")))

THEME = _PACKAGE / "theme"
"""Templates, styles and scripts."""
CATALOGS = _PACKAGE / "text" / "locale"
"""One folder for each language but English."""
SCHEMAS = _PACKAGE / "model" / "schema"
STARTER = _PACKAGE / "starter"
"""The files of a new studio."""
SHIPPED = _PACKAGE / "workspace" / "shipped.sha256"
"""The sums of the example files."""


def contains_engine(folder: Path) -> bool:
    """Return whether this engine lies in a folder, as it does in its own repository."""
    return _PACKAGE.resolve().is_relative_to(folder.resolve())
