"""The first screen of a phone: whose turn it is, by when, and what is to pay."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Page, ViewportSize

from courtside.engine.portals import ClientPage
from courtside.text.language import translator
from courtside.views.context import ViewContext
from courtside.views.headline import write_headline
from helpers.browsing import Examples
from helpers.studio import example_portals

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 390, "height": 844}


SEEN = """() => {
    const words = [];
    const all = document.createTreeWalker(document.querySelector(".cs-headline"), 4);
    while (all.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(all.currentNode);
        const box = range.getBoundingClientRect();
        if (box.width && box.bottom <= innerHeight) words.push(all.currentNode.textContent);
    }
    return words.join(" ");
}"""


@pytest.mark.parametrize("client", example_portals(), ids=lambda client: client.id)
def test_it_holds_whose_turn_by_when_and_what_is_to_pay(
    examples: Examples, page: Page, client: ClientPage
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(examples.address(client.id))
    page.wait_for_selector(".cs-project")
    seen = " ".join(page.evaluate(SEEN).split())
    status = client.projects[0]
    t = translator(client.language, client.today, whole_days=True)
    title = write_headline(ViewContext(t=t, studio=client.studio, status=status)).title
    letters = "".join(seen.split())
    assert "".join(title.striptags().split()) in letters
    if status.project.signed is None:
        amount = t.money(status.money.gross, client.studio.currency)
    elif status.due:
        total = sum((due.amount for due in status.due), Decimal(0))
        amount = t.money(abs(total), client.studio.currency)
    else:
        assert page.locator(".cs-headline .cs-small").first.bounding_box()
        return
    assert "".join(amount.split()) in letters
