"""Evidence entered by hand, as the table `rows_records`. The file itself is read by `history`, which also writes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kpitrack.engine.session import Session
from kpitrack.model.evidence import ReadEntry
from kpitrack.model.intake import Problem

_TABLE = (
    'CREATE TEMP TABLE rows_records (row_ BIGINT, metric VARCHAR, period VARCHAR, "group" VARCHAR,'
    ' value VARCHAR, "on" DATE, evidence VARCHAR, "by" VARCHAR)'
)


def load_records(session: Session, entries: Sequence[ReadEntry], metrics: Collection[str]) -> tuple[Problem, ...]:
    """Make the table `rows_records` of the entries about metrics; returns a problem for every row without a use.

    metrics: ids of the program's metrics; entries about anything else (milestones, questions) are left aside.
    columns: row_, metric, period, group, value, on (DATE), evidence, by; blanks are NULL.
    """
    session.run(_TABLE)
    problems: list[Problem] = []
    for place, entry in enumerate(entries):
        if lacking := _lacking(entry):
            problems.append(_unusable(entry, lacking))
        elif entry.subject in metrics:
            texts = (entry.subject, entry.period or None, entry.group or None, entry.value)
            rest = (entry.on, entry.evidence or None, entry.by or None)
            session.run("INSERT INTO rows_records VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [place, *texts, *rest])
    return tuple(problems)


def _lacking(entry: ReadEntry) -> str:
    """The column without which the row says nothing; empty if it has all."""
    if not entry.subject:
        return "metric"
    if entry.on is None:
        return "on"
    return "" if entry.value else "value"


def _unusable(entry: ReadEntry, column: str) -> Problem:
    hint = "write the day as 2026-02-15" if column == "on" else f"fill in the column {column}"
    message = f"the record has no usable {column}"
    return Problem("warning", message, hint, "records", entry.file, entry.row, column)
