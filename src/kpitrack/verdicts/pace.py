"""Where the value should stand today, on the way to a target not yet due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from kpitrack.model.calendar import Calendar, Observed
from kpitrack.model.cells import Group
from kpitrack.model.paths import retargeted
from kpitrack.model.published import Goal
from kpitrack.model.verdicts import DatedTarget, Value
from kpitrack.verdicts.dated import checkpoints
from kpitrack.verdicts.judged_to import amount_to_judge, goal_to_judge
from kpitrack.verdicts.parts import judges_the_same
from kpitrack.verdicts.standing import Case
from kpitrack.verdicts.starts import baseline_of, goal_of, lookup


def pace(case: Case, dated: DatedTarget, goal: Goal, group: Group) -> Goal | None:
    """Today's point on the path: the last promise that fell due, or the point of a line; None where nothing is asked.

    goal: what the promise asks in the end.
    """
    if dated.target.path == "steps":
        return _last_step(case, dated, group)
    end = goal.low if goal.low is not None else goal.high
    start = _start_of_path(case, dated, group)
    if start is None or end is None or goal.comparator == "between":
        return None
    amount, since = start
    if dated.target.path == "retarget":
        point = _checkpoint(case, dated, group, amount, since, goal)
    else:
        calendar, today = case.standing.calendar, case.standing.today
        point = straight_path(calendar, start=amount, since=since, goal=end, due=dated.due, today=today)
    if point is None:
        return None
    return goal_to_judge(case.metric, replace(goal, low=point) if goal.low is not None else replace(goal, high=point))


def _last_step(case: Case, dated: DatedTarget, group: Group) -> Goal | None:
    """The goal of the last promise for the same part that fell due."""
    passed = [each for each in case.promises if case.is_due(each) and judges_the_same(each, dated)]
    earlier = goal_of(case, passed[-1], group) if passed else None
    return earlier if isinstance(earlier, Goal) else None


def _start_of_path(case: Case, dated: DatedTarget, group: Group) -> tuple[Fraction, date] | None:
    """Baseline and its day; for counts nothing, on the day before the year begins."""
    calendar = case.standing.calendar
    if case.metric.baseline:
        found, baseline = lookup(case, dated, group)("baseline"), baseline_of(case.metric, group)
        if baseline is None or not isinstance(found, Value):
            return None
        return found.amount, calendar.period(baseline.period).end
    if case.adds_up:
        year = calendar.year_of(dated.due)
        return (Fraction(0), year.start - timedelta(days=1)) if year else None
    return None


def _checkpoint(
    case: Case, dated: DatedTarget, group: Group, start: Fraction, since: date, goal: Goal
) -> Fraction | None:
    """What is asked at the present checkpoint; None where the period is none. Never beyond the goal itself."""
    periods = checkpoints(case.standing.calendar, case.metric, since, dated.due)
    if case.periods.now.period not in periods:
        return None
    number = periods.index(case.periods.now.period)
    results = [_known(case, Observed(each, each.end), group) for each in periods]
    begun = amount_to_judge(case.metric, start)
    judged = goal_to_judge(case.metric, goal)
    if judged.low is not None:
        return min(judged.low, retargeted(begun, results, judged.low, number))
    assert judged.high is not None
    return max(judged.high, retargeted(begun, results, judged.high, number))


def _known(case: Case, observed: Observed, group: Group) -> Fraction | None:
    result = case.result(observed, group)
    return amount_to_judge(case.metric, result.amount) if isinstance(result, Value) else None


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
