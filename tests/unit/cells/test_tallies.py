"""Frames of one form are one statement, and coarser groupings add up from the counted ones."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack.cells.facts import Facts
from kpitrack.cells.frames import Frame, Frames
from kpitrack.cells.people import Rosters
from kpitrack.cells.tallies import counted_groupings, query_sql
from kpitrack.model.cells import EVERYONE, Cell, Group
from tests.worlds import Q1_END, cells, observed, program, student

SHARE = (
    "m: {title: T, group: G, owner: O, measure: {kind: share, of: students, having: {from: log, window: in_period}}}"
)
ROWS = "m: {title: T, group: G, owner: O, measure: {kind: mean, from: log, window: in_period, per: row, value: score}}"
MEAN = """
m:
  title: T
  group: G
  owner: O
  measure: {kind: mean, of: students, from: log, window: in_period, value: score, take: latest}
"""
SCHOOL_AND_GENDER = ((), ("school",), ("gender",), ("school", "gender"))


def planned(tmp_path: Path, metrics: str, *periods: str) -> Sequence[Frame]:
    p = program(tmp_path, metrics)
    frames = Frames(p, Facts(p), Rosters(p))
    for name in periods:
        frames.plan(p.metrics["m"].measure, observed(p, name, p.calendar.period(name).end), SCHOOL_AND_GENDER)
    return frames.frames


def test_only_the_finest_grouping_is_counted_where_units_add_up(tmp_path: Path) -> None:
    """Every student has one school and one gender, so both add up from their crossing."""
    [frame] = planned(tmp_path, SHARE, "Y1-Q1")
    assert [set(each) for each in counted_groupings(frame)] == [{"school", "gender"}]


def test_every_grouping_is_counted_where_people_stand_behind_rows(tmp_path: Path) -> None:
    """Who has rows in two groups is one person of both together, so people of groups do not add up."""
    [frame] = planned(tmp_path, ROWS, "Y1-Q1")
    assert {frozenset(each) for each in counted_groupings(frame)} == {frozenset(each) for each in SCHOOL_AND_GENDER}


def test_two_periods_of_a_measure_are_one_statement(tmp_path: Path) -> None:
    """Frames of the same form differ only in their units."""
    one, other = planned(tmp_path, SHARE, "Y1-Q1", "Y1-Q2")
    assert one.form() == other.form()
    assert query_sql([one, other]).count("UNION ALL") == 1


@pytest.mark.parametrize("metrics", [SHARE, ROWS, MEAN])
def test_nobody_has_a_total_all_the_same(tmp_path: Path, metrics: str) -> None:
    """A frame without units says that nobody was counted, not that nothing was asked."""
    p = program(tmp_path, metrics)
    tables = {"roster": [], "log": [{"id_student": None, "happened_on": "2024-09-01", "score": 5}]}
    frames = cells(p, tables, "m", observed(p, "Y1-Q1", Q1_END), SCHOOL_AND_GENDER[1:])
    assert list(frames) == [EVERYONE]


def test_sums_of_squares_stay_exact_when_added_up(tmp_path: Path) -> None:
    """Twelve decimals of large squares are more digits than Python's decimals keep by themselves."""
    p = program(tmp_path, MEAN)
    scores = [Decimal("123456789012.123457"), Decimal("987654321098.765431"), Decimal("555555555555.555553")]
    roster = [student(str(n), gender="Female" if n else "Male") for n in range(3)]
    log = [{"id_student": str(n), "happened_on": "2025-09-01", "score": each} for n, each in enumerate(scores)]
    found = cells(p, {"roster": roster, "log": log}, "m", groupings=SCHOOL_AND_GENDER[1:])
    total = found[EVERYONE]
    assert isinstance(total, Cell)
    assert total.squares is not None
    assert Fraction(total.squares) == sum(Fraction(each) ** 2 for each in scores)
    assert Group((("gender", "Male"),)) in found
