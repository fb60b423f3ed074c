"""What every rule looks at: a draft with its places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.model.calendar import Calendar, Period
from kpitrack.model.metrics import Metric, Role, Target
from kpitrack.model.quantities import Quantity

UPWARD = ("at_least", "more_than")


@dataclass(frozen=True, slots=True)
class Promise:
    """One target of one metric, with its place."""

    metric: Metric
    target: Target
    spot: Spot

    @property
    def part(self) -> tuple[str, tuple[str, ...]]:
        """Which part of the program it judges: two promises about different parts do not contradict each other."""
        return str(self.target.scope.entries), self.target.each

    @property
    def amount(self) -> Quantity | None:
        goal = self.target.goal
        return goal if isinstance(goal, Quantity) else None

    @property
    def is_promise(self) -> bool:
        """A stretch promises nothing, and a tracked figure is not judged."""
        return self.target.comparator != "track" and self.target.role is not Role.STRETCH


@dataclass(frozen=True, slots=True)
class Linted:
    """A draft, and the questions rules ask of it."""

    draft: Draft

    @property
    def calendar(self) -> Calendar:
        return self.draft.program.calendar

    def metrics(self) -> Iterator[tuple[Metric, Spot]]:
        """Every metric that is still in use."""
        for name, metric in self.draft.metrics.items():
            if metric.retired is None:
                yield metric, self.draft.metric_spots[name]

    def promises(self) -> Iterator[Promise]:
        for metric, _ in self.metrics():
            yield from self.promises_of(metric)

    def promises_of(self, metric: Metric) -> Iterator[Promise]:
        spot = self.draft.metric_spots[metric.id]
        for place, target in enumerate(metric.targets):
            yield Promise(metric, target, spot.at("targets", place))

    def due(self, target: Target) -> Period | None:
        """The one period a target falls due in; None for a rhythm, or a name the calendar does not know."""
        return self.calendar.find(target.due) if target.due is not None else None

    def dates_of_rhythm(self, target: Target) -> list[Period]:
        """The periods of `every`, between `starts` and `until` where they are written."""
        if target.every is None:
            return []
        first = self.calendar.find(target.starts) if target.starts else None
        last = self.calendar.find(target.until) if target.until else None
        return [
            each
            for each in self.calendar.every(target.every)
            if (first is None or each.start >= first.start) and (last is None or each.end <= last.end)
        ]
