"""The JSON Schemas of the files, from the records: editors complete and check by them.

    courtside schema project  ->  {"$schema": "http://json-schema.org/draft-07/schema#", ...

Draft 7, because that is what YAML language servers read throughout. There an editor may ignore
what stands beside a `$ref`, so such a reference is put into an `allOf`, and its field keeps its
own description. Most checkers read patterns under the flag `u`, which refuses a needless backslash.
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
"""Of each schema the record and the title."""


class _Generate(GenerateJsonSchema):
    """Without what a file may not have: an empty value, and defaults that are none."""

    def model_schema(self, schema: Any) -> dict[str, Any]:
        """Describe each field with its docstring, which nothing else needs: to read them whenever a
        command starts would take a tenth of a second."""
        found = super().model_schema(schema)
        record: type[Record] = schema["cls"]
        for name, text in _docstrings(record).items():
            found["properties"][record.model_fields[name].alias or name]["description"] = text
        return found

    def nullable_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> dict[str, Any]:
        found = super().default_schema(schema)
        if found.get("default") in (None, []) or isinstance(found["default"], dict):
            found.pop("default", None)
        return found

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


def _docstrings(record: type[Record]) -> dict[str, str]:
    """Return what is written below each field of a record, and of those that it extends."""
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
    return found


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a `project` or of the `studio`; KeyError for any other name."""
    record, title = NAMES[name]
    found = record.model_json_schema(by_alias=True, schema_generator=_Generate)
    definitions = found.pop("$defs")
    found["properties"]["allow"]["items"] = {"type": "string", "enum": list(WARNINGS)}
    whole = {"$schema": DRAFT, **found, "title": title, "definitions": definitions}
    moved: dict[str, Any] = _moved(whole)
    return moved


def text(name: str) -> str:
    """The same as it stands in `schema/<name>.json`."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def _moved(value: Any) -> Any:
    """References as draft 7 has them."""
    if isinstance(value, list):
        return [_moved(one) for one in value]
    if not isinstance(value, dict):
        return value
    value = {key: _moved(below) for key, below in value.items()}
    reference = value.get("$ref")
    if not isinstance(reference, str):
        return value
    reference = reference.replace("#/$defs/", "#/definitions/")
    others = {key: below for key, below in value.items() if key != "$ref"}
    return {**others, "allOf": [{"$ref": reference}]} if others else {"$ref": reference}
