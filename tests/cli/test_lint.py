"""`kpitrack lint`: text, JSON, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.unit.definitions.evolution import FIRST_REVISION, SECOND_REVISION, write_revision

Run = Callable[..., Result]
SHIPPED = Path(__file__).parents[2] / "targets"


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return write_revision(tmp_path / "first", FIRST_REVISION)


def test_a_finding_is_a_place_a_reason_and_a_suggestion(run: Run, first: Path) -> None:
    result = run("lint", "--targets", first)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[:4] == [
        "targets/metrics.yaml:11:13: error not_timed (timed)",
        "  Nobody knows by when “at_least: 100%” is to be reached.",
        "  try: add `due:` with a period or a day",
        "",
    ]
    assert result.stdout.splitlines()[-1] == "3 errors, 1 warning."


def test_json_holds_the_same(run: Run, first: Path) -> None:
    found = json.loads(run("lint", "--targets", first, "--format", "json").stdout)
    assert found["summary"] == "3 errors, 1 warning."
    assert found["findings"][0] == {
        "code": "not_timed",
        "severity": "error",
        "criterion": "timed",
        "file": "targets/metrics.yaml",
        "line": 11,
        "column": 13,
        "subject": "smart_goals",
        "reason": "Nobody knows by when “at_least: 100%” is to be reached.",
        "suggestion": "add `due:` with a period or a day",
        "accepted": None,
    }


@pytest.mark.parametrize(
    ("metrics", "fail_on", "code"),
    [
        (FIRST_REVISION, "error", 3),
        (FIRST_REVISION, "warn", 3),
        (SECOND_REVISION, "warn", 0),
        (SECOND_REVISION, "error", 0),
    ],
)
def test_fail_on_ends_with_three(run: Run, tmp_path: Path, metrics: str, fail_on: str, code: int) -> None:
    targets = write_revision(tmp_path / "program", metrics)
    assert run("lint", "--targets", targets, "--fail-on", fail_on).exit_code == code


def test_a_warning_is_no_error(run: Run, tmp_path: Path) -> None:
    text = FIRST_REVISION.replace("targets: [{at_least", "targets: [{due: 2012-11, at_least")
    targets = write_revision(tmp_path / "program", text)
    assert run("lint", "--targets", targets, "--fail-on", "error").exit_code == 0
    assert run("lint", "--targets", targets, "--fail-on", "warn").exit_code == 3


def test_accepted_findings_are_counted_and_shown_on_request(run: Run, tmp_path: Path) -> None:
    text = FIRST_REVISION + "  accepted: {activity_as_evidence: it is the round that matters}\n"
    targets = write_revision(tmp_path / "program", text)
    assert run("lint", "--targets", targets).stdout.splitlines()[-1] == "3 errors; 1 accepted."
    shown = run("lint", "--targets", targets, "--accepted").stdout
    assert "why: it is the round that matters" in shown


def test_the_report_may_go_to_a_file(run: Run, first: Path, tmp_path: Path) -> None:
    assert run("lint", "--targets", first, "-o", tmp_path / "lint.txt").stdout == ""
    assert "not_timed" in (tmp_path / "lint.txt").read_text(encoding="utf-8")


def test_the_shipped_program_is_covered_and_has_no_error(run: Run) -> None:
    result = run("lint", "--targets", SHIPPED, "--coverage", "--fail-on", "error")
    assert result.exit_code == 0, result.stdout
    assert "Nobody claims: none." in result.stdout


def test_orders_that_cannot_hold_come_from_the_milestones(run: Run) -> None:
    result = run("lint", "--targets", SHIPPED, COLUMNS="300")
    assert "relies on something due 2 weeks later: employer feedback report, W44" in result.stdout


def test_coverage_needs_an_inventory(run: Run, first: Path) -> None:
    text = first.joinpath("metrics.yaml").read_text(encoding="utf-8").replace("[{at_least", "[{due: 2012-11, at_least")
    first.joinpath("metrics.yaml").write_text(text, encoding="utf-8")
    result = run("lint", "--targets", first, "--coverage")
    assert result.exit_code == 2
    assert "inventory.csv" in result.stderr
