"""Is it measured often enough, and over the time that is meant?"""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.definitions.lint.linted import Linted
from kpitrack.model.findings import Noticed
from kpitrack.model.measures import Kind, Window
from kpitrack.model.metrics import Metric

_TO_DATE = {Window.YEAR_TO_DATE, Window.PROGRAM_TO_DATE}
_CARRIES = (Kind.SHARE, Kind.MEAN, Kind.RATIO, Kind.CHANGE)  # a count to date grows, and is meant to
_OFTEN_ENOUGH = {  # D4-007 to D4-010
    "activity": ("week", "month"),
    "early_evidence": ("week", "month", "quarter"),
    "short_term_outcome": ("week", "month", "quarter"),
}


def check_timing(linted: Linted) -> Iterator[Noticed]:
    for metric, spot in linted.metrics():
        windows = {metric.measure.window, *(test.window for test in metric.measure.tests())}
        if metric.every != "year" and metric.measure.kind in _CARRIES and windows & _TO_DATE:
            yield Noticed(
                "carried_along", spot.at("measure").key, metric.id, {"metric": metric.title, "every": metric.every}
            )
        if _is_seldom(linted, metric):
            facts = {"metric": metric.title, "every": metric.every, "type": str(metric.benchmark).replace("_", " ")}
            yield Noticed("seldom_measured", spot.key, metric.id, facts)


def _is_seldom(linted: Linted, metric: Metric) -> bool:
    """A named administration is as often as it can be."""
    wanted = _OFTEN_ENOUGH.get(metric.benchmark or "")
    return wanted is not None and metric.every not in wanted and metric.every not in linted.calendar.series
