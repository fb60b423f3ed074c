"""Tiny worlds for tests: a program written as YAML text, and the typed tables of its sources given as rows."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kpitrack.cells import CellRequest, count_cells
from kpitrack.definitions import read_program
from kpitrack.engine.session import Session
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import CellTable, Group
from kpitrack.model.intake import Intake, SourceReading
from kpitrack.model.program import Program
from kpitrack.model.sources import NUMERIC_TYPES, FieldType, Source
from kpitrack.model.verdicts import Result
from kpitrack.values import compute_values

PROGRAM = """
program: {id: tiny, title: A tiny program}
calendar:
  years:
    Y0: {starts: 2024-08-12, breaks: [[2024-11-25, 2024-11-29], [2024-12-23, 2025-01-03], [2025-03-31, 2025-04-04]]}
    Y1: {starts: 2025-08-11, breaks: [[2025-11-24, 2025-11-28], [2025-12-22, 2026-01-02], [2026-03-30, 2026-04-03]]}
people: {student: {roster: roster}}
things: {partner: {}}
populations:
  students: {of: student}
dimensions:
  gender: {categories: [Female, Male, Non-binary]}
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
    school: {column: school, type: text}
log:
  owner: Office
  files: log.csv
  id: {student: {column: id}}
  date: happened_on
  fields:
    happened_on: {column: day, type: date}
    outcome: {column: outcome, type: choice}
    score: {column: score, type: number, scale: [1, 10]}
    out_of: {column: out_of, type: number}
"""

Q1_END, Q2_END = date(2025, 11, 2), date(2026, 2, 15)


def program(tmp_path: Path, metrics: str, *, populations: str = "", sources: str = SOURCES) -> Program:
    """The tiny program with these metrics, read from real YAML files."""
    folder = tmp_path / "targets"
    folder.mkdir(exist_ok=True)
    (folder / "program.yaml").write_text(
        PROGRAM.replace("populations:", f"populations:\n  {populations}"), encoding="utf-8"
    )
    (folder / "sources.yaml").write_text(sources, encoding="utf-8")
    (folder / "metrics.yaml").write_text(textwrap.dedent(metrics), encoding="utf-8")
    return read_program(folder)


def observed(program: Program, period: str = "Y1", through: date = Q2_END) -> Observed:
    return Observed(program.calendar.period(period), through)


Rows = Sequence[Mapping[str, Any]]


def cells(
    program: Program,
    tables: Mapping[str, Rows],
    metric: str,
    seen: Observed | None = None,
    groupings: Sequence[tuple[str, ...]] = (),
    covers: date = Q2_END,
) -> CellTable:
    """Count one metric over the given rows."""
    seen = seen or observed(program)
    with Session.open() as session:
        for name, source in program.sources.items():
            create(session, source, tables.get(name, ()))
        session.run(
            'CREATE TEMP TABLE rows_records (row_ BIGINT, metric TEXT, period TEXT, "group" TEXT, value TEXT,'
            ' "on" DATE, evidence TEXT)'
        )
        readings = {name: SourceReading(name, "Office", (), covers=covers) for name in program.sources}
        wanted = [
            CellRequest(part, seen, tuple(groupings)) for part in (metric, *program.metrics[metric].measure.parts)
        ]
        counted = count_cells(session, program, Intake(readings), wanted)
    return counted[(metric, seen)]


def values(
    program: Program, tables: Mapping[str, Rows], metric: str, seen: Observed | None = None, **how: Any
) -> Mapping[Group, Result]:
    seen = seen or observed(program)
    counted = cells(program, tables, metric, seen, **how)
    return compute_values(program, {(metric, seen): counted}, [(metric, seen)])[(metric, seen)]


_SQL_TYPES = {FieldType.DATE: "DATE", FieldType.YES_NO: "BOOLEAN", FieldType.LIST: "VARCHAR[]"}


def create(session: Session, source: Source, rows: Rows) -> None:
    """The typed table of a source, as the intake would make it."""
    columns = {"row_": "BIGINT", **{f"id_{unit}": "VARCHAR" for unit in source.id_columns}}
    for name, field in source.fields.items():
        columns[name] = "DECIMAL(18,6)" if field.kind in NUMERIC_TYPES else _SQL_TYPES.get(field.kind, "VARCHAR")
    columns |= dict.fromkeys(source.scores, "DECIMAL(18,6)")
    listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    session.run(f'CREATE TEMP TABLE "rows_{source.name}" ({listed})')
    marks = ", ".join("?" for _ in columns)
    for position, row in enumerate(rows):
        given = {"row_": position, **row}
        unknown = set(given) - set(columns)
        assert not unknown, f"{source.name} has no columns {unknown}"
        session.run(f'INSERT INTO "rows_{source.name}" VALUES ({marks})', [given.get(name) for name in columns])


def student(
    identity: str,
    gender: str | None = "Female",
    school: str = "Ash",
    begins: str = "2025-08-11",
    ends: str | None = None,
) -> dict[str, Any]:
    return {"id_student": identity, "gender": gender, "school": school, "begins": begins, "ends": ends}
