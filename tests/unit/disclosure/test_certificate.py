"""The certificate's parts, each against numbers worked out by hand; that the room is real is listed in tests/oracle."""

from __future__ import annotations

import numpy as np
import pytest

from kpitrack.disclosure.pattern.certificate import certify
from kpitrack.disclosure.pattern.printed_sums import (
    fewest_in_cells,
    fewest_in_level_cells,
    small_rest_of_columns,
    small_rest_of_levels,
    small_rest_of_rows,
)
from kpitrack.disclosure.pattern.room import room_to_move
from kpitrack.disclosure.pattern.tables import Hidden, HiddenTotals, Table, nothing_hidden
from kpitrack.disclosure.policy import Rules

RULES = Rules()
TWO_LEVELS = [0, 0, 1, 1]


def _table(people: list[list[int]], level_of: list[int] | None = None, *, is_one_row: bool = False) -> Table:
    counted = np.array(people, dtype=np.int64)
    levels = None if level_of is None else np.array(level_of, dtype=np.int64)
    return Table(counted, counted[None, None], level_of=levels, is_one_row=is_one_row)


def _hidden(table: Table, cells: list[list[int]]) -> Hidden:
    hidden = nothing_hidden(table)
    hidden.cells = np.array(cells, dtype=bool)
    return hidden


@pytest.mark.parametrize(
    ("people", "is_small", "because"),
    [
        ([4, 5, 30], True, "nine people in two hidden cells"),
        ([4, 6, 30], False, "ten are enough"),
        ([1, 0, 30], True, "one person"),
        ([0, 0, 30], False, "nobody is not a small group"),
    ],
)
def test_what_a_printed_total_leaves_hidden(people: list[int], is_small: bool, because: str) -> None:
    """Of a row, and the same numbers as a column; a total that is hidden, too, leaves nothing to know."""
    by_row = _table([people, [40, 50, 60]])
    hidden = _hidden(by_row, [[1, 1, 0], [0, 0, 0]])
    assert small_rest_of_rows(by_row, hidden, RULES).tolist() == [is_small, False], because
    hidden.rows = np.array([True, False])
    assert not small_rest_of_rows(by_row, hidden, RULES).any()

    by_column = _table([[each, 50] for each in people])
    hidden = _hidden(by_column, [[1, 0], [1, 0], [0, 0]])
    assert small_rest_of_columns(by_column, hidden, RULES).tolist() == [[is_small, False]], because
    hidden.top[0] = True
    assert not small_rest_of_columns(by_column, hidden, RULES).any()


