"""All checks of the doctor, from the machine to GitHub, in one table.

    run_checks(setup)  ->  (CheckResult(about="key", state="broken", message="it is missing ...",
                                        next="courtside key restore"), ...)

A check is a function and an entry in CHECKS. It returns a state and, if something has to be done,
the one command or the one way to click. It changes nothing and asks no other machine. Messages hold
no link, no key and nothing about a client.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from courtside.provider.doctor import machine, repository
from courtside.provider.doctor.context import Check, Setup, State
from courtside.provider.doctor.contrast import colours


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckResult:
    """The result of one check."""

    about: str
    state: State
    message: str
    next: str = ""
    """The command or the clicks that fix it; empty if nothing has to be done."""


def run_checks(setup: Setup) -> tuple[CheckResult, ...]:
    """Return the results of all checks that apply, in the order of CHECKS."""
    verdicts = ((about, check(setup)) for about, check in CHECKS)
    return tuple(
        CheckResult(about=about, state=verdict[0], message=verdict[1], next="".join(verdict[2:]))
        for about, verdict in verdicts
        if verdict is not None
    )


def next_thing(results: Iterable[CheckResult]) -> str:
    """Return the next thing to do: repairs come before steps that are still missing."""
    ranked = sorted(results, key=lambda r: ("broken", "to do", "note", "ok").index(r.state))
    return next((result.next for result in ranked if result.next), "")


CHECKS: tuple[tuple[str, Check], ...] = (
    ("Python", machine.python),
    ("git", machine.git),
    ("packages", machine.packages),
    ("settings", repository.hook),
    ("example day", repository.example_day),
    ("project files", repository.files),
    ("deleted projects", repository.gone),
    ("key", machine.key),
    ("key and git", machine.kept_out),
    ("links and git", machine.links_kept_out),
    ("address", repository.address),
    ("name", repository.name),
    ("daily build", repository.mornings),
    ("colours", colours),
    ("projects", repository.begun),
    ("version", repository.engine),
    ("committed", repository.committed),
    ("workflows", repository.workflows),
    ("pushed", repository.pushed),
    ("GitHub", repository.unseen),
)
"""Ordered by when things have to be done."""
