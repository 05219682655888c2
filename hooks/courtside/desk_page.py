"""Desk -> HTML, for `courtside serve` alone: the page is made when it is asked for, in memory.

    render(desk, {"aurora": "/p/bTEQ.../#..."}, mount="/", stylesheets=(...))  ->  <!doctype html>

It shows what `private` says, so it carries a mark by which the gate knows it in any site. As in a
portal, nothing in it is inline: pictures have presentation attributes and classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from markupsafe import Markup

from . import report
from .desk import Desk
from .language import translator
from .load import Conflict, Week
from .needs import GROUPS
from .page import TEMPLATES, environment
from .prose import line
from .site import DESK_MARK, POLICY

ADDRESS = "desk/"
"""Where it lies on the server, below the path that the site is served under."""
STYLE = "desk.css"
"""Beside its template, so no part of a site; served below ADDRESS."""

_COURTS = {"you": "yours", "client": "the client's", "both": "both courts", "nobody": "nobody's"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A part of a bar, in percent of its width."""

    kind: str
    x: str
    width: str


def render(
    desk: Desk,
    links: Mapping[str, str],
    *,
    mount: str,
    stylesheets: Sequence[str],
    templates: Path = TEMPLATES,
) -> str:
    """The whole page. `links` are the portals' addresses, by client."""
    speak = translator("en", desk.today)
    most = max((max(w.room, w.held + w.queued) for w in desk.load.weeks), default=1) or 1
    return (
        environment(templates)
        .get_template("desk.html")
        .render(
            desk=desk,
            links=links,
            mount=mount,
            stylesheets=[*stylesheets, ADDRESS + STYLE],
            policy=POLICY,
            mark=Markup(DESK_MARK),  # noqa: S704 - ours
            groups=[(name, title, desk.group(name)) for name, title in GROUPS.items()],
            courts=_COURTS,
            bars=[(week, tuple(_bar(week, most))) for week in desk.load.weeks],
            near=partial(_near, desk.today),
            money=lambda amount: speak.money(amount, desk.studio.currency),
            line=line,
            when=partial(_when, desk.today),
            days=report.days,
        )
    )


def _near(today: date, day: date) -> str:
    return report.near(day, today)


def _when(today: date, each: Conflict) -> str:
    """The days of a conflict."""
    first, last = report.near(each.first, today), report.near(each.last, today)
    return first if each.first == each.last else f"{first} to {last}"


def _bar(week: Week, most: int) -> Iterator[Block]:
    """What fits, what waits for a slot, what is too much; the room lies under all of it."""
    yield Block(kind="room", x="0%", width=_percent(week.room, most))
    sofar = 0
    for kind, days in (
        ("held", week.held - week.over),
        ("queued", week.queued),
        ("over", week.over),
    ):
        if days:
            yield Block(kind=kind, x=_percent(sofar, most), width=_percent(days, most))
        sofar += days


def _percent(days: int, most: int) -> str:
    return f"{100 * days / most:.2f}%"
