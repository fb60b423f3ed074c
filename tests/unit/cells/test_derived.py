"""Categories that no roster field holds: meals by program rows on census day, races rolled up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kpitrack.cells.derived import category_for
from kpitrack.definitions import read_program
from kpitrack.model.cells import EVERYONE, Cell, Group
from kpitrack.model.program import Program
from tests.worlds import PROGRAM, SOURCES, cells, observed, student

MEALS = """
  frl:
    having: {from: programs, where: {program: ["181", "182"]}, window: on_that_day}
    fixed_on: census_day
    then: Eligible
    else: Not eligible
"""
PROGRAMS = """
programs:
  owner: Registrar
  files: sprg.txt
  id: {student: {column: 1}}
  dates: {start: starts_on, end: ends_on}
  fields:
    program: {column: 2}
    starts_on: {column: 3, type: date}
    ends_on: {column: 4, type: date}
"""


def _program(folder: Path, dimensions: str, sources: str = SOURCES, by: str = "frl") -> Program:
    targets = folder / "targets"
    targets.mkdir()
    written = PROGRAM.replace("calendar:\n", "calendar:\n  named_days: {census_day: 2025-10-01}\n")
    (targets / "program.yaml").write_text(written.replace("  school: {}\n", f"  school: {{}}\n{dimensions}"))
    (targets / "sources.yaml").write_text(sources)
    (targets / "metrics.yaml").write_text(
        f"m: {{title: T, group: G, owner: O, measure: {{kind: count, of: students}}, by: [{by}]}}"
    )
    return read_program(targets)


def _meals(student_id: str, code: str, starts: str = "2025-08-11", ends: str | None = None) -> dict[str, str | None]:
    return {"id_student": student_id, "program": code, "starts_on": starts, "ends_on": ends}


def _sizes(table: object) -> dict[str, int]:
    assert isinstance(table, dict)
    return {
        group.names[0]: cell.n
        for group, cell in table.items()
        if isinstance(cell, Cell) and group != EVERYONE and cell.n
    }


def test_who_has_no_open_meal_row_on_census_day_is_not_eligible(tmp_path: Path) -> None:
    program = _program(tmp_path, MEALS, SOURCES + PROGRAMS)
    rows = [
        _meals("1", "181"),
        _meals("2", "182", ends="2025-10-01"),  # the last day is a day
        _meals("3", "181", ends="2025-09-30"),  # ended the day before
        _meals("4", "181", starts="2025-10-02"),  # began the day after
        _meals("5", "127"),  # another program
        _meals("6", "181", ends="2025-09-30"),
        _meals("6", "182", starts="2025-10-01"),  # changed over
    ]
    people = [student(str(n)) for n in range(1, 8)]
    table = cells(program, {"roster": people, "programs": rows}, "m", groupings=[("frl",)])
    assert _sizes(table) == {"Eligible": 3, "Not eligible": 4}


def test_before_census_day_nobody_knows(tmp_path: Path) -> None:
    program = _program(tmp_path, MEALS, SOURCES + PROGRAMS)
    tables = {"roster": [student("1")], "programs": [_meals("1", "181")]}
    seen = observed(program, through=date(2025, 9, 30))
    assert _sizes(cells(program, tables, "m", seen, groupings=[("frl",)])) == {"Not reported": 1}


def test_no_program_rows_at_all_say_nothing(tmp_path: Path) -> None:
    program = _program(tmp_path, MEALS, SOURCES + PROGRAMS)
    assert _sizes(cells(program, {"roster": [student("1")]}, "m", groupings=[("frl",)])) == {"Not reported": 1}


SHORT = "[American Indian, Asian, Black, Hispanic, Pacific Islander, White, Two or more]"


@pytest.mark.parametrize(
    ("rule", "codes", "category"),
    [
        ("federal", ["White", "Hispanic or Latino"], "Hispanic"),
        ("federal", ["Asian"], "Asian"),
        ("federal", ["Asian", "Asian"], "Asian"),
        ("federal", ["Filipino"], "Asian"),
        ("federal", ["Filipino", "Asian"], "Asian"),
        ("federal", ["Asian", "White"], "Two or more"),
        ("federal", ["Two or more races"], "Two or more"),
        ("federal", ["Black or African American"], "Black"),
        ("federal", ["Native Hawaiian or Pacific Islander"], "Pacific Islander"),
        ("federal", [], "Not reported"),
        ("federal", None, "Not reported"),
        ("california", ["Filipino"], "Filipino"),
        ("california", ["Filipino", "Asian"], "Two or more"),
    ],
)
def test_roll_up(tmp_path: Path, rule: str, codes: list[str] | None, category: str) -> None:
    dimension = f"\n  race: {{rule: {rule}, categories: {SHORT}}}\n"
    sources = SOURCES.replace("    gender:", "    race: {column: race, type: list, map: race}\n    gender:", 1)
    program = _program(tmp_path, dimension, sources, by="race")
    table = cells(program, {"roster": [{**student("1"), "race": codes}]}, "m", groupings=[("race",)])
    assert list(_sizes(table)) == [category]
    assert Group((("race", category),)) in table


def test_the_programs_own_spelling_wins() -> None:
    assert category_for("Hispanic or Latino", ("Hispanic",)) == "Hispanic"
    assert category_for("White", ("Black",)) == "White"
