"""A test of a unit as SQL with three answers: TRUE, FALSE, and NULL for a unit that is left out for want of data."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from kpitrack.cells.facts import RowsAsked
from kpitrack.cells.subjects import Subject
from kpitrack.engine import sql
from kpitrack.engine.sql import Column
from kpitrack.model.calendar import Observed
from kpitrack.model.conditions import Filter, OneOf
from kpitrack.model.measures import Missing, Take, Test, Tests, Window
from kpitrack.model.quantities import Quantity, Unit, Word
from kpitrack.model.sources import FieldType

_NONE = Quantity(Fraction(0), Unit.NUMBER, "0")


def passing_sql(subject: Subject, having: Tests | None, without: Tests | None, rows: RowsAsked | None = None) -> str:
    """Every test of `having` holds and none of `without`; TRUE if there are neither.

    rows: the measure's own rows, for tests that name no source.
    """
    parts: list[str] = []
    if having is not None:
        parts.extend(_answer(subject, each, rows) for each in having.all)
        if having.any_of:
            parts.append(sql.any_of(_answer(subject, each, rows) for each in having.any_of))
    if without is not None:
        parts.extend(f"NOT ({_answer(subject, each, rows)})" for each in without.each())
    return sql.all_of(parts)


def _answer(subject: Subject, test: Test, rows: RowsAsked | None) -> str:
    asked = rows_of_test(subject, test, rows)
    if asked is None:
        answer = _roster_answer(subject, test)
    elif not test.has_value and test.take not in (Take.COUNT, Take.DISTINCT):
        answer = f"{subject.rows_counted(asked)} > 0"
    else:
        answer = _value_answer(subject, test, asked)
    if test.when_missing is Missing.COUNTS_AS_NO:
        return f"coalesce({answer}, FALSE)"
    return answer


def rows_of_test(subject: Subject, test: Test, rows: RowsAsked | None) -> RowsAsked | None:
    """The rows a test looks at; None for a test of the roster itself."""
    if test.source is not None:
        window = test.window or Window.PROGRAM_TO_DATE
        return RowsAsked(test.source, (test.where,), window, subject.observed, test.date)
    return rows.narrowed(test.where) if rows is not None else None


def _roster_answer(subject: Subject, test: Test) -> str:
    condition = subject.roster_filter(test.where)
    if not test.has_value:
        return f"coalesce({condition}, FALSE)"
    assert test.value is not None
    [(key, goal)] = test.comparators
    return f"CASE WHEN {condition} THEN {_compared(subject.roster_value(test.value), key, goal)} END"


def _value_answer(subject: Subject, test: Test, asked: RowsAsked) -> str:
    [(key, goal)] = test.comparators or [("more_than", _NONE)]
    if not test.has_value:  # rows are counted
        return _counted(subject.rows_counted(asked), test, key, goal)
    assert test.value is not None
    if test.over is not None:
        both = asked.filled(test.value, test.over)
        numerator = subject.value(both, test.value, Take.SUM).sql
        denominator = subject.value(both, test.over, Take.SUM).sql
        if key == "between":
            low, high = (sql.ratio_compared(numerator, denominator, k, g.amount) for k, g in _ends(goal))
            return f"({low}) AND ({high})"
        return sql.ratio_compared(numerator, denominator, key, goal.amount)
    if test.take is Take.CHANGE:
        before, after = sides_of_change(subject, asked, test.before, test.after)
        first = subject.value(before, test.value, Take.LATEST).sql
        last = subject.value(after, test.value, Take.LATEST).sql
        return _compared(Column(f"({last} - {first})", FieldType.NUMBER), key, goal)
    value = subject.value(asked, test.value, test.take)
    if test.take in (Take.COUNT, Take.DISTINCT):
        return _counted(f"coalesce({value.sql}, 0)", test, key, goal)
    return _compared(value, key, goal)


def _counted(number: str, test: Test, key: str, goal: Any) -> str:
    """A number of rows or of different values, held against the comparator; none is 0 unless they are left out."""
    answer = _compared(Column(number, FieldType.WHOLE), key, goal)
    return f"CASE WHEN {number} > 0 THEN {answer} END" if test.when_missing is Missing.LEFT_OUT else answer


def sides_of_change(
    subject: Subject, asked: RowsAsked, before: Filter | None, after: Filter | None
) -> tuple[RowsAsked, RowsAsked]:
    """The rows of the two sides of a change.

    With filters: `after` rows obey the window, `before` rows look back without limit. Without filters: the previous
    period and this one.
    """
    if before is not None and after is not None:
        looking_back = RowsAsked(asked.source, asked.where, Window.PROGRAM_TO_DATE, asked.observed, asked.date_field)
        return looking_back.narrowed(before), asked.narrowed(after)
    this = RowsAsked(asked.source, asked.where, Window.IN_PERIOD, asked.observed, asked.date_field)
    calendar = subject.program.calendar
    previous = calendar.previous(asked.observed.period)
    day_before = asked.observed.period.start - timedelta(days=1)
    then = Observed(previous, previous.end) if previous else Observed(asked.observed.period, day_before)
    return RowsAsked(asked.source, asked.where, Window.IN_PERIOD, then, asked.date_field), this


def _compared(value: Column, key: str, goal: Any) -> str:
    if key == "is":
        return sql.condition_sql(OneOf((goal,)), value, None)
    if key == "between":
        return sql.all_of(_compared(value, each, end) for each, end in _ends(goal))
    if value.kind is FieldType.DATE:
        return sql.compared(value.sql, key, sql.day(date.fromisoformat(goal.text)))
    if isinstance(goal, Word):
        rank = value.levels.index(next(each for each in value.levels if each.lower() == goal.text.lower()))
        return sql.compared(sql.level_rank(value.sql, value.levels), key, str(rank))
    return sql.number_compared(value.sql, key, goal.amount)


def _ends(goal: Any) -> tuple[tuple[str, Any], tuple[str, Any]]:
    low, high = goal
    return ("at_least", low), ("at_most", high)
