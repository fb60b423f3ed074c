"""The document's rows and the given cases, to every shown figure; and the rows where rules meet."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack.tracker.arithmetic import Computed, compute
from kpitrack.wording import tracker as words
from tests.unit.tracker.builders import HIDDEN, LABELS, Typed, entry, row

CASES = [
    each
    for each in csv.DictReader(Path(__file__).with_name("cases.csv").read_text(encoding="utf-8").splitlines())
    if each["semantics"] == "line_r1"
]


def blank_or(text: str) -> str | None:
    return text or None


def given(case: dict[str, str]) -> Computed:
    results = [blank_or(case[name]) for name in ("result2022_I", "result2023_L", "result2024_O", "result2025_R")]
    return compute(row(blank_or(case["baseline_G"]), results, increase=case["goal_increase_F"]), LABELS)


def figures(case: dict[str, str], names: str) -> tuple[Fraction | None, ...]:
    return tuple(entry(blank_or(case[f"{name}_shown1"])) for name in names)  # type: ignore[misc]


def test_there_are_all_cases() -> None:
    assert len(CASES) == 22


@pytest.mark.parametrize("case", CASES, ids=[each["row"] for each in CASES])
def test_a_given_case(case: dict[str, str]) -> None:
    found = given(case)
    assert found.targets == figures(case, "HKNQ")
    assert found.differences == figures(case, "JMPS")
    assert (found.goal,) == figures(case, "T")
    assert found.status == case["U_status"]


@pytest.mark.parametrize(
    ("baseline", "results", "increase", "status", "because"),
    [
        (None, [None, None, None, None], "10.0", "NO DATA", "blank is not zero"),
        ("0.0", [None, None, None, None], "10.0", "NO DATA", "a zero is a baseline, and nothing is due"),
        ("0.0", ["0.0", None, None, None], "10.0", "OFF TRACK (2022)", "a zero is a result"),
        ("74.0", [None, None, None, "84.0"], "10.0", "MET", "equal is reached"),
        ("74.0", [None, None, None, "83.9"], "10.0", "NOT MET", "one tenth short"),
        ("74.0", ["76.5", None, None, None], "10.0", "ON TRACK (2022)", "equal to the year's target"),
        ("74.0", ["76.4", None, None, None], "10.0", "OFF TRACK (2022)", "one tenth below the year's target"),
        ("95.0", [None, None, None, "100.0"], "10.0", "MET", "no goal is above 100"),
        ("100.0", ["100.0", None, None, None], "10.0", "ON TRACK (2022)", "at the top there is nothing above"),
        (None, ["50.0", None, None, None], "10.0", "NO BASELINE", "a result without a start"),
        (None, [None, None, None, "50.0"], "10.0", "NO BASELINE", "also in the last year"),
        ("74.0", ["75.0", None, None, None], None, "NO GOAL YET", "the level's goal is not known"),
        ("74.0", [None, None, None, None], None, "NO DATA", "no goal and no result"),
        ("74.0", ["75.0", HIDDEN, None, None], None, "NO GOAL YET", "a result is hidden, but none would be judged"),
        (HIDDEN, ["75.0", None, None, None], None, "NO GOAL YET", "nor does a hidden start matter without a goal"),
        (HIDDEN, [None, None, None, None], None, "NO DATA", "a hidden start is no result"),
        (HIDDEN, ["75.0", None, None, None], "10.0", "NOT SHOWN", "a hidden start gives no target"),
        ("74.0", ["79.0", None, None, HIDDEN], "10.0", "NOT SHOWN", "the newest input is hidden"),
        ("74.0", [HIDDEN, "79.0", None, None], "10.0", "ON TRACK (2023)", "an older one is hidden"),
    ],
)
def test_a_boundary(baseline: Typed, results: list[Typed], increase: str | None, status: str, because: str) -> None:
    assert compute(row(baseline, results, increase=increase), LABELS).status == status, because


@pytest.mark.parametrize(("goal", "baseline"), [("10.0", "74.0"), (None, "74.0"), ("10.0", None)])
def test_an_entry_to_check_goes_before_every_status(goal: str | None, baseline: str | None) -> None:
    """Nothing is said of a row while one of its entries cannot be used."""
    one = replace(row(baseline, [None, None, None, "104.0"], increase=goal), to_check=5)
    assert compute(one, LABELS).status == "CHECK ENTRY"


def test_the_goal_stops_at_the_top_of_the_scale() -> None:
    assert compute(row("95.0", increase="10.0"), LABELS).goal == 100
    assert compute(row("9.5", increase="1.0", top=10), LABELS).goal == 10


def test_a_school_above_its_goal_gets_no_target_beyond_it() -> None:
    found = compute(row("74.0", ["90.0", None, None, None]), LABELS)
    assert found.targets[1:] == (84, 84, 84)


@pytest.mark.parametrize(
    ("baseline", "increase", "first", "because"),
    [
        ("74.1", "0.2", "74.2", "74.15 is a tie and goes up"),
        ("0.1", "0.2", "0.2", "0.15 in floating point is less than a tie"),
        ("2.5", "0.6", "2.7", "2.65 goes up; the nearest float lies below"),
        ("60.0", "9.3", "62.3", "62.325 is no tie"),
    ],
)
def test_halves_go_up_in_exact_arithmetic(baseline: str, increase: str, first: str, because: str) -> None:
    assert compute(row(baseline, increase=increase), LABELS).targets[0] == Fraction(first), because


def test_a_goal_that_is_a_level_asks_for_what_is_missing() -> None:
    found = compute(row("6.0", ["6.5", None, None, None], reach="8.0", top=10), LABELS)
    assert (found.increase, found.goal, found.targets[0]) == (2, 8, Fraction("6.5"))
    assert found.status == words.on_track("2022")


def test_a_school_above_a_level_keeps_it() -> None:
    assert compute(row("9.0", reach="8.0", top=10), LABELS).targets == (8, 8, 8, 8)


def test_the_original_path_is_never_re_targeted() -> None:
    found = compute(row("74.0", ["90.0", "60.0", None, None]), LABELS)
    assert found.original == (Fraction("76.5"), 79, Fraction("81.5"), 84)


def test_any_number_of_checkpoints() -> None:
    labels = type(LABELS)("Fall 2021", ("Fall 2022", "Fall 2023"), "2024")
    assert compute(row("60.0", ["63.0", None]), labels).targets == (65, 70)
    assert compute(row("60.0", ["70.0"]), type(LABELS)("Fall 2021", ("Fall 2022",), "2023")).status == words.MET
