"""Read money as people write it: one reader for sheets and for prompts.

    2.400,00 €  ->  2400 EUR      CHF 5'000.50  ->  5000.50 CHF      Rs. 1,50,000/-  ->  150000 INR

The words beside the number name the studio's own currency, as the countries that use it write it,
or are the code of another one. Nothing is guessed: where a sign could group thousands or begin the
decimals, the rest of the sheet decides, then the studio's country or, where that has another
currency, the countries of the currency; if they use the sign for both, the amount is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Literal, NamedTuple

from babel import Locale
from babel.core import UnknownLocaleError, get_global
from babel.languages import get_official_languages
from babel.numbers import (
    get_currency_name,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
)

from courtside.errors import CourtsideError
from courtside.model.currencies import MOST_DIGITS, currency_digits, example

_READERS = ("en", "en_GB", "es", "pt", "pt_PT", "fr", "de", "it")
"""Locales whose words for a currency are always understood."""

_ALSO: dict[str, str] = {
    "AED": "dh dhs dirham dirhams", "ALL": "l lek lekë", "ARS": "ar$ pesos",
    "AUD": "a$ au$ dollars",
    "BDT": "tk taka", "BGN": "лв lv", "BHD": "bd", "BRL": "real reais", "BTN": "nu",
    "CAD": "c$ can$ cdn$ $ca dollars", "CHF": "fr frs sfr francs franken",
    "CLP": "cl$ clp$ pesos", "CNY": "¥ 元 圆 rmb yuan", "COP": "co$ col$ pesos",
    "CRC": "colones", "CZK": "kč kc korun koruny koruna", "DKK": "kr kroner", "DOP": "rd$ $ pesos",
    "DZD": "da دج", "EGP": "le e£ £", "EUR": "e euro euros", "GBP": "pounds pound",
    "GEL": "lari", "GHS": "₵", "HKD": "hk$ $ 元 dollars", "HUF": "ft forint",
    "IDR": "rp rupiah", "ILS": "nis ₪ ש\"ח ש״ח שקל שקלים shekel shekels", "INR": "rs re rupees ₹ रु",
    "IQD": "id", "ISK": "kr krónur", "JOD": "jd", "JPY": "円 圓 yen ¥", "KES": "ksh kshs",
    "KRW": "원 won ₩", "KWD": "kd", "KZT": "тенге тг", "LKR": "rs rupees ₨", "LYD": "ld",
    "MAD": "dh dhs dirham dirhams", "MUR": "rs rupees ₨", "MXN": "mx$ mex$ $ m.n mn pesos",
    "MYR": "rm ringgit", "NGN": "₦ n naira", "NOK": "kr kroner", "NPR": "rs रु rupees ₨",
    "NZD": "nz$ dollars", "OMR": "ro", "PEN": "s/ s/. sol soles", "PHP": "₱ php₱ pesos",
    "PKR": "rs rupees ₨", "PLN": "zł zl złotych złoty złote", "PYG": "₲ gs g guaraníes",
    "RON": "lei leu", "RSD": "din дин dinara динара", "RUB": "руб р рублей рубля рубль ₽",
    "SAR": "sr ﷼ riyal riyals ريال", "SEK": "kr kronor", "SGD": "s$ sg$ dollars",
    "THB": "บาท ฿ baht", "TND": "dt td dinars", "TRY": "tl ₺ lira",
    "TWD": "nt$ ntd nt 元 圓 dollars", "TZS": "tsh tshs", "UAH": "грн гривень ₴", "UGX": "ush ushs",
    "USD": "us$ $us u$s u$d u.s.$ dollars",
    "UYU": "$u pesos", "UZS": "so'm сум", "VND": "₫ đ vnđ đồng",
    "XAF": "fcfa f francscfa", "XOF": "fcfa cfa f francscfa", "XPF": "f cfp francs",
    "ZAR": "r rand",
}  # fmt: skip
"""Words that people write and CLDR omits."""

_DOLLARS = frozenset(
    ("ARS", "AUD", "CAD", "CLP", "COP", "DOP", "HKD", "MXN", "NZD", "SGD", "TWD", "USD", "UYU")
)
"""Currencies that a lone `$` means at home."""

_LAKHS = frozenset(("BDT", "BTN", "INR", "LKR", "NPR", "PKR"))
"""Currencies whose countries also write 1,50,000."""

_APOSTROPHES = "\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}" + (
    "\N{MODIFIER LETTER APOSTROPHE}\N{PRIME}\N{ACUTE ACCENT}`"
)
_ARABIC_DECIMALS = "\N{ARABIC DECIMAL SEPARATOR}"
_SIGNS = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys("\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}", "-")
    # As the sign that only groups, and as one of the two that begin decimals.
    | {"\N{ARABIC THOUSANDS SEPARATOR}": "'", _ARABIC_DECIMALS: ","}
)

_WRITTEN = re.compile(
    r"(?P<open>\()?(?P<minus>[-+])? ?(?P<before>[^\d()+-]*?) ?(?P<inner>-)? ?"
    r"(?P<number>\d(?:[\d.,' ]*\d)?)(?P<whole> ?(?:(?:[.,:/]|[.,] )-{1,2}|/=))?"
    r" ?(?P<after>[^\d()+-]*)(?P<close>\))?",
    re.ASCII,
)
"""A sign, a currency, a number, what stands for no cents, a currency."""

_TWO_NUMBERS = re.compile(r"\d(?:\s{2,}|[^\S ])\d")
"""Digits on two lines, or far apart: no space that groups thousands."""

_LARGE = frozenset(
    ("b", "bin", "bn", "cr", "crore", "crores", "e", "ezer", "grand", "jt", "juta", "k", "kk", "l",
     "lac", "lacs", "lakh", "lakhs", "m", "mii", "mil", "mila", "milhão", "milhões", "milione",
     "milioni", "mill", "mille", "milliard", "million", "millionen", "millions", "millón",
     "millones", "milyon", "ming", "mio", "mln", "mm", "mn", "mrd", "ngàn", "nghìn", "rb", "ribu",
     "t", "tausend", "thousand", "thousands", "tis", "tisíc", "tr", "triệu", "tsd", "tt", "tusen",
     "tusind", "tys", "млн", "т", "тис", "тыс", "тысяч", "тысячи")
)  # fmt: skip
"""Words and signs for thousands and more: `10k`, `5 tys.`, `1.5 lakh`."""
_LARGE_SIGNS = re.compile("[千仟万萬亿億천만억]|พัน|หมื่น|แสน|ล้าน")
"""How they begin where no space is put between words."""

_BY_THREES = r"\d{1,3}(?:%s\d{3})+"
_BY_TWOS = r"\d{1,2}(?:,\d{2})*,\d{3}"
"""Lakhs and crores: 1,50,000."""


class MoneyError(CourtsideError):
    """A text is not an amount of money; the message goes on from its place."""


class _Ways(NamedTuple):
    """How the countries of a currency write numbers."""

    points: frozenset[str]
    """Their decimal separators."""
    groups: frozenset[str]
    """Their thousands separators."""
    lakhs: bool
    """Whether they also group by two digits: 1,50,000."""

    def only_groups(self, sign: str) -> bool:
        """Return whether a sign groups thousands there, and never begins decimals."""
        return sign in self.groups and sign not in self.points


def read_money(
    text: str,
    currency: str,
    *,
    decimals: Collection[str] = (),
    unit: str = "",
    home: str = "",
    typed: bool = False,
) -> str:
    """Read an amount as `8400.50 EUR`; raises MoneyError.

    `currency` is the studio's, `home` its locale: `es_ES`. `decimals` are the decimal separators of
    other amounts beside it. `unit` is the currency in the column's name, for amounts that name
    none. `typed` says that files are before the eyes of whoever wrote it: a point begins decimals
    there, so it never surely groups thousands.
    """
    parts = _WRITTEN.fullmatch(normal(text))
    if parts is None or bool(parts["open"]) != bool(parts["close"]):
        raise _not_money(text, currency)
    if _TWO_NUMBERS.search(_plain(text)):
        raise MoneyError(
            f"{_shown(text)} has two numbers, or a space too many: write it as "
            f"{_examples(currency)}"
        )
    beside = [unit, parts["before"].strip(), parts["after"].strip().removesuffix(".")]
    if _folded(beside[-1]) in ("k", "m"):  # thousands, or kwacha and maloti
        raise _not_money(text, currency)
    codes = {_code(word, currency, text) for word in beside if word}
    if len(codes) > 1:
        raise MoneyError(f"{_shown(text)} names two currencies: write it as {_examples(currency)}")
    code = next(iter(codes), currency)
    signs = [sign for sign in (parts["minus"], parts["inner"], parts["open"]) if sign]
    points = frozenset("," if _ARABIC_DECIMALS in text else decimals)
    ways = _ways(code, home, typed=typed)
    readings = _readings(parts["number"], code, ways, points, whole=bool(parts["whole"]))
    if len(signs) > 1 or not readings:
        raise _not_money(text, code)
    minus = "-" if signs and signs[0] != "+" else ""
    amounts = [f"{minus}{reading} {code}" for reading in readings if reading]
    if not readings[-1]:
        few = "two" if currency_digits(code) else "none"
        raise MoneyError(
            f"{_shown(text)} has three decimals, and {code} has {few}: if thousands are meant, "
            f"write {amounts[0]}"
        )
    if len(amounts) > 1:
        either = " or ".join(amounts if typed else map(_unmistakable, amounts))
        raise MoneyError(f"{_shown(text)} can be meant in two ways: write {either}")
    return amounts[0]


def read_typed(text: str, currency: str) -> str:
    """Read a typed amount. One in the form of files is what it is in a file: `750.125 TND` has
    decimals, and `1.000 EUR` could be one euro or a thousand, so it is refused as there, and so is
    `1.000€`."""
    form = re.fullmatch(r"-?\d{1,9}\.\d{3} ?[A-Z]{3}", text.strip(), re.ASCII)
    is_decimal = form and currency_digits(text.strip()[-3:]) == MOST_DIGITS
    return read_money(text, currency, decimals="." if is_decimal else "", typed=True)


def decimal_sign(text: str, currency: str, home: str = "") -> str:
    """Return the certain decimal separator of an amount; empty if there is none.

    `currency` and `home` are as in `read_money`.
    """
    parts = _WRITTEN.fullmatch(normal(text))
    if parts is None or parts["whole"]:
        return ""
    if _ARABIC_DECIMALS in text:
        return ","
    number = parts["number"]
    signs = [sign for sign in number if sign in ".,' "]
    if not signs:
        return ""
    last = signs[-1]
    whole, _, rest = number.rpartition(last)
    ways = _ways(currency, home, typed=False)
    if len(signs) == 1 and len(rest) < 3 and _lacks_digits(whole, last, ways):
        return ""
    if len(set(signs)) > 1 or len(rest) in (1, 2) or whole in ("0", "00"):
        return last if last in ".," and signs.count(last) == 1 else ""
    if signs.count(last) > 1 and last in ".,":
        return "," if last == "." else "."
    # Three digits after more than three: decimals where there are so many, or a missing sign.
    is_decimal = len(rest) == 3 == currency_digits(currency) and len(whole) > 3
    return last if is_decimal and last in ".," else ""


def normal(text: str) -> str:
    """Return a text with ASCII digits, spaces, dashes and apostrophes, and nothing invisible."""
    return " ".join(_plain(text).split())


def _plain(text: str) -> str:
    """Return a text as `normal`, with the space that it takes."""
    signs = []
    for sign in text:
        kind = unicodedata.category(sign)
        if kind == "Nd":
            signs.append(str(unicodedata.decimal(sign)))
        elif kind == "Zs":
            signs.append(" ")
        elif kind != "Cf":
            wide = "\uff01" <= sign <= "\uff5e" or "\uffe0" <= sign <= "\uffe6"
            signs.append(unicodedata.normalize("NFKC", sign) if wide else sign)
    return "".join(signs).translate(_SIGNS)


def names_currency(word: str) -> bool:
    """Return whether a word is a currency's code or sign, such as `EUR`, `€` or `kr`."""
    plain = _folded(word)
    return plain.upper() in _codes() or plain in _all_signs()


