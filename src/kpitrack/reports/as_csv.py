"""CSV: one row per metric and group, every fact in its own column, for Excel filters, pivot tables and scripts.

Where the public sees a code (`>= 95%`), it stands in `shown`, and `value` is its limit or rounded figure.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from fractions import Fraction
from io import StringIO
from typing import TypeAlias

from kpitrack.model.published import NotApplicable, PublishedMetric, Report, Shown
from kpitrack.reports.as_json import goal_value, number
from kpitrack.reports.plain import cell_of_a_sheet, one_line
from kpitrack.reports.rows import Row, all_rows
from kpitrack.reports.screen import Screen
from kpitrack.wording import ASCII, notes, reason_text, sentence, shown_text

Fact: TypeAlias = int | float | str | None

COLUMNS = (
    *("program", "period", "from", "to", "as_of", "preliminary", "audience"),
    *("stakeholder_group", "metric", "title", "owner", "dimension", "category", "status"),
    *("value", "shown", "value_as_of", "unit", "scale", "currency", "n", "numerator", "denominator"),
    *("target_period", "target_due", "comparator", "target", "target_high", "gap", "needed"),
    *("previous", "year_ago", "reason", "sentence", "notes"),
)


def render(report: Report, screen: Screen) -> str:  # noqa: ARG001 - CSV looks the same everywhere
    """RFC 4180: commas, CRLF, quotes where needed. Hidden cells leave their value columns empty."""
    written = StringIO()
    table = csv.DictWriter(written, COLUMNS, restval="", lineterminator="\r\n")
    table.writeheader()
    for row in all_rows(report):
        table.writerow({name: _harmless(fact) for name, fact in _facts(report, row)})
    return written.getvalue()


def _facts(report: Report, row: Row) -> Iterator[tuple[str, Fact]]:
    metric = row.metric
    yield from (
        ("program", report.program),
        ("period", report.period),
        ("from", report.start.isoformat()),
        ("to", report.end.isoformat()),
        ("as_of", report.as_of.isoformat()),
        ("preliminary", "true" if report.preliminary else "false"),
        ("audience", report.audience),
        ("stakeholder_group", metric.group),
        ("metric", metric.id),
        ("title", metric.title),
        ("owner", metric.owner),
        ("dimension", row.dimension),
        ("category", " * ".join(row.categories)),
        ("status", shown_text(metric, row.cell, ASCII).status.value),
        ("unit", metric.unit),
        ("scale", metric.scale),
        ("currency", metric.currency),
        ("sentence", sentence(metric, row.cell)),
        ("notes", " ".join(notes(metric)) if row.is_total else ""),
    )
    yield from _target(metric)
    if isinstance(row.cell, Shown):
        yield from _numbers(row.cell)
        yield "value_as_of", (row.cell.as_of or row.metric.through).isoformat()
        yield "shown", shown_text(metric, row.cell, ASCII).value if row.cell.coded else ""
    elif isinstance(row.cell, NotApplicable):
        yield "reason", row.cell.reason


def _target(metric: PublishedMetric) -> Iterator[tuple[str, Fact]]:
    target = metric.target
    if target is None:
        return
    yield "target_period", target.period
    yield "target_due", target.due.isoformat()
    if target.goal is not None:
        value = goal_value(target.goal)
        low, high = value if isinstance(value, list) else (value, None)
        yield "comparator", target.goal.comparator
        yield "target", low
        yield "target_high", high


def _numbers(cell: Shown) -> Iterator[tuple[str, Fact]]:
    facts: tuple[tuple[str, Fraction | str | int | None], ...] = (
        ("value", cell.value),
        ("n", cell.n),
        ("numerator", cell.numerator),
        ("denominator", cell.denominator),
        ("gap", cell.gap),
        ("needed", cell.needed),
        ("previous", cell.previous),
        ("year_ago", cell.year_ago),
        ("reason", reason_text(cell)),
    )
    yield from ((name, fact if isinstance(fact, int) else number(fact)) for name, fact in facts)


def _harmless(fact: Fact) -> Fact:
    return cell_of_a_sheet(one_line(fact)) if isinstance(fact, str) else fact
