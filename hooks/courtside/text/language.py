"""Words, dates, money and lists in the reader's language.

    speak = translator("es", date(2026, 3, 27))
    t.text("Due on {day}.", day=t.day(date(2026, 3, 13)))
        ->  El plazo termina el viernes 13 de marzo.

The texts in the code are English; `locale/<language>/courtside.po` says them in another, and
`locale/<language>-formal` those that a formal address changes (`usted`, `Lei`). A text is
HTML: what is put into it is escaped, unless it is `Markup` already. Dates, amounts and lists are
written as CLDR says, but for what `_DATES` and `_long_day` say.

A text names a value as `{day}`; one that is a day can be asked for with the preposition of its
language, as `{day:on}`: `na sexta-feira, 27 de março`, `no sábado, 28 de março`; `{day:On}` begins
a sentence.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from copy import copy, deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from gettext import NullTranslations
from io import BytesIO
from string import Formatter

import babel
from babel import Locale
from babel.dates import format_date, get_timezone_location
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_percent, get_currency_precision, get_currency_symbol
from babel.support import Translations
from markupsafe import Markup, escape

from courtside.engine.regions import subdivision_name
from courtside.model.currencies import currency_digits, to_smallest_unit
from courtside.model.values import Days
from courtside.resources import CATALOGS, computed
from courtside.text.own_texts import OwnTexts, shipped
from courtside.text.theme import OURS, Theme

_FORMAL = "-formal"
"""Ends the name of a catalog that has only what the formal address changes."""

# Where CLDR writes a language differently from country to country, the one that is meant.
_LOCALES = {"en": "en_GB", "pt": "pt_PT"}
_DATES = {
    "pt": {"MMMd": "d MMM", "yMMMd": "d MMM y", "yMMM": "MMM y"},
    "de": {"LLL": "MMM"},
}
"""Where CLDR writes short days as numbers alone: `2/02` could be read as another day; and where it
writes months otherwise than in days: `Mär`, but `9. März`."""
_MINUS = "\N{MINUS SIGN}"
_BEFORE_MONTH = re.compile(
    r"(?<=\d) (?=\D)|(?<=\d\.) |(?<=\der) |(?<=\dº) |(?<=\d de) | (?=\d{4}\b)"
)
"""The spaces behind the number of a day, and before a year: at the end of a line, the 22. of `22.
Juni` would seem to end a sentence."""
_LONG_DAY = re.compile(
    r"(?:(?<!\S)((?:(?:hasta|fino|partir(?= du)) )?[^\W\d_]{1,5}(?:’[^\W\d_]+)?) )?"
    r"([^\W\d_]+(?:\N{NON-BREAKING HYPHEN}\w+)?,? \d+(?:\.|er|º)?\N{NO-BREAK SPACE}"
    r"(?:de\N{NO-BREAK SPACE})?[^\W\d_]+(?:(?: de)?\N{NO-BREAK SPACE}\d{4})?[.,:]?)"
)
"""A long day whose number stands by its month, with the mark behind it, and a short word before it:
`le`, `until`, `jusqu’au`, `hasta el`."""
_PHONE_LINE = 20
"""Letters of a headline that fit a line of a phone."""
_BESIDE_NUMBER = re.compile(
    r"(?<=\{n\}) (?=\w)|(?<=\w) (?=\{n\}\Z)|(?<=:) (?=\{\w+\}\)|\{value\}\Z)"
)
"""The space between a number and its noun, before what ends a bracket, or behind a label:
`{n} working days`, `week {n}`, `(planned: {given})`, `{name}: {value}`."""
_SHARE = re.compile(r"\{share\}[^{]*\Z")
"""A percentage and what it is a share of: `10% of the price`."""
_CLITIC = re.compile(r"(?<=[^\W\d_])-(?=(?:[nv]os|l[aeo]s?|se|nous|vous|être|ends?)\b)")
"""The hyphen of `digam-nos`, `soma-se`, `enregistrez-les`, `peut-être` and `week-end`."""
_UNBROKEN = str.maketrans({" ": "\N{NO-BREAK SPACE}", "-": "\N{NON-BREAKING HYPHEN}"})
_JOINED = "–\N{WORD JOINER}"
"""A dash at which no line ends."""
_DAY_NUMBER = re.compile(r"\d+[^\s\d/]*(?=\s)")
"""At the beginning of a short day: the 9 of `9 Mar`, the 9. of `9. März`, the 1er of `1er mars`."""


class Day(Markup):
    """A day in words; a text can ask for it with its preposition (`{day:on}`)."""

    on: Markup


@dataclass(frozen=True, kw_only=True, slots=True)
class Translator:
    """The texts and formats of one language; dates of the year of `today` have no year."""

    language: str
    today: date
    locale: Locale
    texts: NullTranslations
    """Those of the language or of its formal variant, with the owner's own."""
    whole_days: bool = False
    """Whether no line may end between the number of a day and its month, within a short day, in
    the hyphen of `sexta-feira` or `digam-nos`, between a number and its noun, or within a share of
    the price: on a page, not in mails and on paper."""

    @property
    def direction(self) -> str:
        """The writing direction: `ltr` or `rtl`."""
        return str(self.locale.text_direction)

    def text(self, message: str, /, **values: object) -> Markup:
        """Return a text in this language, with its values, `{name}` each."""
        text = _said(self.texts, message, self.whole_days)
        return text.filled(values) if values else text.whole

    def plural(self, one: str, many: str, n: int, /, **values: object) -> Markup:
        """Return a text in the plural form for `n`, whatever its sign; `{n}` is the number, unless
        given."""
        text = self.texts.ngettext(one, many, abs(n))
        return _apart(text, self.whole_days).filled({"n": self.number(n)} | values)

    def number(self, n: int) -> str:
        """Return a whole number, with a real minus sign."""
        return str(n).replace("-", _MINUS)

    def labelled(self, name: object, value: object) -> Markup:
        """Return a label and a value, with the colon of the language: `Price: €8,400.00`."""
        return self.text("{name}: {value}", name=name, value=value)

    @property
    def colon(self) -> Markup:
        """The colon of the language; in French with its space before it."""
        return _text(self.labelled("", "").rstrip(" "))

    def quoted(self, words: object) -> Markup:
        """Return a text in the quotation marks of the language: `“Texts and photos”`."""
        return self.text("“{words}”", words=words)

    def day(self, day: date, *, year: bool | None = None) -> Day:
        """Return a long date: `Friday 13 March`, with the year if it is another (or as asked)."""
        if year is None:
            year = day.year != self.today.year
        return _long_day(self.language, day, year, self.whole_days)

    def days_kept(self, text: Markup) -> Markup:
        """Return a sentence with each long day, and the mark behind it, in an element that the
        styles keep on one line; no line ends between it and a short word before it."""
        return _text(_LONG_DAY.sub(_in_one_piece, str(text)))

    def short_day(self, day: date, *, year: bool | None = None) -> Day:
        """Return a short date: `13 Mar`, with the year if it is another (or as asked)."""
        if year is None:
            year = day.year != self.today.year
        return _short_day(self.language, day, year, self.whole_days)

    def day_alone(self, day: date) -> Markup:
        """Return a date for the beginning of a line: `Venerdì 13 marzo`."""
        return capital(self.day(day))

    def pair(self, first: date, last: date) -> tuple[Day, Day]:
        """Return two long dates that belong together.

        Both have their years if these differ, since `1 June to 22 May 2028` could be read
        backwards.
        """
        year = True if first.year != last.year else None
        return self.day(first, year=year), self.day(last, year=year)

    def short_pair(self, first: date, last: date) -> tuple[Day, Day]:
        """Return two short dates that belong together, with years as in `pair`."""
        year = True if first.year != last.year else None
        return self.short_day(first, year=year), self.short_day(last, year=year)

    def span(self, first: date, last: date, *, year: bool | None = None) -> Markup:
        """Return a range of short dates: `9–13 Mar`, `28 Feb – 4 Mar`, or `13 Mar` for a single
        day.

        The year is added if it is another (or as asked), and both years if they differ.
        """
        two = first.year != last.year
        due = self.short_day(last, year=two or year)
        if first >= last:
            return due
        start = self.short_day(first, year=two)
        one, other = _DAY_NUMBER.match(str(start)), _DAY_NUMBER.match(str(due))
        if (
            one
            and other
            and one[0] != other[0]
            and other.string[other.end() :].startswith(one.string[one.end() :])
        ):
            return _text(f"{one[0]}{_JOINED if self.whole_days else '–'}{due}")
        return self.text("{start} – {due}", start=start, due=due)

    def days(self, run: Days) -> Markup:
        """Return a range of days with its year: `3–21 Aug 2026`."""
        return self.span(run.first, run.last, year=True)

    def month(self, day: date, *, year: bool) -> str:
        """Return a month: `Mar`, or `Mar 2026`."""
        return _skeleton(self.language, "yMMM" if year else "LLL", day)

    def money(self, amount: Decimal, currency: str) -> str:
        """Return an amount of money: `8.400,00 €`."""
        return _money(self.language, amount, currency)

    def percent(self, share: Decimal) -> str:
        """Return a percentage: `10 %`, given 10."""
        return _percent(self.language, share)

    def list(self, items: Iterable[object]) -> Markup:
        """Return a list in words: `a, b and c`."""
        return _text(format_list([str(escape(item)) for item in items], locale=self.locale))

    def weekdays(self, week: frozenset[int]) -> Markup:
        """Return the days of a week: `Monday to Friday`, or `Monday, Tuesday and Thursday`."""
        names = self.locale.days["format"]["wide"]
        if self.whole_days:
            names = {number: _unbroken(name) for number, name in names.items()}
        starts = [day for day in week if (day - 1) % 7 not in week]
        if len(starts) == 1 and len(week) > 2:
            first = starts[0]
            last = (first + len(week) - 1) % 7
            return self.text("{first} to {last}", first=names[first], last=names[last])
        return self.list(names[day] for day in sorted(week))

    def zone(self, name: str) -> str:
        """Return the place of a time zone: `Madrid` for `Europe/Madrid`."""
        city = get_timezone_location(name, locale=self.locale, return_city=True)
        return str(city).rpartition("/")[2]

    def region(self, region: str) -> str:
        """Return the name of a region: `Spain`, or `Madrid, Spain`; never a code."""
        country, _, code = region.partition("-")
        name = str(self.locale.territories.get(country, country))
        part = subdivision_name(region) if code else ""
        part = _regions().get(region, {}).get(self.language, part)
        if not part:
            return name
        return self.text("{region}, {country}", region=part, country=name).unescape()


