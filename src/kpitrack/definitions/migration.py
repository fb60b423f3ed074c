"""Definitions written in an older form of the language.

`program.schema_version` says the form. Version 0 is the sketch that was in use before the language was fixed; its
keys that only changed their name are read as the present ones. What cannot be translated keeps its old name, and the
reader says what to write instead. A newer version than this one is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kpitrack.definitions.places import Path, Places
from kpitrack.definitions.strict_yaml import Document
from kpitrack.errors import DefinitionError

CURRENT = 1
PROGRAM_FILE = "program.yaml"

_RENAMED_IN_METRICS = {"frequency": "every", "in": "from", "population": "of"}  # version 0 -> 1
_RENAMED_WINDOWS = {"to_date": "year_to_date", "as_of": "on_that_day"}
_NOT_METRICS = (PROGRAM_FILE, "sources.yaml", "milestones.yaml", "tracker.yaml", "reports.yaml", "settings.yaml")


def migrated(documents: Mapping[str, Document]) -> Mapping[str, Document]:
    """The documents as they would be written today; a version that cannot be read is a problem of program.yaml."""
    program = documents[PROGRAM_FILE]
    version = written_version(program)
    if version == CURRENT or version is None:
        return documents
    if version != 0:
        return {**documents, PROGRAM_FILE: _refused(program, version)}
    return {name: each if name in _NOT_METRICS else _from_0(each) for name, each in documents.items()}


def written_version(program: Document) -> int | None:
    """The version written; None if what stands there is no whole number, which is a problem of its own."""
    facts = program.value.get("program") if isinstance(program.value, dict) else None
    version = facts.get("schema_version", CURRENT) if isinstance(facts, dict) else CURRENT
    return version if isinstance(version, int) and not isinstance(version, bool) else None


def _refused(program: Document, version: int) -> Document:
    problem = f"these definitions are written in version {version} of the language; this kpitrack reads 0 and {CURRENT}"
    hint = "install a newer kpitrack" if version > CURRENT else f"write schema_version: {CURRENT}"
    where = program.places.of_value(("program", "schema_version"))
    return replace(program, problems=[*program.problems, DefinitionError(problem, where=where, hint=hint)])


def _from_0(document: Document) -> Document:
    """Renamed keys and windows; every value keeps the place where it stands."""
    places = Places(document.places.file)
    value = _renamed(document.value, (), (), document.places, places)
    return Document(value, places, document.problems)


def _renamed(value: Any, old: Path, new: Path, before: Places, after: Places) -> Any:
    after.copy(before, old, new)
    if isinstance(value, list):
        return [
            _renamed(each, (*old, place), (*new, place), before, after) for place, each in enumerate(value)
        ]  # fmt: skip
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for key, inner in value.items():
        name: str = str(_RENAMED_IN_METRICS.get(key, key)) if old else key  # the first level holds the ids
        found[name] = _renamed(inner, (*old, key), (*new, name), before, after)
        if name == "window" and isinstance(inner, str):
            found[name] = _RENAMED_WINDOWS.get(inner, inner)
    return found
