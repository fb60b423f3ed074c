"""The shipped district for the public: six formats, a contract, and an audit that finds nothing to work out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from kpitrack import pipeline
from kpitrack.cli import app
from kpitrack.model.ledger import Released
from kpitrack.model.published import Audience, Report
from kpitrack.reports import FORMATS, write
from kpitrack.reports.as_json import as_json
from kpitrack.reports.schema import REPORT_SCHEMA
from tests.shipped import shipped_targets


def _asked(audience: Audience, school: str = "") -> Report:
    program = pipeline.load_program(shipped_targets())
    schools = (school,) if school else ()
    return pipeline.report(program, pipeline.Question(period="Y1-Q2", audience=audience, schools=schools), Released())


@pytest.fixture(scope="module")
def public() -> Report:
    return _asked("public")


@pytest.fixture(scope="module")
def audited(public: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("public") / "q2.json"
    path.write_text(json.dumps(as_json(public)), encoding="utf-8")
    return path


def _cells(report: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for metric in report["metrics"]:
        yield metric
        for groups in metric["by"].values():
            yield from groups


def test_the_contract_holds_and_no_small_count_leaves(public: Report) -> None:
    report = json.loads(json.dumps(as_json(public)))
    jsonschema.validate(report, REPORT_SCHEMA)
    shown = [cell for cell in _cells(report) if not cell.get("suppressed")]
    assert [cell for cell in shown if cell.get("numerator") is not None or cell.get("denominator") is not None] == []
    assert [cell for cell in shown if cell.get("n") is not None and cell["n"] < 100] == []
    assert [cell for cell in shown if "left_out" in cell] == []
    coded = {cell["shown"] for cell in shown if "shown" in cell}
    assert {"≥", "<="}.isdisjoint({text[:1] for text in coded}), "ASCII in files for programs"
    assert any(text.startswith(">= ") for text in coded)
    assert any(" to " in text for text in coded)


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_every_format_is_written_for_every_audience(audience: Audience, public: Report, tmp_path: Path) -> None:
    about = public if audience == "public" else replace(_asked("internal"), audience="internal")
    for name in FORMATS:
        path = tmp_path / f"q2.{name}"
        write(about, format=name, output=path, stdout=io.StringIO(), width=100, colour=False)
        assert path.stat().st_size > 1000, name


def test_the_audit_finds_nothing_in_what_is_public(audited: Path, tmp_path: Path) -> None:
    files = [audited]
    for school in ("Alder Elementary", "Birch Elementary"):
        report = as_json(_asked("public", school))
        assert report["school"] == school
        files.append(tmp_path / f"{school}.json")
        files[-1].write_text(json.dumps(report), encoding="utf-8")
    found = CliRunner().invoke(app, ["audit", *map(str, files), "--targets", str(shipped_targets())])
    assert found.exit_code == 0, found.output
    assert "None can be worked out" in found.output


def test_the_audit_fails_where_a_small_group_was_let_through(audited: Path, tmp_path: Path) -> None:
    report = json.loads(audited.read_text(encoding="utf-8"))
    [metric] = [each for each in report["metrics"] if each["id"] == "champions_share"]
    groups = metric["by"]["gender"]
    place = next(at for at, each in enumerate(groups) if each.get("suppressed"))
    groups[place] = {"category": groups[place]["category"], "n": 7, "numerator": 2, "denominator": 7, "value": 0.285714}
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(report), encoding="utf-8")
    found = CliRunner().invoke(app, ["audit", str(broken), "--targets", str(shipped_targets())])
    assert found.exit_code == 3, found.output
    assert "small group is printed" in found.output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "cannot be read"),
        ("[]", "is no report"),
        ('{"schema": 2, "metrics": []}', "is no report"),
        ('{"schema": 1, "metrics": [], "program": "other", "audience": "public"}', "is a report of other"),
        ('{"schema": 1, "metrics": [], "program": "elsegundo_ai", "audience": "internal"}', "it hides nothing"),
    ],
)
def test_the_audit_takes_only_what_was_published(tmp_path: Path, text: str, message: str) -> None:
    """A broken file, another form, another program, and a report that protects nobody."""
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    found = CliRunner().invoke(app, ["audit", str(path), "--targets", str(shipped_targets())])
    assert found.exit_code == 2, found.output
    assert message in found.stderr
