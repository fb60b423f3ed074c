"""tracker.yaml: what is wrong is named with its line; its rows are metrics of the program like any others."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpitrack import pipeline
from kpitrack.definitions.strict_yaml import parse_yaml
from kpitrack.definitions.tracker import read_tracker, tracker_of
from kpitrack.errors import DefinitionErrors, UsageError
from kpitrack.model.program import Program

TARGETS = Path(__file__).parents[3] / "targets"
TEXT = (TARGETS / "tracker.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def program() -> Program:
    return pipeline.load_program(TARGETS)


def problems(program: Program, text: str) -> str:
    with pytest.raises(DefinitionErrors) as caught:
        tracker_of(program, parse_yaml(text, name="targets/tracker.yaml"), frozenset({"D5-001"}))
    return str(caught.value)


def test_the_shipped_plan_has_the_documents_twelve_rows(program: Program) -> None:
    """All of them are ordinary metrics, so that report, explain and trend know them."""
    plan = read_tracker(program)
    groups = [item.group for item in plan.items]
    assert (groups.count("STUDENTS"), groups.count("PARENTS"), groups.count("STAFF")) == (7, 4, 1)
    assert {item.metric for item in plan.items} <= set(program.metrics)
    assert program.calendar.find("Fall-2021") is not None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("metric: ses_safe", "metric: ses_save", 'unknown metric "ses_save"; did you mean "ses_safe"?'),
        ("tabs: [Elementary,", "tabs: [Elementry,", 'unknown category "Elementry"; did you mean "Elementary"?'),
        ("results: [Fall-2022,", "results: [Fall-2020,", 'unknown period "Fall-2020"'),
        ("level: level", "level: levels", 'unknown dimension "levels"; did you mean "level"?'),
        ("  baseline: Fall-2021\n", "", 'the key "baseline" is missing'),
        ("colors:", "colours:", "colours"),
        ("results: [Fall-2022, Fall-2023, Fall-2024, Fall-2025]", "results: []", "at least one result"),
        ("typed: typed_in", "typed: nothing", 'unknown source "nothing"'),
        ("items:", "metrics: {}\nitems:", '"metrics" moved out of tracker.yaml\n  try: write it in a file of metrics'),
        ("items:", "series: {}\nitems:", "try: write it in program.yaml, under `calendar`"),
        ("D5-001", "D5-999", 'unknown inventory id "D5-999"'),
    ],
)
def test_what_is_wrong_is_named_with_its_place(program: Program, old: str, new: str, message: str) -> None:
    assert old in TEXT
    found = problems(program, TEXT.replace(old, new, 1))
    assert message in found
    assert "targets/tracker.yaml:" in found


def test_a_program_without_a_tracker_says_what_to_write(program: Program, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no tracker\.yaml"):
        read_tracker(program.model_copy(update={"folder": tmp_path}))
