"""What `courtside serve` adds to a build: portals on request, problem pages, live reload, the desk.

MkDocs writes an inline reload script into each page that it serves, but the policy forbids it. So
the server adds a line that loads our script, with the number of the page's build. The files of the
site are the same as in production.

Portals are not files there: each is made on request, as a build would make it. Whatever is
published goes through a build and its leak check. The server answers only this machine.

The provider's desk is never a file: it is made from the project files for each request.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from courtside.engine.assess import ProjectState, assess_alone
from courtside.errors import BuildError
from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.pipeline import BuildPlan, Order, Unsealed, load_and_validate, plan_portals, run
from courtside.sealing import keys
from courtside.site import layout
from courtside.site.agreement_length import with_long_agreements
from courtside.site.assets import LIVE_SCRIPT
from courtside.site.build_log import LogLines
from courtside.site.layout import POLICY
from courtside.site.publication import beside
from courtside.text.templates import TEMPLATE_PROBLEMS, in_template
from courtside.text.theme import Theme
from courtside.workspace import reminder_log
from courtside.workspace.config import is_this_machine
from courtside.workspace.os_errors import describe_os_error

log = logging.getLogger("mkdocs.courtside")

SCRIPT = "/live.js"
"""The script's path on the server; it polls MkDocs below /livereload/."""

App = Callable[[Any, Any], Iterable[bytes]]


def problem_page(
    theme: Theme, problems: Sequence[str], stylesheets: Sequence[str], *, mount: str
) -> str:
    """Return a page that says what to fix."""
    environment = Environment(
        loader=FileSystemLoader(theme.folders), autoescape=True, undefined=StrictUndefined
    )
    try:
        return environment.get_template("problem.html").render(
            problems=problems, stylesheets=stylesheets, policy=POLICY, mount=mount
        )
    except TEMPLATE_PROBLEMS:  # the problem may be in this very template
        return Markup("<!doctype html><title>Not built</title><pre>{}</pre>").format(
            "\n".join(problems)
        )


def stamps(paths: Iterable[Path]) -> Mapping[Path, tuple[int, int]]:
    """Return modification time and size of each file among these paths or below them."""
    files = {}
    for file in (file for path in paths for file in (path, *path.rglob("*"))):
        with suppress(OSError):  # an editor is replacing it right now
            if file.is_file() and (stat := file.stat()):
                files[file] = (stat.st_mtime_ns, stat.st_size)
    return files


def with_reload(html: bytes, epoch: int) -> bytes:
    """Return a page with the line that reloads it after a build later than `epoch`."""
    before, end, after = html.rpartition(b"</body>")
    line = f'<script src="{SCRIPT}" data-epoch="{epoch}"></script>'.encode("ascii")
    return before + line + end + after if end else html + line


def with_script(app: App, script: Path) -> App:
    """Return a server that also answers for SCRIPT."""

    def serve(request: Any, start_response: Any) -> Iterable[bytes]:
        if request["PATH_INFO"] != SCRIPT:
            return app(request, start_response)
        kind = [("Content-Type", "text/javascript"), ("Cache-Control", "no-store")]
        start_response("200 OK", kind)
        return [script.read_bytes()]

    return serve


_HOST = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+))(?::[0-9]{1,5})?")


def local_only(app: App) -> App:
    """Return a server that answers only browsers on this machine.

    Another host name that leads here is an attack (DNS rebinding) by a site that wants to read
    portals, problems or the desk.
    """

    def serve(request: Any, start_response: Any) -> Iterable[bytes]:
        host = _HOST.fullmatch(request.get("HTTP_HOST", ""))
        if host is None:
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"This is not a valid Host."]
        if not is_this_machine(host[1] or host[2]):
            start_response("403 Forbidden", [("Content-Type", "text/plain")])
            return [b"This server answers only to 127.0.0.1 and localhost."]
        return app(request, start_response)

    return serve


# --- The portals -------------------------------------------------------------------------------


