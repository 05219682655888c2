"""What a doctor looks at, from the machine to GitHub: one small function for each, in one table.

    checkup(seen)  ->  Finding("key", "broken", "it is missing ...", next="courtside key restore")

A check is a function and an entry in CHECKS. It says how things stand and, where something has to
be done, the one command or the one way of clicks that does it; it changes nothing and asks no
other machine. What it says holds no link, no key and nothing of a client.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from . import doctor_git, doctor_house, doctor_key, doctor_machine
from .doctor_seen import Check, Seen, State


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """How one thing stands."""

    about: str
    state: State
    said: str
    next: str = ""
    """What does what has to be done."""


def checkup(seen: Seen) -> tuple[Finding, ...]:
    """All that was found, in order of the table."""
    found = ((about, check(seen)) for about, check in CHECKS)
    return tuple(
        Finding(about=about, state=verdict[0], said=verdict[1], next="".join(verdict[2:]))
        for about, verdict in found
        if verdict is not None
    )


def next_thing(found: Iterable[Finding]) -> str:
    """The one thing to do: what is broken goes before what is still to be done."""
    ranked = sorted(found, key=lambda one: ("broken", "to do", "note", "ok").index(one.state))
    return next((one.next for one in ranked if one.next), "")


CHECKS: tuple[tuple[str, Check], ...] = (
    ("Python", doctor_machine.python),
    ("git", doctor_machine.git),
    ("packages", doctor_machine.packages),
    ("settings", doctor_house.hook),
    ("examples", doctor_house.examples),
    ("project files", doctor_house.files),
    ("projects gone", doctor_house.gone),
    ("key", doctor_key.key),
    ("key and git", doctor_key.kept_out),
    ("links and git", doctor_key.links_kept_out),
    ("address", doctor_house.address),
    ("name", doctor_house.name),
    ("mornings", doctor_house.mornings),
    ("projects", doctor_house.begun),
    ("version", doctor_house.template),
    ("committed", doctor_git.committed),
    ("workflows", doctor_git.workflows),
    ("pushed", doctor_git.pushed),
    ("GitHub", doctor_git.unseen),
)
"""In the order in which things have to be done."""
