"""What `courtside serve` needs beside a build: portals, faults, live reload and the desk.

MkDocs writes its reload script into each page that it serves, where the policy forbids it. So a
line is written there that fetches ours, with the number of the build that the page came from.
The files of the site are the same as in production: this is added while they are served.

A portal is in no file there: it is made when it is asked for, as a build would make it. What is
published goes through a build, and so through the gate. The server answers this machine alone.

The provider's desk is in no file at all: it is made anew for each request, out of the project
files.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from . import build, desk_page, keys, pipeline, reminded, site
from .desk import desk
from .disk import in_words
from .page import in_template
from .project import Project, Studio
from .site import POLICY
from .status import Draft, alone

SCRIPT = "/live.js"
"""Where the script lies on the server; MkDocs answers below /livereload/ what it asks."""

App = Callable[[Any, Any], Iterable[bytes]]


def show_faults(site: Path, templates: Path, faults: Sequence[str], *, mount: str) -> None:
    """Put a page with the faults at the front of the site, and where nothing is.

    `mount` is the path that the site is served under, with a slash at both ends.
    """
    sheets = [path.relative_to(site).as_posix() for path in sorted(site.glob("assets/**/*.css"))]
    page = fault_page(templates, faults, sheets, mount=mount)
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


def stamps(paths: Iterable[Path]) -> Mapping[Path, tuple[int, int]]:
    """When each file among these or below them was written last, and how large it is."""
    found = {}
    for file in (file for path in paths for file in (path, *path.rglob("*"))):
        with suppress(OSError):  # an editor puts a new file in its place right now
            if file.is_file() and (stat := file.stat()):
                found[file] = (stat.st_mtime_ns, stat.st_size)
    return found


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


_HOST = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+))(?::[0-9]{1,5})?")


def local_only(app: App) -> App:
    """Answer browsers of this machine alone, whatever is asked for.

    Another name that leads here is somebody's trick (DNS rebinding), to read portals, faults or the
    desk from a site of theirs.
    """

    def serve(request: Any, start_response: Any) -> Iterable[bytes]:
        host = _HOST.fullmatch(request.get("HTTP_HOST", ""))
        if host is None:
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"This is no Host."]
        if not _is_local(host[1] or host[2]):
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"This server answers to 127.0.0.1 and localhost alone."]
        return app(request, start_response)

    return serve


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


# --- The portals -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What portals and desk are made from."""

    projects: Path
    root: Path
    """The folder of mkdocs.yml, below which the key is kept."""
    templates: Path
    """`overrides`."""
    mount: str
    """The path that the site is served under, with a slash at both ends."""


class Portals:
    """The portals of a house, each made when it is asked for, out of the files as they are then.

    So a saved file shows at once, however many others there are. What has not changed is not read
    again, nor which days it holds reckoned again.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self.shells: Mapping[str, str] = {}
        """Those of the last build; none where it had a fault, whose page is then everywhere."""
        self.stylesheets: Sequence[str] = ()
        """Those of the last build that got so far."""
        self.sound = False
        """Whether the last build found no fault."""
        self._kept: pipeline.Kept = {}
        self._walked: dict[str, tuple[Project, date, Draft]] = {}
        self._one_at_a_time = Lock()  # the server has a thread for each request

    def plan(self, *, sheets: bool = False) -> build.Plan:
        """All that there is now; raises BuildFault."""
        with self._one_at_a_time:
            return build.prepare(
                self.place.projects,
                house_root=self.place.root,
                environ=os.environ,
                now=datetime.now(UTC),
                sheets=sheets,
                kept=self._kept,
            )

    def file(self, path: str) -> bytes | None:
        """What lies at a path of the site, if it is a portal or a sealed file; raises FAULTS."""
        plan, shells = self.plan(), self.shells
        for draft in plan.drafts:
            own = (site.page_path(draft.portal.link), *map(site.file_path, draft.portal.files))
            if path in own:
                templates = self.place.templates / "portal"
                only = {draft.client.id}
                sealed = build.seal_all(plan, templates, only=only, walked=self._alone)
                return dict(site.site_files(sealed, shells))[path]
        return None

    def _alone(self, studio: Studio, project: Project, today: date) -> Draft:
        """As `status.alone`; while its file and the house's are the same, a project is the very
        record that was kept, and is walked once."""
        before = self._walked.get(project.id)
        if before and before[0] is project and before[1] == today:
            return before[2]
        found = alone(studio, project, today)
        self._walked[project.id] = (project, today, found)
        return found

    def fault_page(self, fault: Exception) -> str:
        """The page that says what is to be mended, for one of FAULTS."""
        lines: Sequence[str] = [str(fault)]
        if isinstance(fault, build.BuildFault):
            lines = fault.lines
        elif isinstance(fault, TemplateError):  # one that is not found is an OSError too
            lines = [in_template(fault)]
        elif isinstance(fault, OSError):
            lines = [in_words(fault)]
        place = self.place
        return fault_page(place.templates, lines, self.stylesheets, mount=place.mount)


FAULTS = (build.BuildFault, reminded.RecordFault, TemplateError, OSError)
"""What somebody can mend in the files or the templates."""


def with_portals(app: App, portals: Portals, ready: Callable[[str], bytes]) -> App:
    """Let a server answer the portals and their files too; `ready` makes a page fit to be sent."""
    mount = portals.place.mount

    def serve(request: Any, start_response: Any) -> Iterable[bytes]:
        path = request["PATH_INFO"].removeprefix(mount)
        if not portals.shells or not path.startswith(("p/", "a/")):
            return app(request, start_response)
        kind = "text/html; charset=utf-8"
        try:
            body = portals.file(f"{path}index.html" if path.endswith("/") else path)
            if body is None:
                return app(request, start_response)
            if path.endswith("/"):
                body = ready(body.decode("utf-8"))
            else:
                kind = "application/octet-stream"
        except FAULTS as fault:
            body = ready(portals.fault_page(fault))
        start_response("200 OK", [("Content-Type", kind), ("Cache-Control", "no-store")])
        return [body]

    return serve


# --- The desk ----------------------------------------------------------------------------------

_HEADERS = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)


def desk_html(portals: Portals) -> str:
    """The desk as of now, or the faults that it cannot be made for."""
    place = portals.place
    try:
        plan = portals.plan()
        return desk_page.render(
            desk(plan.house, plan.today, reminded.told(place.projects)),
            {name: keys.address(place.mount, link) for name, link in plan.links.items()},
            mount=place.mount,
            stylesheets=portals.stylesheets,
            templates=place.templates / "portal",
        )
    except FAULTS as fault:
        return portals.fault_page(fault)


def with_desk(app: App, place: Place, html: Callable[[], bytes]) -> App:
    """Let a server answer the desk and its stylesheet too; `local_only` goes around it."""
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
        kind, content = answers[path]
        body = content()
        start_response("200 OK", [("Content-Type", kind), *_HEADERS])
        return [body]

    return serve
