"""Public cells: whole percents, extremes coded by the size of the group, no numerators, no exact n below 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from kpitrack.model.published import (
    IN_RANGE,
    AtLeast,
    AtMost,
    Coded,
    Goal,
    Rounded,
    Shown,
    ValueUnit,
    holds_throughout,
)
from kpitrack.model.quantities import round_to_step
from kpitrack.model.statuses import Status

EXACT_FROM = 100  # people; below, no count is printed
JUDGED = (Status.MET, Status.NOT_MET, Status.ON_TRACK, Status.OFF_TRACK)

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
    is_counted: bool = True,
) -> Shown:
    """A cell as the public may see it; not judged if its status would tell more than its coded value.

    tiers: (smallest group, distance from either end), largest groups first. scale: top of a score, 10. is_counted:
    may its size be printed, as far as it is large enough?
    """
    counted = without_small_counts(cell, is_counted=is_counted)
    if not isinstance(cell.value, Fraction) or unit in ("date", "text"):
        return replace(counted, previous=None, year_ago=None, earlier=())
    is_exact = is_counted or cell.value != cell.n  # hours are not people
    coded = coded_value(cell.value, cell.n, unit, scale=scale, tiers=tiers, is_exact=is_exact)
    if coded is None:
        previous, year_ago = (_printed_exactly(each) for each in (cell.previous, cell.year_ago))
        return replace(counted, gap=None, needed=None, previous=previous, year_ago=year_ago, earlier=())
    public = replace(
        counted,
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
    claim = claim_of(cell.status, goal, cell.expected)
    return unjudged(public) if claim and claim.tells_more(coded, counted.n) else public


def unjudged(cell: Shown) -> Shown:
    """The printed figure without a verdict: the verdict would be a second figure."""
    return replace(cell, status=Status.SUPPRESSED, reason=IN_RANGE, near="", judged_on=None)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a status says of a figure: that it satisfies a goal, or that it does not."""

    goal: Goal
    holds: bool

    def tells_more(self, coded: Coded, n: int | None) -> bool:
        """Would it tell more of a small group than its coded value does?"""
        return (n or 0) < EXACT_FROM and holds_throughout(self.goal, coded) is not self.holds


def claim_of(status: Status, goal: Goal | None, expected: Fraction | None) -> Claim | None:
    """What a status says of the goal, or of today's point on the path to it. None: it rests on no value."""
    if goal is None or goal.level or status not in JUDGED:
        return None
    holds = status in (Status.MET, Status.ON_TRACK)
    if expected is None or status not in (Status.ON_TRACK, Status.OFF_TRACK):
        return Claim(goal, holds)
    is_floor = goal.comparator in ("at_least", "more_than")
    here = Goal(goal.comparator, low=expected) if is_floor else Goal(goal.comparator, high=expected)
    return Claim(here, holds)


def without_small_counts(cell: Shown, *, is_counted: bool = True) -> Shown:
    """What no public cell carries, whatever it counts: no numerator, and no n below 100.

    is_counted: False where the size, though large enough, would give a smaller one away.
    """
    n = cell.n if is_counted and cell.n is not None and cell.n >= EXACT_FROM else None
    return replace(cell, n=n, numerator=None, denominator=None, left_out=0, people=None)


def _printed_exactly(earlier: Fraction | str | None) -> Fraction | str | None:
    """An earlier count of the size that is printed exactly."""
    return earlier if isinstance(earlier, Fraction) and earlier >= EXACT_FROM else None


def coded_value(
    value: Fraction,
    n: int | None,
    unit: ValueUnit,
    *,
    scale: int | None = None,
    tiers: Sequence[tuple[int, Fraction]] = (),
    is_exact: bool = True,
) -> Coded | None:
    """What stands for a value: an end of its scale, or the value rounded. None: it may be printed as it is.

    Counts of 100 and more are exact (unless they would give a smaller one away: is_exact), and so is nobody: few are
    hidden, so a zero tells nothing else. Without a size a group counts as the smallest.
    """
    if unit == "count" and ((value >= EXACT_FROM and is_exact) or value == 0):
        return None
    top = Fraction(1) if unit in ("share", "ratio") else Fraction(scale) if scale else None
    if top is not None and unit in ("share", "ratio", "mean"):
        distance = next((each for size, each in tiers if (n or 0) >= size), Fraction(1, 5)) * top
        if value >= top - distance:
            return AtLeast(top - distance)
        if value <= distance:
            return AtMost(distance)
    step = _STEPS.get(unit, Fraction(1))
    return Rounded(round_to_step(value, step), step)


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