def _shown(text: str) -> str:
    """Return a text in quotes if it is a word, or a number with two at most, otherwise "this"."""
    plain = normal(text)
    words = re.findall(r"[^\W\d]+", plain)
    few = len(words) <= (2 if re.search(r"\d", plain) else 1)
    return f"'{plain}'" if few and 0 < len(plain) <= 24 and text.isprintable() else "this"


def _not_money(text: str, currency: str) -> MoneyError:
    if _is_large(text, currency):
        return MoneyError(
            f"{_shown(text)} has a word for a large number: write all its digits, such as "
            f"{_examples(currency)}"
        )
    return MoneyError(f"{_shown(text)} is not an amount: write it as {_examples(currency)}")


def _is_large(text: str, currency: str) -> bool:
    """Return whether a word in a text stands for thousands or more, perhaps of the currency."""
    words = re.findall(r"[^\W\d_]+", normal(text).casefold())
    own = _writings(currency)
    large = (word in _LARGE or (word[0] in "ektm" and word[1:] in own) for word in words)
    return _LARGE_SIGNS.search(text) is not None or any(large)


def _unmistakable(amount: str) -> str:
    """Write an amount so that it can be read in one way only: `750.5 TND`, `0750.125 TND`."""
    number, _, code = amount.partition(" ")
    short = number.rstrip("0").rstrip(".") if "." in number else number
    whole, _, rest = short.partition(".")
    return f"{'0' if len(rest) == MOST_DIGITS and len(whole) <= MOST_DIGITS else ''}{short} {code}"


