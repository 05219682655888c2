"""`courtside remind`, as somebody types it, against a real mail server of this machine."""

from __future__ import annotations

import email
import re
import shutil
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path
from urllib.parse import quote

import pytest
import trustme
from click.testing import CliRunner, Result

from courtside.cli import common
from courtside.cli.main import main
from courtside.workspace import atomic, smtp
from engine.test_reminders import PROJECT, STUDIO
from helpers.smtp import PASSWORD, REFUSED, USER, certificate, server, silent
from helpers.studio import SECRET

NAMES = ("Aurora", "Luc", "aurora.example", "Xylophon", "New website", "Texts")
"""What must stand in no message."""


@pytest.fixture
def portfolio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three projects on a day on which each client is due a reminder, and the provider a notice."""
    root = tmp_path / "house"
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
    assert ["borealis", "borealis", "copy", late, "23 Mar 2026 lose-slot"] in lines
    assert ["you", "borealis", "copy", late, "23 Mar 2026 lose-slot"] in lines
    assert recorded(portfolio) == []
    # The workflow puts it into the job's summary.
    assert [name for name in NAMES if name in result.output] == []


def test_printed_mails_have_the_link_and_record_nothing(portfolio: Path) -> None:
    result = run("--print")
    assert result.exit_code == 0
    assert result.stdout.plural("https://norte.example/p/") == 3
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
    assert recorded(portfolio) == ALL
    again = run("--eml", "drafts")
    assert again.exit_code == 0
    assert again.stdout == ""
    assert "Gone out before, so not again (_reminded.txt): 6" in again.stderr
    assert run("--print").stdout == ""
    assert run().stdout.plural("yes") == 6


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

    monkeypatch.setattr(atomic, "write_atomic", full)
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
        assert "borealis: not sent: the mail server refuses the address (550)" in result.stderr
        assert not [name for name in (*NAMES, REFUSED) if name in result.output]
        assert recorded(portfolio) == [line for line in ALL if "client borealis" not in line]
        assert len(box.letters) == 3
        path.write_text(good, "utf-8")
        mended = run("--send", url=f"smtp://127.0.0.1:{box.port}")
        assert mended.exit_code == 0
        assert mended.stdout == "borealis: sent (borealis/copy)\n"
    assert len(box.letters) == 4


def test_a_letter_in_which_the_connection_broke_is_not_sent_again(portfolio: Path) -> None:
    with server() as box:
        box.breaks = {1}
        result = run("--send", url=f"smtp://127.0.0.1:{box.port}")
        assert result.exit_code == 1
        assert "borealis: the connection broke" in result.stderr
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
    assert "in the clear" in result.stderr
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


def test_one_way_at_a_time(portfolio: Path) -> None:
    assert run("--print", "--send").exit_code == 2
