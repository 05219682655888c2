"""The whole line, from text to portals, to be read from top to bottom.

    {"_studio.yml": b"...", "aurora.yml": b"..."}  -> load -> House, or faults
    House, a day                                   -> portals -> Portal(aurora), everything it says

What follows is `page` (Portal -> HTML), `seal` (HTML -> ciphertext) and `site` (all of them -> the
files of the site). Nothing here knows a clock, a disk or MkDocs.

`clients` says who has a portal, and needs no reckoning for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from .checks import Checked, check_house, check_project, check_studio, today_of, wrong
from .effects import Effect, effects
from .migrations import other_format
from .outlook import Outlook, turning_points
from .project import Language, Project, Studio
from .reading import FRONT_PAGE as FRONT_PAGE
from .reading import STUDIO_FILE as STUDIO_FILE
from .source import Fault, read
from .status import House, Status, Walk, alone, in_turn
from .subject import Versions
from .waiting import Waiting, waiting

Kept = dict[str, tuple[tuple[bytes, bytes | None, date | None], Checked]]
"""Project file -> what it was checked with (its text, the studio's, the day), and what came out."""

_NO_STUDIO = (
    "the file is missing: write into it name: Norte Studio, email: hola@norte.example, "
    "timezone: Europe/Madrid and currency: EUR, each on a line of its own"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """Who has a portal."""

    id: str
    """The client's id, or that of its only project: what the link is made from."""
    link: int
    """The number of the link; raised to end the old one."""
    language: Language
    projects: tuple[Project, ...]
    """Those that are shown; what is still going on comes first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Portal:
    """Everything that the page of one client says."""

    id: str
    """The client's."""
    link: int
    language: Language
    studio: Studio
    today: date
    """The day of the build, in the studio's zone."""
    projects: tuple[Status, ...]
    """Those that are shown; what is still going on comes first."""
    later: Mapping[str, tuple[Status, ...]] = field(default_factory=dict)
    """Project -> how it will stand on the next days on which its first sentences change, if nothing
    happens until then."""
    waiting: Mapping[str, tuple[Waiting, ...]] = field(default_factory=dict)
    """Project -> what waiting costs whoever holds something."""
    effects: Mapping[str, tuple[Effect, ...]] = field(default_factory=dict)
    """Project -> what each change that is only proposed would do if it were agreed."""


def load(
    files: Mapping[str, bytes],
    *,
    folder: str = "projects",
    now: datetime | None = None,
    earlier: Callable[[str], Versions] = lambda _file: (),
    kept: Kept | None = None,
) -> tuple[House | None, tuple[Fault, ...]]:
    """Read and check all files of a house.

    `files` by their name in the folder (`_studio.yml`, `aurora.yml`, `logo.md`); what else lies
    there is not read. `now` is the real instant, to refuse facts that lie after its day in the
    studio's zone (or after `example_day`); None where another day is viewed, which ignores them.
    `earlier` gives the older versions of a file that stands in a fault (`projects/aurora.yml`), to
    say what has changed since a signature. `kept` has the sound files of the last time, and gets
    those of this time: what has not changed since is not read again. Returns no house where there
    is any fault that is not a warning; in another format than this version reads, that is the only
    fault.
    """
    names, unread = _names(files, folder)
    text = files.get(STUDIO_FILE)
    studio: Studio | None = None
    faults: tuple[Fault, ...] = ()
    if text is None:
        unread.append(_whole(folder, STUDIO_FILE, _NO_STUDIO))
    else:
        source, found = read(text, file=f"{folder}/{STUDIO_FILE}")
        if source and (other := other_format(source)):
            return None, (other,)  # against the wrong vocabulary, all others would mislead
        unread += found
        studio, faults = check_studio(source) if source else (None, ())
    today = today_of(studio, now)
    sound = not wrong((*unread, *faults))

    def checked(name: str) -> Checked:
        same = (files[name], text, today)
        if kept is not None and name in kept and kept[name][0] == same:
            return kept[name][1]
        found = check_project(
            name.rpartition(".")[0],
            *read(files[name], file=f"{folder}/{name}"),
            studio=studio,
            sound=sound,
            today=today,
            earlier=earlier,
        )
        if kept is not None and found.sound:
            kept[name] = (same, found)
        return found

    return check_house(studio, map(checked, names), unread=unread, faults=faults)


def clients(house: House, today: date) -> tuple[Client, ...]:
    """Who has a portal: each client with a project that is shown, in order of id."""
    shown = defaultdict(list)
    for project in house.projects:
        if is_open(project, today):
            shown[project.portal_id].append(project)
    return tuple(_client(house.studio, today, name, shown[name]) for name in sorted(shown))


def is_open(project: Project, today: date) -> bool:
    """Tell whether a project is shown: it is not closed, its link has not run out, and it is no
    draft, which no client sees (rule 4)."""
    if project.closed and project.closed <= today:
        return False
    if project.link_until and project.link_until < today:
        return False
    signed = project.signed and project.signed.date and project.signed.date <= today
    return bool(signed) or project.quoted is None or project.quoted.date <= today


def _client(studio: Studio, today: date, name: str, projects: list[Project]) -> Client:
    """One client; the page is in the language of the first project on it."""
    if len(projects) > 1:
        projects.sort(
            key=lambda one: (alone(studio, one, today).phase in ("complete", "ended"), one.id)
        )
    first = projects[0]
    return Client(
        id=name,
        link=first.link,
        language=first.language or studio.language,
        projects=tuple(projects),
    )


def portals(house: House, today: date) -> tuple[Portal, ...]:
    """The portals of all clients, in order of id."""
    found = portals_of(clients(house, today), house, today)
    return tuple(sorted(found, key=lambda portal: portal.id))


def portals_of(
    wanted: Iterable[Client], house: House, today: date, *, walked: Walk = alone
) -> Iterator[Portal]:
    """The portals of some clients, each as soon as all of its projects have had their turn for a
    slot, so that little is held at a time; `walked` as in `status.in_turn`."""
    studio = house.studio
    whose = {project.id: client for client in wanted for project in client.projects}
    parts: defaultdict[str, dict[str, _Shown]] = defaultdict(dict)
    # Each is seen while the slots are as at its turn.
    for draft, slots in in_turn(house, today, whose, walked=walked):
        client = whose[draft.project.id]
        found = parts[client.id]
        found[draft.project.id] = _Shown.of(
            Outlook(studio=studio, status=draft.status(), slots=slots)
        )
        if len(found) == len(client.projects):
            del parts[client.id]
            yield _portal(studio, today, client, [found[each.id] for each in client.projects])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shown:
    """One project, ready for a portal."""

    status: Status
    later: tuple[Status, ...]
    waiting: tuple[Waiting, ...]
    effects: tuple[Effect, ...]

    @classmethod
    def of(cls, outlook: Outlook) -> _Shown:
        """An example stays as it is on its day, so nothing is foretold for it."""
        later = () if outlook.studio.example_day else tuple(turning_points(outlook))
        return cls(
            status=outlook.status,
            later=later,
            waiting=waiting(outlook),
            effects=effects(outlook),
        )

    @property
    def id(self) -> str:
        return self.status.project.id


def belongs(name: str) -> bool:
    """Whether a file in the folder is the house's own, or that of a project."""
    return name == STUDIO_FILE or not (name.startswith(("_", ".")) or name == FRONT_PAGE)


_ALMOST = re.compile(r"(.+?)\.(yml|yaml|md)(\.[A-Za-z0-9]+)?", re.IGNORECASE)


def is_misnamed(name: str) -> bool:
    """Whether a file looks like a project's and would be ignored: aurora.yaml, aurora.yml.txt."""
    exact = name.endswith((".yml", ".md"))
    return belongs(name) and not exact and _ALMOST.fullmatch(name) is not None


def _meant(name: str) -> str:
    match = _ALMOST.fullmatch(name)
    assert match is not None
    return f"{match[1]}.{'md' if match[2].lower() == 'md' else 'yml'}"


def _names(files: Mapping[str, bytes], folder: str) -> tuple[list[str], list[Fault]]:
    """The names of the project files, and what is wrong with names."""
    faults: list[Fault] = []
    known: dict[str, str] = {}
    names = []
    for name in sorted(files):
        stem, _, ending = name.rpartition(".")
        if name == STUDIO_FILE or not belongs(name):
            continue
        if is_misnamed(name):
            message = (
                f"a file of this name is not read: name it {_meant(name)}, or _{name} if it is not "
                "a project"
            )
            faults.append(_whole(folder, name, message))
        if ending not in ("yml", "md"):
            continue
        if stem in known:
            message = f"{known[stem]} beside it is a project of the same name: keep one of them"
            faults.append(_whole(folder, name, message))
        known.setdefault(stem, name)
        names.append(name)
    return names, faults


def _whole(folder: str, name: str, message: str) -> Fault:
    return Fault(file=f"{folder}/{name}", line=1, column=1, path="", message=message)


def _portal(studio: Studio, today: date, client: Client, shown: Sequence[_Shown]) -> Portal:
    return Portal(
        id=client.id,
        link=client.link,
        language=client.language,
        studio=studio,
        today=today,
        projects=tuple(each.status for each in shown),
        later={each.id: each.later for each in shown},
        waiting={each.id: each.waiting for each in shown},
        effects={each.id: each.effects for each in shown},
    )
