"""The few texts that a studio says otherwise: `overrides/locale/<language>.po`.

    OwnTexts.of(Theme.over(Path("overrides")), "es").texts  ->  {"Where we stand": ("Así vamos",)}

Each takes the place of one of ours, in the plain and in the formal address. It is data: it has the
values of the text that it replaces, and its own signs are escaped. An error in a file stops the
build; a text that we no longer say is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Literal

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, read_po
from markupsafe import escape

from courtside.errors import BuildError
from courtside.model.values import LANGUAGES
from courtside.resources import CATALOGS
from courtside.text.theme import Theme

_LINE = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) +)?"(?:[^"\\]|\\.)*"')
_BEFORE = {
    "msgctxt": r"|msgstr.*",
    "msgid": r"|msgctxt|msgstr.*",
    "msgid_plural": "msgid",
    "msgstr": "msgid",
    "msgstr[0]": "msgid_plural",
}
"""The keyword that stands before another one; before `msgstr[1]` stands `msgstr[0]`."""


Severity = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Flaw:
    """A mistake in a file of the owner's."""

    file: str
    line: int
    """From 1."""
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnTexts:
    """The owner's file of one language, as it was read; empty if there is none."""

    language: str
    file: str
    """Its name in messages."""
    content: bytes

    @classmethod
    def of(cls, theme: Theme, language: str) -> OwnTexts:
        """Read the file of a language."""
        file, content = theme.own_texts(language)
        return cls(language=language, file=file, content=content)

    @property
    def texts(self) -> Mapping[str, tuple[str, ...]]:
        """The owner's text for each of ours, as HTML: one, or one for each plural form. Raises
        BuildError."""
        if wrong := [str(flaw) for flaw in self.flaws if flaw.severity == "error"]:
            raise BuildError(*wrong)
        return {
            _name(message): tuple(str(escape(form)) for form in _forms(message))
            for message, flaw in self._judged()
            if flaw is None and any(_forms(message))
        }

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """Everything wrong with the file, warnings included."""
        try:
            return tuple(flaw for _, flaw in self._judged() if flaw)
        except _UnreadableError as error:
            return (Flaw(file=self.file, line=error.line, message=str(error)),)

    def _judged(self) -> Iterator[tuple[Message, Flaw | None]]:
        """Yield each text with what is wrong with it; raises _UnreadableError."""
        seen: set[str] = set()
        for message in self._messages():
            name = _name(message)
            words, severity = _judge(message, shipped(self.language), twice=name in seen)
            seen.add(name)
            flaw = Flaw(
                file=self.file,
                line=message.lineno or 1,
                message=f"'{name}': {words}",
                severity=severity,
            )
            yield message, flaw if words else None

    def _messages(self) -> list[Message]:
        """Return the messages in order, without the head; raises _UnreadableError."""
        try:
            lines = self.content.decode("utf-8-sig").split("\n")
        except UnicodeDecodeError:
            raise _UnreadableError(1, "it is not UTF-8: save it as UTF-8") from None
        _check_lines(lines)
        read = _Listing(locale=self.language)
        try:
            # Of the comments, only the marks mean something to us.
            PoFileParser(read, abort_invalid=True).parse(
                line if line[:2] == "#," or line[:1] != "#" else "" for line in lines
            )
        except PoFileError as error:
            words = "it cannot be read as a catalog of gettext: correct this line"
            raise _UnreadableError(error.lineno + 1, words) from None
        return [message for message in read.messages if message.id]


@cache
def shipped(language: str) -> Catalog:
    """Return our catalog of a language."""
    with (CATALOGS / language / "courtside.po").open("rb") as file:
        return read_po(file, locale=language.partition("-")[0])


def flaws_of(theme: Theme) -> Iterator[Flaw]:
    """Yield everything wrong with the owner's texts, warnings included."""
    for language in LANGUAGES:
        yield from OwnTexts.of(theme, language).flaws
    for language in theme.own_languages:
        if language not in LANGUAGES:
            file, _ = theme.own_texts(language)
            words = f"it is not used: its name is none of {', '.join(LANGUAGES)}"
            yield Flaw(file=file, line=1, message=words, severity="warning")


