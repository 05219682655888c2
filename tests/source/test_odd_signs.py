"""Odd names, days and sheets: each is said in a sentence, and nothing falls over."""

from __future__ import annotations

import time
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
    assert "this has a character that no address has" in problems[0].message


@pytest.mark.parametrize("text", ["\u00ad", "\u200d", "\u00a0\u200c"])
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


# --- Signs that nobody sees ---------------------------------------------------------------------

BESIDE = {
    "Thai": "ภาษา\u200bไทย\u200b",
    "Lao": "ພາສາ\u200bລາວ",
    "Khmer": "ភាសា\u200bខ្មែរ\u200b ABC\u200bក",
    "Burmese": "မြန်မာ\u200bဘာသာ",
    "Hebrew": "תוכנית (C++)\u200e חדשה!\u200f",
    "Arabic": "\u200fخطة 10\u061c-20",
    "Persian": "می\u200cخواهم",
    "Hindi": "क्\u200dष",
    "pictures": "1\ufe0f\u20e3 ❤\ufe0f\u200d🔥 👁\ufe0f\u200d🗨\ufe0f ☎\ufe0e",
    "flags and people": "🏳\ufe0f\u200d⚧\ufe0f 👨\u200d👩\u200d👧 🧑🏽\u200d⚖\ufe0f",
    "Chinese": "葛\U000e0100城",
    "Mongolian": "ᠠ\u180b",
}


@pytest.mark.parametrize("text", BESIDE.values(), ids=BESIDE)
def test_a_script_may_have_the_invisible_signs_that_it_needs(text: str) -> None:
    for written in (f'"{text}"', text.strip() if text[0] != "\u200f" else f"'{text}'"):
        files = {"_studio.yml": STUDIO.encode(), "aurora.yml": project(title=written).encode()}
        read_portfolio, problems = load_portfolio(files)
        assert not problems
        assert read_portfolio
        assert read_portfolio.projects[0].title == text
    source, problems = read(f"---\ntitle: A\n---\n{text}\n", file="a.md")
    assert source
    assert not problems


HIDDEN = {
    "a break in Latin": "Lo\u200bgo",
    "a break after a space": "ไทย \u200b ไทย",
    "a mark in Latin": "Logo\u200e",
    "a mark far from Hebrew": f"א{'-' * 41}\u200f",
    "two breaks": "ไทย\u200b\u200bไทย",
    "two marks": "א\u200f\u200eב",
    "an override beside Hebrew": "א\u202eב",
    "an isolate beside Arabic": "خ\u2067b",
    "variants": "A" + "\ufe0f" * 40,
    "other variants": "😀" + "".join(chr(0xE0100 + byte) for byte in b"free of charge"),
    "a variant of a space": "Logo \ufe0f2",
    "a variant of nothing": "\ufe0fLogo",
    "a variant of a Latin letter": "a\ufe01b\ufe02",
    "soft hyphens": "Lo\u00ad\u00adgo",
    "joiners": "क्\u200d\u200dष",
    "a joined picture that is none": "❤\ufe0f\u200dx",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_what_could_hide_a_text_is_refused(text: str) -> None:
    escaped = text.encode("ascii", "backslashreplace").decode()
    for file, written in (
        ("a.yml", f'title: "{text}"\n'),
        ("a.yml", f"title: {text}\n"),
        ("a.yml", f"words: |\n  {text}\n"),
        ("a.yml", f'title: "{escaped.replace(chr(92) + "x", chr(92) + "u00")}"\n'),
        ("a.yml", f"title: A  # {text}\n"),
        ("a.md", f"---\ntitle: A\n---\n{text}\n"),
    ):
        _, problems = read(written, file=file)
        assert problems, written
        assert all("invisible character" in problem.message for problem in problems)
        assert len(problems) <= 2


def test_a_run_of_what_cannot_be_seen_is_one_problem_at_its_place() -> None:
    _, problems = read(f"title: A\nwords: B{chr(0xFE0F) * 40}C \u202e\n", file="a.yml")
    assert [str(problem) for problem in problems] == [
        "a.yml:2:9: words: 40 invisible characters in a row: delete them, or all but one",
        "a.yml:2:51: words: the invisible character U+202E is not allowed: delete it",
    ]


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\u200f", "\u061c", "\u200d", "\ufe0f"])
@pytest.mark.parametrize(
    ("old", "path"),
    [
        ("quetzal", "client.email"),
        ("language: en", "language"),
        ("1000 EUR", "price"),
        ("id: copy", "stages[0].id"),
        ("owner: client", "stages[0].owner"),
    ],
)
def test_no_address_id_or_amount_has_any(sign: str, old: str, path: str) -> None:
    """Not even with Hebrew or Thai in the same line."""
    text = project().replace(old, f"{old}{sign}", 1).replace("\n", "  # א ไทย 1\n")
    read_portfolio, problems = load_portfolio(
        {"_studio.yml": STUDIO.encode(), "aurora.yml": text.encode()}
    )
    assert read_portfolio is None
    assert path in {problem.path for problem in problems}


@pytest.mark.parametrize("sign", ["\u200c", "\u200d", "\u00ad", "\u0e00\u200b", "1\ufe0f"])
def test_no_link_has_any(sign: str) -> None:
    text = project().replace("days: 3}", f'days: 3, url: "https://x.example/{sign}a"}}')
    read_portfolio, problems = load_portfolio(
        {"_studio.yml": STUDIO.encode(), "aurora.yml": text.encode()}
    )
    assert read_portfolio is None
    assert [problem.path for problem in problems] == ["stages[0].url"]


def test_to_look_for_what_is_hidden_takes_no_longer_than_to_read() -> None:
    for text in ("א\u200f" * 80_000, "1\ufe0f" * 60_000, "ไ\u200b" * 40_000, "\ufe0f" * 80_000):
        start = time.perf_counter()
        read(f"words: {text}\n", file="a.yml")
        assert time.perf_counter() - start < 2


@pytest.mark.parametrize("sign", ["\u00a0", "\u202f", "\u3000", "\u200d"])
@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("  - {id: copy", "  -{}{{id: copy", "6:4"),
        ("  - {id: design", "  -{}{{id: design", "7:4"),
        ("  - {date", "  -{}{{date", "10:4"),
        ("days: 3}", "days: 3, gives: -{}Texts}}", "6:69"),
        ("private:", "files:\n  -{0}a.pdf\n  -{0}b.pdf\nprivate:", "10:4"),
        ("private:", "log:\n  -{}{{date: 2026-03-06, text: x}}\nprivate:", "10:4"),
        ("private:", "allow:\n  -{}no-cap\nprivate:", "10:4"),
    ],
)
def test_an_odd_space_behind_the_dash_of_a_list_is_said_once(
    sign: str, old: str, new: str, place: str
) -> None:
    text = project().replace(old, new.format(sign), 1)
    _, problems = load_portfolio({"_studio.yml": STUDIO.encode(), "aurora.yml": text.encode()})
    assert [f"{problem.line}:{problem.column}" for problem in problems] == [place]
    assert f"U+{ord(sign):04X} is not" in problems[0].message


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
