"""The certificate: for every small cell, explicit other tables that agree with everything printed.

One step of such a table: in row r, k people of category c2 are told as c; in other rows as many are told the other way
round, so that every printed sum stays. How far a hidden cell can move this way, up and down, is its width. Each person
keeps school, outcome and every other category, so all other tables of the metric stay as printed, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpitrack.disclosure.pattern.tables import PLENTY, Flags, Hidden, Table, Whole
from kpitrack.disclosure.policy import Rules


@dataclass(frozen=True, slots=True)
class Room:
    """How far each hidden quantity can move: per kind of outcome, up and down."""

    cells: tuple[Whole, Whole]  # up, down: (kinds, rows, columns)
    level_cells: tuple[Whole, Whole]  # (kinds, levels, columns)
    top: tuple[Whole, Whole]  # (kinds, columns)


@dataclass(frozen=True, slots=True)
class Failures:
    """Small cells whose width is not certified, and printed sums whose hidden rest is itself a small group."""

    cells: Flags  # (rows, columns)
    level_cells: Flags
    top: Flags
    rows: Flags  # (rows,): the hidden cells of the row hold too few people together
    columns: Flags  # (levels, columns): the hidden cells of a printed level or district group do
    top_line: bool  # the hidden district groups do

    def __bool__(self) -> bool:
        found = any(each.any() for each in (self.cells, self.level_cells, self.top, self.rows, self.columns))
        return bool(found or self.top_line)


def certify(table: Table, hidden: Hidden, small: Hidden, rules: Rules) -> Failures:
    """Which hidden cells have no certificate under this pattern.

    Asked of every small cell, and of every other hidden one that could be small for all that is printed: a reader
    cannot tell them apart, so neither does the audit.
    """
    room = room_to_move(table, hidden)
    cells = small.cells | _could_be_small(hidden.cells, table.per_kind, room.cells, table, rules)
    level_cells = small.level_cells | _could_be_small(
        hidden.level_cells, table.level_per_kind, room.level_cells, table, rules
    )
    top = small.top | _could_be_small(hidden.top, table.top_per_kind, room.top, table, rules)
    narrow_levels = _too_narrow(table, room.level_cells, _most_level_cells(table, hidden), rules)
    return Failures(
        cells=_too_narrow(table, room.cells, _most_cells(table, hidden), rules) & cells,
        level_cells=(narrow_levels | _small_rest_of_levels(table, hidden, rules)) & level_cells,
        top=_too_narrow(table, room.top, _most_top(table), rules) & top,
        rows=_small_rest_of_rows(table, hidden, rules),
        columns=_small_rest_of_columns(table, hidden, rules),
        top_line=0 < int(table.top_people[hidden.top].sum()) < rules.minimum,
    )


def _could_be_small(hidden: Flags, outcomes: Whole, room: tuple[Whole, Whole], table: Table, rules: Rules) -> Flags:
    """Could a reader take it for a small group? outcomes: (kinds, ...) as hidden."""
    least = (outcomes - room[1])[:2].sum(axis=0)
    could: Flags = hidden & (outcomes.sum(axis=0) > 0) & (least < rules.minimum * table.unit)
    return could


def bands_hold(fine: Table, hidden: Hidden, bands: Table, rules: Rules) -> bool:
    """Are the hidden bands still certified once their categories are printed as well?

    A person can be told to be in another band only by way of two categories that are hidden wherever she is.
    """
    if hidden.bands is None or fine.band_of is None:
        return True
    of_bands = hidden.bands
    across = fine.band_of[:, None] != fine.band_of[None, :]
    room = room_to_move(fine, hidden, across)
    for narrow, flags in (
        (
            _too_narrow(bands, _best_of_band(fine, bands, room.cells), _most_cells(bands, of_bands), rules),
            of_bands.cells,
        ),
        (
            _too_narrow(bands, _best_of_band(fine, bands, room.level_cells), _most_level_cells(bands, of_bands), rules),
            of_bands.level_cells,
        ),
        (_too_narrow(bands, _best_of_band(fine, bands, room.top), _most_top(bands), rules), of_bands.top),
    ):
        if (narrow & flags).any():
            return False
    return True


def _best_of_band(fine: Table, bands: Table, room: tuple[Whole, Whole]) -> tuple[Whole, Whole]:
    """The widest room among a band's categories; the last axis is theirs."""
    best = []
    for each in room:
        of_bands = np.zeros((*each.shape[:-1], bands.shape[1]), dtype=np.int64)
        assert fine.band_of is not None
        for column, band in enumerate(fine.band_of):
            of_bands[..., band] = np.maximum(of_bands[..., band], each[..., column])
        best.append(of_bands)
    up, down = best
    return up, down


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
    if hidden.bands is None or table.keeps_bands:
        return both & same[:, :, None], level_both & same[:, :, None], top_both & same
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
        pool = np.where(is_free, PLENTY, pool - counted)
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


def _zeros(*shape: int) -> Whole:
    return np.zeros(shape, dtype=np.int64)


def _swapped(pairs: Whole) -> Whole:
    """(kinds, column, partner, place) as (kinds, partner, column, place)."""
    return pairs.transpose(0, 2, 1, 3)


def _by_place(up: Whole, down: Whole) -> tuple[Whole, Whole]:
    return up.transpose(0, 2, 1), down.transpose(0, 2, 1)


