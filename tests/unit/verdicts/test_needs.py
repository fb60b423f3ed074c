"""What judging will look up is counted before: no more, no less."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpitrack.model.calendar import Observed
from kpitrack.verdicts import PeriodsOfRow, needed_groupings, needed_keys, observe
from tests.worlds import Q2_END, program

SHARE = "{kind: share, of: students, having: {from: log, window: in_period}}"


@pytest.mark.parametrize(
    ("target", "periods", "because"),
    [
        ("due: Y1-Q1, at_least: 80%", {"Y1-Q1"}, "the value of the due day"),
        ("due: Y1-Q2, at_least: 80%", {"Y1-Q2"}, "due today is due"),
        ("due: Y1-Q3, at_least: 80%", set(), "a day that has not come has no value"),
        ("due: Y1-Q3, at_least: Y1-Q1", {"Y1-Q1"}, "a period stands for its value"),
        ("due: Y1-Q3, more_than: previous", {"Y1-Q2"}, "the quarter before the third"),
        ("due: Y1-Q3, at_least: 80%, or: {more_than: previous}", {"Y1-Q2"}, "also where it stands beside"),
        ("due: Y1-Q3, increase_by: 5 pp, compared_to: Y1-Q1", {"Y1-Q1"}, "the start of a rise"),
        ("due: Y1-Q3, decrease_by: 5 pp, compared_to: Y1-Q1", {"Y1-Q1"}, "the start of a fall"),
        ("due: Y1-Q3, grow_toward: {goal: 90%, close: 50%}, compared_to: Y1-Q1", {"Y1-Q1"}, "the start of a part"),
        ("due: Y1-Q3, at_least: 80%, compared_to: Y1-Q1", set(), "a plain goal starts nowhere"),
        ("due: Y1-Q3, at_least: 80%, changed: {on: 2026-03-01, from: previous, why: w}", {"Y1-Q2"}, "still in force"),
    ],
)
def test_a_target_asks_for_the_periods_it_rests_on(
    tmp_path: Path, target: str, periods: set[str], because: str
) -> None:
    """Besides the periods of the report's row, which here are none of them."""
    metric_yaml = f"m: {{title: T, group: G, owner: O, every: quarter, measure: {SHARE}, targets: [{{{target}}}]}}"
    assert asked(tmp_path, metric_yaml) - {"Y0-Q1"} == periods, because


def asked(tmp_path: Path, text: str) -> set[str]:
    p = program(tmp_path, text)
    first = p.calendar.period("Y0-Q1")
    keys = needed_keys(p.calendar, p.metrics["m"], PeriodsOfRow(Observed(first, first.end), None, None), Q2_END)
    return {seen.period.id for _, seen in keys}


def test_the_row_asks_for_its_own_periods(tmp_path: Path) -> None:
    """Now, before, and a year ago, as far as there are such periods."""
    p = program(tmp_path, f"m: {{title: T, group: G, owner: O, every: quarter, measure: {SHARE}, track: true}}")
    now, before, ago = (
        Observed(each, each.end) for each in (p.calendar.period(name) for name in ("Y1-Q2", "Y1-Q1", "Y0-Q2"))
    )
    m = p.metrics["m"]
    assert list(needed_keys(p.calendar, m, PeriodsOfRow(now, before, ago), Q2_END)) == [
        ("m", now),
        ("m", before),
        ("m", ago),
    ]
    assert list(needed_keys(p.calendar, m, PeriodsOfRow(now, None, None), Q2_END)) == [("m", now)]


@pytest.mark.parametrize(
    ("baseline", "path", "periods"),
    [
        ("{period: Y0-Q3}", "retarget", {"Y0-Q3", "Y0-Q4", "Y1-Q1"}),
        ("{stated: 40%, period: Y0-Q3}", "retarget", {"Y0-Q4", "Y1-Q1"}),
        ("{stated: 40%, period: Y0-Q4}", "retarget", {"Y1-Q1"}),
        ("{stated: 40%, period: Y0-Q3}", "straight", set()),
    ],
)
def test_a_way_that_is_shared_out_anew_asks_for_its_earlier_checkpoints(
    tmp_path: Path, baseline: str, path: str, periods: set[str]
) -> None:
    """In the second quarter: every checkpoint since the start, and the start itself where it is measured."""
    p = program(
        tmp_path,
        f"m: {{title: T, group: G, owner: O, every: quarter, measure: {SHARE}, baseline: {baseline},"
        f" targets: [{{due: Y1-Q4, at_least: 80%, path: {path}}}]}}",
    )
    row = observe(p.calendar, p.metrics["m"], Q2_END)
    keys = list(needed_keys(p.calendar, p.metrics["m"], PeriodsOfRow(row, None, None), Q2_END))
    assert {seen.period.id for _, seen in keys} - {"Y1-Q2"} == periods
    assert all(seen.through == seen.period.end for _, seen in keys)


@pytest.mark.parametrize(
    ("target", "groupings"),
    [
        ("at_least: 80%", []),
        ("at_least: 80%, scope: {school: Ash}", [("school",)]),
        ("at_least: 80%, each: school", [("school",)]),
        ("at_least: 80%, each: [gender, school]", [("gender", "school")]),
        ("at_least: 80%, each: gender, scope: {school: Ash}", [("school",), ("school", "gender")]),
        ("at_least: 80%, each: gender, scope: {gender: [Female, Male]}", [("gender",)]),
    ],
)
def test_parts_are_counted_by_their_dimensions(tmp_path: Path, target: str, groupings: list[tuple[str, ...]]) -> None:
    """The part a scope names, and every part of `each`; the whole is counted anyway."""
    p = program(
        tmp_path,
        f"m: {{title: T, group: G, owner: O, measure: {SHARE}, targets: [{{due: Y1-Q2, {target}}}]}}",
    )
    assert list(needed_groupings(p.metrics["m"])) == groupings
