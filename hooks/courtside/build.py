"""The shell around the pure engine: what a build reads from disk, clock and environment.

    plan = prepare(Path("projects"), house_root=Path(), environ=os.environ, now=datetime.now(UTC))
    for path, content in site_files(seal_all(plan, templates), shells): ...

`hooks/mkdocs_hook.py` calls these in MkDocs' order of events; `run` is `courtside build`.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import track

from . import gate, keys, pipeline, reference, seal, site
from .history import earlier_versions
from .keyring import root_secrets
from .page import render
from .project import Project, Studio
from .source import Fault
from .status import House

FRONT_PAGE = "index.md"
MANY = 100
"""Portals beyond which a build shows how far it is."""
FIRST_USE = (
    "The links come from a secret that this is the first use of: put it into your password manager "
    "now (`courtside key show`), and commit its key_id in _studio.yml"
)
MOST_BYTES = 20_000_000
"""A file that goes with a project may be so large."""


class BuildFault(Exception):
    """What stops a build, a line each: faults of project files, or the missing secret."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """One portal before it is sealed."""

    page: pipeline.Portal
    portal: site.Portal
    files: Mapping[str, Path]
    """What is sealed with it: `<project id>/<name>` -> its place, in `portal.files`' order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """All that a build is going to seal."""

    drafts: tuple[Draft, ...]
    warnings: tuple[str, ...]

    @property
    def portals(self) -> tuple[site.Portal, ...]:
        return tuple(draft.portal for draft in self.drafts)

    @property
    def links(self) -> Mapping[str, keys.Link]:
        """The link of each client; while a secret is replaced, the new one."""
        return {draft.page.id: draft.portal.link for draft in reversed(self.drafts)}

    @property
    def summary(self) -> str:
        """Counts for the log."""
        counts = {
            "portal": len(self.drafts),
            "file": sum(len(draft.files) for draft in self.drafts),
            "warning": len(self.warnings),
        }
        return ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for what, n in counts.items())


def prepare(projects: Path, *, house_root: Path, environ: Mapping[str, str], now: datetime) -> Plan:
    """Read a house and reckon its portals; raises BuildFault with every fault of every file.

    `house_root` is the folder of mkdocs.yml, below which the key is kept.
    """
    house, day, faults = read_house(projects, environ=environ, now=now)
    studio = house.studio
    try:
        secrets = root_secrets(
            house_root,
            environ,
            key_id=studio.key_id or "",
            studio_file=projects / pipeline.STUDIO_FILE,
        )
    except keys.KeyFault as fault:
        raise BuildFault(str(fault)) from None
    pages = pipeline.portals(house, day)
    drafts = (_draft(projects, page, root) for root in secrets for page in pages)
    warnings = [str(fault) for fault in faults]
    if not studio.key_id:
        warnings.append(FIRST_USE)
    return Plan(drafts=tuple(drafts), warnings=tuple(warnings))


def read_house(
    projects: Path, *, environ: Mapping[str, str], now: datetime
) -> tuple[House, date, tuple[Fault, ...]]:
    """A house, today, and the warnings; raises BuildFault with every fault of every file."""
    asked = environ.get("COURTSIDE_TODAY", "")
    house, faults = pipeline.load(
        project_files(projects),
        folder=projects.name,
        now=None if asked else now,  # another day's view ignores what lies after it
        earlier=lambda file: earlier_versions(projects.parent / file),
    )
    if house is None:
        raise BuildFault(*(str(fault) for fault in faults if fault.severity == "error"))
    return house, day_of(house.studio, asked, now), faults


def project_files(projects: Path) -> Mapping[str, bytes]:
    """The studio's file and the project files, by name; raises BuildFault for one that is a link.

    A link is refused because what it leads to may be no project file at all.
    """
    files: dict[str, bytes] = {}
    links: list[str] = []
    for path in sorted(projects.iterdir()):
        if path.suffix not in (".yml", ".md") or path.name == FRONT_PAGE:
            continue
        if path.is_symlink():
            links.append(f"{projects.name}/{path.name}: it is a link: put the file itself there")
        elif path.is_file():
            files[path.name] = path.read_bytes()
    if links:
        raise BuildFault(*links)
    return files


def day_of(studio: Studio, asked: str, now: datetime) -> date:
    """Today: the one asked for, else the examples' day, else the real one in the studio's zone.

    `asked` is written as 2026-03-25, or empty; `now` is aware of its zone. Raises BuildFault.
    """
    if asked:
        try:
            return asked_day(asked)
        except ValueError:
            raise BuildFault("COURTSIDE_TODAY is written as 2026-03-25") from None
    return studio.example_day or now.astimezone(ZoneInfo(studio.timezone)).date()


