"""Projects out of a spreadsheet: what is understood, what is refused and where, all or nothing."""

from __future__ import annotations

import csv
import io
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from babel.dates import format_date
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from courtside.cli.main import main
from courtside.engine.as_of import Clock
from courtside.engine.assess import assess_portfolio
from courtside.model.project import Project
from courtside.model.studio import Studio
from courtside.model.values import Language
from courtside.provider.importing.cells import (
    CellError,
    amount,
    day_orders,
    days,
    is_day,
    one_day,
)
from courtside.provider.importing.columns import PROJECT_COLUMNS, STAGE_COLUMNS, columns_of, folded
from courtside.provider.importing.csv_reader import SpreadsheetError, letters, read_sheet
from courtside.provider.importing.day_text import month_names
from courtside.provider.importing.draft import ImportOptions, file_text, slug
from courtside.provider.importing.projects import read_projects
from courtside.source.load import load_portfolio
from helpers.studio import fill_the_disk
from helpers.studio_texts import portfolio_of, studio_text
from system.test_examples import FILES

ROOT = Path(__file__).parents[2]
SAMPLE = (ROOT / "docs" / "clients.csv").read_bytes()
TODAY = date(2026, 6, 22)

STUDIO = studio_text("""
example_day: 2026-06-22
playbooks:
  website:
    deposit: 30%
    stages:
      - {id: brief, title: Discovery and brief, owner: provider, days: 5}
      - {id: copy, title: Texts and photos, owner: client, days: 5}
      - {id: balance, title: Final payment, owner: client, pay: 70%}
  logo:
    stages:
      - {id: ideas, title: Ideas, owner: provider, days: 5}
      - {id: balance, title: Final payment, owner: client, pay: 100%}
""")

HEAD = "Project,Client,Email,Price,Signed,Start,Stage,Owner,Days,Pay,Done"
ROWS = (
    "New website,Aurora,lucia@aurora.example,8400,2026-02-20,2026-03-02,Brief,us,5,,2026-03-06",
    ",,,,,,Texts,client,5,,",
    ",,,,,,Balance,client,,100%,",
)
SHEET = "\n".join((HEAD, *ROWS))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A studio without projects, in the current folder."""
    (tmp_path / "projects").mkdir()
    (tmp_path / ".courtside" / "schema").mkdir(parents=True)
    (tmp_path / ".courtside" / "schema" / "project.json").touch()
    (tmp_path / "projects" / "_studio.yml").write_text(STUDIO, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COURTSIDE_TODAY", raising=False)
    return tmp_path


def run(sheet: str | bytes, *options: str) -> Result:
    Path("clients.csv").write_bytes(sheet.encode() if isinstance(sheet, str) else sheet)
    return CliRunner().invoke(main, ["import", "clients.csv", *options])


def there() -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in Path("projects").iterdir()}


def problems(sheet: str, *options: str) -> list[str]:
    """What is wrong with a sheet, of which nothing was written."""
    before = there()
    result = run(sheet, "--yes", *options)
    assert result.exit_code == 1, result.output
    assert there() == before
    lines = result.stderr.splitlines()
    assert lines[-1] == "Nothing was written."
    return [line for line in lines if line.startswith("row ")]


def with_cell(row: int, column: str, text: str) -> str:
    """The small sheet with another text in a cell, by the name of its column."""
    rows = [line.split(",") for line in (HEAD, *ROWS)]
    rows[row - 1][rows[0].index(column)] = text
    return "\n".join(",".join(cells) for cells in rows)


# --- The command -------------------------------------------------------------------------------


def test_the_sample_of_the_readme_comes_over(folder: Path) -> None:
    for name, content in FILES.items():
        (folder / "projects" / name).write_bytes(content)
    result = run(SAMPLE, "--yes")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "projects/booking-page.yml",
        "projects/corner-cafe-website.yml",
        "projects/label-for-olive-oil.yml",
    ]


def test_on_another_day_nothing_is_known_of_the_real_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for the commands that edit a file; `check` stays at the real day."""
    monkeypatch.setenv("COURTSIDE_TODAY", "2026-07-31")
    assert run(with_cell(2, "Done", "2026-07-30"), "--yes").exit_code == 0
    checked = CliRunner().invoke(main, ["check"])
    assert "2026-07-30 is after today, 2026-06-22" in checked.stdout


def test_a_file_looks_as_if_a_person_had_written_it(folder: Path) -> None:
    assert run(SHEET, "--yes").exit_code == 0
    assert there()["new-website.yml"] == (
        "# yaml-language-server: $schema=../.courtside/schema/project.json\n"
        "# Imported from clients.csv on 2026-06-22.\n"
        "title: New website\n"
        "client: {name: Aurora, email: lucia@aurora.example}\n"
        "price: 8400 EUR\n"
        "signed: {date: 2026-02-20, by: Aurora}\n"
        "start: 2026-03-02\n"
        "stages:\n"
        "  - {id: brief, title: Brief, owner: provider, days: 5, done: 2026-03-06}\n"
        "  - {id: texts, title: Texts, owner: client, days: 5}\n"
        "  - {id: balance, title: Balance, owner: client, pay: 100%}\n"
        "# The sheet says nothing about delays, so they have no consequences here. To use your\n"
        "# standard terms, agree them with the client and remove these lines.\n"
        "terms:\n"
        "  late: {client: [], provider: []}\n"
    )
    checked = CliRunner().invoke(main, ["check"])
    assert checked.exit_code == 0
    status = CliRunner().invoke(main, ["status"])
    assert "texts, due 13 Mar 2026" in status.stdout


def test_with_portfolio_terms_they_hold(folder: Path) -> None:
    run(SHEET, "--yes", "--standard-terms")
    assert "terms" not in there()["new-website.yml"]


def test_what_was_understood_is_shown_and_asked(folder: Path) -> None:
    sheet = (
        SHEET.replace("Client,", "Klient,")
        .replace("Days,", "Favourite colour,Days,")
        .replace("Brief,us,5", "Brief,us,red,5")
        .replace("client,5", "client,,5")
        .replace("client,,100%", "client,,,100%")
    )
    result = run(sheet.replace("Klient", "Client"))
    assert result.exit_code == 1
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines[0] == "clients.csv: 3 rows, commas between the cells, UTF-8"
    assert "   A  Project  ->  title" in lines
    assert "   I  Favourite colour  ->  left out" in lines
    assert any(line.split()[:2] == ["new-website", "New"] for line in lines)
    assert lines[-2:] == [
        "1 project with 3 stages.",
        "Nothing was written. Run again with --yes to write them.",
    ]
    assert set(there()) == {"_studio.yml"}


