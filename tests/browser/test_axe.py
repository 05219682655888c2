"""No finding of axe (WCAG 2.2 AA and best practice) on any page, in each way of seeing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from helpers.browsing import Examples
from helpers.studio import example_clients
from helpers.webtools import module

pytestmark = pytest.mark.browser

RUN = """async ({ tags, without }) => {
    const { violations, incomplete } = await axe.run(document, {
        runOnly: tags, resultTypes: ["violations", "incomplete"],
        rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
    });
    const plain = (found) => found.flatMap(({ id, nodes }) => nodes.map((node) => ({
        rule: id, selector: node.target.join(" "), snippet: node.html.slice(0, 200),
        // Axe cannot tell what lies below a text in a drawing (test_manners.py computes it),
        // nor in a table's part that is scrolled away (it can where the table is seen whole).
        untold: id === "color-contrast"
            && Boolean(document.querySelector(node.target[0])?.closest("svg, .cs-scroll")),
        says: [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; "),
    })));
    return { violations: plain(violations), incomplete: plain(incomplete) };
}"""
MESSAGE = ("page-has-heading-one",)
"""Best practice for a page. A message is no page: it is one sentence, and has the focus."""
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mode:
    """One way of seeing a page."""

    width: int = 1280
    scheme: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"
    direction: Literal["ltr", "rtl"] = "ltr"


MODES: Mapping[str, Mode] = {
    "light": Mode(),
    "dark": Mode(scheme="dark"),
    "320 pixels": Mode(width=320),
    "200 % zoom": Mode(width=640),  # that is all that zoom changes for a page of 1280
    "right to left": Mode(direction="rtl"),
    "print": Mode(media="print"),
}


def look(page: Page, mode: Mode) -> None:
    # Without motion, since a colour that is on its way to another one is neither.
    page.emulate_media(color_scheme=mode.scheme, media=mode.media, reduced_motion="reduce")
    page.set_viewport_size({"width": mode.width, "height": 900})
    page.evaluate("(dir) => { document.documentElement.dir = dir; }", mode.direction)


def unfold(page: Page) -> None:
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


def findings(
    page: Page,
    where: str,
    *,
    modes: Mapping[str, Mode] = MODES,
    without: tuple[str, ...] = (),
) -> list[str]:
    """What axe finds on the page that is open, a line each; `without` these rules."""
    unfold(page)
    page.evaluate(module("axe-core/axe.min.js").read_text("utf-8"))  # not stopped by the policy
    lines: list[str] = []
    for name, mode in modes.items():
        look(page, mode)
        found: dict[str, list[dict[str, Any]]] = page.evaluate(
            RUN, {"tags": TAGS, "without": without}
        )
        unsure = [finding for finding in found["incomplete"] if not finding["untold"]]
        lines += [
            f"{where}, {name}: {finding['rule']} at {finding['selector']}: {finding['says']}\n"
            f"    {finding['snippet']}"
            for finding in (*found["violations"], *unsure)
        ]
    return lines


@pytest.mark.parametrize("client", example_clients())
def test_an_opened_portal(examples: Examples, page: Page, client: str) -> None:
    page.goto(examples.address(client))
    page.wait_for_selector("h1")
    found = findings(page, client)
    assert not found, "\n".join(found)


def test_the_pages_that_are_seen_without_a_key(examples: Examples, page: Page) -> None:
    aurora = examples.link("aurora")
    portal = f"{examples.site.base}/p/{aurora.slug}/"
    pages = {
        "front page": f"{examples.site.base}/",
        "not found": f"{examples.site.base}/nowhere",
        "no key": portal,
        "wrong key": f"{portal}#{examples.link('kiln').key}",
    }
    found: list[str] = []
    for name, address in pages.items():
        page.goto("about:blank")  # so that a key alone loads the page anew
        page.goto(address)
        message = name.endswith("key")
        if message:
            page.wait_for_selector("[data-message=opening]", state="hidden")
        assert page.locator("main").inner_text().strip(), name
        found += findings(page, name, without=MESSAGE if message else ())
    assert not found, "\n".join(found)


def test_a_file_that_does_not_open(examples: Examples, page: Page) -> None:
    """Its words stand beside the opened page."""
    page.goto(examples.address("atlas"))
    page.wait_for_selector("h1")
    unfold(page)
    page.route("**/a/*.bin", lambda route: route.abort())
    page.locator("[data-file]").first.click()
    page.wait_for_selector("[data-message=no-file]")
    page.unroute("**/a/*.bin")
    found = findings(page, "no file", modes={name: MODES[name] for name in ("light", "dark")})
    assert not found, "\n".join(found)


def test_a_problem_is_found(page: Page) -> None:
    """So that silence means that nothing is wrong."""
    page.goto("about:blank")
    page.set_content(
        "<!doctype html><html><head><title>Problem</title></head><body><main><h1>Problem</h1>"
        "<p style='color: #999; background: #fff'>Too light.</p><img src='data:,'></main></body>"
    )
    said = "\n".join(findings(page, "problem", modes={"light": Mode()}))
    for rule in ("color-contrast", "html-has-lang", "image-alt"):
        assert f"problem, light: {rule} at " in said
