"""Where a certificate failed more is hidden, one step at a time; each step's choice worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kpitrack.disclosure.pattern.certificate import Failures
from kpitrack.disclosure.pattern.tables import Flags, Hidden, Table, nothing_hidden
from kpitrack.disclosure.pattern.widening import hide_next, widen
from kpitrack.disclosure.policy import Rules

RULES = Rules()
Cells = Sequence[tuple[int, int]]
TWO_LEVELS = (0, 0, 1, 1)


def _table(*outcomes: Sequence[Sequence[int]], levels: Sequence[int] = (), bands: Sequence[int] = ()) -> Table:
    counted = np.array(outcomes, dtype=np.int64)
    return Table(
        counted.sum(axis=0),
        counted[:, None],
        level_of=np.array(levels, dtype=np.int64) if levels else None,
        band_of=np.array(bands, dtype=np.int64) if bands else None,
    )


def _hidden(table: Table, cells: Cells, *, levels: Cells = (), tops: Sequence[int] = ()) -> Hidden:
    hidden = nothing_hidden(table)
    hidden.cells, hidden.level_cells = _flags(hidden.cells, cells), _flags(hidden.level_cells, levels)
    hidden.top[list(tops)] = True
    return hidden


def _flags(like: Flags, places: Cells) -> Flags:
    flags = np.zeros_like(like)
    for place in places:
        flags[place] = True
    return flags


def _places(flags: Flags) -> list[tuple[int, ...]]:
    return [tuple(int(each) for each in place) for place in np.argwhere(flags)]


def _widen(
    table: Table,
    hidden: Hidden,
    *,
    cells: Cells = (),
    columns: Cells = (),
    levels: Cells = (),
    tops: Sequence[int] = (),
) -> list[tuple[int, ...]]:
    """One round after these failures; the cells that it hides."""
    before = hidden.cells.copy()
    failures = Failures(
        _flags(hidden.cells, cells),
        _flags(hidden.level_cells, levels),
        np.isin(np.arange(table.shape[1]), tops),
        np.zeros(table.shape[0], dtype=bool),
        _flags(hidden.level_cells, columns),
        False,
    )
    widen(table, hidden, failures, RULES)
    assert hidden.cells[before].all()
    return _places(hidden.cells & ~before)


@pytest.mark.parametrize(
    ("people", "hidden", "because"),
    [
        ([30, 4, 20, 0], [1, 2], "the smallest that holds somebody"),
        ([30, 4, 20, 1], [1, 3], "one person is somebody"),
        ([0, 4, 0, 0], [1], "nobody is left"),
    ],
)
def test_the_next_smallest_of_a_line(people: list[int], hidden: list[int], because: str) -> None:
    line = np.array([False, True, False, False])
    hide_next(line, np.array(people))
    assert np.flatnonzero(line).tolist() == hidden, because


def test_a_district_without_schools_hides_its_next_group() -> None:
    """Its one row is the district row, in which there is no other row to help."""
    people = np.array([[4, 30, 20]])
    table = Table(people, people[None, None], is_one_row=True)
    hidden = nothing_hidden(table)
    hidden.top[0] = True
    assert not _widen(table, hidden, tops=[0])
    assert hidden.top.tolist() == [True, False, True]


# --- a partner in the cell's own row ----------------------------------------------------------------------------------

BELOW = [40, 40, 40, 40]


@pytest.mark.parametrize(
    ("row", "hidden", "partner", "because"),
    [
        ([1, 3, 30, 20], [0, 1], 3, "one and three are four wide; of those with room enough the smallest"),
        ([1, 0, 3, 40], [0], 3, "three give less room than the four that lack"),
        ([1, 3, 0, 0], [0], 1, "whoever there is"),
        ([6, 3, 30, 2], [0], 3, "it is wide itself, so the smallest will do"),
        ([6, 3, 30, 0], [0], 1, "but somebody"),
    ],
)
def test_a_row_that_lacks_room_gets_a_partner(row: list[int], hidden: list[int], partner: int, because: str) -> None:
    """Five wide together, of counts; the other row stays as it is."""
    table = _table([row, BELOW])
    assert _widen(table, _hidden(table, [(0, each) for each in hidden]), cells=[(0, 0)]) == [(0, partner)], because


@pytest.mark.parametrize(
    ("met", "not_met", "hidden", "partner", "because"),
    [
        ([0, 30, 1, 9], [4, 30, 19, 9], [0], 3, "it lacks three who met: the one who met there is less"),
        ([0, 1, 0, 0], [9, 9, 40, 0], [0], 1, "one who met is all there are in the row"),
        ([1, 0, 3, 9], [1, 3, 3, 9], [0, 1], 2, "three and one of each, where one who met stood alone"),
        (
            [9, 0, 1, 0],
            [0, 3, 3, 0],
            [0],
            1,
            "three who did not meet are lacking, and of those who met there are enough",
        ),
        ([0, 1, 9, 40], [2, 1, 9, 40], [0, 1], 2, "one who met, three who did not: four, where five are asked"),
    ],
)
def test_a_partner_has_the_outcomes_that_lack(
    met: list[int], not_met: list[int], hidden: list[int], partner: int, because: str
) -> None:
    """Three who met and three who did not, as far as the row has them; five people together."""
    table = _table([met, BELOW], [not_met, BELOW])
    assert _widen(table, _hidden(table, [(0, each) for each in hidden]), cells=[(0, 0)]) == [(0, partner)], because


@pytest.mark.parametrize(
    ("not_met", "new", "because"),
    [
        ([2, 1, 9, 40], [(0, 2)], "one who met, three who did not: four people, where five are asked"),
        ([3, 1, 9, 40], [(1, 0), (1, 1)], "five are enough, so another row has to balance them"),
    ],
)
def test_hidden_cells_of_a_row_are_five_people(not_met: list[int], new: Cells, because: str) -> None:
    """Only one person of the row met, in the cell's partner."""
    table = _table([[0, 1, 0, 0], BELOW], [not_met, BELOW])
    assert _widen(table, _hidden(table, [(0, 0), (0, 1)]), cells=[(0, 0)]) == new, because


