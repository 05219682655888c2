"""The desk: what a project needs of the provider, and everything at one look."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from rich.console import Console

from courtside.cli import desk_text
from courtside.cli.main import main
from courtside.engine.assess import Portfolio
from courtside.provider.desk import Desk, build_desk
from courtside.provider.todo import GROUPS
from courtside.source.load import load_portfolio
from courtside.workspace.folder import project_files
from engine.test_reminders import PROJECT, PROPOSED, STUDIO, march, portfolio
from helpers.strategies import View, views

EXAMPLES = Path(__file__).parents[2] / "projects"


def needs(project: str, day: int, *, sent: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    (row,) = build_desk(portfolio(aurora=project), march(day), sent).rows
    return [(need.group, need.text) for need in row.needs]


def first(project: str, day: int) -> tuple[str, str]:
    return needs(project, day)[0]


# --- What a project needs ----------------------------------------------------------------------

OURS = PROJECT.replace(", done: 2026-03-06", "")
SIGNED = f"{PROPOSED}signed: {{date: 2026-03-06, by: Dana}}\n"
PAID = f"{SIGNED}payments: [{{date: 2026-03-09, for: deposit, amount: 500 EUR}}]\n"
CALL = "call Lucía: copy is 19 days late"


@pytest.mark.parametrize(
    ("project", "day", "group", "text"),
    [
        (OURS, 1, "soon", "brief begins Mon 2 Mar"),
        (OURS, 3, "soon", "brief is under way: due Fri 6 Mar, 3 days left"),
        (OURS, 6, "today", "brief is due today"),
        (OURS, 9, "today", "brief is 1 day late: hand it over, or tell Lucía"),
        (PROJECT, 10, "waiting", "waits for copy, due Fri 13 Mar; the slot is lost on Mon 23 Mar"),
        (PROJECT, 12, "today", "remind Lucía of copy"),
        (PROJECT, 17, "waiting", "waits for copy, 2 days late; the slot is lost on Mon 23 Mar"),
        (PROJECT, 20, "today", "copy: the slot is lost on Mon 23 Mar unless you act today"),
        (PROJECT, 27, "today",
         "copy: a fee of 840.00 EUR applies from Mon 30 Mar unless you act today"),
        (PROJECT, 40, "today", CALL),
        (PROJECT, 39, "today", "call Lucía about copy, 18 days late; a reminder is due as well"),
        (PROPOSED, 4, "waiting", "a proposal, open until Fri 13 Mar"),
        (PROPOSED, 9, "soon", "the proposal lapses after Fri 13 Mar: call Delta"),
        (PROPOSED, 14, "quiet", "the proposal lapsed on Fri 13 Mar: renew or close it"),
        (SIGNED, 9, "today", "remind Delta of the deposit"),
        (SIGNED, 10, "waiting", "waits for the deposit, signed Fri 6 Mar"),
        (SIGNED, 18, "today", "remind Delta of the deposit"),
        (SIGNED, 20, "today", "call Delta: waits for the deposit, signed Fri 6 Mar"),
        (PAID, 10, "today", "Delta waits for the dates"),
    ],
)  # fmt: skip
def test_the_most_pressing_need(project: str, day: int, group: str, text: str) -> None:
    assert first(project, day) == (group, text)


@pytest.mark.parametrize("day", [23, 24, 25, 28, 39, 40])
def test_a_lost_slot_is_said_as_long_as_its_stage_is_open(day: int) -> None:
    said = ("waiting", "copy is late, so the slot was lost on Mon 23 Mar: once it comes, agree a "
            "new start")  # fmt: skip
    assert said in needs(PROJECT, day)
    assert not any("was lost" in text for _, text in needs(PROJECT, 20))
    waived = f"{PROJECT}waivers: [{{stage: copy, do: lose-slot, date: 2026-03-20, why: x}}]\n"
    assert not any("was lost" in text for _, text in needs(waived, day))
    came = PROJECT.replace("client, days: 5}", "client, days: 5, done: 2026-03-24}")
    assert not any("was lost" in text for _, text in needs(came, 40))


def test_what_comes_late_of_a_lost_slot_has_its_command() -> None:
    (row,) = build_desk(portfolio(aurora=PROJECT), march(24), frozenset()).rows
    (need,) = (need for need in row.needs if "was lost" in need.text)
    assert need.do == ("courtside done aurora copy",)


def test_a_slot_that_was_agreed_anew_is_not_lost_since_another_one_is() -> None:
    """Two branches: the texts of each are late, and one of them has a new start."""
    more = [
        "{id: texts, title: Texts, owner: client, days: 5, after: [brief]}",
        "{id: flyer, title: Flyer, owner: provider, days: 5, after: [texts]}",
    ]
    both = PROJECT + "".join(f"  - {stage}\n" for stage in more)
    lost = {text.split(" ")[0] for _, text in needs(both, 24) if "was lost" in text}
    assert lost == {"copy", "texts"}
    anew = f"{both}restarts: [{{stage: flyer, start: 2026-04-14, date: 2026-03-24}}]\n"
    lost = {text.split(" ")[0] for _, text in needs(anew, 25) if "was lost" in text}
    assert lost == {"copy"}


def test_status_says_what_took_effect_and_what_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "_studio.yml").write_text(STUDIO, "utf-8")
    (tmp_path / "projects" / "aurora.yml").write_text(PROJECT, "utf-8")
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(main, ["status", "--today", "2026-03-24"]).stdout
    assert "the slot was lost on 23 Mar 2026; a fee of 840.00 EUR applies from 30 Mar 2026" in said
    assert "the slot was lost on 23 Mar 2026  " in (
        CliRunner().invoke(main, ["status", "--today", "2026-04-09"]).stdout
    )


def test_a_lost_slot_wants_a_new_start() -> None:
    lost = PROJECT.replace("client, days: 5}", "client, days: 5, done: 2026-03-24}")
    group, text = first(lost, 25)
    assert group == "today"
    assert (
        text
        == "design lost its slot: agree a new start with Lucía; the next free one is Thu 26 Mar"
    )


def test_a_proposal_that_can_no_longer_be_agreed_is_ours_to_write_anew() -> None:
    work = "adds: {id: more, title: More, owner: provider, days: 2}"
    change = f"changes: [{{date: 2026-03-03, title: X, stage: brief, {work}}}]\n"
    assert ("waiting", "the change of Tue 3 Mar waits for Lucía's answer") in needs(
        PROJECT.replace(", done: 2026-03-06", "") + change, 5
    )
    text = "the change of Tue 3 Mar can no longer be agreed: copy has begun. "
    text += "If both agreed before, record it with its day; else delete it, and propose it anew"
    assert ("today", text) in needs(PROJECT + change, 10)
    (row,) = build_desk(portfolio(aurora=PROJECT + change), march(10), frozenset()).rows
    (need,) = (need for need in row.needs if need.text == text)
    assert need.do == (
        "courtside agree aurora --date DATE",
        "courtside change aurora copy --adds more --title TEXT --days 2",
    )


def test_of_several_proposals_each_is_agreed_by_its_name() -> None:
    """Without one, `agree` is refused where nobody can be asked."""
    old = "{date: 2026-03-03, title: X, stage: design, days: 2, agreed: 2026-03-03}"
    asks = "{date: 2026-03-03, title: X, stage: design, days: 2, asked_by: client}"
    pause = "pauses: [{from: 2026-03-05, to: 2026-03-06, by: client, why: x}]\n"
    for changes, pauses, day, commands in (
        (asks, "", 4, ["agree aurora"]),
        (f"{old}, {asks}", "", 4, ["agree aurora"]),
        (f"{old}, {asks}, {asks}", "", 4, ["agree aurora change-2", "agree aurora change-3"]),
        (asks, pause, 4, ["agree aurora change-1", "agree aurora pause-1"]),
        (asks, pause, 9, ["agree aurora change-1", "agree aurora pause-1 --date DATE"]),
    ):
        text = f"{PROJECT}changes: [{changes}]\n{pauses}"
        (row,) = build_desk(portfolio(aurora=text), march(day)).rows
        told = [line for need in row.needs for line in need.do if " agree " in line]
        assert sorted(told) == [f"courtside {command}" for command in commands]


def test_questions_pauses_rights_and_ends() -> None:
    change = "changes: [{date: 2026-03-03, title: X, stage: design, days: 2, asked_by: client}]\n"
    theirs = ("waiting", "the change of Tue 3 Mar waits for Lucía's answer")
    for proposed in (
        change,
        change.replace("client", "provider"),
        change.replace(", asked_by: client", ""),
    ):
        assert theirs in needs(PROJECT + proposed, 10)
    ours = ("today", "Lucía asks for the change of Tue 3 Mar: answer")
    assert ours in needs(PROJECT + change.replace(", days: 2", ""), 10)
    rest = "pauses: [{from: 2026-03-23, by: client}]\n"
    assert ("today", "Lucía asks for a pause from Mon 23 Mar: answer") in needs(PROJECT + rest, 10)
    theirs = ("waiting", "a pause from Mon 23 Mar waits for Lucía's answer")
    assert theirs in needs(PROJECT + rest.replace("client", "provider"), 10)
    over = rest.replace("2026-03-23", "2026-03-05, to: 2026-03-06")
    text = "a pause from Thu 5 Mar is over, and was not agreed. If both agreed before, record it "
    assert ("today", f"{text}with its day; else delete it") in needs(PROJECT + over, 10)
    agreed = change.replace("}]", ", agreed: 2026-03-04}]")
    assert not [text for _, text in needs(PROJECT + agreed, 10) if "change" in text]
    pause = "pauses: [{from: 2026-03-09, to: 2026-03-31, by: client, agreed: 2026-03-06}]\n"
    assert first(PROJECT + pause, 10) == ("quiet", "paused through Tue 31 Mar")
    assert first(PROJECT + pause, 30) == ("soon", "paused through Tue 31 Mar")
    is_open = pause.replace("to: 2026-03-31, ", "")
    assert first(PROJECT + is_open, 10) == ("quiet", "paused, with no end agreed")
    over = "{from: 2026-03-04, to: 2026-03-05, by: client, agreed: 2026-03-03}"
    for more in ("", f"{over}, "):
        for day, do in ((9, ()), (10, ("courtside resume aurora",))):  # refused on its first day
            text = PROJECT + is_open.replace("pauses: [", f"pauses: [{more}")
            (row,) = build_desk(portfolio(aurora=text), march(day), frozenset()).rows
            assert row.needs[0].do == do
    close = "terms: {late: {client: [{after: 3, do: may-close}]}}\n"
    assert ("soon", "you may end it and invoice, since Thu 19 Mar") in needs(PROJECT + close, 23)
    done = PROJECT.replace("client, days: 5", "client, days: 5, done: 2026-03-13").replace(
        "days: 8", "days: 8, done: 2026-03-20"
    )
    assert first(done, 25) == ("today", "remind Lucía of the balance")
    assert first(done, 26) == ("soon", "all is done: 8400.00 EUR is still to pay")
    free = done.replace("8400 EUR", "0 EUR")
    assert first(free, 25) == ("quiet", "all is done and paid: close it")


def test_a_date_that_moves_is_not_told_as_one_that_stays() -> None:
    ahead = "pauses: [{from: 2026-03-12, by: client, agreed: 2026-03-06}]\n"
    text = "waits for copy, due Fri 13 Mar at the earliest"
    assert needs(PROJECT + ahead, 10) == [("waiting", text)]
    assert build_desk(portfolio(aurora=PROJECT), march(10)).due
    assert build_desk(portfolio(aurora=PROJECT + ahead), march(10)).due == ()
    wait = "client, days: 5, waits: [{from: 2026-03-10, on: provider}]}"
    asked = PROJECT.replace("client, days: 5}", wait)
    assert build_desk(portfolio(aurora=asked), march(11)).due == ()
    queued = PROJECT.replace("client, days: 5}", "client, days: 5, done: 2026-03-24}")
    queued = queued.replace("days: 8}", "days: 2}")
    queued += "  - {id: check, title: Check, owner: client, days: 1}\n"
    desk = build_desk(portfolio(aurora=queued), march(25))
    (row,) = desk.rows
    assert row.status.dated
    assert row.status.dated.stages["check"].due == march(30)
    assert desk.due == ()


def test_a_payment_that_asks_for_nothing_is_not_waited_for() -> None:
    """More came for the deposit than it asked."""
    done = PROJECT.replace("client, days: 5", "client, days: 5, done: 2026-03-13").replace(
        "days: 8", "days: 8, done: 2026-03-20"
    )
    stage = "  - {id: rest, title: Rest, owner: client, pay: 70%}\n"
    money = "payments: [{date: 2026-03-02, for: deposit, amount: 8400 EUR}]\n"
    text = done.replace("stages:", "deposit: 30%\nstages:") + stage + money
    assert first(text, 25) == ("today", "rest asks for nothing, so it is not needed")
    # Its delay has cost a fee, which a skip would undo: `check` knows what to do.
    paid = "payments: [{date: 2026-03-02, for: deposit, amount: 2520 EUR}]\n"
    less = "changes: [{date: 2026-04-13, title: Less, stage: rest, price: -6800 EUR, "
    late = text.replace(money, paid) + less + "agreed: 2026-04-13}]\n"
    assert ("today", "rest asks for nothing more, and is not settled") in needs(late, 45)
    came = "2520 EUR}, {date: 2026-04-07, for: balance, amount: 5880 EUR}"
    came_late = text.replace("8400 EUR}]", f"{came}]")  # it may have been for this one
    (need,) = (text for _, text in needs(came_late, 39) if "rest" in text)
    assert need == "rest asks for nothing more, and is not settled"
    closed = f"{late.replace(', agreed: 2026-04-13', '')}closed: 2026-04-14\n"
    assert not [text for _, text in needs(closed, 45) if "change" in text]


def test_a_payment_that_came_early_is_not_due() -> None:
    stage = "  - {id: rest, title: Rest, owner: client, pay: 70%, days: 2}\n"
    came = "payments: [{date: 2026-03-02, for: deposit, amount: 2520 EUR}"
    early = ", {date: 2026-03-03, for: rest, amount: 5880 EUR}"
    done = PROJECT.replace("client, days: 5", "client, days: 5, done: 2026-03-13")
    for more, due in (("]\n", ["design", "rest"]), (f"{early}]\n", ["design"])):
        text = done.replace("stages:", "deposit: 30%\nstages:") + stage + came + more
        assert [one.what for one in build_desk(portfolio(aurora=text), march(24)).due] == due


def test_a_reminder_that_went_out_needs_nothing_more() -> None:
    sent = frozenset({"2026-03-12 client aurora copy"})
    assert needs(PROJECT, 12, sent=sent) == [("waiting", "Lucía was reminded of copy today")]
    shown = build_desk(portfolio(aurora=PROJECT), march(12), sent)
    assert (shown.waiting, len(shown.reminders)) == (0, 1)


def test_what_can_be_done_is_a_command() -> None:
    (row,) = build_desk(portfolio(aurora=PROJECT), march(20)).rows
    assert row.needs[0].do == (
        "It has come: courtside done aurora copy",
        "It came, but is incomplete: courtside return aurora copy",
        "Let it go this once: courtside waive aurora copy lose-slot",
        "Let it take effect: nothing to do",
    )


def test_a_question_that_holds_a_stage_up_turns_the_ball() -> None:
    wait = "waits: [{from: 2026-03-10, on: provider, why: Which sizes?}]"
    asked = PROJECT.replace("client, days: 5}", f"client, days: 5, {wait}}}")
    (row,) = build_desk(portfolio(aurora=asked), march(11)).rows
    assert row.court == "you"
    assert row.needs[0].text == "Lucía has waited for your answer on copy since Tue 10 Mar"
    assert row.needs[0].do == ("courtside answered aurora copy",)
    ours = OURS.replace("provider, days: 5}", f"provider, days: 5, {wait}}}", 1)
    ours = ours.replace("2026-03-10, on: provider", "2026-03-03, on: client")
    (row,) = build_desk(portfolio(aurora=ours), march(4)).rows
    assert (row.court, row.group) == ("client", "waiting")
    assert row.needs[0].text == "brief has waited for Lucía's answer since Tue 3 Mar"


def test_rounds_and_received_items_have_their_commands() -> None:
    rounds = "approves: brief, rounds: [{asked: 2026-03-13}]"
    asked = PROJECT.replace("client, days: 5}", f"client, days: 5, {rounds}}}")
    (row,) = build_desk(portfolio(aurora=asked), march(16)).rows
    assert row.needs[0].do == ("courtside revised aurora copy",)
    again = asked.replace("asked: 2026-03-13", "asked: 2026-03-13, done: 2026-03-17")
    (row,) = build_desk(portfolio(aurora=again), march(18)).rows
    assert row.needs[0].do == (
        "They approved it: courtside done aurora copy",
        "They want changes: courtside ask-change aurora copy",
    )
    gives = "gives: [Texts, {text: Photos, received: 2026-03-10}]"
    some = PROJECT.replace("client, days: 5}", f"client, days: 5, {gives}}}")
    (row,) = build_desk(portfolio(aurora=some), march(11)).rows
    assert row.needs[0].text == (
        "waits for copy, due Fri 13 Mar, 1 of 2 items received; the slot is lost on Mon 23 Mar"
    )
    assert row.needs[0].do[1] == "A part: courtside received aurora copy"


MONEY = PROJECT.replace("client, days: 5", "client, days: 5, pay: 100%")


def test_money_is_there_until_it_is_settled_also_of_what_ended_or_was_closed() -> None:
    part = "payments: [{date: 2026-03-10, for: copy, amount: 400 EUR, part: true}]\n"
    text = "in part: 8000.00 EUR is still to pay, 400.00 EUR came in part"
    assert ("soon", text) in needs(MONEY + part, 11)
    ended = "ended: {date: 2026-03-16, by: client, total: 2000 EUR}\n"
    assert ("soon", "it has ended: 2000.00 EUR is still to pay") in needs(PROJECT + ended, 41)
    paid = "payments: [{date: 2026-03-02, for: balance, amount: 3000 EUR}]\n"
    (row,) = build_desk(portfolio(aurora=PROJECT + ended + paid), march(40)).rows
    assert row.needs[0].text == "it has ended: you owe 1000.00 EUR back"
    assert row.needs[0].do == ("courtside refund aurora",)
    closed = f"{MONEY}closed: 2026-03-20\n"
    (row,) = build_desk(portfolio(aurora=closed), march(40)).rows
    assert row.needs[0].text == "it is closed: 8400.00 EUR is still to pay"
    settled = "payments: [{date: 2026-03-19, for: copy, amount: 8400 EUR}]\n"
    assert build_desk(portfolio(aurora=closed + settled), march(40)).rows == ()


def test_a_draft_and_a_page_that_came_down_are_on_it() -> None:
    draft = PROPOSED.replace("date: 2026-03-02", "date: 2026-03-09")
    assert first(draft, 4) == ("soon", "a draft: the client sees it from Mon 9 Mar on")
    down = f"{PROJECT}link_until: 2026-03-09\n"
    text = "its page came down after Mon 9 Mar (link_until)"
    assert ("soon", text) in needs(down, 10)


# --- The whole -------------------------------------------------------------------------------


def test_rows_are_sorted_by_what_needs_the_provider() -> None:
    closed = f"{PROJECT}closed: 2026-03-01\n"
    shown = build_desk(portfolio(a=PROPOSED, b=OURS, c=PROJECT, d=closed, e=OURS), march(9))
    assert [row.status.project.id for row in shown.rows] == ["b", "e", "a", "c"]
    assert [row.group for row in shown.rows] == ["today", "today", "soon", "waiting"]
    assert [row.court for row in shown.rows] == ["you", "you", "client", "client"]
    assert shown.rows[0].late_days == 1


def test_where_i_stopped_is_the_last_notes_and_log_lines_as_of_the_day() -> None:
    notes = (
        "private: ["
        + ", ".join(f"{{date: 2026-03-0{d}, text: N{d}}}" for d in (3, 2, 4, 9))
        + "]\n"
    )
    log = "log: [" + ", ".join(f"{{date: 2026-03-0{d}, text: L{d}}}" for d in (2, 3, 4, 9)) + "]\n"
    (row,) = build_desk(portfolio(aurora=PROJECT + notes + log), march(6)).rows
    assert [(line.text, line.private) for line in row.stopped] == [
        ("N4", True), ("N3", True), ("L4", False), ("L3", False),
    ]  # fmt: skip


def test_what_falls_due_is_not_what_waits_for_what_is_late() -> None:
    shown = build_desk(portfolio(aurora=PROJECT, delta=PROPOSED), march(9))
    assert [(due.day.day, due.project, due.what, due.court) for due in shown.due] == [
        (13, "aurora", "copy", "client"),
        (13, "delta", "proposal", "client"),
    ]
    assert build_desk(portfolio(aurora=PROJECT), march(17)).due == ()


def test_what_to_tell_a_prospect() -> None:
    books = (
        "playbooks: {small: {stages: [{id: a, title: A, owner: provider, days: 2}, "
        "{id: b, title: B, owner: client, days: 1}]}}\n"
    )
    shown = build_desk(portfolio(STUDIO + books, aurora=OURS), march(3))
    # Brief holds 3-6 March, design 16-25 March.
    (opening,) = shown.openings
    assert shown.next_slot == opening
    assert (opening.playbook, opening.start, opening.finish) == ("small", march(9), march(11))


def test_an_empty_portfolio_has_a_desk() -> None:
    shown = build_desk(portfolio(), march(3))
    assert shown.rows == ()
    assert (shown.next_slot.start, shown.next_slot.playbook) == (march(4), "a day of work")
    assert "0 projects need you today" in printed(shown, 80)


@given(views())
def test_every_project_that_is_not_closed_is_on_it_once(view: View) -> None:
    shown = build_desk(view.portfolio, view.today)
    going_on = {p.id for p in view.portfolio.projects if not p.closed or p.closed > view.today}
    names = [row.status.project.id for row in shown.rows]
    assert len(names) == len(set(names))
    assert going_on <= set(names)
    closed = [row for row in shown.rows if row.status.project.id not in going_on]
    assert all(row.owed.now or row.owed.back for row in closed)
    for row in shown.rows:
        due = sum(due.amount for due in row.status.due)
        assert row.owed.now == max(due, 0)
    groups = [list(GROUPS).index(row.group) for row in shown.rows]
    assert groups == sorted(groups)
    assert all(row.needs for row in shown.rows)
    assert shown.next_slot.start > view.today


# --- On the terminal -------------------------------------------------------------------------


def printed(shown: Desk, width: int) -> str:
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=False).print(desk_text.render_desk(shown))
    return out.getvalue()


def examples() -> Portfolio:
    read, problems = load_portfolio(project_files(EXAMPLES))
    assert read, problems
    return read


@pytest.mark.parametrize("width", [80, 140])
def test_the_examples_fit_the_terminal_and_keep_their_commands_whole(width: int) -> None:
    text = printed(build_desk(examples(), date(2026, 6, 22)), width)
    assert max(map(len, text.splitlines())) <= width
    assert text.startswith("Monday 22 Jun 2026: ")
    for whole in (
        "courtside done tramuntana desarrollo",
        "next free slot",
        "Let it go this once: courtside waive",
    ):
        assert whole in text
    assert text.index("\nToday\n") < text.index("\nIf someone calls\n") < text.index("\nSoon\n")


def test_conflicts_are_said_with_ids() -> None:
    text = printed(build_desk(portfolio(one=OURS, two=OURS), march(3)), 200)
    assert "Tue 3 Mar to Fri 6 Mar: 2 stages at once, capacity 1: one/brief, two/brief" in text
    assert "!" in text.partition("\nLoad\n")[2]


def test_of_many_conflicts_the_first_are_sent() -> None:
    gaps = [
        f"  - {{id: g{n}, title: G, owner: client, days: {n + 1}, after: []}}" for n in range(9)
    ]
    works = [
        f"  - {{id: w{n}{side}, title: W, owner: provider, days: 1, after: [g{n}]}}"
        for n in range(9)
        for side in "ab"
    ]
    head = PROJECT.partition("stages:")[0]
    project = head + "stages:\n" + "\n".join(gaps + works) + "\n"
    text = printed(build_desk(portfolio(aurora=project), march(2)), 200)
    assert text.count("2 stages at once") == 6
    assert "and 3 more, the last on Fri 13 Mar" in text


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    projects = tmp_path / "projects"
    projects.mkdir()
    (projects / "_studio.yml").write_text(STUDIO, "utf-8")
    (projects / "aurora.yml").write_text(PROJECT, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURTSIDE_TODAY", "2026-03-12")
    monkeypatch.delenv("COURTSIDE_KEY", raising=False)
    return projects


def test_the_command(files: Path) -> None:
    result = CliRunner().invoke(main, ["desk"])
    assert result.exit_code == 0
    assert "remind Lucía of copy" in result.stdout
    (files / "_reminded.txt").write_text("2026-03-12 client aurora copy\n")
    result = CliRunner().invoke(main, ["desk"])
    assert "Lucía was reminded of copy today" in result.stdout
    result = CliRunner().invoke(main, ["desk", "--today", "2026-03-20"])
    assert "the slot is lost on Mon 23 Mar" in " ".join(result.stdout.split())
    assert sorted(path.name for path in files.parent.iterdir()) == ["projects"]


def test_the_command_shows_problems_instead(files: Path) -> None:
    (files / "aurora.yml").write_text("title: [", "utf-8")
    result = CliRunner().invoke(main, ["desk"])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "aurora.yml" in result.stderr
    (files / "aurora.yml").write_text(PROJECT, "utf-8")
    (files / "_reminded.txt").write_text("=======\n")
    result = CliRunner().invoke(main, ["desk"])
    assert result.exit_code == 1
    assert "_reminded.txt:1" in result.stderr
