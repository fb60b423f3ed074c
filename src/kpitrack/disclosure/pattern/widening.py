"""Hiding more where a certificate failed: another column in the row, then the same two in a helper row.

Every choice has a rule for ties, so the same table always gives the same pattern.
"""

from __future__ import annotations

import numpy as np

from kpitrack.disclosure.pattern.certificate import Failures
from kpitrack.disclosure.pattern.tables import Flags, Hidden, Table, Whole
from kpitrack.disclosure.policy import Rules


def widen(table: Table, hidden: Hidden, failures: Failures, rules: Rules) -> None:
    """Hide more where a certificate failed: another column in the row, then the same two in a helper row."""
    if table.is_one_row:
        hide_next(hidden.top, table.top_people)
        return
    for column in np.flatnonzero(failures.top):
        if not _help_group(table, hidden, np.ones(table.shape[0], dtype=bool), int(column), hidden.top):
            hide_next(hidden.top, table.top_people)
    _widen_levels(table, hidden, failures)
    widen_cells(table, hidden, failures, rules)


def _widen_levels(table: Table, hidden: Hidden, failures: Failures) -> None:
    for level, column in np.argwhere(failures.level_cells):
        line, rows = hidden.level_cells[level], table.levels == level
        if not _help_group(table, hidden, rows, int(column), line):
            hide_next(line, table.level_people[level])
        elif not (failures.cells.any() or failures.columns.any()):
            _help_level(table, hidden, int(level), int(column))


def widen_cells(table: Table, hidden: Hidden, failures: Failures, rules: Rules) -> None:
    """A cell whose own row lacks room gets a partner in it; else a helper row, one per column and round."""
    helped: set[tuple[int, int]] = set()
    for row, column in np.argwhere(failures.cells):
        if _add_partner(table, hidden, int(row), int(column), rules):
            continue
        scope = (int(table.levels[row]), int(column))
        if scope not in helped and _add_helper(table, hidden, int(row), int(column)):
            helped.add(scope)  # it may serve the other cells of the column, too
    for level, column in np.argwhere(failures.columns):
        rows = (table.levels == level) & hidden.cells[:, column]
        if (int(level), int(column)) not in helped:
            row = np.flatnonzero(rows)[np.argmin(table.people[rows, column])]
            _add_helper(table, hidden, int(row), int(column))


def hide_next(line: Flags, people: Whole) -> None:
    """The next smallest of a line."""
    left = np.flatnonzero(~line & (people > 0))
    if left.size:
        line[left[np.argmin(people[left])]] = True


def _add_partner(table: Table, hidden: Hidden, row: int, column: int, rules: Rules) -> bool:
    """Hide one more column of the row if its hidden ones could not give the room, whatever other rows balance."""
    kinds = table.per_kind[:, row, :]
    usable = table.people[row] > 0
    usable[column] = False
    if table.band_of is not None:
        usable &= table.band_of == table.band_of[column]
    wanted = (rules.people_width if len(kinds) == 1 else rules.outcome_width) * table.unit
    wanted = np.minimum(wanted, kinds.sum(axis=1))
    lacking = wanted - kinds[:, column]
    now = np.flatnonzero(usable & hidden.cells[row])
    if now.size and _is_enough(kinds[:, now].sum(axis=1) + kinds[:, column], kinds, wanted, table, rules):
        return False
    left = np.flatnonzero(usable & ~hidden.cells[row])
    if not left.size:
        return False
    room = np.minimum(kinds[:, left], np.maximum(lacking, 0)[:, None]).sum(axis=0)
    best = left[np.lexsort((table.people[row, left], -room))[0]]
    hidden.cells[row, best] = True
    return True


def _is_enough(room: Whole, kinds: Whole, wanted: Whole, table: Table, rules: Rules) -> bool:
    """The widths asked for, as the certificate asks for them, if nothing but the row itself limited the room."""
    if (room < wanted).any():
        return False
    for first in range(0, len(kinds), 2):
        people = min(rules.people_width * table.unit, int(kinds[first : first + 2].sum()))
        if room[first : first + 2].sum() < people:
            return False
    return True


def _add_helper(table: Table, hidden: Hidden, row: int, column: int) -> bool:
    """A row that can balance the cell and a partner; where there is none, one more partner in its own row."""
    rows = _rows_that_can_balance(table, hidden, row)
    best = _best_helper(table, hidden, row, column, rows)
    if best is not None:
        helper, partner = best
        hidden.cells[row, partner] = hidden.cells[helper, column] = hidden.cells[helper, partner] = True
        return True
    if table.has_levels and _open_level(table, hidden, row, column):
        return True
    left = np.flatnonzero(~hidden.cells[row] & (table.people[row] > 0))
    if left.size:
        hidden.cells[row, left[np.argmax(table.people[row][left])]] = True
    return bool(left.size)


