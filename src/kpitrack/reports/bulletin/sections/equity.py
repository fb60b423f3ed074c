"""Groups: rules that fired, results that speak of equity, and the groups that lie furthest apart."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kpitrack.model.bulletins import Bulletin
from kpitrack.model.program import NOT_REPORTED
from kpitrack.model.published import AtLeast, AtMost, GroupTable, PublishedMetric, Report, Shown
from kpitrack.reports.bulletin.content import Column, Content, Item, Table, TableRow
from kpitrack.reports.rows import dimension_title
from kpitrack.wording import UNICODE, alert_sentence, bulletins, english, shown_text

_MOST_ROWS = 8


def alerts(bulletin: Bulletin) -> Content:
    """Rules that fired, apart from the status of their results."""
    return Content(items=tuple(_fired(bulletin.report)))


def equity(bulletin: Bulletin) -> Content:
    """The rules that fired, and for the widest distances the two groups at the ends, as they are shown."""
    items = tuple(_fired(bulletin.report))
    spreads = sorted(_spreads(bulletin.report), key=lambda each: each[0], reverse=True)[:_MOST_ROWS]
    columns = (
        Column("Metric", 46),
        Column("Split by", 26),
        Column("Highest", 26),
        Column("Lowest", 26),
    )
    rows = tuple(row for _, row in spreads)
    caption = "Groups that lie furthest apart, of those that are shown; a distance may be chance"
    return Content(items=items, table=Table(caption, columns, rows) if rows else None)


def _fired(report: Report) -> Iterator[Item]:
    for metric in report.metrics:
        for alert in metric.alerts:
            if alert.triggered:
                yield Item(alert_sentence(metric, alert), metric.title, alert.owner or metric.owner)


def _spreads(report: Report) -> Iterator[tuple[Fraction, TableRow]]:
    """Of every share and score with a simple split: how far apart, and the row that says it. One row per metric."""
    for metric in report.metrics:
        if metric.unit not in ("share", "mean"):
            continue
        full = Fraction(metric.scale) if metric.unit == "mean" and metric.scale else Fraction(1)
        found = [
            (distance / full, row)
            for dimensions, table in metric.by.items()
            if len(dimensions) == 1
            for distance, row in _spread(report, metric, dimensions[0], table)
        ]
        if found:
            yield max(found, key=lambda each: each[0])


def _spread(
    report: Report, metric: PublishedMetric, dimension: str, table: GroupTable
) -> Iterator[tuple[Fraction, TableRow]]:
    """Between values that are told, not limits, of people who said to which group they belong."""
    values = [
        (cell.value, categories[0], cell)
        for categories, cell in table.items()
        if isinstance(cell, Shown) and not isinstance(cell.coded, AtLeast | AtMost) and categories != (NOT_REPORTED,)
    ]
    known = [(value, name, cell) for value, name, cell in values if isinstance(value, Fraction)]
    if len(known) < 2:
        return
    low, high = min(known, key=lambda each: each[0]), max(known, key=lambda each: each[0])
    if low[0] == high[0]:
        return
    title = dimension_title(report, dimension)
    ends = [(name, cell) for _, name, cell in (high, low)]
    cells = [english.category(name, shown_text(metric, cell, UNICODE).marked_value) for name, cell in ends]
    told = [f"{name} {bulletins.told_value(metric, cell)}" for name, cell in ends]
    yield high[0] - low[0], TableRow((metric.title, title, *cells), bulletins.spread_line(metric.title, title, told))