def _in_rows_told_together(table: Table, hidden: Hidden, theirs: Whole, mine: Whole) -> Whole:
    """Where row totals are hidden, the partners' people may come from any of those rows (of one level)."""
    for rows in _told_among(hidden):
        if len(_distinct(table.levels[rows])) == 1:
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
    for rows in _told_among(hidden):
        if rows.sum() < 2:
            continue
        mine = table.per_kind[:, rows]
        others = mine.sum(axis=1)[:, None, :] - mine
        up[..., rows] = np.maximum(up[..., rows], others.transpose(0, 2, 1))
        elsewhere = table.people[rows].sum(axis=0)[None, :] > table.people[rows]  # where nobody is, nobody can be told
        down[..., rows] = np.maximum(down[..., rows], np.where(elsewhere, mine, 0).transpose(0, 2, 1))


def _between_levels(table: Table, hidden: Hidden, up: Whole, down: Whole) -> None:
    """Where the schools of a hidden level are hidden among those of others, people can be told to be in those."""
    for level in np.flatnonzero(_told_together(table, hidden)):
        inside = table.levels == level
        told = hidden.scopes == hidden.scopes[inside & hidden.rows][0]
        others = table.per_kind[:, told & ~inside].sum(axis=1)
        up[..., level] = np.maximum(up[..., level], others)
        mine = table.per_kind[:, told & inside].sum(axis=1)
        elsewhere = table.people[told & ~inside].sum(axis=0) > 0
        down[..., level] = np.maximum(down[..., level], np.where(elsewhere, mine, 0))


def _told_among(hidden: Hidden) -> list[Flags]:
    """The rows whose hidden totals may be those of each other, scope by scope."""
    return [hidden.scopes == scope for scope in _distinct(hidden.scopes[hidden.rows])]


def _distinct(numbers: Whole) -> list[int]:
    return sorted(set(numbers.tolist()))


def _too_narrow(table: Table, room: tuple[Whole, Whole], most: Whole, rules: Rules) -> Flags:
    """Is a width below what is asked? What a printed sum allows at most is enough, nothing wider can exist."""
    up, down = room
    width = up + down
    wanted = rules.people_width if len(width) == 1 else rules.outcome_width
    narrow: Flags = np.asarray((width < np.minimum(wanted * table.unit, most)).any(axis=0))
    if len(width) > 1:
        for first in range(0, len(width), 2):  # (met, not met) of each outcome together are the people
            people = np.minimum(rules.people_width * table.unit, most[first : first + 2].sum(axis=0))
            narrow = narrow | (width[first : first + 2].sum(axis=0) < people)
    return narrow


def _most_cells(table: Table, hidden: Hidden) -> Whole:
    """The most a hidden cell could hold, by the printed totals of its row, its column, its level and the district."""
    mine = table.per_kind
    by_row = np.where(hidden.rows[None, :, None], PLENTY, mine.sum(axis=2)[:, :, None])
    by_top = np.where(hidden.top[None, None, :], PLENTY, table.top_per_kind[:, None, :])
    most = np.minimum(np.minimum(by_row, by_top), _most_top(table)[:, None, :])
    if table.has_levels:
        sums = np.where(hidden.level_cells[None], PLENTY, table.level_per_kind)
        most = np.minimum(most, sums[:, table.levels, :])
    return most


def _most_level_cells(table: Table, hidden: Hidden) -> Whole:
    of_levels = table.level_per_kind.sum(axis=2)[:, :, None]
    by_level = np.where(_told_together(table, hidden)[None, :, None], PLENTY, of_levels)
    by_top = np.where(hidden.top[None, None, :], PLENTY, table.top_per_kind[:, None, :])
    return np.minimum(np.minimum(by_level, by_top), _most_top(table)[:, None, :])


def _told_together(table: Table, hidden: Hidden) -> Flags:
    """Levels whose own totals are hidden: their schools are hidden among those of other levels."""
    found = np.zeros(table.in_level.shape[0], dtype=bool)
    for rows in _told_among(hidden):
        levels = _distinct(table.levels[rows])
        if len(levels) > 1:
            found[levels] = True
    return found


def _most_top(table: Table) -> Whole:
    sums = table.top_per_kind
    return np.asarray(np.broadcast_to(sums.sum(axis=1)[:, None], sums.shape))


def _small_rest_of_rows(table: Table, hidden: Hidden, rules: Rules) -> Flags:
    if table.is_one_row:
        return np.zeros(1, dtype=bool)
    rest = np.where(hidden.cells, table.people, 0).sum(axis=1)
    small: Flags = (rest > 0) & (rest < rules.minimum) & ~hidden.rows
    return small


def _small_rest_of_columns(table: Table, hidden: Hidden, rules: Rules) -> Flags:
    """Per level (or for the district as a whole): is the hidden rest of a printed group a small group?"""
    if table.is_one_row:
        return np.zeros((1, table.shape[1]), dtype=bool)
    rest = table.in_level @ np.where(hidden.cells, table.people, 0)
    is_printed = ~hidden.level_cells if table.has_levels else ~hidden.top[None, :]
    small: Flags = (rest > 0) & (rest < rules.minimum) & is_printed
    return small


def _small_rest_of_levels(table: Table, hidden: Hidden, rules: Rules) -> Flags:
    """Level cells in a printed line (the level's total, the district's group) whose hidden rest is a small group."""
    if not table.has_levels:
        return np.zeros_like(hidden.level_cells)
    rest = np.where(hidden.level_cells, table.level_people, 0)
    by_level, by_top = rest.sum(axis=1)[:, None], np.where(hidden.top, PLENTY, rest.sum(axis=0))[None, :]
    small: Flags = ((by_level > 0) & (by_level < rules.minimum)) | ((by_top > 0) & (by_top < rules.minimum))
    return small & hidden.level_cells
