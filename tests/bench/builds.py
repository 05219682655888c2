"""The whole build beside that of other generators, in one run: a thousand pages without a cache,
and the examples with what the last build kept."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from helpers.studio import CHECKOUT, SECRET

from .contestants import CONTESTANTS, LEANEST, Contestant
from .growth import BUILD, forget
from .many import SURROUNDINGS, make_many
from .stopwatch import Taken, take, without_cache
from .table import Limit, Part, number, table

PROJECTS, ROUNDS = 1000, 5
COLD = "Courtside, cold"
EXAMPLES = "Courtside, the examples"
MOST_EXAMPLES = 1.9
"""Times Material with as many pages."""

Build = Callable[[int], Taken]
"""What a contestant does in a round."""


def builds(scale: float) -> Part:
    """All in turn, round after round, so that a noise of the machine hits them all."""
    size = round(PROJECTS * scale)
    there = [contestant for contestant in CONTESTANTS if contestant.there]
    with TemporaryDirectory() as folder:
        root = Path(folder)
        everybody: dict[str, Build] = {
            COLD: _cold(make_many(root / "cold", size), size),
            **{
                contestant.name: _other(contestant, contestant.prepare(root / str(at), size), size)
                for at, contestant in enumerate(there)
            },
        }
        rounds: dict[str, list[Taken]] = {name: [] for name in everybody}
        for at in range(ROUNDS):
            for name, build in everybody.items():
                rounds[name].append(build(at))
    wall = {name: statistics.median(run.wall for run in all_) for name, all_ in rounds.items()}
    cpu = {name: statistics.median(run.cpu for run in all_) for name, all_ in rounds.items()}
    names = {contestant.name: contestant.full_name for contestant in there}
    rows = [
        [names.get(name, name), *map(number, (wall[name], cpu[name], wall[COLD] / wall[name]))]
        for name in everybody
    ]
    rows += [
        [f"{contestant.name}: not there", *"–––"]
        for contestant in CONTESTANTS
        if not contestant.there
    ]
    limits = [
        Limit(
            what=f"cold / {contestant.name}",
            value=wall[COLD] / wall[contestant.name],
            most=contestant.most,
        )
        for contestant in there
        if contestant.most < float("inf")
    ]
    small, ratio = _small()
    limits.append(Limit(what=f"examples / {LEANEST.name}", value=ratio, most=MOST_EXAMPLES))
    thousand = table((f"{size:,} projects", "seconds", "processor", "cold / this"), rows)
    return Part(text=f"{thousand}\n\n{small}", limits=tuple(limits))


def _small() -> tuple[str, float]:
    """The examples, and Material with as many pages; the median of the ratios of pairs."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        studio = root / "examples"
        for name in ("projects", "overrides", "hooks"):
            shutil.copytree(CHECKOUT / name, studio / name)
        shutil.copy(CHECKOUT / "mkdocs.yml", studio)
        pages = sum(1 for _ in (studio / "projects").glob("[a-z]*.[ym][md]*")) - 1
        other = LEANEST.prepare(root / "material", pages)
        material = _other(LEANEST, other, pages)
        examples = {"COURTSIDE_KEY": SECRET, "XDG_CACHE_HOME": str(root / "cache")}
        pairs = [(take(BUILD, studio, examples), material(at)) for at in range(ROUNDS + 1)][1:]
    rows = [
        [name, *(number(statistics.median(figures)) for figures in columns)]
        for name, columns in (
            (EXAMPLES, ([a.wall for a, _ in pairs], [a.cpu for a, _ in pairs])),
            (LEANEST.name, ([b.wall for _, b in pairs], [b.cpu for _, b in pairs])),
        )
    ]
    ratio = statistics.median(ours.wall / theirs.wall for ours, theirs in pairs)
    return table((f"{pages} projects", "seconds", "processor"), rows), ratio


def _cold(portfolio: Path, portals: int) -> Build:
    def build(_round: int) -> Taken:
        forget(portfolio)
        taken = take(BUILD, portfolio, SURROUNDINGS | without_cache(portfolio))
        _check(portfolio / "site", portals)
        return taken

    return build


def _other(contestant: Contestant, folder: Path, pages: int) -> Build:
    def build(_round: int) -> Taken:
        contestant.forget(folder)
        taken = take(contestant.command, folder, {"NO_MKDOCS_2_WARNING": "1"})
        _check(folder / contestant.site, pages)
        return taken

    return build


def _check(site: Path, pages: int) -> None:
    """Who builds nothing is fast."""
    found = sum(path.stat().st_size > 2000 for path in site.rglob("*.html"))
    if found < pages:
        raise RuntimeError(f"{site}: {found} pages with words in them, not {pages}")
