"""How long each phase of a build takes, seen from outside: the engine knows nothing of it.

phases_of(["courtside", "build"], folder)  ->  {"read": 1.9, "validate": 0.8, ..., "rest": 0.7}

PHASES says which functions of the engine belong to which phase. Each process of the build, also a
worker, wraps them when it begins (`inside/sitecustomize.py`) and counts the processor's seconds in
them. A phase inside another one is taken off the outer one, so that they add up; what is in none of
them is `rest`: starting Python, imports, MkDocs and the theme.
"""

from __future__ import annotations

import importlib
import json
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from .stopwatch import take

PHASES: Mapping[str, tuple[str, ...]] = {
    "read": ("source.read", "build.project_files"),
    "validate": ("pipeline.load",),
    "schedule, assess": ("pipeline.portals",),
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
"""Phase -> functions of the engine; a function that is no longer there stops the measure."""

REST = "rest"
_INSIDE = Path(__file__).parent / "inside"


def phases_of(
    command: Sequence[str | Path], folder: Path, surroundings: Mapping[str, str]
) -> dict[str, float]:
    """Run a build, and give the processor's seconds of each phase, and of what is left."""
    if gone := missing():
        raise RuntimeError(f"tests/bench/phases.py: say what took the place of {', '.join(gone)}")
    with TemporaryDirectory() as counted:
        watch = json.dumps({"folder": counted, "phases": [*PHASES.values()]})
        inside = {"PYTHONPATH": str(_INSIDE), "COURTSIDE_BENCH_WATCH": watch}
        cpu = take(command, folder, {**surroundings, **inside}).cpu
        processes = [array("d", file.read_bytes()) for file in Path(counted).iterdir()]
    sums = [sum(seconds) for seconds in zip(*processes, strict=True)]
    return {**dict(zip(PHASES, sums, strict=True)), REST: cpu - sum(sums)}


def missing() -> list[str]:
    """What PHASES names and the engine has no longer."""
    gone = []
    for name in (name for names in PHASES.values() for name in names):
        module, *path = name.split(".")
        place = importlib.import_module(f"courtside.{module}")
        for part in path:
            place = getattr(place, part, None)
        gone += [name] if place is None else []
    return gone
