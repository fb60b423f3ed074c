"""A report as tidy rows, one per metric and group, and as a pandas DataFrame for notebooks."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kpitrack.model.published import PublishedCell, PublishedMetric, Report, Shown, status_of

if TYPE_CHECKING:
    import pandas as pd


def to_frame(report: Report) -> pd.DataFrame:
    """The report as a DataFrame: one row per metric and group, the total first with blank dimension and category.

    columns: metric, title, stakeholder_group, period, through, dimension, category, status, value (float; shares 0..1),
    level (text of a record), as_of (the day of the figure), n, numerator, denominator, target, gap, previous, year_ago.
    A hidden cell has the status `suppressed` and nothing else; a value without data is missing, never zero.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only notebooks need it

    return pd.DataFrame(list(tidy_rows(report)))


def tidy_rows(report: Report) -> Iterator[dict[str, Any]]:
    """The rows of `to_frame` as plain dicts; numbers are floats, for analysis and not for judging."""
    for metric in report.metrics:
        yield _row(metric, "", "", metric.total)
        for dimensions, groups in metric.by.items():
            for categories, cell in groups.items():
                yield _row(metric, "*".join(dimensions), "*".join(categories), cell)


def _row(metric: PublishedMetric, dimension: str, category: str, cell: PublishedCell) -> dict[str, Any]:
    shown = cell if isinstance(cell, Shown) else None
    goal = metric.target.goal if metric.target else None
    return {
        "metric": metric.id,
        "title": metric.title,
        "stakeholder_group": metric.group,
        "period": metric.period,
        "through": metric.through,
        "dimension": dimension,
        "category": category,
        "status": status_of(cell).value,
        "value": _number(shown.value) if shown else None,
        "level": shown.value if shown and isinstance(shown.value, str) else None,
        "as_of": (shown.as_of or metric.through) if shown else None,
        "n": shown.n if shown else None,
        "numerator": _number(shown.numerator) if shown else None,
        "denominator": _number(shown.denominator) if shown else None,
        "target": _number(goal.low if goal.low is not None else goal.high) if goal else None,
        "gap": _number(shown.gap) if shown else None,
        "previous": _number(shown.previous) if shown else None,
        "year_ago": _number(shown.year_ago) if shown else None,
    }


def _number(value: Fraction | str | None) -> float | None:
    return float(value) if isinstance(value, Fraction) else None
