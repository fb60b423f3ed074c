"""What the other rooms read: `rows_<source>`, a view of the used rows, or an empty one where the source is unusable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from kpitrack.engine.session import Session
from kpitrack.engine.sql import NUMBER_TYPE, day, name, text
from kpitrack.exports.preparing import PreparedFile
from kpitrack.exports.staging import StagedFile, line_sql, rows_name, staged_name
from kpitrack.model.calendar import Period
from kpitrack.model.sources import NUMERIC_TYPES, FieldType, Source

_TYPES = {FieldType.DATE: "DATE", FieldType.YES_NO: "BOOLEAN", FieldType.LIST: "VARCHAR[]"}


def lay_view(session: Session, source: Source, files: Sequence[StagedFile], periods: Mapping[str, Period]) -> None:
    """`rows_<source>`: the used rows of the staged table; nothing is copied."""
    columns = [
        "CAST(rowid + 1 AS BIGINT) AS row_",
        "file_",
        f"{line_sql(source, files)} AS line_",
        *(name(f"id_{unit}") for unit in source.units()),
        *(name(each) for each in (*source.fields, *source.scores)),
        *_period_columns(source, files, periods),
        *(["hidden_"] if source.suppressed else []),
    ]
    session.run(
        f"CREATE OR REPLACE TEMP VIEW {rows_name(source)} AS "
        f"SELECT {', '.join(columns)} FROM {staged_name(source)} WHERE fate_ = 0"
    )


def _period_columns(source: Source, files: Sequence[StagedFile], periods: Mapping[str, Period]) -> list[str]:
    if source.period is not None:
        cases = [(text(written), period.start, period.end) for written, period in periods.items()]
        return _cases(name(source.period), cases)
    return _cases("file_", _held_by_file([each.file for each in files])) if source.is_dated_by_name else []


def _held_by_file(files: Sequence[PreparedFile]) -> list[tuple[str, date, date | None]]:
    """What stands in a dated copy holds until the day before the next one; what stands in a period's file, in it."""
    days = sorted({file.dated for file in files if file.dated})
    held: list[tuple[str, date, date | None]] = []
    for number, file in enumerate(files):
        if file.period:
            held.append((str(number), file.period.start, file.period.end))
        elif file.dated:
            following = next((day for day in days if day > file.dated), None)
            held.append((str(number), file.dated, following - timedelta(days=1) if following else None))
    return held


def _cases(column: str, cases: Sequence[tuple[str, date, date | None]]) -> list[str]:
    written = [
        (" ".join(f"WHEN {value} THEN {day(edge)}" for value, edge in edges if edge), output)
        for edges, output in (
            ([(value, start) for value, start, _ in cases], "period_start_"),
            ([(value, end) for value, _, end in cases], "period_end_"),
        )
    ]
    return [
        f"CAST(CASE {column} {whens or 'WHEN NULL THEN NULL'} END AS DATE) AS {output}" for whens, output in written
    ]


def lay_empty_view(session: Session, source: Source, *, has_period: bool) -> None:
    """No rows, with the columns that queries expect."""
    columns = [
        "CAST(NULL AS BIGINT) AS row_, CAST(NULL AS INTEGER) AS file_, CAST(NULL AS BIGINT) AS line_",
        *(_null(f"id_{unit}", "VARCHAR") for unit in source.units()),
        *(_null(field, _sql_type(definition.kind)) for field, definition in source.fields.items()),
        *(_null(score, NUMBER_TYPE) for score in source.scores),
        *([_null("period_start_", "DATE"), _null("period_end_", "DATE")] if has_period else []),
        *(["CAST(NULL AS VARCHAR[]) AS hidden_"] if source.suppressed else []),
    ]
    session.run(f"DROP TABLE IF EXISTS {staged_name(source)}")
    session.run(f"CREATE OR REPLACE TEMP VIEW {rows_name(source)} AS SELECT {', '.join(columns)} WHERE FALSE")


def _null(column: str, kind: str) -> str:
    return f"CAST(NULL AS {kind}) AS {name(column)}"


def _sql_type(kind: FieldType) -> str:
    return NUMBER_TYPE if kind in NUMERIC_TYPES else _TYPES.get(kind, "VARCHAR")