def translator(
    language: str,
    today: date,
    *,
    formal: bool = False,
    whole_days: bool = False,
    theme: Theme = OURS,
) -> Translator:
    """Return the translator for a language that has a catalog; raises BuildError for an error in
    the owner's own texts.

    `formal` addresses the reader formally, in a language whose catalog does not do so anyway;
    `whole_days` keeps a day on one line, as far as `Translator.whole_days` says.
    """
    name = f"{language}{_FORMAL}" if formal else language
    return Translator(
        language=language,
        today=today,
        locale=locale_of(language),
        whole_days=whole_days,
        texts=catalog(
            name if name in formal_catalogs() else language, OwnTexts.of(theme, language)
        ),
    )


def message(text: str) -> str:
    """Return a text unchanged, marked for the catalogs: it is translated elsewhere."""
    return text


@cache
def formal_catalogs() -> frozenset[str]:
    """Return the names of the catalogs that have another form of address."""
    return frozenset(path.name for path in CATALOGS.glob(f"*{_FORMAL}"))


@lru_cache(maxsize=32)
def catalog(name: str, own: OwnTexts) -> NullTranslations:
    """Return the texts of a language or of its formal variant, the owner's first.

    Texts that the formal variant does not have are those of the language; a text without a
    translation stays as it is in the code.
    """
    language = name.removesuffix(_FORMAL)
    theirs = own.texts
    texts = Translations(BytesIO(_with_own(name, theirs) if theirs else _compiled(name)))
    if name != language:
        texts.add_fallback(catalog(language, own))
    return texts


