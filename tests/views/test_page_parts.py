"""The parts of a page: what can be done, what waits for an answer, one table, what is folded."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
import yaml
from markupsafe import Markup

from courtside.engine.portals import client_pages
from courtside.provider.todo import TodoContext, list_todo
from courtside.source.load import load_portfolio
from courtside.text.html import plain_text
from courtside.text.language import translator
from courtside.views import page
from courtside.views.buttons import Button
from courtside.views.context import ViewContext
from courtside.views.decisions import describe_decisions
from courtside.views.headline import write_headline
from courtside.views.history.history import write_history
from courtside.views.stage_table import stage_rows
from views.test_page import (
    BALANCE,
    BRIEF,
    COPY,
    DATED,
    DESIGN,
    NEW,
    SHOWN,
    STUDIO,
    page_text,
    portal,
    read,
    sound,
)  # fmt: skip

DONE = BRIEF | {"done": "2026-03-06"}
APPROVAL = {"id": "design-ok", "title": "Approval of the design", "owner": "client", "days": 3,
            "approves": "brief"}  # fmt: skip


def context(project: dict[str, object], today: str, studio: str = STUDIO) -> ViewContext:
    shown = portal(project, today, studio)
    t = translator("en", shown.today)
    return ViewContext(t=t, studio=shown.studio, status=shown.projects[0])


def buttons(project: dict[str, object], today: str = "2026-03-09") -> tuple[Button, ...]:
    return write_headline(context(project, today)).buttons


def subjects(found: tuple[Button, ...]) -> list[str]:
    return [unquote(b.address.partition("subject=")[2]) or b.address for b in found]


# --- What can be done ----------------------------------------------------------------------------


def test_an_approval_opens_is_approved_or_sent_back() -> None:
    found = buttons(NEW | DATED | {"stages": [DONE, APPROVAL | {"url": "https://f.example/d"}]})
    assert [str(b.words) for b in found] == ["Open: Brief", "Approve", "Ask for changes"]
    assert subjects(found) == ["https://f.example/d", "Approved: Brief", "Please change: Brief"]
    assert [b.main for b in found] == [True, False, False]


def test_a_delivery_is_uploaded_or_has_been_sent() -> None:
    found = buttons(NEW | DATED | {"stages": [DONE, COPY | {"url": "https://f.example/up"}]})
    assert [str(b.words) for b in found] == ["Upload here", "I have sent it"]
    assert subjects(found) == ["https://f.example/up", "Sent: Texts"]
    (only,) = buttons(NEW | DATED | {"stages": [DONE, COPY]})
    assert only.main


SILENT = {"late": {"client": [{"after": 3, "do": "approve"}]}}
"""Due on the 11th, silence approves on the 17th."""


def test_on_the_day_on_which_silence_approves_an_answer_is_still_in_time() -> None:
    project = NEW | DATED | {"terms": SILENT, "stages": [DONE, APPROVAL, DESIGN]}
    said = "Today is the last day for your answer on Approval of the design"
    (status,) = portal(project, "2026-03-17").projects
    assert status.dated
    assert status.dated.stages["design-ok"].state == "approved"
    assert "by the end of Tuesday 17 March, your silence counts as approval" in page_text(
        project, "2026-03-16"
    )
    text = page_text(project, "2026-03-17")
    assert said in text
    assert "silence counted as approval" not in text.partition("Where we stand")[0]
    lines = " ".join(write_headline(context(project, "2026-03-17")).lines)
    assert "There is nothing for you to do." not in lines
    headline = write_headline(context(project, "2026-03-17"))
    assert headline.court == "both"
    assert "Yours: Approval of the design, due Wednesday 11 March. Ours: " in page_text(
        project, "2026-03-17"
    )
    found = [str(b.words) for b in buttons(project, "2026-03-17")]
    assert found == ["Approve", "Ask for changes"]
    late = page_text(project, "2026-03-18")
    assert said not in late
    assert "On Tuesday 17 March silence counted as approval" in late
    assert buttons(project, "2026-03-18") == ()


def test_the_last_day_for_an_answer_comes_and_goes_by_itself() -> None:
    project = NEW | DATED | {"terms": SILENT, "stages": [DONE, APPROVAL]}
    (shown,) = portal(project, "2026-03-16").shown
    assert [(day.status.as_of.day, len(day.status.last_answers)) for day in shown.later][-2:] == [
        (17, 1), (18, 0)
    ]  # fmt: skip
    html = page.render(portal(project, "2026-03-16"))
    assert re.search(
        r'data-from="2026-03-17" data-until="2026-03-17"[^>]*>\s*<p>Today is the last', html
    )


def test_several_stages_are_named_on_their_buttons() -> None:
    both = [DONE, COPY, APPROVAL | {"after": ["brief"]}]
    words = [str(b.words) for b in buttons(NEW | DATED | {"stages": both})]
    assert words == ["Texts: I have sent it", "Approval of the design: Approve",
                     "Approval of the design: Ask for changes"]  # fmt: skip


def test_no_link_means_yes_and_no() -> None:
    found = buttons(NEW | {"stages": [BRIEF]})
    assert subjects(found) == ["I accept: New website", "A question: New website"]


def test_a_payment_is_made_where_the_amount_stands() -> None:
    studio = STUDIO + "pay_to: {iban: ES91 2100 0418 4502 0005 1332}\n"
    stages = [DONE, BALANCE | {"invoice": "2026-014"}]
    project = NEW | DATED | {"stages": stages}
    html = page.render(portal(project, "2026-03-09", studio))
    sound(read(html))
    text = page_text(project, "2026-03-09", studio=studio)
    assert (
        "To pay now €8,400.00 Account holder Norte Studio IBAN ES91 2100 0418 4502 0005 1332 "
        "Reference 2026-014" in re.sub(r"(IBAN|Reference|holder)(?=\S)", r"\1 ", spaced(html))
    )
    assert 'class="cs-code"' in html
    assert "I have paid" in text


def spaced(html: str) -> str:
    return " ".join(read(re.sub(r"(</(?:t[dh]|d[td]|p|span)>)", r" \1", html)).text.split())


def test_whatever_says_that_it_was_paid_says_it_in_one_subject() -> None:
    balance = {"id": "balance", "title": "Balance", "owner": "client", "pay": "70%"}
    signed = {"signed": DATED["signed"]}
    for project, today in (
        (NEW | signed | {"deposit": "30%", "stages": [BRIEF, balance]}, "2026-03-09"),
        (NEW | DATED | {"stages": [DONE, balance | {"pay": "100%"}]}, "2026-03-10"),
    ):
        text = page.render(portal(project, today, STUDIO))
        found = {unquote(subject) for subject in re.findall(r"subject=(Paid[^\"]*)", text)}
        assert found == {"Paid: New website"}
        assert "Deposit%20paid" not in text


def test_a_payment_is_asked_for_by_that_word_before_its_fee() -> None:
    balance = {"id": "balance", "title": "Balance", "owner": "client", "pay": "100%"}
    terms = {"late": {"client": [{"after": 10, "do": "fee", "amount": "10%"}]}}
    text = page_text(NEW | DATED | {"stages": [DONE, balance], "terms": terms}, "2026-03-10")
    assert "We need the payment before Monday 23 March (Balance); from that day a fee of" in text


# --- What waits for an answer --------------------------------------------------------------------

CHANGE = {"date": "2026-03-10", "title": "A <shop>", "stage": "design", "days": 5,
          "price": "1000 EUR"}  # fmt: skip


def test_a_change_shows_its_whole_effect_with_tax() -> None:
    studio = STUDIO + "tax: [{name: IVA, rate: 21%}]\n"
    shown = portal(SHOWN | {"changes": [CHANGE]}, "2026-03-11", studio)
    ctx = replace(context(SHOWN | {"changes": [CHANGE]}, "2026-03-11", studio))
    (decision,) = describe_decisions(ctx, shown.shown[0].effects)
    assert decision.title == "A &lt;shop&gt;"
    assert "You would pay €1,210.00 more: €11,374.00 in total." in decision.effect
    assert subjects(decision.buttons) == ["I agree: A <shop>", "Rather not: A <shop>",
                                          "A question: A <shop>"]  # fmt: skip
    text = page_text(SHOWN | {"changes": [CHANGE]}, "2026-03-11")
    assert "One question is waiting for your answer" in text


def test_what_a_change_adds_begins_with_a_capital() -> None:
    new = CHANGE | {"days": 0, "adds": {"id": "x", "title": "Shop", "owner": "client", "days": 2}}
    for agreed in ({}, {"agreed": "2026-03-10"}):
        text = page_text(SHOWN | {"changes": [new | agreed]}, "2026-03-11")
        assert "A new stage, Shop (2 working days)" in text


def test_nobody_is_asked_to_agree_to_what_can_no_longer_be_agreed() -> None:
    """New work can only come before what has not begun (rule 6)."""
    work = {"id": "x", "title": "Shop", "owner": "provider", "days": 2}
    new = CHANGE | {"date": "2026-03-06", "days": 0, "stage": "brief", "adds": work}
    project = NEW | DATED | {"stages": [DONE, COPY], "changes": [new]}
    text = page_text(project, "2026-03-06")
    assert "One question is waiting for your answer" in text
    text = page_text(project, "2026-03-10")
    assert "waiting for your answer" not in text
    assert "Texts has since begun. If you have agreed already, thank you; otherwise" in text
    assert "If agreed" not in text
    (decision,) = describe_decisions(
        context(project, "2026-03-10"), portal(project, "2026-03-10").shown[0].effects
    )
    assert decision.buttons == ()


def test_what_the_client_asked_for_waits_for_whoever_has_not_spoken_last() -> None:
    asked = CHANGE | {"asked_by": "client"}
    text = page_text(SHOWN | {"changes": [asked]}, "2026-03-11")
    assert "One question is waiting for your answer" in text
    assert "You asked for this. Our offer of Tuesday 10 March counts once we both agree." in text
    wish = {key: asked[key] for key in ("date", "title", "stage", "asked_by")}
    text = page_text(SHOWN | {"changes": [wish]}, "2026-03-11")
    assert "waiting for your answer" not in text
    assert "For you to decide" not in text


def test_while_an_answer_is_awaited_there_is_something_to_do() -> None:
    ours = NEW | DATED | {"stages": [BRIEF, COPY]}
    assert "There is nothing for you to do." in page_text(ours, "2026-03-03")
    pause = {"from": "2026-03-10", "to": "2026-03-20", "by": "provider", "why": "A fair"}
    text = page_text(ours | {"pauses": [pause]}, "2026-03-03")
    nothing = text.index("There is nothing for you to do.")  # of a later day, when it is over
    assert text.index("One question is waiting for your answer") < nothing
    assert "For you to decide Pause from Tuesday 10 March to Friday 20 March A fair" in text
    assert "If agreed on Tuesday 3 March, the finish date would be" in text.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    over = page_text(ours | {"pauses": [pause]}, "2026-03-23")
    assert "Pause from Tuesday 10 March to Friday 20 March A fair. These days are over." in over
    assert "I agree" not in over
    assert "waiting for your answer" not in over
    agreed = pause | {"agreed": "2026-03-12"}  # so it counts from then on
    text = page_text(ours | {"pauses": [agreed]}, "2026-03-23")
    assert "Pause from Thursday 12 March to Friday 20 March" in text
    assert "Pause from Tuesday 10 March" not in text
    theirs = page_text(ours | {"pauses": [pause | {"by": "client"}]}, "2026-03-03")
    assert "For you to decide" not in theirs


def test_a_question_of_ours_is_to_be_answered() -> None:
    wait = {"from": "2026-03-03", "on": "client", "why": "Which logo?"}
    text = page_text(NEW | DATED | {"stages": [BRIEF | {"waits": [wait]}, COPY]}, "2026-03-04")
    assert "A question about Brief Which logo? We asked you on Tuesday 3 March" in text
    answered = page_text(
        NEW | DATED | {"stages": [BRIEF | {"waits": [wait | {"to": "2026-03-04"}]}, COPY]},
        "2026-03-05",
    )
    assert "A question about" not in answered


# --- Thanks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "sentence"),
    [
        ("2026-03-12", "Thank you: Texts, 1 working day early."),
        ("2026-03-13", "Thank you: Texts, on time."),
    ],
)
def test_what_came_in_time_is_thanked_for(done: str, sentence: str) -> None:
    project = SHOWN | {"stages": [DONE, COPY | {"done": done}, DESIGN, BALANCE]}
    assert sentence in page_text(project, "2026-03-16")


def test_nobody_is_thanked_for_what_came_late() -> None:
    late = SHOWN | {"stages": [DONE, COPY | {"done": "2026-03-17"}, DESIGN, BALANCE]}
    assert "Thank you:" not in page_text(late, "2026-03-18")


# --- One table -----------------------------------------------------------------------------------


def test_rounds_and_new_work_stand_where_they_were_added() -> None:
    approval = APPROVAL | {"rounds": [{"asked": "2026-03-10", "why": "Larger"}]}
    adds = {"id": "photos", "title": "Photos", "owner": "provider", "days": 2}
    change = {"date": "2026-03-09", "title": "Photos too", "stage": "brief", "adds": adds,
              "agreed": "2026-03-09"}  # fmt: skip
    project = NEW | DATED | {"stages": [BRIEF, approval | {"after": []}], "changes": [change]}
    rows = stage_rows(context(project, "2026-03-11"))
    titles = [str(row.title) for row in rows]
    assert titles == ["Brief", "Photos", "Approval of the design",
                      "Approval of the design (changes, round 1)",
                      "Approval of the design (look 2)"]  # fmt: skip
    assert [bool(row.planned) for row in rows] == [True, False, True, False, False]


def test_received_items_are_ticked_and_the_rest_is_missing() -> None:
    gives = [{"text": "Six texts", "received": "2026-03-10"}, "Photos"]
    back = {"sent": "2026-03-10", "date": "2026-03-10", "why": "no *photos*"}
    stages = [DONE, COPY | {"gives": gives, "returned": [back]}, DESIGN, BALANCE]
    rows = stage_rows(context(SHOWN | {"stages": stages}, "2026-03-11"))
    assert [ticked for _, ticked in rows[1].gives] == [True, False]
    assert rows[1].notes == ("Still incomplete on 10 Mar: no <em>photos</em>.",)
    text = page_text(SHOWN | {"stages": stages}, "2026-03-11")
    assert "Still missing: Photos." in text


def test_what_is_missing_is_said_until_it_has_come() -> None:
    """Also of what was sent before its turn; afterwards the history has it."""
    back = {"sent": "2026-02-25", "date": "2026-02-26", "why": "no photos"}
    early = COPY | {"after": [], "returned": [back]}
    (before, *_) = stage_rows(context(SHOWN | {"stages": [early]}, "2026-02-27"))
    assert (before.state, before.notes) == ("upcoming", ("Still incomplete on 26 Feb: no photos.",))
    complete = SHOWN | {"stages": [early | {"done": "2026-03-03"}]}
    (after, *_) = stage_rows(context(complete, "2026-03-04"))
    assert (after.state, after.notes) == ("done", ())


def test_days_late_stand_at_the_open_stage_alone() -> None:
    stages = [DONE, COPY | {"done": "2026-03-17"}, DESIGN | {"days": 1}, BALANCE]
    rows = stage_rows(context(SHOWN | {"stages": stages}, "2026-03-20"))
    assert [str(row.late) for row in rows] == ["", "", "2 working days", ""]


def test_there_is_one_table_of_stages_on_the_screen() -> None:
    html = page.render(portal(SHOWN, "2026-03-11"))
    assert html.count("cs-stages") == 1
    assert re.search(r'class="cs-paper"[^>]*>\s*<table class="cs-table cs-agreed"', html)


# --- The rest ------------------------------------------------------------------------------------


def test_a_proposal_shows_its_price_three_ways_and_what_is_included() -> None:
    studio = STUDIO + "tax: [{name: IVA, rate: 21%}]\n"
    text = page_text(NEW | {"stages": [BRIEF | {"gives": ["One page"]}, COPY]}, "2026-02-23",
                studio=studio)  # fmt: skip
    assert "Price without tax €8,400.00 IVA (21%) €1,764.00 Price with tax €10,164.00" in text
    assert "What is included BriefOne page" in text.replace("Brief One", "BriefOne")


@pytest.mark.parametrize("today", ["2026-03-10", "2026-03-11"])
def test_a_proposal_lists_once_what_is_delivered_and_offers_no_change(today: str) -> None:
    stages = [BRIEF | {"gives": ["One page"]}, COPY | {"gives": ["Six texts"]}]
    quoted = {"date": "2026-02-10", "until": "2026-03-10"}
    text = page_text(NEW | {"stages": stages, "quoted": quoted}, today)
    where = text.index("The plan, week by week")
    assert "Where we stand" not in text
    assert "One page" in text[:where]
    assert text[where : text.index("How we work together")].count("One page") == 0
    assert text[where : text.index("How we work together")].count("Six texts") == 1
    assert "I need a change" not in text
    assert "I have a question" in text


def test_what_comes_after_a_late_stage_comes_at_the_earliest() -> None:
    then = "Then in our court Design: Monday 16 March to Wednesday 25 March"
    assert f"{then} Finish date" in page_text(SHOWN, "2026-03-13")
    assert "Wednesday 1 April at the earliest Finish" in page_text(SHOWN, "2026-03-20")


@pytest.mark.parametrize(
    ("today", "why"), [("2026-03-10", None), ("2026-03-19", "late"), ("2026-03-26", "finished")]
)
def test_a_change_says_why_its_days_would_not_count(today: str, why: str | None) -> None:
    change = {"date": "2026-03-09", "title": "Shop", "asked_by": "client", "price": "500 EUR",
              "stage": "copy", "days": 2}  # fmt: skip
    stages = [BRIEF | {"done": "2026-03-06"}, COPY | {"done": "2026-03-25"}, DESIGN, BALANCE]
    text = page_text(SHOWN | {"stages": stages, "changes": [change]}, today)
    said = f"The extra days would not count: the stage is already {why}."
    assert (said in text) if why else ("would not count" not in text)


def test_amounts_to_which_tax_is_added_say_so() -> None:
    change = {
        "date": "2026-03-10",
        "title": "Shop",
        "asked_by": "client",
        "price": "500 EUR",
        "stage": "design",
    }
    project = SHOWN | {"changes": [change]}
    taxes = "tax: [{name: IVA, rate: 21%}, {name: IRPF, rate: -15%}]\n"
    text = page_text(project, "2026-03-17", studio=STUDIO + taxes)
    assert "a fee of €840.00 plus IVA (10% of the price)" in text
    assert "€500.00 plus IVA added to the price" in text.replace("  ", " ")
    assert "All amounts: plus IVA" in text
    assert "plus" not in page_text(project, "2026-03-17")


def test_what_is_not_needed_has_nothing_left_to_tick() -> None:
    brief = BRIEF | {"done": "2026-03-06", "gives": ["One page"]}
    copy = COPY | {"skipped": "2026-03-09", "gives": ["Six texts"]}
    stages = [brief, copy, DESIGN, BALANCE]
    rows = stage_rows(context(SHOWN | {"stages": stages}, "2026-03-11"))
    assert [row.gives for row in rows[:2]] == [(("One page", True),), ()]
    assert rows[1].status == "not needed"


def test_what_stands_still_in_a_pause_is_paused() -> None:
    pause = {"from": "2026-03-10", "by": "client", "agreed": "2026-03-09"}
    words = [
        str(row.status) for row in stage_rows(context(SHOWN | {"pauses": [pause]}, "2026-03-11"))
    ]
    assert words == ["done", "paused", "upcoming", "upcoming"]
    words = [str(row.status) for row in stage_rows(context(SHOWN, "2026-03-11"))]
    assert words == ["done", "in progress", "upcoming", "upcoming"]


@pytest.mark.parametrize(("today", "shown"), [("2026-03-11", True), ("2026-03-13", False)])
def test_a_notice_is_shown_until_its_day(today: str, shown: bool) -> None:
    studio = STUDIO + "notice: {until: 2026-03-12, text: {en: 'We <move>.', es: 'Mudanza.'}}\n"
    html = page.render(portal(SHOWN, today, studio))
    assert ("We &lt;move&gt;." in html) is shown
    spanish = page.render(replace(portal(SHOWN, today, studio), language="es"))
    assert ("Mudanza." in spanish) is shown


def test_a_project_that_ended_says_when_by_whom_and_what_is_left() -> None:
    ended = {"date": "2026-03-11", "by": "client", "why": "A *merger*", "total": "3000 EUR"}
    paid = {"date": "2026-03-02", "for": "balance", "amount": "1000 EUR"}
    project = SHOWN | {"ended": ended, "payments": [paid]}
    text = page_text(project, "2026-03-20")
    assert "This project ended on Wednesday 11 March." in text
    assert "You ended it; the final account is below. A merger" in text
    assert "To pay now €2,000.00" in text
    assert "Final account €3,000.00" in text
    assert "What happens next" not in text


def test_what_an_ended_project_left_unfinished_is_neither_late_nor_to_come() -> None:
    ended = {"date": "2026-03-18", "by": "client", "total": "3000 EUR"}
    whole = SHOWN | {"ended": ended}
    rows = stage_rows(context(whole, "2026-03-20"))
    assert [str(row.status) for row in rows if row.state is None] == ["not finished"] * 3
    assert {(row.late, row.actual) for row in rows if row.state is None} == {("", "–")}
    html = page.render(portal(whole, "2026-03-20"))
    text = " ".join(read(html).text.split())
    assert "Why the finish date moved" not in text
    assert "finish date: " not in text
    assert 'class="today"' not in html
    assert 'class="bar ahead' not in html.partition("</figure>")[0]


def test_a_finished_page_ends_with_thanks_and_the_account() -> None:
    paid = {"date": "2026-03-06", "for": "balance", "amount": "8316 EUR"}
    late = DONE | {"done": "2026-03-11"}
    text = page_text(NEW | DATED | {"stages": [late], "payments": [paid]}, "2026-03-25")
    assert "Why the finish date moved" not in text
    assert "Thank you for working with us. All paid: thank you." in text
    assert "What happens next" not in text
    assert "If we take longer" not in text


def test_finished_projects_are_one_line_each() -> None:
    client = {"name": "Aurora", "email": "l@aurora.example", "id": "aurora"}
    paid = [{"date": "2026-03-06", "for": "balance", "amount": "8400 EUR"}]
    over = NEW | DATED | {"client": client, "title": "March", "stages": [DONE], "payments": paid}
    live = SHOWN | {"client": client, "title": "April"}
    files = {"one.yml": yaml.safe_dump(over).encode(), "two.yml": yaml.safe_dump(live).encode()}
    portfolio, problems = load_portfolio({"_studio.yml": STUDIO.encode(), **files})
    assert portfolio, problems
    (both,) = client_pages(portfolio, date(2026, 3, 11))
    html = page.render(both)
    sound(read(html))
    assert re.search(
        r'<details class="cs-finished">\s*<summary><b>March</b>: finished on Friday 6\sMarch<', html
    )
    owing = replace(both, shown=tuple(
        shown for shown in both.shown if shown.status.project.title == "March"
    ))  # fmt: skip
    assert "cs-finished" not in page.render(owing)  # what stands alone is open


def test_who_is_who() -> None:
    client = {"name": "Aurora", "contact": "Lucía", "email": "l@a.example", "cc": ["m@a.example"]}
    text = page_text(SHOWN | {"client": client}, "2026-03-11")
    assert "Lucía" in text
    assert "A copy of every e-mail goes tom@a.example" in text


def test_a_negative_amount_has_a_real_minus() -> None:
    paid = {"date": "2026-03-06", "for": "balance", "amount": "-20 EUR"}
    first = {"date": "2026-03-05", "for": "balance", "amount": "50 EUR"}
    text = page_text(SHOWN | {"payments": [first, paid]}, "2026-03-11")
    assert "\N{MINUS SIGN}€20.00" in text
    assert "-€" not in text


def test_who_signed_again_reads_of_both_days() -> None:
    """Dates and payments count from the first."""
    signed = {"date": "2026-02-20", "by": "Lucía", "again": "2026-03-03"}
    text = page_text(NEW | DATED | {"stages": [DONE, COPY], "signed": signed}, "2026-03-10")
    assert "Signed by Lucía on Tuesday 3 March 2026" in text
    assert "A first version was signed on Friday 20 February 2026." in text
    assert "A first version" not in page_text(NEW | DATED | {"stages": [DONE, COPY]}, "2026-03-10")


def test_in_a_pause_without_an_end_a_day_can_be_proposed() -> None:
    pause = {"from": "2026-03-10", "by": "client", "agreed": "2026-03-09"}
    (button,) = buttons(SHOWN | {"pauses": [pause]}, "2026-03-11")
    assert str(button.words) == "Propose a day"
    assert subjects((button,)) == ["A day to carry on: New website"]
    assert buttons(SHOWN | {"pauses": [pause | {"to": "2026-03-12"}]}, "2026-03-11") == ()


def test_what_nobody_can_sign_any_more_is_not_said_to_be_unsigned_yet() -> None:
    quoted = {"date": "2026-02-10", "until": "2026-03-10"}
    for day, said in (("2026-03-10", "Not signed yet."), ("2026-03-11", "Not signed.")):
        text = page_text(NEW | {"stages": [BRIEF], "quoted": quoted}, day)
        assert f"{said} Fingerprint of this proposal" in text


@pytest.mark.parametrize(
    ("step", "terms", "told"),
    [
        ({}, {}, "reduce the price by €336.00 (4% of the price) for each working day."),
        ({"cap": "6%"}, {}, "for each working day, up to €504.00 (6% of the price) in total."),
        ({}, {"cap": "3%"}, "we take €252.00 off the price"),
        ({}, {"cap": "4%"}, "we take €336.00 (4% of the price for each working day) off the price"),
        ({"cap": "4%"}, {}, "we take €336.00 (4% of the price for each working day) off the price"),
        ({"cap": "20%"}, {"cap": "6%"}, "for each working day, up to €504.00 in total."),
    ],
)
def test_what_grows_is_told_no_larger_than_its_cap(
    step: dict[str, str], terms: dict[str, str], told: str
) -> None:
    credit = {"after": 2, "do": "credit", "amount": "4%", "per": "day", **step}
    ours = {"stages": [BRIEF, COPY], "terms": {"late": {"provider": [credit]}, **terms}}
    assert told in page_text(NEW | DATED | ours, "2026-03-04")


def test_what_a_cap_leaves_nothing_of_is_not_told() -> None:
    """A first stage has taken all."""
    credit = {"after": 0, "do": "credit", "amount": "4%", "per": "day"}
    first = BRIEF | {"done": "2026-03-16"}
    ours = {"stages": [first, DESIGN], "terms": {"cap": "4%", "late": {"provider": [credit]}}}
    text = page_text(NEW | DATED | ours, "2026-03-18")
    cards = text.partition("What happens next")[2].partition("If we take longer")[0]
    assert "We took €336.00" in cards
    assert "€0.00" not in cards
    late = page_text(NEW | DATED | ours, "2026-04-08")
    assert "€0.00" not in late.partition("How we work together")[0]


def test_what_grows_is_told_with_what_another_stage_has_left_of_its_cap() -> None:
    """Also in the table of waiting."""
    credit = {"after": 2, "do": "credit", "amount": "1%", "per": "day", "cap": "20%"}
    first = BRIEF | {"done": "2026-03-13"}  # 5 working days late, of which 3 count
    for cap, told, listed in (
        ("5%", "up to €168.00 in total", "for each working day, up to €168.00 in total"),
        ("4%", "we take €84.00 (1% of the price", "credit, €84.00 (1% of the price"),
        ("30%", "up to €1,428.00 in total", "for each working day, up to €1,428.00 in total"),
    ):
        terms = {"cap": cap, "late": {"provider": [credit]}}
        ours = {"stages": [first, DESIGN], "terms": terms}
        text = page_text(NEW | DATED | ours, "2026-03-16").replace("\N{NO-BREAK SPACE}", " ")
        cards, _, table = text.partition("If we take longer")
        assert told in cards
        assert listed in table


def test_what_is_still_to_come_is_told_for_the_day_of_the_build_where_a_delay_costs() -> None:
    """No build may come before the fee grows, and nothing on the page would know of it."""
    fee = {"after": 2, "do": "fee", "amount": "1%", "per": "day"}
    stages = [BRIEF | {"done": "2026-03-06"}, COPY, DESIGN]

    def told(terms: dict[str, object], day: str) -> list[tuple[str, str]]:
        html = page.render(portal(NEW | DATED | {"stages": stages, "terms": terms}, day))
        spells = re.findall(r'<div data-from="([^"]+)"(?: data-until="([^"]+)")?', html)
        parts = re.split(r'<div data-from="', html)[1:]
        return [
            spell for spell, part in zip(spells, parts, strict=True)
            if "Still to come" in part.partition("</div>")[0]
        ]  # fmt: skip

    costs = {"late": {"client": [fee]}}
    all_paid = {"date": "2026-03-02", "for": "balance", "amount": "8400"}
    late = NEW | DATED | {"stages": [BALANCE, COPY], "terms": costs, "payments": [all_paid]}
    html = page.render(portal(late, "2026-03-05"))
    (until,) = re.findall(r'data-until="([^"]+)">\s*<p class="cs-small">All paid: thank', html)
    assert until == "2026-03-09"  # from the next day on Texts are late
    assert told(costs, "2026-03-20") == [("2026-03-20", "2026-03-20")]
    assert told(costs, "2026-03-11") == [("2026-03-11", "2026-03-15")]
    assert told({"late": {"client": []}}, "2026-03-20") == [("2026-03-20", "")]


def test_beyond_the_days_that_are_forecast_no_sum_that_grows_is_asked_for() -> None:
    """A client who paid it would pay too little."""
    fee = {"after": 2, "do": "fee", "amount": "1%", "per": "day"}
    terms = {"late": {"client": [fee]}, "net": 0}
    stages = [BRIEF | {"done": "2026-03-06"}, BALANCE]
    client = portal(NEW | DATED | {"stages": stages, "terms": terms}, "2026-03-11")
    html = page.render(client)
    known = client.shown[0].later[-1].status.as_of
    until = known - timedelta(days=1)
    sums = re.findall(
        r'<div data-from="([^"]+)"(?: data-until="([^"]+)")? hidden>\s*<div class="cs-pay', html
    )
    assert sums[-1][1] == f"{until}"
    since = re.findall(rf'<div data-from="{known}" hidden>\s*(.*?)</div>', html, re.DOTALL)
    told = " ".join(" ".join(read(part).text for part in since).split())
    assert "The amount to pay may have changed since Wednesday 11 March; ask us before you" in told
    (title,) = re.findall(
        rf'<span data-court="client" data-from="{known}" hidden>(.*?)</span>', html
    )
    assert "€" not in title


def test_what_an_offer_would_change_is_told_with_its_day() -> None:
    """The page may be read on a later one, when agreeing would change something else."""
    change = {"date": "2026-03-10", "title": "More", "stage": "copy", "days": 2, "price": "100"}
    changed = NEW | DATED | {"stages": [BRIEF | {"done": "2026-03-06"}, COPY], "changes": [change]}
    html = page.render(portal(changed, "2026-03-11"))
    assert "If agreed on Wednesday" in read(html).text
    since = '<p class="cs-small" data-from="2026-03-12" hidden>This may have changed since then.'
    assert since in html
    example = page.render(portal(changed, "2026-03-11", STUDIO + "example_day: 2026-03-11\n"))
    assert "This may have changed" not in example


def test_a_deposit_of_nothing_is_not_asked_for() -> None:
    """Its parts add up to it, and none of them is said to be the last."""
    known = NEW | {key: value for key, value in DATED.items() if key != "start"}
    part = {"date": "2026-02-24", "for": "deposit", "amount": "1260", "part": True}
    stages = [BRIEF, BALANCE | {"pay": "70%"}]
    signed = known | {"deposit": {"amount": "30%"}, "stages": stages}
    assert "the deposit of €1,260.00" in page_text(signed | {"payments": [part]}, "2026-03-02")
    text = page_text(signed | {"payments": [part, part | {"date": "2026-02-25"}]}, "2026-03-02")
    assert "€0.00" not in text
    assert "we still have to set your dates" in text


def test_a_pause_that_was_over_when_it_was_agreed_says_that_it_does_not_count() -> None:
    pause = {"from": "2026-03-10", "to": "2026-03-13", "by": "client", "agreed": "2026-03-16"}
    stages = [DONE, COPY]
    late = page_text(NEW | DATED | {"stages": stages, "pauses": [pause]}, "2026-03-20")
    none = "It was over by then, so none of its days count."
    assert f"Agreed on Monday 16 March. {none}" in late.replace("\N{NO-BREAK SPACE}", " ")
    in_time = NEW | DATED | {"stages": stages, "pauses": [pause | {"agreed": "2026-03-13"}]}
    assert none not in page_text(in_time, "2026-03-20")
    client = portal(NEW | DATED | {"stages": stages, "pauses": [pause]}, "2026-03-20")
    ctx = ViewContext(
        t=translator("en", client.today), studio=client.studio, status=client.projects[0]
    )
    assert none in " ".join(plain_text(event.text) for event in write_history(ctx))


def test_of_an_amount_that_a_cap_has_cut_no_share_is_told() -> None:
    """10% of the price is another sum."""
    fee = {"after": 2, "do": "fee", "amount": "10%"}
    credit = {"after": 2, "do": "credit", "amount": "1%", "per": "day"}
    late = {"late": {"client": [fee], "provider": [credit]}, "cap": "15%"}
    more = {"id": "more", "title": "More", "owner": "client", "days": 2}
    stages = [DONE, COPY | {"done": "2026-03-25"}, more, DESIGN]
    text = page_text(NEW | DATED | {"stages": stages, "terms": late}, "2026-04-01")
    text = text.replace("\N{NO-BREAK SPACE}", " ").partition("How we work together")[0]
    assert "we added a fee of €840.00 (10% of the price)" in text
    assert "a fee of €420.00" in text
    assert "€420.00 (10%" not in text
    for cap, day, told in (
        ("5%", "2026-03-31", "We took €420.00 off the price"),
        ("1%", "2026-03-31", "We took €84.00 off the price"),
        ("5%", "2026-03-17", "We took €420.00 (1% of the price for each"),
    ):
        late = {"late": {"provider": [credit]}, "cap": cap}
        text = page_text(NEW | DATED | {"stages": [BRIEF], "terms": late}, day)
        assert told in text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_page_that_is_too_old_says_so_instead_of_what_was_forecast_last() -> None:
    """Neither whose turn it is, nor that today is the last day, nor what is to pay."""
    stages = [
        {"id": f"c-{n}", "title": f"Part {n}", "owner": "client", "days": 3 * n, "after": []}
        for n in range(1, 8)
    ]
    client = portal(NEW | DATED | {"stages": stages}, "2026-03-02")
    last = client.shown[0].later[-1]
    assert not last.known
    html = page.render(client)
    after = f'data-from="{last.status.as_of}" hidden>'
    parts = [part.partition("</span>")[0].partition("</div>")[0] for part in html.split(after)[1:]]
    told = " ".join(read(f"<p>{part}</p>").text for part in parts)
    assert "This page is too old to say in whose court the ball is." in told
    assert "Write to us and we will tell you how things stand." in told
    assert "€" not in told


@pytest.mark.parametrize(
    ("stages", "told"),
    [
        ([BRIEF, COPY], "There is nothing for you to do."),
        ([COPY, DESIGN], "Until Monday 2 March there is nothing for you to do."),
        ([BRIEF, COPY | {"after": [], "start": "2026-03-09", "due": "2026-03-13"}],
         "Until Monday 9 March there is nothing for you to do."),
    ],
    ids=["we begin", "they begin", "they begin later"],
)  # fmt: skip
def test_before_the_start_a_client_hears_of_their_own_first_day(
    stages: list[dict[str, object]], told: str
) -> None:
    if "start" in stages[1]:
        stages = [stages[0] | {"start": "2026-03-02", "due": "2026-03-06"}, stages[1]]
    text = page_text(NEW | DATED | {"stages": stages}, "2026-02-25")
    assert told in text.replace("\N{NO-BREAK SPACE}", " ")


def test_that_all_is_paid_stays_where_no_delay_can_cost_any_more() -> None:
    """The fee has been taken once and paid, a daily one is waived, a cap leaves nothing of it, or
    the project has ended."""
    fee = {"after": 2, "do": "fee", "amount": "10%"}
    paid = [{"date": "2026-03-02", "for": "balance", "amount": "8400"}]
    known = NEW | DATED | {"stages": [BALANCE, COPY], "terms": {"late": {"client": [fee]}}}
    more = {"date": "2026-03-13", "for": "balance", "amount": "840", "part": True}
    ended = {"date": "2026-03-10", "by": "client", "why": "x", "total": "8400"}
    daily = {"terms": {"late": {"client": [fee | {"per": "day"}]}}}
    waived = {"waivers": [{"stage": "copy", "do": "fee", "date": "2026-03-12", "why": "x"}]}
    photos = COPY | {"id": "photos", "days": 9, "after": []}
    used_up = {
        "stages": [BALANCE, COPY, photos], "terms": {"cap": "10%", "late": {"client": [fee]}}
    }  # fmt: skip
    for facts in (
        {"payments": [*paid, more]},
        {"payments": paid, "ended": ended},
        {"payments": paid} | daily | waived,
        {"payments": [*paid, more]} | used_up,
    ):
        html = page.render(portal(known | facts, "2026-03-16"))
        (spell,) = re.findall(r"<div data-from=([^>]*)>\s*<p class=.cs-small.>All paid: tha", html)
        assert "data-until" not in spell


@pytest.mark.parametrize("on", ["provider", "outside"])
def test_a_wait_begins_for_all_on_the_day_on_which_the_other_side_heard_of_it(on: str) -> None:
    """From then on the clock stands still (rule 2), in headline, table, history and on the desk."""
    wait = {"from": "2026-03-10", "told": "2026-03-12", "on": on, "why": "Which sizes?"}

    def said(**more: str) -> str:
        ctx = context(SHOWN | {"stages": [DONE, COPY | {"waits": [wait | more]}]}, "2026-03-16")
        notes = (note for row in stage_rows(ctx) for note in row.notes)
        events = (f"{event.day} {event.text}" for event in write_history(ctx))
        waits = [line for line in events if "waited for" in line or "The answer came" in line]
        needs = list_todo(
            TodoContext(status=ctx.status, items=(), sent=frozenset(), currency="EUR",
                        today=ctx.status.as_of)
        )  # fmt: skip
        desk = (need.text for need in needs if "answer" in need.text)
        return "\n".join(map(str, (*write_headline(ctx).lines, *notes, *waits, *desk)))

    text = plain_text(Markup(said()))
    assert text.count("12") == 4
    assert "10" not in text
    assert "12 to 13 Mar: Which" in plain_text(Markup(said(to="2026-03-13"))).replace("–", " to ")
    assert "11 Mar: Which" in plain_text(Markup(said(to="2026-03-11")))  # before they heard of it


def test_before_the_start_what_waits_for_an_answer_is_something_to_do() -> None:
    pause = {"from": "2026-03-10", "to": "2026-03-20", "by": "provider", "why": "A fair"}
    ours = NEW | DATED | {"stages": [COPY, DESIGN], "pauses": [pause]}
    text = page_text(ours, "2026-02-25").partition("For you to decide")[0]
    assert "One question is waiting for your answer" in text
    assert "Until Monday" not in text
