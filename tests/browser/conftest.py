"""One Chromium for each module, and the examples that ship, built once and served."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from helpers.browsing import Examples, chromium, served_examples


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Examples]:
    with served_examples(tmp_path_factory.mktemp("examples")) as examples:
        yield examples