@pytest.mark.parametrize(
    ("row", "new", "because"),
    [
        ([1000, 3999, 30000, 20000], [(0, 3)], "less than five persons' worth"),
        ([1000, 4000, 30000, 20000], [(2, 0), (2, 1)], "the third row gives room for five, the second for three"),
    ],
)
def test_scores_move_in_parts_of_a_person(row: list[int], new: Cells, because: str) -> None:
    """Thousandths; the people of the second row are fewer, but three persons' worth are less than four."""
    outcomes = np.array([row, [2000, 2000, 9000, 9000], [5000, 5000, 9000, 9000]], dtype=np.int64)
    table = Table(outcomes // 1000 + 1, outcomes[None, None], 1000)
    assert _widen(table, _hidden(table, [(0, 0), (0, 1)]), cells=[(0, 0)]) == new, because


def test_a_partner_is_of_the_same_band() -> None:
    """The fifteen are of another band, which is printed."""
    table = _table([[1, 15, 30, 20], BELOW], bands=[0, 1, 0, 0])
    assert _widen(table, _hidden(table, [(0, 0)]), cells=[(0, 0)]) == [(0, 3)]


def test_a_band_that_gives_no_room_needs_a_partner() -> None:
    """One and one are all of their band at that school; five wide is asked, so the other school balances them."""
    table = _table([[1, 1, 50], [40, 40, 40]], bands=[0, 0, 1])
    assert _widen(table, _hidden(table, [(0, 0), (0, 1)]), cells=[(0, 0)]) == [(1, 0), (1, 1)]


PLENTY = [2, 2, 9, 40]


@pytest.mark.parametrize(
    ("before", "after", "new", "because"),
    [
        ((PLENTY, PLENTY), (PLENTY, PLENTY), [(1, 0), (1, 1)], "eight of each, so another row has to balance them"),
        ((PLENTY, PLENTY), ([0, 1, 0, 0], [2, 1, 9, 40]), [(0, 2)], "after only four"),
        (([0, 1, 0, 0], [2, 1, 9, 40]), (PLENTY, PLENTY), [(0, 2)], "before only four"),
        (
            ([0, 1, 0, 0], [2, 1, 0, 0]),
            (PLENTY, PLENTY),
            [(1, 0), (1, 1)],
            "before there were only four at that school",
        ),
    ],
)
def test_of_a_change_both_sides_are_five_people(
    before: tuple[list[int], list[int]], after: tuple[list[int], list[int]], new: Cells, because: str
) -> None:
    """At the top and at the bottom of the scale, before and after."""
    table = _table(*([kind, BELOW] for kind in (*before, *after)))
    assert _widen(table, _hidden(table, [(0, 0), (0, 1)]), cells=[(0, 0)]) == new, because


@pytest.mark.parametrize(
    ("top", "bottom", "new", "because"),
    [
        ([1000, 3000, 9000, 0], [1000, 3000, 9000, 0], [(1, 0), (1, 1)], "four persons' worth of each"),
        ([1000, 1999, 9000, 0], [1000, 3000, 9000, 0], [(0, 2)], "less than three at the top"),
        ([1000, 500, 0, 0], [1000, 2200, 9000, 0], [(0, 2)], "all at the top, three at the bottom: less than five"),
    ],
)
def test_scores_have_room_at_both_ends(top: list[int], bottom: list[int], new: Cells, because: str) -> None:
    """Thousandths of a person at the top and at the bottom; five persons' worth together."""
    outcomes = np.array([[top, [9000] * 4], [bottom, [9000] * 4]], dtype=np.int64)
    table = Table(outcomes.sum(axis=0) // 1000, outcomes[:, None], 1000)
    assert _widen(table, _hidden(table, [(0, 0), (0, 1)]), cells=[(0, 0)]) == new, because


# --- a helper row -----------------------------------------------------------------------------------------------------

OWN = [(0, 0), (0, 1)]  # four and thirty are hidden in the first row: enough, if another row balances them


@pytest.mark.parametrize(
    ("others", "also", "new", "because"),
    [
        ([[40, 50, 60], [20, 30, 40]], [], [(2, 0), (2, 1)], "the row with fewer people, the partner that is hidden"),
        ([[40, 50, 60], [20, 30, 40]], [(1, 0)], [(1, 1)], "one further cell is fewer than two"),
        ([[40, 50, 60], [20, 30, 40]], [(1, 1)], [(1, 0)], "and so it is in the partner's column"),
        ([[40, 50, 60], [1, 1, 90]], [], [(1, 0), (1, 1)], "one and one give two, where four are asked"),
        ([[40, 50, 60], [1, 30, 40]], [], [(2, 0), (2, 1)], "one and four are five"),
        ([[40, 50, 60], [0, 30, 40]], [], [(1, 0), (1, 1)], "nobody of the category there"),
        ([[40, 50, 60], [20, 0, 40]], [], [(1, 0), (1, 1)], "nobody of the partner's"),
        ([[40, 0, 60], [0, 30, 40]], [], [(0, 2), (1, 0), (1, 2)], "only another partner fits"),
        ([[40, 1, 60], [0, 30, 40]], [], [(1, 0), (1, 1)], "one person of the partner's will do"),
        ([[0, 50, 60], [0, 30, 40]], [], [(0, 2)], "no row helps, so one more in its own row"),
        ([[40, 50, 60], [20, 30, 40]], [(1, 0), (1, 1)], [(2, 0), (2, 1)], "the first helper did not suffice"),
    ],
)
def test_a_helper_row_balances_a_cell(others: list[list[int]], also: Cells, new: Cells, because: str) -> None:
    """The most room (four are enough) for the fewest further cells, then the fewest people."""
    table = _table([[4, 30, 70], *others])
    assert _widen(table, _hidden(table, [*OWN, *also]), cells=[(0, 0)]) == new, because


def test_a_helper_row_lies_in_the_same_level_and_has_a_printed_total() -> None:
    """The second row's total is hidden; the last lies in another level, whose sum would not hold."""
    table = _table([[4, 30, 70], [20, 30, 40], [40, 50, 60], [10, 20, 30]], levels=[0, 0, 0, 1])
    hidden = _hidden(table, OWN)
    hidden.rows[1] = True
    assert _widen(table, hidden, cells=[(0, 0)]) == [(2, 0), (2, 1)]


def test_the_largest_of_its_own_row_where_no_row_helps() -> None:
    """Whatever is left there, by size."""
    table = _table([[4, 30, 70, 90], [0, 50, 60, 60]])
    assert _widen(table, _hidden(table, OWN), cells=[(0, 0)]) == [(0, 3)]
    full = _hidden(table, [(0, each) for each in range(4)])
    assert not _widen(table, full, cells=[(0, 0)])


def test_a_helper_rows_partner_is_of_the_same_band() -> None:
    """The category that is hidden already is of another band."""
    table = _table([[4, 30, 70, 5], [40, 50, 60, 60]], bands=[0, 1, 0, 0])
    assert _widen(table, _hidden(table, [(0, 0), (0, 1), (0, 3)]), cells=[(0, 0)]) == [(1, 0), (1, 3)]


def test_one_helper_serves_all_cells_of_a_column() -> None:
    """Two schools hide the same two categories; of a printed column's small rest the same row takes care."""
    table = _table([[4, 30, 70], [5, 30, 70], [20, 30, 40]])
    hidden = _hidden(table, [(0, 0), (0, 1), (1, 0), (1, 1)])
    assert _widen(table, hidden, cells=[(0, 0), (1, 0)], columns=[(0, 0)]) == [(2, 0), (2, 1)]


def test_a_columns_small_rest_gets_a_helper() -> None:
    """Four and five are nine: the four are helped, whose partner is hidden at the other school by one further cell."""
    table = _table([[5, 30, 70], [4, 30, 70], [20, 30, 40]])
    hidden = _hidden(table, [(0, 0), (0, 2), (1, 0), (1, 1)])
    assert _widen(table, hidden, columns=[(0, 0)]) == [(0, 1)]


def test_a_partner_is_somebody() -> None:
    """Nobody of the second category is in the first row, though the other row hides it already and has fewer of it."""
    table = _table([[4, 0, 70], [40, 50, 60]])
    hidden = _hidden(table, [(0, 0), (0, 2), (1, 0), (1, 1)])
    assert _widen(table, hidden, cells=[(0, 0)]) == [(1, 2)]


def test_what_is_hidden_already_is_not_hidden_again() -> None:
    """The ninety are, so the seventy go; at last nothing is left."""
    table = _table([[4, 30, 70, 90], [0, 50, 60, 60]])
    hidden = _hidden(table, [(0, 0), (0, 1), (0, 3)])
    assert _widen(table, hidden, cells=[(0, 0)]) == [(0, 2)]
    for left, new in ((0, []), (1, [(0, 2)])):
        table = _table([[4, 30, left], [0, 50, 60]])
        assert _widen(table, _hidden(table, OWN), cells=[(0, 0)]) == new


def test_in_a_round_one_cell_of_a_column_is_helped() -> None:
    """The first with the largest of its row, as neither row can balance the other: their totals are hidden."""
    table = _table([[4, 30, 70, 90], [5, 30, 70, 90]])
    hidden = _hidden(table, [(0, 0), (0, 1), (1, 0), (1, 1)])
    hidden.rows[:] = True
    assert _widen(table, hidden, cells=[(0, 0), (1, 0)]) == [(0, 3)]
    full = _hidden(table, [*((0, each) for each in range(4)), (1, 0), (1, 1)])
    full.rows[:] = True
    assert _widen(table, full, cells=[(0, 0), (1, 0)]) == [(1, 3)], "the first has nothing left to hide"


def test_only_hidden_cells_of_a_column_are_helped() -> None:
    """Not the one who is printed, and not the school where nobody is."""
    table = _table([[5, 30, 70], [0, 30, 70], [20, 30, 40]])
    assert _widen(table, _hidden(table, [(0, 0), (0, 1)]), columns=[(0, 0)]) == [(2, 0), (2, 1)]


# --- levels and the district ------------------------------------------------------------------------------------------


def test_another_level_balances_where_no_row_of_the_level_can() -> None:
    """The first school stands alone with its category, so both levels' groups are hidden, and the other level's row.

    Of the partners the largest, of the schools the one that has most of both.
    """
    table = _table([[4, 30, 70], [0, 50, 60], [20, 5, 40], [15, 25, 40]], levels=TWO_LEVELS)
    hidden = _hidden(table, OWN)
    assert _widen(table, hidden, cells=[(0, 0)]) == [(3, 0), (3, 1)]
    assert _places(hidden.level_cells) == [(0, 0), (0, 1), (1, 0), (1, 1)]


@pytest.mark.parametrize(
    ("people", "levels", "hidden", "row", "partner", "because"),
    [
        ([[4, 30, 70], [0, 50, 60], [20, 5, 40], [15, 25, 40]], TWO_LEVELS, [1, 2], 2, 2, "the largest partner"),
        ([[4, 30, 30], [0, 50, 60], [20, 5, 40], [15, 25, 40]], TWO_LEVELS, [1, 2], 3, 1, "the first of equal ones"),
        ([[4, 30, 70], [0, 50, 60], [10, 50, 60], [40, 50, 60]], (0, 0, 1, 2), [1], 3, 1, "the level with most"),
        ([[4, 30, 70], [0, 50, 60], [40, 50, 60], [40, 50, 60]], (0, 0, 1, 2), [1], 2, 1, "the first of equal ones"),
        ([[4, 30, 70], [90, 50, 60], [10, 50, 60], [10, 5, 60]], TWO_LEVELS, [1], 2, 1, "another one than its own"),
        ([[4, 30, 70], [0, 50, 60], [10, 50, 60], [40, 0, 60]], (0, 0, 1, 2), [1], 2, 1, "one with the partner"),
        ([[4, 30, 70], [0, 50, 60], [0, 50, 60], [1, 1, 60]], (0, 0, 1, 2), [1], 3, 1, "one person is somebody"),
        ([[4, 30, 70], [0, 50, 60], [9, 50, 0], [8, 50, 0]], TWO_LEVELS, [1, 2], 2, 1, "a partner that is there"),
        ([[4, 1, 70], [0, 50, 60], [20, 5, 40], [15, 25, 40]], TWO_LEVELS, [1], 3, 1, "of one person too"),
    ],
)
def test_which_level_balances(
    people: list[list[int]], levels: tuple[int, ...], hidden: list[int], row: int, partner: int, because: str
) -> None:
    """By the hidden partner that is largest in the row, then the level with most of the category, then a school of it.

    The other school of the first level cannot: it has nobody of the category, or its total is hidden.
    """
    table = _table(people, levels=levels)
    pattern = _hidden(table, [(0, each) for each in (0, *hidden)])
    pattern.rows[1] = True
    assert _widen(table, pattern, cells=[(0, 0)]) == [(row, 0), (row, partner)], because
    expected = [(level, column) for level in (0, levels[row]) for column in (0, partner)]
    assert _places(pattern.level_cells) == expected


def test_nobody_is_no_partner_whom_another_level_balances() -> None:
    """An earlier release hides the second category at the school, where nobody is left of it."""
    table = _table([[4, 0, 70, 90], [0, 50, 60, 60], [20, 5, 0, 40], [15, 25, 0, 40]], levels=TWO_LEVELS)
    hidden = _hidden(table, [(0, 0), (0, 1), (0, 2)])
    assert _widen(table, hidden, cells=[(0, 0)]) == [(0, 3)]
    assert not hidden.level_cells.any()


def test_opened_levels_are_enough_for_a_round() -> None:
    """No school of the other level has both, but its groups are open now; after that only the own row is left."""
    table = _table([[4, 30, 70], [0, 50, 60], [20, 0, 40], [0, 25, 40]], levels=TWO_LEVELS)
    hidden = _hidden(table, OWN)
    assert not _widen(table, hidden, cells=[(0, 0)])
    assert _places(hidden.level_cells) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert _widen(table, hidden, cells=[(0, 0)]) == [(0, 2)]


@pytest.mark.parametrize("opened", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_levels_are_open_where_all_four_groups_are(opened: tuple[int, int]) -> None:
    """One of them was printed still."""
    table = _table([[4, 30, 70], [0, 50, 60], [20, 0, 40], [0, 25, 40]], levels=TWO_LEVELS)
    four = [(0, 0), (0, 1), (1, 0), (1, 1)]
    hidden = _hidden(table, OWN, levels=[each for each in four if each != opened])
    assert not _widen(table, hidden, cells=[(0, 0)])
    assert _places(hidden.level_cells) == four


def test_without_another_level_the_own_row_is_left() -> None:
    """Nobody of the category is in the other level."""
    table = _table([[4, 30, 70], [0, 50, 60], [0, 90, 90]], levels=(0, 0, 1))
    hidden = _hidden(table, OWN)
    assert _widen(table, hidden, cells=[(0, 0)]) == [(0, 2)]
    assert not hidden.level_cells.any()


def test_in_a_round_one_level_is_opened_for_a_column() -> None:
    """The other school of the level may be served by the same."""
    table = _table([[4, 30, 70], [5, 30, 70], [20, 25, 40], [15, 25, 40]], levels=TWO_LEVELS)
    hidden = _hidden(table, [(0, 0), (0, 1), (1, 0), (1, 1)])
    hidden.rows[:2] = True
    assert _widen(table, hidden, cells=[(0, 0), (1, 0)]) == [(2, 0), (2, 1)]


def test_a_hidden_group_of_the_district_needs_rows() -> None:
    """It and the other hidden group are hidden where there are most of both: thirty and twenty."""
    table = _table([[40, 5, 60], [30, 20, 60], [0, 90, 60]])
    hidden = _hidden(table, [], tops=[0, 1])
    assert _widen(table, hidden, tops=[0]) == [(1, 0), (1, 1)]
    assert _widen(table, hidden, tops=[0]) == [(0, 0), (0, 1)]
    assert not _widen(table, hidden, tops=[0])
    assert hidden.top.tolist() == [True, True, True]


def test_a_hidden_group_of_the_district_goes_with_the_largest_other() -> None:
    """Of two hidden ones the third is larger; and a row that hides one of both already is as good as any."""
    table = _table([[30, 50, 40], [20, 50, 90], [10, 50, 90], [9, 5, 90]])
    assert _widen(table, _hidden(table, [], tops=[0, 1, 2]), tops=[0]) == [(0, 0), (0, 2)]
    for half in ((0, 0), (0, 2)):
        [new] = _widen(table, _hidden(table, [half], tops=[0, 2]), tops=[0])
        assert {half, new} == {(0, 0), (0, 2)}


def test_a_hidden_group_of_a_level_needs_rows_of_the_level() -> None:
    """First a partner in the level's line, the smallest; then the rows of that level where most of both are."""
    table = _table([[4, 60, 30], [9, 60, 20], [90, 90, 90], [50, 50, 50]], levels=TWO_LEVELS)
    hidden = _hidden(table, [], levels=[(0, 0)])
    assert not _widen(table, hidden, levels=[(0, 0)])
    assert _places(hidden.level_cells) == [(0, 0), (0, 2)]
    assert _widen(table, hidden, levels=[(0, 0)]) == [(1, 0), (1, 2)]
    assert _places(hidden.level_cells) == [(0, 0), (0, 2), (1, 0), (1, 2)]  # the other level balances the district's


@pytest.mark.parametrize(("cells", "columns", "levels"), [([(0, 0)], [], 2), ([], [(0, 0)], 2), ([], [], 4)])
def test_another_level_helps_only_when_cells_are_in_order(cells: Cells, columns: Cells, levels: int) -> None:
    """What is hidden for cells and columns may be enough for the level."""
    table = _table([[4, 60, 30], [9, 60, 20], [90, 90, 90], [50, 50, 50]], levels=TWO_LEVELS)
    hidden = _hidden(table, [(0, 0)], levels=[(0, 0), (0, 2)])
    _widen(table, hidden, cells=cells, columns=columns, levels=[(0, 0)])
    assert hidden.level_cells.sum() == levels


@pytest.mark.parametrize(
    ("others", "already", "level", "because"),
    [
        ([[3, 90, 0], [7, 60, 40], [20, 90, 90]], [(2, 0), (2, 2)], 3, "the second hides both already"),
        ([[7, 60, 40], [20, 90, 90]], [(1, 0)], 1, "the first hides one of both"),
        ([[7, 60, 40], [20, 90, 90]], [(1, 2)], 1, "or the other"),
        ([[0, 60, 40], [20, 90, 90]], [], 2, "nobody of the group is in the first"),
        ([[1, 60, 40], [20, 90, 90]], [], 1, "one person is somebody"),
        ([[7, 60, 1], [20, 90, 90]], [], 1, "also of the partner's"),
        ([[20, 90, 90], [7, 60, 40]], [], 2, "the fewest, wherever they stand"),
    ],
)
def test_the_level_with_fewest_of_the_group_helps(
    others: list[list[int]], already: Cells, level: int, because: str
) -> None:
    """And where somebody of both is, and not both are hidden."""
    people = [[4, 60, 30], *others, [50, 50, 50]]
    table = _table(people, levels=range(len(people)))
    hidden = _hidden(table, [], levels=[(0, 0), (0, 2), *already])
    _widen(table, hidden, levels=[(0, 0)])
    assert set(_places(hidden.level_cells)) == {(0, 0), (0, 2), *already, (level, 0), (level, 2)}, because
