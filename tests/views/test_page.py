"""The page that a client sees: whole, true to the engine, and deaf to hostile text."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest
import yaml

from courtside.engine.portals import ClientPage, client_pages
from courtside.model.values import Language
from courtside.sealing.cipher import seal_page
from courtside.sealing.keys import RootSecret, link
from courtside.source.load import load_portfolio
from courtside.text.language import translator
from courtside.views import page
from courtside.views.context import ViewContext
from courtside.views.headline import write_headline
from helpers.studio import SECRET, live_portals
from helpers.studio_texts import portfolio_of, studio_text

CASES = sorted(path.parent for path in Path(__file__).parents[1].glob("rules/cases/*/expect.json"))
LANGUAGES: tuple[Language, ...] = get_args(Language)
VOID = {"br", "circle", "hr", "meta", "path", "rect"}


class Reader(HTMLParser):
    """Reads a page strictly: every element is closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID, tag
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag
        if tag == "p":
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        if "template" not in self.open:  # that is saved, not shown
            self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


@lru_cache(maxsize=2)
def of_case(case: Path) -> tuple[ClientPage, ...]:
    """The pages of a case, which each language shows after the other."""
    today = date.fromisoformat(json.loads((case / "expect.json").read_text("utf-8"))["as_of"])
    portfolio, problems = load_portfolio({path.name: path.read_bytes() for path in case.iterdir()})
    assert portfolio, problems
    return client_pages(portfolio, today)


STUDIO = studio_text("""
calendar: {holidays: ES-MD}
terms:
  restart_within: 15
  late:
    client:
      - {after: 5, do: lose-slot}
      - {after: 10, do: fee, amount: 10%}
    provider:
      - {after: 2, do: credit, amount: 1%, per: day, cap: 20%}
""")


def portal(project: dict[str, object], today: str, studio: str = STUDIO) -> ClientPage:
    """The portal of a studio with one project, on a day."""
    aurora = {"client": {"name": "Aurora", "email": "l@aurora.example"}} | project
    (only,) = client_pages(portfolio_of(studio, aurora=aurora), date.fromisoformat(today))
    return only


DATED = {"signed": {"date": "2026-02-20", "by": "L"}, "start": "2026-03-02"}
BRIEF = {"id": "brief", "title": "Brief", "owner": "provider", "days": 5}
COPY = {"id": "copy", "title": "Texts", "owner": "client", "days": 5}
DESIGN = {"id": "design", "title": "Design", "owner": "provider", "days": 8}
BALANCE = {"id": "balance", "title": "Balance", "owner": "client", "pay": "100%"}
NEW = {"title": "New website", "price": "8400 EUR"}
SHOWN = NEW | DATED | {"stages": [BRIEF | {"done": "2026-03-06"}, COPY, DESIGN, BALANCE]}
ASKING = {"from": "2026-03-11", "on": "provider", "why": "Which font?"}
ASKED = SHOWN | {"stages": [BRIEF | {"done": "2026-03-06"}, COPY | {"waits": [ASKING]}, DESIGN,
                            BALANCE]}  # fmt: skip
AHEAD = SHOWN | {"pauses": [{"from": "2026-03-19", "by": "client", "agreed": "2026-03-10"}]}


def test_a_studio_with_a_phone_is_called() -> None:
    html = page.render(portal(SHOWN, "2026-03-10", STUDIO + "phone: +34 (910) 00-00.00\n"))
    reader = read(html)
    sound(reader)
    assert "+34 (910) 00-00.00" in reader.text
    assert ("a", {"href": "tel:+34910000000"}) in reader.elements
    assert "tel:" not in page.render(portal(SHOWN, "2026-03-10"))


def test_who_overpaid_is_asked_for_nothing() -> None:
    """Credits or more than was asked for came first; the stage only waits to be skipped."""
    stages = [BRIEF | {"done": "2026-03-06"}, BALANCE | {"pay": "70%"}]
    more = {"date": "2026-03-02", "for": "deposit", "amount": "8400 EUR"}
    paid = NEW | DATED | {"deposit": "30%", "stages": stages, "payments": [more]}
    paid |= {"terms": {"late": {"client": []}}}  # a fee would ask for something again
    text = read(page.render(portal(paid, "2026-03-12"))).text
    assert "There is nothing for you to do." in text
    assert "Already paid?" not in text
    assert "working days ago" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_case_makes_a_sound_page(case: Path, language: Language) -> None:
    for shown in of_case(case):
        html = page.render(replace(shown, language=language))
        reader = read(html)
        assert not re.search(r"\{\w*\}|%\(|\{\{|\{%", reader.text)
        assert "None" not in reader.text
        sound(reader)
        for status in shown.projects:
            assert all(stage.title in reader.text for stage in status.project.stages)


