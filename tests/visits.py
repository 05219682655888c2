"""A client's visit: a built site served on this machine, and a portal of it opened in Chromium."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from courtside.keys import RootSecret, address, link
from house import SECRET

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def visit(house: Path, client: str = "aurora", **how: object) -> Iterator[Page]:
    """Open the portal of a client by its link; `how` is for Playwright, such as a viewport."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(house / "site")))
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False)
            page = browser.new_page(**how)
            page.goto(address(base, link(RootSecret.parse(SECRET), client, 1)))
            page.wait_for_selector("article.cs-project")
            yield page
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
