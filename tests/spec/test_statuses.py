"""The statuses, as a rule book: what a value is called, against which target, on which day.

Today is the last day of Q2 (2026-02-15) throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack.model.cells import EVERYONE, CellKey, Group
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import JudgedMetric, Level, NoValue, Result, Value
from kpitrack.verdicts import PeriodsOfRow, Standing, judge_metric, judged_period, observe
from tests.worlds import Q2_END, program

SHARE = "{kind: share, of: students, having: {from: log, window: year_to_date}}"
IN_QUARTER = "{kind: share, of: students, having: {from: log, window: in_period}}"
COUNT = "{kind: count, from: log, window: year_to_date, per: student}"
WAITING = COUNT.replace("}", ", without: {from: log, window: year_to_date, take: count, at_least: 2}}")
MEAN = "{kind: mean, of: students, from: log, window: in_period, value: score, take: latest}"
RECORD = "{kind: record, levels: [Drafted, Submitted, Approved]}"


def share(numerator: int, denominator: int) -> Value:
    return Value(Fraction(numerator, denominator), denominator, Fraction(numerator), Fraction(denominator))


def count(n: int) -> Value:
    return Value(Fraction(n), n, Fraction(n))


def mean(value: str, n: int = 40) -> Value:
    return Value(Fraction(Decimal(value)), n, Fraction(Decimal(value)) * n, Fraction(n))


def judged(
    tmp_path: Path,
    measure: str,
    targets: str,
    now: Result,
    *,
    more: str = "",
    then: Mapping[str, Result] | None = None,
    today: date = Q2_END,
) -> JudgedMetric:
    """The metric judged today; `then` gives its values as of the ends of other periods."""
    p = program(tmp_path, f"m: {{title: T, group: G, owner: O, measure: {measure}, targets: [{targets}]{more}}}")
    metric, calendar = p.metrics["m"], p.calendar
    row = observe(calendar, metric, today)
    results: dict[CellKey, Mapping[Group, Result]] = {}
    for name, result in (then or {}).items():
        results["m", judged_period(calendar, metric, calendar.period(name))] = {EVERYONE: result}
    results["m", row] = {EVERYONE: now}
    return judge_metric(Standing(calendar, results, today), metric, PeriodsOfRow(row, None, None))


def status(judged_metric: JudgedMetric) -> Status:
    return judged_metric.groups[EVERYONE].status


@pytest.mark.parametrize(
    ("measure", "target", "value", "expected", "because"),
    [
        (SHARE, "at_least: 85%", share(17, 20), "met", "equality satisfies at least"),
        (SHARE, "at_least: 85%", share(113, 133), "not_met", "84.96 % is not 85 %, however it is shown"),
        (SHARE, "at_least: 85%", share(114, 134), "met", "85.07 %"),
        (SHARE, "more_than: 85%", share(17, 20), "not_met", "equality does not satisfy more than"),
        (SHARE, "at_most: 5%", share(1, 20), "met", "equality satisfies at most"),
        (SHARE, "less_than: 5%", share(1, 20), "not_met", "equality does not satisfy less than"),
        (SHARE, "less_than: 5%", share(324, 6500), "met", "4.985 % is less, though it rounds to 5.0 %"),
        (SHARE, "between: [45%, 55%]", share(45, 100), "met", "the lower end is included"),
        (SHARE, "between: [45%, 55%]", share(55, 100), "met", "the upper end is included"),
        (SHARE, "between: [45%, 55%]", share(4499, 10000), "not_met", "just below the range"),
        (SHARE, "between: [45%, 55%]", share(5501, 10000), "not_met", "just above the range"),
        (COUNT, "at_least: 50", count(50), "met", "exactly enough"),
        (COUNT, "at_least: 50", count(49), "not_met", "one short"),
        (COUNT, "at_least: 0", count(0), "met", "zero is a value"),
        (MEAN, "at_least: 7 /10", mean("7"), "met", "exactly enough"),
        (MEAN, "at_least: 7 /10", mean("6.999999"), "not_met", "nothing is rounded before judging"),
        (RECORD, "at_least: Submitted", Level("Submitted", 1), "met", "the level itself is enough"),
        (RECORD, "at_least: Submitted", Level("Approved", 2), "met", "a higher level is enough"),
        (RECORD, "at_least: Submitted", Level("Drafted", 0), "not_met", "a lower level is not"),
        (SHARE, "at_least: 85%", NoValue("file missing"), "no_data", "blank is never zero"),
        (SHARE, "track: true", share(1, 2), "tracked", "no target by design"),
        (SHARE, "track: true", NoValue("file missing"), "no_data", "tracking needs data too"),
        (SHARE, "increase_by: 5 pp", share(1, 2), "no_baseline", "nothing to start from"),
        (SHARE, "increase_by: 5 pp", NoValue("file missing"), "no_data", "without data a baseline does not matter"),
    ],
)
def test_on_and_after_the_due_day(
    tmp_path: Path, measure: str, target: str, value: Result, expected: str, because: str
) -> None:
    """On its due day and after it a target holds or does not hold, in exact arithmetic."""
    assert status(judged(tmp_path, measure, f"{{due: Y1-Q2, {target}}}", value)) == expected, because


@pytest.mark.parametrize(
    ("measure", "target", "more", "value", "expected", "because"),
    [
        (SHARE, "at_least: 85%", "", share(1, 2), "not_due", "nothing is expected yet"),
        (SHARE, "at_least: 85%", "", share(9, 10), "on_track", "already there"),
        (COUNT, "at_least: 50", "", count(50), "met", "a count to date that has reached it stays there"),
        (COUNT, "at_least: 50", "", count(49), "not_due", "no pace, nothing expected yet"),
        (COUNT, "at_most: 5", "", count(6), "not_met", "a count to date cannot come back"),
        (COUNT, "at_most: 5", "", count(5), "on_track", "the limit itself is allowed"),
        (WAITING, "at_least: 50", "", count(50), "on_track", "a count of people without something can fall again"),
        (WAITING, "at_most: 5", "", count(6), "not_due", "and so can come back below its limit"),
        (MEAN, "at_least: 8 /10, path: straight", "4 /10", mean("6.02"), "on_track", "172 of 342 program days: 6.0117"),
        (MEAN, "at_least: 8 /10, path: straight", "4 /10", mean("6.01"), "off_track", "just behind the line"),
    ],
)
def test_before_the_due_day(
    tmp_path: Path, measure: str, target: str, more: str, value: Result, expected: str, because: str
) -> None:
    """Before its due day a target is judged against where its path should be today; here half of the year is over."""
    baseline = f", baseline: {{stated: {more}, period: Y0}}, every: quarter" if more else ""
    found = judged(tmp_path, measure, f"{{due: Y1, {target}}}", value, more=baseline)
    assert status(found) == expected, because


def test_the_straight_line_runs_over_program_days_only(tmp_path: Path) -> None:
    """From 10 August to 9 August are 364 days; 22 lie in breaks, 17 of them by 15 February, which is day 189."""
    found = judged(tmp_path, COUNT, "{due: Y1, at_least: 342, path: straight}", count(1))
    assert found.groups[EVERYONE].expected == 189 - 17


def test_a_passed_checkpoint_sets_the_pace(tmp_path: Path) -> None:
    targets = "{due: Y1-Q2, at_least: 20%, role: checkpoint}, {due: Y1, at_least: 80%}"
    found = judged(tmp_path, SHARE, targets, share(3, 10))
    final = found.targets[1].verdict
    assert (final.status, final.expected) == (Status.ON_TRACK, Fraction(1, 5))
    behind = judged(tmp_path, SHARE, targets, share(1, 10)).targets[1].verdict
    assert behind.status is Status.OFF_TRACK


def test_a_missed_promise_stays_overdue_until_the_value_reaches_it(tmp_path: Path) -> None:
    target = "{due: Y1-Q1, at_least: 60}"
    overdue = judged(tmp_path, COUNT, target, count(59), then={"Y1-Q1": count(58)}).groups[EVERYONE]
    assert (overdue.status, overdue.overdue, overdue.needed) == (Status.NOT_MET, True, 1)
    late = judged(tmp_path, COUNT, target, count(60), then={"Y1-Q1": count(58)}).groups[EVERYONE]
    assert (late.status, late.overdue, late.judged_on) == (Status.MET, False, None)


def test_what_was_met_on_its_day_stays_met(tmp_path: Path) -> None:
    found = judged(tmp_path, SHARE, "{due: Y1-Q1, at_least: 60%}", share(5, 10), then={"Y1-Q1": share(6, 10)})
    assert (status(found), found.groups[EVERYONE].judged_on) == (Status.MET, date(2025, 11, 2))


def test_the_latest_due_target_is_shown_and_final_goes_before_a_checkpoint(tmp_path: Path) -> None:
    targets = (
        "{due: Y1-Q1, at_least: 10%, role: final}, {due: Y1-Q2, at_least: 20%, role: checkpoint},"
        " {due: Y1-Q2, at_least: 30%, role: final}, {due: Y1, at_least: 90%}"
    )
    found = judged(tmp_path, SHARE, targets, share(1, 4))
    assert found.shown is not None
    assert (found.shown.dated.period, found.shown.verdict.goal and found.shown.verdict.goal.low) == (
        "Y1-Q2",
        Fraction(3, 10),
    )


def test_a_stretch_never_makes_a_metric_not_met(tmp_path: Path) -> None:
    assert status(judged(tmp_path, SHARE, "{due: Y1-Q2, at_least: 90%, role: stretch}", share(1, 2))) == "tracked"


@pytest.mark.parametrize(("today", "expected"), [(date(2026, 1, 9), "not_met"), (date(2026, 1, 10), "met")])
def test_a_changed_target_judges_by_the_goal_in_force_on_the_day(tmp_path: Path, today: date, expected: str) -> None:
    changed = "changed: {on: 2026-01-10, from: 80%, why: the board lowered it}"
    target = f"{{due: Y1-Q1, at_least: 60%, {changed}}}"
    assert status(judged(tmp_path, SHARE, target, share(7, 10), today=today)) == expected


def test_a_retired_metric_is_retired_from_its_day_on(tmp_path: Path) -> None:
    more = ", retired: {on: 2026-02-15, why: replaced}"
    assert status(judged(tmp_path, SHARE, "{due: Y1-Q2, at_least: 60%}", share(7, 10), more=more)) == "retired"
    day_before = date(2026, 2, 14)
    early = judged(tmp_path, SHARE, "{due: Y1-Q1, at_least: 60%}", share(7, 10), more=more, today=day_before)
    assert status(early) == "met"


@pytest.mark.parametrize(("value", "expected"), [("6.95", "met"), ("6.94", "not_met")])
def test_judged_to_rounds_value_and_goal_half_up_first(tmp_path: Path, value: str, expected: str) -> None:
    more = ", judged_to: 0.1, every: quarter"
    assert status(judged(tmp_path, MEAN, "{due: Y1-Q2, at_least: 7 /10}", mean(value), more=more)) == expected


@pytest.mark.parametrize(
    ("start", "value", "expected"),
    [
        (share(50, 100), share(55, 100), "met"),
        (share(50, 100), share(549, 1000), "not_met"),
        (NoValue("not surveyed"), share(9, 10), "no_baseline"),
    ],
)
def test_points_are_added_to_the_measured_start(tmp_path: Path, start: Result, value: Result, expected: str) -> None:
    target = "{due: Y1-Q2, increase_by: 5 pp, compared_to: Y1-Q1}"
    found = judged(tmp_path, IN_QUARTER, target, value, more=", every: quarter", then={"Y1-Q1": start})
    assert status(found) == expected


@pytest.mark.parametrize(
    ("numerator", "goal", "needed"),
    [(41, "at_least: 70%", 22), (62, "at_least: 70%", 1), (45, "more_than: 50%", 1)],
)
def test_how_many_more_are_needed(tmp_path: Path, numerator: int, goal: str, needed: int) -> None:
    verdict = judged(tmp_path, SHARE, f"{{due: Y1-Q2, {goal}}}", share(numerator, 90)).groups[EVERYONE]
    assert verdict.needed == needed
