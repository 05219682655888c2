"""The format of the files: what is refused, and how a studio comes from one format to the next.

The steps behind the newest format are pretended: from format 3 on, each project says its language
and, from 4 on, the studio its capacity. What the real steps do is in `test_format_2.py`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from courtside.cli.main import main
from courtside.engine.assess import assess_portfolio
from courtside.engine.status_json import as_json
from courtside.model.project import ProjectFile
from courtside.source import migrations
from courtside.source.editor import Put, apply
from courtside.source.fingerprint import signed_hash
from courtside.source.format_2 import to_format_2
from courtside.source.load import load_portfolio
from courtside.source.migrations import Step, Texts, migrated
from courtside.source.records import STUDIO_FILE, order_of
from courtside.source.yaml_reader import read
from courtside.workspace import folder
from helpers.studio import CANARIES, STUDIO, fill_the_disk, make_studio, project

FORMATS = [4, 3, 2, 1]
OLD_STUDIO = STUDIO.replace("format: 2\n", "")


def put(name: str, text: str, field: str, value: str | int) -> str:
    source, _ = read(text, file=name)
    assert source
    if field in source.data:
        return text
    return apply(text, [Put((field,), value)], file=name, order=order_of(ProjectFile))


def languages(texts: Texts, _chosen: int | None) -> Texts:
    projects = {name: text for name, text in texts.items() if name != STUDIO_FILE}
    return {name: put(name, text, "language", "en") for name, text in projects.items()}


def capacity(texts: Texts, _chosen: int | None) -> Texts:
    return {STUDIO_FILE: put(STUDIO_FILE, texts[STUDIO_FILE], "capacity", 2)}


SIGNED = """\
# The first one
title: Xylophonist
client: {name: Quetzalcoatl, email: quetzal@client.example}   # a cousin
price: 1000 EUR
signed: {date: 2026-03-02, by: Ann}
stages:
  - {id: copy, title: Zephyranthes, owner: client, days: 3}
  - {id: design, title: Design, owner: provider, days: 4}
