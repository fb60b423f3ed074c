"""When no row means none, and when it means that nobody knows. Blank is never zero.

Zero is a value only when a usable file covers the period: its name says so, or it was exported on or after the last
day looked at. Otherwise a measure without a single row in its window has no data.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.cells.populations import day_named
from kpitrack.cells.windows import window_sql
from kpitrack.engine import sql
from kpitrack.engine.session import Session
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Cell
from kpitrack.model.cells import Missing as MissingCell
from kpitrack.model.intake import Intake
from kpitrack.model.measures import Kind, Missing, Take, Test, Window
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.sources import Source

_NEEDS_AN_ANSWER = frozenset({Kind.MEAN, Kind.RATIO, Kind.CHANGE, Kind.SHARE})


def why_silent(
    session: Session,
    program: Program,
    intake: Intake,
    metric: Metric,
    observed: Observed,
    total: Cell | MissingCell | None,
) -> str:
    """Why the total is not a value, or an empty text if it is one, or its own cells say why."""
    if isinstance(total, Cell) and total.hidden:
        return ""
    counted = isinstance(total, Cell) and total.numerator != 0
    for source, window, date_field in _row_sources(program, metric, only_by_absence=counted):
        reading = intake.sources.get(source.name)
        covered = reading is not None and reading.covers is not None and reading.covers >= observed.through
        if covered or not source.is_dated:
            continue
        dated = window_sql(source, window, observed, program.calendar, date_field=date_field)
        [(rows,)] = session.rows(f"SELECT count(*) FROM {sql.name(f'rows_{source.name}')} WHERE {dated}")
        if rows == 0:
            newest = (
                f"its newest data is of {reading.covers.isoformat()}" if reading and reading.covers else "it is empty"
            )
            return f"{source.name} has no row from this period; {newest}"
    if counted or metric.measure.kind not in _NEEDS_AN_ANSWER:
        return ""
    if not isinstance(total, Cell) or total.members == 0:
        return _nobody(program, metric, observed)
    return "" if total.n else "nobody here has an answer"


def _row_sources(
    program: Program, metric: Metric, *, only_by_absence: bool
) -> Iterator[tuple[Source, Window, str | None]]:
    """The sources whose rows the measure itself looks at, with their windows; not those of its population.

    only_by_absence: only those of tests that a unit passes by having no rows; there, silence would look like success.
    """
    measure = metric.measure
    if measure.source is not None and not only_by_absence:
        yield program.sources[measure.source], measure.window or Window.PROGRAM_TO_DATE, measure.date
    for tests, negated in ((measure.having, False), (measure.without, True)):
        for test in tests.each() if tests else ():
            if test.source is not None and (not only_by_absence or _passes_without_rows(test, negated=negated)):
                yield program.sources[test.source], test.window or Window.PROGRAM_TO_DATE, test.date


def _passes_without_rows(test: Test, *, negated: bool) -> bool:
    """Does a unit without any row pass: `without`, or `take: count` with an upper limit?"""
    if test.when_missing is Missing.LEFT_OUT:
        return False
    none_is_enough = test.take in (Take.COUNT, Take.DISTINCT) and all(
        key in ("at_most", "less_than") or (key == "between" and goal[0].amount <= 0) for key, goal in test.comparators
    )
    return bool(test.comparators and none_is_enough) != negated


def _nobody(program: Program, metric: Metric, observed: Observed) -> str:
    population = metric.measure.of
    if population is None:
        return f"nothing to count through {observed.through.isoformat()}"
    fixed = program.populations[population].fixed_on if population in program.populations else None
    deciding = day_named(program.calendar, fixed, observed) if fixed else observed.through
    return f"nobody belongs to {population} on {deciding.isoformat()}"