def errors_in(theme: Theme) -> list[str]:
    """Return the errors in the owner's texts that stop a build, a line for each."""
    return [str(flaw) for flaw in flaws_of(theme) if flaw.severity == "error"]


def refuse_flaws(theme: Theme) -> None:
    """Raise BuildError with every error in the owner's texts."""
    if wrong := errors_in(theme):
        raise BuildError(*wrong)


class _UnreadableError(ValueError):
    """A line that gettext cannot read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _Listing(Catalog):
    """Keeps all messages as they come: Babel drops the second of two, and believes the head."""

    messages: list[Message]

    def __init__(self, locale: str) -> None:
        super().__init__(locale=locale)
        self.messages = []

    def __setitem__(self, id: object, message: Message) -> None:  # noqa: A002 - Babel's name
        self.messages.append(message)


def _check_lines(lines: Sequence[str]) -> None:
    """Raise _UnreadableError for a line out of place: Babel would make something else of it."""
    last = ""
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if not found:
            words = 'gettext cannot read this line: write msgstr "Your text", in one pair'
            raise _UnreadableError(number, f"{words} of straight quotation marks")
        word = found[1] or last
        before = _BEFORE.get(word) or re.escape(f"msgstr[{int(word[7:8] or 1) - 1}]")
        if not word or (found[1] and not re.fullmatch(before, last)):
            raise _UnreadableError(number, "it is out of place: put each msgstr after its msgid")
        last = word
    if last.startswith("msgid"):
        raise _UnreadableError(len(lines), "the last msgid has no msgstr")


def _name(message: Message) -> str:
    """Return our text; of one with a plural, the singular."""
    return message.id if isinstance(message.id, str) else str(message.id[0])


def _forms(message: Message) -> tuple[str, ...]:
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def _judge(message: Message, ours: Catalog, *, twice: bool) -> tuple[str, Severity]:
    """Return what is wrong with a text of the owner's; empty if nothing is."""
    known = ours.get(_name(message))
    if not known or message.context or known.pluralizable != message.pluralizable:
        return "this text no longer exists, so yours is not used: remove it", "warning"
    if twice:
        return "it is here twice: remove one", "error"
    if not any(_forms(message)):  # as an editor of catalogs leaves those not translated
        return "", "error"
    if message.fuzzy:
        return "it is marked as fuzzy, so it is not used: remove the mark", "warning"
    return _wrong(message, ours.num_plurals), "error"


def _wrong(message: Message, plurals: int) -> str:
    """Return what is wrong with the owner's text, and what is expected; empty if nothing is."""
    forms = _forms(message)
    if message.pluralizable and (not all(forms[:plurals]) or any(forms[plurals:])):
        return f"write {plurals} forms, msgstr[0] to msgstr[{plurals - 1}]"
    wanted = _values(message.id if isinstance(message.id, str) else message.id[-1])
    free = {"n"} if message.pluralizable else set()
    named = " and ".join(f"{{{value}}}" for value in dict.fromkeys(wanted))
    expected = f"its values differ: write {named}" if named else "write it without { and }"
    for form in filter(None, forms):
        if "\n" in form or "\r" in form:
            return "write it without a line break (\\n)"
        try:
            values = _values(form)
        except ValueError:
            return expected
        if {*values} | free != {*wanted} | free:
            return expected
        if "link" in wanted and [v for v in values if v in ("link", "end")] != ["link", "end"]:
            return "write {link} and {end} once, around the words that are the link"
    return ""


def _values(text: str) -> list[str]:
    """Return the values that a text names, in order; raises ValueError for one that is not written
    as ours are."""
    parts = [part for part in Formatter().parse(text) if part[1] is not None]
    if any(how or spec not in ("", "on", "On") for _, _, spec, how in parts):
        raise ValueError(text)
    return [name or "" for _, name, _, _ in parts]
