"""What judging looks at: all results, the day of the report, and one metric with its promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kpitrack.model.calendar import Calendar, Observed
from kpitrack.model.cells import Group
from kpitrack.model.measures import Kind
from kpitrack.model.metrics import Metric
from kpitrack.model.verdicts import DatedTarget, NoValue, Result, Results


@dataclass(frozen=True, slots=True)
class Standing:
    """What judging may look at: all results, and the day of the report."""

    calendar: Calendar
    results: Results
    today: date

    def results_of(self, metric: str, observed: Observed) -> Mapping[Group, Result]:
        """The results of a metric in a period, by group."""
        return self.results.get((metric, observed), {})


@dataclass(frozen=True, slots=True)
class PeriodsOfRow:
    """The periods one report row speaks of."""

    now: Observed
    previous: Observed | None
    year_ago: Observed | None


@dataclass(frozen=True, slots=True)
class Case:
    """One metric on the report's day: what was promised, and what is known of it."""

    standing: Standing
    metric: Metric
    periods: PeriodsOfRow
    promises: Sequence[DatedTarget]  # in time order

    @property
    def levels(self) -> tuple[str, ...]:
        """Of a record, low to high; none of a number."""
        return self.metric.measure.record_levels if self.metric.measure.kind is Kind.RECORD else ()

    @property
    def is_share(self) -> bool:
        return self.metric.measure.kind is Kind.SHARE

    @property
    def is_retired(self) -> bool:
        return self.metric.retired is not None and self.metric.retired.on <= self.standing.today

    @property
    def adds_up(self) -> bool:
        """A count or total: a number of the whole, which says nothing about a part of it."""
        return self.metric.measure.kind in (Kind.COUNT, Kind.TOTAL)

    def is_due(self, dated: DatedTarget) -> bool:
        """Has the due day come? It is part of the time given."""
        return dated.due <= self.standing.today

    def known(self, observed: Observed) -> Mapping[Group, Result]:
        """The metric's own results in a period, by group."""
        return self.standing.results_of(self.metric.id, observed)

    def result(self, observed: Observed, group: Group) -> Result:
        """The metric's own result of a group in a period."""
        return self.known(observed).get(group, NoValue(_nobody(group)))

    def now(self, group: Group) -> Result:
        """The result that the report's row shows."""
        return self.result(self.periods.now, group)

    def seen_by(self, dated: DatedTarget) -> Observed:
        """What a promise looks at: its own day once that has come, else today."""
        return dated.observed if self.is_due(dated) else self.periods.now


def _nobody(group: Group) -> str:
    """Only a promise asks for a group that was not counted: its scope may name none that there is."""
    if not group.categories:
        return "nobody here"
    named = ", ".join(f"{dimension} {category}" for dimension, category in group.categories)
    return f"nobody is counted of {named}; a scope names a category as the data does"
