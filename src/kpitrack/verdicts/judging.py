"""Statuses: one metric's total and groups against its promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.metrics import Metric, Role
from kpitrack.model.parts import judged_part, part_dimensions
from kpitrack.model.published import Goal
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import DatedTarget, JudgedMetric, NoValue, Result, TargetVerdict, Value, Verdict
from kpitrack.verdicts.dated import dated_targets, shown_target
from kpitrack.verdicts.goals import NoGoal, gap_to, holds, needed_to
from kpitrack.verdicts.judged_to import goal_to_judge, result_to_judge, step_of
from kpitrack.verdicts.pace import pace
from kpitrack.verdicts.parts import judges, lacks_a_part, lies_in
from kpitrack.verdicts.standing import Case, PeriodsOfRow, Standing
from kpitrack.verdicts.starts import alternative_of, goal_of

_NOT_BEGUN = NoValue("its period has not begun")
_WORST_FIRST = (  # what all parts together are called: met only if every one is
    *(Status.NOT_MET, Status.NO_BASELINE, Status.NO_DATA, Status.OFF_TRACK, Status.NOT_DUE),
    *(Status.ON_TRACK, Status.TRACKED, Status.MET),
)


def judge_metric(standing: Standing, metric: Metric, periods: PeriodsOfRow) -> JudgedMetric:
    """Judge the metric's total and every group against the target shown, and the total against every target."""
    promises = dated_targets(standing.calendar, metric, standing.today)
    chosen = shown_target(promises, standing.today)
    case = Case(standing, metric, periods, promises)
    verdicts = tuple(TargetVerdict(each, _total(case, each)) for each in promises)
    shown = next((each for each in verdicts if each.dated is chosen), None)
    total = shown.verdict if shown else _without_target(case, case.now(EVERYONE))
    groups = {group: _group(case, group, chosen) for group in case.known(periods.now) if group != EVERYONE}
    judged = {EVERYONE: total, **groups}
    return JudgedMetric(metric.id, periods.now, judged, periods.previous, periods.year_ago, verdicts, shown)


def _without_target(case: Case, result: Result) -> Verdict:
    """No target, or none for this part: reported for information."""
    if case.is_retired:
        return Verdict(Status.RETIRED, result)
    return Verdict(Status.NO_DATA if isinstance(result, NoValue) else Status.TRACKED, result)


def _total(case: Case, dated: DatedTarget) -> Verdict:
    """The whole program against one target; one part of it if the target has a scope; every part with `each`."""
    if dated.target.each and not case.is_retired:
        return _every_part(case, dated)
    return _judged(case, dated, judged_part(dated.target))


def _group(case: Case, group: Group, dated: DatedTarget | None) -> Verdict:
    """One group against the target shown. A number that the whole must reach says nothing about a part of it."""
    result = case.now(group)
    whole_only = case.adds_up and dated and not dated.target.each
    if dated is None or whole_only or not judges(dated.target, group):
        return _without_target(case, result)
    return _judged(case, dated, group)


def _every_part(case: Case, dated: DatedTarget) -> Verdict:
    """Met if every category meets it; no data if one is unknown and none failed."""
    asked = part_dimensions(dated.target)
    results = case.known(case.seen_by(dated))
    parts = [group for group in results if group.dimensions == asked and lies_in(dated.target.scope, group)]
    statuses = {_judged(case, dated, group).status for group in parts}
    if lacks_a_part(dated.target, parts):
        statuses.add(Status.NO_DATA)
    worst = next((each for each in _WORST_FIRST if each in statuses), Status.NO_DATA)
    return replace(_judged(case, dated, judged_part(dated.target)), status=worst)


def _judged(case: Case, dated: DatedTarget, group: Group) -> Verdict:
    now = case.now(group)
    if case.is_retired:
        return Verdict(Status.RETIRED, now)
    goal = goal_of(case, dated, group)
    if goal is None:
        return _without_target(case, now)
    if isinstance(goal, NoGoal):
        if isinstance(now, NoValue):
            return Verdict(Status.NO_DATA, now)
        other = alternative_of(case, dated, group)
        if other is None or not _holds(case, other, case.result(case.seen_by(dated), group)):
            return Verdict(Status.NO_BASELINE, now, reason=goal.reason)
        goal = other  # the condition beside it holds without a start
    if case.is_due(dated):
        return _past(case, dated, goal, group, now)
    return _ahead(case, dated, goal, group, now)