"""


class Portfolio:
    def __init__(self, root: Path) -> None:
        make_studio(root, kiln=project(language="es"))
        self.root, self.projects = root, root / "projects"
        self.put("aurora.yml", SIGNED)
        self.put(
            "words.md", f"---\r\n{SIGNED}---\r\n\r\nWords.\r\n".replace("signed:", "# signed:")
        )
        portfolio, _ = load_portfolio(folder.project_files(self.projects))
        assert portfolio
        found = signed_hash(portfolio.studio, portfolio.projects[0])
        self.put("aurora.yml", SIGNED.replace("by: Ann", f'by: Ann, hash: "{found}"'))

    def put(self, name: str, text: str) -> None:
        (self.projects / name).write_bytes(text.encode())

    def studio(self, more: str) -> None:
        self.put(STUDIO_FILE, OLD_STUDIO + more)

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.projects.iterdir()}

    def texts(self) -> dict[str, str]:
        return {name: data.decode() for name, data in folder.project_files(self.projects).items()}

    def run(self, *words: str) -> Result:
        words = (
            (*words, "--config-file", str(self.root / "mkdocs.yml")) if "build" in words else words
        )
        return CliRunner().invoke(main, list(words))

    def refused(self, *words: str) -> str:
        before = self.files()
        result = self.run(*words)
        assert result.exit_code == 1, result.output
        assert self.files() == before
        assert not [word for word in CANARIES if word in result.stderr]
        return result.stderr


@pytest.fixture
def portfolio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Portfolio:
    root = tmp_path / "studio"
    portfolio = Portfolio(root)
    monkeypatch.chdir(root)
    return portfolio


@pytest.fixture
def steps(portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    portfolio.studio("")
    monkeypatch.setattr(migrations, "MIGRATIONS", (to_format_2, languages, capacity))


# --- Another format is refused, and nothing else is said -----------------------------------------


def test_every_step_has_its_place() -> None:
    """`format: 1` is what all files are in that have no such line."""
    assert migrations.newest() == len(migrations.MIGRATIONS) + 1
    source, _ = read(OLD_STUDIO, file=STUDIO_FILE)
    assert source
    assert migrations.format_of(source) == 1


@pytest.mark.parametrize("words", [["check"], ["check", "projects/aurora.yml"]])
def test_a_newer_format_is_the_only_problem(portfolio: Portfolio, words: list[str]) -> None:
    portfolio.studio("format: 3\ncolour_of_the_moon: green\n")
    portfolio.put("kiln.yml", "title: [\n")
    result = portfolio.run(*words)
    assert result.exit_code == 1
    assert result.stdout == (
        "projects/_studio.yml:6:9: format: the files are in format 3, and this version of "
        "Courtside reads no newer one than 2: update Courtside first\n"
    )


@pytest.mark.parametrize("words", ["status", "build --plain", "done aurora", "migrate", "check"])
def test_no_command_touches_a_newer_format(portfolio: Portfolio, words: str) -> None:
    portfolio.studio("format: 3\n")
    before = portfolio.files()
    result = portfolio.run(*words.split())
    assert result.exit_code == 1
    assert "update Courtside first" in result.output
    assert portfolio.files() == before
    assert not (portfolio.root / "site").exists()


@pytest.mark.parametrize("words", ["status", "build --plain", "done aurora", "check"])
def test_an_older_format_says_how_to_go_on(portfolio: Portfolio, steps: None, words: str) -> None:
    result = portfolio.run(*words.split())
    assert result.exit_code == 1
    assert (
        "_studio.yml:1:1: format: the files are in format 1, and this version of Courtside reads "
        "4: run `courtside migrate`\n"
    ) in result.output


@pytest.mark.parametrize("value", ["0", "-1", "two", "true", "1.0", '"1"', "[1]", ""])
def test_what_is_no_format_is_a_problem_like_any_other(portfolio: Portfolio, value: str) -> None:
    portfolio.studio(f"format: {value}\n")
    result = portfolio.run("check")
    assert result.exit_code == 1
    assert re.match(r"projects/_studio.yml:6:\d: format: ", result.stdout)
    assert "format" in portfolio.refused("migrate")


# --- From one format to the next -----------------------------------------------------------------


def test_the_newest_format_is_left_alone(portfolio: Portfolio) -> None:
    before = portfolio.files()
    result = portfolio.run("migrate")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "The files are in format 2, the newest: nothing to do.\n"
    assert portfolio.files() == before


def test_steps_are_taken_in_order_and_leave_all_else_as_it_was(
    portfolio: Portfolio, steps: None
) -> None:
    before = portfolio.files()
    (portfolio.projects / "notes.txt").write_text("Wolframite")
    (portfolio.projects / "_idea.yml").write_text("a: [\n")
    result = portfolio.run("migrate")
    assert result.exit_code == 0, result.output
    now = portfolio.files()
    lines = {name: set(now[name].split(b"\n")) - set(before[name].split(b"\n")) for name in before}
    assert {name: new for name, new in lines.items() if new} == {
        STUDIO_FILE: {b"capacity: 2", b"format: 4"},
        "aurora.yml": {b"language: en"},
        "words.md": {b"language: en\r"},
    }
    for name in before:
        assert [line for line in now[name].split(b"\n") if line not in lines[name]] == before[
            name
        ].split(b"\n")
    assert now["notes.txt"] == b"Wolframite"
    assert now["_idea.yml"] == b"a: [\n"
    assert "now in format 4; 3 of 4 changed" in result.stderr
    assert portfolio.run("check").exit_code == 0


def test_twice_is_as_once(portfolio: Portfolio, steps: None) -> None:
    assert portfolio.run("migrate").exit_code == 0
    before = portfolio.files()
    result = portfolio.run("migrate")
    assert (result.exit_code, result.stdout) == (0, "")
    assert portfolio.files() == before


def test_the_difference_is_shown_first(portfolio: Portfolio, steps: None) -> None:
    before = portfolio.files()
    dry = portfolio.run("migrate", "--dry-run")
    assert (dry.exit_code, dry.stderr) == (0, "Dry run, nothing was written.\n")
    assert portfolio.files() == before
    assert "--- a/projects/aurora.yml\n+++ b/projects/aurora.yml\n" in dry.stdout
    assert {line for line in dry.stdout.splitlines() if line.startswith("+")} >= {
        "+language: en", "+capacity: 2", "+format: 4",
    }  # fmt: skip
    assert portfolio.run("migrate").stdout == dry.stdout


@pytest.mark.parametrize("found", FORMATS)
def test_a_portfolio_that_comes_from_any_format_ends_in_the_same(
    portfolio: Portfolio, steps: None, found: int
) -> None:
    texts = portfolio.texts()
    partly = dict(texts)
    for number, step in enumerate(migrations.MIGRATIONS[: found - 1], 2):
        partly |= step(partly, None)
        partly[STUDIO_FILE] = put(STUDIO_FILE, partly[STUDIO_FILE], "format", number)
        partly[STUDIO_FILE] = re.sub(r"format: \d", f"format: {number}", partly[STUDIO_FILE])
    whole, _ = load_portfolio({name: text.encode() for name, text in migrated(texts, 1).items()})
    rest, _ = load_portfolio(
        {name: text.encode() for name, text in migrated(partly, found).items()}
    )
    assert whole
    assert whole == rest


# --- All or nothing ------------------------------------------------------------------------------


def test_a_full_disk_changes_nothing(
    portfolio: Portfolio, steps: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_the_disk(monkeypatch, after=2)
    assert "the disk is full. Nothing was written." in portfolio.refused("migrate")


def test_a_run_that_was_killed_is_run_again(portfolio: Portfolio, steps: None) -> None:
    """The studio's own file comes last, and says the old format until then."""
    whole = migrated(
        {n: data.decode() for n, data in folder.project_files(portfolio.projects).items()}, 1
    )
    portfolio.put("aurora.yml", whole["aurora.yml"])
    result = portfolio.run("migrate")
    assert result.exit_code == 0
    names = re.findall(r"(?m)^\+\+\+ b/projects/(.*)$", result.stdout)
    assert names == ["words.md", STUDIO_FILE]
    assert {name: data for name, data in portfolio.files().items() if name in whole} == {
        name: text.encode() for name, text in whole.items()
    }


