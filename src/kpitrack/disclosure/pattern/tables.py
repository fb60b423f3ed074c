"""A table as the certificate sees it: people and their outcomes per row and category, in whole numbers.

Rows are schools, which may lie in levels; columns are the categories of one dimension, which may lie in bands. What is
printed beside the cells: row totals, level rows, the district row. A crossing is a table as well: its rows are the
categories of the first dimension, and its strata are the schools, because a person changes neither school nor the
other dimension when only one category of hers is told differently.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kpitrack.disclosure.policy import Rules

Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]

PLENTY = 1 << 40  # more than any number of people


@dataclass(frozen=True)
class Table:
    """outcomes: (kinds, strata, rows, columns), in units of 1/`unit` person. Of a share: met, not met."""

    people: Whole  # (rows, columns)
    outcomes: Whole
    unit: int = 1
    can_be_unanimous: bool = False  # outcomes come as (met, not met)
    level_of: Whole | None = None  # (rows,): the level of a row, where level rows are printed
    band_of: Whole | None = None  # (columns,): the band of a column, where bands are printed
    is_one_row: bool = False  # the district alone: its row is the district row itself
    keeps_bands: bool = False  # bands are printed in a crossing as well, so nobody can be told to be in another one

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.people.shape
        return rows, columns

    @cached_property
    def levels(self) -> Whole:
        return np.zeros(self.shape[0], dtype=np.int64) if self.level_of is None else self.level_of

    @property
    def has_levels(self) -> bool:
        return self.level_of is not None

    @cached_property
    def in_level(self) -> Whole:
        """(levels, rows): 1 where the row lies in the level."""
        numbers = np.arange(self.levels.max() + 1)
        inside: Whole = (self.levels[None, :] == numbers[:, None]).astype(np.int64)
        return inside

    @property
    def levels_of_one_school(self) -> Whole:
        """Whatever is told of such a level is told of its school."""
        return np.flatnonzero((self.in_level.sum(axis=1) == 1) & self.has_levels)

    @cached_property
    def level_people(self) -> Whole:
        people: Whole = self.in_level @ self.people
        return people

    @cached_property
    def top_people(self) -> Whole:
        people: Whole = self.people.sum(axis=0)
        return people

    @cached_property
    def per_kind(self) -> Whole:
        """(kinds, rows, columns): outcomes over all strata."""
        outcomes: Whole = self.outcomes.sum(axis=1)
        return outcomes

    @cached_property
    def level_per_kind(self) -> Whole:
        """(kinds, levels, columns)"""
        return np.asarray(np.einsum("lr,krc->klc", self.in_level, self.per_kind))

    @cached_property
    def top_per_kind(self) -> Whole:
        """(kinds, columns)"""
        outcomes: Whole = self.per_kind.sum(axis=1)
        return outcomes

    def small(self, people: Whole, outcomes: Whole, rules: Rules) -> Flags:
        """Cells that may never be shown: few people, or everyone or no one of a small group. people: any shape."""
        few = people < rules.minimum
        if self.can_be_unanimous:
            few |= (people < rules.unanimous_below) & (outcomes == 0).any(axis=0)
        return few & (people > 0)


@dataclass
class Hidden:
    """What is not printed, tier by tier. Grows while the pattern is sought."""

    cells: Flags  # (rows, columns)
    level_cells: Flags  # (levels, columns)
    top: Flags  # (columns,): the district's groups
    rows: Flags  # (rows,): row totals, given
    scopes: Whole  # (rows,): rows with a hidden total among which people may be told to lie; -1: total shown
    bands: Hidden | None = None  # the same of the bands, given
    strata: Flags | None = None  # (strata, columns): of a crossing, the groups that are hidden in a school, given

    def copy(self) -> Hidden:
        return replace(self, cells=self.cells.copy(), level_cells=self.level_cells.copy(), top=self.top.copy())

    def add(self, more: Hidden | None) -> None:
        if more is not None:
            self.cells |= more.cells
            self.level_cells |= more.level_cells
            self.top |= more.top

    @property
    def count(self) -> int:
        return int(self.cells.sum()) + int(self.level_cells.sum()) + int(self.top.sum())


def nothing_hidden(table: Table, totals: HiddenTotals | None = None, bands: Hidden | None = None) -> Hidden:
    """A start: every group is printed; of the row totals those that are not hidden."""
    rows, columns = table.shape
    return Hidden(
        np.zeros((rows, columns), dtype=bool),
        np.zeros((table.in_level.shape[0], columns), dtype=bool),
        np.zeros(columns, dtype=bool),
        np.zeros(rows, dtype=bool) if totals is None else totals.rows,
        np.full(rows, -1, dtype=np.int64) if totals is None else totals.scopes,
        bands,
    )


@dataclass(frozen=True, slots=True)
class HiddenTotals:
    """Which row and level totals are not printed, the same for every dimension."""

    rows: Flags
    scopes: Whole
    levels: Flags


def tie(table: Table, hidden: Hidden) -> None:
    """The one row of a district without schools is the district row; the one school of a level is the level."""
    if table.is_one_row:
        hidden.cells[0] |= hidden.top
        hidden.top |= hidden.cells[0]
    for level in table.levels_of_one_school:
        row = int(np.argmax(table.in_level[level]))
        hidden.cells[row] |= hidden.level_cells[level]
        hidden.level_cells[level] |= hidden.cells[row]


def told_among(hidden: Hidden) -> list[Flags]:
    """The rows whose hidden totals may be those of each other, scope by scope."""
    return [hidden.scopes == scope for scope in _distinct(hidden.scopes[hidden.rows])]


def told_together(table: Table, hidden: Hidden) -> Flags:
    """Levels whose own totals are hidden: their schools are hidden among those of other levels."""
    found = np.zeros(table.in_level.shape[0], dtype=bool)
    for rows in told_among(hidden):
        levels = _distinct(table.levels[rows])
        if len(levels) > 1:
            found[levels] = True
    return found


def _distinct(numbers: Whole) -> list[int]:
    return sorted(set(numbers.tolist()))
