"""What a doctor looks at, from the machine to GitHub: one small function for each, in one table.

    checkup(seen)  ->  Finding("key", "broken", "it is missing ...", next="courtside key restore")

A check is a function and an entry in CHECKS. It says how things stand and, where something has to
be done, the one command or the one way of clicks that does it; it changes nothing and asks no
other machine. What it says holds no link, no key and nothing of a client.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from courtside.provider.doctor import machine, repository
from courtside.provider.doctor.context import Check, Seen, State


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckResult:
    """How one thing stands."""

    about: str
    state: State
    said: str
    next: str = ""
    """What does what has to be done."""


def checkup(seen: Seen) -> tuple[CheckResult, ...]:
    """All that was found, in order of the table."""
    found = ((about, check(seen)) for about, check in CHECKS)
    return tuple(
        CheckResult(about=about, state=verdict[0], said=verdict[1], next="".join(verdict[2:]))
        for about, verdict in found
        if verdict is not None
    )


def next_thing(found: Iterable[CheckResult]) -> str:
    """The one thing to do: what is broken goes before what is still to be done."""
    ranked = sorted(found, key=lambda one: ("broken", "to do", "note", "ok").index(one.state))
    return next((one.next for one in ranked if one.next), "")


CHECKS: tuple[tuple[str, Check], ...] = (
    ("Python", machine.python),
    ("git", machine.git),
    ("packages", machine.packages),
    ("settings", repository.hook),
    ("example day", repository.example_day),
    ("project files", repository.files),
    ("projects gone", repository.gone),
    ("key", machine.key),
    ("key and git", machine.kept_out),
    ("links and git", machine.links_kept_out),
    ("address", repository.address),
    ("name", repository.name),
    ("mornings", repository.mornings),
    ("projects", repository.begun),
    ("version", repository.engine),
    ("committed", repository.committed),
    ("workflows", repository.workflows),
    ("pushed", repository.pushed),
    ("GitHub", repository.unseen),
)
"""In the order in which things have to be done."""
