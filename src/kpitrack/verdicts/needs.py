"""Which periods and groupings judging will look at, so that they are counted before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kpitrack.model.calendar import Calendar, Observed
from kpitrack.model.cells import CellKey
from kpitrack.model.metrics import AnotherMetric, Metric, Target
from kpitrack.model.parts import judged_part, part_dimensions
from kpitrack.model.quantities import Word
from kpitrack.model.verdicts import DatedTarget
from kpitrack.verdicts.dated import checkpoints, dated_targets, judged_period
from kpitrack.verdicts.standing import PeriodsOfRow


def needed_keys(calendar: Calendar, metric: Metric, periods: PeriodsOfRow, today: date) -> Iterator[CellKey]:
    """Every (metric, period) whose value a report row and its targets depend on."""
    for observed in (periods.now, periods.previous, periods.year_ago):
        if observed is not None:
            yield metric.id, observed
    for baseline in metric.baseline:
        if baseline.stated is None:
            yield metric.id, judged_period(calendar, metric, calendar.period(baseline.period))
    for dated in dated_targets(calendar, metric, today):
        if dated.due <= today:
            yield metric.id, dated.observed
        yield from _starts(calendar, metric, dated)
        if dated.target.path == "retarget":
            yield from _passed(calendar, metric, dated, periods.now)


def _passed(calendar: Calendar, metric: Metric, dated: DatedTarget, now: Observed) -> Iterator[CellKey]:
    """The earlier checkpoints of a way that is shared out anew after every result."""
    for baseline in metric.baseline:
        for period in checkpoints(calendar, metric, calendar.period(baseline.period).end, dated.due):
            if period.end < now.period.start:
                yield metric.id, Observed(period, period.end)


def _starts(calendar: Calendar, metric: Metric, dated: DatedTarget) -> Iterator[CellKey]:
    """The starting values that the target's number is made of."""
    target = dated.target
    if isinstance(target.goal, AnotherMetric):
        yield target.goal.metric, dated.observed
    for name in _names(target):
        period = calendar.previous(dated.observed.period) if name == "previous" else calendar.find(name)
        if period is not None:
            yield metric.id, judged_period(calendar, metric, period)


def _names(target: Target) -> Iterator[str]:
    if target.comparator in ("increase_by", "decrease_by", "grow_toward"):
        yield target.compared_to
    for goal in (target.goal, *(target.or_ or {}).values()):
        if isinstance(goal, Word):
            yield goal.text


def needed_groupings(metric: Metric) -> Iterator[tuple[str, ...]]:
    """Groupings that targets judge by themselves: their scope, and every category of `each`."""
    for target in metric.targets:
        if scope := judged_part(target).dimensions:
            yield scope
        if target.each:
            yield part_dimensions(target)