class Portals:
    """The pages of a studio, each made on request from the current files.

    So a saved file shows at once, however many others there are. Unchanged files are neither read
    nor assessed again.
    """

    def __init__(self, order: Order, *, url: str = "") -> None:
        self.url = url
        """The address of the served site."""
        self.mount = urlsplit(url or "/").path
        """The path of the served site, with a slash at both ends."""
        self.theme = order.theme
        self.projects = order.projects
        self.shells: Mapping[str, str] = {}
        """The shells of the last build; none if it had a problem, shown instead of every page."""
        self.stylesheets: Sequence[str] = ()
        """The stylesheets of the last build that had some."""
        self.sound = False
        """Whether the last build found no problem."""
        self._order = replace(order, kept={}, assess=self._alone)
        self._assessed: dict[str, tuple[Project, date, ProjectState]] = {}
        self._printed: tuple[str, ...] = ()
        self._lock = Lock()  # the server has a thread for each request

    def plan(self) -> BuildPlan:
        """Return the current plan; raises BuildError."""
        with self._lock:
            order = self._now()
            return plan_portals(order, load_and_validate(order))

    def file(self, path: str) -> bytes | None:
        """Return the sealed page or file at a path of the site; None for other paths.

        Raises one of PROBLEMS.
        """
        made: dict[str, bytes] = {}
        frames = layout.Frames(self.shells)

        def only_that(portals: Unsealed) -> AbstractContextManager[Unsealed]:
            return nullcontext([p for p in portals if path in layout.paths(p.links)])

        with self._lock:
            run(
                self._now(), write=lambda sealed: made.update(frames.files(sealed)), share=only_that
            )
        return made.get(path)

    def announce(self) -> None:
        """Log warnings and counts, and print the links; raises BuildError."""
        self.sound = False
        plan = with_long_agreements(self.plan(), self._order)
        self.sound = True
        for warning in plan.warnings:
            log.warning(warning)
        log.info("courtside: %s", plan.summary)
        lines = tuple(f"{p.client}  {keys.address(self.url, p.link)}" for p in plan.portals)
        # Printed, not logged: whoever has these links can open the pages.
        if lines != self._printed:
            print("", *lines, "", sep="\n")
        self._printed = lines

    def announce_or_show(self, site: Path, problems: Sequence[str]) -> None:
        """Announce the plan, or log the problems and show them as a page."""
        try:
            with beside(problems):
                self.announce()
        except BuildError as error:
            for line in error.lines:
                log.error(line)
            self.show_problems(site, error.lines)

    def show_problems(self, site: Path, problems: Sequence[str]) -> None:
        """Write a page with the problems as front page and 404 page."""
        self.sound = False
        paths = sorted(site.glob("assets/**/*.css"))
        sheets = [path.relative_to(site).as_posix() for path in paths]
        page = problem_page(self.theme, problems, sheets, mount=self.mount)
        for name in ("index.html", "404.html"):
            (site / name).write_text(page, encoding="utf-8")

    def problem_page(self, problem: Exception) -> str:
        """Return the page that says what to fix, for one of PROBLEMS."""
        lines: Sequence[str] = [str(problem)]
        if isinstance(problem, BuildError):
            lines = problem.lines
        elif isinstance(problem, TEMPLATE_PROBLEMS):  # before OSError: TemplateNotFound is both
            lines = [in_template(problem)]
        elif isinstance(problem, OSError):
            lines = [describe_os_error(problem)]
        return problem_page(self.theme, lines, self.stylesheets, mount=self.mount)

    def _now(self) -> Order:
        return replace(self._order, now=datetime.now(UTC))

    def _alone(self, studio: Studio, project: Project, today: date) -> ProjectState:
        """Assess a project once a day, as `assess_alone` does, while it is the same record.

        The loader returns the same record while the file and the studio's file are unchanged.
        """
        before = self._assessed.get(project.id)
        if before and before[0] is project and before[1] == today:
            return before[2]
        state = assess_alone(studio, project, today)
        self._assessed[project.id] = (project, today, state)
        return state


PROBLEMS = (BuildError, reminder_log.ReminderLogError, *TEMPLATE_PROBLEMS, OSError)
"""Errors that the provider can fix in files or templates."""


