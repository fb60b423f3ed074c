"""Room to move: how far every hidden quantity can be told otherwise, while everything printed stays.

One step: in row r, k people of category c2 are told as c; in other rows as many are told the other way round, so that
every printed sum stays. Each person keeps school, outcome and every other category, so all other tables of the metric
stay as printed, too. Steps within rows, between rows and of several strata are not joined where that is not simply a
sum: the room is real, and sometimes there is more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpitrack.disclosure.pattern.tables import PLENTY, Flags, Hidden, Table, Whole, told_among, told_together


@dataclass(frozen=True, slots=True)
class Room:
    """How far each hidden quantity can move: per kind of outcome, up and down."""

    cells: tuple[Whole, Whole]  # up, down: (kinds, rows, columns)
    level_cells: tuple[Whole, Whole]  # (kinds, levels, columns)
    top: tuple[Whole, Whole]  # (kinds, columns)


def room_to_move(table: Table, hidden: Hidden, allowed: Flags | None = None) -> Room:
    """How far every hidden quantity can move while everything printed stays. allowed: pairs of columns, if not all."""
    both, level_both, top_both = _pairs(table, hidden)
    if allowed is not None:
        both, level_both, top_both = both & allowed[:, :, None], level_both & allowed[:, :, None], top_both & allowed
    return _moves(table, hidden, (both, level_both, top_both))


def _pairs(table: Table, hidden: Hidden) -> tuple[Flags, Flags, Flags]:
    """For every two columns: rows, levels and district where both are hidden, so that people can be told otherwise."""
    columns = table.shape[1]
    one, other = hidden.cells.T[:, None, :], hidden.cells.T[None, :, :]
    both = one & other
    both[np.arange(columns), np.arange(columns)] = False
    if table.has_levels:
        level_both = hidden.level_cells.T[:, None, :] & hidden.level_cells.T[None, :, :]
    else:
        level_both = np.ones((columns, columns, 1), dtype=bool)
    top_both = hidden.top[:, None] & hidden.top[None, :]
    if table.band_of is None:
        return both, level_both, top_both
    # A person told to be in another band changes the bands as well, so they must be hidden there, too.
    same = table.band_of[:, None] == table.band_of[None, :]
    if table.keeps_bands:
        return both & same[:, :, None], level_both & same[:, :, None], top_both & same
    assert hidden.bands is not None
    cells, levels, top = (
        each.T[table.band_of] for each in (hidden.bands.cells, hidden.bands.level_cells, hidden.bands.top)
    )
    both &= same[:, :, None] | (cells[:, None, :] & cells[None, :, :])
    if table.has_levels:
        level_both &= same[:, :, None] | (levels[:, None, :] & levels[None, :, :])
    top_both &= same | (top[:, None] & top[None, :])
    return both, level_both, top_both


def _moves(table: Table, hidden: Hidden, pairs: tuple[Flags, Flags, Flags]) -> Room:
    """Up and down of cells, level cells and district groups for every kind of outcome, by their best partners."""
    both, level_both, top_both = pairs
    is_open = level_both[:, :, table.levels]  # the level's sum is hidden, so other levels can balance the move
    is_free = is_open & top_both[:, :, None]  # the district's is hidden as well, so nothing needs to balance it
    kinds, strata, rows, columns = table.outcomes.shape
    levels = table.in_level.shape[0]
    up, down = _zeros(kinds, columns, rows), _zeros(kinds, columns, rows)
    level_up, level_down = _zeros(kinds, columns, levels), _zeros(kinds, columns, levels)
    top_up, top_down = _zeros(kinds, columns), _zeros(kinds, columns)
    for stratum in range(strata):
        mine = table.outcomes[:, stratum].transpose(0, 2, 1)  # (kinds, columns, rows)
        counted = np.where(both, mine[:, :, None, :], 0)  # of the first column, in rows where both are hidden
        in_levels = counted @ table.in_level.T
        in_open = np.where(level_both, in_levels, 0)
        over_open = in_open.sum(axis=3)
        pool = np.where(is_open, over_open[..., None], in_levels[..., table.levels])
        pool = np.where(is_free & _is_hidden_in(hidden, stratum), PLENTY, pool - counted)
        theirs = _in_rows_told_together(table, hidden, _swapped(counted), mine)
        up += _from_partners(theirs, pool)
        down += np.minimum(mine, np.where(both, _swapped(pool), 0).sum(axis=2))
        if table.has_levels:
            others = np.where(top_both[:, :, None], PLENTY, over_open[..., None] - in_open)
            level_up += _from_partners(_swapped(in_open), others)
            level_down += np.minimum(in_open, _swapped(others)).max(axis=2)
        top_up += np.where(top_both, over_open.transpose(0, 2, 1), 0).sum(axis=2)
        top_down += np.where(top_both, over_open, 0).max(axis=2)
    if hidden.rows.any():
        _between_rows(table, hidden, up, down)
        _between_levels(table, hidden, level_up, level_down)
    return Room(_by_place(up, down), _by_place(level_up, level_down), (top_up, top_down))


def _is_hidden_in(hidden: Hidden, stratum: int) -> Flags:
    """Pairs of columns whose groups a crossing's stratum (a school) does not print either."""
    if hidden.strata is None:
        return np.ones((1, 1, 1), dtype=bool)
    columns = hidden.strata[stratum]
    both: Flags = (columns[:, None] & columns[None, :])[:, :, None]
    return both