@pytest.mark.parametrize(("rest", "is_small"), [(0, False), (1, True), (9, True), (10, False)])
def test_what_printed_levels_leave_hidden(rest: int, is_small: bool) -> None:
    """The schools of a printed level; and the level's own cells, in its total and in the district's group."""
    table = _table([[rest // 2, 50], [rest - rest // 2, 50], [60, 70], [60, 70]], TWO_LEVELS)
    hidden = _hidden(table, [[1, 0], [1, 0], [0, 0], [0, 0]])
    assert small_rest_of_columns(table, hidden, RULES).tolist() == [[is_small, False], [False, False]]
    hidden.level_cells[0, 0] = True
    assert not small_rest_of_columns(table, hidden, RULES).any()
    assert small_rest_of_levels(table, hidden, RULES).tolist() == [[is_small, False], [False, False]]
    hidden.top[0] = True  # the level's total still leaves it alone
    assert small_rest_of_levels(table, hidden, RULES).tolist() == [[is_small, False], [False, False]]
    hidden.top[0] = False
    hidden.level_cells[0, 1] = True  # now the level's total leaves enough, the district's group still does not
    assert small_rest_of_levels(table, hidden, RULES)[0].tolist() == [is_small, False]
    hidden.top[0] = True
    assert not small_rest_of_levels(table, hidden, RULES).any()


def test_a_district_without_schools_has_no_lines() -> None:
    """Its one row is the district row, whose rest is asked for once."""
    table = _table([[4, 5, 60]], is_one_row=True)
    hidden = _hidden(table, [[1, 1, 0]])
    hidden.top = hidden.cells[0].copy()
    assert not small_rest_of_rows(table, hidden, RULES).any()
    assert not small_rest_of_columns(table, hidden, RULES).any()
    assert certify(table, hidden, nothing_hidden(table), RULES).top_line


@pytest.mark.parametrize(("second", "fails"), [(5, True), (6, False)])
def test_the_hidden_groups_of_the_district_are_enough_together(second: int, fails: bool) -> None:
    """Four and five are nine people; four and six are ten."""
    table = _table([[4, second, 60]], is_one_row=True)
    hidden = _hidden(table, [[1, 1, 0]])
    hidden.top = hidden.cells[0].copy()
    assert certify(table, hidden, hidden, RULES).top_line is fails


def test_hidden_schools_of_two_hidden_levels_change_places() -> None:
    """Of the first category three are in the hidden school of one level, five in that of the other."""
    table = _table([[20, 30], [3, 1], [5, 2], [40, 50]], TWO_LEVELS)
    totals = HiddenTotals(np.array([False, True, True, False]), np.array([-1, 0, 0, -1]), np.array([True, True]))
    hidden = nothing_hidden(table, totals)
    hidden.cells = np.array([[0, 0], [1, 1], [1, 1], [0, 0]], dtype=bool)
    hidden.level_cells[:] = True
    up, down = room_to_move(table, hidden).level_cells
    assert (up[0].tolist(), down[0].tolist()) == ([[5, 2], [3, 1]], [[3, 1], [5, 2]])


def test_one_person_of_a_hidden_level_changes_places_with_five_of_another() -> None:
    """Only one category is hidden, so people move by their schools alone."""
    table = _table([[20, 30], [1, 9], [5, 9], [40, 50]], TWO_LEVELS)
    totals = HiddenTotals(np.array([False, True, True, False]), np.array([-1, 0, 0, -1]), np.array([True, True]))
    hidden = nothing_hidden(table, totals)
    hidden.cells[1:3, 0] = hidden.level_cells[:, 0] = True
    up, down = room_to_move(table, hidden).level_cells
    assert (up[0, :, 0].tolist(), down[0, :, 0].tolist()) == ([5, 1], [1, 5])


def test_hidden_schools_change_places() -> None:
    """Three and five of the first category, one and two of the second: each could be at the other school."""
    table = _table([[3, 1], [5, 2], [40, 50]])
    totals = HiddenTotals(np.array([True, True, False]), np.array([0, 0, -1]), np.array([False]))
    hidden = nothing_hidden(table, totals)
    hidden.cells[:2] = True
    up, down = room_to_move(table, hidden).cells
    assert up[0].tolist() == [[5, 2], [3, 1], [0, 0]]
    assert down[0].tolist() == [[3, 1], [5, 2], [0, 0]]


def test_people_of_another_category_may_come_from_every_hidden_school() -> None:
    """The eight of the second category at both hidden schools could be of the first, and at the first school."""
    table = _table([[1, 2, 30], [0, 6, 30], [40, 50, 60]])
    totals = HiddenTotals(np.array([True, True, False]), np.array([0, 0, -1]), np.array([False]))
    hidden = nothing_hidden(table, totals)
    hidden.cells[:2] = table.people[:2] > 0
    hidden.cells[:2, 2] = False
    hidden.top[:2] = True
    up, _ = room_to_move(table, hidden).cells
    assert up[0, 0, 0] == 8


# --- the fewest people a hidden group could hold ----------------------------------------------------------------------


def test_the_fewest_a_cell_could_hold() -> None:
    """What its row and its column leave for it, if the others there are as large as their own sums allow.

    The rows hide 5 and 31, the columns 23 and 13. Of the first column the first school has 5 at most, so the second
    has 18 or more, and of the second column 8 or more. The first school could hold nobody of either.
    """
    table = _table([[3, 2, 60], [20, 11, 60], [50, 60, 70]])
    hidden = _hidden(table, [[1, 1, 0], [1, 1, 0], [0, 0, 0]])
    assert fewest_in_cells(table, hidden).tolist() == [[0, 0, 0], [18, 8, 0], [0, 0, 0]]
    hidden.top[0] = True  # then the first column says nothing; the row still does: 31 - 13
    assert fewest_in_cells(table, hidden).tolist() == [[0, 0, 0], [18, 8, 0], [0, 0, 0]]
    hidden.rows[1] = True  # only the second column speaks: 13 - 5
    assert fewest_in_cells(table, hidden).tolist() == [[0, 0, 0], [0, 8, 0], [0, 0, 0]]


def test_the_fewest_a_cell_could_hold_by_its_level() -> None:
    """In the first level the first column is printed: 23 are hidden, 5 at most in the first school, so 18 or more.

    The second level's are hidden, but the district's are printed and leave 12 and 28 for it. One school hides 40 in
    all: so no fewer than 12 and 28.
    """
    table = _table([[3, 2, 60], [20, 20, 60], [12, 28, 60], [0, 0, 60]], TWO_LEVELS)
    hidden = _hidden(table, [[1, 1, 0], [1, 1, 0], [1, 1, 0], [0, 0, 0]])
    hidden.level_cells[1, :2] = True
    fewest = fewest_in_cells(table, hidden)
    assert fewest[1, 0] == 18
    assert fewest[2].tolist() == [12, 28, 0]


def test_the_fewest_a_group_of_a_level_could_hold() -> None:
    """The first level hides 5, the second 31, the district 23 of the first group: at least 18 in the second level."""
    table = _table([[3, 2, 60], [20, 11, 60]], [0, 1])
    hidden = _hidden(table, [[1, 1, 0], [1, 1, 0]])
    hidden.level_cells = hidden.cells.copy()
    assert fewest_in_level_cells(table, hidden).tolist() == [[0, 0, 60], [18, 8, 60]]
    hidden.top[0] = True  # the second level's total still leaves 31 - 13
    assert fewest_in_level_cells(table, hidden).tolist() == [[0, 0, 60], [18, 8, 60]]
    hidden.top[1] = True  # now each of them can be all of its level, or nobody
    assert fewest_in_level_cells(table, hidden).tolist() == [[0, 0, 60], [0, 0, 60]]
    hidden.cells[1, 0] = False  # its one school prints it after all
    assert fewest_in_level_cells(table, hidden)[1, 0] == 20


@pytest.mark.parametrize(
    ("beside", "fails", "because"),
    [(10, True, "one fewer could be told there: nine"), (11, False, "ten are large enough, and it is at least ten")],
)
def test_a_cell_that_could_be_small_is_certified_as_well(beside: int, fails: bool, because: str) -> None:
    """Three and one in a column whose rest of four is known: nobody moves further than four, where five are asked."""
    table = _table([[3, beside, 60], [1, 40, 50], [30, 40, 50]])
    hidden = _hidden(table, [[1, 1, 0], [1, 1, 0], [0, 0, 0]])
    found = certify(table, hidden, nothing_hidden(table), RULES)
    assert found.cells.tolist() == [[True, fails, False], [True, False, False], [False] * 3], because
