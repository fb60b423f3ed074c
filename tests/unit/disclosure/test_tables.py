"""What is hidden of a table, tier by tier, and the totals of schools and levels that go together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kpitrack.disclosure.pattern.tables import HiddenTotals, Table, nothing_hidden, tie, told_together
from kpitrack.disclosure.pattern.totals import protect_totals
from kpitrack.disclosure.policy import Rules

RULES = Rules()


def _table(people: Sequence[Sequence[int]], levels: Sequence[int] | None = None, *, is_one_row: bool = False) -> Table:
    counted = np.array(people, dtype=np.int64)
    level_of = None if levels is None else np.array(levels, dtype=np.int64)
    return Table(counted, counted[None, None], level_of=level_of, is_one_row=is_one_row)


def test_what_is_hidden_is_counted_and_joined_tier_by_tier() -> None:
    """Three cells, two of levels, one of the district; another pattern adds one of each."""
    table = _table([[1, 2, 3], [4, 5, 6]], [0, 1])
    hidden, more = nothing_hidden(table), nothing_hidden(table)
    hidden.cells[0] = hidden.level_cells[1, 1:] = hidden.top[0] = True
    assert hidden.count == 6
    more.cells[1, 0] = more.level_cells[0, 0] = more.top[2] = True
    hidden.add(more)
    assert hidden.cells.tolist() == [[True] * 3, [True, False, False]]
    assert hidden.level_cells.tolist() == [[True, False, False], [False, True, True]]
    assert hidden.top.tolist() == [True, False, True]
    hidden.add(None)
    assert hidden.count == 9


def test_nobody_is_not_few_and_one_is() -> None:
    """From one person to nine; ten are enough."""
    people = np.array([0, 1, 9, 10], dtype=np.int64)
    assert _table([[1]]).small(people, people[None], RULES).tolist() == [False, True, True, False]


def test_at_first_every_total_is_shown() -> None:
    """No row lies in a scope of hidden ones, unless totals say so."""
    table = _table([[1, 2], [3, 4]])
    assert nothing_hidden(table).scopes.tolist() == [-1, -1]
    totals = HiddenTotals(np.array([True, False]), np.array([0, -1]), np.array([False]))
    assert nothing_hidden(table, totals).scopes.tolist() == [0, -1]
    assert nothing_hidden(table, totals).rows.tolist() == [True, False]


@pytest.mark.parametrize("tier", ["cells", "top"])
def test_the_one_row_of_a_district_without_schools_is_the_district_row(tier: str) -> None:
    """Whichever is hidden, the other is."""
    table = _table([[1, 2, 3]], is_one_row=True)
    hidden = nothing_hidden(table)
    getattr(hidden, tier)[..., 1] = True
    tie(table, hidden)
    assert (hidden.cells.tolist(), hidden.top.tolist()) == ([[False, True, False]], [False, True, False])


@pytest.mark.parametrize("tier", ["cells", "level_cells"])
def test_the_one_school_of_a_level_is_the_level(tier: str) -> None:
    """The third school is the second level; of the first level's two schools neither is the level."""
    table = _table([[1, 2], [3, 4], [5, 6]], [0, 0, 1])
    hidden = nothing_hidden(table)
    getattr(hidden, tier)[0, 0] = getattr(hidden, tier)[-1, 1] = True
    tie(table, hidden)
    assert hidden.cells[2].tolist() == hidden.level_cells[1].tolist() == [False, True]
    assert (hidden.cells[:2].sum() + hidden.level_cells[0].sum()) == 1


def test_which_levels_are_hidden_among_each_other() -> None:
    """Two hidden schools of one level say that its total is printed; of two levels, that both totals are hidden."""
    table = _table([[9], [9], [9], [9], [9], [9]], [0, 0, 1, 1, 2, 2])
    hidden = nothing_hidden(table)
    hidden.rows = np.array([True, True, True, False, True, False])
    hidden.scopes = np.array([0, 0, 1, -1, 1, -1])
    assert told_together(table, hidden).tolist() == [False, True, True]