def test_what_somebody_writes_meanwhile_is_not_lost(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(texts: Texts, _chosen: int | None) -> Texts:
        portfolio.put("words.md", "Wolframite")
        return languages(texts, _chosen)

    monkeypatch.setattr(migrations, "MIGRATIONS", (to_format_2, meanwhile))
    before = portfolio.files()
    result = portfolio.run("migrate")
    assert result.exit_code == 1
    assert result.stderr == "projects/words.md: it changed meanwhile. Nothing was written.\n"
    assert portfolio.files() == before | {"words.md": b"Wolframite"}


def test_a_file_with_a_problem_has_to_be_fixed_first(portfolio: Portfolio, steps: None) -> None:
    portfolio.put("kiln.yml", "title: Wolframite\ntitle: x\n")
    assert portfolio.refused("migrate") == (
        "projects/kiln.yml:2:1: title: 'title' is written twice, first in line 1: "
        "keep one of them\n"
        "Fix these errors first; nothing was written.\n"
    )
    (portfolio.projects / "kiln.yml").unlink()
    (portfolio.projects / "kiln.yml").symlink_to("aurora.yml")
    assert "it is a link" in portfolio.refused("migrate")


def test_without_the_portfolio_s_own_file_there_is_nothing_to_go_by(
    portfolio: Portfolio, steps: None
) -> None:
    (portfolio.projects / STUDIO_FILE).unlink()
    assert "_studio.yml:1:1: the file is missing" in portfolio.refused("migrate")


def test_a_portfolio_that_would_not_be_valid_is_not_written(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(texts: Texts, _chosen: int | None) -> Texts:
        return {"kiln.yml": apply(texts["kiln.yml"], [Put(("price",), "much")], file="kiln.yml")}

    monkeypatch.setattr(migrations, "MIGRATIONS", (to_format_2, languages, wrong))
    assert re.fullmatch(
        r"kiln: price: 'much' is not money: .*\nNothing was written.\n",
        portfolio.refused("migrate"),
    )


# --- What was signed -----------------------------------------------------------------------------


def signs_anew(texts: Texts, _chosen: int | None) -> Texts:
    """Changes the agreement, and the hash with it, so that no check would see it."""
    text = texts["aurora.yml"].replace("days: 3", "days: 2")
    studio = f"{OLD_STUDIO}format: {migrations.newest()}\n"
    unsigned = re.sub(r", hash: [^}]*", "", text)
    portfolio, _ = load_portfolio({STUDIO_FILE: studio.encode(), "aurora.yml": unsigned.encode()})
    assert portfolio
    found = signed_hash(portfolio.studio, portfolio.projects[0])
    return {"aurora.yml": re.sub(r"sha256:[0-9a-f]+", found, text)}


def takes_the_hash_out(texts: Texts, _chosen: int | None) -> Texts:
    return {"aurora.yml": re.sub(r", hash: [^}]*", "", texts["aurora.yml"])}


def other_terms(texts: Texts, _chosen: int | None) -> Texts:
    """Touches the studio alone, whose terms everybody signed."""
    return {STUDIO_FILE: texts[STUDIO_FILE] + "terms: {reply: 3}\n"}


@pytest.mark.parametrize("step", [signs_anew, takes_the_hash_out, other_terms])
def test_what_was_signed_stays_what_was_signed(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch, step: Step
) -> None:
    monkeypatch.setattr(migrations, "MIGRATIONS", (to_format_2, languages, step))
    refusal = portfolio.refused("migrate")
    assert refusal.startswith("aurora: what was signed or promised would no longer fit its")
    assert refusal.endswith("\nNothing was written.\n")
    assert "kiln" not in refusal


def test_nothing_of_the_answers_changes(portfolio: Portfolio, steps: None) -> None:
    def answers() -> object:
        loaded, problems = load_portfolio(folder.project_files(portfolio.projects))
        assert loaded, problems
        assert loaded.studio.example_day
        return as_json(
            assess_portfolio(loaded, loaded.studio.example_day), loaded.studio.example_day
        )

    with pytest.MonkeyPatch.context() as without:
        without.setattr(migrations, "MIGRATIONS", (to_format_2,))
        portfolio.studio("format: 2\n")
        before = answers()
    portfolio.studio("")
    assert portfolio.run("migrate").exit_code == 0
    assert answers() == before
