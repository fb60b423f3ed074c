"""How wide a certificate must be: of every outcome, of the people together, and of bands; all worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kpitrack.disclosure.pattern.certificate import bands_hold, certify, is_certified
from kpitrack.disclosure.pattern.tables import Hidden, Table, nothing_hidden
from kpitrack.disclosure.policy import Rules

RULES = Rules()  # ten people; five of a size, three of an outcome
Four = tuple[int, int, int, int]


def _four_cells(outcomes: Sequence[tuple[Four, int]], unit: int = 1) -> tuple[Table, Hidden]:
    """Four hidden cells a b / c d, and beside them, shown, a third row and column that hold `shown` in every cell.

    One person more in a is one fewer in b and c and one more in d. So each of the four can be told min(b, c) higher or
    lower, and min(a, d) the other way.
    """
    kinds = [[[a, b, shown], [c, d, shown], [shown] * 3] for (a, b, c, d), shown in outcomes]
    counted = np.array(kinds, dtype=np.int64)
    people = -(-counted.sum(axis=0) // unit)
    table = Table(people, counted[:, None], unit)
    hidden = nothing_hidden(table)
    hidden.cells[:2, :2] = True
    return table, hidden


MANY = 60_000
NARROW, WIDE = (1, 2, 3, 9), (1, 3, 3, 9)  # three and four wide
ALONE = ((1, 0, 0, 1), 0)  # one wide, and its row holds no more than one


@pytest.mark.parametrize(
    ("outcomes", "unit", "fails", "because"),
    [
        ([((1, 4, 4, 9), MANY)], 1, False, "a count, five wide"),
        ([((1, 3, 4, 9), MANY)], 1, True, "a count, four wide"),
        ([((1, 0, 0, 1), 0)], 1, False, "one wide, and nothing could be wider"),
        ([(NARROW, MANY), (NARROW, MANY)], 1, False, "three who met and three who did not"),
        ([((1, 1, 3, 9), MANY), (WIDE, MANY)], 1, True, "two who met"),
        ([(WIDE, MANY), ((1, 1, 3, 9), MANY)], 1, True, "two who did not"),
        ([ALONE, (WIDE, MANY)], 1, False, "one who met, nobody else did; four who did not: five people"),
        ([ALONE, (NARROW, MANY)], 1, True, "one who met and three who did not are four people"),
        ([((1000, 2000, 2000, 9000), MANY)] * 2, 1000, False, "three persons' worth of each"),
        ([((1000, 1999, 2000, 9000), MANY)] * 2, 1000, True, "less than three persons' worth"),
        ([((1, 0, 0, 1), 0), ((4000, 0, 0, 4000), 0)], 1000, False, "4.001 persons' worth, and no room for more"),
        ([((1, 0, 0, 1), 0), ((4000, 0, 0, 4000), 5000)], 1000, True, "4.001 persons' worth, and room for five"),
        ([ALONE, ((1, 1, 1, 1), 0), (NARROW, MANY), (NARROW, MANY)], 1, False, "before: three, and no more there are"),
        ([ALONE, (NARROW, MANY), (NARROW, MANY), (NARROW, MANY)], 1, True, "before: four people"),
        ([(NARROW, MANY), (NARROW, MANY), ALONE, (NARROW, MANY)], 1, True, "after: four people"),
    ],
)
def test_how_wide_hidden_cells_must_be(outcomes: list[tuple[Four, int]], unit: int, fails: bool, because: str) -> None:
    """Three of each outcome and five people, unless printed sums allow no more; of a change before and after."""
    table, hidden = _four_cells(outcomes, unit)
    found = certify(table, hidden, hidden, RULES)
    assert found.cells.tolist() == [[fails, fails, False]] * 2 + [[False] * 3], because


def test_a_hidden_cell_that_holds_nobody_needs_no_certificate() -> None:
    """An earlier release may demand a group that is empty today; nothing of it is printed."""
    table = Table(np.array([[0, 40], [30, 40]], dtype=np.int64), np.array([[[[0, 40], [30, 40]]]], dtype=np.int64))
    hidden = nothing_hidden(table)
    hidden.cells[0, 0] = True
    assert not certify(table, hidden, nothing_hidden(table), RULES)


def _counts(people: Sequence[Sequence[int]], levels: Sequence[int] | None = None) -> Table:
    counted = np.array(people, dtype=np.int64)
    return Table(counted, counted[None, None], level_of=None if levels is None else np.array(levels, dtype=np.int64))


def test_district_groups_that_are_wide_enough_pass() -> None:
    """Ten and ten, wherever they are hidden: each can hold all twenty or nobody."""
    table = _counts([[5, 5, 60], [5, 5, 60]])
    hidden = nothing_hidden(table)
    hidden.cells[:, :2] = hidden.top[:2] = True
    assert not certify(table, hidden, hidden, RULES)
    assert is_certified(table, hidden, hidden, RULES)
    assert not certify(table, nothing_hidden(table), nothing_hidden(table), RULES)


def test_a_district_group_that_could_be_small_is_certified_as_well() -> None:
    """One and three of one row change places, four in all; the reader cannot know that nobody called them small."""
    table = Table(np.array([[1, 3, 60]]), np.array([[[[1, 3, 60]]]]), is_one_row=True)
    hidden = nothing_hidden(table)
    hidden.cells[:, :2] = hidden.top[:2] = True
    found = certify(table, hidden, nothing_hidden(table), RULES)
    assert (found.top.tolist(), found.top_line) == ([True, True, False], True)
    assert not is_certified(table, hidden, nothing_hidden(table), RULES)


@pytest.mark.parametrize(("people", "is_small"), [(0, False), (1, True), (9, True), (10, False)])
def test_one_hidden_district_group_is_a_rest_of_the_total(people: int, is_small: bool) -> None:
    """Fewer than ten are a small group, nobody is none."""
    table = _counts([[people, 40], [0, 50]])
    hidden = nothing_hidden(table)
    hidden.top[0] = True
    assert certify(table, hidden, nothing_hidden(table), RULES).top_line is is_small


@pytest.mark.parametrize(
    ("second", "narrow", "because"),
    [(3, True, "one and three change places: four"), (4, False, "one and four: five")],
)
def test_the_groups_of_a_level_are_certified(second: int, narrow: bool, because: str) -> None:
    """Hidden at one school of the level; twenty of a third group are hidden in its sum and printed at its school."""
    table = _counts([[1, second, 20, 60], [0, 0, 0, 60], [50, 50, 60, 60], [50, 50, 60, 60]], [0, 0, 1, 1])
    hidden = nothing_hidden(table)
    hidden.cells[[0, 2, 3], :2] = True
    hidden.level_cells[:, :2] = hidden.level_cells[0, 2] = True
    found = certify(table, hidden, nothing_hidden(table), RULES)
    assert found.level_cells.tolist() == [[narrow, narrow, False, False], [False] * 4], because


@pytest.mark.parametrize(
    ("fine", "holds", "because"),
    [
        ([4, 1, 60], True, "four of the first band, one of the second: all five change places"),
        ([3, 1, 60], False, "only four do"),
    ],
)
@pytest.mark.parametrize("split", [False, True])
def test_bands_hold_beside_their_categories(fine: list[int], holds: bool, because: str, split: bool) -> None:
    """People move by one category of each band; a second one in the first band widens nothing that is claimed."""
    people = [*fine, 1] if split else fine
    band_of = np.array([0, 1, 2, 0][: len(people)], dtype=np.int64)
    into = (band_of[:, None] == np.arange(3)).astype(np.int64)
    table = Table(np.array([people]), np.array([[[people]]]), band_of=band_of, is_one_row=True)
    bands = Table(table.people @ into, table.outcomes @ into, is_one_row=True)
    of_bands = nothing_hidden(bands)
    of_bands.cells[0, :2] = of_bands.top[:2] = True
    hidden = nothing_hidden(table, None, of_bands)
    hidden.cells[0, band_of < 2] = hidden.top[band_of < 2] = True
    assert bands_hold(table, hidden, bands, RULES) is holds, because
