"""One Chromium, and the examples that ship, built once and served.

To open a tab takes ten times as long as to load a page in it. A test that leaves nothing behind
takes `page`, which is the same tab each time; one with a clock, a listener or a script of its own
makes a tab of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from helpers.browsing import Examples, chromium, served_examples


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def tab(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture
def page(tab: Page) -> Page:
    """The tab as it was when it was opened: on a screen of usual size, in light."""
    tab.set_default_timeout(5000)
    tab.set_viewport_size({"width": 1280, "height": 720})
    tab.emulate_media(media="null", color_scheme="null", reduced_motion="null")
    return tab


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Examples]:
    with served_examples(tmp_path_factory.mktemp("examples")) as examples:
        yield examples
