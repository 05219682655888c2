"""The JSON Schemas that editors complete and check by."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from courtside.model import json_schema

FOLDER = Path(__file__).parents[2] / "hooks" / "courtside" / "model" / "schema"


@pytest.mark.parametrize("name", sorted(json_schema.NAMES))
def test_the_committed_schema_is_the_generated_one(name: str) -> None:
    """`courtside schema project > hooks/courtside/schema/project.json` makes it so."""
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
            below = value.get("$ref", "").removeprefix("#/definitions/")
            described = value.get("description") or json_schema.schema(name)["definitions"][below]
            assert described, (record, field)


@pytest.mark.parametrize("name", sorted(json_schema.NAMES))
def test_a_schema_stands_alone(name: str) -> None:
    text = json_schema.text(name)
    schema = json.loads(text)
    named = set(re.findall(r'"\$ref": "([^"]*)"', text))
    assert named <= {f"#/definitions/{one}" for one in schema["definitions"]}
    assert schema["$schema"] == json_schema.DRAFT
    assert re.findall(r"\w+://[^\"|)]*", text.replace(json_schema.DRAFT, "")) == []
    assert "null" not in text


def test_values_are_told_apart_as_the_reader_does() -> None:
    definitions = json_schema.schema("project")["definitions"]
    stage = definitions["Stage"]["properties"]
    assert stage["owner"]["enum"] == ["client", "provider"]
    assert stage["days"] == {
        "description": stage["days"]["description"],
        "maximum": 1000,
        "minimum": 0,
        "type": "integer",
    }
    assert definitions["Stage"]["anyOf"] == [{"required": ["days"]}, {"required": ["pay"]}]
    assert {"from", "to"} <= set(definitions["Pause"]["properties"])
