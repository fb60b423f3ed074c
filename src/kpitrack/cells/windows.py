"""Which rows of a source count, by their date, for a period looked at through a day.

A source is dated in one of four ways: one day per row, an interval per row (open if the end is blank), a period per
row (its first day counts), or not at all (then every row always counts). An interval counts in a window it overlaps.
"""

from __future__ import annotations

from datetime import date

from kpitrack.engine import sql
from kpitrack.model.calendar import Calendar, Observed
from kpitrack.model.measures import Window
from kpitrack.model.sources import Source


def first_day(window: Window, observed: Observed, calendar: Calendar) -> date | None:
    """First day that counts; None for "since ever"."""
    match window:
        case Window.IN_PERIOD:
            return observed.period.start
        case Window.YEAR_TO_DATE:
            year = calendar.year_of(observed.through)
            return year.start if year else None
        case Window.PROGRAM_TO_DATE:
            return None
        case Window.ON_THAT_DAY:
            return observed.through


def is_dated(source: Source) -> bool:
    """Do rows of this source carry a date at all?"""
    return bool(source.date or source.dates or source.period or _dated_by_name(source))


def window_sql(
    source: Source, window: Window, observed: Observed, calendar: Calendar, *, date_field: str | None
) -> str:
    """The window as a condition on a row of `rows_<source>`.

    date_field: the measure's own choice of date; it dates a row by one day even in a source of intervals.
    """
    first, last = first_day(window, observed, calendar), observed.through
    if date_field or source.date:
        return _from_to(sql.name(date_field or source.date or ""), first, last)
    if source.dates:
        starts, ends = sql.name(source.dates.start), sql.name(source.dates.end)
        begun = f"{starts} <= {sql.day(last)}"
        # A row that ends before it begins (somebody who never came) held on no day at all.
        since = f"greatest({starts}, {sql.day(first)})" if first else starts
        still = f"{ends} IS NULL OR {ends} >= {since}"
        return sql.all_of([begun, still])
    if is_dated(source):
        return _from_to("period_start_", first, last)
    return "TRUE"


def order_sql(source: Source, date_field: str | None) -> str:
    """What makes one row later than another: its date, then its place in the files. One sortable number."""
    dated = date_field or source.date or (source.dates.start if source.dates else None)
    column = sql.name(dated) if dated else ("period_start_" if is_dated(source) else None)
    if column is None:
        return "row_"
    days = f"coalesce(date_diff('day', {sql.day(date(1900, 1, 1))}, {column}), -1)"
    return f"{days} * 1000000000000 + row_"


def _from_to(column: str, first: date | None, last: date) -> str:
    begun = f"{column} >= {sql.day(first)}" if first else "TRUE"
    return sql.all_of([begun, f"{column} <= {sql.day(last)}"])


def _dated_by_name(source: Source) -> bool:
    return any("{period}" in pattern for pattern in source.files)
