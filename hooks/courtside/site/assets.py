"""The few files of theme and studio that a site needs.

Material brings two hundred files; two stylesheets and an icon are used. Of the theme's folders only
files in `assets/` and `custom/` of a kind that a page can use are published: never notes, templates
or links.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from courtside.text.theme import Theme
from courtside.workspace.config import Look

KINDS = (".css", ".js", ".svg", ".png", ".jpg", ".webp", ".ico", ".woff2")
FOLDERS = ("assets", "custom")
PLAIN = "plain"
"""Below the theme: the frame without Material, its stylesheet and its icon."""
LIVE_SCRIPT = "assets/live.js"
"""Served by `courtside serve` itself, so not part of a site."""


def used(
    ours: Sequence[Path], material: Sequence[Path], named: Sequence[str]
) -> Iterator[tuple[str, Path]]:
    """Yield name in the site and path on disk; stylesheets in the order in which they apply.

    `ours` are the owner's folder and the package's, `material` Material's, the preferred one first;
    `named` are logo and favicon from mkdocs.yml, which may lie in any of them.
    """
    files: dict[str, Path] = {}
    for pattern in ("main.*.min.css", "palette.*.min.css"):  # the names carry a hash
        for folder in material:
            for path in sorted(folder.glob(f"assets/stylesheets/{pattern}")):
                files.setdefault(path.relative_to(folder).as_posix(), path)
    for subfolder in FOLDERS:  # the owner's stylesheets come last, and win
        own = {
            path.relative_to(folder).as_posix(): path
            for folder in reversed(ours)
            for path in _files_below(folder / subfolder)
        }
        for name, path in sorted(own.items()):
            if path.suffix in KINDS and name != LIVE_SCRIPT:
                files[name] = path
    for name in named:
        paths = [folder / name for folder in (*ours, *material) if (folder / name).is_file()]
        files.update((name, path) for path in paths[:1])
    for name, path in files.items():
        # A link could lead anywhere, even into projects/.
        if path.is_file() and path.resolve().as_posix().endswith(f"/{name}"):
            yield name, path


def used_without_mkdocs(look: Look, theme: Theme) -> dict[str, Path]:
    """Return the files that a site without Material needs: name in the site -> path on disk."""
    named = [name for name in (look.logo, look.favicon) if name]
    return {**dict(used(theme.below(PLAIN), (), ())), **dict(used(theme.folders, (), named))}


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield all files below a folder, if it exists. Raises OSError: Path.rglob would skip what may
    not be read, and the site would be published without it."""

    def refuse(error: OSError) -> None:
        raise error

    if folder.exists():
        for parent, _, names in os.walk(folder, onerror=refuse):
            yield from (Path(parent, name) for name in names)
