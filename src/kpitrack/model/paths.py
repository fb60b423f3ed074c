"""Paths to a goal: what is left of the way, shared out anew after every result."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def retargeted(start: Fraction, results: Sequence[Fraction | None], goal: Fraction, number: int) -> Fraction:
    """The point of checkpoint `number` (from 0) on the straight line from the last known result to the goal.

    results: one per checkpoint, None where there is none; those from `number` on are not looked at. Without an
    earlier result the line begins at `start`, so a missing checkpoint costs nothing of the way.
    """
    last = next((each for each in range(number - 1, -1, -1) if results[each] is not None), -1)
    known = start if last < 0 else results[last]
    assert known is not None
    return known + (goal - known) * Fraction(number - last, len(results) - 1 - last)
