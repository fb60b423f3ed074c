"""Which rows of a source count, by their date, for a period looked at through a day.

A source is dated in one of four ways: one day per row, an interval per row (open if the end is blank), a day or period
per row or file (a period by its first day), or not at all (then every row always counts). An interval counts in a
window it overlaps.
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


def window_sql(
    source: Source, window: Window, observed: Observed, calendar: Calendar, *, date_field: str | None
) -> str:
    """The window as a condition on a row of `rows_<source>`.

    date_field: the measure's own choice of date; it dates a row by one day even in a source of intervals.
    """
    first, last = first_day(window, observed, calendar), observed.through
    if date_field or source.date:
        return _from_to(sql.name(date_field or source.date or ""), first, last)
    held = held_between(source)
    if held and (source.dates or window is Window.ON_THAT_DAY):
        return overlap_sql(held, first, last)
    if source.is_dated:
        return _from_to("period_start_", first, last)
    return "TRUE"


def held_between(source: Source) -> tuple[str, str] | None:
    """The columns between which a row holds: its own dates, or the days from its file to the next dated copy."""
    if source.dates:
        return sql.name(source.dates.start), sql.name(source.dates.end)
    return ("period_start_", "period_end_") if source.is_dated_by_name else None


def overlap_sql(held: tuple[str, str], first: date | None, last: date) -> str:
    """Did the row hold on any of these days? One that ends before it begins (somebody who never came) never did."""
    starts, ends = held
    since = f"greatest({starts}, {sql.day(first)})" if first else starts
    return sql.all_of([f"{starts} <= {sql.day(last)}", f"{ends} IS NULL OR {ends} >= {since}"])


def order_sql(source: Source, date_field: str | None) -> str:
    """What makes one row later than another: its date, then its place in the files. One sortable number."""
    dated = date_field or source.date or (source.dates.start if source.dates else None)
    column = sql.name(dated) if dated else ("period_start_" if source.is_dated else None)
    if column is None:
        return "row_"
    days = f"coalesce(date_diff('day', {sql.day(date(1900, 1, 1))}, {column}), -1)"
    return f"{days} * 1000000000000 + row_"


def _from_to(column: str, first: date | None, last: date) -> str:
    begun = f"{column} >= {sql.day(first)}" if first else "TRUE"
    return sql.all_of([begun, f"{column} <= {sql.day(last)}"])
