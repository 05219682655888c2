"""Brings the catalogs up to the texts in the code and the templates: `make catalogs`.

A new text comes into each catalog at its place, without a translation; one that nobody says any
more goes; what is translated stays as it was. A language that has no catalog yet gets one. Catalogs
of a formal address hold only what it changes: there, no new text comes in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from courtside.model.values import LANGUAGES
from courtside.resources import CATALOGS, THEME
from courtside.text.language import formal_catalogs, locale_of

PACKAGE = THEME.parent
KEYWORDS = {"say": None, "text": None, "message": None, "count": (1, 2), "plural": (1, 2)}
WINGS = ("text", "views", "site")
"""Where a text that a client reads may be."""
WIDTH = 96

Message = tuple[str, ...]
"""A text, or a text and its plural."""

HEAD = """\
# {name}: say here how it speaks to the reader, and keep to it.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"
"""


def _in_code() -> Iterator[tuple[str, object]]:
    for path in sorted(path for wing in WINGS for path in (PACKAGE / wing).rglob("*.py")):
        with path.open("rb") as file:
            for _, found, _, _ in extract("python", file, keywords=KEYWORDS):
                yield path.relative_to(PACKAGE).as_posix(), found


def _in_templates() -> Iterator[tuple[str, object]]:
    for path in sorted((THEME / "portal").glob("*.html")):
        with path.open("rb") as file:
            for _, _, found, _ in babel_extract(file, list(KEYWORDS), [], {}):
                yield path.relative_to(PACKAGE).as_posix(), found


@cache
def said() -> Mapping[Message, list[str]]:
    """All texts in the order in which they stand, and the files that say them."""
    texts: dict[Message, list[str]] = {}
    for name, found in (*_in_code(), *_in_templates()):
        values = found if isinstance(found, tuple) else (found,)
        message = tuple(text for text in values if isinstance(text, str))  # without the numbers
        if message and name not in texts.setdefault(message, []):
            texts[message].append(name)
    return texts


def path_of(language: str) -> Path:
    """Where the catalog of a language lies."""
    return CATALOGS / language / "courtside.po"


def catalog(language: str) -> Catalog:
    """The catalog of a language as it was written."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language.partition("-")[0])


def written(language: str) -> dict[Message, Message]:
    """The same as texts and translations."""
    return {
        message.id if isinstance(message.id, tuple) else (message.id,): (
            tuple(message.string) if isinstance(message.id, tuple) else (str(message.string),)
        )
        for message in catalog(language)
        if message.id
    }


def renewed(language: str) -> bytes:
    """The catalog of a language as it should be: its own head, and every text at its place."""
    if path_of(language).exists():
        old = catalog(language)
        head = path_of(language).read_text("utf-8").partition("\n\n")[0] + "\n"
    else:
        locale = locale_of(language)
        old = Catalog(locale=locale)
        name, plural = locale.english_name, get_plural(str(locale))
        head = HEAD.format(name=name, language=language, plural=plural)
    # The number of plural forms is the head's: Babel knows a third one of some languages.
    new = read_po(BytesIO(f"{head}\n".encode()), locale=language.partition("-")[0])
    for message, files in said().items():
        known = old.get(message if len(message) > 1 else message[0])
        if known is None and language in formal_catalogs():
            continue
        new.add(
            message if len(message) > 1 else message[0],
            known.string if known else "",
            locations=[(name, None) for name in files],
            user_comments=known.user_comments if known else (),
        )
    body = BytesIO()
    write_po(body, new, width=WIDTH, omit_header=True, include_lineno=False)
    return f"{head}\n".encode() + body.getvalue().strip() + b"\n"


def main() -> None:
    """Write all catalogs, and say what is left to be translated."""
    for language in (*LANGUAGES, *sorted(formal_catalogs())):
        path_of(language).parent.mkdir(exist_ok=True)
        path_of(language).write_bytes(renewed(language))
        missing = [] if language == "en" else untranslated(language)
        for text in missing:
            print(f"{path_of(language).relative_to(PACKAGE)}: {text!r} has no translation")


def untranslated(language: str) -> list[str]:
    """The texts that have no translation, or not in each of their plural forms."""
    return [texts[0] for texts, translations in written(language).items() if not all(translations)]


if __name__ == "__main__":
    main()
