"""Metrics made of other metrics: gaps between two groups, and plain arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kpitrack.model.cells import Group
from kpitrack.model.measures import Measure
from kpitrack.model.verdicts import Level, NoValue, Result, Value


def sides_of_gap(measure: Measure, group: Group) -> tuple[Group, Group]:
    """The two groups that a gap compares inside a group: A and B as the definition names them."""
    if measure.larger_minus_smaller is not None:
        [(dimension, (one, other))] = measure.larger_minus_smaller.items()
        named = ((dimension, one), (dimension, other))
    else:
        assert measure.side is not None
        assert measure.compared_to is not None
        named = (next(iter(measure.side.items())), next(iter(measure.compared_to.items())))
    first, second = ((*group.categories, each) for each in named)
    return Group(first), Group(second)


def gap(measure: Measure, group: Group, results: Mapping[Group, Result]) -> Result:
    """One group's value less the other's: in points, or relative to the other.

    `larger_minus_smaller` is never negative; `side` is signed. No value where either side has none.
    """
    one, other = (results.get(side) for side in sides_of_gap(measure, group))
    if not isinstance(one, Value) or not isinstance(other, Value):
        return NoValue("one of the two groups has no data")
    difference = one.amount - other.amount
    if measure.larger_minus_smaller is not None:
        difference = abs(difference)
    if measure.as_ == "relative":
        if other.amount == 0:
            return NoValue("the group compared to is at zero")
        difference /= other.amount
    return Value(difference, None if one.n is None or other.n is None else one.n + other.n)


def derived(measure: Measure, parts: Sequence[Result]) -> Result:
    """Sum, difference or quotient of metrics, in the same period and group."""
    amounts: list[Fraction] = []
    for part in parts:
        if isinstance(part, NoValue):
            return part
        if isinstance(part, Level):
            return NoValue("a level cannot be calculated with")
        amounts.append(part.amount)
    if measure.add is not None:
        return Value(sum(amounts, Fraction(0)))
    first, second = amounts
    if measure.subtract is not None:
        return Value(first - second)
    if second == 0:
        return NoValue("the divisor is zero")
    return Value(first / second, numerator=first, denominator=second)
