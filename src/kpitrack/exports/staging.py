"""All files of a source as one typed table in the engine: `staged_<source>`, every row with its fate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from kpitrack.engine.session import Session
from kpitrack.engine.sql import name
from kpitrack.exports.fates import Fates
from kpitrack.exports.plan import Plan
from kpitrack.exports.preparing import PreparedFile
from kpitrack.exports.table_sql import ReadableTable, TypingTask, typed_sql
from kpitrack.model.sources import Source


@dataclass(frozen=True, slots=True)
class StagedFile:
    """Where a file's rows begin in the staged table, and how its row numbers follow from that."""

    file: PreparedFile
    rows: int  # data rows in the file
    first_rowid: int
    has_numbers: bool  # row numbers stand in the table; else they are counted from `file.first_row`


def staged_name(source: Source) -> str:
    """The table that holds all rows of a source, used or not."""
    return name(f"staged_{source.name}")


def rows_name(source: Source) -> str:
    """The table of used rows that the other rooms read."""
    return name(f"rows_{source.name}")


def stage(session: Session, plan: Plan, files: Sequence[PreparedFile], fates: Fates) -> list[StagedFile]:
    """Read, type and judge all files. raises: FileFault for an open quotation mark found on the way."""
    return [
        _stage_file(session, TypingTask(plan, file.captions, file.columns, fates, file.name, number), file)
        for number, file in enumerate(files)
    ]


def _stage_file(session: Session, task: TypingTask, file: PreparedFile) -> StagedFile:
    table, per_row = staged_name(task.plan.source), task.plan.items_per_row
    if file.in_place is not None and _read(session, task, file.in_place, file.rows_in_place * per_row):
        first = _first_rowid(session, table, task.file_number)
        return StagedFile(file, file.rows_in_place, first, has_numbers=False)
    even, count = file.even_table(session.scratch / f"even-{task.plan.source.name}-{task.file_number}.csv")
    if not _read(session, task, even, count * per_row):
        raise AssertionError(f"{file.name}: the engine does not read what was written for it")
    even.path.unlink()
    return StagedFile(file, count, _first_rowid(session, table, task.file_number), has_numbers=True)


def _read(session: Session, task: TypingTask, table: ReadableTable, expected: int) -> bool:
    """Append the file's rows. False, and nothing appended, if the engine cannot read them or counts them otherwise.

    Why count: with uneven line ends or open quotation marks the engine may leave rows out without an error.
    """
    target, typed = staged_name(task.plan.source), typed_sql(task, table)
    try:
        count = session.changed(
            f"CREATE OR REPLACE TEMP TABLE {target} AS {typed}"
            if task.file_number == 0
            else f"INSERT INTO {target} {typed}"
        )
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException, duckdb.PermissionException):
        return False
    except duckdb.Error as error:
        if "CSV Error" in str(error):
            return False
        raise
    if count == expected:
        return True
    session.run(f"DELETE FROM {target} WHERE file_ = {task.file_number}")
    return False


def _first_rowid(session: Session, table: str, file_number: int) -> int:
    if file_number == 0:
        return 0
    [(first,)] = session.rows(f"SELECT coalesce(min(rowid), 0) FROM {table} WHERE file_ = {file_number}")
    return int(first)


def line_sql(source: Source, staged: Sequence[StagedFile]) -> str:
    """The row number as a spreadsheet counts, for a row of the staged table."""
    per_row = len(source.stack.columns) if source.stack else 1
    counted = [
        f"WHEN {number} THEN {each.file.first_row} + (rowid - {each.first_rowid}) // {per_row}"
        for number, each in enumerate(staged)
        if not each.has_numbers
    ]
    if not counted:
        return "line_"
    return f"CAST(coalesce(line_, CASE file_ {' '.join(counted)} END) AS BIGINT)"
