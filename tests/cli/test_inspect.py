"""`kpitrack inspect`: the block can be piped into sources.yaml, JSON carries the facts, bad files end with code 4."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from typer.testing import Result

Run = Callable[..., Result]
ROSTER = "Student ID,Last Name,Gender,Grade\n0004567,Alvarez,F,K\n0004568,Bui,M,6\n"


@pytest.fixture
def roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)  # no targets/ upward: the usual people are proposed
    path = tmp_path / "roster_2026-02-06.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


def test_the_output_is_a_source_with_comments(run: Run, roster: Path) -> None:
    result = run("inspect", roster)
    assert result.exit_code == 0
    assert "# encoding ascii, delimiter comma, line ends LF" in result.stdout
    assert "Alvarez" not in result.stdout
    assert yaml.safe_load(result.stdout) == {
        "roster": {
            "owner": "Assessment Team",
            "files": "roster_{date}.csv",
            "use": "newest",
            "id": {"student": {"column": "Student ID", "width": 7}},
            "fields": {
                "gender": {"column": "Gender", "map": "gender"},
                "grade": {"column": "Grade", "map": "grade"},
            },
        }
    }


def test_yaml_is_the_block_alone(run: Run, roster: Path) -> None:
    assert run("inspect", roster, "--format", "yaml").stdout.startswith("roster:\n  owner:")


def test_json(run: Run, roster: Path) -> None:
    found = json.loads(run("inspect", roster, "--format", "json").stdout)
    assert (found["delimiter"], found["newline"], found["data_rows"]) == (",", "LF", 2)
    assert found["source"] == yaml.safe_load(found["block"])
    assert [column["role"] for column in found["columns"]] == ["student", "name", "gender", "grade"]


def test_the_programs_people_and_widths_are_used(run: Run, roster: Path, tmp_path: Path) -> None:
    targets = tmp_path / "targets"
    targets.mkdir()
    (targets / "program.yaml").write_text(
        "program: {id: p, title: P, exports: ..}\ncalendar: {years: {Y1: {starts: 2025-08-11}}}\n"
        "people: {student: {}}\n"
    )
    (targets / "sources.yaml").write_text(
        "other: {owner: O, files: o.csv, id: {student: {column: id, width: 9}}, fields: {}}\n"
    )
    [source] = yaml.safe_load(run("inspect", roster).stdout).values()
    assert source["id"]["student"]["width"] == 9


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"a\0b,c\n1,2\n", "NUL bytes"),
        (b"PK\x03\x04 no zip", "the workbook is damaged"),
        (b"\x1f\x8b broken", "the packed file is damaged"),
        (b'a,b\n1,"x\n2,y\n', "a quotation mark is opened"),
    ],
)
def test_a_file_that_cannot_be_read(run: Run, roster: Path, content: bytes, message: str) -> None:
    roster.write_bytes(content)
    result = run("inspect", roster)
    assert result.exit_code == 4
    assert message in result.stderr
    assert "try:" in result.stderr


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    result = run("inspect", tmp_path / "none.csv")
    assert result.exit_code == 4
    assert "there is no such file" in result.stderr
