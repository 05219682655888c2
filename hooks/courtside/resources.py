"""Where the package keeps its own data: templates, catalogs, schemas."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("courtside")))

THEME = _PACKAGE / "theme"
"""Templates, styles and scripts."""
CATALOGS = _PACKAGE / "text" / "locale"
"""One folder for each language but English."""
SCHEMAS = _PACKAGE / "model" / "schema"
SHIPPED = _PACKAGE / "workspace" / "shipped.sha256"
"""The sums of the example files."""
