"""The draft of a mail: the link survives every encoding on the way."""

from __future__ import annotations

import email
from datetime import date
from email.policy import default
from typing import get_args

import pytest

from courtside.engine import portals
from courtside.model.values import Language
from courtside.views import email as mail
from helpers.studio_texts import PROJECT, portfolio_of, spoilt

LINK = "https://studio.example/p/bTEQkO2n_wRrO7J4Wq1Xlg/#" + "x-_9" * 10 + "abc"


def draft(language: Language, title: str = "Nueva web") -> bytes:
    project = spoilt(PROJECT, ("New website", title), ("", f"language: {language}\n"))
    (portal,) = portals.client_pages(portfolio_of(aurora=project), date(2026, 3, 17))
    (only,) = mail.invitations(portal, LINK).values()
    return only


@pytest.mark.parametrize("language", get_args(Language))
def test_the_link_stands_on_a_line_of_its_own(language: Language) -> None:
    message = email.message_from_bytes(draft(language), policy=default)
    assert f"<{LINK}>" in message.get_content().splitlines()
    assert message["To"].addresses[0].addr_spec == "lucia@aurora.example"
    assert message["X-Unsent"] == "1"


def test_everybody_whom_a_project_of_the_page_names_gets_the_link() -> None:
    def of(title: str, client: str) -> str:
        named = f"{{name: Aurora, id: aurora, {client}}}"
        return spoilt(
            PROJECT,
            ("New website", title),
            ("{name: Aurora, email: lucia@aurora.example}", named),
        )

    closed = spoilt(of("Old", "email: old@a.example"), ("", "closed: 2026-03-02\n"))
    read = portfolio_of(
        b=of("Site", "email: l@a.example, cc: [boss@a.example]"),
        a=of("Logo", "email: l@a.example, cc: [boss@a.example]"),
        c=of("Shop", "email: l@a.example, cc: [other@a.example]"),
        d=of("Film", "email: jo@a.example, contact: Jo"),
        old=closed,
    )
    (portal,) = portals.client_pages(read, date(2026, 3, 17))
    found = mail.invitations(portal, LINK)
    assert list(found) == ["aurora", "aurora.c", "aurora.d"]
    messages = [email.message_from_bytes(raw, policy=default) for raw in found.values()]
    assert [
        [box.addr_spec for name in ("To", "Cc") if name in m for box in m[name].addresses]
        for m in messages
    ] == [["l@a.example", "boss@a.example"], ["l@a.example", "other@a.example"], ["jo@a.example"]]
    assert [m.get_content().splitlines()[0] for m in messages] == [
        "Hello Aurora,",
        "Hello Aurora,",
        "Hello Jo,",
    ]
    # The link opens all of them, to everybody.
    assert {m["Subject"] for m in messages} == {
        "Your page: “Logo”, “Site”, “Shop” and “Film”",
    }


def test_the_languages_differ_and_the_bytes_do_not() -> None:
    assert draft("es") == draft("es")
    assert draft("es") != draft("en")


def test_words_of_a_title_are_no_markup_and_no_header() -> None:
    message = email.message_from_bytes(draft("en", "A <b> & {x} title"), policy=default)
    assert "A <b> & {x} title" in message.get_content()
    assert message["Subject"].endswith("“A <b> & {x} title”")
