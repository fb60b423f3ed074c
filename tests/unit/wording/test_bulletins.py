"""What a scheduled report says of a target whose day comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kpitrack.model.bulletins import DueTarget
from kpitrack.model.published import Goal
from kpitrack.wording.bulletins import due_target
from tests.builders import at_least, metric, shown, target


@pytest.mark.parametrize(
    ("goal", "text"),
    [
        (at_least(20), "Teachers: target 20 is due Nov 2, 2025. Next: HR."),
        (None, "Teachers: due Nov 2, 2025. Next: HR."),
    ],
)
def test_a_target_that_comes_due_is_named_with_its_goal_if_it_has_one(goal: Goal | None, text: str) -> None:
    """Of what is only reported for information, or judged part by part, there is no goal to name."""
    about = metric(title="Teachers", owner="HR", kind="count", unit="count", total=shown(18))
    assert due_target(DueTarget(about, replace(target(due=date(2025, 11, 2)), goal=goal))) == text
