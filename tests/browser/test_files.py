"""A client opens the link, clicks on a file, and has it under its real name."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpers.browsing import visited
from helpers.studio import build_studio, make_studio, project

pytestmark = pytest.mark.browser


def test_a_file_is_saved_under_its_real_name(browser: Browser, tmp_path: Path) -> None:
    portfolio = make_studio(tmp_path, aurora=f"{project()}files: [Brief nº 2.pdf]\n")
    (portfolio / "projects" / "aurora").mkdir()
    (portfolio / "projects" / "aurora" / "Brief nº 2.pdf").write_bytes(b"%PDF what was agreed")
    build_studio(portfolio)
    with visited(browser, portfolio) as page:
        page.locator("summary:has([id$='--files'])").click()
        page.evaluate(
            """() => {
                const make = URL.createObjectURL;
                URL.createObjectURL = (blob) => make(globalThis.made = blob);
            }"""
        )
        with page.expect_download() as saving:
            page.get_by_role("button", name="Brief nº 2.pdf").click()
        assert saving.value.suggested_filename == "Brief nº 2.pdf"
        assert Path(saving.value.path()).read_bytes() == b"%PDF what was agreed"
        # An HTML file would run as a page of the site where a browser opens it.
        assert page.evaluate("made.type") == "application/octet-stream"
