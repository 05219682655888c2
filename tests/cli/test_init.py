"""A copy becomes a house of one's own, whole or not at all; and what somebody wrote stays."""

from __future__ import annotations

import html
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown import markdown

from courtside.cli import init
from courtside.cli.main import main
from courtside.provider.setup import defaults, studio_file
from courtside.sealing.keys import RootSecret, SecretError
from courtside.source.yaml_reader import read
from courtside.workspace import keyring, shipped
from courtside.workspace.versions import vanished
from helpers.canaries import found as canaries_in
from helpers.copies import ANSWERS, commit, edit, git, options, shipped_copy, tree
from helpers.snapshots import RENEW, matches
from helpers.studio import CANARIES, CHECKOUT, SECRET, project, shipped_studio


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clean copy, as the current folder, on a machine that says nothing of its owner."""
    root = tmp_path / "copy"
    root.mkdir()
    shipped_copy(root)
    monkeypatch.chdir(root)
    monkeypatch.delenv("COURTSIDE_KEY", raising=False)
    return root


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, list(words), input=stdin)


@pytest.fixture
def sitting_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("cli_init", "cli_answers", "cli_names"):
        monkeypatch.setattr(f"courtside.{module}.somebody_is_there", lambda: True)


@pytest.fixture
def own(copy: Path) -> Path:
    """The same after its owner said yes."""
    assert run("init", *options(), "--yes").exit_code == 0
    return copy


# --- A clean copy --------------------------------------------------------------------------------


def test_an_empty_portfolio_comes_out(own: Path) -> None:
    names = {path.name for path in (own / "projects").iterdir()}
    assert names == {"_studio.yml", "index.md"}
    studio = yaml.safe_load((own / "projects" / "_studio.yml").read_text("utf-8"))
    assert studio["name"] == "Sur & Co"
    assert studio["email"] == "hola@sur.example"
    assert studio["timezone"] == "Europe/Lisbon"
    assert studio["calendar"] == {"week": "mon-thu", "holidays": "PT-11"}
    assert (studio["language"], studio["currency"]) == ("pt", "EUR")
    assert "example_day" not in studio
    assert set(studio["playbooks"]) == {"website", "logo", "retainer", "campaign"}
    steps = [step["do"] for side in studio["terms"]["late"].values() for step in side]
    assert not {"fee", "credit"} & set(steps)
    assert (own / "projects" / "index.md").read_text("utf-8").startswith("# Sur & Co\n")


def test_what_ships_as_terms_is_fair_with_money_and_without(own: Path) -> None:
    """The lines with `#` are meant to be used, both."""
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "")
    studio = own / "projects" / "_studio.yml"
    text = studio.read_text("utf-8")
    studio.write_text(text.replace("# - {after", "- {after").replace("# closed", "closed"))
    assert studio.read_text("utf-8").count("amount:") == text.plural("amount:") == 2
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "fee" in str(yaml.safe_load(studio.read_text("utf-8"))["terms"])


@pytest.mark.parametrize("name", ["mkdocs.yml", ".github/workflows/daily.yml"])
def test_of_the_others_only_the_lines_that_say_it_change(own: Path, name: str) -> None:
    old = (CHECKOUT / name).read_text("utf-8").splitlines()
    new = (own / name).read_text("utf-8").splitlines()
    changed = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    assert (
        changed
        == {
            "mkdocs.yml": [
                ("site_name: Norte Studio", "site_name: Sur & Co"),
                ("site_url: https://studio.example/", "site_url: https://sur.github.io/house/"),
                ("  language: en", "  language: pt"),
            ],
            ".github/workflows/daily.yml": [
                tuple(
                    f"      timezone: {zone}  # the studio's, as in _studio.yml; due dates end at "
                    "midnight there"
                    for zone in ("Europe/Madrid", "Europe/Lisbon")
                )
            ],
        }[name]
    )


def test_the_key_is_made_and_not_printed(copy: Path) -> None:
    result = run("init", *options(), "--yes")
    key = (copy / ".courtside" / "key").read_text().strip()
    assert f'key_id: "{RootSecret.parse(key).key_id}"' in (
        copy / "projects" / "_studio.yml"
    ).read_text("utf-8")
    assert key not in result.output
    assert "password manager" in result.stderr
    assert re.findall(r"^  courtside ([a-z]+)", result.stderr, re.M) == ["key", "new", "doctor"]
    assert ".courtside" not in git(copy, "status", "--porcelain")


def test_a_key_that_is_there_is_kept(copy: Path) -> None:
    """Whoever tried `make site` first has one."""
    assert run("links").exit_code == 0
    key = (copy / ".courtside" / "key").read_text()
    assert run("init", *options(), "--yes").exit_code == 0
    assert (copy / ".courtside" / "key").read_text() == key
    assert (copy / "projects" / "_studio.yml").read_text("utf-8").count("key_id:") == 1
    assert run("check").exit_code == 0


def test_the_portfolio_works(own: Path) -> None:
    new = ["new", "nido", "--playbook", "website", "--title", "Booking page", "--client", "Nido"]
    assert run(*new, "--email", "hello@nido.example", "--price", "3200").exit_code == 0
    assert run("check").exit_code == 0
    assert run("build", "--plain").exit_code == 0
    link = run("links", "nido", "--quiet").stdout
    slug = re.fullmatch(r"https://sur\.github\.io/house/p/([\w-]{22})/#[\w-]{43}\n", link)
    assert slug
    assert (own / "site" / "p" / slug[1] / "index.html").is_file()
    commit(own)
    assert vanished(own / "projects") == ()  # no example was anybody's project
    assert run("ready", "--repository-is", "private").exit_code == 0


def test_without_an_address_the_links_wait(copy: Path) -> None:
    result = run("init", *options(site_url=""), "--yes")
    assert result.exit_code == 0
    assert 'site_url: ""\n' in (copy / "mkdocs.yml").read_text("utf-8")
    assert "site_url in mkdocs.yml" in run("links").stderr
    assert run("build", "--plain").exit_code == 0


def test_a_name_of_all_signs_is_a_name_everywhere(copy: Path) -> None:
    name = '*Sur* [a](b): #1 <b>, "O\'K"'
    assert run("init", *options(name=name), "--yes").exit_code == 0
    assert yaml.safe_load((copy / "projects" / "_studio.yml").read_text("utf-8"))["name"] == name
    assert yaml.safe_load((copy / "mkdocs.yml").read_text("utf-8"))["site_name"] == name
    assert run("build", "--plain").exit_code == 0
    page = (copy / "site" / "index.html").read_text("utf-8")
    assert re.search(r"<h1>\*Sur\* \[a\]\(b\): #1 &lt;b&gt;, \"O'K\"</h1>", page)
    assert run("init", "--name", "Sur").exit_code == 0
    assert (copy / "projects" / "index.md").read_text("utf-8").startswith("# Sur\n")


# --- Asked, and not ------------------------------------------------------------------------------


def test_whoever_sits_there_is_asked(
    copy: Path, sitting_there: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    likely = dict.fromkeys(ANSWERS, "") | {
        "site_url": "https://sur.github.io/x/",
        "week": "sun-thu",
    }
    monkeypatch.setattr(defaults, "answers", lambda _ask: likely)
    said = "Sur\nhola\nhola@sur.example\nEurope/Lisbon\n\nPT-11\nen\nEUR\nhttp://x.example\n\ny\n"
    result = run("init", stdin=said)
    assert result.exit_code == 0, result.output
    assert "write for example lucia@aurora.example" in result.stderr
    assert "https only" in result.stderr
    studio = yaml.safe_load((copy / "projects" / "_studio.yml").read_text("utf-8"))
    assert (studio["name"], studio["calendar"]["week"]) == ("Sur", "sun-thu")
    assert "site_url: https://sur.github.io/x/\n" in (copy / "mkdocs.yml").read_text("utf-8")


def test_whoever_says_no_keeps_everything(copy: Path, sitting_there: None) -> None:
    before = tree(copy)
    result = run("init", *options(), stdin="n\n")
    assert result.exit_code == 1
    assert "15 files of projects/" in result.stderr
    assert "Nothing was written." in result.stderr
    assert tree(copy) == before


def test_where_nobody_sits_what_is_missing_is_said(copy: Path) -> None:
    before = tree(copy)
    result = run("init", "--name", "Sur")
    assert result.exit_code == 2
    assert "--email" in result.stderr
    assert run("init", *options()).exit_code == 1  # nobody said yes
    assert tree(copy) == before


def test_a_dry_run_shows_the_difference_and_writes_nothing(copy: Path) -> None:
    before = tree(copy)
    result = run("init", *options(), "--dry-run")
    assert result.exit_code == 0
    assert "+name: Sur & Co\n" in result.stdout
    assert "projects/kiln.yml would go\n" in result.stdout
    assert tree(copy) == before


WRONG = {
    "name": ("", "--name: this is not written as expected: write for example Norte Studio"),
    "email": ("hola", "--email: this is not written as expected"),
    "timezone": ("Europe/Madird", "did you mean 'Europe/Madrid'?"),
    "week": ("mon-fry", "did you mean 'mon-fri'?"),
    "holidays": ("ES-XX", "no holidays of 'XX' in 'ES' are known"),
    "language": ("xx", "is none of 'en', 'es'"),
    "currency": ("EUX", "not a currency of ISO 4217"),
    "site-url": ("http://sur.example/", "--site-url: browsers open a portal over https only"),
}


def test_every_answer_that_cannot_be_is_said_at_once_and_nothing_written(copy: Path) -> None:
    before = tree(copy)
    given = {name.replace("-", "_"): value for name, (value, _) in WRONG.items()}
    result = run("init", *options(**given), "--yes")
    assert result.exit_code == 1
    for name, (_, said) in WRONG.items():
        assert said in result.stderr, name
    assert tree(copy) == before


@pytest.mark.parametrize(
    "address", ["sur.example", "https://", "https://sur.example/?a", "https://u:p@x.example/", "x"]
)
def test_what_is_no_address_of_a_site(copy: Path, address: str) -> None:
    result = run("init", *options(site_url=address), "--yes")
    assert result.exit_code == 1
    assert result.stderr.startswith("--site-url: ")


@pytest.mark.parametrize("name", ["Sur\x07", "Sur\nNorte", "\ud800", " "])
def test_a_name_that_no_file_can_hold(copy: Path, name: str) -> None:
    before = tree(copy)
    result = run("init", *options(name=name), "--yes")
    assert result.exit_code == 1
    assert result.stderr.startswith("--name: ")
    assert tree(copy) == before


# --- All or nothing ------------------------------------------------------------------------------


def test_a_damaged_key_stops_it_before(copy: Path) -> None:
    (copy / ".courtside").mkdir()
    (copy / ".courtside" / "key").write_bytes(b"\xff\xfenonsense")
    before = tree(copy)
    result = run("init", *options(), "--yes")
    assert result.exit_code == 1
    assert "Nothing was written." in result.stderr
    assert tree(copy) == before


def test_another_key_than_the_portfolio_s_stops_it_before(copy: Path) -> None:
    studio = copy / "projects" / "_studio.yml"
    studio.write_text(studio.read_text("utf-8") + 'key_id: "0123456789abcdef"\n')
    before = tree(copy)
    assert "is missing" in run("init", *options(), "--yes").stderr
    (copy / ".courtside").mkdir()
    (copy / ".courtside" / "key").write_text(SECRET)
    before = tree(copy)
    assert "does not match key_id" in run("init", *options(), "--yes").stderr
    assert tree(copy) == before


def test_a_key_that_cannot_be_kept_puts_everything_back(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", ".courtside/key")

    before = tree(copy)
    monkeypatch.setattr(keyring, "root_secrets", full)
    result = run("init", *options(), "--yes")
    assert result.exit_code == 1
    assert "the disk is full. Nothing was written." in result.stderr
    assert tree(copy) == before


def test_a_damaged_previous_key_stops_it_before(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(copy)
    monkeypatch.setenv("COURTSIDE_KEY_PREVIOUS", "short")
    result = run("init", *options(), "--yes")
    assert result.exit_code == 1
    assert "COURTSIDE_KEY_PREVIOUS: " in result.stderr
    assert "Nothing was written." in result.stderr
    assert tree(copy) == before


@pytest.mark.parametrize("gone", [False, True])
def test_an_example_that_is_changed_during_the_questions_stays(
    copy: Path, monkeypatch: pytest.MonkeyPatch, gone: bool
) -> None:
    example = copy / "projects" / "atlas.yml"
    before = tree(copy)

    def meanwhile(_copy: object) -> bool:
        if gone:
            example.unlink()
        else:
            example.write_text("mine")
        return True

    monkeypatch.setattr(init, "_agreed", meanwhile)
    result = run("init", *options())
    assert result.exit_code == 1
    assert "atlas.yml" in result.stderr
    assert "Nothing was written." in result.stderr
    assert {name for name, content in tree(copy).items() if before[name] != content} == (
        set() if gone else {"projects/atlas.yml"}
    )


def test_a_problem_in_another_file_stops_it(copy: Path) -> None:
    (copy / "projects" / "mine.yml").write_text(project().replace("owner: client", "owner: x"))
    before = tree(copy)
    result = run("init", *options(), "--yes")
    assert result.exit_code == 1
    assert "projects/mine.yml:6:" in result.stderr
    assert tree(copy) == before


# --- What somebody wrote -------------------------------------------------------------------------


def test_a_project_of_one_s_own_stays(copy: Path) -> None:
    mine = copy / "projects" / "mine.yml"
    mine.write_text(project())
    (copy / "projects" / "atlas" / "notes.txt").write_text("mine")
    assert run("init", *options(), "--yes").exit_code == 0
    names = {path.name for path in (copy / "projects").iterdir()}
    assert names == {"_studio.yml", "index.md", "mine.yml", "atlas"}
    assert mine.read_text() == project()
    assert [path.name for path in (copy / "projects" / "atlas").iterdir()] == ["notes.txt"]


def test_an_example_that_was_changed_stays_with_what_belongs_to_it(copy: Path) -> None:
    atlas = copy / "projects" / "atlas.yml"
    atlas.write_text(project() + "files: [sitemap.txt]\n")
    result = run("init", *options(), "--yes")
    assert result.exit_code == 0, result.output
    assert "projects/atlas.yml came as an example and stays" in result.stdout
    assert atlas.is_file()
    assert (copy / "projects" / "atlas" / "sitemap.txt").is_file()
    assert not (copy / "projects" / "kiln.yml").exists()


def test_an_example_that_was_signed_with_another_portfolio_is_named(copy: Path) -> None:
    edit(copy / "projects" / "kiln.yml", "\n", "\n# played with\n")
    before = tree(copy)
    result = run("init", *options(), "--yes")
    assert result.exit_code == 1
    assert "projects/kiln.yml: it came as an example: delete it, if it is no" in result.stderr
    assert tree(copy) == before


def test_line_ends_of_another_system_make_no_difference(copy: Path) -> None:
    for path in (copy / "projects").glob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run("init", *options(), "--yes").exit_code == 0
    assert {path.name for path in (copy / "projects").iterdir()} == {"_studio.yml", "index.md"}
    assert run("check").exit_code == 0


def test_a_front_page_in_one_s_own_words_stays(copy: Path) -> None:
    front = copy / "projects" / "index.md"
    front.write_text("# Somebody else\n\n# Norte Studio\n")
    assert run("init", *options(), "--yes").exit_code == 0
    assert front.read_text() == "# Somebody else\n\n# Norte Studio\n"


def test_no_client_is_in_what_is_said(copy: Path) -> None:
    mine = copy / "projects" / "mine.yml"
    said = []
    for text in (project(), project().replace("owner: client", "owner: x")):
        mine.write_text(text)
        said += [run("init", *options(), *more).output for more in (["--dry-run"], ["--yes"])]
    said.append(run("init", "--timezone", "Europe/Madrid").output)
    assert "mine.yml" in said[-1]
    key = (copy / ".courtside" / "key").read_text().strip()
    assert not [text for text in said if canaries_in(text.encode(), (*CANARIES, key))]


# --- A second time -------------------------------------------------------------------------------


def test_a_second_time_it_says_that_the_portfolio_is_there(own: Path, sitting_there: None) -> None:
    (own / "projects" / "kiln.yml").write_text(project())
    before = tree(own)
    result = run("init", "--yes")
    assert result.exit_code == 1
    assert "This house is yours already." in result.stderr
    assert tree(own) == before


def test_a_second_time_only_what_is_named_changes(own: Path) -> None:
    (own / "projects" / "kiln.yml").write_text(project())
    before = tree(own)
    result = run("init", "--timezone", "America/Lima", "--holidays", "PE", "--yes")
    assert result.exit_code == 0
    after = tree(own)
    names = {name for name in after if after[name] != before.get(name)}
    assert names == {"projects/_studio.yml", ".github/workflows/daily.yml"}
    assert after.keys() == before.keys()
    studio = before["projects/_studio.yml"].decode()
    studio = studio.replace("Europe/Lisbon", "America/Lima").replace(
        "holidays: PT-11", "holidays: PE"
    )
    assert after["projects/_studio.yml"].decode() == studio


def test_a_second_time_what_stands_there_already_is_said(own: Path) -> None:
    run("init", "--timezone", "America/Lima", "--yes")
    before = tree(own)
    result = run("init", "--timezone", "America/Lima", "--yes")
    assert result.exit_code == 0
    assert result.stderr == "All of that stands there already.\n"
    assert tree(own) == before


def test_whoever_was_stopped_before_the_key_hears_of_it_the_second_time(own: Path) -> None:
    studio = own / "projects" / "_studio.yml"
    studio.write_text(re.sub("(?m)^key_id.*\n", "", studio.read_text()))
    shutil.rmtree(own / ".courtside")
    result = run("init", "--name", "Studio Mia", "--yes")
    assert result.exit_code == 0
    assert "courtside key show" in result.stderr
    assert "key_id" in studio.read_text()


def test_a_second_time_a_wrong_answer_changes_nothing(own: Path) -> None:
    before = tree(own)
    assert run("init", "--timezone", "Lima").exit_code == 1
    assert run("init", "--currency", "PEN", "--holidays", "PERU").exit_code == 1
    assert tree(own) == before


def test_what_was_signed_keeps_the_name(own: Path) -> None:
    """A new name is another party: the files that were signed say so, and nothing changes."""
    (own / "projects" / "kiln.yml").write_text(project())
    assert run("sign", "kiln", "--by", "Ana").exit_code == 0
    before = tree(own)
    result = run("init", "--name", "Norte")
    assert result.exit_code == 1
    assert "signed.hash" in result.stderr
    assert tree(own) == before


def test_a_portfolio_written_by_hand_can_still_be_cleared(copy: Path) -> None:
    """Whoever wrote their own _studio.yml first has the examples as leftovers."""
    studio = copy / "projects" / "_studio.yml"
    edit(studio, "hola@norte.example", "hola@sur.example")
    edit(studio, "example_day:", "# example_day:")
    commit(copy)
    before = studio.read_text()
    assert "say --yes" in run("init").stderr
    assert run("init", "--yes").exit_code == 0
    assert re.fullmatch(re.escape(before) + 'key_id: "[0-9a-f]{16}"\n', studio.read_text())
    assert {path.name for path in (copy / "projects").iterdir()} == {"_studio.yml", "index.md"}
    commit(copy)
    assert vanished(copy / "projects") == ()
    assert run("ready").exit_code == 0


def test_the_examples_day_goes_by_itself(own: Path, sitting_there: None) -> None:
    studio = own / "projects" / "_studio.yml"
    before = studio.read_text("utf-8")
    edit(studio, "capacity:", "example_day: 2026-06-22\ncapacity:")
    assert run("init", stdin="n\n").exit_code == 1
    assert "example_day" in studio.read_text("utf-8")
    result = run("init", stdin="y\n")
    assert "Take example_day out" in result.stderr
    assert studio.read_text("utf-8") == before


def test_where_the_examples_were_taken_away_by_hand_nobody_has_to_say_yes(copy: Path) -> None:
    for path in (copy / "projects").iterdir():
        if path.name not in ("_studio.yml", "index.md", "atlas"):
            path.unlink()
    (copy / "projects" / "atlas" / "sitemap.txt").unlink()
    studio = copy / "projects" / "_studio.yml"
    studio.write_bytes(re.sub(rb"(?m)^example_day.*\n", b"", shipped_studio()))
    edit(copy / "mkdocs.yml", "https://studio.example/", "https://sur.example/")
    words = [word for word in options() if word not in ("--site-url", ANSWERS["site-url"])]
    assert run("init", *words).exit_code == 0
    assert "name: Sur & Co" in studio.read_text("utf-8")
    assert "site_url: https://sur.example/" in (copy / "mkdocs.yml").read_text("utf-8")


def test_a_studio_file_that_cannot_be_read_is_not_touched(own: Path) -> None:
    (own / "projects" / "_studio.yml").write_text("name: [Sur\n")
    before = tree(own)
    result = run("init", "--name", "Sur")
    assert result.exit_code == 1
    assert "courtside check says why" in result.stderr
    assert tree(own) == before


# --- What ships ----------------------------------------------------------------------------------


def test_the_list_of_what_ships_is_up_to_date() -> None:
    """A file that changed keeps its older lines, so that older copies are known too; the new ones
    come in as snapshots do."""
    listed = git(CHECKOUT, "ls-files", "--", "projects").splitlines()
    now = {}
    for path in listed:
        name = path.removeprefix("projects/")
        content = shipped_studio() if name == "_studio.yml" else (CHECKOUT / path).read_bytes()
        now[name] = shipped.digest(name, content)
    missing = [name for name in now if now[name] not in shipped.SHIPPED.get(name, ())]
    if os.environ.get("COURTSIDE_SNAPSHOTS") == "renew":
        lines = shipped.LIST.read_text("ascii").splitlines()
        lines += [f"{now[name]}  {name}" for name in missing]
        lines.sort(key=lambda line: line.split("  ")[1])
        shipped.LIST.write_text("\n".join(lines) + "\n", "ascii", newline="\n")
    else:
        assert not missing, f"not as in {shipped.LIST.name}; if that is meant: {RENEW}"


def test_nobody_s_own_file_is_taken_for_one_that_ships() -> None:
    assert shipped.as_shipped("kiln.yml", (CHECKOUT / "projects" / "kiln.yml").read_bytes())
    assert not shipped.as_shipped("mine.yml", (CHECKOUT / "projects" / "kiln.yml").read_bytes())
    assert not shipped.as_shipped("kiln.yml", b"")
    played = shipped_studio().replace(b"example_day", b"# example_day") + b'key_id: "x"\n'
    assert not shipped.as_shipped("_studio.yml", played)
    played = re.sub(rb"(?m)^example_day.*\n", b"", shipped_studio()) + b'key_id: "x"\n'
    assert shipped.as_shipped("_studio.yml", played)


def test_the_new_portfolio_s_file_reads_well() -> None:
    answers = {name.replace("-", "_"): value for name, value in ANSWERS.items()}
    matches("studio.yml", studio_file.studio_text(answers, shipped_studio().decode()))


@given(name=st.text(max_size=40), zone=st.sampled_from(["Europe/Lisbon", "America/Lima", "UTC"]))
@settings(max_examples=60)
def test_whatever_name_is_good_stands_in_every_file(name: str, zone: str) -> None:
    assume(name.strip() == name and not studio_file.wrong({"name": name}))
    texts = studio_file.Texts(
        studio=shipped_studio().decode(),
        front="# Norte Studio\n",
        settings="site_name: Norte Studio\nsite_url: https://studio.example/\n",
        daily="on:\n  schedule:\n    - cron: x\n      timezone: Europe/Madrid  # ours\n",
    )
    answers = {**{key.replace("-", "_"): value for key, value in ANSWERS.items()}, "name": name}
    new = studio_file.founded(texts, {**answers, "timezone": zone}, known_as=("Norte Studio",))
    for text, field in ((new.studio, "name"), (new.settings, "site_name")):
        source, problems = read(text, file="x.yml")
        assert source
        assert (source.data[field], problems) == (name, ())
    assert f"timezone: {zone}  # ours\n" in new.daily
    heading = html.unescape(re.sub("</?h1>", "", markdown(new.front)))
    assert heading.split() == name.split()
    again = studio_file.changed(new, {"name": "Norte Studio"}, known_as=(name,))
    assert (again.front, again.settings.count("Norte Studio")) == ("# Norte Studio\n", 1)


# --- What is likely ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:Sur/house.git", "https://sur.github.io/house/"),
        ("https://github.com/sur/house", "https://sur.github.io/house/"),
        ("https://me:secret@github.com/sur/sur.github.io.git", "https://sur.github.io/"),
        ("ssh://git@github.com/sur/a.b.git", "https://sur.github.io/a.b/"),
        ("git@gitlab.com:sur/house.git", ""),
        ("", ""),
    ],
)
def test_where_github_publishes(remote: str, address: str) -> None:
    assert defaults.address(lambda *_: f"{remote}\n".encode()) == address


@pytest.mark.parametrize(
    ("zone", "likely"),
    [
        ("Europe/Madrid", ("mon-fri", "ES", "EUR")),
        ("Asia/Jerusalem", ("sun-thu", "IL", "ILS")),
        ("America/Lima", ("mon-fri", "PE", "PEN")),
        ("", ("mon-fri", "none", "")),
    ],
)
def test_what_a_zone_says_of_a_country(
    zone: str, likely: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(defaults, "_zone", lambda: zone)
    found = defaults.answers(lambda *_: None)
    assert tuple(found[name] for name in ("week", "holidays", "currency")) == likely
    answers = {name: value for name, value in found.items() if value and name != "site_url"}
    assert studio_file.wrong(answers) == {}


def test_keyfault_is_a_sentence(copy: Path) -> None:
    (copy / ".courtside").mkdir()
    (copy / ".courtside" / "key").write_bytes(b"\xff" * 43)
    with pytest.raises(SecretError):
        keyring.present(copy, {})
    assert init.DONE.count("courtside ") == 3


def test_a_country_that_leaves_out_holidays_is_warned_about(copy: Path) -> None:
    result = run("init", *options(holidays="AU"), "--yes")
    assert result.exit_code == 0
    assert "calendar.holidays: 'AU' alone leaves out holidays" in result.stderr


@pytest.mark.parametrize(
    ("field", "typed", "meant"),
    [
        ("week", "lun-vie", "mon-fri"),
        ("week", "Mo–Do", "mon-thu"),
        ("language", "Español", "es"),
        ("currency", "pen", "PEN"),
        ("holidays", "pt-11", "PT-11"),
        ("timezone", "america/lima", "America/Lima"),
    ],
)
def test_answers_are_read_as_people_write_them(
    copy: Path, field: str, typed: str, meant: str
) -> None:
    assert run("init", *options(**{field: typed}), "--yes").exit_code == 0
    studio = yaml.safe_load((copy / "projects" / "_studio.yml").read_text("utf-8"))
    assert (studio | studio["calendar"])[field] == meant
