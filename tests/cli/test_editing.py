"""The commands that write: what they refuse, what they ask, and how they go about git."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from courtside.cli import arguments, common
from courtside.cli.main import main
from courtside.source.yaml_reader import read
from courtside.workspace import git as commit

STUDIO = """\
name: Norte Studio
email: hola@norte.example
timezone: Europe/Madrid
currency: EUR
format: 2
terms:
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
      - {id: fee, title: Fee, owner: client, pay: 500 EUR}
  website:
    deposit: 33.5%
    stages: [{id: all, title: All, owner: provider, days: 5}]
"""

AURORA = """\
title: Quetzalcoatl
client: {name: Xylophonist, email: lucia@aurora.example}
price: 1000 EUR
signed: {date: 2026-02-20, by: Ann}
deposit: {amount: 30%, paid: 2026-02-24}
start: 2026-03-02
stages:
  - {id: brief, title: Brief, owner: provider, days: 5, done: 2026-03-06}
  - {id: copy, title: Zephyranthes, owner: client, days: 5}
  - {id: photos, title: Photos, owner: client, days: 5, after: [brief]}
  - {id: design, title: Design, owner: provider, days: 8, after: [copy, photos]}
  - {id: design-ok, title: Approval, owner: client, days: 3, approves: design}
  - {id: balance, title: Payment, owner: client, pay: 70%}
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

