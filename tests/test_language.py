"""Every text in every language; dates, money and lists as CLDR has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from courtside.language import CATALOGS, translator
from courtside.page import TEMPLATES
from courtside.project import Days, Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
ENGINE = CATALOGS.parent
TODAY = date(2026, 3, 27)
KEYWORDS = {"say": None, "count": (1, 2)}

Message = tuple[str, ...]
"""A text, or a text and its plural."""


def in_code() -> Iterator[Message]:
    for path in sorted(ENGINE.glob("*.py")):
        with path.open("rb") as file:
            for _, found, _, _ in extract("python", file, keywords=KEYWORDS):
                yield found if isinstance(found, tuple) else (found,)


def in_templates() -> Iterator[Message]:
    for path in sorted(TEMPLATES.glob("*.html")):
        with path.open("rb") as file:
            for _, _, found, _ in babel_extract(file, list(KEYWORDS), [], {}):
                yield found if isinstance(found, tuple) else (found,)


def said() -> set[Message]:
    """All texts, without what `count` and `say` are given beside them."""
    found = {
        tuple(text for text in message if isinstance(text, str))
        for message in (*in_code(), *in_templates())
    }
    return {message for message in found if message}


def written(language: str) -> dict[Message, Message]:
    """The catalog of a language."""
    with (CATALOGS / language / "courtside.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    return {
        message.id if isinstance(message.id, tuple) else (message.id,): (
            tuple(message.string) if isinstance(message.id, tuple) else (str(message.string),)
        )
        for message in catalog
        if message.id
    }


def holders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_language_has_a_catalog() -> None:
    assert {path.parent.name for path in CATALOGS.glob("*/courtside.po")} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_and_none_unused(language: Language) -> None:
    assert said() - set(written(language)) == set()
    assert set(written(language)) - said() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_are_whole_and_have_the_same_values(language: Language) -> None:
    for texts, translations in written(language).items():
        for translation in translations:
            if language == "en":  # stays as it stands in the code
                assert translation == ""
                continue
            assert translation, texts
            wanted = holders(texts[-1])
            assert holders(translation) | {"n"} == wanted | {"n"}, translation
            if len(texts) == 1:
                assert holders(translation) == wanted, translation
            sentence = " " in texts[0] and texts[0][-1] in ".:?"
            assert not sentence or translation[-1] == texts[0][-1], translation


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_takes_its_values_and_escapes_them(language: Language) -> None:
    speak = translator(language, TODAY)
    text = speak.say("Closed: {days}.", days="<b>{n}</b>")
    assert "&lt;b&gt;{n}&lt;/b&gt;" in text


def test_plurals() -> None:
    speak = translator("es", TODAY)
    one, many = "{n} working day left.", "{n} working days left."
    assert speak.count(one, many, 1) == "Queda 1 día laborable."
    assert speak.count(one, many, 2) == "Quedan 2 días laborables."
    assert translator("en", TODAY).count(one, many, 1) == "1 working day left."


def test_dates_say_the_year_where_it_is_not_this_one() -> None:
    english, spanish = translator("en", TODAY), translator("es", TODAY)
    assert english.plain_day(date(2026, 3, 13)) == "Friday 13 March"
    assert english.plain_day(date(2025, 3, 13)) == "Thursday, 13 March 2025"
    assert spanish.plain_day(date(2026, 3, 13)) == "viernes, 13 de marzo"
    assert spanish.plain_day(date(2026, 3, 13), year=True) == "viernes, 13 de marzo de 2026"
    assert english.plain_short_day(date(2026, 3, 13)) == "13 Mar"
    assert english.day(date(2026, 3, 13)) == '<time datetime="2026-03-13">Friday 13 March</time>'


def test_money_percent_lists_and_weeks() -> None:
    english, spanish = translator("en", TODAY), translator("es", TODAY)
    assert spanish.money(Decimal("8400.00"), "EUR") == "8.400,00\N{NO-BREAK SPACE}€"
    assert english.money(Decimal("8400.00"), "EUR") == "€8,400.00"
    assert spanish.percent(Decimal("12.5")) == "12,5\N{NO-BREAK SPACE}%"
    assert english.percent(Decimal(10)) == "10%"
    assert spanish.list(["a", "b", "<c>"]) == "a, b y &lt;c&gt;"
    assert english.weekdays(frozenset({0, 1, 2, 3, 4})) == "Monday to Friday"
    assert english.weekdays(frozenset({6, 0, 1, 2, 3})) == "Sunday to Thursday"
    assert english.weekdays(frozenset({0, 1, 3})) == "Monday, Tuesday and Thursday"
    assert spanish.region("ES-MD") == "España (ES-MD)"


def test_runs_of_days() -> None:
    english = translator("en", TODAY)
    run = Days(first=date(2026, 8, 3), last=date(2026, 8, 21))
    assert re.sub(r"\s*–\s*", "–", english.days(run)) == "3–21 Aug 2026"
    day = Days(first=date(2026, 12, 24), last=date(2026, 12, 24))
    assert english.days(day) == "24 Dec 2026"


def test_catalogs_name_no_place_of_this_machine() -> None:
    for language in LANGUAGES:
        text = (CATALOGS / language / "courtside.po").read_text("utf-8")
        assert str(Path.home()) not in text
        assert "POT-Creation-Date" not in text
