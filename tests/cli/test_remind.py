"""`courtside remind`, as somebody types it, against a real mail server of this machine."""

from __future__ import annotations

import email
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path
from urllib.parse import quote

import pytest
import trustme
from click.testing import CliRunner, Result

from courtside.cli import common
from courtside.cli.main import main
from courtside.sealing.keys import RootSecret
from courtside.workspace import smtp
from engine.test_reminders import PROJECT, STUDIO
from helpers.smtp import PASSWORD, REFUSED, USER, certificate, server, silent
from helpers.studio import SECRET

NAMES = ("Aurora", "Luc", "aurora.example", "Xylophon", "New website", "Texts")
"""What must stand in no message."""


@pytest.fixture
def portfolio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three projects on a day on which each client is due a reminder, and the provider a notice."""
    root = tmp_path / "studio"
    (root / "projects").mkdir(parents=True)
    (root / "projects" / "_studio.yml").write_text(STUDIO, "utf-8")
    for name in ("aurora", "borealis", "cobalt"):
        text = PROJECT.replace("lucia@aurora.example", f"{name}@client.example")
        (root / "projects" / f"{name}.yml").write_text(text, "utf-8")
    (root / "mkdocs.yml").write_text("site_name: N\nsite_url: https://norte.example/\n", "utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setenv("COURTSIDE_KEY", SECRET)
    for name in ("COURTSIDE_TODAY", smtp.VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(common, "now", lambda: datetime(2026, 3, 20, 7, tzinfo=UTC))
    monkeypatch.setattr(smtp, "SECONDS", 0.5)
    return root


def run(*words: str, url: str = "") -> Result:
    return CliRunner(env={smtp.VARIABLE: url} if url else {}).invoke(main, ["remind", *words])


def recorded(portfolio: Path) -> list[str]:
    path = portfolio / "projects" / "_reminded.txt"
    return path.read_text().splitlines()[1:] if path.exists() else []


ALL = [
    "2026-03-20 client aurora copy",
    "2026-03-20 client borealis copy",
    "2026-03-20 client cobalt copy",
    "2026-03-20 provider aurora copy",
    "2026-03-20 provider borealis copy",
    "2026-03-20 provider cobalt copy",
]

# --- What there is -----------------------------------------------------------------------------


def test_the_table_needs_no_key_and_records_nothing(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COURTSIDE_KEY")
    result = run()
    assert result.exit_code == 0
    lines = [re.split(r"\s{2,}", line.strip()) for line in result.stdout.splitlines()]
    late = "5 days late, due 13 Mar 2026"
    assert ["borealis", "borealis", "copy", late, "the slot is lost on 23 Mar 2026"] in lines
    assert ["you", "borealis", "copy", late, "the slot is lost on 23 Mar 2026"] in lines
    assert recorded(portfolio) == []
    # The workflow puts it into the job's summary.
    assert [name for name in NAMES if name in result.output] == []


def test_printed_mails_have_the_link_and_record_nothing(portfolio: Path) -> None:
    result = run("--print")
    assert result.exit_code == 0
    assert result.stdout.count("https://norte.example/p/") == 3
    assert "To: Lucía <borealis@client.example>" in result.stdout
    assert "To: Norte Studio <hola@norte.example>" in result.stdout
    assert recorded(portfolio) == []


def test_drafts_are_written_once(portfolio: Path) -> None:
    result = run("--eml", "drafts")
    assert result.exit_code == 0
    names = ["aurora", "borealis", "cobalt", "_studio"]
    assert result.stdout.split() == [f"drafts/2026-03-20-{name}.eml" for name in names]
    message = email.message_from_bytes(
        Path("drafts/2026-03-20-cobalt.eml").read_bytes(), policy=default
    )
    assert message["To"].addresses[0].addr_spec == "cobalt@client.example"
    assert message["X-Unsent"] == "1"
    assert message["Date"] is None  # the mail program writes it when the draft is sent
    assert recorded(portfolio) == ALL
    again = run("--eml", "drafts")
    assert again.exit_code == 0
    assert again.stdout == ""
    assert "Gone out before, so not again (_reminded.txt): 6" in again.stderr
    assert run("--print").stdout == ""
    assert run().stdout.count("yes") == 6


def test_what_comes_up_later_on_the_day_is_a_draft_of_its_own(portfolio: Path) -> None:
    run("--eml", "drafts")
    path = portfolio / "projects" / "aurora.yml"
    more = "  - {id: logo, title: Logo, owner: client, days: 15, after: []}\n"
    path.write_text(path.read_text() + more, "utf-8")
    assert run("--eml", "drafts").stdout.split() == ["drafts/2026-03-20-aurora-2.eml"]
    assert recorded(portfolio)[6:] == ["2026-03-20 client aurora logo"]


def test_nothing_is_due(portfolio: Path) -> None:
    result = run("--eml", "drafts", "--today", "2026-03-19")
    assert result.exit_code == 0
    assert result.output == "Nobody is due a reminder today.\n"


def test_a_draft_that_cannot_be_written_was_not_one(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("courtside.cli.remind_flow.write_atomic", full)
    result = run("--eml", "drafts")
    assert result.exit_code == 1
    assert "drafts/2026-03-20-aurora.eml: it cannot be written (No space" in result.stderr
    assert recorded(portfolio) == []


# --- Sending -----------------------------------------------------------------------------------


def test_sent_with_a_login_over_tls_and_never_twice(
    portfolio: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with server(starttls=certificate(authority, "localhost"), login=True) as box:
        url = f"smtp://{USER}:{quote(PASSWORD, safe='')}@localhost:{box.port}"
        result = run("--send", url=url)
        assert result.exit_code == 0, result.output
        assert result.stdout.splitlines() == [
            "aurora: sent (aurora/copy)",
            "borealis: sent (borealis/copy)",
            "cobalt: sent (cobalt/copy)",
            "_studio: sent (aurora/copy, borealis/copy, cobalt/copy)",
        ]
        assert recorded(portfolio) == ALL
        # A fresh clone on another machine has the repository, and nothing else.
        clone = tmp_path / "clone"
        shutil.copytree(portfolio, clone, ignore=shutil.ignore_patterns(".courtside"))
        monkeypatch.chdir(clone)
        again = run("--send", url=url)
        assert again.exit_code == 0
        assert again.stdout == ""
    assert len(box.letters) == 4
    assert box.secure == [True] * 4
    assert [mail["X-Unsent"] for mail in box.letters] == [None] * 4
    assert {mail["Auto-Submitted"] for mail in box.letters} == {"auto-generated"}
    assert len({mail["Message-ID"] for mail in box.letters}) == 4
    # The moment at which they are sent, in the studio's zone: another one looks like spam.
    assert {mail["Date"] for mail in box.letters} == {"Fri, 20 Mar 2026 08:00:00 +0100"}
    assert not [name for name in NAMES if name in result.output]


def test_one_refused_address_does_not_stop_the_others_and_may_be_tried_again(
    portfolio: Path,
) -> None:
    path = portfolio / "projects" / "borealis.yml"
    good = path.read_text("utf-8")
    path.write_text(good.replace("borealis@", REFUSED), "utf-8")
    with server() as box:
        result = run("--send", url=f"smtp://127.0.0.1:{box.port}")
        assert result.exit_code == 1
        assert (
            "borealis: not sent (borealis/copy): the mail server refuses the address (550)"
            in result.stderr
        )
        assert not [name for name in (*NAMES, REFUSED) if name in result.output]
        assert recorded(portfolio) == [line for line in ALL if "client borealis" not in line]
        assert len(box.letters) == 3
        path.write_text(good, "utf-8")
        sent = run("--send", url=f"smtp://127.0.0.1:{box.port}")
        assert sent.exit_code == 0
        assert sent.stdout == "borealis: sent (borealis/copy)\n"
    assert len(box.letters) == 4


def test_whoever_gets_a_copy_of_one_project_gets_those_of_no_other(portfolio: Path) -> None:
    for name in ("aurora", "borealis"):
        path = portfolio / "projects" / f"{name}.yml"
        own = f"email: h@client.example, cc: [{name}@other.example], id: nn"
        path.write_text(path.read_text("utf-8").replace(f"email: {name}@client.example", own))
    rows = [line.split()[:2] for line in run().stdout.splitlines()]
    assert [row for row in rows if row[:1] == ["nn"]] == [["nn", "aurora"], ["nn", "borealis"]]
    (portfolio / "projects" / "borealis.yml").write_text(
        (portfolio / "projects" / "borealis.yml").read_text("utf-8").replace("New website", "Logo")
    )
    with server() as box:
        result = run("--send", url=f"smtp://127.0.0.1:{box.port}")
        assert result.exit_code == 0, result.output
        assert run("--send", url=f"smtp://127.0.0.1:{box.port}").stdout == ""
    assert result.stdout.splitlines()[1:3] == [
        "nn: sent (aurora/copy)",
        "nn: sent (borealis/copy)",
    ]
    assert box.recipients[1:3] == [
        ["h@client.example", "aurora@other.example"],
        ["h@client.example", "borealis@other.example"],
    ]
    texts = [str(mail.get_content()) for mail in box.letters[1:3]]
    assert ["Logo" in text for text in texts] == [False, True]
    assert ["New website" in text for text in texts] == [True, False]
    assert sorted(recorded(portfolio)) == ALL


def test_what_is_refused_is_told_by_what_it_is_about(portfolio: Path) -> None:
    for name, to in (("aurora", "h@client.example"), ("borealis", f"{REFUSED}client.example")):
        path = portfolio / "projects" / f"{name}.yml"
        own = f"email: {to}, id: nn"
        path.write_text(path.read_text("utf-8").replace(f"email: {name}@client.example", own))
    with server() as box:
        result = run("--send", url=f"smtp://127.0.0.1:{box.port}")
    assert result.exit_code == 1
    assert "nn: not sent (borealis/copy): the mail server refuses the address" in result.stderr
    assert sorted(recorded(portfolio)) == [ALL[0], *ALL[2:]]


def test_drafts_for_different_people_are_files_of_their_own(portfolio: Path) -> None:
    for name in ("aurora", "borealis"):
        path = portfolio / "projects" / f"{name}.yml"
        own = f"email: h@client.example, cc: [{name}@other.example], id: nn"
        path.write_text(path.read_text("utf-8").replace(f"email: {name}@client.example", own))
    result = run("--eml", "drafts")
    names = ["cobalt", "nn", "nn-2", "_studio"]
    assert result.stdout.split() == [f"drafts/2026-03-20-{name}.eml" for name in names]
    copies = [
        email.message_from_bytes(Path(f"drafts/2026-03-20-{name}.eml").read_bytes())["Cc"]
        for name in ("nn", "nn-2")
    ]
    assert copies == ["<aurora@other.example>", "<borealis@other.example>"]
    assert sorted(recorded(portfolio)) == ALL


def test_a_letter_in_which_the_connection_broke_is_not_sent_again(portfolio: Path) -> None:
    with server() as box:
        box.breaks = {1}
        result = run("--send", url=f"smtp://127.0.0.1:{box.port}")
        assert result.exit_code == 1
        assert "borealis (borealis/copy): the connection broke" in result.stderr
        assert "not sent again today" in result.stderr
        assert recorded(portfolio) == ALL
        assert run("--send", url=f"smtp://127.0.0.1:{box.port}").stdout == ""
    assert len(box.letters) == 3


@pytest.mark.parametrize("url", ["", "smtp://127.0.0.1:1", "http://x.example", "silent"])
def test_without_a_server_nothing_is_recorded(portfolio: Path, url: str) -> None:
    with silent() as port:
        result = run("--send", url=url.replace("silent", f"smtp://127.0.0.1:{port}"))
    assert result.exit_code == 1
    assert "mail server" in result.stderr or "COURTSIDE_SMTP_URL" in result.stderr
    assert recorded(portfolio) == []


def test_a_password_stands_in_no_message(portfolio: Path) -> None:
    with server() as box:
        result = run("--send", url=f"smtp://norte:Kolibri@127.0.0.1:{box.port}")
    assert result.exit_code == 1
    assert "sent unencrypted" in result.stderr
    assert "Kolibri" not in result.output
    assert recorded(portfolio) == []


@pytest.mark.parametrize("why", ["--today", "COURTSIDE_TODAY", "example_day"])
def test_another_day_than_today_is_never_sent(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    more = ("--today", "2026-03-18") if why == "--today" else ()
    if why == "COURTSIDE_TODAY":
        monkeypatch.setenv("COURTSIDE_TODAY", "2026-03-18")
    if why == "example_day":
        (portfolio / "projects" / "_studio.yml").write_text(f"{STUDIO}example_day: 2026-03-20\n")
    with server() as box:
        result = run("--send", *more, url=f"smtp://127.0.0.1:{box.port}")
    assert result.exit_code == 1
    assert "another day" in result.stderr
    assert not box.letters
    assert recorded(portfolio) == []


def test_midnight_is_the_studio_s(portfolio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "now", lambda: datetime(2026, 3, 19, 23, 30, tzinfo=UTC))
    with server() as box:
        assert run("--send", url=f"smtp://127.0.0.1:{box.port}").exit_code == 0
    assert len(box.letters) == 4


@pytest.mark.parametrize("words", [[], ["--print"], ["--eml", "drafts"], ["--send"]])
def test_a_problem_stops_it(portfolio: Path, words: list[str]) -> None:
    (portfolio / "projects" / "aurora.yml").write_text("title: [", "utf-8")
    result = run(*words)
    assert result.exit_code == 1
    assert "projects/aurora.yml" in result.stderr
    assert recorded(portfolio) == []


def test_a_broken_record_stops_it(portfolio: Path) -> None:
    (portfolio / "projects" / "_reminded.txt").write_text("<<<<<<< HEAD\n")
    for words in ([], ["--print"], ["--eml", "drafts"]):
        result = run(*words)
        assert result.exit_code == 1
        assert "_reminded.txt:1" in result.stderr
    assert not list((portfolio / "drafts").iterdir())


# --- Sending from a clone ------------------------------------------------------------------------


def git(where: Path, *words: str) -> str:
    who = ("-c", "user.name=Norte", "-c", "user.email=hola@norte.example")
    return subprocess.run(
        ["git", "-C", str(where), *who, *words], check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def origin(portfolio: Path, tmp_path: Path) -> Path:
    """The repository that the studio is pushed to."""
    (portfolio / ".gitignore").write_text(".courtside/\n")
    studio = portfolio / "projects" / "_studio.yml"
    key_id = RootSecret.parse(SECRET).key_id
    studio.write_text(f'{studio.read_text("utf-8")}key_id: "{key_id}"\n', "utf-8")
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(portfolio))
    git(portfolio, "add", "--all")
    git(portfolio, "commit", "--quiet", "--message", "x")
    git(tmp_path, "clone", "--quiet", "--bare", str(portfolio), str(tmp_path / "origin.git"))
    return tmp_path / "origin.git"


@pytest.fixture
def clone(origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shallow clone of the branch's tip, as CI makes it; it is the current folder."""
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{origin}", str(tmp_path / "runner"))
    monkeypatch.chdir(tmp_path / "runner")
    monkeypatch.setattr(smtp, "SECONDS", 30)  # git is asked while a letter arrives
    return tmp_path / "runner"


