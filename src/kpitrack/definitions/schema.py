"""JSON Schema of the definition files, so that an editor can complete keys and mark mistakes while typing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from kpitrack.definitions.descriptions import DESCRIPTIONS, EXAMPLES
from kpitrack.model.metrics import Metric
from kpitrack.model.milestones import Milestone
from kpitrack.model.program import ProgramFile
from kpitrack.model.reporting import ScheduledReport, Settings
from kpitrack.model.sources import Source
from kpitrack.model.workbook import TrackerPlan

FileKind = Literal["program", "sources", "metrics", "milestones", "tracker", "reports", "settings"]

_MODELS: dict[FileKind, type[BaseModel]] = {
    "program": ProgramFile,
    "sources": Source,
    "metrics": Metric,
    "milestones": Milestone,
    "tracker": TrackerPlan,
    "reports": ScheduledReport,
    "settings": Settings,
}
FILE_KINDS: dict[str, FileKind] = {kind: kind for kind in _MODELS}
_WHOLE_FILES = ("program", "tracker", "settings")  # the others hold entries by id
_NOT_WRITTEN = {"Source": ("name",), "Metric": ("id", "by_none"), "Milestone": ("id",)}  # keys that the reader fills in
_ONE_OR_MANY = {
    "Source": ("files", "unique"),
    "Field": ("format",),
    "Metric": ("baseline",),
    "Target": ("each",),
    "Milestone": ("parties", "assumed", "monitor"),
}
_ALSO_NUMBERS = {"Field": ("blank_codes", "levels"), "Dimension": ("bands",)}  # texts that look like numbers


def _only(key: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {key: value}, "required": [key], "additionalProperties": False}


def json_schema(kind: FileKind) -> dict[str, Any]:
    """The schema of one kind of file, with keys as written in YAML."""
    schema = _MODELS[kind].model_json_schema(by_alias=True)
    definitions = schema.pop("$defs", {})
    definitions[_MODELS[kind].__name__] = schema
    for name, definition in definitions.items():
        _as_written(name, definition)
        _describe(name, definition)
    top = {"$ref": f"#/$defs/{_MODELS[kind].__name__}"}
    whole = top if kind in _WHOLE_FILES else {"type": "object", "additionalProperties": top}
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
    if name == "Milestone":
        _with_weeks(properties)
    if name in _SHORT_FORMS:
        definition.clear()
        definition.update(_SHORT_FORMS[name])


def _with_weeks(properties: dict[str, Any]) -> None:
    """Weeks are written as `2 weeks`; what must be done before is a list, or names with weeks to wait."""
    weeks = {"anyOf": [{"type": "string", "pattern": "^[0-9]{1,3} weeks?$"}, {"const": 0}]}
    properties["takes"] = {"description": properties["takes"]["description"], **weeks}
    properties["after"] = {
        "description": properties["after"]["description"],
        "anyOf": [
            {"type": "array", "items": {"type": "string"}},
            {"type": "object", "additionalProperties": weeks},
        ],
    }


def _describe(name: str, definition: dict[str, Any]) -> None:
    """What an editor shows beside a key: its meaning and examples."""
    for key, schema in definition.get("properties", {}).items():
        if not schema.get("description"):
            schema["description"] = DESCRIPTIONS.get(f"{name}.{key}") or DESCRIPTIONS.get(key, "")
        examples = EXAMPLES.get(f"{name}.{key}") or EXAMPLES.get(key)
        if examples and "examples" not in schema:
            schema["examples"] = examples


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
    "Expected": {
        "description": "a population, or one with the share of its people that must be there",
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {
                    "population": {"type": "string", "description": "whose people should have a row"},
                    "at_least": {"type": "string", "description": "share of them; default: the program's standard"},
                },
                "required": ["population"],
                "additionalProperties": False,
            },
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


def write_schemas(folder: Path) -> None:
    """One file per kind, as the first line of the definitions names them for editors."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in FILE_KINDS.values():
        text = json.dumps(json_schema(kind), indent=1, ensure_ascii=False) + "\n"
        (folder / f"{kind}.schema.json").write_text(text, encoding="utf-8", newline="\n")
