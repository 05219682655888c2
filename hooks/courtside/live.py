"""What `mkdocs serve` needs beside a build: faults, live reload under the policy, and the desk.

MkDocs writes its reload script into each page that it serves, where the policy forbids it. So a
line is written there that fetches ours, with the number of the build that the page came from.
The files of the site are the same as in production: this is added while they are served.

The provider's desk is in no file at all: it is made anew for each request, out of the project
files, and answered to this machine alone.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from . import build, desk_page, keys, reminded
from .desk import desk
from .disk import in_words
from .site import POLICY

SCRIPT = "/live.js"
"""Where the script lies on the server; MkDocs answers below /livereload/ what it asks."""

App = Callable[[Any, Any], Iterable[bytes]]


def show_faults(site: Path, templates: Path, faults: Sequence[str], *, mount: str) -> None:
    """Put a page with the faults at every address of the site: at its front and, the portals
    being taken away, at those that are not there.

    `mount` is the path that the site is served under, with a slash at both ends.
    """
    sheets = [path.relative_to(site).as_posix() for path in sorted(site.glob("assets/**/*.css"))]
    page = fault_page(templates, faults, sheets, mount=mount)
    for folder in ("p", "a"):
        shutil.rmtree(site / folder, ignore_errors=True)
    for name in ("index.html", "404.html"):
        (site / name).write_text(page, encoding="utf-8")


def fault_page(
    templates: Path, faults: Sequence[str], stylesheets: Sequence[str], *, mount: str
) -> str:
    """A page that says what is to be mended."""
    environment = Environment(
        loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined
    )
    try:
        return environment.get_template("fault.html").render(
            faults=faults, stylesheets=stylesheets, policy=POLICY, mount=mount
        )
    except TemplateError:  # the fault may be in that very template
        return Markup("<!doctype html><title>Not built</title><pre>{}</pre>").format(
            "\n".join(faults)
        )


def with_reload(html: bytes, epoch: int) -> bytes:
    """Add the line that makes a page load itself again when a build later than `epoch` is there."""
    before, end, after = html.rpartition(b"</body>")
    line = f'<script src="{SCRIPT}" data-epoch="{epoch}"></script>'.encode("ascii")
    return before + line + end + after if end else html + line


def with_script(app: App, script: Path) -> App:
    """Let a server answer SCRIPT too."""

    def serve(request: Any, start_response: Any) -> Iterable[bytes]:
        if request["PATH_INFO"] != SCRIPT:
            return app(request, start_response)
        kind = [("Content-Type", "text/javascript"), ("Cache-Control", "no-store")]
        start_response("200 OK", kind)
        return [script.read_bytes()]

    return serve


# --- The desk ----------------------------------------------------------------------------------

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
"""What a browser of this machine calls it. Another name that leads here is somebody's trick (DNS
rebinding), to read the page from a site of theirs."""

_HEADERS = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What the desk is made from."""

    projects: Path
    root: Path
    """The folder of mkdocs.yml, below which the key is kept."""
    templates: Path
    """`overrides`."""
    mount: str
    """The path that the site is served under, with a slash at both ends."""


def desk_html(place: Place, stylesheets: Sequence[str]) -> str:
    """The desk as of now, or the faults that it cannot be made for."""
    try:
        now = datetime.now(UTC)
        house, day, _ = build.read_house(place.projects, environ=os.environ, now=now)
        plan = build.prepare(place.projects, house_root=place.root, environ=os.environ, now=now)
        return desk_page.render(
            desk(house, day, reminded.told(place.projects)),
            {name: keys.address(place.mount, link) for name, link in plan.links.items()},
            mount=place.mount,
            stylesheets=stylesheets,
            templates=place.templates / "portal",
        )
    except build.BuildFault as fault:
        faults: Sequence[str] = fault.lines
    except (reminded.RecordFault, TemplateError) as error:
        faults = [str(error)]
    except OSError as error:
        faults = [in_words(error)]
    return fault_page(place.templates, faults, stylesheets, mount=place.mount)


def with_desk(app: App, place: Place, html: Callable[[], bytes]) -> App:
    """Let a server answer the desk and its stylesheet too, to a browser of this machine."""
    address = place.mount + desk_page.ADDRESS
    style = place.templates / "portal" / desk_page.STYLE
    answers: dict[str, tuple[str, Callable[[], bytes]]] = {
        address: ("text/html; charset=utf-8", html),
        address + desk_page.STYLE: ("text/css", style.read_bytes),
    }

    def serve(request: Any, start_response: Any) -> Iterable[bytes]:
        path = request["PATH_INFO"]
        if path == address.rstrip("/"):
            start_response("302 Found", [("Location", address)])
            return []
        if path not in answers:
            return app(request, start_response)
        if urlsplit(f"//{request.get('HTTP_HOST', '')}").hostname not in LOCAL:
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"The desk answers to 127.0.0.1 and localhost alone."]
        kind, content = answers[path]
        body = content()
        start_response("200 OK", [("Content-Type", kind), *_HEADERS])
        return [body]

    return serve
