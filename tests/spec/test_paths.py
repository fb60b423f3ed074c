"""The way to a goal that is shared out anew after every result, and ways that cannot be told: the rule book.

Quarters stand for the tracker's years: from the last quarter of Y0 to the last of Y1 there are four checkpoints.
Values are judged to a tenth of a percentage point, as the tracker's items are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack.model.calendar import Calendar
from kpitrack.model.cells import EVERYONE
from kpitrack.model.verdicts import NoValue, Result, Verdict
from kpitrack.verdicts.pace import straight_path
from tests.spec.test_statuses import COUNT, IN_QUARTER, SHARE, count, judged, share

Q3_END = date(2026, 5, 17)
RISING = "due: Y1-Q4, at_least: 70%, path: retarget"
FALLING = "due: Y1-Q4, at_most: 10%, path: retarget"


def percent(value: str) -> Fraction:
    return Fraction(value) / 100


def shown(tmp_path: Path, target: str, start: str, now: Result, then: Mapping[str, Result], today: date) -> Verdict:
    more = f", every: quarter, judged_to: 0.1 pp, baseline: {{stated: {start}, period: Y0-Q4}}"
    found = judged(tmp_path, IN_QUARTER, f"{{{target}}}", now, more=more, then=then, today=today)
    return found.groups[EVERYONE]


@pytest.mark.parametrize(
    ("target", "start", "then", "today", "expected", "because"),
    [
        (RISING, "60%", {}, date(2025, 11, 2), "62.5", "a quarter of the way: 60 + 10/4"),
        (RISING, "60%", {"Y1-Q1": share(640, 1000)}, date(2026, 2, 15), "66", "64 + 6/3"),
        (RISING, "60%", {"Y1-Q1": share(620, 1000)}, date(2026, 2, 15), "64.7", "62 + 8/3 = 64.67"),
        (RISING, "60%", {}, date(2026, 2, 15), "65", "no result yet: half of the way from the start"),
        (RISING, "60%", {"Y1-Q1": NoValue("no survey")}, date(2026, 2, 15), "65", "no survey is no result"),
        (RISING, "60%", {"Y1-Q1": share(64, 100)}, Q3_END, "68", "one is missing: 64 + 6 x 2/3"),
        (RISING, "60%", {"Y1-Q1": share(62, 100), "Y1-Q2": share(61, 100)}, Q3_END, "65.5", "61 + 9/2"),
        (RISING, "60%", {"Y1-Q1": share(6244, 10000)}, date(2026, 2, 15), "64.9", "62.44 is 62.4, and 62.4 + 7.6/3"),
        (RISING, "60.04%", {}, date(2025, 11, 2), "62.5", "60.04 is 60.0"),
        (RISING, "60%", {"Y1-Q1": share(80, 100)}, date(2026, 2, 15), "70", "above the goal: never beyond it"),
        (FALLING, "20%", {}, date(2025, 11, 2), "17.5", "down: 20 - 10/4"),
        (FALLING, "20%", {"Y1-Q1": share(16, 100)}, date(2026, 2, 15), "14", "16 - 6/3"),
        (FALLING, "20%", {"Y1-Q1": share(5, 100)}, date(2026, 2, 15), "10", "below the limit: no more is asked"),
    ],
)
def test_what_is_left_is_shared_over_the_periods_left(
    tmp_path: Path, target: str, start: str, then: Mapping[str, Result], today: date, expected: str, because: str
) -> None:
    """The next point is last + (goal - last) / periods left, at one decimal, never beyond the goal."""
    verdict = shown(tmp_path, target, start, share(1, 2), then, today)
    assert verdict.expected == percent(expected), because


@pytest.mark.parametrize(
    ("now", "expected"),
    [(share(625, 1000), "on_track"), (share(6245, 10000), "on_track"), (share(6244, 10000), "off_track")],
)
def test_a_checkpoint_is_held_against_what_is_shown(tmp_path: Path, now: Result, expected: str) -> None:
    """62.5 is asked; 62.45 is shown as 62.5, 62.44 as 62.4."""
    assert shown(tmp_path, RISING, "60%", now, {}, date(2025, 11, 2)).status == expected


def test_a_period_before_the_start_is_no_checkpoint(tmp_path: Path) -> None:
    """The start is measured in the third quarter; in the second nothing is expected yet."""
    more = ", every: quarter, baseline: {stated: 60%, period: Y1-Q3}"
    verdict = judged(tmp_path, IN_QUARTER, f"{{{RISING}}}", share(1, 2), more=more).groups[EVERYONE]
    assert (verdict.status, verdict.expected) == ("not_due", None)


@pytest.mark.parametrize("path", ["straight", "retarget"])
def test_without_a_start_nothing_is_expected(tmp_path: Path, path: str) -> None:
    """The baseline is to be measured in Q1 and was not; the goal itself needs no start."""
    more = ", every: quarter, baseline: {period: Y1-Q1}"
    verdict = judged(
        tmp_path, IN_QUARTER, f"{{due: Y1-Q4, at_least: 70%, path: {path}}}", share(1, 2), more=more
    ).groups[EVERYONE]
    assert (verdict.status, verdict.expected) == ("not_due", None)


@pytest.mark.parametrize(
    ("since", "due", "today", "expected", "because"),
    [
        ("2025-09-01", "2025-09-11", "2025-09-06", "5", "half of ten days"),
        ("2025-09-01", "2025-09-11", "2025-09-30", "10", "the due day is the end of the line"),
        ("2025-09-01", "2025-09-02", "2025-09-01", "0", "one day, which has not passed"),
        ("2025-09-01", "2025-09-01", "2025-09-01", "10", "no day between: the goal itself"),
        ("2025-12-22", "2025-12-24", "2025-12-23", "10", "no program day between: the goal itself"),
        ("2025-12-18", "2025-12-26", "2025-12-19", "5", "two days are no break, one of them has passed"),
    ],
)
def test_a_straight_line_from_nothing_to_ten(since: str, due: str, today: str, expected: str, because: str) -> None:
    """Days of the break, December 21 to 31, do not count."""
    year = {"starts": "2025-08-11", "breaks": [["2025-12-21", "2025-12-31"]]}
    days = [date.fromisoformat(each) for each in (since, due, today)]
    point = straight_path(
        Calendar.model_validate({"years": {"Y1": year}}),
        start=Fraction(0),
        goal=Fraction(10),
        since=days[0],
        due=days[1],
        today=days[2],
    )
    assert point == Fraction(expected), because


@pytest.mark.parametrize(
    "other",
    [
        "scope: {school: Ash}",
        "each: school",
        "scope: {school: Ash}, each: gender",
        "scope: {school: Elm}, each: gender",
    ],
)
def test_only_a_promise_for_the_same_part_sets_the_pace(tmp_path: Path, other: str) -> None:
    """A checkpoint of one school says nothing about the whole district, nor one of every school about one."""
    targets = f"{{due: Y1-Q1, at_least: 20%, {other}, role: checkpoint}}, {{due: Y1, at_least: 80%}}"
    verdict = judged(tmp_path, SHARE, targets, share(3, 10)).targets[1].verdict
    assert (verdict.status, verdict.expected) == ("not_due", None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("scope: {school: Ash}", "scope: {school: Elm}"),
        ("scope: {school: Ash}", "scope: {school: Ash}, each: gender"),
    ],
)
def test_parts_differ_by_scope_and_by_each(tmp_path: Path, one: str, other: str) -> None:
    """Two parts are the same only if both agree."""
    targets = f"{{due: Y1-Q1, at_least: 20, {one}, role: checkpoint}}, {{due: Y1, at_least: 80, {other}}}"
    verdict = judged(tmp_path, COUNT, targets, count(30)).targets[1].verdict
    assert verdict.expected is None