def with_portals(app: App, portals: Portals, ready: Callable[[str], bytes]) -> App:
    """Return a server that also answers for the portals and their files; `ready` adds live reload
    to a page."""
    mount = portals.mount

    def serve(request: Any, start_response: Any) -> Iterable[bytes]:
        path = request["PATH_INFO"].removeprefix(mount)
        if not portals.shells or not path.startswith(("p/", "a/")):
            return app(request, start_response)
        kind = "text/html; charset=utf-8"
        try:
            file = f"{path}index.html" if path.endswith("/") else path
            body = portals.file(file)
            if body is None:
                return app(request, start_response)
            if file.endswith("/index.html"):
                body = ready(body.decode("utf-8"))
            else:
                kind = "application/octet-stream"
        except PROBLEMS as error:
            body = ready(portals.problem_page(error))
        start_response("200 OK", [("Content-Type", kind), ("Cache-Control", "no-store")])
        return [body]

    return serve


# --- MkDocs' server ----------------------------------------------------------------------------

_WATCH = 0.2
"""Seconds between two looks at the files; for a thousand of them it takes 3 % of one core."""

Ready = Callable[[str], bytes]
WithDesk = Callable[[App, Portals, Ready], App]


def attach(
    server: Any,
    portals: Portals,
    build_site: Callable[[], None],
    *,
    public: Sequence[Path],
    with_desk: WithDesk,
) -> None:
    """Make MkDocs' server show portals, desk and problems, and reload them after each save.

    `public` are the files of the public part besides the theme: a change there needs a whole build
    by `build_site`. `with_desk` adds the provider's desk.
    """
    folders = [folder for folder in portals.theme.folders if folder.is_dir()]
    for folder in folders:
        server.watch(str(folder))

    def ready(html: str) -> bytes:
        return with_reload(html.encode("utf-8"), _epoch(server))

    app = with_script(server.serve_request, portals.theme.find(LIVE_SCRIPT))
    server.set_app(local_only(with_desk(with_portals(app, portals, ready), portals, ready)))
    rebuild = _Rebuild(server, portals, build_site, (*folders, *public))
    error_page = server.error_handler

    def reloading_error_page(code: int) -> bytes | None:
        """Return MkDocs' error page with live reload: the page may exist after the next save."""
        page = error_page(code)
        return with_reload(page, _epoch(server)) if page else None

    server.builder = rebuild
    server.error_handler = reloading_error_page
    _patch(server)


def _patch(server: Any) -> None:
    """Change private attributes of MkDocs 1.6.1 and ProperDocs 1.6.7: poll interval and script."""
    # MkDocs polls every half second, the longest part of the delay between a save and an open tab.
    for watching in (server.observer, *server.observer.emitters):
        watching._timeout = _WATCH
    server._inject_js_into_html = with_reload


def _epoch(server: Any) -> int:
    """Return the number of the last build that browsers know of (MkDocs 1.6.1)."""
    epoch: int = server._visible_epoch
    return epoch


class _Rebuild:
    """Builds the public part again if it has changed; a problem becomes a page.

    An exception would leave every page waiting for the next good build.
    """

    def __init__(
        self, server: Any, portals: Portals, build_site: Callable[[], None], public: Sequence[Path]
    ) -> None:
        self._server, self._portals, self._build_site = server, portals, build_site
        self._public = public
        self._built_of = stamps(public)

    def __call__(self) -> None:
        before, self._built_of = self._built_of, stamps(self._public)
        if self._portals.sound and self._built_of == before:
            with suppress(*PROBLEMS):  # the whole build below shows them
                return self._portals.announce()
        log_lines = LogLines()
        try:
            self._build_site()
        except (Exception, SystemExit) as error:
            why = f"{type(error).__name__}: {error}"
            if type(error).__name__ == "Abort" and error.__context__:
                why = str(error.__context__)  # MkDocs logs it only the first time
            lines = "\n".join(log_lines.lines(logging.ERROR)) or why
            self._portals.shells = {}
            self._portals.show_problems(Path(self._server.root), lines.splitlines())
        finally:
            log_lines.close()
        return None
