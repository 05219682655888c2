"""Who is reminded on which day, and of what. The first of March 2026 is a Sunday."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given

from courtside.engine.assess import Portfolio, assess_portfolio
from courtside.engine.portals import client_pages
from courtside.engine.reminders import BALANCE, DEPOSIT, PROPOSAL, Letter, letters, pending
from courtside.engine.workdays import DAY
from helpers.strategies import View, small_portfolio, small_project, views
from helpers.studio_texts import portfolio_of, studio_text

STUDIO = studio_text("""
remind: [-1, 0, 1, 3]
terms:
  restart_within: 15
  late:
    client: [{after: 5, do: lose-slot}, {after: 10, do: fee, amount: 10%}]
    provider: [{after: 2, do: credit, amount: 1%, per: day}]
""")

PROJECT = """\
title: New website
client: {name: Aurora, contact: Lucía, email: lucia@aurora.example}
price: 8400 EUR
signed: {date: 2026-02-20, by: Lucía}
start: 2026-03-02
stages:
  - {id: brief, title: Brief, owner: provider, days: 5, done: 2026-03-06}
  - {id: copy, title: Texts and photos, owner: client, days: 5}
  - {id: design, title: Design, owner: provider, days: 8}
"""


def portfolio(studio: str = STUDIO, **projects: str) -> Portfolio:
    return portfolio_of(studio, **projects)


def march(day: int) -> date:
    return date(2026, 3, 1) + timedelta(days=day - 1)


def due(read: Portfolio, day: date) -> Sequence[Letter]:
    return letters(client_pages(read, day))


def days(read: Portfolio, to: str = "client") -> dict[int, list[str]]:
    """Return the days from the first of March on which somebody is reminded, and of what."""
    found: dict[int, list[str]] = {}
    for day in range(1, 70):
        for letter in due(read, march(day)):
            if letter.to == to:
                found.setdefault(day, []).extend(item.stage for item in letter.items)
    return found


# --- Days --------------------------------------------------------------------------------------

WEEKLY = [25, 32, 39, 46, 53, 60, 67]
"""Wednesdays: one, two, ... working weeks after the third day late, the 18th."""


def test_a_client_is_reminded_around_the_due_date_before_each_step_and_weekly() -> None:
    # Due on Friday the 13th; the slot is lost on the 23rd, the fee added on the 30th.
    reminded = days(portfolio(aurora=PROJECT))
    assert sorted(reminded) == sorted([12, 13, 16, 18, 20, 27, *WEEKLY])
    assert set(map(tuple, reminded.values())) == {("copy",)}


def test_the_provider_is_told_on_the_working_day_before_a_step() -> None:
    read = portfolio(aurora=PROJECT)
    assert sorted(days(read, "provider")) == [20, 27]
    (letter,) = [sent for sent in due(read, march(20)) if sent.to == "provider"]
    assert [step.do for item in letter.items for step in item.steps] == ["lose-slot"]


def test_only_the_provider_hears_of_its_own_delay() -> None:
    late = PROJECT.replace("done: 2026-03-06", "")
    reminded = days(portfolio(aurora=late), "provider")
    assert reminded == {10: ["brief"]}  # due on the 6th; the credit begins on the 11th
    assert days(portfolio(aurora=late)) == {}


def test_nobody_is_reminded_of_a_day_that_moves() -> None:
    """The stage waits for an answer, or a pause without an end comes first."""
    waits = "waits: [{from: 2026-03-11, on: provider}]"
    asked = PROJECT.replace("client, days: 5", f"client, days: 5, {waits}")
    soon = STUDIO.replace("remind: [-1,", "remind: [-3, -2, -1,").replace("after: 5", "after: 0")
    for to in ("client", "provider"):
        assert not {day for day in days(portfolio(soon, aurora=asked), to) if day > 11}
    ahead = f"{PROJECT}pauses: [{{from: 2026-03-13, by: client, agreed: 2026-03-06}}]\n"
    assert days(portfolio(aurora=ahead)) == {}
    # Late since the 16th: the slot would be lost on the 23rd, but a pause comes first.
    between = f"{PROJECT}pauses: [{{from: 2026-03-21, by: client, agreed: 2026-03-06}}]\n"
    assert sorted(days(portfolio(aurora=between))) == [12, 13, 16, 18]
    assert days(portfolio(aurora=between), "provider") == {}


def test_days_are_working_days_of_whoever_is_told() -> None:
    sunday = f"{PROJECT}calendars: {{client: {{week: sun-thu}}}}\n"
    # Due on Thursday the 12th; the 13th and 14th are no days of the client's.
    assert sorted(days(portfolio(aurora=sunday)))[:4] == [11, 12, 15, 17]


def test_a_due_date_that_moves_takes_its_reminders_along() -> None:
    late = PROJECT.replace("done: 2026-03-06", "done: 2026-03-10")
    assert sorted(days(portfolio(aurora=late)))[:2] == [16, 17]


def test_nobody_is_told_once_it_has_come() -> None:
    done = PROJECT.replace("client, days: 5}", "client, days: 5, done: 2026-03-13}")
    assert sorted(days(portfolio(aurora=done))) == [12]


def test_a_waived_step_tells_nobody() -> None:
    waiver = "waivers: [{stage: copy, do: lose-slot, date: 2026-03-16}]\n"
    read = portfolio(aurora=PROJECT + waiver)
    assert sorted(days(read)) == sorted([12, 13, 16, 18, 27, *WEEKLY])
    assert sorted(days(read, "provider")) == [27]


def test_a_slot_that_no_work_waits_for_is_not_said_to_be_lost() -> None:
    last = PROJECT.replace("  - {id: design, title: Design, owner: provider, days: 8}\n", "")
    read = portfolio(aurora=last)
    assert sorted(days(read)) == sorted([12, 13, 16, 18, 27, *WEEKLY])
    assert sorted(days(read, "provider")) == [27]


def test_nobody_is_told_in_a_pause() -> None:
    pause = "pauses: [{from: 2026-03-12, to: 2026-03-18, by: client, agreed: 2026-03-11}]\n"
    assert [day for day in days(portfolio(aurora=PROJECT + pause)) if 12 <= day <= 18] == []


def test_a_closed_project_is_silent() -> None:
    assert days(portfolio(aurora=f"{PROJECT}closed: 2026-03-11\n")) == {}


def test_no_days_no_reminders_but_those_before_steps() -> None:
    quiet = STUDIO.replace("[-1, 0, 1, 3]", "[]")
    assert sorted(days(portfolio(quiet, aurora=PROJECT))) == [20, 27]


def test_a_remind_step_speaks_on_its_own_day_in_its_own_words() -> None:
    own = "terms: {late: {client: [{after: 1, do: remind, text: Shall we send a photographer?}]}}\n"
    read = portfolio(aurora=PROJECT + own)
    assert sorted(days(read)) == sorted([12, 13, 16, 17, 18, *WEEKLY])
    (letter,) = due(read, march(17))
    assert [step.step.text for step in letter.items[0].words] == ["Shall we send a photographer?"]
    assert days(read, "provider") == {}


# --- Before there are dates --------------------------------------------------------------------


def test_a_week_is_that_of_the_client() -> None:
    short = f"{PROJECT}calendars: {{client: {{week: 'mon,tue,thu'}}}}\n"
    # Due on Tuesday the 17th, three of its days late on the 24th: then each Tuesday.
    assert {24, 31, 38, 45, 52} <= set(days(portfolio(aurora=short)))


def test_the_client_is_not_reminded_while_it_waits_for_our_answer() -> None:
    wait = ", waits: [{from: 2026-03-10, on: provider, why: Which sizes?}]}"
    asked = PROJECT.replace("client, days: 5}", f"client, days: 5{wait}")
    assert days(portfolio(aurora=asked)) == {}


PAYING = PROJECT.replace("client, days: 5}", "client, pay: 100%, days: 5}")


def test_a_payment_with_nothing_left_to_ask_is_not_asked_for() -> None:
    early = "payments: [{date: 2026-03-09, for: balance, amount: 8400 EUR}]\n"
    plain = STUDIO.partition("terms:")[0]
    assert days(portfolio(plain, aurora=PAYING))
    assert days(portfolio(plain, aurora=PAYING + early)) == {}


def test_an_item_has_the_amount_that_is_due_now() -> None:
    part = "payments: [{date: 2026-03-09, for: copy, amount: 400 EUR, part: true}]\n"
    (letter,) = due(portfolio(aurora=PAYING + part), march(13))
    (item,) = letter.items
    (amount,) = item.status.due
    assert item.amount == amount.amount == 8000


def test_a_balance_is_asked_for_once_all_is_finished_and_when_it_ended() -> None:
    done = PROJECT.replace("client, days: 5", "client, days: 5, done: 2026-03-13").replace(
        "days: 8", "days: 8, done: 2026-03-20"
    )
    reminded = days(portfolio(aurora=done))
    assert {day: reminded[day] for day in reminded if day > 20} == {
        day: [BALANCE] for day in (23, 25, 32, 39, 46, 53, 60, 67)
    }
    paid = "payments: [{date: 2026-03-24, for: balance, amount: 8400 EUR}]\n"
    assert [day for day in days(portfolio(aurora=done + paid)) if day > 24] == []
    ended = f"{PROJECT}ended: {{date: 2026-03-16, by: client, total: 2000 EUR}}\n"
    assert [day for day in days(portfolio(aurora=ended)) if day > 16][:2] == [17, 19]
    back = "payments: [{date: 2026-03-02, for: balance, amount: 3000 EUR}]\n"
    assert [day for day in days(portfolio(aurora=ended + back)) if day > 16] == []


PROPOSED = """\
title: Logo
client: {name: Delta, email: dana@delta.example}
price: 1000 EUR
deposit: {amount: 50%}
quoted: {date: 2026-03-02, until: 2026-03-13}
stages:
  - {id: ideas, title: Ideas, owner: provider, days: 5}
