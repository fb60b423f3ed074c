"""What was hidden without need is shown again, the largest first; worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kpitrack.disclosure.pattern.tables import Hidden, Table, nothing_hidden
from kpitrack.disclosure.pattern.tidying import tidied
from kpitrack.disclosure.policy import Rules

RULES = Rules()


def _all_hidden(
    people: Sequence[Sequence[int]], levels: Sequence[int] | None = None, *, is_one_row: bool = False
) -> tuple[Table, Hidden, Hidden]:
    """A table, all cells hidden (of one row they are the district's groups), and what must be: fewer than ten."""
    counted = np.array(people, dtype=np.int64)
    level_of = None if levels is None else np.array(levels, dtype=np.int64)
    table = Table(counted, counted[None, None], level_of=level_of, is_one_row=is_one_row)
    everything, small = nothing_hidden(table), nothing_hidden(table)
    tiers = [(everything.cells, small.cells, table.people)]
    if is_one_row:
        tiers.append((everything.top, small.top, table.top_people))
    if table.has_levels:
        tiers.append((everything.level_cells, small.level_cells, table.level_people))
    for flags, must, size in tiers:
        flags[size > 0] = True
        must[(size > 0) & (size < RULES.minimum)] = True
    return table, everything, small


def test_the_largest_cells_are_shown_again() -> None:
    """Four can only hide in a square, with 30, 30 and the 50 across; all larger ones come back before those."""
    table, everything, small = _all_hidden([[4, 30, 40], [30, 50, 60], [40, 60, 70]])
    found = tidied(table, everything, (small, small), RULES)
    assert found.cells.tolist() == [[True, True, False], [True, True, False], [False, False, False]]
    assert not found.top.any()


def test_what_merely_stays_hidden_is_not_shown_again() -> None:
    """The 70 was hidden in an earlier release, so four hide with it and the two 40, and the 50 comes back."""
    table, everything, small = _all_hidden([[4, 30, 40], [30, 50, 60], [40, 60, 70]])
    kept = small.copy()
    kept.cells[2, 2] = True
    found = tidied(table, everything, (small, kept), RULES)
    assert found.cells.tolist() == [[True, False, True], [False, False, False], [True, False, True]]


def test_a_district_without_schools_shows_its_row_again() -> None:
    """Four hide behind the next smallest; the row of cells is the district row."""
    table, everything, small = _all_hidden([[4, 30, 40, 50]], is_one_row=True)
    found = tidied(table, everything, (small, small), RULES)
    assert found.cells[0].tolist() == found.top.tolist() == [True, True, False, False]


def test_the_one_school_of_a_level_is_shown_again_with_it() -> None:
    """The third school is the second level: its groups come back in both places or in neither."""
    table, everything, small = _all_hidden([[4, 30, 40], [30, 50, 60], [300, 300, 300]], [0, 0, 1])
    found = tidied(table, everything, (small, small), RULES)
    assert found.cells.tolist() == [[True, True, False], [True, True, False], [False, False, False]]
    assert not found.level_cells.any()
    assert not found.top.any()


def test_two_levels_of_one_school_each() -> None:
    """Schools are levels here: four need the square, and the third category comes back in both."""
    table, everything, small = _all_hidden([[4, 30, 300], [30, 50, 400]], [0, 1])
    everything.top[2] = True
    found = tidied(table, everything, (small, small), RULES)
    assert found.cells.tolist() == found.level_cells.tolist() == [[True, True, False], [True, True, False]]
    assert not found.top.any()


def test_a_large_table_is_left_as_it_is() -> None:
    """Trying every one of 441 cells would take too long."""
    table, everything, small = _all_hidden([[20] * 21] * 21)
    small.cells[0, 0] = True
    assert tidied(table, everything, (small, small), RULES) is everything
