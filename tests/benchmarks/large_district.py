"""A district of a thousand schools as Parquet files, and its attendance counted in four ways, each in its own process.

python -m tests.benchmarks.large_district make FOLDER STUDENTS SCHOOLS DAYS
python -m tests.benchmarks.large_district cells|scan|by_hand|pandas FOLDER

Every way prints one line of JSON: its CPU seconds (without imports and without Python objects of the answer being
compared), its peak memory, and the answer: students who were there on nine days of ten, by school and gender.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

PROGRAM = """
program: {id: large, title: A large district}
calendar:
  years:
    Y0: {starts: 2024-08-12, breaks: [[2024-11-25, 2024-11-29]]}
    Y1: {starts: 2025-08-11, breaks: [[2025-11-24, 2025-11-28]]}
people: {student: {roster: roster}}
populations:
  students: {of: student}
dimensions:
  gender: {categories: [Female, Male, Non-binary]}
  grade: {}
  grade_band: {field: grade, bands: {K-5: [K, '1', '2', '3', '4', '5'], 6-12: ['6', '7', '8', '9', '10', '11', '12']}}
  frl: {categories: [Eligible, Not eligible]}
  school: {}
"""
SOURCES = """
roster:
  owner: Registrar
  files: roster.csv
  id: {student: {column: id}}
  dates: {start: begins, end: ends}
  fields:
    begins: {column: begins, type: date}
    ends: {column: ends, type: date}
    gender: {column: gender, type: choice}
    grade: {column: grade, type: text}
    frl: {column: frl, type: choice}
    school: {column: school, type: text}
attendance:
  owner: Office
  files: attendance.csv
  id: {student: {column: id}}
  date: day
  fields:
    day: {column: day, type: date}
    present: {column: present, type: number}
    enrolled: {column: enrolled, type: number}
    outcome: {column: outcome, type: choice}
"""
METRICS = """
there_often:
  title: Students there on nine days of ten
  group: Student
  owner: Office
  measure:
    kind: share
    of: students
    having: {from: attendance, window: year_to_date, value: present, over: enrolled, take: sum, at_least: 90%}
late_often:
  title: Students late five times
  group: Student
  owner: Office
  measure:
    kind: share
    of: students
    having: {from: attendance, where: {outcome: late}, window: year_to_date, take: count, at_least: 5}
days_there:
  title: Days there
  group: Student
  owner: Office
  measure: {kind: ratio, of: students, from: attendance, window: year_to_date, value: present, over: enrolled}
