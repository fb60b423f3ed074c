"""Public cells: whole percents, extremes coded by the size of the group, no numerators, no exact n below 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from kpitrack.model.published import AtLeast, AtMost, Coded, Goal, PublishedCell, Rounded, Shown, Suppressed, ValueUnit
from kpitrack.model.quantities import round_half_up

EXACT_FROM = 100  # people; below, no count is printed

_STEPS: dict[ValueUnit, Fraction] = {
    "share": Fraction(1, 100),
    "pp": Fraction(1, 100),
    "relative": Fraction(1, 100),
    "ratio": Fraction(1, 100),
    "mean": Fraction(1, 10),
    "count": Fraction(10),
    "money": Fraction(1000),
}


def coded_cell(
    cell: Shown,
    unit: ValueUnit,
    *,
    scale: int | None = None,
    tiers: Sequence[tuple[int, Fraction]] = (),
    goal: Goal | None = None,
) -> PublishedCell:
    """A cell as the public may see it; hidden if its status would tell more than its coded value.

    tiers: (smallest group, distance from either end), largest groups first. scale: top of a score, 10.
    """
    if not isinstance(cell.value, Fraction) or unit in ("date", "text"):
        return replace(cell, previous=None, year_ago=None)
    coded = coded_value(cell.value, cell.n, unit, scale=scale, tiers=tiers)
    if coded is None:
        return replace(cell, numerator=None, denominator=None, left_out=0, gap=None, needed=None)
    if goal is not None and (cell.n or 0) < EXACT_FROM and _straddles(coded, goal):
        return Suppressed()
    return replace(
        cell,
        value=coded.value,
        coded=coded,
        n=cell.n if cell.n is not None and cell.n >= EXACT_FROM else None,
        numerator=None,
        denominator=None,
        left_out=0,
        gap=None,
        needed=None,
        expected=None,
        previous=None,
        year_ago=None,
    )


def coded_value(
    value: Fraction,
    n: int | None,
    unit: ValueUnit,
    *,
    scale: int | None = None,
    tiers: Sequence[tuple[int, Fraction]] = (),
) -> Coded | None:
    """What stands for a value: an end of its scale, or the value rounded. None: it may be printed as it is.

    Counts of 100 and more are exact; without a size a group counts as the smallest.
    """
    if unit == "count" and value >= EXACT_FROM:
        return None
    top = Fraction(1) if unit in ("share", "ratio") else Fraction(scale) if scale else None
    if top is not None and unit in ("share", "ratio", "mean"):
        distance = next((each for size, each in tiers if (n or 0) >= size), Fraction(1, 5)) * top
        if value >= top - distance:
            return AtLeast(top - distance)
        if value <= distance:
            return AtMost(distance)
    step = _STEPS.get(unit, Fraction(1))
    return Rounded(round_half_up(value / step, 0) * step, step)


def _straddles(coded: Coded, goal: Goal) -> bool:
    """Does the coded range lie on both sides of the goal, so that the status would split it?"""
    ends = [each for each in (goal.low, goal.high) if each is not None]
    match coded:
        case AtLeast(value=least):
            return any(end > least for end in ends)
        case AtMost(value=most):
            return any(end <= most for end in ends)
        case Rounded():
            return False
