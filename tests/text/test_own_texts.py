"""The owner's own texts: which go first, and what is wrong with one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from courtside.errors import BuildError
from courtside.text.language import translator
from courtside.text.own_texts import flaws_of, refuse_flaws
from courtside.text.theme import Theme
from helpers.studio import CHECKOUT

TODAY = date(2026, 3, 27)
STANDING = 'msgid "Where we stand"\nmsgstr "Así vamos"\n'
DUE = 'msgid "Due today: {title}"\n'
DAYS = 'msgid "{n} day"\nmsgid_plural "{n} days"\n'
LINK = 'msgid "Already sent? {link}Let us know{end}: what counts is the day you sent it."\n'


DIFFER = "1: 'Due today: {title}': its values differ: write {title}"


def theme(tmp_path: Path, **catalogs: str) -> Theme:
    """A theme whose owner has these catalogs."""
    folder = tmp_path / "overrides" / "locale"
    folder.mkdir(parents=True)
    for language, text in catalogs.items():
        (folder / f"{language}.po").write_text(text, "utf-8")
    return Theme.over(tmp_path / "overrides")


def flaws(theme: Theme) -> list[str]:
    return [f"{flaw.severity} {flaw}" for flaw in flaws_of(theme)]


def test_an_own_text_goes_first_and_the_others_stay(tmp_path: Path) -> None:
    own = theme(
        tmp_path, es=STANDING + DAYS + 'msgstr[0] "{n} jornada"\nmsgstr[1] "{n} jornadas"\n'
    )
    t = translator("es", TODAY, theme=own)
    assert t.text("Where we stand") == "Así vamos"
    assert [t.plural("{n} day", "{n} days", n) for n in (1, 2)] == ["1 jornada", "2 jornadas"]
    assert t.text("There is nothing for you to do.") == "No tienes que hacer nada."
    assert translator("es", TODAY).text("Where we stand") == "Dónde estamos"
    assert translator("en", TODAY, theme=own).text("Where we stand") == "Where we stand"


def test_it_goes_before_the_formal_address_too(tmp_path: Path) -> None:
    own = theme(
        tmp_path, es='msgid "There is nothing for you to do."\nmsgstr "Nada por su parte."\n'
    )
    formal = translator("es", TODAY, formal=True, theme=own)
    assert formal.text("There is nothing for you to do.") == "Nada por su parte."
    assert formal.text("Where we stand") == "Dónde estamos"


def test_english_can_be_said_otherwise(tmp_path: Path) -> None:
    own = theme(tmp_path, en='msgid "Where we stand"\nmsgstr "So far"\n')
    assert translator("en", TODAY, theme=own).text("Where we stand") == "So far"


def test_its_own_signs_are_shown_and_its_values_filled_in(tmp_path: Path) -> None:
    own = theme(tmp_path, es=DUE + 'msgstr "<b>R&D</b> \\"hoy\\": {title}"\n')
    text = translator("es", TODAY, theme=own).text("Due today: {title}", title="<i>")
    assert text == "&lt;b&gt;R&amp;D&lt;/b&gt; &#34;hoy&#34;: &lt;i&gt;"
    assert text.unescape() == '<b>R&D</b> "hoy": <i>'


def test_a_saved_file_is_read_again(tmp_path: Path) -> None:
    own = theme(tmp_path, es=STANDING)
    assert translator("es", TODAY, theme=own).text("Where we stand") == "Así vamos"
    path = tmp_path / "overrides" / "locale" / "es.po"
    path.write_text(STANDING.replace("Así vamos", "Hasta hoy"), "utf-8")
    assert translator("es", TODAY, theme=own).text("Where we stand") == "Hasta hoy"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff" + STANDING,
        STANDING.replace("\n", "\r\n"),
        'msgid ""\nmsgstr "Plural-Forms: nplurals=x\\n"\n"POT-Creation-Date: never\\n"\n\n'
        + STANDING,
        "# Nuestro tono.\n#. ours\n#: views/a.py:x\n#| msgid old\n"
        + STANDING
        + "#~ msgid no\n#~ x\n",
        'msgid "Where we "\n"stand"\nmsgstr ""\n"Así "\n"vamos"\n',
        DUE + 'msgstr ""\n',
        DUE + 'msgstr "Hoy, {title}: {title}"\n',
        DAYS + 'msgstr[0] "Uno"\nmsgstr[1] "{n}"\n',
        LINK + 'msgstr "¿Enviado? {link}Escríbenos{end}."\n',
    ],
)
def test_what_is_in_order(tmp_path: Path, text: str) -> None:
    assert flaws(theme(tmp_path, es=text)) == []


def test_the_example_in_the_docs_is_in_order(tmp_path: Path) -> None:
    found = re.search(r"```po\n(.*?)```", (CHECKOUT / "docs/your-look.md").read_text("utf-8"), re.S)
    assert found
    own = theme(tmp_path, en=found[1])
    assert flaws(own) == []
    t = translator("en", TODAY, theme=own)
    assert t.text("I accept").unescape() == "Let's go!"
    assert t.plural("{n} working day left.", "{n} working days left.", 2) == "2 working days to go."


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        (DUE + 'msgstr "Hoy"\n', DIFFER),
        (
            STANDING + "\n" + DUE + 'msgstr "Hoy: {título}"\n',
            "4: 'Due today: {title}': its values differ: write {title}",
        ),
        (DUE + 'msgstr "Hoy: {title!r}"\n', DIFFER),
        (DUE + 'msgstr "Hoy: {title:>9}"\n', DIFFER),
        (DUE + 'msgstr "Hoy: {title"\n', DIFFER),
        (DUE + 'msgstr "{title.x} {title}"\n', DIFFER),
        (
            'msgid "Where we stand"\nmsgstr "{x}"\n',
            "1: 'Where we stand': write it without { and }",
        ),
        (
            'msgid "Where we stand"\nmsgstr "Bcc\\nx"\n',
            "1: 'Where we stand': write it without a line break (\\n)",
        ),
        (DAYS + 'msgstr[0] "{n} jornada"\n', "1: '{n} day': write 2 forms, msgstr[0] to msgstr[1]"),
        (
            DAYS + 'msgstr[0] "a"\nmsgstr[1] "{x} b"\n',
            "1: '{n} day': its values differ: write {n}",
        ),
        (
            LINK + 'msgstr "{end}Escríbenos{link}"\n',
            "1: 'Already sent? {link}Let us know{end}: what counts is the day you sent it.': "
            "write {link} and {end} once, around the words that are the link",
        ),
        (STANDING * 2, "3: 'Where we stand': it is here twice: remove one"),
        (
            'msgid "Where we stand"\nmsgstr "Así vamos\n',
            '2: gettext cannot read this line: write msgstr "Your text", in one pair of '
            "straight quotation marks",
        ),
        (
            "<<<<<<< HEAD\n",
            '1: gettext cannot read this line: write msgstr "Your text", in one pair of '
            "straight quotation marks",
        ),
        ('msgstr "x"\n' + STANDING, "1: it is out of place: put each msgstr after its msgid"),
        ('"x"\n' + STANDING, "1: it is out of place: put each msgstr after its msgid"),
        (STANDING + 'msgstr "x"\n', "3: it is out of place: put each msgstr after its msgid"),
        (DAYS + 'msgstr[1] "x"\n', "3: it is out of place: put each msgstr after its msgid"),
        (STANDING + 'msgid "Files"\n', "4: the last msgid has no msgstr"),
        (
            DAYS + "".join(f'msgstr[{n}] "{{n}}"\n' for n in range(5)),
            "1: it cannot be read as a catalog of gettext: correct this line",
        ),
    ],
)  # fmt: skip
def test_what_stops_a_build(tmp_path: Path, text: str, flaw: str) -> None:
    own = theme(tmp_path, es=text)
    assert flaws(own) == [f"error overrides/locale/es.po:{flaw}"]
    with pytest.raises(BuildError, match=r"^overrides/locale/es\.po:\d+: "):
        refuse_flaws(own)
    with pytest.raises(BuildError):
        translator("es", TODAY, theme=own)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    own = theme(tmp_path)
    (tmp_path / "overrides/locale/es.po").write_bytes(STANDING.encode("latin-1"))
    assert flaws(own) == ["error overrides/locale/es.po:1: it is not UTF-8: save it as UTF-8"]


GONE = "this text no longer exists, so yours is not used: remove it"


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ('msgid "Whose turn"\nmsgstr "{x}"\n', f"1: 'Whose turn': {GONE}"),
        ('msgctxt "a"\n' + STANDING, f"2: 'Where we stand': {GONE}"),
        ('msgid "{n} day"\nmsgstr "día"\n', "1: '{n} day': " + GONE),
        (
            "#, fuzzy\n" + STANDING,
            "2: 'Where we stand': it is marked as fuzzy, so it is not used: remove the mark",
        ),
    ],
)
def test_what_is_not_used_is_a_warning(tmp_path: Path, text: str, flaw: str) -> None:
    own = theme(tmp_path, es=text)
    assert flaws(own) == [f"warning overrides/locale/es.po:{flaw}"]
    refuse_flaws(own)
    assert translator("es", TODAY, theme=own).text("Where we stand") == "Dónde estamos"


def test_a_language_that_we_do_not_have_is_a_warning(tmp_path: Path) -> None:
    expected = "1: it is not used: its name is none of en, es, pt, fr, de, it"
    assert flaws(theme(tmp_path, nl=STANDING)) == [f"warning overrides/locale/nl.po:{expected}"]
