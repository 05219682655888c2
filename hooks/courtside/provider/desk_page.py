"""Desk -> HTML, for `courtside serve` only: the page is made on request, in memory.

    render(desk, {"aurora": "/p/bTEQ.../#..."}, mount="/", stylesheets=(...))  ->  <!doctype html>

It shows what `private` says, so it carries a mark by which the leak check knows it in any site. As
on a client page, nothing in it is inline: pictures have presentation attributes and classes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from markupsafe import Markup

from courtside.engine.workload import Conflict, Week
from courtside.model.currencies import plain
from courtside.provider.desk import Desk, build_desk
from courtside.provider.todo import GROUPS
from courtside.sealing import keys
from courtside.site.dev_server import PROBLEMS, App, Portals, Ready
from courtside.site.layout import DESK_MARK, POLICY
from courtside.text import english
from courtside.text.markdown import line
from courtside.text.templates import environment
from courtside.text.theme import OURS, PORTAL, Theme
from courtside.workspace import reminder_log

ADDRESS = "desk/"
"""Its path on the server, below that of the site."""


STYLE = "desk.css"
"""Beside its template, so it is in no site; served below ADDRESS."""

_COURTS = {
    "you": "the ball is in your court",
    "client": "the ball is in the client's court",
    "both": "the ball is in both courts",
    "nobody": "nobody has the ball",
}
_WHOSE = {"you": "you", "client": "the client", "both": "both", "nobody": "–"}


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
    theme: Theme = OURS,
) -> str:
    """Return the whole page. `links` are the addresses of the client pages that are up."""
    most = max((max(w.room, w.held + w.queued) for w in desk.load.weeks), default=1) or 1
    return (
        environment(theme)
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
            whose=_WHOSE,
            bars=[(week, tuple(_bar(week, most))) for week in desk.load.weeks],
            near=lambda day: english.near(day, desk.today),
            money=lambda amount: plain(amount, desk.studio.currency),
            line=line,
            when=partial(_when, desk.today),
            days=english.days,
        )
    )


def _when(today: date, conflict: Conflict) -> str:
    """The days of a conflict."""
    first, last = english.near(conflict.first, today), english.near(conflict.last, today)
    return first if conflict.first == conflict.last else f"{first} to {last}"


def _bar(week: Week, most: int) -> Iterator[Block]:
    """What fits, what waits for a slot, what is too much, over the room of the week."""
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


# --- The desk ----------------------------------------------------------------------------------

_HEADERS = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)


def desk_html(portals: Portals) -> str:
    """Return the desk as of now, or the problems that prevent it."""
    try:
        plan = portals.plan()
        return render(
            build_desk(plan.portfolio, plan.today, reminder_log.read_log(portals.projects)),
            {name: keys.address(portals.mount, link) for name, link in plan.links.items()},
            mount=portals.mount,
            stylesheets=portals.stylesheets,
            theme=portals.theme,
        )
    except PROBLEMS as error:
        return portals.problem_page(error)


def with_desk(app: App, portals: Portals, ready: Ready) -> App:
    """Return a server that also answers for the desk and its stylesheet; wrap it in
    `local_only`."""
    address = portals.mount + ADDRESS
    print(f"Your desk: {portals.url}{ADDRESS}\n")
    style = portals.theme.find(f"{PORTAL}/{STYLE}")
    answers: dict[str, tuple[str, Callable[[], bytes]]] = {
        address: ("text/html; charset=utf-8", lambda: ready(desk_html(portals))),
        address + STYLE: ("text/css", style.read_bytes),
    }

    def serve(request: Any, start_response: Any) -> Iterable[bytes]:
        path = request["PATH_INFO"]
        if path == address.rstrip("/"):
            start_response("302 Found", [("Location", address)])
            return []
        if path not in answers:
            return app(request, start_response)
        kind, content = answers[path]
        body = content()
        start_response("200 OK", [("Content-Type", kind), *_HEADERS])
        return [body]

    return serve