NEW = "--playbook logo --title x --client x --email a@b --price 500"


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
        (f"new aurora {NEW}", "aurora is there already"),
        (f"new ../x {NEW}", "an id is made of"),
        (f"new nido {NEW.replace('logo', 'lgo')}", "did you mean 'logo'?"),
        (f"new nido {NEW.replace('a@b', 'ab')}", "nido: client.email"),
        (f"new nido {NEW}USD", "USD"),
        ("done aurora brief", "brief was done on 6 Mar 2026 already"),
        ("done aurora design", "copy and photos before it are not finished: first `courtside done"),
        ("done aurora design-ok", "design before it is not finished"),
        ("done offer", "offer has no dates yet: when it is signed, `courtside sign offer`"),
        ("done aurora copy --date 2026-03-18", "aurora: stages[1].done: 2026-03-18 is after today"),
        ("done nobody", "there is no project 'nobody'; there is aurora, offer"),
        ("done aurroa", "did you mean 'aurora'?"),
        ("done aurora cpy", "there is no stage 'cpy'; did you mean 'copy'?"),
        ("done aurora des", "'des' can be design or design-ok: write more of it"),
        ("skip aurora brief", "brief was done on 6 Mar 2026 already"),
        ("return aurora brief --why x", "brief was done"),
        ("sign aurora --by Ann", "signed on 20 Feb 2026 already"),
        ("paid aurora deposit", "the deposit came on 24 Feb 2026 already"),
        ("paid aurora copy", "copy is no payment: `courtside done aurora copy`"),
        ("paid offer deposit", "offer is not signed yet"),
        ("schedule offer --yes", "offer cannot have dates yet: when it is signed"),
        ("schedule aurora --yes --from 2026-03-09", "aurora has start: 2026-03-02 in its file"),
        ("change offer work --title x --days 1", "offer is not signed yet: change the file itself"),
        ("change aurora copy --title x", "give --days, --price or both"),
        ("agree aurora", "nothing waits for agreement"),
        ("pause aurora --to 2026-03-01 --by client --why x", "cannot end on 2026-03-01"),
        ("resume aurora", "is not paused on 17 Mar 2026"),
        ("restart aurora", "no stage waits in the queue"),
        ("waive aurora copy credit --why x", "there is no step 'credit'; there is lose-slot, fee"),
        ("waive aurora copy approve --why x", "there is no step 'approve'"),
        ("quote aurora", "has its dates already"),
        ("quote aurora --until 2026-04-01", "what comes now is a change"),
        ("quote offer --until 2026-03-01", "cannot lapse on 2026-03-01"),
        ("close aurora --date 2026-02-01", "was signed on 20 Feb 2026, after that"),
        ("log aurora \u202eevil", "the invisible character U+202E is not allowed"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_says_what_to_do(
    portfolio: Portfolio, words: str, why: str
) -> None:
    said = portfolio.refused(*words.split())
    assert why in said
    assert (
        "Nothing was written" in said
        or "already" in said
        or "id is made" in said
        or ("start: 2026" in said or "has its dates" in said or "is there" in said)
    )


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
        ("waive aurora copy --why x", "Say which step: lose-slot, fee."),
        ("waive aurora --why x", "Say which stage: brief, copy, photos, design,"),
        ("change aurora --title x", "Say which stage: brief, copy, photos, design,"),
        ("log aurora", "Missing argument 'TEXT'."),
        ("note aurora", "Missing argument 'TEXT'."),
        ("new nido --playbook logo --client x --email a@b --price 1", "Missing option '--title'."),
        ("done", "Missing argument 'ID'."),
        ("done aurora copy --date tomorrow", "'tomorrow' is not a day: write it as 2026-03-06"),
        ("done aurora copy --date 3/4/2026", "write 2026-04-03 or 2026-03-04"),
        ("done aurora copy --date 1/7/26", "two digits for the year"),
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
    assert why in portfolio.refused(*words.split(), code=2)


def test_schedule_asks_for_a_yes(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "Bo")
    portfolio.done("paid", "offer")
    assert "Missing option '--yes'" in portfolio.refused("schedule", "offer", code=2)


def test_a_problem_in_the_file_ends_it_before(portfolio: Portfolio) -> None:
    portfolio.put("aurora.yml", AURORA.replace("owner: client", "owner: cleint"))
    said = portfolio.refused("done", "aurora", "copy")
    assert "aurora.yml:9:" in said
    assert "Mend this first; nothing was written." in said


def test_nothing_happens_in_a_closed_project(portfolio: Portfolio) -> None:
    portfolio.done("close", "aurora")
    for words in (
        "done aurora copy", "log aurora x", "close aurora", "agree aurora", "sign aurora --by x",
        "restart aurora", "resume aurora", "schedule aurora --yes", "quote aurora",
        "paid aurora balance", "change aurora copy --title x --days 1",
    ):  # fmt: skip
        assert "aurora was closed on 17 Mar 2026" in portfolio.refused(*words.split())
    portfolio.done("note", "aurora", "Send a card at Christmas")


def test_what_silence_approved(portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    for stage in ("copy", "photos"):
        portfolio.done("done", "aurora", stage, "--date", "2026-03-13")
    clock(monkeypatch, "2026-04-07")
    portfolio.done("done", "aurora", "design", "--date", "2026-03-26")
    said = portfolio.refused("done", "aurora", "design-ok")
    assert "silence counted as approval on 3 Apr 2026" in said
    assert "courtside waive aurora design-ok approve" in said
    assert "not taken" in portfolio.done("waive", "aurora", "design-ok", "approve", "--why", "Once")
    assert "5 working days late" in portfolio.done("done", "aurora", "design-ok")


# --- What is written ---------------------------------------------------------------------------


def test_a_payment_may_come_early(portfolio: Portfolio) -> None:
    said = portfolio.done("paid", "aurora", "bal")
    assert "balance: received on 17 Mar 2026." in said
    assert data(portfolio.aurora)["stages"][5]["done"] == "2026-03-17"
    assert "every payment has come" in portfolio.refused("paid", "aurora")


def test_a_payment_before_there_are_dates(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "Bo")
    portfolio.done("paid", "offer", "later")
    assert "already" in portfolio.refused("paid", "offer", "later")
    assert data(portfolio.offer)["stages"][1]["done"] == "2026-03-17"


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
        "  # ours\n  reply: 3\n  late:\n    client: []  # k"
    )
    assert "    provider:\n      - {after: 2, do: credit" in text
    assert "hash" not in portfolio.run("check", "projects/offer.yml").stdout


def test_a_new_version_can_be_signed(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "Bo", "--date", "2026-03-16")
    text = portfolio.offer.read_text("utf-8")
    portfolio.offer.write_text(text.replace("1000 EUR", "900 EUR"), "utf-8")
    assert "what was signed has changed" in portfolio.refused("done", "offer", "work")
    portfolio.done("sign", "offer", "--by", "Cy", "--again")
    again = data(portfolio.offer)["signed"]
    assert (again["by"], again["date"]) == ("Cy", "2026-03-17")
    assert "hash" not in portfolio.run("check", "projects/offer.yml").stdout


def test_schedule_says_what_stands_against_a_day(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "Bo")
    portfolio.done("paid", "offer")
    said = portfolio.done("schedule", "offer", "--from", "2026-03-18", "--yes", "--dry-run")
    assert "more is worked on than the capacity of 1: beside aurora" in said
    assert "The next free slot is" in said
    free = portfolio.done("schedule", "offer", "--yes")
    assert "capacity" not in free
    assert data(portfolio.offer)["calendars"] == {
        "provider": {"week": "mon-fri", "holidays": "none"}
    }


def test_a_start_by_hand_keeps_its_day(portfolio: Portfolio) -> None:
    portfolio.done("sign", "offer", "--by", "Bo", "--date", "2026-03-02")
    portfolio.done("paid", "offer", "--date", "2026-03-02")
    text = portfolio.offer.read_text("utf-8").replace("stages:", "start: 2026-03-09\nstages:")
    portfolio.offer.write_text(text, "utf-8")
    before = portfolio.run("status", "--json").stdout
    portfolio.done("schedule", "offer", "--yes")
    assert portfolio.run("status", "--json").stdout == before
    assert "they stay" in portfolio.refused("schedule", "offer", "--yes")


def test_quote_is_data(portfolio: Portfolio) -> None:
    result = portfolio.run("quote", "offer")
    assert result.exit_code == 0
    first, second, third = result.stdout.splitlines()
    assert first.startswith("offer: next free slot ")
    assert second.split()[:4] == ["week", "1", "provider", "work"]
    assert third.split()[:4] == ["week", "1", "client", "later"]
    assert portfolio.offer.read_text("utf-8") == OFFER


def test_the_newest_entry_stays_last(portfolio: Portfolio) -> None:
    for day in ("03-16", "03-10", "03-17", "03-12"):
        portfolio.done("log", "aurora", f"On {day}", "--date", f"2026-{day}")
    days = [entry["date"] for entry in data(portfolio.aurora)["log"]]
    assert days == ["2026-03-10", "2026-03-12", "2026-03-16", "2026-03-17"]
    portfolio.done("note", "aurora", "Before", "--date", "2026-03-01")
    assert [one["text"] for one in data(portfolio.aurora)["private"]] == ["Before", "Wolframite"]


def test_which_proposal_is_meant(portfolio: Portfolio) -> None:
    portfolio.done("change", "aurora", "copy", "--title", "x", "--days", "1", "--price", "-20")
    assert data(portfolio.aurora)["changes"][1]["price"] == "-20 EUR"
    portfolio.done(
        "pause", "aurora", "--to", "2026-03-20", "--by", "provider", "--why", "Ill\nin bed"
    )
    assert data(portfolio.aurora)["pauses"][0]["why"] == "Ill\nin bed"
    why = portfolio.refused("agree", "aurora", code=2)
    assert "Say which proposal: change-2, pause-1." in why
    portfolio.done("agree", "aurora", "p")
    portfolio.done("agree", "aurora")
    assert data(portfolio.aurora)["pauses"][0]["agreed"] == "2026-03-17"
    assert data(portfolio.aurora)["changes"][1]["agreed"] == "2026-03-17"
    assert "begins only on 17 Mar 2026" in portfolio.refused("resume", "aurora")


def test_a_second_loss_moves_the_restart(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    restart = "restarts:\n  - {stage: design, start: 2026-03-10, date: 2026-03-05} # kept\n"
    portfolio.aurora.write_text(AURORA + restart, "utf-8")
    clock(monkeypatch, "2026-03-24")
    for stage in ("copy", "photos"):
        portfolio.done("done", "aurora", stage)
    portfolio.done("restart", "aurora")
    (kept,) = [row for row in portfolio.aurora.read_text("utf-8").splitlines() if "kept" in row]
    assert kept == "  - {stage: design, start: 2026-03-25, date: 2026-03-24} # kept"


def test_waive_names_the_step_in_the_file(portfolio: Portfolio) -> None:
    portfolio.done("waive", "aurora", "copy", "lose", "--why", "Once: this time")
    assert data(portfolio.aurora)["waivers"] == [
        {"stage": "copy", "do": "lose-slot", "date": "2026-03-17", "why": "Once: this time"}
    ]
    assert "waived on 17 Mar 2026 already" in portfolio.refused(
        "waive", "aurora", "copy", "lose", "--why", "x"
    )


@pytest.mark.parametrize("playbook", ["logo", "website"])
def test_new_copies_a_playbook_whole(portfolio: Portfolio, playbook: str) -> None:
    portfolio.done(
        "new", "nido", "--playbook", playbook, "--title", "12:30", "--client", 'A "B": C',
        "--email", "a@b.example", "--price", "1234.50 EUR", "--language", "es",
    )  # fmt: skip
    begun = data(portfolio.projects / "nido.yml")
    book = data(portfolio.projects / "_studio.yml")["playbooks"][playbook]
    assert begun["stages"] == book["stages"]
    assert begun.get("deposit") == ({"amount": book["deposit"]} if "deposit" in book else None)
    assert (begun["title"], begun["client"]["name"]) == ("12:30", 'A "B": C')
    assert (begun["language"], begun["price"]) == ("es", "1234.50 EUR")


def test_a_dry_run_of_a_new_file(portfolio: Portfolio) -> None:
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


def test_the_example_day_is_today(portfolio: Portfolio) -> None:
    (portfolio.projects / "_studio.yml").write_text(f"{STUDIO}example_day: 2026-03-11\n", "utf-8")
    assert "on 11 Mar 2026" in portfolio.done("done", "aurora", "copy")
    assert "is after today" in portfolio.refused("done", "aurora", "photos", "--date", "2026-03-12")


# --- What is asked -----------------------------------------------------------------------------


def test_a_person_is_asked(portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arguments, "somebody_is_there", lambda: True)
    monkeypatch.setattr("courtside.cli.arguments.somebody_is_there", lambda: True)
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
    monkeypatch.setattr("courtside.cli.arguments.somebody_is_there", lambda: True)
    assert portfolio.run("change", "aurora", "copy", stdin="More\n2\n\n").exit_code == 0
    assert data(portfolio.aurora)["changes"][1] == {
        "date": "2026-03-17", "title": "More", "stage": "copy", "days": 2,
    }  # fmt: skip


def completed(*words: str) -> list[str]:
    shell = ShellComplete(main, {}, "courtside", "_COURTSIDE_COMPLETE")
    *before, last = words
    return [one.value for one in shell.get_completions(before, last)]


def test_names_complete_in_the_shell(portfolio: Portfolio) -> None:
    assert completed("done", "") == ["aurora", "offer"]
    assert completed("done", "au") == ["aurora"]
    assert completed("done", "aurora", "des") == ["design", "design-ok"]
    assert completed("skip", "au", "b") == ["brief", "balance"]
    assert completed("paid", "aurora", "d") == ["deposit", "design", "design-ok"]
    assert completed("waive", "aurora", "copy", "may") == ["may-close", "may-leave"]
    assert completed("done", "nobody", "") == []
    portfolio.offer.write_text("stages: 1\n")
    assert completed("done", "offer", "") == []
    portfolio.projects.rename(portfolio.projects.with_name("elsewhere"))
    assert completed("done", "--projects", "elsewhere", "o") == ["offer"]


def test_all_of_them_have_the_same_options() -> None:
    writing = [
        one
        for one in main.commands.values()
        if "--commit" in {o for p in one.params for o in p.opts}
    ]
    assert len(writing) == 17
    for command in writing:
        names = {o for p in command.params if isinstance(p, click.Option) for o in p.opts}
        assert {"--dry-run", "--commit", "--projects"} <= names
        assert "--date" in names or command.name == "new"


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


def test_other_changes_would_go_under_the_wrong_message(
    portfolio: Portfolio, repository: Path
) -> None:
    portfolio.done("done", "aurora", "copy")
    said = portfolio.refused("done", "aurora", "photos", "--commit")
    assert "has changes that are not committed" in said


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
    assert "no git repository" in portfolio.refused("done", "aurora", "copy", "--commit")
    with pytest.raises(commit.CommitError, match="git is not there"):
        commit.ready(portfolio.aurora, git="no-such-git")


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
    commit.commit_file(portfolio.aurora, "aurora: x\n\n\nskip-checks: true")
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


def test_a_broken_file_keeps_no_new_project_out(portfolio: Portfolio) -> None:
    portfolio.put("third.yml", "title: [")
    assert "third.yml" in portfolio.done("new", "nido", *NEW.split())
    assert (portfolio.projects / "nido.yml").is_file()
    assert "third is there already" in portfolio.refused("new", "third", *NEW.split())


def test_what_needs_all_projects_or_the_broken_one_is_refused(portfolio: Portfolio) -> None:
    portfolio.put("third.yml", "title: [")
    assert "third.yml:2:1" in portfolio.refused("schedule", "offer", "--yes")
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
    ("typed", "written"),
    [
        ("2.400,00 €", "price: 2400 EUR"),
        ("€ 2,400.50", "price: 2400.50 EUR"),
        ("2400", "price: 2400 EUR"),
        ("2 400 EUR", "price: 2400 EUR"),
    ],
)
def test_a_price_is_read_as_people_write_it(portfolio: Portfolio, typed: str, written: str) -> None:
    words = ("new", "nido", "--playbook", "logo", "--title", "x", "--client", "x")
    portfolio.done(*words, "--email", "a@b", "--price", typed)
    assert written in (portfolio.projects / "nido.yml").read_text("utf-8")
    portfolio.done("change", "aurora", "design", "--title", "More", f"--price=-{typed}")
    amount = written.removeprefix("price: ")
    assert f"price: -{amount}" in portfolio.aurora.read_text("utf-8")


def test_what_is_typed_at_a_prompt_is_asked_back(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courtside.cli.arguments.somebody_is_there", lambda: True)
    words = ("new", "nido", "--playbook", "logo", "--title", "x", "--client", "x", "--email", "a@b")
    result = portfolio.run(*words, stdin="much\n1.234,5\n")
    assert result.exit_code == 0
    assert "'much' is not an amount: write it as 8400 EUR or 1234.55 EUR" in result.stderr
    assert "price: 1234.5 EUR" in (portfolio.projects / "nido.yml").read_text("utf-8")


def test_a_day_that_can_be_meant_in_one_way_is_read(portfolio: Portfolio) -> None:
    portfolio.done("done", "aurora", "copy", "--date", "16.03.2026")
    assert "done: 2026-03-16" in portfolio.aurora.read_text("utf-8")


def test_a_name_that_is_no_id_gets_one_proposed(portfolio: Portfolio) -> None:
    assert "for example lodz-kino" in portfolio.refused("new", "Łódź Kino", *NEW.split())
