"""A studio is set up whole or not at all; in one that is there, only what is named changes."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown import markdown

from courtside.cli.main import main
from courtside.model.values import Language
from courtside.provider.setup import defaults, engine_line, starter, studio_file, upgrade
from courtside.sealing.keys import RootSecret
from courtside.source import load, migrations
from courtside.source.yaml_reader import read
from courtside.workspace import commits, keyring
from courtside.workspace.deleted import vanished
from helpers import starter as derived
from helpers.canaries import found as canaries_in
from helpers.copies import ANSWERS, commit, git, new_studio, options, tree
from helpers.studio import CANARIES, SECRET, project

LANGUAGES = get_args(Language)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, as the current one, on a machine that says nothing of its owner."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COURTSIDE_KEY", raising=False)
    return tmp_path


@pytest.fixture
def own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new studio, as the current folder."""
    root = new_studio(folder / "nido")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def sitting_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("courtside.cli.terminal.somebody_is_there", lambda: True)


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, list(words), input=stdin)


def created(**answers: str) -> Path:
    assert run("init", "nido", *options(**answers), "--yes").exit_code == 0
    return Path("nido")


def studio_of(root: Path) -> Any:
    return yaml.safe_load((root / "projects" / "_studio.yml").read_text("utf-8"))


# --- A new studio --------------------------------------------------------------------------------


def test_a_thin_repository_comes_out(folder: Path) -> None:
    root = created()
    studio = studio_of(root)
    assert studio["name"] == "Sur & Co"
    assert studio["email"] == "hola@sur.example"
    assert studio["timezone"] == "Europe/Lisbon"
    assert studio["calendar"] == {"week": "mon-thu", "holidays": "PT-11"}
    assert (studio["language"], studio["currency"]) == ("pt", "EUR")
    assert studio["format"] == migrations.newest()
    settings = yaml.safe_load((root / "mkdocs.yml").read_text("utf-8"))
    assert (settings["site_name"], settings["theme"]["language"]) == ("Sur & Co", "pt")
    assert settings["site_url"] == "https://sur.github.io/studio/"
    assert (root / "projects" / "index.md").read_text("utf-8").startswith("# Sur & Co\n")
    assert "timezone: Europe/Lisbon  #" in (root / starter.DAILY).read_text("utf-8")
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "log", "--format=%s", "main") == "Set up the studio with Courtside"
    files = git(root, "ls-files").splitlines()
    assert len(files) < 40
    assert {path.split("/")[0] for path in files} == {
        *(".courtside", ".gitattributes", ".github", ".gitignore", "README.md", "hooks"),
        *("mkdocs.yml", "overrides", "projects", "pyproject.toml", "requirements.lock", "tests"),
    }
    ours = {path.removeprefix(".github/") for path in files if path.startswith(".github/")}
    assert ours == {  # nothing for Dependabot, which cannot read the lock
        *(f"workflows/{name}.yml" for name in ("check", "daily", "publish", "site")),
        "install",
    }


def test_the_secret_is_made_and_neither_printed_nor_committed(folder: Path) -> None:
    result = run("init", "nido", *options(), "--yes")
    key = (folder / "nido" / ".courtside" / "key").read_text().strip()
    assert studio_of(folder / "nido")["key_id"] == RootSecret.parse(key).key_id
    assert key not in result.output
    tracked = git(folder / "nido", "ls-files", ".courtside").splitlines()
    assert tracked == [
        ".courtside/schema/project.json",
        ".courtside/schema/studio.json",
        ".courtside/shipped.sha256",
    ]


def test_the_next_step_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run("init", "nido", *options(), "--yes").stderr
    assert "password manager" in said
    steps = ["cd nido", "courtside key show", "courtside new nido", "courtside doctor"]
    assert re.findall(r"(?m)^  (\S+ \S+(?: \S+)?)", said) == steps
    assert '  cd "our clients"\n' in run("init", "our clients", *options(), "--yes").stderr
    (folder / "here").mkdir()
    monkeypatch.chdir(folder / "here")
    assert "  cd " not in run("init", *options(), "--yes").stderr
    assert (folder / "here" / "mkdocs.yml").is_file()


