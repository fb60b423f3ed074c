"""The JSON Schema agrees with the reader on what a definition looks like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kpitrack.definitions import json_schema
from kpitrack.definitions.schema import FileKind
from kpitrack.definitions.strict_yaml import parse_yaml, read_yaml
from tests.broken.definitions.small_program import FILES

SHIPPED = Path(__file__).parents[3] / "targets"
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
