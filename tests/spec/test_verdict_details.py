"""What stands in a verdict besides its status: result, goal, gap, pace, the day it was judged on, and why not.

Today is the last day of Q2 (2026-02-15) throughout.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack.model.cells import EVERYONE, Group
from kpitrack.model.measures import Kind
from kpitrack.model.program import Program
from kpitrack.model.published import Goal
from kpitrack.model.quantities import round_to_step
from kpitrack.model.statuses import Status
from kpitrack.model.verdicts import Level, NoValue, Result, Value, Verdict
from kpitrack.model.workbook import LevelGoal
from kpitrack.tracker.arithmetic import increase_of
from kpitrack.verdicts import PeriodsOfRow, Standing, judge_metric, judged_period, observe
from kpitrack.verdicts.goals import NoGoal, gap_to, holds, needed_to, resolve
from kpitrack.verdicts.needs import needed_keys
from tests.spec.test_statuses import COUNT, IN_QUARTER, MEAN, RECORD, SHARE, count, judged, mean, share
from tests.worlds import Q2_END, program

EVENTS_IN_QUARTER = "{kind: count, from: log, window: in_period, per: student}"


def total(tmp_path: Path, measure: str, target: str, now: Result, **more: object) -> Verdict:
    return judged(tmp_path, measure, target, now, **more).groups[EVERYONE]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measure", "target", "value", "expected"),
    [
        (COUNT, "{due: Y1, more_than: 50}", count(51), Status.MET),
        (COUNT, "{due: Y1, more_than: 50}", count(50), Status.NOT_DUE),
        (COUNT, "{due: Y1, less_than: 5}", count(5), Status.NOT_MET),
        (COUNT, "{due: Y1, less_than: 5}", count(4), Status.ON_TRACK),
        (EVENTS_IN_QUARTER, "{due: Y1, at_least: 50}", count(51), Status.ON_TRACK),
        (SHARE, "{due: Y1, at_most: 5%}", share(6, 100), Status.NOT_DUE),
    ],
)
def test_early_success_and_broken_limits_are_for_counts_to_date_alone(
    tmp_path: Path, measure: str, target: str, value: Result, expected: Status
) -> None:
    """A count of one quarter, and a share, can still change; a count to date cannot come back."""
    more = ", every: quarter" if measure == EVENTS_IN_QUARTER else ""
    verdict = total(tmp_path, measure, target, value, more=more)
    assert (verdict.status, verdict.result) == (expected, value)


@pytest.mark.parametrize(
    ("target", "value", "more", "status", "needed"),
    [
        ("{due: Y1-Q2, at_least: 60}", 41, "", Status.NOT_MET, 19),
        ("{due: Y1-Q2, at_least: 40}", 41, "", Status.MET, None),
        ("{due: Y1-Q2, at_least: 60, role: stretch}", 41, "", Status.TRACKED, None),
        ("{due: Y1, at_least: 60}", 41, "", Status.NOT_DUE, 19),
        ("{due: Y1-Q2, track: true}", 41, "", Status.TRACKED, None),
        ("{due: Y1-Q2, at_least: 60}", 41, ", retired: {on: 2026-02-15, why: w}", Status.RETIRED, None),
    ],
)
def test_the_result_stands_in_every_verdict(
    tmp_path: Path, target: str, value: int, more: str, status: Status, needed: int | None
) -> None:
    """Whatever it is called, the number is there, and how many more are needed where something is missing."""
    verdict = total(tmp_path, COUNT, target, count(value), more=more)
    assert (verdict.status, verdict.result, verdict.needed) == (status, count(value), needed)


def test_a_group_is_reported_with_its_own_result(tmp_path: Path) -> None:
    """A number that the whole must reach judges no part of it; the part's result is still there."""
    p = program(
        tmp_path, f"m: {{title: T, group: G, owner: O, measure: {COUNT}, targets: [{{due: Y1-Q2, at_least: 9}}]}}"
    )
    row = observe(p.calendar, p.metrics["m"], Q2_END)
    girls = Group((("gender", "Female"),))
    results = {("m", row): {EVERYONE: count(10), girls: count(4)}}
    found = judge_metric(Standing(p.calendar, results, Q2_END), p.metrics["m"], PeriodsOfRow(row, None, None))
    assert (found.groups[girls].status, found.groups[girls].result) == (Status.TRACKED, count(4))
    assert found.groups[EVERYONE].status is Status.MET


def test_a_missed_quarter_shows_what_counted_on_its_day(tmp_path: Path) -> None:
    """The next quarter brings a promise of its own, so today's number does not replace the missed one."""
    target = "{every: quarter, starts: Y1-Q1, until: Y1-Q1, at_least: 60%}"
    verdict = total(tmp_path, SHARE, target, share(9, 10), then={"Y1-Q1": share(5, 10)}, more=", every: quarter")
    assert (verdict.status, verdict.result, verdict.judged_on) == (Status.NOT_MET, share(5, 10), date(2025, 11, 2))
    assert (verdict.goal, verdict.gap) == (Goal("at_least", low=Fraction(3, 5)), Fraction(-1, 10))


