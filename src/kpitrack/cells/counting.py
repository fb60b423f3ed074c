"""The run: plan everything, make the facts, aggregate the frames, and hand out cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kpitrack.cells.facts import Facts
from kpitrack.cells.frames import Counted, Frames
from kpitrack.cells.people import Rosters
from kpitrack.cells.records import record_cells
from kpitrack.cells.silence import why_silent
from kpitrack.cells.tallies import Tally, tallies
from kpitrack.engine.session import Session
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, Cell, CellKey, Cells, CellTable, Group, Matched, Missing, Number
from kpitrack.model.intake import Intake
from kpitrack.model.measures import Kind
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program


@dataclass(frozen=True, slots=True)
class CellRequest:
    """One metric in one period, with the groupings wanted beside the total."""

    metric: str
    observed: Observed
    groupings: tuple[tuple[str, ...], ...] = ()


def count_cells(session: Session, program: Program, intake: Intake, requests: Iterable[CellRequest]) -> Cells:
    """Count every cell asked for. Metrics that are computed from others have no cells and are skipped."""
    hidden = {name: frozenset(reading.hidden) for name, reading in intake.sources.items()}
    facts, rosters = Facts(program, hidden), Rosters(program)
    frames = Frames(program, facts, rosters)
    cells: dict[CellKey, CellTable] = {}
    planned: dict[CellKey, tuple[Counted, ...]] = {}
    for request in requests:
        metric = program.metrics[request.metric]
        key: CellKey = (request.metric, request.observed)
        if metric.measure.is_derived:
            continue
        if reason := _unusable(program, intake, metric):
            cells[key] = {EVERYONE: Missing(reason)}
        elif metric.measure.kind is Kind.RECORD:
            shut = hidden.get(metric.measure.source or "", frozenset())
            cells[key] = record_cells(session, program, metric, request.observed, request.groupings, hidden=shut)
        else:
            plan = frames.plan(metric.measure, request.observed, ((), *request.groupings))
            if isinstance(plan, Missing):
                cells[key] = {EVERYONE: plan}
            else:
                planned[key] = plan
    tallied = _run(session, facts, rosters, frames)
    for key, counted in planned.items():
        metric = program.metrics[key[0]]
        found = _cells_of(counted, tallied)
        silent = why_silent(session, program, intake, metric, key[1], found.get(EVERYONE))
        cells[key] = {EVERYONE: Missing(silent)} if silent else found
    return cells


def _unusable(program: Program, intake: Intake, metric: Metric) -> str:
    """Why a source the metric stands on cannot be used; empty if all can."""
    for source in program.sources_of(metric.id):
        reading = intake.sources.get(source)
        if reading is not None and not reading.usable:
            return f"{source}: {reading.reason}"
    return ""


def _run(session: Session, facts: Facts, rosters: Rosters, frames: Frames) -> Mapping[int, Tally]:
    """Make every table and count every frame."""
    for frame in frames.frames:
        frame.units_sql()  # asking completes the facts
    for statement in rosters.create_sqls():
        session.run(statement)
    for table in facts.tables:
        session.run(table.create_sql())
    return {id(frame): tally for frame, tally in tallies(session, frames.frames)}


def _cells_of(counted: Sequence[Counted], found: Mapping[int, Tally]) -> dict[Group, Cell | Missing]:
    cells: dict[Group, Cell | Missing] = {}
    for part in counted:
        places = [list(part.frame.aggregates.values()).index(column) for column in part.columns]
        tally = found[id(part.frame)]
        for grouping in part.groupings:
            for categories, sums in tally[grouping].items():
                group = Group(tuple(zip(grouping, categories, strict=True)))
                cells[group] = _cell([sums[place] for place in places])
    return cells


def _cell(columns: Sequence[Any]) -> Cell:
    """The columns of `measures.Aggregates` as a cell."""
    n, numerator, denominator, members, squares, *of_change, people, hidden = columns
    squares_before, products, unmatched_before, unmatched_after = of_change
    matched = None
    if unmatched_before is not None and unmatched_after is not None:
        matched = Matched(squares_before or 0, products or 0, unmatched_before, unmatched_after)
    size = int(n or 0)
    bottom: Number = size if denominator is None else denominator
    return Cell(
        size,
        _plain(numerator or 0),
        _plain(bottom),
        int(members),
        squares,
        matched,
        None if people is None else int(people),
        int(hidden or 0),
    )


def _plain(value: Number) -> Number:
    """Counts come as int, sums of decimals as Decimal."""
    return value if isinstance(value, Decimal) else int(value)
