"""Words, dates, money and lists in the reader's language.

    speak = translator("es", date(2026, 3, 27))
    speak.say("Due on {day}.", day=speak.day(date(2026, 3, 13)))
        ->  Vence el viernes, 13 de marzo.

The texts in the code are English; `locale/<language>/courtside.po` says them in another. A text is
HTML: what is put into it is escaped, unless it is `Markup` already. Dates, amounts and lists are
written as CLDR says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_percent
from babel.support import Translations
from markupsafe import Markup, escape

from .currencies import rounded
from .project import Days

CATALOGS = Path(__file__).parent / "locale"

# Where CLDR writes a language differently from country to country, the one that is meant.
_LOCALES = {"en": "en_GB", "pt": "pt_PT"}
_DAY_NUMBER = re.compile(r"\d+[^\s\d/]*(?=\s)")
"""At the beginning of a short day: the 9 of `9 Mar`, the 9. of `9. März`, the 1er of `1er mars`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Translator:
    """Says things in one language; dates of the year of `today` without their year."""

    language: str
    today: date
    locale: Locale

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.locale.text_direction)

    def say(self, message: str, /, **values: object) -> Markup:
        """A text with its values, `{name}` each."""
        text = _said(self.language, message)
        return text.filled(values) if values else text.whole

    def count(self, one: str, many: str, n: int, /, **values: object) -> Markup:
        """A text in the plural form that `n` asks for, whatever its sign; `{n}` is the number, if
        not given anew."""
        text = catalog(self.language).ngettext(one, many, abs(n))
        return _apart(text).filled({"n": n} | values)

    def day(self, day: date, *, year: bool | None = None) -> Markup:
        """`Friday 13 March`, with the year where it is not this one (or as told)."""
        if year is None:
            year = day.year != self.today.year
        return _long_day(self.language, day, year)

    def short_day(self, day: date, *, year: bool | None = None) -> Markup:
        """`13 Mar`, with the year where it is not this one (or as told)."""
        if year is None:
            year = day.year != self.today.year
        return _skeleton(self.language, "yMMMd" if year else "MMMd", day)

    def pair(self, first: date, last: date) -> tuple[Markup, Markup]:
        """Two days that belong together; both with their years where they are of two, since
        `1 June to 22 May 2028` could be read backwards."""
        year = True if first.year != last.year else None
        return self.day(first, year=year), self.day(last, year=year)

    def short_pair(self, first: date, last: date) -> tuple[Markup, Markup]:
        """The same, short."""
        year = True if first.year != last.year else None
        return self.short_day(first, year=year), self.short_day(last, year=year)

    def span(self, first: date, last: date, *, year: bool | None = None) -> Markup:
        """`9–13 Mar`, `28 Feb – 4 Mar`, or `13 Mar` where nothing lies between; the year where it
        is not this one (or as told), and two where there are two."""
        two = first.year != last.year
        due = self.short_day(last, year=two or year)
        if first >= last:
            return due
        start = self.short_day(first, year=two)
        one, other = _DAY_NUMBER.match(start), _DAY_NUMBER.match(due)
        if (
            one
            and other
            and one[0] != other[0]
            and due[other.end() :].startswith(start[one.end() :])
        ):
            return _text(f"{one[0]}–{due}")
        return self.say("{start} – {due}", start=start, due=due)

    def days(self, run: Days) -> Markup:
        """`3–21 Aug 2026`, always with its year."""
        return self.span(run.first, run.last, year=True)

    def month(self, day: date, *, year: bool) -> str:
        """`Mar`, or `Mar 2026`."""
        return _skeleton(self.language, "yMMM" if year else "LLL", day)

    def money(self, amount: Decimal, currency: str) -> str:
        """`8.400,00 €`."""
        return _money(self.language, amount, currency)

    def percent(self, share: Decimal) -> str:
        """`10 %`, given 10."""
        pattern = str(self.locale.percent_formats[None].pattern).replace("#,##0", "#,##0.####")
        return format_percent(share / 100, pattern, locale=self.locale)

    def list(self, items: Iterable[object]) -> Markup:
        """`a, b and c`."""
        return _text(format_list([str(escape(item)) for item in items], locale=self.locale))

    def weekdays(self, week: frozenset[int]) -> Markup:
        """`Monday to Friday`, or `Monday, Tuesday and Thursday`."""
        names = self.locale.days["format"]["wide"]
        starts = [day for day in week if (day - 1) % 7 not in week]
        if len(starts) == 1 and len(week) > 2:
            first = starts[0]
            last = (first + len(week) - 1) % 7
            return self.say("{first} to {last}", first=names[first], last=names[last])
        return self.list(names[day] for day in sorted(week))

    def region(self, region: str) -> str:
        """`Spain (ES-MD)` for a country or a subdivision of it."""
        country = region.partition("-")[0]
        name = self.locale.territories.get(country, country)
        return f"{name} ({region})" if region != country else str(name)


