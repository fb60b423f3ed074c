"""Public cells: whole percents, extremes coded by the size of the group, no numerators, no exact n below 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from kpitrack.model.published import AtLeast, AtMost, Coded, Goal, PublishedCell, Rounded, Shown, Suppressed, ValueUnit
from kpitrack.model.quantities import round_half_up
from kpitrack.model.statuses import Status

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
        return replace(without_small_counts(cell), previous=None, year_ago=None, earlier=())
    coded = coded_value(cell.value, cell.n, unit, scale=scale, tiers=tiers)
    if coded is None:
        previous, year_ago = (_printed_exactly(each) for each in (cell.previous, cell.year_ago))
        exact = without_small_counts(cell)
        return replace(exact, gap=None, needed=None, previous=previous, year_ago=year_ago, earlier=())
    if goal is not None and is_split(coded, cell.n, goal):
        return Suppressed()
    return replace(
        without_small_counts(cell),
        value=coded.value,
        coded=coded,
        near=_near(cell, coded, goal),
        gap=None,
        needed=None,
        expected=None,
        previous=None,
        year_ago=None,
        earlier=(),
    )


def without_small_counts(cell: Shown) -> Shown:
    """What no public cell carries, whatever it counts: no numerator, and no n below 100."""
    n = cell.n if cell.n is not None and cell.n >= EXACT_FROM else None
    return replace(cell, n=n, numerator=None, denominator=None, left_out=0, people=None)


def _printed_exactly(earlier: Fraction | str | None) -> Fraction | str | None:
    """An earlier count of the size that is printed exactly."""
    return earlier if isinstance(earlier, Fraction) and earlier >= EXACT_FROM else None


def is_split(coded: Coded, n: int | None, goal: Goal) -> bool:
    """Would the status of a small group tell more than its coded value?"""
    return (n or 0) < EXACT_FROM and _straddles(coded, goal)


def coded_value(
    value: Fraction,
    n: int | None,
    unit: ValueUnit,
    *,
    scale: int | None = None,
    tiers: Sequence[tuple[int, Fraction]] = (),
) -> Coded | None:
    """What stands for a value: an end of its scale, or the value rounded. None: it may be printed as it is.

    Counts of 100 and more are exact, and so is nobody: few are hidden, so a zero tells nothing else. Without a size a
    group counts as the smallest.
    """
    if unit == "count" and (value >= EXACT_FROM or value == 0):
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


def _near(cell: Shown, coded: Coded, goal: Goal | None) -> Literal["", "under", "over"]:
    """On which side of the rounded value the exact one lies, where the status says so already: 74.96 % of 75 %."""
    if goal is None or goal.level or not isinstance(coded, Rounded) or not isinstance(cell.value, Fraction):
        return ""
    would_meet = cell.status is Status.ON_TRACK and cell.expected is None
    if cell.judged_on is not None or not (would_meet or cell.status in (Status.MET, Status.NOT_MET)):
        return ""  # a status of another day or of a path says nothing of this value
    is_met = goal.holds(cell.value)
    if is_met is (cell.status is Status.NOT_MET) or is_met is goal.holds(coded.value):
        return ""
    return "over" if cell.value > coded.value else "under"


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
