"""A report of one metric reads what its protection looks at, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpitrack import disclosure, pipeline

SHIPPED = Path(__file__).parents[2] / "targets"


@pytest.mark.parametrize("metric", ["studio_enrollment", "district_teachers"])
def test_a_count_beside_a_share_of_another_source_can_be_asked_for_alone(metric: str) -> None:
    """The share that the count must not tell stands on a source of its own, which nobody asked for."""
    program = pipeline.load_program(SHIPPED)
    shares = disclosure.told_by(program, metric)
    assert any(set(program.sources_of(each)) - set(program.sources_of(metric)) for each in shares)
    [found] = pipeline.report(program, pipeline.Question(period="Q2", metrics=(metric,))).metrics
    assert found.id == metric