def pushed(origin: Path) -> list[str]:
    """What every clone sees of the record."""
    listed = git(origin, "ls-tree", "--name-only", "main", "projects/")
    if "projects/_reminded.txt" not in listed:
        return []
    return git(origin, "show", "main:projects/_reminded.txt").splitlines()[1:]


def change(origin: Path, name: str, text: str) -> None:
    """Somebody else commits and pushes a project file."""
    other = origin.parent / "other"
    shutil.rmtree(other, ignore_errors=True)
    git(origin.parent, "clone", "--quiet", str(origin), str(other))
    (other / "projects" / name).write_text(text, "utf-8")
    git(other, "add", "--all")
    git(other, "commit", "--quiet", "--message", "y")
    git(other, "push", "--quiet")


def test_the_record_is_where_everybody_sees_it_before_a_letter_goes_out(
    origin: Path, clone: Path
) -> None:
    seen: list[list[str]] = []
    with server() as box:
        box.arrives = lambda: seen.append(pushed(origin))
        result = run("--send", "--push", url=f"smtp://127.0.0.1:{box.port}")
    assert result.exit_code == 0, result.output
    assert seen == [ALL] * 4
    assert len(box.letters) == 4
    assert pushed(origin) == ALL
    log = git(origin, "log", "--format=%an %ae %s", "--name-only", "-1", "main")
    assert log.split("\n") == [
        "Courtside noreply@invalid Reminders of 2026-03-20",
        "",
        "projects/_reminded.txt",
    ]
    assert git(clone, "status", "--porcelain") == ""


