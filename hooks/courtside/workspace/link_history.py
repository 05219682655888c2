"""Which link numbers were given out before, and to whom, out of git's history.

    close logo, delete logo.yml, write logo.yml for somebody else
    ->  LinkHistory.read(projects).next_number("logo") == 2
    ->  with `link: 1` in the new file: "logo: link 1 was given to another client before"

A link comes from the portal's id and its number alone, so a pair that was used once is used up: the
first client's link would open the second client's page. A number below the highest one would bring
a replaced link back.

Two versions of a portal's files belong to the same client where they share the client's name or
e-mail, or where both files were there at the same time (the provider put them into one portal).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self

import yaml

from courtside.model.project import Project
from courtside.source.load import belongs
from courtside.source.records import STUDIO_FILE
from courtside.source.yaml_reader import LOADER
from courtside.workspace import shipped
from courtside.workspace.git import Ask, asker

SECONDS = 60.0
"""For all questions to git together."""

_NO_BLOB = re.compile(rb"0+")
_PARTS = re.compile(r"(?ms)^(?:client|link)\s*:.*?(?=^[^\s#]|\Z)")
"""The two fields that a link comes from, with what is indented below them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """Who a link was given to. Its repr names nobody."""

    name: str = field(repr=False)
    email: str = field(repr=False)

    @classmethod
    def of(cls, name: object, email: object) -> Self:
        """Return a holder whose case and blanks make no difference."""
        return cls(name=" ".join(str(name).split()).casefold(), email=str(email).strip().casefold())


@dataclass(frozen=True, kw_only=True, slots=True)
class _Given:
    """What one version of a project file says of its link."""

    portal: str
    number: int
    holder: Holder


class LinkHistory:
    """All numbers that git has seen, by portal id."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str, dict[int, set[Holder]]] = defaultdict(dict)
        self._same: defaultdict[str, set[tuple[Holder, Holder]]] = defaultdict(set)

    @classmethod
    def read(cls, projects: Path, *, git: str = "git") -> Self:
        """Read the history of a folder of projects; outside a repository there is none.

        Raises ValueError where there is a repository and git cannot give all of its history.
        """
        found = cls()
        there: dict[str, _Given] = {}
        for name, content in _versions(projects, git):
            stem = name.rpartition(".")[0]
            # No client was given a link to an example as it shipped.
            shown = content and not shipped.as_shipped(name, content)
            given = _given(stem, content) if shown else None
            there.pop(name, None)
            if given:
                there[name] = given
                found._add(given, there.values())
        return found

    def _add(self, given: _Given, there: Iterable[_Given]) -> None:
        self._numbers[given.portal].setdefault(given.number, set()).add(given.holder)
        for other in there:
            if other.portal == given.portal and other.holder != given.holder:
                self._same[given.portal].add((other.holder, given.holder))

    def highest(self, portal: str) -> int:
        """Return the highest number that a portal id has had; 0 where it is new."""
        return max(self._numbers.get(portal, ()), default=0)

    @property
    def numbers(self) -> Mapping[str, int]:
        """The highest number of each portal id."""
        return {portal: self.highest(portal) for portal in self._numbers}

    def next_number(self, portal: str) -> int:
        """Return the number for a client who has had no link under this portal id."""
        return self.highest(portal) + 1

    def problems(self, projects: Iterable[Project]) -> Iterator[str]:
        """Give a message for each portal whose link opens, or opened, somebody else's page."""
        portals: defaultdict[str, list[Project]] = defaultdict(list)
        for project in projects:
            portals[project.portal_id].append(project)
        for portal, shared in sorted(portals.items()):
            number, highest = shared[0].link, self.highest(portal)
            now = {Holder.of(each.client.name, each.client.email) for each in shared}
            if number < highest:
                yield (
                    f"{portal}: link {number} was replaced by link {highest} before, and would "
                    f"open again: run courtside rotate {portal}"
                )
            elif self._others(portal, number, now):
                yield (
                    f"{portal}: link {number} was given to another client before, who could open "
                    f"this page with it: run courtside rotate {portal}"
                )

    def _others(self, portal: str, number: int, now: set[Holder]) -> set[Holder]:
        """Whoever had this very link and is not the client of today."""
        left = set(self._numbers.get(portal, {}).get(number, ())) - now
        known = set(now)
        for _ in range(len(left) + 1):
            joined = {one for one in left if any(self._alike(portal, one, it) for it in known)}
            left, known = left - joined, known | joined
        return left

    def _alike(self, portal: str, one: Holder, other: Holder) -> bool:
        same = self._same[portal]
        return (
            one.name == other.name
            or one.email == other.email
            or (one, other) in same
            or (other, one) in same
        )


