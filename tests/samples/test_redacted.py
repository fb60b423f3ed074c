"""`check --redact` of a folder and a zip of OneRoster tables: nobody is named, and the report says the same."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kpitrack.cli import app
from tests.samples.journeys import THROUGH
from tests.samples.places import SAMPLES, needs_samples

pytestmark = needs_samples
_PROGRAM = """
program: {id: samples, title: Samples, exports: ../exports}
calendar: {years: {Y1: {starts: 2026-08-10}}}
people: {student: {roster: roster}}
populations: {students: {of: student}}
dimensions: {gender: {categories: [Female, Male, Non-binary]}, school: {}}
"""
_SOURCES = """
roster:
  owner: Registrar
  files: FILE
  layout: oneroster
  id: {student: {column: users.identifier, width: 7}}
  dates: {start: enrolled_on, end: left_on}
  keep: {role: student}
  fields:
    role: {column: users.role}
    school: {column: [orgs.name, enrollments.schoolSourcedId, users.orgSourcedIds]}
    grade: {column: users.grades, map: grade}
    gender: {column: demographics.sex, map: gender}
    enrolled_on: {column: enrollments.beginDate, type: date}
    left_on: {column: enrollments.endDate, type: date}
"""
_METRICS = """
students:
  title: Students
  group: Student
  owner: Assessment Team
  measure: {kind: count, of: students}
  by: [gender, school]
  targets: [{due: Y1, track: true}]
"""


def _run(*words: object) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


def _texts(copy: Path) -> dict[str, str]:
    if copy.suffix == ".zip":
        with zipfile.ZipFile(copy) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}
    return {each.name: each.read_text(encoding="utf-8") for each in copy.iterdir()}


@pytest.mark.parametrize("file", ["oneroster_1_1", "or.zip"])
def test_a_copy_of_tables_names_nobody(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names, accounts, other ids, phones and birth dates are gone; groups and joins are as before."""
    exports, targets = tmp_path / "exports", tmp_path / "targets"
    exports.mkdir()
    targets.mkdir()
    if file.endswith(".zip"):
        shutil.make_archive(str(exports / "or"), "zip", SAMPLES / "oneroster_1_1")
    else:
        shutil.copytree(SAMPLES / file, exports / file)
    (targets / "program.yaml").write_text(_PROGRAM, encoding="utf-8")
    (targets / "sources.yaml").write_text(_SOURCES.replace("FILE", file), encoding="utf-8")
    (targets / "metrics.yaml").write_text(_METRICS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    _run("check", "--redact", "copy", "--as-of", THROUGH)
    texts = _texts(tmp_path / "copy" / file)
    assert {"manifest.csv", "users.csv", "demographics.csv", "enrollments.csv", "orgs.csv"} == set(texts)
    everything = "\n".join(texts.values())
    for personal in ("Alvarez", "Bao", "aalvarez", "LDAP", "example.org", "555-0100", "2021-03-04", "VN"):
        assert personal not in everything
    assert "0004567" in everything
    assert "file.results,absent" in texts["manifest.csv"]
    asked = ("report", "--period", "Y1", "--as-of", THROUGH, "--audience", "internal", "--format", "csv")
    assert _run(*asked, "--exports", "copy") == _run(*asked)
