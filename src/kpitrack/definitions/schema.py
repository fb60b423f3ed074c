"""JSON Schema of the definition files, so that an editor can complete keys and mark mistakes while typing."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from kpitrack.model.metrics import Metric
from kpitrack.model.program import ProgramFile
from kpitrack.model.sources import Source

FileKind = Literal["program", "sources", "metrics"]

_MODELS: dict[str, type[BaseModel]] = {"program": ProgramFile, "sources": Source, "metrics": Metric}
_NOT_WRITTEN = {"Source": ("name",), "Metric": ("id", "by_none")}  # keys that the reader fills in
_ONE_OR_MANY = {"Source": ("files", "unique"), "Field": ("format",), "Metric": ("baseline",)}
_ALSO_NUMBERS = {"Field": ("blank_codes", "levels"), "Dimension": ("bands",)}  # texts that look like numbers


def _only(key: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {key: value}, "required": [key], "additionalProperties": False}


def json_schema(kind: FileKind) -> dict[str, Any]:
    """The schema of `program.yaml`, of `sources.yaml` or of a file of metrics, with keys as written in YAML."""
    schema = _MODELS[kind].model_json_schema(by_alias=True)
    definitions = schema.pop("$defs", {})
    definitions[_MODELS[kind].__name__] = schema
    for name, definition in definitions.items():
        _as_written(name, definition)
    top = {"$ref": f"#/$defs/{_MODELS[kind].__name__}"}
    whole = top if kind == "program" else {"type": "object", "additionalProperties": top}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"kpitrack {kind}",
        **whole,
        "$defs": definitions,
    }


def _as_written(name: str, definition: dict[str, Any]) -> None:
    """The short forms that the models accept besides their own shape."""
    properties = definition.get("properties", {})
    for key in _NOT_WRITTEN.get(name, ()):
        properties.pop(key, None)
    for key in _ONE_OR_MANY.get(name, ()):
        description = properties[key].pop("description", "")
        properties[key] = {"description": description, "anyOf": [properties[key]["items"], properties[key]]}
    for key in _ALSO_NUMBERS.get(name, ()):
        _also_numbers(properties[key])
    if name == "Metric":
        properties["by"] = {
            "description": properties["by"]["description"],
            "anyOf": [
                {"type": "array", "items": {"type": "string"}},
                _only("none", {"type": "string"}),
            ],
        }
    if name in _SHORT_FORMS:
        definition.clear()
        definition.update(_SHORT_FORMS[name])


def _also_numbers(schema: dict[str, Any]) -> None:
    """Every list of texts inside may hold whole numbers too."""
    if schema.get("items") == {"type": "string"}:
        schema["items"] = {"type": ["string", "integer"]}
    inner = [schema.get("additionalProperties"), *schema.get("anyOf", [])]
    for each in inner:
        if isinstance(each, dict):
            _also_numbers(each)


_TEST = {"$ref": "#/$defs/Test"}
_SHORT_FORMS: dict[str, dict[str, Any]] = {
    "Filter": {
        "description": "field -> condition; all must hold",
        "type": "object",
        "properties": {"any_of": {"type": "array", "items": {"$ref": "#/$defs/Filter"}}},
    },
    "Tests": {
        "description": "one test, a list of tests that all hold, or any_of",
        "anyOf": [
            _TEST,
            {"type": "array", "items": _TEST},
            _only("any_of", {"type": "array", "items": _TEST}),
        ],
    },
    "Duplicates": {
        "description": "what happens to rows with the same key",
        "anyOf": [
            {"enum": ["refuse", "keep_latest", "keep_first"]},
            _only("keep_highest", {"type": "string"}),
        ],
    },
}
