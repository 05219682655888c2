"""How often a property is tried: sixty times at the desk, 20,000 times in the sweep.

pytest                              the same 60 examples for each law, every time
pytest -m sweep                     20,000 of its own choice, and what takes other programs
COURTSIDE_SWEEP=500 pytest -m sweep         as many as that
"""

from __future__ import annotations

import faulthandler
import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from helpers import template_cache as kept

SWEEP = "sweep"
EXAMPLES, SWEEP_EXAMPLES = 60, 20_000
# Whole studios are larger than what hypothesis thinks an example to be.
_LARGE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def _sweeps(config: pytest.Config) -> bool:
    return bool(config.option.markexpr == SWEEP or os.environ.get("COURTSIDE_SWEEP"))


def pytest_configure(config: pytest.Config) -> None:
    """Choose the profile before the first module of tests is read, and make builds quick."""
    gc.disable()  # see pytest_collection_finish
    kept.keep()
    # Hundreds of tests start commands; each would compile the whole package again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    examples = int(os.environ.get("COURTSIDE_SWEEP") or SWEEP_EXAMPLES)
    found = Path(str(config.rootpath)) / ".cache" / "hypothesis"  # git ignores .cache
    settings.register_profile(
        "default",
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=_LARGE,
    )
    settings.register_profile(
        SWEEP,
        max_examples=examples,
        database=DirectoryBasedExampleDatabase(found),
        deadline=None,
        suppress_health_check=_LARGE,
    )
    settings.load_profile(SWEEP if _sweeps(config) else "default")


@pytest.fixture(autouse=True)
def nothing_said_before() -> None:
    """Forget what an earlier test has said: once MkDocs' command line has run in a process, it
    drops each message that it has had already, and with it the one that a test waits for."""
    if build := sys.modules.get("mkdocs.commands.build"):
        for one in list(build.log.filters):
            build.log.removeFilter(one)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every property belongs to the sweep as well."""
    if config.option.markexpr != SWEEP:
        return
    for item in items:
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
            item.add_marker(SWEEP)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Seven thousand tests stay until the end: the collector need not look at them, again and
    again, to find that."""
    gc.freeze()
    gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A sweep takes as long as it takes; what hangs in the normal run is ended by pytest."""
    if _sweeps(item.config):
        faulthandler.cancel_dump_traceback_later()