@pytest.mark.parametrize(("answer", "written"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_whoever_sits_there_is_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str, written: bool
) -> None:
    monkeypatch.setattr("courtside.cli.terminal.somebody_is_there", lambda: True)
    Path("clients.csv").write_text(SHEET, "utf-8")
    result = CliRunner().invoke(main, ["import", "clients.csv"], input=answer)
    assert (result.exit_code == 0) == written
    assert ("new-website.yml" in there()) == written


def test_a_dry_run_prints_and_writes_nothing(folder: Path) -> None:
    result = run(SHEET, "--dry-run")
    assert result.exit_code == 0
    assert "# --- projects/new-website.yml\n# yaml-language-server" in result.stdout
    assert set(there()) == {"_studio.yml"}


def test_warnings_are_said_and_led_back(folder: Path) -> None:
    result = run(SHEET.replace("100%", "70%"), "--yes")
    assert (
        "row 2, column D (Price): deposit and payments add up to 5880.00 EUR, but the price is "
        "8400.00 EUR: "
    ) in result.stderr


# --- Stages of a playbook ----------------------------------------------------------------------

BOOKS = (
    "Project,Client,Email,Price,Playbook,Signed,Start,Deposit paid,Stage,Days,Done\n"
    "Web,Aurora,a@a.example,900,Website,2026-05-01,2026-05-04,2026-05-02,brief,,2026-05-08\n"
    ",,,,,,,,Texts and photos,8,\n"
    "Mark,Boreal,b@b.example,500,logo,,,,,,\n"
)


def test_a_playbook_gives_the_stages_and_rows_say_what_differs(folder: Path) -> None:
    assert run(BOOKS, "--yes").exit_code == 0
    web, mark = there()["web.yml"], there()["mark.yml"]
    assert "deposit: {amount: 30%}" in web
    assert "payments:\n  - {date: 2026-05-02, for: deposit, amount: 270.00 EUR}\n" in web
    assert (
        "{id: brief, title: Discovery and brief, owner: provider, days: 5, done: 2026-05-08}" in web
    )
    assert "{id: copy, title: Texts and photos, owner: client, days: 8}" in web
    assert mark.count("{id: ") == 2


def test_what_is_marked_as_paid_is_a_payment_with_tax(folder: Path) -> None:
    with Path("projects/_studio.yml").open("a") as studio:
        studio.write("tax: [{name: IVA, rate: 21%}]\n")
    sheet = BOOKS.replace("Mark,", ",,,,,,,,Final payment,,2026-05-20\nMark,").replace(
        ",900,", ",999.99,"
    )
    result = run(sheet, "--yes")
    assert result.exit_code == 0, result.stderr
    # 30 % are 300.00, with tax 363.00; the last payment takes what rounding left of 1209.99.
    assert (
        "payments:\n"
        "  - {date: 2026-05-02, for: deposit, amount: 363.00 EUR}\n"
        "  - {date: 2026-05-20, for: balance, amount: 846.99 EUR}\n"
    ) in there()["web.yml"]
    assert "pay: 70%}" in there()["web.yml"]
    assert re.search(r"(?m)^web .* 3 +2 *$", result.stderr)


def test_a_deposit_that_was_paid_has_an_amount(folder: Path) -> None:
    sheet = (
        "Project,Client,Email,Price,Playbook,Deposit paid\nMark,B,b@b.example,500,logo,2026-05-02\n"
    )
    (found,) = problems(sheet)
    assert (
        found == "row 2, column F (Deposit paid): the deposit has no amount: add a column 'deposit'"
    )


def test_a_playbook_for_projects_without_stages(folder: Path) -> None:
    sheet = "Project,Client,Email,Price\nWeb,Aurora,a@a.example,900\n"
    with_column = sheet.replace("Price\n", "Price,Playbook\n").replace("900\n", "900,\n")
    assert problems(with_column) == [
        "row 2: the project has no stage: give it rows with a 'stage', or a 'template' (logo, "
        "website)"
    ]
    assert run(sheet, "--yes", "--playbook", "logo").exit_code == 0
    assert "Ideas" in there()["web.yml"]


def test_a_stage_or_playbook_that_is_not_there(folder: Path) -> None:
    assert problems(BOOKS.replace(",logo,", ",lgoo,").replace("brief,,", "breif,,")) == [
        "row 2, column I (Stage): the template 'website' does not have this stage; did you mean "
        "'brief'?",
        "row 4, column E (Playbook): your studio has no template 'lgoo'; it has logo, "
        "website; did you mean 'logo'?",
    ]


def test_a_template_that_is_not_there_has_no_stages_to_adjust(folder: Path) -> None:
    assert problems(BOOKS.replace(",Website,", ",websit,")) == [
        "row 2, column E (Playbook): your studio has no template 'websit'; it has logo, "
        "website; did you mean 'website'?"
    ]
    assert problems(BOOKS.replace(",Website,", ",Sitio web corporativo,")) == [
        "row 2, column E (Playbook): your studio has no template with this name; it has logo, "
        "website"
    ]
    assert problems(BOOKS.replace(",Website,", ",thisone,")) == [
        "row 2, column E (Playbook): your studio has no template 'thisone'; it has logo, website"
    ]


def test_the_template_of_the_whole_import_has_to_be_there(folder: Path) -> None:
    result = run("Project,Client,Email,Price\nWeb,A,a@a.example,9\n", "--template", "lgoo", "--yes")
    assert "No template called 'lgoo'. Did you mean 'logo'?" in result.stderr
    assert result.exit_code == 1


def test_a_sheet_in_a_studio_without_templates(folder: Path) -> None:
    (folder / "projects" / "_studio.yml").write_text(STUDIO.partition("playbooks:")[0], "utf-8")
    assert problems(BOOKS)[0] == (
        "row 2, column E (Playbook): your studio has no template 'website'; it has none yet"
    )
    sheet = "Project,Client,Email,Price\nWeb,A,a@a.example,9\n"
    result = run(sheet, "--template", "logo", "--yes")
    assert "No template called 'logo'." in result.stderr


# --- What is wrong, and where ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column", "text", "said"),
    [
        (2, "Email", "nobody", "row 2, column C (Email): this is not written as expected"),
        (
            2,
            "Price",
            "a lot",
            "row 2, column D (Price): this is not an amount: write it as 8400 EUR",
        ),
        (
            2,
            "Price",
            "8400 USD",
            "row 2, column D (Price): 'USD' is not the currency of the studio",
        ),
        (
            2,
            "Signed",
            "31/02/2026",
            "row 2, column E (Signed): '31/02/2026' is not a day of the calendar",
        ),
        (2, "Signed", "soon", "row 2, column E (Signed): 'soon' is not a day: write it as 2026-03"),
        (2, "Signed", "", "row 2, column F (Start): a start counts from the signature"),
        (2, "Done", "2099-01-01", "row 2, column K (Done): 2099-01-01 is after today, 2026-06-22"),
        (3, "Owner", "cleint", "row 3, column H (Owner): 'cleint' is neither party"),
        (3, "Owner", "", "row 3: stages[1]: `owner` is missing"),
        (3, "Days", "a week", "row 3, column I (Days): this is not a number of working days"),
        (3, "Days", "", "row 3: stages[1]: `days` is missing: write for example days: 5"),
        (3, "Stage", "", "row 3, column H (Owner): this row does not name its stage"),
        (
            3,
            "Client",
            "Boreal",
            "row 3, column B (Client): row 2 says something else about the same",
        ),
        (4, "Pay", "120%", "row 4, column J (Pay): '120%' is more than 100% of the price"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column(
    folder: Path, row: int, column: str, text: str, said: str
) -> None:
    (found,) = problems(with_cell(row, column, text))
    assert found.startswith(said)


def test_all_is_said_in_one_go_and_nothing_is_written(folder: Path) -> None:
    sheet = with_cell(3, "Owner", "cleint").replace("8400", "much").replace("2026-02-20", "never")
    assert len(problems(sheet)) == 3


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (
            "Project,Client,Price,Stage,Owner,Days",
            "row 1: there is no column for the email: name one",
        ),
        (
            "Project,Clent,Email,Price,Playbook",
            "no column for the client: name one 'client'; is it 'Clent'?",
        ),
        (
            "Project,Client,Email,Price,Stage,Days",
            "row 1: there are stages, but no column 'owner' says",
        ),
        (
            "Project,Title,Client,Email,Price,Playbook",
            "row 1: 'Project' and 'Title' both mean the title",
        ),
    ],
)
def test_columns_that_are_not_there_or_twice(folder: Path, head: str, said: str) -> None:
    (found,) = problems(f"{head}\nWeb,a,b,c\n")
    assert said in found


def test_a_project_that_is_there_is_not_touched(folder: Path) -> None:
    path = Path("projects/new-website.md")
    path.write_text("---\nfield: of its own\n---\n", "utf-8")
    assert run(SHEET, "--yes").exit_code == 1  # a studio with an error imports nothing
    path.unlink()
    run(SHEET, "--yes")
    (found,) = problems(SHEET)
    assert found.startswith(
        "row 2, column A (Project): new-website already exists in projects, and no"
    )


def test_two_projects_of_one_name_need_ids(folder: Path) -> None:
    row = "{},Web,A,a@a.example,9,logo\n"
    sheet = "Id,Project,Client,Email,Price,Playbook\n" + row + row
    (found,) = problems(sheet.format("a b", "a-b"))
    assert "would be the id of row 2 too" in found
    assert run(sheet.format("one", "two"), "--yes").exit_code == 0
    assert {"one.yml", "two.yml"} < set(there())


def test_one_file_that_cannot_be_written_takes_the_others_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_the_disk(monkeypatch, after=1)
    rows = BOOKS.splitlines()
    result = run("\n".join((rows[0], rows[3], *rows[1:3])), "--yes")
    assert result.exit_code == 1
    assert "projects/web.yml: the disk is full. Nothing was written." in result.stderr
    assert set(there()) == {"_studio.yml"}


def test_a_texts_of_a_client_is_in_no_message(folder: Path) -> None:
    sheet = with_cell(2, "Project", "Quetzalcoatl " * 30)
    assert all("Quetzalcoatl" not in line for line in problems(sheet))


def test_a_title_alone_goes_on_with_the_project_above(folder: Path) -> None:
    sheet = SHEET.replace("Project,", "Id,Project,").replace("New", "web,New")
    sheet = sheet.replace("\n,,,,,,Texts", "\n,New website,,,,,,Texts").replace(
        "\n,,,,,,Balance", "\n,,,,,,,Balance"
    )
    assert run(sheet, "--yes").exit_code == 0
    assert set(there()) == {"_studio.yml", "web.yml"}
    assert there()["web.yml"].count("{id: ") == 3


# --- Days --------------------------------------------------------------------------------------


def test_days_are_never_guessed(folder: Path) -> None:
    sheet = SHEET.replace("2026-02-20", "3/2/2026").replace("2026-03-02", "4/3/2026")
    sheet = sheet.replace("2026-03-06", "5/3/2026")
    (found,) = problems(sheet)
    assert found.startswith("row 2, column E (Signed): '3/2/2026' can be meant in two ways")
    assert "--dates dmy" in found
    assert run(sheet, "--dates", "dmy", "--dry-run").stdout.count("2026-02-03") == 1
    assert run(sheet, "--dates", "mdy", "--dry-run").stdout.count("2026-03-02") == 1


def test_one_day_that_is_sure_tells_the_others(folder: Path) -> None:
    sheet = SHEET.replace("2026-02-20", "20/02/2026").replace("2026-03-02", "2/3/2026")
    assert "start: 2026-03-02" in run(sheet, "--dry-run").stdout
    mixed = sheet.replace("2026-03-06", "03/16/2026")
    (found,) = problems(mixed)
    assert "some dates of the sheet have the day first" in found


def test_years_of_two_digits_are_of_this_century(folder: Path) -> None:
    sheet = SHEET.replace("2026-02-20", "20/2/26").replace("2026-03-02", "2.3.26")
    assert "start: 2026-03-02" in run(sheet, "--dry-run").stdout
    (found,) = problems(SHEET.replace("2026-03-02", "2/3/26"))
    assert "'2/3/26' can be meant in two ways: say --dates dmy" in found
    (found,) = problems(SHEET.replace("2026-03-02", "26-03-02"))
    assert "'26-03-02' has two digits for the year: write it with four" in found
    for text in ("26/03/02", "26.12.31"):  # which begin with the year
        (found,) = problems(SHEET.replace("2026-03-02", text))
        assert f"'{text}' has two digits for the year: write it with four" in found


def test_stage_dates_give_the_days_and_the_start(folder: Path) -> None:
    sheet = (
        "Project,Client,Email,Price,Signed,Stage,Owner,Start,Due\n"
        "Web,Aurora,a@a.example,900,2026-05-01,Brief,Norte Studio,2026-05-04,2026-05-08\n"
        ",,,,,Texts,Aurora,2026-05-11,2026-05-13\n"
    )
    assert run(sheet, "--yes").exit_code == 0
    text = there()["web.yml"]
    assert "start: 2026-05-04\nstages:" in text
    assert "owner: provider, days: 5, start: 2026-05-04, due: 2026-05-08}" in text
    assert "owner: client, days: 3, start: 2026-05-11, due: 2026-05-13}" in text


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_the_orders_of_a_day(day: date) -> None:
    orders = day_orders([f"{day:%d/%m/%Y}"])
    assert "dmy" in orders
    assert ("mdy" in orders) == (day.day <= 12)


@pytest.mark.parametrize(
    ("text", "found"),
    [("9 mars 2026", "2026-03-09"), ("3. März 2026", "2026-03-03"),
     ("13 de marzo de 2026", "2026-03-13"), ("1er juin 2026", "2026-06-01"),
     ("1º de junio de 2026", "2026-06-01"), ("1º de junho de 2026", "2026-06-01"),
     ("1.º de junho de 2026", "2026-06-01"), ("1.° de marzo de 2026", "2026-03-01"),
     ("1° giugno 2026", "2026-06-01"), ("l’11 maggio 2026", "2026-05-11"),
     ("le 14 févr. 2026", "2026-02-14"), ("15 août 2026", "2026-08-15"),
     ("1. Jänner 2026", "2026-01-01"), ("5 dez. 2026", "2026-12-05"), ("9-Mar-2026", "2026-03-09"),
     ("09.Okt.2026", "2026-10-09"), ("March 9, 2026", "2026-03-09"),
     ("9th of March 2026", "2026-03-09"), ("Mon 9 Mar 2026", "2026-03-09"),
     ("Monday, March 9th, 2026", "2026-03-09"), ("lunes, 9 de marzo de 2026", "2026-03-09"),
     ("segunda-feira, 9 de março de 2026", "2026-03-09"), ("lundi 9 mars 2026", "2026-03-09"),
     ("am Montag, den 9. März 2026", "2026-03-09"), ("lunedì 9 marzo 2026", "2026-03-09"),
     ("1 SEPT 2026", "2026-09-01"), ("5 juil. 2026", "2026-07-05")],
)  # fmt: skip
def test_days_in_words_of_the_six_languages(text: str, found: str) -> None:
    assert one_day(text) == found
    assert is_day(text)
    assert day_orders([text]) == {"dmy", "mdy"}


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("width", ["full", "long", "medium"])
def test_every_month_as_the_language_itself_writes_it(language: str, width: Any) -> None:
    for month in range(1, 13):
        day = date(2026, month, 23)
        assert one_day(format_date(day, width, language)) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "5 jui 2026",
            "'5 jui 2026' can be meant in two ways: write the day that is meant, as 2026-03-06",
        ),
        (
            "Tue 9 Mar 2026",
            "'Tue 9 Mar 2026' would be a Monday: write the day that is meant, as 2026-03-06",
        ),
        ("9 mars", "this is not a day: write it as 2026-03-06"),
        ("9 mars 26", "this is not a day: write it as 2026-03-06"),
        ("1º de junio", "this is not a day: write it as 2026-03-06"),
        (
            "31 avril 2026",
            "'31 avril 2026' is not a day of the calendar: write the day that is meant, as "
            "2026-03-06",
        ),
        ("9 Marx 2026", "this is not a day: write it as 2026-03-06"),
        ("9 ma 2026", "this is not a day: write it as 2026-03-06"),
        ("after 9 March 2026", "this is not a day: write it as 2026-03-06"),
        ("9 March 2026?", "this is not a day: write it as 2026-03-06"),
        ("9-10 March 2026", "this is not a day: write it as 2026-03-06"),
        ("Lucia 600 123 456", "this is not a day: write it as 2026-03-06"),
        ("Lucía is away until May", "this is not a day: write it as 2026-03-06"),
    ],
)
def test_days_in_words_that_are_refused(text: str, said: str) -> None:
    with pytest.raises(CellError) as refused:
        one_day(text)
    assert str(refused.value) == said


