"""Money as people write it: read as it was meant, or refused, and never a wrong number."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from courtside.model.currencies import currency_digits, fits, plain, to_smallest_unit
from courtside.model.values import SignedMoney
from courtside.provider.importing.money_text import MoneyError, decimal_sign, read_money, read_typed
from courtside.text.language import locale_of, translator

AS_WRITTEN = {
    "EUR": {
        "8400": "8400", "8.400,00 €": "8400", "€8,400.50": "8400.50", "8 400,5": "8400.5",
        "8\N{NO-BREAK SPACE}400": "8400", "1\N{NARROW NO-BREAK SPACE}234,5 €": "1234.5",
        "8.400": "8400", "1.234": "1234", "1.234.567": "1234567", "0.500": "0.50",
        "1.234,5": "1234.5", "5.000,- €": "5000", "5000 euros": "5000", "(50,00)": "-50",
        "8400 e": "8400", "5.000,00 Eur.": "5000", "5000 €.": "5000",
        "2.400,00\N{NO-BREAK SPACE}€": "2400", "-50": "-50", "٥٠٠": "500",
    },
    "CHF": {
        "CHF 5’000.00": "5000", "5 000.-": "5000", "Fr. 5000": "5000", "5'000.–": "5000",
        "Fr. 5'000.50": "5000.50", "5000 francs": "5000", "SFr. 1’234’567.—": "1234567",
    },
    "SEK": {"5 000 kr": "5000", "5 000:-": "5000", "5.000 kr": "5000", "1 234,50 kr": "1234.50"},
    "NOK": {"kr 5 000,-": "5000", "12 345 kr": "12345"},
    "DKK": {"1.234,50 kr.": "1234.50"},
    "CAD": {"$5,000.00": "5000", "C$ 5,000": "5000", "5 000,00 $": "5000"},
    "USD": {
        "US$ 5,000": "5000", "5000 usd": "5000", "-$50": "-50", "$-50": "-50", "$5,000 USD": "5000",
        "U$S 5000": "5000",
    },
    "INR": {
        "₹1,50,000.00": "150000", "Rs. 150000": "150000", "Rs. 1,50,000/-": "150000",
        "1,00,00,000": "10000000",
    },
    "JPY": {"100001円": "100001", "￥100,001": "100001", "１００，００１円": "100001",
            "100.00": "100"},
    "BRL": {"R$ 5.000,00": "5000"},
    "TND": {
        "0.500": "0.500", "1.250,500": "1250.500", "1250.500": "1250.500", "750,5 DT": "750.5",
        "1 250,500 د.ت.\N{RIGHT-TO-LEFT MARK}": "1250.500",
    },
    "KWD": {"KD 1,250.500": "1250.500", "1250": "1250"},
    "CLP": {"$ 1.500.000": "1500000", "1.500": "1500"},
    "HUF": {"1 500 000 Ft": "1500000", "1.500 Ft": "1500"},
    "PLN": {"1 234,50 zł": "1234.50"},
    "CZK": {"1 234 Kč": "1234"},
    "GBP": {"£1,234.50": "1234.50"},
    "VND": {"1.500.000 ₫": "1500000"},
    "PEN": {"S/ 1,200.00": "1200", "S/. 1200": "1200"},
    "ZAR": {"R 1 500,50": "1500.50", "1500 rand": "1500"},
    "PKR": {"Rs. 1,50,000/-": "150000", "₨ 150,000": "150000"},
    "BDT": {"Tk. 1,50,000/-": "150000", "৳ ১,৫০,০০০": "150000"},
    "KES": {"Ksh. 5,000/=": "5000", "5000/=": "5000"},
    "SAR": {"٥٬٠٠٠ ريال": "5000", "٥٬٠٠٠٫٥٠ ر.س": "5000.50"},
    "JOD": {"JD 1250.500": "1250.500"},
    "MXN": {"$1,500.00 M.N.": "1500", "$1,500.00 MN": "1500", "1500 pesos": "1500"},
    "HKD": {"5,000元": "5000"},
    "TWD": {"NTD 5,000": "5000"},
    "ILS": {'5,000 ש"ח': "5000", "5,000 ש״ח": "5000"},
    "RSD": {"5.000,50 din.": "5000.50", "5.000 динара": "5000"},
    "UAH": {"5 000 гривень": "5000"},
    "AUD": {"AUD$5,000": "5000"},
    "DOP": {"RD$5,000.00": "5000"},
    "MMK": {"K 5,000": "5000"},
    "ALL": {"5000 L": "5000"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("currency", "text", "number"),
    [(unit, text, number) for unit, texts in AS_WRITTEN.items() for text, number in texts.items()],
)
def test_each_currency_as_its_own_countries_write_it(currency: str, text: str, number: str) -> None:
    home = {"EUR": "es_ES", "CAD": "en_CA"}.get(currency, "")
    assert read_money(text, currency, home=home) == f"{number} {currency}"


@pytest.mark.parametrize(
    ("currency", "text"),
    [
        *(("EUR", text) for text in (
            "x", "", "-", "8.4.00", "1,2345", "1.234,567", "12345.678", "0.123", "$5", "€.50",
            ".50", "5k", "5000-6000", "8 400 5", "1.234'50", "12.345.67", "5²", "½", "5000 € TTC",
            "8400 EUR EUR", "1,50,000", "8400 EUR + VAT", "5 or 6", "(50", "--50", "5%",
        )),
        ("CAD", "US$ 5,000"), ("USD", "$.50"), ("USD", "USD.50"), ("INR", "Rs .50"),
        ("JPY", "100.5"), ("JPY", "10万円"), ("CLP", "$1.500,50"), ("GBP", "1.234"),
        ("USD", "$5,000 CAD"), ("USD", "5,000 €"),
        *(("EUR", text) for text in (
            "500\n200", "500\t200", "500  200", "500\N{NO-BREAK SPACE} 200", "500\r\n200",
            "500\n\N{ZERO WIDTH SPACE}200", "٥٠٠\n٢٠٠",
        )),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(currency: str, text: str) -> None:
    with pytest.raises(MoneyError):
        read_money(text, currency)


@pytest.mark.parametrize(
    ("currency", "text", "ways"),
    [
        ("TND", "750.500", "write 750500 TND or 750.5 TND"),
        ("TND", "750,500", "write 750500 TND or 750.5 TND"),
        ("KWD", "1,250", "write 1250 KWD or 1.25 KWD"),
        ("USD", "8.400", "write 8400 USD or 8.4 USD"),
        ("TND", "750,125", "write 750125 TND or 0750.125 TND"),
        ("BRL", "R$ 5,000", "write 5000 BRL or 5 BRL"),
        ("COP", "$5'000.000", "write 5000000 COP or 5000 COP"),
        ("MXN", "$1’500,000", "write 1500000 MXN or 1500 MXN"),
        ("EGP", "٥٫٠٠٠", "write 5000 EGP or 5 EGP"),
        ("EUR", "1,000", "write 1000 EUR or 1 EUR"),
        ("EUR", "8.400 €", "write 8400 EUR or 8.4 EUR"),
        ("CAD", "$5,000", "write 5000 CAD or 5 CAD"),
        ("USD", "$5,00", "write 5 USD or 500 USD"),
        ("GBP", "£50,0", "write 50 GBP or 500 GBP"),
        ("EUR", "1.000,000", "write 1000000 EUR or 1000 EUR"),
        ("USD", "5,000.000", "write 5000000 USD or 5000 USD"),
    ],
)
def test_what_can_be_meant_in_two_ways_is_asked_back(currency: str, text: str, ways: str) -> None:
    with pytest.raises(MoneyError, match=ways):
        read_money(text, currency)


def test_what_a_message_proposes_is_read() -> None:
    assert read_money("0750.125 TND", "TND") == "750.125 TND"
    assert read_money("750.5 TND", "TND") == "750.5 TND"


def test_whoever_types_may_write_as_files_do() -> None:
    assert read_typed("750.125 TND", "TND") == "750.125 TND"
    assert read_typed("8400.50 EUR", "EUR") == "8400.50 EUR"
    assert read_typed("0.500 EUR", "EUR") == "0.50 EUR"
    assert read_typed("8.400,00", "EUR") == "8400 EUR"


@pytest.mark.parametrize(
    ("currency", "text", "home"),
    [("USD", "1000,000", "en_US"), ("JPY", "1000,000", "ja_JP"), ("EUR", "1000.000", "es_ES"),
     ("EUR", "1000.000", ""), ("EUR", "1000,000", "de_DE"), ("HUF", "1000.000", "hu_HU")],
)  # fmt: skip
def test_a_sign_that_groups_may_have_been_left_out_before(
    currency: str, text: str, home: str
) -> None:
    with pytest.raises(MoneyError, match=f"two ways: write 1000 {currency} or 1000000 {currency}$"):
        read_money(text, currency, home=home)


@pytest.mark.parametrize(
    ("currency", "text", "ways"),
    [
        *(("EUR", f"{before}1.000{after}", "1000 EUR or 1 EUR")
          for before, after in (("", " EUR"), ("", ""), ("", " eur"), ("EUR ", ""), ("+", " EUR"),
                                ("", "€"), ("€", ""), ("", " euros"))),
        ("EUR", "1,000 €", "1000 EUR or 1 EUR"),
        ("EUR", "-8.400EUR", "-8400 EUR or -8.40 EUR"),
        ("SEK", "5.000 kr", "5000 SEK or 5 SEK"),
        ("JPY", "1.000 JPY", "1000 JPY or 1 JPY"),
        ("TND", "10.001", "10001 TND or 10.001 TND"),
        ("TND", "10,001", "10001 TND or 10.001 TND"),
    ],
)  # fmt: skip
def test_what_a_file_refuses_is_refused_when_typed(currency: str, text: str, ways: str) -> None:
    with pytest.raises(MoneyError, match=f"can be meant in two ways: write {ways}$"):
        read_typed(text, currency)
    for way in ways.split(" or "):
        assert Decimal(read_typed(way, currency).split()[0]) == Decimal(way.split()[0])


@pytest.mark.parametrize(
    ("currency", "text", "few", "meant"),
    [
        ("EUR", "1.125 EUR", "two", "1125 EUR"), ("EUR", "1,125 €", "two", "1125 EUR"),
        ("EUR", "-1.234", "two", "-1234 EUR"), ("CLP", "$1.500", "none", "1500 CLP"),
    ],
)  # fmt: skip
def test_no_amount_is_proposed_that_has_another_value(
    currency: str, text: str, few: str, meant: str
) -> None:
    with pytest.raises(MoneyError, match=f"and {currency} has {few}: if thou.* write {meant}$"):
        read_typed(text, currency)


@given(
    st.sampled_from(["EUR", "JPY", "TND"]),
    st.from_regex(r"-?[0-9]{1,7}(\.[0-9]{1,3})? ?(EUR|JPY|TND)?", fullmatch=True),
)
def test_what_is_written_as_in_a_file_is_read_as_there_or_refused(currency: str, text: str) -> None:
    written = TypeAdapter(SignedMoney).validate_python(text)
    try:
        number, unit = read_typed(text, currency).split()
    except MoneyError:
        return
    assert (Decimal(number), unit) == (written.value, written.unit or currency)
    assert fits(written.value, unit)


@pytest.mark.parametrize(
    ("currency", "text"),
    [
        *(("EUR", text) for text in ("3k", "10K €", "5 mil", "2 Tsd. €", "3 k€", "1 Mio", "2 T€")),
        ("PLN", "5 tys."), ("PLN", "5 tys. zł"), ("INR", "1.5 lakh"), ("INR", "Rs 2 lakhs"),
        ("INR", "₹2L"), ("INR", "1.5 cr"), ("USD", "$10K"), ("USD", "1.5m"), ("BRL", "R$ 5 mil"),
        ("SEK", "5 tkr"), ("RUB", "5 тыс. руб."), ("JPY", "5万円"), ("KRW", "5만원"),
        ("IDR", "Rp 5 jt"), ("CZK", "5 tis. Kč"), ("HUF", "5 eFt"), ("THB", "5 พันบาท"),
        # Where kwacha, kina, kyat and maloti are meant, or thousands and millions of them.
        ("MMK", "10K"), ("ZMW", "10k"), ("PGK", "10 K"), ("LSL", "5M"), ("MMK", "K10k"),
    ],
)  # fmt: skip
def test_a_word_for_a_large_number_is_said(currency: str, text: str) -> None:
    for reader in (read_money, read_typed):
        with pytest.raises(MoneyError, match=r"has a word for a large number: write all its dig"):
            reader(text, currency)


def test_other_amounts_beside_it_decide() -> None:
    assert read_money("750.500", "TND", decimals={"."}) == "750.500 TND"
    assert read_money("750.500", "TND", decimals={","}) == "750500 TND"
    with pytest.raises(MoneyError):
        read_money("750.500", "TND", decimals={".", ","})
    with pytest.raises(MoneyError):  # 8.40, as its neighbours write 12.50? or 8400?
        read_money("8.400", "EUR", decimals={"."})


@pytest.mark.parametrize(
    ("text", "sign"),
    [("12.50", "."), ("12,5", ","), ("1.234,50", ","), ("1,234,567", "."), ("8.400", ""),
     ("٥٫٠٠٠", ","), ("٥٬٠٠٠", ""), ("0.500", "."), ("8400", ""),
     ("5.000,-", ""), ("1'234.50", "."), ("1'234", "")],
)  # fmt: skip
def test_which_sign_surely_begins_decimals(text: str, sign: str) -> None:
    assert decimal_sign(text, "EUR") == sign


@pytest.mark.parametrize(
    ("text", "home", "sign"), [("5,00", "", ""), ("0,50", "", ","), ("1234,50", "", ",")]
)
def test_where_a_comma_only_groups_one_digit_may_be_missing(
    text: str, home: str, sign: str
) -> None:
    assert decimal_sign(text, "USD", home) == sign


def test_a_message_shows_a_number_and_a_word_and_no_sentence() -> None:
    with pytest.raises(MoneyError, match=r"^'10 m' has a word for a large number"):
        read_typed("10 m", "EUR")
    with pytest.raises(MoneyError, match=r"^this is not an amount"):
        read_typed("5 to be agreed with Lucía", "EUR")


def test_the_head_of_a_column_names_the_currency() -> None:
    assert read_money("8400", "EUR", unit="€") == "8400 EUR"
    assert read_money("8400", "EUR", unit="USD") == "8400 USD"
    with pytest.raises(MoneyError, match="two currencies"):
        read_money("8400 EUR", "EUR", unit="USD")


CURRENCIES = st.sampled_from(["EUR", "CHF", "SEK", "INR", "JPY", "TND", "BRL", "USD", "HUF", "CLP"])
LOCALES = st.sampled_from(
    ["en_US", "en_IN", "es_ES", "es_CL", "pt_BR", "fr_FR", "fr_CH", "de_DE", "de_CH", "de_AT",
     "it_IT", "sv_SE", "nb_NO", "da_DK", "pl_PL", "hu_HU", "ja_JP", "fr_TN"]
)  # fmt: skip


@given(CURRENCIES, LOCALES, st.decimals(0, 99_999_999, places=3))
def test_what_any_country_prints_is_read_back_or_refused(
    currency: str, locale: str, amount: Decimal
) -> None:
    """Never another number, whoever wrote it."""
    amount = to_smallest_unit(amount, currency)
    try:
        text = format_currency(amount, currency, locale=locale, decimal_quantization=False)
        found = read_money(text, currency)
    except MoneyError:
        return
    assert Decimal(found.split()[0]) == amount
    assert found.split()[1] == currency


# --- The smallest unit ---------------------------------------------------------------------------


def test_digits_are_those_of_cldr() -> None:
    names = ("EUR", "JPY", "TND", "KWD", "CLP", "HUF", "ISK", "BHD")
    assert [currency_digits(name) for name in names] == [2, 0, 3, 3, 0, 2, 0, 3]


def test_amounts_have_all_the_digits_of_their_currency() -> None:
    assert plain(Decimal("750.5"), "TND") == "750.500 TND"
    assert plain(Decimal("100005.00"), "JPY") == "100005 JPY"
    assert plain(Decimal("8400.5"), "EUR") == "8400.50 EUR"
    assert fits(Decimal("750.505"), "TND")
    assert not fits(Decimal("750.505"), "EUR")


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr", "de", "it"])
@pytest.mark.parametrize("currency", ["JPY", "EUR", "TND", "CLP", "KWD"])
def test_pages_round_as_the_rules_do(language: str, currency: str) -> None:
    """Half away from zero, so that a page says what the engine computes."""

    money = translator(language, date(2026, 1, 1)).money
    half = Decimal(5).scaleb(-currency_digits(currency) - 1)
    for whole in (2, 3, -2):
        exact = Decimal(whole) + half.copy_sign(whole)
        expected = format_currency(
            to_smallest_unit(exact, currency), currency, locale=locale_of(language)
        )
        apart = re.sub(r"(?<=[A-Z])(?=\d)", "\N{NO-BREAK SPACE}", expected)  # as CLDR has it
        assert money(exact, currency) == apart.replace("-", "\N{MINUS SIGN}")