# --- totals of schools and levels -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "also", "hidden", "because"),
    [
        ([4, 0, 60, 70], [], [0, 2], "a school without anybody is no partner"),
        ([40, 50, 60, 70], [2], [0, 2], "an earlier release hides a large one: it needs the smallest"),
        ([40, 50, 60, 70], [], [], "nothing small, nothing demanded"),
    ],
)
def test_totals_of_schools_go_in_twos(people: list[int], also: list[int], hidden: list[int], because: str) -> None:
    """Rows and scopes; a row whose total is shown has none."""
    flags = np.isin(np.arange(len(people)), also)
    found = protect_totals(_table([[each] for each in people]), RULES, flags)
    assert np.flatnonzero(found.rows).tolist() == hidden, because
    assert found.scopes.tolist() == [0 if row in hidden else -1 for row in range(len(people))]
    assert found.levels.tolist() == [False]


@pytest.mark.parametrize(
    ("outcomes", "unit", "enough", "because"),
    [
        ([[3, 4, 50, 60], [2, 1, 10, 10]], 1, True, "seven met, three did not"),
        ([[3, 5, 50, 60], [2, 0, 10, 10]], 1, False, "only two did not"),
        ([[2, 0, 10, 10], [3, 5, 50, 60]], 1, False, "only two met"),
        ([[3, 5, 60, 70], [2, 0, 0, 0]], 1, True, "two did not, and nobody else did not"),
        ([[3000, 5000, 50000, 60000], [2000, 1000, 10000, 10000]], 1000, True, "three persons' worth"),
        ([[3000, 5000, 50000, 60000], [1999, 1000, 10000, 10000]], 1000, False, "less than that"),
        ([[2, 3, 50, 60]], 1, True, "of a growing count five are new since the last print"),
        ([[2, 2, 50, 60]], 1, False, "four are"),
        ([[2, 2, 0, 0]], 1, True, "four are, and nobody else is"),
    ],
)
def test_hidden_totals_hold_enough_of_every_outcome(
    outcomes: list[list[int]], unit: int, enough: bool, because: str
) -> None:
    """Two small schools of five; where their outcomes would be told, the next smallest goes as well."""
    people = np.array([5, 5, 60, 70], dtype=np.int64)[:, None]
    table = Table(people, np.array(outcomes, dtype=np.int64)[:, None, :, None], unit)
    assert protect_totals(table, RULES).rows.tolist() == [True, True, not enough, False], because


THREE_LEVELS = [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("people", "also_levels", "levels", "scopes", "because"),
    [
        ([9, 40, 50, 60, 200, 200], [], [], [0, 0, -1, -1, -1, -1], "within its level, whose total is printed"),
        ([50, 60, 9, 40, 8, 200], [], [], [-1, -1, 1, 1, 2, 2], "each level hides for itself"),
        ([4, 5, 50, 60, 200, 200], [], [0, 1], [1, 1, 1, -1, -1, -1], "nine in a level; the next has to give a school"),
        ([4, 5, 60, 50, 200, 200], [], [0, 1], [1, 1, -1, 1, -1, -1], "the smaller of its two"),
        ([40, 30, 60, 50, 210, 200], [2], [0, 2], [-1, 1, -1, -1, -1, 1], "each hidden level gives its smallest"),
    ],
)
def test_totals_of_levels_go_with_a_school_of_each(
    people: list[int], also_levels: list[int], levels: list[int], scopes: list[int], because: str
) -> None:
    """Hidden schools of hidden levels are hidden among each other, those of a printed level within it."""
    flags = np.isin(np.arange(3), also_levels)
    found = protect_totals(_table([[each] for each in people], THREE_LEVELS), RULES, None, flags)
    assert np.flatnonzero(found.levels).tolist() == levels, because
    assert found.scopes.tolist() == scopes, because
    assert found.rows.tolist() == [scope >= 0 for scope in scopes]


@pytest.mark.parametrize(("also", "also_levels"), [([0], []), ([], [0])])
def test_a_school_that_is_its_level_is_hidden_with_it(also: list[int], also_levels: list[int]) -> None:
    """The first school is a level of its own: one printed total would be the other, whichever an earlier release hid.

    The level needs another one, and that gives its smaller school.
    """
    table = _table([[40], [60], [50], [200], [200]], [0, 1, 1, 2, 2])
    found = protect_totals(table, RULES, np.isin(np.arange(5), also), np.isin(np.arange(3), also_levels))
    assert np.flatnonzero(found.levels).tolist() == [0, 1]
    assert np.flatnonzero(found.rows).tolist() == [0, 2]
