"""Targets that are judged part by part, and promises whose start or newest value is missing: the rule book.

Today is the last day of Q2 (2026-02-15) throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack.model.cells import EVERYONE, CellKey, Group
from kpitrack.model.verdicts import JudgedMetric, NoValue, Result
from kpitrack.verdicts import PeriodsOfRow, Standing, judge_metric, judged_period, observe
from tests.spec.test_statuses import IN_QUARTER, share
from tests.worlds import Q2_END, program

Parts = Mapping[tuple[tuple[str, str], ...], Result]
ASH, ELM = ("school", "Ash"), ("school", "Elm")
GIRLS, BOYS, OTHERS = ("gender", "Female"), ("gender", "Male"), ("gender", "Non-binary")


def judged(tmp_path: Path, target: str, now: Parts, then: Mapping[str, Parts] | None = None) -> JudgedMetric:
    text = f"m: {{title: T, group: G, owner: O, every: quarter, measure: {IN_QUARTER}, targets: [{target}]}}"
    p = program(tmp_path, text)
    metric, calendar = p.metrics["m"], p.calendar
    row = observe(calendar, metric, Q2_END)
    results: dict[CellKey, Mapping[Group, Result]] = {}
    for name, parts in (then or {}).items():
        observed = judged_period(calendar, metric, calendar.period(name))
        results["m", observed] = {Group(part): result for part, result in parts.items()}
    results["m", row] = {Group(part): result for part, result in now.items()}
    return judge_metric(Standing(calendar, results, Q2_END), metric, PeriodsOfRow(row, None, None))


@pytest.mark.parametrize(
    ("target", "parts", "expected", "because"),
    [
        ("each: school", {(ASH,): share(8, 10), (ELM,): share(9, 10)}, "met", "every school reaches it"),
        ("each: school", {(ASH,): share(7, 10), (ELM,): share(9, 10)}, "not_met", "one does not"),
        ("each: school", {(ASH,): NoValue("-"), (ELM,): share(9, 10)}, "no_data", "one is not known, none failed"),
        ("each: school", {(ASH,): NoValue("-"), (ELM,): share(1, 10)}, "not_met", "a failure weighs more"),
        ("each: [gender, school]", {(GIRLS, ASH): share(8, 10), (BOYS, ASH): share(8, 10)}, "met", "each pair"),
        ("each: [gender, school]", {(GIRLS, ASH): share(8, 10), (BOYS, ASH): share(7, 10)}, "not_met", "one pair"),
        (
            "each: gender, scope: {gender: [Female, Male]}",
            {(GIRLS,): share(8, 10), (BOYS,): share(8, 10), (("gender", "Non-binary"),): share(0, 10)},
            "met",
            "only what the scope names is judged",
        ),
        (
            "each: gender, scope: {gender: [Female, Male]}",
            {(GIRLS,): share(8, 10)},
            "no_data",
            "nothing is known of a category that the scope names",
        ),
        (
            "each: school, scope: {gender: Female}",
            {(GIRLS, ASH): share(8, 10), (BOYS, ASH): share(0, 10), (GIRLS,): share(8, 10)},
            "met",
            "the girls of every school",
        ),
    ],
)
def test_every_part(tmp_path: Path, target: str, parts: Parts, expected: str, because: str) -> None:
    """A target of at least 80 % with `each` is met where every part meets it."""
    found = judged(tmp_path, f"{{due: Y1-Q2, at_least: 80%, {target}}}", {(): share(1, 2), **parts})
    assert found.groups[EVERYONE].status == expected, because


@pytest.mark.parametrize(
    ("now", "before", "expected", "because"),
    [
        (share(95, 100), None, "met", "at the top already: the start does not matter"),
        (share(94, 100), None, "no_baseline", "an improvement cannot be told"),
        (share(94, 100), share(93, 100), "met", "it has improved"),
        (share(94, 100), share(94, 100), "not_met", "the same is no improvement"),
        (share(95, 100), share(96, 100), "met", "high enough to go down a little"),
    ],
)
def test_maintain_or_improve(tmp_path: Path, now: Result, before: Result | None, expected: str, because: str) -> None:
    """More than in the quarter before, or at least 95 %."""
    target = "{every: quarter, starts: Y1-Q2, until: Y1-Q2, more_than: previous, or: {at_least: 95%}}"
    then: Mapping[str, Parts] = {} if before is None else {"Y1-Q1": {(): before}}
    assert judged(tmp_path, target, {(): now}, then).groups[EVERYONE].status == expected, because


@pytest.mark.parametrize(
    ("then", "now", "expected", "because"),
    [
        (share(7, 10), NoValue("school is closed"), "not_met", "missed on its day, and nothing newer"),
        (share(7, 10), share(9, 10), "met", "made good later"),
        (share(8, 10), NoValue("school is closed"), "met", "kept on its day"),
        (NoValue("no walks"), NoValue("no walks"), "no_data", "nothing is known of either day"),
    ],
)
def test_a_promise_of_the_past(tmp_path: Path, then: Result, now: Result, expected: str, because: str) -> None:
    """A promise of at least 80 % that was due a quarter ago: kept stays kept, missed can be made good."""
    found = judged(tmp_path, "{due: Y1-Q1, at_least: 80%}", {(): now}, {"Y1-Q1": {(): then}})
    assert found.groups[EVERYONE].status == expected, because


def test_the_parts_that_a_scope_lists_are_shown_beside_the_whole(tmp_path: Path) -> None:
    """Each of them is judged; the total is that of everyone, and who is not listed is reported for information."""
    now: Parts = {(): share(1, 2), (GIRLS,): share(8, 10), (BOYS,): share(7, 10), (OTHERS,): share(1, 10)}
    found = judged(tmp_path, "{due: Y1-Q2, at_least: 80%, each: gender, scope: {gender: [Female, Male]}}", now)
    assert found.groups[EVERYONE].result == share(1, 2)
    statuses = {group.names[0]: verdict.status.value for group, verdict in found.groups.items() if group != EVERYONE}
    assert statuses == {"Female": "met", "Male": "not_met", "Non-binary": "tracked"}


@pytest.mark.parametrize(
    ("category", "of", "expected"),
    [("female", GIRLS, "met"), ("FEMALE", GIRLS, "met"), ("not reported", ("gender", "Not reported"), "met")],
)
def test_a_scope_is_compared_ignoring_case(tmp_path: Path, category: str, of: tuple[str, str], expected: str) -> None:
    """As in every filter."""
    now: Parts = {(): share(1, 2), (of,): share(8, 10)}
    found = judged(tmp_path, f"{{due: Y1-Q2, at_least: 80%, scope: {{gender: {category}}}}}", now)
    assert found.groups[EVERYONE].status == expected


def test_a_group_that_reaches_beyond_the_scope_is_not_judged(tmp_path: Path) -> None:
    """The girls of all schools say nothing about Ash; the girls of Ash are a part of it."""
    now: Parts = {(): share(1, 2), (GIRLS,): share(1, 10), (GIRLS, ASH): share(1, 10), (ASH,): share(8, 10)}
    found = judged(tmp_path, "{due: Y1-Q2, at_least: 80%, scope: {school: Ash}}", now)
    statuses = {group.names: verdict.status.value for group, verdict in found.groups.items()}
    assert statuses == {(): "met", ("Female",): "tracked", ("Female", "Ash"): "not_met", ("Ash",): "met"}


def test_a_part_that_nobody_was_counted_in_has_no_data(tmp_path: Path) -> None:
    """The reason says which, because the name may be written otherwise in the data."""
    found = judged(tmp_path, "{due: Y1-Q2, at_least: 80%, scope: {school: Fir}}", {(): share(1, 2)})
    reason = "nobody is counted of school Fir; a scope names a category as the data does"
    assert (found.groups[EVERYONE].status, found.groups[EVERYONE].result) == ("no_data", NoValue(reason))


def test_who_is_in_no_part_and_where_nobody_is_counted_at_all(tmp_path: Path) -> None:
    """Every category of the part is named; of everybody there is nothing to name."""
    both = judged(tmp_path, "{due: Y1-Q2, at_least: 80%, scope: {gender: Female, school: Fir}}", {(): share(1, 2)})
    reason = "nobody is counted of gender Female, school Fir; a scope names a category as the data does"
    assert both.groups[EVERYONE].result == NoValue(reason)
    assert judged(tmp_path, "{due: Y1-Q2, at_least: 80%}", {}).groups[EVERYONE].result == NoValue("nobody here")


def test_the_goal_of_a_part_grows_from_the_start_of_that_part(tmp_path: Path) -> None:
    found = judged(
        tmp_path,
        "{every: quarter, starts: Y1-Q2, until: Y1-Q2, each: school, increase_by: 10 pp, compared_to: previous}",
        {(): share(1, 2), (ASH,): share(6, 10), (ELM,): share(3, 10)},
        {"Y1-Q1": {(): share(2, 5), (ASH,): share(5, 10), (ELM,): share(2, 10)}},
    )
    assert found.groups[EVERYONE].status == "met"
    goal = found.groups[Group((ELM,))].goal
    assert goal is not None
    assert goal.low == Fraction(3, 10)
