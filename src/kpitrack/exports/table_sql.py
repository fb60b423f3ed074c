"""The SELECT that turns one file into typed rows, each with its fate.

Steps, one sub-select each: read · fold item columns into rows · cells (trimmed, blank codes gone) · values (typed)
· scores and fate. The first fault of a row, in a fixed order of rules, is the one that is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpitrack.engine.sql import Column, filter_sql, name, text
from kpitrack.exports.captions import Captions
from kpitrack.exports.columns import STACKED, MappedColumn, Test, raw_column, stack_sql
from kpitrack.exports.conversions import matches
from kpitrack.exports.dialect import Dialect
from kpitrack.exports.fates import BLANK_ROW, BROKEN_QUOTES, HIDDEN_ROW, RAGGED, TOTAL_ROW, Fate, Fates
from kpitrack.exports.layouts import Layout
from kpitrack.exports.plan import Plan
from kpitrack.exports.rows import BROKEN, HIDDEN
from kpitrack.exports.rows import RAGGED as RAGGED_MARK
from kpitrack.exports.scores import score_sql
from kpitrack.model.conditions import Filter
from kpitrack.model.sources import FieldType, Source

_NEVER = "'\x01\x02'"  # no cell is this; so a blank cell is '' and a missing one NULL


@dataclass(frozen=True, slots=True)
class ReadableTable:
    """A table the engine can read. `is_even`: row number and fault stand in the first two columns."""

    path: Path
    dialect: Dialect
    skip: int  # rows before the data
    is_even: bool


def read_sql(table: ReadableTable, width: int) -> str:
    """SELECT line_, shape_, c1 ... cN."""
    cells = [raw_column(position) for position in range(width)]
    if table.is_even:
        columns = ["line_", "fault_", *cells]
        line, shape = "CAST(line_ AS BIGINT)", "fault_"
    else:
        columns = [*cells, "beyond_"]
        line = "CAST(NULL AS BIGINT)"
        is_ragged = f"{cells[-1]} IS NULL OR trim(beyond_) <> ''"
        shape = f"CASE WHEN {is_ragged} THEN {text(RAGGED_MARK)} ELSE '' END"
    listed = ", ".join(f"{text(column)}: 'VARCHAR'" for column in columns)
    quote = text('"' if table.dialect.quoted else "")
    return (
        f"SELECT {line} AS line_, {shape} AS shape_, {', '.join(cells)} FROM read_csv({text(str(table.path))}, "
        f"columns = {{{listed}}}, delim = {text(table.dialect.delimiter)}, quote = {quote}, escape = {quote}, "
        f"header = false, auto_detect = false, strict_mode = true, nullstr = {_NEVER}, skip = {table.skip}, "
        f"null_padding = {'false' if table.is_even else 'true'})"
    )


@dataclass(frozen=True, slots=True)
class TypingTask:
    """One file of one source, ready to be typed."""

    plan: Plan
    captions: Captions
    columns: list[MappedColumn]
    fates: Fates
    file: str
    file_number: int


def typed_sql(task: TypingTask, table: ReadableTable) -> str:
    """Everything a row becomes: file_, line_, ids, fields, scores, fate_, quote_ and what later rules need."""
    source, width = task.plan.source, task.captions.width
    rows = read_sql(table, width)
    if source.stack is not None:
        items = stack_sql(source, task.captions, file=task.file)
        rows = f"SELECT *, unnest({items}) AS {STACKED} FROM ({rows})"
    if fast := [f"{column.quick} AS {column.quick_name}" for column in task.columns if column.quick]:
        rows = f"SELECT *, {', '.join(fast)} FROM ({rows})"
    rows = f"SELECT *, {', '.join(_cells(task))} FROM ({rows})"
    rows = f"SELECT *, {', '.join(map(_value, task.columns))} FROM ({rows})"
    if source.scores:
        scores = ", ".join(f"{score_sql(score)} AS {name(field)}" for field, score in source.scores.items())
        rows = f"SELECT *, {scores} FROM ({rows})"
    tests = _tests_in_order(task)
    fate = " ".join(f"WHEN {test.sql} THEN {task.fates.number(test.fate)}" for test in tests)
    rows = f"SELECT *, CAST(CASE WHEN rule_ IS NOT NULL THEN rule_ {fate} ELSE 0 END AS INTEGER) AS fate_ FROM ({rows})"
    return f"SELECT {', '.join(_outputs(task, tests))} FROM ({rows})"


def _cells(task: TypingTask) -> list[str]:
    width = task.captions.width
    extras = [
        f"{_first_filled(width)} AS first_",
        f"{_drop_rule(task.plan.layout, task.captions, task.fates)} AS rule_",
    ]
    if task.plan.with_fingerprint:
        extras.append(f"{_fingerprint(task)} AS fingerprint_")
    if task.plan.source.suppressed:
        extras.append(f"{_hidden(task.plan.source, task.columns)} AS hidden_")
    return [*extras, *map(_cell, task.columns)]


def _cell(column: MappedColumn) -> str:
    """The cleaned cell, where the quick way gave no value."""
    cell = f"CASE WHEN {column.quick_name} IS NULL THEN {column.cell} END" if column.quick else column.cell
    return f"{cell} AS {column.cell_name}"


def _value(column: MappedColumn) -> str:
    value = f"coalesce({column.quick_name}, {column.value})" if column.quick else column.value
    return f"{value} AS {name(column.output)}"


def _outputs(task: TypingTask, tests: list[Test]) -> list[str]:
    of_fate = {task.fates.number(test.fate): test.cell for test in tests if test.cell}
    quotes = " ".join(f"WHEN {fate} THEN {cell}" for fate, cell in of_fate.items())
    quote = f"CASE fate_ {quotes} END" if quotes else "NULL"
    return [
        f"CAST({task.file_number} AS INTEGER) AS file_",
        "line_",
        *(name(column.output) for column in task.columns),
        *(name(score) for score in task.plan.source.scores),
        "fate_",
        f"CAST({quote} AS VARCHAR) AS quote_",
        *(_soft(column) for column in task.columns if column.is_soft),
        *(["fingerprint_"] if task.plan.with_fingerprint else []),
        *(["hidden_"] if task.plan.source.suppressed else []),
    ]


def soft_name(field: str) -> str:
    """The column that keeps unknown codes of a field whose rows are kept."""
    return name(f"unknown {field}")


def _soft(column: MappedColumn) -> str:
    value = name(column.output)
    return f"CASE WHEN {value} IS NULL THEN {column.cell_name} END AS {soft_name(column.field)}"


def _tests_in_order(task: TypingTask) -> list[Test]:
    """Shape first; then faults in fields that filters look at; the filters; and all other faults."""
    looked_at = set(task.plan.source.keep.fields()) | set(task.plan.source.drop.fields())
    early = [test for column in task.columns if column.field in looked_at for test in column.tests]
    late = [test for column in task.columns if column.field not in looked_at for test in column.tests]
    return [
        Test(f"shape_ = {text(BROKEN)}", Fate("refused", BROKEN_QUOTES)),
        Test(f"shape_ = {text(HIDDEN)}", Fate("dropped", HIDDEN_ROW)),
        Test("first_ IS NULL", Fate("dropped", BLANK_ROW)),
        Test(_is_total(task), Fate("dropped", TOTAL_ROW)),
        Test(f"shape_ = {text(RAGGED_MARK)}", Fate("refused", RAGGED)),
        *early,
        *_filter_tests(task.plan.source, task.plan.as_of),
        *late,
    ]


def _filter_tests(source: Source, as_of: date) -> Iterable[Test]:
    def holds(condition: Filter) -> str:
        sql = filter_sql(condition, lambda field: typed_column(source, field), deciding_day=as_of)
        return f"coalesce({sql}, FALSE)"

    if not source.drop.is_empty:
        yield Test(holds(source.drop), Fate("dropped", f"drop: {_names(source.drop)}"))
    for field, condition in source.keep.entries.items():
        part = Filter(entries={field: condition})
        yield Test(f"NOT {holds(part)}", Fate("dropped", f"keep: {field}"))
    if source.keep.any_of:
        part = Filter(entries={}, any_of=source.keep.any_of)
        yield Test(f"NOT {holds(part)}", Fate("dropped", f"keep: {_names(part)}"))


def typed_column(source: Source, field: str) -> Column:
    """A field, score or id of the source as a typed column of its table."""
    if field in source.fields:
        definition = source.fields[field]
        return Column(name(field), definition.kind, definition.levels)
    if field in source.scores:
        return Column(name(field), FieldType.NUMBER)
    return Column(name(f"id_{field}"), FieldType.TEXT)


def _names(filter_: Filter) -> str:
    return (" or " if filter_.any_of else " and ").join(dict.fromkeys(filter_.fields()))


def _first_filled(width: int) -> str:
    cells = ", ".join(raw_column(n) for n in range(width))
    first = raw_column(0)  # nearly always filled; then no other is looked at
    filled = f"list_filter([{cells}], lambda cell: trim(cell) <> '')[1]"
    return f"CASE WHEN {first} > '!' THEN {first} ELSE trim({filled}) END"


def _is_total(task: TypingTask) -> str:
    """`Total`, `Grand Total:`, `5 students` in the first filled cell, and other cells blank."""
    layout, width = task.plan.layout, task.captions.width
    if not layout.total_words:
        return "FALSE"
    words = "|".join(
        re.escape(word).replace(r"\#", r"[\d.,]+").replace(r"\ ", r"[\s:]+") for word in layout.total_words
    )
    pattern = rf"(?i)({words})[\s:(]*([\d.,]+)?[\s).]*"
    blank = f"coalesce('' IN ({', '.join(raw_column(n) for n in range(width))}), TRUE)"  # '' or NULL
    figures = (each.quick_name for each in task.columns if each.position == 0 and each.is_quick_figure)
    return " AND ".join([*(f"{each} IS NULL" for each in figures), blank, matches("first_", pattern)])


def _drop_rule(layout: Layout, captions: Captions, fates: Fates) -> str:
    """The number of the layout's own rule that drops the row, such as a preview; NULL for none."""
    cases = []
    for rule in layout.drop:
        position = next(iter(captions.positions(rule.column)), None)
        if position is not None:
            values = ", ".join(text(value.lower()) for value in rule.values)
            number = fates.number(Fate("dropped", rule.reason))
            cases.append(f"WHEN lower(trim({raw_column(position)})) IN ({values}) THEN {number}")
    return f"CASE {' '.join(cases)} END" if cases else "CAST(NULL AS INTEGER)"


