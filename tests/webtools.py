"""The tools that pages are checked with: axe, the Nu HTML checker, Lighthouse, ical.js.

They come from tests/web/package-lock.json; `.ci/web` installs them, and Node and Java to run them
with. One that is missing fails the test that needs it: a check that is skipped proves nothing.
"""

from __future__ import annotations

import shutil
from pathlib import Path

MODULES = Path(__file__).parent / "web" / "node_modules"


def module(path: str) -> Path:
    """A file of the packages: `axe-core/axe.min.js`."""
    found = MODULES / path
    assert found.is_file(), f"{path} is missing: ./.ci/web installs it"
    return found


def program(name: str) -> str:
    """Node or Java."""
    found = shutil.which(name)
    assert found, f"{name} is missing: ./.ci/web installs it"
    return found
