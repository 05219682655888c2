"""The commands that write: what they refuse, what they ask, and how they go about git."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from courtside.cli import common, terminal
from courtside.cli.main import main
from courtside.provider.importing.cells import CellError, one_day
from courtside.source.yaml_reader import read
from courtside.workspace import commits as commit
from helpers.studio_texts import studio_text

STUDIO = studio_text("""
terms:
  restart_within: 15
  late:
    client:
      - {after: 2, do: approve}
      - {after: 5, do: lose-slot}
      - {after: 10, do: fee, amount: 10}
    provider:
      - {after: 2, do: credit, amount: 1%, per: day, cap: 20 EUR}
      - {after: 20, do: remind, text: "Sorry: too late"}
playbooks:
  logo:
    stages:
      - {id: ideas, title: Ideas, owner: provider, days: 3, gives: ["One, two", Three]}
      - {id: aside, title: Aside, owner: client, days: 0, after: []}
      - {id: choice, title: Choice, owner: client, days: 2, approves: ideas}
      - {id: fee, title: Fee, owner: client, pay: 100%}
  website:
    deposit: 33.5%
    stages: [{id: all, title: All, owner: provider, days: 5}]
""")

AURORA = """\
title: Quetzalcoatl
client: {name: Xylophonist, email: lucia@aurora.example}
price: 1000 EUR
signed: {date: 2026-02-20, by: Ann}
deposit: {amount: 30%}
start: 2026-03-02
stages:
  - {id: brief, title: Brief, owner: provider, days: 5, done: 2026-03-06}
  - {id: copy, title: Zephyranthes, owner: client, days: 5}
  - {id: photos, title: Photos, owner: client, days: 5, after: [brief]}
  - {id: design, title: Design, owner: provider, days: 8, after: [copy, photos]}
  - {id: design-ok, title: Approval, owner: client, days: 3, approves: design}
  - {id: balance, title: Payment, owner: client, pay: 70%}
payments:
  - {date: 2026-02-24, for: deposit, amount: 300 EUR}
changes:
  - {date: 2026-03-03, title: More, stage: design, days: 1, agreed: 2026-03-03}
private:
  - {date: 2026-03-02, text: Wolframite}
"""
CANARIES = ("Quetzalcoatl", "Xylophonist", "Zephyranthes", "Wolframite")

OFFER = """\
title: Offer
client: {name: Offer, email: offer@client.example}
price: 1000 EUR
deposit: {amount: 30%}
stages:
  - {id: work, title: Work, owner: provider, days: 5}
  - {id: later, title: Later, owner: client, pay: 70%}
"""

NEW = "--template logo --title x --client x --email a@b.example --price 500"


class Portfolio:
    def __init__(self, root: Path) -> None:
        self.projects = root / "projects"
        self.projects.mkdir()
        self.put("_studio.yml", STUDIO)
        self.aurora = self.put("aurora.yml", AURORA)
        self.offer = self.put("offer.yml", OFFER)

    def put(self, name: str, text: str) -> Path:
        path = self.projects / name
        path.write_text(text, "utf-8")
        return path

    def run(self, *words: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, list(words), input=stdin)

    def done(self, *words: str) -> str:
        """Do it, and give what was said of it."""
        result = self.run(*words)
        assert result.exit_code == 0, result.stderr
        assert not [word for word in CANARIES if word in result.stderr]
        return result.stderr

    def refused(self, *words: str, code: int = 1) -> str:
        """It is refused, and nothing is written; gives why."""
        before = {path: path.read_bytes() for path in self.projects.iterdir()}
        result = self.run(*words)
        assert result.exit_code == code, result.output
        assert result.stdout == ""
        assert {path: path.read_bytes() for path in self.projects.iterdir()} == before
        assert not [word for word in CANARIES if word in result.stderr]
        return result.stderr


def clock(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    now = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=12)
    monkeypatch.setattr(common, "now", lambda: now)


@pytest.fixture
def portfolio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Portfolio:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COURTSIDE_TODAY", raising=False)
    clock(monkeypatch, "2026-03-17")
    return Portfolio(tmp_path)


def data(path: Path) -> dict[str, Any]:
    source, problems = read(path.read_bytes(), file=path.name)
    assert source
    assert not problems
    return source.data


# --- What is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (f"new aurora {NEW}", "aurora already exists. Choose another id"),
        (f"new ../x {NEW}", "Use lower-case letters, digits and hyphens"),
        (f"new nido {NEW.replace('logo', 'lgo')}", "Did you mean 'logo'?"),
        (f"new nido {NEW.replace('logo', 'log')}", "No template called 'log'"),
        (f"new nido {NEW.replace('a@b.example', 'ab')}", "nido: client.email"),
        (f"new nido {NEW.replace('a@b.example', 'a@b')}", "nido: client.email"),
        (f"new nido {NEW}USD", "USD"),
        ("done aurora brief", "brief was already done on 6 Mar 2026"),
        ("done aurora design", "design has to wait for copy and photos, which are still open"),
        ("done aurora design-ok", "design-ok has to wait for copy and photos"),
        ("done offer", "offer has no dates yet because it is not signed. When it is: courts"),
        ("done aurora copy --date 2026-03-18", "2026-03-18 is in the future (today is 2026-03-17)"),
        ("done aurora balance", "balance is a payment. When it arrives: courtside paid aurora bal"),
        ("done nobody", "No project called 'nobody'. Projects: aurora, offer."),
        ("done aurroa", "Did you mean 'aurora'?"),
        ("done aurora cpy", "No stage called 'cpy'. Did you mean 'copy'?"),
        ("done aurora des", "'des' could be design or design-ok. Type more of it."),
        ("skip aurora brief", "brief was already done on 6 Mar 2026"),
        ("return aurora brief --why x", "brief was already done"),
        ("return aurora copy --sent 2026-03-20 --why x", "cannot have been sent on 20 Mar 2026"),
        ("sign aurora --by Ann", "already signed on 20 Feb 2026"),
        ("paid aurora deposit", "aurora: deposit was already received on 24 Feb 2026"),
        ("paid aurora copy", "copy is not a payment. Instalments: deposit, balance."),
        ("paid aurora nothing", "No instalment called 'nothing'. Instalments: deposit, balance."),
        ("paid aurora balance 0", "aurora: balance asks for 700.00 EUR, and 0 is not a payment"),
        ("paid aurora balance -- -5", "that you paid back: courtside refund aurora 5.00 EUR"),
        ("paid aurora balance 5USD", "Your studio works in EUR, and this is in USD"),
        ("paid aurora balance --date 2026-02-10", "only signed on 20 Feb 2026, after 10 Feb 2026"),
        ("paid offer deposit", "offer is not signed yet"),
        ("refund aurora", "nothing is owed back"),
        ("refund aurora 301", "301.00 EUR cannot be paid back: only 300.00 EUR had come by"),
        ("ask-change aurora copy --why x", "copy is not an approval, so it has no rounds."),
        ("ask-change aurora design-ok --why x", "has to wait for copy and photos"),
        ("revised aurora", "no change was asked for that is still open"),
        ("wait aurora design --why x", "has to wait for copy and photos, which are still open"),
        ("wait aurora copy --on client --why x", "who cannot wait for their own answer"),
        ("wait aurora copy --told 2026-03-01 --why x", "nobody knew of it on 1 Mar 2026"),
        ("answered aurora", "no question is open"),
        ("received aurora copy", "copy lists nothing to hand over"),
        ("end offer --by client --why x", "offer is not signed"),
        ("end aurora --by client --why x --total -5", "cannot be less than 0"),
        ("undo", "There is nothing to undo"),
        ("notice --remove", "There is no notice to take down"),
        ("notice x --until 2026-03-01", "2026-03-01 has passed"),
        ("schedule offer --yes", "offer has no dates yet because it is not signed"),
        ("schedule aurora --yes --from 2026-03-09", "aurora has start: 2026-03-02 in its file"),
        ("change offer work --title x --days 1", "offer is not signed yet. Edit the file itself"),
        ("change aurora copy --title x", "A change needs --days, --price, --adds"),
        ("change aurora copy --title x --adds brief --days 1", "brief already is a stage of"),
        ("agree aurora", "nothing is waiting to be agreed"),
        ("pause aurora --to 2026-03-01 --by client --why x", "cannot end on 1 Mar 2026"),
        ("resume aurora", "is not paused on 17 Mar 2026"),
        ("restart aurora", "no stage is waiting for a slot"),
        ("waive aurora copy credit --why x", "'credit' cannot happen on this stage. Possible"),
        ("waive aurora copy approve --why x", "'approve' cannot happen on this stage"),
        ("quote aurora", "already has its dates"),
        ("quote aurora --until 2026-04-01", "For extra work: courtside change"),
        ("quote offer --until 2026-03-01", "--until must be later than the proposal's date"),
        ("close aurora", "aurora: 700.00 EUR unpaid, and its page says so"),
        ("close aurora --date 2026-02-01", "only signed on 20 Feb 2026, after 1 Feb 2026"),
        ("log aurora \u202eevil", "the invisible character U+202E is not allowed"),
        ("new nido --from offer --retainer", "offer is not signed, so nothing can be signed"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_says_what_to_do(
    portfolio: Portfolio, words: str, why: str
) -> None:
    said = portfolio.refused(*words.split())
    assert why in said
    assert "Nothing was written" in said or words.split()[0] in ("undo", "notice")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("done aurora", "Say which stage: copy, photos."),
        ("skip aurora", "Say which stage: copy, photos."),
        ("sign offer", "Missing option '--by'."),
        ("return aurora copy", "Missing option '--why'."),
        ("pause aurora --by client", "Missing option '--why'."),
        ("pause aurora --why x", "Missing option '--by'."),
        ("change aurora copy --days 1", "Missing option '--title'."),
        ("waive aurora copy fee", "Missing option '--why'."),
        ("waive aurora copy --why x", "Say which consequence: lose-slot, fee."),
        ("waive aurora --why x", "Say which stage: brief, copy, photos, design,"),
        ("change aurora --title x", "Say which stage: brief, copy, photos, design,"),
        ("log aurora", "Missing argument 'TEXT'."),
        ("note aurora", "Missing argument 'TEXT'."),
        ("done aurora copy --retainer", "No such option"),
        ("new nido --retainer", "--retainer goes with --from"),
        ("new nido --from aurora --client x", "--client does not go with --from"),
        ("change aurora copy --owner client", "--owner goes with --adds"),
        ("change aurora copy --title x --adds y", "Missing option '--days'."),
        ("ask-change aurora design-ok", "Missing option '--why'."),
        ("wait aurora copy", "Missing option '--why'."),
        ("end aurora --by client --why x", "Is 384.62 EUR the final account? If so, add --yes"),
        ("paid aurora balance 5", "5.00 EUR of 700.00 EUR: a part, or all of it? Add --part or --"),
        ("paid aurora balance much", "'much' is not an amount"),
        ("notice x", "Missing option '--until'."),
        ("notice x --remove", "--remove takes no text."),
        (
            "new nido --template logo --client x --email a@b.example --price 1",
            "Missing option '--title'.",
        ),
        ("done", "Missing argument 'ID'."),
        ("done aurora copy --date tomorrow", "'tomorrow' is not a day: write it as 2026-03-06"),
        ("done aurora copy --date 3/4/2026", "write 2026-04-03 or 2026-03-04"),
        ("done aurora copy --date 1/7/26", "write 2026-07-01 or 2026-01-07"),
        ("done aurora copy --date 26-12-31", "two digits for the year"),
        (
            "change aurora copy --title x --price much",
            "'much' is not an amount: write it as 8400 EUR",
        ),
        ("quote offer --dry-run", "Nothing is written without '--until'."),
    ],
)
def test_what_is_missing_is_said_where_nobody_sits(
    portfolio: Portfolio, words: str, why: str
) -> None:
    said = portfolio.refused(*words.split(), code=2)
    assert why in said
    if why.startswith(("Say which", "Missing option", "Missing argument 'TEXT'")):
        assert said == f"{said.splitlines()[0]}\n"  # what a person would be asked, and no usage


def test_schedule_asks_for_a_yes(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "Bo")
    portfolio.done("paid", "offer")
    why = portfolio.refused("schedule", "offer", code=2)
    assert "Write these dates? If so, add --yes" in why


def test_a_problem_in_the_file_ends_it_before(portfolio: Portfolio) -> None:
    portfolio.put("aurora.yml", AURORA.replace("owner: client", "owner: cleint"))
    said = portfolio.refused("done", "aurora", "copy")
    assert "aurora.yml:9:" in said
    assert "Fix these errors first; nothing was written." in said


def test_nothing_happens_in_a_closed_project(portfolio: Portfolio) -> None:
    portfolio.done("close", "aurora", "--unpaid")
    for words in (
        "done aurora copy", "log aurora x", "close aurora", "agree aurora", "sign aurora --by x",
        "restart aurora", "resume aurora", "schedule aurora --yes", "quote aurora",
        "change aurora copy --title x --days 1",
        "ask-change aurora --why x", "revised aurora", "wait aurora --why x", "answered aurora",
        "received aurora copy 1", "end aurora --by client --why x",
    ):  # fmt: skip
        assert "aurora was closed on 17 Mar 2026" in portfolio.refused(*words.split())
    portfolio.done("note", "aurora", "Send a card at Christmas")


def test_only_its_part_of_a_page_is_closed(portfolio: Portfolio) -> None:
    client = "client: {id: aurora, "
    portfolio.put("aurora.yml", AURORA.replace("client: {", client))
    portfolio.put("offer.yml", OFFER.replace("client: {name: Offer", f"{client}name: Aurora"))
    said = portfolio.done("close", "aurora", "--unpaid")
    assert "Its part of the page is taken down when you next publish. The page stays for" in said
    assert "for offer, with the same link." in said
    assert "Its page is taken down when you next publish." in portfolio.done("close", "offer")


def test_money_that_comes_after_the_page_was_closed(portfolio: Portfolio) -> None:
    portfolio.done("close", "aurora", "--unpaid")
    said = portfolio.done("paid", "aurora", "balance", "500", "--part")
    assert "It stays closed; 200.00 EUR still to be paid." in said
    assert "nothing is left to be paid." in portfolio.done("paid", "aurora", "balance")
    said = portfolio.done("paid", "aurora", "balance", "10", "--part")
    assert "It stays closed; overpaid by 10.00 EUR, to be paid back." in said
    assert "It stays closed; nothing is left to be paid." in portfolio.done("refund", "aurora")


def hand_over_texts(portfolio: Portfolio, *options: str) -> None:
    """Record that all has come that Aurora's design waits for."""
    for stage in ("copy", "photos"):
        portfolio.done("done", "aurora", stage, *options)


def all_done(text: str = AURORA) -> str:
    """Everything is handed over but the payment."""
    for stage, day in (("copy", 10), ("photos", 10), ("design", 12), ("design-ok", 13)):
        head, _, tail = text.partition(f"id: {stage},")
        text = f"{head}id: {stage},{tail.replace('}', f', done: 2026-03-{day}' + '}', 1)}"
    return text


def test_no_payment_is_skipped_that_a_proposal_may_make_ask_again(portfolio: Portfolio) -> None:
    portfolio.put("aurora.yml", all_done().replace("amount: 300 EUR", "amount: 1000 EUR"))
    skip = "courtside skip aurora balance"
    assert skip in portfolio.run("desk").stdout
    said = portfolio.done("change", "aurora", "balance", "--title", "T", "--price", "200")
    assert "skip" not in said
    assert skip not in portfolio.run("desk").stdout
    assert skip not in portfolio.refused("paid", "aurora", "balance")
    agreed = portfolio.done("agree", "aurora", "change-2")
    assert "The ball is in the client's court: balance" in agreed


def test_a_payment_that_asks_for_nothing_is_skipped(portfolio: Portfolio) -> None:
    portfolio.put("aurora.yml", all_done().replace("amount: 300 EUR", "amount: 1000 EUR"))
    hint = "courtside skip aurora balance"
    instead = "aurora: balance asks for nothing, so it is not needed. If money came all the same, "
    instead += f"give its amount; else: {hint}"
    assert instead in portfolio.refused("paid", "aurora", "balance")
    assert instead in portfolio.refused("paid", "aurora")
    assert f"balance asks for nothing, so it is not needed: {hint}" in portfolio.done(
        "log", "aurora", "x"
    )
    assert "Everything is handed over" in portfolio.done("skip", "aurora", "balance")
    before = portfolio.aurora.read_text()
    said = portfolio.refused("skip", "aurora", "balance")
    assert "balance was already skipped on 17 Mar 2026. If that is wrong, correct" in said
    assert portfolio.aurora.read_text() == before
    portfolio.done("change", "aurora", "balance", "--title", "x", "--price", "500", "--yes")
    portfolio.done("agree", "aurora", "change-2")
    said = portfolio.done("paid", "aurora", "balance", "200", "--all")
    assert "balance received on 17 Mar 2026, 200.00 EUR" in said


