"""How a build grows with the house: seconds, memory, and the exponent of each phase."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from .many import SURROUNDINGS, make_many, make_queued
from .phases import phases_of
from .stopwatch import Taken, exponent, take
from .table import Limit, Part, number, table

COURTSIDE = Path(sys.executable).with_name("courtside")
BUILD = (COURTSIDE, "build")
ROUNDS = {10: 5, 100: 5, 1000: 3, 5000: 1}
"""Projects -> builds, of which the median counts."""
QUEUED = 2000
ALL = "all"
FROM, TO = 100, 5000
MOST_EXPONENT, MOST_MEMORY = 1.05, 300.0


def growth(scale: float) -> Part:
    """Build houses of all sizes without a cache."""
    sizes = {max(round(size * scale), 1): rounds for size, rounds in ROUNDS.items()}
    less, more = round(FROM * scale), round(TO * scale)
    taken, phases = {}, {}
    for size, rounds in sizes.items():
        taken[f"{size:,}"], phases[size] = _measured(make_many, size, rounds)
    queued = round(QUEUED * scale)
    worst = f"{queued:,}, all queued"
    taken[worst], phases[-1] = _measured(make_queued, queued, 1)
    small, large, last = taken[f"{less:,}"], taken[f"{more:,}"], taken[worst]
    grows = exponent((less, small.wall), (more, large.wall))
    queue_grows = exponent((less, small.wall), (queued, last.wall))
    rows = [
        [name, number(one.wall), number(one.cpu), number(one.peak / 1e6)]
        for name, one in taken.items()
    ]
    text = (
        table(("projects", "seconds", "processor", "MB at most"), rows)
        + "\n\nThe processor's seconds of each phase, and the exponent by which they grow:\n\n"
        + _phases(phases, worst)
    )
    return Part(
        text=text,
        limits=(
            Limit(what=f"exponent from {less:,} to {more:,}", value=grows, most=MOST_EXPONENT),
            Limit(what=f"exponent to {worst}", value=queue_grows, most=MOST_EXPONENT),
            Limit(what="memory", value=large.peak / 1e6, most=MOST_MEMORY, unit=" MB"),
            Limit(what="memory, all queued", value=last.peak / 1e6, most=MOST_MEMORY, unit=" MB"),
        ),
    )


def _measured(
    make: Callable[[Path, int], Path], projects: int, rounds: int
) -> tuple[Taken, dict[str, float]]:
    """The median of some builds, and one more that is watched."""
    with TemporaryDirectory() as folder:
        house = make(Path(folder) / "house", projects)
        builds = []
        for _ in range(rounds):
            builds.append(take(BUILD, house, SURROUNDINGS))
            forget(house)
        phases = phases_of(BUILD, house, SURROUNDINGS)
    return (
        Taken(
            wall=statistics.median(one.wall for one in builds),
            cpu=statistics.median(one.cpu for one in builds),
            peak=max(one.peak for one in builds),
        ),
        phases,
    )


def forget(house: Path) -> None:
    """Take away all that a build made, whatever it is: only what was written by hand stays."""
    for path in house.iterdir():
        if path.name not in ("projects", "overrides", "hooks", "mkdocs.yml", ".courtside"):
            rmtree(path) if path.is_dir() else path.unlink()
    for path in (house / ".courtside").iterdir():
        if path.name != "key":
            rmtree(path) if path.is_dir() else path.unlink()


def _phases(phases: dict[int, dict[str, float]], worst: str) -> str:
    """Exponents from the second size on, and from the last but one, where what a build of any size
    costs weighs little."""
    phases = {size: {**found, ALL: sum(found.values())} for size, found in phases.items()}
    sizes = [size for size in phases if size > 0]
    middle = sizes[-2]
    rows = [
        [
            name,
            *(number(phases[size][name]) for size in sizes),
            number(exponent(*((size, phases[size][name]) for size in (sizes[1], sizes[-1])))),
            number(exponent(*((size, phases[size][name]) for size in (middle, sizes[-1])))),
            number(phases[-1][name]),
        ]
        for name in phases[sizes[0]]
    ]
    first, last = (f"{size:,} → {sizes[-1]:,}" for size in (sizes[1], middle))
    return table(["phase", *(f"{size:,}" for size in sizes), first, last, worst], rows)
