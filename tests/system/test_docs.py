"""What the documents promise exists, and what exists is in the documents."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from courtside.cli.main import main
from courtside.engine.consequences import KINDS
from courtside.model.warnings import WARNINGS
from courtside.source import migrations
from courtside.source.checks import runner
from helpers import reference
from helpers.studio import CHECKOUT

DOCS = CHECKOUT / "docs"
README = (CHECKOUT / "README.md").read_text("utf-8")
FILES = (DOCS / "FILES.md").read_text("utf-8")
RULES = (DOCS / "RULES.md").read_text("utf-8")
PAGES = sorted([*CHECKOUT.glob("*.md"), *DOCS.rglob("*.md"), *(CHECKOUT / ".github").rglob("*.md")])
COMMANDS = {
    context.command_path: context.command
    for context in reference.commands(main, click.Context(main, info_name="courtside"))
}


def label(page: Path) -> str:
    return page.relative_to(CHECKOUT).as_posix()


def test_generated_parts_are_up_to_date() -> None:
    """If this fails, run `make docs`."""
    for page, text in reference.pages().items():
        assert page.read_text("utf-8") == text, label(page)


@pytest.mark.parametrize("path", COMMANDS)
def test_each_command_and_each_of_its_options_has_a_help(path: str) -> None:
    command = COMMANDS[path]
    assert command.help
    for parameter in command.params:
        assert isinstance(parameter, click.Argument) or parameter.help, parameter.name


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_documents_name_no_other_command(page: Path) -> None:
    text = page.read_text("utf-8")
    called = re.findall(r"(?m)(?:^|`|&& )courtside ([a-z][a-z-]*)", text)
    known = set(main.list_commands(click.Context(main)))
    assert set(called) - known == set()


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_documents_name_no_option_that_a_command_does_not_have(page: Path) -> None:
    text = page.read_text("utf-8")
    for name, rest in re.findall(r"(?m)(?:^|`)courtside ([a-z][a-z-]*)([^`\n|&]*)", text):
        options = {
            option
            for path, command in COMMANDS.items()
            if path.split()[1] == name
            for parameter in command.params
            for option in parameter.opts
        }
        named = re.findall(r"(?<= )--?[a-z][a-z-]*", rest)
        assert not options or set(named) - options == set(), name


def test_each_record_of_the_files_is_in_their_reference() -> None:
    tables = set(re.findall(r"<!-- fields of (\w+) -->", FILES))
    fields = {
        name: {field.alias or field_name for field_name, field in record.model_fields.items()}
        for name, record in reference.records().items()
    }
    shown = {field for name in tables for field in fields[name]}
    assert len(tables) > 20
    assert {field for name in fields for field in fields[name]} - shown == set()


def test_each_warning_is_in_the_reference() -> None:
    named = re.findall(r"(?m)^\| `([a-z-]+)` \|", FILES.partition("## What `courtside check`")[2])
    assert set(WARNINGS) <= set(named)


def test_each_consequence_is_in_the_rules() -> None:
    assert {kind for kind in KINDS if f"`{kind}`" in RULES} == set(KINDS)


def test_the_rules_have_their_numbers() -> None:
    assert re.findall(r"(?m)^## (\d)\. ", RULES) == [*"123456789"]


def test_the_changelog_begins_with_this_version_and_says_what_owners_have_to_do() -> None:
    text = (CHECKOUT / "CHANGELOG.md").read_text("utf-8")
    version = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    first, *earlier = re.findall(r"(?m)^## (.*)$", text)
    assert first == version or (first.endswith("(not released yet)") and version in earlier)
    _, *entries = re.split(r"(?m)^- ", text.partition("\n## ")[2])
    asked = [entry for entry in entries if "action needed" in entry.lower()]
    for entry in asked:
        assert re.match(r"\*\*Action needed\*\*: [a-z`].*\.\n", entry), entry
    assert len([e for e in asked if "courtside migrate" in e]) == migrations.newest() - 1


def anchors(page: Path) -> set[str]:
    """Return what can be linked to in a page, as GitHub names its headings."""
    headings = re.findall(r"(?m)^#+ (.*)$", page.read_text("utf-8"))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_links_between_the_documents_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for path, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", text):
        target = page.parent / path if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), anchor


def test_the_readme_is_short() -> None:
    assert len(README.split()) < 1300


def test_the_documentation_builds_strictly_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mkdocs", "build", "--strict"),
            *("--config-file", "docs/site/mkdocs.yml", "--site-dir", str(tmp_path / "site")),
        ],
        cwd=CHECKOUT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert {"index.html", "commands.html", "SECURITY.html"} <= {page.name for page in pages}
    for page in pages:
        text = page.read_text("utf-8")
        assert re.findall(r'(?:src|<link[^>]* href)="?(?:https?:)?//[^" >]*', text) == [], page.name


def test_each_promise_of_security_names_tests_that_exist() -> None:
    text = (CHECKOUT / ".github" / "SECURITY.md").read_text("utf-8")
    table = text.partition("## What holds each promise")[2]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    named = [re.findall(r"`([^`]+)`", row.rpartition(" | ")[2]) for row in rows]
    assert len(rows) > 10
    assert all(named)
    names = [name for row in named for name in row]
    assert [name for name in names if not (CHECKOUT / "tests" / name).exists()] == []


def test_contributing_draws_the_wings_that_exist() -> None:
    text = (CHECKOUT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
    drawing = text.split("```")[3]
    package = CHECKOUT / "hooks" / "courtside"
    wings = {path.parent.name for path in package.glob("*/__init__.py")} | {"pipeline"}
    assert {wing for wing in wings if wing not in drawing} == set()


def test_contributing_says_exactly_where_something_new_goes() -> None:
    text = (CHECKOUT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
    section = text.partition("### Where something new goes")[2].partition("\n## ")[0]
    package = CHECKOUT / "hooks" / "courtside"
    named = re.findall(r"`([a-z_]+/[a-zA-Z_/.-]*)`", section)
    assert len(named) > 20
    missing = [n for n in named if not any((top / n).exists() for top in (CHECKOUT, package))]
    assert missing == []
    code = "\n".join(path.read_text("utf-8") for path in package.rglob("*.py"))
    assert not [
        name
        for name in re.findall(r"`(_?[A-Z]{4,}|[A-Z]\w+)`", section)
        if not re.search(rf"(?m)^{name}\b", code)
    ]
    lists = {name for name, value in vars(runner).items() if name.isupper() and is_checks(value)}
    assert len(lists) == 8
    assert {name for name in lists if f"`{name}`" not in section} == set()


def is_checks(value: object) -> bool:
    """Whether it is a list of the checks that the runner makes."""
    return isinstance(value, tuple) and all(map(callable, value))


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md", "FILES.md", "RULES.md"])
def test_no_document_is_at_its_old_place(name: str) -> None:
    assert not (CHECKOUT / name).exists()
