"""Odd names, days and sheets: each is said in a sentence, and nothing falls over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from courtside.cli.main import main
from courtside.engine.as_of import read_day
from courtside.engine.assess import assess_portfolio
from courtside.provider.importing.csv_reader import SpreadsheetError, read_sheet
from courtside.source.load import load_portfolio
from courtside.source.problems import printable
from courtside.source.yaml_reader import read
from courtside.views import statement_export
from courtside.views.agreement_pdf import context_for
from courtside.views.statement import build_statement
from courtside.views.statement_export import statement_pdf
from courtside.workspace import atomic
from helpers.studio import STUDIO, make_studio, project
from helpers.studio_texts import PROJECT, portfolio_of

DAY = date(2026, 3, 11)


@pytest.fixture
def portfolio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A studio with one project, in the current folder."""
    make_studio(tmp_path, aurora=project())
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COURTSIDE_TODAY", raising=False)
    return tmp_path


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


# --- Names of files ---------------------------------------------------------------------------

STEERING = "a\x1b[31mred\nprojects_aurora.yml:1:1: forged\u202e\x7f"


@pytest.mark.skipif(atomic.sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize("kind", ["a file", "a link", "a raw byte"])
def test_a_file_s_name_steers_no_terminal_and_forges_no_line(portfolio: Path, kind: str) -> None:
    name = f"{STEERING}.yml" if kind != "a raw byte" else "a\udcff\x1b.yml"
    path = portfolio / "projects" / name
    if kind == "a link":
        path.symlink_to("aurora.yml")
    else:
        path.write_text("title: x\n", "utf-8")
    for words in (["check"], ["build", "--plain"], ["links"]):
        result = run(*words)
        assert result.exit_code == 1
        assert not set(result.output) & {"\x1b", "\u202e", "\x7f", "\udcff"}
        assert not [line for line in result.output.splitlines() if line.startswith("projects_")]
        assert "\\x1b" in result.output


def test_what_is_printable_stays_as_it_is() -> None:
    assert printable("Überblick 南 🎾.yml") == "Überblick 南 🎾.yml"
    assert printable("a\tb\r\n\udcff") == "a\\tb\\r\\n\\udcff"


RESERVED = ["index", "con", "prn", "aux", "nul", "com1", "com9", "lpt1"]


@pytest.mark.parametrize("name", RESERVED)
def test_names_that_windows_or_the_site_has_are_no_ids(portfolio: Path, name: str) -> None:
    texts = {"_studio.yml": STUDIO.encode(), f"{name}.yml": project().encode()}
    read_portfolio, problems = load_portfolio(texts)
    assert read_portfolio is None
    assert f"'{name}' cannot be an id: the site or Windows has this name" in str(problems[0])
    shared = project().replace("email:", f"id: {name}, email:")
    read_portfolio, problems = load_portfolio(
        {"_studio.yml": STUDIO.encode(), "aurora.yml": shared.encode()}
    )
    assert read_portfolio is None
    assert [problem.path for problem in problems] == ["client.id"]
    made = run("new", name, "--playbook", "x")
    assert made.exit_code == 1
    assert "cannot be an id" in made.stderr
    assert load_portfolio({"_studio.yml": STUDIO.encode(), f"{name}-2.yml": project().encode()})[0]


@pytest.mark.parametrize("sign", ["\ue000", "\u06dd", "\U0001d173"])
@pytest.mark.parametrize("part", ["quetzal@", "@client.example"])
def test_an_address_that_no_e_mail_can_have_is_said_before_one_is_made(
    sign: str, part: str
) -> None:
    text = project().replace(part, part.replace("e", f"e{sign}"), 1)
    read_portfolio, problems = load_portfolio(
        {"_studio.yml": STUDIO.encode(), "aurora.yml": text.encode()}
    )
    assert read_portfolio is None
    assert [problem.path for problem in problems] == ["client.email"]
    assert "this has a character that no e-mail can have" in problems[0].message


@pytest.mark.parametrize("text", ["\u00ad", "\u200d\ufe0f", "\u00a0\u200c"])
def test_a_title_of_which_nothing_can_be_seen_is_none(text: str) -> None:
    studio, file = STUDIO.encode(), project(title=f'"{text}"').encode()
    read_portfolio, problems = load_portfolio({"_studio.yml": studio, "aurora.yml": file})
    assert read_portfolio is None
    assert {problem.path for problem in problems} == {"title"}
    seen = project(title=f'"{text}A{text}"').encode()
    assert load_portfolio({"_studio.yml": studio, "aurora.yml": seen})[0]


@pytest.mark.parametrize("sign", ["\\t", "\\n", "\\x1b"])
def test_a_control_sign_in_the_name_of_a_file_is_said_at_its_place(
    portfolio: Path, sign: str
) -> None:
    real = sign.encode().decode("unicode_escape")
    (portfolio / "projects" / "aurora").mkdir()
    (portfolio / "projects" / "aurora" / f"a{real}b.pdf").write_bytes(b"%PDF")
    (portfolio / "projects" / "aurora.yml").write_text(
        f'{project()}files: ["a{sign}b.pdf"]\n', "utf-8"
    )
    for words in (["check"], ["build", "--plain"]):
        result = run(*words)
        assert result.exit_code == 1
        assert "projects/aurora.yml:" in result.output


# --- Conflicts of git ---------------------------------------------------------------------------

BOTH = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> side\n"


@pytest.mark.parametrize(
    ("file", "text", "lines"),
    [
        ("a.yml", "title: A\n" + BOTH.format("price: 1 EUR", "price: 2 EUR"), [2, 6]),
        ("a.yml", "words: |\n  One\n" + BOTH.format("  Two", "  Three"), [3, 7]),
        ("a.yml", "title: 'A\n" + BOTH.format("  B", "  C") + "  '\n", [2, 6]),
        ("a.md", "---\ntitle: A\n---\nWords\n\n" + BOTH.format("One", "Two"), [6, 10]),
        ("a.md", "---\ntitle: A\n---\nWords\n\n||||||| base\nx\n", [6]),
        ("a.yml", "title: A\r\n" + BOTH.format("a: 1", "a: 2").replace("\n", "\r\n"), [2, 6]),
        ("a.yml", "title: A\n>>>>>>>\n", [2]),
    ],
)
def test_a_conflict_that_git_left_is_all_that_is_reported_of_a_file(
    file: str, text: str, lines: list[int]
) -> None:
    source, problems = read(text, file=file)
    assert source is None
    assert [(problem.line, problem.column) for problem in problems] == [(line, 1) for line in lines]
    assert all("git left a conflict here" in problem.message for problem in problems)


@pytest.mark.parametrize("text", ["Head\n=======\n", "> a\n>> b\n", "<<<<<<<<\n", ">>>>>>>x\n"])
def test_what_only_looks_like_a_conflict_is_markdown(text: str) -> None:
    source, problems = read(f"---\ntitle: A\n---\n{text}", file="a.md")
    assert source
    assert not problems


def test_check_stops_at_a_conflict(portfolio: Path) -> None:
    path = portfolio / "projects" / "aurora.yml"
    path.write_text(path.read_text("utf-8") + BOTH.format("link: 1", "link: 2"), "utf-8")
    result = run("check")
    assert result.exit_code == 1
    assert "git left a conflict here" in result.output


# --- Days and sheets ----------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1999-12-31", "2100-01-01"])
def test_a_day_that_no_file_may_name_is_refused(
    portfolio: Path, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match=day):
        read_day(day)
    assert run("status", "--today", day).exit_code == 2
    monkeypatch.setenv("COURTSIDE_TODAY", day)
    for words in (["status"], ["build", "--plain"], ["desk"], ["links"], ["check"]):
        result = run(*words)
        assert result.exit_code == 1, words
        assert "between 2000 and 2099" in result.output


@pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_can_be_looked_at(
    portfolio: Path, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURTSIDE_TODAY", day)
    for words in (["status"], ["build", "--plain"], ["desk"]):
        assert run(*words).exit_code == 0, words
    assert read_day(day) == datetime.fromisoformat(day).replace(tzinfo=UTC).date()


@pytest.mark.parametrize("size", [131_071, 131_072, 131_073, 200_000])
@pytest.mark.parametrize("place", ["head", "cell"])
def test_a_sheet_with_a_very_long_cell_is_refused_or_read(size: int, place: str) -> None:
    long = "x" * size
    text = f"Project,{long}\na,b\n" if place == "head" else f"Project,Client\n{long},b\n"
    if size > 131_072:  # what the csv module reads of one cell
        with pytest.raises(SpreadsheetError, match="this is not CSV"):
            read_sheet(text.encode())
    else:
        assert read_sheet(text.encode()).separator == ","


# --- Links that lead nowhere --------------------------------------------------------------------

RELATIVE = "See [the plan](plan.html), [there](#x), [it](../a) and [us](mailto:a@b.example)."


def test_a_relative_link_stops_no_statement() -> None:
    log = f"log:\n  - {{date: 2026-03-06, text: '{RELATIVE}'}}\n"
    portfolio = portfolio_of(aurora=f"{PROJECT}{log}words: |\n  {RELATIVE}\n")
    (status,) = assess_portfolio(portfolio, DAY)
    ctx = context_for(portfolio.studio, status, DAY)
    stated = build_statement(ctx, version="0")
    made = statement_pdf(stated, ctx)
    assert made.pdf.startswith(b"%PDF")
    text = statement_export.statement_markdown(stated)
    assert "See the plan, there, it and [us](<mailto:a@b.example>)." in text
    assert "()" not in text
