"""The commands, as somebody types them."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from courtside.cli.main import main
from courtside.sealing.keys import RootSecret
from courtside.site import agreement_length
from courtside.views import agreement_pdf
from helpers.studio import CHECKOUT, SECRET
from helpers.studio_texts import PROJECT, spoilt, studio_text

APPROVAL = "  - {id: design-ok, title: Approval, owner: client, days: 3, approves: design}\n"
AURORA = spoilt(PROJECT, (", done: 2026-03-13", ""), (APPROVAL, ""))

KEY_ID = RootSecret.parse(SECRET).key_id


@pytest.fixture
def portfolio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A studio with one project, in the current folder."""
    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "_studio.yml").write_text(studio_text("calendar: {holidays: ES-MD}"))
    (tmp_path / "projects" / "aurora.yml").write_text(AURORA)
    shutil.copy(CHECKOUT / "projects" / "index.md", tmp_path / "projects")
    settings = (CHECKOUT / "mkdocs.yml").read_text("utf-8")
    settings = settings.replace("studio.example", "norte.example")
    (tmp_path / "mkdocs.yml").write_text(
        re.sub("plugins: .*", "plugins: !ENV [X, []]", settings), "utf-8"
    )
    shutil.copytree(CHECKOUT / "overrides", tmp_path / "overrides")
    (tmp_path / "hooks").mkdir()
    shutil.copy(CHECKOUT / "hooks" / "mkdocs_hook.py", tmp_path / "hooks")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COURTSIDE_KEY", raising=False)
    monkeypatch.setenv("COURTSIDE_TODAY", "2026-03-17")
    return tmp_path


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, list(words), input=stdin)


def aurora(portfolio: Path, *, replace: str = "", by: str = "") -> Path:
    path = portfolio / "projects" / "aurora.yml"
    path.write_text(path.read_text("utf-8").replace(replace, by), "utf-8")
    return path


def test_check_is_content(portfolio: Path) -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "(warning)" in result.stdout
    assert "hash" in result.stdout
    assert re.fullmatch(r"No mistakes, \d+ warnings?\.\n", result.stderr)


def test_check_says_where_and_how_to_fix_it(portfolio: Path) -> None:
    aurora(portfolio, replace="owner: client, days", by="owner: cleint, days")
    result = run("check")
    assert result.exit_code == 1
    assert "projects/aurora.yml:10:37: stages[1].owner: 'cleint' is neither" in result.stdout
    assert "did you mean 'client'?" in result.stdout


def test_check_of_one_file_tells_of_no_other(portfolio: Path) -> None:
    aurora(portfolio, replace="owner: client, days", by="owner: cleint, days")
    other = portfolio / "projects" / "other.yml"
    other.write_text(AURORA)
    result = run("check", "projects/other.yml")
    assert result.exit_code == 0
    assert "aurora.yml" not in result.stdout
    assert run("check", "projects/aurora.yml").exit_code == 1


def test_check_looks_at_the_files_that_go_with_a_project(portfolio: Path) -> None:
    folder = portfolio / "projects" / "aurora"
    folder.mkdir()
    (folder / "brief.pdf").write_bytes(b"%PDF")
    (folder / "link.pdf").symlink_to(folder / "brief.pdf")
    with (folder / "big.mov").open("wb") as big:
        big.truncate(20_000_001)
    (folder / "lfs.pdf").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:4\n")
    (folder / "void.pdf").touch()
    path = aurora(portfolio)
    line = len(path.read_text("utf-8").splitlines()) + 1
    path.write_text(
        path.read_text("utf-8")
        + "files: [brief.pdf, no.pdf, link.pdf, big.mov, lfs.pdf, void.pdf]\n"
    )
    result = run("check")
    assert result.exit_code == 1
    for said in (
        f"projects/aurora.yml:{line}:20: files[1]: it is not in projects/aurora/",
        f"projects/aurora.yml:{line}:28: files[2]: it is a link: replace it with the file itself",
        f"projects/aurora.yml:{line}:38: files[3]: it is larger than 20 MB",
        f"projects/aurora.yml:{line}:47: files[4]: Git LFS has not fetched it: git lfs pull",
        f"projects/aurora.yml:{line}:56: files[5]: it is empty",
    ):
        assert said in result.stdout
    assert "files[0]" not in result.stdout
    aurora(portfolio, replace="no.pdf, link.pdf, big.mov, lfs.pdf, void.pdf", by="brief.pdf")
    assert "files[1]: it is named twice" in run("check").stdout