def _with_own(name: str, theirs: Mapping[str, tuple[str, ...]]) -> bytes:
    """Compile a catalog with the owner's texts, which are kept nowhere."""
    file, messages = BytesIO(), deepcopy(shipped(name))
    for message in messages:
        if forms := theirs.get(message.id if isinstance(message.id, str) else message.id[0]):
            message.string = forms[: messages.num_plurals] if message.pluralizable else forms[0]
    write_mo(file, messages)
    return file.getvalue()


def _compiled(name: str) -> bytes:
    source = (CATALOGS / name / "courtside.po").read_bytes()

    def compiled() -> bytes:
        file = BytesIO()
        write_mo(file, read_po(BytesIO(source), locale=name.removesuffix(_FORMAL)))
        return file.getvalue()

    digest = hashlib.sha256(source).hexdigest()
    return computed(f"{name}-{babel.__version__}-{digest}.mo", compiled)


@cache
def _regions() -> Mapping[str, Mapping[str, str]]:
    """Return the names of regions of a few countries, by language, where a reader's is not that of
    the library."""
    names: Mapping[str, Mapping[str, str]] = json.loads(
        (CATALOGS / "regions.json").read_text("utf-8")
    )
    return names


@cache
def locale_of(language: str) -> Locale:
    """Return the data of CLDR for a language, in the country whose way of writing we use."""
    return Locale.parse(_LOCALES.get(language, language))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Message:
    """A text of the catalog, taken apart once: a page says some three hundred."""

    whole: Markup
    pieces: tuple[tuple[str, str | None, str | None], ...]
    """Words, the name of the value behind them, none behind the last, and how a day comes: `on`
    with its preposition, `On` at the beginning of a sentence."""

    def filled(self, values: Mapping[str, object]) -> Markup:
        """Return the text with its values; raises KeyError if one is missing."""
        parts: list[str] = []
        for words, name, how in self.pieces:
            parts.append(words)
            if name is not None:
                value = values[name]
                if how and isinstance(value, Day):
                    value = value.on if how == "on" else capital(value.on)
                parts.append(value if isinstance(value, Markup) else escape(value))
        return _text("".join(parts))


