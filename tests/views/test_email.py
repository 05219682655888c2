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
    return mail.invitation(portal, LINK)


@pytest.mark.parametrize("language", get_args(Language))
def test_the_link_stands_on_a_line_of_its_own(language: Language) -> None:
    message = email.message_from_bytes(draft(language), policy=default)
    assert f"<{LINK}>" in message.get_content().splitlines()
    assert message["To"].addresses[0].addr_spec == "lucia@aurora.example"
    assert message["X-Unsent"] == "1"


def test_the_languages_differ_and_the_bytes_do_not() -> None:
    assert draft("es") == draft("es")
    assert draft("es") != draft("en")


def test_words_of_a_title_are_no_markup_and_no_header() -> None:
    message = email.message_from_bytes(draft("en", "A <b> & {x} title"), policy=default)
    assert "A <b> & {x} title" in message.get_content()
    assert message["Subject"].endswith("“A <b> & {x} title”")
