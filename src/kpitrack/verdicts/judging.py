"""Statuses: one metric's total and groups against its promises."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from kpitrack.model.calendar import Calendar, Observed
from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.conditions import OneOf
from kpitrack.model.measures import Kind, Window
from kpitrack.model.metrics import Baseline, Metric, Role, Target
from kpitrack.model.paths import retargeted
from kpitrack.model.published import Goal
from kpitrack.model.quantities import Quantity, round_half_up
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import (
    DatedTarget,
    JudgedMetric,
    NoValue,
    Result,
    Results,
    TargetVerdict,
    Value,
    Verdict,
)
from kpitrack.verdicts.dated import checkpoints, dated_targets, judged_period, shown_target
from kpitrack.verdicts.goals import Lookup, NoGoal, gap_to, holds, resolve
from kpitrack.verdicts.pace import straight_path
from kpitrack.verdicts.parts import part_dimensions

_NOT_COUNTED = NoValue("nobody here")
_NOT_BEGUN = NoValue("its period has not begun")
_WORST_FIRST = (  # what all parts together are called: met only if every one is
    *(Status.NOT_MET, Status.NO_BASELINE, Status.NO_DATA, Status.OFF_TRACK, Status.NOT_DUE),
    *(Status.ON_TRACK, Status.TRACKED, Status.MET),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What judging may look at: all results, and the day of the report."""

    calendar: Calendar
    results: Results
    today: date

    def results_of(self, metric: str, observed: Observed) -> Mapping[Group, Result]:
        """The results of a metric in a period, by group."""
        return self.results.get((metric, observed), {})


@dataclass(frozen=True, slots=True)
class PeriodsOfRow:
    """The periods one report row speaks of."""

    now: Observed
    previous: Observed | None
    year_ago: Observed | None


def judge_metric(standing: Standing, metric: Metric, periods: PeriodsOfRow) -> JudgedMetric:
    """Judge the metric's total and every group against the target shown, and the total against every target."""
    promises = _promises(standing, metric)
    chosen = shown_target(promises, standing.today)
    judge = _Judge(standing, metric, periods, promises)
    verdicts = tuple(TargetVerdict(each, judge.total(each)) for each in promises)
    shown = next((each for each in verdicts if each.dated is chosen), None)
    now = standing.results_of(metric.id, periods.now)
    groups = {group: judge.group(group, chosen) for group in now if group != EVERYONE}
    total = shown.verdict if shown else judge.without_target(now.get(EVERYONE, _NOT_COUNTED))
    return JudgedMetric(
        metric.id,
        periods.now,
        {EVERYONE: total, **groups},
        periods.previous,
        periods.year_ago,
        verdicts,
        shown,
    )


def _promises(standing: Standing, metric: Metric) -> tuple[DatedTarget, ...]:
    """The metric's dated targets, each with the goal that was in force on the report's day."""
    dated = dated_targets(standing.calendar, metric, standing.today)
    return tuple(replace(each, target=in_force(each.target, standing.today)) for each in dated)


