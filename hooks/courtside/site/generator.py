"""The site generator that is installed, run in this process."""

from __future__ import annotations

import os
import runpy
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from courtside.errors import BuildError

GENERATORS = ("mkdocs", "properdocs")
"""ProperDocs is MkDocs, kept on by others: it reads the same settings, themes and hooks."""


QUIET = {"NO_MKDOCS_2_WARNING": "1", "PYTHONIOENCODING": "utf-8"}
"""No advertisement of Material's successor; and a log in UTF-8 whatever the code page."""


def mkdocs(command: str, config_file: Path, *arguments: str) -> NoReturn:
    """Go on as the site generator that is installed, as `python -m mkdocs` would: `build` or
    `serve`.

    In this process, since a second one would import the engine once more, which takes a third of a
    small build. So the hook finds this engine, whatever lies beside it. Raises BuildFault where
    there is no generator, SystemExit at the end, and whatever a plugin may raise.
    """
    sys.argv = [generator(), command, "--config-file", str(config_file), *arguments]
    os.environ |= QUIET
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    raise SystemExit


def generator() -> str:
    """The site generator that is installed; raises BuildFault where there is none."""
    found = next((name for name in GENERATORS if find_spec(name)), None)
    if found is None:
        raise BuildError("there is no MkDocs here: run make site, or use courtside build --plain")
    return found
