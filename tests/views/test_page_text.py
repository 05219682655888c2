"""What the page of each example says, as it was read the last time.

A paragraph, a heading, an item or a row is a line; drawings have snapshots of their own. A change
of words fails here once for each page that it changes: read the difference, then renew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default
from html import unescape
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import write_po

from courtside.engine.portals import ClientPage, client_pages
from courtside.engine.reminders import letters
from courtside.model.studio import Tax
from courtside.model.values import LANGUAGES, Language
from courtside.source.load import load_portfolio
from courtside.text.html import escaped, plain_text
from courtside.text.language import translator
from courtside.text.own_texts import shipped
from courtside.text.theme import OURS, Theme
from courtside.views.agreement import build_agreement
from courtside.views.agreement_pdf import context_for
from courtside.views.context import ViewContext
from courtside.views.email import invitations, reminder
from courtside.views.history.history import write_history
from courtside.views.page import Attachment, render
from courtside.views.pdf import as_data
from courtside.views.statement import build_statement
from courtside.views.statement_export import statement_markdown
from courtside.workspace.folder import project_files
from helpers.snapshots import matches
from helpers.studio import CHECKOUT, example_portals

LINES = {
    "article", "aside", "button", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "li", "ol", "p", "section", "summary", "table", "title", "tr", "ul",
}  # fmt: skip
"""Elements that begin a line."""


class Lines(HTMLParser):
    """Reads a page as somebody would who has no colours and no drawings."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._drawn = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._drawn += tag in ("svg", "template")
        self.text += "\n" if tag in LINES else " | " if tag in ("td", "th") else ""
        if tag[0] == "h" and tag[1:].isdigit():
            self.text += f"{'#' * int(tag[1:])} "
        if {"cs-line", "cs-small"} & set((dict(attrs).get("class") or "").split()):
            self.text += " / "

    def handle_endtag(self, tag: str) -> None:
        self._drawn -= tag in ("svg", "template")
        self.text += "\n" if tag in LINES else ""

    def handle_data(self, data: str) -> None:
        if not self._drawn:
            self.text += data.replace("\n", " ")


def text_of(html: str) -> str:
    """The words of a page, a line for each block, without empty ones."""
    reader = Lines()
    reader.feed(html)
    reader.close()
    lines = (
        " ".join(line.split()).removeprefix("| ").replace("| / ", "| ")
        for line in reader.text.splitlines()
    )
    return "\n".join(line for line in lines if line) + "\n"


@pytest.mark.parametrize("portal", example_portals(), ids=lambda portal: portal.id)
def test_the_page_says_what_it_said(portal: ClientPage) -> None:
    files = {
        f"{status.project.id}/{name}": Attachment(slug="slug", digest="sum")
        for status in portal.projects
        for name in status.project.files
    }
    matches(f"page/{portal.id}.txt", text_of(render(portal, files)))


def test_a_studio_can_address_its_clients_formally() -> None:
    portfolio, _ = load_portfolio(project_files(CHECKOUT / "projects"))
    assert portfolio
    studio = portfolio.studio.model_copy(update={"address": "formal"})
    shown = client_pages(replace(portfolio, studio=studio), date(2026, 5, 8))
    (formal,) = (portal for portal in shown if portal.id == "campana")
    (status,) = formal.projects
    page = text_of(render(formal, {}))
    assert "# La pelota está en su campo: Visto bueno final" in page
    assert "¿Ya ha respondido? Díganoslo: cuenta el día en que respondió." in page
    assert "Si se retrasa usted" in page
    assert "tu campo" in text_of(render(replace(formal, studio=portfolio.studio), {}))
    paper = build_agreement(context_for(studio, status, formal.today), heading=2)
    assert "Conservas La Ría (usted)" in paper.between
    address = "https://studio.example/p/x/#y"
    (invited,) = invitations(formal, address).values()
    first = message_from_bytes(invited, policy=default)
    assert "Buenos días, Marta Olmedo:" in first.get_content()
    (letter,) = letters([formal])
    assert reminder(letter, address).subject.startswith("Aún necesitamos su respuesta: ")


SIGNS = "¤&<i>\"'"
"""Stands in each own text, before its full stop: markup, if it were not escaped."""


