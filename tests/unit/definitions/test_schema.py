"""The JSON Schema agrees with the reader on what a definition looks like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kpitrack.definitions.schema import FILE_KINDS, FileKind, json_schema, write_schemas
from kpitrack.definitions.strict_yaml import parse_yaml, read_yaml
from tests.broken.definitions.small_program import FILES

SHIPPED = Path(__file__).parents[3] / "targets"
PLAN = Path(__file__).parents[3] / "examples" / "improvement-plan" / "targets"
KINDS: dict[str, FileKind] = {
    f"{kind}.yaml": kind for kind in ("program", "sources", "milestones", "tracker", "reports", "settings")
}


def _complaints(kind: FileKind, value: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(json_schema(kind)).iter_errors(value)]


@pytest.mark.parametrize("file", sorted(FILES))
def test_a_right_file_fits_its_schema(file: str) -> None:
    assert _complaints(KINDS.get(file, "metrics"), _plain(parse_yaml(FILES[file], name=file).value)) == []


@pytest.mark.parametrize("file", sorted(path.name for path in SHIPPED.glob("*.yaml")))
def test_a_shipped_file_fits_its_schema(file: str) -> None:
    assert _complaints(KINDS.get(file, "metrics"), _plain(read_yaml(SHIPPED / file, name=file).value)) == []


def _plain(value: Any) -> Any:
    """JSON has no decimals of its own."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str | int | bool | None) else float(value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("metrics", {"m": {"titel": "x"}}),
        ("metrics", {"m": {"id": "m", "title": "x", "group": "g", "owner": "o", "measure": {"kind": "record"}}}),
        ("sources", {"s": {"owner": "o", "files": "f", "fields": {}, "name": "s"}}),
        ("program", {"program": {"id": "p"}}),
    ],
)
def test_a_key_that_the_reader_refuses_does_not_fit_the_schema(kind: FileKind, value: Any) -> None:
    assert _complaints(kind, value) != []


def test_keys_are_described_as_they_are_written() -> None:
    measure = json_schema("metrics")["$defs"]["Measure"]["properties"]
    assert {"from", "as", "of", "per"} <= set(measure)
    assert "source" not in measure
    assert measure["of"]["description"] == "population; the denominator of a share"


@pytest.mark.parametrize("kind", FILE_KINDS.values())
def test_every_key_says_what_it_means(kind: FileKind) -> None:
    silent = [
        f"{name}.{key}"
        for name, definition in json_schema(kind)["$defs"].items()
        for key, schema in definition.get("properties", {}).items()
        if not schema.get("description") and "$ref" not in schema
    ]
    assert silent == []


def test_the_shipped_schemas_are_of_today(tmp_path: Path) -> None:
    """After a change of the language: `kpitrack schema --into targets/schemas`."""
    write_schemas(tmp_path)
    for path in tmp_path.iterdir():
        assert (SHIPPED / "schemas" / path.name).read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", [*SHIPPED.glob("*.yaml"), *PLAN.glob("*.yaml")], ids=lambda path: f"{path.parent.parent.name}/{path.name}"
)
def test_every_shipped_definition_names_its_schema_for_editors(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (path.parent / first.partition("$schema=")[2]).is_file()