def test_no_short_name_of_a_month_means_two_but_one() -> None:
    """French `juin` and `juillet`, cut short; any other would be a wrong date in a file."""
    assert [name for name, months in month_names().items() if len(months) > 1] == ["jui"]


@pytest.mark.parametrize(
    "name",
    ["Fee", "Honorar", "Honorarios", "Honorários", "Honoraires (€)", "Onorario", "Compenso",
     "Honorar (netto)", "Agreed fee"],
)  # fmt: skip
def test_a_fee_is_the_price(folder: Path, name: str) -> None:
    assert run(SHEET.replace(",Price,", f",{name},", 1), "--yes").exit_code == 0
    assert "price: 8400 EUR" in there()["new-website.yml"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("3 meses", "'3 meses' is not a number of working days: write days or weeks, since months"),
        ("10 Werktage", "this is not a number of working days: write for example 5, or 2 weeks"),
        ("600 Lucia", "this is not a number of working days: write for example 5, or 2 weeks"),
    ],
)
def test_a_duration_that_is_refused_is_named(folder: Path, cell: str, said: str) -> None:
    """Unless it has words of which nobody knows whose they are."""
    (found,) = problems(with_cell(2, "Days", cell))
    assert found.startswith(f"row 2, column I (Days): {said}")


def test_a_start_without_the_deposit_asks_for_its_column(folder: Path) -> None:
    sheet = SHEET.replace(",Start,", ",Start,Deposit,", 1).replace("03-02,", "03-02,30%,", 1)
    sheet = sheet.replace(",,,,,,", ",,,,,,,").replace("100%", "70%")
    (found,) = problems(sheet)
    assert "column 'deposit paid'" in found
    assert "payments:" not in found


