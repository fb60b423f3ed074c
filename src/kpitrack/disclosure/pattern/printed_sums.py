"""What a printed sum allows: the most and the fewest a hidden group could hold, and whether it leaves a small rest."""

from __future__ import annotations

import numpy as np

from kpitrack.disclosure.pattern.tables import PLENTY, Flags, Hidden, Table, Whole, told_together
from kpitrack.disclosure.policy import Rules

# --- the most a hidden group could hold ----------------------------------------------------------------------------


def most_in_cells(table: Table, hidden: Hidden) -> Whole:
    """The most a hidden cell could hold, by the printed totals of its row, its column, its level and the district."""
    mine = table.per_kind
    by_row = np.where(hidden.rows[None, :, None], PLENTY, mine.sum(axis=2)[:, :, None])
    by_top = np.where(hidden.top[None, None, :], PLENTY, table.top_per_kind[:, None, :])
    most = np.minimum(np.minimum(by_row, by_top), most_in_top(table)[:, None, :])
    if table.has_levels:
        sums = np.where(hidden.level_cells[None], PLENTY, table.level_per_kind)
        most = np.minimum(most, sums[:, table.levels, :])
    return most


def most_in_level_cells(table: Table, hidden: Hidden) -> Whole:
    of_levels = table.level_per_kind.sum(axis=2)[:, :, None]
    by_level = np.where(told_together(table, hidden)[None, :, None], PLENTY, of_levels)
    by_top = np.where(hidden.top[None, None, :], PLENTY, table.top_per_kind[:, None, :])
    return np.minimum(np.minimum(by_level, by_top), most_in_top(table)[:, None, :])


def most_in_top(table: Table) -> Whole:
    sums = table.top_per_kind
    return np.asarray(np.broadcast_to(sums.sum(axis=1)[:, None], sums.shape))


# --- the fewest people a hidden group could hold --------------------------------------------------------------------
#
# What a sum leaves for a group if its other hidden groups are as large as their own sums allow. A reader who knows more
# may know of more people, never of fewer; so no group that she could take for a small one is missed.


def fewest_in_cells(table: Table, hidden: Hidden) -> Whole:
    mine = np.where(hidden.cells, table.people, 0)
    is_printed = ~hidden.level_cells if table.has_levels else ~hidden.top[None, :]  # the sum over a column's rows
    by_row = np.where(hidden.rows, PLENTY, mine.sum(axis=1))[:, None]
    by_column = np.where(is_printed, table.in_level @ mine, _beyond_levels(table, hidden))
    most = np.where(hidden.cells, np.minimum(by_row, by_column[table.levels]), 0)
    for_row = np.where(hidden.rows[:, None], 0, by_row - (most.sum(axis=1)[:, None] - most))
    of_others = (table.in_level @ most)[table.levels] - most
    for_column = np.where(is_printed[table.levels], by_column[table.levels] - of_others, 0)
    fewest: Whole = np.maximum(np.maximum(for_row, for_column), 0)
    return fewest


def _beyond_levels(table: Table, hidden: Hidden) -> Whole:
    """(columns,): what a printed district group leaves for its hidden levels."""
    levels = np.where(hidden.level_cells, table.level_people, 0).sum(axis=0)
    left: Whole = np.where(hidden.top, PLENTY, levels)
    return left


def fewest_in_level_cells(table: Table, hidden: Hidden) -> Whole:
    """Also those of the schools that are printed."""
    mine = np.where(hidden.level_cells, table.level_people, 0)
    by_level = np.where(told_together(table, hidden), PLENTY, mine.sum(axis=1))[:, None]
    by_top = np.where(hidden.top, PLENTY, mine.sum(axis=0))[None, :]
    most = np.where(hidden.level_cells, np.minimum(by_level, by_top), 0)
    for_level = np.where(by_level < PLENTY, by_level - (most.sum(axis=1)[:, None] - most), 0)
    for_top = np.where(by_top < PLENTY, by_top - (most.sum(axis=0)[None, :] - most), 0)
    printed = table.in_level @ np.where(hidden.cells, 0, table.people)
    return np.maximum(np.maximum(for_level, for_top), printed)


def fewest_in_top(table: Table, hidden: Hidden) -> Whole:
    """Those of the schools and levels that are printed."""
    printed = table.in_level @ np.where(hidden.cells, 0, table.people)
    if table.has_levels:
        printed = np.where(hidden.level_cells, printed, table.level_people)
    fewest: Whole = printed.sum(axis=0)
    return fewest


# --- what is left of a printed sum ---------------------------------------------------------------------------------


def small_rest_of_rows(table: Table, hidden: Hidden, rules: Rules) -> Flags:
    if table.is_one_row:
        return np.zeros_like(hidden.rows)
    rest = np.where(hidden.cells, table.people, 0).sum(axis=1)
    small: Flags = (rest > 0) & (rest < rules.minimum) & ~hidden.rows
    return small


def small_rest_of_columns(table: Table, hidden: Hidden, rules: Rules) -> Flags:
    """Per level (or for the district as a whole): is the hidden rest of a printed group a small group?"""
    if table.is_one_row:
        return np.zeros_like(hidden.level_cells)
    rest = table.in_level @ np.where(hidden.cells, table.people, 0)
    is_printed = ~hidden.level_cells if table.has_levels else ~hidden.top[None, :]
    small: Flags = (rest > 0) & (rest < rules.minimum) & is_printed
    return small


def small_rest_of_levels(table: Table, hidden: Hidden, rules: Rules) -> Flags:
    """Level cells in a printed line (the level's total, the district's group) whose hidden rest is a small group."""
    if not table.has_levels:
        return np.zeros_like(hidden.level_cells)
    rest = np.where(hidden.level_cells, table.level_people, 0)
    by_level, by_top = rest.sum(axis=1)[:, None], np.where(hidden.top, PLENTY, rest.sum(axis=0))[None, :]
    small: Flags = ((by_level > 0) & (by_level < rules.minimum)) | ((by_top > 0) & (by_top < rules.minimum))
    return small & hidden.level_cells