def translator(language: str, today: date) -> Translator:
    """The translator for a language that has a catalog."""
    return Translator(language=language, today=today, locale=locale_of(language))


@cache
def catalog(language: str) -> NullTranslations:
    """The texts of a language; what has no translation stays as it stands in the code."""
    with (CATALOGS / language / "courtside.po").open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


@cache
def locale_of(language: str) -> Locale:
    """What CLDR says about a language, where it is spoken as we write it."""
    return Locale.parse(_LOCALES.get(language, language))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Message:
    """A text of the catalog, taken apart once: a page says some three hundred."""

    whole: Markup
    pieces: tuple[tuple[str, str | None], ...]
    """Words, and the name of the value behind them; none behind the last."""

    def filled(self, values: Mapping[str, object]) -> Markup:
        """The text with its values; KeyError where one is missing."""
        parts: list[str] = []
        for words, name in self.pieces:
            parts.append(words)
            if name is not None:
                value = values[name]
                parts.append(value if isinstance(value, Markup) else escape(value))
        return _text("".join(parts))


@lru_cache(maxsize=4096)
def _said(language: str, message: str) -> _Message:
    return _apart(catalog(language).gettext(message))


@lru_cache(maxsize=4096)
def _apart(text: str) -> _Message:
    parts = Formatter().parse(text)
    return _Message(whole=_text(text), pieces=tuple((words, name) for words, name, _, _ in parts))


def _text(text: str) -> Markup:
    """Text out of the code or its catalogs, or made of escaped parts: never a client's."""
    return Markup(text)  # noqa: S704


# What is kept is kept by the language's name: looking up a Locale takes longer than some of it.


@lru_cache(maxsize=4096)
def _long_day(language: str, day: date, year: bool) -> Markup:
    # Babel matches a skeleton, but does not widen the fields as CLDR asks for: it finds the
    # pattern with the short name of the weekday, and the long one is put into it here.
    locale = locale_of(language)
    known = locale.datetime_skeletons
    wanted = ("yMMMMEEEEd", "yMMMMEd", "yMMMEd") if year else ("MMMMEEEEd", "MMMMEd", "MMMEd")
    pattern = str(next(known[name] for name in wanted if name in known))
    parts = re.split(r"('[^']*')", pattern)
    wide = [re.sub(r"E+|c+", "EEEE", re.sub(r"M+", "MMMM", part)) for part in parts[::2]]
    parts[::2] = wide
    return _text(_first(language, format_date(day, "".join(parts), locale=locale)))


@lru_cache(maxsize=4096)
def _skeleton(language: str, skeleton: str, day: date) -> Markup:
    locale = locale_of(language)
    pattern = locale.datetime_skeletons.get(skeleton, skeleton)
    return _text(_first(language, format_date(day, str(pattern), locale=locale)))


def _first(language: str, text: str) -> str:
    """French says `1er mars`, which a pattern of CLDR cannot."""
    return re.sub(r"\b1 (?=[^\W\d])", "1er ", text) if language == "fr" else text


@lru_cache(maxsize=4096)
def _money(language: str, amount: Decimal, currency: str) -> str:
    # Babel would round half to even, and the rules do not.
    return format_currency(rounded(amount, currency), currency, locale=locale_of(language))
