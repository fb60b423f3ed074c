"""A roster that is a series of dated copies without dates of its own: the newest copy tells each day."""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path

import pytest

from kpitrack import pipeline
from kpitrack.model.published import NotApplicable, Shown

PROGRAM = """
program: {id: tiny, title: A tiny district, exports: ../exports, records: ../exports/records.csv}
calendar: {years: {Y1: {starts: 2025-08-11}}}
people: {student: {roster: roster}}
populations:
  present: {of: student}
  ever: {of: student, enrolled: ever}
  always: {of: student, enrolled: continuous}
dimensions: {school: {}}
disclosure: {min_n: 2}
"""
SOURCES = """
roster:
  owner: Registrar
  files: roster_{date}.csv
  id: {student: {column: id}}
  unique: student
  fields: {school: {column: school, type: text}}
visits:
  owner: Library
  files: visits_{date}.csv
  id: {student: {column: id}}
  fields: {}
"""
COUNTED = "  group: Student\n  owner: Registrar\n  every: month\n  by: [school]\n  measure: {kind: count, of: %s}\n"
METRICS = "\n".join(f"{name}:\n  title: T\n{COUNTED % name}" for name in ("present", "ever", "always"))
VISITS = "visits:\n  title: V\n  group: Student\n  owner: Library\n  every: month\n"
VISITS += "  measure: {kind: count, from: visits, window: in_period, per: row}\n"
COPIES = {
    "roster_2025-08-11.csv": "id,school\n1,Ash\n2,Ash\n3,Birch\n",
    "roster_2025-08-25.csv": "id,school\n1,Birch\n3,Birch\n4,Ash\n",  # 1 moved, 2 left, 4 came
    "roster_2025-09-22.csv": "id,school\n1,Birch\n4,Ash\n",  # 3 left
    "visits_2025-08-15.csv": "id\n1\n1\n2\n",
    "visits_2025-09-12.csv": "id\n1\n",
}


@pytest.fixture
def targets(tmp_path: Path) -> Path:
    """The district's folder of definitions, with its exports beside it."""
    folder, exports = tmp_path / "targets", tmp_path / "exports"
    folder.mkdir()
    exports.mkdir()
    texts = {"program.yaml": PROGRAM, "sources.yaml": SOURCES, "metrics.yaml": METRICS + VISITS}
    for name, text in texts.items():
        (folder / name).write_text(textwrap.dedent(text), encoding="utf-8")
    for name, text in COPIES.items():
        (exports / name).write_text(text, encoding="utf-8")
    return folder


def counted(targets: Path, metric: str, period: str, as_of: date) -> dict[str, int]:
    """People by school, and under "all" the whole."""
    question = pipeline.Question(period=period, as_of=as_of, metrics=(metric,), audience="internal", by=(("school",),))
    [found] = pipeline.report(pipeline.load_program(targets), question).metrics
    assert isinstance(found.total, Shown)
    numbers = {"all": int(found.total.value or 0)}
    for (school,), cell in found.by.get(("school",), {}).items():
        assert isinstance(cell, Shown | NotApplicable)
        if isinstance(cell, Shown):
            numbers[school] = int(cell.value or 0)
    return numbers


FIRST, SECOND, LATER = date(2025, 8, 20), date(2025, 9, 7), date(2025, 10, 1)


@pytest.mark.parametrize(
    ("metric", "period", "as_of", "expected"),
    [
        ("present", "Y1-M01", FIRST, {"all": 3, "Ash": 2, "Birch": 1}),
        ("present", "Y1-M01", SECOND, {"all": 3, "Ash": 1, "Birch": 2}),
        ("present", "Y1-M01", LATER, {"all": 3, "Ash": 1, "Birch": 2}),
        ("present", "Y1-M02", LATER, {"all": 2, "Ash": 1, "Birch": 1}),
        ("ever", "Y1-M01", SECOND, {"all": 4, "Ash": 2, "Birch": 2}),
        ("ever", "Y1-M02", LATER, {"all": 3, "Ash": 1, "Birch": 2}),
        ("always", "Y1-M01", SECOND, {"all": 2, "Birch": 2}),
    ],
    ids=["first copy", "second copy", "a later copy changes nothing", "third copy", "ever", "ever later", "always"],
)
def test_the_newest_copy_of_the_day_tells(
    targets: Path, metric: str, period: str, as_of: date, expected: dict[str, int]
) -> None:
    """Who is there, and in which school, is what the newest copy not after the day says; months have four weeks."""
    assert counted(targets, metric, period, as_of) == expected


@pytest.mark.parametrize(("period", "rows"), [("Y1-M01", 2), ("Y1-M02", 1)])
def test_the_day_in_the_name_dates_the_rows(targets: Path, period: str, rows: int) -> None:
    """Rows without a date belong to the day of their file; equal rows of one file count once, of two files twice."""
    assert counted(targets, "visits", period, LATER)["all"] == rows
