"""The site generator that is installed, run in this process."""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from courtside.errors import BuildError

GENERATORS = ("mkdocs", "properdocs")
"""ProperDocs is a fork of MkDocs: it reads the same settings, themes and hooks."""

QUIET = {"NO_MKDOCS_2_WARNING": "1", "PYTHONIOENCODING": "utf-8"}
"""No advertisement of Material's successor; a log in UTF-8 on every code page."""


def mkdocs(command: str, config_file: Path, *arguments: str) -> NoReturn:
    """Run the installed site generator, as `python -m mkdocs` would: `build` or `serve`.

    It runs in this process: a second one would import the engine again, a third of a small build.
    So the hook uses this engine. Raises BuildError if there is no generator, SystemExit at the end,
    and whatever a plugin raises.
    """
    sys.argv = [find_generator(), command, "--config-file", str(config_file), *arguments]
    os.environ |= QUIET
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    raise SystemExit


def find_generator() -> str:
    """Return the installed site generator; raises BuildError if there is none."""
    name = next((name for name in GENERATORS if find_spec(name)), None)
    if name is None:
        raise BuildError(
            "MkDocs is not installed: install what requirements.lock has, or use "
            "`courtside build --plain`"
        )
    return name


def generator_templates() -> Iterator[Path]:
    """Yield the folders of the templates of MkDocs and Material, where they are installed."""
    for package in ("material", *GENERATORS):
        spec = find_spec(package)
        for place in (spec and spec.submodule_search_locations) or ():
            yield Path(place) / "templates"
