"""Starting values: what `baseline`, `previous`, a period or another metric stands for, group by group."""

from __future__ import annotations

from kpitrack.model.calendar import Period
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.metrics import Baseline, Metric
from kpitrack.model.published import Goal
from kpitrack.model.quantities import Quantity
from kpitrack.model.verdicts import DatedTarget, NoValue, Result, Value
from kpitrack.verdicts.dated import judged_period
from kpitrack.verdicts.goals import Lookup, NoGoal, resolve
from kpitrack.verdicts.parts import lies_in
from kpitrack.verdicts.standing import Case


def goal_of(case: Case, dated: DatedTarget, group: Group) -> Goal | NoGoal | None:
    """What the promise asks of the group; None for `track`."""
    return resolve(dated.target, lookup(case, dated, group), case.levels, is_share=case.is_share)


def alternative_of(case: Case, dated: DatedTarget, group: Group) -> Goal | None:
    """The condition of `or`, which also satisfies the promise."""
    if dated.target.or_ is None:
        return None
    beside = dated.target.model_copy(update={dated.target.comparator: None, **dated.target.or_})
    other = resolve(beside, lookup(case, dated, group), case.levels, is_share=case.is_share)
    return other if isinstance(other, Goal) else None


def lookup(case: Case, dated: DatedTarget, group: Group) -> Lookup:
    """The starting values of one group, as a promise looks back at them."""
    calendar = case.standing.calendar

    def find(name: str) -> Result:
        if name == "baseline":
            return _baseline(case, group)
        if name.startswith("metric:"):
            other = case.standing.results_of(name.removeprefix("metric:"), dated.observed)
            return other.get(group, other.get(EVERYONE, NoValue("not counted")))
        period = calendar.previous(dated.observed.period) if name == "previous" else calendar.find(name)
        return NoValue(f"the calendar has no {name}") if period is None else _measured(case, period, group)

    return find


def baseline_of(metric: Metric, group: Group) -> Baseline | None:
    """The first baseline whose scope the group lies in."""
    return next((each for each in metric.baseline if lies_in(each.scope, group)), None)


def _baseline(case: Case, group: Group) -> Result:
    baseline = baseline_of(case.metric, group)
    if baseline is None:
        return NoValue("the definition names no baseline")
    if isinstance(baseline.stated, Quantity):
        return Value(baseline.stated.amount)
    return _measured(case, case.standing.calendar.period(baseline.period), group)


def _measured(case: Case, period: Period, group: Group) -> Result:
    then = judged_period(case.standing.calendar, case.metric, period)
    return case.known(then).get(group, NoValue(f"no data for {period.id}"))
