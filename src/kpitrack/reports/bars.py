"""A value against its target on one scale, for bars in a terminal and charts on a page."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kpitrack.model.published import Goal, PublishedMetric, Shown
from kpitrack.reports.rows import Row

_SMALL_SHARE = Fraction(1, 4)  # a 3 % share on a scale to 100 % shows nothing
_HEADROOM = Fraction(5, 4)


@dataclass(frozen=True, slots=True)
class Bar:
    """Places on the scale, 0..1."""

    value: Fraction
    goals: tuple[Fraction, ...]  # one, or both ends of a range


def bar_of(row: Row) -> Bar | None:
    """None where value or target is no number, or below zero."""
    goal = row.metric.target.goal if row.metric.target else None
    if not isinstance(row.cell, Shown) or not isinstance(row.cell.value, Fraction) or goal is None:
        return None
    value = row.cell.value
    ends = tuple(end for end in (goal.low, goal.high) if end is not None)
    if not ends or value < 0 or min(ends) < 0:
        return None
    full = _full_scale(row.metric, value, goal)
    return Bar(min(value / full, Fraction(1)), tuple(min(end / full, Fraction(1)) for end in ends)) if full else None


def _full_scale(metric: PublishedMetric, value: Fraction, goal: Goal) -> Fraction:
    """Shares run to 100 %, scores to the end of their scale, counts a little beyond the larger of value and target."""
    if metric.unit == "mean" and metric.scale:
        return Fraction(metric.scale)
    largest = max(value, goal.low or Fraction(0), goal.high or Fraction(0))
    return Fraction(1) if metric.unit == "share" and largest > _SMALL_SHARE else largest * _HEADROOM
