"""Who counts as people: small groups of them are protected, those of things are not."""

from __future__ import annotations

from dataclasses import fields

import pytest

from kpitrack.disclosure.policy import Rules, is_about_people, rules_of
from kpitrack.model.measures import Kind
from kpitrack.model.program import Disclosure
from tests.unit.disclosure.districts import shipped


@pytest.mark.parametrize(
    ("metric", "is_people", "because"),
    [
        ("opt_out_rate", True, "a share of students"),
        ("studio_retention", True, "a share of a population that is made of students"),
        ("graduates_with_portfolios", True, "graduates, counted once each"),
        ("media_stories", False, "stories"),
        ("sandbox_lessons", False, "lessons, though each has an author"),
        ("parent_satisfaction", True, "answers without any id are somebody's"),
        ("year_1_investment", False, "a total of rows without any id adds up money"),
        ("grants_asked_state", False, "rows of applications"),
        ("board_approval", False, "what somebody wrote down once"),
        ("retention_gap", True, "a gap of a share of people"),
        ("grants_asked", False, "a sum of money"),
        ("lessons_per_champion", True, "one of its parts counts people"),
    ],
)
def test_who_counts_as_people(metric: str, is_people: bool, because: str) -> None:
    program = shipped()
    assert is_about_people(program, program.metrics[metric]) is is_people, because


@pytest.mark.parametrize(
    ("source", "kind", "is_people", "because"),
    [
        ("placements", Kind.COUNT, True, "every row has a student beside its own id"),
        ("placements", Kind.TOTAL, True, "their sums as well"),
        ("media", Kind.COUNT, False, "every row has a story"),
        ("parent_survey", Kind.TOTAL, False, "without any id a total is hours or money"),
        ("parent_survey", Kind.COUNT, True, "and a count may be of anybody"),
    ],
)
def test_single_rows_are_people_unless_all_their_ids_are_things(
    source: str, kind: Kind, is_people: bool, because: str
) -> None:
    program = shipped()
    metric = program.metrics["parent_satisfaction"]
    measure = metric.measure.model_copy(update={"source": source, "kind": kind})
    assert is_about_people(program, metric.model_copy(update={"measure": measure})) is is_people, because


def test_the_numbers_are_the_programs() -> None:
    """Each of the four comes from its own entry; without a program they are those of the default profile."""
    written = Disclosure.model_validate({"min_n": 12, "people_width": 7, "outcome_width": 4, "unanimous_below": 30})
    found = rules_of(shipped().model_copy(update={"disclosure": written}))
    assert [getattr(found, each.name) for each in fields(found)] == [12, 7, 4, 30]
    assert rules_of(shipped().model_copy(update={"disclosure": Disclosure()})) == Rules()
    assert [getattr(Rules(), each.name) for each in fields(Rules())] == [10, 5, 3, 20]
