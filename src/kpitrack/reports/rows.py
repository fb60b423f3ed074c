"""A report as rows, in display order: every metric's total, then its groups. All tabular formats share it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from kpitrack.model.published import PublishedCell, PublishedMetric, Report, Suppressed
from kpitrack.wording import english


@dataclass(frozen=True, slots=True)
class Row:
    """One cell with its place: no dimensions means everyone, no categories every group of the split."""

    metric: PublishedMetric
    cell: PublishedCell
    dimensions: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def is_total(self) -> bool:
        return not self.dimensions

    @property
    def dimension(self) -> str:
        return "*".join(self.dimensions)


def rows_of(metric: PublishedMetric) -> Iterator[Row]:
    yield Row(metric, metric.total)
    for dimensions, groups in metric.by.items():
        for categories, cell in groups.items():
            yield Row(metric, cell, dimensions, categories)


def rows_to_read(metric: PublishedMetric) -> Iterator[Row]:
    """For people: a split of which every group is hidden is one row."""
    yield Row(metric, metric.total)
    for dimensions, groups in metric.by.items():
        if len(groups) > 1 and all(isinstance(cell, Suppressed) for cell in groups.values()):
            yield Row(metric, Suppressed(), dimensions)
            continue
        for categories, cell in groups.items():
            yield Row(metric, cell, dimensions, categories)


def all_rows(report: Report) -> Iterator[Row]:
    for metric in report.metrics:
        yield from rows_of(metric)


def stakeholder_groups(report: Report) -> tuple[tuple[str, tuple[PublishedMetric, ...]], ...]:
    """Metrics by stakeholder group, groups in order of their first metric."""
    order = {name: position for position, name in reversed(list(enumerate(metric.group for metric in report.metrics)))}
    metrics = sorted(report.metrics, key=lambda metric: order[metric.group])
    return tuple((name, tuple(members)) for name, members in groupby(metrics, key=lambda metric: metric.group))


def dimension_title(report: Report, dimension: str, *, short: bool = False) -> str:
    """As the program calls it; a bare id is made readable."""
    title = report.dimension_titles.get(dimension, dimension)
    return english.dimension(dimension, short=short) if title == dimension else title


def label(report: Report, row: Row, *, short: bool = False) -> str:
    """The metric's title, or `Gender: Female`; crossings name each part."""
    if row.is_total:
        return row.metric.title
    titles = [dimension_title(report, each, short=short) for each in row.dimensions]
    if not row.categories:
        return english.category(english.listed(titles), english.EVERY_GROUP)
    return english.listed(english.category(*part) for part in zip(titles, row.categories, strict=True))


def not_applicable_label(report: Report, metric: PublishedMetric, *, short: bool = False) -> str:
    """The dimensions that were declared to make no sense for the metric, in one line; empty if there are none."""
    return english.listed(dimension_title(report, each, short=short) for each in metric.not_applicable)