def test_a_quarter_that_has_not_begun_has_nothing_to_compare(tmp_path: Path) -> None:
    """Not due, with its goal and the reason instead of another quarter's number."""
    target = "{every: quarter, starts: Y1-Q3, until: Y1-Q3, at_least: 60%}"
    verdict = total(tmp_path, IN_QUARTER, target, share(9, 10), more=", every: quarter")
    assert (verdict.status, verdict.result) == (Status.NOT_DUE, NoValue("its period has not begun"))
    assert verdict.goal == Goal("at_least", low=Fraction(3, 5))


def test_no_data_before_the_due_day_keeps_reason_and_goal(tmp_path: Path) -> None:
    """Blank is never behind."""
    verdict = total(tmp_path, SHARE, "{due: Y1, at_least: 60%}", NoValue("file missing"))
    assert (verdict.status, verdict.result) == (Status.NO_DATA, NoValue("file missing"))
    assert verdict.goal == Goal("at_least", low=Fraction(3, 5))


def test_due_today_and_missed_is_not_overdue_yet(tmp_path: Path) -> None:
    """Overdue begins on the day after."""
    verdict = total(tmp_path, COUNT, "{due: Y1-Q2, at_least: 60}", count(59))
    assert (verdict.status, verdict.overdue) == (Status.NOT_MET, False)


@pytest.mark.parametrize(("value", "expected"), [("5.98", Status.ON_TRACK), ("5.99", Status.OFF_TRACK)])
def test_the_path_to_a_limit_falls(tmp_path: Path, value: str, expected: Status) -> None:
    """From 8 down to 4, 172 of 342 program days: 8 - 4 x 172/342 = 5.9883."""
    more = ", baseline: {stated: 8 /10, period: Y0}, every: quarter"
    verdict = total(tmp_path, MEAN, "{due: Y1, at_most: 4 /10, path: straight}", mean(value), more=more)
    assert verdict.status is expected
    assert verdict.expected == 8 - 4 * Fraction(172, 342)


def test_a_range_has_no_path(tmp_path: Path) -> None:
    """Between two ends there is no straight line to walk: not due, and nothing is expected or needed."""
    more = ", baseline: {stated: 10%, period: Y0}, every: quarter"
    verdict = total(tmp_path, SHARE, "{due: Y1, between: [45%, 55%], path: straight}", share(1, 5), more=more)
    assert (verdict.status, verdict.expected, verdict.needed) == (Status.NOT_DUE, None, None)


def test_a_measured_baseline_is_the_value_of_its_own_period(tmp_path: Path) -> None:
    """50 % in Q1 and 10 points more: 60 % is met, 59 % is not."""
    target = "{due: Y1-Q2, increase_by: 10 pp, compared_to: baseline}"
    more = ", every: quarter, baseline: {period: Y1-Q1}"
    then = {"Y1-Q1": share(50, 100)}
    assert total(tmp_path, IN_QUARTER, target, share(60, 100), more=more, then=then).status is Status.MET
    missed = total(tmp_path, IN_QUARTER, target, share(59, 100), more=more, then=then)
    assert (missed.status, missed.gap) == (Status.NOT_MET, Fraction(-1, 100))
    unknown = total(tmp_path, IN_QUARTER, target, share(59, 100), more=more)
    assert (unknown.status, unknown.reason) == (Status.NO_BASELINE, "no baseline to compare to: no data for Y1-Q1")


def test_judged_to_rounds_the_gap_with_the_verdict(tmp_path: Path) -> None:
    """6.94 is judged as 6.9, which is 0.1 below 7.04 judged as 7.0."""
    verdict = total(
        tmp_path, MEAN, "{due: Y1-Q2, at_least: 7.04 /10}", mean("6.94"), more=", judged_to: 0.1, every: quarter"
    )
    assert (verdict.status, verdict.gap) == (Status.NOT_MET, Fraction(-1, 10))


@pytest.mark.parametrize(("amount", "rounded"), [(Fraction(137, 100), 1), (Fraction(3, 2), 2), (Fraction(149, 100), 1)])
def test_steps_other_than_one_tenth(amount: Fraction, rounded: int) -> None:
    """Half up to a multiple of the step, here of a half: 1.37 is 1.5."""
    assert round_to_step(amount, Fraction(1)) == rounded
    assert round_to_step(Fraction(137, 100), Fraction(1, 2)) == Fraction(3, 2)


