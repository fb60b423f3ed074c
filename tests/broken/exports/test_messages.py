"""Bad exports beside what kpitrack says about them. The messages are a product: read them when they change.

To accept changed messages: KPITRACK_ACCEPT=1 pytest tests/broken/exports, then review the difference.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpitrack.model.intake import Problem, SourceReading
from tests.unit.exports.district import District

HERE = Path(__file__).parent
CASES: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "cases.yaml").read_text(encoding="utf-8"))
VISITS: dict[str, Any] = {
    "id": {"student": {"column": "Student ID", "width": 7}},
    "fields": {
        "visited_on": {"column": "Visit Date", "type": "date", "format": "M/D/YYYY"},
        "hours": {"column": "Hours", "type": "number", "scale": [0, 10]},
        "kind": {"column": "Kind", "map": {"A": "Art", "R": "Robotics"}},
    },
}


def _source(case: str) -> dict[str, Any]:
    changes = dict(CASES[case])
    changes.pop("roster", None)
    fields = dict(changes.pop("fields", VISITS["fields"]))
    if required := changes.pop("required", None):
        fields[required] = {**fields[required], "required": True}
    return {"files": f"{case}.csv", "id": VISITS["id"], "fields": fields, **changes}


def _text(problem: Problem) -> str:
    place = ", ".join(
        [
            problem.file,
            *([f"row {problem.row}"] if problem.row else []),
            *([f"column {problem.column}"] if problem.column else []),
        ]
    )
    hint = f"\n  try: {problem.hint}" if problem.hint else ""
    return f"{problem.level}: {problem.source}: {place}: {problem.message}{hint}\n"


def _summary(reading: SourceReading) -> str:
    counts = [f"rows {reading.rows}, used {reading.used}"]
    counts += [f"dropped {count} ({reason})" for reason, count in reading.dropped.items()]
    counts += [f"refused {count} ({reason})" for reason, count in reading.refused.items()]
    return f"{', '.join(counts)}\n" + (f"unusable: {reading.reason}\n" if reading.reason else "")


@pytest.mark.parametrize("case", CASES)
def test_message(case: str, district: District) -> None:
    _lay_out(case, district)
    with district.loaded() as loaded:
        said = "".join(_text(each) for each in loaded.intake.problems) + _summary(loaded.reading("visits"))
        assert loaded.rows("visits") or not loaded.reading("visits").used
    expected = HERE / "expected" / f"{case}.txt"
    if os.environ.get("KPITRACK_ACCEPT"):
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")


def _lay_out(case: str, district: District) -> None:
    for file in (HERE / "files").iterdir():
        (district.folder / file.name).write_bytes(file.read_bytes())
    district.write("one_long_line.csv", "Student ID,Visit Date,Hours,Kind\n" + "x" * 5_000_000)
    district.sources = {"visits": _source(case)}
    if CASES[case].get("roster"):
        district.write("roster.csv", "id\n" + "".join(f"000{number}\n" for number in range(1000, 1060)))
        district.people = {"student": {"roster": "roster"}}
        district.sources["roster"] = {"files": "roster.csv", "id": {"student": {"column": "id"}}}


def test_every_expected_message_belongs_to_a_case() -> None:
    assert {file.stem for file in (HERE / "expected").iterdir()} == set(CASES)


def test_there_is_no_exports_folder(district: District) -> None:
    district.sources = {"visits": _source("bad_date")}
    district.folder.rmdir()
    with district.loaded() as loaded:
        assert loaded.reading("visits").reason == "exports: the exports folder is missing"