@lru_cache(maxsize=4096)
def _said(texts: NullTranslations, message: str, whole: bool) -> _Message:
    return _apart(texts.gettext(message), whole)


@lru_cache(maxsize=4096)
def _apart(text: str, whole: bool) -> _Message:
    if whole:
        text = _BESIDE_NUMBER.sub("\N{NO-BREAK SPACE}", text)
        text = _SHARE.sub(lambda found: _unbroken(found[0]), text)
        text = _CLITIC.sub("\N{NON-BREAKING HYPHEN}", text)
    parts = Formatter().parse(text)
    pieces = tuple((words, name, spec) for words, name, spec, _ in parts)
    return _Message(whole=_text(text), pieces=pieces)


def capital(text: Markup) -> Markup:
    """Return a phrase as the beginning of a sentence."""
    return _text(text[:1].upper() + text[1:])


def _text(text: str) -> Markup:
    """Text out of the code or its catalogs, or made of escaped parts: never a client's.

    As `Markup(text)`, which would first ask each for its HTML.
    """
    return str.__new__(Markup, text)


# What is kept is kept by the language's name: looking up a Locale takes longer than some of it.


@lru_cache(maxsize=4096)
def _long_day(language: str, day: date, year: bool, whole: bool) -> Day:
    # Babel matches a skeleton, but does not widen the fields as CLDR asks for: it finds the
    # pattern with the short name of the weekday, and the long one is put into it here.
    locale = locale_of(language)
    known = locale.datetime_skeletons
    wanted = ("yMMMMEEEEd", "yMMMMEd", "yMMMEd") if year else ("MMMMEEEEd", "MMMMEd", "MMMEd")
    pattern = str(next(known[name] for name in wanted if name in known))
    parts = re.split(r"('[^']*')", pattern)
    wide = [re.sub(r"E+|c+", "EEEE", re.sub(r"M+", "MMMM", part)) for part in parts[::2]]
    parts[::2] = wide
    pattern = "".join(parts)
    if language in ("en", "es"):  # with a comma it could not stand in a sentence
        pattern = pattern.replace("EEEE, ", "EEEE ")
    text = _first(language, format_date(day, pattern, locale=locale))
    return _day(text, _on_long_day(language, day, text), _month_kept if whole else str)


