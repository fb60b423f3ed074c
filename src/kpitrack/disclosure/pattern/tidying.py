"""Showing again what the search hid without need. Only for tables where trying every cell is cheap."""

from __future__ import annotations

import numpy as np

from kpitrack.disclosure.pattern.certificate import is_certified
from kpitrack.disclosure.pattern.tables import Flags, Hidden, Table, Whole
from kpitrack.disclosure.policy import Rules

_SMALL_ENOUGH_TO_TIDY = 400  # cells


def tidied(table: Table, hidden: Hidden, must: tuple[Hidden, Hidden], rules: Rules) -> Hidden:
    """Show again what is hidden without need, the largest groups first."""
    small, kept = must
    if table.people.size > _SMALL_ENOUGH_TO_TIDY:
        return hidden
    spare = [
        (int(people[where]), tier, where)
        for tier, (now, must, people) in enumerate(_tiers(table, hidden, kept))
        for where in map(tuple, np.argwhere(now & ~must))
    ]
    for _, tier, where in sorted(spare, key=lambda each: (-each[0], each[1], each[2])):
        tried = hidden.copy()
        (tried.cells, tried.level_cells, tried.top)[tier][where] = False
        _untie(table, tried, tier, where)
        if is_certified(table, tried, small, rules):
            hidden = tried
    return hidden


def _untie(table: Table, tried: Hidden, tier: int, where: tuple[int, ...]) -> None:
    """What is tied is shown together."""
    column = where[-1]
    if table.is_one_row:
        tried.cells[0, column] = tried.top[column] = False
    elif table.has_levels and tier < 2:
        level = table.levels[where[0]] if tier == 0 else where[0]
        if table.in_level[level].sum() == 1:
            tried.level_cells[level, column] = False
            tried.cells[int(np.argmax(table.in_level[level])), column] = False


def _tiers(table: Table, hidden: Hidden, small: Hidden) -> tuple[tuple[Flags, Flags, Whole], ...]:
    return (
        (hidden.cells, small.cells, table.people),
        (hidden.level_cells, small.level_cells, table.level_people),
        (hidden.top, small.top, table.top_people),
    )
