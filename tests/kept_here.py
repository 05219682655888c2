"""Imported into the process out of which `trouble` forks builds: they find what one has kept."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import kept
from house import build_house, make_house

kept.keep()
with TemporaryDirectory() as folder:
    build_house(make_house(Path(folder)))
