"""When no row means none, and when it means that nobody knows. Blank is never zero.

Zero is a value only when a usable file covers the period: its name says so, or it was exported on or after the last
day looked at. Otherwise a measure without a single row in its window has no data.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.cells.populations import day_named
from kpitrack.cells.windows import is_dated, window_sql
from kpitrack.engine import sql
from kpitrack.engine.session import Session
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Cell, Missing
from kpitrack.model.intake import Intake
from kpitrack.model.measures import Kind, Window
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.sources import Source

_NEEDS_AN_ANSWER = frozenset({Kind.MEAN, Kind.RATIO, Kind.CHANGE, Kind.SHARE})


def why_silent(
    session: Session, program: Program, intake: Intake, metric: Metric, observed: Observed, total: Cell | Missing | None
) -> str:
    """Why the total is not a value, or an empty text if it is one."""
    if isinstance(total, Cell) and total.numerator != 0:
        return ""
    for source, window, date_field in _row_sources(program, metric):
        reading = intake.sources.get(source.name)
        covered = reading is not None and reading.covers is not None and reading.covers >= observed.through
        if covered or not is_dated(source):
            continue
        dated = window_sql(source, window, observed, program.calendar, date_field=date_field)
        [(rows,)] = session.rows(f"SELECT count(*) FROM {sql.name(f'rows_{source.name}')} WHERE {dated}")
        if rows == 0:
            newest = (
                f"its newest data is of {reading.covers.isoformat()}" if reading and reading.covers else "it is empty"
            )
            return f"{source.name} has no row from this period; {newest}"
    if metric.measure.kind not in _NEEDS_AN_ANSWER:
        return ""
    if not isinstance(total, Cell) or total.members == 0:
        return _nobody(program, metric, observed)
    return "" if total.n else f"none of {total.members} has an answer"


def _row_sources(program: Program, metric: Metric) -> Iterator[tuple[Source, Window, str | None]]:
    """The sources whose rows the measure itself looks at, with their windows; not those of its population."""
    measure = metric.measure
    if measure.source is not None:
        yield program.sources[measure.source], measure.window or Window.PROGRAM_TO_DATE, measure.date
    for test in measure.tests():
        if test.source is not None:
            yield program.sources[test.source], test.window or Window.PROGRAM_TO_DATE, test.date


def _nobody(program: Program, metric: Metric, observed: Observed) -> str:
    population = metric.measure.of
    if population is None:
        return f"nothing to count through {observed.through.isoformat()}"
    fixed = program.populations[population].fixed_on if population in program.populations else None
    deciding = day_named(program.calendar, fixed, observed) if fixed else observed.through
    return f"nobody belongs to {population} on {deciding.isoformat()}"