def test_a_start_without_the_signature_asks_for_its_column(folder: Path) -> None:
    (found,) = problems(with_cell(2, "Signed", ""))
    assert found == (
        "row 2, column F (Start): a start counts from the signature: write its day into a column "
        "'signed', or leave the start empty until then"
    )


# --- Money and the rest ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8400", "8400 EUR"),
        ("8.400,00 €", "8400 EUR"),
        ("€8,400.50", "8400.50 EUR"),
        ("8 400,5", "8400.5 EUR"),
        ("8\N{NO-BREAK SPACE}400", "8400 EUR"),
        ("1.234.567", "1234567 EUR"),
        ("8400 USD", "8400 USD"),
        ("30%", "30%"),
        ("33,3333 %", "33.3333%"),
        ("-50", "-50 EUR"),
        ("1'200.00", "1200 EUR"),
    ],
)
def test_amounts_with_either_sign(text: str, found: str) -> None:
    assert amount(text, studio()) == found


@pytest.mark.parametrize(
    ("language", "holidays", "text", "found"),
    [
        ("es", "ES-MD", "8.400", "8400 EUR"), ("en", "IE", "8,400", "8400 EUR"),
        ("en", "ES-MD", "8.400 €", "8400 EUR"), ("es", "ES-MD", "8,400", None),
        ("en", "IE", "8.400", None), ("es", "none", "8.400", None), ("en", "none", "8,400", None),
    ],
)  # fmt: skip
def test_the_country_of_the_studio_tells_which_sign_groups(
    language: str, holidays: str, text: str, found: str | None
) -> None:
    text_of = studio_text(f"language: {language}", f"calendar: {{holidays: {holidays}}}")
    home = portfolio_of(text_of).studio
    if found:
        assert amount(text, home) == found
    else:
        with pytest.raises(CellError, match=r"write 8400 EUR or 8\.4 EUR$"):
            amount(text, home)