@pytest.mark.parametrize(
    ("goal", "value", "kind", "needed", "because"),
    [
        (
            Goal("at_least", low=Fraction(1, 2)),
            Value(Fraction(1, 2), 4, Fraction(2), Fraction(4)),
            Kind.SHARE,
            0,
            "there",
        ),
        (
            Goal("more_than", low=Fraction(1, 2)),
            Value(Fraction(1, 2), 4, Fraction(2), Fraction(4)),
            Kind.SHARE,
            1,
            "more",
        ),
        (Goal("between", low=Fraction(1, 2), high=Fraction(1)), share(1, 4), Kind.SHARE, None, "a range"),
        (Goal("at_most", high=Fraction(1, 2)), share(3, 4), Kind.SHARE, None, "less is asked"),
        (Goal("at_least", low=Fraction(7)), mean("6"), Kind.MEAN, None, "nobody adds to a mean"),
        (Goal("at_least", low=Fraction(7)), Value(Fraction(6)), Kind.COUNT, None, "typed by hand, nobody counted"),
    ],
)
def test_how_many_more(goal: Goal, value: Value, kind: Kind, needed: int | None, because: str) -> None:
    """People, whole ones, where the goal is a number of them."""
    assert needed_to(goal, value, kind) == needed, because


@pytest.mark.parametrize(
    ("goal", "amount", "gap"),
    [
        (Goal("between", low=Fraction(4), high=Fraction(6)), Fraction(4), Fraction(0)),
        (Goal("between", low=Fraction(4), high=Fraction(6)), Fraction(6), Fraction(0)),
        (Goal("between", low=Fraction(4), high=Fraction(6)), Fraction(3), Fraction(-1)),
        (Goal("between", low=Fraction(4), high=Fraction(6)), Fraction(8), Fraction(2)),
        (Goal("at_most", high=Fraction(6)), Fraction(8), Fraction(2)),
        (Goal("at_least", level="Submitted"), Fraction(1), None),
    ],
)
def test_the_distance_to_a_goal(goal: Goal, amount: Fraction, gap: Fraction | None) -> None:
    """Nothing inside a range, and no distance between words."""
    assert gap_to(goal, amount) == gap


@pytest.mark.parametrize(
    ("comparator", "rank", "answer"),
    [("at_least", 1, True), ("at_least", 0, False), ("at_most", 1, True), ("at_most", 2, False), ("at_most", 0, True)],
)
def test_levels_are_compared_in_their_order(comparator: str, rank: int, answer: bool) -> None:
    """Also as a limit from above; a number and a word are never compared."""
    levels = ("Drafted", "Submitted", "Approved")
    assert holds(Goal(comparator, level="Submitted"), Level(levels[rank], rank), levels) is answer
    assert holds(Goal(comparator, level="Submitted"), count(1), levels) is None
    assert holds(Goal("at_least", low=Fraction(1)), Level("Drafted", 0), levels) is None


def test_a_goal_that_is_another_metric(tmp_path: Path) -> None:
    """The other one's value is the goal; where it has none, the reason names it."""
    rest = f"title: T, group: G, owner: O, every: quarter, measure: {IN_QUARTER}"
    p = program(tmp_path, f"n: {{{rest}}}\nm: {{{rest}, targets: [{{due: Y1-Q2, at_least: {{metric: n}}}}]}}")
    [target] = p.metrics["m"].targets
    values: dict[str, Result] = {"metric:n": share(1, 2)}
    assert resolve(target, values.__getitem__, (), is_share=True) == Goal("at_least", low=Fraction(1, 2))
    values["metric:n"] = NoValue("file missing")
    assert resolve(target, values.__getitem__, (), is_share=True) == NoGoal("n has no value: file missing")
    values["metric:n"] = Level("Drafted", 0)
    assert resolve(target, values.__getitem__, (), is_share=True) == NoGoal("n has no value: it is a level")


def test_a_start_that_is_a_word_cannot_grow(tmp_path: Path) -> None:
    """The reason says so."""
    p = program(
        tmp_path,
        f"m: {{title: T, group: G, owner: O, every: quarter, measure: {IN_QUARTER},"
        " targets: [{due: Y1-Q2, increase_by: 5 pp, compared_to: Y1-Q1}]}",
    )
    [target] = p.metrics["m"].targets
    assert resolve(target, lambda _: Level("Drafted", 0), (), is_share=True) == NoGoal("Y1-Q1 is a level, not a number")
    assert resolve(target, lambda _: NoValue("gone"), (), is_share=True) == NoGoal("no Y1-Q1 to compare to: gone")