def test_a_clone_that_is_behind_catches_up_and_sends_nothing_twice(
    origin: Path, clone: Path, portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(portfolio, "remote", "add", "origin", str(origin))
    git(portfolio, "fetch", "--quiet")
    git(portfolio, "branch", "--quiet", "--set-upstream-to=origin/main")
    with server() as box:
        url = f"smtp://127.0.0.1:{box.port}"
        assert run("--send", "--push", url=url).exit_code == 0
        monkeypatch.chdir(portfolio)
        again = run("--send", "--push", url=url)
    assert again.exit_code == 0
    assert "Gone out before" in again.stderr
    assert len(box.letters) == 4


def test_an_older_commit_sends_nothing(origin: Path, clone: Path) -> None:
    """As in a workflow that is run again on another day: it has the commit of its first run."""
    git(clone, "checkout", "--quiet", "--detach")
    with server() as box:
        result = run("--send", "--push", url=f"smtp://127.0.0.1:{box.port}")
    assert result.exit_code == 1
    assert result.stderr.startswith("Nothing was sent: git is not on a branch here (detached HEAD)")
    assert not box.letters
    assert pushed(origin) == []


def test_somebody_who_pushes_meanwhile_is_heard(origin: Path, clone: Path) -> None:
    """A hook of git stands for them: it runs between our look at the branch and our push."""
    waiting = origin.parent / "waiting"
    git(origin.parent, "clone", "--quiet", str(origin), str(waiting))
    path = waiting / "projects" / "aurora.yml"
    copy = "title: Texts and photos, owner: client, days: 5"
    text = path.read_text("utf-8")
    assert copy in text
    path.write_text(text.replace(copy, f"{copy}, done: 2026-03-19"), "utf-8")
    git(waiting, "commit", "--quiet", "--all", "--message", "Handed over")
    hook = clone / ".git" / "hooks" / "pre-push"
    hook.write_text(f"#!/bin/sh\nenv -u GIT_DIR git -C {waiting} push --quiet; rm $0\n")
    hook.chmod(0o755)
    with server() as box:
        result = run("--send", "--push", url=f"smtp://127.0.0.1:{box.port}")
    assert result.exit_code == 0, result.output
    assert not hook.exists()
    assert {str(mail["To"]) for mail in box.letters} == {
        "Lucía <borealis@client.example>",
        "Lucía <cobalt@client.example>",
        "Norte Studio <hola@norte.example>",
    }
    assert pushed(origin) == [line for line in ALL if "aurora" not in line]
    assert "done: 2026-03-19" in git(origin, "show", "main:projects/aurora.yml")


def test_a_branch_that_takes_no_push_sends_nothing(origin: Path, clone: Path) -> None:
    """As with a ruleset on main."""
    hook = origin / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    tip = git(clone, "rev-parse", "HEAD")
    with server() as box:
        result = run("--send", "--push", url=f"smtp://127.0.0.1:{box.port}")
    assert result.exit_code == 1
    assert "a ruleset forbids it" in result.stderr
    assert not box.letters
    assert (git(clone, "rev-parse", "HEAD"), git(clone, "status", "--porcelain")) == (tip, "")


@pytest.mark.parametrize("arrives", [True, False])
def test_a_push_whose_answer_is_lost_counts_if_it_arrived(
    origin: Path, clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arrives: bool
) -> None:
    git_itself = shutil.which("git")
    (tmp_path / "tools").mkdir()
    push = f'{git_itself} "$@"' if arrives else ":"
    (tmp_path / "tools" / "git").write_text(
        f'#!/bin/sh\ncase " $* " in *" push "*) {push}; exit 1 ;; esac\nexec {git_itself} "$@"\n'
    )
    (tmp_path / "tools" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'tools'}:{os.environ['PATH']}")
    tip = git(clone, "rev-parse", "HEAD")
    with server() as box:
        result = run("--send", "--push", url=f"smtp://127.0.0.1:{box.port}")
    assert result.exit_code == (0 if arrives else 1), result.output
    assert len(box.letters) == (4 if arrives else 0)
    assert pushed(origin) == (ALL if arrives else [])
    assert (git(clone, "rev-parse", "HEAD") == tip) is not arrives


def test_what_was_refused_comes_out_of_the_record_again(origin: Path, clone: Path) -> None:
    text = (clone / "projects" / "borealis.yml").read_text("utf-8")
    change(origin, "borealis.yml", text.replace("borealis@", REFUSED))
    with server() as box:
        url = f"smtp://127.0.0.1:{box.port}"
        # And somebody pushes while the letters go out.
        box.arrives = lambda: change(origin, "notes.txt", f"{len(box.letters)}\n")
        result = run("--send", "--push", url=url)
        assert result.exit_code == 1
        assert "borealis: not sent" in result.stderr
        left = [line for line in ALL if "client borealis" not in line]
        assert pushed(origin) == left
        assert git(clone, "status", "--porcelain") == ""
        change(origin, "borealis.yml", text)
        assert run("--send", "--push", url=url).stdout == "borealis: sent (borealis/copy)\n"
    assert sorted(pushed(origin)) == ALL
    assert len(box.letters) == 4


def test_a_server_that_goes_away_gives_all_of_the_rest_back(
    origin: Path, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = smtp.SmtpSender.connect
    calls = iter(range(10))

    def gone(line: smtp.SmtpSender) -> None:
        if next(calls) == 2:  # one to look, one for the first letter
            raise smtp.NoMailServerError("the mail server does not answer")
        connect(line)

    monkeypatch.setattr(smtp.SmtpSender, "connect", gone)
    with server() as box:
        result = run("--send", "--push", url=f"smtp://127.0.0.1:{box.port}")
    assert result.exit_code == 1
    assert "borealis and what comes after it: not sent" in result.stderr
    assert pushed(origin) == ALL[:1]
    assert len(box.letters) == 1


def test_without_a_server_nothing_is_pushed(origin: Path, clone: Path) -> None:
    tip = git(origin, "rev-parse", "main")
    assert run("--send", "--push", url="smtp://127.0.0.1:1").exit_code == 1
    assert git(origin, "rev-parse", "main") == tip


def test_what_is_not_committed_or_not_pushed_is_not_sent_from(origin: Path, clone: Path) -> None:
    with server() as box:
        url = f"smtp://127.0.0.1:{box.port}"
        aurora = clone / "projects" / "aurora.yml"
        aurora.write_text(aurora.read_text("utf-8") + "# a thought\n", "utf-8")
        assert "uncommitted changes" in run("--send", "--push", url=url).stderr
        git(clone, "commit", "--quiet", "--all", "--message", "x")
        assert "push them first" in run("--send", "--push", url=url).stderr
        git(clone, "branch", "--quiet", "--unset-upstream")
        assert "does not follow one" in run("--send", "--push", url=url).stderr
    assert not box.letters


def test_one_way_at_a_time(portfolio: Path) -> None:
    assert run("--print", "--send").exit_code == 2
    assert run("--push").exit_code == 2
