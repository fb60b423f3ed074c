"""Facts: one column per unit, brought out of the rows of one source in one wide pass.

Whatever asks for the same fact twice gets the same column, so forty metrics on one attendance log cost one scan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from kpitrack.cells.windows import order_sql, window_sql
from kpitrack.engine import sql
from kpitrack.engine.sql import Column
from kpitrack.model.calendar import Observed
from kpitrack.model.conditions import Filter
from kpitrack.model.measures import ROW, Take, Window
from kpitrack.model.program import Program
from kpitrack.model.sources import FieldType, Source

_RANK = 10**18  # above every order of rows


@dataclass(frozen=True, slots=True)
class RowsAsked:
    """Which rows of a source are looked at: filter, window and the date that decides it."""

    source: str
    where: tuple[Filter, ...]  # all of them hold
    window: Window
    observed: Observed
    date_field: str | None = None

    def narrowed(self, *filters: Filter) -> RowsAsked:
        """The rows that also pass these filters."""
        return replace(self, where=(*self.where, *filters))

    def filled(self, *field_names: str) -> RowsAsked:
        """The rows in which every one of the fields has a value."""
        return self.narrowed(Filter.model_validate({each: {"blank": False} for each in field_names}))


@dataclass(slots=True)
class FactTable:
    """All facts of one source per unit (and per own category of the rows, where the source splits a unit)."""

    table: str
    source: Source
    unit: str
    split_by: tuple[str, ...] = ()  # fields of the source that split its rows before units are rolled up
    terms: dict[str, str] = field(default_factory=dict)  # SQL over one row -> column
    kept: dict[str, str] = field(default_factory=dict)  # SQL over several rows and the terms -> column
    columns: dict[str, str] = field(default_factory=dict)  # aggregate SQL -> column
    windows: dict[str | None, None] = field(default_factory=dict)  # what the columns look at

    def term(self, expression: str) -> str:
        """The column of something said of a row: worked out once, however many facts and windows ask for it."""
        if expression == "TRUE":
            return expression
        return sql.name(self.terms.setdefault(expression, f"term_{len(self.terms)}"))

    def flag(self, expression: str) -> str:
        """The column of a condition that looks at other rows as well, such as "the newest of its key"."""
        return sql.name(self.kept.setdefault(expression, f"kept_{len(self.kept)}"))

    def column(self, aggregate: str, window: str | None = None) -> str:
        """The qualified column of an aggregate over a unit's rows.

        window: the rows beyond which the aggregate does not look; None if it looks at all of them.
        """
        self.windows[window] = None
        return sql.name(self.table, self.columns.setdefault(aggregate, f"fact_{len(self.columns)}"))

    @property
    def unit_sql(self) -> str:
        return "row_" if self.unit == ROW else sql.name(f"id_{self.unit}")

    def create_sql(self) -> str:
        """The one pass that makes the table: `unit`, the splitting fields, and every fact asked for."""
        keys = [f"{self.unit_sql} AS unit", *(sql.name(each) for each in self.split_by)]
        facts = [f"{aggregate} AS {sql.name(column)}" for aggregate, column in self.columns.items()]
        rows = sql.name(f"rows_{self.source.name}")
        for said in (self.terms, self.kept):
            if said:
                listed = ", ".join(f"{expression} AS {sql.name(column)}" for expression, column in said.items())
                rows = f"(SELECT *, {listed} FROM {rows})"
        numbers = ", ".join(str(position + 1) for position in range(len(keys)))
        selected = ", ".join([*keys, *facts])
        return (
            f"CREATE OR REPLACE TEMP TABLE {sql.name(self.table)} AS SELECT {selected} FROM {rows}"
            f" WHERE {sql.all_of([f'{self.unit_sql} IS NOT NULL', self._window()])} GROUP BY {numbers}"
        )

    def _window(self) -> str:
        """The one window that all columns share; with several, hardly a row would be left out."""
        window, *more = self.windows or {None: None}
        return "TRUE" if more or window is None else window


class Facts:
    """Hands out facts; remembers which tables have to be made."""

    def __init__(self, program: Program, hidden: Mapping[str, Collection[str]] | None = None) -> None:
        """hidden: source -> fields of which it hides figures, as the intake found."""
        self._program = program
        self._hidden = hidden or {}
        self._tables: dict[tuple[str, str, tuple[str, ...]], FactTable] = {}

    @property
    def tables(self) -> Iterable[FactTable]:
        return self._tables.values()

    def table(self, source: str, unit: str, split_by: tuple[str, ...] = ()) -> FactTable:
        """The table of a source's facts per unit."""
        key = (source, unit, split_by)
        if key not in self._tables:
            found = self._program.sources[source]
            self._tables[key] = FactTable(f"facts_{len(self._tables)}", found, unit, split_by)
        return self._tables[key]

    def rows_counted(self, table: FactTable, asked: RowsAsked) -> str:
        """How many such rows the unit has; NULL for a unit without any row in the source."""
        return table.column(f"count(*) FILTER (WHERE {self._chosen(table, asked)})", self._window(table, asked))

    def rows_hidden(self, table: FactTable, asked: RowsAsked, field_names: Iterable[str]) -> str | None:
        """How many rows may be such rows and hide one of these fields, or one that the filters look at.

        None if the source hides none of them.
        """
        scores = table.source.scores
        looked_at = [part for each in field_names for part in (scores[each].fields if each in scores else (each,))]
        looked_at += [field for each in asked.where for field in each.fields()]
        hidden = sorted({*looked_at} & {*self._hidden.get(table.source.name, ())})
        if not hidden:
            return None
        listed = ", ".join(map(sql.text, hidden))
        chosen = sql.all_of([self._chosen(table, asked, unknown=hidden), f"list_has_any(hidden_, [{listed}])"])
        return table.column(f"count(*) FILTER (WHERE {chosen})", self._window(table, asked))

    def value(self, table: FactTable, asked: RowsAsked, field_name: str, take: Take) -> str:
        """The unit's one value, by `take`; NULL for a unit without an answer."""
        column = field_column(table.source, field_name)
        chosen = sql.all_of([self._chosen(table, asked), f"{column.sql} IS NOT NULL"])
        aggregate = _taken(take, column, f" FILTER (WHERE {chosen})", order_sql(table.source, asked.date_field))
        return table.column(aggregate, self._window(table, asked))

    def _window(self, table: FactTable, asked: RowsAsked) -> str:
        calendar = self._program.calendar
        return window_sql(table.source, asked.window, asked.observed, calendar, date_field=asked.date_field)

    def _chosen(self, table: FactTable, asked: RowsAsked, *, unknown: Collection[str] = ()) -> str:
        """Is this row chosen: in the window, the one kept of its key, and passing the filter, in this order?

        unknown: fields of which a hidden figure passes any filter, because it might.

        Window before duplicates, so that a later row cannot change a past period; duplicates before the filter, so
        that a superseded status cannot be counted.
        """
        source = table.source
        in_window = table.term(self._window(table, asked))
        if source.unique and source.on_duplicate.rule != "refuse":
            in_window = self._kept(table, in_window, asked.date_field)
        day = asked.observed.through
        filters = (
            sql.filter_sql(each, lambda f: field_column(source, f), deciding_day=day, unless=_hidden_in(unknown))
            for each in asked.where
        )
        return sql.all_of([in_window, *map(table.term, filters)])

    def _kept(self, table: FactTable, in_window: str, date_field: str | None) -> str:
        """Is this row the one kept of the rows with its key inside the window? Rows without a key stand alone.

        Why the latest by its number and not a row_number(): windows of many periods then share one pass over the keys.
        """
        source = table.source
        keys = [field_column(source, each).sql for each in source.key()]
        lacking = sql.any_of(f"{key} IS NULL" for key in keys)
        place, first = order_sql(source, date_field), "max"
        match source.on_duplicate.rule:
            case "keep_first":
                first = "min"
            case "keep_highest" if source.on_duplicate.field:
                column = field_column(source, source.on_duplicate.field)
                rank = f"CAST(coalesce({sql.level_rank(column.sql, column.levels)}, -1) AS HUGEINT)"
                place = f"{rank} * {_RANK} + {place}"
            case _:
                pass
        placed = table.term(place)
        of_key = f"PARTITION BY {', '.join([*keys, table.term(f'CASE WHEN {lacking} THEN row_ END')])}"
        return table.flag(f"{in_window} AND {placed} = {first}({placed}) FILTER (WHERE {in_window}) OVER ({of_key})")