def test_files_are_found_in_either_form_of_accents_and_explained_in_other_capitals(
    portfolio: Path,
) -> None:
    folder = portfolio / "projects" / "aurora"
    folder.mkdir()
    for name in ("Überblick Café.pdf", "Logo.PDF", "Two\N{NO-BREAK SPACE}words.pdf"):
        (folder / unicodedata.normalize("NFD", name)).write_bytes(b"%PDF")
    path = aurora(portfolio)
    text = path.read_text("utf-8")
    named = unicodedata.normalize("NFC", "Überblick Café.pdf")
    path.write_text(f"{text}files: [{named}]\n", "utf-8")
    assert "files[0]" not in run("check").stdout
    path.write_text(f"{text}files: [{named}, logo.pdf, Two words.pdf]\n", "utf-8")
    said = run("check").stdout
    assert said.count("differs only in capitals, accents, spaces") == 2


@pytest.mark.parametrize(
    ("there", "named"),
    [
        ("istanbul.pdf", "İstanbul.pdf"),
        ("İSTANBUL.pdf", "istanbul.pdf"),
        ("ışık.pdf", "isik.pdf"),
        ("client's brief.pdf", "client’s brief.pdf"),
        ("„Angebot“ – Mai.pdf", '"Angebot" - Mai.pdf'),
        ("2026-01.pdf", "2026–01.pdf"),
        ("Plan − B.pdf", "Plan - B.pdf"),
        ("My_brief.pdf", "My brief.pdf"),
        ("Łódź.pdf", "Lodz.pdf"),
        ("Cafe.pdf", "Café.pdf"),
        ("Ελλάδα.pdf", "ΕΛΛΑΔΑ.pdf"),
        ("Sun ☀️.pdf", "Sun ☀.pdf"),
        ("brief…pdf", "brief.pdf"),
    ],
)
def test_a_file_of_nearly_the_name_explains_the_missing_one(
    portfolio: Path, there: str, named: str
) -> None:
    folder = portfolio / "projects" / "aurora"
    folder.mkdir()
    (folder / there).write_bytes(b"%PDF")
    path = aurora(portfolio)
    quoted = named.replace('"', '\\"')
    path.write_text(f'{path.read_text("utf-8")}files: ["{quoted}"]\n', "utf-8")
    said = run("check").stdout
    assert "files[0]: a file in projects/aurora/ differs only in capitals, accents" in said


@pytest.mark.parametrize(
    ("there", "named"), [("v1.pdf", "v2.pdf"), ("☀.pdf", "🎾.pdf"), ("कि.pdf", "की.pdf")]
)
def test_a_file_of_another_name_does_not(portfolio: Path, there: str, named: str) -> None:
    folder = portfolio / "projects" / "aurora"
    folder.mkdir()
    (folder / there).write_bytes(b"%PDF")
    path = aurora(portfolio)
    path.write_text(f'{path.read_text("utf-8")}files: ["{named}"]\n', "utf-8")
    assert "files[0]: it is not in projects/aurora/" in run("check").stdout


def test_check_for_github_is_an_annotation(portfolio: Path) -> None:
    aurora(portfolio, replace="owner: client, days", by="owner: cleint, days")
    result = run("check", "--format", "github")
    assert re.search(
        r"^::error file=projects/aurora.yml,line=10,col=37::stages\[1\].owner: 'cleint'",
        result.stdout,
        re.MULTILINE,
    )


