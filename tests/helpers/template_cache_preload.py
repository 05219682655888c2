"""Imported into the process out of which `trouble` forks builds: they find what one has kept."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from helpers import template_cache as kept
from helpers.studio import build_studio, make_studio

kept.keep()
with TemporaryDirectory() as folder:
    build_studio(make_studio(Path(folder)))
