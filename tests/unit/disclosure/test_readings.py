"""The rows of a source, where they are people: who may be told how many there are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpitrack.definitions import read_program
from kpitrack.disclosure import problems_shown, sources_released, sources_shown
from kpitrack.model.intake import SourceReading
from kpitrack.model.published import Audience
from tests.builders import problem, source
from tests.shipped import shipped_targets

PROGRAM = read_program(shipped_targets())
FEW = source("placements", rows=12, used=10)


def _told(audience: Audience, *readings: SourceReading) -> list[bool]:
    return [each.tells_rows for each in sources_shown(PROGRAM, audience, readings)]


@pytest.mark.parametrize(("audience", "told"), [("internal", True), ("shared", False), ("public", False)])
def test_rows_of_a_small_source_are_counted_before_the_team_alone(audience: Audience, told: bool) -> None:
    """Ten used rows hold ten students at most, which is what the hidden total is not to tell."""
    assert _told(audience, FEW) == [told]


@pytest.mark.parametrize(("audience", "told"), [("internal", True), ("shared", True), ("public", False)])
def test_rows_of_a_source_of_enough_people_are_counted_before_whoever_shares(audience: Audience, told: bool) -> None:
    """Eleven rows are the minimum of the program, and say no more than that the total could be printed."""
    assert _told(audience, replace(FEW, used=11)) == [told]


def test_rows_of_things_are_counted_also_where_they_are_few() -> None:
    """Five agreements are of partners; answers without any id are somebody's."""
    assert _told("shared", source("mou", used=5), source("parent_survey", used=5)) == [True, False]


@pytest.mark.parametrize(("audience", "told"), [("internal", True), ("shared", False), ("public", False)])
def test_a_release_counts_no_rows(audience: Audience, told: bool) -> None:
    """Two rows more than last week would be two people, though the figure itself stands as it was printed."""
    many = sources_shown(PROGRAM, audience, (source("opt_outs", rows=484, used=479),))
    assert [each.tells_rows for each in sources_released(audience, many)] == [told]


@pytest.mark.parametrize(
    ("audience", "message"),
    [("internal", "3 rows with 'Q'"), ("shared", "rows with 'Q'"), ("public", "rows with 'Q'")],
)
def test_how_many_hold_a_code_that_is_no_category_is_told_to_the_team_alone(audience: Audience, message: str) -> None:
    """They count as Not reported, and that group of three is hidden."""
    coded = replace(problem("3 rows with 'Q'"), uncounted="rows with 'Q'")
    bad = problem("2 rows not used")
    assert [each.message for each in problems_shown(audience, (coded, bad))] == [message, "2 rows not used"]
