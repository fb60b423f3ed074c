"""A target's number: words looked up, starting values added, formulas applied; and how far a result is from it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from kpitrack.model.measures import Goal as WrittenGoal
from kpitrack.model.measures import Kind
from kpitrack.model.metrics import AnotherMetric, GrowToward, Target
from kpitrack.model.published import Goal
from kpitrack.model.quantities import Quantity, Unit, Word, round_to_step
from kpitrack.model.verdicts import Level, NoValue, Result, Value

Lookup: TypeAlias = Callable[[str], Result]  # `baseline`, `previous`, a period id, or `metric:ID` -> that result


@dataclass(frozen=True, slots=True)
class NoGoal:
    """The target's number cannot be told, and why: no baseline yet."""

    reason: str


def resolve(target: Target, lookup: Lookup, levels: tuple[str, ...], *, is_share: bool) -> Goal | NoGoal | None:
    """The number (or level) a target asks for; None for `track`.

    lookup: gives the starting values. levels: of a record, low to high, so that a word can be one of them.
    is_share: 100% is the highest there can be.
    """
    comparator, goal = target.comparator, target.goal
    match comparator:
        case "track":
            return None
        case "between":
            return Goal("between", *(each.amount for each in goal))
        case "increase_by" | "decrease_by":
            return _from_start(target, lookup, is_share=is_share)
        case "grow_toward":
            return _grown(goal, target, lookup)
        case _:
            return _compared(comparator, goal, lookup, levels)


def _compared(
    comparator: str, goal: WrittenGoal | AnotherMetric, lookup: Lookup, levels: tuple[str, ...]
) -> Goal | NoGoal:
    """A number or level as written, or the one that a word or another metric stands for."""
    if isinstance(goal, Quantity):
        return _one_sided(comparator, goal.amount)
    if isinstance(goal, Word) and (level := _level(goal.text, levels)):
        return Goal(comparator, level=level)
    name = f"metric:{goal.metric}" if isinstance(goal, AnotherMetric) else goal.text
    found = lookup(name)
    if isinstance(found, Value):
        return _one_sided(comparator, found.amount)
    if isinstance(found, Level) and (level := _level(found.text, levels)):
        return Goal(comparator, level=level)
    why = found.reason if isinstance(found, NoValue) else "it is a level"
    return NoGoal(f"{name.removeprefix('metric:')} has no value: {why}")


def _one_sided(comparator: str, number: Fraction) -> Goal:
    if comparator in ("at_least", "more_than"):
        return Goal(comparator, low=number)
    return Goal(comparator, high=number)


def _level(text: str, levels: tuple[str, ...]) -> str:
    return next((level for level in levels if level.lower() == text.lower()), "")


def _start(target: Target, lookup: Lookup) -> Fraction | NoGoal:
    found = lookup(target.compared_to)
    match found:
        case Value(amount=amount):
            return amount
        case NoValue(reason=reason):
            return NoGoal(f"no {target.compared_to} to compare to: {reason}")
        case Level():
            return NoGoal(f"{target.compared_to} is a level, not a number")


def _from_start(target: Target, lookup: Lookup, *, is_share: bool) -> Goal | NoGoal:
    """Start plus or less the step; a relative step is a part of the start. No older period replaces a missing start.

    A share that starts high rises to 100% and no further: more cannot be asked.
    """
    start = _start(target, lookup)
    if isinstance(start, NoGoal):
        return start
    step: Quantity = target.goal
    amount = start * step.amount if step.unit is Unit.RELATIVE else step.amount
    if target.comparator == "increase_by":
        has_top = is_share or step.unit is Unit.POINTS_OF_SHARE
        return Goal("at_least", low=min(Fraction(1), start + amount) if has_top else start + amount)
    return Goal("at_most", high=start - amount)


def _grown(rule: GrowToward, target: Target, lookup: Lookup) -> Goal | NoGoal:
    """Close part of what is missing: min(goal, start + max(minimum, close x (goal - start), rounded half up)).

    Who starts at the goal or above it is asked for the goal.
    """
    start = _start(target, lookup)
    if isinstance(start, NoGoal):
        return start
    goal: Fraction = rule.goal.amount
    step = rule.close.amount * (goal - start)
    if rule.round_to is not None:
        step = round_to_step(step, rule.round_to.amount)
    minimum = rule.minimum.amount if rule.minimum is not None else Fraction(0)
    return Goal("at_least", low=min(goal, start + max(minimum, step)))


def holds(goal: Goal, result: Result, levels: tuple[str, ...]) -> bool | None:
    """Does the result satisfy the goal, exactly? None where it cannot be told."""
    match result:
        case NoValue():
            return None
        case Level(rank=rank):
            if not goal.level:
                return None
            asked = [level.lower() for level in levels].index(goal.level.lower())
            return replace(goal, low=Fraction(asked), high=Fraction(asked)).holds(Fraction(rank))
        case Value(amount=amount):
            return None if goal.level else goal.holds(amount)


def gap_to(goal: Goal, amount: Fraction) -> Fraction | None:
    """Value less goal, in the value's unit; 0 inside a range, the distance to its nearer end outside."""
    if goal.level:
        return None
    if goal.comparator == "between":
        assert goal.low is not None
        assert goal.high is not None
        if amount < goal.low:
            return amount - goal.low
        return max(Fraction(0), amount - goal.high)
    end = goal.low if goal.low is not None else goal.high
    return None if end is None else amount - end


def needed_to(goal: Goal, value: Value, kind: Kind, step: Fraction = Fraction(0)) -> int | None:
    """How many more must pass so that the goal holds, the denominator staying as it is; None where nobody can say.

    step: what is judged is rounded half up to it, so the last half step is given.
    """
    if goal.low is None or goal.comparator == "between" or value.numerator is None:
        return None
    whole = value.denominator if kind is Kind.SHARE else Fraction(1) if kind is Kind.COUNT else None
    if whole is None:
        return None
    is_enough = goal.comparator == "at_least"
    lowest = goal.low - step / 2 if is_enough else goal.low + step / 2
    missing = lowest * whole - value.numerator
    return max(0, math.ceil(missing) if is_enough or step else math.floor(missing) + 1)
