"""The whole line, from text to portals, to be read from top to bottom.

    {"_studio.yml": b"...", "aurora.yml": b"..."}  -> load -> House, or faults
    House, a day                                   -> portals -> Portal(aurora), everything it says

What follows is `page` (Portal -> HTML), `seal` (HTML -> ciphertext) and `site` (all of them -> the
files of the site). Nothing here knows a clock, a disk or MkDocs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from .checks import Files, check_house
from .migrations import other_format
from .outlook import Outlook, turning_points
from .project import Language, Project, Studio
from .reading import STUDIO_FILE as STUDIO_FILE
from .source import Fault, Severity, Source, read
from .status import House, Status, in_turn
from .subject import Versions
from .waiting import Waiting, waiting

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
    later: Mapping[str, tuple[Status, ...]] = field(default_factory=dict)
    """Project -> how it will stand on the next days on which its first sentences change, if nothing
    happens until then."""
    waiting: Mapping[str, tuple[Waiting, ...]] = field(default_factory=dict)
    """Project -> what waiting costs whoever holds something."""


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
    a warning; in another format than this version reads, that is the only fault.
    """
    found = _read(files, folder)
    if found.studio and (other := other_format(found.studio)):
        return None, (other,)  # against the wrong vocabulary, all others would mislead
    return check_house(found, now=now, earlier=earlier)


def portals(house: House, today: date) -> tuple[Portal, ...]:
    """One portal for each client that has a project which is not closed, in order of id."""
    studio, shown = house.studio, []
    for draft, slots in in_turn(house, today):  # looked at while the slots are as at its turn
        outlook = Outlook(studio=studio, status=draft.status(), slots=slots)
        if outlook.status.phase != "closed":
            shown.append(_Shown.of(outlook))
    shown.sort(key=lambda s: (s.project.portal_id, s.status.phase == "complete", s.project.id))
    return tuple(
        _portal(studio, today, name, tuple(projects))
        for name, projects in groupby(shown, key=lambda s: s.project.portal_id)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shown:
    """One project, ready for a portal."""

    status: Status
    later: tuple[Status, ...]
    waiting: tuple[Waiting, ...]

    @classmethod
    def of(cls, outlook: Outlook) -> _Shown:
        """An example stays as it is on its day, so nothing is foretold for it."""
        later = () if outlook.studio.example_day else tuple(turning_points(outlook))
        return cls(status=outlook.status, later=later, waiting=waiting(outlook))

    @property
    def project(self) -> Project:
        return self.status.project


def belongs(name: str) -> bool:
    """Whether a file in the folder is the house's own, or that of a project."""
    return name == STUDIO_FILE or not (name.startswith(("_", ".")) or name == FRONT_PAGE)


def _read(files: Mapping[str, bytes], folder: str) -> Files:
    """Text -> data with places, file by file."""
    faults: list[Fault] = []
    sources: dict[str, Source] = {}
    known: dict[str, str] = {}
    if STUDIO_FILE not in files:
        faults.append(_whole(folder, STUDIO_FILE, _NO_STUDIO))
    for name in sorted(files, key=lambda file: (file != STUDIO_FILE, file)):
        stem, _, ending = name.rpartition(".")
        if not belongs(name):
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


def _portal(studio: Studio, today: date, name: str, shown: tuple[_Shown, ...]) -> Portal:
    """One client's page, in the language of the first project on it."""
    first = shown[0].project
    return Portal(
        id=name,
        link=first.link,
        language=first.language or studio.language,
        studio=studio,
        today=today,
        projects=tuple(each.status for each in shown),
        later={each.project.id: each.later for each in shown},
        waiting={each.project.id: each.waiting for each in shown},
    )
