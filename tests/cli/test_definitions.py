"""`kpitrack validate` and `kpitrack schema`."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from jsonschema import Draft202012Validator
from typer.testing import Result

from kpitrack.errors import DefinitionError, DefinitionErrors
from tests.cli.conftest import Stage

Run = Callable[..., Result]


@pytest.mark.usefixtures("stage")
def test_a_good_program_is_told_so(run: Run) -> None:
    result = run("validate")
    assert result.exit_code == 0
    assert result.stdout == "El Segundo AI readiness: 2 metrics, 1 sources, no problems.\n"
    assert run("validate", "--quiet").stdout == ""


def test_every_problem_is_printed(stage: Stage, run: Run) -> None:
    stage.problem = DefinitionErrors(
        (DefinitionError("unknown key", where="a.yaml:3:1"), DefinitionError("no such period", where="b.yaml:7:9"))
    )
    result = run("validate")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "a.yaml:3:1: unknown key",
        "b.yaml:7:9: no such period",
        "2 problems in the definitions",
    ]


@pytest.mark.parametrize("of", ["report", "program", "sources", "metrics"])
def test_schemas_are_schemas(run: Run, of: str) -> None:
    result = run("schema", of)
    assert result.exit_code == 0, result.stderr
    Draft202012Validator.check_schema(json.loads(result.stdout))