@pytest.mark.parametrize("text", ["x", "8.4.00", "1,2345", "1.234,567", "12345.678", "$5", "", "%"])
def test_no_amounts(text: str) -> None:
    with pytest.raises(CellError):
        amount(text, studio())


def test_a_column_in_percent_needs_no_sign() -> None:
    assert amount("30", studio(), share=True) == "30%"
    with pytest.raises(CellError, match=r"30% or 0\.3%"):
        amount("0.3", studio(), share=True)
    assert columns_of(["Project", "Deposit %"]).shares == {1}


@pytest.mark.parametrize(
    ("text", "n"),
    [("5", 5), ("5 days", 5), ("3.0", 3), ("10 días", 10), ("3 Tage", 3), ("4 jours ouvrés", 4),
     ("2 giorni lavorativi", 2), ("3 dias úteis", 3), ("10d", 10), ("５", 5), ("2 weeks", 10),
     ("1 week", 5), ("3 wks", 15), ("2w", 10), ("2 Wochen", 10), ("2 semaines", 10),
     ("2 semanas", 10), ("1 settimana", 5), ("4\N{NO-BREAK SPACE}sem.", 20)],
)  # fmt: skip
def test_numbers_of_days(text: str, n: int) -> None:
    assert days(text) == n


def test_a_week_is_as_long_as_the_studio_works() -> None:
    assert days("2 weeks", week=4) == 8


@pytest.mark.parametrize(
    "text",
    ["8 hours", "8 h", "3 Stunden", "2 heures", "4 horas", "6 ore", "2 months", "3 Monate",
     "1 mes", "2 mois", "2 mons", "1.5 wks", "3 days?", "P2D", "-3", "5-7 days", "2 Werktage",
     "10 calendar days", "10 Kalendertage", "5 días naturales", "2 ewks", "5 of them", "a week",
     "2 weeks 3 days", "1 year", "5 days/week", "1.000", "1,000 Tage", "5\n3", "5  3",
     "5 jours ouvrables"],
)  # fmt: skip
def test_lengths_that_are_no_working_days_are_refused(text: str) -> None:
    with pytest.raises(CellError, match="not a number of working days"):
        days(text)


def studio() -> Studio:
    return Studio.model_validate(
        {"name": "N", "email": "a@b.example", "timezone": "UTC", "currency": "EUR"}
    )


@pytest.mark.parametrize(
    "name",
    ["Etappe", "Meilenstein", "Hito", "Marco", "Jalon", "Pietra miliare", "Étape", "Tappa"],
)
def test_a_stage_is_known_by_its_name_in_each_language(name: str) -> None:
    assert columns_of([name]).fields == {0: "stage"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "Stage",
            "Stück",
            "there is no column for the stages, which 'Owner' is about: name one 'stage'",
        ),
        ("Stage", "Stagee", "name one 'stage'; is it 'Stagee'?"),
        ("Owner", "Ownr", "no column 'owner' says whose they are; is it 'Ownr'?"),
        ("Days", "How long", "no column 'days' says how long they take"),
    ],
)
def test_a_missing_column_of_the_stages_is_one_mistake(
    folder: Path, old: str, new: str, said: str
) -> None:
    (found,) = problems(SHEET.replace(f",{old},", f",{new},", 1))
    assert found.startswith("row 1: ")
    assert said in found


def test_a_sheet_with_neither_stages_nor_a_playbook_is_one_mistake(folder: Path) -> None:
    sheet = "Project,Client,Email,Price\nWeb,A,a@a.example,9\nLogo,B,b@b.example,9\n"
    (found,) = problems(sheet)
    assert "there are no stages: name a column 'stage' or 'template', or give --template" in found
    assert run(sheet, "--template", "logo", "--yes").exit_code == 0


def test_each_name_of_a_column_means_one_thing() -> None:
    names = Counter(
        name
        for columns in (PROJECT_COLUMNS, STAGE_COLUMNS)
        for several in columns.values()
        for name in several
    )
    assert [name for name, n in names.items() if n > 1] == []
    assert [name for name in names if folded(name) != name] == []


