"""The calendar file: the same events in two readers, the same names in every build."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from courtside.engine.portals import ClientPage, client_pages
from courtside.model.stage import Given
from courtside.source.load import load_portfolio
from courtside.text.language import translator
from courtside.views import page
from courtside.views.context import ViewContext
from courtside.views.ics import calendar_file
from helpers.canaries import found
from helpers.studio_texts import portfolio_of, studio_text

STUDIO = studio_text("calendar: {holidays: ES-MD}")

ROOT = Path(__file__).parents[2]
WEB = ROOT / "tests" / "web"
FOLDER = ROOT / "projects"
EXAMPLES = {
    path.name: path.read_bytes()
    for path in FOLDER.iterdir()
    if path.suffix in {".yml", ".md"} and path.name != "index.md"
}
EXAMPLE_DAY = date(2026, 6, 22)
NINE = timedelta(hours=9)

BRIEF = {"id": "brief", "title": "Brief", "owner": "provider", "days": 5, "done": "2026-03-06"}
COPY = {"id": "copy", "title": "Texts", "owner": "client", "days": 5, "gives": ["*Six* pages, all"]}
DESIGN = {"id": "design", "title": "Design", "owner": "provider", "days": 8}
BALANCE = {"id": "balance", "title": "Balance", "owner": "client", "pay": "100%"}
PROJECT = {
    "title": "New website",
    "client": {"name": "Aurora", "email": "lucia@aurora.example"},
    "price": "8400 EUR",
    "signed": {"date": "2026-02-20", "by": "L"},
    "start": "2026-03-02",
    "stages": [BRIEF, COPY, DESIGN, BALANCE],
}


def shown(today: str = "2026-03-11", **fields: Any) -> ClientPage:
    data = {name: value for name, value in (PROJECT | fields).items() if value is not None}
    (portal,) = client_pages(portfolio_of(STUDIO, aurora=data), date.fromisoformat(today))
    return portal


def calendars(portal: ClientPage) -> list[str]:
    t = translator(portal.language, portal.today)
    return [
        calendar_file(ViewContext(t=t, studio=portal.studio, status=status))
        for status in portal.projects
    ]


def calendar(today: str = "2026-03-11", **fields: Any) -> str:
    return calendars(shown(today, **fields))[0]


def as_read(text: str) -> dict[str, Any]:
    """What `icalendar` reads in it, in the words of `read_calendar.mjs`."""
    read = Calendar.from_ical(text)
    return {
        "name": str(read["name"]),
        "events": [
            {
                "uid": str(event["uid"]),
                "summary": str(event["summary"]),
                "description": str(event["description"]) if "description" in event else None,
                "start": event["dtstart"].dt.isoformat(),
                "end": event["dtend"].dt.isoformat(),
                "whole_days": type(event["dtstart"].dt) is type(event["dtend"].dt) is date,
                "status": str(event["status"]),
                "sequence": event["sequence"],
                "alarms": [
                    {
                        "words": str(alarm["description"]),
                        "seconds": alarm["trigger"].dt.total_seconds(),
                    }
                    for alarm in event.walk("valarm")
                ],
            }
            for event in read.walk("vevent")
        ],
    }


def as_ical_js_reads(texts: Iterable[str]) -> list[dict[str, Any]]:
    """What `ical.js` reads in each."""
    node = shutil.which("node")
    if node is None or not (WEB / "node_modules" / "ical.js").exists():
        missing = "node or ical.js is not installed: npm ci --prefix tests/web"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    done = subprocess.run(
        [node, "read_calendar.mjs"],
        cwd=WEB,
        input=json.dumps(list(texts)).encode(),
        capture_output=True,
        check=True,
    )
    return list(json.loads(done.stdout))


def events(text: str) -> dict[str, dict[str, Any]]:
    return {event["summary"]: event for event in as_read(text)["events"]}


def alarms(text: str) -> dict[str, str]:
    """Words -> the moment on the clock of whoever has the calendar."""
    return {
        alarm["words"]: str(
            date.fromisoformat(event["start"]) + timedelta(seconds=alarm["seconds"]) - NINE
        )
        for event in as_read(text)["events"]
        for alarm in event["alarms"]
    }


# --- What is in it -----------------------------------------------------------------------------


def test_each_stage_stands_on_its_days_and_says_whose_turn_it_is() -> None:
    read = events(calendar())
    assert {words: (event["start"], event["end"]) for words, event in read.items()} == {
        "Done: Brief": ("2026-03-02", "2026-03-07"),
        "Your turn: Texts": ("2026-03-09", "2026-03-14"),
        "Norte Studio: Design": ("2026-03-16", "2026-03-26"),
        "Your turn: Balance": ("2026-03-25", "2026-03-26"),
    }
    assert {event["status"] for event in read.values()} == {"CONFIRMED"}
    assert all(event["whole_days"] for event in read.values())
    assert read["Your turn: Texts"]["description"].splitlines() == [
        "– Six pages, all",
        "As of Wednesday 11 March 2026. Dates may change: your page always shows the latest.",
    ]


def test_alarms_are_for_what_the_client_has_not_done_the_day_before_and_on_the_day() -> None:
    assert alarms(calendar()) == {
        "Due tomorrow: Texts": "2026-03-12",
        "Due today: Texts": "2026-03-13",
        "Due tomorrow: Balance": "2026-03-24",
        "Due today: Balance": "2026-03-25",
    }
    assert set(alarms(calendar("2026-03-13"))) >= {"Due today: Texts", "Due today: Balance"}
    assert "Due tomorrow: Texts" not in alarms(calendar("2026-03-13"))


def test_alarms_ring_at_nine() -> None:
    text = calendar()
    assert text.count("BEGIN:VALARM") == 4
    assert "TRIGGER:P4DT9H" in text  # from Monday to Friday
    assert "TRIGGER:-PT15H" in text  # of one day: the day before


def test_what_is_late_is_not_over_and_rings_no_more() -> None:
    late = calendar("2026-03-19")
    assert events(late)["Your turn: Texts"]["end"] == "2026-03-20"
    assert not {words for words in alarms(late) if "Texts" in words}


def test_behind_what_is_late_all_is_tentative_and_rings_for_no_wrong_day() -> None:
    late = calendar("2026-03-19")
    assert events(late)["Your turn: Texts"]["status"] == "CONFIRMED"
    assert events(late)["Norte Studio: Design"]["status"] == "TENTATIVE"
    assert events(late)["Your turn: Balance"]["status"] == "TENTATIVE"
    assert not alarms(late)


def test_in_a_pause_without_an_end_nothing_rings() -> None:
    pause = {"from": "2026-03-10", "by": "client", "agreed": "2026-03-09"}
    paused = calendar(pauses=[pause])
    assert {event["status"] for event in events(paused).values()} == {"CONFIRMED", "TENTATIVE"}
    assert events(paused)["Done: Brief"]["status"] == "CONFIRMED"
    assert not alarms(paused)
    assert alarms(calendar(pauses=[pause | {"to": "2026-03-12"}]))


def test_before_a_pause_without_an_end_a_date_is_one_to_keep() -> None:
    ahead = calendar(pauses=[{"from": "2026-03-16", "by": "client", "agreed": "2026-03-09"}])
    assert events(ahead)["Your turn: Texts"]["status"] == "CONFIRMED"  # due on the 13th
    assert events(ahead)["Norte Studio: Design"]["status"] == "TENTATIVE"
    assert alarms(ahead)


@pytest.mark.parametrize("on", ["provider", "outside"])
def test_until_an_answer_comes_nothing_behind_it_rings(on: str) -> None:
    wait = {"from": "2026-03-10", "on": on}
    asked = calendar("2026-03-11", stages=[BRIEF, COPY | {"waits": [wait]}, DESIGN, BALANCE])
    found = events(asked)
    assert found["Done: Brief"]["status"] == "CONFIRMED"
    assert {event["status"] for name, event in found.items() if name != "Done: Brief"} == {
        "TENTATIVE"
    }
    assert not alarms(asked)
    stages = [BRIEF, COPY | {"waits": [wait | {"to": "2026-03-11"}]}, DESIGN, BALANCE]
    assert alarms(calendar("2026-03-11", stages=stages))


def test_over_a_weekend_nothing_is_due_later() -> None:
    assert events(calendar("2026-03-15"))["Your turn: Texts"]["end"] == "2026-03-14"


def test_what_waits_is_tentative_and_what_is_not_needed_is_called_off() -> None:
    slot = {"late": {"client": [{"after": 5, "do": "lose-slot"}]}}
    late = COPY | {"done": "2026-03-24"}
    queued = calendar("2026-03-25", stages=[BRIEF, late, DESIGN], terms=slot)
    assert events(queued)["Norte Studio: Design"]["status"] == "TENTATIVE"
    assert events(queued)["Done: Texts"]["status"] == "CONFIRMED"
    skipped = events(calendar(stages=[BRIEF, COPY | {"skipped": "2026-03-09"}, DESIGN]))
    assert skipped["Not needed: Texts"]["status"] == "CANCELLED"
    assert not skipped["Not needed: Texts"]["alarms"]


def test_a_payment_before_its_turn_is_one_day() -> None:
    payment = {"date": "2026-03-10", "for": "balance", "amount": "8400 EUR"}
    paid = events(calendar(payments=[payment]))
    for event in paid.values():
        assert event["start"] < event["end"]


@pytest.mark.parametrize(
    "fields",
    [
        {"start": None, "stages": [COPY]},
        {"start": None, "signed": None, "stages": [COPY]},
        {"stages": [BRIEF]},
    ],
    ids=["signed", "proposal", "complete"],
)
def test_there_is_none_where_nothing_is_to_come(fields: dict[str, Any]) -> None:
    assert calendar(**fields) == ""
    assert "data-calendar" not in page.render(shown(**fields))


def test_added_stages_have_events_and_names_of_their_own() -> None:
    ok = {"id": "ok", "title": "Approval", "owner": "client", "days": 3, "approves": "brief"}
    asked = ok | {"rounds": [{"asked": "2026-03-10", "done": "2026-03-12"}]}
    adds = {"id": "photos", "title": "Photos", "owner": "provider", "days": 2}
    change = {"date": "2026-03-10", "title": "Photos", "stage": "ok", "agreed": "2026-03-10",
              "adds": adds}  # fmt: skip
    text = calendar("2026-03-13", stages=[BRIEF, asked, DESIGN], changes=[change])
    summaries = [event["summary"] for event in as_read(text)["events"]]
    assert summaries == [
        "Done: Brief",
        "Done: Approval",
        "Done: Approval (changes, round 1)",
        "Your turn: Approval (look 2)",
        "Norte Studio: Photos",
        "Norte Studio: Design",
    ]
    assert len(set(uids(text))) == 6


def test_what_waits_for_a_slot_is_tentative_and_has_its_promised_day() -> None:
    terms = {"late": {"client": [{"after": 1, "do": "lose-slot"}]}, "restart_within": 5}
    copy = COPY | {"done": "2026-03-19"}
    text = calendar("2026-03-20", stages=[BRIEF, copy, DESIGN], terms=terms)
    design = as_read(text)["events"][2]
    assert design["status"] == "TENTATIVE"
    unfolded = text.replace("\r\n ", "")
    assert "Promised by Wednesday 8 April 2026 at the latest: Design." in unfolded


def test_a_payment_is_in_it_with_the_day_on_which_it_is_due() -> None:
    copy, design = COPY | {"done": "2026-03-13"}, DESIGN | {"done": "2026-03-25"}
    net = {"net": 10}
    text = calendar("2026-03-26", stages=[BRIEF, copy, design, BALANCE], terms=net)
    payment = as_read(text)["events"][3]
    assert payment["summary"] == "Your turn: Balance"
    assert (payment["start"], payment["end"]) == ("2026-03-26", "2026-04-11")
    assert len(payment["alarms"]) == 2


# --- How it is written -------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_lines_are_short_and_end_as_they_should(language: str) -> None:
    long = {"title": "Größe, Maße; Übergrößen — " * 8, "gives": ["Zoë’s \N{HOUSE BUILDING} " * 20]}
    text = calendar(language=language, stages=[BRIEF, COPY | long])
    assert text.endswith("END:VCALENDAR\r\n")
    for row in text.encode().removesuffix(b"\r\n").split(b"\r\n"):
        assert len(row) <= 75
        assert b"\n" not in row
        assert b"\r" not in row
        row.decode()  # no sign is cut in two
    assert "METHOD" not in text


def test_two_builds_of_a_day_are_equal_and_the_next_day_is_newer() -> None:
    assert calendar() == calendar()
    today, tomorrow = as_read(calendar()), as_read(calendar("2026-03-12"))
    for earlier, later in zip(today["events"], tomorrow["events"], strict=True):
        assert later["sequence"] == earlier["sequence"] + 1
    assert "DTSTAMP:20260311T000000Z" in calendar()


def uids(text: str) -> list[str]:
    return [event["uid"] for event in as_read(text)["events"]]


def test_a_stage_keeps_its_name_whatever_moves() -> None:
    names = uids(calendar())
    assert len(set(names)) == 4
    assert uids(calendar("2026-04-30")) == names  # all is late
    assert uids(calendar(link=2)) == names
    assert uids(calendar(start="2026-03-03")) == names
    assert uids(calendar(title="Another", language="es")) == names
    assert uids(calendar(stages=[BRIEF, DESIGN | {"after": []}, COPY])) == [
        names[0], names[2], names[1],
    ]  # fmt: skip
    assert not found(calendar().encode(), ["aurora"])


def test_two_projects_of_a_client_share_no_name() -> None:
    client = PROJECT["client"] | {"id": "aurora"}
    project = PROJECT | {"client": client}
    (portal,) = client_pages(portfolio_of(STUDIO, a=project, b=project), date(2026, 3, 11))
    first, second = (uids(text) for text in calendars(portal))
    assert not set(first) & set(second)
    html = page.render(portal)
    assert 'data-calendar="a.ics"' in html
    assert 'data-calendar="b.ics"' in html


# --- Read back ---------------------------------------------------------------------------------

NASTY = (
    "a,b;c\\d\\n e\\,f",
    "BEGIN:VALARM END:VEVENT",
    "</template><script>alert(1)</script>&amp;",
    'colon: "quotes" = %0D%0A ^n ^\'',
    "שלום \N{PILE OF POO}\N{ZERO WIDTH JOINER}" * 12,
)


def test_both_readers_find_the_same_in_every_example_and_in_nasty_ones() -> None:
    portfolio, _ = load_portfolio(EXAMPLES)
    assert portfolio
    texts = [
        text
        for portal in client_pages(portfolio, EXAMPLE_DAY)
        for text in calendars(portal)
        if text
    ]
    assert len(texts) >= 9
    texts += [
        calendar(title=nasty, stages=[BRIEF, COPY | {"title": nasty, "gives": [nasty]}])
        for nasty in NASTY
    ]
    read = [as_read(text) for text in texts]
    assert read == as_ical_js_reads(texts)
    for nasty, event in zip(NASTY, read[-len(NASTY) :], strict=True):
        assert len(event["events"]) == 2
        assert event["events"][1]["summary"] == f"Your turn: {one_line(nasty)}"


@given(st.text(min_size=1, max_size=120), st.sampled_from(["en", "fr"]))
def test_any_title_comes_back(title: str, language: str) -> None:
    portal = shown(language=language)
    (status,) = portal.projects
    assert status.dated
    copy = status.dated.stages["copy"]
    given_item = Given.model_construct(text=title)
    stage = copy.stage.model_copy(update={"title": title, "gives": (given_item,)})
    stages = status.dated.stages | {"copy": replace(copy, stage=stage)}
    dated = replace(status.dated, stages=stages)
    t = translator(language, portal.today)
    ctx = ViewContext(t=t, studio=portal.studio, status=replace(status, dated=dated))
    event = as_read(calendar_file(ctx))["events"][1]
    assert event["summary"] == t.text("Your turn: {title}", title=one_line(title)).unescape()


def one_line(text: str) -> str:
    """Without line ends and control characters."""
    return "".join(
        sign for sign in " ".join(text.splitlines()) if unicodedata.category(sign) != "Cc"
    )


# --- What is not in it -------------------------------------------------------------------------


def test_nothing_private_no_address_and_no_amount() -> None:
    text = calendar(
        private=[{"date": "2026-03-03", "text": "Wolframite"}],
        log=[{"date": "2026-03-03", "text": "Xylophonist"}],
        words="Zephyranthes",
    )
    assert not found(text.encode(), ["Wolframite", "Xylophonist", "Zephyranthes", "lucia"])
    assert "http" not in text
    assert "8400" not in text
    assert "5,880" not in text
