"""How long each phase of a build takes, seen from outside: the engine knows nothing of it.

phases_of(["courtside", "build"], folder)  ->  {"read": 1.9, "validate": 0.8, ..., "rest": 0.7}

PHASES says which functions of the engine belong to which phase. Each process of the build, also a
worker, wraps them when it begins (`inside/sitecustomize.py`) and counts the processor's seconds in
them. A phase inside another one is taken off the outer one, so that they add up; what is in none of
them is `rest`: starting Python, imports, MkDocs and the theme.
"""

from __future__ import annotations

import fnmatch
import functools
import importlib
import inspect
import json
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from .stopwatch import take

PHASES: Mapping[str, tuple[str, ...]] = {
    "read": ("source.read", "build.project_files"),
    "validate": ("pipeline.load",),
    "schedule, assess": ("pipeline.portals*", "status.in_turn"),
    "later days": ("outlook.turning_points", "waiting.waiting"),
    "links": ("keyring.root_secrets", "keys.link", "keys.file_link"),
    "render": ("page.render",),
    "timeline": ("chart.chart", "timeline.draw"),
    "agreement": ("agreement.agreement",),
    "calendar": ("feed.feed",),
    "seal": ("seal.seal_page", "seal.seal_file", "site.to_text"),
    "write": ("build.write", "staging.Stage.swap", "staging.Stage.close"),
    "gate": ("gate.findings",),
    "house without projects": ("reference.cached",),
}
"""Phase -> functions of the engine, or several by a pattern; one that is no longer there stops the
measure."""

REST = "rest"
_INSIDE = Path(__file__).parent / "inside"


def phases_of(
    command: Sequence[str | Path], folder: Path, surroundings: Mapping[str, str]
) -> dict[str, float]:
    """Run a build, and give the processor's seconds of each phase, and of what is left."""
    watched = [[place for name in names for place in found(name)] for names in PHASES.values()]
    with TemporaryDirectory() as counted:
        watch = json.dumps({"folder": counted, "phases": watched})
        inside = {"PYTHONPATH": str(_INSIDE), "COURTSIDE_BENCH_WATCH": watch}
        cpu = take(command, folder, {**surroundings, **inside}).cpu
        processes = [array("d", file.read_bytes()) for file in Path(counted).iterdir()]
    sums = [sum(seconds) for seconds in zip(*processes, strict=True)]
    return {**dict(zip(PHASES, sums, strict=True)), REST: cpu - sum(sums)}


def found(name: str) -> list[str]:
    """The functions that a name or pattern stands for; LookupError where there is none."""
    owner, _, last = name.rpartition(".")
    module, *classes = owner.split(".")
    place = functools.reduce(getattr, classes, importlib.import_module(f"courtside.{module}"))
    functions = [known for known, value in vars(place).items() if inspect.isfunction(value)]
    names = [f"{owner}.{known}" for known in fnmatch.filter(functions, last)]
    if not names:
        raise LookupError(f"tests/bench/phases.py: say what took the place of {name}")
    return names
