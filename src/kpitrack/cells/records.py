"""Records: evidence entered by hand, or figures printed by somebody else. One row per cell, never added up."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kpitrack.cells.facts import field_column
from kpitrack.cells.frames import own_field
from kpitrack.cells.people import banded
from kpitrack.cells.windows import order_sql, window_sql
from kpitrack.engine import sql
from kpitrack.engine.session import Session
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, SUPPRESSED_AT_SOURCE, CellTable, Group, Missing, Recorded
from kpitrack.model.measures import Window
from kpitrack.model.metrics import Metric
from kpitrack.model.program import NOT_REPORTED, Program


def record_cells(
    session: Session,
    program: Program,
    metric: Metric,
    observed: Observed,
    groupings: Sequence[tuple[str, ...]],
    *,
    hidden: Collection[str] = (),
) -> CellTable:
    """The newest record of each group as of the period looked at. hidden: fields of which the source hides figures."""
    if metric.measure.source is None:
        return _by_hand(session, metric, observed)
    cells: dict[Group, Recorded | Missing] = {}
    for grouping in ((), *groupings):
        cells.update(_printed(session, program, metric, observed, grouping, hidden))
    return cells or {EVERYONE: Missing(f"{metric.measure.source} has no figure for this period")}


def _by_hand(session: Session, metric: Metric, observed: Observed) -> CellTable:
    """The newest row of the records file for the metric, by day and then by place in the file."""
    found = session.rows(
        'SELECT "group", value, evidence FROM rows_records WHERE metric = ? AND "on" <= ?'
        " AND (period IS NULL OR period = ?)"
        ' QUALIFY row_number() OVER (PARTITION BY "group" ORDER BY "on" DESC, row_ DESC) = 1',
        [metric.id, observed.through, observed.period.id],
    )
    levels = [level.lower() for level in metric.measure.record_levels]
    cells: dict[Group, Recorded | Missing] = {}
    for group, value, evidence in found:
        rank = levels.index(value.lower()) if value.lower() in levels else None
        spelled = metric.measure.record_levels[rank] if rank is not None else value
        cells[_group(group)] = Recorded(spelled, rank, evidence or "")
    return cells or {EVERYONE: Missing("nothing has been recorded yet")}


def _group(written: str | None) -> Group:
    """`school=Alder Elementary; level=Elementary` as a group; blank is everyone."""
    pairs = (part.partition("=") for part in (written or "").split(";") if part.strip())
    return Group(tuple((dimension.strip(), category.strip()) for dimension, _, category in pairs))


def _printed(
    session: Session,
    program: Program,
    metric: Metric,
    observed: Observed,
    grouping: tuple[str, ...],
    hidden: Collection[str],
) -> dict[Group, Recorded | Missing]:
    """Figures as somebody printed them: exactly one row per group; rows of other groups are left aside."""
    measure = metric.measure
    source = program.sources[measure.source or ""]
    field = measure.value or "value"
    value = field_column(source, field).sql
    is_hidden = f"list_contains(hidden_, {sql.text(field)})" if field in hidden else "FALSE"
    fields = {dimension: own_field(program, source, dimension) for dimension in (*source.dimensions, *grouping)}
    if any(fields[dimension] is None for dimension in grouping):
        return {}
    named = {str(fields[dimension]) for dimension in grouping}
    categories = [_category(program, each, sql.name(str(fields[each]))) for each in grouping]
    filled = [f"{sql.name(own)} IS NOT NULL" for own in sorted(named)]
    others = [f"{sql.name(own)} IS NULL" for own in dict.fromkeys(fields.values()) if own and own not in named]
    window = measure.window or (Window.IN_PERIOD if source.period or "{period}" in "".join(source.files) else None)
    dated = window_sql(source, window or Window.PROGRAM_TO_DATE, observed, program.calendar, date_field=measure.date)
    chosen = sql.filter_sql(measure.where, lambda each: field_column(source, each), deciding_day=observed.through)
    where = sql.all_of([dated, chosen, f"({value} IS NOT NULL OR {is_hidden})", *filled, *others])
    grouped = f"GROUP BY {', '.join(categories)}" if categories else "HAVING count(*) > 0"
    later = order_sql(source, measure.date)
    selected = ", ".join(
        [*categories, f"count(DISTINCT {value})", f"arg_max({value}, {later})", f"arg_max({is_hidden}, {later})"]
    )
    cells: dict[Group, Recorded | Missing] = {}
    for row in session.rows(f"SELECT {selected} FROM {sql.name(f'rows_{source.name}')} WHERE {where} {grouped}"):
        *names, different, newest, is_newest_hidden = row
        group = Group(tuple(zip(grouping, names, strict=True)))
        if is_newest_hidden:
            cells[group] = Missing(SUPPRESSED_AT_SOURCE)
        elif different > 1 and not (measure.window or source.date):
            cells[group] = Missing(f"{source.name} has {different} different figures for one cell")
        else:
            cells[group] = Recorded(str(newest), None, "")
    return cells


def _category(program: Program, dimension: str, column: str) -> str:
    """The category a figure is printed for, directly or by the bands that group it."""
    definition = program.dimensions.get(dimension)
    printed = banded(column, definition.bands) if definition is not None and definition.bands else column
    return f"coalesce({printed}, {sql.text(NOT_REPORTED)})"