def _examples(currency: str) -> str:
    return " or ".join(dict.fromkeys((f"8400 {currency}", example(currency))))


# --- The currency --------------------------------------------------------------------------------


def _code(word: str, currency: str, text: str) -> str:
    """Return the currency code for the word beside a number; raises MoneyError."""
    if _folded(word) in _writings(currency):
        return currency
    if _folded(word).upper() in _codes():
        return _folded(word).upper()
    if _folded(word) in _all_signs() and not _is_large(word, currency):
        raise MoneyError(
            f"{_shown(text)} is not in the currency of the studio: write it as "
            f"{_examples(currency)}"
        )
    raise _not_money(text, currency)


def _folded(word: str) -> str:
    """Return a word without capitals, spaces and the dot of an abbreviation."""
    plain = normal(word).casefold()
    bare = plain.removesuffix(".")
    # `USD.50` may be fifty cents as well as fifty dollars.
    abbreviated = bare != plain and bare[-1:].isalpha() and bare.upper() not in _codes()
    return (bare if abbreviated else plain).replace(" ", "")


@cache
def _codes() -> frozenset[str]:
    return frozenset(get_global("all_currencies"))


@cache
def _all_signs() -> frozenset[str]:
    """Return the folded signs of all currencies, in English and as people write them."""
    english = Locale.parse("en").currency_symbols.values()
    also = (word for words in _ALSO.values() for word in words.split())
    return frozenset(map(_folded, (*english, *also)))


