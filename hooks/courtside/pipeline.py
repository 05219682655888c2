"""The whole line, from text to portals, to be read from top to bottom.

    {"_studio.yml": b"...", "aurora.yml": b"..."}  -> load -> House, or faults
    House, a day                                   -> portals -> Portal(aurora), everything it says

What follows is `page` (Portal -> HTML), `seal` (HTML -> ciphertext) and `site` (all of them -> the
files of the site). Nothing here knows a clock, a disk or MkDocs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from .checks import Files, check_house
from .project import Language, Studio
from .source import Fault, Severity, Source, read
from .status import House, Status, assess
from .subject import Versions

STUDIO_FILE = "_studio.yml"
FRONT_PAGE = "index.md"

_NO_STUDIO = (
    "the file is missing: write into it name: Norte Studio, email: hola@norte.example, "
    "timezone: Europe/Madrid and currency: EUR, each on a line of its own"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Portal:
    """Everything that the page of one client says."""

    id: str
    """The client's id, or that of its only project: what the link is made from."""
    link: int
    """The number of the link; raised to end the old one."""
    language: Language
    studio: Studio
    today: date
    """The day of the build, in the studio's zone."""
    projects: tuple[Status, ...]
    """Those that are not closed; what is still going on comes first."""


def load(
    files: Mapping[str, bytes],
    *,
    folder: str = "projects",
    now: datetime | None = None,
    earlier: Callable[[str], Versions] = lambda _file: (),
) -> tuple[House | None, tuple[Fault, ...]]:
    """Read and check all files of a house.

    `files` by their name in the folder (`_studio.yml`, `aurora.yml`, `logo.md`); what else lies
    there is not read. `now` is the real instant, to refuse facts that lie after its day in the
    studio's zone (or after `example_day`); None where another day is viewed, which ignores them.
    `earlier` gives the older versions of a file that stands in a fault (`projects/aurora.yml`), to
    say what has changed since a signature. Returns no house where there is any fault that is not
    a warning.
    """
    return check_house(_read(files, folder), now=now, earlier=earlier)


def portals(house: House, today: date) -> tuple[Portal, ...]:
    """One portal for each client that has a project which is not closed, in order of id."""
    shown = [status for status in assess(house, today) if status.phase != "closed"]
    shown.sort(key=lambda s: (s.project.portal_id, s.phase == "complete", s.project.id))
    return tuple(
        _portal(house.studio, today, name, tuple(statuses))
        for name, statuses in groupby(shown, key=lambda s: s.project.portal_id)
    )


def _read(files: Mapping[str, bytes], folder: str) -> Files:
    """Text -> data with places, file by file."""
    faults: list[Fault] = []
    sources: dict[str, Source] = {}
    known: dict[str, str] = {}
    if STUDIO_FILE not in files:
        faults.append(_whole(folder, STUDIO_FILE, _NO_STUDIO))
    for name in sorted(files, key=lambda file: (file != STUDIO_FILE, file)):
        stem, _, ending = name.rpartition(".")
        if name != STUDIO_FILE and (name.startswith(("_", ".")) or name == FRONT_PAGE):
            continue
        if ending == "yaml":
            message = f"this is not read: name it {stem}.yml, or _{name} if it is no project"
            faults.append(_whole(folder, name, message, "warning"))
        if ending not in ("yml", "md"):
            continue
        if stem in known:
            message = f"{known[stem]} beside it is a project of the same name: keep one of them"
            faults.append(_whole(folder, name, message))
        known.setdefault(stem, name)
        source, found = read(files[name], file=f"{folder}/{name}")
        faults += found
        if source is not None:
            sources[name] = source
    return Files(
        studio=sources.pop(STUDIO_FILE, None),
        projects=tuple((name.rpartition(".")[0], source) for name, source in sources.items()),
        faults=tuple(faults),
    )


def _whole(folder: str, name: str, message: str, severity: Severity = "error") -> Fault:
    file = f"{folder}/{name}"
    return Fault(file=file, line=1, column=1, path="", message=message, severity=severity)


def _portal(studio: Studio, today: date, name: str, projects: tuple[Status, ...]) -> Portal:
    """One client's page, in the language of the first project on it."""
    first = projects[0].project
    return Portal(
        id=name,
        link=first.link,
        language=first.language or studio.language,
        studio=studio,
        today=today,
        projects=projects,
    )