def _past(case: Case, dated: DatedTarget, goal: Goal, group: Group, now: Result) -> Verdict:
    """The due day has passed: what counted then decides; a missed promise is met late once the value reaches it."""
    then = case.result(dated.observed, group)
    is_past = dated.observed != case.periods.now and not isinstance(then, NoValue)
    kept = _satisfies(case, dated, goal, group, then) if is_past else None
    if kept:
        return _verdict(case, Status.MET, goal, now, judged_on=dated.observed.through)
    if is_past and dated.target.every is not None:  # the next period brings a promise of its own
        return _verdict(case, Status.NOT_MET, goal, then, judged_on=dated.observed.through)
    satisfied = _satisfies(case, dated, goal, group, now)
    if satisfied is None and is_past:  # missed on its day, and nothing newer that could make it good
        satisfied, now = False, then
    if satisfied is None:
        return Verdict(Status.NO_DATA, now, goal)
    if satisfied:
        return _verdict(case, Status.MET, goal, now)
    if dated.target.role is Role.STRETCH:
        return _verdict(case, Status.TRACKED, goal, now)
    return replace(_verdict(case, Status.NOT_MET, goal, now), overdue=dated.due < case.periods.now.through)


def _ahead(case: Case, dated: DatedTarget, goal: Goal, group: Group, now: Result) -> Verdict:
    """Not due yet: early success, a limit already broken, or the pace."""
    if dated.target.every is not None and dated.observed.period.start > case.standing.today:
        return Verdict(Status.NOT_DUE, _NOT_BEGUN, goal)  # its own period has not begun: nothing to compare
    satisfied = _satisfies(case, dated, goal, group, now)
    if satisfied is None:
        return Verdict(Status.NO_DATA, now, goal)
    if case.metric.measure.only_grows:
        if satisfied and goal.comparator in ("at_least", "more_than"):
            return _verdict(case, Status.MET, goal, now)
        if not satisfied and goal.comparator in ("at_most", "less_than"):
            return _verdict(case, Status.NOT_MET, goal, now)
    expected = pace(case, dated, goal, group)
    if expected is None:
        return _verdict(case, Status.ON_TRACK if satisfied else Status.NOT_DUE, goal, now)
    at_pace = satisfied or holds(expected, result_to_judge(case.metric, now), case.levels)
    verdict = _verdict(case, Status.ON_TRACK if at_pace else Status.OFF_TRACK, goal, now)
    return replace(verdict, expected=expected.low if expected.low is not None else expected.high)


def _satisfies(case: Case, dated: DatedTarget, goal: Goal, group: Group, result: Result) -> bool | None:
    """Does the result keep the promise, or the condition of `or` beside it? None where it cannot be told."""
    answer = _holds(case, goal, result)
    if answer or isinstance(result, NoValue):
        return answer
    other = alternative_of(case, dated, group)
    return answer if other is None else bool(_holds(case, other, result))


def _holds(case: Case, goal: Goal, result: Result) -> bool | None:
    return holds(goal_to_judge(case.metric, goal), result_to_judge(case.metric, result), case.levels)


def _verdict(case: Case, status: Status, goal: Goal, result: Result, judged_on: date | None = None) -> Verdict:
    gap = needed = None
    judged = result_to_judge(case.metric, result)
    if isinstance(judged, Value):
        asked = goal_to_judge(case.metric, goal)
        gap = gap_to(asked, judged.amount)
        if status in (Status.NOT_MET, Status.OFF_TRACK, Status.NOT_DUE):
            needed = needed_to(asked, judged, case.metric.measure.kind, step_of(case.metric))
    return Verdict(status, result, goal, gap, needed, judged_on=judged_on)
