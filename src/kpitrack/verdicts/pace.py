"""Where the value should stand today, on the way to a target not yet due."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from kpitrack.model.calendar import Calendar


def straight_path(
    calendar: Calendar, *, start: Fraction, since: date, goal: Fraction, due: date, today: date
) -> Fraction:
    """The point of today on the line from `start` to `goal`, over program days.

    Days in breaks do not count: nobody is expected to make progress in a break.
    """
    whole = program_days(calendar, since, due)
    if whole == 0:
        return goal
    passed = min(program_days(calendar, since, min(today, due)), whole)
    return start + (goal - start) * Fraction(passed, whole)


def program_days(calendar: Calendar, after: date, through: date) -> int:
    """Days from the day after `after` through `through` that lie in no break."""
    first = after + timedelta(days=1)
    in_breaks = sum(max(0, (min(end, through) - max(start, first)).days + 1) for start, end in calendar.breaks)
    return max(0, (through - after).days) - in_breaks