def in_force(target: Target, day: date) -> Target:
    """The target as it stood on the day: before its change, the original goal."""
    if target.changed is None or day >= target.changed.on:
        return target
    return target.model_copy(update={target.comparator: target.changed.was, "changed": None})


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges one metric; groups and total alike."""

    standing: Standing
    metric: Metric
    periods: PeriodsOfRow
    promises: Sequence[DatedTarget]

    @property
    def levels(self) -> tuple[str, ...]:
        return self.metric.measure.record_levels if self.metric.measure.kind is Kind.RECORD else ()

    def without_target(self, result: Result) -> Verdict:
        """No target, or none for this part: reported for information."""
        if self._is_retired():
            return Verdict(Status.RETIRED, result)
        return Verdict(Status.NO_DATA if isinstance(result, NoValue) else Status.TRACKED, result)

    def total(self, dated: DatedTarget) -> Verdict:
        """The whole program against one target; one part of it if the target has a scope; every part with `each`."""
        if dated.target.each:
            return self._every_part(dated)
        return self._judged(dated, _scope(dated.target))

    def group(self, group: Group, dated: DatedTarget | None) -> Verdict:
        """One group against the target shown. A number that the whole must reach says nothing about a part of it."""
        result = self.standing.results_of(self.metric.id, self.periods.now).get(group, _NOT_COUNTED)
        whole_only = self.metric.measure.kind in (Kind.COUNT, Kind.TOTAL) and dated and not dated.target.each
        if dated is None or whole_only or not set(_scope(dated.target).categories) <= set(group.categories):
            return self.without_target(result)
        return self._judged(dated, group)

    def _every_part(self, dated: DatedTarget) -> Verdict:
        """Met if every category meets it; no data if one is unknown and none failed."""
        results = self.standing.results_of(self.metric.id, self._seen_by(dated))
        asked = part_dimensions(dated.target)
        parts = [group for group in results if group.dimensions == asked and _is_in_scope(dated.target, group)]
        whole = self._judged(dated, _scope(dated.target))
        statuses = {self._judged(dated, group).status for group in parts}
        if _lacks_a_part(dated.target, parts):
            statuses.add(Status.NO_DATA)
        if self._is_retired():
            return whole
        return replace(whole, status=next((each for each in _WORST_FIRST if each in statuses), Status.NO_DATA))

    def _seen_by(self, dated: DatedTarget) -> Observed:
        return dated.observed if dated.due <= self.standing.today else self.periods.now

    def _judged(self, dated: DatedTarget, group: Group) -> Verdict:
        now = self.standing.results_of(self.metric.id, self.periods.now).get(group, _NOT_COUNTED)
        if self._is_retired():
            return Verdict(Status.RETIRED, now)
        goal = resolve(dated.target, self._lookup(dated, group), self.levels)
        if goal is None:
            return self.without_target(now)
        if isinstance(goal, NoGoal):
            if isinstance(now, NoValue):
                return Verdict(Status.NO_DATA, now)
            other = self._alternative(dated, group)
            if other is None or not holds(
                self._goal_to_judge(other), self._to_judge(self._then(dated, group)), self.levels
            ):
                return Verdict(Status.NO_BASELINE, now, reason=goal.reason)
            goal = other  # the condition beside it holds without a start
        if dated.due <= self.standing.today:
            return self._past(dated, goal, group, now)
        return self._ahead(dated, goal, group, now)

    def _past(self, dated: DatedTarget, goal: Goal, group: Group, now: Result) -> Verdict:
        """The due day has passed: what counted then decides; a missed promise is met late once the value reaches it."""
        then = self.standing.results_of(self.metric.id, dated.observed).get(group, _NOT_COUNTED)
        is_past = dated.observed != self.periods.now and not isinstance(then, NoValue)
        kept = self._satisfies(dated, goal, group, then) if is_past else None
        if kept:
            return self._verdict(Status.MET, goal, now, judged_on=dated.observed.through)
        if is_past and dated.target.every is not None:  # the next period brings a promise of its own
            return self._verdict(Status.NOT_MET, goal, then, judged_on=dated.observed.through)
        satisfied = self._satisfies(dated, goal, group, now)
        if satisfied is None and is_past:  # missed on its day, and nothing newer that could make it good
            satisfied, now = False, then
        if satisfied is None:
            return Verdict(Status.NO_DATA, now, goal)
        if satisfied:
            return self._verdict(Status.MET, goal, now)
        if dated.target.role is Role.STRETCH:
            return self._verdict(Status.TRACKED, goal, now)
        return replace(self._verdict(Status.NOT_MET, goal, now), overdue=dated.due < self.periods.now.through)

    def _ahead(self, dated: DatedTarget, goal: Goal, group: Group, now: Result) -> Verdict:
        """Not due yet: early success, a limit already broken, or the pace."""
        if dated.target.every is not None and dated.observed.period.start > self.standing.today:
            return Verdict(Status.NOT_DUE, _NOT_BEGUN, goal)  # its own period has not begun: nothing to compare
        satisfied = self._satisfies(dated, goal, group, now)
        if satisfied is None:
            return Verdict(Status.NO_DATA, now, goal)
        if self._only_grows():
            if satisfied and goal.comparator in ("at_least", "more_than"):
                return self._verdict(Status.MET, goal, now)
            if not satisfied and goal.comparator in ("at_most", "less_than"):
                return self._verdict(Status.NOT_MET, goal, now)
        pace = self._pace(dated, goal, group)
        if pace is None:
            return self._verdict(Status.ON_TRACK if satisfied else Status.NOT_DUE, goal, now)
        at_pace = satisfied or holds(pace, self._to_judge(now), self.levels)
        verdict = self._verdict(Status.ON_TRACK if at_pace else Status.OFF_TRACK, goal, now)
        return replace(verdict, expected=pace.low if pace.low is not None else pace.high)

    def _pace(self, dated: DatedTarget, goal: Goal, group: Group) -> Goal | None:
        """Today's point on the path: the last promise that fell due, or the point of a straight line."""
        if dated.target.path == "steps":
            passed = [each for each in self.promises if each.due <= self.standing.today and _same_part(each, dated)]
            earlier = resolve(passed[-1].target, self._lookup(passed[-1], group), self.levels) if passed else None
            return earlier if isinstance(earlier, Goal) else None
        end = goal.low if goal.low is not None else goal.high
        start = self._start_of_path(dated, group)
        if start is None or end is None or goal.comparator == "between":
            return None
        amount, since = start
        if dated.target.path == "retarget":
            point = self._checkpoint(dated, group, amount, since, goal)
        else:
            point = straight_path(
                self.standing.calendar, start=amount, since=since, goal=end, due=dated.due, today=self.standing.today
            )
        if point is None:
            return None
        return self._goal_to_judge(replace(goal, low=point) if goal.low is not None else replace(goal, high=point))

    def _checkpoint(
        self, dated: DatedTarget, group: Group, start: Fraction, since: date, goal: Goal
    ) -> Fraction | None:
        """What is asked at the present checkpoint; None where the period is none. Never beyond the goal itself."""
        periods = checkpoints(self.standing.calendar, self.metric, since, dated.due)
        if self.periods.now.period not in periods:
            return None
        number = periods.index(self.periods.now.period)
        results = [self._known(Observed(each, each.end), group) for each in periods]
        judged = self._goal_to_judge(goal)
        if judged.low is not None:
            return min(judged.low, retargeted(self._rounded(start), results, judged.low, number))
        assert judged.high is not None
        return max(judged.high, retargeted(self._rounded(start), results, judged.high, number))

    def _known(self, observed: Observed, group: Group) -> Fraction | None:
        result = self.standing.results_of(self.metric.id, observed).get(group)
        return self._rounded(result.amount) if isinstance(result, Value) else None

    def _rounded(self, amount: Fraction) -> Fraction:
        """As it is judged."""
        return amount if self.metric.judged_to is None else _rounded_to(amount, self.metric.judged_to)

    def _start_of_path(self, dated: DatedTarget, group: Group) -> tuple[Fraction, date] | None:
        """Baseline and its day; for counts nothing, on the day before the year begins."""
        if self.metric.baseline:
            found, baseline = self._lookup(dated, group)("baseline"), self._baseline_of(group)
            if baseline is None or not isinstance(found, Value):
                return None
            return found.amount, self.standing.calendar.period(baseline.period).end
        if self.metric.measure.kind in (Kind.COUNT, Kind.TOTAL):
            year = self.standing.calendar.year_of(dated.due)
            return (Fraction(0), year.start - timedelta(days=1)) if year else None
        return None

    def _only_grows(self) -> bool:
        """A count or total of rows to date: what has been reached stays reached."""
        measure = self.metric.measure
        to_date = measure.window in (Window.YEAR_TO_DATE, Window.PROGRAM_TO_DATE)
        return measure.kind in (Kind.COUNT, Kind.TOTAL) and measure.of is None and to_date

    def _satisfies(self, dated: DatedTarget, goal: Goal, group: Group, result: Result) -> bool | None:
        answer = holds(self._goal_to_judge(goal), self._to_judge(result), self.levels)
        if answer or dated.target.or_ is None or isinstance(result, NoValue):
            return answer
        other = self._alternative(dated, group)
        return answer if other is None else bool(holds(self._goal_to_judge(other), self._to_judge(result), self.levels))

    def _alternative(self, dated: DatedTarget, group: Group) -> Goal | None:
        """The condition of `or`, which also satisfies the promise."""
        if dated.target.or_ is None:
            return None
        update = {dated.target.comparator: None, **dated.target.or_, "or_": None}
        other = resolve(dated.target.model_copy(update=update), self._lookup(dated, group), self.levels)
        return other if isinstance(other, Goal) else None

    def _then(self, dated: DatedTarget, group: Group) -> Result:
        """What the promise is judged by: the value of its day once that has passed, else today's."""
        return self.standing.results_of(self.metric.id, self._seen_by(dated)).get(group, _NOT_COUNTED)

    def _lookup(self, dated: DatedTarget, group: Group) -> Lookup:
        """Starting values for one group: `baseline`, `previous`, a period, or another metric."""
        calendar = self.standing.calendar

        def find(name: str) -> Result:
            if name == "baseline":
                return self._baseline(group)
            if name.startswith("metric:"):
                other = self.standing.results_of(name.removeprefix("metric:"), dated.observed)
                return other.get(group, other.get(EVERYONE, NoValue("not counted")))
            period = calendar.previous(dated.observed.period) if name == "previous" else calendar.find(name)
            if period is None:
                return NoValue(f"the calendar has no {name}")
            then = judged_period(calendar, self.metric, period)
            return self.standing.results_of(self.metric.id, then).get(group, NoValue(f"no data for {period.id}"))

        return find

    def _baseline_of(self, group: Group) -> Baseline | None:
        """The first baseline whose scope the group lies in."""
        within = set(group.categories)
        return next((each for each in self.metric.baseline if set(_categories(each.scope.entries)) <= within), None)

    def _baseline(self, group: Group) -> Result:
        baseline = self._baseline_of(group)
        if baseline is None:
            return NoValue("the definition names no baseline")
        if isinstance(baseline.stated, Quantity):
            return Value(baseline.stated.amount)
        period = self.standing.calendar.period(baseline.period)
        then = judged_period(self.standing.calendar, self.metric, period)
        missing = NoValue(f"no data for {baseline.period}")
        return self.standing.results_of(self.metric.id, then).get(group, missing)

    def _verdict(self, status: Status, goal: Goal, result: Result, judged_on: date | None = None) -> Verdict:
        gap = needed = None
        judged = self._to_judge(result)
        if isinstance(judged, Value):
            gap = gap_to(self._goal_to_judge(goal), judged.amount)
            if status in (Status.NOT_MET, Status.OFF_TRACK, Status.NOT_DUE):
                needed = _needed(goal, judged, self.metric.measure.kind)
        return Verdict(status, result, goal, gap, needed, judged_on=judged_on)

    def _to_judge(self, result: Result) -> Result:
        """The value as it is judged: unrounded, unless the definition says `judged_to`."""
        return replace(result, amount=self._rounded(result.amount)) if isinstance(result, Value) else result

    def _goal_to_judge(self, goal: Goal) -> Goal:
        low, high = (None if end is None else self._rounded(end) for end in (goal.low, goal.high))
        return replace(goal, low=low, high=high)

    def _is_retired(self) -> bool:
        return self.metric.retired is not None and self.metric.retired.on <= self.standing.today