def test_the_studio_works(own: Path) -> None:
    new = ["new", "nido", "--template", "site", "--title", "Booking page", "--client", "Nido"]
    assert run(*new, "--email", "hello@nido.example", "--price", "3200").exit_code == 0
    assert run("check").exit_code == 0
    assert run("build", "--plain").exit_code == 0
    link = run("links", "nido", "--quiet").stdout
    slug = re.fullmatch(r"https://sur\.github\.io/studio/p/([\w-]{22})/#[\w-]{43}\n", link)
    assert slug
    assert (own / "site" / "p" / slug[1] / "index.html").is_file()
    commit(own)
    assert not vanished(own / "projects")
    assert run("preflight", "--repository-is", "private").exit_code == 0


def test_every_file_names_a_schema_that_is_there(own: Path, folder: Path) -> None:
    new = ["--template", "site", "--title", "x", "--client", "Nido", "--email", "a@b.example"]
    assert run("new", "nido", *new, "--price", "3200").exit_code == 0
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    text = (own / "projects" / "_studio.yml").read_text("utf-8")
    (elsewhere / "_studio.yml").write_text(text, "utf-8")
    git(folder, "init", "--quiet")
    commit(elsewhere)
    done = run("new", "nido", *new, "--price", "3200", "--projects", str(elsewhere))
    assert done.exit_code == 0, done.output
    for file in (*(own / "projects").glob("*.yml"), elsewhere / "nido.yml"):
        first = file.read_text("utf-8").splitlines()[0]
        path = first.removeprefix("# yaml-language-server: $schema=")
        schema = json.loads((file.parent / path).read_text("utf-8"))
        assert schema["title"].startswith("Courtside: ")
        checked = subprocess.run(
            [sys.executable, "-m", "check_jsonschema", "--schemafile", file.parent / path, file],
            capture_output=True,
            text=True,
        )
        assert checked.returncode == 0, checked.stdout