"""


def test_a_proposal_is_mentioned_until_it_lapses_and_never_after() -> None:
    read = portfolio(delta=PROPOSED)
    assert days(read) == {12: [PROPOSAL], 13: [PROPOSAL]}


def test_a_deposit_is_asked_for_after_the_signature() -> None:
    read = portfolio(delta=f"{PROPOSED}signed: {{date: 2026-03-06, by: Dana}}\n")
    assert {day: what for day, what in days(read).items() if 5 < day < 30} == {
        day: [DEPOSIT] for day in (9, 11, 18, 25)
    }
    again = f"{PROPOSED}signed: {{date: 2026-03-06, by: Dana, again: 2026-03-16}}\n"
    asked = [day for day in days(portfolio(delta=again)) if 5 < day < 30]
    assert asked == [9, 11, 17, 19, 26]  # of the new version from its own day on
    paid = "payments: [{date: 2026-03-09, for: deposit, amount: 500 EUR}]\n"
    read = portfolio(delta=f"{PROPOSED}{paid}signed: {{date: 2026-03-06, by: Dana}}\n")
    assert [day for day in days(read) if day > 8] == []


# --- Letters -----------------------------------------------------------------------------------


def test_a_letter_goes_to_nobody_whom_one_of_its_projects_does_not_name() -> None:
    shared = PROJECT.replace("email: lucia@aurora.example", "email: l@a.example, id: aurora")

    def of(more: str, contact: str = "Lucía") -> str:
        return shared.replace("id: aurora", f"id: aurora, {more}").replace("Lucía", contact)

    read = portfolio(
        a=of("cc: [boss@a.example, office@a.example]"),
        b=of("cc: [boss@a.example]"),
        c=of("cc: [office@a.example, boss@a.example]"),
        d=of("cc: [boss@a.example]", contact="Marta"),
        e=shared,
        f=of("cc: [l@a.example]"),
    )
    found = [letter for letter in due(read, march(20)) if letter.to == "client"]
    assert [(letter.about, letter.client.person, letter.client.cc) for letter in found] == [
        (("a/copy", "c/copy"), "Lucía", ("boss@a.example", "office@a.example")),
        (("b/copy",), "Lucía", ("boss@a.example",)),
        (("d/copy",), "Marta", ("boss@a.example",)),
        (("e/copy", "f/copy"), "Lucía", ()),
    ]
    keys = [key for letter in found for key in letter.keys]
    assert len(keys) == len(set(keys)) == 6


def test_one_letter_collects_all_that_one_address_is_told() -> None:
    shared = PROJECT.replace("email: lucia@aurora.example", "email: l@a.example, id: aurora")
    other = shared.replace("l@a.example", "jo@a.example")
    read = portfolio(one=shared, two=shared, three=other, borealis=PROJECT)
    found = due(read, march(20))
    assert [(letter.to, letter.id, letter.client.email) for letter in found[:-1]] == [
        ("client", "aurora", "l@a.example"),
        ("client", "aurora", "jo@a.example"),
        ("client", "borealis", "lucia@aurora.example"),
    ]
    assert found[0].about == ("one/copy", "two/copy")
    assert (found[-1].to, found[-1].id) == ("provider", "_studio")
    assert found[-1].about == ("one/copy", "three/copy", "two/copy", "borealis/copy")


def test_what_went_out_is_left_out() -> None:
    read = portfolio(one=PROJECT, two=PROJECT)
    pages = client_pages(read, march(20))
    keys = [key for letter in letters(pages) for key in letter.keys]
    assert keys[:2] == ["2026-03-20 client one copy", "2026-03-20 client two copy"]
    left = letters(pages, {keys[0], "2026-03-19 client two copy"})
    assert [key for letter in left for key in letter.keys] == keys[1:]
    assert letters(pages, keys) == ()


@given(views())
def test_only_open_stages_and_ready_steps_are_told(view: View) -> None:
    found = due(view.portfolio, view.today)
    keys = [key for letter in found for key in letter.keys]
    assert len(keys) == len(set(keys))
    for letter in found:
        for item in letter.items:
            assert item.status.phase not in ("closed", "paused", "lapsed")
            if item.live is None:
                continue
            assert item.live.open
            assert letter.to == "provider" or item.live.stage.owner == "client"
            calendar = item.status.calendars[letter.to]
            for step in item.steps:
                # Tomorrow is the first day on which it could take effect.
                assert step.date > view.today
                assert not calendar.between(view.today + DAY, step.date - DAY)


@pytest.mark.parametrize("offset", [-60, -2, 0, 2, 60])
def test_any_day_of_the_file_can_be_reached(offset: int) -> None:
    far = PROJECT.replace("client, days: 5", "client, days: 100")
    read = portfolio(STUDIO.replace("[-1, 0, 1, 3]", f"[{offset}]").split("terms:")[0], aurora=far)
    (page,) = client_pages(read, march(2))
    assert page.projects[0].dated
    last = page.projects[0].dated.stages["copy"].due
    days = [day for day in map(march, range(300)) if due(read, day)]
    assert len([day for day in days if day <= last]) == (offset <= 0)
    assert {day.weekday() for day in days if day > last} == {days[-1].weekday()}  # weekly


def test_a_fee_of_which_a_cap_leaves_nothing_is_nobody_s_reminder() -> None:
    """The client hears nothing of it, and the provider has nothing to decide."""
    terms = {"late": {"client": [{"after": 1, "do": "fee", "amount": "1%"}]}}
    stages = {"id": "c-a", "days": 2, "done": "2026-03-12"}, {"id": "c-b", "days": 2}
    for cap, steps in (("1%", 0), ("2%", 1)):
        project = small_project(*stages, terms=terms | {"cap": cap})
        (status,) = assess_portfolio(small_portfolio(project), date(2026, 3, 16))
        assert len(pending(status, "c-b")) == steps
