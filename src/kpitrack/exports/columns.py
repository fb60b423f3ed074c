"""The mapped columns of one file: where each id and field stands, and the SQL from its cell to its value.

Cells are named `cell F` and `cell id U` in the engine, values by the names that the rest of the program uses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kpitrack.engine.sql import day, name, number, text
from kpitrack.exports.captions import Captions, find_column, missing_column
from kpitrack.exports.conversions import (
    blank_codes_of,
    converted,
    id_is_damaged,
    id_text,
    quick,
    quick_id,
    trimmed,
    without_codes,
)
from kpitrack.exports.fates import (
    BAD_DATE,
    BAD_NUMBER,
    DAMAGED_ID,
    MISSING_ID,
    MISSING_VALUE,
    OUTSIDE_SCALE,
    UNKNOWN_CODE,
    Fate,
)
from kpitrack.exports.layouts import Layout
from kpitrack.exports.plan import Plan
from kpitrack.exports.value_maps import shipped_map
from kpitrack.model.formats import ISO
from kpitrack.model.sources import NUMERIC_TYPES, Field, FieldType, Gathered, IdColumn, Source

STACKED = "stacked_"
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)  # a date outside is a slip of the pen
_SELECTED = "1", "x", "true", "yes", "checked"


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on a row's cells and values, and what becomes of a row for which it holds."""

    sql: str
    fate: Fate
    cell: str = ""  # the cell to quote, as SQL


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One id or field of one file."""

    output: str  # name in the finished table
    field: str  # name in the definitions
    caption: str
    position: int | None  # of the column, from 0; None if the cell is made of several
    raw: str  # SQL of the cell as it stands in the file
    quick: str  # SQL of the value of a clean cell, from the raw one; empty if there is none
    cell: str  # SQL of the cell without blanks and codes for "empty"
    value: str  # SQL of the typed value, from "cell ..."
    tests: tuple[Test, ...]
    is_soft: bool = False  # an unknown code keeps the row
    is_quick_figure: bool = False  # what the quick way reads has no letters, so it is no word for a total

    @property
    def quick_name(self) -> str:
        return name(f"quick {self.output}")

    @property
    def cell_name(self) -> str:
        return name(f"cell {self.output}")


def raw_column(position: int) -> str:
    """The engine's name of the column at this position (from 0)."""
    return f"c{position + 1}_"


def mapped_columns(plan: Plan, captions: Captions, *, file: str, is_workbook: bool) -> list[MappedColumn]:
    """Every id and field of the source in this file. raises: FileFault for a column that is missing or ambiguous."""
    source = plan.source
    ids = [_id_column(unit, column, captions, file) for unit, column in source.id_columns.items()]
    fields = [_field_column(plan, field, captions, file, is_workbook=is_workbook) for field in source.fields]
    return [*ids, *fields]


def _id_column(unit: str, column: IdColumn, captions: Captions, file: str) -> MappedColumn:
    wanted = column.column if isinstance(column.column, int) else column.captions
    position = find_column(captions, wanted, field=unit, file=file)
    caption = _caption(captions, position)
    cell = name(f"cell id_{unit}")
    value = name(f"id_{unit}")
    tests = [Test(id_is_damaged(cell), Fate("refused", DAMAGED_ID, unit, caption), cell)]
    if column.required:
        tests.append(Test(f"{value} IS NULL", Fate("refused", MISSING_ID, unit, caption), cell))
    raw = raw_column(position)
    return MappedColumn(
        output=f"id_{unit}",
        field=unit,
        caption=caption,
        position=position,
        raw=raw,
        quick=quick_id(raw, column.width),
        cell=trimmed(raw),
        value=id_text(cell, column.width),
        tests=tuple(tests),
        is_quick_figure=True,
    )


def _field_column(plan: Plan, field: str, captions: Captions, file: str, *, is_workbook: bool) -> MappedColumn:
    layout, definition = plan.layout, plan.source.fields[field]
    caption, position, raw = _raw(plan, field, captions, file)
    cell = name(f"cell {field}")
    if is_workbook and definition.kind is FieldType.DATE:  # a real date cell arrives as ISO text
        formats = (*(definition.format or layout.date_formats), ISO)
        definition = definition.model_copy(update={"format": tuple(dict.fromkeys(formats))})
    value = converted(definition, cell, date_formats=layout.date_formats, separator=layout.list_separator)
    empty = (*blank_codes_of(definition), *plan.source.suppressed)
    is_soft = field in plan.soft
    fast = quick(definition, raw, layout.date_formats, empty)
    return MappedColumn(
        output=field,
        field=field,
        caption=caption,
        position=position,
        raw=raw,
        quick=_scaled(definition, fast) if fast else "",
        cell=without_codes(trimmed(raw), empty),
        value=_filled(definition, _scaled(definition, value), cell),
        tests=_tests(field, definition, caption, quote=f"coalesce({cell}, {raw})" if fast else cell, is_soft=is_soft),
        is_soft=is_soft,
        is_quick_figure=bool(fast) and (definition.kind in NUMERIC_TYPES or definition.kind is FieldType.DATE),
    )


