"""Every text in every language; dates, money and lists as CLDR has them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale
from holidays import list_supported_countries
from markupsafe import Markup

from courtside.engine.regions import subdivisions
from courtside.engine.shares import gross
from courtside.model.currencies import plain
from courtside.model.studio import Tax
from courtside.model.values import LANGUAGES, Days, Language
from courtside.resources import CATALOGS
from courtside.text.language import locale_of, translator
from helpers import catalogs
from helpers.catalogs import path_of, renewed, said, untranslated, written

TODAY = date(2026, 3, 27)
FORMAL = ("es-formal", "it-formal")
"""The others address the reader formally anyway, or know one address."""


def holders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_language_has_a_catalog() -> None:
    found = {path.parent.name for path in CATALOGS.glob("*/courtside.po")}
    assert found == {*LANGUAGES, *FORMAL}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_and_none_unused(language: Language) -> None:
    texts, known = set(said()), set(written(language))
    assert sorted(texts - known) == [], f"{language}: not in the catalog; `make catalogs` adds them"
    assert sorted(known - texts) == [], f"{language}: no longer said; `make catalogs` drops them"
    missing = [] if language == "en" else untranslated(language)
    assert missing == [], f"{language}: without a translation"


@pytest.mark.parametrize("language", [*LANGUAGES, *FORMAL])
def test_each_text_stands_at_its_place(language: str) -> None:
    same = path_of(language).read_bytes() == renewed(language)
    assert same, f"{language}: not in order; `make catalogs` puts it in order"


@pytest.mark.parametrize("language", [*LANGUAGES, *FORMAL])
def test_translations_are_whole_and_have_the_same_values(language: str) -> None:
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
    t = translator(language, TODAY)
    text = t.text("Closed: {days}.", days="<b>{n}</b>")
    assert "&lt;b&gt;{n}&lt;/b&gt;" in text


# --- The formal address ------------------------------------------------------------------------

FAMILIAR = {
    "es": "tú|tus?|te|ti|contigo|tuy[oa]s?|[a-z]+[aei]ste|dinos|dínoslo|escríbenos|guarda|guárdalas"
    "|cópialo|ábrelo|compartas|necesitas|tienes|puedes|empiezas|tardas|pagas|respondes|entregas"
    "|retrasas|hayas|aceptas|cambiarías|devolverte",
    "it": "tu|tuo|tua|tuoi|tue|te|ti|ciao|sei|hai|devi|puoi|cominci|accetti|vorresti|paghi|rispondi"
    "|consegni|metti|dicci|diccelo|scrivici|salva|fai|tienilo|copialo|restituirti",
}
"""Words that only a familiar address has."""


@pytest.mark.parametrize("language", list(FAMILIAR))
def test_with_a_formal_address_no_familiar_word_is_left(language: str) -> None:
    familiar = re.compile(rf"\b({FAMILIAR[language]})\b", re.IGNORECASE)
    formal, plain = written(f"{language}-formal"), written(language)
    assert len(formal) > 60
    for texts, translations in plain.items():
        for translation in formal.get(texts, translations):
            assert not familiar.search(translation), translation
    for texts, translations in formal.items():
        assert translations != plain[texts], texts


def test_a_formal_address_takes_the_other_texts_from_its_language() -> None:
    formal, plain = (translator("es", TODAY, formal=way) for way in (True, False))
    assert (formal.language, formal.locale) == (plain.language, plain.locale)
    assert formal.text("There is nothing for you to do.") == "No tiene que hacer nada."
    assert plain.text("There is nothing for you to do.") == "No tienes que hacer nada."
    assert formal.text("Where we stand") == plain.text("Where we stand") == "Dónde estamos"
    assert formal.plural("{n} day", "{n} days", 2) == "2 días"
    assert "desde su entrega" in formal.plural(
        "We resume within {n} working day of receiving your part; "
        "anything beyond that is our delay.",
        "We resume within {n} working days of receiving your part; "
        "anything beyond that is our delay.",
        3,
    )


@pytest.mark.parametrize("language", ["en", "pt", "fr", "de"])
def test_where_the_address_is_formal_anyway_nothing_changes(language: Language) -> None:
    assert translator(language, TODAY, formal=True) == translator(language, TODAY)


# --- Numbers, dates and lists ------------------------------------------------------------------

LEFT = {
    "en": ("{n} working days left.", "{n} working day left.", "{n} working days left."),
    "es": (
        "Quedan {n} días laborables.",
        "Queda {n} día laborable.",
        "Quedan {n} días laborables.",
    ),
    "pt": ("Faltam {n} dias úteis.", "Falta {n} dia útil.", "Faltam {n} dias úteis."),
    "fr": ("Il reste {n} jour ouvré.", "Il reste {n} jour ouvré.", "Il reste {n} jours ouvrés."),
    "de": ("Noch {n} Arbeitstage.", "Noch {n} Arbeitstag.", "Noch {n} Arbeitstage."),
    "it": (
        "Restano {n} giorni lavorativi.",
        "Resta {n} giorno lavorativo.",
        "Restano {n} giorni lavorativi.",
    ),
}
"""What is said of 0, of 1 and of more."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals(language: Language) -> None:
    for n, at in ((0, 0), (1, 1), (2, 2), (1_000_000, 2)):
        text = translator(language, TODAY).plural(
            "{n} working day left.", "{n} working days left.", n
        )
        assert text == LEFT[language][at].format(n=n)


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_are_those_of_cldr(language: Language) -> None:
    """Up to all days of the years that a project can have: CLDR's `many` begins at a million."""
    texts, category = translator(language, TODAY).texts, locale_of(language).plural_form
    for n in range(36_526):
        form = texts.ngettext("{n} day", "{n} days", n)
        assert (form == texts.ngettext("{n} day", "{n} days", 1)) is (category(n) == "one"), n


