"""What the shell says, in each language."""

from __future__ import annotations

import itertools
import re

import pytest

from courtside.model.values import LANGUAGES
from courtside.site.messages import MESSAGES, shell_messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shell_has_all_its_words(language: str) -> None:
    said = shell_messages(language)
    assert set(said) > set(MESSAGES)
    assert len(set(said.values())) == len(said)
    assert not any(re.search(r"[<>{}&]", text) for text in said.values())


def test_the_languages_differ_and_an_unknown_one_is_english() -> None:
    for one, other in itertools.combinations(LANGUAGES, 2):
        assert not set(shell_messages(one).values()) & set(shell_messages(other).values())
    assert shell_messages("es-MX") == shell_messages("es")
    assert shell_messages("zz") == shell_messages("en")
