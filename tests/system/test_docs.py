"""What the documents promise is there, and what is there is in the documents."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from courtside.cli.main import main
from courtside.engine.consequences import KINDS
from courtside.model import project as model_project
from courtside.model import record as project
from courtside.model.warnings import WARNINGS
from courtside.source import migrations

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
FILES = (ROOT / "docs" / "FILES.md").read_text("utf-8")
RULES = (ROOT / "docs" / "RULES.md").read_text("utf-8")


def commands(group: click.Group, before: str = "") -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += commands(command, f"{before}{name} ")
        else:
            found.append((before + name, command))
    return found


@pytest.mark.parametrize(("name", "command"), commands(main))
def test_each_command_is_in_the_readme_and_teaches(name: str, command: click.Command) -> None:
    words = name.split()
    assert f"courtside {words[0]}" in README
    assert f"`{words[-1]}`" in README or f"courtside {name}" in README
    assert command.help
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or parameter.help, parameter.name


def test_the_readme_names_no_other_command() -> None:
    named = set(re.findall(r"courtside ([a-z]+)", README))
    assert named <= set(main.commands)


def test_each_field_is_in_the_reference() -> None:
    records = {
        record
        for record in vars(model_project).values()
        if isinstance(record, type) and issubclass(record, project.Record)
    }
    names = {
        field.alias or name
        for record in records - {model_project.Project}
        for name, field in record.model_fields.items()
    }
    assert len(names) > 50
    assert {name for name in names if f"`{name}`" not in FILES} == set()


def test_each_warning_is_in_the_reference() -> None:
    named = re.findall(r"(?m)^\| `([a-z-]+)` \|", FILES.partition("## What `courtside check`")[2])
    assert set(WARNINGS) <= set(named)


def test_each_step_is_in_the_rules() -> None:
    assert {kind for kind in KINDS if f"`{kind}`" in RULES} == set(KINDS)


def test_the_changelog_begins_with_this_version_and_says_what_owners_have_to_do() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert re.findall(r"(?m)^## (\S+)", text)[0] == version
    _, *entries = re.split(r"(?m)^- ", text.partition("\n## ")[2])
    asked = [entry for entry in entries if "action needed" in entry.lower()]
    for entry in asked:
        assert re.match(r"\*\*Action needed\*\*: [a-z`].*\.\n", entry), entry
    assert len([e for e in asked if "courtside migrate" in e]) == migrations.newest() - 1


PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def anchors(page: Path) -> set[str]:
    """What can be linked to in a page, as GitHub names its headings."""
    headings = re.findall(r"(?m)^#+ (.*)$", page.read_text("utf-8"))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_the_documents_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for path, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", text):
        target = page.parent / path if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), anchor


def test_each_promise_of_security_names_tests_that_are_there() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8").partition("## What holds each promise")[2]
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    named = [re.findall(r"`([^`]+)`", row.split("|")[2]) for row in rows]
    assert len(rows) > 10
    assert all(named)
    names = [name for row in named for name in row]
    assert [name for name in names if not (ROOT / "tests" / name).exists()] == []
