"""Targets that look at parts of the program, or whose number comes from somewhere else.

Today is the last day of Q2 (2026-02-15) throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack.model.cells import EVERYONE, CellKey, Group
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import JudgedMetric, NoValue, Result, Value
from kpitrack.verdicts import (
    PeriodsOfRow,
    Standing,
    judge_metric,
    judged_period,
    needed_groupings,
    needed_keys,
    observe,
)
from kpitrack.verdicts.goals import gap_to
from tests.builders import at_least, at_most, between, level
from tests.worlds import Q2_END, program

SHARE = "{kind: share, of: students, having: {from: log, window: in_period}}"
TO_DATE = "{kind: share, of: students, having: {from: log, window: year_to_date}}"
COUNT = "{kind: count, from: log, window: year_to_date, per: student}"
ASH, BIRCH = Group((("school", "Ash"),)), Group((("school", "Birch"),))
WOMEN, MEN = Group((("gender", "Female"),)), Group((("gender", "Male"),))
Results = Mapping[Group, Result]


def share(numerator: int, denominator: int = 100) -> Value:
    return Value(Fraction(numerator, denominator), denominator, Fraction(numerator), Fraction(denominator))


def count(n: int) -> Value:
    return Value(Fraction(n), n, Fraction(n))


def judged(
    tmp_path: Path,
    target: str,
    now: Results,
    *,
    measure: str = SHARE,
    more: str = "",
    then: Mapping[str, Results] | None = None,
    others: str = "",
    other: Mapping[str, Result] | None = None,
) -> JudgedMetric:
    """The metric judged today. `then`: its values in other periods; `other`: values of other metrics by their id."""
    metric_yaml = f"m: {{title: T, group: G, owner: O, every: quarter, measure: {measure}, targets: [{target}]{more}}}"
    p = program(tmp_path, f"{metric_yaml}\n{others}")
    metric, calendar = p.metrics["m"], p.calendar
    row = observe(calendar, metric, Q2_END)
    results: dict[CellKey, Results] = {
        ("m", judged_period(calendar, metric, calendar.period(name))): table for name, table in (then or {}).items()
    }
    results["m", row] = now
    for name, result in (other or {}).items():
        results[name, row] = {EVERYONE: result}
    return judge_metric(Standing(calendar, results, Q2_END), metric, PeriodsOfRow(row, None, None))


def status(found: JudgedMetric, group: Group = EVERYONE) -> Status:
    return found.groups[group].status


# --- scope and each ---------------------------------------------------------------------------------------------------


def test_a_scope_judges_its_part_and_leaves_the_others_for_information(tmp_path: Path) -> None:
    now = {EVERYONE: share(90), ASH: share(50), BIRCH: share(95)}
    found = judged(tmp_path, "{due: Y1-Q2, at_least: 80%, scope: {school: Ash}}", now)
    assert (status(found), status(found, ASH), status(found, BIRCH)) == ("not_met", "not_met", "tracked")
    assert found.groups[EVERYONE].result == share(50), "what is judged is what is shown beside it"


@pytest.mark.parametrize(
    ("ash", "birch", "expected", "because"),
    [
        (share(80), share(90), "met", "every school meets it"),
        (share(80), share(79), "not_met", "one does not"),
        (share(80), NoValue("no file"), "no_data", "one is unknown and none failed"),
        (share(79), NoValue("no file"), "not_met", "one failed, whatever the unknown one is"),
    ],
)
def test_each_school_is_judged_by_itself(
    tmp_path: Path, ash: Result, birch: Result, expected: str, because: str
) -> None:
    found = judged(tmp_path, "{due: Y1-Q2, at_least: 80%, each: school}", {EVERYONE: share(85), ASH: ash, BIRCH: birch})
    assert status(found) == expected, because


@pytest.mark.parametrize("groups", [(ASH, BIRCH), (BIRCH, ASH)])
def test_one_school_early_and_one_on_its_way_are_together_on_track(tmp_path: Path, groups: tuple[Group, Group]) -> None:
    """A count that has reached its number is met early; the other school is ahead of the checkpoint only."""
    early, underway = groups
    found = judged(
        tmp_path,
        "{due: Y1-Q1, at_least: 10, each: school, role: checkpoint}, {due: Y1, at_least: 50, each: school}",
        {EVERYONE: count(70), early: count(50), underway: count(20)},
        measure=COUNT,
    )
    assert found.targets[1].verdict.status == "on_track"


def test_without_any_category_each_has_no_data_and_a_retired_metric_is_retired(tmp_path: Path) -> None:
    target = "{due: Y1-Q2, at_least: 80%, each: school}"
    assert status(judged(tmp_path, target, {EVERYONE: share(85)})) == "no_data"
    retired = judged(tmp_path, target, {EVERYONE: share(85)}, more=", retired: {on: 2026-01-01, why: replaced}")
    assert status(retired) == "retired"


def test_a_number_for_the_whole_says_nothing_about_a_group(tmp_path: Path) -> None:
    now = {EVERYONE: count(60), WOMEN: count(20), MEN: count(40)}
    found = judged(tmp_path, "{due: Y1-Q2, at_least: 50}", now, measure=COUNT)
    assert [status(found, each) for each in (EVERYONE, WOMEN, MEN)] == ["met", "tracked", "tracked"]


def test_a_share_is_judged_in_every_group_and_needs_people_there(tmp_path: Path) -> None:
    now: Results = {EVERYONE: share(82), WOMEN: share(90), MEN: NoValue("none of 3 has an answer")}
    found = judged(tmp_path, "{due: Y1-Q2, at_least: 80%}", now)
    assert [status(found, each) for each in (EVERYONE, WOMEN, MEN)] == ["met", "met", "no_data"]


def test_a_part_nobody_counted_on_the_due_day_is_judged_by_what_is_known_today(tmp_path: Path) -> None:
    target = "{due: Y1-Q1, at_least: 80%, scope: {school: Ash}}"
    found = judged(tmp_path, target, {EVERYONE: share(85), ASH: share(85)}, then={"Y1-Q1": {EVERYONE: share(70)}})
    assert (status(found), found.groups[EVERYONE].judged_on) == ("met", None), "it was not there to be met then"


# --- or, then ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "expected", "because"),
    [
        (share(60), share(61), "met", "improved"),
        (share(60), share(60), "not_met", "maintained is not improved"),
        (share(96), share(95), "met", "or at least 95 %"),
        (share(96), share(94), "not_met", "neither"),
        (NoValue("no file"), share(95), "met", "the second condition needs no start"),
        (NoValue("no file"), share(94), "no_baseline", "nothing to compare to"),
    ],
)
def test_a_second_condition_also_satisfies_the_promise(
    tmp_path: Path, before: Result, now: Result, expected: str, because: str
) -> None:
    target = "{due: Y1-Q2, more_than: previous, or: {at_least: 95%}}"
    found = judged(tmp_path, target, {EVERYONE: now}, then={"Y1-Q1": {EVERYONE: before}})
    assert status(found) == expected, because


def test_further_steps_are_dated_targets_that_stop_at_the_whole(tmp_path: Path) -> None:
    target = "{due: Y1-Q1, at_least: 90%, then: {increase_by: 6 pp, every: quarter, until: Y1-Q4}}"
    found = judged(tmp_path, target, {EVERYONE: share(96)}, then={"Y1-Q1": {EVERYONE: share(90)}})
    goals = [(each.dated.period, each.verdict.goal and each.verdict.goal.low) for each in found.targets]
    assert goals == [("Y1-Q1", Fraction(9, 10)), ("Y1-Q2", Fraction(96, 100)), ("Y1-Q3", 1), ("Y1-Q4", 1)]
    assert [each.verdict.status for each in found.targets] == ["met", "met", "on_track", "on_track"]


# --- starting values --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "rule", "required", "because"),
    [
        ("600", "goal: 800, close: 5%", "610", "5 % of 200"),
        ("790", "goal: 800, close: 5%, minimum: 1", "791", "half a point is raised to the minimum"),
        ("770", "goal: 800, close: 5%, minimum: 1, round_to: 1", "772", "1.5 is rounded half up"),
        ("771", "goal: 800, close: 5%, minimum: 1, round_to: 1", "772", "1.45 is rounded down"),
        ("799.5", "goal: 800, close: 5%, minimum: 1", "800", "never above the goal"),
        ("800", "goal: 800, close: 5%, minimum: 1", "800", "at the goal: stay"),
        ("815", "goal: 800, close: 5%, minimum: 1", "800", "above the goal: stay at or above it"),
    ],
)
def test_part_of_the_distance_is_closed(tmp_path: Path, start: str, rule: str, required: str, because: str) -> None:
    measure = "{kind: total, from: log, window: in_period, value: out_of}"
    target = f"{{due: Y1-Q2, grow_toward: {{{rule}}}, compared_to: Y1-Q1}}"
    then: Mapping[str, Results] = {"Y1-Q1": {EVERYONE: Value(Fraction(start))}}
    enough = judged(tmp_path, target, {EVERYONE: Value(Fraction(required))}, measure=measure, then=then)
    short = judged(
        tmp_path, target, {EVERYONE: Value(Fraction(required) - Fraction(1, 1000))}, measure=measure, then=then
    )
    assert (status(enough), status(short)) == ("met", "not_met"), because


@pytest.mark.parametrize(
    ("step", "value", "expected"),
    [
        ("decrease_by: 5 pp", share(35), "met"),
        ("decrease_by: 5 pp", share(351, 1000), "not_met"),
        ("decrease_by: 25% relative", share(30), "met"),
        ("decrease_by: 25% relative", share(301, 1000), "not_met"),
        ("increase_by: 25% relative", share(50), "met"),
        ("increase_by: 25% relative", share(499, 1000), "not_met"),
    ],
)
def test_steps_are_taken_from_forty_percent(tmp_path: Path, step: str, value: Result, expected: str) -> None:
    target = f"{{due: Y1-Q2, {step}}}"
    found = judged(tmp_path, target, {EVERYONE: value}, more=", baseline: {stated: 40%, period: Y0}")
    assert status(found) == expected


@pytest.mark.parametrize(("value", "expected"), [(share(60), "met"), (share(59), "not_met")])
def test_a_goal_may_be_another_metric(tmp_path: Path, value: Result, expected: str) -> None:
    others = f"district: {{title: D, group: G, owner: O, every: quarter, measure: {SHARE}}}"
    target = "{due: Y1-Q2, at_least: {metric: district}}"
    found = judged(tmp_path, target, {EVERYONE: value}, others=others, other={"district": share(60)})
    assert status(found) == expected
    assert status(judged(tmp_path, target, {EVERYONE: value}, others=others)) == "no_baseline"


def test_every_part_starts_from_its_own_baseline(tmp_path: Path) -> None:
    ash, birch = "{stated: 20%, period: Y0, scope: {school: Ash}}", "{stated: 60%, period: Y0, scope: {school: Birch}}"
    target = "{due: Y1-Q2, increase_by: 10 pp, each: school}"
    now = {EVERYONE: share(50), ASH: share(30), BIRCH: share(69)}
    found = judged(tmp_path, target, now, more=f", baseline: [{ash}, {birch}]")
    assert (status(found), status(found, ASH), status(found, BIRCH)) == ("not_met", "met", "not_met")


def test_a_straight_line_starts_on_the_day_of_the_baseline_that_applies(tmp_path: Path) -> None:
    """From the end of Q1 (2 November) to the end of Q2 are 105 days, all but 17 program days; today is the last."""
    birch, ash = (
        "{stated: 0%, period: Y0, scope: {school: Birch}}",
        "{stated: 20%, period: Y1-Q1, scope: {school: Ash}}",
    )
    target = "{due: Y1-Q3, at_least: 80%, path: straight, scope: {school: Ash}}"
    found = judged(tmp_path, target, {EVERYONE: share(1), ASH: share(1)}, more=f", baseline: [{birch}, {ash}]")
    days_of_q2, days_of_q3 = 105 - 5 - 12, 7 * 13 - 5
    assert found.groups[EVERYONE].expected == Fraction(1, 5) + Fraction(3, 5) * Fraction(
        days_of_q2, days_of_q2 + days_of_q3
    )


def test_what_judging_looks_up_is_counted_before(tmp_path: Path) -> None:
    text = f"""
    m: {{title: T, group: G, owner: O, every: quarter, measure: {SHARE}, baseline: {{period: Y0-Q4}},
         targets: [{{due: Y1-Q2, increase_by: 5 pp, compared_to: Y1-Q1, scope: {{school: Ash}}, each: gender}},
                   {{due: Y1-Q3, more_than: previous}}, {{due: Y1-Q1, at_least: {{metric: d}}}}]}}
    d: {{title: D, group: G, owner: O, every: quarter, measure: {SHARE}}}
    """
    p = program(tmp_path, text)
    metric, calendar = p.metrics["m"], p.calendar
    row = observe(calendar, metric, Q2_END)
    keys = {
        (name, seen.period.id) for name, seen in needed_keys(calendar, metric, PeriodsOfRow(row, None, None), Q2_END)
    }
    assert keys == {("m", "Y0-Q4"), ("m", "Y1-Q1"), ("m", "Y1-Q2"), ("d", "Y1-Q1")}
    assert list(needed_groupings(metric)) == [("school",), ("school", "gender")]


# --- small pieces -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "gap"),
    [("0.44", "-0.01"), ("0.45", "0"), ("0.5", "0"), ("0.55", "0"), ("0.57", "0.02")],
)
def test_the_gap_to_a_range_is_the_distance_to_its_nearer_end(value: str, gap: str) -> None:
    assert gap_to(between("0.45", "0.55"), Fraction(value)) == Fraction(gap)


def test_the_gap_is_value_less_goal_and_a_level_has_none() -> None:
    assert gap_to(at_least("0.8"), Fraction("0.7")) == Fraction("-0.1")
    assert gap_to(at_most("0.05"), Fraction("0.07")) == Fraction("0.02")
    assert gap_to(level("Approved"), Fraction(1)) is None


@pytest.mark.parametrize(
    ("due", "period", "through"),
    [
        ("Y1-Q2", "Y1-Q2", date(2026, 2, 15)),
        ("Y1-S1", "Y1-S1", date(2026, 2, 15)),
        ("Y1-M04", "Y1-Q1", date(2025, 11, 2)),
        ("2026-02-15", "Y1-Q2", date(2026, 2, 15)),
        ("2026-02-14", "Y1-Q1", date(2025, 11, 2)),
        ("Y1", "Y1", date(2026, 8, 9)),
    ],
)
def test_a_measure_inside_a_period_is_judged_by_whole_periods(
    tmp_path: Path, due: str, period: str, through: date
) -> None:
    """As long as the rhythm or longer: the due period itself; shorter: the newest quarter that had ended by then."""
    p = program(tmp_path, f"m: {{title: T, group: G, owner: O, every: quarter, measure: {SHARE}}}")
    seen = judged_period(p.calendar, p.metrics["m"], p.calendar.period(due))
    assert (seen.period.id, seen.through) == (period, through)


def test_a_measure_to_date_is_cut_on_the_due_day(tmp_path: Path) -> None:
    p = program(tmp_path, f"m: {{title: T, group: G, owner: O, measure: {TO_DATE}}}")
    seen = judged_period(p.calendar, p.metrics["m"], p.calendar.period("Y1-M04"))
    assert (seen.period.id, seen.through) == ("Y1", p.calendar.period("Y1-M04").end)