@pytest.mark.parametrize(
    ("name", "field"),
    [("FECHA LÍMITE", "due"), ("due_date", "due"), ("  E-Mail ", "email"), ("Fällig", "due"),
     ("Préço", "price"), ("Wer", "owner"), ("Deposit (%)", "deposit")],
)  # fmt: skip
def test_capitals_accents_and_signs_make_no_difference(name: str, field: str) -> None:
    assert columns_of([name]).fields == {0: field}


@pytest.mark.parametrize(
    ("name", "field", "unit"),
    [("Price (EUR)", "price", "EUR"), ("Price EUR", "price", "EUR"), ("Prix (HT)", "price", ""),
     ("Prix HT (€)", "price", "€"), ("Preis in Euro", "price", "Euro"), ("Budget €", "price", "€"),
     ("Price [US$]", "price", "US$"), ("Preis (netto, EUR)", "price", "EUR"),
     ("Precio sin IVA", "price", ""), ("Price excl. VAT", "price", ""),
     ("Deposit (EUR)", "deposit", "EUR"), ("Duration (weeks)", "days", "weeks"),
     ("Dauer in Wochen", "days", "weeks"), ("Semaines", "days", "weeks"),
     ("Duration (days)", "days", "days"), ("Durée (jours)", "days", "days"),
     ("Price ($)", "price", "$"), ("Prezzo (€)", "price", "€"), ("Price_USD", "price", "USD"),
     ("Prix H.T.", "price", ""), ("Duração (semanas)", "days", "weeks"),
     ("Nettopreis", "price", "")],
)  # fmt: skip
def test_heads_name_units(name: str, field: str, unit: str) -> None:
    found = columns_of([name])
    assert found.fields == {0: field}
    assert found.units.get(0, "") == unit


@pytest.mark.parametrize("name", ["Price (old)", "Price (k€)", "Preis (€/Tag)", "Payment terms"])
def test_heads_with_other_words_mean_nothing(name: str) -> None:
    assert columns_of([name]).fields == {}


@pytest.mark.parametrize(
    ("name", "said"),
    [("Prix (TTC)", "tax"), ("Preis brutto", "tax"), ("Precio (IVA incluido)", "tax"),
     ("Preço c/ IVA", "tax"), ("Price (VAT incl.)", "tax"), ("Prix T.T.C.", "tax"),
     ("Duration (hours)", "hours"), ("Dauer (Monate)", "months")],
)  # fmt: skip
def test_heads_that_would_give_wrong_numbers_are_refused(name: str, said: str) -> None:
    assert any(said in problem for problem in columns_of([name]).problems if name in problem)


def test_a_column_of_weeks_and_one_in_another_currency(folder: Path) -> None:
    weeks = SHEET.replace(",Days,", ",Dauer (Wochen),")
    assert "owner: client, days: 25}" in run(weeks, "--dry-run").stdout
    assert "price: 8400 EUR" in run(SHEET.replace("Price", "Price (€)"), "--dry-run").stdout
    (found,) = problems(SHEET.replace("Price", "Price (USD)"))
    assert found.startswith(
        "row 2, column D (Price (USD)): 'USD' is not the currency of the studio"
    )


def test_the_rest_of_the_sheet_says_what_a_point_means(folder: Path) -> None:
    head = "Project,Client,Email,Price,Playbook\n"
    rows = head + "A,A,a@a.example,{},logo\nB,B,b@b.example,{},logo\n"
    (found,) = problems(rows.format("12.50", "8.400"))
    assert found.startswith("row 3, column D (Price): '8.400' can be meant in two ways")
    assert "price: 8400 EUR" in run(rows.format('"12,50"', "8.400"), "--dry-run").stdout
    assert "price: 0.50 EUR" in run(rows.format("0.500", "9"), "--dry-run").stdout


@pytest.mark.parametrize("head", ["Currency", "Moneda", "Devise", "Währung", "Valuta", "MOEDA"])
def test_a_column_of_its_own_for_the_currency_is_read(folder: Path, head: str) -> None:
    rows = f"Project,Client,Email,Price,{head},Playbook\nA,A,a@a.example,1500,%s,logo\n"
    for same in ("EUR", "eur", "€", "Euro", "", "-"):
        assert "price: 1500 EUR" in run(rows % same, "--dry-run").stdout, same
    for other in ("USD", "$", "kr", "x", "7"):
        (found,) = problems(rows % other)
        assert found.startswith(f"row 2, column E ({head}): "), other
        assert "the studio's currency is EUR, and amounts in another one are not read" in found


def test_a_row_without_any_client_is_a_mistake(folder: Path) -> None:
    (found,) = problems("Project,Client,Email,Price,Playbook\nA,X,x@x.example,1,logo\nB,,,3,logo\n")
    assert found.startswith("row 3: `client` is missing")


def test_a_column_that_means_two_things_in_two_languages_is_asked_about(folder: Path) -> None:
    for head in ("Termine", "Terminé", "TERMINE"):
        (found,) = problems(SHEET.replace("Done", head, 1))
        assert found == f"row 1: '{head}': this can mean 'due' or 'done': name it so"


@pytest.mark.parametrize("head", ["Tage / Wochen", "Days (weeks)", "días/semanas"])
def test_a_column_in_two_units_is_asked_about(folder: Path, head: str) -> None:
    rows = f"Project,Client,Email,Price,Stage,Owner,{head}\nA,A,a@a.example,9,Texts,client,2\n"
    assert f"row 1: '{head}': this can mean 'days' or 'weeks': name it so" in problems(rows)


@pytest.mark.parametrize("text", ["2026-10-09", "9/10/2026", "09.10.26"])
def test_a_day_is_nothing_that_is_given(folder: Path, text: str) -> None:
    head = "Project,Client,Email,Price,Stage,Owner,Days,Consegna\n"
    (found,) = problems(f"{head}A,A,a@a.example,9,Texts,client,5,{text}\n")
    assert found.startswith("row 2, column H (Consegna): ")
    assert "is a day, and nothing that is given: name the column 'due' or 'done'" in found


@pytest.mark.parametrize("text", ["0.3", "30", "100", "٣٠"])
def test_a_bare_number_that_may_be_a_share_is_not_an_amount(folder: Path, text: str) -> None:
    (found,) = problems(with_cell(4, "Pay", text))
    assert "write it as a share, such as 30%, or with its currency, such as 30 EUR" in found