def _rounded_to(amount: Fraction, step: Quantity) -> Fraction:
    """Half up to a multiple of the step: `judged_to: 0.1` on a percent means 0.1 of a percentage point."""
    return round_half_up(amount / step.amount, 0) * step.amount


def _scope(target: Target) -> Group:
    """The part of the program that is judged; with `each`, what its parts have in common."""
    return Group(tuple(each for each in _categories(target.scope.entries) if each[0] not in target.each))


def _is_in_scope(target: Target, group: Group) -> bool:
    categories = dict(group.categories)
    return all(
        categories[dimension] in {str(value) for value in condition.values}
        for dimension, condition in target.scope.entries.items()
        if isinstance(condition, OneOf)
    )


def _lacks_a_part(target: Target, parts: Sequence[Group]) -> bool:
    """A category that the scope names and nothing is known of."""
    for dimension in target.each:
        condition = target.scope.entries.get(dimension)
        there = {dict(part.categories)[dimension] for part in parts}
        if isinstance(condition, OneOf) and not {str(value) for value in condition.values} <= there:
            return True
    return False


def _categories(entries: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """A scope as categories: `{level: Elementary}`."""
    return tuple(
        (dimension, str(condition.values[0]))
        for dimension, condition in entries.items()
        if isinstance(condition, OneOf)
    )


def _same_part(one: DatedTarget, other: DatedTarget) -> bool:
    return one.target.scope == other.target.scope and one.target.each == other.target.each


def _needed(goal: Goal, value: Value, kind: Kind) -> int | None:
    """How many more must pass so that the goal holds, the denominator staying as it is."""
    if goal.low is None or goal.comparator == "between" or value.numerator is None:
        return None
    if kind is Kind.SHARE and value.denominator is not None:
        missing = goal.low * value.denominator - value.numerator
    elif kind is Kind.COUNT:
        missing = goal.low - value.numerator
    else:
        return None
    return max(0, math.ceil(missing) if goal.comparator == "at_least" else math.floor(missing) + 1)