@cache
def _writings(currency: str) -> frozenset[str]:
    """Return the folded words for a currency where it is used."""
    words: list[str] = [currency, *_ALSO.get(currency, "").split()]
    words += ["$"] * (currency in _DOLLARS)
    for locale in (*_READERS, *_locales(currency)):
        symbol = get_currency_symbol(currency, locale=locale)
        words += [symbol, f"{currency}{symbol}"]
        words += [get_currency_name(currency, count, locale=locale) for count in (None, 1, 2, 5)]
    return frozenset(map(_folded, words))


# --- The number ----------------------------------------------------------------------------------


def _readings(
    number: str, currency: str, ways: _Ways, decimals: frozenset[str], *, whole: bool
) -> tuple[str, ...]:
    """Return all readings of a number: `8.400,50` -> `8400.50`; `750.500` TND -> two.

    One that has more decimals than the currency is empty: `1.125` EUR.
    """
    most = currency_digits(currency)
    grouped = _ungrouped(number, ways)
    signs = [sign for sign in number if sign in ".,' "]
    last = signs[-1] if signs else ""
    before, _, rest = number.rpartition(last) if last else (number, "", "")
    if whole or last in "' " or (len(signs) > 1 and len(set(signs)) == 1):
        return _if_any(grouped and _joined(grouped, "", most))
    if len(signs) > 1:  # of two kinds, the last begins the decimals
        inner = _ungrouped(before, ways)
        mixed = inner and last not in before and _joined(inner, rest, most)
        # Latin America writes five millions as 5'000.000, and haste does as 5.000,000.
        millions = len(rest) == 3 and most < MOST_DIGITS
        return _if_any(mixed and millions and f"{inner}{rest}") + _if_any(mixed)
    point = _joined(before, rest, most)
    if before.startswith("0"):
        return _if_any(point)
    if grouped is None:  # `1000,000` may lack a sign, and where a comma only groups, `5,00` a digit
        lacks_sign = len(rest) == 3 and most < MOST_DIGITS
        slip = point and (lacks_sign or _lacks_digits(before, last, ways)) and last not in decimals
        return _if_any(point) + _if_any(slip and f"{before}{rest}")
    if _groups(last, ways, decimals, most):
        return (grouped,)
    if last in decimals and most == MOST_DIGITS and len(decimals) == 1:
        return _if_any(point)
    return (grouped, point or "")


