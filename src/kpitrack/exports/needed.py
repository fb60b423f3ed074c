"""In which rows a result stands on a field: a registration has no hours yet, and needs none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from kpitrack.engine.sql import all_of, any_of, condition_sql, filter_sql
from kpitrack.exports.table_sql import typed_column
from kpitrack.model.conditions import Blank, Filter
from kpitrack.model.program import Program
from kpitrack.model.sources import Source
from kpitrack.model.uses import Look

_EVERY_ROW = "TRUE"


def needed_fields(program: Program, source: Source, looks: Iterable[Look], as_of: date) -> dict[str, str]:
    """Field -> SQL of the rows that must have it.

    Required fields and groups of people are needed in every row; days and values in the rows that metrics look at; and
    a field that a filter asks about in the rows where the rest of the filter holds.
    """
    found: dict[str, dict[str, None]] = {field: {} for field in source.fields}

    def note(rows: str, names: Iterable[str]) -> None:
        for each in names:
            parts = source.scores[each].fields if each in source.scores else (each,)
            for field in parts:
                found.get(field, {}).setdefault(rows)

    for look in looks:
        if look.source == source.name:
            note(_rows(source, look.where, as_of), look.fields)
            for field, rows in _asked_about(source, look.where, as_of):
                note(rows, (field,))
    note(_EVERY_ROW, (field for field, each in source.fields.items() if each.required))
    note(_EVERY_ROW, _groups(program, source))
    ends = source.dates.end if source.dates else None
    return {
        field: _EVERY_ROW if _EVERY_ROW in rows else any_of(f"coalesce({each}, FALSE)" for each in rows)
        for field, rows in found.items()
        if rows and field != ends and source.fields[field].blank_is is None
    }


def _rows(source: Source, where: Sequence[Filter], as_of: date) -> str:
    column = typed_column
    return all_of(filter_sql(each, lambda field: column(source, field), deciding_day=as_of) for each in where)


def _asked_about(source: Source, where: Sequence[Filter], as_of: date) -> Iterator[tuple[str, str]]:
    """Every field of a filter with the rows in which it decides. One that is asked whether it is blank may be blank."""
    entries = [(field, condition) for each in where for field, condition in each.entries.items()]
    for asked, condition in entries:
        if asked in source.fields and not isinstance(condition, Blank):
            others = [(field, other) for field, other in entries if field != asked]
            yield asked, all_of(condition_sql(each, typed_column(source, field), as_of) for field, each in others)


def _groups(program: Program, source: Source) -> list[str]:
    """The fields of a roster that put its people into groups."""
    if all(kind.roster != source.name for kind in (*program.people.values(), *program.things.values())):
        return []
    fields = {*program.dimensions, *(each.field for each in program.dimensions.values() if each.field)}
    return [field for field in source.fields if field in fields]