def test_a_number_below_zero_has_the_plural_of_its_size() -> None:
    for n, text in ((-1, "−1 jour"), (-2, "−2 jours")):
        assert translator("fr", TODAY).plural("{n} day", "{n} days", n) == text


def test_the_first_of_a_month_in_french() -> None:
    french = translator("fr", TODAY)
    assert french.day(date(2026, 7, 1)) == "mercredi 1er juillet"
    assert french.short_day(date(2026, 7, 1), year=True) == "1er juil. 2026"
    assert french.short_day(date(2026, 7, 11)) == "11 juil."
    holidays = Days(first=date(2026, 7, 27), last=date(2026, 8, 1))
    assert french.days(holidays) == "27 juil. – 1er août 2026"


def test_the_first_of_a_month_in_italian() -> None:
    italian = translator("it", TODAY)
    assert italian.day(date(2026, 7, 1)) == "mercoledì 1º luglio"
    assert italian.short_day(date(2026, 7, 1)).on == "il 1º lug"


UNBROKEN = str.maketrans(
    {"\N{NO-BREAK SPACE}": "_", "\N{NON-BREAKING HYPHEN}": "=", "\N{WORD JOINER}": "+"}
)


def test_a_page_breaks_no_line_within_the_days_of_a_month() -> None:
    for language, long, on, short, span in (
        ("en", "Monday 1_June", "on Monday 1_June", "1_Jun_2027", "1–+3_Jun"),
        ("es", "lunes 1_de_junio", "el lunes 1_de_junio", "1_jun_2027", "1–+3_jun"),
        ("pt", "segunda=feira, 1_de_junho", "na segunda=feira, 1_de_junho", "1_jun._2027",
         "1–+3_jun."),
        ("fr", "lundi 1er_juin", "le lundi 1er_juin", "1er_juin_2027", "1er–+3_juin"),
        ("de", "Montag, 1._Juni", "am Montag, 1._Juni", "1._Juni_2027", "1.–+3._Juni"),
        ("it", "lunedì 1º_giugno", "lunedì 1º_giugno", "1º_giu_2027", "1º–+3_giu"),
    ):  # fmt: skip
        t = translator(language, TODAY, whole_days=True)
        day = t.day(date(2026, 6, 1))
        run = t.span(date(2026, 6, 1), date(2026, 6, 3))
        said = (day, day.on, t.short_day(date(2027, 6, 1)), run)
        assert [one.translate(UNBROKEN) for one in said] == [long, on, short, span]


