"""Values of other days: beside today's they are told only where the two together tell of many people, or of nobody."""

from __future__ import annotations

from dataclasses import dataclass

from kpitrack.disclosure.amounts import measured
from kpitrack.disclosure.differences import point_of, tells_of_few
from kpitrack.disclosure.policy import rules_of
from kpitrack.disclosure.printing import is_public_headcount
from kpitrack.disclosure.protection import Protection
from kpitrack.disclosure.releases import nature_of, shares_people
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Group
from kpitrack.model.units import value_unit
from kpitrack.model.verdicts import JudgedMetric, Result, Value


@dataclass(frozen=True, slots=True)
class Earlier:
    """One judged metric's values of other days, as far as an audience may see them beside those of today."""

    protection: Protection
    judged: JudgedMetric

    def value(self, group: Group, observed: Observed | None, now: Result | None) -> Result | None:
        """What was counted of the group by that day."""
        if observed is None or group in self.protection.hidden(self.judged.metric, observed):
            return None
        then = self.protection.result(self.judged.metric, observed, group)
        return None if self._tells_of_few(group, observed, then, now) else then

    def _tells_of_few(self, group: Group, observed: Observed, then: Result | None, now: Result | None) -> bool:
        """Would the two together tell of a few people? Only if they speak of the same ones."""
        program, metric = self.protection.program, self.protection.program.metrics[self.judged.metric]
        if not isinstance(then, Value) or not isinstance(now, Value):
            return False
        if not self.protection.guards(metric) or is_public_headcount(metric, group, now.amount, now.n):
            return False
        if not shares_people(metric, observed.period.id, self.judged.observed):
            return False
        scale = value_unit(program, metric.id).scale
        both = measured(metric.measure.kind, {Group(): now, Group((("then", ""),)): then}, scale=scale)
        nature = nature_of(metric, both)
        one, other = point_of(now, nature), point_of(then, nature)
        return one is not None and other is not None and tells_of_few(one, other, nature, rules_of(program))
