"""A studio as it is on disk: the files that say whose it is, and its projects.

    StudioFolder.read(config).says("timezone")  ->  "America/Lima"

`init` changes it, `doctor` looks at it, `upgrade` renews what is around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from courtside.provider.setup.starter import DAILY, FRONT, SETTINGS, STUDIO
from courtside.source import records
from courtside.source.problems import Source
from courtside.source.yaml_reader import read
from courtside.workspace import folder
from courtside.workspace.config import SiteConfig


@dataclass(frozen=True, kw_only=True, slots=True)
class StudioFolder:
    """The files of a studio."""

    config: SiteConfig
    paths: Mapping[str, Path]
    """The files that say whose studio it is, by their path in the starter; its own one last."""
    texts: Mapping[str, str]
    """Their content; empty for a file that is missing. Bytes that are not text survive."""
    files: Mapping[str, bytes]
    """`_studio.yml` and the project files, by name."""
    studio: Source | None
    """`_studio.yml`, if it can be read."""

    @classmethod
    def read(cls, config: SiteConfig) -> StudioFolder:
        """Read the folder of a studio; raises BuildError for a project file that is a link."""
        files = folder.project_files(config.projects)
        paths = {
            DAILY: config.root / DAILY,
            SETTINGS: config.file,
            FRONT: config.projects / records.FRONT_PAGE,
            STUDIO: config.projects / records.STUDIO_FILE,
        }
        return cls(
            config=config,
            paths=paths,
            texts={name: _text(path) for name, path in paths.items()},
            files=files,
            studio=read(files.get(records.STUDIO_FILE, b""), file=records.STUDIO_FILE)[0],
        )

    @property
    def own(self) -> tuple[str, ...]:
        """The names of the project files."""
        return tuple(name for name in self.files if name[0] not in "_.")

    def has(self, field: str) -> bool:
        """Return whether `_studio.yml` has a field."""
        return self.studio is not None and field in self.studio.data

    def says(self, field: str) -> str:
        """Return the text of a field of `_studio.yml`; empty if it has none."""
        value = self.studio.data.get(field) if self.studio else None
        return value if isinstance(value, str) else ""


def _text(path: Path) -> str:
    # Bytes that are not text come back unchanged when the file is written.
    return path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else ""