def _fingerprint(task: TypingTask) -> str:
    """A number for the row as it stands in the file, if it says who it is about or at what time; else NULL.

    Why not always: two equal answers of an anonymous survey are two people.
    """
    ids = [f"{column.raw} <> ''" for column in task.columns if column.output.startswith("id_")]
    dated = {task.plan.source.date, task.plan.source.dates.start if task.plan.source.dates else None}
    times = [f"contains({column.raw}, ':')" for column in task.columns if column.field in dated]
    item = [f"{STACKED}.name"] if task.plan.source.stack else []
    cells = ", ".join([*(raw_column(position) for position in range(task.captions.width)), *item])
    return f"CASE WHEN {' OR '.join([*ids, *times])} THEN hash({cells}) END"


def _hidden(source: Source, columns: list[MappedColumn]) -> str:
    """The fields of the row whose figures the source hides, as a list."""
    marks = ", ".join(text(mark.strip().lower()) for mark in source.suppressed)
    fields = [column for column in columns if not column.output.startswith("id_")]
    named = (f"CASE WHEN lower(trim({column.raw})) IN ({marks}) THEN {text(column.field)} END" for column in fields)
    return f"list_filter(CAST([{', '.join(named)}] AS VARCHAR[]), lambda field: field IS NOT NULL)"
