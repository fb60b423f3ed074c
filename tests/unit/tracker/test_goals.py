"""A tracker row's goal is the metric's target and stands nowhere else."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from kpitrack.errors import UsageError
from kpitrack.model.metrics import Metric
from kpitrack.model.workbook import FinalGoal, LevelGoal, Workbook
from kpitrack.tracker import level_goal

BOOK = Workbook(
    tabs=("Elementary", "Middle"),
    baseline="Fall-2021",
    results=("Fall-2022",),
    goal=FinalGoal.model_validate({"due": "2026-06-12", "label": "2026"}),
)
SCOPED = {"due": "2026-06-12", "each": ["school"], "scope": {"level": "Elementary"}, "increase_by": "9.3 pp"}

WHOLE = {"due": "2026-06-12", "at_least": "60%"}


def metric(*targets: dict[str, Any]) -> Metric:
    measure = {"kind": "share", "of": "students", "having": {"from": "survey", "window": "in_period"}}
    return Metric.model_validate(
        {"title": "t", "group": "g", "owner": "o", "measure": measure, "targets": list(targets)}
    ).model_copy(update={"id": "m"})


@pytest.mark.parametrize(
    ("targets", "level", "goal", "because"),
    [
        ([SCOPED], "Elementary", LevelGoal(increase=Fraction("9.3")), "as promised"),
        ([SCOPED], "Middle", LevelGoal(), "not known there: an open list"),
        ([WHOLE, SCOPED], "Elementary", LevelGoal(increase=Fraction("9.3")), "own first"),
        ([WHOLE, SCOPED], "Middle", LevelGoal(), "the district's is no school's"),
        ([WHOLE], "Middle", LevelGoal(reach=Fraction(60)), "the program's own goal"),
        ([{**WHOLE, "role": "checkpoint"}], "Middle", LevelGoal(), "only finals"),
        ([{"due": "2026-06-12", "track": True}], "Middle", LevelGoal(), "nothing promised"),
    ],
)  # fmt: skip
def test_a_goal(targets: list[dict[str, Any]], level: str, goal: LevelGoal, because: str) -> None:
    assert level_goal(metric(*targets), BOOK, level) == goal, because


@pytest.mark.parametrize("target", [{"increase_by": "5% relative"}, {"at_most": "10%"}, {"more_than": "baseline"}])
def test_a_target_that_no_row_can_hold_is_refused(target: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="cannot be a row of the tracker"):
        level_goal(metric({"due": "2026-06-12", **target}), BOOK, "Elementary")
