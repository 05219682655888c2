"""How a build grows with the studio: seconds, memory, and the exponent of each phase."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from helpers.serving import COURTSIDE

from .many import SURROUNDINGS, make_many, make_queued
from .phases import phases_of
from .stopwatch import Taken, exponent, take, without_cache
from .table import Limit, Part, number, table

BUILD = (COURTSIDE, "build")
BY_HAND = ("projects", "overrides", "hooks", "mkdocs.yml", ".courtside")
"""What no build makes."""
ALL = "all"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Portfolios:
    """Studios of one kind, in several sizes."""

    name: str
    make: Callable[[Path, int], Path]
    rounds: Mapping[int, int]
    """Projects -> builds, of which the median counts."""
    small: int
    """From here on it is asked how they grow: before, all is start."""
    most_exponent: float = 1.05
    most_memory: float = 300
    """MB, of the largest."""


KINDS = (
    _Portfolios(
        name="ordinary", make=make_many, rounds={10: 5, 100: 5, 1000: 3, 5000: 1}, small=100
    ),
    _Portfolios(name="all queued", make=make_queued, rounds={200: 3, 2000: 1}, small=200),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Measured:
    """One studio."""

    projects: int
    taken: Taken
    phases: Mapping[str, float]


def growth(scale: float) -> Part:
    """Build studios of all sizes without a cache."""
    texts, limits = [], []
    for kind in KINDS:
        measured = [
            _measure(kind.make, max(round(projects * scale), 1), rounds)
            for projects, rounds in kind.rounds.items()
        ]
        large = measured[-1]
        small = measured[list(kind.rounds).index(kind.small)]
        grows = exponent((small.projects, small.taken.wall), (large.projects, large.taken.wall))
        memory = large.taken.peak / 1e6
        texts += [
            _sizes(kind.name, measured),
            "Seconds of the processor in each phase, and the exponents by which they grow:",
            _phases(measured[measured.index(small) :]),
        ]
        limits += [
            Limit(
                what=f"exponent, {kind.name}, {small.projects:,} to {large.projects:,}",
                value=grows,
                most=kind.most_exponent,
            ),
            Limit(
                what=f"memory, {kind.name}, {large.projects:,}",
                value=memory,
                most=kind.most_memory,
                unit=" MB",
            ),
        ]
    return Part(text="\n\n".join(texts), limits=tuple(limits))


def _measure(make: Callable[[Path, int], Path], projects: int, rounds: int) -> _Measured:
    """The median of some builds, and one more that is watched."""
    with TemporaryDirectory() as folder:
        portfolio = make(Path(folder) / "studio", projects)
        builds = []
        for _ in range(rounds):
            builds.append(take(BUILD, portfolio, SURROUNDINGS | without_cache(portfolio)))
            forget(portfolio)
        phases = phases_of(BUILD, portfolio, SURROUNDINGS | without_cache(portfolio))
    taken = Taken(
        wall=statistics.median(run.wall for run in builds),
        cpu=statistics.median(run.cpu for run in builds),
        peak=max(run.peak for run in builds),
    )
    return _Measured(projects=projects, taken=taken, phases={**phases, ALL: sum(phases.values())})


def forget(portfolio: Path) -> None:
    """Take away all that a build made, whatever it is: only what was written by hand stays."""
    made = [path for path in portfolio.iterdir() if path.name not in BY_HAND]
    made += [path for path in (portfolio / ".courtside").iterdir() if path.name != "key"]
    for path in made:
        rmtree(path) if path.is_dir() else path.unlink()


def _sizes(name: str, measured: list[_Measured]) -> str:
    rows = [
        [
            f"{size.projects:,}",
            *map(number, (size.taken.wall, size.taken.cpu, size.taken.peak / 1e6)),
        ]
        for size in measured
    ]
    return table((f"projects, {name}", "seconds", "processor", "MB at most"), rows)


def _phases(measured: list[_Measured]) -> str:
    """Exponents from the smallest, and from the last but one, where what a build of any size costs
    weighs little."""
    large = measured[-1]
    others = dict.fromkeys((measured[0].projects, measured[-2].projects))
    pairs = [(size, large) for size in measured if size.projects in others]
    rows = [
        [
            phase,
            *(number(size.phases[phase]) for size in measured),
            *(
                number(exponent((a.projects, a.phases[phase]), (b.projects, b.phases[phase])))
                for a, b in pairs
            ),
        ]
        for phase in large.phases
    ]
    sizes = (f"{size.projects:,}" for size in measured)
    return table(["phase", *sizes, *(f"{a.projects:,} → {b.projects:,}" for a, b in pairs)], rows)