def test_a_headline_has_each_day_in_one_piece_with_the_mark_behind_it() -> None:
    for language in LANGUAGES:
        t = translator(language, TODAY, whole_days=True)
        for n in range(366):
            day = t.day(TODAY + timedelta(n))
            kept = t.days_kept(Markup("<em>A</em> {}. <em>B</em> {}").format(day, day))
            one, two = (
                f'<span class="cs-day{" cs-long" * (len(day + mark) > 20)}">{day}{mark}</span>'
                for mark in (".", "")
            )
            assert kept == f"<em>A</em> {one} <em>B</em> {two}"


def test_a_headline_ends_no_line_between_a_short_word_and_its_day() -> None:
    for language, sentence, kept, whole in (
        ("en", "<em>A</em> by {}", "by_", True),
        ("es", "Empezamos los dos el {}", "el_", True),
        ("es", "<em>A</em>, con plazo hasta el {}", "hasta_el_", False),
        ("pt", "prazo até {}", "até_", False),
        ("fr", "<em>A</em>, échéance le {}", "le_", True),
        ("fr", "ouverte jusqu’au {}", "jusqu’au_", False),
        ("fr", "libre à partir du {}", "partir_du_", False),
        ("de", "<em>A</em> bis {}", "bis_", True),
        ("it", "aperta fino a {}", "fino_a_", False),
        ("it", "<em>A</em>, scadenza {}", "", True),
        ("it", "<em>A tre</em> {}", "", True),
    ):
        t = translator(language, TODAY, whole_days=True)
        day = t.day(date(2026, 6, 22))
        words = kept.replace("_", " " if whole else "\N{NO-BREAK SPACE}")
        before = sentence.removesuffix(kept.replace("_", " ") + "{}") if kept else sentence[:-2]
        long = "" if whole else " cs-long"
        held = t.days_kept(Markup(sentence).format(day))
        assert held == f'{before}<span class="cs-day{long}">{words}{day}</span>'


def test_a_page_breaks_no_line_within_a_weekday() -> None:
    week = translator("pt", TODAY, whole_days=True).weekdays(frozenset(range(5)))
    assert week.translate(UNBROKEN) == "de segunda=feira a sexta=feira"


def test_a_page_breaks_no_line_within_a_bracket_or_before_a_clitic() -> None:
    asked = "The extra days would not count: the stage is already late."
    for language, end in (("en", "planned:_5)"), ("fr", "prévus_:_5)"), ("pt", "previstos:_5)")):
        t = translator(language, TODAY, whole_days=True)
        one, many = "{n} working day (planned: {given})", "{n} working days (planned: {given})"
        held = t.plural(one, many, 14, given=5).translate(UNBROKEN)
        assert held.endswith(end)
    t = translator("pt", TODAY, whole_days=True)
    told = t.text("This is a forecast; we will propose a day to you.")
    assert "propor=vos" in told.translate(UNBROKEN)
    assert "-" not in t.text(asked)
    t = translator("fr", TODAY, whole_days=True)
    assert "peut=être" in t.text("This may already be on its way:").translate(UNBROKEN)
    plain = translator("pt", TODAY).text("This is a forecast; we will propose a day to you.")
    assert "propor-vos" in plain


def test_a_page_breaks_no_line_between_a_number_and_its_noun() -> None:
    one, many = "{n} working day", "{n} working days"
    for language, days, week in (
        ("en", "15_working days", "week_3"),
        ("es", "15_días laborables", "semana_3"),
        ("pt", "15_dias úteis", "semana_3"),
        ("fr", "15_jours ouvrés", "semaine_3"),
        ("de", "15_Arbeitstage", "Woche_3"),
        ("it", "15_giorni lavorativi", "settimana_3"),
    ):
        for whole, space in ((True, "_"), (False, " ")):
            t = translator(language, TODAY, whole_days=whole)
            said = (t.plural(one, many, 15), t.text("week {n}", n=3))
            expected = [text.replace("_", space) for text in (days, week)]
            assert [text.translate(UNBROKEN) for text in said] == expected


