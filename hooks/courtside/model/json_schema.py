"""The JSON Schemas of the files, made from the records: editors complete and check with them.

    courtside schema project  ->  {"$schema": "http://json-schema.org/draft-07/schema#", ...

Draft 7, because all YAML language servers read it. In draft 7 an editor may ignore what is beside a
`$ref`, so such a reference goes into an `allOf` and its field keeps its own description. Most
checkers read patterns with the flag `u`, which refuses a needless backslash.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from courtside.model.project import ProjectFile
from courtside.model.record import Record
from courtside.model.studio import Studio
from courtside.model.warnings import WARNINGS

DRAFT = "http://json-schema.org/draft-07/schema#"

NAMES: Mapping[str, tuple[type[Record], str]] = {
    "project": (ProjectFile, "Courtside: a project"),
    "studio": (Studio, "Courtside: the provider (_studio.yml)"),
}
"""The record and the title of each schema."""


class _Generate(GenerateJsonSchema):
    """Leave out what a file cannot have: empty values, and defaults that say nothing."""

    def model_schema(self, schema: Any) -> dict[str, Any]:
        """Describe each field with its docstring, which nothing else needs: to read them whenever a
        command starts would take a tenth of a second."""
        found = super().model_schema(schema)
        record: type[Record] = schema["cls"]
        for name, text in field_docstrings(record).items():
            found["properties"][name]["description"] = text
        return found

    def nullable_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> dict[str, Any]:
        with_default = super().default_schema(schema)
        if with_default.get("default") in (None, []) or isinstance(with_default["default"], dict):
            with_default.pop("default", None)
        return with_default

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


def field_docstrings(record: type[Record]) -> dict[str, str]:
    """Return what is written below each field of a record, and of those that it extends, by the
    field's name in a file."""
    found: dict[str, str] = {}
    for cls in reversed(record.__mro__):
        if not issubclass(cls, Record):
            continue
        (node,) = ast.parse(inspect.getsource(cls)).body
        assert isinstance(node, ast.ClassDef)
        for field, below in pairwise(node.body):
            match (field, below):
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(text))),
                ):
                    found[name] = inspect.cleandoc(text)
    fields = record.model_fields.items()
    return {field.alias or name: found[name] for name, field in fields if name in found}


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a `project` or of the `studio`; KeyError for any other name."""
    record, title = NAMES[name]
    generated = record.model_json_schema(by_alias=True, schema_generator=_Generate)
    definitions = generated.pop("$defs")
    generated["properties"]["allow"]["items"] = {"type": "string", "enum": list(WARNINGS)}
    whole = {"$schema": DRAFT, **generated, "title": title, "definitions": definitions}
    draft_7: dict[str, Any] = _as_draft_7(whole)
    return draft_7


def text(name: str) -> str:
    """Return the text of `schema/<name>.json`."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def _as_draft_7(value: Any) -> Any:
    """Move references to where draft 7 has them."""
    if isinstance(value, list):
        return [_as_draft_7(item) for item in value]
    if not isinstance(value, dict):
        return value
    value = {key: _as_draft_7(below) for key, below in value.items()}
    reference = value.get("$ref")
    if not isinstance(reference, str):
        return value
    reference = reference.replace("#/$defs/", "#/definitions/")
    others = {key: below for key, below in value.items() if key != "$ref"}
    return {**others, "allOf": [{"$ref": reference}]} if others else {"$ref": reference}