def _hidden_in(fields: Collection[str]) -> Mapping[str, str]:
    """Field -> condition on a row that hides it."""
    return {each: f"list_contains(hidden_, {sql.text(each)})" for each in fields}


def _taken(take: Take, column: Column, where: str, later: str) -> str:
    """One value of the rows that `where` lets through, as an aggregate. later: what orders rows by time."""
    value = column.sql
    rank = sql.level_rank(value, column.levels) if column.kind is FieldType.LEVEL else value
    match take:
        case Take.LATEST:
            return f"arg_max({value}, {later}){where}"
        case Take.FIRST:
            return f"arg_min({value}, {later}){where}"
        case Take.HIGHEST:
            return f"arg_max({value}, {rank}){where}"
        case Take.LOWEST:
            return f"arg_min({value}, {rank}){where}"
        case Take.SUM:
            return f"sum({value}){where}"
        case Take.MEAN:
            return sql.average_half_up(f"sum({value}){where}", f"count({value}){where}")
        case Take.DISTINCT:
            return f"count(DISTINCT {value}){where}"
        case Take.COUNT:
            return f"count(*){where}"
        case Take.ONLY:  # one value is its own least and greatest; counting different ones costs far more
            return f"CASE WHEN min({value}){where} = max({value}){where} THEN min({value}){where} END"
        case Take.CHANGE:
            raise AssertionError("a change is the difference of two facts; ask for both sides")


def field_column(source: Source, field_name: str) -> Column:
    """The typed column of `rows_<source>` for a field, a score, the id of a unit, or the row's period."""
    if field_name in source.fields:
        found = source.fields[field_name]
        return Column(sql.name(field_name), found.kind, found.levels)
    if field_name in source.scores:
        return Column(sql.name(field_name), FieldType.NUMBER)
    if field_name in source.id_columns:
        return Column(sql.name(f"id_{field_name}"), FieldType.TEXT)
    return Column("period_start_", FieldType.DATE)