def test_without_an_address_the_links_wait(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = [word for word in options() if word not in ("--site-url", ANSWERS["site-url"])]
    assert run("init", "nido", *words, "--yes").exit_code == 0
    assert 'site_url: ""\n' in (folder / "nido" / "mkdocs.yml").read_text("utf-8")
    monkeypatch.chdir(folder / "nido")
    said = run("links").stderr
    assert "mkdocs.yml has no site_url" in said
    assert said.endswith(": courtside init --site-url ADDRESS\n")


def test_a_name_of_all_signs_is_a_name_everywhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = '*Sur* [a](b): #1 <b>, "O\'K"'
    root = created(name=name)
    assert studio_of(root)["name"] == name
    monkeypatch.chdir(root)
    assert run("build", "--plain").exit_code == 0
    page = Path("site/index.html").read_text("utf-8")
    assert re.search(r"<h1>\*Sur\* \[a\]\(b\): #1 &lt;b&gt;, \"O'K\"</h1>", page)
    assert run("init", "--name", "Sur").exit_code == 0
    assert Path("projects/index.md").read_text("utf-8").startswith("# Sur\n")


# --- In every language ---------------------------------------------------------------------------


def _stages(book: Any) -> list[Any]:
    texts = {"id", "title", "gives", "approves"}
    stages = book["stages"]
    ids = [stage["id"] for stage in stages]
    return [
        {name: value for name, value in stage.items() if name not in texts}
        | {"approves": ids.index(stage["approves"]) if "approves" in stage else None}
        | {"gives": len(stage.get("gives", ()))}
        for stage in stages
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same(language: str) -> None:
    """The same terms and stages, in other words; and none of the English ones."""
    names = ("mkdocs.yml", "projects/_studio.yml")
    ours, english = (starter.owned(code) for code in (language, "en"))
    settings, studio = (yaml.safe_load(ours[name]) for name in names)
    usual, known = (yaml.safe_load(english[name]) for name in names)
    assert settings == {**usual, "theme": {**usual["theme"], "language": language}}
    assert {**studio, "playbooks": 0} == {**known, "playbooks": 0, "language": language}
    books = zip(studio["playbooks"].values(), known["playbooks"].values(), strict=True)
    for book, other in books:
        assert book.get("deposit") == other.get("deposit")
        assert _stages(book) == _stages(other)
        if language != "en":
            titles, theirs = (
                {stage["title"] for stage in template["stages"]} for template in (book, other)
            )
            assert titles & theirs <= {"Briefing", "Concept", "Design", "Publication"}
    comments = [
        [
            line.partition("#")[2]
            for line in text["projects/_studio.yml"].splitlines()
            if "#" in line
        ]
        for text in (ours, english)
    ]
    assert len(comments[0]) == len(comments[1])
    if language != "en":
        same = {text for text in set(comments[0]) & set(comments[1]) if " {" not in text}
        assert same <= {" yaml-language-server: $schema=../.courtside/schema/studio.json"}
    shell = starter.shell(starter.StudioFacts(language=language, timezone="Europe/Madrid"))
    read_me, theirs = (
        (derived.SHELL.parent / "languages" / code / "README.md").read_text("utf-8")
        for code in (language, "en")
    )
    assert shell["README.md"] == read_me.encode()
    commands = [re.findall(r"courtside (\w+)", text) for text in (read_me, theirs)]
    assert commands[0] == commands[1]
    assert (read_me == theirs) == (language == "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terms_are_fair_with_money_and_without(language: str) -> None:
    """The lines with `#` are meant to be used, both."""
    text = starter.owned(language)["projects/_studio.yml"]
    steps = [step["do"] for side in yaml.safe_load(text)["terms"]["late"].values() for step in side]
    assert not {"fee", "credit"} & set(steps)
    used = re.sub(r"# (?=- \{after|closed:|tax:)", "", text)
    assert used.count("amount:") == 2
    for content in (text, used):
        portfolio, problems = load.load_portfolio({"_studio.yml": content.encode()})
        assert portfolio
        assert problems == ()
    assert "fee" in str(yaml.safe_load(used)["terms"])


# --- Asked, and not ------------------------------------------------------------------------------


def test_whoever_sits_there_is_asked(
    folder: Path, sitting_there: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    likely = dict.fromkeys(studio_file.FIELDS, "") | {"site_url": "https://sur.github.io/x/"}
    monkeypatch.setattr(defaults, "answers", lambda _ask: likely)
    said = "es\nSur\nhola\nhola@sur.example\nAsia/Jerusalem\n\nPT-11\nEUR\nhttp://x.example\n\n"
    result = run("init", "nido", stdin=said)
    assert result.exit_code == 0, result.output
    assert "is not written as expected: write for example " in result.stderr
    assert "only over https" in result.stderr
    studio = studio_of(folder / "nido")
    assert (studio["name"], studio["calendar"]["week"]) == ("Sur", "sun-thu")
    settings = (folder / "nido" / "mkdocs.yml").read_text("utf-8")
    assert "site_url: https://sur.github.io/x/\n" in settings


ASKED = ("--name", "Sur", "--email", "hola@sur.example", "--timezone", "Europe/Madrid",
         "--language", "en", "--week", "mon-fri", "--currency", "EUR",
         "--site-url", "")  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "holidays"),
    [("ES\nES-MD\n", "ES-MD"), ("España\nmd\n", "ES-MD"), ("ES\nandalucia\n", "ES-AN"),
     ("ES\nNarnia\nES-CT\n", "ES-CT"), ("ES\n\n", "ES"), ("UK\nScotland\n", "UK-SCT"),
     ("PT\n", "PT"), ("ES-MD\n", "ES-MD")],
)  # fmt: skip
def test_a_country_whose_regions_differ_is_asked_for_the_region(
    folder: Path, sitting_there: None, typed: str, holidays: str
) -> None:
    result = run("init", "nido", *ASKED, stdin=typed)
    assert result.exit_code == 0, result.output
    assert studio_of(folder / "nido")["calendar"]["holidays"] == holidays
    assert ("ES-MD Madrid" in result.stderr) == (typed.startswith("ES\n") or "Espa" in typed)
    assert ("no region 'Narnia'" in result.stderr) == ("Narnia" in typed)


def test_many_regions_are_listed_in_rows(folder: Path, sitting_there: None) -> None:
    """Fifty-seven of them, of which some have the holidays of the whole country alone."""
    said = run("init", "nido", *ASKED, stdin="US\nUS-WY\n").stderr
    start = said.index("The regions of US; many have holidays of their own:\n")
    rows = said[start : said.index("Your region, or US")].splitlines()[1:]
    assert max(map(len, rows)) <= 79
    listed = [part.strip() for row in rows for part in re.split(r"  +(?=US-)", row.strip())]
    assert {"US-AL Alabama", "US-NY New York", "US-WY Wyoming"} <= {*listed}
    assert len(listed) > 50


def test_an_empty_answer_says_what_is_wanted(folder: Path, sitting_there: None) -> None:
    words = [word for word in ASKED if word not in ("--site-url", "")]
    result = run("init", "nido", *words, "--holidays", "PT", stdin="\n")
    assert result.exit_code == 0, result.output
    assert "leave empty if you do not know it yet: " in result.stderr
    assert "[]" not in result.stderr
    asking = run("init", "other", *words[2:], "--holidays", "PT", "--site-url", "", stdin="\nSur\n")
    assert "Write an answer." in asking.stderr
    assert asking.exit_code == 0, asking.output


def test_an_empty_choice_says_what_there_is(own: Path, sitting_there: None) -> None:
    words = ("--title", "T", "--client", "C", "--email", "c@c.example", "--price", "900")
    result = run("new", "booking", *words, stdin="\nsite\n")
    assert result.exit_code == 0, result.output
    assert re.search("Write one of these: .*site", result.stderr)


def test_with_yes_nothing_is_asked(
    folder: Path, sitting_there: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    likely = {**{name.replace("-", "_"): value for name, value in ANSWERS.items()}, "email": ""}
    monkeypatch.setattr(defaults, "answers", lambda _ask: likely)
    missing = run("init", "nido", "--yes")
    assert missing.exit_code == 2
    assert "Missing options: --email." in missing.stderr
    assert run("init", "nido", "--yes", "--email", "hola@sur.example").exit_code == 0
    assert studio_of(folder / "nido")["name"] == "Sur & Co"


def test_what_is_likely_goes_by_the_time_zone_that_was_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(defaults, "_zone", lambda: "Europe/Madrid")
    given = ("--name", "Sur", "--email", "hola@sur.example", "--timezone", "asia/jerusalem")
    assert run("init", "nido", *given, "--yes").exit_code == 0
    studio = studio_of(folder / "nido")
    assert studio["calendar"] == {"week": "sun-thu", "holidays": "IL"}
    assert studio["currency"] == "ILS"


def test_where_nobody_sits_what_is_missing_is_said(folder: Path) -> None:
    result = run("init", "nido", "--name", "Sur", "--email", "hola@sur.example")
    assert result.exit_code == 2
    assert "--timezone, --week, --holidays, --currency. Nothing was written." in result.stderr
    assert tree(folder) == {}


def test_a_dry_run_lists_the_files_and_writes_nothing(folder: Path) -> None:
    result = run("init", "nido", *options(), "--yes", "--dry-run")
    assert result.exit_code == 0
    assert "nido/projects/_studio.yml\n" in result.stdout
    assert not (folder / "nido").exists()


WRONG = {
    "name": ("", "--name: this is not written as expected: write for example Norte Studio"),
    "email": ("hola", "--email: this is not written as expected"),
    "timezone": ("Europe/Madird", "did you mean 'Europe/Madrid'?"),
    "week": ("mon-fry", "did you mean 'mon-fri'?"),
    "holidays": ("ES-XX", "no region 'XX' is known in 'ES'"),
    "language": ("xx", "is not one of 'en', 'es'"),
    "currency": ("EUX", "not a currency of ISO 4217"),
    "site-url": ("http://sur.example/", "--site-url: browsers open a portal only over https"),
}


def test_every_wrong_answer_is_said_at_once_and_nothing_is_written(folder: Path) -> None:
    given = {name.replace("-", "_"): value for name, (value, _) in WRONG.items()}
    result = run("init", "nido", *options(**given), "--yes")
    assert result.exit_code == 1
    for name, (_, said) in WRONG.items():
        assert said in result.stderr, name
    assert not (folder / "nido").exists()


@pytest.mark.parametrize(
    "address", ["sur.example", "https://", "https://sur.example/?a", "https://u:p@x.example/", "x"]
)
def test_what_is_no_address_of_a_site(folder: Path, address: str) -> None:
    result = run("init", "nido", *options(site_url=address), "--yes")
    assert result.exit_code == 1
    assert result.stderr.startswith("--site-url: ")


@pytest.mark.parametrize("name", ["Sur\x07", "Sur\nNorte", " "])
def test_a_name_that_no_file_can_hold(folder: Path, name: str) -> None:
    result = run("init", "nido", *options(name=name), "--yes")
    assert result.exit_code == 1
    assert result.stderr.startswith("--name: ")
    assert not (folder / "nido").exists()


def test_a_name_that_no_terminal_can_type(folder: Path) -> None:
    result = run("init", "nido", *options(name="\ud800"), "--yes")
    assert result.exit_code == 2
    assert "What you typed is not UTF-8" in result.stderr
    assert not (folder / "nido").exists()


@pytest.mark.parametrize(
    ("field", "typed", "meant"),
    [
        ("timezone", "paris", "Europe/Paris"),
        ("timezone", "New York", "America/New_York"),
        ("holidays", "Francia", "FR"),
        ("holidays", "Schweiz", "CH"),
        ("currency", "euro", "EUR"),
        ("currency", "US dollar", "USD"),
        ("week", "lun-vie", "mon-fri"),
        ("week", "Mo–Do", "mon-thu"),
        ("language", "Español", "es"),
        ("currency", "pen", "PEN"),
        ("holidays", "pt-11", "PT-11"),
        ("timezone", "america/lima", "America/Lima"),
    ],
)
def test_answers_are_read_as_people_write_them(
    folder: Path, field: str, typed: str, meant: str
) -> None:
    studio = studio_of(created(**{field: typed}))
    assert (studio | studio["calendar"])[field] == meant


def test_money_with_which_nobody_pays_is_no_answer(folder: Path) -> None:
    for name in ("Deutsche Mark", "gold", "Narnian crown"):
        result = run("init", "nido", *options(currency=name), "--yes")
        assert result.exit_code == 1, name
        assert not (folder / "nido").exists()


def test_a_country_that_leaves_out_holidays_is_warned_about(folder: Path) -> None:
    result = run("init", "nido", *options(holidays="AU"), "--yes")
    assert result.exit_code == 0
    assert "calendar.holidays: 'AU' alone leaves out" in result.stderr


def test_only_that_answer_is_warned_about(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(new_studio(folder / "nido"))
    assert "alone leaves out" in run("init", "--holidays", "ES").stderr
    for words in (("--site-url", "https://x.example/"), ("--holidays", "ES-MD")):
        assert "alone leaves out" not in run("init", *words).stderr


# --- All or nothing ------------------------------------------------------------------------------


@pytest.mark.parametrize("there", [False, True])
def test_whatever_fails_nothing_is_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", ".courtside/key")

    def refused(*_: object, **__: object) -> None:
        raise commits.CommitError("git refused: no")

    if there:
        (folder / "nido").mkdir()
        (folder / "nido" / "mine.txt").write_text("mine")
    before = tree(folder)
    for where, name, broken, said in (
        (keyring, "root_secrets", full, "the disk is full. Nothing was written."),
        (commits, "_must", refused, "git refused: no. Nothing was written."),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(where, name, broken)
            result = run("init", "nido", *options(), "--yes")
        assert result.exit_code == 1
        assert said in result.stderr
        assert tree(folder) == before
        names = {path.name for path in folder.rglob("*")}
        assert names == ({"nido", "mine.txt"} if there else set())


def test_a_folder_that_has_something_else_is_refused(folder: Path) -> None:
    (folder / "nido").mkdir()
    (folder / "nido" / "README.md").write_text("mine")
    result = run("init", "nido", *options(), "--yes")
    assert result.exit_code == 1
    assert "nido already has README.md" in result.stderr
    assert tree(folder) == {"nido/README.md": b"mine"}


def test_an_empty_clone_gets_its_first_commit(folder: Path) -> None:
    git(folder, "init", "--quiet", "--initial-branch=trunk", "nido")
    created()
    assert git(folder / "nido", "log", "--format=%s", "trunk").startswith("Set up")


def test_without_git_nothing_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = run("init", "nido", *options(), "--yes")
    assert result.exit_code == 1
    assert "install it (https://git-scm.com). Nothing was written." in result.stderr
    assert not (folder / "nido").exists()


def test_where_git_knows_nobody_the_studio_commits(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.useConfigOnly")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
    root = created()
    (root / "notes.txt").write_text("mine")
    for words in (["add", "--all"], ["commit", "--quiet", "--message", "The owner's"]):
        subprocess.run(["git", "-C", root, *words], check=True)
    authors = git(root, "log", "--format=%an <%ae>").splitlines()
    assert authors == ["Sur & Co <hola@sur.example>"] * 2


# --- Where the engine came from ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        (None, "courtside==1.2"),
        (
            {"url": "https://git.example/c.git", "vcs_info": {"vcs": "git", "commit_id": "a" * 40}},
            f"courtside @ git+https://git.example/c.git@{'a' * 40}",
        ),
        (
            {"url": "https://x.example/c.whl", "archive_info": {"hashes": {"sha256": "b" * 64}}},
            f"courtside @ https://x.example/c.whl#sha256={'b' * 64}",
        ),
        ({"url": "file:///home/ana/c", "dir_info": {}}, "courtside @ file:///home/ana/c"),
    ],
)
def test_the_line_says_where_the_engine_came_from(origin: Any, line: str) -> None:
    """As PEP 610 has it."""
    engine = SimpleNamespace(version="1.2", read_text=lambda _: origin and json.dumps(origin))
    assert engine_line.installed_line(engine) == line  # type: ignore[arg-type]
    text = starter.owned("es")[starter.PYPROJECT]
    assert engine_line.line_of(engine_line.with_line(text, line)) == line
    assert engine_line.only_here(line) == ("file:" in line)


def test_the_starter_is_up_to_date_with_this_repository() -> None:
    for path, text in derived.derived().items():
        assert path.read_text("utf-8") == text, f"{path.name}: python tests/helpers/starter.py"


STAYS = "You changed these, and they stay as they are:\n"


def test_a_file_that_both_changed_is_not_said_to_be_old(own: Path) -> None:
    """As if the version before had shipped another file."""
    path, record = ".github/workflows/daily.yml", own / upgrade.RECORD
    (own / path).write_text("# mine\n", "utf-8")
    lines = record.read_text("utf-8").splitlines(keepends=True)
    record.write_text("".join(f"{'0' * 64}  {path}\n" if path in x else x for x in lines), "utf-8")
    git(own, "add", "-A")
    git(own, "commit", "-qm", "Mine")
    for words in ((), ("--dry-run",)):
        asked = run("upgrade", *words).stderr
        assert "You changed these, and so did this version. Yours are as they were" in asked
        assert "Nothing is new" not in asked
        assert "git diff" not in asked
    kept = run("upgrade", "--keep", path).stderr
    assert f"{STAYS}  {path}\nLook at it with git diff" in kept
    assert "Nothing is new" not in kept
    assert (own / path).read_text("utf-8") == "# mine\n"
    git(own, "commit", "-qam", "Kept")
    assert f"Nothing is new.\n{STAYS}  {path}\n" in run("upgrade").stderr


def test_an_upgrade_with_nothing_new_says_so(own: Path) -> None:
    done = run("upgrade")
    assert done.exit_code == 0, done.output
    assert "Nothing is new." in done.stderr
    assert "git" not in done.stderr
    assert git(own, "status", "--porcelain") == ""
    daily = own / ".github" / "workflows" / "daily.yml"
    daily.write_text(daily.read_text("utf-8") + "# mine\n", "utf-8")
    named = run("upgrade")
    assert f"{STAYS}  .github/workflows/daily.yml\n" in named.stderr
    daily.unlink()
    assert ".github/workflows/daily.yml" in run("upgrade").stderr
    dry = run("upgrade", "--take", ".github/workflows/daily.yml", "--dry-run")
    assert "1 file new or replaced, 0 deleted." in dry.stderr
    assert "git" not in dry.stderr.replace(".github", "")
    taken = run("upgrade", "--take", ".github/workflows/daily.yml")
    assert "1 file new or replaced, 0 deleted." in taken.stderr
    assert "git add -A" in taken.stderr


# --- A studio that is there ----------------------------------------------------------------------


def test_it_is_said_that_the_studio_is_there(own: Path) -> None:
    before = tree(own)
    result = run("init", "--yes")
    assert result.exit_code == 1
    assert "This is already set up." in result.stderr
    assert tree(own) == before


def test_only_what_is_named_changes(own: Path) -> None:
    (own / "projects" / "kiln.yml").write_text(project())
    before = tree(own)
    result = run("init", "--timezone", "America/Lima", "--holidays", "PE")
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
    daily = after[".github/workflows/daily.yml"]
    record = upgrade.read_record(own / upgrade.RECORD)
    assert upgrade.digest(starter.DAILY, daily) == record[starter.DAILY]  # it is still as shipped


def test_it_can_be_changed_from_elsewhere(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own.parent)
    assert run("init", "nido", "--currency", "usd").exit_code == 0
    assert studio_of(own)["currency"] == "USD"


def test_a_dry_run_shows_the_difference(own: Path) -> None:
    before = tree(own)
    result = run("init", "--name", "Sur", "--dry-run")
    assert "+site_name: Sur\n" in result.stdout
    assert tree(own) == before


def test_what_is_so_already_is_said(own: Path) -> None:
    before = tree(own)
    result = run("init", "--timezone", "Europe/Lisbon")
    assert (result.exit_code, result.stderr) == (0, "Nothing to change: it already says so.\n")
    assert tree(own) == before


def test_a_wrong_answer_changes_nothing(own: Path) -> None:
    before = tree(own)
    assert run("init", "--timezone", "Lemuria").exit_code == 1
    assert run("init", "--currency", "PEN", "--holidays", "LEMURIA").exit_code == 1
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


def test_a_damaged_secret_stops_it(own: Path) -> None:
    (own / ".courtside" / "key").write_bytes(b"\xff\xfenonsense")
    before = tree(own)
    result = run("init", "--currency", "USD")
    assert result.exit_code == 1
    assert "Nothing was written." in result.stderr
    (own / ".courtside" / "key").write_text(SECRET)
    assert "does not match key_id" in run("init", "--currency", "USD").stderr
    (own / ".courtside" / "key").write_bytes(before[".courtside/key"])
    assert tree(own) == before


def test_a_studio_file_that_cannot_be_read_is_not_touched(own: Path) -> None:
    (own / "projects" / "_studio.yml").write_text("name: [Sur\n")
    before = tree(own)
    result = run("init", "--name", "Sur")
    assert result.exit_code == 1
    assert "run courtside check" in result.stderr
    assert tree(own) == before


def test_a_front_page_in_one_s_own_words_stays(own: Path) -> None:
    front = own / "projects" / "index.md"
    front.write_text("# We build websites\n")
    assert run("init", "--name", "Sur").exit_code == 0
    assert front.read_text() == "# We build websites\n"


def test_no_client_is_in_what_is_said(own: Path) -> None:
    said = []
    for text in (project(), project().replace("owner: client", "owner: x")):
        (own / "projects" / "mine.yml").write_text(text)
        for more in ([], ["--dry-run"]):
            said.append(run("init", "--timezone", "Europe/Madrid", *more).output)
    assert "mine.yml" in said[-1]
    key = (own / ".courtside" / "key").read_text().strip()
    assert not [text for text in said if canaries_in(text.encode(), (*CANARIES, key))]


@given(name=st.text(max_size=40), zone=st.sampled_from(["Europe/Lisbon", "America/Lima", "UTC"]))
@settings(max_examples=60)
def test_whatever_name_is_good_is_in_every_file(name: str, zone: str) -> None:
    assume(name.strip() == name and not studio_file.wrong({"name": name}))
    answers = {key.replace("-", "_"): value for key, value in ANSWERS.items()}
    files = studio_file.new_studio({**answers, "name": name, "timezone": zone})
    for path, field in (("projects/_studio.yml", "name"), ("mkdocs.yml", "site_name")):
        source, problems = read(files[path], file="x.yml")
        assert source
        assert (source.data[field], problems) == (name, ())
    front = files["projects/index.md"]
    heading = html.unescape(re.sub("</?h1>", "", markdown(front.splitlines()[0])))
    assert heading.split() == name.split()
    again = studio_file.changed(files, {"name": "Norte Studio"}, known_as=(name,))
    assert again[starter.FRONT] == starter.owned("pt")[starter.FRONT]
    assert "site_name: Norte Studio\n" in again[starter.SETTINGS]


# --- What is likely ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:Sur/studio.git", "https://sur.github.io/studio/"),
        ("https://github.com/sur/studio", "https://sur.github.io/studio/"),
        ("https://me:secret@github.com/sur/sur.github.io.git", "https://sur.github.io/"),
        ("ssh://git@github.com/sur/a.b.git", "https://sur.github.io/a.b/"),
        ("git@gitlab.com:sur/studio.git", ""),
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
def test_what_a_zone_says_of_a_country(zone: str, likely: tuple[str, ...]) -> None:
    found = defaults.answers_in(zone)
    assert tuple(found[name] for name in ("week", "holidays", "currency")) == likely
    assert studio_file.wrong({name: value for name, value in found.items() if value}) == {}


@pytest.mark.usefixtures("sitting_there")
def test_a_country_whose_regions_differ_is_not_proposed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was proposed and taken would be warned about at once."""
    monkeypatch.chdir(tmp_path)
    given = ("--name", "Sur", "--email", "hola@sur.example", "--timezone", "Australia/Sydney")
    more = ("--language", "en", "--week", "mon-fri", "--currency", "AUD", "--site-url", "")
    answers = "\nAU-NSW\n"
    result = CliRunner().invoke(main, ["init", "sur", *given, *more], input=answers)
    assert result.exit_code == 0, result.output
    assert "[AU]" not in result.output
    assert "whole-country" not in result.output
    assert "holidays: AU-NSW" in (tmp_path / "sur" / "projects" / "_studio.yml").read_text("utf-8")