def _open_level(table: Table, hidden: Hidden, row: int, column: int) -> bool:
    """No other row of the level can balance the cell, so the level's sums are hidden and another level balances."""
    level = int(table.levels[row])
    partners = np.flatnonzero(hidden.cells[row] & (table.people[row] > 0))
    partners = partners[partners != column]
    for partner in partners[np.argsort(-table.people[row, partners], kind="stable")]:
        both = [column, partner]
        for other in np.argsort(-table.level_people[:, column], kind="stable"):
            if other == level or not (table.level_people[other, both] > 0).all():
                continue
            was_open = hidden.level_cells[level, both].all() and hidden.level_cells[other, both].all()
            hidden.level_cells[level, both] = hidden.level_cells[other, both] = True
            line = np.isin(np.arange(table.shape[1]), both)
            if _help_group(table, hidden, table.levels == other, column, line) or not was_open:
                return True
    return False


def _rows_that_can_balance(table: Table, hidden: Hidden, row: int) -> Flags:
    rows: Flags = (table.levels == table.levels[row]) & ~hidden.rows
    rows[row] = False
    return rows


def _best_helper(table: Table, hidden: Hidden, row: int, column: int, rows: Flags) -> tuple[int, int] | None:
    """The helper row and partner column that give the most room for the fewest further cells.

    The room is capped at what a small cell needs, so that big groups are not hidden without need.
    """
    helpers = np.flatnonzero(rows)
    partners = np.flatnonzero(table.people[row] > 0)
    partners = partners[partners != column]
    if table.band_of is not None:
        partners = partners[table.band_of[partners] == table.band_of[column]]
    kinds = table.per_kind
    mine, others = kinds[:, row, column], kinds[:, row, :][:, partners]
    theirs = kinds[:, helpers, column][:, :, None]
    their_others = kinds[:, helpers][:, :, partners]
    room = np.minimum(others[:, None, :], theirs) + np.minimum(mine[:, None, None], their_others)
    enough = np.minimum(room, 4 * table.unit).min(axis=0)  # (helpers, partners)
    new = (
        (~hidden.cells[row, partners])[None, :].astype(np.int64)
        + (~hidden.cells[helpers, column])[:, None]
        + ~hidden.cells[helpers][:, partners]
    )
    people = table.people[helpers, column][:, None] + table.people[helpers][:, partners]
    fits = (new > 0) & (table.people[helpers, column][:, None] > 0) & (table.people[helpers][:, partners] > 0)
    if not fits.any():
        return None
    rank = np.lexsort((people.ravel(), new.ravel(), -enough.ravel(), ~fits.ravel()))
    helper, partner = np.unravel_index(rank[0], enough.shape)
    return int(helpers[helper]), int(partners[partner])


def _help_group(table: Table, hidden: Hidden, rows: Flags, column: int, group: Flags) -> bool:
    """A hidden level or district group needs rows where it and a hidden partner group are both hidden."""
    partners = [int(c) for c in np.argsort(-table.top_people, kind="stable") if group[c] and c != column]
    for partner in partners:
        candidates = np.flatnonzero(
            rows
            & (table.people[:, column] > 0)
            & (table.people[:, partner] > 0)
            & ~(hidden.cells[:, column] & hidden.cells[:, partner])
        )
        if candidates.size:
            best = candidates[
                np.argmax(np.minimum(table.people[candidates, column], table.people[candidates, partner]))
            ]
            hidden.cells[best, column] = hidden.cells[best, partner] = True
            return True
    return False


def _help_level(table: Table, hidden: Hidden, level: int, column: int) -> None:
    """Another level hides the same two groups, so that the district's groups stay as printed."""
    partners = [c for c in np.flatnonzero(hidden.level_cells[level]) if c != column]
    for partner in partners:
        for other in np.argsort(table.level_people[:, column], kind="stable"):
            both = hidden.level_cells[other, column] and hidden.level_cells[other, partner]
            filled = table.level_people[other, column] > 0 and table.level_people[other, partner] > 0
            if other != level and filled and not both:
                hidden.level_cells[other, column] = hidden.level_cells[other, partner] = True
                return
