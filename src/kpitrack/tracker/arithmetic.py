"""The tracker's rule in exact numbers: targets, differences, status.

Figures are in percent (or points) with one decimal, rounded half away from zero, so that a shown difference is
always shown result less shown target and never contradicts the status.
source: "Each target adjusted based on previous year results to keep school on track to reach the goal"; the original
workbook counts blanks as zero, this one draws a straight line from the last known result to the goal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kpitrack.model.paths import retargeted
from kpitrack.model.quantities import round_half_up
from kpitrack.model.workbook import Entry, HiddenEntry, Labels, LevelGoal, TrackerRow
from kpitrack.wording import tracker as words

DECIMALS = 1


@dataclass(frozen=True, slots=True)
class Computed:
    """Every computed cell of a row; None is an empty cell."""

    increase: Fraction | None
    goal: Fraction | None
    targets: tuple[Fraction | None, ...]
    differences: tuple[Fraction | None, ...]
    original: tuple[Fraction | None, ...]  # the straight path from the baseline, never re-targeted
    status: str


def compute(row: TrackerRow, labels: Labels) -> Computed:
    """All computed cells of a row."""
    baseline, results = known(row.baseline), tuple(known(each) for each in row.results)
    increase = increase_of(row.goal, baseline)
    goal = final_goal(baseline, increase, row.top)
    targets = tuple(target_of(baseline, results, goal, number) for number in range(len(results)))
    differences = tuple(difference(*pair) for pair in zip(results, targets, strict=True))
    original = tuple(_on_the_line(baseline, goal, number + 1, len(results)) for number in range(len(results)))
    status = _status(row, differences, labels)
    return Computed(increase, goal, targets, differences, original, status)


def known(entry: Entry) -> Fraction | None:
    """The number of an entry; a hidden one has none."""
    return None if isinstance(entry, HiddenEntry) else entry


def tenth(value: Fraction) -> Fraction:
    return round_half_up(value, DECIMALS)


def increase_of(goal: LevelGoal, baseline: Fraction | None) -> Fraction | None:
    """The increase as promised; for a goal that is a level, what is missing to it."""
    if goal.reach is not None:
        return None if baseline is None else tenth(goal.reach - baseline)
    return goal.increase


def final_goal(baseline: Fraction | None, increase: Fraction | None, top: Fraction) -> Fraction | None:
    """Baseline plus increase, at most the top of the scale."""
    if baseline is None or increase is None:
        return None
    return min(top, tenth(baseline + increase))


def target_of(
    baseline: Fraction | None, results: Sequence[Fraction | None], goal: Fraction | None, number: int
) -> Fraction | None:
    """The target of checkpoint `number` (from 0): what is left to the goal, shared over the checkpoints left.

    A missing year draws a straight line from the last known result (the baseline if there is none) to the goal. A
    school above its goal never gets a target beyond it.
    """
    if baseline is None or goal is None:
        return None
    return tenth(min(goal, retargeted(baseline, results, goal, number)))


def difference(result: Fraction | None, target: Fraction | None) -> Fraction | None:
    return None if result is None or target is None else tenth(result - target)


def _on_the_line(baseline: Fraction | None, goal: Fraction | None, step: int, steps: int) -> Fraction | None:
    if baseline is None or goal is None:
        return None
    return tenth(baseline + (goal - baseline) * Fraction(step, steps))


def _status(row: TrackerRow, differences: Sequence[Fraction | None], labels: Labels) -> str:
    """By the newest checkpoint that says something; equal to the target is reached."""
    if row.to_check:
        return words.CHECK_ENTRY
    if not row.goal.is_known:
        return words.NO_GOAL if any(each is not None for each in row.results) else words.NO_DATA
    last = len(row.results) - 1
    for number in range(last, -1, -1):
        if isinstance(row.results[number], HiddenEntry):
            return words.NOT_SHOWN
        found = differences[number]
        if found is not None:
            if number == last:
                return words.MET if found >= 0 else words.NOT_MET
            year = labels.short[number]
            return words.on_track(year) if found >= 0 else words.off_track(year)
    if isinstance(row.baseline, HiddenEntry):
        return words.NOT_SHOWN
    if not any(known(each) is not None for each in row.results):
        return words.NO_DATA
    return words.NO_BASELINE
