"""The whole build beside that of other generators, in one run: cold, and on the next morning."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from .contestants import CONTESTANTS, LEANEST, Contestant
from .growth import BUILD, forget
from .many import SURROUNDINGS, TODAY, make_many
from .stopwatch import Taken, take
from .table import Limit, Part, number, table

PROJECTS, ROUNDS = 1000, 5
COLD, MORNING = "Courtside, cold", "Courtside, next morning"
MOST_IN_THE_MORNING = 0.2

Build = Callable[[int], Taken]
"""What a contestant does in a round."""


def builds(scale: float) -> Part:
    """All in turn, round after round, so that a noise of the machine hits them all."""
    size = round(PROJECTS * scale)
    there = [each for each in CONTESTANTS if each.there]
    with TemporaryDirectory() as folder:
        root = Path(folder)
        everybody: dict[str, Build] = {
            COLD: _cold(make_many(root / "cold", size), size),
            MORNING: _morning(make_many(root / "morning", size)),
            **{
                each.name: _other(each, each.prepare(root / str(at), size), size)
                for at, each in enumerate(there)
            },
        }
        rounds: dict[str, list[Taken]] = {name: [] for name in everybody}
        for at in range(ROUNDS):
            for name, build in everybody.items():
                rounds[name].append(build(at))
    wall = {name: statistics.median(one.wall for one in all_) for name, all_ in rounds.items()}
    cpu = {name: statistics.median(one.cpu for one in all_) for name, all_ in rounds.items()}
    names = {each.name: each.full_name for each in there}
    rows = [
        [names.get(name, name), *map(number, (wall[name], cpu[name])), *map(number, ratios)]
        for name in everybody
        for ratios in [(wall[COLD] / wall[name], wall[MORNING] / wall[name])]
    ]
    rows += [[f"{each.name}: not there", *"––––"] for each in CONTESTANTS if not each.there]
    head = (f"{size:,} projects", "seconds", "processor", "cold / this", "next morning / this")
    limits = [
        Limit(what=f"cold / {each.name}", value=wall[COLD] / wall[each.name], most=each.most)
        for each in there
        if each.most < float("inf")
    ]
    morning = wall[MORNING] / wall[LEANEST.name]
    limits.append(
        Limit(what=f"next morning / {LEANEST.name}", value=morning, most=MOST_IN_THE_MORNING)
    )
    return Part(text=table(head, rows), limits=tuple(limits))


def _cold(portfolio: Path, portals: int) -> Build:
    def build(_round: int) -> Taken:
        forget(portfolio)
        taken = take(BUILD, portfolio, SURROUNDINGS)
        _check(portfolio / "site", portals)
        return taken

    return build


def _morning(portfolio: Path) -> Build:
    """Each round is another morning, with what the builds of the days before have kept."""
    take(BUILD, portfolio, SURROUNDINGS)
    mornings = list(zip(range(ROUNDS), _working_days(TODAY), strict=False))

    def build(at: int) -> Taken:
        return take(BUILD, portfolio, {"COURTSIDE_TODAY": mornings[at][1].isoformat()})

    return build


def _working_days(after: date) -> Iterator[date]:
    while True:
        after += timedelta(days=1)
        if after.weekday() < 5:
            yield after


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
