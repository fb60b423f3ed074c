"""Portable SQL primitives: names, literals, filters, exact averages, latest values.

Every function returns SQL text. Text is compared ignoring case and outer blanks; a NULL never satisfies a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import assert_never

from kpitrack.model.conditions import Ago, Between, Blank, Compares, Condition, Filter, Not, OneOf, Scalar, yes_or_no
from kpitrack.model.sources import NUMERIC_TYPES, FieldType

DECIMALS = 6  # of every number field and every average per unit
NUMBER_TYPE = f"DECIMAL(18,{DECIMALS})"

_OPERATORS = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<"}


@dataclass(frozen=True, slots=True)
class Column:
    """A typed SQL expression: how it is written, what it holds and, for levels, their order."""

    sql: str
    kind: FieldType
    levels: tuple[str, ...] = ()


def name(*parts: str) -> str:
    """A quoted identifier, qualified if there are several parts."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def text(value: str) -> str:
    """A text literal."""
    return "'" + value.replace("'", "''") + "'"


def day(value: date) -> str:
    """A date literal."""
    return f"DATE '{value.isoformat()}'"


def number(value: Decimal | int | Fraction) -> str:
    """An exact number literal; ValueError if it has no finite decimal form (use `ratio_compared`)."""
    exact = Fraction(value)
    decimals = 0
    while (exact * 10**decimals).denominator != 1:
        decimals += 1
        if decimals > DECIMALS:
            raise ValueError(f"{value} has more than {DECIMALS} decimals")
    return f"{Decimal((exact * 10**decimals).numerator).scaleb(-decimals):f}"


def compared(left: str, comparison: str, right: str) -> str:
    """`left >= right` for `at_least`, and so on."""
    return f"{left} {_OPERATORS[comparison]} {right}"


def ratio_compared(numerator: str, denominator: str, comparison: str, goal: Fraction) -> str:
    """Is numerator / denominator at least (…) the goal? By cross-multiplication, so that 2 of 20 is exactly 10 %.

    NULL where the denominator is not above zero.
    """
    left, right = f"({numerator}) * {goal.denominator}", f"({denominator}) * {goal.numerator}"
    return f"CASE WHEN {denominator} > 0 THEN {compared(left, comparison, right)} END"


def number_compared(value: str, comparison: str, goal: Fraction) -> str:
    """Is the value at least (…) the goal? Exact for any fraction."""
    if DECIMALS and (10**DECIMALS * goal).denominator == 1:
        return compared(value, comparison, number(goal))
    return compared(f"({value}) * {goal.denominator}", comparison, str(goal.numerator))


def same_text(value: str) -> str:
    """The form in which text is compared."""
    return f"lower(trim({value}))"


def level_rank(value: str, levels: Iterable[str]) -> str:
    """The position of a level, low to high from 0; NULL for anything else."""
    cases = " ".join(f"WHEN {text(level.strip().lower())} THEN {rank}" for rank, level in enumerate(levels))
    return f"CASE {same_text(value)} {cases} END"


def average_half_up(total: str, count: str) -> str:
    """The average total / count, half away from zero at 6 decimals, in integer arithmetic; NULL for a count of 0.

    count: how many, or the sum of a divisor field.

    Why not AVG: it is a DOUBLE, and 2/3 of a rating would differ between machines in the last place.
    """
    # Both as whole millionths: the divisor may be a DECIMAL too, and `//` of decimals is no integer division.
    whole = (f"CAST(CAST({each} AS DECIMAL(38,{DECIMALS})) * {10**DECIMALS} AS HUGEINT)" for each in (total, count))
    top, bottom = whole
    rounded = f"((2 * abs({top}) * {10**DECIMALS} + {bottom}) // (2 * {bottom})) * sign({top})"
    exact = f"CAST({rounded} AS DECIMAL(18,0)) * CAST(0.{'0' * (DECIMALS - 1)}1 AS DECIMAL({DECIMALS},{DECIMALS}))"
    return f"CASE WHEN ({count}) > 0 THEN CAST({exact} AS {NUMBER_TYPE}) END"


