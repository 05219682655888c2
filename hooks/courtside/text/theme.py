"""Where templates, styles, scripts and fonts are found: the owner's files first, then ours.

    Theme.over(Path("overrides")).find("portal/page.html")  ->  overrides/portal/page.html, if the
                                                                owner has one, else the package's

One file of the owner's takes the place of the one with its name; all others stay as they ship.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from courtside.resources import THEME

PORTAL = "portal"
"""The folder of the templates that clients' words pass through."""
LOCALE = "locale"
"""The folder of the owner's own texts, a catalog for each language."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """The folders of templates and assets, the owner's first."""

    folders: tuple[Path, ...] = (THEME,)

    @classmethod
    def over(cls, overrides: Path) -> Theme:
        """Return the owner's folder before the package's."""
        return cls(folders=(overrides, THEME))

    def find(self, name: str) -> Path:
        """Return the first file with a name; the package's path if there is none."""
        places = [folder / name for folder in self.folders]
        return next((place for place in places if place.is_file()), places[-1])

    def below(self, name: str) -> list[Path]:
        """Return the folders with a name, the owner's first."""
        return [folder / name for folder in self.folders]

    def own_texts(self, language: str) -> tuple[str, bytes]:
        """Return the owner's catalog of a language: its name in messages, and its content, empty if
        there is none."""
        path = self.find(f"{LOCALE}/{language}.po")
        name = path.relative_to(path.parents[2]).as_posix()
        return name, path.read_bytes() if path.is_file() else b""

    @property
    def own_languages(self) -> list[str]:
        """The names of the owner's catalogs."""
        return sorted(path.stem for folder in self.below(LOCALE) for path in folder.glob("*.po"))

    @property
    def has_own_templates(self) -> bool:
        """Whether the owner's folder has a template that replaces one of ours."""
        return any(True for folder in self.folders[:-1] for _ in folder.rglob("*.html"))

    @property
    def logo(self) -> tuple[str, bytes] | None:
        """The kind and content of the owner's logo, `svg` before `png`; None if there is none."""
        for kind in ("svg", "png"):
            path = self.find(f"custom/logo.{kind}")
            if path.is_file():
                return kind, path.read_bytes()
        return None

    @property
    def own_sheets(self) -> list[str]:
        """The owner's stylesheets, in the order in which they apply."""
        found = (folder.rglob("*.css") for folder in self.below("custom"))
        paths = (path for paths in found for path in sorted(paths) if path.is_file())
        return [path.read_text("utf-8", errors="replace") for path in paths]

    @property
    def fonts(self) -> list[Path]:
        """The folders of fonts that exist."""
        return [folder for folder in self.below("fonts") if folder.is_dir()]


OURS = Theme()
"""The package's folder alone."""
