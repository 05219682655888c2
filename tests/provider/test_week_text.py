"""Working weeks in the languages of the pages."""

from __future__ import annotations

import pytest

from courtside.provider.importing.week_text import read_week


@pytest.mark.parametrize(
    ("text", "week"),
    [("lun-vie", "mon-fri"), ("Mo–Fr", "mon-fri"), ("lundi à vendredi", "mon-fri"),
     ("Monday to Friday", "mon-fri"), ("lunedì-venerdì", "mon-fri"), ("seg-sex", "mon-fri"),
     ("segunda-feira a sexta-feira", "mon-fri"), ("seg, qua e sex", "mon,wed,fri"),
     ("dom-jue", "sun-thu"), ("Mo, Di und Do", "mon,tue,thu"), ("mon-wed,fri", "mon-wed,fri"),
     ("sun-thu", "sun-thu"), ("LUN - JEU", "mon-thu")],
)  # fmt: skip
def test_a_week_in_any_language(text: str, week: str) -> None:
    assert read_week(text) == week


@pytest.mark.parametrize("text", ["mi-do", "lun-fri", "x", "", "lu-ma-mi", "always", "5 days"])
def test_what_is_no_week_or_two_stays_for_the_reader_of_the_file(text: str) -> None:
    assert read_week(text) == text
