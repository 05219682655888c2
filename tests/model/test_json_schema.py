"""The JSON Schemas that editors complete and check by."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from courtside.model import json_schema
from helpers.studio_texts import PROJECT, spoilt
from helpers.webtools import program

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "hooks" / "courtside" / "model" / "schema"


@pytest.mark.parametrize("name", sorted(json_schema.NAMES))
def test_the_committed_schema_is_the_generated_one(name: str) -> None:
    """`courtside schema project > hooks/courtside/model/schema/project.json` makes it so."""
    assert (FOLDER / f"{name}.json").read_text("utf-8") == json_schema.text(name)


def test_there_is_no_other() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(json_schema.NAMES)
    with pytest.raises(KeyError):
        json_schema.schema("client")


def records(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    schema = json_schema.schema(name)
    yield name, schema
    yield from schema["definitions"].items()


@pytest.mark.parametrize("name", sorted(json_schema.NAMES))
def test_every_field_is_described_and_no_other_is_allowed(name: str) -> None:
    for record, schema in records(name):
        assert schema["title"], record
        assert schema["description"], record
        assert schema["additionalProperties"] is False, record
        for field, value in schema["properties"].items():
            assert value.get("description"), (record, field)
            assert value.get("examples"), (record, field)


@pytest.mark.parametrize("name", sorted(json_schema.NAMES))
def test_a_schema_stands_alone(name: str) -> None:
    text = json_schema.text(name)
    schema = json.loads(text)
    named = set(re.findall(r'"\$ref": "([^"]*)"', text))
    assert named <= {f"#/definitions/{name}" for name in schema["definitions"]}
    assert schema["$schema"] == json_schema.DRAFT
    named = re.findall(r"\w+://[^/\"|)]*", text.replace(json_schema.DRAFT, ""))
    assert [host for host in named if not host.endswith(".example")] == []
    assert "null" not in text


def test_values_are_told_apart_as_the_reader_does() -> None:
    definitions = json_schema.schema("project")["definitions"]
    stage = definitions["Stage"]["properties"]
    assert stage["owner"]["enum"] == ["client", "provider"]
    assert stage["days"] == {
        "description": stage["days"]["description"],
        "examples": [5],
        "maximum": 1000,
        "minimum": 0,
        "type": "integer",
    }
    assert definitions["Stage"]["anyOf"] == [{"required": ["days"]}, {"required": ["pay"]}]
    assert {"from", "to"} <= set(definitions["Pause"]["properties"])


SHIPPED = (ROOT / "projects", ROOT / "tests" / "released" / "format-2")


Checker = Callable[[str, list[Path]], set[Path]]
"""The name of a schema and some files -> those that do not fit it."""


def check_jsonschema(name: str, files: list[Path]) -> set[Path]:
    command = [sys.executable, "-m", "check_jsonschema", "--output-format", "json"]
    said = answer(*command, "--schemafile", FOLDER / f"{name}.json", *files)
    return {Path(error["filename"]) for error in said["errors"]}


def ajv(name: str, files: list[Path]) -> set[Path]:
    """Strict about schemas, and reading every pattern as Unicode, as it is by default."""
    script = ROOT / "tests" / "web" / "check_schema.mjs"
    found = answer(program("node"), script, FOLDER / f"{name}.json", *files)
    assert set(found) == set(map(str, files))
    return {Path(file) for file, wrong in found.items() if wrong}


def answer(*command: str | Path) -> Any:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


CHECKERS = pytest.mark.parametrize("checker", [check_jsonschema, ajv])


@CHECKERS
@pytest.mark.parametrize("name", sorted(json_schema.NAMES))
def test_a_checker_finds_nothing_wrong_with_what_is_right(name: str, checker: Checker) -> None:
    files = [
        path
        for folder in SHIPPED
        for path in sorted(folder.glob("*.yml"))
        if (path.name == "_studio.yml") == (name == "studio")
    ]
    assert len(files) > 1
    assert checker(name, files) == set()


WRONG = {
    "signed": ("signed: {date: 2026-02-20, by: Ann}", "signed: {by: Ann}"),
    "for": ("for: deposit", "four: deposit"),
    "pay": ("pay: 70%", "pay: much"),
    "allow": ("[no-calendars]", "[no-calendar]"),
    "email": ("email: lucia@aurora.example", "email: lucia at aurora"),
}


@CHECKERS
def test_and_something_with_what_is_not(checker: Checker, tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.yml" for name in WRONG]
    for path in files:
        path.write_text(spoilt(PROJECT, WRONG[path.stem]), "utf-8")
    assert checker("project", files) == set(files)
