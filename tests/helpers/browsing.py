"""Chromium, and a site as hosts serve it: compressed, to be kept for ten minutes, counted.

    with served(studio / "site") as site, chromium() as browser:
        browser.new_page().goto(site.base)
    site.answers  ->  [Answer(host="127.0.0.1:...", path="/", status=200, size=1834)]

Where Chromium is missing, `chromium` fails and says what to install; it never skips a test.
"""

from __future__ import annotations

import gzip
import shutil
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from courtside.sealing.keys import Link, RootSecret, address, link
from helpers.studio import SECRET, build_studio, make_examples

NAMES = ("chromium", "chromium-browser", "google-chrome")
STICKING_OUT = """() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide <= 0) return [];
    const [from, to] = [0, document.documentElement.clientWidth];
    return [`${wide} pixels too wide`, ...[...document.querySelectorAll("body *")]
        .filter((each) => {
            const box = each.getBoundingClientRect();
            return box.width && (box.right > to + 1 || box.left < from - 1)
                && !each.parentElement.closest(".cs-scroll");
        })
        .map((each) => each.outerHTML.slice(0, 120))];
}"""
"""What sticks out of the page, or by how much the page is too wide."""
CUT_TABLES = """() => [...document.querySelectorAll(".cs-scroll")]
    .filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth)
    .map((each) => each.innerText.slice(0, 60))"""
"""The tables of which a column lies beyond the edge."""
PACKED = (".html", ".css", ".js", ".txt", ".svg", ".json")
"""What hosts compress; a sealed file cannot be made smaller."""


def executable() -> str:
    """Where Chromium is; raises AssertionError where it is not."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "Chromium is missing: make test installs it, or install the package 'chromium'"
    return found


@contextmanager
def chromium(*arguments: str) -> Iterator[Browser]:
    """A browser that speaks to nobody by itself."""
    always = (
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-first-run",
    )  # fmt: skip
    with _playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=[*always, *arguments]
        )
        yield browser
        browser.close()


_RUNNING: list[Playwright] = []


@contextmanager
def _playwright() -> Iterator[Playwright]:
    """The one that runs, since a process can have no second beside it; or a new one."""
    if _RUNNING:
        yield _RUNNING[0]
        return
    with sync_playwright() as playwright:
        _RUNNING.append(playwright)
        yield playwright
        _RUNNING.clear()


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the server was asked, and what it sent."""

    host: str
    """The name by which it was asked."""
    path: str
    status: int
    size: int
    """Bytes over the wire: head and body, compressed."""


@dataclass(kw_only=True)
class Served:
    """A folder that is served, and all answers so far."""

    folder: Path
    port: int
    answers: list[Answer] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def asked(self) -> list[str]:
        """The paths, in order."""
        return [answer.path for answer in self.answers]


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve a folder from a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    site = server.site = Served(folder=folder, port=server.server_address[1])
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


@contextmanager
def visited(browser: Browser, portfolio: Path, client: str = "aurora") -> Iterator[Page]:
    """A client's visit: the portal of a built studio, opened by its link."""
    with served(portfolio / "site") as site, browser.new_context() as context:
        page = context.new_page()
        page.goto(address(site.base, link(RootSecret.parse(SECRET), client, 1)))
        page.wait_for_selector(".cs-project")
        yield page


@dataclass(frozen=True, kw_only=True, slots=True)
class Examples:
    """The site of the examples that ship, served."""

    site: Served

    def link(self, client: str) -> Link:
        return link(RootSecret.parse(SECRET), client, 1)

    def address(self, client: str) -> str:
        """What the client was sent."""
        return address(self.site.base, self.link(client))


@contextmanager
def served_examples(folder: Path) -> Iterator[Examples]:
    """Build the studio that ships in an empty folder, and serve it."""
    build_studio(make_examples(folder))
    with served(folder / "site") as site:
        yield Examples(site=site)


def flat(text: str) -> str:
    """Letters and digits alone: how a text is set, and where its lines end, does not matter."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(sign for sign in plain if sign.isalnum())


@lru_cache(maxsize=64)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


class _Handler(BaseHTTPRequestHandler):
    """GitHub Pages' habits: gzip for text, ten minutes of cache, 304 for what is unchanged."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        file = self.server.site.folder / path
        file = file / "index.html" if path.endswith("/") or not path else file
        status = 200 if file.is_file() else 404
        file = file if status == 200 else self.server.site.folder / "404.html"
        body = file.read_bytes() if file.is_file() else b""
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        head = {
            "Content-Type": guess_type(file.name)[0] or "application/octet-stream",
            "Cache-Control": "max-age=600",
            "ETag": tag,
        }
        if status == 200 and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        elif file.suffix in PACKED and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = _packed(body)
            head |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        head["Content-Length"] = str(len(body))
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
        lines += [f"{name}: {value}" for name, value in head.items()]
        self._send("\r\n".join([*lines, "", ""]).encode() + body, status)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Anything else, such as a form or another protocol: it is kept, and refused."""
        self.close_connection = True
        self._send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", 400)

    def _send(self, content: bytes, status: int) -> None:
        """First the record, then the bytes: whoever has them finds the record."""
        headers = getattr(self, "headers", None)
        host = str(headers.get("Host", "")) if headers else "no HTTP at all"
        path = getattr(self, "path", "")
        answer = Answer(host=host, path=path, status=status, size=len(content))
        self.server.site.answers.append(answer)
        self.wfile.write(content)