def test_a_day_that_begins_a_line_has_a_capital() -> None:
    assert translator("it", TODAY).day_alone(date(2026, 3, 13)) == "Venerdì 13 marzo"
    assert translator("de", TODAY).day_alone(date(2026, 3, 13)) == "Freitag, 13. März"


def test_a_time_zone_is_known_by_its_place() -> None:
    assert translator("en", TODAY).zone("Europe/Madrid") == "Madrid"
    assert translator("fr", TODAY).zone("Europe/Lisbon") == "Lisbonne"
    assert translator("en", TODAY).zone("America/Argentina/Buenos_Aires") == "Buenos Aires"


NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
WRITTEN = {
    "en": (
        "Friday 13 March", "Friday 13 March 2026", "13 Mar", "13 Mar 2026", "Mar",
        "3–21 Aug 2026; 24 Dec 2026 – 6 Jan 2027",
        "€8,400.50", "12.5%", "a, b and c", "Monday to Friday", "Germany",
    ),
    "es": (
        "viernes 13 de marzo", "viernes 13 de marzo de 2026", "13 mar", "13 mar 2026", "mar",
        "3–21 ago 2026; 24 dic 2026 – 6 ene 2027",
        f"8.400,50{NBSP}€", f"12,5{NBSP}%", "a, b y c", "de lunes a viernes", "Alemania",
    ),
    "pt": (
        "sexta-feira, 13 de março", "sexta-feira, 13 de março de 2026", "13 mar.", "13 mar. 2026",
        "mar.", "3–21 ago. 2026; 24 dez. 2026 – 6 jan. 2027",
        f"8{NBSP}400,50{NBSP}€", "12,5%", "a, b e c", "de segunda-feira a sexta-feira", "Alemanha",
    ),
    "fr": (
        "vendredi 13 mars", "vendredi 13 mars 2026", "13 mars", "13 mars 2026", "mars",
        "3–21 août 2026; 24 déc. 2026 – 6 janv. 2027",
        f"8{NARROW}400,50{NBSP}€", f"12,5{NBSP}%", "a, b et c", "du lundi au vendredi",
        "Allemagne",
    ),
    "de": (
        "Freitag, 13. März", "Freitag, 13. März 2026", "13. März", "13. März 2026", "März",
        "3.–21. Aug. 2026; 24. Dez. 2026 – 6. Jan. 2027",
        f"8.400,50{NBSP}€", f"12,5{NBSP}%", "a, b und c", "Montag bis Freitag", "Deutschland",
    ),
    "it": (
        "venerdì 13 marzo", "venerdì 13 marzo 2026", "13 mar", "13 mar 2026", "mar",
        "3–21 ago 2026; 24 dic 2026 – 6 gen 2027",
        f"8.400,50{NBSP}€", "12,5%", "a, b e c", "da lunedì a venerdì", "Germania",
    ),
}  # fmt: skip
"""A day without and with its year, long and short; a month, runs of days, money, a percentage, a
list, a week and a country."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_money_and_lists_are_written_as_cldr_has_them(language: Language) -> None:
    t, day = translator(language, TODAY), date(2026, 3, 13)
    summer = Days(first=date(2026, 8, 3), last=date(2026, 8, 21))
    winter = Days(first=date(2026, 12, 24), last=date(2027, 1, 6))
    assert (
        t.day(day),
        t.day(day, year=True),
        t.short_day(day),
        t.short_day(day, year=True),
        t.month(day, year=False),
        f"{t.days(summer)}; {t.days(winter)}",
        t.money(Decimal("8400.50"), "EUR"),
        t.percent(Decimal("12.5")),
        t.list("abc"),
        t.weekdays(frozenset(range(5))),
        t.region("DE"),
    ) == WRITTEN[language]


def test_dates_say_the_year_where_it_is_not_this_one() -> None:
    english = translator("en", TODAY)
    assert english.day(date(2026, 3, 13)) == "Friday 13 March"
    assert english.day(date(2025, 3, 13)) == "Thursday 13 March 2025"
    assert english.short_day(date(2025, 3, 13)) == "13 Mar 2025"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_weekday_and_month_is_named_in_full(language: Language) -> None:
    t = translator(language, TODAY)
    names = t.locale.days["format"]["wide"].values()
    months = t.locale.months["format"]["wide"].values()
    for month in range(1, 13):
        for day in range(1, 8):
            text = t.day(date(2026, month, day))
            assert sum(name in text for name in names) == 1, text
            assert sum(name in text for name in months) == 1, text


def test_lists_and_weeks() -> None:
    english, spanish = translator("en", TODAY), translator("es", TODAY)
    assert spanish.list(["a", "b", "<c>"]) == "a, b y &lt;c&gt;"
    assert english.percent(Decimal(10)) == "10%"
    assert english.weekdays(frozenset({6, 0, 1, 2, 3})) == "Sunday to Thursday"
    assert english.weekdays(frozenset({0, 1, 3})) == "Monday, Tuesday and Thursday"


def test_a_region_is_called_by_name_and_never_by_its_code() -> None:
    spanish, english = translator("es", TODAY), translator("en", TODAY)
    assert spanish.region("ES-MD") == "Madrid, España"
    assert english.region("ES-MD") == "Madrid, Spain"
    assert english.region("AT-9") == "Vienna, Austria"
    assert translator("de", TODAY).region("AT-9") == "Wien, Österreich"
    assert [translator(one, TODAY).region("DE-HH").split(", ")[0] for one in LANGUAGES] == [
        "Hamburg", "Hamburgo", "Hamburgo", "Hambourg", "Hamburg", "Amburgo"
    ]  # fmt: skip
    assert translator("es", TODAY).region("US-NY") == "Nueva York, Estados Unidos"
    assert translator("fr", TODAY).region("CA-QC") == "Québec, Canada"
    assert translator("de", TODAY).region("US-CA") == "Kalifornien, Vereinigte Staaten"
    assert english.region("US-VI") == "the U.S. Virgin Islands, United States"  # not in two parts
    assert english.region("FR-971") == "Guadeloupe, France"  # its first names are codes
    for country, parts in list_supported_countries(include_aliases=False).items():
        for part in parts:
            name = english.region(f"{country}-{part}")
            assert f"{country}-{part}" not in name
            assert not name.split(", ")[0].isupper(), name


def test_a_region_has_a_name_of_its_own_where_the_library_has_another() -> None:
    names = json.loads((CATALOGS / "regions.json").read_text("utf-8"))
    for region, by_language in names.items():
        theirs = subdivisions(region.partition("-")[0])[region]
        assert by_language
        assert set(by_language) <= set(LANGUAGES)
        assert theirs not in by_language.values(), region


def test_a_page_breaks_no_line_within_a_share_or_behind_a_label() -> None:
    for language, share, row in (
        ("en", "€8.00 (10%_of_the_price)", "VAT:_5"),
        ("es", "€8.00 (10%_del_precio)", "VAT:_5"),
        ("fr", "€8.00 (10%_du_prix)", "VAT_:_5"),
    ):
        t = translator(language, TODAY, whole_days=True)
        text = "{money} ({share} of the price)"
        said = (t.text(text, money="€8.00", share="10%"), t.labelled("VAT", 5))
        assert [one.translate(UNBROKEN) for one in said] == [share, row]


@pytest.mark.parametrize(
    ("language", "friday", "sunday", "short"),
    [
        ("en", "on Friday 13 March", "on Sunday 15 March", "on 11 Mar"),
        ("es", "el viernes 13 de marzo", "el domingo 15 de marzo", "el 11 mar"),
        ("pt", "na sexta-feira, 13 de março", "no domingo, 15 de março", "a 11 mar."),
        ("fr", "le vendredi 13 mars", "le dimanche 15 mars", "le 11 mars"),
        ("de", "am Freitag, 13. März", "am Sonntag, 15. März", "am 11. März"),
        ("it", "venerdì 13 marzo", "domenica 15 marzo", "l’11 mar"),
    ],
)
def test_a_day_comes_with_its_preposition_where_a_text_asks_for_it(
    language: Language, friday: str, sunday: str, short: str
) -> None:
    t = translator(language, TODAY)
    assert t.day(date(2026, 3, 13)).on == friday
    assert t.day(date(2026, 3, 15)).on == sunday
    assert t.short_day(date(2026, 3, 11)).on == short
    day = t.day(date(2026, 3, 13))
    assert t.text("It was {day:on}.", day=day) == f"It was {friday}."
    assert t.text("{day:On} it was.", day=day) == f"{friday[0].upper()}{friday[1:]} it was."
    assert t.text("It was {day:on}.", day="<then>") == "It was &lt;then&gt;."


def test_portuguese_sentences_have_the_gender_of_their_weekday() -> None:
    closed = "This project was closed on {day}."
    t = translator("pt", TODAY)
    friday, sunday = (t.day(date(2026, 3, day)) for day in (13, 15))
    assert t.text(closed, day=friday).endswith("encerrado na sexta-feira, 13 de março.")
    assert t.text(closed, day=sunday).endswith("encerrado no domingo, 15 de março.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_days_are_asked_for_with_a_preposition(language: Language) -> None:
    days = {"day", "start", "due", "resumes", "next", "first", "last", "finish", "records"}
    for translations in written(language).values():
        for translation in translations:
            for _, name, how, _ in Formatter().parse(translation):
                assert not how or (how in ("on", "On") and name in days), translation
                assert how != "On" or translation.startswith("{"), translation


def test_amounts_below_zero_have_a_real_minus() -> None:
    for language in LANGUAGES:
        money = translator(language, TODAY).money(Decimal("-1620"), "EUR")
        assert "−" in money, language
        assert "-" not in money, language


def test_nothing_has_no_sign_whichever_comes_first() -> None:
    """A negative tax of a price of nothing is 0.00, and so on every other client's page."""
    english = translator("en", TODAY)
    assert [english.money(Decimal(zero), "EUR") for zero in ("-0.001", "0.00", "-0.00")] == [
        "€0.00"
    ] * 3
    assert plain(gross(Decimal(0), (Tax(name="IRPF", rate="-15%"),), "EUR"), "EUR") == ("0.00 EUR")


