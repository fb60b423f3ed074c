"""`judged_to`: value and goal rounded half up to a step before they are compared; otherwise they stay exact."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from kpitrack.model.metrics import Metric
from kpitrack.model.published import Goal
from kpitrack.model.quantities import round_to_step
from kpitrack.model.verdicts import Result, Value


def amount_to_judge(metric: Metric, amount: Fraction) -> Fraction:
    """Half up to a multiple of the step: `judged_to: 0.1 pp` is a tenth of a percentage point."""
    step = step_of(metric)
    return round_to_step(amount, step) if step else amount


def step_of(metric: Metric) -> Fraction:
    """What values are rounded to before they are judged; 0 where they are judged as they are."""
    return metric.judged_to.amount if metric.judged_to is not None else Fraction(0)


def result_to_judge(metric: Metric, result: Result) -> Result:
    """The value as it is judged; what is no number stays as it is."""
    return replace(result, amount=amount_to_judge(metric, result.amount)) if isinstance(result, Value) else result


def goal_to_judge(metric: Metric, goal: Goal) -> Goal:
    """The goal, both ends, as it is judged."""
    low, high = (None if end is None else amount_to_judge(metric, end) for end in (goal.low, goal.high))
    return replace(goal, low=low, high=high)