"""
THROUGH = date(2026, 2, 15)
YEAR = "day >= DATE '2025-08-11' AND day <= DATE '2026-02-15'"
GROUPINGS = (("school",), ("gender",), ("school", "gender"), ("school", "frl"), ("school", "grade_band"), ("grade",))


def make(folder: Path, students: int, schools: int, days: int) -> None:
    """Write the roster and one row per student and day; whatever looks random is a hash, so it is always the same."""
    import duckdb  # noqa: PLC0415 - as each way does

    connection = duckdb.connect()
    connection.execute(
        "CREATE MACRO pick(listed, i, salt) AS listed[CAST(hash(concat(i, salt)) % len(listed) AS BIGINT) + 1]"
    )
    grades = "['K', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']"
    connection.execute(
        f"""COPY (SELECT i AS row_, lpad(CAST(i AS VARCHAR), 9, '0') AS id_student, DATE '2025-08-11' AS begins,
        CASE WHEN hash(concat(i, 'left')) % 50 = 0 THEN DATE '2025-12-01' END AS ends,
        pick(['Female', 'Male', 'Female', 'Male', 'Female', 'Male', 'Non-binary', NULL], i, 'gender') AS gender,
        pick({grades}, i, 'grade') AS grade, pick(['Eligible', 'Not eligible'], i, 'frl') AS frl,
        concat('School ', lpad(CAST(hash(concat(i, 'school')) % {schools} AS VARCHAR), 4, '0')) AS school
        FROM range({students}) t(i)) TO '{folder / "roster.parquet"}' (FORMAT parquet)"""
    )
    connection.execute(
        f"""COPY (SELECT d * {students} + i AS row_, lpad(CAST(i AS VARCHAR), 9, '0') AS id_student,
        DATE '2025-08-11' + CAST(d * 180 // {days} AS INTEGER) AS day,
        CAST(hash(i * 1000 + d) % (5 + i % 30) > 0 AS DECIMAL(18,6)) AS present, CAST(1 AS DECIMAL(18,6)) AS enrolled,
        (['present', 'present', 'late', 'excused'])[CAST(hash(d * 1000000 + i) % 4 AS BIGINT) + 1] AS outcome
        FROM range({days}) a(d), range({students}) b(i)) TO '{folder / "attendance.parquet"}' (FORMAT parquet)"""
    )


def cells(folder: Path) -> dict[str, float]:
    """Three metrics by six groupings, as a report counts them."""
    from kpitrack.cells import CellRequest, count_cells  # noqa: PLC0415
    from kpitrack.definitions import read_program  # noqa: PLC0415
    from kpitrack.engine.session import Session  # noqa: PLC0415
    from kpitrack.model.calendar import Observed  # noqa: PLC0415
    from kpitrack.model.cells import Cell  # noqa: PLC0415
    from kpitrack.model.intake import Intake, SourceReading  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as written:
        for name, text in (("program", PROGRAM), ("sources", SOURCES), ("metrics", METRICS)):
            (Path(written) / f"{name}.yaml").write_text(text, encoding="utf-8")
        program = read_program(Path(written))
    seen = Observed(program.calendar.period("Y1"), THROUGH)
    readings = {name: SourceReading(name, "Office", (), covers=THROUGH) for name in program.sources}
    wanted = [CellRequest(metric, seen, GROUPINGS) for metric in program.metrics]
    with measured(), Session.open([folder], threads=2) as session:
        for name in program.sources:
            session.run(f"CREATE TEMP VIEW rows_{name} AS SELECT * FROM read_parquet('{folder / name}.parquet')")
        counted = count_cells(session, program, Intake(readings), wanted)
    return {
        "/".join(category for _, category in group.categories): int(cell.numerator) / int(cell.denominator)
        for group, cell in counted["there_often", seen].items()
        if isinstance(cell, Cell) and [name for name, _ in group.categories] == ["school", "gender"]
    }


def scan(folder: Path) -> dict[str, float]:
    """Touch every value of the same columns, once."""
    import duckdb  # noqa: PLC0415

    touched = "max(id_student), max(day), sum(present), sum(enrolled), max(outcome)"
    with measured():
        connection = duckdb.connect(config={"threads": 2})
        connection.execute(f"SELECT {touched} FROM read_parquet('{folder}/attendance.parquet')").fetchall()
    return {}


def by_hand(folder: Path) -> dict[str, float]:
    """One of the three metrics by one of the six groupings, as one would write it for DuckDB."""
    import duckdb  # noqa: PLC0415

    with measured():
        connection = duckdb.connect(config={"threads": 2})
        rows = connection.execute(
            f"""SELECT school, coalesce(gender, 'Not reported'), sum(CAST(there >= 0.9 * days AS INTEGER)), count(there)
            FROM read_parquet('{folder}/roster.parquet') LEFT JOIN (SELECT id_student, sum(present) AS there,
            sum(enrolled) AS days FROM read_parquet('{folder}/attendance.parquet') WHERE {YEAR} GROUP BY 1)
            USING (id_student) WHERE ends IS NULL OR ends >= DATE '2026-02-15' GROUP BY 1, 2"""
        ).fetchall()
    return {f"{school}/{gender}": met / days for school, gender, met, days in rows}


def pandas(folder: Path) -> dict[str, float]:
    """The same one metric by one grouping, as one would write it for pandas."""
    import duckdb  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415, F401

    with measured():
        columns = "id_student, day, CAST(present AS INTEGER) AS present, CAST(enrolled AS INTEGER) AS enrolled, outcome"
        connection = duckdb.connect(config={"threads": 2})
        log = connection.execute(f"SELECT {columns} FROM read_parquet('{folder}/attendance.parquet')").df()
        roster = connection.execute(f"SELECT * FROM read_parquet('{folder}/roster.parquet')").df()
        log = log[(log["day"] >= "2025-08-11") & (log["day"] <= "2026-02-15")]
        days = log.groupby("id_student", as_index=False)[["present", "enrolled"]].sum()
        here = roster[roster["ends"].isna() | (roster["ends"] >= "2026-02-15")]
        people = here.merge(days, on="id_student")
        people["gender"] = people["gender"].fillna("Not reported")
        people["often"] = people["present"] * 10 >= people["enrolled"] * 9
        shares = people.groupby(["school", "gender"], as_index=False)["often"].mean()
    return {f"{each.school}/{each.gender}": float(each.often) for each in shares.itertuples()}


class measured:  # noqa: N801 - reads as a word
    """CPU seconds of the work inside, and the process's peak memory in MB after it."""

    cpu = peak = 0.0

    def __enter__(self) -> None:
        self._started = time.process_time()

    def __exit__(self, *_: object) -> None:
        measured.cpu = time.process_time() - self._started
        measured.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


WAYS: dict[str, Callable[[Path], dict[str, float]]] = {
    "cells": cells,
    "scan": scan,
    "by_hand": by_hand,
    "pandas": pandas,
}


def main(way: str, folder: Path, *numbers: str) -> None:
    if way == "make":
        make(folder, *(int(each) for each in numbers[:3]))
        return
    answer: dict[str, Any] = {group: round(share, 9) for group, share in sorted(WAYS[way](folder).items())}
    print(json.dumps({"cpu": measured.cpu, "peak": measured.peak, "answer": answer}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
