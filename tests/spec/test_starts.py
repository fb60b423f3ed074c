"""Starting values and the goals that grow from them: the rule book.

Today is the last day of Q2 (2026-02-15) throughout.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack.model.cells import EVERYONE, CellKey, Group
from kpitrack.model.measures import Kind
from kpitrack.model.metrics import Target
from kpitrack.model.published import Goal
from kpitrack.model.verdicts import Level, NoValue, Result, Value
from kpitrack.verdicts import PeriodsOfRow, Standing, judge_metric, observe
from kpitrack.verdicts.goals import NoGoal, needed_to, resolve
from tests.spec.test_statuses import COUNT, IN_QUARTER, SHARE, count, judged, share
from tests.worlds import Q2_END, program


def asked(
    target: dict[str, object], start: Result, levels: tuple[str, ...] = (), *, is_share: bool = False
) -> Goal | NoGoal | None:
    return resolve(Target.model_validate({"due": "Y1-Q2", **target}), lambda _: start, levels, is_share=is_share)


@pytest.mark.parametrize(
    ("target", "start", "required", "because"),
    [
        ({"increase_by": "5 pp"}, "0.93", "0.98", "added"),
        ({"increase_by": "5 pp"}, "0.97", "1", "a share rises to 100 % and no further"),
        ({"increase_by": "10"}, "50", "60", "a count has no top"),
        ({"increase_by": "10% relative"}, "50", "55", "a part of the start"),
        ({"grow_toward": {"goal": "80%", "close": "25%"}}, "0.6", "0.65", "a quarter of what is missing"),
        ({"grow_toward": {"goal": "80%", "close": "25%"}}, "0.8", "0.8", "at the goal: the goal"),
        ({"grow_toward": {"goal": "80%", "close": "25%"}}, "0.9", "0.8", "above the goal: the goal"),
        ({"grow_toward": {"goal": "80%", "close": "25%", "minimum": "8 pp"}}, "0.6", "0.68", "at least the minimum"),
        ({"grow_toward": {"goal": "80%", "close": "25%", "minimum": "8 pp"}}, "0.9", "0.8", "above the goal: the goal"),
        ({"grow_toward": {"goal": 800, "close": "5%", "round_to": 10}}, "700", "710", "5 is half up to 10"),
        ({"grow_toward": {"goal": 800, "close": "5%", "round_to": 10}}, "701", "701", "4.95 is 0 of 10"),
        ({"grow_toward": {"goal": 800, "close": "5%", "round_to": 10}}, "915", "800", "above the goal: the goal"),
    ],
)
def test_what_is_required_from_a_start(target: dict[str, object], start: str, required: str, because: str) -> None:
    """min(goal, start + max(minimum, close x (goal - start) rounded half up to round_to)); else start plus the step."""
    assert asked(target, Value(Fraction(start))) == Goal("at_least", low=Fraction(required)), because


@pytest.mark.parametrize(("start", "required"), [("0.6", "0.75"), ("0.8", "1"), ("0.9", "1")])
def test_a_part_of_a_high_share_asks_for_all_and_no_more(start: str, required: str) -> None:
    """A quarter more than 90 % would be 112.5 %, which no class can reach."""
    found = asked({"increase_by": "25% relative"}, Value(Fraction(start)), is_share=True)
    assert found == Goal("at_least", low=Fraction(required))


@pytest.mark.parametrize(
    ("measure", "start", "now", "required"),
    [(IN_QUARTER, share(9, 10), share(1, 1), 1), (COUNT, count(90), count(99), 99)],
)
def test_only_a_share_has_a_top(tmp_path: Path, measure: str, start: Result, now: Result, required: int) -> None:
    """A tenth more than 90 of a hundred is asked of a count, and a quarter more than 90 % is all of a share."""
    step = "25%" if measure == IN_QUARTER else "10%"
    target = f"{{due: Y1-Q2, increase_by: {step} relative, compared_to: Y1-Q1}}"
    found = judged(tmp_path, measure, target, now, more=", every: quarter", then={"Y1-Q1": start})
    verdict = found.groups[EVERYONE]
    assert (verdict.status, verdict.goal) == ("met", Goal("at_least", low=Fraction(required)))


@pytest.mark.parametrize("comparator", ["at_least", "more_than"])
def test_the_level_of_the_period_before_is_asked_for_again_or_passed(comparator: str) -> None:
    """A record that is never to fall back, or to rise every time; a level of another list says nothing."""
    levels = ("Drafted", "Submitted", "Approved")
    assert asked({comparator: "previous"}, Level("Submitted", 1), levels) == Goal(comparator, level="Submitted")
    unknown = NoGoal("previous has no value: it is a level")
    assert asked({comparator: "previous"}, Level("Begun", 1), levels) == unknown


@pytest.mark.parametrize("target", [{"increase_by": "5 pp"}, {"grow_toward": {"goal": "80%", "close": "25%"}}])
def test_without_a_start_there_is_no_goal(target: dict[str, object]) -> None:
    """The reason says why."""
    assert asked(target, NoValue("no survey")) == NoGoal("no baseline to compare to: no survey")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("increase_by: 5 pp", "no baseline to compare to: the definition names no baseline"),
        ("increase_by: 5 pp, compared_to: Y1-Q1", "no Y1-Q1 to compare to: no data for Y1-Q1"),
        ("more_than: previous", "previous has no value: no data for Y1-Q1"),
        ("at_least: {metric: other}", "other has no value: not counted"),
    ],
)
def test_a_missing_start_is_named(tmp_path: Path, target: str, reason: str) -> None:
    """No older period is taken in its place; an analyst reads which one is missing."""
    rest = f"title: T, group: G, owner: O, every: quarter, measure: {IN_QUARTER}"
    p = program(tmp_path, f"other: {{{rest}, track: true}}\nm: {{{rest}, targets: [{{due: Y1-Q2, {target}}}]}}")
    row = observe(p.calendar, p.metrics["m"], Q2_END)
    standing = Standing(p.calendar, {("m", row): {EVERYONE: share(1, 2)}}, Q2_END)
    verdict = judge_metric(standing, p.metrics["m"], PeriodsOfRow(row, None, None)).groups[EVERYONE]
    assert (verdict.status, verdict.reason) == ("no_baseline", reason)


def test_the_first_period_has_no_previous_one(tmp_path: Path) -> None:
    """Nothing was before the program."""
    today = date(2024, 11, 3)  # the last day of Y0-Q1
    more = ", every: quarter"
    verdict = judged(tmp_path, IN_QUARTER, "{due: Y0-Q1, more_than: previous}", share(1, 2), more=more, today=today)
    assert verdict.groups[EVERYONE].reason == "previous has no value: the calendar has no previous"


@pytest.mark.parametrize(
    ("school", "required"), [("Ash", Fraction(3, 10)), ("Birch", Fraction(3, 10)), ("Cedar", Fraction(7, 10))]
)
def test_the_first_baseline_that_takes_in_the_part_is_its_start(
    tmp_path: Path, school: str, required: Fraction
) -> None:
    """20 % for two schools together, 60 % for everybody else; 10 points more are asked."""
    p = program(
        tmp_path,
        f"m: {{title: T, group: G, owner: O, every: quarter, measure: {IN_QUARTER},"
        " targets: [{due: Y1-Q2, increase_by: 10 pp, each: school}], baseline: ["
        "{stated: 20%, period: Y0, scope: {school: [Ash, Birch]}}, {stated: 60%, period: Y0}]}",
    )
    row = observe(p.calendar, p.metrics["m"], Q2_END)
    part = Group((("school", school),))
    results: dict[CellKey, dict[Group, Result]] = {("m", row): {EVERYONE: share(1, 2), part: share(1, 2)}}
    found = judge_metric(Standing(p.calendar, results, Q2_END), p.metrics["m"], PeriodsOfRow(row, None, None))
    assert found.groups[part].goal == Goal("at_least", low=required)


# --- who has no target, and when a period has begun -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "targets"), [(SHARE, ""), (SHARE, "{due: Y1-Q2, track: true}"), (COUNT, "{due: Y1-Q2, at_least: 60}")]
)
def test_a_retired_metric_is_retired_in_every_group(tmp_path: Path, measure: str, targets: str) -> None:
    """Also where nothing would be judged; the last result stays beside it."""
    text = f"m: {{title: T, group: G, owner: O, measure: {measure}, targets: [{targets}],"
    p = program(tmp_path, f"{text} retired: {{on: 2026-02-15, why: replaced}}}}")
    row, girls = observe(p.calendar, p.metrics["m"], Q2_END), Group((("gender", "Female"),))
    results: dict[CellKey, dict[Group, Result]] = {("m", row): {EVERYONE: count(9), girls: count(4)}}
    found = judge_metric(Standing(p.calendar, results, Q2_END), p.metrics["m"], PeriodsOfRow(row, None, None))
    assert {group: (each.status, each.result) for group, each in found.groups.items()} == {
        EVERYONE: ("retired", count(9)),
        girls: ("retired", count(4)),
    }


@pytest.mark.parametrize(
    ("today", "expected"), [(date(2025, 11, 2), NoValue("its period has not begun")), (date(2025, 11, 3), share(1, 2))]
)
def test_a_period_has_begun_on_its_first_day(tmp_path: Path, today: date, expected: Result) -> None:
    """The second quarter begins on Monday, November 3."""
    target = "{every: quarter, starts: Y1-Q2, until: Y1-Q2, at_least: 60%}"
    found = judged(tmp_path, IN_QUARTER, target, share(1, 2), more=", every: quarter", today=today)
    assert found.groups[EVERYONE].result == expected


# --- how many more ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comparator", "passing", "needed", "because"),
    [
        ("at_least", 16989, 1, "16,990 of 20,000 are 84.95 %, judged as 85.0 %"),
        ("at_least", 16900, 90, "ninety more make 16,990"),
        ("more_than", 17000, 10, "17,010 are 85.05 %, judged as 85.1 %; what is judged as 85.0 % is not more"),
        ("more_than", 16989, 21, "one more would be judged as 85.0 %"),
    ],
)
def test_how_many_more_where_a_tenth_decides(comparator: str, passing: int, needed: int, because: str) -> None:
    """85 % of 20,000, judged to a tenth of a percentage point."""
    goal = Goal(comparator, low=Fraction(85, 100))
    assert needed_to(goal, share(passing, 20000), Kind.SHARE, Fraction(1, 1000)) == needed, because


def test_judged_to_decides_how_many_more_are_needed(tmp_path: Path) -> None:
    """1,690 of 2,000; the goal of 85.04 % is judged as 85.0 %, which 1,699 reach."""
    target = "{due: Y1-Q2, at_least: 85.04%}"
    verdict = judged(tmp_path, SHARE, target, share(1690, 2000), more=", judged_to: 0.1 pp").groups[EVERYONE]
    assert (verdict.status, verdict.needed) == ("not_met", 9)
    reached = judged(tmp_path, SHARE, target, share(1699, 2000), more=", judged_to: 0.1 pp").groups[EVERYONE]
    assert reached.status == "met"
