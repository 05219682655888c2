"""A copy as it lies there: whose house it is by now, and what is left of the examples.

    copy = Copy.read(place, Path("mkdocs.yml"))
    copy.is_new, copy.examples    ->  True, ("atlas.yml", "atlas/sitemap.txt", "aurora.md", ...)

`init` changes it, `doctor` looks at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from courtside.provider.setup.studio_file import Texts
from courtside.source import records
from courtside.source.problems import Source
from courtside.source.yaml_reader import read
from courtside.workspace import folder, shipped
from courtside.workspace.config import SiteConfig

DAILY = Path(".github") / "workflows" / "daily.yml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """A house, or what is to become one."""

    place: SiteConfig
    paths: Texts[Path]
    """Where the files lie that say whose house it is."""
    texts: Texts[str]
    """What stands in them; nothing in one that is not there. Bytes that are no text are kept."""
    files: Mapping[str, bytes]
    """`_studio.yml` and the project files, by name."""
    studio: Source | None
    """`_studio.yml`, where it can be read."""
    examples: tuple[str, ...]
    """Files of `projects/` that ship and that nobody has changed."""
    played_with: tuple[str, ...]
    """Those that ship under this name, and say something else now."""

    @classmethod
    def read(cls, place: SiteConfig, config_file: Path) -> Copy:
        """Read it; raises BuildFault for a project file that is a link."""
        files = folder.project_files(place.projects)
        paths = Texts(
            studio=place.projects / records.STUDIO_FILE,
            front=place.projects / records.FRONT_PAGE,
            settings=config_file,
            daily=place.root / DAILY,
        )
        there = [name for name in shipped.EXAMPLES if (place.projects / name).is_file()]
        changed = tuple(
            name
            for name in there
            if not shipped.as_shipped(name, (place.projects / name).read_bytes())
        )
        # What goes with a project that stays, stays with it.
        stay = {Path(name).stem for name in changed}
        return cls(
            place=place,
            paths=paths,
            texts=paths.each(_text),
            files=files,
            studio=read(files.get(records.STUDIO_FILE, b""), file=records.STUDIO_FILE)[0],
            examples=tuple(
                name for name in there if name not in changed and Path(name).parts[0] not in stay
            ),
            played_with=changed,
        )

    @property
    def is_new(self) -> bool:
        """Whether it is nobody's house yet."""
        content = self.files.get(records.STUDIO_FILE)
        return content is None or shipped.as_shipped(records.STUDIO_FILE, content)

    @property
    def leftovers(self) -> bool:
        """Whether anything of the examples is left."""
        return bool(self.examples) or self.has("example_day")

    @property
    def own(self) -> tuple[str, ...]:
        """Files of the projects that somebody wrote; not of those that were only played with."""
        known = {*self.examples, *(self.played_with if self.is_new else ())}
        return tuple(name for name in self.files if name not in known and name[0] not in "_.")

    def has(self, field: str) -> bool:
        """Whether `_studio.yml` has a field."""
        return self.studio is not None and field in self.studio.data

    def says(self, field: str) -> str:
        """What a field of `_studio.yml` says, if that is text."""
        value = self.studio.data.get(field) if self.studio else None
        return value if isinstance(value, str) else ""


def _text(path: Path) -> str:
    # What is no text comes back as it was when it is written.
    return path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else ""