def _zeros(*shape: int) -> Whole:
    return np.zeros(shape, dtype=np.int64)


def _swapped(pairs: Whole) -> Whole:
    """(kinds, column, partner, place) as (kinds, partner, column, place)."""
    return pairs.transpose(0, 2, 1, 3)


def _by_place(up: Whole, down: Whole) -> tuple[Whole, Whole]:
    return up.transpose(0, 2, 1), down.transpose(0, 2, 1)


def _in_rows_told_together(table: Table, hidden: Hidden, theirs: Whole, mine: Whole) -> Whole:
    """Where row totals are hidden, the partners' people may come from any of those rows (of one level)."""
    for rows in told_among(hidden):
        if len(set(table.levels[rows].tolist())) == 1:
            people = np.where(hidden.cells.T[:, rows], mine[:, :, rows], 0).sum(axis=2)
            told = people[:, None, :, None] * hidden.cells.T[:, None, rows]
            columns = np.arange(table.shape[1])
            told[:, columns, columns] = 0
            theirs[..., rows] = told
    return theirs


def _from_partners(theirs: Whole, pool: Whole) -> Whole:
    """How many people of other columns can be told as this one: from the best partner, or from several at once.

    theirs, pool: (kinds, column, partner, place). The pools of k partners may be the same people; the k-th part of each
    pool can always be kept apart (by taking from the smallest pool first).
    """
    each = np.minimum(theirs, pool)
    partners = np.maximum(each.astype(bool).sum(axis=2), 1)
    several = np.minimum(theirs, pool // partners[:, :, None, :]).sum(axis=2)
    most: Whole = np.maximum(each.max(axis=2), several)
    return most


def _between_rows(table: Table, hidden: Hidden, up: Whole, down: Whole) -> None:
    """Where the totals of two rows are hidden, people can be told to be in the other row."""
    for rows in told_among(hidden):
        mine = table.per_kind[:, rows]
        others = mine.sum(axis=1)[:, None, :] - mine
        up[..., rows] = np.maximum(up[..., rows], others.transpose(0, 2, 1))
        elsewhere = table.people[rows].sum(axis=0)[None, :] > table.people[rows]  # where nobody is, nobody can be told
        down[..., rows] = np.maximum(down[..., rows], np.where(elsewhere, mine, 0).transpose(0, 2, 1))


def _between_levels(table: Table, hidden: Hidden, up: Whole, down: Whole) -> None:
    """Where the schools of a hidden level are hidden among those of others, people can be told to be in those."""
    for level in np.flatnonzero(told_together(table, hidden)):
        inside = table.levels == level
        told = hidden.scopes == hidden.scopes[inside & hidden.rows][0]
        others = table.per_kind[:, told & ~inside].sum(axis=1)
        here = table.people[told & inside].sum(axis=0) > 0  # where nobody is, nobody can be told
        up[..., level] = np.maximum(up[..., level], np.where(here, others, 0))
        mine = table.per_kind[:, told & inside].sum(axis=1)
        elsewhere = table.people[told & ~inside].sum(axis=0) > 0
        down[..., level] = np.maximum(down[..., level], np.where(elsewhere, mine, 0))