def asked_day(text: str) -> date:
    """Read a day written as 2026-03-25, and in no other way; raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()


def seal_all(plan: Plan, templates: Path) -> Iterator[site.Sealed]:
    """Render and seal portal by portal; one after the other, so that little is held at a time.

    `templates` is the folder with the portals' own, `overrides/portal`.
    """
    for draft in plan.drafts:
        slugs = {
            file_id: link.slug
            for file_id, link in zip(draft.files, draft.portal.files, strict=True)
        }
        html = render(draft.page, slugs, templates=templates)
        yield site.Sealed(
            portal=draft.portal,
            page=seal.seal_page(html, draft.portal.link),
            files=tuple(
                seal.seal_file(
                    seal.File(name=path.name, content=path.read_bytes(), day=draft.page.today), link
                )
                for path, link in zip(draft.files.values(), draft.portal.files, strict=True)
            ),
        )


def with_progress(sealed: Iterator[site.Sealed], total: int) -> Iterator[site.Sealed]:
    """Show a bar in the terminal where there are more than a hundred portals."""
    console = Console(stderr=True)
    if total <= MANY or not console.is_terminal:
        return sealed
    bar = track(sealed, "Sealing", total=total, console=console, transient=True)
    return iter(bar)


def _draft(projects: Path, page: pipeline.Portal, root: keys.RootSecret) -> Draft:
    link = keys.link(root, page.id, page.link)
    found = {
        f"{status.project.id}/{name}": _file(projects, status.project, name)
        for status in page.projects
        for name in status.project.files
    }
    links = (keys.file_link(link, file_id) for file_id in found)
    return Draft(
        page=page,
        portal=site.Portal(client=page.id, language=page.language, link=link, files=tuple(links)),
        files=found,
    )


def _file(projects: Path, project: Project, name: str) -> Path:
    """Find a file that goes with a project: a plain one, in the project's own folder."""
    number = project.files.index(name) + 1
    path = projects / project.id / name
    wrong = ""
    if name in (".", "..") or set(name) & set("/\\") or path.parent.is_symlink():
        wrong = f"write the name of a file in {projects.name}/{project.id}/, without a folder"
    elif path.is_symlink():
        wrong = "it is a link: put the file itself there"
    elif not path.is_file() or not stat.S_ISREG(path.stat().st_mode):
        wrong = f"it is not in {projects.name}/{project.id}/"
    elif path.stat().st_size > MOST_BYTES:
        wrong = f"it is larger than {MOST_BYTES // 1_000_000} MB"
    if wrong:
        raise BuildFault(f"{projects.name}/{project.id}: files[{number - 1}]: {wrong}")
    return path


class Folder(Mapping[str, bytes]):
    """The files below a folder, by their path with `/`; each is read when it is asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root
        below = (path for path in root.rglob("*") if path.is_symlink() or not path.is_dir())
        self._paths = frozenset(path.relative_to(root).as_posix() for path in below)

    def __getitem__(self, path: str) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        return (self._root / path).read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def write(root: Path, files: Iterator[tuple[str, bytes]]) -> None:
    """Write files below a folder."""
    for path, content in files:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def gate_site(folder: Path, config_file: Path, projects: Path) -> tuple[str, ...]:
    """Let the gate look at a site that lies somewhere; gives its findings, a line each.

    The house is built anew beside it, into a folder that goes away again: that says what the
    public part has to be. Files and day must be those that the site was built from.
    """
    with TemporaryDirectory() as scratch:
        if mkdocs("build", config_file, "--quiet", "--site-dir", f"{scratch}/site") != 0:
            return ("the house cannot be built now, so there is nothing to hold the site against",)
    plan = prepare(
        projects,
        house_root=config_file.parent,
        environ=os.environ,
        now=datetime.now(UTC),
    )
    public = reference.kept(config_file.parent / reference.KEPT)
    found = gate.findings(Folder(folder), reference=public, portals=plan.portals)
    return tuple(str(finding) for finding in found)


def mkdocs(command: str, config_file: Path, *arguments: str) -> int:
    """Run `mkdocs build` or `mkdocs serve`; gives its exit code: 0, or 1 after a fault."""
    words = [sys.executable, "-m", "mkdocs", command, "--config-file", str(config_file)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}  # no advertisement of Material's successor
    return subprocess.call([*words, *arguments], env=quiet)  # noqa: S603 - our own words