def _versions(projects: Path, git: str) -> Iterator[tuple[str, bytes]]:
    """Give name and content of each version of each project file, the oldest first; empty content
    where the file went."""
    ask = asker(projects / STUDIO_FILE, git, SECONDS)
    if not _has_history(ask, projects):
        return
    listed = ask(
        *("log", "--reverse", "--topo-order", "--full-history", "-m", "--no-renames", "--relative"),
        *("--raw", "--no-abbrev", "-z", "--format=", "--", "*.yml", "*.md"),
    )
    if listed is None:
        raise ValueError("git did not list the versions of the project files")
    words = iter(listed.replace(b"\n", b"").split(b"\0"))
    changes = [
        (blob, name)
        for meta, name in zip(words, words, strict=False)
        if b"/" not in name and belongs(str(name, "utf-8", "replace"))
        for blob in [meta.split()[3]]
    ]
    wanted = dict.fromkeys(blob for blob, _ in changes if not _NO_BLOB.fullmatch(blob))
    contents = _contents(ask, list(wanted))
    for blob, name in changes:
        yield str(name, "utf-8", "replace"), contents.get(blob, b"")


def _has_history(ask: Ask, projects: Path) -> bool:
    shallow = ask("rev-parse", "--is-shallow-repository")
    inside = any(
        (folder / ".git").exists() for folder in (projects.resolve(), *projects.resolve().parents)
    )
    if shallow is None and not inside:
        return False
    if shallow != b"false\n":
        raise ValueError("no repository with all of its history")
    return ask("rev-parse", "--verify", "--quiet", "HEAD") is not None


def _contents(ask: Ask, blobs: list[bytes]) -> Mapping[bytes, bytes]:
    """Read many blobs at once."""
    if not blobs:
        return {}
    answer = ask("cat-file", "--batch", stdin=b"\n".join(blobs) + b"\n")
    if answer is None:
        raise ValueError("git did not give the versions of the project files")
    found, at = {}, 0
    for blob in blobs:
        begin = answer.index(b"\n", at) + 1  # behind "<blob> blob <size>"
        end = begin + int(answer[at:begin].split()[2])
        found[blob] = answer[begin:end]
        at = end + 1
    return found


def _given(stem: str, content: bytes) -> _Given | None:
    """Return what a version says of its link; None where it says nothing that can be read."""
    text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    front = text.removeprefix("---\n").partition("\n---\n")[0] + "\n"
    data = _fields("".join(_PARTS.findall(front)))
    if "client" not in data:  # written in braces, or with quotes around the field's name
        data = _fields(front)
    client = data.get("client")
    number = data.get("link", 1)
    if not isinstance(client, dict) or not isinstance(number, int):
        return None
    return _Given(
        portal=str(client.get("id") or stem),
        number=number,
        holder=Holder.of(client.get("name", ""), client.get("email", "")),
    )


@cache
def _fields(text: str) -> dict[str, Any]:
    """Read fields; nothing where they are no YAML. Most versions of a file leave them alone."""
    try:
        data = yaml.load(text, Loader=LOADER)  # noqa: S506 - the safe one
    except (yaml.YAMLError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
