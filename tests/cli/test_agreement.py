"""`courtside agreement`, and what check and build say of an agreement that is too long."""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from courtside.cli.main import main
from courtside.resources import THEME
from courtside.views import agreement_pdf
from courtside.views.pdf import Typeset
from helpers.agreements import STUDIO, project
from helpers.studio import build_studio, make_studio


@pytest.fixture
def portfolio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A studio with a project that fits on a page and one that does not, in the current folder."""
    (tmp_path / "projects").mkdir()
    write(tmp_path, "_studio", STUDIO)
    write(tmp_path, "aurora", json.dumps(project(4)))
    write(tmp_path, "giant", json.dumps(project(30, dated=False)))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURTSIDE_TODAY", "2026-03-03")
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / "projects" / f"{name}.yml").write_text(text, "utf-8")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["agreement", *words])


def text_of(pdf: bytes) -> str:
    (page,) = PdfReader(BytesIO(pdf)).pages
    return page.extract_text()


def test_it_writes_one_file_and_says_which(portfolio: Path) -> None:
    result = run("aurora")
    assert (result.exit_code, result.stdout) == (0, "aurora-agreement.pdf\n")
    assert "How we work together" in text_of((portfolio / "aurora-agreement.pdf").read_bytes())
    again = run("aurora", "--output", "again.pdf")
    assert again.exit_code == 0
    assert (portfolio / "again.pdf").read_bytes() == (
        portfolio / "aurora-agreement.pdf"
    ).read_bytes()


def test_to_a_pipe_goes_the_pdf_alone(portfolio: Path) -> None:
    run("aurora")
    result = run("aurora", "-o", "-")
    assert result.stdout_bytes == (portfolio / "aurora-agreement.pdf").read_bytes()
    assert {path.name for path in portfolio.iterdir()} == {"projects", "aurora-agreement.pdf"}


def test_paper_and_day(portfolio: Path) -> None:
    run("aurora", "--paper", "letter", "-o", "letter.pdf")
    (page,) = PdfReader(portfolio / "letter.pdf").pages
    assert page.mediabox.upper_right == (612, 792)
    assert "3 March 2026" in page.extract_text()
    run("aurora", "--today", "2026-02-23", "-o", "before.pdf")  # signed, and not paid yet
    before = text_of((portfolio / "before.pdf").read_bytes())
    assert "23 February 2026" in before
    assert "week 1" in before
    assert "paid on" not in before


def test_it_is_in_the_language_of_the_project(portfolio: Path) -> None:
    write(portfolio, "aurora", json.dumps(project(4, language="es")))
    assert "Cómo trabajamos juntos" in text_of(run("aurora", "-o", "-").stdout_bytes)


def test_an_unknown_project_is_perhaps_another(portfolio: Path) -> None:
    result = run("auroa")
    assert result.exit_code == 1
    assert "No project called 'auroa'. Did you mean 'aurora'?" in result.stderr
    assert result.stdout == ""


def test_a_problem_in_the_files_comes_first(portfolio: Path) -> None:
    write(portfolio, "aurora", json.dumps(project(4, price="8400 USD")))
    result = run("aurora")
    assert result.exit_code == 1
    assert "projects/aurora.yml" in result.stderr
    assert not list(portfolio.glob("*.pdf"))


def test_more_than_a_page_is_said_and_not_written(portfolio: Path) -> None:
    (portfolio / "giant-agreement.pdf").write_text("the last good one")
    result = run("giant")
    assert result.exit_code == 1
    assert "giant: the agreement is " in result.stderr
    assert " mm too long for one A4 page" in result.stderr
    assert (portfolio / "giant-agreement.pdf").read_text() == "the last good one"
    assert run("giant", "--long").exit_code == 0
    assert len(PdfReader(portfolio / "giant-agreement.pdf").pages) > 1


def test_a_folder_that_is_not_there(portfolio: Path) -> None:
    result = run("aurora", "-o", "nowhere/aurora.pdf")
    assert result.exit_code == 1
    assert "The folder nowhere does not exist. Nothing was written." in result.stderr


@pytest.mark.parametrize("words", [["aurora", "--paper", "a5"], ["aurora", "--today", "now"], []])
def test_a_misspelt_command_is_2(portfolio: Path, words: list[str]) -> None:
    assert run(*words).exit_code == 2


def test_a_day_in_the_environment_that_is_none(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURTSIDE_TODAY", "now")
    result = run("aurora")
    assert result.exit_code == 1
    assert result.stderr.endswith(
        "COURTSIDE_TODAY: use a date between 2000 and 2099, such as 2026-03-25\n"
    )


def test_a_letter_of_a_machine_s_own_font_is_told(
    portfolio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Typeset(pdf=b"%PDF", borrowed=True)
    monkeypatch.setattr(agreement_pdf, "set_agreement", lambda *_, **__: made)
    result = run("aurora")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-1].startswith(
        "aurora: a font of this computer shows letters"
    )


def test_check_names_the_project_whose_agreement_is_too_long(portfolio: Path) -> None:
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 0
    lines = [line for line in result.stdout.splitlines() if "too long" in line]
    assert len(lines) == 1
    assert lines[0].startswith("projects/giant.yml:1:1: the agreement is ")
    assert lines[0].endswith("(warning)")
    one = CliRunner().invoke(main, ["check", "projects/aurora.yml"])
    assert "too long" not in one.stdout


def test_a_build_warns_of_it_and_publishes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    portfolio = make_studio(tmp_path, giant=json.dumps(project(30, dated=False)))
    caplog.set_level("WARNING", logger="mkdocs")
    site = build_studio(portfolio)
    assert "projects/giant.yml:1:1: the agreement is " in caplog.text
    assert not [path for path in site if path.endswith((".typ", ".pdf", ".ttf"))]
    assert (THEME / agreement_pdf.TEMPLATE).exists()


def test_template_and_fonts_are_never_published(tmp_path: Path) -> None:
    portfolio = make_studio(tmp_path, aurora=json.dumps(project(4)))
    (portfolio / "overrides" / "fonts").mkdir()
    (portfolio / "overrides" / "fonts" / "Own.ttf").write_bytes(b"font")
    for folder in ("portal", "assets", ""):
        place = portfolio / "overrides" / folder
        place.mkdir(exist_ok=True)
        shutil.copy(THEME / agreement_pdf.TEMPLATE, place)
    assert not [path for path in build_studio(portfolio) if path.endswith((".typ", ".ttf"))]
