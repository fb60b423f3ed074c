"""Targets on their days: which promises a metric has, when each falls due, and by what it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from kpitrack.model.calendar import Calendar, Observed, Period, PeriodKind
from kpitrack.model.metrics import Metric, Role, Target
from kpitrack.model.quantities import Quantity, Unit
from kpitrack.model.verdicts import DatedTarget

_SHORT_TO_LONG = (
    *(PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH_OF_CALENDAR, PeriodKind.MONTH),
    *(PeriodKind.QUARTER, PeriodKind.SEMESTER, PeriodKind.YEAR),
)
_ROLES_ON_ONE_DAY = (Role.FINAL, Role.FLOOR, Role.CHECKPOINT, Role.STRETCH)


def observe(calendar: Calendar, metric: Metric, day: date) -> Observed:
    """The metric's own period that contains the day, as far as that day."""
    period = calendar.newest(metric.every, day) or calendar.every(metric.every)[0]
    return Observed(period, min(day, period.end)) if metric.measure.looks_into_period else Observed(period, day)


def judged_period(calendar: Calendar, metric: Metric, due: Period) -> Observed:
    """What a target due at the end of `due` is judged by.

    Measures to date are cut on the due day. Measures inside a period take the due period itself if it is as long as
    the metric's rhythm or longer, else the newest period of the rhythm that had ended by then.
    """
    if not metric.measure.looks_into_period:
        return observe(calendar, metric, due.end)
    if due.kind is PeriodKind.SERIES or _is_as_long(due, metric.every):
        return Observed(due, due.end)
    newest = calendar.newest_ended(metric.every, due.end)
    return Observed(newest, newest.end) if newest else observe(calendar, metric, due.end)


def _is_as_long(due: Period, rhythm: str) -> bool:
    kinds = [kind.value for kind in _SHORT_TO_LONG]
    if rhythm not in kinds:  # a series: only its own administrations are as long
        return False
    return kinds.index(due.kind.value) >= kinds.index(rhythm)


def dated_targets(calendar: Calendar, metric: Metric, day: date) -> tuple[DatedTarget, ...]:
    """Every promise of the metric in time order, each with the goal that is in force on the day.

    day: of the report; it decides as well the year of rhythms without `starts` and `until`.
    """
    found: list[DatedTarget] = []
    for written in metric.targets:
        target = _in_force(written, day)
        for period in _due_periods(calendar, target, day):
            found.extend(_with_steps(calendar, metric, target, period))
    return tuple(sorted(found, key=lambda each: (each.due, _ROLES_ON_ONE_DAY.index(each.target.role))))


def _in_force(target: Target, day: date) -> Target:
    """The target as it stood on the day: before its change, the original goal."""
    if target.changed is None or day >= target.changed.on:
        return target
    return target.model_copy(update={target.comparator: target.changed.was, "changed": None})


def _due_periods(calendar: Calendar, target: Target, day: date) -> list[Period]:
    if target.due is not None:
        return [calendar.period(target.due)]
    assert target.every is not None
    first = calendar.period(target.starts) if target.starts else None
    last = calendar.period(target.until) if target.until else None
    anchor = first or last
    year = calendar.year_of(anchor.end if anchor else day) or calendar.every("year")[0]
    start, end = first.start if first else year.start, last.end if last else year.end
    return [period for period in calendar.every(target.every) if start <= period.start and period.end <= end]


def _with_steps(calendar: Calendar, metric: Metric, target: Target, period: Period) -> list[DatedTarget]:
    """The promise itself and, with `then`, the further ones, each a step higher."""
    dated = [DatedTarget(target, period.id, period.end, judged_period(calendar, metric, period))]
    if target.then is None:
        return dated
    goal: Quantity = target.goal
    for following in _following(calendar, period, target.then.every, calendar.period(target.then.until)):
        goal = _raised(goal, target.then.increase_by.amount)
        raised = target.model_copy(update={target.comparator: goal, "due": following.id, "then": None})
        dated.append(DatedTarget(raised, following.id, following.end, judged_period(calendar, metric, following)))
    return dated


def _raised(goal: Quantity, step: Fraction) -> Quantity:
    """The goal a step higher, stopped at the top of its scale. Nobody wrote it, so it has no text."""
    top = 1 if goal.unit is Unit.SHARE else goal.scale
    amount = goal.amount + step
    return replace(goal, amount=amount if top is None else min(amount, Fraction(top)), text="")


def _following(calendar: Calendar, first: Period, rhythm: str, until: Period) -> list[Period]:
    """The later due periods of a promise; a calendar month is followed by calendar months."""
    if first.kind is PeriodKind.MONTH_OF_CALENDAR and rhythm == PeriodKind.MONTH.value:
        found: list[Period] = []
        following = calendar.following_month(first)
        while following.end <= until.end:
            found.append(following)
            following = calendar.following_month(following)
        return found
    return [period for period in calendar.every(rhythm) if first.end < period.end <= until.end]


def checkpoints(calendar: Calendar, metric: Metric, since: date, due: date) -> tuple[Period, ...]:
    """The periods of the metric's rhythm between a starting value and its goal: each gets a share of the way."""
    return tuple(each for each in calendar.every(metric.every) if since < each.start and each.end <= due)


def shown_target(targets: Sequence[DatedTarget], day: date) -> DatedTarget | None:
    """The latest promise due by the day, else the next one; of one day: final, floor, checkpoint, stretch."""
    due = [each for each in targets if each.due <= day]
    if due:
        latest = max(each.due for each in due)
        return next(each for each in due if each.due == latest)
    return targets[0] if targets else None