def test_colons_and_quotation_marks_are_those_of_the_language() -> None:
    english, french, german = (translator(language, TODAY) for language in ("en", "fr", "de"))
    assert english.labelled("Price", "<1>") == "Price: &lt;1&gt;"
    assert french.labelled("Prix", "1") == f"Prix{NBSP}: 1"
    assert (english.colon, french.colon) == (":", f"{NBSP}:")
    assert english.quoted("Logo") == "“Logo”"
    assert french.quoted("Logo") == f"«{NBSP}Logo{NBSP}»"
    assert german.quoted("Logo") == "„Logo“"


def test_no_line_of_french_begins_with_a_punctuation_mark() -> None:
    for translations in written("fr").values():
        for translation in translations:
            words = re.sub(r"\{\w+:on\}", "", translation, flags=re.IGNORECASE)
            assert not re.search(f"[^{NBSP}{NARROW}][;:?!»]", words), translation


def test_runs_of_days() -> None:
    english = translator("en", TODAY)
    run = Days(first=date(2026, 8, 3), last=date(2026, 8, 21))
    assert re.sub(r"\s*–\s*", "–", english.days(run)) == "3–21 Aug 2026"
    day = Days(first=date(2026, 12, 24), last=date(2026, 12, 24))
    assert english.days(day) == "24 Dec 2026"