def test_check_refuses_what_lies_ahead_of_the_real_day(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COURTSIDE_TODAY")
    aurora(portfolio, replace="done: 2026-03-06", by="done: 2099-03-06")
    result = run("check")
    assert result.exit_code == 1
    assert "stages[0].done" in result.stdout


def test_status_is_a_table_of_whose_turn_it_is(portfolio: Path) -> None:
    result = run("status")
    assert result.exit_code == 0
    line = next(line for line in result.stdout.splitlines() if line.startswith("aurora"))
    assert re.split(r"\s{2,}", line.strip()) == [
        "aurora", "active", "client", "copy, due 13 Mar 2026", "client, 2 days",
        "27 Mar 2026 (+2 so far)",
    ]  # fmt: skip


def test_a_pause_without_an_end_has_moved_the_finish_so_far(portfolio: Path) -> None:
    pause = "pauses: [{from: 2026-03-10, by: client, agreed: 2026-03-09}]\n"
    file = portfolio / "projects" / "aurora.yml"
    file.write_text(file.read_text() + pause)
    line = next(row for row in run("status").stdout.splitlines() if row.startswith("aurora"))
    assert re.search(r"\(\+\d+ so far\)$", line.strip())


def test_status_tells_no_date_that_moves_as_one_that_stays(portfolio: Path) -> None:
    file = portfolio / "projects" / "aurora.yml"
    text = file.read_text()
    asked = re.sub(
        r"(owner: client, days: 5)", r"\1, waits: [{from: 2026-03-10, on: provider}]", text
    )
    assert asked != text
    file.write_text(asked)
    line = next(row for row in run("status").stdout.splitlines() if row.startswith("aurora"))
    assert re.search(
        r"  copy, due \d+ Mar 2026 at the earliest  .* 2026 \(\+\d+ so far\)$", line.strip()
    )


def test_status_of_another_day_and_as_data(portfolio: Path) -> None:
    result = run("status", "--json", "--today", "2026-03-10")
    answer = json.loads(result.stdout)
    assert answer["as_of"] == "2026-03-10"
    assert answer["projects"][0]["stages"][1]["state"] == "current"
    assert json.loads(run("status", "--json").stdout)["as_of"] == "2026-03-17"


def test_status_of_another_folder(portfolio: Path) -> None:
    (portfolio / "projects").rename(portfolio / "elsewhere")
    assert run("status", "--projects", "elsewhere").exit_code == 0
    assert run("status").exit_code == 2


def test_status_computes_nothing_from_a_problem(portfolio: Path) -> None:
    aurora(portfolio, replace="price: 8400 EUR", by="price: 8400 USD")
    result = run("status", "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "aurora.yml" in result.stderr


@pytest.mark.parametrize("words", [["status", "--today", "tomorrow"], ["schema", "x"], ["nothing"]])
def test_a_misspelt_command_is_2(portfolio: Path, words: list[str]) -> None:
    assert run(*words).exit_code == 2


def test_schema_is_json() -> None:
    assert json.loads(run("schema", "project").stdout)["properties"]["stages"]


# --- links and keys ----------------------------------------------------------------------------


def test_the_first_use_makes_key_and_key_id(portfolio: Path) -> None:
    studio = portfolio / "projects" / "_studio.yml"
    before = studio.read_text("utf-8")
    result = run("links", "--quiet")
    assert re.fullmatch(r"https://norte\.example/p/[\w-]{22}/#[\w-]{43}\n", result.stdout)
    assert studio.read_text("utf-8").startswith(before)
    key = portfolio / ".courtside" / "key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert RootSecret.parse(key.read_text()).key_id in studio.read_text("utf-8")
    assert run("links", "--quiet").stdout == result.stdout


def test_no_key_is_ever_made_anew(portfolio: Path) -> None:
    run("links")
    (portfolio / ".courtside" / "key").unlink()
    result = run("links")
    assert result.exit_code == 1
    assert "courtside key restore" in result.stderr
    assert not (portfolio / ".courtside" / "key").exists()


def test_another_key_is_refused(portfolio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("links")
    monkeypatch.setenv("COURTSIDE_KEY", SECRET)
    result = run("links")
    assert result.exit_code == 1
    assert "does not match key_id" in result.stderr
    assert SECRET not in result.output


def test_show_and_restore(portfolio: Path) -> None:
    link = run("links", "-q").stdout
    secret = run("key", "show").stdout.strip()
    (portfolio / ".courtside" / "key").unlink()
    wrong = run("key", "restore", stdin=f"{SECRET}\n")
    assert wrong.exit_code == 1
    assert not (portfolio / ".courtside" / "key").exists()
    assert run("key", "restore", stdin="nonsense\n").exit_code == 1
    right = run("key", "restore", stdin=f"{secret}\n")
    assert right.exit_code == 0
    assert right.output == "The secret is back; the links are the same as before.\n"
    assert run("links", "-q").stdout == link


def test_a_project_file_with_an_error_keeps_nobody_from_the_secret(portfolio: Path) -> None:
    secret = run("key", "show").stdout.strip()
    (portfolio / "projects" / "third.yml").write_text("title: [")
    assert run("key", "show").stdout.strip() == secret
    (portfolio / ".courtside" / "key").unlink()
    assert run("key", "restore", stdin=f"{secret}\n").exit_code == 0
    studio = portfolio / "projects" / "_studio.yml"
    studio.write_text(studio.read_text().replace("currency:", "curency:"))
    assert "_studio.yml" in run("key", "show").stderr


def test_replace_keeps_what_was(portfolio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = run("key", "show").stdout.strip()
    link = run("links", "-q").stdout
    assert "If so, add --yes. Nothing was written." in run("key", "replace").stderr
    with monkeypatch.context() as sitting:
        sitting.setattr("courtside.cli.terminal.somebody_is_there", lambda: True)
        assert run("key", "replace", stdin="n\n").exit_code == 1
    assert run("links", "-q").stdout == link
    result = run("key", "replace", "--yes")
    assert result.stdout == f"COURTSIDE_KEY_PREVIOUS={old}\n"
    new = run("links", "-q").stdout
    assert new != link
    kept = portfolio / ".courtside" / f"key-{RootSecret.parse(old).key_id}"
    assert kept.read_text().strip() == old
    monkeypatch.setenv("COURTSIDE_KEY_PREVIOUS", old)
    assert run("links", "-q").stdout == new
    for wrong in (run("key", "show").stdout.strip(), "nonsense"):
        monkeypatch.setenv("COURTSIDE_KEY_PREVIOUS", wrong)
        refused = run("links", "-q")
        assert refused.exit_code == 1
        assert refused.stderr.startswith("COURTSIDE_KEY_PREVIOUS: ")
        assert wrong not in refused.output


def test_links_that_no_browser_would_open_are_refused(portfolio: Path) -> None:
    settings = portfolio / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("https://", "http://"))
    assert "https" in run("links").stderr
    assert run("links").exit_code == 1
    assert "https" in run("preflight").stderr
    for base in ("http://127.0.0.1:8000/", "http://localhost:8000", "https://a.example/x"):
        assert run("links", "--base", base).exit_code == 0


@pytest.mark.parametrize("end", ["?a=1", "#top", "index.html", " ", "a b/"])
def test_links_that_lead_to_no_page_are_refused(portfolio: Path, end: str) -> None:
    settings = portfolio / "mkdocs.yml"
    address = f"https://norte.example/{end}"
    changed = re.sub(r"(?m)^site_url: .*", f'site_url: "{address}"', settings.read_text())
    settings.write_text(changed)
    wrong = "this is not the address of a site; for example https://studio.example/"
    for words in (("links",), ("links", "--base", address), ("remind", "--print"), ("preflight",)):
        done = run(*words)
        assert done.exit_code == 1
        assert wrong in done.stderr
        assert "/p/" not in done.output
    assert f"site_url: {wrong}" in run("check").stdout


@pytest.mark.parametrize("command", ["build", "serve"])
def test_mkdocs_is_not_called_where_it_would_not_call_us(portfolio: Path, command: str) -> None:
    """It would have copied all of projects/ into the site before it missed anything."""
    (portfolio / "site").mkdir()
    (portfolio / "site" / "index.html").write_text("the last good one")
    for line in ("", "hooks: []\n", "hooks: [other.py]\n", "hooks: other.py\n"):
        (portfolio / "mkdocs.yml").write_text(f"site_name: Norte\nplugins: []\n{line}")
        result = run(command)
        assert result.exit_code == 1
        assert "hooks: write `hooks: [hooks/mkdocs_hook.py]`" in result.stderr
    assert [path.name for path in (portfolio / "site").iterdir()] == ["index.html"]


def test_a_port_that_is_taken_is_said_before_anything_is_built(portfolio: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = run("serve", "--port", str(port))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Port {port} is in use.")
    assert "--port" in result.stderr
    assert not (portfolio / "site").exists()
    assert run("serve", "--port", "99999").exit_code == 2


def test_check_measures_the_agreements_of_the_files_that_it_is_given(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aurora = portfolio / "projects" / "aurora.yml"
    aurora.with_name("borealis.yml").write_text(aurora.read_text("utf-8"), "utf-8")
    measured: list[str] = []
    monkeypatch.setattr(agreement_length, "MEASURED", 0)
    monkeypatch.setattr(
        agreement_pdf, "too_long", lambda ctx, *_: measured.append(ctx.status.project.id)
    )
    run("check")
    assert {"aurora", "borealis"} <= set(measured)
    measured.clear()
    run("check", "projects/aurora.yml")
    assert measured == ["aurora"]


def test_new_link_gives_a_new_link_and_changes_one_line(portfolio: Path) -> None:
    link = run("links", "aurora", "-q").stdout
    path = portfolio / "projects" / "aurora.yml"
    before = path.read_text("utf-8")
    result = run("new-link", "aurora")
    assert result.exit_code == 0
    assert "old link stops" in result.stderr
    assert path.read_text("utf-8") == before.replace("stages:\n", "link: 2\nstages:\n", 1)
    assert run("links", "aurora", "-q").stdout != link
    run("new-link", "aurora")
    assert "link: 3\n" in path.read_text("utf-8")


BROKEN = {
    "an error": AURORA.replace("owner: client, days", "owner: cleint, days"),
    "no YAML": "title: [",
    "a file that is missing": f"{AURORA}files: [gone.pdf]\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_the_link_of_one_client_needs_no_other_file(portfolio: Path, text: str) -> None:
    link = run("links", "aurora", "-q").stdout
    (portfolio / "projects" / "third.yml").write_text(text, "utf-8")
    said = run("links", "aurora", "-q")
    assert (said.exit_code, said.stdout) == (0, link)
    assert ("Left out, because of its errors: projects/third.yml" in said.stderr) == (
        "gone.pdf" not in text
    )
    drafts = run("links", "aurora", "--eml", "drafts")
    assert drafts.stdout == "drafts/aurora.eml\n"
    for words in (("links",), ("links", "third"), ("links", "aurora", "third")):
        refused = run(*words)
        assert refused.exit_code == 1
        assert "projects/third.yml:" in refused.stderr
        assert "/p/" not in refused.stdout
    assert run("links", "nobody").exit_code == 1
    raised = run("new-link", "aurora")
    assert raised.exit_code == 0
    assert raised.stdout == "projects/aurora.yml\n"


def test_a_broken_file_of_the_same_client_may_have_another_link(portfolio: Path) -> None:
    aurora(portfolio, replace="client: {", by="client: {id: lucia, ")
    run("links", "lucia")
    (portfolio / "projects" / "third.yml").write_text("client: {id: lucia}\nlink: [", "utf-8")
    for words in (("links", "lucia"), ("new-link", "lucia")):
        refused = run(*words)
        assert refused.exit_code == 1
        assert "projects/third.yml:" in refused.stderr
        assert refused.stdout == ""


def test_the_link_of_a_project_under_another_s_agreement(portfolio: Path) -> None:
    text = (portfolio / "projects" / "aurora.yml").read_text("utf-8")
    signed = re.sub("signed: .*", "signed: {as: aurora}", text)
    (portfolio / "projects" / "second.yml").write_text(signed, "utf-8")
    whole = run("links", "second", "-q").stdout
    assert "/p/" in whole
    (portfolio / "projects" / "third.yml").write_text("title: [", "utf-8")
    assert run("links", "second", "-q").stdout == whole


def test_a_new_link_is_asked_for_once(portfolio: Path) -> None:
    assert run("new-link", "aurora").exit_code == 0
    assert "link: 2" in (portfolio / "projects" / "aurora.yml").read_text("utf-8")


@pytest.mark.parametrize("command", ["new-link", "links"])
def test_an_unknown_client_is_said(portfolio: Path, command: str) -> None:
    result = run(command, "nobody")
    assert result.exit_code == 1
    assert "nobody" in result.stderr


def test_links_as_drafts(portfolio: Path) -> None:
    link = run("links", "-q").stdout.strip()
    result = run("links", "--mail", "drafts")
    assert "`--mail` is now `--eml`. The old name goes with the next version." in result.stderr
    assert result.stdout == "drafts/aurora.eml\n"
    raw = (portfolio / "drafts" / "aurora.eml").read_bytes()
    assert link.encode() in raw.replace(b"=\r\n", b"").replace(b"=3D", b"=")


def test_people_of_every_project_of_a_page_get_a_draft_with_the_link(portfolio: Path) -> None:
    aurora(portfolio, replace="client: {", by="client: {id: lucia, ")
    path = portfolio / "projects" / "aurora.yml"
    text = path.read_text("utf-8").replace("email: ", "cc: [boss@other.example], email: ")
    path.with_name("second.yml").write_text(text, "utf-8")
    path.with_name("third.yml").write_text(text, "utf-8")
    raised = run("new-link", "lucia")
    assert raised.exit_code == 0, raised.output
    assert "(courtside links lucia --eml drafts: to everybody whom" in raised.stderr
    link = run("links", "lucia", "-q").stdout.strip()
    result = run("links", "lucia", "--eml", "drafts")
    names = ["lucia", "lucia.second"]
    assert result.stdout.split() == [f"drafts/{name}.eml" for name in names]
    for name, copies in zip(names, (0, 1), strict=True):
        raw = (portfolio / "drafts" / f"{name}.eml").read_bytes()
        assert raw.count(b"boss@other.example") == copies
        assert link.encode() in raw.replace(b"=\r\n", b"").replace(b"=3D", b"=")


def test_links_need_an_address(portfolio: Path) -> None:
    (portfolio / "mkdocs.yml").write_text("site_name: Norte\n", "utf-8")
    assert run("links").exit_code == 1
    assert run("links", "-q", "--base", "http://localhost:8000").stdout.startswith(
        "http://localhost:8000/p/"
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows passes Unicode")
@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_what_is_typed_is_utf_8_whatever_the_locale(portfolio: Path, locale: str) -> None:
    environ = {**os.environ, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    def log(text: bytes) -> subprocess.CompletedProcess[bytes]:
        words = [sys.executable, "-m", "courtside", "log", "aurora", text]
        return subprocess.run(words, env=environ, capture_output=True, check=False)

    words = " ".join(["Łódź 南 🎾"] * 30)  # longer than the name of a file may be
    assert log(words.encode()).returncode == 0
    text = (portfolio / "projects" / "aurora.yml").read_text("utf-8")
    assert words in text
    refused = log("café".encode("latin-1"))
    assert refused.returncode == 2
    assert b"What you typed is not UTF-8: set your terminal to UTF-8" in refused.stderr
    assert (portfolio / "projects" / "aurora.yml").read_text("utf-8") == text


# --- Warnings that are intended ------------------------------------------------------------------

MANY_STAGES = "".join(
    f"  - {{id: s{n}, title: The part of the work with number {n}, owner: provider, days: 2}}\n"
    for n in range(40)
)
MANY_WARNINGS = {
    "_studio.yml": studio_text(
        "calendar: {holidays: AU}\n"
        "terms:\n"
        "  restart_within: 15\n"
        "  late:\n"
        "    client:\n"
        "      - {after: 3, do: approve}\n"
        "      - {after: 10, do: fee, amount: 30%}\n"
        "    provider: [{after: 20, do: may-leave}]\n"
        "playbooks:\n"
        "  logo:\n"
        "    stages:\n"
        "      - {id: a, title: A, owner: provider, days: 1}\n"
        "      - {id: b, title: B, owner: client, days: 1, approves: a}\n"
    ),
    "aurora.yml": spoilt(
        AURORA,
        ("start: 2026-03-02", "start: 2026-02-18"),
        ("amount: 2520 EUR}", "amount: 2519 EUR}"),
        ("allow: [no-calendars]\n", ""),
        ("client: {", "client: {id: both, "),
        ("done: 2026-03-06", "done: 2026-02-17"),
    ),
    "words.yml": spoilt(
        PROJECT,
        ("signed: {date: 2026-02-20, by: Ann}\nstart: 2026-03-02\n", ""),
        (", done: 2026-03-06", ""),
        (", done: 2026-03-13", ""),
        ("payments: [{date: 2026-02-24, for: deposit, amount: 2520 EUR}]\n", ""),
        ("allow: [no-calendars]\n", ""),
        ("days: 3, approves", "days: 1, approves"),
        (
            "client: {name: Aurora, email: lucia@",
            "client: {id: both, consumer: true, name: B, email: b@",
        ),
        ("stages:\n", f"stages:\n{MANY_STAGES}"),
    ),
}
NAMED_WARNING = re.compile(r"projects/(\S+?):\d+:\d+: .* \[([a-z-]+)\]")
COMMANDS = (
    "check", "check projects/aurora.yml", "check --format github", "status", "status --json",
    "desk", "history aurora", "links", "links both", "build --plain", "build", "preflight",
    "agreement aurora -o a.pdf", "statement aurora -o a.md", "remind --dry-run", "doctor",
    "quote words", "log aurora x --dry-run",
)  # fmt: skip


def test_a_warning_that_a_file_allows_is_shown_nowhere_and_every_other_is(
    portfolio: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def said_by(words: str) -> str:
        said = run(*words.split()).output
        return said + "".join(capfd.readouterr())  # of a site generator, which is its own process

    for name, text in MANY_WARNINGS.items():
        (portfolio / "projects" / name).write_text(text, "utf-8")
    run("links")  # makes the secret
    found = set(NAMED_WARNING.findall(run("check").stdout))
    assert {name for _, name in found} >= {
        "early-done", "early-start", "flat-fee", "long-agreement", "no-calendars", "no-cap",
        "no-hash", "one-sided", "settled-for-less", "shared-page", "short-approval",
        "silent-consumer", "sudden", "whole-country",
    }  # fmt: skip
    for file in MANY_WARNINGS:
        names = sorted(name for where, name in found if where == file)
        with (portfolio / "projects" / file).open("a", encoding="utf-8") as text:
            text.write(f"allow: [{', '.join(names)}]\n")
    for words in COMMANDS:
        said = said_by(words)
        assert not [name for _, name in found if f"[{name}]" in said], words
        assert "needless" not in said, words
    studio = portfolio / "projects" / "_studio.yml"
    studio.write_text(studio.read_text("utf-8").replace("one-sided, ", ""), "utf-8")
    for words in ("check", "status", "desk", "links", "build --plain", "build", "history aurora"):
        assert {name for _, name in NAMED_WARNING.findall(said_by(words))} == {"one-sided"}, words


@pytest.mark.parametrize(
    ("file", "allow", "said"),
    [
        (
            "aurora.yml",
            "[no-calendars, extra-round]",
            "aurora.yml:14:23: allow[1]: this file has no",
        ),
        ("aurora.yml", "[no-calendars, shared-page]", "no warning 'shared-page': delete the name"),
        (
            "aurora.yml",
            "[no-calendars, long-agreement]",
            "no warning 'long-agreement': delete the name",
        ),
        ("_studio.yml", "[no-calendars]", "_studio.yml:7:9: allow[0]: this file has no"),
        ("aurora.yml", "[no-calendar]", "there is no warning 'no-calendar'; did you mean"),
        ("aurora.yml", "[no-calendars, sudden, needless-allow]", ""),
        ("aurora.yml", "[no-calendars, moved-page]", ""),  # which preflight looks at
    ],
)
def test_a_name_that_needs_no_allowing_is_said(
    portfolio: Path, file: str, allow: str, said: str
) -> None:
    path = portfolio / "projects" / file
    text = path.read_text("utf-8").replace("allow: [no-calendars]\n", "")
    path.write_text(f"{text}allow: {allow}\n", "utf-8")
    found = run("check").stdout
    assert (said in found) if said else ("needless" not in found)
    (portfolio / "projects" / "third.yml").write_text("title: [", "utf-8")
    assert "[needless-allow]" not in run("check").stdout or file == "_studio.yml"


def test_what_a_file_allows_because_of_another_is_not_called_needless_where_that_is_not_read(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COURTSIDE_TODAY", raising=False)
    path = portfolio / "projects" / "aurora.yml"
    text = path.read_text("utf-8").replace("client: {", "client: {cc: [books@sums.example], ")
    path.write_text(text, "utf-8")
    other = text.replace("Aurora", "Boreal").replace("lucia@aurora", "ana@boreal")
    other = other.replace("allow: [no-calendars]", "allow: [no-calendars, copied-client]")
    (portfolio / "projects" / "boreal.yml").write_text(other, "utf-8")
    assert "allow" not in run("check").stdout
    done = run("links", "boreal")
    assert done.exit_code == 0
    assert "allow" not in done.stderr


def test_a_project_file_in_a_folder_is_said_to_be_read_by_nobody(portfolio: Path) -> None:
    said = "projects/2026/nido.yml:1:1: project files are not read in folders: move it to projects/"
    for name in ("2026", "aurora", "_old", ".old"):
        (portfolio / "projects" / name).mkdir()
        shutil.copy(
            portfolio / "projects" / "aurora.yml", portfolio / "projects" / name / "nido.yml"
        )
    for words in ("check", "build --plain"):
        done = run(*words.split())
        assert done.exit_code == 0, done.output
        assert done.output.count("project files are not read in folders") == 1
        assert f"{said} (warning)" in done.output


def test_what_a_closed_project_allows_is_left_alone(portfolio: Path) -> None:
    aurora(portfolio, replace="allow:", by="closed: 2026-03-16\nallow:")
    assert "needless" not in run("check").stdout