@pytest.mark.parametrize("target", ["increase_by: 5 pp", "decrease_by: 5 pp"])
def test_the_period_compared_to_is_asked_for(tmp_path: Path, target: str) -> None:
    """A relative target needs the value before; a plain one does not, and one that is due needs its own day."""
    rest = f"title: T, group: G, owner: O, every: quarter, measure: {IN_QUARTER}"
    p = program(
        tmp_path,
        f"m: {{{rest}, targets: [{{due: Y1-Q2, {target}, compared_to: previous}}]}}\n"
        f"n: {{{rest}, targets: [{{due: Y1-Q2, at_least: 5%}}]}}",
    )
    assert asked(p, "m") == {"Y1-Q1", "Y1-Q2"}
    assert asked(p, "n") == {"Y1-Q2"}


def asked(p: Program, name: str) -> set[str]:
    row = observe(p.calendar, p.metrics[name], Q2_END)
    keys = needed_keys(p.calendar, p.metrics[name], PeriodsOfRow(row, None, None), Q2_END)
    return {seen.period.id for _, seen in keys}


def test_a_missing_level_is_no_data(tmp_path: Path) -> None:
    """A record nobody wrote is neither met nor missed."""
    verdict = total(tmp_path, RECORD, "{due: Y1-Q2, at_least: Submitted}", NoValue("nothing recorded"))
    assert (verdict.status, verdict.needed, verdict.gap) == (Status.NO_DATA, None, None)


@pytest.mark.parametrize(
    ("measure", "first", "step", "goals"),
    [
        (SHARE, "60%", "20 pp", [(3, 5), (4, 5), (1, 1), (1, 1)]),
        (MEAN, "7 /10", "1.5 points", [(7, 1), (17, 2), (10, 1), (10, 1)]),
        (COUNT, "5", "2.5", [(5, 1), (15, 2), (10, 1), (25, 2)]),
    ],
)
def test_steps_rise_by_the_quarter_and_stop_at_the_top_of_the_scale(
    tmp_path: Path, measure: str, first: str, step: str, goals: list[tuple[int, int]]
) -> None:
    """Each step is a promise of its own, due at the end of its quarter; a count has no top."""
    then = f"then: {{every: quarter, increase_by: {step}, until: Y1-Q4}}"
    found = judged(tmp_path, measure, f"{{due: Y1-Q1, at_least: {first}, {then}}}", NoValue("none"))
    promised = [each.dated for each in found.targets]
    assert [each.period for each in promised] == ["Y1-Q1", "Y1-Q2", "Y1-Q3", "Y1-Q4"]
    assert [each.target.goal.amount for each in promised] == [Fraction(*each) for each in goals]
    assert [(each.target.due, each.due) for each in promised] == [
        ("Y1-Q1", date(2025, 11, 2)),
        ("Y1-Q2", date(2026, 2, 15)),
        ("Y1-Q3", date(2026, 5, 17)),
        ("Y1-Q4", date(2026, 8, 9)),
    ]
    assert [each.target.then is None for each in promised] == [False, True, True, True]
    assert [each.target.goal.text for each in promised] == [first, "", "", ""], "nobody wrote the later ones"


@pytest.mark.parametrize(
    ("rhythm", "due", "judged_by"),
    [
        ("quarter", "Y1-Q1", "Y1-Q1"),
        ("month", "Y1-Q1", "Y1-Q1"),
        ("quarter", "Y1-S1", "Y1-S1"),
        ("semester", "Y1-Q1", "Y0-S2"),
        ("semester", "Y1-Q2", "Y1-S1"),
    ],
)
def test_the_period_that_decides_is_as_long_as_the_rhythm(
    tmp_path: Path, rhythm: str, due: str, judged_by: str
) -> None:
    """A half-year's number cannot answer for a quarter: the newest half-year that has ended then does."""
    rest = f"title: T, group: G, owner: O, measure: {IN_QUARTER}, targets: [{{due: Y1, at_least: 5%}}]"
    p = program(tmp_path, f"m: {{{rest}, every: {rhythm}}}")
    seen = judged_period(p.calendar, p.metrics["m"], p.calendar.period(due))
    assert (seen.period.id, seen.through) == (judged_by, p.calendar.period(judged_by).end)


def test_an_increase_to_a_level_needs_a_start() -> None:
    """Without a baseline nobody knows how far it is; with one, the distance in tenths."""
    goal = LevelGoal(reach=Fraction(90))
    assert increase_of(goal, None) is None
    assert increase_of(goal, Fraction(8125, 100)) == Fraction(88, 10)


@pytest.mark.parametrize(
    ("level", "expected"), [(Level("Submitted", 1), Status.ON_TRACK), (Level("Drafted", 0), Status.OFF_TRACK)]
)
def test_a_passed_level_sets_the_pace(tmp_path: Path, level: Level, expected: Status) -> None:
    """A record walks by its levels; there is no number to expect."""
    targets = "{due: Y1-Q2, at_least: Submitted, role: checkpoint}, {due: Y1, at_least: Approved}"
    verdict = judged(tmp_path, RECORD, targets, level).targets[1].verdict
    assert (verdict.status, verdict.expected, verdict.gap) == (expected, None, None)
