"""A client opens the link, clicks on a file, and has it under its real name."""

from __future__ import annotations

import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from courtside.keys import RootSecret, address, link
from house import SECRET, build_house, make_house, project

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
pytestmark = pytest.mark.browser


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_file_is_saved_under_its_real_name(tmp_path: Path) -> None:
    house = make_house(tmp_path, aurora=f"{project()}files: [Brief nº 2.pdf]\n")
    (house / "projects" / "aurora").mkdir()
    (house / "projects" / "aurora" / "Brief nº 2.pdf").write_bytes(b"%PDF what was agreed")
    build_house(house)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(house / "site")))
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False)
            page = browser.new_page()
            page.goto(address(base, link(RootSecret.parse(SECRET), "aurora", 1)))
            with page.expect_download() as saving:
                page.get_by_role("button", name="Brief nº 2.pdf").click()
            saved = saving.value
            assert saved.suggested_filename == "Brief nº 2.pdf"
            assert Path(saved.path()).read_bytes() == b"%PDF what was agreed"
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
