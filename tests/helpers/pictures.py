"""Take the pictures of the documentation again, after the page has changed.

    .venv/bin/python tests/helpers/pictures.py    ->  docs/portal.png, docs/proposal.png, ...

One project, as of three days, in the studio of the examples. It needs Chromium and pdftoppm.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, FloatRect, Page

sys.path.insert(0, str(Path(__file__).parents[1]))

from helpers.browsing import chromium, visited
from helpers.studio import CHECKOUT, build_studio, make_studio, shipped_studio

DOCS = CHECKOUT / "docs"
PROJECT = """\
title: Booking page
client: {name: Nido Yoga, contact: Ana Nido, email: hello@nido.example}
price: 3200 EUR
quoted: {date: 2026-05-11, until: 2026-06-30}
deposit: 30%
stages:
  - {id: brief, title: Discovery and brief, owner: provider, days: 5, gives: [A one-page brief]}
  - {id: copy, title: Texts and photos, owner: client, days: 5, gives: [Final texts, 20 photos]}
  - {id: design, title: Design, owner: provider, days: 8, gives: ["All pages, phone and desktop"]}
  - {id: design-ok, title: Approval of the design, owner: client, days: 3, approves: design}
  - {id: build, title: Build, owner: provider, days: 10, gives: [The site at a test address]}
  - {id: balance, title: Final payment, owner: client, pay: 70%}
  - {id: launch, title: Launch and handover, owner: provider, days: 1}
"""
SIGNED = """\
signed: {date: 2026-05-18, by: Ana Nido}
start: 2026-05-21
payments:
  - {date: 2026-05-20, for: deposit, amount: 1161.60 EUR}
"""


def studio(folder: Path, day: str, text: str) -> Path:
    """Build a studio with this one project, as of a day."""
    make_studio(folder, nido=text)
    settings = re.sub(rb"(?m)^example_day:.*$", f"example_day: {day}".encode(), shipped_studio())
    (folder / "projects" / "_studio.yml").write_bytes(settings)
    build_studio(folder)
    return folder


def late_client() -> str:
    """Return the project with its brief handed over, and the texts still missing."""
    done = PROJECT.replace("days: 5, gives: [A one", "days: 5, done: 2026-05-27, gives: [A one")
    return done + SIGNED


def shoot(page: Page, name: str, *, width: int) -> None:
    """Save the page from its title to the end of the timeline."""
    page.set_viewport_size({"width": width, "height": 1200})
    page.wait_for_timeout(300)
    top = page.locator(".cs-project").first.bounding_box()
    end = page.locator(".cs-timeline").first.bounding_box()
    assert top
    assert end
    y = top["y"] - 24
    height = end["y"] + end["height"] + 12 - y
    clip: FloatRect = {"x": 0, "y": y, "width": width, "height": height}
    page.screenshot(path=DOCS / name, clip=clip, full_page=True)


def agreement(folder: Path) -> None:
    """Save the agreement of the studio's project as a picture."""
    courtside = Path(sys.executable).with_name("courtside")
    subprocess.run([courtside, "agreement", "nido", "-o", "nido.pdf"], cwd=folder, check=True)
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", "75", "nido.pdf", "agreement"],
        cwd=folder,
        check=True,
    )
    shutil.move(folder / "agreement.png", DOCS / "agreement.png")


def take(browser: Browser, root: Path) -> None:
    """Take all pictures."""
    proposal = studio(root / "proposal", "2026-05-20", PROJECT)
    with visited(browser, proposal, "nido") as page:
        shoot(page, "proposal.png", width=860)
        shoot(page, "first-portal.png", width=430)
    agreement(proposal)
    with visited(browser, studio(root / "late", "2026-06-09", late_client()), "nido") as page:
        shoot(page, "portal.png", width=860)


if __name__ == "__main__":
    with TemporaryDirectory() as scratch, chromium() as browser:
        take(browser, Path(scratch))
