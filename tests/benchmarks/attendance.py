"""A district's attendance export of any length, and one process that loads it or merely scans the same columns.

python -m tests.benchmarks.attendance write FOLDER ROWS | load FOLDER | scan FOLDER
`load` and `scan` print what they read and the peak memory of their process in MB.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date
from pathlib import Path

STUDENTS_PER_ROW = 60  # a student has 60 rows
HEADER = "Student ID,School,Date,Days Enrolled,Days Present,Code\n"
SOURCES = {
    "roster": {
        "owner": "Registrar",
        "files": "roster.csv",
        "id": {"student": {"column": "Student ID", "width": 8}},
        "fields": {"gender": {"column": "Gender", "map": "gender"}},
    },
    "attendance": {
        "owner": "Attendance Office",
        "files": "attendance.csv",
        "id": {"student": {"column": "Student ID", "width": 8}},
        "date": "day",
        "fields": {
            "school": {"column": "School"},
            "day": {"column": "Date", "type": "date", "format": ["M/D/YYYY"]},
            "enrolled": {"column": "Days Enrolled", "type": "number"},
            "present": {"column": "Days Present", "type": "number"},
            "code": {"column": "Code", "map": {"P": "Present", "A": "Absent", "T": "Late"}},
        },
    },
}


def write(folder: Path, rows: int) -> None:
    """Made by the engine, because Python would take longer to write the file than kpitrack to read it."""
    import duckdb  # noqa: PLC0415 - only this process

    students = max(rows // STUDENTS_PER_ROW, 1)
    options = "(HEADER false, DELIMITER ',', QUOTE '', FORMAT csv)"
    connection = duckdb.connect()
    connection.execute(
        f"COPY (SELECT lpad(CAST(n AS VARCHAR), 8, '0'), ['F', 'M', 'X'][1 + n % 3] FROM range({students}) AS r(n)) "
        f"TO '{folder / 'roster.body'}' {options}"
    )
    connection.execute(
        f"COPY (SELECT lpad(CAST(n % {students} AS VARCHAR), 8, '0'), concat('School ', (n % {students}) % 1000), "
        f"strftime(DATE '2025-08-11' + CAST(n // {students} AS INTEGER), '%-m/%-d/%Y'), '1', "
        "CASE WHEN hash(n) % 20 = 0 THEN '0' WHEN hash(n) % 20 = 1 THEN '0.5' ELSE '1' END, "
        "['P', 'P', 'P', 'A', 'T', ''][1 + CAST(hash(n) % 6 AS INTEGER)] "
        f"FROM range({rows}) AS r(n)) TO '{folder / 'attendance.body'}' {options}"
    )
    for name, header in (("roster", "Student ID,Gender\n"), ("attendance", HEADER)):
        with (folder / f"{name}.csv").open("wb") as out, (folder / f"{name}.body").open("rb") as body:
            out.write(header.encode())
            while block := body.read(1 << 20):
                out.write(block)
        (folder / f"{name}.body").unlink()


def load(folder: Path) -> int:
    """Rows used by the intake, rosters, types, duplicates and unknown people included."""
    from kpitrack.engine.session import Session  # noqa: PLC0415 - only this process
    from kpitrack.exports import load as intake  # noqa: PLC0415
    from kpitrack.model.program import Program  # noqa: PLC0415
    from kpitrack.model.sources import Source  # noqa: PLC0415

    sources = {name: Source.model_validate({**written, "name": name}) for name, written in SOURCES.items()}
    program = Program.model_validate(
        {
            "program": {"id": "b", "title": "B", "exports": "."},
            "calendar": {"years": {"Y1": {"starts": "2025-08-11"}}},
            "people": {"student": {"roster": "roster"}},
            "folder": folder,
            "sources": sources,
            "metrics": {},
        }
    )
    with Session.open([folder]) as session:
        found = intake(session, program, ("attendance",), date(2026, 2, 15), folder)
        reading = found.sources["attendance"]
        assert reading.usable, reading.reason
        assert reading.rows == reading.used + sum(reading.dropped.values()) + sum(reading.refused.values())
        return reading.used


def scan(folder: Path) -> int:
    """The least that any reader has to do: the same columns of the same files, typed and kept, faults ignored."""
    from kpitrack.engine.session import Session  # noqa: PLC0415 - only this process

    columns = (
        "{'s': 'VARCHAR', 'school': 'VARCHAR', 'd': 'DATE', 'e': 'DECIMAL(18,6)', 'p': 'DECIMAL(18,6)', 'c': 'VARCHAR'}"
    )
    roster = "{'s': 'VARCHAR', 'g': 'VARCHAR'}"
    with Session.open([folder]) as session:
        for table, listed in (("roster", roster), ("attendance", columns)):
            session.run(
                f"CREATE TEMP TABLE {table} AS SELECT * FROM read_csv('{folder / table}.csv', columns = {listed}, "
                "delim = ',', quote = '', escape = '', header = true, auto_detect = false, dateformat = '%-m/%-d/%Y')"
            )
        [(rows,)] = session.rows("SELECT count(*) FROM attendance WHERE s IN (SELECT s FROM roster)")
        return int(rows)


def main() -> None:
    task, folder = sys.argv[1], Path(sys.argv[2])
    if task == "write":
        write(folder, int(sys.argv[3]))
        return
    rows = load(folder) if task == "load" else scan(folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"rows": rows, "peak_mb": peak}))


if __name__ == "__main__":
    main()
