"""How long each phase of a build takes, seen from outside: the engine knows nothing of it.

phases_of(["courtside", "build"], folder)  ->  {"read": 1.9, "validate": 0.8, ..., "rest": 0.7}

PHASES says which functions of the engine belong to which phase. Each process of the build, also a
worker, wraps them when it begins (`inside/sitecustomize.py`) and counts the processor's seconds in
them; of a phase that is shared, what each worker calls is named too. A phase inside another one is
taken off the outer one, so that they add up; what is in none of them is `rest`: starting Python,
imports, MkDocs and the theme.
"""

from __future__ import annotations

import fnmatch
import inspect
import json
import pkgutil
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from .stopwatch import take

PHASES: Mapping[str, tuple[str, ...]] = {
    "read": ("source.yaml_reader.read", "workspace.folder.project_files"),
    "validate": ("source.load.load_portfolio", "source.checks.runner.check_project"),
    "schedule, assess": ("engine.portals.portals*", "engine.assess.assess_in_queue_order"),
    "later days": (
        "engine.forecast.turning_points",
        "engine.cost_of_delay.compute_cost_of_delay",
    ),
    "links": (
        "workspace.keyring.root_secrets",
        "sealing.keys.link",
        "sealing.keys.file_link",
    ),
    "render": ("views.page.render",),
    "timeline": ("views.timeline.chart.build_chart", "views.timeline.drawing.draw"),
    "agreement": ("views.agreement.build_agreement",),
    "calendar": ("views.ics.calendar_file",),
    "seal": ("sealing.cipher.seal_page", "sealing.cipher.seal_file", "sealing.cipher.to_text"),
    "write": (
        "site.build.write_files",
        "site.staging.StagingArea.swap",
        "site.staging.StagingArea.close",
    ),
    "leak check": ("site.leak_check.find_leaks", "site.leak_check._opens"),
    "studio without projects": ("site.baseline.cached_baseline",),
}
"""Phase -> functions of the package, or several by a pattern; a missing one stops it."""

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
    place = pkgutil.resolve_name(f"courtside.{owner}")
    functions = [known for known, value in vars(place).items() if inspect.isfunction(value)]
    names = [f"{owner}.{known}" for known in fnmatch.filter(functions, last)]
    if not names:
        raise LookupError(f"tests/bench/phases.py: name what replaced {name}")
    return names
