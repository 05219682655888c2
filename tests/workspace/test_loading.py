"""A studio is read whole, or around the files with an error that nobody needs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from courtside.engine.as_of import TODAY, Clock
from courtside.source.load import Cache
from courtside.workspace.loading import LoadedStudio, load_around, load_studio
from helpers.studio import make_studio, project

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
CLOCK = Clock(now=NOW)


@pytest.fixture
def projects(tmp_path: Path) -> Path:
    broken = project().replace("owner: client", "owner: cleint")
    return make_studio(tmp_path, aurora=project(), nido=broken) / "projects"


def ids(loaded: LoadedStudio) -> list[str]:
    return [project.id for project in loaded.portfolio.projects] if loaded.portfolio else []


def test_an_error_in_one_file_leaves_no_portfolio(projects: Path) -> None:
    loaded = load_studio(projects, CLOCK)
    assert loaded.portfolio is None
    assert {error.file for error in loaded.errors} == {f"{projects}/nido.yml"}
    assert {error.file for error in load_studio(projects, CLOCK, folder="here").errors} == {
        "here/nido.yml"
    }


def test_a_file_with_an_error_is_left_out_where_nobody_needs_it(projects: Path) -> None:
    loaded = load_around(projects, CLOCK, lambda name: name == "aurora.yml")
    assert ids(loaded) == ["aurora"]
    assert loaded.left_out == ("nido.yml",)
    assert "nido.yml" not in loaded.files


def test_a_file_with_an_error_that_is_needed_is_not_left_out(projects: Path) -> None:
    loaded = load_around(projects, CLOCK, lambda name: name == "nido.yml")
    assert (loaded.portfolio, loaded.left_out) == (None, ())
    assert loaded.errors


def test_nothing_is_left_out_around_an_error_in_the_studios_own_file(projects: Path) -> None:
    (projects / "_studio.yml").write_text("name: Norte\n")
    loaded = load_around(projects, CLOCK, lambda _name: False)
    assert (loaded.portfolio, loaded.left_out) == (None, ())


def test_files_that_are_given_are_read_in_place_of_those_of_the_folder(projects: Path) -> None:
    files = dict(load_studio(projects, CLOCK).files)
    assert ids(load_studio(projects, CLOCK, files=files | {"nido.yml": files["aurora.yml"]})) == [
        "aurora",
        "nido",
    ]


def test_an_unchanged_file_is_checked_once(projects: Path) -> None:
    kept = Cache()
    first = load_around(projects, CLOCK, lambda _name: False, kept=kept)
    assert list(kept) == ["aurora.yml"]
    assert first.portfolio
    again = load_around(projects, CLOCK, lambda _name: False, kept=kept)
    assert again.portfolio
    assert again.portfolio.projects[0] is first.portfolio.projects[0]


def test_facts_that_lie_ahead_are_errors_by_the_clock_alone(projects: Path) -> None:
    signed = project().replace("price:", "signed: {date: 2026-05-01, by: B}\nprice:")
    files = {"_studio.yml": load_studio(projects, CLOCK).files["_studio.yml"]}
    files["aurora.yml"] = signed.encode()
    assert any("is after today" in str(e) for e in load_studio(projects, CLOCK, files=files).errors)
    for clock in (None, Clock.of({TODAY: "2026-03-01"}, NOW)):
        loaded = load_studio(projects, clock, files=files)
        assert not any("is after today" in str(problem) for problem in loaded.problems)
