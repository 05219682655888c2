"""What `mkdocs serve` needs beside a build: a page for faults, and live reload under the policy.

MkDocs writes its reload script into each page that it serves, where the policy forbids it. So a
line is written there that fetches ours, with the number of the build that the page came from.
The files of the site are the same as in production: this is added while they are served.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

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
    environment = Environment(
        loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined
    )
    try:
        page = environment.get_template("fault.html").render(
            faults=faults, stylesheets=sheets, policy=POLICY, mount=mount
        )
    except TemplateError:  # the fault may be in that very template
        page = Markup("<!doctype html><title>Not built</title><pre>{}</pre>").format(
            "\n".join(faults)
        )
    for folder in ("p", "a"):
        shutil.rmtree(site / folder, ignore_errors=True)
    for name in ("index.html", "404.html"):
        (site / name).write_text(page, encoding="utf-8")


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