def _lacks_digits(before: str, sign: str, ways: _Ways) -> bool:
    """Return whether a sign before one or two digits may group thousands, with a digit missing."""
    return sign == "," and ways.only_groups(sign) and len(before) <= 3 and before[0] != "0"


def _groups(sign: str, ways: _Ways, decimals: frozenset[str], most: int) -> bool:
    """Return whether a single sign before three digits certainly groups thousands."""
    if decimals:
        return sign not in decimals
    return most < MOST_DIGITS and sign not in ways.points


def _if_any(reading: str | Literal[False] | None) -> tuple[str, ...]:
    return (reading,) if reading else ()


def _ungrouped(number: str, ways: _Ways) -> str | None:
    """Return the digits of a number whose thousands are grouped by one sign or not at all."""
    if number.isdigit():
        return number
    threes = any(re.fullmatch(_BY_THREES % re.escape(sign), number) for sign in ".,' ")
    if threes or (ways.lakhs and re.fullmatch(_BY_TWOS, number)):
        return re.sub(r"\D", "", number)
    return None


def _joined(whole: str, rest: str, most: int) -> str | None:
    """Return the number with its decimals; None if the currency has fewer."""
    if len(rest) > MOST_DIGITS or rest[most:].strip("0"):
        return None
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{rest[:most]}" if rest.strip("0") else whole


# --- Where a currency is used --------------------------------------------------------------------


@cache
def _ways(currency: str, home: str, *, typed: bool) -> _Ways:
    locales = [Locale.parse(name) for name in _at_home(currency, home)] or [Locale.parse("en")]
    signs = (str(get_group_symbol(locale)) for locale in locales)
    groups = (sign.translate(_SIGNS) if sign.strip() else " " for sign in signs)  # as `normal` does
    points = {str(get_decimal_symbol(locale)) for locale in locales}
    return _Ways(
        points=frozenset(points | ({"."} if typed else set())),
        groups=frozenset(groups),
        lakhs=currency in _LAKHS,
    )


def _at_home(currency: str, home: str) -> Sequence[str]:
    """Return the locales of a currency that are a studio's own: its locale, else that of its
    country's first language, else all."""
    users = _locales(currency)
    country = [name for name in users if home and name.endswith(home[-3:])]
    return [name for name in users if name == home] or country[:1] or users


@cache
def _locales(currency: str) -> tuple[str, ...]:
    """Return the locales of a currency's own country, else of all countries that use it."""
    users = [
        territory
        for territory, used in get_global("territory_currencies").items()
        if any(code == currency and until is None and legal for code, _, until, legal in used)
    ]
    named = [territory for territory in users if territory == currency[:2]]
    return tuple(_known(named)) or tuple(_known(users))


def _known(territories: Iterable[str]) -> Iterable[str]:
    for territory in territories:
        for language in get_official_languages(territory, regional=True, de_facto=True):
            try:
                yield str(Locale.parse(f"{language}_{territory}"))
            except (UnknownLocaleError, ValueError):
                continue
