"""Evidence entered by hand: the records file as the table `rows_records`.

The file is small and may be missing: then nothing has been recorded yet, which is no fault.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from kpitrack.engine.session import Session
from kpitrack.model.intake import Problem
from kpitrack.model.program import Program

COLUMNS = ("recorded_at", "metric", "period", "group", "value", "on", "evidence", "by")
_TABLE = (
    'CREATE TEMP TABLE rows_records (row_ BIGINT, metric VARCHAR, period VARCHAR, "group" VARCHAR,'
    ' value VARCHAR, "on" DATE, evidence VARCHAR, "by" VARCHAR)'
)


def load_records(session: Session, program: Program) -> tuple[Problem, ...]:
    """Make the table `rows_records`; returns a problem for every row that cannot be used.

    columns: row_, metric, period, group, value, on (DATE), evidence, by; blanks are NULL.
    """
    session.run(_TABLE)
    problems: list[Problem] = []
    for line, row in _rows(program.records_file):
        day = _day(row.get("on", ""))
        known = row.get("metric", "") in program.metrics
        if not known or day is None or not row.get("value"):
            problems.append(_unusable(program.records_file, line, row, day))
            continue
        texts = [row.get(each) or None for each in ("metric", "period", "group", "value")]
        values = [line, *texts, day, row.get("evidence") or None, row.get("by") or None]
        session.run("INSERT INTO rows_records VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    return tuple(problems)


def _rows(file: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    if not file.exists():
        return
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        reader = csv.DictReader(stream, restkey="")
        for row in reader:
            texts = {str(key).strip().lower(): value.strip() for key, value in row.items() if isinstance(value, str)}
            if any(texts.values()):
                yield reader.line_num, texts


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _unusable(file: Path, line: int, row: Mapping[str, str], day: date | None) -> Problem:
    if row.get("metric") and day is not None and row.get("value"):
        return Problem(
            "note",
            f"{row['metric']} is not a metric of this program",
            "correct the id, or leave the row: it is not used",
            *("records", file.name, line, "metric"),
        )
    column = "metric" if not row.get("metric") else "on" if day is None else "value"
    hint = "write the day as 2026-02-15" if column == "on" else f"fill in the column {column}"
    return Problem("warning", f"the record has no usable {column}", hint, "records", file.name, line, column)