def all_of(conditions: Iterable[str]) -> str:
    """All conditions hold; TRUE for none."""
    listed = [condition for condition in conditions if condition != "TRUE"]
    return " AND ".join(f"({condition})" for condition in listed) if listed else "TRUE"


def any_of(conditions: Iterable[str]) -> str:
    """One of the conditions holds; FALSE for none."""
    listed = list(conditions)
    return " OR ".join(f"({condition})" for condition in listed) if listed else "FALSE"


def filter_sql(
    filter_: Filter,
    column: Callable[[str], Column],
    *,
    deciding_day: date | None = None,
    unless: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The filter as one SQL condition.

    column: gives the typed expression for a field name. deciding_day: from which `at_least_ago` counts back.
    unless: field -> condition under which whatever is asked of the field holds.
    """
    entries = []
    for field, each in filter_.entries.items():
        holds = condition_sql(each, column(field), deciding_day)
        entries.append(any_of([holds, unless[field]]) if field in unless else holds)
    if filter_.any_of:
        parts = (filter_sql(part, column, deciding_day=deciding_day, unless=unless) for part in filter_.any_of)
        entries.append(any_of(parts))
    return all_of(entries)


def condition_sql(condition: Condition, column: Column, deciding_day: date | None) -> str:
    """One condition on one column."""
    match condition:
        case OneOf(values):
            return _one_of(values, column)
        case Compares(comparisons):
            return all_of(compared(_ordered(column), key, _bound(bound, column)) for key, bound in comparisons)
        case Between(low, high):
            return f"{_ordered(column)} BETWEEN {_bound(low, column)} AND {_bound(high, column)}"
        case Ago(comparison, days):
            if deciding_day is None:
                raise ValueError("`at_least_ago` and `at_most_ago` need a deciding day")
            limit = day(deciding_day - timedelta(days=days))
            return compared(column.sql, "at_most" if comparison == "at_least_ago" else "at_least", limit)
        case Not(inner):
            return f"{column.sql} IS NOT NULL AND NOT coalesce({condition_sql(inner, column, deciding_day)}, FALSE)"
        case Blank(expected):
            return f"{column.sql} IS {'' if expected else 'NOT '}NULL"
        case _:
            assert_never(condition)


def _one_of(values: tuple[Scalar, ...], column: Column) -> str:
    if column.kind is FieldType.YES_NO:
        return any_of(column.sql if yes_or_no(value) else f"NOT {column.sql}" for value in values)
    if column.kind in NUMERIC_TYPES:
        return f"{column.sql} IN ({', '.join(_bound(value, column) for value in values)})"
    if column.kind is FieldType.DATE:
        return f"{column.sql} IN ({', '.join(day(date.fromisoformat(str(value))) for value in values)})"
    listed = ", ".join(text(_spelled(value).lower()) for value in values)
    if column.kind is FieldType.LIST:
        return f"list_has_any(list_transform({column.sql}, lambda each_: {same_text('each_')}), [{listed}])"
    return f"{same_text(column.sql)} IN ({listed})"


def _ordered(column: Column) -> str:
    return level_rank(column.sql, column.levels) if column.kind is FieldType.LEVEL else column.sql


def _bound(value: Scalar, column: Column) -> str:
    if column.kind is FieldType.LEVEL:
        return level_rank(text(str(value)), column.levels)
    if column.kind is FieldType.DATE:
        return day(date.fromisoformat(str(value)))
    if column.kind in NUMERIC_TYPES:
        return number(Decimal(str(value)))
    return text(str(value))


def _spelled(value: Scalar) -> str:
    """How a value of YAML stands in a text column: `true`, `3`, `2.5`."""
    return str(value).strip() if not isinstance(value, bool) else str(value).lower()
