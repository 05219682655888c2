"""The list of commands: sections, names, and what each of them imports before it does anything."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import click
import pytest
from click.testing import CliRunner
from pydantic import TypeAdapter

from courtside.cli import building, options
from courtside.cli.main import COMMANDS, RENAMED, SECTIONS, main
from courtside.model import json_schema
from courtside.model.values import Count, Language, Party, StepKind
from courtside.views import pdf
from helpers.studio import CHECKOUT, SECRET

HEAVY = (
    "pydantic", "yaml", "rich", "babel", "jinja2", "holidays", "cryptography", "markdown",
    "markdown_it",
)  # fmt: skip
"""What a command needs to do something, and `--help` does not."""

LIGHT_WINGS = {"cli", "errors"}

PROBE = """
import sys
sys.argv = ["courtside", *sys.argv[1:]]
from courtside.cli.main import main
try:
    main()
except SystemExit:
    print("\\nIMPORTED", *sorted(sys.modules))
"""


def imported(*words: str) -> set[str]:
    """The modules that a process has imported when the command is over."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words], capture_output=True, check=True, encoding="utf-8"
    )
    return set(done.stdout.rpartition("IMPORTED")[2].split())


def names() -> list[str]:
    return list(COMMANDS)


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["key", "show", "--help"]])
def test_what_says_something_of_itself_imports_no_engine(words: list[str]) -> None:
    modules = imported(*words)
    assert not modules & set(HEAVY)
    ours = {name.split(".")[1] for name in modules if name.startswith("courtside.")}
    assert ours <= LIGHT_WINGS


@pytest.mark.parametrize("section", SECTIONS)
def test_the_help_of_a_command_imports_no_engine(section: str) -> None:
    """All commands of a section in one process: what one of them needs shows all the same."""
    script = PROBE.replace("    main()", "    main([*sys.argv[1:], '--help'])")
    code = "\n".join(f"sys.argv[1:] = [{name!r}]\n{script}" for name in SECTIONS[section])
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    modules = set(done.stdout.rpartition("IMPORTED")[2].split())
    assert not modules & set(HEAVY)
    ours = {name.split(".")[1] for name in modules if name.startswith("courtside.")}
    assert ours <= LIGHT_WINGS
    assert done.stdout.count("Usage: courtside") == len(SECTIONS[section])


SELDOM = {
    f"courtside.{name}"
    for name in (
        "source.format_2", "source.partial", "workspace.link_history", "engine.cost_of_delay",
        "engine.forecast", "engine.effects", "engine.attribution", "provider.actions.rounds",
        "workspace.commits",
    )
}  # fmt: skip
"""Modules of ours that only old formats, files with errors, new links, pages and what is seldom
recorded need."""

EDITS = ("done", "paid", "notice")
"""Commands here that change a file."""

READS = {"pydantic", "yaml", "holidays"}
"""What reading a studio takes; its holidays only the first time."""


@pytest.mark.parametrize(
    ("words", "heavy"),
    [
        (["status"], READS),
        (["done", "kiln", "--dry-run"], READS),
        (["paid", "lumen", "--dry-run"], READS),
        (["links", "--quiet"], READS),
        (["check"], READS),
        (["notice"], READS),
        (["history", "kiln"], READS | {"babel", "jinja2", "markdown_it"}),
    ],
)
def test_a_command_imports_only_what_it_needs(
    words: list[str], heavy: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURTSIDE_KEY", SECRET)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for folder in ("projects", "overrides"):  # a copy: `links` writes the secret's id into it
        shutil.copytree(CHECKOUT / folder, tmp_path / folder)
    shutil.copy(CHECKOUT / "mkdocs.yml", tmp_path)
    monkeypatch.chdir(tmp_path)
    first = imported(*words)
    assert "courtside.workspace.folder" in first
    assert first & set(HEAVY) <= heavy
    assert "jinja2" in heavy or not first & SELDOM
    assert "courtside.source.editor" not in first or words[0] in EDITS
    assert "courtside.provider.actions.record" not in first or words[0] == "done"
    assert "holidays" in first
    assert "holidays" not in imported(*words)


def test_each_command_has_a_help_and_its_name() -> None:
    ctx = click.Context(main)
    for name in names():
        command = main.get_command(ctx, name)
        assert command is not None
        assert command.name == name
        first = (command.help or "").strip().split("\n")[0]
        assert first[0].isupper(), name
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.help:
                assert parameter.help[0].isupper() or parameter.help.startswith("github"), name


def test_the_list_has_sections_and_capitals() -> None:
    shown = CliRunner().invoke(main, ["--help"]).stdout
    places = [shown.index(f"{title}:") for title in SECTIONS]
    assert places == sorted(places)
    for commands in SECTIONS.values():
        for name, entry in commands.items():
            assert f"  {name} " in shown
            assert entry.text[0].isupper()
            assert not entry.text.endswith(".")


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_a_former_name_works_and_says_the_new_one(old: str, new: str) -> None:
    result = CliRunner().invoke(main, [old, "--help"])
    assert result.exit_code == 0
    assert f"`courtside {old}` is now `courtside {new}`." in result.stderr
    assert f"  {old} " not in CliRunner().invoke(main, ["--help"]).stdout
    assert old not in main.list_commands(click.Context(main))


def test_a_command_that_is_not_there_is_refused() -> None:
    result = CliRunner().invoke(main, ["statsu"])
    assert result.exit_code == 2
    assert "No such command 'statsu'" in result.stderr


def test_what_options_offer_is_what_the_model_has() -> None:
    assert get_args(Party) == options.PARTIES
    assert get_args(Language) == options.LANGUAGES
    assert get_args(StepKind) == options.CONSEQUENCES
    assert TypeAdapter(Count).json_schema()["maximum"] == options.MOST_DAYS
    assert tuple(json_schema.NAMES) == building.SCHEMAS
    assert pdf.PAPERS == options.PAPERS