@pytest.mark.parametrize("text", ["1 5%", "3\n0%", "1  5 %"])
def test_two_numbers_are_no_share(text: str) -> None:
    with pytest.raises(CellError, match="not a share"):
        amount(text, studio())


def test_three_decimals_are_kept_or_asked_back(folder: Path) -> None:
    path = folder / "projects" / "_studio.yml"
    path.write_text(STUDIO.replace("EUR", "TND"), "utf-8")
    sheet = "Project,Client,Email,Price,Playbook\nA,A,a@a.example,{},logo\n"
    (found,) = problems(sheet.format("TND 750.500"))
    assert "write 750500 TND or 750.5 TND" in found
    assert run(sheet.format('"1.250,500"'), "--yes").exit_code == 0
    assert "price: 1250.500 TND" in there()["a.yml"]


@pytest.mark.parametrize(
    ("currency", "one", "other"),
    [("COP", "1500.000", "$ 1.800.000"), ("EUR", "1000.000", "2500"),
     ("USD", "1000,000", "2,500.50"), ("JPY", "1000,000", "800000")],
)  # fmt: skip
def test_three_digits_after_more_than_three_are_no_evidence_of_decimals(
    folder: Path, currency: str, one: str, other: str
) -> None:
    """Not for themselves either: a sign may be missing before them."""
    path = folder / "projects" / "_studio.yml"
    path.write_text(STUDIO.replace("EUR", currency), "utf-8")
    row = '{0},{0},{0}@a.example,"{1}",logo\n'
    sheet = "Project,Client,Email,Price,Playbook\n" + row.format("A", one) + row.format("B", other)
    (found,) = problems(sheet)
    assert "can be meant in two ways" in found


# --- The file itself ---------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(encoding: str, separator: str, newline: str) -> None:
    text = newline.join(("Project,Client", 'Café,"A ""b"""', "", "x,y")).replace(",", separator)
    sheet = read_sheet(text.encode(encoding))
    assert sheet.head == ("Project", "Client")
    assert [[cell.text for cell in row] for row in sheet.rows] == [["Café", 'A "b"'], ["x", "y"]]
    assert [row[0].row for row in sheet.rows] == [2, 4]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_neither_a_sheet_s_name_nor_a_column_s_steers_or_adds_a_line(folder: Path) -> None:
    sheet = folder / "a\nlink: 7\n#\x1b[31m.csv"
    sheet.write_text(SHEET.replace("Done", "\u200bDone,\x1b]0;x\x07\u202eOdd", 1), "utf-8")
    result = CliRunner().invoke(main, ["import", str(sheet), "--yes"])
    assert result.exit_code == 0, result.output
    assert not set(result.output) & {"\x1b", "\x07", "\u202e"}
    assert "L  \\x1b]0;x\\x07Odd  ->  left out" in result.output
    written = (folder / "projects" / "new-website.yml").read_text("utf-8")
    assert "\nlink:" not in written
    assert "# Imported from a\\nlink: 7\\n#\\x1b[31m.csv on" in written
    assert "done: 2026-03-06" in written


def test_old_letters_are_said_clearly(folder: Path) -> None:
    result = run(SHEET.replace("Aurora,", "Café Núñez,").encode("cp1252"), "--dry-run")
    assert "read as Windows-1252: check that the accents are right" in result.stderr
    assert "name: Café Núñez" in result.stdout


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"PK\x03\x04...", "a workbook"),
        (b"", "nothing to import"),
        (b"Project,Client\n", "nothing to import"),
        (b'Project,Client\n"a,b\n', "not CSV"),
        (b"Project,Client\na,b,c\n", "row 2, column C: this cell's column has no name"),
        (b"\x00\x01\x02\x81", "not text"),
        (b"x" * 131_073 + b",y\n1,2\n", "not CSV: field larger than field limit"),
    ],
)
def test_what_is_no_table(raw: bytes, said: str) -> None:
    with pytest.raises(SpreadsheetError, match=said):
        read_sheet(raw)


def test_letters_of_columns() -> None:
    assert [letters(n) for n in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]


def test_notes_are_private(folder: Path) -> None:
    sheet = SHEET.replace("Done", "Done,Notes").replace("06\n", "06,Pays late\n")
    run(sheet, "--yes")
    assert "private:\n  - {date: 2026-06-22, text: Pays late}" in there()["new-website.yml"]


def test_blank_and_dashed_cells_are_nothing(folder: Path) -> None:
    sheet = SHEET.replace("client,5,,", "client,5,-,–") + "\n,,,,,,,,,,\n"
    assert run(sheet, "--dry-run").exit_code == 0


# --- Laws --------------------------------------------------------------------------------------

TITLES = st.text(
    st.characters(codec="latin-1", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30
).map(lambda text: " ".join(text.split()))


@st.composite
def sheets(draw: Callable[[Any], Any]) -> tuple[list[list[str]], list[dict[str, Any]]]:
    """A sheet of projects as a person may keep it, and what it says."""
    rows: list[list[str]] = []
    meant: list[dict[str, Any]] = []
    style = draw(st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]))
    for number in range(draw(st.integers(1, 3))):
        title = draw(TITLES.filter(lambda text: text not in ("", "-")))
        signed = date(2026, 1, 13) + timedelta(days=draw(st.integers(0, 60)))
        price = draw(st.integers(0, 999_999))
        project: dict[str, Any] = {"title": title, "signed": signed, "price": price, "stages": []}
        for at in range(draw(st.integers(1, 4))):
            owner = draw(st.sampled_from(["client", "provider"]))
            stage = {
                "title": draw(TITLES.filter(lambda text: text not in ("", "-"))),
                "owner": owner,
                "days": draw(st.integers(0, 20)),
            }
            word = {"client": "Cliente", "provider": "us"}[owner]
            above = [f"p{number}", title, f"Client {number}", f"c{number}@a.example",
                     f"{price / 100:,.2f}", f"{signed:{style}}"]  # fmt: skip
            blank = at and draw(st.booleans())
            rows.append([*([""] * 6 if blank else above), stage["title"], word, str(stage["days"])])
            project["stages"].append(stage)
        meant.append(project)
    return rows, meant


