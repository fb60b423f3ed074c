"""What a printed sum allows: the most a hidden group could hold, and whether what it leaves hidden is a small group."""

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


# --- what is left of a printed sum ---------------------------------------------------------------------------------


def small_rest_of_rows(table: Table, hidden: Hidden, rules: Rules) -> Flags:
    if table.is_one_row:
        return np.zeros(1, dtype=bool)
    rest = np.where(hidden.cells, table.people, 0).sum(axis=1)
    small: Flags = (rest > 0) & (rest < rules.minimum) & ~hidden.rows
    return small


def small_rest_of_columns(table: Table, hidden: Hidden, rules: Rules) -> Flags:
    """Per level (or for the district as a whole): is the hidden rest of a printed group a small group?"""
    if table.is_one_row:
        return np.zeros((1, table.shape[1]), dtype=bool)
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