def sound(reader: Reader) -> None:
    """What the policy, a screen reader and the opener ask of every page."""
    tags = [tag for tag, _ in reader.elements]
    assert not {"script", "style", "link", "img", "iframe", "object", "form", "base"} & set(tags)
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in reader.elements:
        assert not {name for name in attributes if name == "style" or name.startswith("on")}
        assert set(attributes.get("aria-labelledby", "").split()) <= set(ids)
        assert not {"src", "srcset", "action", "xlink:href"} & set(attributes)
        if tag == "a" and "href" in attributes:
            assert re.match(r"https?://|mailto:|tel:\+?\d+$|#", attributes["href"])
        for used in re.findall(r"url\(#(.*?)\)", " ".join(attributes.values())):
            assert used in ids
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


# Phase by phase: what the first sentence says, and in whose court the ball is shown.
HEADLINES = [
    (
        "a proposal",
        NEW | {"stages": [BRIEF, COPY], "quoted": {"date": "2026-02-10", "until": "2026-03-10"}},
        "2026-02-12",
        "client",
        "The ball is in your court: our proposal, open until Tuesday 10 March.",
    ),
    (
        "a proposal that lapsed",
        NEW | {"stages": [BRIEF, COPY], "quoted": {"date": "2026-02-10", "until": "2026-03-10"}},
        "2026-03-11",
        "none",
        "Our proposal was open until Tuesday 10 March.",
    ),
    (
        "signed, without the deposit",
        NEW
        | {"stages": [BRIEF], "deposit": {"amount": "30%"}}
        | {"signed": {"date": "2026-02-20", "by": "L"}},
        "2026-02-23",
        "client",
        "The ball is in your court: the deposit of €2,520.00.",
    ),
    (
        "signed, without dates",
        NEW | {"stages": [BRIEF], "signed": {"date": "2026-02-20", "by": "L"}},
        "2026-02-23",
        "provider",
        "The ball is in our court: we still have to set your dates.",
    ),
    (
        "scheduled",
        NEW | DATED | {"stages": [BRIEF, COPY]},
        "2026-02-23",
        "provider",
        "We begin on Monday 2 March: Brief by Friday 6 March.",
    ),
    ("the client's", SHOWN, "2026-03-11", "client",
     "The ball is in your court: Texts by Friday 13 March."),
    ("the client's, late", SHOWN, "2026-03-19", "client",
     "The ball is in your court: Texts, due Friday 13 March."),
    ("the provider's", NEW | DATED | {"stages": [BRIEF, COPY]}, "2026-03-03", "provider",
     "The ball is in our court: Brief by Friday 6 March."),
    ("the provider's, late", NEW | DATED | {"stages": [BRIEF, COPY]}, "2026-03-10", "provider",
     "The ball is in our court, and we are late: Brief, due Friday 6 March."),
    (
        "both",
        NEW | DATED | {"stages": [BRIEF, COPY | {"after": []}]},
        "2026-03-03",
        "both",
        "The ball is in both courts. Yours: Texts by Friday 6 March. "
        "Ours: Brief by Friday 6 March.",
    ),
    (
        "both, and the provider is late",
        NEW | DATED | {"stages": [BRIEF, COPY | {"after": [], "days": 9}]},
        "2026-03-10",
        "both",
        "The ball is in both courts. Yours: Texts by Thursday 12 March. "
        "Ours, and we are late: Brief, due Friday 6 March.",
    ),
    (
        "both, scheduled",
        NEW | DATED | {"stages": [BRIEF, COPY | {"after": [], "days": 9}]},
        "2026-02-27",
        "both",
        "We both begin on Monday 2 March. You: Texts by Thursday 12 March. "
        "We: Brief by Friday 6 March.",
    ),
    (
        "both, scheduled, not on one day",
        NEW
        | DATED
        | {"stages": [BRIEF, COPY | {"after": []}], "calendars": {"client": {"week": "tue-fri"}}},
        "2026-02-27",
        "both",
        "You begin on Tuesday 3 March: Texts by Tuesday 10 March. "
        "We begin on Monday 2 March: Brief by Friday 6 March.",
    ),
    (
        "a payment",
        NEW | DATED | {"stages": [BRIEF | {"done": "2026-03-06"}, BALANCE]},
        "2026-03-09",
        "client",
        "The ball is in your court: Balance (€8,400.00), due Friday 6 March.",
    ),
    (
        "queued",
        SHOWN
        | {"stages": [BRIEF | {"done": "2026-03-06"}, COPY | {"done": "2026-03-24"}, DESIGN]},
        "2026-03-25",
        "provider",
        "The ball is in our court. Your slot has gone to another project; the next free one is for "
        "Design from Thursday 26 March.",
    ),
    (
        "paused",
        SHOWN
        | {"pauses": [{"from": "2026-03-10", "to": "2026-03-20", "by": "client",
                       "agreed": "2026-03-09"}]},
        "2026-03-11",
        "client",
        "We are pausing, as agreed, up to and including Friday 20 March.",
    ),
    (
        "paused, and nobody knows until when",
        SHOWN | {"pauses": [{"from": "2026-03-10", "by": "client", "agreed": "2026-03-09"}]},
        "2026-03-11",
        "client",
        "We are pausing, as agreed, until we agree on a day to carry on.",
    ),
    (
        "complete",
        NEW | DATED | {"stages": [BRIEF | {"done": "2026-03-06"}]},
        "2026-03-09",
        "none",
        "All done on Friday 6 March.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("project", "today", "court", "sentence"),
    [row[1:] for row in HEADLINES],
    ids=[row[0] for row in HEADLINES],
)
def test_the_first_sentence(
    project: dict[str, object], today: str, court: str, sentence: str
) -> None:
    shown = portal(project, today)
    t = translator("en", shown.today, whole_days=True)
    headline = write_headline(ViewContext(t=t, studio=shown.studio, status=shown.projects[0]))
    assert " ".join(headline.title.striptags().split()) == sentence
    assert headline.court == court
    html = page.render(shown)
    assert headline.title in html
    assert f'class="cs-headline cs-{court}"' in html


LINES = [
    ("proposal", HEADLINES[0][1], "2026-02-12",
     ["Until the dates are set, times are shown in weeks from the start. I accept I have a "
      "question",
      "Price €8,400.00"],
     ["Acepto Tengo una pregunta"]),
    ("signed", NEW | {"stages": [BRIEF], "deposit": "30%",
                      "payments": [{"date": "2026-02-22", "for": "deposit", "amount": "2520 EUR"}],
                      "signed": {"date": "2026-02-20", "by": "L"}}, "2026-02-23",
     ["You signed on Friday 20 February: thank you.",
      "Your deposit arrived on Sunday 22 February: thank you.",
      "There is nothing for you to do."],
     ["Tu anticipo llegó el domingo 22 de febrero: gracias.", "No tienes que hacer nada."]),
    ("due today", SHOWN, "2026-03-13", ["It is due today."], ["El plazo termina hoy."]),
    ("over a weekend", SHOWN, "2026-03-14",
     ["It was due on Friday 13 March; from Monday 16 March it counts as late."],
     ["El plazo terminó el viernes 13 de marzo; desde el lunes 16 de marzo cuenta como retraso."]),
    ("late provider", NEW | DATED | {"stages": [BRIEF, COPY]}, "2026-03-10",
     ["That was 2 working days ago.", "There is nothing for you to do."],
     ["De eso hace 2 días laborables."]),
    ("both late", NEW | DATED | {"stages": [BRIEF, COPY | {"after": []}]}, "2026-03-10",
     ["Brief: That was 2 working days ago.",
      "Texts: That was 2 working days ago, according to our records of Tuesday 10 March. "
      "Already sent? Let us know: what counts is the day you sent it."],
     ["¿Ya lo has enviado? Dínoslo: cuenta el día en que lo enviaste."]),
    ("queued", SHOWN | {"stages": [BRIEF | {"done": "2026-03-06"}, COPY | {"done": "2026-03-24"},
                                   DESIGN]}, "2026-03-25",
     ["We promise to resume within 15 working days of receiving your part; anything "
      "beyond that counts as our delay.",
      "For Design, that means Thursday 16 April at the latest."],
     ["Para Design, eso significa el jueves 16 de abril como muy tarde."]),
    ("late approval", NEW | DATED | {"stages": [BRIEF | {"done": "2026-03-06"},
                                                COPY | {"approves": "brief"}]}, "2026-03-17",
     ["Already answered? Let us know: what counts is the day you answered."],
     ["¿Ya has respondido? Dínoslo: cuenta el día en que respondiste."]),
    ("late payment", NEW | DATED | {"stages": [BRIEF | {"done": "2026-03-06"}, BALANCE]},
     "2026-03-09",
     ["Already paid? Let us know: what counts is the day the money arrives."],
     ["¿Ya has pagado? Dínoslo y lo comprobamos: cuenta el día en que llega el pago."]),
    ("open pause", SHOWN | {"pauses": [{"from": "2026-03-10", "by": "client",
                                        "agreed": "2026-03-09"}]}, "2026-03-11",
     ["Until then no days count, yours or ours.",
      "After that, the ball is in your court: Texts.",
      "All later dates move with the pause; we will confirm them when it ends.",
      "If the pause ended today, the finish date would move by 2 calendar days",
      "17 Mar at the earliest", "→ 27 Mar at the earliest",
      "Absorbed by weekends, holidays, days off and slack: −2 days"],
     ["Todas las fechas posteriores se mueven con la pausa; te las confirmaremos cuando termine"]),
    ("an answer of ours is awaited", ASKED, "2026-03-23",
     ["The ball is in your court: Texts. You asked us on Wednesday 11 March; until we answer, your "
      "days do not count.",
      "What happens next All later dates move until the answer comes; we will confirm them then. "
      "Where we stand",
      "9–\u206025 Mar at the earliest", "26 Mar – 8 Apr at the earliest",
      "→ 8 Apr at the earliest",
      "to Wednesday 8 April (at the earliest). All later dates move until the answer comes"],
     ["Nos lo preguntaste el miércoles 11 de marzo; hasta que respondamos, tus días no cuentan.",
      "Todas las fechas posteriores se mueven hasta que llegue la respuesta"]),
    ("an answer of theirs is awaited",
     SHOWN | {"stages": [BRIEF | {"waits": [ASKING | {"from": "2026-03-04", "on": "client"}]},
                         COPY]}, "2026-03-12",
     ["The ball is in our court: Brief. Waiting for an answer since Wednesday 4 March. "
       "One question is waiting for your answer: A question about Brief."],
     ["A la espera de una respuesta desde el miércoles 4 de marzo."]),
    ("a pause without an end is ahead", AHEAD, "2026-03-17",
     ["The ball is in your court: Texts, due Friday 13 March.",
      "What happens next All later dates move with the pause; we will confirm them when it ends. "
      "Where we stand",
      "18–\u206027 Mar at the earliest", "→ 27 Mar at the earliest"],
     ["Todas las fechas posteriores se mueven con la pausa"]),
    ("a pause with an end", SHOWN | {"pauses": [{"from": "2026-03-10", "to": "2026-03-11",
                                                 "by": "client", "agreed": "2026-03-09"}]},
     "2026-03-11",
     ["After that, the ball is in your court: Texts by Tuesday 17 March."],
     ["Hasta entonces no cuenta ningún día, ni tuyo ni nuestro."]),
    ("paid too little", NEW | DATED | {"stages": [BRIEF | {"done": "2026-03-06"}]}, "2026-03-09",
     ["Thank you for working with us. To pay now €8,400.00"],
     ["A pagar ahora 8.400,00\xa0€"]),
    ("paid too much", NEW | {"price": "100 EUR"} | DATED
     | {"payments": [{"date": "2026-02-21", "for": "balance", "amount": "100 EUR"}],
        "stages": [BRIEF | {"done": "2026-03-12"}]}, "2026-03-12",
     ["To be paid back to you €2.00"],
     ["Te devolvemos 2,00\xa0€"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("project", "today", "english", "spanish"),
    [row[1:] for row in LINES],
    ids=[row[0] for row in LINES],
)
def test_what_stands_below_it(
    project: dict[str, object], today: str, english: list[str], spanish: list[str]
) -> None:
    expected: dict[Language, list[str]] = {"en": english, "es": spanish}
    for language, sentences in expected.items():
        text = page_text(project, today, language)
        assert [sentence for sentence in sentences if " ".join(sentence.split()) not in text] == []


def test_the_order_of_a_page() -> None:
    """What a client asks first stands first."""
    log = [{"date": "2026-03-06", "text": "Sent"}]
    html = page.render(portal(SHOWN | {"log": log}, "2026-03-17"))
    names = re.findall(r'<h[1-6] id="aurora--([a-z-]+)"', html)
    assert names == ["headline", "follows", "client-waits", "where", "moved", "agreement", "money",
                     "log", "calendar", "reach"]  # fmt: skip


def test_the_price_of_waiting() -> None:
    text = page_text(SHOWN, "2026-03-17")
    table = text.partition("If you take longer")[2].partition("Where we stand")[0]
    assert table.split("Added to the price ")[1].strip() == (
        "Tuesday 17 March today Friday 27 March nothing "
        "Monday 23 March: loss of the slot; work resumes on Tuesday 24 March, on today’s "
        "forecast. "
        "Tuesday 24 March in a week Tuesday 7 April nothing "
        "Monday 30 March: fee, €840.00 (10% of the price). "
        "Tuesday 31 March in two weeks Tuesday 14 April €840.00 "
        "Thursday 16 April in a month Tuesday 28 April €840.00 "
        "This assumes that everyone else keeps their dates."
    )
    assert "resumes in the next free one: Tuesday 24 March, on today’s forecast." in text
    late = page_text(SHOWN, "2026-03-31")
    assert "with each working day you need; nothing more is added to the price." in late


def test_no_date_that_moves_day_by_day_is_said_as_one_that_stays() -> None:
    """Outside the agreement, what was planned and what is "at the earliest"."""
    (monday,) = portal(ASKED, "2026-03-23").projects
    assert monday.dated
    for name in ("copy", "design", "balance"):
        assert monday.moves(name, monday.dated.stages[name].end)
    text = page_text(ASKED, "2026-03-23")
    top = text.partition("Where we stand")[0]
    assert re.findall(r"\d+ (?:March|April)", top) == ["11 March", "23 March", "23 March"]
    assert "If you take longer" not in text
    answered = ASKED | {"stages": [BRIEF | {"done": "2026-03-06"},
                                   COPY | {"waits": [ASKING | {"to": "2026-03-20"}]}, DESIGN,
                                   BALANCE]}  # fmt: skip
    assert "Texts by Tuesday 24 March." in page_text(answered, "2026-03-23")
    assert "If you take longer" in page_text(answered, "2026-03-23")


def test_beside_what_waits_for_an_answer_dates_stay() -> None:
    side = COPY | {"id": "side", "title": "Photos", "after": ["brief"], "days": 12}
    stages = [BRIEF | {"done": "2026-03-06"}, COPY | {"waits": [ASKING]}, side]
    text = page_text(NEW | DATED | {"stages": stages}, "2026-03-12")
    assert "Texts and Photos by Tuesday 24 March." in text
    assert "Finish date Tuesday 24 March" in text
    assert "9–\u206016 Mar at the earliest" in text


def test_a_forecast_ends_when_the_slot_ends_and_not_when_it_was_promised() -> None:
    build = {"id": "build", "title": "Build", "owner": "provider", "days": 10}
    project = SHOWN | {"stages": [BRIEF | {"done": "2026-03-06"}, COPY, DESIGN, build, BALANCE]}
    client = portal(project, "2026-03-24")
    dated = client.projects[0].dated
    assert dated
    live = dated.stages["build"]
    assert (live.state, live.end < live.due) == ("queued", True)
    t = translator("en", client.today, whole_days=True)
    slot = f"on today’s forecast, {t.day(live.start)} to {t.day(live.end)}."
    assert f"Build is waiting for a free slot; {slot}" in read(page.render(client)).text


def test_the_price_of_our_delay_stands_there_as_well() -> None:
    text = page_text(NEW | DATED | {"stages": [BRIEF, COPY]}, "2026-03-05")
    table = text.partition("If we take longer")[2].partition("Where we stand")[0]
    credit = (
        "From Wednesday 11 March on: credit, 1% of the price for each working day, up to €1,680.00 "
        "(20% of the price) in total."
    )
    assert f"If we deliver on Finish date Taken off the price {credit}" in table
    assert "5 March" not in table  # it is due on the 6th: until then nobody waits
    assert f"{credit} Thursday 12 March in a week" in table
    assert "€168.00" in table
    later = page_text(NEW | DATED | {"stages": [BRIEF, COPY]}, "2026-03-12")
    table = later.partition("If we take longer")[2].partition("Where we stand")[0]
    assert "Also taken off Thursday 12 March today" in table  # some is taken off already
    both = NEW | DATED | {"stages": [BRIEF, COPY | {"after": []}]}
    text = page_text(both, "2026-03-09")
    assert text.index("If you take longer") < text.index("If we take longer")


def test_what_is_taken_for_each_day_is_never_told_as_taken_once() -> None:
    project = NEW | DATED | {"stages": [BRIEF, COPY]}
    ahead = page_text(project, "2026-03-05").replace("\N{NO-BREAK SPACE}", " ")
    assert (
        "If we have not delivered Brief before Wednesday 11 March, from that day we reduce the "
        "price by €84.00 (1% of the price) for each working day, up to €1,680.00 (20% of the "
        "price) in total." in ahead
    )
    assert "we take €84.00" not in ahead
    once = STUDIO.replace("amount: 1%, per: day, cap: 20%", "amount: 1%")
    assert once != STUDIO
    text = read(page.render(portal(project, "2026-03-05", once))).text
    assert "we take €84.00 (1% of the price) off the price." in " ".join(text.split())


def test_a_reason_in_the_log_ends_before_the_day_of_the_agreement() -> None:
    pauses = [{"from": "2026-03-10", "to": "2026-03-11", "by": "client", "agreed": "2026-03-09",
               "why": "Works on the roof"}]  # fmt: skip
    changes = [{"date": "2026-03-03", "agreed": "2026-03-04", "title": "More", "stage": "copy",
                "days": 2, "price": 0}]  # fmt: skip
    text = page_text(SHOWN | {"pauses": pauses, "changes": changes}, "2026-03-11")
    assert "At your request. Works on the roof. Agreed on" in text
    assert "2 more working days for Texts. Agreed on" in text


def test_what_waiting_costs_is_asked_in_the_right_word() -> None:
    brief = BRIEF | {"done": "2026-03-06"}
    for stage, words in (
        (BALANCE, "If you pay on"),
        (COPY | {"approves": "brief"}, "If you answer on"),
        (COPY, "If you hand over on"),
    ):
        assert words in page_text(NEW | DATED | {"stages": [brief, stage]}, "2026-03-09")
    two = page_text(
        NEW | DATED | {"stages": [brief, COPY, BALANCE | {"after": ["brief"]}]}, "2026-03-09"
    )
    assert "All handed over on the same day: Texts and Balance." in two


def test_where_waiting_makes_no_difference_there_is_no_table() -> None:
    stages = [COPY, DESIGN | {"days": 60, "after": []}]
    plain = STUDIO.partition("terms:")[0]
    text = page_text(NEW | DATED | {"stages": stages}, "2026-03-03", studio=plain)
    assert "Until Monday 6 April it makes no difference: the finish date stays" in text


def test_a_delay_by_old_records_accuses_nobody() -> None:
    text = page_text(SHOWN, "2026-03-27")
    assert (
        "On Monday 23 March your slot went to another project: we had not received Texts yet."
        in text
    )
    assert "This is according to our records of Friday 27 March." in text
    done = SHOWN | {"stages": [BRIEF | {"done": "2026-03-06"}, COPY | {"done": "2026-03-26"},
                               DESIGN]}  # fmt: skip
    assert "according to our records" not in page_text(done, "2026-03-27")


def test_a_slot_that_nothing_waits_for_is_not_lost() -> None:
    stages = [BRIEF | {"done": "2026-03-06"}, BALANCE]
    assert "keep your slot" not in page_text(NEW | DATED | {"stages": stages}, "2026-03-09")
    assert "your slot went" not in page_text(NEW | DATED | {"stages": stages}, "2026-03-23")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_for_later_days_is_hidden(case: Path) -> None:
    """Without the script a page says what an example says that stays as it is."""
    for shown in of_case(case):
        still = shown.studio.model_copy(update={"example_day": shown.today})
        english = replace(shown, language="en")
        today = tuple(replace(project, later=()) for project in shown.shown)
        alive, example = (
            seen(page.render(client))
            for client in (english, replace(english, studio=still, shown=today))
        )
        assert alive == re.sub(r"An example, shown as of (.*?)\.", r"As of \1.", example)


class Seen(Reader):
    """Reads what is seen: not what is hidden."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open[-1] = f"{tag} hidden" if "hidden" in dict(attrs) else tag

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().split()[0] == tag

    def handle_data(self, data: str) -> None:
        if not any("hidden" in tag for tag in self.open):
            self.text += data


def seen(html: str) -> str:
    reader = Seen()
    reader.feed(html)
    reader.close()
    return " ".join(reader.text.split())


def page_text(
    project: dict[str, object], today: str, language: Language = "en", studio: str = STUDIO
) -> str:
    """The text of a page, its white space made one."""
    html = page.render(replace(portal(project, today, studio), language=language))
    return " ".join(read(re.sub("(</t[dh]>)", r" \1", html)).text.split())


def test_a_late_client_is_asked_and_not_accused() -> None:
    text = page_text(SHOWN, "2026-03-27")
    assert "That was 10 working days ago, according to our records of Friday 27 March." in text
    assert "Already sent? Let us know: what counts is the day you sent it." in text
    assert "De eso hace 10 días laborables, según nuestros datos del" in page_text(
        SHOWN, "2026-03-27", "es"
    )


def test_what_follows_has_its_date_and_its_amount() -> None:
    text = page_text(SHOWN, "2026-03-17")
    assert "To keep your slot, we need Texts before Monday 23 March. After that it goes to" in text
    assert (
        "We need Texts before Monday 30 March; from that day a fee of €840.00 (10% of the price) "
        "applies." in text
    )


def test_a_reminder_that_may_not_have_gone_out_is_not_on_the_page() -> None:
    terms = {"late": {"client": [{"after": 2, "do": "remind", "text": "Shall we come?"}]}}
    ahead, past = (page_text(SHOWN | {"terms": terms}, day) for day in ("2026-03-17", "2026-03-20"))
    assert "On Wednesday 18 March, if still open (Texts): Shall we come?" in ahead
    assert "Shall we come?" not in past.split("How we work together")[0]
    terms["late"]["client"][0].pop("text")
    assert "A reminder." not in page_text(SHOWN | {"terms": terms}, "2026-03-17").split("How we")[0]


def test_what_follows_promises_nothing_that_the_terms_do_not() -> None:
    plain = STUDIO.partition("terms:")[0]
    coming = NEW | DATED | {"stages": [BRIEF, COPY]}
    for studio, sentence in (
        (plain, "all later dates move by the same number of days, and that is all."),
        (STUDIO, "Nothing more for now. The agreement below says what happens"),
    ):
        text = " ".join(read(page.render(portal(coming, "2026-02-23", studio))).text.split())
        assert sentence in text


def test_of_many_stages_the_first_is_named() -> None:
    stages = [COPY | {"id": f"c{n}", "title": f"Texts {n}", "days": 9 - n, "after": []}
              for n in range(4)]  # fmt: skip
    text = page_text(NEW | DATED | {"stages": stages}, "2026-03-03")
    assert "The ball is in your court: Texts 3 by Monday 9 March, and 3 more." in text


def test_a_late_provider_says_so_and_pays() -> None:
    text = page_text(NEW | DATED | {"stages": [BRIEF, COPY]}, "2026-03-12")
    assert "That was 4 working days ago. There is nothing for you to do." in text
    assert "We took €168.00 (1% of the price for each working day) off the price" in text


def test_a_waived_step_names_its_reason() -> None:
    waiver = {"stage": "copy", "do": "lose-slot", "date": "2026-03-18", "why": "The *first* time"}
    html = page.render(portal(SHOWN | {"waivers": [waiver]}, "2026-03-19"))
    assert "we chose not to apply this: loss of the slot (<em>Texts</em>)." in html
    assert "The <em>first</em> time" in html


def test_a_proposed_change_says_what_it_would_do() -> None:
    change = {"date": "2026-03-10", "title": "A shop", "stage": "design", "days": 5,
              "price": "4000 EUR"}  # fmt: skip
    text = page_text(SHOWN | {"changes": [change]}, "2026-03-11")
    assert "5 more working days for Design and €4,000.00 added to the price" in text
    assert "One question is waiting for your answer: A shop." in text
    assert "Proposed on Tuesday 10 March. It counts once we both agree." in text
    assert (
        "If agreed on Wednesday 11 March, the finish date would be Wednesday 1 April instead of "
        "Wednesday 25 March." in text
    )
    offer = "You would pay €4,000.00 more: €12,400.00 in total. This may have changed since then."
    assert f"{offer} I agree I would rather not" in text


def test_terms_that_were_never_agreed_are_not_shown() -> None:
    own = SHOWN | {"terms": {"late": {"client": [], "provider": []}}}
    text = page_text(own, "2026-04-01")
    assert "usual terms" not in text
    assert "€840.00" not in text


def test_two_projects_of_one_client_share_a_page() -> None:
    client = {"name": "Aurora", "email": "l@aurora.example", "id": "aurora"}
    files = {
        f"{name}.yml": yaml.safe_dump(SHOWN | {"title": title, "client": client}).encode()
        for name, title in (("one", "First"), ("two", "Second"))
    }
    portfolio, _ = load_portfolio({"_studio.yml": STUDIO.encode(), **files})
    assert portfolio
    (both,) = client_pages(portfolio, date(2026, 3, 11))
    reader = read(page.render(both))
    sound(reader)
    assert "Aurora: First and Second" in reader.text


def test_an_example_says_that_it_is_one() -> None:
    studio = STUDIO + "example_day: 2026-03-11\n"
    html = page.render(portal(SHOWN, "2026-03-11", studio))
    assert "An example, shown as of" in html
    assert "An example" not in page.render(portal(SHOWN, "2026-03-11"))


def test_what_is_private_stays_so() -> None:
    note = {"date": "2026-03-03", "text": "Wolframite"}
    html = page.render(portal(SHOWN | {"private": [note]}, "2026-03-11"))
    assert "Wolframite" not in html


def test_what_has_not_happened_yet_is_not_told() -> None:
    log = [{"date": "2026-03-06", "text": "Sent"}, {"date": "2026-03-12", "text": "Zephyranthes"}]
    text = page_text(SHOWN | {"log": log}, "2026-03-11")
    assert "Sent" in text
    assert "Zephyranthes" not in text


def test_a_file_has_its_slug() -> None:
    shown = portal(SHOWN | {"files": ["brief.pdf"]}, "2026-03-11")
    brief = page.Attachment(slug="slug", digest="sum")
    html = page.render(shown, {"aurora/brief.pdf": brief})
    assert 'data-file="slug" data-digest="sum"' in html
    assert "brief.pdf" not in page.render(shown)


HOSTILE = (
    "<script>alert(1)</script>",
    "{{7*7}}{% raw %}",
    '" onload="alert(1)',
    "'><img src=x onerror=alert(1)>",
    "{0.__class__}{title}%(title)s",
    "</svg></title><b>",
    "[x](javascript:alert(1)) <javascript:alert(1)>",
    "![x](https://evil.example/x.png)",
    "&lt;i&gt; \\<u>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    stages = [
        BRIEF | {"title": text, "done": "2026-03-06", "gives": [text]},
        COPY
        | {"title": text, "returned": [{"sent": "2026-03-10", "date": "2026-03-10", "why": text}]},
    ]
    hostile = {
        "title": text,
        "client": {"name": text, "contact": text, "email": "l@aurora.example"},
        "signed": {"date": "2026-02-20", "by": text},
        "stages": stages,
        "words": text,
        "log": [{"date": "2026-03-06", "text": text}],
        "changes": [{"date": "2026-03-06", "title": text, "stage": "copy", "days": 1}],
        "pauses": [{"from": "2026-03-20", "to": "2026-03-21", "by": "client", "why": text}],
        "waivers": [{"stage": "copy", "do": "fee", "date": "2026-03-10", "why": text}],
    }
    studio = (
        STUDIO.replace("Norte Studio", json.dumps(text)) + f"tax: [{{note: {json.dumps(text)}}}]\n"
    )
    html = page.render(portal(SHOWN | hostile, "2026-03-11", studio))
    reader = read(html)
    sound(reader)
    assert {tag for tag, _ in reader.elements} <= {
        "a", "article", "b", "body", "button", "circle", "code", "dd", "defs", "desc", "details",
        "div", "dl", "dt", "em", "figcaption", "figure", "g", "h1", "h2", "h3", "head", "header",
        "html", "li", "meta", "ol", "p", "path", "pattern", "rect", "section", "span", "strong",
        "summary", "svg", "table", "tbody", "td", "template", "text", "th", "thead", "time",
        "title", "tr", "tspan", "ul",
    }  # fmt: skip
    assert "49" not in reader.text
    assert text in reader.text  # the title, as it was written


@pytest.mark.parametrize("day", [date(2026, 6, 22), date(2026, 7, 10), date(2026, 8, 19)], ids=str)
def test_a_page_is_not_larger_than_the_others(day: date) -> None:
    """Nearly all pages have the size of the smallest, which then says nothing. The pages of a real
    studio say more than an example's: how they will read on later days. One with several projects
    takes no more than they would apart."""
    sizes = {}
    for portal in live_portals(day):
        own = link(RootSecret.parse(SECRET), portal.id, portal.link)
        sizes[portal.id] = (len(seal_page(page.render(portal), own)) - 48) / len(portal.projects)
    assert max(sizes.values()) <= 8192 + 1024, sizes
    assert sorted(sizes.values())[len(sizes) * 3 // 4] <= 8192, sizes


def test_our_own_delay_is_said_where_the_headline_is_about_the_queue() -> None:
    """It names no due date of ours there."""
    extra = {"id": "extra", "title": "Extra", "owner": "provider", "days": 2, "after": ["brief"]}
    done = [BRIEF | {"done": "2026-03-06"}, COPY | {"done": "2026-03-24"}]
    stages = [*done, DESIGN | {"after": ["copy"]}, extra]
    text = page_text(SHOWN | {"stages": stages}, "2026-03-25")
    assert "Extra: We are 11 working days late with this." in text