def test_a_page_from_right_to_left_says_so() -> None:
    """No such language ships yet; CLDR knows which they are."""
    arabic = replace(translator("en", TODAY), locale=Locale.parse("ar"))
    assert (arabic.direction, translator("en", TODAY).direction) == ("rtl", "ltr")


def test_catalogs_name_no_place_of_this_machine() -> None:
    for language in LANGUAGES:
        text = path_of(language).read_text("utf-8")
        assert str(Path.home()) not in text
        assert "POT-Creation-Date" not in text


# --- `make catalogs` ---------------------------------------------------------------------------


def test_a_new_text_comes_in_at_its_place_and_an_old_one_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = list(said().items())
    at = next(n for n, (text, _) in enumerate(texts) if n and len(text) == 1 and len(text[0]) < 50)
    (old,), places = texts[at]
    texts[at] = (("{n} thing", "{n} things"), places)
    monkeypatch.setattr(catalogs, "said", lambda: dict(texts))
    before, after = path_of("es").read_text("utf-8"), renewed("es").decode()
    gone = set(before.splitlines()) - set(after.splitlines())
    assert f'msgid "{old}"' in gone
    assert len(gone) == 2  # and its translation
    assert after.index(f'msgid "{texts[at - 1][0][0][:40]}') < after.index('msgid "{n} thing"')
    assert 'msgid_plural "{n} things"\nmsgstr[0] ""\nmsgstr[1] ""\n' in after