@pytest.fixture(scope="module")
def own_theme(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    """The theme of an owner who says each text of each language otherwise."""
    folder = tmp_path_factory.mktemp("overrides")
    (folder / "locale").mkdir()
    for language in LANGUAGES:
        catalog = deepcopy(shipped(language))
        for message in catalog:
            ours = message.string if any(message.string) else message.id
            texts = [ours] if isinstance(ours, str) else ours
            signed = [re.sub(r"\.?\Z", lambda end: SIGNS + end[0], text, count=1) for text in texts]
            message.string = tuple(signed) if message.pluralizable else signed[0]
        with (folder / "locale" / f"{language}.po").open("wb") as file:
            write_po(file, catalog)
    return Theme.over(folder)


ONE_OF_EACH = tuple({page.language: page for page in example_portals()}.values())
"""A page in each language."""


def everything(page: ClientPage, theme: Theme) -> Iterator[tuple[str, str]]:
    """All that is said about a client: how SIGNS are written there, and the words."""
    html = render(page, theme=theme)
    assert "<i>" not in html
    yield SIGNS, text_of(html)
    yield SIGNS, unescape(html).replace("\n ", "")  # the calendar folds its lines
    for mail in invitations(page, "https://x.example/", theme).values():
        yield SIGNS, str(message_from_bytes(mail, policy=default).get_content())
    for status in page.projects:
        ctx = context_for(page.studio, status, page.today, theme)
        agreed = as_data(build_agreement(ctx, heading=2))
        yield json.dumps(SIGNS, ensure_ascii=False)[1:-1], json.dumps(agreed, ensure_ascii=False)
        yield escaped(SIGNS), statement_markdown(build_statement(ctx, version="0"))
        yield SIGNS, "\n".join(plain_text(event.text) for event in write_history(ctx))
    for letter in letters([page]):
        text = reminder(letter, "https://x.example/", theme)
        yield SIGNS, f"{text.subject}\n{text.text}"


@pytest.mark.parametrize("portal", ONE_OF_EACH, ids=lambda portal: portal.language)
def test_own_texts_go_first_everywhere_and_are_never_markup(
    portal: ClientPage, own_theme: Theme
) -> None:
    said = zip(everything(portal, OURS), everything(portal, own_theme), strict=True)
    for number, ((_, ours), (signs, own)) in enumerate(said):
        assert own.count(signs) == own.count("¤") > 1
        if number != 1:  # drawings differ, since the words are wider
            assert own.replace(signs, "").split() == ours.split()


def test_blocks_are_lines_and_cells_stand_apart() -> None:
    html = (
        "<title>T</title><h2>Who &amp; what</h2><p>One <b>line</b>\nand no more</p>"
        "<svg><text>drawn</text></svg><table><tr><th>a<span class='cs-small cs-x'>c</span></th>"
        "<td><span class='cs-line'>b</span></td></tr></table>"
    )
    assert text_of(html) == "T\n## Who & what\nOne line and no more\na / c | b\n"


@pytest.mark.parametrize(
    ("note", "language", "said"),
    [
        ({"en": "excl. VAT"}, "en", "excl. VAT"),
        ({"en": "excl. VAT"}, "es", "IVA no incluido"),
        ({"en": "incl. VAT"}, "fr", "TVA comprise"),
        ({"en": "no <VAT>", "de": "ohne <USt.>"}, "de", "ohne <USt.>"),
        ({"en": "no <VAT>", "de": "ohne <USt.>"}, "it", "no <VAT>"),
    ],
)
def test_the_tax_note_is_in_the_reader_s_language(
    note: dict[str, str], language: Language, said: str
) -> None:
    (plain,) = (portal for portal in example_portals() if portal.id == "atlas")
    studio = plain.studio.model_copy(update={"tax": (Tax.model_validate({"note": note}),)})
    t = translator(language, plain.today)
    project = plain.projects[0].project.model_copy(update={"tax": None})
    status = replace(plain.projects[0], project=project)
    ctx = ViewContext(t=t, studio=studio, status=status)
    assert [note.unescape() for note in ctx.tax_notes()] == [said]
    (first,) = plain.shown
    shown = replace(plain, language=language, studio=studio, shown=(replace(first, status=status),))
    assert text_of(render(shown, {})).count(said) == 2
