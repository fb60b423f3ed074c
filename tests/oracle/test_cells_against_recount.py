"""Every shipped metric of Q2, group by group, against a recount in plain Python over the raw files: equal exactly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from kpitrack import pipeline
from kpitrack.definitions.tracker import read_tracker
from kpitrack.model.published import PublishedMetric, Report, Shown
from tests.oracle.recount import Figure, recount
from tests.oracle.recount_later import recount_later

TARGETS = Path(__file__).parents[2] / "targets"
DIMENSIONS = ("gender", "grade", "grade_band", "frl", "race", "prior_tech", "school", "level")
SURVEYED = "School experience"  # recounted for every year by test_tracker_surveys
PROGRAM = pipeline.load_program(TARGETS)
METRICS = tuple(name for name, metric in PROGRAM.metrics.items() if metric.group != SURVEYED)


@pytest.fixture(scope="module")
def report() -> Report:
    by = tuple((dimension,) for dimension in DIMENSIONS)
    return pipeline.report(PROGRAM, pipeline.Question(period="Q2", audience="internal", by=by, metrics=METRICS))


@pytest.fixture(scope="module")
def figures() -> Mapping[str, Figure]:
    return {**recount(), **recount_later()}


def metric_of(report: Report, metric: str) -> PublishedMetric:
    return next(each for each in report.metrics if each.id == metric)


@pytest.mark.parametrize("metric", METRICS)
def test_the_total_is_the_recounted_one(report: Report, figures: Mapping[str, Figure], metric: str) -> None:
    total, figure = metric_of(report, metric).total, figures[metric]
    assert isinstance(total, Shown)
    assert total.value == (figure.value if figure.text is None else figure.text)
    if figure.numerator is not None and total.numerator is not None:
        assert total.numerator == figure.numerator
    if figure.n is not None and total.n is not None:
        assert total.n == figure.n


@pytest.mark.parametrize("metric", METRICS)
def test_every_group_is_the_recounted_one(report: Report, figures: Mapping[str, Figure], metric: str) -> None:
    published = metric_of(report, metric)
    for dimension, expected in figures[metric].by.items():
        if dimension in published.not_applicable:
            continue
        found = {
            category: cell.value
            for (category,), cell in published.by[(dimension,)].items()
            if isinstance(cell, Shown) and not (published.kind in {"count", "total"} and cell.value == 0)
        }
        wanted = {category: each.value for category, each in expected.items()}
        assert {k: v for k, v in found.items() if v is not None} == {k: v for k, v in wanted.items() if v is not None}


def test_the_oracle_knows_every_shipped_metric(figures: Mapping[str, Figure]) -> None:
    """Those of the school survey are the items of the tracker, and recounted with it."""
    assert set(figures) == set(METRICS)
    items = {item.metric for item in read_tracker(PROGRAM).items}
    assert items == set(PROGRAM.metrics) - set(METRICS)
