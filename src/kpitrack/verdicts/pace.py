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
    breaks = [each for year in calendar.years.values() for each in year.breaks]
    days = (after + timedelta(days=n) for n in range(1, (through - after).days + 1))
    return sum(not any(first <= day <= last for first, last in breaks) for day in days)