def written(rows: Sequence[Sequence[str]], separator: str, encoding: str) -> bytes:
    out = io.StringIO()
    head = ("Id", "Project", "Client", "E-mail", "Price", "Signed on", "Stage", "Who", "Days")
    csv.writer(out, delimiter=separator).writerows([head, *rows])
    return out.getvalue().encode(encoding)


def moved(raw: bytes) -> tuple[Mapping[str, str], tuple[str, ...]]:
    studio = portfolio_of(STUDIO).studio
    sheet = read_sheet(raw)
    options = ImportOptions(source="clients.csv", today=TODAY, order="dmy")
    projects, wrong = read_projects(sheet, columns_of(sheet.head), studio, options)
    return {f"{project.id}.yml": file_text(project, options) for project in projects}, wrong


@given(sheets(), st.sampled_from(",;\t"), st.sampled_from(["utf-8-sig", "utf-8", "utf-16"]))
def test_what_a_sheet_says_is_what_the_files_say(
    sheet: tuple[list[list[str]], list[dict[str, Any]]], separator: str, encoding: str
) -> None:
    """And the whole studio has no problem with them."""
    rows, meant = sheet
    texts, wrong = moved(written(rows, separator, encoding))
    assert wrong == ()
    files = {"_studio.yml": STUDIO.encode(), **{k: v.encode() for k, v in texts.items()}}
    portfolio, problems = load_portfolio(
        files, clock=Clock(now=datetime(2026, 6, 22, 12, tzinfo=UTC))
    )
    assert portfolio, [str(problem) for problem in problems]
    assert assess_portfolio(portfolio, TODAY)
    for project, said in zip(portfolio.projects, meant, strict=True):
        assert said_by(project) == said


def said_by(project: Project) -> dict[str, Any]:
    assert project.signed
    return {
        "title": project.title,
        "signed": project.signed.date,
        "price": int(project.price.value * 100),
        "stages": [
            {"title": stage.title, "owner": stage.owner, "days": stage.days}
            for stage in project.stages
        ],
    }


@pytest.mark.parametrize("seed", range(12))
def test_one_wrong_cell_keeps_all_out(folder: Path, seed: int) -> None:
    """Wherever it stands: nothing is written, and it is said."""
    name = "_studio.yml"
    (folder / "projects" / name).write_bytes(FILES[name])
    chance = random.Random(seed)
    lines = [line.split(";") for line in SAMPLE.decode().splitlines()]
    bad = {"Email": "x", "Price": "x", "Days": "-3", "Done": "2099-01-01", "Owner": "x", "Pay": "x"}
    row = chance.randrange(1, len(lines))
    column = chance.choice(list(bad))
    if column in ("Email", "Price"):
        row = chance.choice([at for at, line in enumerate(lines) if at and line[0]])
    elif not lines[row][lines[0].index("Stage")]:
        row = 1
    lines[row][lines[0].index(column)] = bad[column]
    found = problems("\n".join(";".join(line) for line in lines))
    assert any(line.startswith(f"row {row + 1}, ") for line in found), (row, column, found)


def test_ids() -> None:
    assert slug("Texts & photos (2)") == "texts-photos-2"
    assert slug("Diseño: ÁÉÍ") == "diseno-aei"
    assert slug("日本") == ""


@pytest.mark.parametrize(
    ("title", "name"),
    [("Łódź Kino", "lodz-kino"),
     ("Oʻzbek ʼn", "ozbek-n"), ("Ørsted Æble", "orsted-aeble"), ("Ðorđe", "dorde"),
     ("Café №5", "cafe-no5"), ("Œuvre", "oeuvre"), ("Þór", "thor"),
     ("İstanbul ışık", "istanbul-isik"),
     ("Straße", "strasse"), ("Đà Nẵng", "da-nang"), ("Ħal Ŧest", "hal-test"), ("Кафе", "kafe"),
     ("Ελλάδα", "ellada")],
)  # fmt: skip
def test_letters_of_other_alphabets_are_in_ids(title: str, name: str) -> None:
    assert slug(title) == name


def test_no_letter_is_lost_from_an_id(folder: Path) -> None:
    assert slug("東京 Shop") == ""
    (found,) = problems(with_cell(2, "Project", "東京 Shop"))
    assert found.startswith("row 2, column A (Project): no id can be made from this")


LOGO = "Project,Client,Email,Price,Playbook\n"


def test_two_clients_may_have_projects_of_one_title(folder: Path) -> None:
    sheet = LOGO + "Logo,Aurora,a@a.example,900,logo\nLogo,Nido,n@n.example,800,logo\n"
    assert run(sheet, "--yes").exit_code == 0
    assert {"logo-aurora.yml", "logo-nido.yml"} < set(there())
    assert "price: 800 EUR" in there()["logo-nido.yml"]


@pytest.mark.parametrize("title", ["Aux", "Index", "COM1"])
def test_a_title_that_no_id_may_have_gets_the_client_s_name_too(folder: Path, title: str) -> None:
    assert run(LOGO + f"{title},Nido,n@n.example,800,logo\n", "--yes").exit_code == 0
    assert f"{title.lower()}-nido.yml" in there()


@pytest.mark.parametrize(
    "rows",
    [
        "Logo,Aurora,a@a.example,900,logo\nLogo,Aurora,a@a.example,900,logo\n",
        "Logo,Aurora,a@a.example,900,logo\nSite,Aurora,a@a.example,5,logo\n"
        "Logo,Aurora,a@a.example,900,logo\n",
    ],
)
def test_two_projects_of_one_title_are_never_one_in_silence(folder: Path, rows: str) -> None:
    assert any(
        "the title of row 2 too: add a column 'id'" in line for line in problems(LOGO + rows)
    )


def test_stages_that_begin_again_below_one_title_are_asked_about(folder: Path) -> None:
    head = "Project,Client,Email,Price,Stage,Owner,Days\n"
    row = "Logo,Aurora,a@a.example,900,{},us,5\n"
    assert run(head + row.format("Brief") + row.format("Ideas"), "--dry-run").exit_code == 0
    (found,) = problems(head + row.format("Brief") + row.format("Ideas") + row.format("Brief"))
    assert found.startswith("row 4, column A (Project): this is the title of row 2 too")