def _raw(plan: Plan, field: str, captions: Captions, file: str) -> tuple[str, int | None, str]:
    """Caption, position and SQL of the cell."""
    source, layout, definition = plan.source, plan.layout, plan.source.fields[field]
    if source.stack is not None and field in (source.stack.name, source.stack.value):
        part = "name" if field == source.stack.name else "value"
        return field, None, f"{STACKED}.{part}"
    if isinstance(definition.column, Gathered):
        return field, None, _gathered(definition.column, plan, field, captions, file)
    wanted = definition.column if isinstance(definition.column, int) else definition.captions
    if definition.kind is FieldType.LIST and layout.check_all is not None and not isinstance(wanted, int):
        for caption in wanted:
            if folded := _folded(caption, layout, captions, definition):
                return caption, None, folded
    if not wanted:
        raise missing_column(captions, (field,), field=field, file=file)
    others = [each for name, other in source.fields.items() if name != field for each in other.captions]
    position = find_column(captions, wanted, field=field, file=file, taken=others)
    return _caption(captions, position), position, after_mark(raw_column(position), layout)


def _caption(captions: Captions, position: int) -> str:
    """How people find the column: its caption, else its number."""
    return (captions.texts[position] if captions.texts else "") or str(position + 1)


def after_mark(raw: str, layout: Layout) -> str:
    """`uri://…#Value` as Value; any other cell as it is."""
    if not layout.value_after:
        return raw
    return (
        f"CASE WHEN starts_with({raw}, 'uri://') THEN string_split({raw}, {text(layout.value_after)})[-1] "
        f"ELSE {raw} END"
    )


def _gathered(columns: Gathered, plan: Plan, field: str, captions: Captions, file: str) -> str:
    """Several columns as one list cell: filled cells, and the value of each column that says yes."""
    definition, parts = plan.source.fields[field], []
    for caption in columns.each:
        raw = raw_column(find_column(captions, (caption,), field=field, file=file))
        parts.append(trimmed(after_mark(raw, plan.layout)))
    says_yes = ", ".join(text(code) for code, value in shipped_map("yes_no").items() if value == "true")
    for caption, value in columns.yes.items():
        raw = raw_column(find_column(captions, (caption,), field=field, file=file))
        parts.append(f"CASE WHEN lower({trimmed(raw)}) IN ({says_yes}) THEN {text(value)} END")
    separator = definition.format[0] if definition.format else plan.layout.list_separator
    return f"concat_ws({text(separator)}, {', '.join(parts)})" if parts else "NULL"


def _folded(caption: str, layout: Layout, captions: Captions, definition: Field) -> str:
    """The options of a check-all question as one cell; empty if the file has no such columns."""
    rule = layout.check_all
    assert rule is not None
    option = r"\d+" if rule.options == "number" else ".+"
    pattern = re.compile(re.escape(caption.strip() + rule.joined_by) + f"({option})", re.IGNORECASE)
    separator = definition.format[0] if definition.format else layout.list_separator
    parts: list[str] = []
    for position, text_of_column in enumerate(captions.texts):
        if (found := pattern.fullmatch(text_of_column)) and found[1] not in rule.excluded:
            label = captions.labels[position] or found[1]
            if rule.label_after:
                label = label.rsplit(rule.label_after, 1)[-1]
            own_number = found[1] if rule.options == "number" else str(len(parts) + 1)
            parts.append(without_codes(_chosen(raw_column(position), label, own_number), definition.blank_codes))
    return f"concat_ws({text(separator)}, {', '.join(parts)})" if parts else ""


def _chosen(raw: str, label: str, own_number: str) -> str:
    """The option's text where it was ticked: with a mark, its own text, or its number among the options."""
    marks = ", ".join(text(mark) for mark in (*_SELECTED, own_number))
    return f"CASE WHEN lower(trim({raw})) IN ({marks}) THEN {text(label)} ELSE {trimmed(raw)} END"


def _filled(definition: Field, value: str, cell: str) -> str:
    """The value, or what an empty cell is declared to say."""
    if definition.blank_is is None:
        return value
    return f"CASE WHEN {cell} IS NULL THEN {text(definition.blank_is)} ELSE {value} END"


def _scaled(definition: Field, value: str) -> str:
    if not definition.reversed or definition.scale is None:
        return value
    low, high = definition.scale
    return f"CAST({number(low + high)} - ({value}) AS DECIMAL(18,6))"


def _tests(field: str, definition: Field, caption: str, *, quote: str, is_soft: bool) -> tuple[Test, ...]:
    cell, value = name(f"cell {field}"), name(field)
    tests = []
    if not is_soft:
        fault = Fate("refused", _reason(definition.kind), field, caption, definition)
        tests.append(Test(f"{cell} IS NOT NULL AND {value} IS NULL", fault, quote))
        if definition.kind is FieldType.DATE:
            tests.append(Test(f"{value} NOT BETWEEN {day(_FIRST_DAY)} AND {day(_LAST_DAY)}", fault, quote))
    if definition.scale is not None:
        low, high = (number(bound) for bound in definition.scale)
        outside = Fate("refused", OUTSIDE_SCALE, field, caption, definition)
        tests.append(Test(f"{value} NOT BETWEEN {low} AND {high}", outside, quote))
    if definition.required:
        missing = Fate("refused", MISSING_VALUE, field, caption, definition)
        tests.append(Test(f"{cell} IS NULL AND {value} IS NULL", missing))
    return tuple(tests)


def _reason(kind: FieldType) -> str:
    if kind is FieldType.DATE:
        return BAD_DATE
    return BAD_NUMBER if kind in NUMERIC_TYPES else UNKNOWN_CODE


def stack_sql(source: Source, captions: Captions, *, file: str) -> str:
    """The items of a row as a list of name and value, to be unnested."""
    assert source.stack is not None
    items = []
    for item in source.stack.columns:
        position = find_column(captions, (item,), field=source.stack.name, file=file)
        items.append(f"{{'name': {text(item)}, 'value': {raw_column(position)}}}")
    return f"[{', '.join(items)}]"
