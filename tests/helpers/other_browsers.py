"""Firefox and WebKit, as far as a page can be tried in both of them in the same way.

    with firefox() as browser:
        browser.open("http://127.0.0.1:…/p/…/#…", width=390)
        browser.click("summary")
        browser.ask("() => document.title")

Firefox is driven by puppeteer-core over BiDi, WebKit by Selenium in the MiniBrowser of WebKitGTK.
Where one is missing, this fails and says what to install; it never skips a test.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from helpers.webtools import MODULES, module, program

HEIGHT = 844
PATIENCE = 10
"""Seconds within which a page stands, on a machine that is busy."""
_MINI_BROWSERS = (
    "/usr/lib/*/webkit2gtk-*/MiniBrowser",
    "/usr/lib*/webkit2gtk-*/MiniBrowser",
    "/usr/libexec/webkit2gtk-*/MiniBrowser",
)
_NARROW = "* { margin: 0; min-width: 0; padding: 0; }"
"""The toolbar of the MiniBrowser is wider than a phone, unless its buttons are close together."""


class OtherBrowser(Protocol):
    """One window, in which one page is open."""

    def open(self, address: str, *, width: int) -> None:
        """Load a page in a window so many pixels wide."""

    def resize(self, width: int) -> None: ...

    def click(self, selector: str) -> None:
        """Click on the first element, as a mouse does."""

    def ask(self, function: str) -> Any:
        """Return what a function of JavaScript gives; it takes nothing."""


def wait_for(browser: OtherBrowser, condition: str) -> None:
    """Until an expression of JavaScript is true; raises AssertionError with the page's text."""
    until = time.monotonic() + PATIENCE
    while not browser.ask(f"() => Boolean({condition})"):
        assert time.monotonic() < until, browser.ask("() => document.body.innerText")
        time.sleep(0.02)


@dataclass(frozen=True, kw_only=True, slots=True)
class Firefox:
    """Firefox behind a process of Node that takes commands."""

    process: subprocess.Popen[str]

    def open(self, address: str, *, width: int) -> None:
        self._do(open=address, width=width)

    def resize(self, width: int) -> None:
        self._do(resize=width)

    def click(self, selector: str) -> None:
        self._do(click=selector)

    def ask(self, function: str) -> Any:
        return self._do(ask=function)

    def pdf(self) -> bytes:
        """Print the page on A4."""
        return base64.b64decode(self._do(print="A4"))

    def _do(self, **command: object) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps(command), file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline() or '{"fault": "Firefox has ended"}')
        assert "fault" not in answer, answer["fault"]
        return answer["answer"]


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Start Firefox without a window."""
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    assert path, "Firefox is missing: ./.ci/browsers installs it, or install 'firefox-esr'"
    module("puppeteer-core/package.json")
    process = subprocess.Popen(
        [program("node"), MODULES.parent / "firefox.mjs", path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:  # which closes stdin, and waits
        yield Firefox(process=process)


@dataclass(frozen=True, kw_only=True, slots=True)
class WebKit:
    """The MiniBrowser of WebKitGTK."""

    driver: webdriver.Remote

    def open(self, address: str, *, width: int) -> None:
        self.resize(width)
        self.driver.get("about:blank")
        self.driver.get(address)

    def resize(self, width: int) -> None:
        self.driver.set_window_size(width, HEIGHT)
        wait_for(self, f"innerWidth === {width}")

    def click(self, selector: str) -> None:
        self.driver.find_element(By.CSS_SELECTOR, selector).click()

    def ask(self, function: str) -> Any:
        return self.driver.execute_script(f"return ({function})()")


@contextmanager
def webkit() -> Iterator[WebKit]:
    """Start the MiniBrowser on a screen that nobody sees."""
    mini_browser = next((str(p) for g in _MINI_BROWSERS for p in Path("/").glob(g[1:])), None)
    server, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    assert mini_browser, _WITHOUT_WEBKIT
    assert server, _WITHOUT_WEBKIT
    assert screen, "Xvfb is missing: ./.ci/browsers installs it, or install 'xvfb'"
    with TemporaryDirectory() as home, _display(screen) as display:
        (Path(home) / "gtk-3.0").mkdir()
        (Path(home) / "gtk-3.0" / "gtk.css").write_text(_NARROW, "utf-8")
        options = Options()
        options.binary_location = mini_browser
        options.add_argument("--automation")
        environ = {**os.environ, "DISPLAY": display, "XDG_CONFIG_HOME": home}
        service = Service(server, env=environ)
        service.start()
        try:
            here = ClientConfig(remote_server_addr=service.service_url)
            with webdriver.Remote(RemoteConnection(client_config=here), options=options) as driver:
                yield WebKit(driver=driver)
        finally:
            service.stop()


_WITHOUT_WEBKIT = "WebKit is missing: ./.ci/browsers installs it, or install 'webkit2gtk-driver'"


@contextmanager
def _display(xvfb: str) -> Iterator[str]:
    """A screen of its own for the block, by its number: `:99`."""
    command = [xvfb, "-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout
        yield f":{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.communicate()


BROWSERS: dict[str, Callable[[], AbstractContextManager[OtherBrowser]]] = {
    "firefox": firefox,
    "webkit": webkit,
}