def test_a_language_without_a_catalog_gets_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogs, "path_of", lambda language: tmp_path / f"{language}.po")
    (tmp_path / "pl.po").write_bytes(renewed("pl"))
    text = (tmp_path / "pl.po").read_text("utf-8")
    assert text.startswith("# Polish: say here")
    assert '"Plural-Forms: nplurals=3; ' in text
    assert set(written("pl")) == set(said())
    assert len(untranslated("pl")) == len(said())
    assert (tmp_path / "pl.po").read_bytes() == renewed("pl")


SPANS = {
    "en": ("1–5 Jun", "27 May – 9 Jun", "30 Oct – 3 Dec 2025", "30 Dec 2025 – 1 Jan 2026"),
    "es": ("1–5 jun", "27 may – 9 jun", "30 oct – 3 dic 2025", "30 dic 2025 – 1 ene 2026"),
    "pt": (
        "1–5 jun.", "27 mai. – 9 jun.", "30 out. – 3 dez. 2025", "30 dez. 2025 – 1 jan. 2026",
    ),
    "fr": (
        "1er–5 juin", "27 mai – 9 juin", "30 oct. – 3 déc. 2025", "30 déc. 2025 – 1er janv. 2026",
    ),
    "de": (
        "1.–5. Juni", "27. Mai – 9. Juni",
        "30. Okt. – 3. Dez. 2025", "30. Dez. 2025 – 1. Jan. 2026",
    ),
    "it": ("1º–5 giu", "27 mag – 9 giu", "30 ott – 3 dic 2025", "30 dic 2025 – 1º gen 2026"),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_span_says_once_what_both_of_its_days_have(language: str) -> None:
    t = translator(language, TODAY)
    assert TODAY.year == 2026
    in_one_month, in_two, in_another_year, in_two_years = SPANS[language]
    first, last = date(2026, 6, 1), date(2026, 6, 5)
    assert t.span(first, last) == in_one_month
    assert t.span(date(2026, 5, 27), date(2026, 6, 9)) == in_two
    assert t.span(date(2025, 10, 30), date(2025, 12, 3)) == in_another_year
    assert t.span(date(2025, 12, 30), date(2026, 1, 1)) == in_two_years
    assert t.span(first, last, year=True).endswith(t.short_day(last, year=True))
    assert t.span(first, date(2027, 6, 5)).startswith(t.short_day(first, year=True))
    assert t.span(last, last) == t.short_day(last)


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("1234.5", "HUF", "1.234,50"),  # CLDR shows no hundredths of it, and bills have them
        ("1234", "HUF", "1.234"),
        ("1234.5", "IQD", "1.234,500"),
        ("1234.5", "TND", "1.234,500"),
        ("1234", "EUR", "1.234,00"),
        ("1234", "JPY", "1.234"),
    ],
)
def test_an_amount_has_all_digits_of_its_currency_or_none(
    amount: str, currency: str, said: str
) -> None:
    assert translator("es", TODAY).money(Decimal(amount), currency).startswith(f"{said}\N{NBSP}")
