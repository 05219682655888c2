"""The few files of theme and house that a site needs; all others stay where they are.

Material brings two hundred files; two stylesheets and an icon are used. Of `overrides/` only what
lies in `assets/`, or in the owner's `custom/`, and is of a kind that a page can use goes out: never
notes, templates or links.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

KINDS = (".css", ".js", ".svg", ".png", ".jpg", ".webp", ".ico", ".woff2")
FOLDERS = ("assets", "custom")
LIVE_SCRIPT = "assets/live.js"
"""Served by `courtside serve` itself, so no part of a site."""


def used(
    ours: Sequence[Path], material: Sequence[Path], named: Sequence[str]
) -> Iterator[tuple[str, Path]]:
    """Give name in the site and place on disk; stylesheets in the order in which they apply.

    `ours` are the owner's folder and the package's, `material` those of Material, each best first;
    `named` are logo and favicon from mkdocs.yml, which may lie in any.
    """
    found: dict[str, Path] = {}
    for pattern in ("main.*.min.css", "palette.*.min.css"):  # the names carry a hash
        for folder in material:
            for path in sorted(folder.glob(f"assets/stylesheets/{pattern}")):
                found.setdefault(path.relative_to(folder).as_posix(), path)
    for below in FOLDERS:  # the owner's stylesheets come last, and win
        below_it = {
            path.relative_to(folder).as_posix(): path
            for folder in reversed(ours)
            for path in _below(folder / below)
        }
        for name, path in sorted(below_it.items()):
            if path.suffix in KINDS and name != LIVE_SCRIPT:
                found[name] = path
    for name in named:
        places = [folder / name for folder in (*ours, *material) if (folder / name).is_file()]
        found.update((name, place) for place in places[:1])
    for name, path in found.items():
        # Through a link it would lie somewhere else: in projects/, for all we know.
        if path.is_file() and path.resolve().as_posix().endswith(f"/{name}"):
            yield name, path


def _below(folder: Path) -> Iterator[Path]:
    """All files below a folder, if it is there. Path.rglob would pass over what may not be read,
    and the site would be published without it."""

    def refused(problem: OSError) -> None:
        raise problem

    if folder.exists():
        for place, _, names in os.walk(folder, onerror=refused):
            yield from (Path(place, name) for name in names)
