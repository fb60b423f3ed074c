"""A metric's target as the goal of a tracker row, in the units of the workbook."""

from __future__ import annotations

from fractions import Fraction

from kpitrack.errors import UsageError
from kpitrack.model.conditions import OneOf
from kpitrack.model.metrics import Metric, Role, Target
from kpitrack.model.quantities import Quantity, Unit
from kpitrack.model.workbook import LevelGoal, Workbook
from kpitrack.tracker.arithmetic import tenth

_PERCENT_UNITS = frozenset({Unit.SHARE, Unit.POINTS_OF_SHARE})


def level_goal(metric: Metric, book: Workbook, level: str) -> LevelGoal:
    """What schools of a level promised for a metric; nothing where the definitions name no goal for the level.

    Only final targets count. One that is judged school by school goes before one of the whole program.
    raises: UsageError for a final target that a tracker row cannot hold, such as a relative increase.
    """
    finals = [each for each in metric.targets if each.role is Role.FINAL and each.comparator != "track"]
    own = [each for each in finals if book.per in each.each]
    fitting = [each for each in (own or finals) if _speaks_of(each, book.level, level)]
    if not fitting:
        return LevelGoal()
    return _goal(metric, fitting[0])


def _speaks_of(target: Target, dimension: str, level: str) -> bool:
    """Is the target for this level, or for every level?"""
    entries = target.scope.entries
    if not entries:
        return True
    condition = entries.get(dimension)
    return set(entries) == {dimension} and isinstance(condition, OneOf) and level in map(str, condition.values)


def _goal(metric: Metric, target: Target) -> LevelGoal:
    goal = target.goal
    if isinstance(goal, Quantity) and goal.unit is not Unit.RELATIVE:
        if target.comparator == "increase_by" and target.compared_to == "baseline":
            return LevelGoal(increase=tenth(_in_workbook(goal)))
        if target.comparator == "at_least":
            return LevelGoal(reach=tenth(_in_workbook(goal)))
    raise UsageError(
        f"the target `{target.comparator}` of {metric.id} cannot be a row of the tracker",
        hint="a row rises by an increase from the baseline (increase_by: 8 pp) or up to a level (at_least: 80%)",
    )


def _in_workbook(goal: Quantity) -> Fraction:
    """Percents are written as 74.0; scores stay as they are."""
    return goal.amount * 100 if goal.unit in _PERCENT_UNITS else goal.amount
