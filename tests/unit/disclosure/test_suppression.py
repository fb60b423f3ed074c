"""How a table's pattern is found: what is small in each tier, the first partners, more where they do not suffice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kpitrack.disclosure.pattern.partners import fill_rows, partner_columns, with_partners
from kpitrack.disclosure.pattern.suppression import protect_crossing, protect_table, small_cells
from kpitrack.disclosure.pattern.tables import Hidden, HiddenTotals, Table, Whole, nothing_hidden
from kpitrack.disclosure.policy import Rules

RULES = Rules()


def _counts(
    people: Sequence[Sequence[int]],
    levels: Sequence[int] | None = None,
    bands: Sequence[int] | None = None,
    *,
    is_one_row: bool = False,
) -> Table:
    counted = np.array(people, dtype=np.int64)
    level_of = None if levels is None else np.array(levels, dtype=np.int64)
    band_of = None if bands is None else np.array(bands, dtype=np.int64)
    return Table(counted, counted[None, None], 1, False, level_of, band_of, is_one_row)


def _shares(met: Sequence[Sequence[int]], not_met: Sequence[Sequence[int]], *, is_one_row: bool = False) -> Table:
    outcomes = np.array([met, not_met], dtype=np.int64)
    return Table(outcomes.sum(axis=0), outcomes[:, None], 1, True, is_one_row=is_one_row)


def _small(table: Table) -> Hidden:
    return small_cells(table, RULES, None)


def test_everyone_of_a_level_or_of_the_district_is_small_as_well() -> None:
    """Five and five who all met, at two schools of a level, are everyone of ten; with one who did not they are not."""
    met, not_met = [[5, 40], [5, 40], [5, 40], [4, 40]], [[0, 20], [0, 20], [0, 20], [1, 20]]
    levels = np.array([0, 0, 1, 1])
    outcomes = np.array([met, not_met])
    by_level = Table(outcomes.sum(axis=0), outcomes[:, None], 1, True, levels)
    assert _small(by_level).level_cells.tolist() == [[True, False], [False, False]]
    assert _small(by_level).top.tolist() == [False, False]
    assert _small(_shares(met[:2], not_met[:2])).top.tolist() == [True, False]


def test_what_lies_in_something_hidden_is_hidden() -> None:
    """Categories of a hidden band, groups of a hidden level, and of those nobody where nobody is."""
    table = _counts([[40, 50, 60, 0], [40, 0, 60, 0], [40, 50, 60, 0]], [0, 1, 1], [0, 1, 1, 1])
    bands = nothing_hidden(_counts([[40, 110], [40, 60], [40, 110]], [0, 1, 1]))
    bands.top[1] = bands.level_cells[1, 1] = bands.cells[1, 1] = True
    hidden = small_cells(table, RULES, None, bands)
    assert hidden.top.tolist() == [False, True, True, False]
    assert hidden.level_cells.tolist() == [[False] * 4, [False, True, True, False]]
    assert hidden.cells.tolist() == [[False] * 4, [False, False, True, False], [False] * 4]
    totals = HiddenTotals(np.array([True, False, False]), np.array([0, -1, -1]), np.array([True, False]))
    hidden = small_cells(table, RULES, totals)
    assert hidden.level_cells.tolist() == [[True, True, True, False], [False] * 4]
    assert hidden.cells.tolist() == [[True, True, True, False], [False] * 4, [False] * 4]


def test_partners_that_lack_an_outcome_get_another_one() -> None:
    """Four and twenty all met, so the next smallest goes, of whom fifteen did not; then the twenty may come back."""
    table = _shares([[4, 20, 25, 30]], [[0, 0, 15, 20]], is_one_row=True)
    hidden = protect_table(table, RULES).hidden
    assert hidden.cells[0].tolist() == hidden.top.tolist() == [True, False, True, False]


def test_a_row_of_a_crossing_hides_one_partner() -> None:
    """Four hide with the smallest category that has enough people, and with the like in the other row."""
    table = _counts([[4, 30, 60], [40, 50, 70]])
    nothing = np.zeros((2, 3), dtype=bool)
    hidden = protect_crossing(table, RULES, nothing_hidden(table), nothing, nothing).hidden
    assert hidden.cells.tolist() == [[True, True, False], [True, True, False]]


# --- the first partners -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "hidden", "because"),
    [
        ([4, 30, 20, 50], [0, 2], "the next smallest"),
        ([4, 6, 20, 50], [0, 1], "two small ones of ten together"),
        ([4, 5, 20, 50], [0, 1, 2], "nine are too few"),
        ([4, 0, 20, 50], [0, 2], "nobody is no partner"),
        ([4, 0, 0, 0], [0], "there is none"),
        ([40, 30, 20, 50], [], "nothing is small"),
    ],
)
def test_groups_of_the_district_go_in_twos(people: list[int], hidden: list[int], because: str) -> None:
    """Of one row the cells are the groups."""
    table = _counts([people], is_one_row=True)
    found = with_partners(table, _small(table), RULES)
    assert np.flatnonzero(found.top).tolist() == np.flatnonzero(found.cells[0]).tolist() == hidden, because


@pytest.mark.parametrize(
    ("tops", "bands", "order", "because"),
    [
        ([], None, [3, 1, 4, 2], "hidden there already; enough people in both rows, the smaller district group first"),
        ([0, 2], None, [2, 3, 1, 4], "the district's group is hidden, and so is that of the third"),
        ([2], None, [3, 1, 4, 2], "that of the third alone helps nobody"),
        ([0, 3], [0, 0, 0, 1, 0], [1, 4, 2, 3], "of another band last"),
    ],
)
def test_the_order_of_partners(tops: list[int], bands: list[int] | None, order: list[int], because: str) -> None:
    """For the first category, which is hidden in the first two schools; ten people are enough."""
    table = _counts([[4, 10, 20, 30, 20], [3, 20, 5, 30, 20], [50, 20, 90, 200, 60]], bands=bands)
    hidden = nothing_hidden(table)
    hidden.cells[:2, 0] = hidden.cells[0, 3] = True
    hidden.top[tops] = True
    found = [each for each in partner_columns(table, hidden, RULES)[0].tolist() if each]
    assert found == order, because


ORDER = np.array([[1, 2, 3, 0], [2, 3, 0, 1], [3, 0, 1, 2], [0, 1, 2, 3]], dtype=np.int64)  # best partners first


@pytest.mark.parametrize(
    ("people", "before", "after", "because"),
    [
        ([4, 30, 30, 30], [0], [0, 1], "its best partner"),
        ([40, 30, 30, 30], [0], [0, 1], "one hidden cell is told by the row, however large"),
        ([4, 5, 30, 30], [0, 1], [0, 1, 2], "nine people; the best partner of the smallest that is not hidden yet"),
        ([5, 4, 30, 30], [0, 1], [0, 1, 2], "of the second it is the third"),
        ([6, 4, 30, 30], [0, 1], [0, 1], "ten are enough"),
        ([4, 0, 30, 30], [0], [0, 2], "nobody is no partner"),
        ([4, 1, 30, 30], [0], [0, 1, 2], "one is, and then five are too few"),
        ([3, 30, 4, 30], [0, 2], [0, 1, 2], "of three and four the three choose"),
        ([4, 30, 3, 30], [0, 2], [0, 2, 3], "of four and three the other"),
        ([4, 0, 0, 0], [0], [0], "nobody is left"),
        ([40, 30, 30, 30], [], [], "nothing is hidden"),
    ],
)
def test_rows_get_partners(people: list[int], before: list[int], after: list[int], because: str) -> None:
    """Until two are hidden that hold ten people; a row whose total is hidden needs none."""
    counted: Whole = np.array([people, people], dtype=np.int64)
    hidden = np.zeros((2, 4), dtype=bool)
    hidden[:, before] = True
    fill_rows(hidden, counted, np.array([True, False]), ORDER, RULES)
    assert np.flatnonzero(hidden[0]).tolist() == after, because
    assert np.flatnonzero(hidden[1]).tolist() == before


@pytest.mark.parametrize(("is_total_hidden", "partner"), [(False, True), (True, False)])
def test_levels_get_partners_as_schools_do(is_total_hidden: bool, partner: bool) -> None:
    """Four of the first category in the first level, all at one school; that school's total may be hidden."""
    table = _counts([[4, 30, 60], [0, 40, 50], [50, 60, 70], [50, 60, 70]], [0, 0, 1, 1])
    small = _small(table)
    small.rows[0] = is_total_hidden
    found = with_partners(table, small, RULES)
    assert found.cells.tolist() == [[True, partner, False], *[[False] * 3] * 3]
    assert found.level_cells.tolist() == [[True, True, False], [False] * 3]
