"""A report reads every source that it asks something of, also if it speaks of a single metric."""

from __future__ import annotations

import pytest

from kpitrack.pipeline import Question, load_program, report
from tests.shipped import shipped_targets


@pytest.mark.parametrize("metric", ["studio_enrollment", "district_students"])
def test_what_a_share_hides_is_known_when_its_count_is_asked_for_alone(metric: str) -> None:
    """The share of the same people stands on another source than their count."""
    found = report(load_program(shipped_targets()), Question(period="Y1-Q2", metrics=(metric,)))
    assert [each.id for each in found.metrics] == [metric]
