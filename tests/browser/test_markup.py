"""The Nu HTML checker has nothing to say: about no page as it is sent, and none as it is opened."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from courtside.model.values import Language
from courtside.sealing.cipher import from_text, open_page
from courtside.site import baseline
from courtside.site.layout import SLOT, page_path
from helpers.browsing import Examples
from helpers.studio import example_clients
from helpers.webtools import module, program

pytestmark = pytest.mark.browser

NOT_OURS = re.compile(
    # Material's base.html writes it on the two checkboxes of its menu, outside of any block.
    r"Attribute “autocomplete” is only allowed when the input type is .*"
    # The checker reads files, and in a file no address is 'self'. That the policy lets a page's own
    # files in, and nothing else, is tried in Chromium: test_hostile.py, and every opened page.
    r"|Resource violates Content Security Policy \(meta tag\): external (stylesheet|script) "
    r"“(\.\./\.\./|/)?assets/[\w./-]+” blocked by “(style|script)-src” directive\."
)


def check(folder: Path, pages: Mapping[str, str]) -> list[str]:
    """What the checker says about these pages, a line each; one start of Java for all."""
    files = {folder / f"{number}.html": name for number, name in enumerate(pages)}
    for file, name in files.items():
        file.write_text(pages[name], encoding="utf-8")
    done = subprocess.run(
        [
            program("java"),
            "-jar", module("vnu-jar/build/dist/vnu.jar"),
            "--format", "json",
            "--stdout",
            "--no-langdetect",  # guesses from the letters, and a ciphertext has many
            *files,
        ],
        capture_output=True, check=False, text=True,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return [
        f"{files[Path(urlsplit(said['url']).path)]}, line {said.get('lastLine', 0)}: "
        f"{said['message']}\n    {' '.join(said.get('extract', '').split())}"
        for said in json.loads(done.stdout)["messages"]
        if not NOT_OURS.fullmatch(said["message"])
    ]


def test_every_page_as_it_is_sent_and_as_it_is_opened(
    examples: Examples, page: Page, tmp_path: Path
) -> None:
    folder = examples.site.folder
    pages = {name: (folder / name).read_text("utf-8") for name in ("index.html", "404.html")}
    shells = baseline.last_baseline(folder.parent / baseline.CACHE).shells
    assert set(shells) == set(get_args(Language))
    for client in example_clients():
        own = examples.link(client)
        shell = (folder / page_path(own)).read_text("utf-8")
        text = shell.partition('<template id="sealed"')[2].partition(">")[2].partition("<")[0]
        page.goto(examples.address(client))
        page.wait_for_selector("h1")
        opened = page.locator("html").evaluate("element => element.outerHTML")
        pages[f"{client}, what is sealed"] = open_page(from_text(text), own)
        pages[f"{client}, as it is opened"] = f"<!doctype html>{opened}"
    # But for the text in its one place, a portal is sent as the shell of its language.
    pages |= {f"shell, {name}": shell.replace(SLOT, text) for name, shell in shells.items()}
    found = check(tmp_path, pages)
    assert not found, "\n".join(found)


def test_a_problem_is_found(tmp_path: Path) -> None:
    """So that silence means that nothing is wrong."""
    html = "<!doctype html><html lang=en><head><title>x</title></head><body><ul><p>x</p></ul>"
    (said,) = check(tmp_path, {"problem": html})
    assert said.startswith("problem, line 1: Element “p” not allowed as child of element “ul”")
