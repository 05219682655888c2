"""The link that one version of a project file gives, and to whom.

    given_link("projects/logo.yml", b"client: {name: Aurora, id: acme} ...")
    ->  GivenLink(project="logo", portal="acme", number=1, holder=Holder(...), closed=False, ...)

Also of versions that are too old, or too broken, to be read as projects: only the fields that a
link depends on are looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self

import yaml

from courtside.workspace import shipped

MOVED = "moved-page"
"""The name under `allow` by which a file says that its page was meant to move."""
OTHER_HOLDER = "other-holder"
"""The same, that whoever had the link under another name and address is this client."""
SHARED = "shared-page"
"""The same, that whoever shares its page is this client."""

_PARTS = re.compile(r"(?ms)^(?:client|link|closed|allow)\s*:.*?(?=^[^\s#-]|\Z)")
"""The fields that a link depends on, with the lines below them that belong to them."""
_ODD_KEY = re.compile(r"(?m)^[\"'?{]")
"""Fields that are written in another way: with a quoted name, or all of them in braces."""
_FRONT = re.compile(r"(?s)---[^\S\n]*\n(.*?\n)---[^\S\n]*(?:\n|\Z)")
"""The fields of a `.md` file, as its reader finds them."""
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_TEXTS: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Leaves scalars as they stand: YAML 1.1 would make `no` false and `010` eight."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """The client who was given a link. Its repr names nobody."""

    name: str = field(repr=False)
    email: str = field(repr=False)

    @classmethod
    def of(cls, name: object, email: object) -> Self:
        """Return a holder; case and spaces make no difference."""
        return cls(name=" ".join(str(name).split()).casefold(), email=str(email).strip().casefold())


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenLink:
    """The link in one version of a project file."""

    project: str
    portal: str
    """The client's id, or that of the project if the client has none."""
    has_id: bool
    """Whether the client has an id, by which several projects may share the portal."""
    number: int
    holder: Holder
    closed: bool
    allows: frozenset[str]
    """Those of the names above that it has under `allow`."""


def is_near(holder: Holder, other: Holder) -> bool:
    """Return whether a name or an address stayed."""
    return holder.name == other.name != "" or holder.email == other.email != ""


def stem_of(path: str) -> str:
    """Return the id of the project in a file."""
    return path.rpartition("/")[2].rpartition(".")[0]


def given_link(path: str, content: bytes) -> GivenLink | None:
    """Return the link in a version of a file; None if it cannot be read, or if nobody was given it,
    as in an unchanged example."""
    if shipped.as_shipped(path.rpartition("/")[2], content):
        return None
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _FRONT.match(text)
    front = found[1] if found else f"{text}\n"
    parts = _PARTS.findall(front)
    data = _fields("".join(parts))
    once = len({part.partition(":")[0] for part in parts}) == len(parts)  # not in a text, too
    if not once or "client" not in data or _ODD_KEY.search(front):
        data = _fields(front)
    client = data.get("client")
    number = data.get("link", "1")
    if not isinstance(client, dict) or not _INTEGER.fullmatch(str(number)):
        return None
    return GivenLink(
        project=stem_of(path),
        portal=str(client.get("id") or stem_of(path)),
        has_id=bool(client.get("id")),
        number=int(number),
        holder=Holder.of(client.get("name", ""), client.get("email", "")),
        closed=bool(data.get("closed")),
        allows=frozenset(n for n in (MOVED, OTHER_HOLDER, SHARED) if n in str(data.get("allow"))),
    )


@cache
def _fields(text: str) -> dict[str, Any]:
    """Read fields; empty if they are not YAML. Cached: most versions of a file leave them alone."""
    try:
        data = yaml.load(text, Loader=_TEXTS)  # noqa: S506 - it makes texts only
    except (yaml.YAMLError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