@lru_cache(maxsize=4096)
def _short_day(language: str, day: date, year: bool, whole: bool) -> Day:
    text = str(_skeleton(language, "yMMMd" if year else "MMMd", day))
    return _day(text, _on_short_day(language, day, text), _unbroken if whole else str)


def _day(text: str, on: str, kept: Callable[[str], str]) -> Day:
    day = Day(kept(text))
    day.on = _text(kept(on))
    return day


def _in_one_piece(found: re.Match[str]) -> str:
    """Mark a day and the short word before it, and whether they are longer than a line of most
    phones: in one piece, they would leave a word before them alone."""
    if len(found[0]) <= _PHONE_LINE:
        return f'<span class="cs-day">{found[0]}</span>'
    word, day = found.groups()
    whole = f"{word} ".replace(" ", "\N{NO-BREAK SPACE}") + day if word else day
    return f'<span class="cs-day cs-long">{whole}</span>'


def _month_kept(text: str) -> str:
    return _BEFORE_MONTH.sub("\N{NO-BREAK SPACE}", text).replace("-", "\N{NON-BREAKING HYPHEN}")


def _unbroken(text: str) -> str:
    return text.translate(_UNBROKEN)


def _on_long_day(language: str, day: date, text: str) -> str:
    """`on Friday 13 March`; in Portuguese weekdays are of two genders, in Italian nothing stands
    before them."""
    weekend = day.weekday() >= 5
    words = {"en": "on", "es": "el", "pt": "no" if weekend else "na", "fr": "le", "de": "am"}
    return f"{words[language]} {text}" if language in words else text


def _on_short_day(language: str, day: date, text: str) -> str:
    """`on 13 Mar`; in Italian `l’8 mar` and `l’11 mar`, of the others `il`."""
    if language == "it":
        return f"l’{text}" if day.day in (8, 11) else f"il {text}"
    words = {"en": "on", "es": "el", "pt": "a", "fr": "le", "de": "am"}
    return f"{words[language]} {text}" if language in words else text


@lru_cache(maxsize=4096)
def _skeleton(language: str, skeleton: str, day: date) -> Markup:
    locale = locale_of(language)
    own = _DATES.get(language, {}).get(skeleton)
    pattern = own or locale.datetime_skeletons.get(skeleton, skeleton)
    return _text(_first(language, format_date(day, str(pattern), locale=locale)))


def _first(language: str, text: str) -> str:
    """French says `1er mars` and Italian `1º marzo`, which a pattern of CLDR cannot."""
    first = {"fr": "1er ", "it": "1º "}.get(language)
    return re.sub(r"\b1 (?=[^\W\d])", first, text) if first else text


@lru_cache(maxsize=4096)
def _percent(language: str, share: Decimal) -> str:
    locale = locale_of(language)
    pattern = str(locale.percent_formats[None].pattern).replace("#,##0", "#,##0.####")
    text = format_percent(share / 100, pattern, locale=locale)
    return str(text).replace("-", _MINUS)


_BETWEEN = re.compile(r"(?<=[^\W\d_])(?=\d)")
"""Where CLDR wants a space that Babel leaves out: in CHF5,000, and not in €5,000."""


@lru_cache(maxsize=4096)
def _money(language: str, amount: Decimal, currency: str) -> str:
    # Babel rounds half to even, the rules do not.
    exact, locale = to_smallest_unit(amount, currency), locale_of(language)
    pattern = copy(locale.currency_formats["standard"])
    digits = get_currency_precision(currency)  # none in CLDR for some that have them in ISO 4217
    pattern.frac_prec = (digits if exact == round(exact) else currency_digits(currency),) * 2
    # With the currency, Babel would also look up its name in words.
    text = str(pattern.apply(exact, locale)).replace("¤", get_currency_symbol(currency, locale))
    return _BETWEEN.sub("\N{NO-BREAK SPACE}", text.replace("-", _MINUS))