def test_what_came_in_parts_is_not_skipped(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock(monkeypatch, "2026-03-31")
    part = "{date: 2026-03-16, for: balance, amount: 700 EUR, part: true}"
    text = all_done().replace("changes:", f"  - {part}\nchanges:")
    portfolio.put("aurora.yml", text)
    said = portfolio.refused("skip", "aurora", "balance", "--yes")
    assert "balance came in parts, so it was needed. Delete part: true at the last one, of" in said
    said = portfolio.refused("paid", "aurora", "balance")
    assert "courtside skip" not in said
    assert "give its amount; else: courtside check" in said
    assert "delete part: true at the last one, of 2026-03-16" in portfolio.run("check").stdout
    portfolio.put("aurora.yml", text.replace(", part: true", ""))
    portfolio.done("close", "aurora")  # it is settled, and all is done


def test_a_skip_is_offered_only_where_it_is_taken(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came after it was due may have been for it."""
    came = "{date: 2026-04-01, for: deposit, amount: 700 EUR, part: true}"
    portfolio.put("aurora.yml", all_done().replace("changes:", f"  - {came}\nchanges:"))
    clock(monkeypatch, "2026-04-02")
    for words in (("paid", "aurora", "balance"), ("skip", "aurora", "balance", "--yes")):
        said = portfolio.refused(*words)
        assert "courtside skip" not in said
    assert "courtside check" in portfolio.refused("paid", "aurora", "balance")


def test_what_was_paid_is_neither_skipped_nor_incomplete(portfolio: Portfolio) -> None:
    portfolio.put("aurora.yml", all_done())
    assert "balance is a payment. When a part" in portfolio.refused(
        "return", "aurora", "balance", "--why", "x"
    )
    assert "A part has an amount" in portfolio.refused("paid", "aurora", "balance", "--part")
    portfolio.done("paid", "aurora", "balance", "700", "--date", "2026-03-16")
    for command in (("skip",), ("return", "--why", "x"), ("done",)):
        said = portfolio.refused(command[0], "aurora", "balance", *command[1:])
        assert "balance was already paid on 16 Mar 2026" in said


def test_a_payment_that_asks_for_something_is_needed(portfolio: Portfolio) -> None:
    portfolio.put("aurora.yml", all_done())
    said = portfolio.refused("skip", "aurora", "balance")
    assert "balance asks for 700.00 EUR, so it is needed. When it arrives: courtside paid" in said


def test_what_is_handed_over_with_an_open_question(portfolio: Portfolio) -> None:
    portfolio.done("wait", "aurora", "copy", "--why", "x", "--date", "2026-03-10")
    said = portfolio.refused("done", "aurora", "copy", code=2)
    assert (
        "copy has been waiting for an answer since 10 Mar 2026. If it came, first: courtside "
        "answered aurora copy. Was it handed over without one? If so, add --yes"
    ) in said
    portfolio.done("done", "aurora", "copy", "--yes", "--dry-run")
    before = portfolio.aurora.read_text("utf-8")
    portfolio.done("done", "aurora", "copy", "--yes")
    assert data(portfolio.aurora)["stages"][1]["waits"][0]["to"] == "2026-03-17"
    assert "The answer came" not in portfolio.run("history", "aurora").stdout  # nobody said so
    open_ = portfolio.aurora.read_text("utf-8").replace(", to: 2026-03-17", "")
    portfolio.aurora.write_text(open_.replace("to: 2026-03-17, ", ""), "utf-8")
    said = portfolio.run("check").stdout
    assert "nobody waits any more, since the stage was done on 2026-03-17: write to:" in said
    portfolio.aurora.write_text(before, "utf-8")
    portfolio.done("answered", "aurora", "copy", "--date", "2026-03-12")
    portfolio.done("done", "aurora", "copy")
    assert "The answer came" in portfolio.run("history", "aurora").stdout


def test_a_question_is_not_asked_after_what_it_was_about(portfolio: Portfolio) -> None:
    portfolio.done("wait", "aurora", "copy", "--why", "x", "--date", "2026-03-12")
    for words in (("done", "copy"), ("skip", "copy"), ("answered", "copy")):
        said = portfolio.refused(words[0], "aurora", *words[1:], "--date", "2026-03-11", "--yes")
        assert "copy: the question was only asked on 12 Mar 2026, after 11 Mar 2026." in said


def test_a_change_that_is_asked_for_with_an_open_question(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over_texts(portfolio, "--date", "2026-03-13")
    clock(monkeypatch, "2026-03-27")
    portfolio.done("done", "aurora", "design", "--date", "2026-03-26", "--yes")
    portfolio.done("wait", "aurora", "design-ok", "--why", "Which sizes?")
    words = ("ask-change", "aurora", "design-ok", "--why", "Warmer")
    said = portfolio.refused(*words, code=2)
    assert (
        "first: courtside answered aurora design-ok. Was the change asked for without one?" in said
    )
    portfolio.done(*words, "--yes")
    (wait,) = data(portfolio.aurora)["stages"][4]["waits"]
    assert wait["to"] == "2026-03-27"
    assert "The answer came" not in portfolio.run("history", "aurora").stdout


def test_what_is_not_needed_waits_for_no_answer(portfolio: Portfolio) -> None:
    portfolio.done("wait", "aurora", "copy", "--why", "x", "--date", "2026-03-10")
    why = portfolio.refused("skip", "aurora", "copy", code=2)
    assert "courtside answered aurora copy. Is it not needed all the same?" in why
    portfolio.done("skip", "aurora", "copy", "--yes")
    assert data(portfolio.aurora)["stages"][1]["waits"][0]["to"] == "2026-03-17"
    open_ = portfolio.aurora.read_text("utf-8").replace(", to: 2026-03-17", "")
    portfolio.aurora.write_text(open_.replace("to: 2026-03-17, ", ""), "utf-8")
    said = portfolio.run("check").stdout
    assert "nobody waits any more, since the stage was skipped on 2026-03-17: write to:" in said


def test_a_payment_before_a_stage_is_paid_and_not_handed_over(portfolio: Portfolio) -> None:
    launch = "  - {id: launch, title: Launch, owner: provider, days: 1}\npayments:"
    portfolio.put("aurora.yml", all_done().replace("payments:", launch))
    assert "First: courtside paid aurora balance" in portfolio.refused("done", "aurora", "launch")


def test_what_a_stage_waits_for_is_what_is_open_and_not_what_was_paid_before_its_turn(
    portfolio: Portfolio,
) -> None:
    launch = "  - {id: launch, title: Launch, owner: provider, days: 1}\npayments:"
    text = all_done().replace(", done: 2026-03-13}", "}").replace("payments:", launch)
    portfolio.put("aurora.yml", text)
    portfolio.done("paid", "aurora", "balance", "700", "--date", "2026-03-16", "--yes")
    said = portfolio.refused("done", "aurora", "launch")
    assert "launch has to wait for design-ok, which is still open. First: courtside done" in said


def test_what_comes_twice(portfolio: Portfolio) -> None:
    said = portfolio.refused("paid", "aurora", "deposit", "20")
    assert (
        "one more part; what is too much is shown as overpaid: courtside paid aurora deposit 20.00"
        in said
    )
    said = portfolio.done("paid", "aurora", "deposit", "20", "--part")
    assert "aurora: more for deposit received on 17 Mar 2026, 20.00 EUR" in said
    portfolio.done("paid", "aurora", "balance")  # 680 before its turn
    assert "balance was already received" in portfolio.refused("paid", "aurora", "balance", "680")
    portfolio.done("change", "aurora", "design", "--title", "x", "--price", "50")
    portfolio.done("agree", "aurora")
    said = portfolio.done("paid", "aurora", "balance")  # is left although that was settled
    assert "aurora: balance received on 17 Mar 2026, 50.00 EUR." in said


def test_a_part_that_is_all_that_was_asked_settles(portfolio: Portfolio) -> None:
    portfolio.done("paid", "aurora", "balance", "500", "--part")
    portfolio.done("paid", "aurora", "balance", "200", "--part")
    assert [p.get("part") for p in data(portfolio.aurora)["payments"]] == [None, True, None]


def test_an_amount_in_several_words(portfolio: Portfolio) -> None:
    assert "300.00 EUR" in portfolio.done("paid", "aurora", "300", "EUR", "--part")
    assert "in USD" in portfolio.refused("paid", "aurora", "balance", "20", "USD")
    assert "courtside refund aurora 5.00 EUR" in portfolio.refused("paid", "aurora", "-5")
    assert "5.00 EUR paid back" in portfolio.done("refund", "aurora", "-5", "EUR")
    for words in (("EUR", "20"), ("euro20",), ("€20",)):
        assert "20.00 EUR" in portfolio.done("paid", "aurora", *words, "--part", "--dry-run")
    for words in (("p3", "20"), ("p3",)):
        assert "No instalment called 'p3'" in portfolio.refused("paid", "aurora", *words)
    assert "No such option" in portfolio.refused("paid", "aurora", "--comit", code=2)


def test_what_comes_before_the_deposit_leaves_it_open(portfolio: Portfolio) -> None:
    """Or it would ask for nothing, and the project could never get its dates."""
    portfolio.done("sign", "offer", "--by", "Ann")
    refused = portfolio.refused("paid", "offer", "later", "1000")
    assert "the deposit of 300.00 EUR is still open" in refused
    assert "courtside paid offer deposit 1000.00 EUR\n" in refused
    portfolio.refused("paid", "offer", "balance", "701")
    said = portfolio.done("paid", "offer", "later", "700")
    assert "Deposit: 300.00 EUR." in said
    assert "Next: courtside schedule offer" in portfolio.done("paid", "offer", "deposit", "300")


def test_what_ended_before_its_deposit_asks_for_the_balance(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "Ann", "--date", "2026-03-02")
    portfolio.done("end", "offer", "--by", "client", "--why", "x", "--total", "100")
    said = portfolio.done("paid", "offer", "balance", "40", "--part")
    assert "60.00 EUR still to be paid" in said
    assert "nothing is left to be paid" in portfolio.done("paid", "offer")


def test_a_statement_is_of_its_day_also_after_the_last_one(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was paid after the end stands in it."""
    portfolio.done("end", "aurora", "--by", "client", "--why", "x", "--total", "500")
    clock(monkeypatch, "2026-03-20")
    portfolio.done("paid", "aurora", "balance", "50", "--part")
    document = portfolio.projects / "statement.md"
    portfolio.done("statement", "aurora", "-o", str(document))
    assert "as of Friday 20 March 2026" in document.read_text("utf-8")


def test_dates_are_not_set_before_the_signature(portfolio: Portfolio) -> None:
    portfolio.put("offer.yml", OFFER.replace("deposit: {amount: 30%}\n", "").replace("70%", "100%"))
    portfolio.done("sign", "offer", "--by", "Ann", "--date", "2026-03-16")
    early = ("schedule", "offer", "--from", "2026-03-23", "--yes", "--date", "2026-03-13")
    assert "offer was only signed on 16 Mar 2026, after 13 Mar 2026" in portfolio.refused(*early)
    portfolio.done(*early[:-2])


def test_the_final_account_is_all_that_is_asked(portfolio: Portfolio) -> None:
    """Also where a stage is called balance, as in the templates."""
    portfolio.done("end", "aurora", "--by", "client", "--why", "x", "--total", "800")
    said = portfolio.done("paid", "aurora")
    assert "aurora: balance received on 17 Mar 2026, 500.00 EUR." in said
    assert "(warning)" not in said


def test_what_silence_approved(portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_over_texts(portfolio, "--date", "2026-03-13")
    clock(monkeypatch, "2026-04-07")
    portfolio.done("done", "aurora", "design", "--date", "2026-03-26", "--yes")
    said = portfolio.refused("done", "aurora", "design-ok")
    assert "silence counted as approval on" in said
    assert "courtside waive aurora design-ok approve" in said
    words = ("waive", "aurora", "design-ok", "approve", "--why", "Once")
    text = portfolio.aurora.read_text("utf-8")
    extra = "  - {id: more, title: More, owner: client, days: 1, skipped: 2026-04-03}\n"
    skipped = text.replace("  - {id: balance", f"{extra}  - {{id: balance")
    portfolio.aurora.write_text(skipped, "utf-8")  # behind it, so the waiver would be refused
    assert portfolio.run("check").exit_code == 0
    assert "courtside waive" not in portfolio.refused("done", "aurora", "design-ok")
    portfolio.aurora.write_text(text, "utf-8")
    assert "approve waived" in portfolio.done(*words)
    assert "5 working days late" in portfolio.done("done", "aurora", "design-ok")


# --- What is written ---------------------------------------------------------------------------


def test_a_payment_may_come_early(portfolio: Portfolio) -> None:
    said = portfolio.done("paid", "aurora", "bal")
    assert "aurora: balance received on 17 Mar 2026, 700.00 EUR." in said
    assert data(portfolio.aurora)["payments"][1] == {
        "date": "2026-03-17", "for": "balance", "amount": "700.00 EUR",
    }  # fmt: skip
    assert "nothing is left to be paid" in portfolio.refused("paid", "aurora")


def test_a_payment_before_there_are_dates(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "Bo")
    portfolio.done("paid", "offer", "later")
    assert "already received" in portfolio.refused("paid", "offer", "later")
    assert data(portfolio.offer)["payments"][0]["for"] == "later"


def test_an_amount_is_shown_with_how_it_is_made_up(portfolio: Portfolio) -> None:
    studio = STUDIO.replace("terms:\n", "tax: [{name: IVA, rate: 21%}]\nterms:\n", 1)
    portfolio.put("_studio.yml", studio)
    portfolio.done("sign", "offer", "--by", "Bo")
    rows = portfolio.done("paid", "offer", "--dry-run").splitlines()[:3]
    assert [row.split() for row in rows] == [
        ["30%", "of", "the", "price", "300.00", "EUR"],
        ["IVA", "21%", "63.00", "EUR"],
        ["deposit", "to", "be", "paid", "363.00", "EUR"],
    ]
    portfolio.done("paid", "offer", "100", "--part")
    said = portfolio.done("paid", "offer", "270 €", "--invoice", "2026-011")
    assert "parts that came" in said
    assert "270.00 EUR, 7.00 EUR more than asked." in said
    assert data(portfolio.offer)["payments"] == [
        {"date": "2026-03-17", "for": "deposit", "amount": "100.00 EUR", "part": True},
        {"date": "2026-03-17", "for": "deposit", "amount": "270.00 EUR", "invoice": "2026-011"},
    ]


def test_an_amount_that_is_cut_to_what_is_left_says_by_how_much(portfolio: Portfolio) -> None:
    text = (
        OFFER.replace("pay: 70%", "pay: 40%", 1)
        + "  - {id: p2, title: P, owner: client, pay: 30%}\n"
    )
    portfolio.put("offer.yml", text)
    portfolio.done("sign", "offer", "--by", "Bo")
    portfolio.done("paid", "offer", "deposit", "900")
    rows = portfolio.done("paid", "offer", "later", "--dry-run").splitlines()[:3]
    assert [row.split()[-2] for row in rows] == ["400.00", "-300.00", "100.00"]
    assert "more than is left to pay" in rows[1]


def test_less_than_asked_is_a_part_or_all_of_it(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "somebody_is_there", lambda: True)
    portfolio.done("sign", "offer", "--by", "Bo")
    for answer, part in (("part", True), ("all", None)):
        assert portfolio.run("paid", "offer", "99", stdin=f"{answer}\n").exit_code == 0
        assert data(portfolio.offer)["payments"][-1].get("part") == part
    assert "courtside schedule offer" in portfolio.done("note", "offer", "x")


def test_what_was_overpaid_can_go_back(portfolio: Portfolio) -> None:
    said = portfolio.done("paid", "aurora", "balance", "800")
    assert "100.00 EUR more than asked" in said
    assert "Overpaid by 100.00 EUR" in said
    assert "100.00 EUR to be paid back" in portfolio.refused("close", "aurora")
    assert "100.00 EUR paid back" in portfolio.done("refund", "aurora")
    assert data(portfolio.aurora)["payments"][-1]["amount"] == "-100.00 EUR"
    assert "nothing is owed back" in portfolio.refused("refund", "aurora")
    portfolio.done("close", "aurora", "--yes")


def test_what_credits_owe_beyond_all_that_came_can_be_paid(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A credit without a cap may grow beyond the price (rule 8: it is to be paid back)."""
    studio = portfolio.projects / "_studio.yml"
    credit = "provider: [{after: 1, do: credit, amount: 90%, per: day}]"
    text = re.sub(r"    provider:\n(?:      .*\n)+", f"    {credit}\n", STUDIO)
    assert credit in text
    studio.write_text(text, "utf-8")
    hand_over_texts(portfolio, "--date", "2026-03-13")
    clock(monkeypatch, "2026-03-31")
    said = portfolio.refused("refund", "aurora", "9000")
    assert "cannot be paid back: only 300.00 EUR had come" in said
    portfolio.done("sign", "offer", "--by", "Bo")
    said = portfolio.refused("refund", "offer")
    assert "offer: nothing is owed back.\n" in said  # and nothing came that could go back
    said = portfolio.done("refund", "aurora")
    (back,) = re.findall(r"([\d.]+) EUR paid back on 31 Mar 2026", said)
    assert float(back) > 300
    assert portfolio.run("check").exit_code == 0
    assert "nothing is owed back" in portfolio.refused("refund", "aurora")


def test_no_more_goes_back_than_came_where_a_change_took_more_than_the_price(
    portfolio: Portfolio,
) -> None:
    """A digit too many in a change owes nobody anything."""
    less = "  - {date: 2026-03-16, title: x, stage: design, price: -2000, agreed: 2026-03-16}\n"
    portfolio.put("aurora.yml", AURORA.replace("private:", f"{less}private:"))
    said = portfolio.refused("refund", "aurora", "--yes")
    assert "1300.00 EUR cannot be paid back: only 300.00 EUR had come by 17 Mar 2026." in said
    assert "agreed changes take more than the price" in said
    portfolio.done("refund", "aurora", "100")
    said = portfolio.refused("refund", "aurora", "201")
    assert "only 200.00 EUR had come" in said
    assert "agreed changes take" not in portfolio.done("refund", "aurora", "200")


def test_a_change_that_takes_more_than_the_total_is_asked_about(portfolio: Portfolio) -> None:
    """When it is proposed, and when it is agreed."""
    asks = "Then the total would be less than 0: -1000.00 EUR."
    words = ("change", "aurora", "design", "--title", "x", "--price")
    said = portfolio.refused(*words, "-2000", code=2)
    assert f"{asks} Propose it all the same? If so, add --yes" in said
    assert "less than 0" not in portfolio.done(*words, "-1000", "--dry-run")
    portfolio.done(*words, "-2000", "--yes")
    said = portfolio.refused("agree", "aurora", code=2)
    assert f"{asks} Record it all the same? If so, add --yes" in said
    portfolio.done("agree", "aurora", "--yes")
    more = portfolio.done(*words, "500")  # which takes nothing
    assert "less than 0" not in more


def test_a_payment_that_nobody_asked_for_yet_is_asked_about(portfolio: Portfolio) -> None:
    """Whoever types the deposit's command twice has not been paid the rest."""
    why = portfolio.refused("paid", "aurora", code=2)
    assert "Nothing is due now. Did the 700.00 EUR for balance arrive all the same? If so" in why
    portfolio.done("paid", "aurora", "balance", "--dry-run")
    portfolio.done("paid", "aurora", "--yes")


def test_a_deposit_whose_parts_add_up_to_it_is_not_waited_for(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "Bo")
    parts = ("payments:\n  - {date: 2026-03-17, for: deposit, amount: 200 EUR, part: true}\n"
             "  - {date: 2026-03-17, for: deposit, amount: 100 EUR, part: true}\n")  # fmt: skip
    portfolio.put("offer.yml", portfolio.offer.read_text("utf-8") + parts)
    todo = portfolio.run("desk").stdout
    assert "the deposit asks for nothing" in todo
    assert "courtside check" in todo
    assert "courtside paid offer" not in todo
    assert "is not settled. What to do: courtside desk" in portfolio.refused("schedule", "offer")
    signed = portfolio.offer.read_text("utf-8").partition("payments:")[0]
    other = "payments: [{date: 2026-03-17, for: later, amount: 1000 EUR}]\n"
    gift = (
        "changes: [{date: 2026-03-17, title: x, stage: work, price: -1000, agreed: 2026-03-17}]\n"
    )
    for facts, command in ((other, "courtside check"), (gift, "courtside end offer")):
        portfolio.put("offer.yml", signed + facts)
        todo = portfolio.run("desk").stdout
        assert "the deposit asks for nothing" in todo
        assert command in todo


def test_a_refund_asks_no_stage_for_more(portfolio: Portfolio) -> None:
    """Also where the next payment has the name of the balance: the deposit was too much."""
    text = AURORA.replace("amount: 300 EUR}", "amount: 450 EUR}").replace(
        "pay: 70%}", "pay: 30%}\n  - {id: rest, title: Rest, owner: client, pay: 40%}"
    )
    portfolio.put("aurora.yml", text)
    portfolio.done("refund", "aurora", "150", "--yes")
    back = data(portfolio.aurora)["payments"][-1]
    assert (back["for"], back["amount"]) == ("deposit", "-150.00 EUR")
    said = portfolio.done("paid", "aurora", "balance", "--dry-run")
    assert "balance received on 17 Mar 2026, 300.00 EUR." in said
    both = text.replace(
        "changes:", "  - {date: 2026-02-24, for: balance, amount: 900 EUR}\nchanges:"
    )
    portfolio.put("aurora.yml", both)
    portfolio.done("refund", "aurora", "150", "--yes")
    assert data(portfolio.aurora)["payments"][-1]["for"] == "balance"  # the later in the file


def test_what_bounced_and_is_paid_again_is_not_too_much(portfolio: Portfolio) -> None:
    text = all_done().replace("id: balance, title: Payment, owner: client, pay: 70%}",
                              "id: half, title: Half, owner: client, pay: 40%}\n"
                              "  - {id: rest, title: Rest, owner: client, pay: 30%}")  # fmt: skip
    came = "  - {date: 2026-03-13, for: half, amount: 400 EUR}\n"
    back = came.replace("400", "-400").replace("03-13", "03-16")
    portfolio.put("aurora.yml", text.replace("changes:", f"{came}{back}changes:"))
    said = portfolio.done("paid", "aurora", "half", "400", "--dry-run")
    assert "more than asked" not in said
    said = portfolio.done("paid", "aurora", "half", "900", "--dry-run")
    assert "500.00 EUR more than asked" in said


@pytest.mark.parametrize(
    ("came", "amount", "more"),
    [
        ((400, -100), "100", ""),
        ((400, -100), "150", "50.00 EUR more than asked"),
        ((400, -400, 100), "300", ""),
        ((400, -400, 100), "350", "50.00 EUR more than asked"),
        ((400,), "50", "50.00 EUR more than asked"),
    ],
)
def test_a_part_that_bounced_is_owed_and_no_more(
    portfolio: Portfolio, came: tuple[int, ...], amount: str, more: str
) -> None:
    text = all_done().replace("id: balance, title: Payment, owner: client, pay: 70%}",
                              "id: half, title: Half, owner: client, pay: 40%}\n"
                              "  - {id: rest, title: Rest, owner: client, pay: 30%}")  # fmt: skip
    payments = [
        f"  - {{date: 2026-03-13, for: half, amount: {one} EUR{', part: true' * (at > 1)}}}\n"
        for at, one in enumerate(came)
    ]
    portfolio.put("aurora.yml", text.replace("changes:", "".join([*payments, "changes:"])))
    said = portfolio.done("paid", "aurora", "half", amount, "--part", "--dry-run")
    assert more in said
    assert ("more than asked" in said) == bool(more)


@pytest.mark.parametrize(
    ("came", "bounced", "owed"),
    [
        (("half", "rest"), "rest", "450"),
        (("rest",), "rest", "450"),  # and half, which nobody has paid, asks for the other 300
        (("balance", "rest"), "balance", "300"),
        (("half", "rest"), "half", "300"),
    ],
)
def test_what_is_owed_again_is_the_share_but_of_the_last_all_that_is_left(
    portfolio: Portfolio, came: tuple[str, ...], bounced: str, owed: str
) -> None:
    """With an agreed change of 50."""
    first, amounts = "balance" if "balance" in came else "half", {"rest": "450"}
    text = all_done().replace("id: balance, title: Payment, owner: client, pay: 70%}",
                              f"id: {first}, title: Half, owner: client, pay: 30%}}\n"
                              "  - {id: rest, title: Rest, owner: client, pay: 40%}")  # fmt: skip
    text = text.replace("days: 1, agreed", "days: 1, price: 50, agreed")
    payments = [
        f"  - {{date: 2026-03-13, for: {name}, amount: {amounts.get(name, '300')} EUR}}\n"
        for name in came
    ]
    portfolio.put("aurora.yml", text.replace("changes:", "".join([*payments, "changes:"])))
    portfolio.done("refund", "aurora", bounced, amounts.get(bounced, "300"), "--yes")
    assert "more than asked" not in portfolio.done("paid", "aurora", bounced, owed, "--dry-run")
    if came == ("half", "rest") and bounced == "half":
        rows = portfolio.done("paid", "aurora", bounced, owed, "--dry-run").splitlines()
        assert not [row for row in rows if "to be paid  " in row]  # it is settled, and asks nothing
    more = str(int(owed) + 1)
    assert "1.00 EUR more than" in portfolio.done("paid", "aurora", bounced, more, "--dry-run")


def test_a_balance_that_bounced_can_be_paid_again(portfolio: Portfolio) -> None:
    """Where no stage is called so, it is what is left."""
    portfolio.put(
        "offer.yml", OFFER.replace("  - {id: later, title: Later, owner: client, pay: 70%}\n", "")
    )
    portfolio.done("sign", "offer", "--by", "Bo", "--yes")
    portfolio.done("paid", "offer", "--yes")
    portfolio.done("paid", "offer", "balance", "700", "--yes")
    portfolio.done("refund", "offer", "700", "--yes")
    assert "more than asked" not in portfolio.done("paid", "offer", "balance", "700", "--dry-run")
    said = portfolio.done("paid", "offer", "balance", "800", "--dry-run")
    assert "100.00 EUR more than asked" in said


def test_a_refund_of_more_than_was_overpaid_says_that_it_is_owed_again(
    portfolio: Portfolio,
) -> None:
    said = portfolio.done("refund", "aurora", "deposit", "300", "--dry-run")
    assert "300.00 EUR of it was not overpaid: the client owes that again." in said
    assert "If a payment bounced, and nothing that comes after it has begun, delete it from" in said
    assert "agree on less first (courtside change aurora STAGE" in said
    portfolio.done("paid", "aurora", "balance", "800")
    assert "not overpaid" not in portfolio.done("refund", "aurora", "100", "--dry-run")
    assert "50.00 EUR of it was not" in portfolio.done("refund", "aurora", "150", "--dry-run")
    portfolio.done("end", "aurora", "--by", "client", "--why", "x", "--total", "1000", "--yes")
    said = portfolio.done("refund", "aurora", "150", "--dry-run")
    assert "write a lower `total` in `ended`" in said


def test_a_proposal_beside_another_one_is_agreed_by_its_name(portfolio: Portfolio) -> None:
    words = ("change", "aurora", "design", "--title")
    said = portfolio.done(*words, "A", "--days", "1")
    assert "Once both sides agree: courtside agree aurora\n" in said
    said = portfolio.done(*words, "B", "--days", "1")
    assert "Once both sides agree: courtside agree aurora change-3\n" in said
    said = portfolio.done("pause", "aurora", "--from", "2026-03-20", "--by", "client", "--why", "x")
    assert "Once both sides agree: courtside agree aurora pause-1\n" in said
    portfolio.done("agree", "aurora", "change-3")


def test_a_proposed_change_does_not_warn_of_what_it_would_do(portfolio: Portfolio) -> None:
    portfolio.done("paid", "aurora", "balance")
    said = portfolio.done("change", "aurora", "copy", "--title", "A gift", "--price", "-100")
    assert "more-than-all" not in said
    assert "more-than-all" in portfolio.done("agree", "aurora")


@pytest.mark.parametrize(
    ("stage", "why", "owner"),
    [
        ("brief", "brief was handed over on 6 Mar 2026", ""),
        ("copy", "copy was due on 13 Mar 2026", " --owner client"),
    ],
)
def test_days_that_would_not_count_are_asked_about(
    portfolio: Portfolio, stage: str, why: str, owner: str
) -> None:
    words = ("change", "aurora", stage, "--title", "x", "--days", "2 weeks", "--price", "50")
    command = f"change aurora copy --adds NEW --title TEXT --days 10{owner} --price '50.00 EUR'"
    for said in (portfolio.refused(*words, code=2), portfolio.done(*words, "--dry-run")):
        assert f"{why}, so 10 days agreed from now on would not count" in said
        assert f": courtside {command}\n" in said
        assert "undo" not in said
    assert "proposed change, +10 days" in portfolio.done(*words, "--yes")
    portfolio.done("undo", "--yes")
    portfolio.done(*shlex.split(command.replace("NEW", "extra")))
    portfolio.done("agree", "aurora")
    priced = portfolio.done("change", "aurora", stage, "--title", "x", "--price", "50")
    assert "would not count" not in priced


def test_work_in_place_of_days_keeps_who_asked_and_its_place(portfolio: Portfolio) -> None:
    """Also where a stage of the plan has the name that new work could have."""
    portfolio.done("done", "aurora", "copy")
    asked = ("--title", "x", "--days", "2", "--asked-by", "client")
    for name in ("photos", "new"):
        text = portfolio.aurora.read_text("utf-8")
        text = text.replace("id: photos", f"id: {name}").replace("copy, photos", f"copy, {name}")
        portfolio.aurora.write_text(text, "utf-8")
        said = portfolio.refused("change", "aurora", "copy", *asked, code=2)
        command = "change aurora copy --adds NEW --title TEXT --days 2 --owner client"
        assert f": courtside {command} --asked-by client\n" in said


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("", "design-ok was approved by silence on 2 Apr 2026"),
        (", done: 2026-03-20", "design-ok was answered on 20 Mar 2026"),
        (", rounds: [{asked: 2026-03-20, why: Warmer}]", "design-ok was answered on 20 Mar 2026"),
        (", skipped: 2026-03-20", "design-ok was marked as not needed on 20 Mar 2026"),
    ],
)
def test_days_in_vain_for_an_approval_say_how_it_ended(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch, answer: str, why: str
) -> None:
    clock(monkeypatch, "2026-04-10")
    text = re.sub(r"(id: (?:copy|photos),.*)}", r"\1, done: 2026-03-10}", AURORA)
    text = re.sub(r"(id: design,.*)}", r"\1, done: 2026-03-18}", text)
    portfolio.aurora.write_text(text.replace("approves: design}", f"approves: design{answer}}}"))
    words = ("change", "aurora", "design-ok", "--title", "x", "--days", "2")
    said = portfolio.refused(*words, code=2)
    assert f"{why}, so 2 days" in said
    (command,) = re.findall(r": courtside (change .*)", said)
    portfolio.done(*shlex.split(command.replace("NEW", "extra")))
    assert "can no longer" not in portfolio.run("check").stdout
    portfolio.done("agree", "aurora")


def test_one_week_is_no_weeks(portfolio: Portfolio) -> None:
    (row,) = (r for r in portfolio.run("status").stdout.splitlines() if r.startswith("offer"))
    assert row.rstrip().endswith(" 1 week")


def test_days_that_would_count_are_not_warned_about(portfolio: Portfolio) -> None:
    for words in (("design",), ("copy", "--adds", "more")):
        said = portfolio.done("change", "aurora", *words, "--title", "x", "--days", "2")
        assert "would not count" not in said


@pytest.mark.parametrize("command", ["close aurora", "undo"])
def test_a_question_that_nobody_answers_comes_without_the_usage(
    portfolio: Portfolio, command: str
) -> None:
    portfolio.done("paid", "aurora", "balance")
    before = portfolio.aurora.read_text("utf-8")
    asked = portfolio.run(*command.split())
    assert (asked.exit_code, portfolio.aurora.read_text("utf-8")) == (2, before)
    said = asked.stderr
    assert said.endswith("If so, add --yes. Nothing was written.\n")
    assert "Usage" not in said
    assert "Error:" not in said


def test_a_running_project_that_received_money_is_not_closed_unasked(portfolio: Portfolio) -> None:
    portfolio.done("paid", "aurora", "balance")
    said = portfolio.refused("close", "aurora", code=2)
    assert "aurora goes on, with 5 stages unfinished, and 1000.00 EUR was received for it" in said
    assert "courtside end aurora" in said
    assert "closed on 17 Mar 2026 with 5 stages unfinished" in portfolio.done(
        "close", "aurora", "--yes"
    )
    portfolio.put("aurora.yml", all_done())
    portfolio.done("paid", "aurora", "balance")
    assert "closed on 17 Mar 2026." in portfolio.done("close", "aurora")  # all is done and paid


def test_a_project_that_was_paid_before_it_began_is_not_closed_unasked(
    portfolio: Portfolio,
) -> None:
    portfolio.done("sign", "offer", "--by", "Bo")
    assert "closed on" in portfolio.done("close", "offer", "--unpaid", "--dry-run")
    portfolio.done("paid", "offer", "deposit")
    portfolio.done("paid", "offer", "later")
    said = portfolio.refused("close", "offer", code=2)
    assert "offer has not begun, and 1000.00 EUR was received for it. A final account" in said
    assert "courtside end offer" in said
    portfolio.done("end", "offer", "--by", "client", "--why", "x", "--total", "0", "--dry-run",
                   "--yes")  # fmt: skip
    assert "offer: closed on 17 Mar 2026." in portfolio.done("close", "offer", "--yes")


def test_sign_freezes_what_the_portfolio_says_now(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "null")
    signed = data(portfolio.offer)
    assert signed["signed"]["by"] == "null"
    assert signed["terms"]["late"]["client"][2] == {"after": 10, "do": "fee", "amount": "10 EUR"}
    assert signed["terms"]["late"]["provider"][1]["text"] == "Sorry: too late"
    (portfolio.projects / "_studio.yml").write_text(STUDIO.replace("after: 5", "after: 6"), "utf-8")
    assert portfolio.run("check", "projects/offer.yml").exit_code == 0


def test_sign_leaves_the_terms_that_are_the_projects_own(portfolio: Portfolio) -> None:
    own = "terms:\n  # ours\n  reply: 3\n  late:\n    client: []  # kind\n"
    portfolio.offer.write_text(OFFER + own, "utf-8")
    portfolio.done("sign", "offer", "--by", "Bo")
    text = portfolio.offer.read_text("utf-8")
    assert text.split("terms:\n")[1].startswith(
        "  # ours\n  reply: 3\n  revisions: none\n  round_days: none\n  net: none\n"
    )
    assert "    provider:\n      - {after: 2, do: credit" in text
    assert "hash" not in portfolio.run("check", "projects/offer.yml").stdout


def test_a_new_version_can_be_signed(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "Bo", "--date", "2026-03-16")
    text = portfolio.offer.read_text("utf-8")
    portfolio.offer.write_text(text.replace("1000 EUR", "900 EUR"), "utf-8")
    assert "something both of you signed has changed" in portfolio.refused("done", "offer", "work")
    portfolio.done("sign", "offer", "--by", "Cy", "--again")
    again = data(portfolio.offer)["signed"]
    assert (again["by"], again["date"], again["again"]) == ("Cy", "2026-03-16", "2026-03-17")
    assert "hash" not in portfolio.run("check", "projects/offer.yml").stdout


def test_a_new_version_takes_back_nothing_of_what_is_signed_as_it(portfolio: Portfolio) -> None:
    """The months of a retainer count from the first signature, also before this one has dates."""
    portfolio.put("rent.yml", OFFER.replace("deposit: {amount: 30%}\n", "").replace("70%", "100%"))
    portfolio.done("sign", "rent", "--by", "Bo", "--date", "2026-02-20")
    portfolio.done("new", "month", "--from", "rent", "--retainer")
    month = (portfolio.projects / "month.yml").read_text("utf-8")
    portfolio.put("month.yml", f"{month}start: 2026-03-02\n")
    before = portfolio.done("done", "month", "work", "--dry-run")
    assert "7 working days late" in before
    rent = (portfolio.projects / "rent.yml").read_text("utf-8")
    portfolio.put("rent.yml", rent.replace("1000 EUR", "1100 EUR"))
    why = portfolio.refused("sign", "rent", "--by", "Cy", "--again", "--yes")
    assert "month is signed with the agreement of rent, and has an error now" in why
    portfolio.put("rent.yml", rent)
    month = (portfolio.projects / "month.yml").read_text("utf-8")
    portfolio.put("month.yml", f"{month}closed: [\n")
    why = portfolio.refused("sign", "rent", "--by", "Cy", "--again", "--yes")
    assert "month cannot be read (courtside check), and may be signed with the agreement" in why
    portfolio.put("month.yml", month)
    why = portfolio.refused("sign", "rent", "--by", "Cy", "--again", code=2)
    assert "month, signed with the agreement of rent, counts as signed again, too." in why
    said = portfolio.done("sign", "rent", "--by", "Cy", "--again", "--yes")
    assert "Left out" not in said
    assert "rent: signed again on 17 Mar 2026" in said
    assert portfolio.done("done", "month", "work", "--dry-run") == before


def test_a_new_version_that_changes_what_has_followed_is_asked_about(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock(monkeypatch, "2026-04-10")
    sign = ("sign", "aurora", "--by", "Cy", "--again")
    text = portfolio.aurora.read_text("utf-8")
    portfolio.aurora.write_text(text.replace("1000 EUR", "3000 EUR"), "utf-8")
    said = portfolio.refused(*sign, code=2)
    assert "fees so far come to 20.00 EUR and credits to 0.00 EUR; the total is 3020.00 EUR" in said
    portfolio.done(*sign, "--yes")


def test_a_new_version_of_a_file_that_cannot_be_read(portfolio: Portfolio) -> None:
    text = portfolio.aurora.read_text("utf-8")
    portfolio.aurora.write_text(text.replace("pay: 70%", "pay: 70%, , start"), "utf-8")
    said = portfolio.refused("sign", "aurora", "--by", "Cy", "--again", "--yes")
    assert "a value is missing here" in said
    assert "Fix these errors first; nothing was written." in said
    for signed in ("signed: {date: 2026-02-20, hash: 'sha256:%s', by: Ann}",
                   "signed:\n  date: 2026-02-20\n  hash: 'sha256:%s'\n  by: Ann"):  # fmt: skip
        wrong = text.replace("signed: {date: 2026-02-20, by: Ann}", signed % ("1" * 64))
        portfolio.aurora.write_text(wrong.replace("days: 8", "days: eight"), "utf-8")
        line = wrong[: wrong.index("days: 8")].count("\n") + 1
        said = portfolio.refused("sign", "aurora", "--by", "Cy", "--again", "--yes")
        assert f"aurora.yml:{line}:" in said
        portfolio.aurora.write_text(wrong, "utf-8")
        portfolio.done("sign", "aurora", "--by", "Cy", "--again", "--yes")


def test_a_new_version_takes_back_nothing_that_followed_from_a_delay(
    portfolio: Portfolio,
) -> None:
    text = portfolio.aurora.read_text("utf-8").replace("1000 EUR", "900 EUR")
    quoted = "quoted: {date: 2026-02-02, until: 2026-03-02}\n"
    portfolio.aurora.write_text(quoted + text, "utf-8")
    said = portfolio.refused("sign", "aurora", "--by", "Cy", "--again", "--date", "2026-02-19")
    assert "aurora was last signed on 20 Feb 2026, after 19 Feb 2026. Check --date." in said
    said = portfolio.done(
        "sign", "aurora", "--by", "Cy", "--again", "--date", "2026-03-16", "--yes"
    )
    assert "aurora: signed again on 16 Mar 2026; terms" in said  # and not after it lapsed
    assert "finish" not in said
    again = data(portfolio.aurora)["signed"]
    assert (again["by"], again["date"], again["again"]) == ("Cy", "2026-02-20", "2026-03-16")
    more = portfolio.aurora.read_text("utf-8").replace("900 EUR", "1900 EUR")
    portfolio.aurora.write_text(re.sub(r"hash: [^,}]+, ", "", more), "utf-8")
    assert "settled-for-less" not in portfolio.run("check").stdout  # of a version before it
    portfolio.aurora.write_text(more.replace("1900 EUR", "900 EUR"), "utf-8")
    told = portfolio.run("history", "aurora").stdout
    assert "20 Feb 2026  The agreement was signed for Xylophonist." in told
    assert "16 Mar 2026  Cy signed a new version of the agreement for Xylophonist, at a" in told
    document = portfolio.projects / "statement.md"
    portfolio.done("statement", "aurora", "-o", str(document))
    assert "by Cy. A first version was signed on Friday 20 February 2026" in document.read_text()
    earlier = portfolio.run("history", "aurora", "--today", "2026-03-15")
    said = "aurora was signed again on 2026-03-16: price and terms are those of the new version"
    assert said in earlier.stderr
    before = earlier.stdout
    assert "20 Feb 2026  The agreement was signed for Xylophonist." in before
    assert "Cy" not in before


def test_days_that_would_not_count_are_not_agreed_without_a_question(portfolio: Portfolio) -> None:
    words = ("change", "aurora", "copy", "--title", "x", "--days", "2", "--date", "2026-03-10")
    portfolio.done(*words, "--yes")
    said = portfolio.refused("agree", "aurora", "change-2", code=2)
    assert "Agreed on 17 Mar 2026, its 2 days would not count: copy was finished or late" in said
    assert "If both agreed earlier, give that day with --date." in said
    assert "(warning)" not in portfolio.done("agree", "aurora", "change-2", "--date", "2026-03-11")


def test_schedule_says_what_stands_against_a_day(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "Bo")
    portfolio.done("paid", "offer")
    said = portfolio.done("schedule", "offer", "--from", "2026-03-18", "--yes", "--dry-run")
    assert "you would be over your capacity of 1: aurora" in said
    assert "The next free slot is" in said
    free = portfolio.done("schedule", "offer", "--yes")
    assert "capacity" not in free
    assert data(portfolio.offer)["calendars"] == {
        "provider": {"week": "mon-fri", "holidays": "none"},
        "client": {"week": "mon-fri", "holidays": "none"},
    }


def test_a_start_by_hand_keeps_its_day(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "Bo", "--date", "2026-03-02")
    portfolio.done("paid", "offer", "--date", "2026-03-02")
    text = portfolio.offer.read_text("utf-8").replace("stages:", "start: 2026-03-09\nstages:")
    portfolio.offer.write_text(text, "utf-8")
    before = portfolio.run("status", "--json").stdout
    portfolio.done("schedule", "offer", "--yes")
    assert portfolio.run("status", "--json").stdout == before
    assert "They only move through" in portfolio.refused("schedule", "offer", "--yes")


def test_quote_is_data(portfolio: Portfolio) -> None:
    result = portfolio.run("quote", "offer")
    assert result.exit_code == 0
    first, second, third = result.stdout.splitlines()
    assert first.startswith("offer: next free slot ")
    assert second.split()[:4] == ["week", "1", "you", "work"]
    assert third.split()[2:4] == ["client", "later"]
    assert portfolio.offer.read_text("utf-8") == OFFER


def test_the_newest_entry_stays_last(portfolio: Portfolio) -> None:
    for day in ("03-16", "03-10", "03-17", "03-12"):
        portfolio.done("log", "aurora", f"On {day}", "--date", f"2026-{day}")
    days = [entry["date"] for entry in data(portfolio.aurora)["log"]]
    assert days == ["2026-03-10", "2026-03-12", "2026-03-16", "2026-03-17"]
    portfolio.done("note", "aurora", "Before", "--date", "2026-03-01")
    assert [note["text"] for note in data(portfolio.aurora)["private"]] == ["Before", "Wolframite"]


def test_a_pause_that_is_over_is_not_agreed_unasked(portfolio: Portfolio) -> None:
    words = ("pause", "aurora", "--from", "2026-03-10", "--to", "2026-03-13", "--by", "client")
    portfolio.done(*words, "--why", "x", "--date", "2026-03-09")
    why = portfolio.refused("agree", "aurora", code=2)
    assert "Agreed on 17 Mar 2026, none of its days would count: the pause was over by then." in why
    portfolio.done("agree", "aurora", "--date", "2026-03-09")


def test_which_proposal_is_meant(portfolio: Portfolio) -> None:
    words = ("--title", "x", "--days", "1", "--price", "-20")
    portfolio.done("change", "aurora", "copy", *words, "--yes")
    assert data(portfolio.aurora)["changes"][1]["price"] == "-20 EUR"
    portfolio.done(
        "pause", "aurora", "--to", "2026-03-20", "--by", "provider", "--why", "Ill\nin bed"
    )
    assert data(portfolio.aurora)["pauses"][0]["why"] == "Ill\nin bed"
    why = portfolio.refused("agree", "aurora", code=2)
    assert (
        "Say which proposal: change-2 (copy, of 17 Mar 2026), pause-1 (from 17 Mar 2026 to 20 Mar "
        "2026)."
    ) in why
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terminal, "somebody_is_there", lambda: True)
        asked = portfolio.run("agree", "aurora", "--dry-run", stdin="pause-1\n")
    assert (
        "change-2: copy, of 17 Mar 2026\npause-1: from 17 Mar 2026 to 20 Mar 2026\n" in asked.stderr
    )
    portfolio.done("agree", "aurora", "p")
    portfolio.done("agree", "aurora", "--yes")
    assert data(portfolio.aurora)["pauses"][0]["agreed"] == "2026-03-17"
    assert data(portfolio.aurora)["changes"][1]["agreed"] == "2026-03-17"
    assert "the pause only begins on 17 Mar 2026" in portfolio.refused("resume", "aurora")


def test_an_answer_on_the_last_day_is_in_time_also_when_it_is_recorded_later(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over_texts(portfolio, "--date", "2026-03-13")
    clock(monkeypatch, "2026-04-30")
    portfolio.done("done", "aurora", "design", "--date", "2026-03-26", "--yes")
    said = portfolio.refused("done", "aurora", "design-ok")
    (last,) = re.findall(r"silence counted as approval on (\d+ \w+ \d+)", said)
    day = datetime.strptime(last, "%d %b %Y").replace(tzinfo=UTC).date()
    answer, change = ("done", "aurora", "design-ok"), ("ask-change", "aurora", "design-ok")
    why = ("--why", "x", "--dry-run")
    for ago in (0, 1):
        at = ("--date", f"{day - timedelta(days=ago)}")
        portfolio.done(*answer, *at, "--dry-run")
        portfolio.done(*change, *at, *why)
    assert "silence counted" in portfolio.refused(*change, "--date", f"{day + timedelta(1)}", *why)
    clock(monkeypatch, f"{day}")
    assert "today is the last day for" in portfolio.run("desk").output
    portfolio.done(*change, *why)
    # A question stops the clock from the next day on, and by then silence has approved.
    question = ("wait", "aurora", "design-ok", "--why", "x", "--dry-run")
    assert "silence counted" in portfolio.refused(*question)
    portfolio.done(*question, "--date", f"{day - timedelta(1)}")
    portfolio.done(*answer)


def test_a_restart_waits_until_there_is_a_day(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock(monkeypatch, "2026-03-24")
    hand_over_texts(portfolio)
    text = portfolio.aurora.read_text("utf-8")
    pause = "pauses: [{from: 2026-03-25, by: client, agreed: 2026-03-24}]\n"
    portfolio.aurora.write_text(f"{text}{pause}", "utf-8")
    assert "design has no day to resume on yet" in portfolio.refused("restart", "aurora")
    desk = portfolio.run("desk").output
    assert "design lost its slot, and has no day to resume on yet" in desk
    assert "courtside restart aurora" not in desk


def test_a_restart_is_one_more_agreement(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock(monkeypatch, "2026-03-24")
    hand_over_texts(portfolio)
    assert "design from 25 Mar 2026" in portfolio.done("restart", "aurora")
    assert data(portfolio.aurora)["restarts"] == [
        {"stage": "design", "start": "2026-03-25", "date": "2026-03-24"}
    ]
    assert "no stage is waiting for a slot" in portfolio.refused("restart", "aurora")


def test_a_restart_that_is_recorded_later_has_the_dates_that_were_agreed(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock(monkeypatch, "2026-03-24")
    hand_over_texts(portfolio)
    clock(monkeypatch, "2026-05-04")  # nobody may agree away what is late since
    too_early = portfolio.refused("restart", "aurora", "--date", "2026-03-20")
    assert "no stage is waiting for a slot on 20 Mar 2026" in too_early
    said = portfolio.done("restart", "aurora", "--date", "2026-03-24")
    assert "agreed on 24 Mar 2026: design from 25 Mar 2026" in said
    assert "working days late" in said


def test_a_restart_takes_along_what_is_late_in_the_queue(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider broke the promise: the stage is late where it stands, and still has no slot."""
    clock(monkeypatch, "2026-03-24")
    hand_over_texts(portfolio)
    clock(monkeypatch, "2026-05-04")  # the 15th working day after the handover was 14 April
    assert "design from 5 May 2026" in portfolio.done("restart", "aurora")


def test_waive_names_the_step_in_the_file(portfolio: Portfolio) -> None:
    portfolio.done("waive", "aurora", "copy", "lose", "--why", "Once: this time")
    assert data(portfolio.aurora)["waivers"] == [
        {"stage": "copy", "do": "lose-slot", "date": "2026-03-17", "why": "Once: this time"}
    ]
    assert "already waived on 17 Mar 2026" in portfolio.refused(
        "waive", "aurora", "copy", "lose", "--why", "x"
    )


def test_what_the_client_lets_go_is_asked_about(portfolio: Portfolio) -> None:
    words = ("waive", "aurora", "design", "credit", "--why", "They are kind")
    why = portfolio.refused(*words, code=2)
    assert "Page and history will say that the client let this go. Did they?" in why
    portfolio.done(*words, "--yes")


def test_waive_means_the_look_that_is_late(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over_texts(portfolio, "--date", "2026-03-13")
    clock(monkeypatch, "2026-04-30")
    portfolio.done("done", "aurora", "design", "--date", "2026-03-26", "--yes")
    portfolio.done("ask-change", "aurora", "design-ok", "--why", "x", "--date", "2026-03-27")
    portfolio.done("revised", "aurora", "design-ok", "--date", "2026-03-30", "--yes")
    assert "silence counted" in portfolio.refused("done", "aurora", "design-ok")
    before = portfolio.aurora.read_text("utf-8")
    waive = ("waive", "aurora", "design-ok", "approve", "--why", "Once")
    why = portfolio.refused(*waive, code=2)
    assert "It would bring this: design-ok.look-2: " in why
    assert "design-ok.look-2: a fee of 10.00 EUR applies from " in why
    said = portfolio.done(*waive, "--yes")
    assert "design-ok.look-2: silence does not approve it" in said
    assert "design-ok.look-2, due 2 Apr 2026, 20 working days late" in said
    item = "- {stage: design-ok, do: approve, date: 2026-04-30}"
    portfolio.aurora.write_text(f"{before}waivers:\n  {item}\n", "utf-8")
    assert (
        "a change was asked for on 2026-03-27, before this could follow on 'design-ok', so it "
        "waives nothing: write stage: design-ok.look-2"
    ) in portfolio.run("check").stdout
    earlier = item.replace("2026-04-30", "2026-03-27")
    portfolio.aurora.write_text(f"{before}waivers:\n  {earlier}\n", "utf-8")
    assert portfolio.run("check").exit_code == 0


def test_waive_asks_which_look_only_where_the_same_is_in_effect_on_both(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = portfolio.projects / "_studio.yml"
    studio.write_text(STUDIO.replace("      - {after: 2, do: approve}\n", ""), "utf-8")
    done = re.sub(r"(id: (?:copy|photos|design),.*)}", r"\1, done: 2026-03-10}", AURORA)
    rounds = "rounds: [{asked: 2026-04-15, done: 2026-04-16, why: x}]"
    portfolio.aurora.write_text(done.replace("approves: design}", f"approves: design, {rounds}}}"))
    waive = ("waive", "aurora", "design-ok", "fee", "--why", "x", "--dry-run")
    clock(monkeypatch, "2026-04-17")
    assert "design-ok: fee waived" in portfolio.done(*waive)
    before = portfolio.aurora.read_text("utf-8")
    portfolio.done(*waive[:-1])
    assert "already waived on 17 Apr 2026" in portfolio.refused(*waive[:-1])
    portfolio.aurora.write_text(before, "utf-8")
    clock(monkeypatch, "2026-06-10")
    slot = (*waive[:3], "lose", *waive[4:])
    assert "design-ok: the slot is kept" in portfolio.done(*slot)  # which the first alone has lost
    said = portfolio.refused(*waive, code=2)
    assert "Say which stage: design-ok.look-1, design-ok.look-2." in said
    for look, stage in (("look-1", "design-ok"), ("look-2", "design-ok.look-2")):
        named = (*waive[:2], f"design-ok.{look}", *waive[3:])
        assert f"{stage}: fee waived" in portfolio.done(*named)


def test_what_follows_on_new_work_can_be_waived(portfolio: Portfolio) -> None:
    work = "  - {date: 2026-03-09, title: Photos again, stage: photos, agreed: 2026-03-09, "
    work += "adds: {id: more, title: More, owner: client, days: 1}}\n"
    text = portfolio.aurora.read_text("utf-8").replace("changes:\n", f"changes:\n{work}")
    portfolio.aurora.write_text(text, "utf-8")
    portfolio.done("waive", "aurora", "more", "fee", "--why", "Once")
    assert data(portfolio.aurora)["waivers"][0]["stage"] == "more"
    shown = portfolio.run("desk").output
    assert "courtside return aurora more" not in shown


@pytest.mark.parametrize("playbook", ["logo", "website"])
def test_new_copies_a_playbook_whole(portfolio: Portfolio, playbook: str) -> None:
    said = portfolio.done(
        "new", "nido", "--template", playbook, "--title", "12:30", "--client", 'A "B": C',
        "--email", "a@b.example", "--price", "1234.50 EUR", "--language", "es",
    )  # fmt: skip
    assert "Its stages are as the template has them: write them in es." in said
    begun = data(portfolio.projects / "nido.yml")
    book = data(portfolio.projects / "_studio.yml")["playbooks"][playbook]
    assert begun["stages"] == book["stages"]
    assert begun.get("deposit") == book.get("deposit")
    assert (begun["title"], begun["client"]["name"]) == ("12:30", 'A "B": C')
    assert (begun["language"], begun["price"]) == ("es", "1234.50 EUR")


def test_a_dry_run_of_a_new_file(portfolio: Portfolio) -> None:
    assert "as the template has them" not in portfolio.done("new", "here", *NEW.split())
    result = portfolio.run("new", "nido", *NEW.split(), "--dry-run")
    assert result.stdout.startswith("--- /dev/null\n+++ b/projects/nido.yml\n@@ -0,0 +1,")
    assert not (portfolio.projects / "nido.yml").exists()


def test_another_folder_and_another_day(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    portfolio.projects.rename(portfolio.projects.with_name("elsewhere"))
    monkeypatch.setenv("COURTSIDE_TODAY", "2026-03-12")
    result = portfolio.run("done", "aurora", "copy", "--projects", "elsewhere")
    assert "copy: handed over on 12 Mar 2026." in result.stderr


def test_on_another_day_nothing_is_known_of_the_real_one(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So what happened on that day is not refused as lying after the real one."""
    monkeypatch.setenv("COURTSIDE_TODAY", "2027-03-24")
    assert "for 24 Mar 2027" in portfolio.done("log", "aurora", "Called")
    monkeypatch.delenv("COURTSIDE_TODAY")
    assert "2027-03-24 is after today, 2026-03-17" in portfolio.refused("log", "aurora", "x")


def test_the_example_day_is_today(portfolio: Portfolio) -> None:
    (portfolio.projects / "_studio.yml").write_text(f"{STUDIO}example_day: 2026-03-11\n", "utf-8")
    assert "on 11 Mar 2026" in portfolio.done("done", "aurora", "copy")
    assert "is in the future" in portfolio.refused(
        "done", "aurora", "photos", "--date", "2026-03-12"
    )


# --- Rounds, waits and what both agree ----------------------------------------------------------


def ready_to_approve(portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    """The design is handed over, and the client has it."""
    hand_over_texts(portfolio, "--date", "2026-03-13")
    clock(monkeypatch, "2026-03-26")
    portfolio.done("done", "aurora", "design")
    clock(monkeypatch, "2026-03-30")


def test_a_round_goes_there_and_back(portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    ready_to_approve(portfolio, monkeypatch)
    said = portfolio.done("ask-change", "aurora", "--why", "Greener: please")
    assert "design-ok: change 1 asked for on 30 Mar 2026." in said
    assert "your court: design-ok.changes-1, 31 Mar to 2 Apr 2026." in said
    again = portfolio.refused("ask-change", "aurora", "--why", "x")
    assert "the change asked for on 30 Mar 2026 is not handed over yet" in again
    assert "First: courtside revised aurora design-ok" in again
    hasty = portfolio.refused("done", "aurora", "design-ok")
    assert "First: courtside revised aurora design-ok" in hasty
    early = portfolio.refused("revised", "aurora", "--date", "2026-03-27")
    assert "only asked for on 30 Mar 2026" in early
    clock(monkeypatch, "2026-04-01")
    said = portfolio.done("revised", "aurora")
    assert "design-ok: change 1 handed over on 1 Apr 2026." in said
    assert "the client's court: design-ok.look-2" in said
    wrong = portfolio.refused("ask-change", "aurora", "--why", "x", "--date", "2026-03-31")
    assert "the last change was handed over on 1 Apr 2026" in wrong
    portfolio.done("done", "aurora", "design-ok")
    stage = data(portfolio.aurora)["stages"][4]
    assert stage["rounds"] == [
        {"asked": "2026-03-30", "why": "Greener: please", "done": "2026-04-01"}
    ]
    assert stage["done"] == "2026-04-01"


def test_a_round_beyond_what_is_included_is_priced(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    portfolio.put("_studio.yml", STUDIO.replace("terms:\n", "terms:\n  revisions: 0\n", 1))
    ready_to_approve(portfolio, monkeypatch)
    said = portfolio.done("ask-change", "aurora", "design-ok", "--why", "x")
    assert "Round 1: the agreement includes 0." in said
    assert "courtside change aurora design-ok" in said


def test_a_wait_ends_with_its_answer(portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    clock(monkeypatch, "2026-03-10")
    said = portfolio.done("wait", "aurora", "copy", "--why", "Which sizes?")
    assert "copy: waiting for you since 10 Mar 2026" in said
    again = portfolio.refused("wait", "aurora", "copy", "--why", "x")
    assert "has been waiting for an answer since 10 Mar 2026" in again
    clock(monkeypatch, "2026-03-12")
    assert "only asked on 10 Mar 2026" in portfolio.refused(
        "answered", "aurora", "--date", "2026-03-09"
    )
    portfolio.done("answered", "aurora")
    overlap = portfolio.refused("wait", "aurora", "copy", "--why", "x", "--date", "2026-03-11")
    assert "already waited until 12 Mar 2026, and no day counts twice" in overlap
    portfolio.done("wait", "aurora", "copy", "--on", "outside", "--why", "Permit", "--yes")
    assert data(portfolio.aurora)["stages"][1]["waits"] == [
        {"from": "2026-03-10", "to": "2026-03-12", "on": "provider", "why": "Which sizes?"},
        {"from": "2026-03-12", "on": "outside", "why": "Permit"},
    ]


def test_what_went_back_stands_with_the_day_it_was_sent(portfolio: Portfolio) -> None:
    portfolio.done("return", "aurora", "copy", "--sent", "2026-03-12", "--why", "Half")
    assert data(portfolio.aurora)["stages"][1]["returned"] == [
        {"sent": "2026-03-12", "date": "2026-03-17", "why": "Half"}
    ]


def test_a_list_is_ticked_item_by_item(portfolio: Portfolio) -> None:
    gives = 'days: 5, gives: ["Six pages, in Word", Logo, 20 photos]}'
    text = AURORA.replace("owner: client, days: 5}", f"owner: client, {gives}", 1)
    portfolio.aurora.write_text(text, "utf-8")
    assert "item 2 received on 17 Mar 2026, 2 items to come" in portfolio.done(
        "received", "aurora", "copy", "2"
    )
    assert "item 2 was already received" in portfolio.refused("received", "aurora", "copy", "2")
    assert "name one by its number" in portfolio.refused("received", "aurora", "copy", "4")
    assert "the list is complete" in portfolio.done("received", "aurora", "copy", "six", "3")
    assert "everything on its list" in portfolio.refused("received", "aurora", "copy", "1")
    assert data(portfolio.aurora)["stages"][1]["gives"] == [
        {"text": "Six pages, in Word", "received": "2026-03-17"},
        {"text": "Logo", "received": "2026-03-17"},
        {"text": "20 photos", "received": "2026-03-17"},
    ]


def test_work_that_was_not_in_the_plan_is_a_stage(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = portfolio.done(
        "change", "aurora", "design", "--adds", "shots", "--title", "Photos", "--days", "2",
        "--price", "90,50 €",
    )  # fmt: skip
    assert "design: proposed change, new stage shots of 2 days, +90.50 EUR." in said
    assert "the total becomes 1090.50 EUR" in said
    portfolio.done("agree", "aurora")
    hand_over_texts(portfolio, "--date", "2026-03-13")
    clock(monkeypatch, "2026-03-26")
    portfolio.done("done", "aurora", "design")
    portfolio.done("done", "aurora", "shots", "--yes")
    (_, change) = data(portfolio.aurora)["changes"]
    assert change["adds"] == {
        "id": "shots", "title": "Photos", "owner": "provider", "days": 2, "done": "2026-03-26",
    }  # fmt: skip


@pytest.mark.parametrize("stage", ["brief", "design"])
def test_a_price_that_was_lowered_is_the_one_of_which_a_part_is_delivered(
    portfolio: Portfolio, stage: str
) -> None:
    """Where its work is finished, all of it is taken off."""
    less = f"  - {{date: 2026-03-16, title: x, stage: {stage}, price: -500, agreed: 2026-03-16}}\n"
    portfolio.put("aurora.yml", AURORA.replace("private:", f"{less}private:"))
    end = ("end", "aurora", "--by", "client", "--why", "x", "--dry-run")
    said = " ".join(portfolio.run(*end).stderr.split())
    if stage == "design":
        assert (
            "delivered: 5 of 13 working days of yours, with the price lowered by 500.00 EUR 19"
            in said
        )
    else:
        assert "changes that are finished -500.00" in said


def test_an_end_proposes_its_account_with_the_sum(portfolio: Portfolio) -> None:
    said = portfolio.done("end", "aurora", "--by", "client", "--why", "Shop: closes", "--yes")
    assert "delivered: 5 of 13 working days of yours  384.62 EUR" in said
    assert "84.62 EUR still to be paid" in said
    assert data(portfolio.aurora)["ended"] == {
        "date": "2026-03-17", "by": "client", "why": "Shop: closes", "total": "384.62 EUR",
    }  # fmt: skip
    assert "already ended on 17 Mar 2026" in portfolio.refused(
        "end", "aurora", "--by", "client", "--why", "x"
    )
    assert "Only payments and refunds go on" in portfolio.refused("done", "aurora", "copy")
    assert "84.62 EUR unpaid" in portfolio.refused("close", "aurora")
    assert "nothing is left to be paid" in portfolio.done("paid", "aurora")
    portfolio.done("close", "aurora")


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        # brief is finished, with 5 of 13 days of a price of 1000; design and design-ok are not
        ([("design", 300)], ["384.62", "384.62"]),
        ([("design", -900)], ["38.46", "38.46"]),
        ([("design", 300), ("design-ok", -900)], ["153.85", "153.85"]),
        ([("design", 500), ("design", -500)], ["384.62", "384.62"]),
        ([("brief", 2000), ("design", -2500)], ["0.00", "2000.00", "-1500.00", "500.00"]),
        ([("brief", -600)], ["384.62", "-600.00", "215.38", "0.00"]),
        ([("design", -1200)], ["0.00", "0.00"]),
    ],
)
def test_an_end_proposes_what_is_delivered_of_what_was_agreed(
    portfolio: Portfolio, changes: list[tuple[str, int]], rows: list[str]
) -> None:
    """And its rows add up."""
    agreed = "".join(
        f"  - {{date: 2026-03-16, title: x, stage: {stage}, price: {price}, agreed: 2026-03-16}}\n"
        for stage, price in changes
    )
    portfolio.put("aurora.yml", AURORA.replace("private:", f"{agreed}private:"))
    said = portfolio.run("end", "aurora", "--by", "client", "--why", "x", "--dry-run").stderr
    amounts = re.findall(r"^.+ {2,}(-?[\d.]+) EUR$", said, re.MULTILINE)
    assert amounts == rows
    assert sum(map(Decimal, amounts[:-1])) == Decimal(amounts[-1])


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        # 5 of 13 days of 1000 are delivered, and shots is not begun
        ("shots +500", ["384.62", "384.62"]),
        ("design -700, shots +500", ["115.38", "115.38"]),
        ("design -700, shots +500, shots -100", ["115.38", "115.38"]),
        ("shots +500, shots -100", ["384.62", "384.62"]),
        ("brief +30, design -700, shots +500", ["115.38", "30.00", "145.38"]),
        # instead of something else, so that it lowers the price
        ("shots -500", ["192.31", "192.31"]),
    ],
)
def test_an_added_stage_that_is_not_delivered_adds_nothing_to_the_account(
    portfolio: Portfolio, changes: str, rows: list[str]
) -> None:
    """Its price is its own, and raises no other stage's."""
    agreed = ""
    for stage, price in (change.split() for change in changes.split(", ")):
        place = f"stage: {stage}"
        if stage == "shots" and "shots" not in agreed:
            place = "stage: design, adds: {id: shots, title: x, owner: provider, days: 2}"
        line = f"date: 2026-03-16, title: x, {place}, price: {price}, agreed: 2026-03-16"
        agreed += f"  - {{{line}}}\n"
    portfolio.put("aurora.yml", AURORA.replace("private:", f"{agreed}private:"))
    said = portfolio.run("end", "aurora", "--by", "client", "--why", "x", "--dry-run").stderr
    assert re.findall(r"^.+ {2,}(-?[\d.]+) EUR$", said, re.MULTILINE) == rows


def test_an_end_can_have_another_account(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "somebody_is_there", lambda: True)
    answers = "client\nThe reason\n250\n"
    assert portfolio.run("end", "aurora", stdin=answers).exit_code == 0
    assert data(portfolio.aurora)["ended"]["total"] == "250.00 EUR"
    assert "50.00 EUR paid back" in portfolio.done("refund", "aurora")


def test_an_end_for_more_than_was_agreed_is_asked_about(portfolio: Portfolio) -> None:
    """Often it is a digit too many."""
    words = ("end", "aurora", "--by", "client", "--why", "x", "--total")
    why = portfolio.refused(*words, "10000", code=2)
    assert "10000.00 EUR is more than the 1000.00 EUR agreed in all. Record it all the same?" in why
    portfolio.done(*words, "1000", "--dry-run")
    less = "  - {date: 2026-03-16, title: x, stage: design, price: -1200, agreed: 2026-03-16}\n"
    portfolio.put("aurora.yml", AURORA.replace("private:", f"{less}private:"))
    why = portfolio.refused(*words, "10", code=2)
    assert "10.00 EUR is more than the 0.00 EUR agreed in all. Record it all the same?" in why


# --- Handovers that are asked about -------------------------------------------------------------


def test_a_handover_of_the_client_is_never_guessed(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    portfolio.done("done", "aurora", "copy")
    why = portfolio.refused("done", "aurora", code=2)
    assert "photos is the client's. Did they hand it over on 17 Mar 2026? If so, add --yes" in why
    monkeypatch.setattr(terminal, "somebody_is_there", lambda: True)
    assert portfolio.run("done", "aurora", stdin="n\n").exit_code == 1
    assert portfolio.run("done", "aurora", stdin="y\n").exit_code == 0
    assert data(portfolio.aurora)["stages"][2]["done"] == "2026-03-17"


@pytest.mark.parametrize("typed", ["3/6/2026", "6/3/26"])
def test_a_day_that_can_be_meant_in_two_ways_is_asked_back(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr(terminal, "somebody_is_there", lambda: True)
    words = ("done", "aurora", "copy", "--date", typed)
    result = portfolio.run(*words, stdin="tomorrow\n2026-03-06\n")
    assert f"Which day is {typed} (" in result.output
    assert result.exit_code == 0
    assert str(data(portfolio.aurora)["stages"][1]["done"]) == "2026-03-06"
    assert portfolio.run("done", "aurora", "photos", "--date", "31/2/26").exit_code == 2


@pytest.mark.parametrize("somebody", [True, False])
def test_a_day_that_is_sure_is_understood_whoever_is_there(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch, somebody: bool
) -> None:
    monkeypatch.setattr(terminal, "somebody_is_there", lambda: somebody)
    portfolio.done("done", "aurora", "copy", "--date", "13/3/26")
    assert str(data(portfolio.aurora)["stages"][1]["done"]) == "2026-03-13"


def test_a_handover_before_the_start_is_asked_about(portfolio: Portfolio) -> None:
    for words in ("sign offer --by Bo", "paid offer", "schedule offer --from 2026-03-23 --yes"):
        portfolio.done(*words.split())
    why = portfolio.refused("done", "offer", "work", code=2)
    assert "offer only begins on 23 Mar 2026. Was work handed over on 17 Mar 2026? If so" in why
    assert "work: handed over on 17 Mar 2026." in portfolio.done("done", "offer", "--yes")


def test_a_handover_dated_back_offers_today(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over_texts(portfolio, "--date", "2026-03-13")
    clock(monkeypatch, "2026-04-07")
    words = ("done", "aurora", "design", "--date", "2026-03-26")
    why = portfolio.refused(*words, code=2)
    assert "as of 26 Mar 2026, design-ok would already be approved by silence, on" in why
    assert "Leave --date out to record it as of today, 7 Apr 2026, or add --yes to keep 26" in why
    monkeypatch.setattr(terminal, "somebody_is_there", lambda: True)
    assert portfolio.run(*words, stdin="\n").exit_code == 0
    assert data(portfolio.aurora)["stages"][3]["done"] == "2026-04-07"


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("wait aurora design-ok --why x --date 2026-03-27", "answered aurora design-ok"),
        ("pause aurora --from 2026-03-28 --by client --why x --date 2026-03-27", "resume aurora"),
    ],
)
def test_what_starts_the_clock_again_is_not_dated_back_unasked(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch, before: str, now: str
) -> None:
    """The client's page has said until now that its days do not count."""
    hand_over_texts(portfolio, "--date", "2026-03-13")
    clock(monkeypatch, "2026-03-27")
    portfolio.done("done", "aurora", "design", "--date", "2026-03-26", "--yes")
    portfolio.done(*before.split())
    if "pause" in before:
        portfolio.done("agree", "aurora")
    clock(monkeypatch, "2026-04-14")
    why = portfolio.refused(*now.split(), "--date", "2026-03-30", code=2)
    assert "as of 30 Mar 2026, design-ok would already be approved by silence, on" in why
    assert "The client could not see it until now." in why
    portfolio.done(*now.split())


def test_the_day_of_what_the_client_did_stays_theirs(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a later day the client would be late: it is never offered."""
    text = AURORA.replace("pay: 70%", "pay: 40%").replace(
        "  - {id: design-ok",
        "  - {id: half, title: Half, owner: client, pay: 30%}\n  - {id: design-ok",
    )
    done = re.sub(r"(id: (?:copy|photos|design),.*)}", r"\1, done: 2026-03-10}", text)
    portfolio.put("aurora.yml", done)
    clock(monkeypatch, "2026-04-10")
    paid = ("paid", "aurora", "half", "--date", "2026-03-11")
    why = portfolio.refused(*paid, code=2)
    assert "design-ok would already be approved by silence, on" in why
    assert "The client could not see it until now. Did it come on 11 Mar 2026? If so, add" in why
    monkeypatch.setattr(terminal, "somebody_is_there", lambda: True)
    assert portfolio.run(*paid, stdin="\n").exit_code == 1
    assert portfolio.run(*paid, stdin="y\n").exit_code == 0
    assert data(portfolio.aurora)["payments"][1]["date"] == "2026-03-11"


def test_a_credit_is_not_dated_away_unasked(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither all of it nor a part."""
    hand_over_texts(portfolio, "--date", "2026-03-13")
    clock(monkeypatch, "2026-04-01")
    for words, day, left in (
        (("done", "design"), "2026-03-27", "0.00 EUR"),
        (("done", "design"), "2026-03-31", "10.00 EUR"),
    ):
        why = portfolio.refused(words[0], "aurora", words[1], "--date", day, code=2)
        assert f"the credit for design would be {left}. The client could not see it" in why


def test_a_right_to_end_is_not_dated_away_unasked(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that ends with its stage was there; one that never was is gone."""
    hand_over_texts(portfolio, "--date", "2026-03-13")
    studio = (portfolio.projects / "_studio.yml").read_text("utf-8")
    portfolio.put("_studio.yml", re.sub(r"do: credit, [^}]*", "do: may-leave", studio))
    clock(monkeypatch, "2026-04-10")
    wait = ("wait", "aurora", "design", "--on", "client", "--why", "Sizes", "--date", "2026-03-18")
    why = portfolio.refused(*wait, code=2)
    assert "the client's right to end the project, since " in why
    assert "would be gone. The client could not see it until now." in why
    portfolio.done("done", "aurora", "design", "--date", "2026-04-09")


def test_a_handover_of_the_client_keeps_its_day(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    portfolio.put("aurora.yml", AURORA.replace("days: 5, after: [brief]", "days: 5, after: [copy]"))
    clock(monkeypatch, "2026-04-10")
    why = portfolio.refused("done", "aurora", "copy", "--date", "2026-03-10", code=2)
    assert "as of 10 Mar 2026, photos would have been due on 20 Mar 2026." in why
    assert "Did copy come on 10 Mar 2026? If so, add --yes" in why
    assert "as of today" not in why


def test_a_fee_that_grows_by_a_day_dated_back_is_asked_about(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some of it was in effect before."""
    fee = STUDIO.replace("{after: 10, do: fee, amount: 10}",
                         "{after: 10, do: fee, amount: 1%, per: day}")  # fmt: skip
    portfolio.put("_studio.yml", fee)
    clock(monkeypatch, "2026-03-30")
    portfolio.done("wait", "aurora", "copy", "--on", "provider", "--why", "x")
    clock(monkeypatch, "2026-04-10")
    words = ("answered", "aurora", "copy", "--date", "2026-03-31")
    why = portfolio.refused(*words, code=2)
    assert "this would follow: copy: a fee of 90.00 EUR applies from 30 Mar 2026." in why
    portfolio.done(*words, "--yes")


def test_an_agreement_of_an_earlier_day_that_takes_a_credit_is_asked_about(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over_texts(portfolio, "--date", "2026-03-13")
    clock(monkeypatch, "2026-04-10")
    pause = "pause aurora --from 2026-03-20 --to 2026-04-08 --by provider --why x"
    portfolio.done(*pause.split(), "--date", "2026-03-20")
    agree = ("agree", "aurora", "--date", "2026-03-20")
    why = portfolio.refused(*agree, code=2)
    assert "It would bring this: the credit for design would be 0.00 EUR." in why
    end = (
        "end",
        "aurora",
        "--by",
        "client",
        "--why",
        "x",
        "--total",
        "500",
        "--date",
        "2026-03-25",
    )
    assert "It would bring this" not in portfolio.run(*end, "--dry-run").stderr
    assert "It would bring this" not in portfolio.run(*end).stderr  # the account is all of it
    portfolio.run("undo", "--yes")
    portfolio.done(*agree, "--yes")


def test_a_deposit_that_bounced_takes_the_dates_away(portfolio: Portfolio) -> None:
    """What to delete is said at once, and what is deleted can be given again."""
    for words in ("sign offer --by Bo", "paid offer", "schedule offer --from 2026-03-23 --yes"):
        portfolio.done(*words.split())
    text = portfolio.offer.read_text("utf-8")
    text = re.sub(r"(?m)^payments:\n(?: .*\n)+", "", text)
    portfolio.put("offer.yml", text)
    why = portfolio.run("check").stdout
    advice = "or delete `start`, `scheduled` and the `start` and `due` of each stage until then"
    assert advice in why
    text = re.sub(r"(?m)^start: .*\n|,? +\b(?:start|due): [\d-]+", "", text)
    portfolio.put("offer.yml", text)
    why = portfolio.run("check").stdout
    assert "no dates are left that were promised: delete `scheduled`" in why
    portfolio.put("offer.yml", re.sub(r"(?m)^scheduled:.*\n(?: .*\n)*", "", text))
    portfolio.done("paid", "offer")
    portfolio.done("schedule", "offer", "--from", "2026-03-23", "--yes")


def test_dates_in_the_past_are_asked_about_by_what_they_bring(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    portfolio.put("offer.yml", OFFER.replace("owner: provider, days: 5", "owner: client, days: 1"))
    for words in ("sign offer --by Bo --date 2026-02-20", "paid offer --date 2026-02-23"):
        portfolio.done(*words.split(), "--yes")
    monkeypatch.setattr(terminal, "somebody_is_there", lambda: True)
    schedule = ("schedule", "offer", "--from", "2026-02-24")
    result = portfolio.run(*schedule, stdin="y\nn\n")
    assert result.exit_code == 1
    assert "It would bring this: work: a fee of 10.00 EUR applies from" in result.output
    assert "scheduled" not in data(portfolio.offer)


def test_of_two_pauses_the_one_that_has_begun_is_ended(portfolio: Portfolio) -> None:
    text = ("pauses:\n  - {from: 2026-03-10, by: client, agreed: 2026-03-10}\n"
            "  - {from: 2026-03-17, to: 2026-03-20, by: client, agreed: 2026-03-16}\n")  # fmt: skip
    portfolio.put("aurora.yml", AURORA + text)
    said = portfolio.done("resume", "aurora")
    first, second = data(portfolio.aurora)["pauses"]
    assert (f"{first['to']}", f"{second['to']}") == ("2026-03-16", "2026-03-20")
    assert "The project is paused." in said


@pytest.mark.parametrize(
    "words",
    ["change aurora design --title Extra --price 900 --days 2",
     "pause aurora --from 2026-03-20 --to 2026-03-27 --by client --why Holidays"],
)  # fmt: skip
def test_the_same_is_not_proposed_twice_unasked(portfolio: Portfolio, words: str) -> None:
    portfolio.done(*words.split(), "--date", "2026-03-16")
    why = portfolio.refused(*words.split(), code=2)
    assert "The same is proposed already. Propose it once more?" in why
    portfolio.done(*words.split(), "--yes")
    for one, another in (("--days 2", "--days 3"), ("--price 900", "--price 400"),
                         ("--by client", "--by provider")):  # fmt: skip
        other = words.replace(one, another)
        assert other == words or portfolio.done(*other.split())
    wrong = "--title=" if "--title" in words else "--why="
    for text in ("", "x" * 5000):  # is refused in its place
        result = portfolio.run(*words.split(), f"{wrong}{text}", "--yes")
        assert result.exit_code in (1, 2), result.output
        assert not isinstance(result.exception, ValueError)


def test_a_pause_is_not_ended_before_it_counts(portfolio: Portfolio) -> None:
    """It counts from the day on which both agreed to it."""
    text = "pauses: [{from: 2026-03-10, by: client, agreed: 2026-03-16}]\n"
    portfolio.put("aurora.yml", AURORA + text)
    why = portfolio.refused("resume", "aurora", "--date", "2026-03-12")
    assert "aurora is not paused on 12 Mar 2026: there is nothing to end." in why
    assert "to: 2026-03-16" in portfolio.run("resume", "aurora").stdout


# --- A copy, the way back, a notice ---------------------------------------------------------------


def test_a_copy_has_nothing_that_happened(portfolio: Portfolio) -> None:
    portfolio.done("log", "aurora", "Sent")
    portfolio.done("new", "nido", "--from", "aurora", "--title", "Again", "--price", "1500")
    copy = data(portfolio.projects / "nido.yml")
    assert set(copy) == {"title", "client", "price", "deposit", "stages"}
    assert (copy["title"], copy["price"], copy["deposit"]) == ("Again", "1500 EUR", "30%")
    assert copy["stages"][0] == {"id": "brief", "title": "Brief", "owner": "provider", "days": 5}


@pytest.mark.parametrize("more", [(), ("--retainer", "--title", "April")])
def test_a_copy_on_the_page_of_the_earlier_one_has_its_link(
    portfolio: Portfolio, more: tuple[str, ...]
) -> None:
    offer = OFFER.replace("{name: Offer,", "{name: Offer, id: acme,")
    portfolio.put("offer.yml", f"{offer}link: 2\n")
    portfolio.done("sign", "offer", "--by", "Bo")
    said = portfolio.done("new", "second", "--from", "offer", *more)
    assert ("the client (for another one, change or delete its `id`), the stages" in said) == (
        not more
    )
    said = portfolio.done("new", "fresh", *NEW.split())
    assert "Adjust what is different this time: the stages" in said
    assert data(portfolio.projects / "second.yml")["link"] == 2
    assert "link" not in portfolio.run("check").stdout


def test_the_next_month_of_a_retainer_is_signed_already(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "Bo")
    portfolio.done("new", "second", "--from", "offer", "--retainer", "--title", "April")
    second = data(portfolio.projects / "second.yml")
    assert second["signed"] == {"as": "offer"}
    assert second["client"]["id"] == data(portfolio.offer)["client"]["id"] == "offer"
    assert second["terms"] == data(portfolio.offer)["terms"]
    portfolio.done("new", "third", "--from", "second", "--retainer", "--title", "May")
    assert data(portfolio.projects / "third.yml")["signed"] == {"as": "offer"}
    portfolio.done("paid", "third", "deposit")
    portfolio.done("schedule", "third", "--yes")
    assert portfolio.run("check").exit_code == 0
    portfolio.done("undo", "--yes")


def test_the_next_month_has_both_calendars_of_the_agreement(portfolio: Portfolio) -> None:
    portfolio.put("offer.yml", OFFER + "calendars: {client: {week: sun-thu, holidays: PT}}\n")
    portfolio.done("sign", "offer", "--by", "Bo")
    studio = portfolio.projects / "_studio.yml"
    studio.write_text(f"{STUDIO}\ncalendar: {{closed: [2026-08-03..2026-08-21]}}\n", "utf-8")
    said = portfolio.done("new", "second", "--from", "offer", "--retainer", "--title", "April")
    assert "no-calendars" not in said
    assert "after its deposit if it has one: courtside schedule second" in said
    first, second = data(portfolio.offer), data(portfolio.projects / "second.yml")
    assert second["calendars"]["client"] == {"week": "sun-thu", "holidays": "PT"}
    assert second["calendars"]["provider"] == first["calendars"]["provider"] | {
        "closed": ["2026-08-03..2026-08-21"]
    }


def test_a_copy_keeps_the_days_that_are_the_client_s_own(portfolio: Portfolio) -> None:
    portfolio.put("offer.yml", OFFER + "calendars: {client: {holidays: PT}}\n")
    portfolio.done("sign", "offer", "--by", "Bo")
    portfolio.done("new", "nido", "--from", "offer")
    assert data(portfolio.projects / "nido.yml")["calendars"]["client"]["holidays"] == "PT"
    assert "provider" not in data(portfolio.projects / "nido.yml")["calendars"]


def test_a_proposal_that_is_dated_back_counts_from_today_at_the_earliest(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over_texts(portfolio, "--date", "2026-03-13")
    clock(monkeypatch, "2026-04-07")
    words = ("change", "aurora", "design", "--title", "Too late", "--days", "9", "--yes")
    said = portfolio.done(*words, "--date", "2026-03-16")
    assert "If both agree: no date and no amount moves." in said
    said = portfolio.done("agree", "aurora", "--date", "2026-03-16", "--yes")
    assert "The total becomes 1000.00 EUR, credits change by -20.00 EUR." in said


def test_undo_puts_back_every_byte(portfolio: Portfolio) -> None:
    before = portfolio.aurora.read_bytes()
    portfolio.done("done", "aurora", "copy")
    asked = portfolio.run("undo")
    assert asked.exit_code == 2
    assert "handed over on 17 March 2026? If so, add --yes" in asked.stderr
    portfolio.done("undo", "--yes", "--dry-run")
    assert portfolio.aurora.read_bytes() != before
    result = portfolio.run("undo", "--yes")
    assert result.exit_code == 0
    assert portfolio.aurora.read_bytes() == before
    assert "There is nothing to undo" in portfolio.refused("undo", "--yes")


def test_undo_leaves_what_somebody_edited_since(portfolio: Portfolio) -> None:
    portfolio.done("note", "aurora", "x")
    with portfolio.aurora.open("a") as file:
        file.write("# mine\n")
    assert "was edited after the last command" in portfolio.refused("undo", "--yes")


def test_a_wrong_address_is_asked_for_again(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no answer is lost."""
    monkeypatch.setattr(terminal, "somebody_is_there", lambda: True)
    words = [word for word in NEW.split() if word not in ("--email", "a@b.example")]
    result = portfolio.run("new", "nido", *words, stdin="bad\na@b\na@b.example\n")
    assert result.exit_code == 0, result.output
    assert result.output.count("Write an e-mail address, such as lucia@aurora.example.") == 2
    assert "email: a@b.example" in (portfolio.projects / "nido.yml").read_text("utf-8")


def test_undo_takes_a_new_file_away(portfolio: Portfolio) -> None:
    portfolio.done("new", "nido", *NEW.split())
    portfolio.done("undo", "--yes")
    assert not (portfolio.projects / "nido.yml").exists()


def test_a_notice_is_shown_until_its_day(portfolio: Portfolio) -> None:
    studio = portfolio.projects / "_studio.yml"
    before = studio.read_text("utf-8")
    portfolio.done("notice", "Away: until May", "--until", "15.5.2026")
    aurora = portfolio.aurora.read_text("utf-8")
    portfolio.aurora.write_text(aurora.replace("client:", "language: es\nclient:", 1), "utf-8")
    said = portfolio.done("notice", "Away: until May", "--until", "15.5.2026")
    assert "Pages in es say the same: Away: until May" in said
    assert "Pages in" not in portfolio.done("notice", "Fuera", "--language", "es")
    assert data(studio)["notice"] == {
        "until": "2026-05-15", "text": {"en": "Away: until May", "es": "Fuera"},
    }  # fmt: skip
    portfolio.done("notice", "--remove")
    assert studio.read_text("utf-8") == before
    one = "notice: {until: 2026-05-15, text: Fuera}\n"
    studio.write_text(f"{before}language: es\n{one}", "utf-8")
    portfolio.done("notice", "Away", "--language", "en")
    assert data(studio)["notice"]["text"] == {"es": "Fuera", "en": "Away"}


# --- What is asked -----------------------------------------------------------------------------


def test_a_person_is_asked(portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "somebody_is_there", lambda: True)
    monkeypatch.setattr("courtside.cli.terminal.somebody_is_there", lambda: True)
    answers = "logo\nA title\nA client\na@b.example\nmuch\n500\n"
    result = portfolio.run("new", "nido", stdin=answers)
    assert result.exit_code == 0, result.output
    assert data(portfolio.projects / "nido.yml")["price"] == "500 EUR"
    assert portfolio.run("sign", "nido", stdin="Ana\n").exit_code == 0
    assert portfolio.run("schedule", "nido", stdin="n\n").exit_code == 1
    assert "start" not in data(portfolio.projects / "nido.yml")
    assert portfolio.run("schedule", "nido", stdin="y\n").exit_code == 0
    assert portfolio.run("done", "aurora", stdin="photos\n").exit_code == 0
    assert data(portfolio.aurora)["stages"][2]["done"] == "2026-03-17"
    assert portfolio.run("waive", "aurora", stdin="copy\nfee\nA reason\n").exit_code == 0
    assert data(portfolio.aurora)["waivers"][0]["do"] == "fee"
    monkeypatch.setattr("courtside.cli.terminal.somebody_is_there", lambda: True)
    assert portfolio.run("change", "aurora", "copy", stdin="More\n2\n\ny\n").exit_code == 0
    assert data(portfolio.aurora)["changes"][1] == {
        "date": "2026-03-17", "title": "More", "stage": "copy", "days": 2,
    }  # fmt: skip


def completed(*words: str) -> list[str]:
    shell = ShellComplete(main, {}, "courtside", "_COURTSIDE_COMPLETE")
    *before, last = words
    return [completion.value for completion in shell.get_completions(before, last)]


def test_names_complete_in_the_shell(portfolio: Portfolio) -> None:
    assert completed("done", "") == ["aurora", "offer"]
    assert completed("done", "au") == ["aurora"]
    assert completed("done", "aurora", "des") == ["design", "design-ok"]
    assert completed("skip", "au", "b") == ["brief", "balance"]
    assert completed("paid", "aurora", "d") == ["deposit", "design", "design-ok"]
    assert completed("paid", "aurora", "b") == ["balance", "brief", "balance"]
    assert completed("waive", "aurora", "copy", "may") == ["may-close", "may-leave"]
    assert completed("done", "nobody", "") == []
    portfolio.offer.write_text("stages: 1\n")
    assert completed("done", "offer", "") == []
    portfolio.projects.rename(portfolio.projects.with_name("elsewhere"))
    assert completed("done", "--projects", "elsewhere", "o") == ["offer"]


def test_all_of_them_have_the_same_options() -> None:
    ctx = click.Context(main)
    commands = [main.get_command(ctx, name) for name in main.list_commands(ctx)]
    writing = [
        command
        for command in commands
        if command and "--commit" in {o for p in command.params for o in p.opts}
    ]
    assert len(writing) == 26
    for command in writing:
        names = {o for p in command.params if isinstance(p, click.Option) for o in p.opts}
        assert {"--yes", "--dry-run", "--commit", "--projects"} <= names
        assert "--date" in names or command.name in ("new", "undo", "notice")


# --- git ---------------------------------------------------------------------------------------


def git(*words: str, at: Path) -> str:
    return subprocess.run(
        ["git", *words], cwd=at, check=True, capture_output=True, encoding="utf-8"
    ).stdout


@pytest.fixture
def repository(portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for who in ("AUTHOR", "COMMITTER"):
        for what in ("NAME", "EMAIL"):
            monkeypatch.setenv(f"GIT_{who}_{what}", "norte@norte.example")
    git("init", "-q", at=tmp_path)
    git("add", ".", at=tmp_path)
    git("commit", "-q", "-m", "first", at=tmp_path)
    return tmp_path


def test_a_commit_of_that_file_alone(portfolio: Portfolio, repository: Path) -> None:
    portfolio.offer.write_text(f"{OFFER}# staged\n", "utf-8")
    git("add", "projects/offer.yml", at=repository)
    (portfolio.projects / "loose.txt").write_text("x")
    portfolio.done("done", "aurora", "copy", "--commit")
    shown = git("show", "--stat", "--format=%s", "HEAD", at=repository).splitlines()
    assert shown[0] == "aurora: Zephyranthes handed over on 17 March 2026"
    assert [row.split()[0] for row in shown if "|" in row] == ["projects/aurora.yml"]
    assert git("status", "--porcelain", at=repository).splitlines() == [
        "M  projects/offer.yml",
        "?? projects/loose.txt",
    ]


def test_a_note_stays_out_of_the_message(portfolio: Portfolio, repository: Path) -> None:
    portfolio.done("note", "aurora", "Wolframite", "--commit")
    assert git("log", "-1", "--format=%B", at=repository).strip() == "aurora: own notes"


def test_a_new_file_is_committed_too(portfolio: Portfolio, repository: Path) -> None:
    portfolio.done("new", "nido", *NEW.split(), "--commit")
    assert git("log", "-1", "--format=%s", at=repository).strip() == "nido: a new project"
    assert not git("status", "--porcelain", at=repository)


def test_undo_after_a_commit_commits_too(portfolio: Portfolio, repository: Path) -> None:
    before = portfolio.aurora.read_bytes()
    portfolio.done("done", "aurora", "copy", "--commit")
    assert portfolio.run("undo", "--yes").exit_code == 0
    assert portfolio.aurora.read_bytes() == before
    assert not git("status", "--porcelain", at=repository)
    shown = git("log", "-1", "--format=%s", at=repository).strip()
    assert shown == "Undo aurora: Zephyranthes handed over on 17 March 2026"


def test_a_new_project_that_was_committed_is_closed_and_not_undone(
    portfolio: Portfolio, repository: Path
) -> None:
    """Its client may have the link; deleted, it would stop every later publication."""
    portfolio.done("new", "nido", *NEW.split())
    git("add", "--all", at=repository)
    git("commit", "--quiet", "--message", "x", at=repository)
    said = portfolio.refused("undo", "--yes")
    assert "nido is in git's history, so its client may have a link to it." in said
    assert (portfolio.projects / "nido.yml").exists()
    (command,) = re.findall("courtside (close nido)", said)
    portfolio.done(*command.split(), "--commit")
    assert portfolio.run("undo", "--yes").exit_code == 0  # of the closing
    assert "closed" not in (portfolio.projects / "nido.yml").read_text("utf-8")
    assert "Imports and new links cannot be undone" in portfolio.refused("undo", "--yes")


def test_other_changes_would_go_under_the_wrong_message(
    portfolio: Portfolio, repository: Path
) -> None:
    portfolio.done("done", "aurora", "copy")
    said = portfolio.refused("done", "aurora", "photos", "--commit")
    assert "has uncommitted changes" in said


def test_no_commit_is_possible(
    portfolio: Portfolio, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / ".gitignore").write_text("offer.yml\n")
    git("rm", "-q", "--cached", "projects/offer.yml", at=repository)
    git("commit", "-q", "-m", "no more", at=repository)
    assert "git ignores" in portfolio.refused("quote", "offer", "--until", "2026-04-01", "--commit")
    for what in ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL"):
        monkeypatch.delenv(f"GIT_{what}")
    git("config", "user.useConfigOnly", "true", at=repository)
    assert "who you are" in portfolio.refused("done", "aurora", "copy", "--commit")
    shutil.rmtree(repository / ".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(repository.parent))
    assert "not a git repository" in portfolio.refused("done", "aurora", "copy", "--commit")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(commit.CommitError, match="git is not installed: install it"):
        commit.ready(portfolio.aurora)


@pytest.mark.parametrize("words", ["[skip ci]", "[CI Skip]", "[no ci]", "[actions skip]"])
def test_no_title_keeps_a_commit_from_being_published(
    portfolio: Portfolio, repository: Path, words: str
) -> None:
    text = portfolio.aurora.read_text("utf-8").replace("title: Zephyranthes", f"title: 'Z {words}'")
    portfolio.aurora.write_text(text, "utf-8")
    git("commit", "-q", "-a", "-m", "x", at=repository)
    portfolio.done("done", "aurora", "copy", "--commit")
    message = git("log", "-1", "--format=%B", at=repository).strip()
    assert message == f"aurora: Z ({words[1:-1]}) handed over on 17 March 2026"


def test_a_message_is_one_line_so_no_trailer_comes_from_a_text(
    portfolio: Portfolio, repository: Path
) -> None:
    portfolio.done("done", "aurora", "copy")
    commit.commit_files([portfolio.aurora], "aurora: x\n\n\nskip-checks: true")
    message = git("log", "-1", "--format=%B", at=repository).strip()
    assert message == "aurora: x skip-checks: true"


def test_a_commit_on_no_branch_would_be_lost(portfolio: Portfolio, repository: Path) -> None:
    git("checkout", "-q", "--detach", at=repository)
    before = portfolio.aurora.read_bytes()
    said = portfolio.refused("done", "aurora", "copy", "--commit")
    assert "detached HEAD" in said
    assert "git switch" in said
    assert portfolio.aurora.read_bytes() == before


def test_a_commit_goes_to_the_repository_of_the_file_and_to_no_other(
    portfolio: Portfolio, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = repository / "other"
    git("init", "-q", str(other), at=repository)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    portfolio.done("done", "aurora", "copy", "--commit")
    for name in ("GIT_DIR", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name)
    assert "handed over" in git("log", "-1", "--format=%s", at=repository)
    assert not git("for-each-ref", at=other)


def test_a_hook_that_says_no_leaves_the_file_written(
    portfolio: Portfolio, repository: Path
) -> None:
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    result = portfolio.run("done", "aurora", "copy", "--commit")
    assert result.exit_code == 1
    assert "is written, but git refused to commit it" in result.stderr
    assert data(portfolio.aurora)["stages"][1]["done"] == "2026-03-17"


# --- One broken file -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["title: [", "title: x\nclient: y\n", "\x00"])
def test_a_broken_file_blocks_no_record_of_another_project(portfolio: Portfolio, text: str) -> None:
    portfolio.put("third.yml", text)
    said = portfolio.done("log", "aurora", "Draft sent")
    assert "Left out, because of its errors:" in said
    assert "third.yml" in said
    assert "Draft sent" in portfolio.aurora.read_text("utf-8")
    assert "third.yml" in portfolio.done("notice", "Away", "--until", "2026-05-15")
    assert "Away" in (portfolio.projects / "_studio.yml").read_text("utf-8")


def test_a_broken_file_keeps_no_new_project_out(portfolio: Portfolio) -> None:
    portfolio.put("third.yml", "title: [")
    assert "third.yml" in portfolio.done("new", "nido", *NEW.split())
    assert (portfolio.projects / "nido.yml").is_file()
    assert "third already exists" in portfolio.refused("new", "third", *NEW.split())


def test_a_broken_file_keeps_no_other_from_being_copied_or_looked_back_at(
    portfolio: Portfolio,
) -> None:
    portfolio.put("third.yml", "title: [")
    assert portfolio.done("new", "nido", "--from", "aurora").count("third.yml") == 1
    assert (portfolio.projects / "nido.yml").is_file()
    assert "third.yml" in portfolio.done("history", "aurora")
    assert "third.yml:2:1" in portfolio.refused("history", "third")
    assert "third.yml:2:1" in portfolio.refused("new", "four", "--from", "third")


DOCUMENTS = {"agreement": ("-o", "a.pdf"), "statement": ("-o", "a.md")}


@pytest.mark.parametrize("command", DOCUMENTS)
def test_a_broken_file_keeps_no_other_project_from_its_documents(
    portfolio: Portfolio, command: str
) -> None:
    words = ("aurora", *DOCUMENTS[command])
    portfolio.done(command, *words)
    whole = Path(words[-1]).read_bytes()
    portfolio.put("third.yml", "title: [")
    assert "Left out, because of its errors:" in portfolio.done(command, *words)
    assert Path(words[-1]).read_bytes() == whole
    assert "third.yml:2:1" in portfolio.refused(command, "third", "-o", words[-1])


@pytest.mark.parametrize("command", DOCUMENTS)
def test_no_document_shows_a_date_that_a_broken_file_decides(
    portfolio: Portfolio, command: str
) -> None:
    """The project waits for a slot, which the other may need."""
    words = ("aurora", "--today", "2026-03-25", *DOCUMENTS[command])
    portfolio.done(command, *words)
    Path(words[-1]).unlink()
    portfolio.put("third.yml", "title: [")
    said = portfolio.refused(command, *words)
    assert "aurora waits for a free slot" in said
    assert "fix their errors first. Nothing was written." in said
    assert not Path(words[-1]).exists()


def test_a_broken_file_keeps_no_sheet_out(portfolio: Portfolio) -> None:
    head = "project,client,email,price,stage,owner,days\n"
    row = "{},Kino,a@kino.example,1000,Work,us,5\n,,,,Payment,client,0\n"
    Path("x.csv").write_text(head + row.format("Kino"), "utf-8")
    portfolio.put("third.yml", "title: [")
    assert "third.yml" in portfolio.done("import", "x.csv", "--yes")
    assert (portfolio.projects / "kino.yml").is_file()
    Path("x.csv").write_text(head + row.format("Third"), "utf-8")
    assert "third already exists" in portfolio.refused("import", "x.csv", "--yes")
    portfolio.put("_studio.yml", STUDIO.replace("EUR", "EURO"))
    Path("x.csv").write_text(head + row.format("Other"), "utf-8")
    assert "Fix these errors first; nothing was written." in portfolio.refused("import", "x.csv")


def test_what_needs_all_projects_or_the_broken_one_is_refused(portfolio: Portfolio) -> None:
    portfolio.put("third.yml", "title: [")
    for words in (("schedule", "offer", "--yes"), ("quote", "offer")):
        said = portfolio.refused(*words)
        assert "third.yml:2:1" in said
        assert "Which days are free depends on all projects." in said
    assert "third.yml:2:1" in portfolio.refused("log", "third", "x")
    portfolio.put("third.yml", OFFER)
    portfolio.put("_studio.yml", STUDIO.replace("EUR", "EURO"))
    assert "_studio.yml" in portfolio.refused("log", "aurora", "x")


@pytest.mark.parametrize("name", ["Aurora", "AURORA", "Auró", "ａｕｒｏｒａ"])
def test_a_project_is_found_whatever_the_capitals_and_accents(
    portfolio: Portfolio, name: str
) -> None:
    assert "aurora" in portfolio.done("log", name, "Draft sent")


# --- What people type ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "week", "days"),
    [
        ("3", "mon-fri", 3),
        ("2 weeks", "mon-fri", 10),
        ("2 Wochen", "mon-thu", 8),
        ("1 day", "mon-fri", 1),
        ("3 días hábiles", "mon-fri", 3),
    ],
)
def test_days_are_read_as_people_write_them(
    portfolio: Portfolio, typed: str, week: str, days: int
) -> None:
    portfolio.put("_studio.yml", f"{STUDIO}calendar: {{week: {week}}}\n")
    portfolio.done("change", "aurora", "design", "--title", "More", "--days", typed)
    assert data(portfolio.aurora)["changes"][-1]["days"] == days
    new = ("--adds", "shots", "--days", typed)
    portfolio.done("change", "aurora", "design", "--title", "Photos", *new)
    assert data(portfolio.aurora)["changes"][-1]["adds"]["days"] == days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        (("copy",), 6), (("design",), 10), (("pho",), 6), (("copy", "--adds", "x"), 10),
        (("design", "--adds", "x", "--owner", "client"), 6),
    ],
)  # fmt: skip
def test_weeks_are_those_of_whoever_has_the_stage(
    portfolio: Portfolio, words: tuple[str, ...], days: int
) -> None:
    weeks = "calendars: {client: {week: mon-wed}, provider: {week: mon-fri}}\n"
    portfolio.put("aurora.yml", AURORA.replace("stages:\n", f"{weeks}stages:\n", 1))
    portfolio.done("change", "aurora", *words, "--title", "More", "--days", "2 weeks")
    change = data(portfolio.aurora)["changes"][-1]
    assert change.get("adds", change)["days"] == days


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("8 hours", "write days or weeks instead of hours"),
        ("2 months", "write days or weeks, since months vary"),
        ("soon", "'soon' is not a number of working days: write for example 5, or 2 weeks"),
        ("-1", "'-1' is not a number of working days"),
        ("1.5", "'1.5' is not a number of working days"),
        ("1001", "1001 is not between 0 and 1000."),
    ],
)
def test_what_is_no_number_of_days_is_refused(portfolio: Portfolio, typed: str, why: str) -> None:
    words = ("change", "aurora", "design", "--title", "More", f"--days={typed}")
    said = portfolio.refused(*words, code=2)
    assert "Invalid value for '--days': " in said
    assert why in said


def test_days_are_asked_for_as_people_write_them(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "somebody_is_there", lambda: True)
    words = ("change", "aurora", "design", "--title", "More")
    result = portfolio.run(*words, stdin="8 hours\n2 weeks\n0\n")
    assert result.exit_code == 0, result.stderr
    assert "write days or weeks instead of hours" in result.stderr
    assert data(portfolio.aurora)["changes"][-1]["days"] == 10


PAID_IN_1 = """\
title: Kiln
client: {name: Kiln, email: kiln@client.example}
price: 1000 EUR
deposit: {amount: 30%, paid: 2026-02-02}
signed: {date: 2026-02-02, by: Kiln}
start: 2026-02-02
stages:
  - {id: work, title: Work, owner: provider, days: 5, done: 2026-02-06}
  - {id: balance, title: Payment, owner: client, pay: 70%, done: 2026-02-09}
changes:
  - {date: 2026-02-03, title: More, stage: work, price: 100 EUR, agreed: 2026-02-03}
"""


def test_a_migration_names_what_is_asked_for_from_now_on(portfolio: Portfolio) -> None:
    portfolio.put("_studio.yml", STUDIO.replace("format: 2\n", ""))
    portfolio.put("aurora.yml", PAID_IN_1)
    for words in (["--dry-run"], []):
        said = portfolio.done("migrate", *words)
        assert "aurora: payments[1].amount: 800.00 EUR was asked for" in said
        assert "add it to `changes` as agreed, with a `price` below zero" in said
    whole = portfolio.aurora.read_text("utf-8")
    forgiven = (
        "  - {date: 2026-02-10, title: Gift, stage: work, price: -100 EUR, agreed: 2026-02-10}\n"
    )
    for text, left in (
        (whole, "100.00 EUR still to be paid"),
        (whole.replace("700 EUR", "800 EUR"), "nothing is left"),
        (whole.replace("agreed: 2026-02-03}\n", "agreed: 2026-02-03}\n" + forgiven), "nothing is"),
    ):
        portfolio.put("aurora.yml", text)
        assert left in portfolio.done("note", "aurora", "x")


@pytest.mark.parametrize(("typed", "days"), [("15", 15), ("3 weeks", 12)])
def test_the_promise_of_a_migration_may_be_in_weeks(
    portfolio: Portfolio, typed: str, days: int
) -> None:
    old = STUDIO.replace("format: 2", "format: 1").replace("  restart_within: 15\n", "")
    portfolio.put("_studio.yml", f"{old}calendar: {{week: mon-thu}}\n")
    assert "0 is not between 1" in portfolio.refused("migrate", "--restart-within", "0", code=2)
    portfolio.done("migrate", "--restart-within", typed)
    studio = data(portfolio.projects / "_studio.yml")
    assert studio["terms"]["restart_within"] == days


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("2.400,00 €", "price: 2400 EUR"),
        ("€ 2,400.50", "price: 2400.50 EUR"),
        ("2400", "price: 2400 EUR"),
        ("2 400 EUR", "price: 2400 EUR"),
    ],
)
def test_a_price_is_read_as_people_write_it(portfolio: Portfolio, typed: str, written: str) -> None:
    words = ("new", "nido", "--template", "logo", "--title", "x", "--client", "x")
    portfolio.done(*words, "--email", "a@b.example", "--price", typed)
    assert written in (portfolio.projects / "nido.yml").read_text("utf-8")
    portfolio.done("change", "aurora", "design", "--title", "More", f"--price=-{typed}", "--yes")
    amount = written.removeprefix("price: ")
    assert f"price: -{amount}" in portfolio.aurora.read_text("utf-8")


def test_what_is_typed_at_a_prompt_is_asked_back(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courtside.cli.terminal.somebody_is_there", lambda: True)
    words = (
        "new",
        "nido",
        "--template",
        "logo",
        "--title",
        "x",
        "--client",
        "x",
        "--email",
        "a@b.example",
    )
    result = portfolio.run(*words, stdin="much\n1.234,5\n")
    assert result.exit_code == 0
    assert "'much' is not an amount: write it as 8400 EUR or 1234.55 EUR" in result.stderr
    assert "price: 1234.5 EUR" in (portfolio.projects / "nido.yml").read_text("utf-8")


def test_a_day_that_can_be_meant_in_one_way_is_read(portfolio: Portfolio) -> None:
    portfolio.done("done", "aurora", "copy", "--date", "16.03.2026")
    assert "done: 2026-03-16" in portfolio.aurora.read_text("utf-8")
    for text in ("10.03.2026", "10 Mar 2026", "Tue 10 Mar 2026", "10 march 2026"):  # as we say it
        assert one_day(text) == "2026-03-10", text
    for text in ("10 Mrz 2026", "31 Feb 2026", "10 Ma 2026"):
        with pytest.raises(CellError, match=r"is not a day|is in no calendar"):
            one_day(text)


def test_a_name_that_is_no_id_gets_one_proposed(portfolio: Portfolio) -> None:
    assert "for example: lodz-kino" in portfolio.refused("new", "Łódź Kino", *NEW.split())


# --- What was offered, and what is signed ---------------------------------------------------------


def test_sign_says_what_has_changed_since_the_proposal(
    portfolio: Portfolio, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def saved() -> None:
        git("add", "projects", at=repository)
        git("commit", "-q", "-m", "x", at=repository)

    clock(monkeypatch, "2026-03-10")
    portfolio.done("quote", "offer", "--until", "2026-04-10")
    saved()
    taxed = STUDIO.replace("terms:\n", "tax: [{name: IVA, rate: 21%}]\nterms:\n", 1)
    days = "calendar: {week: mon-fri, holidays: ES-MD}\n"
    portfolio.put("_studio.yml", taxed.replace("after: 10", "after: 8") + days)
    saved()
    clock(monkeypatch, "2026-03-17")
    said = "Since the proposal of 10 Mar 2026 this has changed: terms.late.client, "
    said += "calendars.client.holidays, calendars.provider.holidays, tax."
    refused = portfolio.refused("sign", "offer", "--by", "Bo", code=2)
    assert said in refused
    assert "Did the client sign it as it is now? If so, add --yes" in refused
    assert said in portfolio.done("sign", "offer", "--by", "Bo", "--yes", "--dry-run")
    portfolio.done("quote", "offer", "--until", "2026-04-17")  # a new proposal
    assert "changed" not in portfolio.done("sign", "offer", "--by", "Bo")


def test_a_signature_keeps_the_taxes_of_its_day(portfolio: Portfolio) -> None:
    before = STUDIO.replace(
        "terms:\n", "tax: [{name: IVA, rate: 21%}, {note: {en: US, es: EU}}]\nterms:\n", 1
    )
    portfolio.put("_studio.yml", before)
    portfolio.done("sign", "offer", "--by", "Bo")
    taxes = [{"name": "IVA", "rate": "21%"}, {"note": {"en": "US", "es": "EU"}}]
    assert data(portfolio.offer)["tax"] == taxes
    portfolio.put("_studio.yml", before.replace("21%", "22%"))
    assert portfolio.run("check").exit_code == 0
    assert "IVA 21%" in portfolio.done("paid", "offer", "--dry-run")
    for name, rate in (("IVA", "22%"), ("IVA 22%", "22%"), ("I.V.A.", "22%")):
        today = before.replace("name: IVA, rate: 21%", f"name: {name}, rate: {rate}")
        portfolio.put("_studio.yml", today)
        portfolio.done("new", "again", "--from", "offer")
        again = portfolio.projects / "again.yml"
        assert "tax" not in data(again)  # it has the rate of today
        again.unlink()
    portfolio.put("_studio.yml", before.replace("name: IVA, rate: 21%", "name: IGIC, rate: 7%"))
    assert "[other-rate]" in portfolio.done("new", "again", "--from", "offer")


def test_the_next_month_has_the_rate_of_its_day(portfolio: Portfolio) -> None:
    studio = STUDIO.replace("terms:\n", "tax: [{name: MwSt, rate: 19%}]\nterms:\n", 1)
    portfolio.put("_studio.yml", studio)
    portfolio.done("sign", "offer", "--by", "Bo")
    portfolio.put("_studio.yml", studio.replace("19%", "16%"))
    portfolio.done("new", "second", "--from", "offer", "--retainer", "--title", "January")
    assert data(portfolio.projects / "second.yml")["tax"] == [{"name": "MwSt", "rate": "16%"}]
    assert data(portfolio.offer)["tax"] == [{"name": "MwSt", "rate": "19%"}]
    portfolio.put("_studio.yml", studio.replace("19%", "20%"))
    assert portfolio.run("check").exit_code == 0
    portfolio.done("paid", "second", "deposit")
    assert "348.00" in str(data(portfolio.projects / "second.yml")["payments"])


def test_a_copy_whose_taxes_are_not_the_studio_s_says_which_it_has(portfolio: Portfolio) -> None:
    studio = STUDIO.replace("terms:\n", "tax: [{name: USt, rate: 19%}]\nterms:\n", 1)
    reduced = {"name": "USt", "rate": "7%"}
    portfolio.put("_studio.yml", studio)
    portfolio.put("offer.yml", f"{OFFER}tax: [{{name: USt, rate: 7%}}]\n")
    portfolio.done("sign", "offer", "--by", "Bo")
    replaced = "today, [{name: USt, rate: 19%}]; offer has [{name: USt, rate: 7%}]. If that is what"
    assert replaced in portfolio.done("new", "one", "--from", "offer")
    assert replaced in portfolio.done("new", "two", "--from", "offer", *NEXT)
    signed = portfolio.offer.read_text("utf-8")
    portfolio.put("offer.yml", f"{signed}allow: [other-rate]\n")
    kept = "has the taxes of offer, [{name: USt, rate: 7%}]; your studio has [{name: USt, rate: 19%"
    assert kept in portfolio.done("new", "three", "--from", "offer", *NEXT)
    assert data(portfolio.projects / "three.yml")["tax"] == [reduced]
    assert kept.replace("offer", "three") in portfolio.done("new", "five", "--from", "three", *NEXT)
    assert data(portfolio.projects / "five.yml")["tax"] == [reduced]  # and so does the month after
    assert "needless-allow" not in portfolio.run("check").output
    portfolio.put("offer.yml", signed)
    portfolio.put("_studio.yml", studio.replace("}]", "}, {name: Soli, rate: 1%}]", 1))
    said = portfolio.done("new", "four", "--from", "offer")
    assert "has the taxes of offer, [{name: USt, rate: 7%}]; your studio has [{name: USt, " in said
    assert data(portfolio.projects / "four.yml")["tax"] == [reduced]


NEXT = ("--retainer", "--title", "May")


def test_a_month_without_taxes_of_its_own_stops_where_the_studio_s_change(
    portfolio: Portfolio,
) -> None:
    portfolio.done("sign", "offer", "--by", "Bo")
    portfolio.done("new", "second", "--from", "offer", "--retainer", "--title", "January")
    assert portfolio.run("check").exit_code == 0
    taxed = STUDIO.replace("terms:\n", "tax: [{name: IVA, rate: 21%}]\nterms:\n", 1)
    portfolio.put("_studio.yml", taxed)
    portfolio.offer.write_text(f"{portfolio.offer.read_text('utf-8')}tax: []\n", "utf-8")
    said = portfolio.run("check").output
    assert "your studio's taxes are no longer those of 'offer': write tax: [] here" in said
    assert "or else tax: [{name: IVA, rate: 21%}]" in said
    second = portfolio.projects / "second.yml"
    unpaid = second.read_text("utf-8")
    for tax in ("tax: []\n", "tax: [{name: IVA, rate: 21%}]\n"):
        second.write_text(f"{unpaid}{tax}", "utf-8")
        assert portfolio.run("check").exit_code == 0, tax
    second.write_text(f"{unpaid}closed: 2026-03-16\n", "utf-8")  # its account goes on
    assert portfolio.run("check").exit_code == 1


def test_a_signature_leaves_a_project_s_own_taxes(portfolio: Portfolio) -> None:
    studio = STUDIO.replace("terms:\n", "tax: [{name: IVA, rate: 21%}]\nterms:\n", 1)
    portfolio.put("_studio.yml", studio)
    portfolio.put("offer.yml", f"{OFFER}tax: []\n")
    portfolio.done("sign", "offer", "--by", "Bo")
    assert data(portfolio.offer)["tax"] == []
    portfolio.done("new", "again", "--from", "offer")  # to a client abroad, again
    assert data(portfolio.projects / "again.yml")["tax"] == []
    portfolio.put("_studio.yml", STUDIO)
    portfolio.put("offer.yml", OFFER)
    portfolio.done("sign", "offer", "--by", "Bo")
    assert "tax" not in data(portfolio.offer)


def test_a_copy_on_a_page_of_its_own_has_a_link_of_its_own(portfolio: Portfolio) -> None:
    portfolio.put("offer.yml", f"{OFFER}link: 2\n")
    portfolio.done("new", "second", "--from", "offer")
    assert "link" not in data(portfolio.projects / "second.yml")


def test_a_draft_that_was_corrected_before_it_was_sent_is_no_proposal(
    portfolio: Portfolio, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock(monkeypatch, "2026-03-10")
    portfolio.done("quote", "offer", "--until", "2026-04-10")
    offer = portfolio.projects / "offer.yml"
    draft = offer.read_text("utf-8").replace("2026-03-10", "2026-03-12")
    sent = draft.replace("price: 1000 EUR", "price: 4321 EUR")
    later = sent.replace("4321", "4300")
    for day, text in (("2026-03-10", draft), ("2026-03-11", sent), ("2026-03-13", later)):
        offer.write_text(text, "utf-8")
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T09:00:00")
        git("add", "projects", at=repository)
        git("commit", "-q", "-m", "x", at=repository)
    clock(monkeypatch, "2026-03-17")
    said = "Since the proposal of 12 Mar 2026 this has changed: price."
    assert said in portfolio.refused("sign", "offer", "--by", "Bo", code=2)
    offer.write_text(sent, "utf-8")
    assert "changed" not in portfolio.done("sign", "offer", "--by", "Bo")


def test_a_proposal_that_stayed_as_it_was_is_signed_without_a_question(
    portfolio: Portfolio, repository: Path
) -> None:
    portfolio.done("quote", "offer", "--until", "2026-04-10")
    git("commit", "-q", "-a", "-m", "x", at=repository)
    portfolio.put("_studio.yml", STUDIO.replace("logo:", "logos:"))
    portfolio.done("log", "offer", "Sent")
    assert "changed" not in portfolio.done("sign", "offer", "--by", "Bo")


def test_a_wait_is_told_from_the_day_on_which_the_other_side_heard(portfolio: Portfolio) -> None:
    words = ("wait", "aurora", "copy", "--on", "provider", "--why", "x")
    said = portfolio.done(*words, "--date", "2026-03-10", "--told", "2026-03-12")
    assert "copy: waiting for you since 12 Mar 2026; these days do not count" in said
    assert "copy has been waiting for an answer since 12 Mar 2026" in portfolio.refused(*words)
